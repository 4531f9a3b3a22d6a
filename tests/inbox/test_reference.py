"""The loader of the reference tables: a fault in any of them is told with file, line and value."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from flows.reference import ReferenceError as TableError
from flows.reference import load
from transforms.person_names import name_grammar
from transforms.word_classes import NUMBER_CLASSES, PAGE_CLASSES


@pytest.fixture(scope="module")
def tables(project_root: Path) -> Path:
    return project_root / "seeds" / "reference"


@pytest.fixture
def copy(tables: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tables, tmp_path / "reference"))


def test_the_tables_of_the_project_load(tables: Path) -> None:
    reference, _ = load(tables)
    assert all(getattr(reference, name) for name in reference.__dataclass_fields__)
    assert {unit.form: unit.multiplier for unit in reference.units}["%"] == 1
    assert next(region.code for region in reference.regions if region.name == "北京市") == "110000"
    for indicator in reference.indicators:
        assert len(set(indicator.names)) == len(indicator.names)


def test_the_hash_is_that_of_names_and_bytes(tables: Path, copy: Path) -> None:
    assert load(copy)[1] == load(tables)[1]
    with (copy / "titles.csv").open("a", encoding="utf-8") as file:
        file.write("首席巡查员\n")
    assert load(copy)[1] != load(tables)[1]


def test_the_limits_of_the_checks_are_no_rule_of_the_reading(tables: Path, copy: Path) -> None:
    (copy / "thresholds.yaml").write_text("changed: true\n")
    assert load(copy)[1] == load(tables)[1]


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        ("titles.csv", "", "1 cells expected"),
        ("titles.csv", "局长,局", "1 cells expected"),
        ("titles.csv", " 巡查员", "white space"),
        ("titles.csv", "巡查员\n巡查员", "'巡查员' stands already"),
        ("titles.csv", '巡查"员\n"开', "quotes"),
        ("surnames.csv", '""', "empty"),
        ("indicators.csv", "x1,甲,A,flow", "6 cells expected"),
        ("indicators.csv", "gdp,甲指标,A,flow,money,", "'gdp' stands already"),
        ("indicators.csv", "x1,甲指标,A,sort,money,", "'sort'"),
        ("indicators.csv", "x1,甲指标,A,flow,money,乙指标||丙指标", "empty or padded"),
        ("indicators.csv", "x1,甲指标,A,flow,money,GDP", "'GDP' stands already"),
        ("units.csv", "甲位,甲位,count,many", "'many'"),
        ("units.csv", "甲位,甲位,count,0", "positive"),
        ("units.csv", "甲位,甲位,count,inf", "positive"),
        ("units.csv", "甲位,甲位,count,nan", "positive"),
        ("regions.csv", "甲县,12345,county,,110000", "'12345'"),
        ("regions.csv", "甲县,１１０９９９,county,,110000", "six digits"),
        ("regions.csv", "甲县,110000,county,,", "'110000' stands already"),
        ("regions.csv", "东城区,119998,county,,110000", "东城区"),
        ("regions.csv", "甲县,119999,county,,998877", "'998877'"),
        ("regions.csv", "甲县,119999,village,,110000", "'village'"),
        ("outlets.csv", "甲报,newspaper,,甲省", "'甲省'"),
        ("outlets.csv", "甲报,newspaper,新华社,", "'新华社' stands already"),
        ("organizations.csv", "甲部,ministry,中共中央", "'中共中央' stands already"),
        ("script_terms.csv", "智慧制,智能", "differ in length"),
        ("not_names.csv", "高甲乙", "2 cells expected"),
        ("not_names.csv", "高甲乙,", "reason is empty"),
    ],
)
def test_a_wrong_row_is_refused_with_file_line_and_value(copy: Path, name: str, line: str, told: str) -> None:
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write(line + "\n" if line else "甲级,\n")
    with pytest.raises(TableError) as raised:
        load(copy)
    assert str(raised.value).startswith(f"{name}: line ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("titles.csv", "name\n部长\n", "columns are ['name']"),
        ("titles.csv", "title,kind\n部长,a\n", "columns are"),
        ("titles.csv", "title\n", "no rows"),
        ("titles.csv", "", "columns are"),
        ("words.yaml", "up: 增长", "must be a list"),
        ("words.yaml", "up: [增长, 2024]", "quote"),
        ("words.yaml", "up: [增长, '']", "must be a list"),
        ("words.yaml", "up: [增长, 增长]", "'增长' stands twice"),
        ("words.yaml", "up: [增长]\nup: [上升]", "'up' stands twice"),
        ("words.yaml", "- up", "must hold classes"),
        ("words.yaml", "up: [", "no YAML"),
        ("words.yaml", "upp: [增长]", "upp: is no class"),
        ("page_words.yaml", "page_bars: [首页]", "is missing"),
        ("words.yaml", "currencies: [台湾新台币元]", "currencies: '台湾新台币元' is no pair"),
        ("words.yaml", "implied_units: [用户=]", "implied_units: '用户=' is no pair"),
        ("words.yaml", "unit_not_before: [=轻]", "unit_not_before: '=轻' is no pair"),
        ("words.yaml", "unit_not_before: [年=轻, 年=龄]", "unit_not_before: '年' stands twice"),
        ("title.csv", "title\n部长\n", "no reference table"),
        ("more.yaml", "a: [b]\n", "no reference table"),
    ],
)
def test_a_wrong_file_is_refused_by_its_name(copy: Path, name: str, content: str, told: str) -> None:
    (copy / name).write_text(content, encoding="utf-8")
    with pytest.raises(TableError) as raised:
        load(copy)
    assert str(raised.value).startswith(f"{name}: ")
    assert told in str(raised.value)


def test_a_missing_file_and_another_encoding_are_refused(copy: Path) -> None:
    (copy / "titles.csv").write_bytes("title\n部长\n".encode("gb18030"))
    with pytest.raises(TableError, match=r"titles\.csv: .*UTF-8"):
        load(copy)
    (copy / "titles.csv").unlink()
    with pytest.raises(TableError, match=r"titles\.csv: cannot be read"):
        load(copy)


def test_every_class_of_words_is_asked_for(project_root: Path) -> None:
    readers = [path for path in (project_root / "transforms").glob("*.py") if path.name != "word_classes.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in readers)
    assert sorted(name for name in NUMBER_CLASSES | PAGE_CLASSES if f'"{name}"' not in code) == []


def test_every_word_that_is_no_name_would_else_be_one_or_begin_one(tables: Path) -> None:
    reference, _ = load(tables)
    names = name_grammar(dataclasses.replace(reference, words={**reference.words, "not_names": ()}))
    idle = [
        word
        for word in reference.words["not_names"]
        if not names.is_name(word) and not (len(word) == 2 and names.surname_at(word, 0)) and word not in names.not_names
    ]
    assert idle == []
