"""PDF and Word files made for tests."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

import docx

FONT = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>"
DESCENDANT = (
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor"
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700"
    b"/StemV 80>>>>"
)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines of text on its pages; a page without lines has a picture's place and no text."""
    return pdf_of([_drawn(lines) for lines in pages])


def pdf_of(contents: Sequence[bytes], extra: bytes = b"") -> bytes:
    """A PDF of pages with these drawing commands, each packed. `extra` goes into the trailer."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * index) for index in range(len(contents)))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(contents)), FONT, DESCENDANT]
    for index, content in enumerate(contents):
        packed = zlib.compress(content, 9)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % (6 + 2 * index)
        )
        objects.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed))
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, table)
    return bytes(out)


def _drawn(lines: Sequence[str]) -> bytes:
    commands = [b"BT /F1 12 Tf 16 TL 60 780 Td"]
    for line in lines:
        commands.append(b"<%s> Tj T*" % line.encode("utf-16-be").hex().encode("ascii"))
    return b"\n".join([*commands, b"ET"]) if lines else b"0 0 595 842 re f"


def word_file(paragraphs: Sequence[tuple[str, str]], table: Sequence[Sequence[str]] = ()) -> bytes:
    """A Word file of (style, words), with a table at its end."""
    document = docx.Document()
    for style, words in paragraphs:
        document.add_paragraph(words, style=style or None)
    if table:
        rows = document.add_table(len(table), len(table[0])).rows
        for row, cells in zip(rows, table, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """The Word file with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part.filename))
    return out.getvalue()


def part_of(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        return old.read(name)
