"""How the names of persons are written.

A Chinese name is a surname of the table and one or two characters; a foreign one is written with the characters of
transliteration, often with a middle dot. Neither form alone makes a name: 高新区 and 贡献率 have the form too. So a
name is taken where the words around it say that a person follows (a title before it) or acts (a verb of speech after it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from transforms.gazetteer import Gazetteer
from transforms.page_words import alternation, characters, words
from transforms.reference import Reference

_HAN = re.compile(r"[\u4e00-\u9fff]")
_FOREIGN_LONGEST = 12
_DOTTED_LONGEST = 40
_BOUNDARY = frozenset("，,。；;：:、！!？?（）()【】[]“”\"'「」『』《》〈〉|/—…．. \t\r\n\u3000<>·#*")
_DOTS = frozenset("·•‧・")


@dataclass(frozen=True, slots=True)
class NameGrammar:
    """The tables that decide what may be a name."""

    surnames: frozenset[str]
    titles: tuple[str, ...]
    title_pattern: re.Pattern[str]
    not_names: frozenset[str]
    end_blocks: frozenset[str]
    foreign: frozenset[str]
    followers: re.Pattern[str]
    foreign_run: re.Pattern[str]
    dotted: re.Pattern[str]
    verbal: frozenset[str]
    of_other_state: re.Pattern[str]
    """The name of another state, or of a body of states, at the end of what stands before a title."""
    parties: Gazetteer
    shared: re.Pattern[str]
    """Words after a name whose first character could be its last."""

    def surname_at(self, text: str, start: int) -> int:
        """Length of the surname at `start`: 2, 1 or 0."""
        if text[start : start + 2] in self.surnames:
            return 2
        return 1 if text[start : start + 1] in self.surnames else 0

    def is_chinese_name(self, name: str) -> bool:
        """Whether `name` as a whole has the form of a Chinese name and is no other word."""
        if not 2 <= len(name) <= 4 or name in self.not_names or name[-1] in self.end_blocks:
            return False
        if len(name) == 3 and (name[:2] in self.not_names or (name[1:] in self.surnames and name[:1] not in self.surnames)):
            return False
        if not all(_HAN.match(character) for character in name):
            return False
        surname = self.surname_at(name, 0)
        given = len(name) - surname
        return bool(surname) and (1 <= given <= 2 or (surname == 2 and given == 0 and name[:1] in self.surnames))

    def is_foreign_name(self, name: str) -> bool:
        """Whether `name` is a transliterated name: with a middle dot, or of at least three fitting characters."""
        if any(dot in name for dot in _DOTS):
            return bool(self.dotted.fullmatch(name))
        fits = 3 <= len(name) <= _FOREIGN_LONGEST and all(character in self.foreign for character in name)
        # 考察宁夏 is written with such characters too, and ends with a place.
        return fits and name[-1] not in self.end_blocks and name not in self.not_names and name[-2:] not in self.not_names

    def is_name(self, name: str) -> bool:
        return self.is_chinese_name(name) or self.is_foreign_name(name)

    def bounded(self, text: str, end: int) -> bool:
        """Whether a name can end at `end`: at a punctuation mark, or before a word that follows names."""
        return end >= len(text) or text[end] in _BOUNDARY or text[end].isdecimal() or bool(self.followers.match(text, end))

    def name_at(self, text: str, start: int, known: frozenset[str] | set[str] = frozenset()) -> str | None:
        """The name that begins at `start`, when the words after it show where it ends; known names are taken at once."""
        for length in (4, 3, 2):
            if text[start : start + length] in known:
                return text[start : start + length]
        dotted = self.dotted.match(text, start, start + _DOTTED_LONGEST)
        if dotted:
            return self._trimmed(text, start, dotted.end())
        for length in self._lengths(text, start):
            candidate = text[start : start + length]
            if self.is_chinese_name(candidate) and self.bounded(text, start + length):
                shorter = candidate[:-1]
                if length == 3 and self.shared.match(text, start + 2) and self.is_chinese_name(shorter):
                    # 甲勇|严重违纪: the last character is the next word's.
                    return shorter
                return candidate
        run = self.foreign_run.match(text, start)
        if run:
            for end in range(run.end(), start + 2, -1):
                if self.bounded(text, end) and self.is_foreign_name(text[start:end]):
                    return text[start:end]
        return None

    def brief_foreign_at(self, text: str, start: int) -> str | None:
        """A foreign name of two characters (默茨), where a title of another state before it says that one follows."""
        name = text[start : start + 2]
        fits = len(name) == 2 and all(character in self.foreign for character in name) and name not in self.not_names
        if not fits or name[-1] in self.end_blocks or not self.bounded(text, start + 2):
            return None
        # 特别 and 联合 are written with such characters too.
        return name if len(rjieba.cut(name)) == 2 or rjieba.tag(name)[0][1].startswith("nr") else None

    def likely_name_at(self, text: str, start: int) -> str | None:
        """What may be a name after a title where nothing shows its end: a foreign name as far as its characters go,
        else three characters, for that is what most names have. To be believed when it comes more than once."""
        run = self.foreign_run.match(text, start)
        if run and len(run.group()) >= 4 and self.is_foreign_name(run.group()):
            return run.group()
        length = 2 + self.surname_at(text, start)
        if self.shared.match(text, start + 2):
            return None
        candidate = text[start : start + length]
        return candidate if length >= 3 and self.is_chinese_name(candidate) and not self.is_verbal(candidate) else None

    def is_verbal(self, name: str) -> bool:
        """Whether a name begins as other words do."""
        return name[:1] in self.verbal and name[:2] not in self.surnames and self.is_chinese_name(name)

    def _lengths(self, text: str, start: int) -> tuple[int, ...]:
        surname = self.surname_at(text, start)
        if not surname:
            return ()
        return (4, 3) if surname == 2 else (3, 2)

    def _trimmed(self, text: str, start: int, end: int) -> str:
        """A dotted name without the words after it that the pattern ran into."""
        last_dot = max(text.rfind(dot, start, end) for dot in _DOTS)
        fits = last_dot + 1
        while fits < end and (text[fits] in self.foreign or (text[fits].isalpha() and text[fits].isascii()) or text[fits] == "-"):
            fits += 1
        bounded = next((stop for stop in range(last_dot + 2, end + 1) if self.bounded(text, stop)), None)
        # 阿马尼|受伤: where the characters of foreign names end, the name does, unless they are too few to be one.
        if bounded is not None and (bounded <= fits or fits - last_dot <= 2):
            return text[start:bounded]
        return text[start : max(fits, last_dot + 2)]


@lru_cache(maxsize=4)
def name_grammar(reference: Reference) -> NameGrammar:
    """The grammar of the given tables."""
    foreign = characters(reference, "transliteration")
    letter = f"[{re.escape(''.join(sorted(foreign)))}A-Za-z]"
    dot = f"[{''.join(sorted(_DOTS))}]"
    others = {form for region in reference.regions for form in (region.name, *region.short_names)}
    others |= {form for organization in reference.organizations for form in (organization.name, *organization.aliases)}
    states = {form for region in reference.regions if region.level == "country" for form in (region.name, *region.short_names)}
    states -= {"中国", "我国", "中华人民共和国"}
    states |= {form for body in reference.organizations if body.kind in ("foreign", "international") for form in (body.name, *body.aliases)}
    after_names = (*words(reference, "name_followers"), *words(reference, "speech_verbs"), *reference.titles)
    return NameGrammar(
        surnames=frozenset(reference.surnames),
        titles=reference.titles,
        title_pattern=re.compile(alternation(reference.titles)),
        not_names=frozenset((*words(reference, "not_names"), *reference.titles, *others)),
        end_blocks=characters(reference, "name_end_blocks"),
        foreign=foreign,
        followers=re.compile(alternation(after_names)),
        of_other_state=re.compile(rf"(?:{alternation(states)})[\u4e00-\u9fff]{{0,6}}\Z"),
        parties=Gazetteer(
            form
            for body in reference.organizations
            if body.kind == "political_party"
            for form in (body.name, *body.aliases)
            if len(form) > 2
        ),
        shared=re.compile(alternation(words(reference, "words_after_names"))),
        verbal=frozenset(words(reference, "verbal_surnames")),
        dotted=re.compile(f"{letter}{{1,8}}(?:-{letter}{{1,6}})?(?:{dot}[\u4e00-\u9fffA-Za-z]{{1,10}}(?:-{letter}{{1,6}})?){{1,4}}"),
        foreign_run=re.compile("[" + re.escape("".join(sorted(foreign)) or "\0") + f"]{{3,{_FOREIGN_LONGEST}}}"),
    )


def names_in_list(text: str, names: NameGrammar, tails: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of a byline such as “甲乙丙 丁戊 文/图”; a single name may be spaced (龚 正). Empty when it is anything else."""
    stripped = text.strip()
    for tail in sorted(tails, key=len, reverse=True):
        if stripped.endswith(tail) and len(stripped) > len(tail) + 1:
            stripped = stripped[: -len(tail)].rstrip()
            break
    parts = [part for part in re.split(r"[\s\u3000、,，/／]+", stripped) if part]
    if len(parts) == 2 and all(len(part) == 1 for part in parts):
        parts = ["".join(parts)]
    if not parts or len(parts) > 8:
        return ()
    return tuple(parts) if all(names.is_name(part) for part in parts) else ()
