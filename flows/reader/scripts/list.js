// The list
const FILTERS = {
  indicator: (one) => one.indicator,
  region: (one) => one.region,
  year: yearOf,
  source: outletOf,
  status: (one) => one.status,
  measure: (one) => one.measure,
};
const NAMES = { status: STATUSES, measure: MEASURES };
let listed = metrics,
  showing = SHOWN,
  selected = null,
  folded = null;
function fillFilters() {
  for (const [name, of] of Object.entries(FILTERS)) {
    const counts = new Map();
    for (const one of metrics) {
      const value = of(one);
      if (value !== null) counts.set(value, (counts.get(value) || 0) + 1);
    }
    const values = [...counts.keys()].sort((a, b) =>
      name === "year" ? (a < b ? 1 : -1) : counts.get(b) - counts.get(a) || (a < b ? -1 : 1),
    );
    const select = byId(name);
    select.append(make("option", "全部 all", { value: "" }));
    for (const value of values)
      select.append(make("option", (NAMES[name] ? NAMES[name][value] + " " : "") + value + " (" + counts.get(value) + ")", { value }));
  }
}
// By what a fact is found: its words, where it stands, and the other names of what it names. As the macro search of the warehouse does.
function namesOf(one) {
  const source = sourceOf.get(one.source_id) || {},
    doc = documentOf.get(one.document_id),
    reach = Array.from(one.sentence).length,
    names = [one.indicator, one.attributed_to, source.outlet, source.agency],
    others = names.flatMap((name) => data.other_names[name] || []);
  for (const met of mentionsIn.get(one.document_id) || []) {
    if (met.kind !== "organization" || met.char_start < one.char_start - reach || met.char_end > one.char_end + reach) continue;
    if (one.sentence.includes(cut(doc, met.char_start, met.char_end))) others.push(met.name, ...(data.other_names[met.name] || []));
  }
  return [one.sentence, one.region, one.speaker, ...names, ...others];
}
function filter() {
  const wanted = Object.keys(FILTERS)
    .map((name) => [FILTERS[name], byId(name).value])
    .filter(([, value]) => value !== "");
  const words = fold(byId("find").value);
  if (words && folded === null)
    folded = new Map(
      metrics.map((one) => [
        one,
        fold(namesOf(one).filter(Boolean).join("\u0000")),
      ]),
    );
  listed = metrics.filter((one) => wanted.every(([of, value]) => of(one) === value) && (!words || folded.get(one).includes(words)));
  showing = SHOWN;
  list();
}
function list() {
  const items = listed.slice(0, showing).map((one) => {
    const link = make("a", null, { href: "#" + one.metric_id, class: one.measure });
    link.append(
      make("b", one.indicator || one.indicator_text || "（无名）"),
      " ",
      make("span", amount(one)),
      make("small", [period(one), one.region, STATUSES[one.status], outletOf(one)].filter(Boolean).join(" · ")),
    );
    if (selected && selected.metric_id === one.metric_id) link.setAttribute("aria-current", "true");
    const item = make("li");
    item.append(link);
    return item;
  });
  byId("facts").replaceChildren(...items);
  byId("count").textContent = number(listed.length) + " / " + number(metrics.length) + " 个数字 numbers";
  byId("more").hidden = listed.length <= showing;
}
