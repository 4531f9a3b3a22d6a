"""Impossible rows are kept out whole, and the rest goes on."""

from __future__ import annotations

import copy
import datetime as dt
import json
import math
import random

import pytest

from expectations import row_checks, setting
from expectations.suites import EXPECTATIONS
from tests.expectations.bundles import CLOCK, TEXT, Bundle, bundle, merged
from tests.expectations.plants import ROW_PLANTS
from warehouse.tables import BY_NAME, QUARANTINE

SETTING = setting.load(today=CLOCK.date())
RULES = [expectation.id for expectation in EXPECTATIONS if expectation.quarantine]


def facts(*bundles: Bundle) -> Bundle:
    """What the flow passes: the tables of facts, before anything is derived from metrics."""
    tables = merged(bundles)
    del tables["metrics_history"]
    return tables


def flat(*bundles: Bundle) -> Bundle:
    """The same without the tables that are derived from metrics."""
    tables = facts(*bundles)
    for name in ("observations", "conflicts", "relations"):
        tables[name] = []
    for row in tables["metrics"]:
        row["observation_id"] = None
    return tables


def test_clean_rows_pass_unchanged() -> None:
    tables = facts(bundle("a"), bundle("b"))
    before = copy.deepcopy(tables)
    kept, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert quarantine == []
    assert kept == before


@pytest.mark.parametrize("rule", RULES)
def test_an_impossible_row_is_kept_out_and_the_others_stay(rule: str) -> None:
    clean, spoiled = bundle("clean"), bundle("spoiled")
    ROW_PLANTS[rule](spoiled)
    tables = facts(clean, spoiled)
    before = copy.deepcopy(tables)
    kept, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert tables == before, "given rows were changed"
    out = [row for row in quarantine if row["rule"] == rule]
    assert out
    assert all("spoiled" in row["row_id"] or "spoiled" in row["row"] for row in quarantine)
    for name, rows in facts(clean).items():
        assert all(row in kept[name] for row in rows)
    # What is left holds: nothing more to keep out.
    assert row_checks.check(kept, "run-1", SETTING)[1] == []


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"value": math.nan}, "metrics.value_finite"),
        ({"value": -math.inf}, "metrics.value_finite"),
        ({"measure": "ratio", "basis": "none", "value": 638.0}, "metrics.ratio_in_bounds"),
        ({"unit": "百分点"}, "metrics.points_only_for_differences"),
        ({"period_end": dt.date(2022, 6, 30)}, "metrics.period_forward"),
        ({"char_start": -3}, "metrics.span_forward"),
        ({"char_end": 10_000_000}, "metrics.value_text_given_back"),
    ],
)
def test_a_single_misread_number_costs_its_own_row(values: dict[str, object], rule: str) -> None:
    tables = flat(bundle("one"))
    tables["metrics"][0].update(values)
    misread = dict(tables["metrics"][0])
    kept, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert [row["metric_id"] for row in kept["metrics"]] == ["count-one"]
    assert rule in {row["rule"] for row in quarantine}
    row = next(row for row in quarantine if row["rule"] == rule)
    assert list(row) == [column.name for column in QUARANTINE.columns]
    assert (row["run_id"], row["table_name"], row["row_id"]) == ("run-1", "metrics", "growth-one")
    assert row["sentence"] == misread["sentence"]
    whole = json.loads(row["row"], parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert whole.keys() == misread.keys()
    assert whole["value_text"] == "6.5%"


def test_the_ledger_keeps_the_numeral_of_a_metric_that_was_kept_out() -> None:
    tables = flat(bundle("one"))
    tables["metrics"][0]["value"] = -150.0
    kept, _ = row_checks.check(tables, "run-1", SETTING)
    numeral = next(row for row in kept["numerals"] if row["text"] == "6.5")
    assert (numeral["disposition"], numeral["metric_id"]) == ("metric", None)
    assert numeral["reason"] == "quarantined: metrics.fall_within_whole; growth"
    assert [row["metric_id"] for row in kept["numerals"] if row["text"] == "120"] == ["count-one"]


def test_nothing_dangles_after_an_article_was_kept_out() -> None:
    tables = flat(bundle("clean"), bundle("spoiled"))
    tables["sources"][2]["published_on"] = dt.date(1323, 7, 20)
    kept, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert {row["source_id"] for row in kept["metrics"]} == {"article-clean"}
    assert {(row["table_name"], row["rule"]) for row in quarantine} == {
        ("sources", "sources.dates_plausible"),
        ("metrics", "metrics.rests_on_kept_row"),
        ("mentions", "mentions.rests_on_kept_row"),
    }
    _assert_references_resolve(kept)
    assert len(kept["numerals"]) == 6, "the ledger stays complete"


def test_a_speaker_that_was_kept_out_leaves_the_metric() -> None:
    tables = flat(bundle("one"))
    tables["entities"][0]["name"] = " "
    kept, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert [row["speaker_id"] for row in kept["metrics"]] == [None, None]
    assert {row["table_name"] for row in quarantine} == {"entities", "mentions"}
    _assert_references_resolve(kept)


def test_a_metric_that_a_review_found_to_be_no_fact_is_kept_out_whole() -> None:
    tables = flat(bundle("clean"), bundle("judged"))
    kept, quarantine = row_checks.check(tables, "run-1", SETTING, withdrawn={"growth-judged": ("corrections.no-fact", "a phone number")})
    assert {row["metric_id"] for row in kept["metrics"]} == {"growth-clean", "count-clean", "count-judged"}
    assert [(row["row_id"], row["rule"], row["reason"]) for row in quarantine] == [
        ("growth-judged", "corrections.no-fact", "a phone number")
    ]
    numeral = next(row for row in kept["numerals"] if row["reason"].startswith("quarantined: "))
    assert (numeral["metric_id"], numeral["reason"].split(";")[0]) == (None, "quarantined: corrections.no-fact")
    _assert_references_resolve(kept)


def test_of_two_rows_with_one_id_one_stays_always_the_same_and_its_references_too() -> None:
    kept_values = set()
    for values in (("甲", "乙"), ("乙", "甲")):
        tables = flat(bundle("one"))
        tables["metrics"].append(dict(tables["metrics"][0]))
        tables["metrics"][0]["attributed_to"], tables["metrics"][2]["attributed_to"] = values
        kept, quarantine = row_checks.check(tables, "run-1", SETTING)
        assert sorted(row["metric_id"] for row in kept["metrics"]) == ["count-one", "growth-one"]
        assert [row["rule"] for row in quarantine] == ["metrics.key_unique"]
        assert next(row for row in kept["numerals"] if row["text"] == "6.5")["metric_id"] == "growth-one"
        kept_values.add(next(row["attributed_to"] for row in kept["metrics"] if row["metric_id"] == "growth-one"))
    assert len(kept_values) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"value": "six"},
        {"char_start": 2**40},
        {"period_start": "yesterday"},
        {"sentence": "6.5%\ud800"},
        {"value": b"\xff"},
        {"value_text": 65},
    ],
)
def test_a_row_that_the_columns_cannot_hold_is_kept_out(values: dict[str, object]) -> None:
    tables = flat(bundle("one"))
    tables["metrics"][0].update(values)
    kept, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert [row["metric_id"] for row in kept["metrics"]] == ["count-one"]
    assert quarantine[0]["rule"] == "metrics.fits_types"
    json.loads(quarantine[0]["row"])
    for value in quarantine[0].values():
        assert value is None or str(value).encode("utf-8")


def test_quarantine_rows_have_distinct_keys() -> None:
    tables = flat(bundle("one"))
    row = tables["metrics"][0] | {"value": -150.0, "unit": "百分点", "metric_id": None}
    tables["metrics"] += [dict(row), dict(row)]
    _, quarantine = row_checks.check(tables, "run-1", SETTING)
    keys = [tuple(one[name] for name in QUARANTINE.key) for one in quarantine]
    assert len(set(keys)) == len(keys)
    assert len(quarantine) >= 4


def test_missing_and_empty_tables_are_no_fault() -> None:
    assert row_checks.check({}, "run-1", SETTING) == ({}, [])
    kept, quarantine = row_checks.check({"documents": [], "metrics": []}, "run-1", SETTING)
    assert (kept, quarantine) == ({"documents": [], "metrics": []}, [])


def test_words_of_documents_are_not_taken_for_sql() -> None:
    tables = flat(bundle("one"))
    text = "'; DROP TABLE metrics; -- {batch} $value_limit :name %s \x00\n" * 3 + TEXT
    tables["documents"][0].update(text=text, char_count=len(text))
    shift = len(text) - len(TEXT)
    for name in ("sources", "metrics", "numerals", "mentions"):
        for row in tables[name]:
            for column in ("char_start", "char_end", "indicator_start", "indicator_end"):
                if column in row:
                    row[column] += shift
    tables["metrics"][0]["indicator"] = "'; DROP TABLE metrics; -- {batch} $value_limit :name"
    kept, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert quarantine == []
    assert len(kept["metrics"]) == 2


def test_spans_are_right_wherever_they_stand_in_a_long_text() -> None:
    """Characters of one to four bytes, line ends, and spans across the pieces into which texts are cut."""
    chance = random.Random(7)
    text = "".join(chance.choices("aé工𠀀\r\n\x00\u30009", k=3000))
    tables = flat(bundle("one"))
    tables["documents"][0].update(text=text, char_count=len(text))
    spans = [(start, start + length) for start in range(0, 2800, 7) for length in (1, 63, 64, 65, 150)]
    tables["mentions"] = [
        {
            **tables["mentions"][0],
            "entity_id": tables["entities"][0]["entity_id"],
            "char_start": start,
            "char_end": end,
            "text": text[start:end],
        }
        for start, end in spans
    ]
    tables["metrics"], tables["numerals"], tables["sources"] = [], [], []
    _, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert quarantine == []
    for row in tables["mentions"]:
        row["text"] = row["text"][:-1] + ("b" if row["text"][-1] != "b" else "c")
    _, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert len([row for row in quarantine if row["rule"] == "mentions.text_given_back"]) == len(spans)


def test_one_very_long_document_is_checked_whole() -> None:
    lines = 6000
    text = TEXT * lines
    tables = flat(bundle("long"))
    tables["documents"][0].update(text=text, char_count=len(text))
    numeral = tables["numerals"][2]
    tables["numerals"] = [
        {
            **numeral,
            "numeral_id": f"n{line}",
            "char_start": numeral["char_start"] + line * len(TEXT),
            "char_end": numeral["char_end"] + line * len(TEXT),
        }
        for line in range(lines)
    ]
    _, quarantine = row_checks.check(tables, "run-1", SETTING)
    assert quarantine == []


def _assert_references_resolve(tables: Bundle) -> None:
    for name, rows in tables.items():
        for reference in BY_NAME[name].references:
            keys = {row[reference.key] for row in tables[reference.table]}
            assert {row[reference.column] for row in rows} - keys <= {None}, (name, reference.column)


def test_collected_at_may_be_in_any_zone() -> None:
    tables = flat(bundle("one"))
    tables["documents"][0]["collected_at"] = CLOCK.astimezone(dt.timezone(dt.timedelta(hours=8)))
    assert row_checks.check(tables, "run-1", SETTING)[1] == []
