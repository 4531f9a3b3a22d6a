"""Arithmetic between stated facts, found and tested: what some of them say must follow from the others.

A relation that fails is a misprint, a misreading of ours, or facts that are not of one kind after all. Where what another fact should be
is told nowhere, it is derived: `stated` and `holds` stay unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from transforms import growth_relations, level_relations, part_relations, rank_relations
from transforms.reference import Reference, Sum
from transforms.related_facts import Facts, Metric, Row, sorted_out

KINDS = {
    "growth_of_another_period": "a growth less what it is faster by is the growth of the period that it is compared with",
    "ratio_of_another_period": "a share less what it is higher by is the share of the period that it is compared with",
    "growth_of_another_group": "a growth less what it is higher by is the growth of the place or group that it is compared with",
    "cumulative_growth": "the growth of the year so far lies between that of the months before and that of the last month",
    "growth_of_levels": "two amounts a year apart give the growth; of money perhaps not on a comparable base, so that it cannot fail there",
    "difference_of_levels": "two amounts a year apart give the change",
    "running_total": "what is counted in total never falls",
    "share_of_parts": "a part and its whole give the share",
    "sum_of_parts": "the parts of a whole add up to it",
    "part_within_whole": "a part is not above its whole",
    "rank_order": "of two places of one ranking the first has the better value",
}
"""Every kind of relation, with what must hold."""


def relations(
    metrics: Iterable[Metric], sources: Iterable[Mapping[str, Any]], documents: Iterable[Mapping[str, Any]], reference: Reference
) -> list[Row]:
    """The relations between rows of metrics, in the order of their ids; each arithmetic between the same facts once, however many print it.

    Of the reference tables the sums and the words for running totals are used. Linear in the rows, but for the facts of one indicator
    and one region, among which each looks for another.
    """
    rows = sorted((m for m in metrics if m["value"] is not None), key=lambda m: (m["document_id"], m["char_start"]))
    facts = sorted_out(rows, sources, documents, reference)
    facts_of = {metric["metric_id"]: metric["observation_id"] for metric in rows}
    found: dict[tuple[Any, ...], Row] = {}
    for row in sorted(_all(rows, facts, reference), key=lambda row: str(row["relation_id"])):
        key = (row["kind"], *(facts_of[metric_id] for metric_id in row["metric_ids"]), row["expected"], row["stated"], row["holds"])
        found.setdefault(key, row)
    return list(found.values())


def _all(rows: Iterable[Metric], facts: Facts, reference: Reference) -> Iterator[Row]:
    sums: dict[str, list[Sum]] = defaultdict(list)
    for one in reference.sums:
        sums[one.whole].append(one)
    for metric in rows:
        yield from growth_relations.of_differences(metric, facts)
        yield from level_relations.of_growth(metric, facts, reference.words["comparable_scopes"])
        yield from level_relations.of_difference(metric, facts)
        yield from part_relations.of_shares(metric, facts)
        yield from part_relations.of_sums(metric, sums, facts)
        yield from part_relations.of_part(metric, facts)
    for series in facts.series["growth"].values():
        yield from growth_relations.of_cumulation(series.rows, reference.words["revised_bases"])
    for series in facts.series["level"].values():
        yield from level_relations.of_running_totals(series.rows, reference.words["running_totals"], facts)
    yield from rank_relations.of_ranks(rows, facts)
