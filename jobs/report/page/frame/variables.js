// Everything of a result that can be mapped by zone, found in its tables.
{
  const plain = v => v;

  /** A variable from a column of a table; `fixed` chooses the rows. */
  const variable = (id, group, label, table, fixed, key, column, more = {}) => ({
    id, group, label, table, unit: more.unit ?? report.unitOf(table, column), kind: more.kind ?? "sequential", categories: more.categories,
    limits: more.limits,
    at(year) {
      const rows = report.rows(table).filter(row => Object.entries(fixed).every(([k, v]) => row[k] === v) &&
        (row.year === undefined || row.year === year));
      return new Map(rows.map(row => [String(row[key]), (more.value ?? plain)(row[column])]));
    },
    all: () => report.where(table, fixed).map(row => row[column]),
  });

  const balance = () => {
    const rows = report.rows("account/balance");
    const first = new Map(rows.map(row => [row.item, row.unit]));
    return [...first].map(([item, unit]) => variable(`balance.${item}`, "balance", report.term(item), "account/balance",
      { item }, "zone", "value", { unit, kind: rows.some(r => r.item === item && r.value < 0) ? "diverging" : "sequential" }));
  };
  const by = (table, column, make) => report.distinct(report.rows(table), column).map(make);

  report.variables = () => [
    ...balance(),
    ...by("evaluate/closeness", "subsystem", s => variable(`closeness.${s}`, "evaluate",
      `${report.t("word.closeness")}: ${report.term(s)}`, "evaluate/closeness", { subsystem: s }, "city", "closeness", { limits: [0, 1] })),
    ...(report.has("coupling/degree") ? [
      variable("coupling.d", "coupling", report.t("word.coordination"), "coupling/degree", {}, "city", "d", { limits: [0, 1] }),
      variable("coupling.level", "coupling", report.t("word.level"), "coupling/degree", {}, "city", "level", { kind: "categories" })] : []),
    ...(report.has("zone/units") ? [
      variable("zone.zone", "zone", report.t("word.zone"), "zone/units", {}, "city", "zone", { kind: "categories" })] : []),
    ...by("pattern/permutation", "variable", v => variable(`lisa.${v}`, "pattern", `LISA: ${report.term(v)}`,
      "pattern/permutation", { variable: v }, "id", "cluster", { kind: "categories", categories: ["HH", "LL", "HL", "LH", "none"] })),
    ...by("pattern/local", "variable", v => variable(`hot.${v}`, "pattern", `Gi*: ${report.term(v)}`,
      "pattern/local", { variable: v }, "id", "class",
      { kind: "categories", categories: ["hot_99", "hot_95", "hot_90", "none", "cold_90", "cold_95", "cold_99"] })),
    ...report.probabilities(),
    ...(report.has("gwr/local") && report.meta.get("gwr/local").columns.some(c => c.name === "zone") ? report.gwrColumns().map(name =>
      variable(`gwr.${name}`, "gwr", report.gwrLabel(name), "gwr/local", {}, "zone", name,
        name === "local_r2" ? { limits: [0, 1] } : { kind: report.rows("gwr/local").some(row => row[name] < 0) ? "diverging" : "sequential" })) : []),
  ];

  /** Statements of the uncertainty job: that an event is as without uncertainty, and P(event = outcome). */
  report.probabilities = () => {
    const table = "uncertainty/probability";
    const more = { limits: [0, 1] };
    const as_given = report.distinct(report.rows(table), "event").filter(event => event !== "net").map(event =>
      variable(`p.${event}`, "uncertainty", report.t("probability.given", { event: report.term(event) }), table, { event, given: 1 },
        "zone", "probability", more));
    const pairs = new Map(report.rows(table).map(r => [`${r.event}=${r.outcome}`, r]));
    const outcomes = [...pairs].map(([id, { event, outcome }]) => {
      const seen = variable(`p.${id}`, "uncertainty", `P(${report.term(event)}: ${report.term(outcome)})`, table, { event, outcome },
        "zone", "probability", more);
      // The table has what happened in some draw; the rest of an event's outcomes happened in none.
      const at = year => new Map([...variable("", "", "", table, { event }, "zone", "probability", { ...more, unit: "1", value: () => 0 }).at(year),
        ...seen.at(year)]);
      return { ...seen, at };
    });
    return [...as_given, ...outcomes];
  };

  /** The variable with its values in the page's year. */
  report.inYear = variable => {
    const years = report.distinct(report.where(variable.table, {}), "year");
    const year = years[0] === undefined ? null : report.yearIn(variable.table);
    return { ...variable, year, values: variable.at(year) };
  };
}
