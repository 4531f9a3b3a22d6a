"""Checks that look beyond the candidate: at the day, the release calendar and the former release. One planted fault for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from expectations import setting
from expectations.setting import Setting
from expectations.suite_common import CHECKED_TABLES
from tests.expectations.bundles import Bundle, Row, bundle, merged
from warehouse import arrow, parquet
from warehouse.folder import fact_file

TODAY = dt.date(2023, 7, 21)
BUNDLES = 30


def good() -> Bundle:
    """A candidate that is the same as its former release, and holds five editions of a monthly release, up to the newest one due."""
    tables = merged(bundle(f"s{number}") for number in range(BUNDLES))
    first = tables["metrics"][0]
    for month in range(2, 7):
        start = dt.date(2023, month, 1)
        tables["metrics"].append(
            {
                **first,
                "metric_id": f"cpi-{month}",
                "indicator_id": "cpi",
                "indicator": "居民消费价格",
                "region": "中国",
                "region_code": None,
                "period_start": start,
                "period_end": dt.date(2023, month + 1, 1) - dt.timedelta(1),
                "period_type": "month",
            }
        )
    tables["metrics"] += [{**first, "metric_id": f"more-{number}"} for number in range(10)]
    return tables


def former(folder: Path) -> Path:
    """The facts of a release that held the same."""
    for table in CHECKED_TABLES:
        path = fact_file(folder, table.name)
        path.parent.mkdir(parents=True)
        parquet.write(arrow.table_of(table, good()[table.name]), path)
    return folder


def setting_of(folder: Path) -> Setting:
    """The project's tables, a day on which the figures of June are due, and the former release."""
    return setting.load(today=TODAY).with_former(former(folder / "former"))


def _without(name: str, gone: Callable[[Row], bool]) -> Callable[[Bundle], None]:
    def spoil(tables: Bundle) -> None:
        tables[name] = [row for row in tables[name] if not gone(row)]

    return spoil


def _change(tables: Bundle) -> None:
    for row in tables["metrics"]:
        row["region"] = "别县"


def _publish(day: dt.date) -> Callable[[Bundle], None]:
    def spoil(tables: Bundle) -> None:
        for row in tables["sources"]:
            row["published_on"] = day

    return spoil


SETTING_PLANTS: dict[str, Callable[[Bundle], None]] = {
    "metrics.releases_on_time": _without("metrics", lambda row: row["metric_id"] == "cpi-6"),
    "documents.volume_kept": _without("documents", lambda row: int(row["document_id"].removeprefix("d-s")) >= BUNDLES // 2),
    "metrics.volume_kept": _without(
        "metrics", lambda row: row["metric_id"].startswith("growth-s1") or row["metric_id"].startswith("count")
    ),
    "metrics.kept_documents_keep_numbers": _without("metrics", lambda row: not row["metric_id"].startswith("growth-s1")),
    "documents.keeps_its_numbers": lambda tables: tables["metrics"].clear(),
    "metrics.mostly_unchanged": _change,
    "sources.not_older_than_former": _publish(dt.date(2023, 7, 10)),
}
