// The carbon balance by zone: a map of any item, and sources against sinks.
{
  report.mapFigure = (id, section, needs, groups) => report.figure({
    id, section, needs: [...needs, "overview"], years: true,
    choices: () => {
      const options = report.variables().filter(v => groups.includes(v.group)).map(v => ({ value: v.id, label: v.label }));
      const first = options.find(o => o.value === "balance.net_per_km2") ?? options[0];
      return [{ id: "variable", label: report.t("word.shows"), options, value: first?.value }];
    },
    draw(box, { variable }) {
      const chosen = report.variables().find(v => v.id === variable);
      if (!chosen) return report.say(box, "map.nothing");
      const now = report.inYear(chosen);
      box.append(report.el("p", {}, `${chosen.label}${chosen.kind === "categories" ? "" : ` (${report.unit(chosen.unit)})`}${now.year ? `, ${now.year}` : ""}`));
      report.zoneMap(box, now);
    },
  });
  report.mapFigure("balance-map", "balance", ["account/balance"], ["balance"]);

  report.figure({
    id: "balance-bars", section: "balance", needs: ["account/balance"], years: true,
    draw(box) {
      const year = report.yearIn("account/balance");
      const value = item => new Map(report.where("account/balance", { item, year }).map(row => [row.zone, row.value]));
      const [source, sink, net] = ["source", "sink", "net"].map(value);
      const zones = [...net.keys()].sort((a, b) => (net.get(b) ?? -Infinity) - (net.get(a) ?? -Infinity));
      const names = zones.map(report.zoneName);
      const unit = report.where("account/balance", { item: "net", year })[0]?.unit;
      const compensation = zones.map(z => (source.get(z) ? sink.get(z) / source.get(z) * 100 : null));
      const sure = zones.map((zone, i) => ({ i, at: report.interval(zone, year, "net") })).filter(({ at }) => at);
      const zoom = report.zoom(zones.length, "xAxisIndex", [0, 1]);
      report.chart(box, {
        legend: report.legend(), tooltip: { trigger: "axis", formatter: ([first]) => {
          const zone = zones[first.dataIndex], range = report.interval(zone, year, "net");
          return report.tip(report.zoneName(zone), ...[["source", source], ["sink", sink], ["net", net]].map(([item, map]) =>
            `${report.term(item)}: ${report.number(map.get(zone))} ${report.unit(unit)}`),
          range && report.t("balance.interval", { low: report.number(range.low), high: report.number(range.high) }),
          `${report.term("compensation")}: ${compensation[first.dataIndex] === null ? report.t("no.value") : report.percent(compensation[first.dataIndex] / 100)}`);
        } },
        grid: [{ left: 80, right: 24, top: 40, height: 250 }, { left: 80, right: 24, top: 330, height: 90 }],
        xAxis: [report.categoryAxis(names, "", { axisLabel: { show: false }, axisLine: { onZero: true } }),
          report.categoryAxis(names, "", { gridIndex: 1 })],
        yAxis: [report.valueAxis(report.t("word.carbon"), unit), report.valueAxis(report.term("compensation"), "%", { gridIndex: 1 })],
        dataZoom: zoom,
        series: [
          { type: "bar", name: report.term("source"), stack: "balance", itemStyle: { color: report.source }, data: zones.map(z => source.get(z)) },
          { type: "bar", name: report.term("sink"), stack: "balance", itemStyle: { color: report.sink }, data: zones.map(z => (sink.get(z) === null ? null : -sink.get(z))) },
          { type: "scatter", name: report.term("net"), symbol: "diamond", symbolSize: 9, itemStyle: { color: report.net, borderColor: "#fff" }, data: zones.map(z => net.get(z)), z: 6 },
          ...(sure.length ? [report.errorBars(sure.map(({ i, at }) => [i, at.low, at.high]), report.t("balance.errors"))] : []),
          { type: "bar", name: report.term("compensation"), xAxisIndex: 1, yAxisIndex: 1, itemStyle: { color: "#7f7f7f" }, data: compensation },
        ],
      }, { height: 540, label: `${report.t("figure.balance-bars")}, ${year}` });
    },
  });
}
