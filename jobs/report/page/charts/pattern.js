// Where like lies near like: Moran's scatterplot, maps of clusters and hot spots, Moran's I over time.
{
  const variables = table => report.distinct(report.rows(table), "variable").map(value => ({ value, label: report.term(value) }));
  const statistic = (variable, name, year) => report.rows("pattern/global").find(row => row.variable === variable && row.statistic === name &&
    (row.year === undefined || row.year === year))?.value ?? null;

  report.figure({
    id: "pattern-moran", section: "pattern", needs: ["pattern/scatter"], years: true,
    choices: () => [{ id: "variable", label: report.t("word.variable"), options: variables("pattern/scatter") }],
    draw(box, { variable }) {
      const year = report.yearIn("pattern/scatter");
      const rows = report.rows("pattern/scatter").filter(row => row.variable === variable && (row.year === undefined || row.year === year) && row.z !== null);
      const clusters = new Map(report.rows("pattern/permutation").filter(row => row.variable === variable && (row.year === undefined || row.year === year))
        .map(row => [row.i, row.cluster]));
      const i = statistic(variable, "moran_i", year), p = statistic(variable, "moran_p_perm", year) ?? statistic(variable, "moran_p_norm", year);
      const reach = 1.1 * Math.max(1, ...rows.map(row => Math.abs(row.z)));
      const colour = row => { const c = clusters.get(row.i) ?? "none"; return c === "none" ? "#8a8a8a" : report.categoryColour(c, 0); };
      box.append(report.el("p", {}, `${report.term(variable)}${year ? `, ${year}` : ""}: ` + report.t("pattern.moran", { i: report.number(i, 3), p: report.number(p, 2) })));
      report.chart(box, {
        grid: { left: 70, right: 24, top: 16, bottom: 56 },
        tooltip: { formatter: q => (q.data.zone ? report.tip(report.zoneName(q.data.zone), `z ${report.number(q.value[0], 3)}`, `${report.t("pattern.lag")} ${report.number(q.value[1], 3)}`, report.term(q.data.cluster)) : "") },
        xAxis: report.valueAxis(report.t("pattern.z"), "sd", { nameGap: 28, min: -Math.ceil(reach), max: Math.ceil(reach) }),
        yAxis: report.valueAxis(report.t("pattern.lag"), "sd"),
        series: [{
          type: "scatter", symbolSize: 11, data: rows.map(row => ({ value: [row.z, row.lag], zone: String(row.id), cluster: clusters.get(row.i) ?? "none", itemStyle: { color: colour(row), borderColor: "#333" } })),
          label: { show: rows.length <= 30, formatter: q => report.zoneName(q.data.zone), position: "right", fontSize: 11, color: "#333" }, labelLayout: { hideOverlap: true },
          markLine: i === null ? undefined : { silent: true, symbol: "none", lineStyle: { color: report.net, type: "solid", width: 1.6 }, label: { show: false },
            data: [[{ coord: [-reach, -reach * i] }, { coord: [reach, reach * i] }]] },
        }],
      }, { height: 420, label: report.t("pattern.moran", { i: report.number(i, 3), p: report.number(p, 2) }) });
    },
  });

  report.mapFigure("pattern-map", "pattern", ["pattern/local"], ["pattern"]);

  report.figure({
    id: "pattern-global", section: "pattern", needs: ["pattern/global"],
    draw(box) {
      const rows = report.rows("pattern/global").filter(row => row.statistic === "moran_i");
      const years = report.distinct(rows, "year").map(y => (y === undefined ? report.t("no.value") : String(y)));
      const names = report.distinct(rows, "variable");
      if (rows.length === 0) return report.say(box, "map.nothing");
      report.chart(box, {
        legend: report.legend(), grid: report.grid({ bottom: 50 }), tooltip: { valueFormatter: v => report.number(v, 3) },
        xAxis: report.categoryAxis(years, report.t("word.year"), { nameGap: 28 }), yAxis: report.valueAxis(report.t("pattern.i"), "1"),
        series: names.map(name => ({ type: "bar", name: report.term(name), data: rows.filter(r => r.variable === name).map(r => r.value) })),
      }, { height: 300, label: report.t("figure.pattern-global") });
    },
  });
}
