"""The main text of an HTML page: what `documents.text` holds for it.

trafilatura finds the article and leaves navigation, link lists and footers out. Before it sees the page, the tree is put
into a shape that it does not lose or tear text in (`_prepare`); after it, every sentence with a figure that it left out is
counted and reported. Nothing is fetched and no script runs. Time is bounded by the limits below, which hold before
the parser or trafilatura gets to work: both take quadratic time on some trees.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from dataclasses import dataclass

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from transforms.issue_kinds import Kind, Refused

# A government page has some thousand elements, 20 to 40 deep. At these limits the worst page tried takes three seconds.
MAX_CHARACTERS = 5_000_000
MAX_ELEMENTS = 50_000
MAX_DEPTH = 100
MAX_NESTED = {"ul": 12, "ol": 12, "table": 12}
MAX_CELLS_IN_ROW = 1_000
MAX_SPANNED_CELLS = 20_000
# Beyond this trafilatura does without its second opinion (justext), which compares every paragraph with every other.
_MOST_FOR_SECOND_OPINION = 5_000
MAX_ATTRIBUTES = 200
MAX_ALL_ATTRIBUTES = 500_000

# Tags that only style the words inside: merged into the text around them, since trafilatura puts each on a line of its own
# when it falls back to plain text, and so tears numbers apart.
_INLINE = (
    "span",
    "font",
    "b",
    "strong",
    "em",
    "i",
    "u",
    "s",
    "sub",
    "sup",
    "small",
    "big",
    "mark",
    "ins",
    "bdi",
    "bdo",
    "nobr",
    "wbr",
    "abbr",
    "o",
)
# Tags that are never shown, dropped whole.
_UNSEEN = ("script", "style", "noscript", "template", "iframe", "object", "select", "textarea", "button", "svg", "math")
# trafilatura drops these with all that is in them; yet old government sites wrap the whole page in a form, and captions carry facts.
_RENAMED = {"form": "div", "fieldset": "div", "label": "span", "figure": "div", "figcaption": "p", "center": "div"}
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)

_TAG = re.compile(r"</?[A-Za-z][^\s/>]*")
_ATTRIBUTE = re.compile(r"""[\s/]*=?[^\s/>=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"'][^\s>]*)?)?""")
_SENTENCE_END = re.compile(r"[。！？；!?;\n]")
_DECORATION = re.compile(r"[\s|\\*#-]+")
_HAN = re.compile("[\u4e00-\u9fff]")
_FIGURE = re.compile("[0-9]")

# It logs what it thinks of each page; what matters of that is in the issues.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class MainText:
    """The text of the article, lines separated by newlines. `findings` are to be reported beside it: (kind, message)."""

    text: str
    findings: tuple[tuple[Kind, str], ...] = ()


def main_text(html: str) -> MainText:
    """The main text of a page, tables included as rows of cells between bars.

    Raises Refused with HTML_NO_TEXT when the page shows no text, with NO_CHINESE_TEXT when that is in another language, and
    with HTML_TOO_COMPLEX beyond the limits.
    """
    _refuse_long(html)
    # The declared charset is out of date once the page is decoded: the parser is told what it gets.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = document_fromstring(html.encode("utf-8"), parser=parser)
    except etree.ParserError:
        raise Refused(Kind.HTML_NO_TEXT, "The page holds no element.") from None
    _refuse_complex(tree)
    _prepare(tree)
    shown = _sentences(_shown_text(tree))
    fast = sum(1 for _ in tree.iter()) > _MOST_FOR_SECOND_OPINION
    text = trafilatura.extract(tree, fast=fast, favor_recall=True, include_comments=False, include_tables=True, deduplicate=False)
    if not text or not text.strip():
        raise Refused(Kind.HTML_NO_TEXT, "No main text was found in the page.")
    if _HAN.search(text) is None:
        raise Refused(Kind.NO_CHINESE_TEXT, "The main text of the page holds no Chinese character.")
    return MainText(text, _left_out(shown, text))


def _refuse_long(html: str) -> None:
    """Limits on the source, which must hold before it is parsed: the parser compares every attribute of a tag with every other."""
    if len(html) > MAX_CHARACTERS:
        raise Refused(Kind.HTML_TOO_COMPLEX, f"The page has {len(html)} characters; pages of up to {MAX_CHARACTERS} are read.")
    total = 0
    # Every place where a tag could begin is counted by itself, also inside comments and quoted values: no trick of
    # quoting hides a tag from the count.
    for tag in _TAG.finditer(html):
        position, count = tag.end(), 0
        while (attribute := _ATTRIBUTE.match(html, position)) is not None:
            position = attribute.end()
            count += 1
            if count > MAX_ATTRIBUTES:
                raise Refused(Kind.HTML_TOO_COMPLEX, f"A tag has more than {MAX_ATTRIBUTES} attributes (at character {tag.start()}).")
        total += count + 1
        if total > MAX_ALL_ATTRIBUTES:
            raise Refused(Kind.HTML_TOO_COMPLEX, f"The page has more than {MAX_ALL_ATTRIBUTES} tags and attributes.")


def _refuse_complex(tree: HtmlElement) -> None:
    elements = deepest = spanned = 0
    open_tags: list[str] = []
    nested: Counter[str] = Counter()
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = str(element.tag)
        if event == "end":
            open_tags.pop()
            nested[tag] -= 1
            continue
        open_tags.append(tag)
        nested[tag] += 1
        elements += 1
        deepest = max(deepest, len(open_tags))
        if nested[tag] > MAX_NESTED.get(tag, MAX_DEPTH):
            raise Refused(
                Kind.HTML_TOO_COMPLEX, f"{nested[tag]} elements <{tag}> are nested; up to {MAX_NESTED.get(tag, MAX_DEPTH)} are read."
            )
        if tag in ("td", "th"):
            spanned += _span(element, "colspan") * _span(element, "rowspan") - 1
        if tag in ("tr", "table", "tbody") and (cells := sum(child.tag in ("td", "th") for child in element)) > MAX_CELLS_IN_ROW:
            raise Refused(Kind.HTML_TOO_COMPLEX, f"A table row has {cells} cells; up to {MAX_CELLS_IN_ROW} are read.")
    # The parser drops what lies deeper than 255 elements without a word, so the limit also keeps text from being lost.
    if deepest > MAX_DEPTH:
        raise Refused(Kind.HTML_TOO_COMPLEX, f"The page's elements are nested {deepest} deep or deeper; up to {MAX_DEPTH} are read.")
    if elements > MAX_ELEMENTS:
        raise Refused(Kind.HTML_TOO_COMPLEX, f"The page has {elements} elements; up to {MAX_ELEMENTS} are read.")
    if spanned > MAX_SPANNED_CELLS:
        raise Refused(Kind.HTML_TOO_COMPLEX, f"The cells of its tables span {spanned} places; up to {MAX_SPANNED_CELLS} are read.")


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 10 else 1


def _prepare(tree: HtmlElement) -> None:
    """Drop what is not shown, keep what trafilatura would drop, and merge inline tags into their text. Changes the tree."""
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    for element in tree.iter(*_RENAMED):
        element.tag = _RENAMED[element.tag]
    etree.strip_tags(tree, *_INLINE)
    # A link inside a sentence is part of it; a link that stands alone is left, since links alone tell navigation from text.
    for link in tree.iter("a"):
        parent, before = link.getparent(), link.getprevious()
        lead = before.tail if before is not None else parent.text if parent is not None else None
        if _is_prose(lead) or _is_prose(link.tail):
            link.tag = "span"
    etree.strip_tags(tree, "span")


def _is_prose(text: str | None) -> bool:
    return text is not None and re.search("[\u4e00-\u9fff，。、]", text) is not None


def _shown_text(tree: HtmlElement) -> str:
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            if element.tag in _BLOCKS:
                parts.append("\n")
            if element.tag not in ("title", "head"):
                parts.append(element.text or "")
        else:
            if element.tag in _BLOCKS:
                parts.append("\n")
            parts.append(element.tail or "")
    return "".join(parts)


def _sentences(text: str) -> list[str]:
    return [bare for sentence in _SENTENCE_END.split(text) if (bare := _DECORATION.sub("", sentence))]


def _left_out(shown: list[str], text: str) -> tuple[tuple[Kind, str], ...]:
    kept = set(_sentences(text))
    # Lines that trafilatura joined (cells of a table, an address broken by <br>) are found in the whole.
    whole = _DECORATION.sub("", text)
    missing = [line for line in shown if len(line) >= 8 and _HAN.search(line) and _FIGURE.search(line) and line not in kept]
    # The search in the whole is bounded: a page that lost this many sentences is reported just the same.
    missing = [sentence for sentence in missing[:500] if sentence not in whole]
    if not missing:
        return ()
    message = f"{len(missing)} pieces of the page with figures are not in its main text; the first: {missing[0][:40]}"
    return ((Kind.HTML_TEXT_LEFT_OUT, message),)
