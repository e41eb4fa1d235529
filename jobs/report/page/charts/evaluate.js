// The indicator system: weights of the indicators, closeness of the cities.
{
  const colourOf = subsystem => report.categorical[Math.max(0, report.distinct(report.rows("evaluate/weights"), "subsystem").indexOf(subsystem)) % report.categorical.length];

  report.figure({
    id: "evaluate-weights", section: "evaluate", needs: ["evaluate/weights"],
    draw(box) {
      const rows = [...report.rows("evaluate/weights")].sort((a, b) => b.weight - a.weight);
      const subsystems = report.distinct(report.rows("evaluate/weights"), "subsystem");
      report.chart(box, {
        legend: report.legend(), grid: report.grid({ left: 230, bottom: 56 }), tooltip: { valueFormatter: v => (v === "-" || v === undefined ? "" : report.percent(v)) },
        xAxis: report.valueAxis(report.t("word.weight"), "1", { nameGap: 28, axisLabel: { formatter: report.percent, color: "#333" } }),
        yAxis: { type: "category", inverse: true, data: rows.map(r => report.term(r.indicator)), axisLabel: { color: "#333", width: 215, overflow: "truncate", interval: 0 } },
        series: subsystems.map(s => ({ type: "bar", stack: "weight", name: report.term(s), itemStyle: { color: colourOf(s) }, data: rows.map(r => (r.subsystem === s ? r.weight : "-")) })),
      }, { height: 110 + 22 * rows.length, label: report.t("figure.evaluate-weights") });
    },
  });

  report.figure({
    id: "evaluate-closeness", section: "evaluate", needs: ["evaluate/closeness"], years: true,
    choices: () => [{ id: "subsystem", label: report.t("word.subsystem"), options: report.distinct(report.rows("evaluate/closeness"), "subsystem").map(s => ({ value: s, label: report.term(s) })) }],
    draw(box, { subsystem }) {
      const year = report.yearIn("evaluate/closeness");
      const rows = report.where("evaluate/closeness", { year, subsystem }).sort((a, b) => b.closeness - a.closeness);
      report.chart(box, {
        grid: report.grid({ top: 16 }), dataZoom: report.zoom(rows.length), tooltip: { formatter: p => report.tip(p.name, `${report.t("word.closeness")} ${report.number(p.value, 3)}`, report.t("evaluate.rank", { rank: rows[p.dataIndex].rank })) },
        xAxis: report.categoryAxis(rows.map(r => report.zoneName(r.city)), ""), yAxis: report.valueAxis(report.t("word.closeness"), "1", { min: 0 }),
        series: [{ type: "bar", itemStyle: { color: subsystem === "overall" ? report.net : colourOf(subsystem) }, data: rows.map(r => r.closeness) }],
      }, { height: 340, label: `${report.t("figure.evaluate-closeness")}, ${year}` });
    },
  });
  report.mapFigure("evaluate-map", "evaluate", ["evaluate/closeness"], ["evaluate"]);
}
