// Where the numbers come from.
report.provenanceSection = () => {
  const d = report.document;
  const fact = (key, value) => [report.el("dt", {}, report.t(key)), report.el("dd", {}, value)];
  const notes = report.rows("provenance/notes").map(row => row.note).filter(note => note !== null);
  const inputs = report.rows("provenance/inputs");
  return [
    report.el("dl", { class: "facts" }, [
      ...fact("provenance.file", d.file),
      ...fact("provenance.version", `terrabalance ${d.version || "?"}` + (d.version === d.reporter ? "" : ` / ${d.reporter}`)),
      ...fact("provenance.command", report.el("code", {}, d.command || "?")),
      ...fact("provenance.runtime", report.t("provenance.ranks", { ranks: d.ranks, threads: d.threads })),
    ]),
    inputs.length === 0 ? null : report.el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": report.t("provenance.inputs") },
      report.el("table", {}, report.el("caption", {}, report.t("provenance.inputs")),
        report.el("thead", {}, report.el("tr", {}, ["provenance.path", "provenance.size", "provenance.checksum", "provenance.kind"].map(k =>
          report.el("th", { scope: "col" }, report.t(k))))),
        report.el("tbody", {}, inputs.map(row => report.el("tr", {}, report.el("td", {}, row.path),
          report.el("td", { class: "number" }, report.number(row.bytes, 6)), report.el("td", {}, report.el("code", {}, row.checksum)),
          report.el("td", {}, row.simulated === 1 ? report.t("provenance.simulated") : "")))))),
    notes.length === 0 ? null : report.el("div", {}, report.el("h3", {}, report.t("provenance.notes")),
      report.el("ul", {}, notes.map(note => report.el("li", {}, note)))),
    d.study ? report.el("details", {}, report.el("summary", {}, report.t("provenance.study")),
      report.el("pre", { tabindex: 0 }, d.study)) : null,
  ];
};
