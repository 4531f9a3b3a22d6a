"""What bears out or contradicts one metric: who else states it, what it conflicts with, the arithmetic it stands in, its correction."""

from __future__ import annotations

import duckdb

_LISTED = 8

_FACT = """
    SELECT o.n_metrics, o.n_sources, o.n_stories, o.agreement::VARCHAR, o.value, o.value_low, o.value_high, o.unit
    FROM metrics AS m JOIN observations AS o ON o.observation_id = m.observation_id
    WHERE m.metric_id = ?
"""
_CONFLICTS = """
    SELECT left_text, right_text, left_file, right_file, likely_cause::VARCHAR
    FROM disagreements WHERE left_metric_id = $1 OR right_metric_id = $1
"""
_RELATIONS = """
    SELECT holds, kind::VARCHAR, explanation, stated FROM relations WHERE list_contains(metric_ids, ?) ORDER BY kind, relation_id
"""
_CORRECTION = """
    SELECT name, was, because, said_by, decided_on FROM corrections WHERE metric_id = ? AND outcome = 'applied'
"""
_AGREEMENT = {"single": "one story", "agree": "they agree", "conflict": "they contradict each other"}


def lines(connection: duckdb.DuckDBPyConnection, metric_id: str) -> list[tuple[str, str]]:
    """Label and text of each thing that there is to say, in order; nothing of a number that stands alone."""
    found: list[tuple[str, str]] = []
    for mentions, sources, stories, agreement, *_ in connection.execute(_FACT, [metric_id]).fetchall():
        if mentions > 1:
            count = f"{mentions} mentions in {_many(sources, 'article')} of {_many(stories, 'story', 'stories')}"
            found.append(("stated by", f"{count}: {_AGREEMENT[agreement]}" if stories > 1 or agreement == "conflict" else count))
    for left, right, left_file, right_file, cause in connection.execute(_CONFLICTS, [metric_id]).fetchall()[:_LISTED]:
        found.append(("conflict", f"{left} in {left_file}, {right} in {right_file}: {cause}"))
    for holds, kind, explanation, stated in connection.execute(_RELATIONS, [metric_id]).fetchall()[:_LISTED]:
        says = "not stated anywhere" if stated is None else {True: "holds", False: "does NOT hold", None: "open"}[holds]
        found.append(("arithmetic", f"{kind.replace('_', ' ')}: {explanation}; {says}"))
    for name, was, because, said_by, decided_on in connection.execute(_CORRECTION, [metric_id]).fetchall():
        found.append(("corrected", f"{name}: it read {was}; {because}, says {said_by}, {decided_on}"))
    return found


def _many(number: int, word: str, plural: str | None = None) -> str:
    return f"{number} {word if number == 1 else plural or word + 's'}"
