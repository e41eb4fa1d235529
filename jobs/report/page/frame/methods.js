// How the numbers were made: methods of exactly the jobs whose tables the result has.
{
  const methods = JSON.parse(document.getElementById("methods").textContent);
  report.jobs = () => [...new Set(report.document.tables.map(table => table.name.split("/")[0]))].filter(job => methods[job]);

  report.methodSection = () => report.jobs().map(job => {
    const { about, formulas, sources } = methods[job];
    const language = report.state.language;
    return report.el("section", { class: "method", "data-job": job },
      report.el("h3", {}, report.t(`job.${job}`)), report.el("p", {}, about[language]),
      report.el("dl", {}, formulas.map(f => [report.el("dt", {}, report.el("code", { class: "formula" }, f.formula)),
        report.el("dd", {}, f[language])]).flat()),
      report.el("p", { class: "sources" }, report.t("methods.sources")),
      report.el("ul", {}, sources.map(source => report.el("li", {}, source))));
  });
}
