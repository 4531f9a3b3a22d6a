"""`gongbao chart`: one series with its sources beneath, in Chinese, and harmless whatever documents say."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from flows import chart
from flows.sql import published
from tests.flow.made import CITY, gongbao_here, inbox_of, released

LATER = """江宁日报 2024年7月20日

<script>alert(1)</script>上半年工业运行

本报讯 2024年上半年，全国规模以上工业增加值同比增长5.1%。全年规模以上工业增加值力争增长6%以上。
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chart")
    inbox = inbox_of(folder / "inbox", {"city.txt": CITY.replace("全市", "全国"), "later.txt": LATER})
    released(inbox, folder / "w")
    return folder / "w"


def test_svg_has_the_title_the_unit_and_the_sources_as_text(warehouse: Path, tmp_path: Path) -> None:
    done = gongbao_here(
        *("chart", "規模以上工業增加值", "--region", "中国", "--out", str(tmp_path / "c.svg"), "--warehouse", str(warehouse))
    )
    assert done.returncode == 0, done.stderr
    svg = etree.parse(str(tmp_path / "c.svg"))
    texts = " ".join("".join(one.itertext()) for one in svg.iter("{*}text"))
    for said in ("规模以上工业增加值 增长 同比", "%", "来源", "江宁日报", "2023-07-20", "2024-07-20"):
        assert said in texts
    assert [one for one in svg.iter() if etree.QName(one).localname in ("script", "image", "a")] == []


def test_the_axis_names_the_ends_of_the_periods_and_a_target_how_it_is_bounded(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a clock is west of Greenwich too: the last day of June is no day of July, and the year's end none of the next year."""
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    with published(warehouse) as connection:
        drawn = chart.drawing(connection, chart.Wanted("规模以上工业增加值", "中国"))
    chart.write(drawn, tmp_path / "c.svg")
    texts = ["".join(one.itertext()) for one in etree.parse(str(tmp_path / "c.svg")).iter("{*}text")]
    months = {text for text in texts if re.fullmatch(r"\d{4}-\d\d", text)}
    assert months
    assert months <= {f"{point['period_end']:%Y-%m}" for point in drawn.points}
    assert "≥6" in texts
    # What is not drawn has no place in the legend.
    assert "目标" in texts
    assert "预计" not in texts


@pytest.mark.parametrize("ending", [".svg", ".png"])
def test_a_single_promise_is_a_drawing_of_a_size(warehouse: Path, tmp_path: Path, ending: str) -> None:
    with published(warehouse) as connection:
        drawn = chart.drawing(connection, chart.Wanted("规模以上工业增加值", "中国"))
    one = [dict(point, value_low=5.1, value_high=6.9) for point in drawn.points if point["status"] == "target"][:1]
    path = tmp_path / f"c{ending}"
    chart.write(dataclasses.replace(drawn, points=one, prints=[]), path)
    if ending == ".svg":
        assert 0 < float(etree.parse(str(path)).getroot().get("height")) < 2000
    assert path.stat().st_size > 1000


def test_html_shows_hostile_titles_as_text_and_lets_nothing_be_fetched(warehouse: Path, tmp_path: Path) -> None:
    with published(warehouse) as connection:
        drawn = chart.drawing(connection, chart.Wanted("规模以上工业增加值", "中国"))
    drawn.prints[0]["title"] = "<script>alert(1)</script>\u202e"
    chart.write(drawn, tmp_path / "c.html")
    page = (tmp_path / "c.html").read_text("utf-8")
    assert "<script" not in page
    assert r"&lt;script&gt;alert(1)&lt;/script&gt;\u202e" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)=.https?:", page)


def test_png_draws_chinese_letters_and_not_boxes(warehouse: Path, tmp_path: Path) -> None:
    fonts = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False) if _has("fc-list") else None
    if fonts is None or not fonts.stdout.strip():
        pytest.skip("no font with Chinese characters is installed: a PNG needs one (Debian: fonts-noto-cjk)")
    with published(warehouse) as connection:
        drawn = chart.drawing(connection, chart.Wanted("规模以上工业增加值", "中国"))
    pictures = []
    for title in ("业务", "增长"):
        changed = chart.Drawing(title, drawn.unit, drawn.points, drawn.prints, [])
        chart.write(changed, tmp_path / "c.png")
        pictures.append((tmp_path / "c.png").read_bytes())
    assert pictures[0].startswith(b"\x89PNG")
    # Boxes for want of a font would be alike.
    assert pictures[0] != pictures[1]


def _has(command: str) -> bool:
    return subprocess.run(["sh", "-c", f"command -v {command}"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize(
    ("indicator", "more", "told"),
    [
        ("规模以上工业增加值", ("--region", "月球"), "name one with --region"),
        ("工业增加", ("--region", "月球"), "Names that hold these words: "),
        ("没有的指标", (), "What there is: gongbao sql"),
        ("规模以上工业增加值", ("--measure", "speed"), "No series of"),
    ],
)
def test_a_series_that_is_not_there_is_wrong_use_and_says_what_is(
    warehouse: Path, tmp_path: Path, indicator: str, more: tuple[str, ...], told: str
) -> None:
    done = gongbao_here("chart", indicator, *more, "--out", str(tmp_path / "c.svg"), "--warehouse", str(warehouse))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_another_ending_is_wrong_use(warehouse: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "c.bmp")
    done = gongbao_here("chart", "规模以上工业增加值", "--region", "中国", "--out", out, "--warehouse", str(warehouse))
    assert done.returncode == 2
    assert ".svg, .png, .html" in done.stderr
