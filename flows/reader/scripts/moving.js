// Moving about
function go(id, focus) {
  const one = metricOf.get(id);
  if (!one) {
    if (id) {
      byId("details").replaceChildren(make("p", id + ": 本页没有这个数字 no number of this page has this id.", { class: "bad" }));
    }
    return;
  }
  selected = one;
  show(documentOf.get(one.document_id));
  explain(one);
  for (const link of document.querySelectorAll("[aria-current]")) link.removeAttribute("aria-current");
  for (const link of document.querySelectorAll('#facts a[href="#' + id + '"], #text a[href="#' + id + '"]'))
    link.setAttribute("aria-current", "true");
  const place = document.querySelector('#text a[data-metric="' + id + '"]');
  if (place) place.scrollIntoView({ block: "center" });
  if (focus && place) place.focus({ preventScroll: true });
}
const fromAddress = () => decodeURIComponent(location.hash.slice(1));
function step(by) {
  const at = selected ? listed.indexOf(selected) : -1,
    next = listed[Math.min(Math.max(at + by, 0), listed.length - 1)];
  if (next) {
    location.hash = next.metric_id;
  }
}
window.addEventListener("hashchange", () => go(fromAddress(), false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.id === "find") {
    byId("find").value = "";
    filter();
    return;
  }
  if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("find").focus();
  } else if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "d") byId("details").focus();
  else if (event.key === "m" && byId("mark")) {
    event.preventDefault();
    byId("mark").click();
  }
});
let waiting = null;
byId("find").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 80);
});
byId("filters").addEventListener("submit", (event) => event.preventDefault());
for (const name of Object.keys(FILTERS)) byId(name).addEventListener("change", filter);
byId("clear").addEventListener("click", () => {
  byId("filters").reset();
  filter();
});
byId("more").addEventListener("click", () => {
  showing += SHOWN;
  list();
});
for (const doc of documents)
  byId("document").append(
    make("option", doc.file_name + " (" + (metricsIn.get(doc.document_id) || []).length + ")", { value: doc.document_id }),
  );
byId("document").addEventListener("change", () => show(documentOf.get(byId("document").value)));
byId("about").textContent =
  "发布 release " +
  data.release +
  " · " +
  number(documents.length) +
  " 个文件 documents · " +
  number(metrics.length) +
  " 个数字 numbers" +
  (data.left ? " · " + data.left : "");
for (const [name, said] of Object.entries(MEASURES)) byId("legend").append(make("span", said + " " + name, { class: name }));
byId("legend").append(make("span", "实体 entity", { class: "entity" }));
fillFilters();
filter();
if (documents.length) show(documents[0]);
if (location.hash) go(fromAddress(), false);
document.documentElement.dataset.ready = "true";
