"""What a backfill takes from an archive: days, order, batches, copies."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from flows import archive
from flows.archive import Dated, Selection
from flows.backfill import require_usable
from flows.parameters import Backfill, Day, Order
from flows.run import WrongUse
from tests.flow.made import HARVEST, inbox_of


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("2023/07/20/page1.txt", date(2023, 7, 20)),
        ("daily-20230720.md", date(2023, 7, 20)),
        ("lianbo-2024-7-5.txt", date(2024, 7, 5)),
        ("2023年7月20日第1版.txt", date(2023, 7, 20)),
        ("2022-01-01/2023-07-20.txt", date(2023, 7, 20)),
        ("page.txt", None),
        ("2023.txt", None),
        ("2023-07.txt", None),
        ("2023-02-30.txt", None),
        ("2023-13-01.txt", None),
        ("1234520230720.txt", None),
        ("202307201.txt", None),
    ],
)
def test_the_last_date_in_a_path_is_its_day(path: str, day: date | None) -> None:
    assert archive.date_in(path) == day


def wanted(**other: object) -> Backfill:
    given = {"archive": "a", "first_day": "2023-07-01", "last_day": "2023-07-31", **other}
    return Backfill.model_validate(given)


def archive_of(folder: Path) -> Path:
    """Five documents: two of one day, one told by its sidecar, one of another month, one without a day."""
    texts = {
        "2023/07/20/b.txt": HARVEST + "二",
        "2023/07/20/a.txt": HARVEST + "一",
        "2023/07/21/c.txt": HARVEST + "三",
        "told.txt": HARVEST + "四",
        "2023/08/01/d.txt": HARVEST + "五",
        "undated.txt": HARVEST + "六",
    }
    inbox_of(folder, texts)
    (folder / "told.meta.yaml").write_text("published_on: 2023-07-02\ncollected_at: 2023-07-22T23:30:00+00:00\n", "utf-8")
    return folder


def paths(found: Selection) -> list[str]:
    return [one.document.path for one in found.chosen]


def test_documents_of_the_period_are_taken_in_the_order_asked_for_and_the_others_are_accounted_for(tmp_path: Path) -> None:
    folder = archive_of(tmp_path / "archive")
    oldest = archive.select(folder, wanted(order=Order.oldest_first))
    assert paths(oldest) == ["told.txt", "2023/07/20/a.txt", "2023/07/20/b.txt", "2023/07/21/c.txt"]
    assert (oldest.undated, oldest.outside) == (["undated.txt"], 1)
    newest = archive.select(folder, wanted())
    assert paths(newest) == ["2023/07/21/c.txt", "2023/07/20/a.txt", "2023/07/20/b.txt", "told.txt"]


def test_the_day_of_collection_is_the_one_in_china(tmp_path: Path) -> None:
    found = archive.select(archive_of(tmp_path / "archive"), wanted(day=Day.collected))
    assert [one.day for one in found.chosen if one.document.path == "told.txt"] == [date(2023, 7, 23)]


def test_a_day_is_never_divided_among_batches(tmp_path: Path) -> None:
    chosen = archive.select(archive_of(tmp_path / "archive"), wanted()).chosen
    assert [len(lot) for lot in archive.batches(chosen, 1)] == [1, 2, 1]
    assert [len(lot) for lot in archive.batches(chosen, 2)] == [3, 1]
    assert archive.batches([], 5) == []


def test_what_the_inbox_holds_is_not_copied_and_stays_as_it_is(tmp_path: Path) -> None:
    folder, inbox = archive_of(tmp_path / "archive"), tmp_path / "inbox"
    chosen: list[Dated] = archive.select(folder, wanted()).chosen
    inbox_of(inbox, {"2023/07/21/c.txt": "mine"})
    pairs = archive.lacking(chosen, folder, inbox)
    journal = tmp_path / "state" / "backfill.json"
    archive.begin(journal, pairs)
    held = sorted(path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file())
    assert held == ["2023/07/20/a.txt", "2023/07/20/b.txt", "2023/07/21/c.txt", "told.meta.yaml", "told.txt"]
    assert (inbox / "2023/07/21/c.txt").read_text("utf-8") == "mine"
    assert archive.lacking(chosen, folder, inbox) == []
    # As a backfill finds it that was killed in mid-copy.
    (inbox / ".told.txt.part").write_text("half", "utf-8")
    assert archive.take_back(journal, inbox) == 5
    assert [path.name for path in inbox.rglob("*") if path.is_file()] == ["c.txt"]
    assert not journal.exists()
    assert archive.take_back(journal, inbox) == 0


def test_a_journal_that_is_spoilt_or_names_files_elsewhere_takes_nothing(tmp_path: Path) -> None:
    inbox, journal, other = tmp_path / "inbox", tmp_path / "backfill.json", tmp_path / "other.txt"
    inbox.mkdir()
    other.write_text("", "utf-8")
    journal.write_text(f'["{other}"]', "utf-8")
    assert archive.take_back(journal, inbox) == 0
    assert other.exists()
    journal.write_text("{", "utf-8")
    assert archive.take_back(journal, inbox) == 0


def test_days_the_wrong_way_round_and_an_archive_that_is_not_there_are_refused(tmp_path: Path) -> None:
    turned = wanted(last_day="2023-06-30")
    with pytest.raises(WrongUse, match="lies before the first"):
        require_usable(turned, tmp_path, tmp_path / "inbox")
    with pytest.raises(WrongUse, match="There is no folder"):
        require_usable(wanted(), tmp_path / "nowhere", tmp_path / "inbox")


def test_a_parameter_that_is_misspelt_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        wanted(inbx="a")
