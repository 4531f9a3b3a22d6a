"""A misprint in a figure that is told elsewhere too is caught: by a conflict, or by a relation that fails."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.reconcile import misprints
from tests.reconcile.conftest import Reconcile
from transforms.compared import compared
from transforms.reference import Reference

PLANTED = 200
CAUGHT_AT_LEAST = 0.90
DRAWS = 200
KINDS = ("digit", "unit", "period")
PAGES = (
    *("jinchuan-ribao-2023-07-20.txt", "press-conference-2023-07-19.txt", "repost-industry-h1.txt"),
    *("lianbo-2024-07-15.md", "linchuan-communique-2024.md", "qa-new-industrialisation.md"),
)
"""The sample documents whose figures are told twice by prints, sums or shares. In the others many are borne out by two amounts and a growth
alone, which tell less, since amounts of two years may not be comparable; and one of them contradicts two others on purpose."""


def _samples(project_root: Path) -> dict[str, str]:
    folder = project_root / "seeds" / "documents"
    return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir()) if path.suffix in (".txt", ".md")}


def _complaints(rows: dict[str, list[dict[str, Any]]], name: str) -> set[str]:
    """What speaks against some statement of a document."""
    documents = {row["document_id"] for row in rows["documents"] if row["file_name"] == name}
    sources = {row["source_id"] for row in rows["sources"] if row["document_id"] in documents}
    metrics = {row["metric_id"] for row in rows["metrics"] if row["document_id"] in documents}
    conflicts = {row["conflict_id"] for row in rows["conflicts"] if sources & {row["left_source_id"], row["right_source_id"]}}
    return conflicts | {row["relation_id"] for row in rows["relations"] if row["holds"] is False and metrics & {*row["metric_ids"]}}


@pytest.mark.slow
def test_nine_of_ten_misprints_are_caught_and_clean_documents_raise_no_alarm(
    reconciled: Reconcile, reference: Reference, project_root: Path
) -> None:
    texts = {name: text for name, text in _samples(project_root).items() if name in PAGES}
    assert len(texts) == len(PAGES)
    clean = compared(reconciled(texts).rows, reference)
    tested = [row["holds"] for row in clean["relations"] if row["holds"] is not None]
    assert clean["conflicts"] == []
    assert tested
    assert all(tested)

    names = {row["document_id"]: row["file_name"] for row in clean["documents"]}
    candidates = misprints.redundant(clean)
    chance = random.Random(20260302)
    planted: list[misprints.Misprint] = []
    kinds = list(KINDS)
    while len(planted) < PLANTED:
        kind = kinds[len(planted) % len(kinds)]
        for _ in range(DRAWS):
            metric = chance.choice(candidates)
            name = names[metric["document_id"]]
            made = misprints.plant(metric, name, texts[name], kind, chance)
            if made is not None and made not in planted:
                planted.append(made)
                break
        else:
            # All units or times of these figures were misprinted: digits there are many.
            kinds.remove(kind)

    missed = [one for one in planted if not _complaints(compared(reconciled({**texts, one.name: one.text}).rows, reference), one.name)]
    by_kind = Counter(one.kind for one in missed)
    assert len(missed) <= PLANTED * (1 - CAUGHT_AT_LEAST), f"{len(missed)} missed, {dict(by_kind)}:\n" + "\n".join(
        one.told for one in missed
    )


def test_the_sample_documents_hold_one_misprint_and_one_revision(reconciled: Reconcile, reference: Reference, project_root: Path) -> None:
    rows = compared(reconciled(_samples(project_root)).rows, reference)
    told = sorted((row["likely_cause"], row["left_text"], row["right_text"]) for row in rows["conflicts"])
    assert told == [("a digit differs", "84.3亿元", "83.4亿元"), ("revised later", "1224.5亿元", "1212.3亿元")]
    assert all(row["holds"] is not False for row in rows["relations"])
