// Palettes that readers with colour-blindness can tell apart (Okabe-Ito; viridis; blue to orange).
{
  report.categorical = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#7f7f7f", "#b8a800", "#332288"];
  report.source = "#d55e00";
  report.sink = "#009e73";
  report.net = "#332288";
  report.sequential = ["#f7fcb9", "#d9f0a3", "#addd8e", "#5fb7a4", "#2c7fb8", "#253494"];
  report.diverging = ["#2166ac", "#67a9cf", "#d1e5f0", "#f7f7f7", "#fddbc7", "#ef8a62", "#b2182b"];
  report.nothing = "#e4e4e4";

  /** A colour between those of a ramp; part from 0 to 1. */
  report.ramp = (colours, part) => {
    const at = Math.min(Math.max(part, 0), 1) * (colours.length - 1);
    const low = Math.min(Math.floor(at), colours.length - 2);
    const channel = (colour, i) => parseInt(colour.slice(1 + 2 * i, 3 + 2 * i), 16);
    const mix = i => Math.round(channel(colours[low], i) + (at - low) * (channel(colours[low + 1], i) - channel(colours[low], i)));
    return `rgb(${mix(0)},${mix(1)},${mix(2)})`;
  };

  /** Colour of a land class, the same on maps and charts. */
  report.classColour = name => {
    const classes = report.document.overview?.classes ?? [];
    const found = classes.find(c => c.name === name);
    if (found) return found.colour;
    const all = report.distinct(report.rows("account/land_use"), "class");
    return report.categorical[Math.max(all.indexOf(name), 0) % report.categorical.length];
  };

  const known = {
    HH: "#b2182b", LL: "#2166ac", HL: "#f4a582", LH: "#92c5de", none: "#e4e4e4",
    hot_99: "#b2182b", hot_95: "#ef8a62", hot_90: "#fddbc7", cold_90: "#d1e5f0", cold_95: "#67a9cf", cold_99: "#2166ac",
    "carbon intensity control zone": "#d55e00", "carbon balance zone": "#0072b2", "low-carbon optimisation zone": "#009e73",
    "extreme disorder": "#762a83", "serious disorder": "#8e5fa0", "moderate disorder": "#af8dc3", "mild disorder": "#cfb5d9",
    "near disorder": "#e7d4e8", "bare coordination": "#f2e9c9", "primary coordination": "#d9f0d3", "medium coordination": "#a5d99c",
    "good coordination": "#5aae61", "quality coordination": "#1b7837", low: "#deebf7", medium: "#9ecae1", high: "#3182bd",
  };
  report.categoryColour = (name, index) => known[name] ?? report.categorical[index % report.categorical.length];
}
