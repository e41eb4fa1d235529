// What land is fit for: areas of the grades.
report.figure({
  id: "suitability", section: "suitability", needs: ["suitability/grades"], years: true,
  choices: () => [{ id: "zone", label: report.t("word.place"), options: [{ value: "*", label: report.t("zone.all") },
    ...report.distinct(report.rows("suitability/grades"), "zone").map(zone => ({ value: zone, label: report.zoneName(zone) }))] }],
  draw(box, { zone }) {
    const year = report.yearIn("suitability/grades");
    const rows = report.where("suitability/grades", { year }).filter(row => zone === "*" || row.zone === zone);
    const evaluations = report.distinct(rows, "evaluation"), grades = report.distinct(rows, "grade").sort((a, b) => a - b);
    const area = (evaluation, grade) => rows.filter(r => r.evaluation === evaluation && r.grade === grade).reduce((sum, r) => sum + r.area_ha, 0);
    report.chart(box, {
      legend: report.legend(), grid: report.grid({ left: 130, bottom: 56 }), tooltip: { valueFormatter: v => `${report.number(v)} ha` },
      xAxis: report.valueAxis(report.t("word.area"), "ha", { nameGap: 28 }),
      yAxis: { type: "category", data: evaluations.map(report.term), inverse: true, axisLabel: { color: "#333" } },
      series: grades.map((grade, i) => ({ type: "bar", stack: "grades", name: report.t("suitability.grade", { grade }), data: evaluations.map(e => area(e, grade)),
        itemStyle: { color: report.ramp(report.sequential, grades.length < 2 ? 1 : i / (grades.length - 1)), borderColor: "#fff", borderWidth: 0.5 } })),
    }, { height: 140 + 46 * evaluations.length, label: `${report.t("figure.suitability")}, ${year}` });
  },
});
