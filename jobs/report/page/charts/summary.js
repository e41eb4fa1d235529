// Key figures: all zones together, one year; and how they went over the years.
{
  const total = (item, year) => {
    const values = report.where("account/balance", { item, year }).map(row => row.value).filter(v => v !== null);
    return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
  };
  const unit = item => report.rows("account/balance").find(row => row.item === item)?.unit;

  report.figure({
    id: "summary", section: "summary", needs: ["account/balance"], years: true,
    draw(box) {
      const year = report.yearIn("account/balance");
      const years = report.distinct(report.rows("account/balance"), "year");
      const before = years[years.indexOf(year) - 1];
      const net = report.where("account/balance", { item: "net", year }).filter(row => row.value !== null).sort((a, b) => b.value - a.value);
      const area = total("area", year);
      const change = item => {
        if (before === undefined || !total(item, before)) return "";
        const part = total(item, year) / total(item, before) - 1;
        return report.t("summary.since", { year: before, change: (part > 0 ? "+" : "") + report.percent(part) });
      };
      const interval = report.interval("total", year, "net");
      const card = (label, value, ...small) => report.el("li", { class: "card" }, report.el("span", {}, label), report.el("b", {}, value),
        small.filter(Boolean).map(text => report.el("small", {}, text)));
      const cards = ["source", "sink", "net"].map(item => card(report.term(item), report.number(total(item, year)), report.unit(unit(item)), change(item),
        item === "net" && interval ? report.t("summary.interval", { low: report.number(interval.low), high: report.number(interval.high) }) : ""));
      if (area) cards.push(card(report.term("net_per_km2"), report.number(total("net", year) / (area / 100)), report.unit("t C/km2/yr")));
      if (total("source", year)) cards.push(card(report.t("summary.compensation"), report.percent(total("sink", year) / total("source", year)), report.t("summary.compensation.about")));
      if (net.length > 1) {
        cards.push(card(report.t("summary.highest"), report.zoneName(net[0].zone), `${report.number(net[0].value)} ${report.unit(net[0].unit)}`));
        cards.push(card(report.t("summary.lowest"), report.zoneName(net.at(-1).zone), `${report.number(net.at(-1).value)} ${report.unit(net[0].unit)}`));
        cards.push(card(report.t("summary.sinks"), report.t("summary.of", { count: net.filter(r => r.value < 0).length, all: net.length })));
      }
      box.append(report.el("p", {}, report.t("figure.year", { year })), report.el("ul", { class: "cards" }, cards));
    },
  });

  report.figure({
    id: "trend", section: "summary", needs: ["account/balance"],
    draw(box) {
      const years = report.distinct(report.rows("account/balance"), "year").sort((a, b) => a - b);
      const series = [["source", report.source], ["sink", report.sink], ["net", report.net]].map(([item, color]) => ({
        type: "bar", name: report.term(item), itemStyle: { color }, data: years.map(year => total(item, year)),
      }));
      report.chart(box, {
        legend: report.legend(), grid: report.grid({ bottom: 50 }),
        tooltip: { trigger: "axis", valueFormatter: v => `${report.number(v)} ${report.unit(unit("net"))}` },
        xAxis: report.categoryAxis(years.map(String), report.t("word.year"), { nameGap: 28 }),
        yAxis: report.valueAxis(report.t("word.carbon"), unit("net")), series,
      }, { height: 320, label: years.map(y => `${y}: ${report.term("net")} ${report.number(total("net", y))}`).join("; ") });
    },
  });
}
