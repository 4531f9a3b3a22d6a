"""The unit after a number: longest written form of the reference table."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.reference import Unit


class UnitMatch(NamedTuple):
    """A unit as written: its table row and where the written form ends."""

    unit: Unit
    end: int


class UnitTable:
    """Finds units at a position; `not_before` holds the characters before which a form is no unit.

    `个` before another unit belongs to it (个百分点, 个月) by the table's own forms.
    """

    def __init__(self, units: tuple[Unit, ...], not_before: dict[str, str]) -> None:
        self._by_form = {form: unit for unit in units for form in (unit.form, unit.form.replace("/", "／"))}
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        guarded = (re.escape(form) + (f"(?![{not_before[form]}])" if form in not_before else "") for form in forms)
        self._pattern = re.compile("|".join(guarded) or r"(?!)")

    def match(self, plain: str, position: int) -> UnitMatch | None:
        """The longest unit that begins at the position, after at most one space."""
        if plain.startswith(" ", position):
            position += 1
        m = self._pattern.match(plain, position)
        return None if m is None else UnitMatch(self._by_form[m.group()], m.end())
