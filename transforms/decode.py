"""Bytes to text: which of the encodings of Chinese a file is in, and whether it is a whole, sound text at all.

The order of evidence: a byte order mark; then strict UTF-8, which other encodings of Chinese practically never
satisfy; then UTF-16, GB18030 and Big5 side by side, each decoded strictly and judged by the share of its characters
that running prose is made of (`common_characters`). Right readings have more than half of them there, wrong ones
less than a quarter, so the decision needs no model and is the same on every machine.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from transforms.common_characters import COMMON
from transforms.issue_kinds import Kind, Refused

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "gb18030", "big5")
"""Names of the encodings, as stored in `documents.encoding`."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_UTF32_BOMS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

# First bytes of files that are no text, whatever their name says. Marks that a text could begin with (BM, MZ, ID3)
# are left out: such files hold NUL bytes or do not decode, and are refused for that.
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an Office document (.docx, .xlsx)"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc, .xls, .ppt)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a RIFF file (WebP, WAV, AVI)"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program (ELF)"),
    (b"\xca\xfe\xba\xbe", "a program (Java or Mach-O)"),
    (b"\x00asm", "a program (WebAssembly)"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"OggS", "an Ogg recording"),
    (b"\x1aE\xdf\xa3", "a Matroska recording"),
)

# Share of common characters from which a reading is certain, how far ahead of the next best it must be, and the share
# below which nothing is taken for Chinese. On 200-character pieces of real documents right readings lie above 0.5 and
# wrong ones below 0.25.
_CERTAIN_SHARE = 0.5
_CERTAIN_LEAD = 0.25
_LEAST_SHARE = 0.35
# Below this many characters outside ASCII a share says little.
_FEW = 8
_SCORED_CHARACTERS = 200_000

# Characters that say nothing of the encoding: punctuation, symbols, full-width forms.
_NEUTRAL = ((0x0080, 0x00BF), (0x2000, 0x2BFF), (0x3000, 0x303F), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)
_DECLARED_NAMES = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16-le",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "cp936": "gb18030",
    "big5": "big5",
    "big5-hkscs": "big5",
    "cp950": "big5",
}

# Python's big5hkscs names these symbols otherwise than Windows and browsers do; the wave dash of ranges is one of them.
_BIG5_SYMBOLS = str.maketrans("•､‾∼♁☉＼¥¢£", "‧﹑¯～⊕⊙﹨￥￠￡")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A whole text. `encoding` is one of ENCODINGS; `findings` are to be reported beside it: (kind, message)."""

    text: str
    encoding: str
    findings: tuple[tuple[Kind, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """The bytes read in one encoding. `rest` is the number of bytes at the end that are no whole character."""

    encoding: str
    text: str
    rest: int
    share: float
    counted: int


def decode(data: bytes, media_type: str = "text/plain") -> Decoded:
    """The text of a file: newlines untouched, a byte order mark removed.

    `media_type` is text/plain, text/markdown or text/html; the charset that an HTML page declares decides only where
    the bytes themselves leave it open. Raises Refused for anything that is not one whole Chinese text.
    """
    if not data:
        raise Refused(Kind.EMPTY, "The file is empty (0 bytes).")
    _refuse_binary(data)
    decoded = _decode_marked(data) or _decode_unmarked(data, media_type)
    _refuse_unsound(decoded.text, media_type)
    return Decoded(decoded.text, decoded.encoding, decoded.findings + _doubts(decoded.text))


def findings_of(text: str, media_type: str) -> tuple[tuple[Kind, str], ...]:
    """What to report of a text that was not decoded but taken out of a file of some program. Raises Refused as `decode` does."""
    _refuse_unsound(text, media_type)
    return _doubts(text)


def _refuse_binary(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Refused(Kind.BINARY, f"The file is {name}, not a text.")
    if data[4:8] == b"ftyp":
        raise Refused(Kind.BINARY, "The file is a video or an image (MP4 or HEIF), not a text.")
    if data.startswith(_UTF32_BOMS):
        raise Refused(Kind.UNDECODABLE, "The file is in UTF-32, which is not read.")


def _decode_marked(data: bytes) -> Decoded | None:
    for mark, encoding in _BOMS:
        if not data.startswith(mark):
            continue
        body = data[len(mark) :]
        if not body:
            raise Refused(Kind.EMPTY, "The file holds a byte order mark and nothing else.")
        reading = _read(body, encoding)
        if reading is None:
            raise Refused(Kind.UNDECODABLE, f"The byte order mark says {encoding}, but {_first_fault(body, encoding, len(mark))}.")
        _refuse_cut(reading)
        return Decoded(reading.text, encoding)
    return None


def _decode_unmarked(data: bytes, media_type: str) -> Decoded:
    utf8 = _read(data, "utf-8")
    if utf8 is not None and utf8.counted >= _FEW and "\x00" not in utf8.text and _HAN.search(utf8.text):
        _refuse_cut(utf8)
        return Decoded(utf8.text, "utf-8")
    # UTF-16 text holds a zero byte in every ASCII character and line end; no other encoding holds any.
    others = ("utf-16-le", "utf-16-be") if b"\x00" in data else ENCODINGS[1:]
    readings = [reading for name in others if (reading := _read(data, name)) is not None and _is_plausible(reading)]
    if utf8 is not None and "\x00" not in utf8.text:
        readings.insert(0, utf8)
    readings = [reading for reading in readings if reading.counted]
    if not readings or max(reading.share for reading in readings) < _LEAST_SHARE:
        return _without_good_reading(data, utf8)
    readings.sort(key=lambda reading: -reading.share)
    best = readings[0]
    lead = best.share - (readings[1].share if len(readings) > 1 else 0.0)
    certain = best.share >= _CERTAIN_SHARE and lead >= _CERTAIN_LEAD and (best.counted >= _FEW or best is utf8)
    findings: tuple[tuple[Kind, str], ...] = ()
    if not certain:
        best = _as_declared(readings, data, media_type) or best
        findings = ((Kind.ENCODING_DOUBTFUL, _doubt(best, readings)),)
    _refuse_cut(best)
    return Decoded(best.text, best.encoding, findings)


def _read(data: bytes, encoding: str) -> _Reading | None:
    """The bytes strictly read, except for an incomplete character at the very end; None where they are not in it."""
    text: str | None = None
    rest = 0
    # Hong Kong's supplement covers Big5; only Windows' variant holds the euro sign.
    for codec in ("big5hkscs", "cp950") if encoding == "big5" else (encoding,):
        decoder = codecs.getincrementaldecoder(codec)("strict")
        try:
            text = decoder.decode(data, final=False)
        except UnicodeDecodeError:
            continue
        rest = len(decoder.getstate()[0])
        if codec == "big5hkscs":
            text = text.translate(_BIG5_SYMBOLS)
            # The supplement waits for a following mark after these two letters: they are whole by themselves.
            if rest == 2:
                text, rest = text + data[-2:].decode(codec), 0
        break
    if text is None:
        return None
    common = counted = 0
    for character, times in Counter(text[:_SCORED_CHARACTERS]).items():
        if character in COMMON:
            common += times
            counted += times
        elif character >= "\x80" and not any(low <= ord(character) <= high for low, high in _NEUTRAL):
            counted += times
    return _Reading(encoding, text, rest, common / counted if counted else 0.0, counted)


def _is_plausible(reading: _Reading) -> bool:
    # A text of zero bytes, or ASCII read two bytes at a time, is no UTF-16.
    return "\x00" not in reading.text and len(_CONTROLS.findall(reading.text)) * 100 <= len(reading.text)


def _without_good_reading(data: bytes, utf8: _Reading | None) -> Decoded:
    """What to say of bytes that give Chinese prose in no encoding; a sound UTF-8 text is handed on, to be judged as text."""
    if b"\x00" in data:
        count = data.count(b"\x00")
        if utf8 is not None and count * 10 < len(data):
            raise Refused(Kind.NUL_BYTES, f"The file holds {count} NUL bytes, the first at byte {data.index(0)}.")
        raise Refused(Kind.BINARY, f"The file is no text: {count} of its {len(data)} bytes are NUL.")
    if utf8 is not None:
        _refuse_cut(utf8)
        return Decoded(utf8.text, "utf-8")
    mended = data.decode("utf-8", "replace")
    faults = mended.count("\ufffd")
    if faults * 20 <= len(mended):
        raise Refused(Kind.UNDECODABLE, f"The file is UTF-8 except for {faults} places: {_first_fault(data, 'utf-8', 0)}.")
    raise Refused(
        Kind.UNDECODABLE,
        f"The bytes are Chinese text in none of {', '.join(ENCODINGS)}; as UTF-8, {_first_fault(data, 'utf-8', 0)}.",
    )


def _first_fault(data: bytes, encoding: str, offset: int) -> str:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return f"byte {error.start + offset} (0x{data[error.start]:02x}) does not fit ({error.reason})"
    return "it does not fit"


def _refuse_cut(reading: _Reading) -> None:
    if reading.rest:
        unit = "1 byte" if reading.rest == 1 else f"{reading.rest} bytes"
        raise Refused(
            Kind.TRUNCATED, f"The file ends in the middle of a character ({unit} left over, read as {reading.encoding}): it was cut."
        )


def _as_declared(readings: list[_Reading], data: bytes, media_type: str) -> _Reading | None:
    """Of the readings that the bytes leave open, the one that an HTML page declares."""
    if media_type != "text/html":
        return None
    found = _DECLARED.search(data[:4096].replace(b"\x00", b""))
    name = _DECLARED_NAMES.get(found.group(1).decode("ascii").lower()) if found else None
    open_readings = (reading for reading in readings if reading.share >= _LEAST_SHARE and not reading.rest)
    return next((reading for reading in open_readings if reading.encoding == name), None)


def _doubt(best: _Reading, readings: list[_Reading]) -> str:
    shares = ", ".join(f"{reading.encoding} {reading.share:.0%}" for reading in readings)
    return f"Read as {best.encoding}, but the bytes leave it open (share of common characters: {shares})."


def _refuse_unsound(text: str, media_type: str) -> None:
    """Raise Refused for a text that decodes and yet cannot be what the file's name says."""
    if "\x00" in text:
        raise Refused(Kind.NUL_BYTES, f"The text holds {text.count(chr(0))} NUL characters, the first at character {text.index(chr(0))}.")
    surrogate = next((index for index, character in enumerate(text) if "\ud800" <= character <= "\udfff"), None)
    if surrogate is not None:
        raise Refused(Kind.UNDECODABLE, f"Character {surrogate} is half of a surrogate pair.")
    if len(_CONTROLS.findall(text)) * 50 > len(text):
        raise Refused(Kind.BINARY, "More than 2 % of its characters are control characters: the file is no text.")
    looks_like_html = _HTML_START.match(text) is not None
    if looks_like_html and media_type != "text/html":
        raise Refused(Kind.WRONG_EXTENSION, "The file is an HTML page, but its name does not end in .html or .htm.")
    if media_type == "text/html" and not looks_like_html and not re.search(r"<[A-Za-z!]", text):
        raise Refused(Kind.WRONG_EXTENSION, "The file is named as an HTML page, but holds no tag.")
    if not text.strip():
        raise Refused(Kind.EMPTY, "The file holds nothing but white space.")
    # Of a page only the main text counts, and main_text judges that.
    if media_type != "text/html" and _HAN.search(text) is None:
        raise Refused(Kind.NO_CHINESE_TEXT, "The file holds no Chinese character.")


def _doubts(text: str) -> tuple[tuple[Kind, str], ...]:
    """What looks damaged in a text that is read all the same."""
    found: list[tuple[Kind, str]] = []
    if replaced := text.count("\ufffd"):
        where = text.index("\ufffd")
        found.append((Kind.ENCODING_DOUBTFUL, f"{replaced} characters were lost before (U+FFFD), the first at character {where}."))
    # Where a byte of GB18030 was lost, the rest of the line is read one byte off, and lands among unassigned characters.
    if private := _PRIVATE_USE.search(text):
        line = text.count("\n", 0, private.start()) + 1
        found.append(
            (Kind.ENCODING_DOUBTFUL, f"Line {line} holds a character of no meaning (U+{ord(private.group()):04X}), as after a lost byte.")
        )
    return tuple(found)
