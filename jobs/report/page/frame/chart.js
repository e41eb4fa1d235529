// One chart of the library in a box: accessible, in the page's font, drawn as SVG so that it prints well.
{
  const charts = new Set();

  /** The library is read when the first chart is drawn, so that the page opens sooner. */
  report.needLibrary = () => {
    if (globalThis.echarts) return;
    const script = document.createElement("script");
    script.textContent = document.getElementById("library").textContent;
    document.head.append(script);
  };
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

  const common = () => ({
    animation: !calm && !report.still,
    animationDuration: 250,
    color: report.categorical,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13, color: "#222" },
    tooltip: { confine: true, textStyle: { fontSize: 13 } },
  });

  /** Draws an option; label says in words what the chart shows. */
  report.chart = (box, option, { height = 380, label = "" } = {}) => {
    const host = report.el("div", { class: "chart", style: `height:${height}px`, role: "img", "aria-label": label });
    box.append(host);
    report.needLibrary();
    const chart = echarts.init(host, null, { renderer: "svg", width: host.clientWidth || 720, height });
    const base = common();
    chart.setOption({ ...base, ...option, tooltip: { ...base.tooltip, ...option.tooltip } });
    charts.add(chart);
    return chart;
  };

  /** Forgets the charts of a box that is about to be emptied. */
  report.clear = box => {
    for (const chart of charts) {
      if (!box.contains(chart.getDom())) continue;
      chart.dispose();
      charts.delete(chart);
    }
    box.replaceChildren();
  };

  report.resize = width => {
    for (const chart of charts) chart.resize({ width: width ?? chart.getDom().parentElement.clientWidth, animation: { duration: 0 } });
  };

  /** An axis of values with its name and unit. */
  report.valueAxis = (label, unit, more = {}) => ({
    type: "value", name: report.withUnit(label, unit), nameLocation: "middle", nameGap: 46,
    nameTextStyle: { color: "#222" }, axisLabel: { formatter: report.short, color: "#333" }, ...more,
  });
  report.categoryAxis = (names, label, more = {}) => ({
    type: "category", data: names, name: label, nameLocation: "middle", nameGap: 40, nameTextStyle: { color: "#222" },
    axisLabel: { color: "#333", interval: names.length > 40 ? "auto" : 0, rotate: names.length > 7 ? 45 : 0, width: 110, overflow: "truncate" }, ...more,
  });
  report.legend = (more = {}) => ({ type: "scroll", top: 0, textStyle: { color: "#222" }, ...more });
}
