// Carbon zones: the magic cube of 27 units, the zones on the map, the optimal structure.
{
  const levels = ["low", "medium", "high"];
  const size = 52, gap = 118;
  // Isometric axes: x to the right, y into the depth, z up.
  const place = (x, y, z) => [x * 0.87 * size - y * 0.87 * size, x * 0.5 * size + y * 0.5 * size - z * (size + gap)];
  const points = list => list.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");

  const shade = (colour, part) => report.ramp([colour, "#000000"], part);
  const cube = (x, y, z, colour, title, count, press) => {
    const at = (dx, dy, up) => { const [px, py] = place(x + dx, y + dy, z); return [px, py - (up ? size * 0.42 : 0)]; };
    const face = (fill, ...corners) => report.el("polygon", { points: points(corners), fill, stroke: "#333", "stroke-width": 0.8 });
    const [cx, cy] = at(0.5, 0.5, true);
    return report.el("g", { tabindex: 0, role: "img", "aria-label": title, class: "unit", onmouseenter: press, onfocus: press },
      face(shade(colour, 0.3), at(0, 1, true), at(1, 1, true), at(1, 1, false), at(0, 1, false)),
      face(shade(colour, 0.15), at(1, 0, true), at(1, 1, true), at(1, 1, false), at(1, 0, false)),
      face(colour, at(0, 0, true), at(1, 0, true), at(1, 1, true), at(0, 1, true)),
      count > 0 ? report.el("circle", { cx, cy, r: 11, fill: "#fff", stroke: "#333" }) : null,
      count > 0 ? report.el("text", { x: cx, y: cy + 5, "text-anchor": "middle", "font-size": 13, "font-weight": 600 }, String(count)) : null);
  };

  report.figure({
    id: "zone-cube", section: "zone", needs: ["zone/rules", "zone/units"], years: true,
    draw(box) {
      const year = report.yearIn("zone/units");
      const rules = report.rows("zone/rules");
      const zones = report.distinct(rules, "zone");
      const axes = new Map(report.rows("zone/thresholds").map(row => [row.axis, row.subsystem]));
      const cities = row => report.where("zone/units", { year, unit: row.unit }).map(unit => report.zoneName(unit.city));
      const readout = report.el("p", { class: "readout", "aria-live": "polite" }, report.t("zone.hint"));
      const axis = (name, key) => `${report.term(axes.get(name) ?? name)} ${report.term(key)}`;
      const ordered = [...rules].sort((a, b) => levels.indexOf(a.level_z) - levels.indexOf(b.level_z) ||
        (levels.indexOf(a.level_x) + levels.indexOf(a.level_y)) - (levels.indexOf(b.level_x) + levels.indexOf(b.level_y)));
      const units = ordered.map(row => {
        const inside = cities(row);
        const title = report.t("zone.unit", { unit: row.unit, levels: `${axis("x", row.level_x)}, ${axis("y", row.level_y)}, ${axis("z", row.level_z)}`,
          zone: report.term(row.zone), cities: inside.join(", ") || report.t("zone.none") });
        return cube(levels.indexOf(row.level_x), levels.indexOf(row.level_y), levels.indexOf(row.level_z),
          report.categoryColour(row.zone, zones.indexOf(row.zone)), title, inside.length, () => { readout.textContent = title; });
      });
      const label = (x, y, text, anchor = "middle") => report.el("text", { x, y, "text-anchor": anchor, "font-size": 14, fill: "#222" }, text);
      const marks = levels.map((level, z) => { const [x, y] = place(3, 0, z); return label(x + 14, y - 6, axis("z", level), "start"); });
      const [xx, xy] = place(3, 1.6, 0), [yx, yy] = place(0.9, 3, 0);
      box.append(report.el("p", {}, report.t("figure.year", { year })),
        report.el("svg", { class: "map cube", viewBox: "-300 -390 620 600", role: "group", "aria-label": report.t("figure.zone-cube") }, ...units, ...marks,
          label(xx + 34, xy + 30, `${report.term(axes.get("x") ?? "x")} →`, "start"), label(yx - 34, yy + 30, `← ${report.term(axes.get("y") ?? "y")}`, "end")),
        report.el("ul", { class: "key" }, zones.map((zone, i) => report.el("li", {}, report.el("span", { class: "swatch", style: `background:${report.categoryColour(zone, i)}` }), report.term(zone)))), readout);
    },
  });

  report.mapFigure("zone-map", "zone", ["zone/units"], ["zone"]);

  report.figure({
    id: "zone-structure", section: "zone", needs: ["zone/structure"], years: true,
    choices: () => [{ id: "city", label: report.t("word.place"), options: [{ value: "*", label: report.t("zone.all") },
      ...report.distinct(report.rows("zone/structure"), "city").map(c => ({ value: c, label: report.zoneName(c) }))] }],
    draw(box, { city }) {
      const year = report.yearIn("zone/structure");
      const rows = report.where("zone/structure", { year }).filter(row => city === "*" || row.city === city);
      const classes = report.distinct(rows, "class");
      const sum = (name, column) => rows.filter(r => r.class === name).reduce((total, r) => total + (r[column] ?? 0), 0);
      report.chart(box, {
        legend: report.legend(), grid: report.grid({ bottom: 60 }), tooltip: { trigger: "axis", valueFormatter: v => `${report.number(v)} ha` },
        xAxis: report.categoryAxis(classes.map(report.term), ""), yAxis: report.valueAxis(report.t("word.area"), "ha"),
        series: [["area", "#8a8a8a", "zone.today"], ["optimal", report.categorical[0], "zone.optimal"]].map(([column, color, key]) => ({
          type: "bar", name: report.t(key), itemStyle: { color }, data: classes.map(name => sum(name, column)) })),
      }, { height: 340, label: `${report.t("figure.zone-structure")}, ${year}` });
    },
  });
}
