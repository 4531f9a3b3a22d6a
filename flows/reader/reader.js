"use strict";
// Everything from documents is written with textContent; nothing here makes markup of a text.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const table = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])));

const documents = table(data.documents), sources = table(data.sources), metrics = table(data.metrics), mentions = table(data.mentions);
const observations = new Map(table(data.observations).map((one) => [one.observation_id, one]));
const documentOf = new Map(documents.map((one) => [one.document_id, one]));
const sourceOf = new Map(sources.map((one) => [one.source_id, one]));
const metricOf = new Map(metrics.map((one) => [one.metric_id, one]));
const grouped = (rows, key) => { const found = new Map(); for (const row of rows) { const at = row[key]; if (!found.has(at)) found.set(at, []); found.get(at).push(row); } return found; };
const metricsIn = grouped(metrics, "document_id"), mentionsIn = grouped(mentions, "document_id"), sourcesIn = grouped(sources, "document_id");
const printsOf = grouped(metrics, "observation_id");
const conflicts = table(data.conflicts), relations = table(data.relations), corrections = table(data.corrections);
const MEASURES = data.labels.measure, STATUSES = data.labels.status;
const SHOWN = 100;

// Characters that would act on what shows them (text direction, control) are written as escapes, as everywhere in this project.
const DANGEROUS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const shown = (text) => String(text).replace(DANGEROUS, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = shown(text);
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined) element.setAttribute(name, shown(value));
  return element;
}
const fold = (text) => { let out = ""; for (const c of text) { const other = data.fold[c]; out += other === undefined ? c : other; } return out; };
// Spans count code points; JavaScript's strings count more for rare characters.
const codePoints = new Map();
function cut(doc, start, end) {
  if (!codePoints.has(doc)) codePoints.set(doc, /[\ud800-\udfff]/.test(doc.text) ? Array.from(doc.text) : null);
  const points = codePoints.get(doc);
  return points ? points.slice(start, end).join("") : doc.text.slice(start, end);
}

const number = (value) => value.toLocaleString("en-US", { maximumFractionDigits: 10 });
function valueOf(one) {
  if (one.value !== null) return number(one.value);
  if (one.value_low === null) return one.value_high === null ? "—" : "≤ " + number(one.value_high);
  return one.value_high === null ? "≥ " + number(one.value_low) : number(one.value_low) + "–" + number(one.value_high);
}
const amount = (one) => (one.approximation === "exact" ? "" : one.approximation.replace("_", " ") + " ") + valueOf(one) + " " + one.unit;
const period = (one) => one.period_start === null ? "时间不明 unknown time" : one.period_start === one.period_end ? one.period_start : one.period_start + " – " + one.period_end;
const basis = (one) => one.basis === "none" ? "" : one.basis + (one.base ? " " + one.base : "");
const outletOf = (one) => { const source = sourceOf.get(one.source_id); return (source && (source.outlet || source.agency)) || documentOf.get(one.document_id).file_name; };
const yearOf = (one) => one.period_end === null ? null : one.period_end.slice(0, 4);

// The list
const FILTERS = { indicator: (one) => one.indicator, region: (one) => one.region, year: yearOf, source: outletOf, status: (one) => one.status, measure: (one) => one.measure };
const NAMES = { status: STATUSES, measure: MEASURES };
let listed = metrics, showing = SHOWN, selected = null, folded = null;
function fillFilters() {
  for (const [name, of] of Object.entries(FILTERS)) {
    const counts = new Map();
    for (const one of metrics) { const value = of(one); if (value !== null) counts.set(value, (counts.get(value) || 0) + 1); }
    const values = [...counts.keys()].sort((a, b) => name === "year" ? (a < b ? 1 : -1) : counts.get(b) - counts.get(a) || (a < b ? -1 : 1));
    const select = byId(name);
    select.append(make("option", "全部 all", { value: "" }));
    for (const value of values) select.append(make("option", (NAMES[name] ? NAMES[name][value] + " " : "") + value + " (" + counts.get(value) + ")", { value }));
  }
}
function filter() {
  const wanted = Object.keys(FILTERS).map((name) => [FILTERS[name], byId(name).value]).filter(([, value]) => value !== "");
  const words = fold(byId("find").value);
  if (words && folded === null) folded = new Map(metrics.map((one) => [one, fold([one.sentence, one.indicator, one.region, one.speaker, one.attributed_to, outletOf(one)].filter(Boolean).join("\u0000"))]));
  listed = metrics.filter((one) => wanted.every(([of, value]) => of(one) === value) && (!words || folded.get(one).includes(words)));
  showing = SHOWN;
  list();
}
function list() {
  const items = listed.slice(0, showing).map((one) => {
    const link = make("a", null, { href: "#" + one.metric_id, class: one.measure });
    link.append(make("b", one.indicator || one.indicator_text || "（无名）"), " ", make("span", amount(one)), make("small", [period(one), one.region, STATUSES[one.status], outletOf(one)].filter(Boolean).join(" · ")));
    if (selected && selected.metric_id === one.metric_id) link.setAttribute("aria-current", "true");
    const item = make("li");
    item.append(link);
    return item;
  });
  byId("facts").replaceChildren(...items);
  byId("count").textContent = number(listed.length) + " / " + number(metrics.length) + " 个数字 numbers";
  byId("more").hidden = listed.length <= showing;
}

// The page
let open = null;
function show(doc) {
  if (open === doc) return;
  open = doc;
  byId("document").value = doc.document_id;
  const marks = metricsIn.get(doc.document_id) || [], entities = mentionsIn.get(doc.document_id) || [];
  const articles = sourcesIn.get(doc.document_id) || [];
  const edges = new Set([0]);
  const inNumber = (place) => { let low = 0, high = marks.length - 1; while (low <= high) { const middle = (low + high) >> 1; if (marks[middle].char_end <= place) low = middle + 1; else if (marks[middle].char_start > place) high = middle - 1; else return marks[middle]; } return null; };
  for (const one of marks) edges.add(one.char_start).add(one.char_end);
  // An edge within a number would cut its mark in two.
  for (const one of entities) for (const place of [one.char_start, one.char_end]) { const found = inNumber(place); if (!found || found.char_start === place) edges.add(place); }
  for (const one of articles) if (!inNumber(one.char_start)) edges.add(one.char_start);
  const starts = new Map(articles.map((one) => [one.char_start, one]));
  const places = [...edges].sort((a, b) => a - b);
  const pieces = document.createDocumentFragment();
  let at = 0, around = [];
  places.forEach((start, place) => {
    const end = place + 1 < places.length ? places[place + 1] : undefined;
    const words = cut(doc, start, end);
    if (starts.has(start) && start > 0) pieces.append(make("span", null, { class: "article", title: starts.get(start).kind }));
    while (at < entities.length && entities[at].char_start <= start) around.push(entities[at++]);
    around = around.filter((one) => one.char_end > start);
    const fact = inNumber(start);
    if (fact) { const link = make("a", words, { href: "#" + fact.metric_id, class: fact.measure, title: (fact.indicator || "") + " " + amount(fact) }); link.dataset.metric = fact.metric_id; pieces.append(link); }
    else if (around.length) { const one = around[around.length - 1]; pieces.append(make("span", words, { class: "entity", title: one.kind + ": " + one.name + (one.role ? " (" + one.role + ")" : "") + " · " + one.function })); }
    else pieces.append(shown(words));
  });
  byId("text").replaceChildren(pieces);
  const cited = articles.filter((one) => one.title || one.stated_on).map((one) => [one.title, one.outlet || one.agency, one.stated_on && one.stated_on + " (" + one.stated_on_basis + ")"].filter(Boolean).join(" · "));
  byId("articles").replaceChildren(...cited.slice(0, 12).map((said) => make("div", said, { class: "note" })));
}

// One fact
function explain(one) {
  const panel = byId("details"), doc = documentOf.get(one.document_id), source = sourceOf.get(one.source_id) || {};
  const parts = [make("h2", one.indicator || "（无名 unnamed）"), make("p", amount(one), { class: "value" }),
    make("p", [MEASURES[one.measure] + " " + one.measure, basis(one), period(one), one.region || "地区不明", STATUSES[one.status] + " " + one.status].filter(Boolean).join(" · "), { class: "note" }), sentence(one, doc)];
  const rules = Object.fromEntries(one.rules.split(" ").filter(Boolean).map((name) => [name.split(".")[0], name]));
  const fields = [["value 数值", valueOf(one), one.value_text, "value"], ["bound 约数", one.approximation, null, "bound"], ["unit 单位", one.unit, null, "unit"], ["measure 类型", one.measure, null, "measure"], ["basis 比较", basis(one), one.base, "basis"],
    ["indicator 指标", [one.indicator, one.indicator_id && "(" + one.indicator_id + ")"].filter(Boolean).join(" "), one.indicator_text, "indicator"], ["period 时期", period(one) + ", " + one.period_type + ", " + one.period_basis, one.period_text, "period"],
    ["region 地区", [one.region, one.region_code].filter(Boolean).join(" "), null, "region"], ["status 状态", one.status, null, "status"]];
  const rows = fields.map(([label, read, words, field]) => {
    const row = make("tr"), cell = make("td", read || "—"), said = make("td", rules[field] ? rules[field].split(".")[1] : "");
    if (words) cell.append(make("small", "〔" + words + "〕"));
    if (rules[field] && data.meanings[rules[field]]) said.append(make("small", data.meanings[rules[field]]));
    row.append(make("th", label, { scope: "row" }), cell, said);
    return row;
  });
  parts.push(...chart(one), ...siblings(one), ...against(one), ...arithmetic(one));
  parts.push(make("h3", "怎样读出 How it was read"), grid(rows, ["", "读作 read as", "规则 rule"]));
  const cited = [["title", source.title], ["outlet", [source.outlet, source.agency, ...(source.authors || [])].filter(Boolean).join(", ")], ["published", source.published_on && source.published_on + " (" + source.published_on_basis + ")"], ["said", source.stated_on && source.stated_on + " (" + source.stated_on_basis + ")"],
    ["dated by", source.date_evidence], ["speaker", one.speaker], ["data of", one.attributed_to], ["address", source.url], ["file", doc.paths.join(", ") + ", " + one.char_start + "–" + one.char_end], ["id", one.metric_id]];
  parts.push(make("h3", "来源 Source"), grid(cited.filter(([, said]) => said).map(([label, said]) => { const row = make("tr"); row.append(make("th", label, { scope: "row" }), make("td", said)); return row; })));
  parts.push(...marking(one));
  panel.replaceChildren(...parts);
  panel.scrollTop = 0;
}
function grid(rows, heads) {
  const found = make("table");
  if (heads) { const head = make("thead"), row = make("tr"); row.append(...heads.map((name) => make("th", name, { scope: "col" }))); head.append(row); found.append(head); }
  const body = make("tbody");
  body.append(...rows);
  found.append(body);
  return found;
}
function sentence(one, doc) {
  const quote = make("blockquote"), points = Array.from(one.sentence);
  let at = -1;
  for (let start = Math.max(0, one.char_end - points.length); start <= one.char_start; start++) if (cut(doc, start, start + points.length) === one.sentence) { at = start; break; }
  const marks = [[one.char_start - at, one.char_end - at, one.measure]];
  if (one.indicator_start !== null) marks.push([one.indicator_start - at, one.indicator_end - at, "words"]);
  if (one.period_text) { const place = fold(one.sentence) === one.sentence ? one.sentence.lastIndexOf(one.period_text, Math.max(0, one.char_start - at)) : -1; if (place >= 0 && points.length === one.sentence.length) marks.push([place, place + one.period_text.length, "time"]); }
  if (at < 0) { quote.textContent = shown(one.sentence); return quote; }
  const edges = [...new Set([0, points.length, ...marks.flatMap(([start, end]) => [start, end])])].filter((place) => place >= 0 && place <= points.length).sort((a, b) => a - b);
  edges.slice(0, -1).forEach((start, place) => {
    const words = points.slice(start, edges[place + 1]).join(""), inside = marks.find(([from, to]) => from <= start && start < to);
    quote.append(inside ? make("mark", words, { class: inside[2] }) : shown(words));
  });
  return quote;
}
const linkTo = (one, text) => metricOf.has(one) ? make("a", text, { href: "#" + one }) : make("span", text + "（不在本页 not in this page）");
function siblings(one) {
  const observation = observations.get(one.observation_id), prints = (printsOf.get(one.observation_id) || []).slice();
  if (!observation || one.observation_id === null || observation.metric_ids.length < 2) return [];
  const day = (print) => (sourceOf.get(print.source_id) || {}).stated_on || "";
  prints.sort((a, b) => day(a) < day(b) ? -1 : day(a) > day(b) ? 1 : a.metric_id < b.metric_id ? -1 : 1);
  let before = null;
  const rows = prints.map((print) => {
    const row = make("tr"), cell = make("td"), revised = before !== null && print.value !== null && print.value !== before;
    cell.append(print === one ? make("b", print.value_text) : linkTo(print.metric_id, print.value_text));
    row.append(make("td", day(print) || "—"), cell, make("td", revised ? "修订 revised " + (print.value > before ? "+" : "") + number(+(print.value - before).toPrecision(12)) : "", { class: revised ? "bad" : "" }), make("td", outletOf(print)));
    if (print.value !== null) before = print.value;
    return row;
  });
  const told = { single: "一篇报道 one story", agree: "多篇一致 stories agree", conflict: "互相矛盾 they contradict each other" }[observation.agreement];
  const title = make("p", told + " · " + observation.metric_ids.length + " 次 mentions" + (prints.length < observation.metric_ids.length ? "（其余不在本页）" : ""), { class: observation.agreement === "conflict" ? "bad" : "note" });
  return [make("h3", "同一事实的各处 Prints and revisions of it"), title, grid(rows, ["said", "printed", "", "outlet"])];
}
function against(one) {
  const found = conflicts.filter((row) => row.left_metric_id === one.metric_id || row.right_metric_id === one.metric_id);
  if (!found.length) return [];
  return [make("h3", "矛盾 Conflicts"), ...found.map((row) => { const line = make("p", null, { class: "bad" }); line.append(linkTo(row.left_metric_id, row.left_text + " (" + row.left_file + ")"), " ≠ ", linkTo(row.right_metric_id, row.right_text + " (" + row.right_file + ")"), ": " + shown(row.likely_cause)); return line; })];
}
function arithmetic(one) {
  const found = relations.filter((row) => row.metric_ids.includes(one.metric_id));
  if (!found.length) return [];
  return [make("h3", "算术关系 Arithmetic"), ...found.map((row) => {
    const says = row.stated === null ? "未见陈述 stated nowhere" : row.holds === true ? "成立 holds" : row.holds === false ? "不成立 does NOT hold" : "未定 open";
    const line = make("p", row.explanation + "：", {});
    line.append(make("span", says, { class: row.holds === false ? "bad" : row.holds ? "good" : "note" }));
    for (const id of row.metric_ids) if (id !== one.metric_id) line.append(" ", linkTo(id, (metricOf.get(id) || {}).value_text || id));
    return line;
  })];
}

// The chart: everything that is stated of the same indicator, place, measure, basis and unit.
function chart(one) {
  if (one.indicator === null || one.period_end === null) return [];
  const key = (row) => [row.indicator, row.region, row.measure, row.basis, row.base, row.unit].join("\u0000"), wanted = key(one);
  const all = metrics.filter((row) => row.period_end !== null && key(row) === wanted && (row.value !== null || row.value_low !== null || row.value_high !== null));
  const sizes = all.flatMap((row) => [row.value, row.value_low, row.value_high]).filter((value) => value !== null);
  if (!sizes.length) return [];
  const days = all.map((row) => Date.parse(row.period_end));
  const W = 420, H = 210, L = 58, R = 12, T = 12, B = 30;
  let low = Math.min(...sizes), high = Math.max(...sizes), first = Math.min(...days), last = Math.max(...days);
  if (low === high) { const by = Math.abs(low) * 0.1 || 1; low -= by; high += by; }
  if (first === last) { first -= 180 * 864e5; last += 180 * 864e5; }
  const x = (day) => L + (Date.parse(day) - first) / (last - first) * (W - L - R - 16) + 8, y = (value) => T + (high - value) / (high - low) * (H - T - B - 12) + 6;
  const svg = (tag, attributes, text) => { const element = document.createElementNS("http://www.w3.org/2000/svg", tag); for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value); if (text !== undefined) element.textContent = shown(text); return element; };
  const picture = svg("svg", { viewBox: "0 0 " + W + " " + H, role: "img", "aria-label": one.indicator + " " + (one.region || "") });
  for (let step = 0; step <= 4; step++) { const value = low + (high - low) * step / 4; picture.append(svg("line", { x1: L, x2: W - R, y1: y(value), y2: y(value), class: "grid" }), svg("text", { x: L - 5, y: y(value) + 4, "text-anchor": "end" }, Intl.NumberFormat("zh-CN", { notation: "compact", maximumSignificantDigits: 4 }).format(value))); }
  let written = -Infinity;
  for (const day of [...new Set(all.map((row) => row.period_end))].sort()) {
    if (x(day) - written < 56) continue;
    written = x(day);
    picture.append(svg("text", { x: Math.min(written, W - 24), y: H - 8, "text-anchor": "middle" }, day.slice(0, 7)));
  }
  const best = new Map();
  for (const row of all) { const observation = observations.get(row.observation_id); if (observation) best.set(row.observation_id, { ...observation, row }); }
  const actual = [...best.values()].filter((point) => point.row.status !== "target" && point.value !== null);
  for (const type of new Set(actual.map((point) => point.row.period_type))) {
    const points = actual.filter((point) => point.row.period_type === type).sort((a, b) => a.row.period_end < b.row.period_end ? -1 : 1);
    if (points.length > 1) picture.append(svg("path", { class: "line", d: "M" + points.map((point) => x(point.row.period_end) + " " + y(point.value)).join("L") }));
  }
  const dot = (row, shape, said) => { const link = svg("a", { href: "#" + row.metric_id, "aria-label": said }); shape.append(svg("title", {}, said)); link.append(shape); picture.append(link); };
  for (const point of best.values()) {
    const row = point.row, said = [period(row), valueOf(point) + " " + row.unit, STATUSES[row.status], outletOf(row)].join(" · ");
    if (point.value_low !== null || point.value_high !== null) { const from = point.value_low === null ? low : point.value_low, to = point.value_high === null ? high : point.value_high; dot(row, svg("line", { class: "bound", x1: x(row.period_end), x2: x(row.period_end), y1: y(from), y2: y(to) }), said); }
    const at = point.value === null ? (point.value_low === null ? point.value_high : point.value_low) : point.value;
    const here = row.observation_id === one.observation_id ? " now" : "";
    if (row.status === "target") { const cx = x(row.period_end), cy = y(at); dot(row, svg("path", { class: "target" + here, d: "M" + cx + " " + (cy - 6) + "l6 6l-6 6l-6-6z" }), said); }
    else dot(row, svg("circle", { class: "point" + here, cx: x(row.period_end), cy: y(at), r: 4 }), said);
    for (const print of printsOf.get(row.observation_id) || []) if (print.value !== null && print.value !== point.value) dot(print, svg("circle", { class: "print", cx: x(print.period_end), cy: y(print.value), r: 5 }), [period(print), valueOf(print) + " " + print.unit, "另一说法 another print", outletOf(print)].join(" · "));
  }
  const box = make("div", null, { id: "chart" });
  box.append(picture);
  return [make("h3", "序列 Series: " + [one.indicator, one.region, basis(one), one.unit].filter(Boolean).join(" · ")), box, make("p", "● 实际 actual　◇ 目标 target　│ 上下限 bounds　○ 其他说法 other prints, revisions", { class: "note" })];
}

// Corrections
const marked = new Map();
function marking(one) {
  const heading = make("h3", "纠错 A wrong reading?"), doc = documentOf.get(one.document_id);
  const known = corrections.find((row) => row.metric_id === one.metric_id);
  if (known) return [heading, make("p", known.name + " (" + known.outcome + "): " + known.was + "; " + known.because + " — " + known.said_by + ", " + known.decided_on, { class: "note" }), make("p", "It has a correction already: change that entry in corrections.yaml.", { class: "note" })];
  const button = make("button", "标为误读 Mark as wrong", { id: "mark", type: "button" });
  button.addEventListener("click", () => { button.hidden = true; form.hidden = false; form.querySelector("input, select").focus(); });
  const form = make("form", null, { id: "mark-form", autocomplete: "off" });
  form.hidden = true;
  const inputs = new Map();
  for (const field of data.fields) {
    if (!(field.name in one)) continue;
    const label = make("label", field.name + " "), was = one[field.name] === null ? "" : String(one[field.name]);
    let input;
    if (field.values.length) { input = make("select"); for (const value of field.values) input.append(make("option", value, { value })); }
    else input = make("input", null, { type: field.type === "date" ? "date" : "text" });
    input.name = field.name;
    input.value = was;
    inputs.set(field, [input, was]);
    label.append(input);
    form.append(label);
  }
  const wrong = make("label", "不是统计数字 This is no fact at all ", { class: "wide" }), none = make("input", null, { type: "checkbox", name: "not_a_fact" });
  wrong.append(none);
  const text = (name, said) => { const label = make("label", said + " ", { class: "wide" }), input = make("input", null, { type: "text", name, required: "" }); label.append(input); form.append(label); return input; };
  form.append(wrong);
  const because = text("because", "理由 Why, and how you know"), by = text("said_by", "谁说的 Who says so");
  const told = make("p", "", { class: "wide note", role: "status" }), keep = make("button", "记下 Keep this correction", { class: "main", type: "submit" });
  form.append(keep, told);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const becomes = {}, was = {};
    for (const [field, [input, before]] of inputs) {
      if (input.value === before) continue;
      const value = field.type === "double" ? (input.value.trim() === "" ? null : Number(input.value)) : input.value === "" && field.nullable ? null : input.value;
      if (field.type === "double" && value !== null && !Number.isFinite(value) || value === null && !field.nullable) { told.textContent = field.name + ": " + shown(input.value) + " 不是有效的值 is no value for it"; input.focus(); return; }
      becomes[field.name] = value;
      was[field.name] = one[field.name];
    }
    if (!none.checked && !Object.keys(becomes).length) { told.textContent = "没有改动 Nothing is changed: put the right value into a field, or say that it is no fact."; return; }
    marked.set(one.metric_id, { one, file: doc.paths[0], was: none.checked ? { value_low: one.value_low, value: one.value } : was, becomes: none.checked ? null : becomes, because: because.value, by: by.value });
    told.textContent = marked.size + " 条 kept. ";
    save.hidden = false;
    save.focus();
  });
  const save = make("button", "保存 Save corrections.yaml", { id: "save", type: "button" });
  save.hidden = marked.size === 0;
  save.addEventListener("click", () => {
    const link = make("a", null, { download: "corrections.yaml", href: URL.createObjectURL(new Blob([yaml()], { type: "application/yaml" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  return [heading, button, form, save, make("p", "Saved as corrections.yaml, with the entries that are in force; put it into seeds/reference, and the next build applies it.", { class: "note" })];
}
// Every text of JSON is a text of YAML too, but for DEL and C1 controls, which YAML wants escaped.
const scalar = (value) => JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
const typed = (name, value) => value !== null && data.fields.find((field) => field.name === name).type === "date" ? value : scalar(value);
const mapping = (values) => "{" + Object.entries(values).map(([name, value]) => name + ": " + typed(name, value)).join(", ") + "}";
function yaml() {
  const today = new Date().toISOString().slice(0, 10);
  const entries = [...marked.values()].map((entry) => "- name: " + scalar("reader-" + entry.one.metric_id) + "\n  metric_id: " + scalar(entry.one.metric_id) + "\n  file: " + scalar(entry.file) + "\n  value_text: " + scalar(entry.one.value_text) + "\n  was: " + mapping(entry.was) +
    (entry.becomes ? "\n  becomes: " + mapping(entry.becomes) : "\n  not_a_fact: true") + "\n  because: " + scalar(entry.because) + "\n  said_by: " + scalar(entry.by) + "\n  decided_on: " + today + "\n");
  return "# Saved from the reader of release " + shown(data.release).replace(/[\r\n]/g, " ") + ". How an entry is written stands in the project's own corrections.yaml.\ncorrections:\n" + data.known_corrections + entries.join("");
}

// Moving about
function go(id, focus) {
  const one = metricOf.get(id);
  if (!one) { if (id) { byId("details").replaceChildren(make("p", id + ": 本页没有这个数字 no number of this page has this id.", { class: "bad" })); } return; }
  selected = one;
  show(documentOf.get(one.document_id));
  explain(one);
  for (const link of document.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  for (const link of document.querySelectorAll('#facts a[href="#' + id + '"], #text a[href="#' + id + '"]')) link.setAttribute("aria-current", "true");
  const place = document.querySelector('#text a[data-metric="' + id + '"]');
  if (place) place.scrollIntoView({ block: "center" });
  if (focus && place) place.focus({ preventScroll: true });
}
const fromAddress = () => decodeURIComponent(location.hash.slice(1));
function step(by) {
  const at = selected ? listed.indexOf(selected) : -1, next = listed[Math.min(Math.max(at + by, 0), listed.length - 1)];
  if (next) { location.hash = next.metric_id; }
}
window.addEventListener("hashchange", () => go(fromAddress(), false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.id === "find") { byId("find").value = ""; filter(); return; }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); byId("find").focus(); }
  else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "d") byId("details").focus();
  else if (event.key === "m" && byId("mark")) { event.preventDefault(); byId("mark").click(); }
});
let waiting = null;
byId("find").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 80); });
byId("filters").addEventListener("submit", (event) => event.preventDefault());
for (const name of Object.keys(FILTERS)) byId(name).addEventListener("change", filter);
byId("clear").addEventListener("click", () => { byId("filters").reset(); filter(); });
byId("more").addEventListener("click", () => { showing += SHOWN; list(); });
for (const doc of documents) byId("document").append(make("option", doc.file_name + " (" + (metricsIn.get(doc.document_id) || []).length + ")", { value: doc.document_id }));
byId("document").addEventListener("change", () => show(documentOf.get(byId("document").value)));
byId("about").textContent = "发布 release " + data.release + " · " + number(documents.length) + " 个文件 documents · " + number(metrics.length) + " 个数字 numbers" + (data.left ? " · " + data.left : "");
for (const [name, said] of Object.entries(MEASURES)) byId("legend").append(make("span", said + " " + name, { class: name }));
byId("legend").append(make("span", "实体 entity", { class: "entity" }));
fillFilters();
filter();
if (documents.length) show(documents[0]);
if (location.hash) go(fromAddress(), false);
document.documentElement.dataset.ready = "true";
