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
function filter() {
  const wanted = Object.keys(FILTERS)
    .map((name) => [FILTERS[name], byId(name).value])
    .filter(([, value]) => value !== "");
  const words = fold(byId("find").value);
  if (words && folded === null)
    folded = new Map(
      metrics.map((one) => [
        one,
        fold([one.sentence, one.indicator, one.region, one.speaker, one.attributed_to, outletOf(one)].filter(Boolean).join("\u0000")),
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
