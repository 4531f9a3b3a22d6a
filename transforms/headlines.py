"""Which lines of a page are headlines of articles, and which lines are no article at all."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

from transforms.cohesion import goes_on
from transforms.numbered_parts import restarts
from transforms.page_asides import Plan, asides
from transforms.page_lines import LONG_LINE, Line, ends_sentence
from transforms.page_roles import LineRoles, item_text, key
from transforms.signatures import bare_day

_HEADLINE_LONGEST = 60
_LETTERHEAD_LINES = 6
_MOST_ORPHANS = 3
"""So many paragraphs of an article may stand below its byline."""


def plan(page: Sequence[Line], judge: LineRoles) -> Plan:
    """The plan of a page. Roles: title, subtitle, kicker, text, boilerplate, related, notice."""
    result, listed = asides(page, judge)
    if any(line.is_heading for line in page):
        _marked(page, judge, result, listed)
    else:
        _unmarked(page, judge, result)
    return result


def _marked(page: Sequence[Line], judge: LineRoles, result: Plan, listed: set[str]) -> None:
    """Pages with marked headlines."""
    heads = [index for index, line in enumerate(page) if line.is_heading and result.roles[index] == "text"]
    follows = {index: _body(page, judge, result, index) for index in heads}
    reported = Counter(page[index].level for index in heads if follows[index] is not None and judge.has_dateline(page[follows[index] or 0]))
    total = Counter(page[index].level for index in heads)
    report_levels = {level for level, number in reported.items() if number >= 2 and 2 * number >= total[level]}
    current: str | None = None
    headless = _has_text(result, 0, heads[0]) if heads else True
    ended = False
    previous = 0
    for position, index in enumerate(heads):
        line = page[index]
        nxt = heads[position + 1] if position + 1 < len(heads) else len(page)
        ended = ended or _ended(page, judge, result, previous, index)
        body = follows[index]
        kicker = _kicker_before(page, judge, result, index)
        adjoining = position > 0 and heads[position - 1] == _before(result, index)
        if _container(page, result, heads, position, report_levels, judge):
            result.roles[index] = "boilerplate"
            result.opens[index] = True
            if judge.is_bare_dateline(page[index + 1]) or bare_day(page[index + 1].text) is not None:
                result.roles[index + 1] = "boilerplate"
            current, headless = None, False
        elif body is None and headless and _only_bylines(page, judge, result, index + 1, nxt):
            # The headline of a text that stands before it: columns are read in the order of the print.
            result.roles[index] = "title"
            _subtitles(page, judge, result, index)
            current, headless, ended = key(line.text), False, True
        elif body is None and nxt < len(page) and nxt == index + 1 and page[nxt].level < line.level and current is not None:
            result.roles[index] = "kicker"
            result.opens[index] = True
            ended, headless = False, False
            current = ""
        elif current is not None and key(line.text) == current:
            _subtitles(page, judge, result, index)
        elif adjoining and current is not None and result.roles[heads[position - 1]] in ("title", "kicker"):
            result.roles[index] = "title"
            result.doubles[index] = True
            _subtitles(page, judge, result, index)
            current = key(line.text)
        elif (
            (current is None and not headless)
            or kicker is not None
            or ended
            or (line.gap >= 2 and not headless)
            or (body is not None and (judge.has_dateline(page[body]) or judge.is_photo_lead(page[body])))
            or line.level in report_levels
            or judge.is_note_head(line)
            or (current is None and headless and not _only_sections(page, heads, position))
        ):
            first = index if kicker is None else kicker
            result.opens[first] = True
            if kicker is not None:
                result.roles[kicker] = "kicker"
                result.advertises[kicker] = judge.is_ad_mark(page[kicker])
            result.advertises[index] = judge.is_ad_mark(line)
            result.roles[index] = "title"
            _subtitles(page, judge, result, index)
            current, headless, ended = key(line.text), False, judge.is_note_head(line)
        previous = index
    _split_bylines(page, judge, result)
    _briefs(page, result, listed)


def _before(result: Plan, index: int) -> int:
    before = index - 1
    while before >= max(0, index - 20) and result.roles[before] in ("boilerplate", "related", "subtitle"):
        before -= 1
    return before


def _has_text(result: Plan, start: int, stop: int) -> bool:
    return any(result.roles[index] == "text" for index in range(start, stop))


def _body(page: Sequence[Line], judge: LineRoles, result: Plan, head: int) -> int | None:
    """The first line of text below a headline, or none when another headline comes first."""
    for index in range(head + 1, len(page)):
        line = page[index]
        if line.is_heading or result.roles[index] in ("related", "boilerplate"):
            if line.is_heading:
                return None
            continue
        if judge.is_subtitle(line) or judge.is_reporter_line(line) or line.strong:
            if line.strong:
                return index
            continue
        return index
    return None


def _only_bylines(page: Sequence[Line], judge: LineRoles, result: Plan, start: int, stop: int) -> bool:
    return all(
        result.roles[index] != "text" or judge.is_subtitle(page[index]) or judge.is_reporter_line(page[index])
        for index in range(start, stop)
    )


def _only_sections(page: Sequence[Line], heads: Sequence[int], position: int) -> bool:
    """Whether a first headline below headless text is a section of it: a shallower one comes after it."""
    level = page[heads[position]].level
    return any(page[index].level < level for index in heads[position + 1 :][:40])


def _kicker_before(page: Sequence[Line], judge: LineRoles, result: Plan, head: int) -> int | None:
    before = head - 1
    if before < 0 or result.roles[before] != "text" or page[before].is_heading:
        return None
    if judge.is_ad_mark(page[before]):
        return before
    alone = before == 0 or page[before].gap >= 1
    return before if alone and page[head].gap >= 1 and judge.is_kicker(page[before]) and before > 0 else None


def _ended(page: Sequence[Line], judge: LineRoles, result: Plan, start: int, stop: int) -> bool:
    """Whether the text before a headline ends as an article does: with a byline in brackets or a credit."""
    last = stop - 1
    while last > start and result.roles[last] == "kicker":
        last -= 1
    return last > start and result.roles[last] == "text" and bool(judge.byline(page[last]))


def _container(
    page: Sequence[Line],
    result: Plan,
    heads: Sequence[int],
    position: int,
    report_levels: set[int],
    judge: LineRoles,
) -> bool:
    """Whether a headline only holds others: nothing below it but deeper headlines that open reports, or briefs."""
    index = heads[position]
    if index + 1 >= len(page):
        return False
    following = page[index + 1]
    briefs = index + 2 if judge.is_bare_dateline(following) and index + 2 < len(page) else index + 1
    if page[briefs].strong:
        return True
    if position == 0 and judge.names_programme(page[index]) and len(heads) > 1:
        # The name of a programme or a paper over its items, with the day at most.
        return all(bare_day(page[member].text) is not None for member in range(index + 1, heads[1]) if result.roles[member] == "text")
    if result.roles[index + 1] == "related" and following.is_heading:
        return True
    return following.is_heading and following.level > page[index].level and following.level in report_levels


def _subtitles(page: Sequence[Line], judge: LineRoles, result: Plan, title: int) -> None:
    for index in range(title + 1, min(title + 4, len(page))):
        if result.roles[index] == "text" and judge.is_subtitle(page[index]):
            result.roles[index] = "subtitle"
            return
        if page[index].is_heading:
            return


def _split_bylines(page: Sequence[Line], judge: LineRoles, result: Plan) -> None:
    """On a newspaper page, text that goes on after the byline of an article is another article, without its headline."""
    if sum(result.opens[index] for index in range(len(page)) if result.roles[index] in ("title", "kicker")) < 2:
        return
    first = 0
    for index in range(len(page) - 1):
        if result.opens[index] and result.roles[index] in ("title", "kicker", "text"):
            first = index
        if result.roles[index] != "text" or result.roles[index + 1] != "text" or result.opens[index + 1]:
            continue
        if not page[index + 1].is_heading and len(page[index + 1].text) >= LONG_LINE and judge.byline(page[index]):
            new = _after_orphans(page, judge, result, first, index)
            if new is not None:
                result.opens[new] = True


def _after_orphans(page: Sequence[Line], judge: LineRoles, result: Plan, first: int, byline: int) -> int | None:
    """Where another article begins below a byline: behind the paragraphs that go on the article above it, if anywhere."""
    stop = byline + 1
    while stop < len(page) and result.roles[stop] == "text" and not result.opens[stop] and not page[stop].is_heading:
        stop += 1
        if judge.byline(page[stop - 1]):
            break
    above = [line.text for line in page[first:byline]]
    for index in range(byline + 1, min(stop, byline + 1 + _MOST_ORPHANS)):
        if not goes_on(above, page[index].text, (line.text for line in page[index + 1 : stop])):
            return index
        above.append(page[index].text)
    return None if byline + 1 + _MOST_ORPHANS >= stop else byline + 1 + _MOST_ORPHANS


def _briefs(page: Sequence[Line], result: Plan, listed: set[str]) -> None:
    """Bold paragraphs are the headlines of briefs where the list of contents names them, or where a headline holds nothing but them."""
    held = False
    for index, line in enumerate(page):
        if line.is_heading:
            held = result.roles[index] == "boilerplate"
        if line.strong and result.roles[index] == "text" and (held or key(line.text) in listed):
            result.roles[index] = "title"
            result.opens[index] = True


def _unmarked(page: Sequence[Line], judge: LineRoles, result: Plan) -> None:
    """Pages without marked headlines: the first short line is the title; others need a dateline or restarted numbering."""
    texts = array("L", (index for index in range(len(page)) if result.roles[index] == "text"))
    if not texts:
        return
    first = texts[0]
    result.opens[first] = True
    above = 0
    while above < min(len(texts) - 1, _LETTERHEAD_LINES) and judge.is_letterhead(page[texts[above]]):
        above += 1
    if above and _is_plain_headline(page[texts[above]], judge):
        # Who publishes, and under which number, stands over the headline and is not it.
        first = texts[above]
    if _is_plain_headline(page[first], judge):
        result.roles[first] = "title"
        for index in texts[1:8]:
            if judge.is_subtitle(page[index]):
                result.roles[index] = "subtitle"
                break
    for position, index in enumerate(texts[1:-1], start=1):
        if not _is_plain_headline(page[index], judge) or page[index].gap < 1:
            continue
        reported = judge.has_dateline(page[texts[position + 1]]) and ends_sentence(page[texts[position - 1]].text)
        if reported or judge.is_signature(page[texts[position - 2]] if position > 1 else None, page[texts[position - 1]]):
            result.opens[index] = True
            result.roles[index] = "title"
    for index in texts[1:]:
        if judge.is_ad_mark(page[index]) and page[index].gap >= 1:
            result.opens[index] = True
            result.advertises[index] = True
            result.roles[index] = "title"
    for index in restarts([page[index].text for index in texts]):
        if result.roles[texts[index]] == "text":
            result.opens[texts[index]] = True
            result.roles[texts[index]] = "title"


def _is_plain_headline(line: Line, judge: LineRoles) -> bool:
    return (
        2 <= len(line.text) <= _HEADLINE_LONGEST
        and (not ends_sentence(line.text) or line.text[-1] in "？！?!”》")
        and not judge.has_dateline(line)
        and not judge.is_photo_credit(line)
        and item_text(line.text) is None
    )
