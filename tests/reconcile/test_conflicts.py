"""What cannot both be right is told with both sides; what may be two facts is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reconcile import samples
from tests.reconcile.conftest import Reconcile
from transforms.compared import compared
from transforms.reference import Reference

_TOLD = "省工信厅等五部门联合印发《制造业数字化赋能三年行动方案(2023—2025年)》，支持企业改造。"
_MISTOLD = _TOLD.replace("赋能", "赋值")


@pytest.fixture
def conflicts(reconciled: Reconcile, reference: Reference) -> Any:
    def make(**texts: str) -> list[dict[str, Any]]:
        rows = compared(reconciled({f"{name}.txt": text for name, text in texts.items()}).rows, reference)
        documents = {row["document_id"]: row["text"] for row in rows["documents"]}
        homes = {row["source_id"]: documents[row["document_id"]] for row in rows["sources"]}
        for row in rows["conflicts"]:
            for side in ("left", "right"):
                found = homes[row[f"{side}_source_id"]][row[f"{side}_start"] : row[f"{side}_end"]]
                assert found == row[f"{side}_text"], "both sides give back their text"
        return rows["conflicts"]

    return make


def test_a_name_with_another_character_in_one_print_of_a_story_is_told_once(conflicts: Any) -> None:
    body = samples.DISPATCH.partition("秋收")[2]
    found = conflicts(a=samples.DISPATCH + _TOLD, b="观察\n\n秋收" + body + _MISTOLD)
    assert [(row["kind"], row["likely_cause"]) for row in found] == [("wording", "a character differs")]
    assert {found[0]["left_text"], found[0]["right_text"]} == {
        "《制造业数字化赋能三年行动方案(2023—2025年)》",
        "《制造业数字化赋值三年行动方案(2023—2025年)》",
    }


def test_two_names_that_stand_in_one_print_are_two(conflicts: Any) -> None:
    body = samples.DISPATCH.partition("秋收")[2]
    assert conflicts(a=samples.DISPATCH + _TOLD + _MISTOLD, b="观察\n\n秋收" + body + _MISTOLD) == []


@pytest.mark.parametrize(
    ("printed", "misprinted", "cause"),
    [
        ("17.8%", "17.3%", "a digit differs"),
        ("4218.3亿元", "4218.3万元", "another scale"),
        ("62.47万人", "62.47万户", "another unit"),
        ("前三季度，全省规模以上工业", "上半年，全省规模以上工业", "another period"),
    ],
)
def test_a_figure_that_one_print_of_a_story_tells_otherwise_is_a_conflict(
    conflicts: Any, printed: str, misprinted: str, cause: str
) -> None:
    assert printed in samples.DISPATCH
    found = conflicts(a=samples.DISPATCH, b="又一家\n\n" + samples.DISPATCH.replace(printed, misprinted))
    assert [row["likely_cause"] for row in found] == [cause]


def test_a_misprint_in_one_of_many_prints_is_told_once(conflicts: Any) -> None:
    prints = {f"p{number}": f"第{number}家\n\n" + samples.DISPATCH for number in range(12)}
    prints["wrong"] = samples.DISPATCH.replace("17.8%", "17.3%")
    found = conflicts(**prints)
    assert [(row["left_text"], row["right_text"]) for row in found] == [("17.8%", "17.3%")]


def test_prints_that_differ_in_their_layout_alone_do_not_contradict_each_other(conflicts: Any) -> None:
    assert conflicts(a=samples.DISPATCH, b=samples.REPRINT, c=samples.CONFERENCE) == []


_RELEASE = "临江市统计局\n\n2024年7月22日\n\n{}\n\n{}\n"


@pytest.mark.parametrize(
    ("other", "cause"),
    [
        ("2024年上半年，全市用电量同比增长12.6个百分点。", "another unit"),
        ("2024年1—5月，全市用电量同比增长12.6%。", "another period"),
    ],
)
def test_stories_of_one_publication_with_one_number_in_another_unit_or_time_contradict_each_other(
    conflicts: Any, other: str, cause: str
) -> None:
    told = "2024年上半年，全市用电量同比增长12.6%。"
    found = conflicts(a=_RELEASE.format("电力运行平稳", told), b=_RELEASE.format("能源保供有力", other))
    assert [row["likely_cause"] for row in found] == [cause]


def test_one_growth_of_two_times_told_weeks_apart_is_no_conflict(conflicts: Any) -> None:
    told = "2024年{}，全市用电量同比增长12.6%。"
    later = _RELEASE.replace("7月22日", "8月22日")
    assert conflicts(a=_RELEASE.format("电力运行平稳", told.format("1—6月")), b=later.format("能源保供", told.format("1—7月"))) == []


def test_a_rounded_number_without_a_word_that_says_so_weighs_little(conflicts: Any) -> None:
    told = "截至2023年底，全市5G基站{}个。"
    (found,) = conflicts(a=_RELEASE.format("创新活跃", told.format("7986")), b=_RELEASE.format("企业成长", told.format("8000")))
    assert (found["likely_cause"], found["weight"]) == ("rounded", 0.1)
