"""Everything that must hold of a release: the expectations of all suites, one suite for each table."""

from __future__ import annotations

from collections.abc import Mapping

from expectations.model import Expectation
from expectations.suite_agreement import AGREEMENT
from expectations.suite_bands import BANDS
from expectations.suite_common import CHECKED_TABLES, common
from expectations.suite_context import CONTEXT
from expectations.suite_coverage import COVERAGE
from expectations.suite_history import HISTORY
from expectations.suite_metrics import METRICS
from expectations.suite_words import WORDS

_DECLARED = (*common(), *METRICS, *WORDS, *BANDS, *CONTEXT, *AGREEMENT, *COVERAGE, *HISTORY)

EXPECTATIONS: tuple[Expectation, ...] = tuple(
    expectation for table in CHECKED_TABLES for expectation in _DECLARED if expectation.table == table.name
)
"""All expectations, in the order of the tables and then of declaration."""

BY_ID: Mapping[str, Expectation] = {expectation.id: expectation for expectation in EXPECTATIONS}

if len(BY_ID) != len(_DECLARED):
    raise ValueError("two expectations share an id, or one belongs to a table that is not checked")
