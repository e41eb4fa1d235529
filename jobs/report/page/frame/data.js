// The result's tables, out of the compressed document that the page carries.
{
  const cache = new Map();

  /** The document; in a page for a single figure it is not compressed. */
  report.load = async () => {
    const text = document.getElementById("data").textContent.trim();
    report.document = text.startsWith("{") ? JSON.parse(text) : await unpacked(text);
    report.meta = new Map(report.document.tables.map(table => [table.name, table]));
  };

  const unpacked = async text => {
    const raw = atob(text);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; ++i) bytes[i] = raw.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  };

  /** The cells of a CSV text, row by row, the header first. */
  report.parseCsv = text => {
    const rows = [];
    let row = [];
    let at = 0;
    while (at < text.length) {
      let cell;
      if (text[at] === '"') {
        let end = at + 1;
        cell = "";
        for (;;) {
          const quote = text.indexOf('"', end);
          cell += text.slice(end, quote);
          end = quote + 1;
          if (text[end] !== '"') break;
          cell += '"';
          ++end;
        }
        at = end;
      } else {
        let end = at;
        while (end < text.length && text[end] !== "," && text[end] !== "\n") ++end;
        cell = text.slice(at, end);
        at = end;
      }
      row.push(cell);
      if (text[at] === "\n" || at >= text.length) {
        rows.push(row);
        row = [];
      }
      ++at;
    }
    return rows;
  };

  report.has = name => report.meta.has(name) && report.meta.get(name).rows > 0;

  /** Rows of a table as objects; numbers as numbers, what is missing as null. */
  report.rows = name => {
    if (!report.meta.has(name)) return [];
    if (cache.has(name)) return cache.get(name);
    const meta = report.meta.get(name);
    const [, ...cells] = report.parseCsv(meta.csv);
    const rows = cells.map(row => {
      const object = {};
      meta.columns.forEach((column, i) => {
        const missing = row[i] === "NA";
        object[column.name] = missing ? null : column.type === "text" ? row[i] : Number(row[i]);
      });
      return object;
    });
    cache.set(name, rows);
    return rows;
  };

  /** Rows with these values: where("account/balance", { year: 2020, item: "net" }). */
  report.where = (name, values) => report.rows(name).filter(
    row => Object.entries(values).every(([key, value]) => row[key] === value));

  /** Distinct values of a column, in order of first appearance. */
  report.distinct = (rows, column) => [...new Set(rows.map(row => row[column]))];

  report.unitOf = (name, column) =>
    report.meta.get(name)?.columns.find(c => c.name === column)?.unit ?? "";

  /** Years that any table has, ascending. */
  report.years = () => {
    const years = new Set(report.document.overview?.years ?? []);
    for (const name of ["account/balance", "landscape/landscape", "coupling/degree", "evaluate/closeness",
      "pattern/local", "zone/units", "suitability/grades", "detect/factor"]) {
      if (report.meta.get(name)?.columns.some(c => c.name === "year"))
        report.rows(name).forEach(row => years.add(row.year));
    }
    return [...years].sort((a, b) => a - b);
  };

  let names;
  /** The name of a zone for people: its id where it has none. */
  report.zoneName = id => {
    if (!names) {
      names = new Map();
      for (const zone of report.document.overview?.zones ?? []) if (zone.name) names.set(zone.zone, zone.name);
      for (const row of report.rows("account/zones")) if (row.name) names.set(String(row.zone), row.name);
    }
    return names.get(String(id)) ?? (id === "all" || id === "total" ? report.t("zone.all") : String(id));
  };
}
