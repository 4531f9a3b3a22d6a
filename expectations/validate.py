"""Runs suites through Great Expectations over a candidate database and turns its results into rows.

Great Expectations is slow to import and large in memory, and DuckDB does not share a file between two kinds of
connection in one process; so only the process of the audit imports this module.
"""

from __future__ import annotations

import os

os.environ["TQDM_DISABLE"] = "1"  # read when Great Expectations is imported

import contextlib
import datetime as dt
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import great_expectations as gx
import sqlalchemy as sa

from expectations import engine
from expectations.audit_files import DATA_DOCS, RESULTS_FILE, SUITES
from expectations.model import Builtin, Expectation, broken_where, builtin_arguments, row_sql
from expectations.setting import Setting
from expectations.suites import EXPECTATIONS
from warehouse.tables import BY_NAME

SHOWN = 10
"""Offending rows named in a result. Great Expectations itself returns 200 at most."""

Row = dict[str, Any]


def audit(
    database: Path,
    out: Path,
    run_id: str,
    ran_at: dt.datetime,
    setting: Setting,
    expectations: Sequence[Expectation] = EXPECTATIONS,
) -> list[Row]:
    """Checks the database and writes the three kinds of results into `out`; returns rows for quality_results.

    There is one row for each of `expectations`: one that Great Expectations lost or could not run has the outcome error.
    Raises when the database cannot be opened at all.
    """
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    out.mkdir(parents=True, exist_ok=True)
    context: Any = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    _keep_data_docs(context, out / DATA_DOCS)
    source = engine.source_of(context, database)
    rows: list[Row] = []
    for table in dict.fromkeys(expectation.table for expectation in expectations):
        suite = [expectation for expectation in expectations if expectation.table == table]
        try:
            result, counted = _run_suite(context, source, table, suite, run_id, setting)
            examples = _examples(source.get_execution_engine(), suite, setting)
        except Exception as error:
            rows += [_row(expectation, run_id, ran_at, "error", observed=_short(error)) for expectation in suite]
            continue
        _write_json(out / SUITES / f"{table}.json", result)
        rows += _rows_of_suite(suite, result["results"], counted, examples, run_id, ran_at)
    context.build_data_docs()
    _write_json(out / RESULTS_FILE, {"run_id": run_id, "declared": len(expectations), "results": rows})
    return rows


def _keep_data_docs(context: Any, folder: Path) -> None:
    for name in list(context.list_data_docs_sites()):
        context.delete_data_docs_site(name)  # the default site lies in a temporary folder
    context.add_data_docs_site(
        "run",
        {
            "class_name": "SiteBuilder",
            "show_how_to_buttons": False,
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            # A $name in the path would be taken for a setting.
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder.resolve()).replace("$", r"\$")},
        },
    )


def _run_suite(
    context: Any, source: Any, table: str, expectations: Iterable[Expectation], run_id: str, setting: Setting
) -> tuple[Row, int]:
    batch = source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("whole")
    # Whole at once: an expectation that is added to a suite of the context rewrites the suite each time, half of the audit's seconds.
    suite = context.suites.add(gx.ExpectationSuite(table, expectations=[_in_great_expectations(one, setting) for one in expectations]))
    validation = context.validation_definitions.add(gx.ValidationDefinition(name=table, data=batch, suite=suite))
    result = validation.run(result_format={"result_format": "COMPLETE"}, run_id=gx.RunIdentifier(run_name=run_id))
    counted = source.get_execution_engine().execute_query(sa.text(f'SELECT count(*) FROM "{table}"')).scalar()
    return result.to_json_dict(), int(counted)


def _examples(engine: Any, suite: Iterable[Expectation], setting: Setting) -> dict[str, list[Row]]:
    """Keys of rows that break a built-in expectation, of which Great Expectations names the values alone."""
    found: dict[str, list[Row]] = {}
    for expectation in suite:
        where = broken_where(expectation.check, setting.bounds) if isinstance(expectation.check, Builtin) else None
        if where is None:
            continue
        key = ", ".join(f"r.{name}" for name in BY_NAME[expectation.table].key)
        sql = f'SELECT {key} FROM "{expectation.table}" AS r WHERE {where} ORDER BY {key} LIMIT {SHOWN}'
        with contextlib.suppress(sa.exc.SQLAlchemyError):  # the expectation itself says what it could not read
            query = sa.text(sql.format(batch=f'"{expectation.table}"'))
            found[expectation.id] = [dict(row) for row in engine.execute_query(query).mappings()]
    return found


def _in_great_expectations(expectation: Expectation, setting: Setting) -> Any:
    common: dict[str, Any] = {
        "severity": expectation.severity,
        "meta": {"id": expectation.id, "reason": expectation.reason},
        "description": f"{expectation.id}: {expectation.description_en} · {expectation.description_zh}",
    }
    if isinstance(expectation.check, Builtin):
        kind = getattr(gx.expectations, expectation.check.name)
        return kind(**builtin_arguments(expectation.check, setting.bounds), **common)
    return gx.expectations.UnexpectedRowsExpectation(unexpected_rows_query=row_sql(expectation, setting), **common)


def _rows_of_suite(
    suite: Sequence[Expectation],
    results: Iterable[Row],
    counted: int,
    examples: Mapping[str, Sequence[Row]],
    run_id: str,
    ran_at: dt.datetime,
) -> list[Row]:
    by_id = {result["expectation_config"]["meta"]["id"]: result for result in results}
    rows: list[Row] = []
    for expectation in suite:
        result = by_id.get(expectation.id)
        if result is None:
            rows.append(_row(expectation, run_id, ran_at, "error", observed="Great Expectations returned no result for it"))
            continue
        raised = _exception(result.get("exception_info") or {})
        if raised is not None:
            rows.append(_row(expectation, run_id, ran_at, "error", observed=raised))
            continue
        try:
            evaluated, unexpected, observed = _found(expectation, result["result"], counted, examples.get(expectation.id))
        except (KeyError, TypeError, ValueError) as error:
            rows.append(_row(expectation, run_id, ran_at, "error", observed=f"its result cannot be read: {error!r}"))
            continue
        outcome = "passed" if result["success"] else "failed"
        rows.append(_row(expectation, run_id, ran_at, outcome, evaluated, unexpected, observed))
    return rows


def _exception(info: Mapping[str, Any]) -> str | None:
    """The message of a raised exception; Great Expectations nests the record by metric where several were computed."""
    records = [info] if "raised_exception" in info else [record for record in info.values() if isinstance(record, Mapping)]
    for record in records:
        if record.get("raised_exception"):
            return _short(record.get("exception_message") or "an exception without a message")
    return None


def _found(
    expectation: Expectation, result: Mapping[str, Any], counted: int, examples: Sequence[Row] | None
) -> tuple[int, int | None, str | None]:
    if not isinstance(expectation.check, Builtin):
        unexpected = int(result["observed_value"])
        return counted, unexpected, _offenders(result["details"]["unexpected_rows"], unexpected)
    if "unexpected_count" in result:
        # Of a column without a single value Great Expectations does not count the unexpected ones.
        valueless = result["unexpected_count"] is None and result["element_count"] == (result.get("missing_count") or 0)
        unexpected = 0 if valueless else int(result["unexpected_count"])
        named = examples if examples is not None else result.get("partial_unexpected_list") or []
        return int(result["element_count"]), unexpected, _offenders(named, unexpected)
    return counted, None, f"{result.get('observed_value')}"


def _offenders(found: Sequence[Any], unexpected: int) -> str | None:
    if not unexpected:
        return None
    named = []
    for item in list(found)[:SHOWN]:
        if isinstance(item, Mapping):
            named.append(", ".join(f"{key}={_short(value)}" for key, value in item.items()))
        else:
            named.append(_short(item))
    more = f"; and {unexpected - len(named)} more" if unexpected > len(named) else ""
    return "; ".join(named) + more


def _short(value: object, length: int = 300) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 1] + "…"


def _row(
    expectation: Expectation,
    run_id: str,
    ran_at: dt.datetime,
    outcome: str,
    evaluated: int | None = None,
    unexpected: int | None = None,
    observed: str | None = None,
) -> Row:
    return {
        "run_id": run_id,
        "suite": expectation.suite,
        "rule": expectation.id,
        "description_zh": expectation.description_zh,
        "description_en": expectation.description_en,
        "severity": expectation.severity,
        "outcome": outcome,
        "table_name": expectation.table,
        "column_name": expectation.column,
        "evaluated": evaluated,
        "unexpected": unexpected,
        "observed": observed,
        "ran_at": ran_at.isoformat(),
    }


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    os.replace(temporary, path)
