// Figures: what a chart file hands in, and how it stands on the page. A figure has
//   id, section, needs (tables; "overview" for the maps), draw(box, choice), and optionally
//   choices(): [{ id, label, options, value }], years (true: drawn anew for another year).
{
  const ready = new Map();   // id -> how to draw it
  const drawn = new Set();
  const choices = {};        // figure id -> choice id -> value, kept when the language changes

  report.figure = figure => report.figures.push(figure);

  const there = need => (need === "overview" ? report.document.overview !== null : report.has(need));
  report.lacks = figure => figure.needs.filter(need => !there(need));

  const simulatedNote = () => report.simulated().length === 0 ? null
    : report.el("p", { class: "simulated" }, report.t("simulated.chart"));

  /** A figure's frame; its drawing waits until it is looked at. */
  report.frame = figure => {
    const body = report.el("div", { class: "body" });
    const controls = report.el("div", { class: "choices" });
    const title = report.el("h3", { id: `figure-${figure.id}-title` }, report.t(`figure.${figure.id}`));
    const tables = figure.needs.filter(need => need !== "overview");
    const element = report.el("section", { class: "figure", id: `figure-${figure.id}`, "aria-labelledby": title.id },
      title, report.el("p", { class: "about" }, report.t(`about.${figure.id}`)), controls, body, simulatedNote(),
      tables.length === 0 ? null : report.el("p", { class: "tables" }, report.t("figure.tables"), " ",
        tables.map((name, i) => [i ? ", " : "", report.el("a", { href: `#table-${name.replace("/", "-")}` }, name)]).flat()));
    const draw = () => {
      drawn.add(figure.id);
      report.clear(body);
      const chosen = (choices[figure.id] ??= {});
      const offered = (figure.choices?.() ?? []).filter(choice => choice.options.length > 1);
      for (const choice of figure.choices?.() ?? []) {
        const values = choice.options.map(o => String(o.value));
        if (!values.includes(chosen[choice.id])) chosen[choice.id] = values.includes(String(choice.value)) ? String(choice.value) : values[0];
      }
      const hadFocus = [...controls.querySelectorAll("select")].indexOf(document.activeElement);
      controls.replaceChildren(...offered.map(choice =>
        report.select(choice.label, choice.options, chosen[choice.id], value => {
          chosen[choice.id] = value;
          draw();
        })));
      if (hadFocus >= 0) controls.querySelectorAll("select")[hadFocus]?.focus();
      figure.draw(body, chosen);
    };
    ready.set(figure.id, draw);
    return element;
  };

  const watcher = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const id = entry.target.id.replace("figure-", "");
      if (entry.isIntersecting && !drawn.has(id)) ready.get(id)();
    }
  }, { rootMargin: "300px" });

  /** Starts over: figures of a page that was built anew. */
  report.watchFigures = () => {
    watcher.disconnect();
    drawn.clear();
    for (const element of document.querySelectorAll(".figure")) watcher.observe(element);
  };
  report.forgetFigures = () => {
    ready.clear();
    report.clear(document.getElementById("main"));
  };
  report.redrawYears = () => {
    for (const figure of report.figures) if (figure.years && drawn.has(figure.id)) ready.get(figure.id)?.();
  };
  report.drawAll = () => {
    for (const [id, draw] of ready) if (!drawn.has(id)) draw();
  };
  report.drawn = drawn;

  /** The year that a figure shows: the page's, or the nearest before it that a table has. */
  report.yearIn = name => {
    const years = report.distinct(report.rows(name), "year").sort((a, b) => a - b);
    const earlier = years.filter(year => year <= report.state.year);
    return earlier.length ? earlier[earlier.length - 1] : years[0];
  };
  report.say = (box, key, values) => box.append(report.el("p", { class: "empty" }, report.t(key, values)));
}
