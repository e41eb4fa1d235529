// Maps of the zones: paths from their outlines, filled by value. Focus or point at a zone to read it.
{
  let shapes;

  /** Outlines as SVG paths in samples of the overview, one a zone. */
  const outlines = () => {
    if (shapes) return shapes;
    const { transform: g, zones } = report.document.overview;
    const place = (x, y) => `${((x - g[0]) / g[1]).toFixed(1)},${((y - g[3]) / g[5]).toFixed(1)}`;
    shapes = zones.map(({ zone, wkt }) => {
      const rings = wkt.match(/\([^()]+\)/g) ?? [];
      const path = rings.map(ring => "M" + ring.slice(1, -1).split(",").map(point => {
        const [x, y] = point.trim().split(/\s+/).map(Number);
        return place(x, y);
      }).join("L") + "Z").join("");
      return { zone: String(zone), path };
    });
    return shapes;
  };

  /** Width of a cell over its height on the ground. */
  const aspect = () => {
    const { transform: g, height, degrees } = report.document.overview;
    const latitude = g[3] + g[5] * height / 2;
    return Math.abs(g[1] / g[5]) * (degrees ? Math.cos(latitude * Math.PI / 180) : 1);
  };

  /** An SVG in the overview's coordinates; children are drawn in it. */
  report.mapCanvas = (label, ...children) => {
    const { width, height } = report.document.overview;
    const stretch = aspect();
    return report.el("svg", { class: "map", viewBox: `0 0 ${width * stretch} ${height}`, role: "group", "aria-label": label },
      report.el("g", { transform: `scale(${stretch},1)` }, ...children));
  };
  report.outlinePaths = attributes => outlines().map(({ zone, path }) =>
    report.el("path", { d: path, "fill-rule": "evenodd", "vector-effect": "non-scaling-stroke", ...attributes(zone) }));

  /** Limits of a colour scale over all years, so that years can be compared. */
  const limits = variable => {
    const values = variable.all().filter(v => v !== null && Number.isFinite(v));
    let low = Math.min(...values), high = Math.max(...values);
    if (variable.kind === "diverging") {
      const most = Math.max(Math.abs(low), Math.abs(high));
      [low, high] = [-most, most];
    }
    return low === high ? [low - 1, high + 1] : [low, high];
  };

  const scale = variable => {
    if (variable.kind === "categories") {
      const categories = variable.categories ?? [...new Set(variable.all())].filter(v => v !== null);
      return { categories, colour: v => report.categoryColour(v, categories.indexOf(v)) };
    }
    const [low, high] = variable.limits ?? limits(variable);
    const colours = variable.kind === "diverging" ? report.diverging : report.sequential;
    return { low, high, colours, colour: v => report.ramp(colours, (v - low) / (high - low)) };
  };

  const key = (variable, { categories, colour, low, high, colours }) => {
    if (categories) {
      return report.el("ul", { class: "key" }, categories.map(category => report.el("li", {},
        report.el("span", { class: "swatch", style: `background:${colour(category)}` }), report.term(category))));
    }
    return report.el("div", { class: "ramp" },
      report.el("span", {}, report.number(low, 3)),
      report.el("span", { class: "bar", style: `background:linear-gradient(to right,${colours.join(",")})` }),
      report.el("span", {}, report.number(high, 3)), report.el("span", {}, report.unit(variable.unit)));
  };

  /** A map of one variable: { label, unit, kind, values: Map(zone -> value), all(), categories }. */
  report.zoneMap = (box, variable) => {
    const colours = scale(variable);
    const word = value => (variable.kind === "categories" ? report.term(value)
      : `${report.number(value)} ${variable.unit && variable.unit !== "1" ? report.unit(variable.unit) : ""}`.trim());
    const readout = report.el("p", { class: "readout", "aria-live": "polite" }, report.t("map.hint"));
    const tell = zone => () => { readout.textContent = `${report.zoneName(zone)}: ${word(variable.values.get(zone) ?? null)}`; };
    const paths = report.outlinePaths(zone => {
      const value = variable.values.get(zone) ?? null;
      return {
        fill: value === null ? report.nothing : colours.colour(value), stroke: "#444", "stroke-width": 0.7, tabindex: 0,
        role: "img", "aria-label": `${report.zoneName(zone)}: ${word(value)}`, "data-zone": zone,
        onmouseenter: tell(zone), onfocus: tell(zone),
      };
    });
    box.append(report.mapCanvas(variable.label, ...paths), key(variable, colours), readout);
  };
}
