"""Arithmetic between growths: what a comparison says the other growth was, and a year so far against its months."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from transforms.compared_period import Days, compared_with, days_of
from transforms.indicator_identity import OF_SPEED, full_name, identity
from transforms.printed import around, interval
from transforms.related_facts import POINTS, Facts, Metric, Row, before, half, is_exact, relation, shown

_LEVEL_WORDS = re.compile("(?:的?平均)?(?:水平|增速)?$")
_OF_NATION = ("全国", "我国")
_NATION = "中国"
_OF_HOME = re.compile("[全本](?:国|省|区|市|州|盟|县|旗)?")
_IN_TIME = ("vs_period", "yoy", "mom")
_IN_SPACE = ("vs_region", "vs_group")


def of_differences(metric: Metric, facts: Facts) -> Iterator[Row]:
    """增长3.8%，增速较一季度加快0.8个百分点: the first quarter grew by 3.0 %. 高于全市2.9个百分点: so did some growth of the city.

    Of shares alike: 占比55.7%、比上年提高2.1个百分点.
    """
    if metric["measure"] != "difference" or metric["unit"] != POINTS or metric["status"] != "actual":
        return
    name = full_name(metric["indicator"])
    speed = OF_SPEED.search(name)
    measure = "growth" if speed else "ratio"
    bare = name[: speed.start()] if speed else name
    now = next((row for row in before(metric, facts) if row["measure"] == measure and full_name(row["indicator"]).endswith(bare)), None)
    if not bare or now is None or not is_exact(now, metric) or days_of(now) != days_of(metric):
        return
    # 降幅收窄2.2个百分点: the fall was larger by so much, so the growth was lower.
    change = -metric["value"] if speed and speed["fall"] else metric["value"]
    implied, slack = now["value"] - change, half(now) + half(metric)
    sum_of = f"{shown(now['value'])} {'−' if change >= 0 else '+'} {shown(abs(change))} = {shown(implied)} %"
    words = f"{sum_of}: {now['indicator']}, {metric['base'] or metric['basis']}"
    if metric["basis"] in _IN_TIME:
        days = compared_with(metric, facts.days[metric["source_id"]])
        then = None if days is None else facts.of(measure, now, now["region"]).at(days, now, basis=now["basis"])
        kind = f"{measure}_of_another_period"
    elif metric["basis"] in _IN_SPACE and speed:
        then = _elsewhere(metric, now, facts) or _agreeing(metric, now, implied, slack, facts)
        kind = "growth_of_another_group"
    else:
        return
    yield relation(kind, [now, metric, *([then] if then else [])], implied, then, slack, words)


def _elsewhere(metric: Metric, now: Metric, facts: Facts) -> Metric | None:
    """The growth of the same indicator in the place that the comparison names, whose region alone tells it."""
    place = _LEVEL_WORDS.sub("", metric["base"] or "")
    days = days_of(now)
    if days is None or metric["basis"] != "vs_region" or not place:
        return None
    for region in (_NATION,) if place in _OF_NATION else (place,):
        found = facts.of("growth", now, region).at(days, now, basis=now["basis"])
        if found is not None and found["region"] != now["region"]:
            return found
    return None


def _agreeing(metric: Metric, now: Metric, implied: float, slack: float, facts: Facts) -> Metric | None:
    """A growth of the same period in the same document that is what the comparator must have been, of the group that it names."""
    base = metric["base"] or ""
    near = around(implied, slack)
    of_home = _OF_HOME.fullmatch(_LEVEL_WORDS.sub("", base)) is not None
    for growth in facts.of_document.get((now["document_id"], now["period_start"], now["period_end"], now["basis"]), ()):
        name = full_name(growth["indicator"])
        # 高新技术产业增加值 against 全市 is against the city's own growth of 规模以上工业增加值: the names end alike.
        fits = base in name or (of_home and identity(growth) != identity(now) and name[-2:] == full_name(now["indicator"])[-2:])
        if fits and is_exact(growth) and interval(growth).meets(near):
            return growth
    return None


def of_cumulation(growths: Sequence[Metric]) -> Iterator[Row]:
    """The growth of January to June lies between that of January to May and that of June. `growths` are of one indicator and one region."""
    known: dict[Days, Metric] = {}
    for row in sorted(growths, key=lambda row: str(row["metric_id"])):
        days = days_of(row)
        if days is not None and row["basis"] == "yoy" and is_exact(row):
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
