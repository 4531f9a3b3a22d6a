"""What holds for any text: the ledger is complete, spans lie in the text, and nothing that means nothing changes a fact.

That is the script, the width of digits, commas between thousands, other paragraphs and articles, and the order of the documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import opencc
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import inbox
from transforms import reconcile
from transforms.clauses import sentences
from transforms.extract import extract
from transforms.grammar import Grammar
from transforms.metrics import ArticleReader
from transforms.model import Extraction, RawDocument, Reading
from transforms.numerals import scan
from transforms.places import CHINA
from transforms.reference import Reference
from transforms.repair import view_of
from transforms.script import script_of, simplify

_PIECES = """
上半年 全市 规模以上工业增加值 同比 增长 下降 3.8% 1.2万家 0.8个百分点 ， 。 、 分别 为 达到 由 至 的 占 比重 第7位 5月份 截至6月底 力争
“ ” （ ） 《 》 | 12 一 是 连续 3个月 近 超 以上 5G 年均 比 去年 高于 全国 2024年 和 其中 -1 亿元 吨/日 两成 翻一番 三分之一 1—5月
"""
_WORDS = st.sampled_from([*_PIECES.split(), "\n", " "])
_TEXT = st.lists(_WORDS, max_size=40).map("".join)


def _cases(folder: Path) -> list[str]:
    """The sentences of the examples, known shortfalls too: what is misread must at least be misread alike."""
    return [case["text"] for path in sorted(folder.glob("*.yaml")) for case in yaml.safe_load(path.read_text("utf-8"))]


SENTENCES = _cases(Path(__file__).parent / "cases")


@pytest.fixture(scope="session")
def samples(project_root: Path, reference: Reference) -> list[tuple[RawDocument, Extraction]]:
    """The sample documents with what each says."""
    opened = [inbox.open_document(item).document for item in inbox.discover(project_root / "seeds" / "documents").inputs]
    return [(document, extract(document, reference)) for document in opened if document is not None]


def read(plain: str, grammar: Grammar) -> ArticleReader:
    reader = ArticleReader(plain, grammar, CHINA)
    reader.read()
    return reader


def facts(readings: Sequence[Reading]) -> list[tuple[object, ...]]:
    return [(r.value, r.value_low, r.value_high, r.unit, r.measure, r.basis, r.indicator, r.period, r.status) for r in readings]


@given(_TEXT)
def test_every_numeral_is_in_the_ledger_once_and_every_fact_has_one(grammar: Grammar, text: str) -> None:
    reader = read(text, grammar)
    assert sorted((n.char_start, n.char_end) for n in reader.ledger) == [(n.start, n.end) for n in scan(text, grammar.lexicon)]
    assert {n.reading for n in reader.ledger if n.reading is not None} == set(range(len(reader.readings)))


@given(_TEXT)
def test_spans_of_facts_lie_in_their_sentence_and_never_overlap(grammar: Grammar, text: str) -> None:
    end = 0
    for reading in sorted(read(text, grammar).readings, key=lambda r: r.char_start):
        assert reading.sentence_start <= reading.char_start < reading.char_end <= len(text)
        assert reading.char_start >= end
        end = reading.char_end


PARAGRAPHS = (
    "前面的话没有数字。",
    "各方普遍认为，这项工作来之不易。",
    "秋日的湖畔，游人如织，笑语不断。",
    "记者在现场看到，车间里机器轰鸣。",
    "“环境越来越好了。”居民李芳说。",
    "这既是机遇，也是挑战。",
)


@settings(max_examples=300)
@given(st.sampled_from(SENTENCES), st.lists(st.sampled_from(PARAGRAPHS), max_size=3), st.lists(st.sampled_from(PARAGRAPHS), max_size=3))
def test_paragraphs_without_numbers_around_change_no_fact(grammar: Grammar, text: str, before: list[str], after: list[str]) -> None:
    plain = simplify(text, grammar.reference.script_terms)
    around = "\n".join([*before, plain, *after])
    assert facts(read(around, grammar).readings) == facts(read(plain, grammar).readings)


ARTICLE = "# 城西公园修缮完工\n\n本报讯（记者 王强）日前，{of}城西公园修缮完工。公园占地12.5公顷，新栽树木3600株，增加座椅120个。\n"


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("of", ["", "洛阳市的"])
def test_another_article_on_the_page_changes_no_fact(
    samples: list[tuple[RawDocument, Extraction]], reference: Reference, place: str, of: str
) -> None:
    for document, alone in samples:
        # A page's header stays its first line: outlet and date are read from there.
        header = alone.articles[0].char_end if alone.articles[0].kind == "boilerplate" else 0
        at = header if place == "before" else len(document.text)
        text = "\n\n\n".join([document.text[:at], ARTICLE.format(of=of), document.text[at:]])
        together = metrics_of(text, extract(replace(document, text=text), reference), reference)
        others = [row for row in together if row["value_text"] not in ("12.5公顷", "3600株", "120个")]
        assert len(together) - len(others) == 3
        assert others == metrics_of(document.text, alone, reference)


def reconciled(documents: Sequence[tuple[str, Extraction]], reference: Reference) -> dict[str, list[reconcile.Row]]:
    """The rows of all tables, of texts with what each says."""
    rows = [{"document_id": found.document_id, "file_name": f"{found.document_id}.txt", "text": text} for text, found in documents]
    return reconcile.rows(rows, {found.document_id: found for _, found in documents}, reference)


def metrics_of(text: str, extraction: Extraction, reference: Reference) -> list[reconcile.Row]:
    """The rows of metrics without what says where in the text they stand."""
    rows = reconciled([(text, extraction)], reference)["metrics"]
    return [
        {name: value for name, value in row.items() if not name.endswith(("_id", "_start", "_end")) or "period" in name} for row in rows
    ]


def test_the_script_of_a_page_changes_no_fact(samples: list[tuple[RawDocument, Extraction]], reference: Reference) -> None:
    to_traditional = opencc.OpenCC("s2t")
    plain = [text for text in SENTENCES if script_of(text) == "Hans"]
    pages = [document for document, _ in samples]
    pages += [RawDocument(f"cases{i}", "text/plain", "\n\n".join(plain[i::8])) for i in range(8)]
    for document in pages:
        other = replace(document, text=to_traditional.convert(document.text))
        assert len(other.text) == len(document.text)
        assert extract(other, reference).readings == extract(document, reference).readings


FULL_WIDTH = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
WRITINGS = {
    "half width": str,
    "full width": lambda text: text.translate(FULL_WIDTH),
    "full width but for the sign": lambda text: text.translate(FULL_WIDTH).replace("％", "%"),
}
_FRAMES = st.sampled_from(["工业投资增长{}%。", "出口{}万吨。", "上半年，全市新增企业{}家，增长5.1%。", "占比由5%提高到{}%。"])


@given(_FRAMES, st.integers(1, 10**7), st.integers(0, 999), st.sampled_from(list(WRITINGS)), st.booleans())
def test_digits_read_alike_in_either_width_and_with_commas_between_thousands(
    grammar: Grammar, frame: str, whole: int, decimals: int, writing: str, grouped: bool
) -> None:
    fraction = f".{decimals}" if decimals else ""
    plain = frame.format(f"{whole}{fraction}")
    written = WRITINGS[writing](frame.format(f"{whole:,}{fraction}" if grouped else f"{whole}{fraction}"))
    assert facts(read(written, grammar).readings) == facts(read(plain, grammar).readings)


@pytest.mark.parametrize("grouped", ["6,400", "６,４００", "6 400", "６，４００"])
def test_thousands_may_be_set_apart_in_any_way(grammar: Grammar, grouped: str) -> None:
    assert facts(read(simplify(f"上半年，出口{grouped}万吨。"), grammar).readings) == facts(
        read("上半年，出口6400万吨。", grammar).readings
    )


def test_whole_sentences_in_full_width_read_as_in_half_width(grammar: Grammar) -> None:
    terms = grammar.reference.script_terms
    differing = [
        text
        for text in SENTENCES
        if facts(read(simplify(text.translate(FULL_WIDTH), terms), grammar).readings)
        != facts(read(simplify(text, terms), grammar).readings)
    ]
    assert differing == []


@settings(max_examples=20)
@given(st.data())
def test_the_order_of_the_documents_changes_nothing(samples: list[tuple[RawDocument, Extraction]], reference: Reference, data: Any) -> None:
    documents = [(document.text, found) for document, found in samples]
    assert reconciled(data.draw(st.permutations(documents)), reference) == reconciled(documents, reference)


@settings(max_examples=60)
@given(st.lists(st.lists(_WORDS, max_size=15).map("".join) | st.sampled_from(SENTENCES), max_size=6).map("\n\n".join))
def test_spans_of_rows_give_back_their_text_and_hold_their_numeral(reference: Reference, text: str) -> None:
    found = extract(RawDocument("any", "text/plain", text), reference)
    tables = reconciled([(text, found)], reference)
    metrics = {row["metric_id"]: row for row in tables["metrics"]}
    for row in metrics.values():
        assert row["value_text"] == text[row["char_start"] : row["char_end"]]
        assert row["value_text"] in row["sentence"]
        assert row["sentence"] in text
        if row["indicator_start"] is not None:
            assert row["indicator_text"] == text[row["indicator_start"] : row["indicator_end"]] != ""
    for row in tables["numerals"]:
        assert row["text"] == text[row["char_start"] : row["char_end"]] != ""
        if row["metric_id"] is not None:
            metric = metrics[row["metric_id"]]
            assert metric["char_start"] <= row["char_start"] < row["char_end"] <= metric["char_end"]
    for row in tables["mentions"]:
        assert row["text"] == text[row["char_start"] : row["char_end"]] != ""


@given(st.text(alphabet="增长5.3%，。；、\n 投资", max_size=200))
def test_a_view_maps_every_character_back(text: str) -> None:
    view = view_of(text, 0, len(text))
    assert all(text[view.raw(i)] == c for i, c in enumerate(view.text))


@pytest.mark.parametrize("unit", ["增长6.0%", "9", "1,234", "由2020年的5%提升至6%", "“", "上半年投资增长5.3%，", "一二三"])
def test_a_sentence_without_end_is_read_in_bounded_parts(grammar: Grammar, unit: str) -> None:
    text = unit * (6_000 // len(unit))
    parts = sentences(text, 0, len(text))
    assert max(end - start for start, end in parts) <= 1_000
    reader = read(text, grammar)
    assert len({n.char_start for n in reader.ledger}) == len(scan(text, grammar.lexicon))
