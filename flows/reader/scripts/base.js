"use strict";
// Everything from documents is written with textContent; nothing here makes markup of a text.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const table = ({ columns, rows }) => rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]])));

const documents = table(data.documents),
  sources = table(data.sources),
  metrics = table(data.metrics),
  mentions = table(data.mentions);
const observations = new Map(table(data.observations).map((one) => [one.observation_id, one]));
const documentOf = new Map(documents.map((one) => [one.document_id, one]));
const sourceOf = new Map(sources.map((one) => [one.source_id, one]));
const metricOf = new Map(metrics.map((one) => [one.metric_id, one]));
const grouped = (rows, key) => {
  const found = new Map();
  for (const row of rows) {
    const at = row[key];
    if (!found.has(at)) found.set(at, []);
    found.get(at).push(row);
  }
  return found;
};
const metricsIn = grouped(metrics, "document_id"),
  mentionsIn = grouped(mentions, "document_id"),
  sourcesIn = grouped(sources, "document_id");
const printsOf = grouped(metrics, "observation_id");
const conflicts = table(data.conflicts),
  relations = table(data.relations),
  corrections = table(data.corrections);
const MEASURES = data.labels.measure,
  STATUSES = data.labels.status;
const SHOWN = 100;

// Characters that would act on what shows them (text direction, control) are written as escapes, as everywhere in this project.
const DANGEROUS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const shown = (text) => String(text).replace(DANGEROUS, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));
function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = shown(text);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined) element.setAttribute(name, shown(value));
  return element;
}
const fold = (text) => {
  let out = "";
  for (const c of text) {
    const other = data.fold[c];
    out += other === undefined ? c : other;
  }
  return out;
};
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
const period = (one) =>
  one.period_start === null
    ? "时间不明 unknown time"
    : one.period_start === one.period_end
      ? one.period_start
      : one.period_start + " – " + one.period_end;
const basis = (one) => (one.basis === "none" ? "" : one.basis + (one.base ? " " + one.base : ""));
const outletOf = (one) => {
  const source = sourceOf.get(one.source_id);
  return (source && (source.outlet || source.agency)) || documentOf.get(one.document_id).file_name;
};
const yearOf = (one) => (one.period_end === null ? null : one.period_end.slice(0, 4));
