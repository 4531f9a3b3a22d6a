"""Which of the articles and entities of a document are those of its annotation, and how many there are of each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]

OVERLAP = 0.9
"""Share of the characters of two spans together that both must hold, white space apart."""

ENTITY_KINDS = ("person", "organization", "place", "document", "event")


@dataclass(frozen=True, slots=True)
class Tally:
    """`right` of `found` rows and of `wanted` annotated ones; `found` None where only a share of `wanted` is asked for."""

    right: int
    wanted: int
    found: int | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def share(self) -> float:
        """F1, or the share that is right; 1 where nothing is asked for and nothing was found."""
        if self.found is None:
            return self.recall
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0

    @property
    def shown(self) -> str:
        if self.found is None:
            return f"{100 * self.share:.1f}" if self.wanted else "-"
        if not self.found + self.wanted:
            return "-"
        return f"{100 * self.share:.1f} ({100 * self.precision:.0f}/{100 * self.recall:.0f})"

    def __add__(self, other: Tally) -> Tally:
        found = None if self.found is None or other.found is None else self.found + other.found
        return Tally(self.right + other.right, self.wanted + other.wanted, found, self.errors + other.errors)


def folded(words: str | None) -> str:
    """Words without signs and blanks, for comparing what is printed with what is annotated."""
    return "".join(character for character in unicodedata.normalize("NFKC", words or "") if character.isalnum())


def score_articles(gold: Sequence[Row], sources: Sequence[Row], text: str) -> dict[str, Tally]:
    """Articles by span, and of those found, how many have the right kind, title and day.

    `text` is what the offsets count in. An annotated title may hold the subtitle behind a colon, and a day is that of the publication,
    or of the statement where none of the publication is known.
    """
    wanted = [_characters([(row["start"], row["end"])], text) for row in gold]
    given = [_characters([(segment["char_start"], segment["char_end"]) for segment in row["segments"]], text) for row in sources]
    pairs: list[tuple[Row, Row]] = []
    left = list(range(len(sources)))
    missing: list[str] = []
    for row, characters in zip(gold, wanted, strict=True):
        best = max(left, key=lambda index: _overlap(characters, given[index]), default=None)
        if best is not None and _overlap(characters, given[best]) >= OVERLAP:
            pairs.append((row, sources[best]))
            left.remove(best)
        else:
            missing.append(f"missing: {row['number']} {row['kind']} {row['title']}")
    extra = [f"extra: {sources[index]['kind']} {sources[index]['title']} at {sources[index]['char_start']}" for index in left]
    return {
        "articles": Tally(len(pairs), len(gold), len(sources), missing + extra),
        "kinds": _share(pairs, lambda row, source: row["kind"] == source["kind"], "kind"),
        "titles": _share([pair for pair in pairs if pair[0]["kind"] not in ("boilerplate", "related")], _same_title, "title"),
        "dates": _share(pairs, _same_day, "date"),
    }


def _characters(spans: Iterable[tuple[int, int]], text: str) -> frozenset[int]:
    return frozenset(position for start, end in spans for position in range(start, end) if not text[position].isspace())


def _overlap(left: frozenset[int], right: frozenset[int]) -> float:
    either = len(left | right)
    return len(left & right) / either if either else 0.0


def _share(pairs: Sequence[tuple[Row, Row]], is_right: Any, what: str) -> Tally:
    wrong = [
        f"article {row['number']}: {row.get(what)} {row.get('date_known') if what == 'date' else ''} annotated; read {_told(source, what)}"
        for row, source in pairs
        if not is_right(row, source)
    ]
    return Tally(len(pairs) - len(wrong), len(pairs), None, wrong)


def _told(source: Row, what: str) -> str:
    if what == "date":
        names = ("published_on", "published_on_basis", "stated_on", "stated_on_basis")
        return " ".join(str(source[name]) for name in names)
    return str(source[what])


def _same_title(row: Row, source: Row) -> bool:
    whole = folded(f"{source['title'] or ''}{source['subtitle'] or ''}")
    return folded(row["title"]) in (folded(source["title"]), whole)


def _same_day(row: Row, source: Row) -> bool:
    day, basis = source["published_on"], source["published_on_basis"]
    if day is None:
        day, basis = source["stated_on"], source["stated_on_basis"]
    if row["date"] is None:
        return day is None
    # Of a dateline without a year the annotation calls the day stated and says that the year is inferred.
    known = {row["date_known"], "inferred"} if "year inferred" in (row["note"] or "") else {row["date_known"]}
    return day is not None and day.isoformat() == row["date"] and basis in known


def score_entities(gold: Sequence[Row], mentions: Sequence[Row], entities: Sequence[Row]) -> dict[str, Tally]:
    """Distinct entities of a document by kind and canonical name, and the titles of persons.

    Those that the annotation calls optional, or that stand in a list of links alone, count neither for nor against; one that it says may
    be of another kind is right as either.
    """
    named = {row["entity_id"]: row for row in entities}
    given = {kind: {} for kind in ENTITY_KINDS}  # type: dict[str, dict[str, list[Row]]]
    for mention in mentions:
        entity = named[mention["entity_id"]]
        given[entity["kind"]].setdefault(entity["name"], []).append(mention)
    figures: dict[str, Tally] = {}
    free = {kind: _free(gold, kind) for kind in ENTITY_KINDS}
    for kind in ENTITY_KINDS:
        wanted = [row for row in gold if row["type"] == kind and not _is_optional(row) and not _is_of_either_kind(row)]
        found = {folded(name): name for name in given[kind]}
        right = [row for row in wanted if folded(row["name"]) in found]
        hit = {folded(row["name"]) for row in right}
        extra = [name for key, name in found.items() if key not in hit and key not in free[kind]]
        errors = [f"missing: {row['name']}" for row in wanted if row not in right] + [f"extra: {name}" for name in extra]
        figures[kind] = Tally(len(right), len(wanted), len(right) + len(extra), errors)
    figures["roles"] = _roles(gold, given["person"], named)
    return figures


def _is_optional(row: Row) -> bool:
    return bool(row.get("in_related")) or "optional" in (row.get("note") or "")


def _is_of_either_kind(row: Row) -> bool:
    return "may be typed" in (row.get("note") or "")


def _free(gold: Sequence[Row], kind: str) -> set[str]:
    """The names that may be found as this kind without counting."""
    rows = [row for row in gold if (row["type"] == kind and _is_optional(row)) or _is_of_either_kind(row)]
    return {folded(name) for row in rows for name in (row["name"], *row["aliases"])}


def _roles(gold: Sequence[Row], persons: Mapping[str, Sequence[Row]], named: Mapping[str, Row]) -> Tally:
    wanted = [row for row in gold if row["type"] == "person" and row["role"] and row["name"] in persons]
    whole = {alias: row["name"] for row in gold if row["type"] == "organization" for alias in row["aliases"]}
    wrong: list[str] = []
    for row in wanted:
        stated = {_with_organization(one["role"], named.get(one["organization_id"] or "", {}).get("name")) for one in persons[row["name"]]}
        if _with_organization(row["role"], whole.get(row["organization"], row["organization"])) not in stated:
            wrong.append(f"{row['name']}: {row['organization']} {row['role']} annotated; read {sorted(stated)}")
    return Tally(len(wanted) - len(wrong), len(wanted), None, wrong)


def _with_organization(role: str | None, organization: str | None) -> str:
    """Both in one: 运行监测协调局局长 of a ministry is the 局长 of its 运行监测协调局 too, and 党委书记 of a 党委 its 书记."""
    left, right = folded(organization), folded(role)
    shared = next((length for length in range(min(len(left), len(right)), 0, -1) if left.endswith(right[:length])), 0)
    return left + right[shared:]
