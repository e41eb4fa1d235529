// One figure alone, as an SVG or PNG for papers: `terrabalance plot` opens the page with a request in it
// and takes what this leaves in the page. The figure is laid out as on the page; every text, swatch and
// drawing is then put where the layout has it.
{
  const space = "http://www.w3.org/2000/svg";
  const round = value => Math.round(value * 100) / 100;

  /** A figure by name, or an error that says which there are. */
  const figureOf = name => {
    const figure = report.figures.find(f => f.id === name);
    if (!figure) throw new Error(`there is no chart '${name}'; there are: ${report.figures.map(f => f.id).join(", ")}`);
    const lacks = report.lacks(figure);
    if (lacks.length > 0) throw new Error(`the result lacks what chart '${name}' shows: ${lacks.join(", ")}`);
    return figure;
  };

  /** The choices of a figure as requested, the others as the page has them at first. */
  const chosenOf = (figure, wanted) => {
    const offered = figure.choices?.() ?? [];
    for (const id of Object.keys(wanted)) {
      if (!offered.some(choice => choice.id === id))
        throw new Error(`chart '${figure.id}' has no choice '${id}'; it has: ${offered.map(c => c.id).join(", ") || "none"}`);
    }
    return Object.fromEntries(offered.map(({ id, options, value }) => {
      const values = options.map(o => String(o.value));
      if (wanted[id] === undefined) return [id, values.includes(String(value)) ? String(value) : values[0]];
      if (!values.includes(wanted[id])) throw new Error(`choice '${id}' of chart '${figure.id}' is one of: ${values.join(", ")}`);
      return [id, wanted[id]];
    }));
  };

  /** The title with the year that a figure of one year shows. */
  const titleOf = figure => {
    const table = figure.years && figure.needs.find(need => need !== "overview" && report.rows(need).some(row => row.year !== undefined));
    return report.t(`figure.${figure.id}`) + (table ? `, ${report.yearIn(table)}` : "");
  };

  /** What the choices are, in words; a map says it itself. */
  const shownOf = (figure, chosen) => (figure.id.endsWith("-map") ? "" : (figure.choices?.() ?? []).map(({ id, label, options }) =>
    `${label}: ${options.find(o => String(o.value) === chosen[id])?.label}`).join("; "));

  /** The lines of a text as the layout breaks them: { text, left, top }. */
  const linesOf = node => {
    const lines = [];
    const range = document.createRange();
    for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const { left, top } = range.getBoundingClientRect();
      const last = lines.at(-1);
      if (last && Math.abs(last.top - top) < 2) last.text += " " + word;
      else lines.push({ text: word, left, top });
    }
    return lines;
  };

  const pen = document.createElement("canvas").getContext("2d");
  const textParts = node => {
    const style = getComputedStyle(node.parentElement);
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const rise = pen.measureText("x").fontBoundingBoxAscent;
    return linesOf(node).map(({ text, left, top }) => report.el("text", {
      x: round(left), y: round(top + rise), fill: style.color, "font-size": style.fontSize, "font-weight": style.fontWeight,
      "font-family": style.fontFamily, "font-style": style.fontStyle }, text));
  };

  /** A box that has a colour or a ramp of colours. */
  const boxParts = (element, definitions) => {
    const style = getComputedStyle(element);
    const ramp = style.backgroundImage.match(/^linear-gradient\(to right, (.*)\)$/)?.[1].match(/rgba?\([^)]*\)/g);
    const plain = style.backgroundColor !== "rgba(0, 0, 0, 0)";
    if (!ramp && !plain) return [];
    let fill = style.backgroundColor;
    if (ramp) {
      const id = `ramp${definitions.childElementCount}`;
      const gradient = document.createElementNS(space, "linearGradient");
      gradient.setAttribute("id", id);
      ramp.forEach((colour, i) => {
        const stop = document.createElementNS(space, "stop");
        stop.setAttribute("offset", i / (ramp.length - 1));
        stop.setAttribute("stop-color", colour);
        gradient.append(stop);
      });
      definitions.append(gradient);
      fill = `url(#${id})`;
    }
    const { left, top, width, height } = element.getBoundingClientRect();
    const line = parseFloat(style.borderTopWidth) > 0 ? { stroke: style.borderTopColor, "stroke-width": style.borderTopWidth } : {};
    return [report.el("rect", { x: round(left), y: round(top), width: round(width), height: round(height), fill, ...line })];
  };

  /** A drawing of the figure, moved to its place. */
  const drawingParts = svg => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    const copy = svg.cloneNode(true);
    for (const [name, value] of Object.entries({ x: round(left), y: round(top), width: round(width), height: round(height) }))
      copy.setAttribute(name, value);
    for (const image of copy.querySelectorAll("image")) image.setAttribute("style", "image-rendering: pixelated");
    for (const name of ["class", "style", "role", "aria-label"]) copy.removeAttribute(name);
    for (const part of copy.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex");
    return [copy];
  };

  const partsOf = (element, definitions) => {
    if (element.nodeType === Node.TEXT_NODE) return textParts(element);
    if (element.nodeType !== Node.ELEMENT_NODE) return [];
    if (element.localName === "svg") return drawingParts(element);
    return [...boxParts(element, definitions), ...[...element.childNodes].flatMap(child => partsOf(child, definitions))];
  };

  /** The figure as one SVG of the page's width. */
  const compose = (host, about) => {
    const definitions = document.createElementNS(space, "defs");
    const parts = partsOf(host, definitions);
    const { width, height } = host.getBoundingClientRect();
    const svg = report.el("svg", { width: round(width), height: Math.ceil(height), viewBox: `0 0 ${round(width)} ${Math.ceil(height)}` },
      report.el("title", {}, about.title), report.el("desc", {}, about.source), definitions,
      report.el("rect", { width: "100%", height: "100%", fill: "#fff" }), ...parts);
    return { width, height: Math.ceil(height), text: new XMLSerializer().serializeToString(svg) };
  };

  const base64 = text => btoa(Array.from(new TextEncoder().encode(text), byte => String.fromCharCode(byte)).join(""));

  /** Leaves an answer where the program looks for it. */
  const answer = (kind, text) => {
    document.body.replaceChildren(report.el("pre", { id: "plot", "data-kind": kind }, text));
  };

  const paint = ({ width, height, text }, scale) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      answer("picture", canvas.toDataURL("image/png").split(",")[1]);
    };
    image.onerror = () => answer("error", base64("the browser cannot paint the figure; try -o with the ending .svg"));
    const large = text.replace(/ width="[^"]*" height="[^"]*"/, ` width="${width * scale}" height="${height * scale}"`);
    image.src = "data:image/svg+xml;base64," + base64(large);
  };

  const list = () => report.figures.map(figure => {
    const lacks = report.lacks(figure);
    const choices = lacks.length ? [] : (figure.choices?.() ?? []).map(c => c.id);
    return [figure.id, report.t(`figure.${figure.id}`), choices.join(" "), lacks.join(" ")].join("\t");
  }).join("\n");

  const drawn = request => {
    const figure = figureOf(request.chart);
    if (request.year !== null) {
      if (!report.years().includes(request.year)) throw new Error(`the result has no year ${request.year}; it has: ${report.years().join(", ")}`);
      report.state.year = request.year;
    }
    report.still = true;
    const title = titleOf(figure);
    const chosen = chosenOf(figure, request.choices);
    report.needLibrary();   // before its text goes with the rest of the page
    const host = report.el("div", { style: `width:${request.width}px;padding:8px;background:#fff` });
    document.body.replaceChildren(host);
    if (request.title) host.append(report.el("h3", {}, title));
    const shown = shownOf(figure, chosen);
    if (shown) host.append(report.el("p", { class: "about" }, shown));
    const body = report.el("div", { class: "body" });
    host.append(body);
    figure.draw(body, chosen);
    for (const element of body.querySelectorAll(".readout")) element.remove();   // for the pointer only
    if (report.simulated().length > 0) host.append(report.el("p", { class: "simulated" }, report.t("simulated.chart")));
    return compose(host, { title, source: `${report.document.file}, terrabalance ${report.document.reporter}` });
  };

  report.plot = request => {
    try {
      if (request.chart === "") return answer("list", base64(list()));
      const figure = drawn(request);
      if (request.format === "svg") answer("picture", base64(`<?xml version="1.0" encoding="UTF-8"?>\n${figure.text}\n`));
      else paint(figure, request.dpi / 96);
    } catch (error) {
      answer("error", base64(error.message));
    }
  };
}
