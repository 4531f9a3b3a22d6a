"""Prints of one story share it; other reports on the same topic do not."""

from __future__ import annotations

import random

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reconcile import samples
from tests.reconcile.conftest import Reconcile
from transforms import stories


def story(reconciled: Reconcile, texts: dict[str, str]) -> dict[str, str]:
    found = reconciled(texts)
    return {name: found.source(name)["story_id"] for name in texts}


def test_a_partial_reprint_is_of_the_story_of_the_full_text(reconciled: Reconcile) -> None:
    told = story(reconciled, {"page.txt": samples.PAGE, "reprint.txt": samples.REPRINT})
    assert told["page.txt"] == told["reprint.txt"]


def test_a_print_in_the_other_script_is_of_the_same_story(reconciled: Reconcile) -> None:
    told = story(reconciled, {"page.txt": samples.DISPATCH, "traditional.txt": opencc.OpenCC("s2t").convert(samples.DISPATCH)})
    assert told["page.txt"] == told["traditional.txt"]


def test_a_print_with_a_word_and_a_figure_changed_is_of_the_same_story(reconciled: Reconcile) -> None:
    other = samples.DISPATCH.replace("87.6%", "86.7%").replace("陆续亮起了灯", "先后亮起了灯")
    told = story(reconciled, {"page.txt": samples.DISPATCH, "other.txt": other})
    assert told["page.txt"] == told["other.txt"]


def test_the_same_words_with_other_figures_are_another_story(reconciled: Reconcile) -> None:
    told = story(reconciled, {"page.txt": samples.DISPATCH, "next.txt": samples.NEXT_QUARTER})
    assert told["page.txt"] != told["next.txt"]


def test_two_reports_on_one_topic_are_two_stories(reconciled: Reconcile) -> None:
    told = story(reconciled, {"conference.txt": samples.CONFERENCE, "page.txt": samples.PAGE, "topic.txt": samples.TOPIC})
    assert len(set(told.values())) == 3


def test_links_and_boilerplate_tell_no_story_and_all_else_tells_one(reconciled: Reconcile) -> None:
    for row in reconciled({"reprint.txt": samples.REPRINT}).rows["sources"]:
        assert (row["story_id"] is None) == (row["kind"] in ("related", "boilerplate", "ad"))


def test_the_fullest_print_names_the_story_and_an_excerpt_changes_nothing(reconciled: Reconcile) -> None:
    alone = story(reconciled, {"page.txt": samples.PAGE})
    assert story(reconciled, {"reprint.txt": samples.REPRINT, "page.txt": samples.PAGE})["page.txt"] == alone["page.txt"]


PARAGRAPHS = [f"第{word}段说的是{word}车间的{word}条产线怎样在夜里换上新的机器人再开工的经过" for word in "甲乙丙丁戊己庚辛"]


@settings(max_examples=40)
@given(st.lists(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=5), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_stories_do_not_depend_on_the_order_of_articles(found: list[list[str]], chance: object) -> None:
    texts = [stories.text_of(str(number), "\n".join(lines), [(0, len("\n".join(lines)))]) for number, lines in enumerate(found)]
    told = stories.story_ids(texts)
    chance.shuffle(texts)  # type: ignore[attr-defined]
    assert stories.story_ids(texts) == told


@pytest.mark.parametrize("length", [0, 1, 20])
def test_articles_too_short_to_compare_are_stories_of_their_own(length: int) -> None:
    texts = [stories.text_of(key, "字" * length, [(0, length)]) for key in ("a", "b")]
    assert len(set(stories.story_ids(texts).values())) == 2


def test_a_paragraph_that_stands_everywhere_joins_nothing_and_costs_little() -> None:
    formula = "本网站刊载的内容由各地各部门提供仅供参考一切以正式公布的文件为准如有出入请与编辑部联系更正。" * 2
    chance, texts = random.Random(7), []
    for number in range(3000):
        body = "".join(chr(0x4E00 + chance.randrange(15000)) for _ in range(90))
        text = f"{body}\n{formula}"
        texts.append(stories.text_of(str(number), text, [(0, len(text))]))
    assert len(set(stories.story_ids(texts).values())) > 2950
