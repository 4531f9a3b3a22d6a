"""Places in one ranking: who stands before another has the better value."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from transforms.compared_period import days_of
from transforms.indicator_identity import identity
from transforms.printed import interval
from transforms.related_facts import Facts, Metric, Row, relation, shown

_SHARED = ("并列", "並列")
_RANKING = re.compile("(?P<all>全国|全國|全省|全区|全區|全市)(?:排名?|位[列居次])?第?$")
_LONGEST = 6
"""Characters of the words that name a ranking, before the place: 居全省第2位."""
_SCOPE = {"全国": 0, "全國": 0, "全省": 2, "全区": 2, "全區": 2, "全市": 4}
"""So many digits of the code of a place tell in whose ranking it stands."""


def of_ranks(metrics: Iterable[Metric], facts: Facts) -> Iterator[Row]:
    """居全省第2位 with 8.4 % and 居全省第5位 with 6.2 %: neighbours of one ranking by growth, each with the growth of its own sentence.

    Two of one place, where neither says that it is shared, do not fit either.
    """
    rankings: dict[tuple[object, ...], list[tuple[Metric, Metric]]] = defaultdict(list)
    for metric in metrics:
        if metric["measure"] != "rank" or metric["approximation"] != "exact" or days_of(metric) is None:
            continue
        ranking, ranked = _ranking(metric, facts), _ranked(metric, facts)
        if ranking is not None and ranked is not None and not any(word in metric["sentence"] for word in _SHARED):
            key = (identity(ranked), ranking, len((metric["region_code"] or "").rstrip("0")), days_of(metric), ranked["unit"])
            rankings[key].append((metric, ranked))
    for places in rankings.values():
        places.sort(key=lambda place: (place[0]["value"], place[0]["metric_id"]))
        for (first, better), (second, worse) in pairwise(places):
            if first["region"] == second["region"]:
                continue
            least = interval(worse).low
            words = (
                f"{first['region']}, place {shown(first['value'])}, not below {shown(worse['value'])} {worse['unit']} of "
                f"{second['region']}, place {shown(second['value'])}: {better['indicator']}"
            )
            row = relation("rank_order", [first, better, second, worse], max(better["value"], least), better, 0.0, words)
            if first["value"] == second["value"]:
                row["holds"] = row["holds"] and interval(better).meets(interval(worse))
            yield row


def _ranking(rank: Metric, facts: Facts) -> str | None:
    """The code of the place whose parts are ranked, empty for the nation; None where the words or the region do not tell it."""
    words = facts.texts[rank["document_id"]][max(0, rank["char_start"] - _LONGEST) : rank["char_start"]]
    named = _RANKING.search(words)
    return None if named is None or not rank["region_code"] else rank["region_code"][: _SCOPE[named["all"]]]


def _ranked(rank: Metric, facts: Facts) -> Metric | None:
    """The growth just before a place, of something of which more comes first; what else a place may be by is not told."""
    rows = facts.by_sentence[rank["source_id"], rank["sentence"]]
    earlier = [row for row in rows if row["char_end"] <= rank["char_start"] and row["measure"] != "rank"]
    if not earlier:
        return None
    last = earlier[-1]
    same = last["region"] == rank["region"] and days_of(last) == days_of(rank)
    rises = last["measure"] == "growth" and last["value"] > 0 and last["indicator_id"] in facts.flows
    return last if same and rises and last["status"] == "actual" else None
