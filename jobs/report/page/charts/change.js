// What land became, and what that did to carbon.
{
  const split = text => ({ year: text.slice(0, text.indexOf(" ")), name: text.slice(text.indexOf(" ") + 1) });

  report.figure({
    id: "change-sankey", section: "change", needs: ["change/sankey"],
    choices: () => [{ id: "shown", label: report.t("word.shows"), options: [
      { value: "changes", label: report.t("change.changes") }, { value: "all", label: report.t("change.all") }] }],
    draw(box, { shown }) {
      const flows = report.rows("change/sankey").filter(row => row.area_ha > 0 &&
        (shown === "all" || split(row.source).name !== split(row.target).name));
      if (flows.length === 0) return report.say(box, "change.none");
      const label = text => `${report.term(split(text).name)} ${split(text).year}`;
      const nodes = [...new Set(flows.flatMap(row => [row.source, row.target]))];
      const years = [...new Set(nodes.map(n => split(n).year))].sort();
      report.chart(box, {
        tooltip: { formatter: p => (p.dataType === "edge" ? report.tip(`${label(p.data.source)} → ${label(p.data.target)}`, `${report.number(p.value)} ha`)
          : report.tip(label(p.name), `${report.number(p.value)} ha`)) },
        series: [{
          type: "sankey", left: 10, right: 130, top: 10, bottom: 10, nodeGap: 10, draggable: false, layoutIterations: 40, emphasis: { focus: "adjacency" },
          data: nodes.map(name => ({ name, depth: years.indexOf(split(name).year), itemStyle: { color: report.classColour(split(name).name), borderColor: "#666" } })),
          links: flows.map(row => ({ source: row.source, target: row.target, value: row.area_ha })),
          lineStyle: { color: "source", opacity: 0.45 }, label: { formatter: p => label(p.name), color: "#222" },
        }],
      }, { height: 480, label: report.t("figure.change-sankey") });
      box.append(report.el("p", { class: "about" }, report.t("change.unit")));
    },
  });

  report.figure({
    id: "change-carbon", section: "change", needs: ["change/transition"],
    choices: () => [{ id: "span", label: report.t("word.period"), options: [...new Map(report.rows("change/transition").map(r =>
      [`${r.from_year}-${r.to_year}`, `${r.from_year}–${r.to_year}`]))].map(([value, label]) => ({ value, label })) }],
    draw(box, { span }) {
      const sums = new Map();
      for (const row of report.rows("change/transition")) {
        if (`${row.from_year}-${row.to_year}` !== span || row.from === row.to || row.carbon_effect === null) continue;
        const key = `${row.from}>${row.to}`;
        sums.set(key, { ...row, effect: (sums.get(key)?.effect ?? 0) + row.carbon_effect });
      }
      const rows = [...sums.values()].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect)).slice(0, 15);
      if (rows.length === 0) return report.say(box, "change.none");
      const unit = report.unitOf("change/transition", "carbon_effect");
      report.chart(box, {
        grid: report.grid({ left: 190, top: 10, bottom: 60 }), tooltip: { valueFormatter: v => `${report.number(v)} ${report.unit(unit)}` },
        xAxis: report.valueAxis(report.t("word.effect"), unit, { nameGap: 30 }),
        yAxis: { ...report.categoryAxis(rows.map(r => `${report.term(r.from)} → ${report.term(r.to)}`), "", { inverse: true }), axisLabel: { color: "#333", width: 175, overflow: "truncate", interval: 0 } },
        series: [{ type: "bar", name: report.t("word.effect"), data: rows.map(r => ({ value: r.effect, itemStyle: { color: r.effect > 0 ? report.source : report.sink } })) }],
      }, { height: 90 + 26 * rows.length, label: report.t("figure.change-carbon") });
    },
  });
}
