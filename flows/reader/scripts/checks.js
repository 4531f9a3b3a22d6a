// What the checks of the run say of one fact
const checks = data.checks,
  checkResults = table(checks.results),
  keptOut = grouped(table(checks.kept_out), "document_id"),
  brokenBy = Object.fromEntries(Object.entries(checks.broken).map(([rule, ids]) => [rule, new Set(ids)])),
  wholeTable = new Set(checks.whole);
const SEVERITY = { critical: "严重 critical", warning: "警告 warning", info: "提示 info" };
const CHECKED = {
  metrics: "数值 the number",
  sources: "文章 its article",
  documents: "文档 its document",
  observations: "事实 the fact",
  relations: "算术 the arithmetic",
  conflicts: "矛盾 the conflicts",
  corrections: "纠错 the corrections",
};
// A relation or a conflict is checked only where the fact has one.
function concerns(one) {
  const has = {
    observations: one.observation_id !== null,
    relations: relations.some((row) => row.metric_ids.includes(one.metric_id)),
    conflicts: conflicts.some((row) => row.left_metric_id === one.metric_id || row.right_metric_id === one.metric_id),
    corrections: corrections.some((row) => row.metric_id === one.metric_id),
  };
  return checkResults.filter((row) => has[row.table_name] !== false);
}
function says(row, mark, name) {
  const line = make("p", mark + " " + row.zh, { class: name });
  line.append(make("small", SEVERITY[row.severity] + " · " + row.rule + " · " + row.en));
  return line;
}
function checked(one) {
  const heading = make("h3", "检查 Checks");
  if (!checks.known) return [heading, make("p", "本次发布没有留下检查结果。 The run of this release left no results of checks.", { class: "note" })];
  const mine = concerns(one),
    broken = mine.filter((row) => brokenBy[row.rule] && brokenBy[row.rule].has(one.metric_id)),
    through = mine.filter((row) => (checks.released[row.rule] || []).includes(one.metric_id)),
    unasked = mine.filter((row) => row.outcome !== "passed" && wholeTable.has(row.rule)),
    held = mine.filter((row) => !broken.includes(row) && !through.includes(row) && !unasked.includes(row));
  const parts = [heading];
  parts.push(...broken.map((row) => says(row, "✗ 未通过 fails:", row.severity === "info" ? "note" : "bad")));
  parts.push(...through.map((row) => says(row, "◌ 经复核放行 let through after a review:", "bad")));
  parts.push(...unasked.map((row) => says(row, "? 整表未通过 the table as a whole fails, or the check could not run:", "note")));
  const beside = (keptOut.get(one.document_id) || []).filter((row) => row.sentence === one.sentence);
  for (const row of beside) {
    const line = make("p", "⊘ 同句未入库 kept out of this sentence: " + row.value_text, { class: "bad" });
    line.append(make("small", row.rule + " · " + row.reason));
    parts.push(line);
  }
  const more = make("details", null, { class: "held" }),
    byTable = [...grouped(held, "table_name")];
  more.append(make("summary", "✓ " + held.length + " 项通过 hold"));
  for (const [name, rows] of byTable) {
    const list = make("ul");
    for (const row of rows) list.append(make("li", row.zh + " · " + row.en));
    more.append(make("h4", (CHECKED[name] || name) + " (" + rows.length + ")"), list);
  }
  parts.push(more);
  return parts;
}
