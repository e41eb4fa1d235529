// Elements of the page by one call: report.el("p", { class: "note" }, "text", child).
{
  const svgTags = new Set(["svg", "g", "path", "rect", "text", "title", "image", "circle", "line", "polygon", "desc"]);

  report.el = (tag, attributes = {}, ...children) => {
    const node = svgTags.has(tag) && !attributes.html
      ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "html" || value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat()) if (child !== null && child !== undefined) node.append(child);
    return node;
  };

  /** A labelled choice. options: [{ value, label }] */
  report.select = (label, options, value, change) => {
    const select = report.el("select", { onchange: event => change(event.target.value) },
      options.map(o => report.el("option", { value: o.value, selected: String(o.value) === String(value) }, o.label)));
    return report.el("label", { class: "choice" }, report.el("span", {}, label), select);
  };

  /** Hands the reader a file. */
  report.download = (name, text, type) => {
    const address = URL.createObjectURL(new Blob([text], { type }));
    report.el("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  };
}
