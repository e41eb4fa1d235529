// Words and numbers in the language of the page, all from one catalogue.
{
  const catalogue = JSON.parse(document.getElementById("catalogue").textContent);
  report.languages = ["en", "zh"];
  report.missing = new Set();

  const locale = () => (report.state.language === "zh" ? "zh-CN" : "en");

  /** The text of a key; {name} is replaced by values.name. */
  report.t = (key, values = {}) => {
    const text = catalogue[key]?.[report.state.language];
    if (text === undefined) report.missing.add(key);
    return (text ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };

  /** A word of the result (class, item, level ...); as it stands where the catalogue lacks it. */
  report.term = word => {
    if (word === null || word === undefined || word === "") return report.t("no.value");
    const key = "term." + word;
    return catalogue[key] ? report.t(key) : String(word);
  };
  report.knows = key => catalogue[key] !== undefined;

  /** A number for people: three to four significant digits unless told. */
  report.number = (value, digits = 4) => {
    if (value === null || value === undefined || Number.isNaN(value)) return report.t("no.value");
    if (Math.abs(value) >= 10 ** digits && Math.abs(value) < 1e15)
      return new Intl.NumberFormat(locale(), { maximumFractionDigits: 0 }).format(value);
    return new Intl.NumberFormat(locale(), { maximumSignificantDigits: digits }).format(value);
  };
  /** Short, for axes: 1.2M, 120万. */
  report.short = value =>
    new Intl.NumberFormat(locale(), { notation: "compact", maximumSignificantDigits: 3 }).format(value);
  report.percent = value =>
    new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 1 }).format(value);

  /** A unit as people write it. */
  report.unit = unit => {
    if (!unit || unit === "1") return report.t("unit.none");
    return report.knows("unit." + unit) ? report.t("unit." + unit) : unit;
  };
  report.withUnit = (label, unit) => `${label} (${report.unit(unit)})`;
}
