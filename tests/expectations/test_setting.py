"""The tables that only the checks read are read strictly, and what they say reaches the rules."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from expectations import setting
from expectations.setting import Setting, SettingError


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    folder = tmp_path / "reference"
    shutil.copytree(setting.REFERENCE, folder)
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("bands.csv", "name,match", "nmae,match", "line 1: the columns are"),
        ("bands.csv", "失业率,ending", "失业率,anywhere", "line 2: match 'anywhere' is unknown"),
        ("bands.csv", "any,0.1,60", "any,60,0.1", "line 2: low 60 is not below high 0.1"),
        ("bands.csv", "ratio|level", "ratio|lever", "line 2: measures 'ratio|lever'"),
        ("bands.csv", "any,0.1,60", "any,,60", "line 2: low is empty"),
        ("release_calendar.csv", "cpi,month", "cpi,moon", "line 2: frequency 'moon'"),
        ("release_calendar.csv", "month,9,7", "month,900,7", "line 2: days_after"),
        ("release_calendar.csv", "7,none,", "7,13,", "line 2: months_left_out '13'"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path: Path, name: str, old: str, new: str, told: str) -> None:
    with pytest.raises(SettingError, match=told.replace("|", "[|]")):
        setting.load(changed(tmp_path, name, old, new))


def test_every_indicator_of_the_calendar_is_in_the_catalogue() -> None:
    catalogue = {line.split(",")[0] for line in (setting.REFERENCE / "indicators.csv").read_text("utf-8").splitlines()}
    calendar = [line.split(",")[2] for line in (setting.REFERENCE / "release_calendar.csv").read_text("utf-8").splitlines()[1:]]
    assert set(calendar) <= catalogue


def test_a_setting_goes_through_its_file_unchanged(tmp_path: Path) -> None:
    one = setting.load().with_released({"metrics.x": ("a", "b")})
    assert Setting.from_json(one.to_json()) == one
    assert setting.load().with_former(tmp_path).former is None, "a folder without facts is no former release"


def test_a_change_of_a_table_changes_the_fingerprint(tmp_path: Path) -> None:
    assert setting.fingerprint(changed(tmp_path, "bands.csv", "any,0.1,60", "any,0.1,61")) != setting.fingerprint(setting.REFERENCE)
