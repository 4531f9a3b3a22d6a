"""The text of a PDF file: its text layer as it is, page by page, for `flows.converting`, which bounds what that may cost.

Nothing is recognised from pictures. What a page repeats at its edge is left out: its number, and a line that most pages begin or end with.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from transforms.issue_kinds import Kind, Refused

MOST_PAGES = 2_000
"""A yearbook has about a thousand."""

_PAGE_NUMBER = re.compile(r"[-—–·\s]*(?:第\s*)?\d{1,4}\s*(?:页|頁)?(?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁]|\s*/\s*\d{1,4})?[-—–·\s]*")
_RADICALS = re.compile("[\u2f00-\u2fd5\u2e80-\u2ef3]")
"""Radicals that some programs write for the characters that look the same: ⼯ for 工."""
_NO_CHARACTERS = {ord("\ufffe"): None, ord("\x02"): None, ord("\x00"): None}
"""What PDFium puts where a word was divided at the end of a line."""
_LEAST_REPEATED = 3
_NAMED = 5


def pdf_text(data: bytes) -> tuple[str, list[tuple[Kind, str]]]:
    """The text, with an empty line between pages, and what to bear in mind of it.

    Raises Refused: PDF_LOCKED with a password set, PDF_NO_TEXT for one of scanned pages, PDF_DAMAGED for what is no sound PDF,
    TOO_COMPLEX beyond MOST_PAGES.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium_c.FPDF_ERR_PASSWORD:
            raise Refused(Kind.PDF_LOCKED, "The PDF is locked with a password.") from None
        raise Refused(Kind.PDF_DAMAGED, f"The PDF cannot be opened: {error}") from None
    try:
        return _text_of(document)
    finally:
        document.close()


def _text_of(document: pdfium.PdfDocument) -> tuple[str, list[tuple[Kind, str]]]:
    number = len(document)
    if number > MOST_PAGES:
        raise Refused(Kind.TOO_COMPLEX, f"The PDF has {number} pages; up to {MOST_PAGES} are read.")
    pages: list[list[str]] = []
    damaged: list[int] = []
    for index in range(number):
        try:
            pages.append(_lines(document, index))
        except pdfium.PdfiumError:
            damaged.append(index + 1)
            pages.append([])
    silent = [index + 1 for index, page in enumerate(pages) if not page and index + 1 not in damaged]
    if not any(pages):
        if damaged:
            raise Refused(Kind.PDF_DAMAGED, f"None of its {number} pages can be opened.")
        which = (
            "Its only page holds no text: it is a scan or a picture."
            if number == 1
            else f"None of its {number} pages holds any text: they are scans or pictures."
        )
        raise Refused(Kind.PDF_NO_TEXT, which)
    findings: list[tuple[Kind, str]] = []
    if damaged:
        findings.append((Kind.PDF_PAGES_LEFT_OUT, f"{_pages(damaged)} of {number} cannot be opened; nothing of them is read."))
    if silent:
        findings.append((Kind.PDF_PAGES_LEFT_OUT, f"{_pages(silent)} of {number} hold no text (scans, pictures or empty pages)."))
    return "\n\n".join("\n".join(page) for page in _without_edges(pages) if page) + "\n", findings


def _pages(numbers: Sequence[int]) -> str:
    named = ", ".join(map(str, numbers[:_NAMED]))
    return f"Pages {named}" + (f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else "")


def _lines(document: pdfium.PdfDocument, index: int) -> list[str]:
    page = document[index]
    try:
        text = page.get_textpage().get_text_bounded()
    finally:
        page.close()
    text = _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text.translate(_NO_CHARACTERS))
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return lines


def _without_edges(pages: Sequence[list[str]]) -> list[list[str]]:
    """The pages without their numbers and running heads: a first or last line that more than half of them have.

    The first time that it stands there a running head is kept, for it may be the title.
    """
    edges = Counter(line for page in pages if page for line in {page[0], page[-1]})
    running = {line for line, times in edges.items() if times >= _LEAST_REPEATED and 2 * times > len(pages)}
    result: list[list[str]] = []
    seen: set[str] = set()
    for page in pages:
        kept = list(page)
        new = running.intersection(kept) - seen
        seen |= new
        # The number may stand above or below the running head.
        for _ in range(2):
            for edge in (0, -1):
                if kept and (kept[edge] in running - new or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(kept[edge]))):
                    kept.pop(edge)
        result.append(kept)
    return result
