// Corrections
const marked = new Map();
let unsaved = false;
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
function marking(one) {
  const heading = make("h3", "纠错 A wrong reading?"),
    doc = documentOf.get(one.document_id);
  const known = corrections.find((row) => row.metric_id === one.metric_id);
  if (known)
    return [
      heading,
      make(
        "p",
        known.name + " (" + known.outcome + "): " + known.was + "; " + known.because + " — " + known.said_by + ", " + known.decided_on,
        { class: "note" },
      ),
      make("p", "It has a correction already: change that entry in corrections.yaml.", { class: "note" }),
    ];
  const button = make("button", "标为误读 Mark as wrong", { id: "mark", type: "button" });
  button.addEventListener("click", () => {
    button.hidden = true;
    form.hidden = false;
    form.querySelector("input, select").focus();
  });
  const form = make("form", null, { id: "mark-form", autocomplete: "off" });
  form.hidden = true;
  const inputs = new Map();
  for (const field of data.fields) {
    if (!(field.name in one)) continue;
    const label = make("label", field.name + " "),
      was = one[field.name] === null ? "" : String(one[field.name]);
    let input;
    if (field.values.length) {
      input = make("select");
      for (const value of field.values) input.append(make("option", value, { value }));
    } else input = make("input", null, { type: field.type === "date" ? "date" : "text" });
    input.name = field.name;
    input.value = was;
    inputs.set(field, [input, was]);
    label.append(input);
    form.append(label);
  }
  const wrong = make("label", "不是统计数字 This is no fact at all ", { class: "wide" }),
    none = make("input", null, { type: "checkbox", name: "not_a_fact" });
  wrong.append(none);
  const text = (name, said) => {
    const label = make("label", said + " ", { class: "wide" }),
      input = make("input", null, { type: "text", name, required: "" });
    label.append(input);
    form.append(label);
    return input;
  };
  form.append(wrong);
  const because = text("because", "理由 Why, and how you know"),
    by = text("said_by", "谁说的 Who says so");
  const told = make("p", "", { class: "wide note", role: "status" }),
    keep = make("button", "记下 Keep this correction", { class: "main", type: "submit" });
  form.append(keep, told);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const becomes = {},
      was = {};
    for (const [field, [input, before]] of inputs) {
      if (input.value === before) continue;
      const value =
        field.type === "double"
          ? input.value.trim() === ""
            ? null
            : Number(input.value)
          : input.value === "" && field.nullable
            ? null
            : input.value;
      if ((field.type === "double" && value !== null && !Number.isFinite(value)) || (value === null && !field.nullable)) {
        told.textContent = field.name + ": " + shown(input.value) + " 不是有效的值 is no value for it";
        input.focus();
        return;
      }
      becomes[field.name] = value;
      was[field.name] = one[field.name];
    }
    if (!none.checked && !Object.keys(becomes).length) {
      told.textContent = "没有改动 Nothing is changed: put the right value into a field, or say that it is no fact.";
      return;
    }
    marked.set(one.metric_id, {
      one,
      file: doc.paths[0],
      was: none.checked ? { value_low: one.value_low, value: one.value } : was,
      becomes: none.checked ? null : becomes,
      because: because.value,
      by: by.value,
    });
    unsaved = true;
    told.textContent = marked.size + " 条 kept. ";
    save.hidden = false;
    save.focus();
  });
  const save = make("button", "保存 Save corrections.yaml", { id: "save", type: "button" });
  save.hidden = marked.size === 0;
  save.addEventListener("click", () => {
    const link = make("a", null, {
      download: "corrections.yaml",
      href: URL.createObjectURL(new Blob([yaml()], { type: "application/yaml" })),
    });
    link.click();
    unsaved = false;
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  return [
    heading,
    button,
    form,
    save,
    make(
      "p",
      "Saved as corrections.yaml, with the entries that are in force; put it into seeds/reference in place of the file there, and the next build applies it.",
      { class: "note" },
    ),
  ];
}
// Every text of JSON is a text of YAML too, but for DEL and C1 controls, which YAML wants escaped.
const scalar = (value) =>
  JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
const typed = (name, value) => (value !== null && data.fields.find((field) => field.name === name).type === "date" ? value : scalar(value));
const mapping = (values) =>
  "{" +
  Object.entries(values)
    .map(([name, value]) => name + ": " + typed(name, value))
    .join(", ") +
  "}";
function yaml() {
  const today = new Date().toISOString().slice(0, 10);
  const entries = [...marked.values()].map(
    (entry) =>
      "- name: " +
      scalar("reader-" + entry.one.metric_id) +
      "\n  metric_id: " +
      scalar(entry.one.metric_id) +
      "\n  file: " +
      scalar(entry.file) +
      "\n  value_text: " +
      scalar(entry.one.value_text) +
      "\n  was: " +
      mapping(entry.was) +
      (entry.becomes ? "\n  becomes: " + mapping(entry.becomes) : "\n  not_a_fact: true") +
      "\n  because: " +
      scalar(entry.because) +
      "\n  said_by: " +
      scalar(entry.by) +
      "\n  decided_on: " +
      today +
      "\n",
  );
  return (
    "# Saved from the reader of release " +
    shown(data.release).replace(/[\r\n]/g, " ") +
    ".\n# An entry has a name of its own, the number (metric_id, file, value_text), what it reads as (was), what is right (becomes, or\n" +
    "# not_a_fact: true), why (because), who says so (said_by) and when (decided_on). It is applied only while the source still says\n" +
    "# what was corrected.\ncorrections:\n" +
    data.known_corrections +
    entries.join("")
  );
}
