// Geographically weighted regression: local fit and coefficients where the points lie.
/** What of gwr/local is worth a map. */
report.gwrColumns = () => report.meta.get("gwr/local").columns.map(c => c.name).filter(name => name === "local_r2" || /^(beta|t|se)_/.test(name) || name === "std_resid");
report.gwrLabel = name => {
  const [, kind, of] = name.match(/^(beta|t|se)_(.*)$/) ?? [];
  return kind ? `${{ beta: "β", t: "t", se: "SE" }[kind]}: ${report.term(of)}` : report.term(name);
};

report.figure({
  id: "gwr", section: "gwr", needs: ["gwr/local"], years: true,
  choices: () => [{ id: "column", label: report.t("word.shows"), options: report.gwrColumns().map(name => ({ value: name, label: report.gwrLabel(name) })) }],
  draw(box, { column }) {
    const rows = report.rows("gwr/local").filter(row => (row.year === undefined || row.year === report.yearIn("gwr/local")) && row[column] !== null && Number.isFinite(row[column]));
    if (rows.length === 0) return report.say(box, "map.nothing");
    const values = rows.map(r => r[column]).sort((a, b) => a - b);
    const at = part => values[Math.min(values.length - 1, Math.floor(part * values.length))];
    const diverges = column !== "local_r2" && values[0] < 0;
    const most = Math.max(Math.abs(at(0.01)), Math.abs(at(0.99))) || 1;
    const [low, high] = column === "local_r2" ? [0, 1] : diverges ? [-most, most] : [at(0.01), at(0.99)];
    report.chart(box, {
      grid: { left: 90, right: 24, top: 56, bottom: 56 },
      tooltip: { formatter: p => report.tip(p.data.row.zone === undefined ? `i ${p.data.row.i}` : report.zoneName(p.data.row.zone), `x ${report.number(p.value[0], 7)}, y ${report.number(p.value[1], 7)}`, `${report.gwrLabel(column)} ${report.number(p.data.row[column])}`) },
      xAxis: report.valueAxis("x", report.unitOf("gwr/local", "x"), { scale: true, nameGap: 28 }), yAxis: report.valueAxis("y", report.unitOf("gwr/local", "y"), { scale: true, nameGap: 60 }),
      visualMap: { min: low, max: high, dimension: 2, orient: "horizontal", left: "center", top: 0, precision: 3, text: [report.number(high, 3), report.number(low, 3)], inRange: { color: diverges ? report.diverging : report.sequential } },
      series: [{ type: "scatter", symbolSize: rows.length > 2000 ? 3 : 9, data: rows.map(row => ({ value: [row.x, row.y, row[column]], row })), itemStyle: { borderColor: "#555", borderWidth: rows.length > 2000 ? 0 : 0.5 } }],
    }, { height: 460, label: `${report.t("figure.gwr")}: ${column}` });
  },
});

report.mapFigure("gwr-map", "gwr", ["gwr/local"], ["gwr"]);
