// The page: sections in order, contents, language, year.
{
  const sections = ["summary", "land", "balance", "change", "landscape", "suitability", "pattern", "coupling", "evaluate",
    "detect", "zone", "uncertainty", "gwr"];

  const section = (id, ...children) => report.el("section", { id: `section-${id}`, "aria-labelledby": `heading-${id}` },
    report.el("h2", { id: `heading-${id}` }, report.t(`section.${id}`)), ...children);

  /** What cannot be drawn, in words: the figures and the tables that they would need. */
  const absent = () => {
    const missing = report.figures.map(figure => ({ figure, lacks: report.lacks(figure) })).filter(({ lacks }) => lacks.length > 0);
    if (missing.length === 0) return null;
    return section("absent", report.el("p", {}, report.t("absent.about")), report.el("ul", { class: "absent" },
      missing.map(({ figure, lacks }) => report.el("li", { "data-figure": figure.id },
        `${report.t(`figure.${figure.id}`)}: ${lacks.map(need => need === "overview" ? report.t("absent.overview")
          : report.meta.has(need) ? report.t("absent.empty", { table: need }) : report.t("absent.table", { table: need })).join("; ")}`))));
  };

  const controls = () => {
    const years = report.years();
    const box = document.getElementById("controls");
    box.replaceChildren();
    if (years.length > 0) {
      box.append(report.select(report.t("page.year"), years.map(y => ({ value: y, label: y })), report.state.year, value => {
        report.state.year = Number(value);
        report.redrawYears();
      }));
    }
    box.append(
      report.select(report.t("page.language"), report.languages.map(l => ({ value: l, label: l === "en" ? "English" : "中文" })),
        report.state.language, value => { report.state.language = value; report.build(); box.querySelector("label:last-of-type select").focus(); }),
      report.el("button", { type: "button", onclick: () => window.print() }, report.t("page.print")));
    box.querySelectorAll("select").forEach((select, i, all) => { select.id = i === all.length - 1 ? "language" : "year"; });
  };

  const heading = () => {
    const d = report.document;
    document.documentElement.lang = report.state.language === "zh" ? "zh-CN" : "en";
    document.title = `${d.name} · terrabalance`;
    document.getElementById("title").textContent = d.name;
    const zones = new Set(report.rows("account/zones").map(r => r.zone));
    const years = report.years();
    document.getElementById("subtitle").textContent = report.t("page.subtitle", {
      zones: zones.size || (d.overview?.zones.length ?? 0), years: years.join(", ") || report.t("no.value"),
    });
    const simulated = report.simulated();
    const box = document.getElementById("simulated");
    box.hidden = simulated.length === 0;
    box.textContent = report.t("simulated.page", { files: simulated.map(path => path.split("/").pop()).join(", ") });
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = report.t(element.dataset.text);
  };

  /** Builds the whole page in the present language. */
  report.build = () => {
    report.forgetFigures();
    heading();
    controls();
    const main = document.getElementById("main");
    for (const id of sections) {
      const figures = report.figures.filter(figure => figure.section === id && report.lacks(figure).length === 0);
      if (figures.length > 0) main.append(section(id, ...figures.map(report.frame)));
    }
    const last = [absent(), section("tables", report.el("p", {}, report.t("tables.about")), ...report.tableSection()),
      section("methods", ...report.methodSection()), section("provenance", ...report.provenanceSection().filter(Boolean))];
    main.append(...last.filter(Boolean));
    const nav = document.getElementById("contents");
    nav.setAttribute("aria-label", report.t("page.contents"));
    nav.replaceChildren(report.el("ul", {}, [...main.querySelectorAll("section[id^=section-]")].map(s =>
      report.el("li", {}, report.el("a", { href: `#${s.id}` }, s.querySelector("h2").textContent)))));
    report.watchFigures();
  };
}
