"""Arithmetic between a whole and its parts: shares, sums of parts, and parts that cannot be above their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from transforms.compared_period import days_of
from transforms.indicator_identity import identity
from transforms.printed import interval
from transforms.reference import Sum
from transforms.related_facts import PERCENT, Facts, Metric, Row, before, half, is_exact, relation, shown

_SHARE_OF = re.compile("^(?P<part>.+)占(?P<whole>.+?)(?:比重|比例|份额)$")
_SHARE = re.compile("(?:占比|比重|比例|份额)$")
_AMONG_THEM = re.compile("其中|當中|当中")
_FURTHER = re.compile("(?<!中)[，,]")
"""A clause between 其中 and the number: it may be about something else."""
_MONEY = "元"
_ENDS = re.compile("[。；;！？]")
_LOOKED_AT = 24
"""So many numbers after a whole its parts are looked for among."""
_ALIKE = 4
"""Last characters of their names by which a part and its whole measure one thing: “小巨人”企业数量 of 中小企业数量.

受伤人数 of 死亡人数 end in fewer.
"""


def of_shares(ratio: Metric, facts: Facts) -> Iterator[Row]:
    """共有153座，其中62座在中国，占比超过40%: the share of the last two amounts of one unit."""
    if ratio["measure"] != "ratio" or ratio["unit"] != PERCENT or not _SHARE.search(ratio["indicator"] or ""):
        return
    rows = facts.by_sentence[ratio["source_id"], ratio["sentence"]]
    if sum(row["measure"] == "ratio" for row in rows) > 1 and _SHARE_OF.fullmatch(ratio["indicator"]) is None:
        # 62座在高新区，26座在开发区，占比分别为40.5%、17.0%: which part is whose is not told.
        return
    amounts = [
        row
        for row in before(ratio, facts)
        if row["measure"] == "level" and is_exact(row) and row["value"] > 0 and row["status"] == ratio["status"] and row["unit"] != PERCENT
    ]
    if (named := _SHARE_OF.fullmatch(ratio["indicator"])) is not None:
        parts = [
            m for m in amounts if m["indicator"] and (m["indicator"].endswith(named["part"]) or named["part"].endswith(m["indicator"]))
        ]
        wholes = [m for m in amounts if m not in parts and named["whole"] in (m["indicator"] or "")]
        pairs = list(zip(parts[:1], wholes[:1], strict=False))
    else:
        pairs = [(amounts[0], amounts[1])] if len(amounts) > 1 and amounts[0]["indicator"] == amounts[1]["indicator"] else []
    for part, whole in pairs:
        if part["unit"] != whole["unit"] or part["value"] >= whole["value"]:
            continue
        expected = part["value"] / whole["value"] * 100
        slack = expected * (half(part) / part["value"] + half(whole) / whole["value"])
        words = f"{shown(part['value'])} / {shown(whole['value'])} = {shown(expected)} %: {ratio['indicator']}"
        yield relation("share_of_parts", [part, whole, ratio], expected, ratio, slack, words)


def of_sums(whole: Metric, sums: Mapping[str, Sequence[Sum]], facts: Facts) -> Iterator[Row]:
    """The parts of a whole, all of them told for its place and time in its own document, add up to it.

    `sums` holds what adds up to an indicator, by its id.
    """
    if whole["measure"] != "level" or whole["status"] != "actual" or days_of(whole) is None or not is_exact(whole):
        return
    of_whole = sums.get(identity(whole), ())
    for one in of_whole:
        parts = _parts(one, of_whole, whole, facts)
        if parts is None:
            continue
        expected = sum(part["value"] for part in parts)
        words = f"{' + '.join(shown(part['value']) for part in parts)} = {shown(expected)} {whole['unit']}: {whole['indicator']}"
        yield relation("sum_of_parts", [*parts, whole], expected, whole, sum(half(part) for part in parts), words)


def _parts(one: Sum, sums: Sequence[Sum], whole: Metric, facts: Facts) -> list[Metric] | None:
    """All parts of a sum, told just after the whole; None where one is not. Amounts of another whole between them end the look-out.

    `sums` are all sums of the whole.
    """
    rows = [row for row in facts.of_source.get(whole["source_id"], ()) if row["char_start"] > whole["char_end"]]
    found: dict[int, Metric] = {}
    open_sums: dict[tuple[str, ...], set[str]] = {}
    for row in rows[:_LOOKED_AT]:
        if row["measure"] != "level" or row["unit"] != whole["unit"] or row["status"] != whole["status"]:
            continue
        place = next((at for at, part_id in enumerate(one.parts) if row["indicator_id"] == part_id), None)
        if place is None and row["sentence"] == whole["sentence"]:
            place = next((at for at, word in enumerate(one.words) if row["indicator"] == word), None)
        if place is None:
            other = next((sum_ for sum_ in sums if row["indicator_id"] in sum_.parts), None)
            if other is None:
                break
            open_sums.setdefault(other.parts, set()).add(row["indicator_id"])
        elif _is_like(row, whole):
            if any(told != {*parts} for parts, told in open_sums.items()):
                # 限额以上单位150亿元，商品零售130亿元: these may be parts of that part.
                return None
            found.setdefault(place, row)
    return [found[place] for place in range(len(one.parts))] if len(found) == len(one.parts) else None


def _is_like(part: Metric, whole: Metric) -> bool:
    """Whether two exact amounts are of one unit, place and time."""
    same = all(part[column] == whole[column] for column in ("measure", "status", "unit", "region"))
    return same and days_of(part) == days_of(whole) and is_exact(part)


def of_part(part: Metric, facts: Facts) -> Iterator[Row]:
    """…100亿元，其中出口60亿元: a part is not above its whole, where their names say that both measure one thing."""
    if part["measure"] != "level" or part["value"] is None or part["value"] < 0 or part["status"] != "actual":
        return
    if part["unit"].endswith(_MONEY):
        # Of loans or profits other parts may be negative, so that one is above the whole.
        return
    text = facts.texts[part["document_id"]]
    for whole in before(part, facts):
        between = text[whole["char_end"] : part["char_start"]]
        among = _AMONG_THEM.search(between)
        if _ENDS.search(between) or (among is not None and _FURTHER.search(between, among.end())):
            return
        if among is not None:
            if whole["measure"] == "level" and _is_part(part, whole):
                words = f"not above {shown(whole['value'])} {whole['unit']} of {whole['indicator']}: {part['indicator']}"
                yield relation("part_within_whole", [whole, part], min(part["value"], interval(whole).high), part, 0.0, words)
            return


def _is_part(part: Metric, whole: Metric) -> bool:
    names = part["indicator"] or "", whole["indicator"] or ""
    same_time = days_of(part) == days_of(whole) and part["region"] == whole["region"]
    alike = len(names[1]) >= _ALIKE and (names[0][-_ALIKE:] == names[1][-_ALIKE:] or names[0].endswith(names[1]))
    return bool(same_time and alike and part["unit"] == whole["unit"] and whole["value"] is not None and whole["status"] == "actual")
