"""Every kind of issue that a build can raise about its documents, once, each with what a person can do about it.

An issue is a row of the table `issues`: the kind says what sort of thing was found, the message says what and where,
`WHAT_TO_DO` says what to do next. A kind that comes as `Refused` means that the document is not read at all; with any
other kind it is read, and the issue says what to bear in mind.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Identifiers of the kinds, as stored in `issues.kind`."""

    # The folder
    UNSUPPORTED_FORMAT = "unsupported_format"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not_a_file"
    LINK_OUTSIDE = "link_outside"
    LINK_DANGLING = "link_dangling"
    TOO_LARGE = "too_large"
    UNUSUAL_NAME = "unusual_name"
    CHANGED_WHILE_READING = "changed_while_reading"
    # The bytes
    EMPTY = "empty"
    BINARY = "binary"
    NUL_BYTES = "nul_bytes"
    TRUNCATED = "truncated"
    UNDECODABLE = "undecodable"
    ENCODING_DOUBTFUL = "encoding_doubtful"
    WRONG_EXTENSION = "wrong_extension"
    NO_CHINESE_TEXT = "no_chinese_text"
    # The page
    HTML_NO_TEXT = "html_no_text"
    HTML_TOO_COMPLEX = "html_too_complex"
    HTML_TEXT_LEFT_OUT = "html_text_left_out"
    PDF_NO_TEXT = "pdf_no_text"
    PDF_LOCKED = "pdf_locked"
    PDF_DAMAGED = "pdf_damaged"
    PDF_PAGES_LEFT_OUT = "pdf_pages_left_out"
    DOCX_DAMAGED = "docx_damaged"
    TOO_COMPLEX = "too_complex"
    # The sidecar
    SIDECAR_UNREADABLE = "sidecar_unreadable"
    SIDECAR_FIELD = "sidecar_field"
    SIDECAR_ORPHAN = "sidecar_orphan"
    SIDECAR_TWICE = "sidecar_twice"
    SIDECARS_DIFFER = "sidecars_differ"
    # A reviewed correction
    CORRECTION_DOES_NOT_FIT = "correction_does_not_fit"
    # A fault of the reading itself
    READING_FAILED = "reading_failed"


FORMATS = (".txt", ".md", ".html", ".htm", ".pdf", ".docx")
"""File name endings that are read, in lower case."""

WHAT_TO_DO: dict[Kind, str] = {
    Kind.UNSUPPORTED_FORMAT: f"Save its text as one of {', '.join(FORMATS)} in the inbox, or take the file out.",
    Kind.UNREADABLE: "Give the user that runs the build the right to read it, or take it out of the inbox.",
    Kind.NOT_A_FILE: "Take it out of the inbox: only ordinary files are read.",
    Kind.LINK_OUTSIDE: "Copy the target into the inbox: links that lead out of it are not followed.",
    Kind.LINK_DANGLING: "Put the target in its place, or remove the link.",
    Kind.TOO_LARGE: "Split it into smaller files, or take it out of the inbox.",
    Kind.UNUSUAL_NAME: "Rename the file; it was read, and its name is shown with escapes.",
    Kind.CHANGED_WHILE_READING: "Run the build again when nothing writes to the inbox.",
    Kind.EMPTY: "Fetch the document again, or take the file out of the inbox.",
    Kind.BINARY: f"Save its text as one of {', '.join(FORMATS)}: the ending of a name does not make a text of it.",
    Kind.NUL_BYTES: "Fetch the document again: a text holds no NUL characters, so part of it was overwritten.",
    Kind.TRUNCATED: "Fetch the document again: a number at the cut may look right and be wrong, so nothing of it is read.",
    Kind.UNDECODABLE: "Save it as UTF-8 from a program that shows it rightly.",
    Kind.ENCODING_DOUBTFUL: "Look at the text; if it is garbled, save the file as UTF-8.",
    Kind.WRONG_EXTENSION: "Rename the file to the ending that fits what it holds.",
    Kind.NO_CHINESE_TEXT: "Take the file out of the inbox: only Chinese text is read.",
    Kind.HTML_NO_TEXT: "Save the page again once it shows its text (it may be made by scripts), or copy the text into a .txt file.",
    Kind.HTML_TOO_COMPLEX: "Copy the text of the page into a .txt file.",
    Kind.HTML_TEXT_LEFT_OUT: "Compare with the page; if something of the article is missing, copy its text into a .txt file.",
    Kind.PDF_NO_TEXT: "Have its text recognised by a program that does so, and put that into a .txt file: pictures are not read.",
    Kind.PDF_LOCKED: "Save it without a password, or copy its text into a .txt file.",
    Kind.PDF_DAMAGED: "Fetch the document again; if a viewer shows it, save it anew from there.",
    Kind.PDF_PAGES_LEFT_OUT: "Look at these pages; if they hold figures, put their text into a .txt file.",
    Kind.DOCX_DAMAGED: "Fetch the document again; if a word processor opens it, save it anew from there.",
    Kind.TOO_COMPLEX: "Split it into smaller files, or copy its text into a .txt file.",
    Kind.SIDECAR_UNREADABLE: "Write it as UTF-8 YAML, one `key: value` a line; until then it is left out.",
    Kind.SIDECAR_FIELD: "Correct that key in the sidecar; until then it is left out.",
    Kind.SIDECAR_ORPHAN: "Put the document beside it (NAME.txt for NAME.meta.yaml or NAME.txt.meta.yaml), or remove it.",
    Kind.SIDECAR_TWICE: "Keep one of the two; the one named with the document's ending was used.",
    Kind.SIDECARS_DIFFER: "Keep one copy of the document, or make the sidecars the same; the first path's was used.",
    Kind.CORRECTION_DOES_NOT_FIT: "Look at the document again, then correct the entry in corrections.yaml, or remove it.",
    Kind.READING_FAILED: "Report it with the file and the traceback in the run's report folder; until then the document is left out.",
}


class Refused(Exception):  # noqa: N818 - it is an answer, not a fault
    """A document that cannot be read. `message` says what was found, without the path."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
