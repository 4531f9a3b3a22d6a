"""Where a sentence opens with a source of its own: an organisation that publishes, 据X统计, 记者从X获悉.

Such a sentence ends the speech of the person who was named before it: what follows is no longer said to be that person's.
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.page_words import alternation, words
from transforms.reference import Reference

_DAY_BESIDE = (
    r"\s?(?:(?:(?:\d{1,2}月|[一二三四五六七八九十]{1,2}月)?(?:\d{1,2}|[一二三四五六七八九十]{1,3})日|[今昨当][天日]|日前|近日|同日)"
    r"(?:[（(][^（()）。]{1,16}[)）])?)"
    r"(?:清晨|早晨|早上|上午|中午|下午|傍晚|晚间|晚上|晚)?\s?"
)
DAY = re.compile(_DAY_BESIDE)
"""The day between a speaker and what he does: 16日, 7月31日下午, 今日（五月二日）."""


@lru_cache(maxsize=4)
def other_source(reference: Reference) -> re.Pattern[str]:
    """What a sentence begins with that has another source than the sentence before it; `by` holds who is said to be that of 据….

    他 and 她 inside 据他介绍 mean the speaker before, so that these are none.
    """
    listed = (form for body in reference.organizations for form in (body.name, *body.aliases) if len(form) > 1)
    ends = alternation((*words(reference, "organization_ends"), *words(reference, "signing_ends")))
    body = rf"(?:{alternation(listed)}|[\u4e00-\u9fff]{{2,16}}?(?:{ends}))"
    acts, tells = alternation(words(reference, "publishing_verbs")), alternation(words(reference, "learning_verbs"))
    by = alternation(words(reference, "source_acts"))
    told = alternation((*words(reference, "speech_verbs"), *words(reference, "publishing_verbs")))
    leads = alternation(words(reference, "sentence_links"))
    return re.compile(
        rf"[\s”」』>]*(?:(?:{leads})[，,]?\s?)?(?:"
        rf"[根]?据(?!此|[他她])(?P<by>[^，,。；;：:“”]{{0,24}}?)(?:{by})(?:数据|显示|结果|称|说|表明)*[，,：:]"
        rf"|据悉[，,]"
        rf"|(?:本报|本台|本网|新华社)?记者(?!问)[^。；;]{{0,40}}?(?:{tells})"
        rf"|{body}[\u4e00-\u9fff]{{0,6}}?(?:{_DAY_BESIDE})?(?:(?:{told})[，,：:“]"
        rf"|(?:{acts})(?:了|的)?[^，,。；;：:“”]{{0,20}}[，,：:]|(?:最新)?(?:数据|报告|统计|公报)(?:显示|表明|指出|称)[，,：:])"
        rf")"
    )
