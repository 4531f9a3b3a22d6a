"""Every person that a text names, with the title and the organisation that stand before the name there.

One reading serves the speech spans and the mentions. It goes from sure to less sure: labels of turns, a title before a
name, a middle dot; then every later place where a name found so stands alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from transforms.gazetteer import Gazetteer
from transforms.model import Citation
from transforms.page import Page
from transforms.page_words import words
from transforms.person_names import NameGrammar, name_grammar
from transforms.reference import Reference
from transforms.word_breaks import cut_through

_CLAUSE_START = re.compile(r"[，,。；;：:！!？?“”\"「」『』（）()《》〈〉【】\[\]<>\s]")
_LEVELS = frozenset("省市区县镇乡村州")
"""A title that begins with a level of government has the name of a place before it, not of a person."""

_BACK = 40
_STATE_LONGEST = 12


@dataclass(frozen=True, slots=True)
class PersonMention:
    """One place where a person is named: span of the name, and the words before it that say who that is."""

    char_start: int
    char_end: int
    name: str
    role_start: int | None = None
    """Where the title, with the organisation before it, begins; none where the name stands alone."""
    title_start: int | None = None


def people(page: Page, citations: Sequence[Citation], reference: Reference) -> tuple[PersonMention, ...]:
    """Mentions of persons in order, none overlapping; who speaks in a turn or signs an article is known by that."""
    names = name_grammar(reference)
    plain = page.plain
    known = {turn.speaker for turn in page.turns if turn.speaker is not None}
    known |= {author for citation in citations for author in citation.authors}
    known |= {name for name in words(reference, "prominent_persons") if name in plain}
    titles = list(names.title_pattern.finditer(plain))
    known |= _before_titles(plain, titles, names)
    known |= _after_parties(plain, names, known)
    titled = _titled(plain, titles, names, known)
    known |= {mention.name for mention in titled}
    return _all(plain, titled, known)


def with_names(plain: str, persons: Sequence[PersonMention], names: Iterable[str], reference: Reference) -> tuple[PersonMention, ...]:
    """`persons`, and every other place where one of `names` stands, with the title right before it."""
    new = set(names) - {person.name for person in persons}
    if not new:
        return tuple(persons)
    titles = name_grammar(reference).title_pattern
    return tuple(_after_title(plain, person, titles) if person.name in new else person for person in _all(plain, persons, new))


def _after_title(plain: str, person: PersonMention, titles: re.Pattern[str]) -> PersonMention:
    low = max(0, person.char_start - _BACK)
    last = next((found for found in titles.finditer(plain, low, person.char_start) if found.end() == person.char_start), None)
    return person if last is None else replace(person, role_start=_role_start(plain, last.start()), title_start=last.start())


def _titled(plain: str, titles: Sequence[re.Match[str]], names: NameGrammar, known: set[str]) -> list[PersonMention]:
    """Names with a title before them. Two rounds: the first takes names whose end is plain, the second the rest."""
    places: list[tuple[int, int, int]] = []
    for position, match in enumerate(titles):
        following = titles[position + 1] if position + 1 < len(titles) else None
        if following and following.start() == match.end():
            continue
        if plain[max(0, match.start() - 1) : match.start() + 1] in names.not_names and match.group()[0] in _LEVELS:
            # 福州|长乐: what looks like a 州长 is the end of a place and the beginning of another.
            continue
        end = match.end()
        if plain[end : end + 1] in (" ", "\u3000") and plain[end + 1 : end + 2].strip():
            end += 1
        places.append((match.start(), match.end(), end))
    first: dict[int, str] = {}
    for _, _, end in places:
        found = names.name_at(plain, end, known)
        if found and (found in known or not names.is_verbal(found)):
            first[end] = found
    sure = known | set(first.values())
    likely = {end: names.likely_name_at(plain, end) for start, stop, end in places if end == stop and end not in first}
    often = _often(plain, {name for name in likely.values() if name})
    result: list[PersonMention] = []
    for start, stop, end in places:
        name = first.get(end) if end == stop or first.get(end, "") in known else _spaced(plain, end, first.get(end))
        if name is None and end == stop:
            guess = likely.get(end)
            name = names.name_at(plain, end, sure) if guess is None or guess not in often else guess
            name = None if name and names.is_verbal(name) and name not in known else name
        if name is None and end == stop and names.of_other_state.search(plain, max(0, start - _STATE_LONGEST), start):
            name = names.brief_foreign_at(plain, end)
        if name and name not in known and names.title_pattern.match(plain, end + len(name)) and cut_through(plain, end, end + len(name)):
            # 水利部长|江水利|委员会: the name is made up by the words around it.
            continue
        if name:
            result.append(PersonMention(end, end + len(name), name, _role_start(plain, start), start))
    return result


def _often(plain: str, names: set[str]) -> set[str]:
    """Those of the names that stand in the text more than once: a name comes back, and other words rarely do so right after a title."""
    count = Counter(plain[start:end] for start, end in Gazetteer(names).find(plain)) if names else Counter()
    return {name for name, times in count.items() if times > 1}


def _before_titles(plain: str, titles: Sequence[re.Match[str]], names: NameGrammar) -> set[str]:
    """Names that open a clause with their title after them."""
    found: set[str] = set()
    for match in titles:
        if match.group()[0] in _LEVELS:
            continue
        for length in (3, 2):
            start = match.start() - length
            name = plain[max(0, start) : match.start()]
            opens = start == 0 or (start > 0 and bool(_CLAUSE_START.match(plain[start - 1])))
            if opens and len(name) == length and names.is_chinese_name(name) and not names.is_verbal(name):
                found.add(name)
                break
    return found


def _after_parties(plain: str, names: NameGrammar, known: set[str]) -> set[str]:
    """Names right behind that of a political party, as Hong Kong's papers print them: 民建联甲乙丙表示."""
    found = (names.name_at(plain, end, known) for _, end in names.parties.find(plain))
    return {name for name in found if name is not None and names.is_chinese_name(name) and not names.is_verbal(name)}


def _spaced(plain: str, start: int, name: str | None) -> str | None:
    """After a blank the name must fill its place: a heading may go on with any other word."""
    if name is None:
        return None
    end = start + len(name)
    return name if end >= len(plain) or not plain[end].isalnum() else None


def _role_start(plain: str, title: int) -> int:
    """Where the words before a title begin: at the last mark that ends a clause, not at the comma of an enumeration."""
    low = max(0, title - _BACK)
    window = plain[low:title]
    start = 0
    for match in _CLAUSE_START.finditer(window):
        start = match.end()
    return low + start


def _all(plain: str, sure: Sequence[PersonMention], known: set[str]) -> tuple[PersonMention, ...]:
    taken = {mention.char_start: mention for mention in sure}
    for start, end in Gazetteer(known).find(plain):
        if start not in taken:
            taken[start] = PersonMention(start, end, plain[start:end])
    result: list[PersonMention] = []
    for start in sorted(taken):
        if not result or start >= result[-1].char_end:
            result.append(taken[start])
    return tuple(result)
