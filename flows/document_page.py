"""How `gongbao document` looks: each article with what is known of it, its text with marks, then who and what it names.

Text of documents is shown, never obeyed: no markup, no control characters. Without a terminal the same words come as plain lines.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any

from rich.console import Console
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from flows.document import Row, Seen
from flows.explain import fact
from flows.result_text import visible
from transforms.model import READ_KINDS
from transforms.turns import Turn

_UNFOLDED = 100_000
"""Where no terminal sets a width nothing is folded, so that every search finds whole lines."""
_SHOWN_LINES = 3
"""So many lines of what is no article are shown."""

_NUMBER = "bold yellow"
_LOOKS = {"person": "green", "organization": "cyan", "place": "blue", "document": "magenta", "event": "red"}
_NAMES = {"person": "people", "organization": "organisations", "place": "places", "document": "documents", "event": "events"}
_TURN_LOOKS = {"statement": "bold green", "answer": "bold green", "question": "bold", "host": "dim bold"}


@dataclass(frozen=True, slots=True)
class _Mark:
    """Words that get brackets and a look. `before` and `after` are put around them."""

    start: int
    end: int
    style: str
    before: str = ""
    after: str = ""


def write(seen: Seen, out: IO[str], *, numbers: bool = False, whole: bool = False) -> None:
    """Writes the page: folded and in colours on a terminal, else as plain lines."""
    if out.isatty():
        _print(Console(file=out, force_terminal=True, highlight=False, markup=False, emoji=False), seen, numbers, whole)
        return
    plain = io.StringIO()
    _print(Console(file=plain, force_terminal=False, width=_UNFOLDED, highlight=False, markup=False, emoji=False), seen, numbers, whole)
    out.writelines(f"{line.rstrip()}\n" for line in plain.getvalue().split("\n")[:-1])


def _print(console: Console, seen: Seen, numbers: bool, whole: bool) -> None:
    document = seen.tables["documents"][0]
    sources = sorted(seen.tables["sources"], key=lambda row: row["article_no"])
    read = sum(source["kind"] in READ_KINDS for source in sources)
    console.print(Text(visible(seen.path), "bold"))
    told = [document["media_type"], document["encoding"], document["script"], f"{len(seen.text):,} characters"]
    told += [f"{len(sources)} pieces, {read} of them read", f"{len(seen.tables['metrics'])} numbers read as facts"]
    console.print(Text(", ".join(filter(None, told)), "dim"))
    console.print(Text(_days_are_of(seen), "dim"))
    console.print(Text.assemble(("Marks: ", "dim"), ("【number】", _NUMBER), *_legend()))
    for issue in seen.issues:
        console.print(Text(visible(f"{issue['kind']}: {issue['message']} {issue['what_to_do']}"), "red"))
    for source in sources:
        _article(console, seen, source, numbers, whole)


def _days_are_of(seen: Seen) -> str:
    if seen.release:
        return f"Days as in the release {seen.release}."
    return "Read alone: in a warehouse, other prints may tell days that are unknown here."


def _legend() -> Iterator[tuple[str, str]]:
    for kind, look in _LOOKS.items():
        yield " ", ""
        yield kind, look


def _article(console: Console, seen: Seen, source: Row, numbers: bool, whole: bool) -> None:
    console.print()
    console.print(_head(source, console.width))
    if source["kind"] in READ_KINDS:
        console.print(_known(source))
        console.print()
    shown = list(_lines(seen, source))
    most = len(shown) if whole or source["kind"] in (*READ_KINDS, "ad") else _SHOWN_LINES
    for line in shown[:most]:
        console.print(line)
    if len(shown) > most:
        console.print(Text(f"… and {len(shown) - most} more lines (--whole shows them)", "dim"))
    named = _named(seen, source)
    if named.row_count:
        console.print()
        console.print(named)
    if numbers and (facts := _facts(seen, source)):
        console.print()
        for text in facts:
            console.print(text)


def _head(source: Row, width: int) -> Rule | Text:
    title = Text.assemble(
        (f"{source['article_no']} {source['kind']} ", "bold reverse" if source["kind"] in READ_KINDS else "dim"),
        " ",
        (visible(" / ".join(filter(None, (source["kicker"], source["title"], source["subtitle"])))), "bold"),
    )
    return Text.assemble("── ", title) if width == _UNFOLDED else Rule(title, align="left", style="dim")


def _known(source: Row) -> Table:
    by = [*filter(None, (source["outlet"], source["agency"])), *(source["authors"] or ())]
    lines = [
        ("by", ", ".join(by)),
        ("published", _day(source["published_on"], source["published_on_basis"])),
        ("said", _day(source["stated_on"], source["stated_on_basis"])),
        ("dated by", source["date_evidence"]),
        ("story", source["story_id"]),
        ("place", ", ".join(f"{piece['char_start']}–{piece['char_end']}" for piece in source["segments"])),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for label, said in lines:
        if said:
            grid.add_row(Text(label), Text(visible(said)))
    return grid


def _day(day: dt.date | None, basis: str) -> str:
    return f"{day} ({basis})" if day else "(unknown)"


def _lines(seen: Seen, source: Row) -> Iterator[Text]:
    """The lines of an article with their marks; a turn of a transcript begins with a line that says who speaks as what."""
    marks = _marks(seen, source)
    turns = {seen.page.lines[turn.first].start: turn for turn in seen.page.turns}
    style = "" if source["kind"] in READ_KINDS else "dim"
    at = 0
    for piece in source["segments"]:
        for line in seen.page.lines:
            if line.end <= piece["char_start"] or line.start >= piece["char_end"]:
                continue
            start, end = max(line.start, piece["char_start"]), min(line.end, piece["char_end"])
            if (turn := turns.get(line.start)) is not None:
                yield _turn(turn)
            while at < len(marks) and marks[at].start < start and marks[at].end <= start:
                at += 1
            yield _marked(seen.text, start, end, marks[at:], style)


def _turn(turn: Turn) -> Text:
    return Text.assemble(("▌ ", "dim"), (f"{turn.kind}", _TURN_LOOKS[turn.kind]), " ", (visible(turn.speaker or turn.label), "bold"))


def _marks(seen: Seen, source: Row) -> list[_Mark]:
    """What is to be marked in an article, in order and without overlaps: numbers first, then the longer name, then who is speaking."""
    entities = {row["entity_id"]: row for row in seen.tables["entities"]}
    numbers = [_Mark(row["char_start"], row["char_end"], _NUMBER, "【", "】") for row in _of(seen.tables["metrics"], source)]
    names = [
        _Mark(row["char_start"], row["char_end"], _LOOKS[entities[row["entity_id"]]["kind"]])
        for row in _of(seen.tables["mentions"], source)
    ]
    opened = {turn.words_start for turn in seen.page.turns}
    said = [
        _Mark(span.char_start, span.char_start, "dim", f"⟦{span.speaker}⟧")
        for span in seen.speech
        if source["kind"] != "qa" and span.char_start not in opened and _holds(source, span.char_start)
    ]
    result: list[_Mark] = []
    end = 0
    names.sort(key=lambda mark: (mark.start, -mark.end))
    for mark in sorted([*said, *numbers, *names], key=lambda mark: (mark.start, mark.end > mark.start, not mark.before, -mark.end)):
        if mark.start >= end:
            result.append(mark)
            end = mark.end
    return result


def _of(rows: Sequence[Row], source: Row) -> list[Row]:
    return [row for row in rows if row["source_id"] == source["source_id"]]


def _holds(source: Row, place: int) -> bool:
    return any(piece["char_start"] <= place < piece["char_end"] for piece in source["segments"])


def _marked(text: str, start: int, end: int, marks: Sequence[_Mark], style: str) -> Text:
    shown = Text(style=style, overflow="fold")
    at = start
    for mark in marks:
        if mark.start >= end:
            break
        shown.append(_one_line(text[at : mark.start]))
        shown.append(f"{visible(mark.before)}{_one_line(text[max(at, mark.start) : min(mark.end, end)])}{mark.after}", mark.style)
        at = max(at, mark.end)
    shown.append(_one_line(text[at:end]))
    return shown


def _one_line(text: str) -> str:
    return visible(text.replace("\r", "").replace("\n", "").replace("\t", " "))


def _named(seen: Seen, source: Row) -> Table:
    """Who and what an article names, by kind; of persons what they are said to be, and what they do here."""
    entities = {row["entity_id"]: row for row in seen.tables["entities"]}
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    found: dict[str, dict[str, list[Row]]] = {kind: {} for kind in _LOOKS}
    for mention in _of(seen.tables["mentions"], source):
        found[entities[mention["entity_id"]]["kind"]].setdefault(mention["entity_id"], []).append(mention)
    for kind, of_kind in found.items():
        if not of_kind:
            continue
        told = Text(overflow="fold")
        for index, (entity_id, mentions) in enumerate(of_kind.items()):
            told.append("; " if index else "")
            told.append(visible(entities[entity_id]["name"]), _LOOKS[kind])
            if details := _details(entities, entities[entity_id], mentions):
                told.append(f" ({visible(details)})", "dim")
        grid.add_row(Text(_NAMES[kind]), told)
    return grid


def _details(entities: dict[Any, Row], entity: Row, mentions: Sequence[Row]) -> str:
    printed = sorted({mention["text"] for mention in mentions} - {entity["name"]}) if entity["kind"] != "person" else []
    roles = Counter(
        f"{entities[mention['organization_id']]['name'] if mention['organization_id'] else ''}{mention['role'] or ''}"
        for mention in mentions
    )
    does = Counter(mention["function"] for mention in mentions if mention["function"] != "mentioned")
    parts = [role for role in roles if role] + [entity["region_code"] or ""] + [f"as {name}" for name in printed] + list(does)
    return ", ".join(dict.fromkeys(filter(None, parts)))


def _facts(seen: Seen, source: Row) -> list[Text]:
    return [
        Text.assemble((visible(_one_line(row["value_text"])), _NUMBER), "  ", visible(fact(row)), (f"  {row['metric_id']}", "dim"))
        for row in sorted(_of(seen.tables["metrics"], source), key=lambda row: row["char_start"])
    ]
