"""PDF and Word files: their text, and what no text can be had of, within bounds."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from flows.converting import converted
from flows.inbox import Opened, discover, open_document
from tests.inbox import office
from tests.inbox.samples import SIMPLIFIED
from transforms.issue_kinds import Kind, Refused

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEAD = "甲川县统计公报"
PAGES = [
    [HEAD, "上半年，全县规模以上工业增加值同比增长6.4%，比一季度", "加快0.7个百分点。", "- 1 -"],
    [HEAD, "全县固定资产投资38.6亿元，下降2.1%。", "- 2 -"],
    [HEAD, "⼯业用电量1.2亿千瓦时。", "- 3 -"],
]
WORDS = [("Title", "甲川县经济运行情况"), ("Heading 1", "一、工业"), ("", "上半年，工业增加值同比增长6.4%。")]
TABLE = [["指标", "增速（%）"], ["工业增加值", "6.4"], ["用电|量", "3.1"]]
MANY = 3_000_000


def opened(folder: Path, name: str, data: bytes) -> Opened:
    (folder / name).write_bytes(data)
    (item,) = discover(folder).inputs
    return open_document(item)


def test_a_pdf_is_read_page_by_page_without_numbers_and_running_heads(tmp_path: Path) -> None:
    found = opened(tmp_path, "a.pdf", office.pdf(PAGES))
    assert found.issues == []
    assert found.encoding is None
    assert found.document is not None
    assert (found.document.media_type, found.document.text) == (
        PDF,
        f"{HEAD}\n上半年，全县规模以上工业增加值同比增长6.4%，比一季度\n加快0.7个百分点。\n\n"
        "全县固定资产投资38.6亿元，下降2.1%。\n\n工业用电量1.2亿千瓦时。\n",
    )


def test_a_scanned_pdf_is_an_issue_that_says_so(tmp_path: Path) -> None:
    found = opened(tmp_path, "scan.pdf", office.pdf([[], []]))
    assert found.document is None
    (issue,) = found.issues
    assert issue["kind"] == Kind.PDF_NO_TEXT
    assert "None of its 2 pages holds any text" in (issue["message"] or "")


def test_a_scanned_page_among_others_is_told(tmp_path: Path) -> None:
    found = opened(tmp_path, "a.pdf", office.pdf([PAGES[0], []]))
    assert found.document is not None
    assert [(issue["kind"], (issue["message"] or "")[:15]) for issue in found.issues] == [(Kind.PDF_PAGES_LEFT_OUT, "Pages 2 of 2 ho")]


def test_a_word_file_gives_headings_paragraphs_and_tables(tmp_path: Path) -> None:
    found = opened(tmp_path, "a.docx", office.word_file(WORDS, TABLE))
    assert found.issues == []
    assert found.document is not None
    assert found.document.media_type == DOCX
    assert found.document.text == (
        "# 甲川县经济运行情况\n\n## 一、工业\n\n上半年，工业增加值同比增长6.4%。\n\n"
        "| 指标 | 增速（%） |\n| --- | --- |\n| 工业增加值 | 6.4 |\n| 用电/量 | 3.1 |\n"
    )


def test_tracked_words_wrapped_paragraphs_and_text_boxes_are_read_as_a_reader_sees_them(tmp_path: Path) -> None:
    made = office.word_file([("", "增长一成。")])
    main = office.part_of(made, "word/document.xml").decode()
    box = "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框中5个。</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"
    tracked = "<w:del><w:r><w:delText>旧3个</w:delText></w:r></w:del><w:ins><w:r><w:t>新4个。</w:t></w:r></w:ins>"
    wrapped = "<w:sdt><w:sdtContent><w:p><w:r><w:t>另有7个。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    changed = main.replace("<w:body>", f"<w:body>{wrapped}<w:p>{tracked}{box}</w:p>")
    found = opened(tmp_path, "a.docx", office.with_part(made, "word/document.xml", changed.encode()))
    assert found.document is not None
    assert found.document.text == "另有7个。\n\n新4个。\n\n框中5个。\n\n增长一成。\n"


BAD = {
    "no.pdf": (SIMPLIFIED.encode(), Kind.WRONG_EXTENSION),
    "no.docx": (office.pdf(PAGES), Kind.WRONG_EXTENSION),
    "empty.pdf": (b"", Kind.EMPTY),
    "half.pdf": (office.pdf(PAGES)[:200], Kind.PDF_DAMAGED),
    "half.docx": (office.word_file(WORDS)[:2000], Kind.DOCX_DAMAGED),
    "nothing.docx": (office.word_file([]), Kind.EMPTY),
    "english.docx": (office.word_file([("", "Output grew by 3.8 %.")]), Kind.NO_CHINESE_TEXT),
    "other.docx": (office.with_part(office.word_file(WORDS), "word/document.xml", b"<a/>"), Kind.DOCX_DAMAGED),
    "entities.docx": (
        office.with_part(
            office.word_file(WORDS),
            "word/document.xml",
            b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "' + b"&b;" * 5_000 + b'"><!ENTITY e "' + b"&d;" * 5_000 + b'">]><a>&e;</a>',
        ),
        Kind.DOCX_DAMAGED,
    ),
    "packed.docx": (office.with_part(office.word_file(WORDS), "word/document.xml", bytes(60_000_000)), Kind.TOO_COMPLEX),
    "pages.pdf": (office.pdf_of([b""] * 2_001), Kind.TOO_COMPLEX),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_sound_file_is_an_issue(tmp_path: Path, name: str) -> None:
    data, kind = BAD[name]
    found = opened(tmp_path, name, data)
    assert found.document is None
    assert [issue["kind"] for issue in found.issues] == [kind]


@pytest.mark.parametrize(
    "content",
    [
        bytes(400_000_000),
        b"BT /F1 12 Tf 60 780 Td\n" + b"<4E2D> Tj " * MANY + b"ET",
        b"q " * MANY,
    ],
    ids=["packed blanks", "millions of characters", "deep nesting"],
)
def test_a_pdf_bomb_takes_bounded_time_in_bounded_memory_and_is_an_issue_or_text(content: bytes) -> None:
    data = office.pdf_of([content])
    assert len(data) < 2_000_000
    began = time.monotonic()
    try:
        ended = set(converted(data, PDF, seconds=10, memory=1_000_000_000)[0]) <= set("中 \n")
    except Refused as refused:
        ended = refused.kind in (Kind.TOO_COMPLEX, Kind.PDF_NO_TEXT, Kind.PDF_DAMAGED)
    assert ended
    assert time.monotonic() - began < 25


def test_a_reading_that_takes_too_long_or_dies_is_an_issue() -> None:
    with pytest.raises(Refused) as slow:
        converted(office.pdf(PAGES), PDF, seconds=0)
    assert slow.value.kind == Kind.TOO_COMPLEX
    with pytest.raises(Refused) as tight:
        converted(office.pdf(PAGES), PDF, memory=1_000)
    assert tight.value.kind == Kind.TOO_COMPLEX
