"""What the facts say of each other: the mentions of one fact merged, what contradicts it, and the arithmetic between facts.

Built on rows that were found possible, so that a misread number costs nothing but itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from transforms import conflicts, observations, relations, wordings
from transforms.reference import Reference

Row = dict[str, Any]
_STOCK = "stock"


def compared(rows: Mapping[str, Sequence[Row]], reference: Reference) -> dict[str, list[Row]]:
    """The rows with those of observations, conflicts and relations, and each metric with the observation that it states.

    `rows` holds documents, sources, metrics, entities and mentions; other tables pass through. The order of rows changes nothing.
    """
    metrics, sources = rows["metrics"], rows["sources"]
    stocks = frozenset(indicator.indicator_id for indicator in reference.indicators if indicator.kind == _STOCK)
    texts = {document["document_id"]: document["text"] for document in rows["documents"]}
    observed = observations.observe(metrics, sources, texts, stocks, reference.words["variants"])
    stated_by = {metric_id: one.row["observation_id"] for one in observed for metric_id in one.row["metric_ids"]}
    of_values = [*conflicts.of_values(observed), *conflicts.of_twins(observed)]
    told = {frozenset((one["left_source_id"], one["left_start"], one["right_source_id"], one["right_start"])) for one in of_values}
    of_words = [
        one
        for one in wordings.differences(metrics, rows["mentions"], rows["entities"], sources, reference.script_terms)
        if frozenset((one["left_source_id"], one["left_start"], one["right_source_id"], one["right_start"])) not in told
    ]
    stating = [{**metric, "observation_id": stated_by[metric["metric_id"]]} for metric in metrics]
    return {
        **{name: list(listed) for name, listed in rows.items()},
        "metrics": stating,
        "observations": [one.row for one in observed],
        "conflicts": [*of_values, *of_words],
        "relations": relations.relations(stating, sources, rows["documents"], reference),
    }
