// One fact
function explain(one) {
  const panel = byId("details"),
    doc = documentOf.get(one.document_id),
    source = sourceOf.get(one.source_id) || {};
  const parts = [
    make("h2", one.indicator || "（无名 unnamed）"),
    make("p", amount(one), { class: "value" }),
    make(
      "p",
      [
        MEASURES[one.measure] + " " + one.measure,
        basis(one),
        period(one),
        one.region || "地区不明",
        STATUSES[one.status] + " " + one.status,
      ]
        .filter(Boolean)
        .join(" · "),
      { class: "note" },
    ),
    sentence(one, doc),
  ];
  const rules = Object.fromEntries(
    one.rules
      .split(" ")
      .filter(Boolean)
      .map((name) => [name.split(".")[0], name]),
  );
  const fields = [
    ["value 数值", valueOf(one), one.value_text, "value"],
    ["bound 约数", one.approximation, null, "bound"],
    ["unit 单位", one.unit, null, "unit"],
    ["measure 类型", one.measure, null, "measure"],
    ["basis 比较", basis(one), one.base, "basis"],
    [
      "indicator 指标",
      [one.indicator, one.indicator_id && "(" + one.indicator_id + ")"].filter(Boolean).join(" "),
      one.indicator_text,
      "indicator",
    ],
    ["period 时期", period(one) + ", " + one.period_type + ", " + one.period_basis, one.period_text, "period"],
    ["region 地区", [one.region, one.region_code].filter(Boolean).join(" "), null, "region"],
    ["status 状态", one.status, null, "status"],
  ];
  const rows = fields.map(([label, read, words, field]) => {
    const row = make("tr"),
      cell = make("td", read || "—"),
      said = make("td", rules[field] ? rules[field].split(".")[1] : "");
    if (words) cell.append(make("small", "〔" + words + "〕"));
    if (rules[field] && data.meanings[rules[field]]) said.append(make("small", data.meanings[rules[field]]));
    row.append(make("th", label, { scope: "row" }), cell, said);
    return row;
  });
  parts.push(...chart(one), ...siblings(one), ...against(one), ...arithmetic(one), ...checked(one));
  parts.push(make("h3", "怎样读出 How it was read"), grid(rows, ["", "读作 read as", "规则 rule"]));
  const cited = [
    ["title", source.title],
    ["outlet", [source.outlet, source.agency, ...(source.authors || [])].filter(Boolean).join(", ")],
    ["published", source.published_on && source.published_on + " (" + source.published_on_basis + ")"],
    ["said", source.stated_on && source.stated_on + " (" + source.stated_on_basis + ")"],
    ["dated by", source.date_evidence],
    ["speaker", one.speaker],
    ["data of", one.attributed_to],
    ["address", source.url],
    ["file", doc.paths.join(", ") + ", " + one.char_start + "–" + one.char_end],
    ["id", one.metric_id],
  ];
  parts.push(
    make("h3", "来源 Source"),
    grid(
      cited
        .filter(([, said]) => said)
        .map(([label, said]) => {
          const row = make("tr");
          row.append(make("th", label, { scope: "row" }), make("td", said));
          return row;
        }),
    ),
  );
  parts.push(...marking(one));
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
}
function grid(rows, heads) {
  const found = make("table");
  if (heads) {
    const head = make("thead"),
      row = make("tr");
    row.append(...heads.map((name) => make("th", name, { scope: "col" })));
    head.append(row);
    found.append(head);
  }
  const body = make("tbody");
  body.append(...rows);
  found.append(body);
  return found;
}
function sentence(one, doc) {
  const quote = make("blockquote"),
    points = Array.from(one.sentence);
  let at = -1;
  for (let start = Math.max(0, one.char_end - points.length); start <= one.char_start; start++)
    if (cut(doc, start, start + points.length) === one.sentence) {
      at = start;
      break;
    }
  const marks = [[one.char_start - at, one.char_end - at, one.measure]];
  if (one.indicator_start !== null) marks.push([one.indicator_start - at, one.indicator_end - at, "words"]);
  if (one.period_text) {
    const place = fold(one.sentence) === one.sentence ? one.sentence.lastIndexOf(one.period_text, Math.max(0, one.char_start - at)) : -1;
    if (place >= 0 && points.length === one.sentence.length) marks.push([place, place + one.period_text.length, "time"]);
  }
  if (at < 0) {
    quote.textContent = shown(one.sentence);
    return quote;
  }
  const edges = [...new Set([0, points.length, ...marks.flatMap(([start, end]) => [start, end])])]
    .filter((place) => place >= 0 && place <= points.length)
    .sort((a, b) => a - b);
  edges.slice(0, -1).forEach((start, place) => {
    const words = points.slice(start, edges[place + 1]).join(""),
      inside = marks.find(([from, to]) => from <= start && start < to);
    quote.append(inside ? make("mark", words, { class: inside[2] }) : shown(words));
  });
  return quote;
}
const linkTo = (one, text) =>
  metricOf.has(one) ? make("a", text, { href: "#" + one }) : make("span", text + "（不在本页 not in this page）");
function siblings(one) {
  const observation = observations.get(one.observation_id),
    prints = (printsOf.get(one.observation_id) || []).slice();
  if (!observation || one.observation_id === null || observation.metric_ids.length < 2) return [];
  const day = (print) => (sourceOf.get(print.source_id) || {}).stated_on || "";
  prints.sort((a, b) => (day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : a.metric_id < b.metric_id ? -1 : 1));
  let before = null;
  const rows = prints.map((print) => {
    const row = make("tr"),
      cell = make("td"),
      differs = before !== null && print.value !== null && print.value !== before.value && observation.agreement === "conflict",
      revised = differs && (Date.parse(day(print)) - Date.parse(day(before))) / 86400000 > data.revised_after;
    cell.append(print === one ? make("b", print.value_text) : linkTo(print.metric_id, print.value_text));
    const change = differs ? (print.value > before.value ? "+" : "") + number(+(print.value - before.value).toPrecision(12)) : "";
    row.append(
      make("td", day(print) || "—"),
      cell,
      make("td", differs ? (revised ? "修订 revised " : "不一 differs ") + change : "", { class: differs ? "bad" : "" }),
      make("td", outletOf(print)),
    );
    if (print.value !== null) before = print;
    return row;
  });
  const told = { single: "一篇报道 one story", agree: "多篇一致 stories agree", conflict: "互相矛盾 they contradict each other" }[
    observation.agreement
  ];
  const title = make(
    "p",
    told +
      " · " +
      observation.metric_ids.length +
      " 次 mentions" +
      (prints.length < observation.metric_ids.length ? "（其余不在本页）" : ""),
    { class: observation.agreement === "conflict" ? "bad" : "note" },
  );
  return [make("h3", "同一事实的各处 Prints and revisions of it"), title, grid(rows, ["said", "printed", "", "outlet"])];
}
function against(one) {
  const found = conflicts.filter((row) => row.left_metric_id === one.metric_id || row.right_metric_id === one.metric_id);
  if (!found.length) return [];
  return [
    make("h3", "矛盾 Conflicts"),
    ...found.map((row) => {
      const line = make("p", null, { class: "bad" });
      line.append(
        linkTo(row.left_metric_id, row.left_text + " (" + row.left_file + ")"),
        " ≠ ",
        linkTo(row.right_metric_id, row.right_text + " (" + row.right_file + ")"),
        ": " + shown(row.likely_cause),
      );
      return line;
    }),
  ];
}
function arithmetic(one) {
  const found = relations.filter((row) => row.metric_ids.includes(one.metric_id));
  if (!found.length) return [];
  return [
    make("h3", "算术关系 Arithmetic"),
    ...found.map((row) => {
      const says =
        row.stated === null
          ? "未见陈述 stated nowhere"
          : row.holds === true
            ? "成立 holds"
            : row.holds === false
              ? "不成立 does NOT hold"
              : "未定 open";
      const line = make("p", row.explanation + "：", {});
      line.append(make("span", says, { class: row.holds === false ? "bad" : row.holds ? "good" : "note" }));
      for (const id of row.metric_ids) if (id !== one.metric_id) line.append(" ", linkTo(id, (metricOf.get(id) || {}).value_text || id));
      return line;
    }),
  ];
}
