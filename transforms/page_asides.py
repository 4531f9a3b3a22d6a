"""What stands on a page beside its articles: buttons and notices, lists of links, lists of contents, editors' notes."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from transforms.page_lines import LONG_LINE, Line, ends_sentence
from transforms.page_roles import LineRoles, item_text, key

_TAIL_LONGEST = 20
_CONTENTS_SHARE = 0.3


@dataclass(slots=True)
class Plan:
    """One entry for each line: its role, whether it opens a piece, whether that is an advertisement, and whether it is
    the second of two headlines that stand together (the first is then the kicker)."""

    roles: list[str]
    opens: bytearray
    advertises: bytearray
    doubles: bytearray


def asides(page: Sequence[Line], judge: LineRoles) -> tuple[Plan, set[str]]:
    """A plan in which all that is no article has its role, and the entries of the list of contents."""
    count = len(page)
    result = Plan(["text"] * count, bytearray(count), bytearray(count), bytearray(count))
    _boilerplate(page, judge, result)
    _notes(page, judge, result)
    titles = {key(line.text) for line in page if line.is_heading or line.strong}
    _related(page, judge, result)
    return result, _contents(page, result, titles)


def _boilerplate(page: Sequence[Line], judge: LineRoles, result: Plan) -> None:
    crumb = False
    last = ""
    for index, line in enumerate(page):
        # What follows a breadcrumb's arrow is its next step, and sites repeat the last step.
        if result.roles[index] == "boilerplate":
            continue
        if judge.is_bar(line) or (crumb and len(line.text) <= _TAIL_LONGEST) or (last and line.text == last):
            result.roles[index] = "boilerplate"
            last = line.text if crumb else ""
            crumb = line.text in (">", "»", "›")
        else:
            crumb, last = False, ""
        if judge.is_author_box(line):
            for member in range(index, min(index + 4, len(page))):
                result.roles[member] = "boilerplate"
    rules = array("L", (index for index, line in enumerate(page) if result.roles[index] == "text" and judge.is_rule(line)))
    for index in chain(rules, reversed(rules)):
        beside = (index > 0 and result.roles[index - 1] == "boilerplate") or (
            index + 1 < len(page) and result.roles[index + 1] == "boilerplate"
        )
        if beside or index in (0, len(page) - 1):
            result.roles[index] = "boilerplate"
    for index in range(1, len(page) - 1):
        sandwiched = result.roles[index - 1] == result.roles[index + 1] == "boilerplate"
        if sandwiched and result.roles[index] == "text" and len(page[index].text) <= 12 and not page[index].is_heading:
            result.roles[index] = "boilerplate"


def _notes(page: Sequence[Line], judge: LineRoles, result: Plan) -> None:
    for index, line in enumerate(page):
        if len(line.text) > LONG_LINE and not line.is_heading and result.roles[index] == "text" and judge.is_note_head(line):
            result.roles[index] = "notice"


def _related(page: Sequence[Line], judge: LineRoles, result: Plan) -> None:
    """Lists of links: from their head on, to the next headline that opens something; and lone links anywhere."""
    index = 0
    while index < len(page):
        line = page[index]
        if judge.is_related_head(line):
            result.opens[index] = True
            after = index + 1
            if after < len(page) and judge.is_link(page[after]):
                while after < len(page) and judge.is_link(page[after]):
                    after += 1
            else:
                while after < len(page) and not page[after].is_heading and not judge.has_dateline(page[after]):
                    after += 1
                # What stands at the foot of every page of a site is no part of the list above it.
                if after == len(page):
                    after = _foot_of_site(result, index, after)
            for member in range(index, after):
                result.roles[member] = "related"
            index = after
            continue
        if judge.is_link(line):
            after = index + 1
            while after < len(page) and judge.is_link(page[after]):
                after += 1
            # A single link below a text leads to its source, and belongs to it.
            if after > index + 1 or line.text.strip("*[").startswith(judge.related):
                for member in range(index, after):
                    result.roles[member] = "related"
            index = after
            continue
        index += 1
    _trailing(page, result)


def _foot_of_site(result: Plan, head: int, stop: int) -> int:
    """Where the lines begin that are boilerplate to the end."""
    while stop > head + 1 and result.roles[stop - 1] == "boilerplate":
        stop -= 1
    return stop


def _trailing(page: Sequence[Line], result: Plan) -> None:
    """Short lines between a notice at the foot of a page and its end, or its list of links, are part of that foot."""
    for index in range(1, len(page)):
        if result.roles[index] != "text" or result.roles[index - 1] != "boilerplate":
            continue
        if len(page[index].text) <= _TAIL_LONGEST and not page[index].is_heading and not ends_sentence(page[index].text):
            after = index
            while after < len(page) and after < index + 6 and result.roles[after] == "text" and len(page[after].text) <= _TAIL_LONGEST:
                after += 1
            closes = after == len(page) or (result.roles[after] == "related" and index > len(page) // 10)
            if closes:
                for member in range(index, after):
                    result.roles[member] = "boilerplate"


def _contents(page: Sequence[Line], result: Plan, titles: set[str]) -> set[str]:
    """A list whose items come back as headlines is a list of contents; its items are returned.

    The list takes in the headline over it, and what stands between it and the next headline.
    """
    listed: set[str] = set()
    index = 0
    while index < len(page):
        if page[index].is_heading or item_text(page[index].text) is not None:
            start = index
            stop = index + 1
            while stop < len(page) and not page[stop].is_heading:
                stop += 1
            items = [item for item in (item_text(page[member].text) for member in range(start, stop)) if item]
            found = [item for item in items if item in titles]
            if len(found) >= 3 and len(found) >= _CONTENTS_SHARE * len(items):
                listed.update(items)
                for member in range(start, stop):
                    result.roles[member] = "related"
                result.opens[start] = True
            index = stop
        else:
            index += 1
    return listed
