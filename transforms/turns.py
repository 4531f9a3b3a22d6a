"""The turns of a transcript: who is named at the head of a line, and how far that turn goes.

A label is a line of its own ("title and name:") or stands before the words ("name:words"). Questioners (reporters of
an outlet, 问, a moderator's bare role) open a turn too, so that the turn before ends there; they are no officials.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from transforms.page_lines import Line
from transforms.page_words import words
from transforms.person_names import NameGrammar, name_grammar, names_in_list
from transforms.reference import Reference

_LABEL = re.compile(r"([^:：。！？!?；;\"“”]{1,40})[:：]")
_LABEL_LONGEST = 41
_BYLINE_LONGEST = 40
_TITLED_SPLIT = re.compile(r"[\s\u3000]+")


TurnKind = Literal["statement", "question", "answer", "host"]
"""What a turn is: said before anybody asked, asked, said after a question, or said by who leads through the event."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: its lines [first, stop), the person who speaks (none for a questioner), and where the words begin."""

    first: int
    stop: int
    speaker: str | None
    words_start: int
    alone: bool
    """Whether the label stands on a line of its own."""
    kind: TurnKind = "statement"
    label: str = ""
    """Who speaks, as printed: 人民日报记者, 主持人 叶知远."""


class _Head(NamedTuple):
    """A line that opens a turn: its number, the speaker, where the words begin, whether the label stands alone, the label."""

    line: int
    speaker: str | None
    after: int
    alone: bool
    label: str


def turns(page: Sequence[Line], plain: str, reference: Reference) -> tuple[Turn, ...]:
    """The turns of a page in order, or none when it is no transcript.

    A transcript has at least two turns of named people, and beside them a questioner, a host or a name that comes back;
    a single “name:” in running text is not enough. Or it has two questions and answers that are marked as such.
    """
    names = name_grammar(reference)
    questioners = words(reference, "questioners")
    answerers = frozenset(words(reference, "answerers"))
    heads: list[_Head] = []
    for index, line in enumerate(page):
        if line.is_heading:
            continue
        match = _LABEL.match(line.text[:_LABEL_LONGEST])
        if not match:
            continue
        label = match.group(1).strip()
        if label.startswith("【"):
            # 【专访】甲部长：… is a headline under its column's name.
            continue
        offset = plain.find(match.group(1), line.start, line.end)
        if offset < 0:
            continue
        after = offset + len(match.group(1)) + 1
        alone = not plain[after : line.end].strip()
        if label in answerers:
            heads.append(_Head(index, None, after, alone, label))
        elif _is_questioner(label, questioners):
            # “记者:甲乙” with a name behind it is a byline.
            if alone or not names_in_list(plain[after : min(line.end, after + _BYLINE_LONGEST)], names):
                heads.append(_Head(index, None, after, alone, label))
        else:
            person = _person(label, names)
            if person:
                heads.append(_Head(index, person, after, alone, label))
    return _accepted(heads, len(page), reference)


def _is_questioner(label: str, questioners: tuple[str, ...]) -> bool:
    return label.endswith(questioners) and len(label) <= 30


def _person(label: str, names: NameGrammar) -> str | None:
    """The person of a label: a bare name, “role name”, or a role that ends in a title with the name after it."""
    if names.is_name(label):
        return label
    parts = _TITLED_SPLIT.split(label)
    if len(parts) > 1:
        joined = "".join(parts[-2:]) if len(parts[-1]) == 1 and len(parts[-2]) == 1 else parts[-1]
        return joined if names.is_name(joined) else None
    titles = list(names.title_pattern.finditer(label))
    name = label[titles[-1].end() :] if titles else ""
    return name if names.is_name(name) else None


def _accepted(heads: list[_Head], count: int, reference: Reference) -> tuple[Turn, ...]:
    named = [head.speaker for head in heads if head.speaker]
    hosts, answerers = words(reference, "hosts"), frozenset(words(reference, "answerers"))
    questioned = any(head.speaker is None or any(word in head.label for word in hosts) for head in heads)
    answered = sum(head.label in answerers for head in heads)
    if not (len(named) >= 2 and (questioned or len(set(named)) < len(named))) and not (answered >= 2 and len(heads) >= 2 * answered):
        return ()
    leading = _leading(heads, hosts, answerers)
    asked = False
    found: list[Turn] = []
    for position, head in enumerate(heads):
        if head.label in leading or head.speaker in leading:
            kind: TurnKind = "host"
        elif _asks(head, answerers):
            kind, asked = "question", True
        else:
            kind = "answer" if asked else "statement"
        stop = heads[position + 1].line if position + 1 < len(heads) else count
        found.append(Turn(head.line, stop, head.speaker, head.after, head.alone, kind, head.label))
    return tuple(found)


def _asks(head: _Head, answerers: frozenset[str]) -> bool:
    return head.speaker is None and head.label not in answerers


def _leading(heads: list[_Head], hosts: tuple[str, ...], answerers: frozenset[str]) -> set[str | None]:
    """Persons and labels of those who lead through an event: called so once, or first to speak, heard again, never after a question."""
    called = {head.speaker or head.label for head in heads if any(word in head.label for word in hosts)}
    asked = [_asks(head, answerers) for head in heads]
    after_question = {head.speaker for head, before in zip(heads[1:], asked, strict=False) if before}
    first = heads[0].speaker
    again = sum(head.speaker == first for head in heads) > 1
    leads = {first} if first is not None and again and any(asked) and first not in after_question else set()
    return {*called, *leads}
