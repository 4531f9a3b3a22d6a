"""A和B同比分别增长1%和2%: which item of a list each of several numbers belongs to."""

from __future__ import annotations

import re

_COMMON_TAIL = re.compile(
    r"(?:进出口|出口额?|进口额?|产量|销量|产值|增加值|投资|收入|利润|零售额|销售额|余额|增速|价格|占比|比重|面积|人数|数量|总额|总产量|同比|里程)$"
)
_TWO_IN_ONE = {"产销": ("产量", "销量"), "产销量": ("产量", "销量"), "进出口": ("进口", "出口"), "量价": ("量", "价")}
_SPLITS = ("[、，,]", "和", "[、，,]|和", "与", "[、，,]|与", "及", "[、，,]|及", "[、，,]|和|与", "[、，,]|以及|和|及|与|跟")


def items(name: str, count: int) -> list[str] | None:
    """The `count` items named in a phrase, each with the tail that the last one shares; None when it names fewer or more.

    `及` and `与` may bind inside an item (工业控制计算机及系统), so the plainest split that gives exactly `count` items
    is taken.
    """
    if count == 2:
        for pair, halves in _TWO_IN_ONE.items():
            if name.endswith(pair) and name.removesuffix(pair).removesuffix("分别"):
                return [name[: -len(pair)] + half for half in halves]
    for split in _SPLITS:
        parts = [part for part in re.split(split, name) if part]
        if len(parts) == count:
            return _with_common_tail(parts)
    return None


def _with_common_tail(parts: list[str]) -> list[str]:
    m = _COMMON_TAIL.search(parts[-1])
    if m is None or m.start() == 0:
        return parts
    return [part if _COMMON_TAIL.search(part) else part + m.group() for part in parts]
