"""Who says what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pages import samples
from tests.pages.reading import Read
from transforms.model import Article
from transforms.page import read_page
from transforms.people import people
from transforms.person_names import name_grammar
from transforms.reference import Reference
from transforms.script import simplify
from transforms.speech import spans


def test_reported_speech_runs_to_the_end_of_its_paragraph_and_no_further(read: Read) -> None:
    said = dict(read("市统计局局长陈立新说，投资增长8%。消费回暖。\n\n据介绍，明年还要再增长。\n").said())
    assert said == {"陈立新": "市统计局局长陈立新说，投资增长8%。消费回暖。"}


def test_a_quotation_before_its_speaker_is_the_speakers(read: Read) -> None:
    page = read(samples.NEWSPAPER)
    said = page.said()
    assert ("周明远", "“我们看到的是实打实的需求。”周明远认为，企业的信心正在恢复。") in said


def test_a_pronoun_means_the_last_speaker(read: Read) -> None:
    assert ("周明远", "他表示，下一步要把服务送到车间。") in read(samples.NEWSPAPER).said()


def test_a_paragraph_broken_by_a_column_goes_on(read: Read) -> None:
    page = read("总工程师林国栋介绍，规上企业利润总额同比增长百分之五左右，占全部\n\n企业的比重继续上升。\n\n另据悉，来年持平。\n")
    assert page.said() == [("林国栋", page.text[: page.text.index("\n\n另")].strip())]


def test_an_unnamed_source_ends_the_stretch_and_gets_no_speaker(read: Read) -> None:
    said = read("局长陈立新说，投资增长8%。有关负责人表示，消费增长5%。\n").said()
    assert said == [("陈立新", "局长陈立新说，投资增长8%。")]


def test_an_adjunct_may_stand_between_speaker_and_verb(read: Read) -> None:
    assert read("协会副会长何建明接受本报记者采访时表示，出口将增长6%。\n").said()[0][0] == "何建明"


def test_a_foreign_name_speaks_too(read: Read) -> None:
    assert [who for who, _ in read("世界银行行长德克罗尔指出，贸易增长2%。\n").said()] == ["德克罗尔"]
    assert [who for who, _ in read("秘书长安娜·贝尔表示，援助增长3%。\n").said()] == ["安娜·贝尔"]


def test_turns_belong_to_their_speakers_and_questions_to_nobody(read: Read) -> None:
    page = read(samples.TRANSCRIPT)
    said = page.said()
    assert [who for who, _ in said] == ["苏慧敏", "林国栋", "林国栋"]
    assert "加快1.1个百分点" in said[1][1]
    assert not any("6%" in words for _, words in said)
    assert not any("责任编辑" in words for _, words in said)


def test_a_turn_ends_before_the_headline_of_the_next_part(read: Read) -> None:
    said = read(samples.INTERVIEW).said()
    assert [who for who, _ in said] == ["王思齐", "李曼"]
    assert said[0][1].endswith("支持海外仓建设。")


def test_both_scripts_give_the_same_speakers(read: Read) -> None:
    assert [who for who, _ in read(samples.COLUMN).said()] == ["林婉仪", "何美琪", "何美琪"]


@pytest.mark.parametrize("word", ["智慧", "谢谢", "高新区", "贡献率", "双方", "马方", "白宫", "方面", "应该", "石油"])
def test_words_that_look_like_names_are_none(page_reference: Reference, word: str) -> None:
    assert not name_grammar(page_reference).is_name(word)


@pytest.mark.parametrize("name", ["陈立新", "王芳", "欧阳文静", "司马光华", "叶刘淑仪", "德克罗", "安娜·贝尔"])
def test_names_are_names(page_reference: Reference, name: str) -> None:
    assert name_grammar(page_reference).is_name(name)


def test_a_text_without_articles_has_no_speech(page_reference: Reference) -> None:
    page = read_page("局长陈立新说，好。", page_reference)
    named = people(page, (), page_reference)
    assert [person.name for person in named] == ["陈立新"]
    assert spans(page, (), named, page_reference) == ()
    related = Article(1, "related", 0, 10, segments=((0, 10),))
    assert spans(page, (related,), named, page_reference) == ()


def test_who_leads_a_conference_is_no_official_who_answers(page_reference: Reference) -> None:
    text = simplify(samples.TRANSCRIPT)
    kinds = [(turn.kind, turn.speaker) for turn in read_page(text, page_reference).turns]
    assert {kind for kind, speaker in kinds if speaker is None} == {"question"}
    assert ("statement", "苏慧敏") in kinds or ("host", "苏慧敏") in kinds


def test_every_turn_of_a_real_transcript_is_found_with_the_speaker_of_its_label(page_reference: Reference, real_documents: Path) -> None:
    (path,) = (real_documents / "seeds").glob("004*.txt")
    text = simplify(path.read_bytes().decode("utf-8"))
    # Labels stand on lines of their own there, which end in a colon; a line that announces a list says 以下 or 几个方面.
    labels = [
        line.strip()[:-1] for line in text.splitlines() if len(line.strip()) <= 40 and line.strip().endswith(":") and "方面" not in line
    ]
    turns = read_page(text, page_reference).turns
    assert [turn.label for turn in turns] == labels
    assert len(turns) == 25
    for turn in turns:
        assert (turn.speaker is None) == turn.label.endswith("记者")
        assert turn.speaker is None or turn.label.endswith(turn.speaker)
        assert (turn.kind == "question") == (turn.speaker is None)
    first = turns[0].speaker
    assert [turn.kind for turn in turns if turn.speaker == first] == ["host"] * 4


@pytest.mark.parametrize(
    "sentence",
    [
        "国家能源局7月18日发布，用电量增长5%。",
        "市统计局数据显示，用电量增长5%。",
        "国家能源局公布的最新数据显示，用电量增长5%。",
        "此外，据海关统计，出口增长3.7%。",
        "据临江市工信局介绍，产值增长4%。",
        "据统计，用电量增长5%。",
        "据悉，用电量增长5%。",
        "记者了解到，新增企业100万户。",
        "记者从市工信局获悉，产值增长4%。",
        "市商务局7月18日表示，出口增长3.7%。",
    ],
)
def test_a_sentence_with_a_source_of_its_own_ends_the_speech_before_it(read: Read, sentence: str) -> None:
    said = "局长陈立新说，投资增长8%。"
    assert read(f"{said}{sentence}消费平稳。\n").said() == [("陈立新", said)]


@pytest.mark.parametrize(
    "sentence", ["据他介绍，出口增长3.7%。", "据陈立新介绍，出口增长3.7%。", "目前，出口增长3.7%。", "发布会上的数据增长3.7%。"]
)
def test_what_names_no_other_source_goes_on_the_speech(read: Read, sentence: str) -> None:
    said = read(f"局长陈立新说，投资增长8%。{sentence}\n").said()
    assert {who for who, _ in said} == {"陈立新"}
    assert said[-1][1].endswith(sentence)


def test_a_source_named_inside_a_quotation_is_the_speakers(read: Read) -> None:
    said = read("局长陈立新说：“投资增长8%。据统计，消费增长5%。”\n").said()
    assert said == [("陈立新", "局长陈立新说：“投资增长8%。据统计，消费增长5%。”")]


def test_what_is_of_a_person_is_said_by_nobody_who_is_named_and_his_words_are_his(read: Read) -> None:
    said = "局长陈立新说，投资增长8%。"
    assert read(f"{said}部长刘文昆的信件称，出口增长3%。\n").said() == [("陈立新", said)]
    assert [who for who, _ in read("报道援引部长刘文昆的话说，出口增长3%。\n").said()] == ["刘文昆"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("蓝文安16日表示，赤字率4%。", "蓝文安"),
        ("商务部发言人束文婷7月31日介绍，出口增长4%。", "束文婷"),
        ("司长陈茂安今日（五月二日）出席会议时表示，增长4%。", "陈茂安"),
        ("普京7日在会议上表示，增长4%。", "普京"),
        ("全市7月31日介绍，出口增长4%。", None),
    ],
)
def test_a_day_may_stand_between_speaker_and_verb(read: Read, sentence: str, speaker: str | None) -> None:
    assert [who for who, _ in read(sentence + "\n").said()] == ([speaker] if speaker else [])


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("刘文对来访的美国财政部长耶里伦说，赤字率3%。", "刘文"),
        ("部长刘文昆16日对来访的美国财政部长耶里伦说，赤字率3%。", "刘文昆"),
        ("他对美国财政部长耶里伦说，赤字率3%。", None),
        ("总统阿巴克的发言人鲁代奈8日说，援助增长4%。", "鲁代奈"),
        ("对外经济贸易大学校长赵忠文说，增长3%。", "赵忠文"),
    ],
)
def test_who_is_spoken_to_and_whose_spokesman_speaks_are_no_speakers(read: Read, sentence: str, speaker: str | None) -> None:
    assert [who for who, _ in read(sentence + "\n").said()] == ([speaker] if speaker else [])


SAID = "上半年投资增长8%，消费增长5%。"


@pytest.mark.parametrize(
    ("page", "turns"),
    [
        (
            f"財政司司長陳茂安今日會見傳媒的談話內容：\n\n財政司司長：{SAID}\n\n記者：失業率如何？\n\n財政司司長：{SAID}\n",
            [("statement", "陈茂安"), ("question", None), ("answer", "陈茂安")],
        ),
        # Nobody is named with the title: the words are nobody's, and not those of the one person who is named otherwise.
        (
            f"会见传媒内容\n\n署长陈茂安在场。\n\n局长：{SAID}\n\n记者：失业率如何？\n\n局长：{SAID}\n",
            [("statement", None), ("question", None), ("statement", None)],
        ),
        (
            f"实录\n\n【主持人】各位好。\n\n【王美文】{SAID}\n\n【主持人】谢谢。\n\n【王美文】{SAID}\n",
            [("host", None), ("statement", "王美文"), ("host", None), ("statement", "王美文")],
        ),
        (
            f"实录\n\n付文晖（国家统计局新闻发言人）：{SAID}\n\n记者：出口呢？\n\n付文晖：{SAID}\n",
            [("statement", "付文晖"), ("question", None), ("answer", "付文晖")],
        ),
        (
            f"实录\n\n刘文副厅长：{SAID}\n\n记者：出口呢？\n\n刘文副厅长：{SAID}\n",
            [("statement", "刘文"), ("question", None), ("answer", "刘文")],
        ),
        (
            f"实录\n\n出席的有市统计局局长陈志文、副局长王明。\n\n记者：出口呢？\n\n陈局长：{SAID}\n\n记者：进口呢？\n\n陈志文：{SAID}\n",
            [("question", None), ("answer", "陈志文"), ("question", None), ("answer", "陈志文")],
        ),
        (f"报告\n\n各位代表：\n\n{SAID}\n\n各位代表：\n\n{SAID}\n\n责任编辑：赵文\n", []),
        ("【专访】王明部长：投资增长\n\n【数据】投资增长8%。\n\n【市场】消费增长5%。\n", []),
    ],
)
def test_labels_of_turns_come_in_many_forms(page_reference: Reference, page: str, turns: list[tuple[str, str | None]]) -> None:
    assert [(turn.kind, turn.speaker) for turn in read_page(simplify(page), page_reference).turns] == turns
