"""Goods in the news of foreign trade. 出口机电产品 is named 机电产品出口, as 机电产品出口 is.

What is said once of the first goods, that they are exported and at which price, holds for the others of the list:
出口机电产品3万亿元，其中手机2128亿元; 进口铁矿砂2亿吨，进口均价（下同）每吨800元；原油1亿吨，每吨4038元.
"""

from __future__ import annotations

import re

from transforms.context import Context
from transforms.grammar import Grammar
from transforms.told import Told

_GOODS = re.compile(r"(?P<flow>出口|进口)(?P<what>[\u4e00-\u9fff“”、]{2,})")
_TRADE = re.compile("进口|出口|贸易|顺差|逆差")
_PRICE = re.compile("(?P<flow>出口|进口)?(?:平均价格|均价)")
_FOR_EACH = re.compile(r"每[\u4e00-\u9fff]{1,3}\Z")
_LONGEST_FOR_EACH = 4
_KINDS = ("money", "mass", "volume")


def with_trade(told: Told, bare: str, context: Context, grammar: Grammar) -> str:
    """The name with the direction of trade and the goods that the words before it said; the name itself where they said none.

    The context learns both.
    """
    if (goods := _GOODS.fullmatch(bare)) is not None and _has_amount(told, grammar) and _are_goods(goods["what"], grammar):
        context.trade_flow, context.goods = goods["flow"], goods["what"]
        return context.goods + context.trade_flow
    if not context.goods:
        return bare
    if not bare:
        return _price_again(told, context)
    if (price := _PRICE.fullmatch(bare)) is not None:
        context.trade_price = f"{price['flow'] or context.trade_flow}均价"
        name = context.goods + context.trade_price
    elif grammar.holds("values_of_goods", bare):
        name = context.goods + context.trade_flow + bare
    elif _is_of_goods(told, bare, grammar):
        context.goods = bare
        name = bare + context.trade_flow
    else:
        return bare
    context.name_rule = "goods_of_trade"
    return name


def _is_of_goods(told: Told, bare: str, grammar: Grammar) -> bool:
    """Whether a name can be that of more goods of the list."""
    return (
        _has_amount(told, grammar)
        and _TRADE.search(bare) is None
        and not grammar.holds("relative_nouns", bare)
        and _are_goods(bare, grammar)
    )


def _has_amount(told: Told, grammar: Grammar) -> bool:
    """Whether the number is an amount as goods have it, or its growth; 进口钢铁关税25% is neither."""
    unit = told.value.unit
    if told.measure == "growth":
        return unit.kind in ("percent", "multiple")
    return told.measure == "level" and (unit.kind in _KINDS or grammar.holds("units_of_goods", unit.unit))


def _are_goods(name: str, grammar: Grammar) -> bool:
    """出口退税 and 进口企业 are no goods that are traded, and a name with a quantity of its own is not one that lacks 出口."""
    return not (grammar.quantities.ending(name) or name.startswith(grammar.words("not_traded")) or name.endswith(grammar.words("no_goods")))


def _price_again(told: Told, context: Context) -> str:
    """原油1亿吨，每吨4038元: the price that was named for the goods before it. Empty for a number that is no price."""
    before = told.plain[max(0, told.value.start - _LONGEST_FOR_EACH) : told.value.start]
    if not context.trade_price or told.value.unit.kind != "money" or _FOR_EACH.search(before) is None:
        return ""
    context.name_rule = "goods_of_trade"
    return context.goods + context.trade_price
