"""Arithmetic between growths: what a comparison says the other growth was, and a year so far against its months."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from transforms.compared_period import Days, compared_with, days_of, effective_basis
from transforms.indicator_identity import OF_SPEED, full_name, identity
from transforms.related_facts import POINTS, Facts, Metric, Row, before, half, is_exact, relation, shown

_LEVEL_WORDS = re.compile("(?:的?平均)?(?:水平|增速)?$")
_OF_SIZE = re.compile("(?:(?P<smaller>收窄|收窄了|缩小|收缩)|(?P<larger>扩大|加深))了?$")
_LONGEST_VERB = 4
_QUANTITY = 3
"""Last characters of a name that say what is measured: 增加值 of 高新技术产业增加值."""
_COMPARED_WITH = {"yoy": "the same time of the year before", "mom": "the month before", "vs_period": "another time"}
_OF_NATION = ("全国", "我国")
_NATION = "中国"
_OF_HOME = re.compile("[全本](?:国|省|区|市|州|盟|县|旗)?")
_IN_TIME = ("vs_period", "yoy", "mom")
_IN_SPACE = ("vs_region", "vs_group")


def of_differences(metric: Metric, facts: Facts) -> Iterator[Row]:
    """增长3.8%，增速较一季度加快0.8个百分点: the first quarter grew by 3.0 %. 高于全国2.9个百分点: so did the nation.

    Of shares alike: 占比55.7%、比上年提高2.1个百分点.
    """
    if metric["measure"] != "difference" or metric["unit"] != POINTS or metric["status"] != "actual":
        return
    name = full_name(metric["indicator"])
    speed = OF_SPEED.search(name)
    measure = "growth" if speed else "ratio"
    bare = name[: speed.start()] if speed else name
    now = next((row for row in before(metric, facts) if row["measure"] == measure and _is_named(row, bare, facts)), None)
    if not bare or now is None or not is_exact(now, metric) or days_of(now) != days_of(metric):
        return
    change = _change(metric, now, facts, of_size=bool(speed and speed["fall"]))
    implied, slack = now["value"] - change, half(now) + half(metric)
    sum_of = f"{shown(now['value'])} {'−' if change >= 0 else '+'} {shown(abs(change))} = {shown(implied)} %"
    words = f"{sum_of}: {now['indicator']}, compared with {metric['base'] or _COMPARED_WITH.get(metric['basis'], '')}"
    if metric["basis"] in _IN_TIME:
        days = compared_with(metric, facts.days[metric["source_id"]])
        then = None if days is None else facts.of(measure, now, now["region"]).at(days, now)
        kind = f"{measure}_of_another_period"
    elif metric["basis"] in _IN_SPACE and speed:
        then = _elsewhere(metric, now, facts) if metric["basis"] == "vs_region" else _of_group(metric, now, facts)
        kind = "growth_of_another_group"
    else:
        return
    yield relation(kind, [now, metric, *([then] if then else [])], implied, then, slack, words)


def _is_named(row: Metric, bare: str, facts: Facts) -> bool:
    """Whether a growth is of the indicator that a difference names, by its words or by the catalogue."""
    if full_name(row["indicator"]).endswith(bare):
        return True
    return row["indicator_id"] is not None and facts.ids.get(bare) == row["indicator_id"]


def _change(metric: Metric, now: Metric, facts: Facts, *, of_size: bool) -> float:
    """By how much a growth is higher than the other. 降幅收窄2.2个百分点: the size of the change is smaller by so much, 扩大 larger."""
    text = facts.texts[metric["document_id"]]
    verb = _OF_SIZE.search(text[max(0, metric["char_start"] - _LONGEST_VERB) : metric["char_start"]])
    if verb is None and not of_size:
        return float(metric["value"])
    larger = abs(metric["value"]) if verb is not None and verb["larger"] else -abs(metric["value"]) if verb is not None else metric["value"]
    return float(larger if now["value"] >= 0 else -larger)


def _elsewhere(metric: Metric, now: Metric, facts: Facts) -> Metric | None:
    """The growth of the same indicator in the place that the comparison names, whose region alone tells it."""
    place = _LEVEL_WORDS.sub("", metric["base"] or "")
    days = days_of(now)
    if days is None or not place:
        return None
    found = facts.of("growth", now, _NATION if place in _OF_NATION else place).at(days, now)
    return found if found is not None and found["region"] != now["region"] else None


def _of_group(metric: Metric, now: Metric, facts: Facts) -> Metric | None:
    """The growth of the group that the comparison names, in the same document and of the same time: 高于规上工业2.9个百分点.

    全市 names the whole that the indicator is a part of: the one growth there with a name that ends alike and says nothing narrower.
    None where several may be meant.
    """
    group = _OF_HOME.sub("", _LEVEL_WORDS.sub("", full_name(metric["base"])))
    told = [
        growth
        for growth in facts.of_document.get((now["document_id"], now["period_start"], now["period_end"]), ())
        if is_exact(growth) and identity(growth) != identity(now) and growth["region"] == now["region"]
    ]
    if group:
        fitting = [growth for growth in told if _is_named(growth, group, facts) or full_name(growth["indicator"]).startswith(group)]
    else:
        end = full_name(now["indicator"])[-_QUANTITY:]
        fitting = [growth for growth in told if growth["indicator_id"] in facts.wholes and full_name(growth["indicator"]).endswith(end)]
    values = {growth["value"] for growth in fitting}
    return min(fitting, key=lambda growth: str(growth["metric_id"])) if len(values) == 1 else None


def of_cumulation(growths: Sequence[Metric], revised: Sequence[str]) -> Iterator[Row]:
    """The growth of January to June lies between that of January to May and that of June. `growths` are of one indicator and one region.

    `revised` are words in the names of indicators whose former months are counted anew each month, as those of profits are.
    """
    if any(word in (growths[0]["indicator"] or "") for word in revised):
        return
    known: dict[Days, Metric] = {}
    for row in sorted(growths, key=lambda row: str(row["metric_id"])):
        days = days_of(row)
        if days is not None and effective_basis(row) == "yoy" and is_exact(row):
            known.setdefault(days, row)
    for (start, end), whole in sorted(known.items()):
        if (start.month, start.day) != (1, 1) or start.year != end.year or end.month == 1:
            continue
        month = end.replace(day=1)
        earlier, single = known.get((start, month - dt.timedelta(days=1))), known.get((month, end))
        if earlier is None or single is None:
            continue
        low, high = sorted((earlier["value"], single["value"]))
        words = (
            f"between {shown(low)} and {shown(high)} %, the growth of {start:%Y-%m} to {earlier['period_end']:%Y-%m} "
            f"and of {end:%Y-%m}: {whole['indicator']}"
        )
        slack = max(half(earlier), half(single))
        yield relation("cumulative_growth", [earlier, single, whole], min(max(whole["value"], low), high), whole, slack, words)
