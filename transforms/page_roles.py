"""What each line of a page is for: headline, button, link, dateline, byline, credit, list item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.outlets import is_outlet_alone, masthead, unlisted_form
from transforms.page_lines import Line
from transforms.page_words import alternation, words
from transforms.person_names import NameGrammar, name_grammar, names_in_list
from transforms.reference import Reference
from transforms.signatures import bare_day, is_of_bodies, signed_day

_TOKENS = re.compile(r"[\s\u3000|｜:：【】\[\]()（）、/·»«]+")
_URL = re.compile(r"https?://\S{1,300}")
_LINK_ONLY = re.compile(r"(?:[^\[\]()]{0,12}[:：]\s?)?(?:[-*•]\s?)?\*{0,2}!?\[[^\[\]]{0,300}\]\([^()]{0,3000}\)\*{0,2}")
_ITEM = re.compile(r"(?:\d{1,3}[.．、]|[（(]\d{1,2}[)）]|[-*•·◆■●○])\s*(?=\S)")
_PAREN = re.compile(r"[（(]([^（()）]{2,40})[)）]$")
_HASH = re.compile(r"[0-9a-f]{16,64}[:：]?|[（(]\d{1,7}[)）]")
_PHOTO_LEAD = re.compile(r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:清晨|早晨|上午|中午|下午|傍晚|晚|夜)?[，,]\s?[^，,。]{0,10}?在")
_CRUMBS = re.compile(r"[^>»›。，]{2,12}(?:(?:\s?[>»›]\s?[^>»›。，]{2,12}){2,6}|(?:\s?>>\s?[^>»›。，]{2,12}){1,6})")
"""首页 > 财经 > 正文: where a page lies in its site."""
_NAVIGATION = re.compile(r"(?:\[[^\[\]]{1,6}\]\([^()]{0,200}\)[\s|｜/>·]{0,3}){2,20}")
"""[首页](/) [财经](/cj): the parts of a site."""
_ACCOUNT_LINE = re.compile(
    r"[^。！？]{2,20}\s\d{4}[-年/]\d{1,2}[-月/]\d{1,2}日?\s\d{1,2}[:：]\d{2}(?:\s[\u4e00-\u9fff]{2,6})?|以下文章来源于[^。]{2,40}"
)
"""甲川统计 2024-07-19 17:30 甲川: the account, the hour and the place of a post."""
_BAR_LONGEST = 60
_NOTICE_LONGEST = 300
_OWN_NAME_LONGEST = 12


@dataclass(frozen=True, slots=True)
class LineRoles:
    """Decides what a line is for, with the words of the reference tables."""

    reference: Reference
    names: NameGrammar
    bars: frozenset[str]
    notices: tuple[str, ...]
    related: tuple[str, ...]
    links: tuple[str, ...]
    notes: tuple[str, ...]
    ads: frozenset[str]
    photo: tuple[str, ...]
    tails: tuple[str, ...]
    reporters: tuple[str, ...]
    boxes: tuple[str, ...]
    dateline: re.Pattern[str]
    reporter_line: re.Pattern[str]
    numbered: re.Pattern[str]

    def is_bar(self, line: Line) -> bool:
        """Buttons, counters, crumbs, rules and notices of a web page, mastheads of a printed one."""
        text = line.text
        if line.is_heading:
            return False
        if text.startswith(self.notices) and len(text) <= _NOTICE_LONGEST:
            return True
        if len(text) > _BAR_LONGEST:
            return False
        if len(text) == 1:
            return text in self.bars
        if (text.startswith("http") and _URL.fullmatch(text)) or _HASH.fullmatch(text):
            return True
        if _CRUMBS.fullmatch(text):
            return True
        if text.startswith("[") and _NAVIGATION.fullmatch(text):
            return True
        tokens = [token for token in _TOKENS.split(text) if token]
        return bool(tokens) and (all(token in self.bars for token in tokens) or masthead(text, self.reference) is not None)

    def names_programme(self, line: Line) -> bool:
        """Whether a headline is the name of a paper or a programme: 甲川新闻联播 文字稿."""
        return is_outlet_alone(line.text, self.reference)

    def is_rule(self, line: Line) -> bool:
        """A rule or a stray bracket: boilerplate only beside other boilerplate, for tables and prose have them too."""
        return (
            len(line.text) <= _BAR_LONGEST
            and not line.text.startswith("|")
            and not line.text[:1].isalnum()
            and not any(map(str.isalnum, line.text))
        )

    def is_author_box(self, line: Line) -> bool:
        """The head of the box about a columnist at the foot of a page."""
        return line.text.startswith(self.boxes)

    def is_related_head(self, line: Line) -> bool:
        """The head of a list of links: the words alone, or before a colon or arrows."""
        text = line.text.strip("【】[]*-— ")
        if not text.startswith(self.related):
            return False
        longest = max(len(word) for word in self.related if text.startswith(word))
        return not text[longest:].strip(":：>》 ")

    def is_link(self, line: Line) -> bool:
        return line.text.lstrip("*").startswith(self.links) and len(line.text) <= 3500 and bool(_LINK_ONLY.fullmatch(line.text))

    def is_note_head(self, line: Line) -> bool:
        return line.text.lstrip("【[（(*■◆ ").startswith(self.notes)

    def is_letterhead(self, line: Line) -> bool:
        """A line that stands over the headline of a notice: the bodies that publish it, its number, the code of a share."""
        if line.is_heading or len(line.text) > _BAR_LONGEST * 2:
            return False
        return bool(self.numbered.match(line.text) or _ACCOUNT_LINE.fullmatch(line.text)) or is_of_bodies(line.text, self.reference)

    def is_signature(self, above: Line | None, line: Line) -> bool:
        """Whether a notice ends here: with who publishes it and the day, in one line or in two."""
        if signed_day(line.text, self.reference) is not None:
            return True
        return above is not None and bare_day(line.text) is not None and is_of_bodies(above.text, self.reference)

    def is_ad_mark(self, line: Line) -> bool:
        return line.text.strip("■□◆●【】[]（）() ") in self.ads

    def has_dateline(self, line: Line) -> bool:
        """Whether the line begins as a news report does: 本报讯, agency and place and 电, outlet and 消息."""
        return bool(self.dateline.match(line.text[:80]))

    def is_bare_dateline(self, line: Line) -> bool:
        match = self.dateline.match(line.text[:80])
        return bool(match) and not line.text[match.end() :].strip() if match else False

    def byline(self, line: Line) -> tuple[str, ...]:
        """Names in the bracket that ends an article; a photographer's credit (摄) is none."""
        match = _PAREN.search(line.text[-44:])
        if not match or match.group(1).rstrip().endswith(self.photo):
            return ()
        inner = match.group(1)
        for word in self.reporters:
            if inner.startswith(word):
                inner = inner[len(word) :]
        return names_in_list(inner, self.names, self.tails)

    def is_subtitle(self, line: Line) -> bool:
        return line.text.startswith(("——", "──", "--", "—")) and len(line.text) <= 80 and not set(line.text) <= set("—─-")

    def is_reporter_line(self, line: Line) -> bool:
        """A byline of its own: agency or paper, 记者, names."""
        return len(line.text) <= 60 and bool(self.reporter_line.match(line.text))

    def is_photo_credit(self, line: Line) -> bool:
        return len(line.text) <= _OWN_NAME_LONGEST and line.text.endswith(self.photo)

    def is_photo_lead(self, line: Line) -> bool:
        """Whether a text begins as the words below a news photo do: a day, then where somebody is doing something."""
        return bool(_PHOTO_LEAD.match(line.text[:20]))

    def is_kicker(self, line: Line) -> bool:
        """A short line without a full stop that can stand over a headline."""
        text = line.text
        return (
            2 <= len(text) <= _OWN_NAME_LONGEST
            and not line.is_heading
            and not self.is_photo_credit(line)
            and not self.is_reporter_line(line)
            and not any(character.isdigit() or character in "。，,；;：:！!？?（）()" for character in text)
        )


def item_text(text: str) -> str | None:
    """What a list item says, without its mark and punctuation; none when the line is no list item."""
    match = _ITEM.match(text)
    return key(text[match.end() :]) if match else None


def key(text: str) -> str:
    """A headline reduced to its characters, to compare it with a repetition or with an entry of a list of contents."""
    return "".join(character for character in text if character.isalnum())


@lru_cache(maxsize=4)
def roles(reference: Reference) -> LineRoles:
    """The line grammar of the given tables."""
    outlets = (
        *(name for outlet in reference.outlets for name in (outlet.name, *outlet.aliases)),
        *words(reference, "own_paper"),
    )
    return LineRoles(
        reference=reference,
        names=name_grammar(reference),
        bars=frozenset(words(reference, "page_bars")),
        notices=words(reference, "page_notices"),
        related=words(reference, "related_heads"),
        links=(*words(reference, "related_heads"), "[", "!["),
        notes=words(reference, "note_heads"),
        ads=frozenset(words(reference, "ad_marks")),
        photo=words(reference, "photo_marks"),
        tails=words(reference, "byline_tails"),
        reporters=words(reference, "reporter_words"),
        boxes=words(reference, "author_boxes"),
        dateline=_dateline(outlets, unlisted_form(reference), words(reference, "dateline_ends")),
        numbered=_numbered(words(reference, "file_labels")),
        reporter_line=_reporter_line(outlets, words(reference, "reporter_words")),
    )


def _dateline(outlets: tuple[str, ...], unlisted: str, ends: tuple[str, ...]) -> re.Pattern[str]:
    place = r"[^\s，。,、；;：:“”《》]{0,16}?"
    bracket = r"(?:[（(][^（()）]{1,12}[)）])?"
    stop = r"(?:[:：\s]|$|(?=[“《\u4e00-\u9fff]))"
    end = rf"(?<!通)(?:{alternation(ends)}){bracket}"
    # A name that no table holds needs a plain mark after the dateline, for prose begins with such words too.
    return re.compile(rf"据?(?:{alternation(outlets)}){place}{end}{stop}|{unlisted}{place}{end}[:：\s]")


def _numbered(labels: tuple[str, ...]) -> re.Pattern[str]:
    """A field of the form over a notice (证券代码：600001), or the number of a file alone: 临政发〔2024〕5号."""
    spaced = "|".join(r"\s*".join(map(re.escape, label)) for label in labels) or "(?!)"
    return re.compile(rf"(?:{spaced})\s?[:：]|[\u4e00-\u9fff]{{1,10}}[〔\[（(]\d{{4}}[〕\]）)]\s?第?\d{{1,5}}号$")


def _reporter_line(outlets: tuple[str, ...], reporters: tuple[str, ...]) -> re.Pattern[str]:
    names = r"[\s：:\u3000]?[^。，,；;！？]{2,40}$"
    return re.compile(rf"(?:【|（|\(|〔)?(?:{alternation(outlets)})?\s?(?:{alternation(reporters)}){names}")
