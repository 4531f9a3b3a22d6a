"""What a number takes from the change that is told right before it: 回落0.5个百分点至5.5%, 下跌298亿元或7.3%, 由下降转为上涨0.1%."""

from __future__ import annotations

import re

from transforms.grammar import Grammar
from transforms.model import Reading
from transforms.values import Value

_LED_TO = re.compile(r"[，,]?(?:[至到]|[降升增减回落]{1,2}至|达到?|为)\s*")
_OR = re.compile(r"\s*(?:[，,]\s*)?(?:或|即)")
_TURNED = re.compile("(?:转为|变为|转)[\u4e00-\u9fff]{2}")


def growth_changed(plain: str, before: Reading | None, value: Value, grammar: Grammar) -> int:
    """增速回落0.5个百分点至5.5%, 降幅收窄1个百分点至3%: +1 or -1 for the rate of growth or fall that the change led to; else 0."""
    if before is None or before.unit != "百分点" or not _LED_TO.fullmatch(plain, before.char_end, value.head_end):
        return 0
    name = before.indicator or ""
    return 1 if name.endswith(grammar.words("growth_nouns")) else -1 if name.endswith(grammar.words("fall_nouns")) else 0


def share_changed(plain: str, before: Reading | None, value: Value, grammar: Grammar) -> str:
    """占比提升1.9个百分点至65.1%: the share that the change led to. Empty for none."""
    if before is None or before.unit != "百分点" or value.unit.unit != "%" or not _LED_TO.fullmatch(plain, before.char_end, value.head_end):
        return ""
    name = before.indicator or ""
    return name if name.endswith(grammar.words("share_nouns")) else ""


def or_rate(plain: str, before: Reading | None, value: Value) -> Reading | None:
    """The difference that a percentage says again: 下跌298亿元或7.3%. None for none."""
    if before is None or value.unit.kind != "percent" or before.measure != "difference" or before.unit == "百分点":
        return None
    return before if _OR.fullmatch(plain, before.char_end, value.head_end) else None


def turned_from(plain: str, before: Reading | None, value: Value) -> bool:
    """Whether one growth turned into another: 环比由上月下降0.3%转为上涨0.1%."""
    return before is not None and before.measure == "growth" and _TURNED.fullmatch(plain, before.char_end, value.head_end) is not None
