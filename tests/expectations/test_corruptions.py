"""What the checks notice of damage to a good candidate, and that they leave good ones alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from expectations import setting
from flows.settings import PROJECT
from tests.expectations.corruptions import markdown, table
from tests.expectations.direct import broken, with_history
from tests.flow.made import CITY, CLOCK, HARVEST, NOTICE, PRESS, inbox_of, staged

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SAMPLES = {path.name: path.read_text("utf-8") for path in sorted((PROJECT / "seeds" / "documents").glob("*")) if path.is_file()}
MADE = {"city.txt": CITY, "press.txt": PRESS, "notice.md": NOTICE, "harvest.txt": HARVEST}


def test_of_a_thousand_corruptions_the_checks_notice_nearly_all(tmp_path: Path) -> None:
    rows = table(tmp_path)
    told = markdown(rows)
    made = sum(row[1] for row in rows)
    assert len([row for row in rows if row[1]]) >= 25
    assert made >= 1000, told
    assert sum(row[2] for row in rows) >= 0.95 * made, told
    # A kind that is never noticed hides behind a good sum.
    assert [name for name, number, found in rows if number and found < number / 2] == [], told
    assert {name for name, number, _ in rows if not number} == set(), told


def _growth(chance: random.Random) -> str:
    """One of the moves that honest pages tell of: small, none, a young product's, a collapse."""
    return chance.choice(["增长0.4%", "持平", "增长160%", "下降70%", "下降2.1%", "增长12.7%", "增长239倍", "增长两位数", "增长3—4个百分点"])


def _inbox(folder: Path, number: int) -> Path:
    """Some of the samples, and a page of its own with moves of all sizes."""
    chance = random.Random(number)
    documents = {**SAMPLES, **MADE}
    names = [name for name in documents if not name.endswith(".meta.yaml")]
    chosen = {name: documents[name] for name in chance.sample(names, chance.randint(1, 4))}
    chosen |= {name: text for name, text in SAMPLES.items() if name.endswith(".meta.yaml") and name.replace(".meta.yaml", ".md") in chosen}
    month = chance.randint(2, 11)
    chosen["own.txt"] = (
        f"江宁日报 2024年{month + 1}月1{chance.randint(0, 9)}日\n\n{month}月份运行情况\n\n"
        f"本报讯 1—{month}月，全市规模以上工业增加值同比{_growth(chance)}，新能源汽车产量{_growth(chance)}，"
        f"完成投资{chance.randint(2, 900)}.{chance.randint(1, 9)}亿元，{_growth(chance)}。"
        f"城乡居民收入比为2.{chance.randint(10, 90)}，城镇调查失业率为{chance.randint(41, 58) / 10}%。\n"
    )
    return inbox_of(folder, chosen)


def test_thirty_good_builds_of_differing_inboxes_pass(tmp_path: Path) -> None:
    limits = setting.load(today=CLOCK.date())
    found = {}
    for number in range(30):
        run = staged(_inbox(tmp_path / f"inbox{number}", number), tmp_path / f"warehouse{number}")
        assert run.rows["metrics"]
        kept_out = [(row["rule"], row["sentence"]) for row in run.quarantine]
        critical = broken(with_history({name: list(rows) for name, rows in run.rows.items()}), limits, ("critical",))
        if kept_out or critical:
            found[number] = (kept_out, critical)
    assert found == {}
