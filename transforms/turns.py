"""The turns of a transcript: who is named at the head of a line, and how far that turn goes.

A label is a line of its own ("title and name:") or stands before the words ("name:words"). Questioners (reporters of
an outlet, 问, a moderator's bare role) open a turn too, so that the turn before ends there; they are no officials.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.page_lines import Line
from transforms.page_words import words
from transforms.person_names import NameGrammar, name_grammar, names_in_list
from transforms.reference import Reference

_LABEL = re.compile(r"([^:：。！？!?；;\"“”]{1,40})[:：]")
_LABEL_LONGEST = 41
_BYLINE_LONGEST = 40
_TITLED_SPLIT = re.compile(r"[\s\u3000]+")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: its lines [first, stop), the person who speaks (none for a questioner), and where the words begin."""

    first: int
    stop: int
    speaker: str | None
    words_start: int
    alone: bool
    """Whether the label stands on a line of its own."""


_Head = tuple[int, str | None, int, bool]
"""Of a line that opens a turn: its index, the speaker, where the words begin, whether the label stands alone."""


def turns(page: Sequence[Line], plain: str, reference: Reference) -> tuple[Turn, ...]:
    """The turns of a page in order, or none when it is no transcript.

    A transcript has at least two turns of named people, and beside them a questioner or a name that comes back;
    a single “name:” in running text is not enough.
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
        offset = plain.find(match.group(1), line.start, line.end)
        if offset < 0:
            continue
        after = offset + len(match.group(1)) + 1
        alone = not plain[after : line.end].strip()
        if label in answerers:
            heads.append((index, None, after, alone))
        elif _is_questioner(label, questioners):
            # “记者:甲乙” with a name behind it is a byline.
            if alone or not names_in_list(plain[after : min(line.end, after + _BYLINE_LONGEST)], names):
                heads.append((index, None, after, alone))
        else:
            person = _person(label, names)
            if person:
                heads.append((index, person, after, alone))
    return _accepted(heads, len(page))


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


def _accepted(heads: list[_Head], count: int) -> tuple[Turn, ...]:
    named = [head[1] for head in heads if head[1]]
    questioned = any(head[1] is None for head in heads)
    if len(named) < 2 or not (questioned or len(set(named)) < len(named)):
        return ()
    return tuple(
        Turn(
            first=index,
            stop=heads[position + 1][0] if position + 1 < len(heads) else count,
            speaker=speaker,
            words_start=after,
            alone=alone,
        )
        for position, (index, speaker, after, alone) in enumerate(heads)
    )
