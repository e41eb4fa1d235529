// How sure the balance is, what makes it unsure, and how sure each statement is.
{
  const zones = table => report.distinct(report.rows(table), "zone").map(zone => ({ value: zone, label: report.zoneName(zone) }));
  const quantities = table => report.distinct(report.rows(table), "quantity").map(value => ({ value, label: report.term(value) }));

  report.figure({
    id: "uncertainty-balance", section: "uncertainty", needs: ["uncertainty/summary"], years: true,
    choices: () => [{ id: "quantity", label: report.t("word.shows"), options: quantities("uncertainty/summary"), value: "net" }],
    draw(box, { quantity }) {
      const year = report.yearIn("uncertainty/summary");
      const rows = report.distinct(report.where("uncertainty/summary", { year, quantity }), "zone").filter(zone => zone !== "total")
        .map(zone => ({ zone, ...report.interval(zone, year, quantity) })).filter(r => r.mean !== null).sort((a, b) => b.mean - a.mean);
      const unit = report.where("uncertainty/summary", { quantity })[0]?.unit;
      if (rows.length === 0) return report.say(box, "map.nothing");
      report.chart(box, {
        grid: report.grid({ top: 16 }), dataZoom: report.zoom(rows.length),
        tooltip: { trigger: "axis", formatter: ([p]) => { const r = rows[p.dataIndex]; return report.tip(report.zoneName(r.zone), `${report.number(r.mean)} ${report.unit(unit)}`, report.t("balance.interval", { low: report.number(r.low), high: report.number(r.high) })); } },
        xAxis: report.categoryAxis(rows.map(r => report.zoneName(r.zone)), ""), yAxis: report.valueAxis(report.term(quantity), unit),
        series: [{ type: "scatter", symbolSize: 9, itemStyle: { color: report.net }, data: rows.map(r => r.mean), name: report.term(quantity) },
          report.errorBars(rows.map((r, i) => [i, r.low, r.high]), report.t("balance.errors"))],
      }, { height: 360, label: `${report.t("figure.uncertainty-balance")}, ${year}` });
    },
  });

  report.figure({
    id: "uncertainty-shares", section: "uncertainty", needs: ["uncertainty/shares"], years: true,
    choices: () => [{ id: "zone", label: report.t("word.place"), options: zones("uncertainty/shares"), value: "total" },
      { id: "quantity", label: report.t("word.shows"), options: quantities("uncertainty/shares"), value: "net" }],
    draw(box, { zone, quantity }) {
      const year = report.yearIn("uncertainty/shares");
      const sums = new Map();
      for (const row of report.where("uncertainty/shares", { zone, year, quantity })) {
        const input = row.input.split("@")[0];
        if (row.share !== null) sums.set(input, (sums.get(input) ?? 0) + row.share);
      }
      const rows = [...sums].sort((a, b) => b[1] - a[1]).slice(0, 15);
      if (rows.length === 0) return report.say(box, "map.nothing");
      const word = input => { const [kind, name] = [input.split(".")[0], input.split(".").slice(1).join(".")]; return name ? `${report.term(kind)}: ${report.term(name)}` : report.term(kind); };
      report.chart(box, {
        grid: report.grid({ left: 260, top: 10, bottom: 56 }), tooltip: { valueFormatter: report.percent },
        xAxis: report.valueAxis(report.t("uncertainty.share"), "%", { nameGap: 28, axisLabel: { formatter: report.percent, color: "#333" } }),
        yAxis: { type: "category", inverse: true, data: rows.map(([input]) => word(input)), axisLabel: { color: "#333", width: 245, overflow: "truncate", interval: 0 } },
        series: [{ type: "bar", itemStyle: { color: report.categorical[0] }, data: rows.map(([, share]) => share) }],
      }, { height: 90 + 25 * rows.length, label: `${report.t("figure.uncertainty-shares")}, ${year}` });
    },
  });

  report.mapFigure("uncertainty-map", "uncertainty", ["uncertainty/probability"], ["uncertainty"]);
}
