"""Texts of our own for the tests of the inbox."""

from __future__ import annotations

SIMPLIFIED = (
    "今年上半年，全市规模以上工业增加值同比增长5.7%，比一季度加快0.4个百分点。\n"
    "其中，装备制造企业完成产值186.3亿元，增长9.1%；食品加工下降2.6%。\r\n\r\n"
    "截至6月底，全市建成5G基站3126个，农村居民人均收入达到1.2万元，社会消费稳步恢复。\n"
)
TRADITIONAL = (
    "今年上半年，全市規模以上工業增加值同比增長5.7%，比一季度加快0.4個百分點。\n"
    "其中，裝備製造企業完成產值186.3億元，增長9.1%；食品加工下降2.6%。\r\n\r\n"
    "截至6月底，全市建成5G基站3126個，農村居民人均收入達到1.2萬元，社會消費穩步恢復。\n"
)
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>晋川</title></head><body><div class='content'>"
    "<p>上半年，全市工业投资同比增长6.2%，比一季度加快1.1个百分点。</p></div></body></html>"
)
