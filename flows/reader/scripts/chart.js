// The chart: everything that is stated of the same indicator, place, measure, basis and unit.
function chart(one) {
  if (one.indicator === null || one.period_end === null) return [];
  const key = (row) => [row.indicator, row.region, row.measure, row.basis, row.base, row.unit].join("\u0000"),
    wanted = key(one);
  const all = metrics.filter(
    (row) => row.period_end !== null && key(row) === wanted && (row.value !== null || row.value_low !== null || row.value_high !== null),
  );
  const sizes = all.flatMap((row) => [row.value, row.value_low, row.value_high]).filter((value) => value !== null);
  if (!sizes.length) return [];
  const days = all.map((row) => Date.parse(row.period_end));
  const W = 420,
    H = 210,
    L = 58,
    R = 12,
    T = 12,
    B = 30;
  let low = Math.min(...sizes),
    high = Math.max(...sizes),
    first = Math.min(...days),
    last = Math.max(...days);
  if (low === high) {
    const by = Math.abs(low) * 0.1 || 1;
    low -= by;
    high += by;
  }
  if (first === last) {
    first -= 180 * 864e5;
    last += 180 * 864e5;
  }
  const x = (day) => L + ((Date.parse(day) - first) / (last - first)) * (W - L - R - 16) + 8,
    y = (value) => T + ((high - value) / (high - low)) * (H - T - B - 12) + 6;
  const svg = (tag, attributes, text) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = shown(text);
    return element;
  };
  const picture = svg("svg", { viewBox: "0 0 " + W + " " + H, role: "img", "aria-label": one.indicator + " " + (one.region || "") });
  // Round numbers, three to seven of them.
  const size = 10 ** Math.floor(Math.log10((high - low) / 3)),
    step = size * [5, 2, 1].find((times) => (high - low) / (size * times) >= 2.5 || times === 1);
  for (let place = Math.ceil(low / step); place * step <= high; place++) {
    const value = +(place * step).toPrecision(12);
    picture.append(
      svg("line", { x1: L, x2: W - R, y1: y(value), y2: y(value), class: "grid" }),
      svg(
        "text",
        { x: L - 5, y: y(value) + 4, "text-anchor": "end" },
        Intl.NumberFormat("zh-CN", { notation: "compact", maximumSignificantDigits: 6 }).format(value),
      ),
    );
  }
  let written = -Infinity;
  for (const day of [...new Set(all.map((row) => row.period_end))].sort()) {
    if (x(day) - written < 56) continue;
    written = x(day);
    picture.append(svg("text", { x: Math.min(written, W - 24), y: H - 8, "text-anchor": "middle" }, day.slice(0, 7)));
  }
  const best = new Map();
  for (const row of all) {
    const observation = observations.get(row.observation_id);
    if (observation) best.set(row.observation_id, { ...observation, row });
  }
  const actual = [...best.values()].filter((point) => point.row.status !== "target" && point.value !== null);
  for (const type of new Set(actual.map((point) => point.row.period_type))) {
    const points = actual.filter((point) => point.row.period_type === type).sort((a, b) => (a.row.period_end < b.row.period_end ? -1 : 1));
    if (points.length > 1)
      picture.append(
        svg("path", { class: "line", d: "M" + points.map((point) => x(point.row.period_end) + " " + y(point.value)).join("L") }),
      );
  }
  const dot = (row, shape, said) => {
    const link = svg("a", { href: "#" + row.metric_id, "aria-label": said });
    shape.append(svg("title", {}, said));
    link.append(shape);
    picture.append(link);
  };
  for (const point of best.values()) {
    const row = point.row,
      said = [period(row), valueOf(point) + " " + row.unit, STATUSES[row.status], outletOf(row)].join(" · ");
    if (point.value_low !== null || point.value_high !== null) {
      const from = point.value_low === null ? low : point.value_low,
        to = point.value_high === null ? high : point.value_high;
      dot(row, svg("line", { class: "bound", x1: x(row.period_end), x2: x(row.period_end), y1: y(from), y2: y(to) }), said);
    }
    const at = point.value === null ? (point.value_low === null ? point.value_high : point.value_low) : point.value;
    const here = row.observation_id === one.observation_id ? " now" : "";
    if (row.status === "target") {
      const cx = x(row.period_end),
        cy = y(at);
      dot(row, svg("path", { class: "target" + here, d: "M" + cx + " " + (cy - 6) + "l6 6l-6 6l-6-6z" }), said);
    } else dot(row, svg("circle", { class: "point" + here, cx: x(row.period_end), cy: y(at), r: 4 }), said);
    for (const print of printsOf.get(row.observation_id) || [])
      if (print.value !== null && print.value !== point.value)
        dot(
          print,
          svg("circle", { class: "print", cx: x(print.period_end), cy: y(print.value), r: 5 }),
          [period(print), valueOf(print) + " " + print.unit, "另一说法 another print", outletOf(print)].join(" · "),
        );
  }
  const box = make("div", null, { id: "chart" });
  box.append(picture);
  return [
    make("h3", "序列 Series: " + [one.indicator, one.region, basis(one), one.unit].filter(Boolean).join(" · ")),
    box,
    make("p", "● 实际 actual　◇ 目标 target　│ 上下限 bounds　○ 其他说法 other prints, revisions", { class: "note" }),
  ];
}
