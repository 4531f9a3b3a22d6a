"""The catalogue of indicators: one name belongs to one indicator, and no row joins what the language holds apart."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import opencc
import pytest

from transforms.indicators import fold

COLUMNS = ["indicator_id", "name", "name_en", "kind", "unit_family", "synonyms"]
KINDS = {"stock", "flow", "rate", "index"}

# Words of one group exclude each other. The longer word is read first, so that 进出口 is neither 进口 nor 出口.
OPPOSED = (
    ("进出口", "进口", "出口"),
    ("顺差", "逆差"),
    ("收入", "支出", "利润", "成本"),
    ("资产", "负债"),
    ("存款", "贷款"),
    ("存量", "增量"),
    ("产量", "销量"),
    ("出栏", "存栏"),
    ("城镇", "农村"),
    ("城市", "农村"),
    ("第一产业", "第二产业", "第三产业"),
    ("一产", "二产", "三产"),
    ("轻工业", "重工业"),
    ("非制造业", "制造业", "服务业", "建筑业"),
    ("规模以上", "规模以下"),
    ("限额以上", "限额以下"),
    ("国有", "民营", "私营", "股份制", "外商"),
    ("中央", "地方"),
    ("住户", "企业"),
    ("销售面积", "销售额", "待售面积", "施工面积", "新开工面积", "竣工面积"),
    ("新建", "二手"),
    ("客运", "货运"),
    ("旅客", "货物"),
    ("铁路", "公路", "水路", "民航"),
    ("沿海", "内河"),
    ("发电量", "用电量", "装机"),
    ("火电", "水电", "核电", "风电"),
    ("火力", "水力", "核能", "风力", "太阳能"),
    ("出生", "死亡"),
    ("结婚", "离婚"),
    ("就业", "失业"),
    ("常住", "户籍"),
    ("出入境", "入境", "出境"),
    ("学前", "义务教育", "高中", "高等教育"),
    ("调查失业", "登记失业"),
    ("狭义", "广义"),
    ("M0", "M1", "M2"),
    ("4G", "5G"),
    ("1年期", "5年期"),
    ("基本养老", "基本医疗", "失业保险", "工伤", "生育"),
    ("猪肉", "牛肉", "羊肉", "禽肉"),
    ("数量", "金额"),
    ("增加值", "总产值", "营业收入"),
)
_SAME_WORD = {
    "乡村": "农村",
    "一年期": "1年期",
    "五年期": "5年期",
    "规上": "规模以上",
    "限上": "限额以上",
    "销售量": "销量",
    "入出境": "出入境",
}
# In these the word is part of the name of a thing, and tells of no change.
_FIXED = re.compile(r"经济增长|国内生产总值增长|自然增长率")
_CHANGE = re.compile(r"同比|环比|增长|增速|增幅|涨幅|降幅")
_PERIOD = re.compile(r"全年|本年|年末|上半年|季度|当月|去年|今年")


@pytest.fixture(scope="module")
def rows(project_root: Path) -> list[dict[str, str]]:
    with (project_root / "seeds/reference/indicators.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


def names_of(row: dict[str, str]) -> list[str]:
    return [row["name"], *(row["synonyms"].split("|") if row["synonyms"] else [])]


def words_in(name: str, group: tuple[str, ...]) -> frozenset[str]:
    """The words of the group that the name holds."""
    for written, meant in _SAME_WORD.items():
        name = name.replace(written, meant)
    longest_first = sorted(group, key=len, reverse=True)
    return frozenset(re.findall("|".join(map(re.escape, longest_first)), name))


def opposed(left: str, right: str) -> tuple[str, ...] | None:
    """The group by whose words the two names exclude each other, if there is one."""
    for group in OPPOSED:
        a, b = words_in(left, group), words_in(right, group)
        if a and b and not (a <= b or b <= a):
            return group
    return None


def test_the_catalogue_holds_the_usual_indicators_of_official_statistics(rows: list[dict[str, str]]) -> None:
    assert len(rows) >= 300
    names = {name for row in rows for name in names_of(row)}
    usual = {
        "国内生产总值",
        "规模以上工业增加值",
        "社会消费品零售总额",
        "居民消费价格指数",
        "M2",
        "城镇调查失业率",
        "粮食总产量",
        "5G基站数量",
    }
    assert usual - names == set()


def test_every_row_is_complete_and_of_a_known_kind_and_unit_family(rows: list[dict[str, str]], project_root: Path) -> None:
    with (project_root / "seeds/reference/units.csv").open(encoding="utf-8", newline="") as file:
        families = {row["kind"] for row in csv.DictReader(file)}
    for row in rows:
        assert set(row) == set(COLUMNS), row  # a cell too many has no column
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", row["indicator_id"]), row["indicator_id"]
        assert row["name_en"].isascii(), row["indicator_id"]
        assert row["name_en"][:1].isupper() or row["name_en"][:1].isdigit(), row["indicator_id"]
        assert row["kind"] in KINDS, row["indicator_id"]
        assert row["unit_family"] in families, row["indicator_id"]


def test_no_cell_and_no_name_has_white_space_around_it_or_is_empty(rows: list[dict[str, str]]) -> None:
    for row in rows:
        for cell in row.values():
            assert cell == cell.strip(), row["indicator_id"]
        for name in names_of(row):
            assert name, row["indicator_id"]
            assert re.search(r"\s", name.replace("10G PON", "")) is None, name


def test_identifiers_and_english_names_are_unique(rows: list[dict[str, str]]) -> None:
    for column in ("indicator_id", "name_en"):
        seen = [row[column].lower() for row in rows]
        assert sorted({value for value in seen if seen.count(value) > 1}) == []


def test_no_name_or_synonym_is_written_twice(rows: list[dict[str, str]]) -> None:
    names = sorted(name for row in rows for name in names_of(row))
    assert [a for a, b in pairwise(names) if a == b] == []


def test_no_two_indicators_share_a_name_once_quotation_marks_width_and_short_forms_are_folded(rows: list[dict[str, str]]) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in names_of(row):
            owners[fold(name)].add(row["indicator_id"])
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_no_row_joins_two_names_by_words_that_exclude_each_other(rows: list[dict[str, str]]) -> None:
    found = []
    for row in rows:
        names = names_of(row)
        found += [(a, b, group) for i, a in enumerate(names) for b in names[i + 1 :] if (group := opposed(a, b))]
    assert found == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("货物贸易出口总值", "外贸进口"),
        ("货物贸易进出口总值", "外贸出口"),
        ("城镇居民人均可支配收入", "乡村居民人均可支配收入"),
        ("城市低保标准", "农村低保标准"),
        ("人民币存款余额", "人民币贷款余额"),
        ("一般公共预算收入", "全国一般公共预算支出"),
        ("汽车产量", "汽车销售量"),
        ("生猪出栏量", "生猪存栏"),
        ("第二产业增加值", "第三产业增加值"),
        ("制造业采购经理指数", "非制造业PMI"),
        ("1年期LPR", "五年期以上LPR"),
    ],
)
def test_opposed_names_are_told_apart(left: str, right: str) -> None:
    assert opposed(left, right) is not None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("乡村消费品零售额", "农村消费品零售额"),
        ("规上工业增加值", "规模以上工业增加值"),
        ("货物贸易进出口总值", "外贸进出口"),
        ("一年期LPR", "1年期LPR"),
    ],
)
def test_two_writings_of_one_name_are_not_opposed(left: str, right: str) -> None:
    assert opposed(left, right) is None


def test_no_name_is_so_bare_that_any_subject_could_own_it(rows: list[dict[str, str]]) -> None:
    bare = {
        "出口",
        "进口",
        "进出口",
        "收入",
        "支出",
        "利润",
        "投资",
        "产量",
        "销量",
        "人口",
        "企业",
        "存款",
        "贷款",
        "工资",
        "价格",
        "增加值",
        "总额",
        "营业收入",
    }
    assert {name for row in rows for name in names_of(row)} & bare == set()


def test_canonical_names_say_nothing_of_change_or_period(rows: list[dict[str, str]]) -> None:
    names = [_FIXED.sub("", row["name"]) for row in rows]
    assert [name for name in names if _CHANGE.search(name) or _PERIOD.search(name)] == []


def test_every_name_is_in_simplified_characters(rows: list[dict[str, str]]) -> None:
    converter = opencc.OpenCC("t2s")
    assert converter.convert("規模以上工業") == "规模以上工业"
    assert [name for row in rows for name in names_of(row) if converter.convert(name) != name] == []
