// Sources and sinks together: the quadrant of both, and coordination over the years.
{
  report.figure({
    id: "coupling-quadrant", section: "coupling", needs: ["coupling/degree"], years: true,
    draw(box) {
      const year = report.yearIn("coupling/degree");
      const rows = report.where("coupling/degree", { year }).filter(row => row.u1 !== null && row.u2 !== null);
      const levels = report.distinct(report.rows("coupling/degree"), "level");
      const series = levels.map((level, i) => ({
        type: "scatter", name: report.term(level), symbolSize: 12, itemStyle: { color: report.categoryColour(level, i), borderColor: "#333" },
        data: rows.filter(row => row.level === level).map(row => ({ value: [row.u1, row.u2], row })),
        label: { show: rows.length <= 30, formatter: p => report.zoneName(p.data.row.city), position: "right", fontSize: 11, color: "#333" }, labelLayout: { hideOverlap: true },
      })).filter(s => s.data.length > 0);
      if (series.length) series[0].markLine = { silent: true, symbol: "none", lineStyle: { color: "#777", type: "dashed" }, label: { show: false }, data: [{ xAxis: 0.5 }, { yAxis: 0.5 }] };
      report.chart(box, {
        legend: report.legend(), grid: { left: 70, right: 40, top: 40, bottom: 56 },
        tooltip: { formatter: p => (p.data.row ? report.tip(report.zoneName(p.data.row.city), `U1 ${report.number(p.data.row.u1, 3)}`, `U2 ${report.number(p.data.row.u2, 3)}`, `D ${report.number(p.data.row.d, 3)}: ${report.term(p.data.row.level)}`) : "") },
        xAxis: report.valueAxis(report.t("coupling.u1"), "1", { min: 0, max: 1, nameGap: 28 }), yAxis: report.valueAxis(report.t("coupling.u2"), "1", { min: 0, max: 1 }), series,
      }, { height: 430, label: `${report.t("figure.coupling-quadrant")}, ${year}` });
    },
  });

  report.figure({
    id: "coupling-years", section: "coupling", needs: ["coupling/degree"],
    draw(box) {
      const rows = report.rows("coupling/degree");
      const years = report.distinct(rows, "year"), cities = report.distinct(rows, "city");
      report.chart(box, {
        grid: report.grid({ top: 56, left: 60, bottom: 100 }), dataZoom: report.zoom(cities.length),
        tooltip: { formatter: p => report.tip(`${report.zoneName(p.data.row.city)}, ${p.data.row.year}`, `D ${report.number(p.data.row.d, 3)}`, report.term(p.data.row.level)) },
        xAxis: report.categoryAxis(cities.map(report.zoneName), ""), yAxis: { type: "category", data: years.map(String), axisLabel: { color: "#333" } },
        visualMap: { min: 0, max: 1, orient: "horizontal", left: "center", top: 0, text: [report.t("coupling.high"), report.t("coupling.low")], inRange: { color: report.sequential } },
        series: [{ type: "heatmap", itemStyle: { borderColor: "#fff", borderWidth: 1 }, data: rows.filter(r => r.d !== null).map(row => ({ value: [cities.indexOf(row.city), years.indexOf(row.year), row.d], row })),
          label: { show: cities.length <= 20, formatter: p => report.number(p.value[2], 2), fontSize: 11 } }],
      }, { height: 190 + 34 * years.length, label: report.t("figure.coupling-years") });
    },
  });
  report.mapFigure("coupling-map", "coupling", ["coupling/degree"], ["coupling"]);
}
