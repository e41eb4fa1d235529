// Land use: the overview maps, and the areas of the classes.
{
  report.figure({
    id: "land-maps", section: "land", needs: ["overview"],
    draw(box) {
      const { years, images, width, height, classes } = report.document.overview;
      const present = new Set(report.rows("account/land_use").map(row => row.class));
      const maps = years.map((year, i) => report.el("figure", {},
        report.mapCanvas(report.t("land.map", { year }),
          report.el("image", { href: images[i], width, height, preserveAspectRatio: "none" }),
          ...report.outlinePaths(() => ({ fill: "none", stroke: "#222", "stroke-width": 0.8 }))),
        report.el("figcaption", {}, String(year))));
      box.append(report.el("div", { class: "small-multiples" }, maps),
        report.el("ul", { class: "key" }, classes.filter(c => present.size === 0 || present.has(c.name)).map(c => report.el("li", {},
          report.el("span", { class: "swatch", style: `background:${c.colour}` }), report.term(c.name)))));
    },
  });

  report.figure({
    id: "land-structure", section: "land", needs: ["account/land_use"],
    choices: () => [{ id: "zone", label: report.t("word.place"), options: [{ value: "*", label: report.t("zone.all") },
      ...report.distinct(report.rows("account/land_use"), "zone").map(zone => ({ value: zone, label: report.zoneName(zone) }))] }],
    draw(box, { zone }) {
      const rows = report.rows("account/land_use").filter(row => zone === "*" || row.zone === zone);
      const years = report.distinct(rows, "year"), classes = report.distinct(rows, "class");
      const area = (year, name) => rows.filter(r => r.year === year && r.class === name).reduce((sum, r) => sum + r.area_ha, 0);
      const whole = year => classes.reduce((sum, name) => sum + area(year, name), 0);
      report.chart(box, {
        legend: report.legend(), grid: report.grid({ bottom: 56, left: 60 }),
        tooltip: { formatter: p => report.tip(`${p.seriesName}, ${p.name}`, `${report.number(p.value)} ha`,
          report.percent(p.value / whole(Number(p.name)))) },
        yAxis: report.categoryAxis(years.map(String), report.t("word.year"), { inverse: true, axisLabel: { color: "#333" } }),
        xAxis: report.valueAxis(report.t("word.area"), "ha", { nameGap: 28 }),
        series: classes.map(name => ({ type: "bar", stack: "land", name: report.term(name), itemStyle: { color: report.classColour(name), borderColor: "#fff", borderWidth: 0.5 },
          data: years.map(year => area(year, name)) })),
      }, { height: 130 + 42 * years.length, label: report.t("figure.land-structure") });
    },
  });
}
