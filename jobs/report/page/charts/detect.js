// The geographical detector: power of single factors on the diagonal, of pairs off it.
report.figure({
  id: "detect", section: "detect", needs: ["detect/factor"], years: true,
  draw(box) {
    const now = table => { const year = report.yearIn(table); return report.rows(table).filter(row => row.year === undefined || row.year === year); };
    const single = now("detect/factor"), pairs = report.has("detect/interaction") ? now("detect/interaction") : [];
    const factors = single.map(row => row.factor);
    const data = [...single.map((row, i) => ({ value: [i, i, row.q], text: [`p ${report.number(row.p, 2)}`] })),
      ...pairs.map(row => ({ value: [factors.indexOf(row.a), factors.indexOf(row.b), row.q], text: [report.term(row.type), `q ${report.number(row.q_a, 3)}, ${report.number(row.q_b, 3)}`] }))];
    report.chart(box, {
      grid: { left: 190, right: 30, top: 56, bottom: 130 },
      tooltip: { formatter: p => report.tip(p.value[0] === p.value[1] ? factors[p.value[0]] : `${factors[p.value[0]]} × ${factors[p.value[1]]}`, `q ${report.number(p.value[2], 3)}`, ...p.data.text) },
      xAxis: { ...report.categoryAxis(factors.map(report.term), ""), axisLabel: { rotate: 30, interval: 0, width: 140, overflow: "truncate", color: "#333" } },
      yAxis: { type: "category", data: factors.map(report.term), inverse: true, axisLabel: { interval: 0, width: 175, overflow: "truncate", color: "#333" } },
      visualMap: { min: 0, max: 1, orient: "horizontal", left: "center", top: 0, text: [report.t("detect.strong"), report.t("detect.weak")], inRange: { color: report.sequential } },
      series: [{ type: "heatmap", data, itemStyle: { borderColor: "#fff", borderWidth: 2 }, label: { show: factors.length <= 12, formatter: p => report.number(p.value[2], 2) } }],
    }, { height: Math.min(640, 200 + 56 * factors.length), label: report.t("figure.detect") });
  },
});
