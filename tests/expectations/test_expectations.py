"""Each expectation catches the fault planted for it and passes a clean candidate; honest extremes pass."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import setting, validate
from expectations.audit_files import DATA_DOCS, RESULTS_FILE, SUITES
from expectations.gate import decide
from expectations.model import Expectation, RowRule
from expectations.setting import Setting
from expectations.suites import BY_ID, EXPECTATIONS
from tests.expectations.bundles import CLOCK, Bundle, Row, build, bundle, merged
from tests.expectations.plants import COLUMN_PLANTS, MARKS, ROW_PLANTS, TABLE_PLANTS
from tests.expectations.settings import SETTING_PLANTS, good, setting_of
from warehouse.tables import QUALITY_RESULTS

SETTING = setting.load(today=CLOCK.date())


def audit(
    folder: Path, tables: Bundle, expectations: tuple[Expectation, ...] = EXPECTATIONS, beside: Setting = SETTING, **given: Any
) -> dict[str, Row]:
    """Results by rule of a candidate of these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    database = build(folder / "candidate.duckdb", tables, **given)
    return {row["rule"]: row for row in validate.audit(database, folder, "run-1", CLOCK, beside, expectations)}


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Row]]:
    folder = tmp_path_factory.mktemp("clean")
    return folder, audit(folder, merged(bundle(f"clean{number}") for number in range(3)))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Row]]:
    """One candidate with all row faults, beside clean rows."""
    bundles = [bundle("clean")]
    for rule, spoil in ROW_PLANTS.items():
        spoiled = bundle(tag(rule))
        spoil(spoiled)
        bundles.append(spoiled)
    folder = tmp_path_factory.mktemp("planted")
    return folder, audit(folder, merged(bundles))


def tag(rule: str) -> str:
    return f"<{rule}>"


def test_every_expectation_has_exactly_one_plant() -> None:
    plants = [*ROW_PLANTS, *TABLE_PLANTS, *COLUMN_PLANTS, *SETTING_PLANTS]
    assert sorted(plants) == sorted(BY_ID)


def test_a_clean_candidate_passes_every_expectation(clean: tuple[Path, dict[str, Row]]) -> None:
    results = clean[1]
    assert {rule: row["observed"] for rule, row in results.items() if row["outcome"] != "passed"} == {}
    assert list(results) == [expectation.id for expectation in EXPECTATIONS]
    assert decide(results.values()).outcome == "publish"


def test_every_expectation_looked_at_rows(clean: tuple[Path, dict[str, Row]]) -> None:
    assert [rule for rule, row in clean[1].items() if not row["evaluated"]] == []


@pytest.mark.parametrize("rule", ROW_PLANTS)
def test_a_planted_row_is_caught(rule: str, planted: tuple[Path, dict[str, Row]]) -> None:
    folder, results = planted
    row = results[rule]
    assert row["outcome"] == "failed", row["observed"]
    assert row["unexpected"] >= 1
    found = _unexpected(folder, rule)
    assert any(_mark(rule) in item for item in found), found
    assert not any("-clean" in item for item in found)


@pytest.mark.parametrize("rule", TABLE_PLANTS)
def test_a_planted_fault_of_a_whole_table_is_caught(rule: str, tmp_path: Path) -> None:
    tables = bundle("whole")
    TABLE_PLANTS[rule](tables)
    assert audit(tmp_path, tables, (BY_ID[rule],))[rule]["outcome"] == "failed"


@pytest.fixture(scope="module")
def beside_former(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return setting_of(tmp_path_factory.mktemp("beside"))


def test_a_candidate_like_its_former_release_passes_what_looks_beyond_it(beside_former: Setting, tmp_path: Path) -> None:
    results = audit(tmp_path, good(), tuple(BY_ID[rule] for rule in SETTING_PLANTS), beside_former)
    assert {rule: (row["outcome"], row["observed"]) for rule, row in results.items()} == dict.fromkeys(SETTING_PLANTS, ("passed", None))


@pytest.mark.parametrize("rule", SETTING_PLANTS)
def test_a_planted_fault_against_day_calendar_or_former_release_is_caught(rule: str, beside_former: Setting, tmp_path: Path) -> None:
    tables = good()
    SETTING_PLANTS[rule](tables)
    assert audit(tmp_path, tables, (BY_ID[rule],), beside_former)[rule]["outcome"] == "failed"


def test_surplus_columns_are_caught_in_every_table(tmp_path: Path) -> None:
    rules = tuple(BY_ID[rule] for rule in COLUMN_PLANTS)
    results = audit(tmp_path, bundle("columns"), rules, extra_columns=True)
    assert {rule: row["outcome"] for rule, row in results.items()} == dict.fromkeys(COLUMN_PLANTS, "failed")
    assert all(row["unexpected"] == 1 and "surplus" in row["observed"] for row in results.values())


ABROAD = "value.test measure.test indicator.test period.test region.named_place"


def test_honest_extremes_pass(tmp_path: Path) -> None:
    """Each has been seen, or something like it, in real reports."""
    level = {
        "measure": "level",
        "basis": "none",
        "indicator": "某项",
        "indicator_text": None,
        "indicator_start": None,
        "indicator_end": None,
    }
    ratio = {**level, "measure": "ratio", "unit": "%"}
    extremes: list[tuple[str, str, Row]] = [
        ("增长", "160%", {"value": 160.0}),
        ("下降", "70%", {"value": -70.0}),
        ("下降", "100%", {"value": -100.0}),
        ("增长", "0", {"value": 0.0}),
        ("增长", "239倍", {"value": 239.0, "unit": "倍"}),
        ("增长", "两位数", {"value": None, "value_low": 10.0}),
        ("增长", "30%至40%", {"value": None, "value_low": 30.0, "value_high": 40.0}),
        ("下降", "160%", {"value": -160.0, "indicator": "规模以上工业企业利润"}),
        ("为", "2.62", {**level, "value": 2.62, "unit": "", "indicator": "城乡居民收入比"}),
        ("为", "100%", {**ratio, "value": 100.0, "indicator": "问题整改率"}),
        ("为", "0%", {**ratio, "value": 0.0, "indicator": "不合格率"}),
        ("为", "112%", {**ratio, "value": 112.0, "indicator": "最终消费支出对经济增长的贡献率"}),
        ("为负", "8%", {**ratio, "value": -8.0, "indicator": "净出口对经济增长的贡献率"}),
        ("为", "103.5%", {**ratio, "value": 103.5, "indicator": "年度预算完成进度"}),
        ("为", "210%", {**ratio, "value": 210.0, "indicator": "拨备覆盖率"}),
        ("为", "46%", {**ratio, "value": 46.0, "indicator": "青年失业率"}),
        ("向下拉动", "0.3个百分点", {**ratio, "measure": "contribution", "value": -0.3, "unit": "百分点"}),
        ("回落", "2.1个百分点", {"value": -2.1, "measure": "difference", "unit": "百分点"}),
        ("居", "第1位", {**level, "value": 1.0, "measure": "rank", "unit": "位"}),
        ("连续", "8年", {**level, "value": 8.0, "measure": "streak", "unit": "年"}),
        ("达", "9000万亿元", {**level, "value": 9.0e15, "unit": "元"}),
        ("达", "230百亿亿次", {**level, "value": 2.3e20, "unit": "次"}),
        ("亏损", "30.5亿元", {**level, "value": -3.05e9, "unit": "元"}),
        ("达", "1,234.5万千瓦时", {**level, "value": 12_345_000.0, "unit": "千瓦时"}),
        ("超", "5500多万辆", {**level, "value": 5.5e7, "unit": "辆", "approximation": "over"}),
        ("占", "7成", {**ratio, "value": 70.0}),
        ("为", "91.5%", {**ratio, "value": 91.5, "indicator": "白酒毛利率"}),
        ("为", "133%", {**ratio, "value": 133.0, "indicator": "阿根廷基准利率", "region": "阿根廷", "rules": ABROAD}),
        ("为", "5.4%", {**ratio, "value": 5.4, "indicator": "印度服务业采购经理指数", "region": "印度", "rules": ABROAD}),
        ("为", "200‰", {**ratio, "value": 200.0, "unit": "‰", "indicator": "婴儿死亡率"}),
        ("为", "0.6‰", {**ratio, "value": 0.6, "unit": "‰", "indicator": "肺炎死亡率"}),
        ("上涨", "211.4%", {"value": 211.4, "indicator": "居民消费价格", "region": "阿根廷", "rules": ABROAD}),
        (
            "增长",
            "223倍",
            {
                "value": 223.0,
                "unit": "倍",
                "basis": "vs_period",
                "base": "1952年",
                "indicator": "国内生产总值",
                "region": "中国",
                "rules": ABROAD,
            },
        ),
        (
            "增长",
            "69.7%",
            {"value": 69.7, "basis": "vs_period", "base": "2012年", "indicator": "国内生产总值", "region": "中国", "rules": ABROAD},
        ),
    ]
    periods: list[Row] = [
        {"period_start": dt.date(2023, 7, 20), "period_end": dt.date(2023, 7, 20), "period_type": "point", "period_text": "目前"},
        {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 7, 20), "period_type": "year_to_date", "period_text": "今年以来"},
        {"period_start": dt.date(2024, 2, 1), "period_end": dt.date(2024, 2, 29), "period_type": "month", "status": "target"},
        {"period_start": dt.date(2030, 12, 31), "period_end": dt.date(2030, 12, 31), "period_type": "point", "status": "target"},
        {"period_start": dt.date(2023, 1, 1), "period_end": dt.date(2023, 12, 31), "period_type": "year", "status": "estimate"},
        {"period_start": dt.date(2021, 1, 1), "period_end": dt.date(2022, 12, 31), "period_type": "multi_year"},
        # A plan period that runs, a purchasing managers' index on the last day but one of its month.
        {
            "period_start": dt.date(2021, 1, 1),
            "period_end": dt.date(2025, 12, 31),
            "period_type": "multi_year",
            "period_text": "“十四五”时期",
        },
        {"period_start": dt.date(2023, 7, 1), "period_end": dt.date(2023, 7, 29), "period_type": "range", "period_text": "暑期"},
        {"period_start": None, "period_end": None, "period_type": "unknown", "period_basis": "none"},
        # Read as the day of the statement, which is not known.
        {"period_start": None, "period_end": None, "period_type": "unknown", "period_basis": "statement"},
    ]
    bundles = [bundle(f"extreme{number}", change, said, **values) for number, (change, said, values) in enumerate(extremes)]
    bundles += [bundle(f"period{number}", **{"period_text": None, **values}) for number, values in enumerate(periods)]
    harvest = bundle("harvest")  # told in December for the whole year
    harvest["sources"][0].update(stated_on=dt.date(2023, 12, 11), published_on=dt.date(2023, 12, 11))
    harvest["documents"][0]["collected_at"] = dt.datetime(2023, 12, 12, tzinfo=dt.UTC)
    for table in ("metrics", "metrics_history"):
        harvest[table][0].update(period_start=dt.date(2023, 1, 1), period_end=dt.date(2023, 12, 31), period_type="year", period_text="全年")
    results = audit(tmp_path, merged([*bundles, harvest]), beside=setting.load(today=dt.date(2024, 1, 1)))
    assert {rule: row["observed"] for rule, row in results.items() if row["outcome"] != "passed"} == {}


def test_of_an_empty_release_only_the_floors_complain(tmp_path: Path) -> None:
    results = audit(tmp_path, merged([]))
    found = {rule: row["outcome"] for rule, row in results.items() if row["outcome"] != "passed"}
    assert found == dict.fromkeys(("documents.row_count", "sources.row_count", "metrics.row_count"), "failed")


def test_results_have_the_columns_of_their_table(clean: tuple[Path, dict[str, Row]]) -> None:
    columns = [column.name for column in QUALITY_RESULTS.columns]
    assert all(list(row) == columns for row in clean[1].values())


def test_severity_and_id_stand_in_great_expectations_own_result(planted: tuple[Path, dict[str, Row]]) -> None:
    folder, _ = planted
    for result in _own_results(folder, "metrics"):
        config = result["expectation_config"]
        assert config["severity"] == BY_ID[config["meta"]["id"]].severity


def test_data_docs_of_every_suite_are_kept(clean: tuple[Path, dict[str, Row]]) -> None:
    folder, _ = clean
    pages = {path.stem for path in (folder / DATA_DOCS / "expectations").glob("*.html")}
    assert pages == {expectation.suite for expectation in EXPECTATIONS}
    assert (folder / DATA_DOCS / "index.html").is_file()
    assert json.loads((folder / RESULTS_FILE).read_text(encoding="utf-8"))["declared"] == len(EXPECTATIONS)


@pytest.mark.parametrize("severity", ["critical", "warning", "info"])
def test_broken_sql_could_not_run_and_blocks(tmp_path: Path, severity: Any) -> None:
    broken = Expectation(
        id="metrics.broken",
        table="metrics",
        severity=severity,
        description_zh="坏",
        description_en="broken",
        reason="test",
        check=RowRule(where="r.no_such_column > 0"),
    )
    sound = BY_ID["metrics.range_ordered"]
    results = audit(tmp_path, bundle("broken"), (broken, sound))
    assert results["metrics.broken"]["outcome"] == "error"
    assert "no_such_column" in results["metrics.broken"]["observed"]
    assert results["metrics.range_ordered"]["outcome"] == "passed"
    verdict = decide(results.values(), declared=results.keys())
    assert verdict.outcome == "block"
    assert "metrics.broken" in verdict.reasons[0]


def test_a_builtin_that_raises_could_not_run(tmp_path: Path) -> None:
    """The columns are there in the declaration and not in the file."""
    database = tmp_path / "candidate.duckdb"
    build(database, bundle("short"))
    with duckdb.connect(str(database)) as connection:
        connection.execute("ALTER TABLE documents DROP COLUMN sha256")
    rules = (BY_ID["documents.sha256_form"], BY_ID["documents.columns_as_defined"])
    rows = validate.audit(database, tmp_path, "run-1", CLOCK, SETTING, rules)
    assert [row["outcome"] for row in rows] == ["error", "failed"]


def test_a_missing_table_is_an_error_for_its_whole_suite_and_the_others_run(tmp_path: Path) -> None:
    database = build(tmp_path / "candidate.duckdb", bundle("less"))
    with duckdb.connect(str(database)) as connection:
        connection.execute("DROP TABLE conflicts")
    rules = (BY_ID["conflicts.key_unique"], BY_ID["conflicts.weight_is_share"], BY_ID["entities.key_unique"])
    rows = validate.audit(database, tmp_path, "run-1", CLOCK, SETTING, rules)
    assert [row["outcome"] for row in rows] == ["error", "error", "passed"]


def test_a_damaged_database_ends_the_audit_with_its_name_in_the_error(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"not a database" * 1000)
    with pytest.raises(Exception, match=r"damaged\.duckdb.*not a valid DuckDB database"):
        validate.audit(damaged, tmp_path, "run-1", CLOCK, SETTING)
    assert not (tmp_path / RESULTS_FILE).exists()


def test_an_expectation_that_great_expectations_loses_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = validate._run_suite

    def losing(*given: Any) -> Any:
        result, counted = real(*given)
        result["results"].pop()
        return result, counted

    monkeypatch.setattr(validate, "_run_suite", losing)
    rules = (BY_ID["metrics.range_ordered"], BY_ID["metrics.value_finite"])
    results = audit(tmp_path, bundle("lost"), rules)
    assert sorted(row["outcome"] for row in results.values()) == ["error", "passed"]
    assert decide(results.values(), declared=results.keys()).outcome == "block"


def test_the_audit_does_not_change_the_candidate(tmp_path: Path) -> None:
    database = build(tmp_path / "candidate.duckdb", bundle("same"))
    before = database.read_bytes()
    validate.audit(database, tmp_path, "run-1", CLOCK, SETTING, (BY_ID["metrics.key_unique"],))
    assert database.read_bytes() == before
    assert not database.with_name(database.name + ".wal").exists()


def _own_results(folder: Path, suite: str) -> list[Row]:
    results: list[Row] = json.loads((folder / SUITES / f"{suite}.json").read_text(encoding="utf-8"))["results"]
    return results


def _unexpected(folder: Path, rule: str) -> list[str]:
    """The rows or values that Great Expectations found to break a rule, as text."""
    result = next(one["result"] for one in _own_results(folder, BY_ID[rule].suite) if one["expectation_config"]["meta"]["id"] == rule)
    found = result["details"]["unexpected_rows"] if "details" in result else result["unexpected_list"]
    return [json.dumps(item, ensure_ascii=False) for item in found]


def _mark(rule: str) -> str:
    """What the planted row is known by among the unexpected ones."""
    if rule == "documents.same_bytes_once":
        sha256: str = bundle(tag(rule))["documents"][0]["sha256"]
        return sha256
    return MARKS.get(rule) or tag(rule)


def test_rows_with_a_null_or_an_unwanted_word_are_named_by_their_keys(tmp_path: Path) -> None:
    tables = merged(bundle(f"n{number}") for number in range(6))
    for row in tables["metrics"]:
        row["indicator"] = None
    for row in tables["numerals"]:
        row["disposition"] = "unread"
    rules = (BY_ID["metrics.indicator_mostly_known"], BY_ID["numerals.mostly_read"])
    nulls, words = audit(tmp_path, tables, rules).values()
    assert (nulls["outcome"], nulls["unexpected"]) == ("failed", 12)
    assert nulls["observed"].startswith("metric_id=count-n0; metric_id=count-n1; ")
    assert nulls["observed"].endswith("; and 2 more")
    assert words["unexpected"] == 18
    assert words["observed"].startswith("numeral_id=n-120-n0; ")
