// Landscape indices as a heat map: every index against its own mean over zones and years.
{
  report.figure({
    id: "landscape", section: "landscape", needs: ["landscape/landscape"], years: true,
    choices: () => [{ id: "level", label: report.t("landscape.level"), options: [{ value: "*", label: report.t("landscape.whole") },
      ...report.distinct(report.rows("landscape/class"), "class").map(name => ({ value: name, label: report.term(name) }))] }],
    draw(box, { level }) {
      const table = level === "*" ? "landscape/landscape" : "landscape/class";
      const all = report.rows(table).filter(row => row.value !== null && (level === "*" || row.class === level));
      const year = report.yearIn(table);
      const byMetric = Map.groupBy ? Map.groupBy(all, row => row.metric) : all.reduce((map, row) => map.set(row.metric, [...(map.get(row.metric) ?? []), row]), new Map());
      const metrics = [], data = [];
      const zones = report.distinct(all, "zone");
      for (const [metric, rows] of byMetric) {
        const values = rows.map(r => r.value);
        const mean = values.reduce((a, b) => a + b, 0) / values.length;
        const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
        if (!(deviation > 1e-12 * Math.abs(mean))) continue;   // the same everywhere
        metrics.push(metric);
        for (const row of rows) if (row.year === year) data.push({ value: [zones.indexOf(row.zone), metrics.length - 1, (row.value - mean) / deviation], real: row.value });
      }
      if (data.length === 0) return report.say(box, "landscape.same");
      report.chart(box, {
        grid: report.grid({ left: 100, top: 56 }), dataZoom: report.zoom(zones.length),
        tooltip: { formatter: p => report.tip(`${metrics[p.value[1]]}, ${report.zoneName(zones[p.value[0]])}`, report.number(p.data.real),
          report.t("landscape.score", { score: report.number(p.value[2], 2) })) },
        xAxis: report.categoryAxis(zones.map(report.zoneName), ""),
        yAxis: { type: "category", data: metrics, inverse: true, axisLabel: { color: "#333", interval: 0, fontSize: 11 } },
        visualMap: { min: -2.5, max: 2.5, calculable: false, orient: "horizontal", top: 0, left: "center", precision: 1,
          text: [report.t("landscape.above"), report.t("landscape.below")], inRange: { color: report.diverging } },
        series: [{ type: "heatmap", data, itemStyle: { borderColor: "#fff", borderWidth: 1 } }],
      }, { height: 190 + 15 * metrics.length, label: `${report.t("figure.landscape")}, ${year}` });
    },
  });
}
