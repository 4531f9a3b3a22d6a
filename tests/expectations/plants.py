"""One planted fault for each expectation.

A plant spoils a bundle of its own. Faults of rows all go into one candidate; faults of whole tables get a candidate each.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

from expectations.suite_common import CHECKED_TABLES
from tests.expectations.bundles import CLOCK, TEXT, Bundle, Row, bundle

Spoil = Callable[[Bundle], object]


def _set(table: str, position: int = 0, **values: object) -> Spoil:
    return lambda rows: rows[table][position].update(values)


def _growth(**values: object) -> Spoil:
    return _set("metrics", 0, **values)


def _count(**values: object) -> Spoil:
    return _set("metrics", 1, **values)


def _ratio(value: float, indicator: str) -> Spoil:
    return _growth(measure="ratio", basis="none", unit="%", value=value, indicator=indicator, indicator_text=None)


def _double(table: str) -> Spoil:
    return lambda rows: rows[table].append(dict(rows[table][0]))


def _overlapping(table: str, key: str, text: str) -> Spoil:
    """A second reading of the same characters but the first, right in itself."""

    def spoil(rows: Bundle) -> None:
        first = rows[table][0]
        rows[table].append({**first, key: f"{first[key]}-again", "char_start": first["char_start"] + 1, text: first[text][1:]})

    return spoil


def _history(position: int, **values: object) -> Spoil:
    return lambda rows: rows["metrics_history"][position].update(values)


def _add_history(**values: object) -> Spoil:
    return lambda rows: rows["metrics_history"].append({**rows["metrics_history"][0], **values})


def _unnamed(rows: Bundle) -> None:
    """Takes away everything that names the second entity."""
    rows["mentions"] = rows["mentions"][:1]
    rows["mentions"][0]["organization_id"] = None


def _of_two_documents(rows: Bundle) -> None:
    """An entity that leaves open which it is, named in another document as well."""
    rows["entities"][0]["ambiguous"] = True
    rows["mentions"].append({**rows["mentions"][0], "document_id": "d-clean", "source_id": "article-clean", "organization_id": None})


def _read_twice(rows: Bundle) -> None:
    """A second reading of the same number that begins a character earlier, right in itself."""
    first = rows["metrics"][0]
    start = first["char_start"] - 1
    rows["metrics"].append(
        {**first, "metric_id": f"{first['metric_id']}-again", "char_start": start, "value_text": TEXT[start : first["char_end"]]}
    )


def _in_one_table_row(rows: Bundle) -> None:
    for row in rows["metrics"]:
        row.update(sentence="| 6.5% | 120个 |", period_basis="inherited", period_text=None)
    rows["metrics"][0].update(period_start=dt.date(2023, 1, 1), period_end=dt.date(2023, 3, 31), period_type="quarter")


def _many_numerals_and_no_metric(rows: Bundle) -> None:
    rows["metrics"], rows["metrics_history"], rows["observations"] = [], [], []
    first = {**rows["numerals"][0], "disposition": "unread", "metric_id": None}
    rows["numerals"] += [{**first, "numeral_id": f"{first['numeral_id']}-{number}"} for number in range(20)]


LATER = CLOCK + dt.timedelta(days=3)
ARTICLE_END = TEXT.index("广告")

ROW_PLANTS: dict[str, Spoil] = {
    # documents
    "documents.char_count_true": _set("documents", char_count=len(TEXT) + 7),
    "documents.sha256_form": _set("documents", sha256="xyz"),
    "documents.same_bytes_once": lambda rows: rows["documents"].append(
        {**rows["documents"][0], "document_id": rows["documents"][0]["document_id"] + "-twin"}
    ),
    "documents.media_type_known": _set("documents", media_type="application/x-planted"),
    "documents.has_path": _set("documents", paths=[]),
    "documents.text_not_blank": _set("documents", text="\u3000\n \t"),
    "documents.text_without_replacements": _set("documents", text=TEXT[:-1] + "\ufffd"),
    "documents.digits_in_ledger": lambda rows: rows["numerals"].pop(),
    # sources
    "sources.span_in_document": _set("sources", 1, char_end=len(TEXT) + 1),
    "sources.segments_in_span": _set("sources", 0, segments=[{"char_start": 0, "char_end": len(TEXT)}]),
    "sources.dates_plausible": _set("sources", published_on=dt.date(1323, 7, 20)),
    "sources.stated_before_published": _set("sources", stated_on=dt.date(2023, 7, 21)),
    "sources.published_before_collected": _set("sources", published_on=dt.date(2023, 7, 23)),
    "sources.basis_fits_date": _set("sources", published_on_basis="unknown"),
    "sources.inferred_has_evidence": _set("sources", published_on_basis="inferred"),
    "sources.news_has_title": _set("sources", title="  "),
    # metrics: text
    "metrics.span_forward": _growth(char_start=5, char_end=5),
    "metrics.value_text_given_back": _growth(char_start=2, char_end=6),
    "metrics.indicator_span_whole": _growth(indicator_end=None),
    "metrics.indicator_text_given_back": _growth(indicator_start=1, indicator_end=11),
    "metrics.sentence_holds_value": _growth(sentence="另一句话。"),
    "metrics.no_overlap": _read_twice,
    "metrics.within_source": _set("sources", 0, char_end=10),
    "metrics.from_articles_only": _set("sources", 0, kind="boilerplate"),
    "metrics.in_ledger": _set("numerals", 0, metric_id=None, reason="quarantined: planted"),
    "metrics.value_text_short": _growth(value_text=TEXT[:41], char_start=0, char_end=41),
    # metrics: values
    "metrics.value_finite": _growth(value=math.inf),
    "metrics.value_or_bounds": _growth(value=None),
    "metrics.range_ordered": _growth(value=None, value_low=40.0, value_high=30.0),
    "metrics.range_has_no_value": _growth(value=35.0, value_low=30.0, value_high=40.0),
    "metrics.magnitude_plausible": _count(unit="元", value=1.2e20),
    "metrics.ratio_in_bounds": _ratio(138.0, "问题整改率"),
    "metrics.points_only_for_differences": _growth(unit="百分点"),
    "metrics.growth_unit": _growth(unit="元"),
    "metrics.fall_within_whole": _growth(value=-101.0),
    "metrics.growth_high": _growth(value=5000.0),
    "metrics.rank_whole_positive": _count(measure="rank", unit="位", value=2.5),
    "metrics.streak_positive": _count(measure="streak", unit="月", value=0.0),
    "metrics.count_not_negative": _count(value=-3.0),
    "metrics.basis_fits_measure": _count(basis="yoy"),
    "metrics.base_only_with_comparator": _growth(base="一季度"),
    "metrics.comparator_named": _growth(basis="vs_period"),
    # metrics: periods
    "metrics.period_both_or_neither": _growth(period_end=None),
    "metrics.period_forward": _growth(period_start=dt.date(2023, 7, 1), period_type="range"),
    "metrics.period_fits_type": _growth(period_type="month"),
    "metrics.period_unknown_without_dates": _growth(period_type="unknown"),
    "metrics.period_years_plausible": _growth(period_start=dt.date(120, 1, 1), period_end=dt.date(120, 12, 31), period_type="year"),
    "metrics.actual_period_begun": _growth(period_start=dt.date(2023, 8, 1), period_end=dt.date(2023, 8, 31), period_type="month"),
    "metrics.actual_period_over": _growth(period_start=dt.date(2023, 7, 1), period_end=dt.date(2023, 9, 30), period_type="quarter"),
    "metrics.actual_month_over": _growth(
        period_start=dt.date(2023, 7, 1), period_end=dt.date(2023, 7, 31), period_type="month", period_text="本月"
    ),
    "metrics.period_basis_given": _growth(period_basis="none"),
    # metrics: whole rows
    "metrics.indicator_not_blank": _growth(indicator=" "),
    "metrics.speaker_with_entity": _growth(speaker=None),
    # ledger
    "numerals.text_given_back": _set("numerals", 2, text="99991234"),
    "numerals.no_overlap": _overlapping("numerals", "numeral_id", "text"),
    "numerals.metric_fits_disposition": _set("numerals", 0, metric_id=None),
    "numerals.metric_at_its_place": lambda rows: rows["numerals"][0].update(metric_id=rows["metrics"][1]["metric_id"]),
    "numerals.reason_given": _set("numerals", reason=" "),
    # entities and mentions
    "entities.name_not_blank": _set("entities", name=" "),
    "entities.mentioned": _unnamed,
    "entities.region_code_form": _set("entities", 1, region_code="41-planted"),
    "entities.ambiguous_of_one_document": _of_two_documents,
    "mentions.text_given_back": _set("mentions", text="方元"),
    "mentions.organization_is_one": lambda rows: rows["mentions"][0].update(organization_id=rows["entities"][0]["entity_id"]),
    # numbers against their words
    "metrics.value_fits_text": _growth(value=5.6),
    "metrics.unit_fits_text": _growth(unit="‰"),
    "metrics.sign_fits_words": _growth(value=-6.5),
    "metrics.negative_has_words": _count(value=-120.0),
    "metrics.bound_fits_words": _growth(approximation="over"),
    "metrics.basis_fits_words": _growth(basis="mom"),
    "metrics.contribution_has_words": _growth(measure="contribution", basis="none"),
    "metrics.target_to_come": _growth(status="target"),
    "metrics.actual_span_begun_long_ago": _growth(
        period_start=dt.date(2023, 1, 1), period_end=dt.date(2027, 12, 31), period_type="multi_year", period_text=None
    ),
    "metrics.status_fits_words": lambda rows: rows.update(bundle("<metrics.status_fits_words>", "预计增长")),
    "sources.stated_near_publication": _set("sources", stated_on=dt.date(2022, 7, 20)),
    "metrics.level_not_percent": _growth(measure="level", basis="none"),
    "metrics.difference_not_percent": _growth(measure="difference"),
    "metrics.rank_unit": _count(measure="rank"),
    "metrics.streak_unit": _count(measure="streak"),
    "metrics.contribution_unit": _count(measure="contribution"),
    "metrics.ratio_unit": _count(measure="ratio"),
    "metrics.period_year_as_written": _growth(period_text="2021年上半年"),
    "metrics.period_year_as_said": _growth(period_text="去年上半年"),
    "metrics.period_end_as_written": _growth(period_text="一季度"),
    "metrics.period_month_as_written": _growth(period_text="1—5月"),
    "metrics.period_near_statement": _growth(period_start=dt.date(2021, 1, 1), period_end=dt.date(2021, 6, 30)),
    "metrics.statement_period_is_its_day": _growth(period_basis="statement"),
    "metrics.period_not_lost": _growth(period_start=None, period_end=None, period_type="unknown"),
    "metrics.table_row_one_period": _in_one_table_row,
    "metrics.region_not_lost": _growth(region=None),
    "metrics.one_home_region": _growth(region="别县"),
    "metrics.region_fits_code": _growth(region_code="410000"),
    "metrics.indicator_not_lost": _growth(indicator=None),
    "metrics.indicator_fits_id": _growth(indicator_id="cpi"),
    "metrics.rule_among_rules": _growth(rule="another"),
    "metrics.speaker_has_id": _growth(speaker_id=None),
    "metrics.speaker_is_entity": _growth(speaker="方圆"),
    # bands
    "metrics.value_in_band": _ratio(80.0, "城镇调查失业率"),
    "metrics.value_usual": _growth(value=60.0, region="中国"),
    "metrics.unit_of_indicator": _count(indicator_id="gdp", indicator="国内生产总值"),
    "metrics.ratio_not_money": lambda rows: (_ratio(12.0, "国内生产总值")(rows), _growth(indicator_id="gdp")(rows)),
    # coverage
    "sources.published_by_today": _set("sources", published_on=dt.date(2023, 7, 23)),
    "documents.numbers_without_metrics": _many_numerals_and_no_metric,
    "numerals.all_read": _set("numerals", 2, disposition="unread"),
    # derived tables
    "metrics.listed_by_its_observation": lambda rows: rows["observations"][0].update(metric_ids=[rows["metrics"][1]["metric_id"]]),
    "observations.days_forward": _set("observations", first_stated_on=dt.date(2023, 7, 21)),
    "observations.conflict_explained": _set("observations", observation_id="<observations.conflict_explained>", agreement="conflict"),
    "conflicts.not_by_misreading": _set("conflicts", kind="value", weight=0.9),
    "conflicts.sides_forward": _set("conflicts", left_end=0),
    "conflicts.none": _set("conflicts", kind="value"),
    "corrections.fit": _set("corrections", outcome="does_not_fit"),
    "relations.hold": _set("relations", holds=False, stated=5.0),
    "relations.verdict_follows": _set("relations", stated=5.0),
    "observations.counts_true": _set("observations", n_metrics=2),
    "observations.metric_ids_resolve": _set("observations", metric_ids=["nowhere"]),
    "conflicts.weight_is_share": _set("conflicts", weight=7.5),
    "relations.metric_ids_resolve": _set("relations", metric_ids=["nowhere"]),
    # history
    "metrics_history.one_open_row_each": _add_history(recorded_from=LATER),
    "metrics_history.open_row_is_current": _history(0, value=9.9),
    "metrics_history.times_forward": _add_history(recorded_to=CLOCK, reason="planted"),
    "metrics_history.no_two_at_once": _add_history(recorded_to=LATER, reason="planted"),
    "metrics_history.reason_when_closed": _add_history(recorded_from=CLOCK - dt.timedelta(days=9), recorded_to=CLOCK),
}

MARKS = {
    "documents.sha256_form": "xyz",
    "documents.media_type_known": "application/x-planted",
    "entities.region_code_form": "41-planted",
    "conflicts.weight_is_share": "7.5",
}
"""What the built-in expectations report instead of an id."""


def _generic_plants() -> dict[str, Spoil]:
    plants: dict[str, Spoil] = {}
    for table in CHECKED_TABLES:
        plants[f"{table.name}.key_unique"] = _double(table.name)
        required = next(column.name for column in reversed(table.columns) if not column.nullable and column.name not in table.key)
        plants[f"{table.name}.required_filled"] = _set(table.name, **{required: None})
        enumerated = next((column.name for column in table.columns if column.values), None)
        if enumerated:
            plants[f"{table.name}.closed_sets"] = _set(table.name, **{enumerated: "planted"})
        for reference in table.references:
            plants[f"{table.name}.{reference.column}_resolves"] = _set(table.name, **{reference.column: "nowhere"})
    return plants


ROW_PLANTS |= _generic_plants()


def _each(table: str, change: Callable[[Row], object]) -> Spoil:
    return lambda rows: [change(row) for row in rows[table]]


def _without_metrics(rows: Bundle) -> None:
    rows["metrics"] = []
    rows["numerals"] = [{**rows["numerals"][0], "numeral_id": f"n{number}"} for number in range(20)]


TABLE_PLANTS: dict[str, Spoil] = {
    "sources.metrics_per_thousand": _set("sources", 0, char_end=100_000),
    "documents.row_count": lambda rows: rows["documents"].clear(),
    "sources.row_count": lambda rows: rows["sources"].clear(),
    "metrics.row_count": lambda rows: rows["metrics"].clear(),
    "metrics.indicator_mostly_known": _growth(indicator=None),
    "metrics.period_mostly_known": _growth(period_start=None),
    "metrics.region_mostly_known": _growth(region=None),
    "numerals.some_are_metrics": _without_metrics,
    "numerals.mostly_read": _set("numerals", 2, disposition="unread"),
}
"""Faults that show only in a table as a whole."""

COLUMN_PLANTS = tuple(f"{table.name}.columns_as_defined" for table in CHECKED_TABLES)
"""Faults of the columns of tables, planted in a candidate of their own."""
