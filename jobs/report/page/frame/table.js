// Tables of the result: sorted by a press on a column's head, page by page, and as CSV to keep.
{
  const pageLength = 50;

  const compare = (column, down) => (a, b) => {
    const [x, y] = [a[column], b[column]];
    if (x === null || y === null) return (x === null) - (y === null);   // what is missing comes last
    const order = typeof x === "number" ? x - y : String(x).localeCompare(String(y), report.state.language, { numeric: true });
    return down ? -order : order;
  };

  const zoneColumns = new Set(["zone", "city", "id", "from", "to", "benchmark"]);
  const cell = (column, value) => {
    if (value === null) return report.t("no.value");
    if (column.type === "real") return report.number(value, 6);
    if (column.type === "integer") return column.name.includes("year") ? String(value) : report.number(value, 6);
    if (zoneColumns.has(column.name)) return report.zoneName(value);
    return report.term(value);
  };

  /** What a column holds, in the language of the page. */
  report.columnText = ({ name, description }) => (description && description !== name
    ? report.t(`column.${description}`).replace(/^column\./, "") : null);

  const title = meta => (report.knows(`table.${meta.name}`) ? report.t(`table.${meta.name}`) : meta.title);
  report.tableTitle = name => title(report.meta.get(name));

  const fill = (box, meta) => {
    let sorted = null, down = false, page = 0, words = "";
    const body = report.el("tbody");
    const place = report.el("span", { class: "place", "aria-live": "polite" });
    const heads = meta.columns.map(column => {
      const unit = column.unit && column.unit !== "1" ? ` (${report.unit(column.unit)})` : "";
      const head = report.el("th", { scope: "col", title: report.columnText(column) },
        report.el("button", { type: "button", onclick: () => sort(column.name) }, column.name + unit));
      return head;
    });
    const rows = () => {
      let list = report.rows(meta.name);
      if (words) list = list.filter(row => meta.columns.some(c => cell(c, row[c.name]).toLowerCase().includes(words)));
      return sorted === null ? list : [...list].sort(compare(sorted, down));
    };
    const show = () => {
      const list = rows();
      const pages = Math.max(1, Math.ceil(list.length / pageLength));
      page = Math.min(Math.max(page, 0), pages - 1);
      body.replaceChildren(...list.slice(page * pageLength, (page + 1) * pageLength).map(row =>
        report.el("tr", {}, meta.columns.map(c => report.el("td", { class: c.type === "text" ? "" : "number" }, cell(c, row[c.name]))))));
      place.textContent = report.t("table.page", { page: page + 1, pages, rows: report.number(list.length, 6) });
      before.disabled = page === 0;
      after.disabled = page === pages - 1;
    };
    const sort = name => {
      down = sorted === name && !down;
      sorted = name;
      heads.forEach((head, i) => {
        if (meta.columns[i].name === name) head.setAttribute("aria-sort", down ? "descending" : "ascending");
        else head.removeAttribute("aria-sort");
      });
      show();
    };
    const turn = (key, by) => report.el("button", { type: "button", onclick: () => { page += by; show(); } }, report.t(key));
    const before = turn("table.before", -1), after = turn("table.after", 1);
    const filter = report.el("input", { type: "search", oninput: event => { words = event.target.value.toLowerCase(); page = 0; show(); } });
    if (meta.rows < meta.all_rows) {
      box.append(report.el("p", { class: "empty" }, report.t("table.part",
        { kept: report.number(meta.rows, 9), rows: report.number(meta.all_rows, 9), file: report.document.file, name: meta.name })));
    }
    box.append(
      report.el("div", { class: "choices" },
        report.el("label", { class: "choice" }, report.el("span", {}, report.t("table.filter")), filter), before, after, place,
        report.el("button", { type: "button", class: "csv", onclick: () =>
          report.download(meta.name.replace("/", "_") + ".csv", meta.csv, "text/csv") }, report.t("table.csv"))),
      report.el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title(meta) },
        report.el("table", {}, report.el("thead", {}, report.el("tr", {}, heads)), body)));
    show();
  };

  report.tableSection = () => report.document.tables.map(meta => {
    const box = report.el("div");
    const details = report.el("details", { class: "table", id: `table-${meta.name.replace("/", "-")}`, "data-name": meta.name,
      ontoggle: () => { if (details.open && !box.hasChildNodes()) fill(box, meta); } },
      report.el("summary", {}, report.el("code", {}, meta.name), " ", title(meta), " ",
        report.el("span", { class: "rows" }, report.t("table.rows", { rows: report.number(meta.all_rows, 9) }))), box);
    return details;
  });
}
