"""Bytes to text: every encoding of Chinese is told apart, and what is no whole text is refused."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.inbox.samples import PAGE, SIMPLIFIED, TRADITIONAL
from transforms.decode import decode
from transforms.issue_kinds import Kind, Refused

BOMS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "gb18030": "\ufeff".encode("gb18030"),
    "big5": b"",
}
ENCODINGS = list(BOMS)

PHRASES = [phrase for phrase in SIMPLIFIED.replace("\r\n", "\n").split("，") if phrase]
TRADITIONAL_PHRASES = [phrase for phrase in TRADITIONAL.replace("\r\n", "\n").split("，") if phrase]
ENDS = ["，", "。\n", "；", "\r\n", " 2024 ", "（1—5月）", "“新”", "\t"]


def prose(phrases: list[str]) -> st.SearchStrategy[str]:
    """Texts of five phrases and more, in any order."""
    piece = st.tuples(st.sampled_from(phrases), st.sampled_from(ENDS)).map("".join)
    return st.lists(piece, min_size=5, max_size=30).map("".join)


def refusal(data: bytes, media_type: str = "text/plain") -> Refused:
    with pytest.raises(Refused) as refused:
        decode(data, media_type)
    return refused.value


@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=40)
@given(data=st.data())
def test_any_prose_comes_back_from_every_encoding_with_and_without_a_mark(encoding: str, marked: bool, data: st.DataObject) -> None:
    text = data.draw(prose(TRADITIONAL_PHRASES if encoding == "big5" else PHRASES))
    raw = (BOMS[encoding] if marked else b"") + text.encode("cp950" if encoding == "big5" else encoding)
    decoded = decode(raw)
    assert (decoded.text, decoded.encoding, decoded.findings) == (text, encoding, ())


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL], ids=["simplified", "traditional"])
@pytest.mark.parametrize("encoding", ENCODINGS[:4])
def test_both_scripts_come_back_from_the_encodings_that_hold_both(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_big5_reads_the_supplement_of_hong_kong_the_euro_sign_and_the_tilde_of_ranges() -> None:
    assert decode((TRADITIONAL + "佢哋嚟緊加3～5%").encode("big5hkscs", "ignore") + b"\xa1\xe3" + "成".encode("big5")).text.endswith("～成")
    assert decode(TRADITIONAL.encode("cp950") + "€30億".encode("cp950")).text.endswith("€30億")


def test_line_ends_and_marks_within_the_text_stay() -> None:
    text = "增长3.8%\r加快\r\n\n放缓\ufeff的行业不多，企业效益好转。"
    assert decode(codecs.BOM_UTF8 + text.encode()).text == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_text_cut_within_a_character_is_refused_in_every_encoding(encoding: str) -> None:
    raw = TRADITIONAL.strip().encode("cp950" if encoding == "big5" else encoding) + "年".encode(encoding)[:-1]
    assert refusal(raw).kind == Kind.TRUNCATED
    assert refusal(BOMS[encoding] + raw).kind == Kind.TRUNCATED


@pytest.mark.parametrize(
    ("data", "kind", "told"),
    [
        (b"", Kind.EMPTY, "0 bytes"),
        (codecs.BOM_UTF8, Kind.EMPTY, "byte order mark"),
        (" \n\u3000\n".encode(), Kind.EMPTY, "white space"),
        (b"%PDF-1.7\n" + SIMPLIFIED.encode(), Kind.BINARY, "PDF"),
        (b"PK\x03\x04" + bytes(100), Kind.BINARY, "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), Kind.BINARY, "Office"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Kind.BINARY, "PNG"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), Kind.BINARY, "JPEG"),
        (b"\x1f\x8b\x08\x00" + bytes(range(256)), Kind.BINARY, "gzip"),
        (b"\x7fELF\x02\x01" + bytes(100), Kind.BINARY, "ELF"),
        (b"MZ\x90\x00\x03" + bytes(200), Kind.BINARY, "NUL"),
        (bytes(1000), Kind.BINARY, "NUL"),
        (SIMPLIFIED.encode() + b"\x00" + SIMPLIFIED.encode(), Kind.NUL_BYTES, f"at byte {len(SIMPLIFIED.encode())}"),
        ((SIMPLIFIED + "\x00" + SIMPLIFIED).encode("utf-16"), Kind.NUL_BYTES, "NUL character"),
        (codecs.BOM_UTF32_LE + SIMPLIFIED.encode("utf-32-le"), Kind.UNDECODABLE, "UTF-32"),
        (SIMPLIFIED.encode() + b"\xff" + SIMPLIFIED.encode(), Kind.UNDECODABLE, "except for 1 places"),
        (SIMPLIFIED.encode() + "\ud800".encode("utf-8", "surrogatepass") + SIMPLIFIED.encode(), Kind.UNDECODABLE, "UTF-8"),
        (codecs.BOM_UTF16_LE + "增长\ud800增长".encode("utf-16-le", "surrogatepass"), Kind.UNDECODABLE, "utf-16-le"),
        ("Бюджет вырос на 3.8%, доходы снизились.".encode("cp1251"), Kind.UNDECODABLE, "none of"),
        (b"Industrial output grew by 3.8 percent in the first half.", Kind.NO_CHINESE_TEXT, "no Chinese"),
        (b"Bush hid the facts", Kind.NO_CHINESE_TEXT, "no Chinese"),
        (PAGE.encode(), Kind.WRONG_EXTENSION, "HTML page"),
        (b"\n <HTML lang=zh>" + SIMPLIFIED.encode(), Kind.WRONG_EXTENSION, "HTML page"),
    ],
)
def test_what_is_no_chinese_text_is_refused_and_the_message_says_what_it_is(data: bytes, kind: Kind, told: str) -> None:
    refused = refusal(data)
    assert refused.kind == kind
    assert told in refused.message


def test_random_bytes_are_refused() -> None:
    noise = random.Random(5)
    for size in (1, 2, 3, 50, 1000, 20_000):
        assert refusal(noise.randbytes(size)).kind in (Kind.UNDECODABLE, Kind.BINARY, Kind.TRUNCATED, Kind.NO_CHINESE_TEXT, Kind.NUL_BYTES)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_or_a_refusal(data: bytes) -> None:
    try:
        decoded = decode(data)
    except Refused:
        return
    assert decoded.text
    assert "\x00" not in decoded.text


def test_markdown_with_tags_inside_is_markdown() -> None:
    text = "# 联播\n\n<p><strong>消息</strong>：上半年工业增长5.1%。</p>\n"
    assert decode(text.encode(), "text/markdown").text == text


def test_a_plain_text_named_as_a_page_is_refused() -> None:
    assert refusal(SIMPLIFIED.encode(), "text/html").kind == Kind.WRONG_EXTENSION


def test_the_declared_charset_of_a_page_does_not_win_over_its_bytes() -> None:
    page = PAGE.replace("utf-8", "gb2312")
    assert decode(page.encode(), "text/html").encoding == "utf-8"
    assert decode(PAGE.encode("gb18030"), "text/html").encoding == "gb18030"


def test_the_declared_charset_decides_where_the_bytes_leave_it_open() -> None:
    # Four characters are too few for the bytes alone to be certain.
    raw = b"<html><meta charset=big5><p>" + "機場建設".encode("big5")
    decoded = decode(raw, "text/html")
    assert decoded.encoding == "big5"
    assert [kind for kind, _ in decoded.findings] == [Kind.ENCODING_DOUBTFUL]


def test_a_short_text_is_read_and_its_encoding_called_doubtful() -> None:
    decoded = decode("增长快".encode("gb18030"))
    assert decoded.text == "增长快"
    assert [kind for kind, _ in decoded.findings] == [Kind.ENCODING_DOUBTFUL]


def test_damage_done_before_is_read_and_reported() -> None:
    lost = decode((SIMPLIFIED + "增\ufffd3.8%").encode())
    assert lost.findings[0][0] == Kind.ENCODING_DOUBTFUL
    assert "U+FFFD" in lost.findings[0][1]
    shifted = decode(SIMPLIFIED.encode("gb18030") + b"\xaa\xa1" + SIMPLIFIED.encode("gb18030"))
    assert "lost byte" in shifted.findings[0][1]
