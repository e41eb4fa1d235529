// Tooltips from plain text lines, and what charts of many places share.
{
  const encode = text => echarts.format.encodeHTML(String(text));
  report.tip = (title, ...lines) => `<b>${encode(title)}</b>` + lines.filter(Boolean).map(line => `<br>${encode(line)}`).join("");

  const window = 40;
  /** Of many places a part is shown, to be moved along. */
  report.zoom = (count, axis = "xAxisIndex", indices = [0]) => (count <= window ? [] : [
    { type: "slider", [axis]: indices, startValue: 0, endValue: window - 1, bottom: 4, height: 18, brushSelect: false },
  ]);

  /** Room below for the names of places. */
  report.grid = (more = {}) => ({ left: 80, right: 24, top: 40, bottom: 110, ...more });

  const words = { uncertain: "mc exact approach1".split(" ") };
  /** The interval of a zone's quantity in a year, by the best method there is; null without one. */
  report.interval = (zone, year, quantity) => {
    const rows = report.where("uncertainty/summary", { zone, year, quantity });
    const method = words.uncertain.find(m => rows.some(row => row.method === m));
    const row = rows.find(r => r.method === method);
    return row ? { low: row.p2_5, high: row.p97_5, mean: row.mean, method } : null;
  };

  /** A series of error bars on category positions: data [[index, low, high]]. */
  report.errorBars = (data, name, more = {}) => ({
    type: "custom", name, z: 5, data, encode: { x: 0, y: [1, 2] }, silent: true, itemStyle: { color: "#222" },
    renderItem: (parameters, api) => {
      const shift = more.shift ? more.shift(api) : 0;
      const [x, high] = api.coord([api.value(0), api.value(2)]);
      const [, low] = api.coord([api.value(0), api.value(1)]);
      const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: "#222", lineWidth: 1.2 } });
      const at = x + shift;
      return { type: "group", children: [line(at, low, at, high), line(at - 3, low, at + 3, low), line(at - 3, high, at + 3, high)] };
    },
    ...more.series,
  });
}
