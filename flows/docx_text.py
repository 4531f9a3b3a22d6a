"""The text of a Word file (.docx), for `flows.converting`, which bounds what that may cost.

Paragraphs are lines, headings Markdown headings, tables Markdown tables. What a reader sees is taken: words that were put in
with changes tracked, but not those struck out; text boxes after the paragraph that they hang on. Nothing that the file
refers to is fetched, no macro runs.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from transforms.issue_kinds import Kind, Refused

MOST_BYTES = 200_000_000
"""Of all parts of the package together, unpacked: pictures take most of it."""

MOST_TEXT_BYTES = 50_000_000
"""Of one part that holds text, unpacked."""

MOST_PARTS = 5_000

_TEXT, _TAB, _BREAK, _RETURN = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_PROPERTIES = (qn("w:pPr"), qn("w:tblPr"), qn("w:sectPr"))
_TEXT_BOX = qn("w:txbxContent")
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""A second rendering of the same text box, for old programs."""
_HEADING = re.compile(r"(?:heading|标题)\s*([1-6])", re.IGNORECASE)
_TITLES = frozenset({"title", "标题"})


def docx_text(data: bytes) -> tuple[str, list[tuple[Kind, str]]]:
    """The text. Raises Refused: DOCX_DAMAGED for what is no sound Word file, TOO_COMPLEX beyond the limits, EMPTY without words."""
    _refuse_bomb(data)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        styles = {style.style_id: style.name or "" for style in document.styles if style.style_id}
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, SyntaxError) as error:
        raise Refused(Kind.DOCX_DAMAGED, f"The Word file cannot be opened: {type(error).__name__}: {error}") from None
    text = "\n\n".join(_blocks(body, styles))
    if not text.strip():
        raise Refused(Kind.EMPTY, "The Word file holds no words.")
    return text + "\n", []


def _refuse_bomb(data: bytes) -> None:
    """Looks at what the package says of its parts, before anything is unpacked. `zipfile` unpacks no more than that."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(Kind.DOCX_DAMAGED, f"The file is no Word file: {error}") from None
    if len(parts) > MOST_PARTS:
        raise Refused(Kind.TOO_COMPLEX, f"The Word file has {len(parts)} parts; up to {MOST_PARTS} are read.")
    total = sum(part.file_size for part in parts)
    if total > MOST_BYTES:
        raise Refused(Kind.TOO_COMPLEX, f"The Word file unpacks to {total} bytes; up to {MOST_BYTES} are read.")
    longest = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if longest > MOST_TEXT_BYTES:
        raise Refused(Kind.TOO_COMPLEX, f"A part of the Word file unpacks to {longest} bytes of text; up to {MOST_TEXT_BYTES} are read.")


def _blocks(container: Any, styles: dict[str, str]) -> Iterator[str]:
    """Paragraphs and tables in order, whatever they are wrapped in."""
    for child in container:
        if child.tag == _PARAGRAPH:
            words = _words(child).strip()
            if words:
                yield _marks(child, styles) + words
            for box in child.iter(_TEXT_BOX):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box, styles)
        elif child.tag == _TABLE:
            yield "\n".join(_rows(child))
        elif child.tag not in _PROPERTIES and isinstance(child.tag, str):
            yield from _blocks(child, styles)


def _marks(paragraph: Any, styles: dict[str, str]) -> str:
    properties = paragraph.find(qn("w:pPr"))
    style = properties.find(qn("w:pStyle")) if properties is not None else None
    name = styles.get(style.get(qn("w:val")), "") if style is not None else ""
    if name.lower() in _TITLES:
        return "# "
    found = _HEADING.match(name)
    return "#" * min(6, int(found.group(1)) + 1) + " " if found else ""


def _words(element: Any) -> str:
    """The words of a paragraph without those of the text boxes in it. Struck out words are of another tag."""
    parts: list[str] = []
    for child in element:
        if child.tag == _TEXT:
            parts.append(child.text or "")
        elif child.tag == _TAB:
            parts.append("\t")
        elif child.tag in (_BREAK, _RETURN):
            parts.append("\n")
        elif child.tag not in (*_PROPERTIES, _TEXT_BOX) and isinstance(child.tag, str):
            parts.append(_words(child))
    return "".join(parts)


def _rows(table: Any) -> Iterator[str]:
    """The rows of a table between bars; the first one is its head. A table within a cell is told in that cell."""
    for number, row in enumerate(row for row in table.iter(_ROW) if _table_of(row) is table):
        cells = [cell for cell in row.iter(_CELL) if _table_of(cell) is table]
        shown = [" ".join(" ".join(_words(p) for p in cell.iter(_PARAGRAPH)).split()).replace("|", "/") for cell in cells]
        yield f"| {' | '.join(shown)} |"
        if number == 0:
            yield f"|{' --- |' * len(cells)}"


def _table_of(element: Any) -> Any:
    return next(above for above in element.iterancestors() if above.tag == _TABLE)
