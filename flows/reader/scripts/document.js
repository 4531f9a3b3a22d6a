// The page
let open = null;
function show(doc) {
  if (open === doc) return;
  open = doc;
  byId("document").value = doc.document_id;
  const marks = metricsIn.get(doc.document_id) || [],
    entities = mentionsIn.get(doc.document_id) || [];
  const articles = sourcesIn.get(doc.document_id) || [];
  const edges = new Set([0]);
  const inNumber = (place) => {
    let low = 0,
      high = marks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (marks[middle].char_end <= place) low = middle + 1;
      else if (marks[middle].char_start > place) high = middle - 1;
      else return marks[middle];
    }
    return null;
  };
  for (const one of marks) edges.add(one.char_start).add(one.char_end);
  // An edge within a number would cut its mark in two.
  for (const one of entities)
    for (const place of [one.char_start, one.char_end]) {
      const found = inNumber(place);
      if (!found || found.char_start === place) edges.add(place);
    }
  for (const one of articles) if (!inNumber(one.char_start)) edges.add(one.char_start);
  const starts = new Map(articles.map((one) => [one.char_start, one]));
  const places = [...edges].sort((a, b) => a - b);
  const pieces = document.createDocumentFragment();
  let at = 0,
    around = [];
  places.forEach((start, place) => {
    const end = place + 1 < places.length ? places[place + 1] : undefined;
    const words = cut(doc, start, end);
    if (starts.has(start) && start > 0) pieces.append(make("span", null, { class: "article", title: starts.get(start).kind }));
    while (at < entities.length && entities[at].char_start <= start) around.push(entities[at++]);
    around = around.filter((one) => one.char_end > start);
    const fact = inNumber(start);
    if (fact) {
      const link = make("a", words, {
        href: "#" + fact.metric_id,
        class: fact.measure,
        title: (fact.indicator || "") + " " + amount(fact),
      });
      link.dataset.metric = fact.metric_id;
      pieces.append(link);
    } else if (around.length) {
      const one = around[around.length - 1];
      pieces.append(
        make("span", words, {
          class: "entity",
          title: one.kind + ": " + one.name + (one.role ? " (" + one.role + ")" : "") + " · " + one.function,
        }),
      );
    } else pieces.append(shown(words));
  });
  byId("text").replaceChildren(pieces);
  const cited = articles
    .filter((one) => one.title || one.stated_on)
    .map((one) =>
      [one.title, one.outlet || one.agency, one.stated_on && one.stated_on + " (" + one.stated_on_basis + ")"].filter(Boolean).join(" · "),
    );
  byId("articles").replaceChildren(...cited.slice(0, 12).map((said) => make("div", said, { class: "note" })));
}
