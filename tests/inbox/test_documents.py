"""The sample documents, which are our own, and real documents in every encoding."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

import pytest

from flows.inbox import discover, open_document
from tests.inbox.samples import SIMPLIFIED
from transforms.decode import decode
from transforms.script import simplify

HAN_RUN = re.compile("[\u4e00-\u9fff]+")
LONGEST_COPY = 12


@pytest.fixture(scope="module")
def samples(project_root: Path) -> Path:
    return project_root / "seeds" / "documents"


def real_files(folder: Path) -> list[Path]:
    files = sorted(path for part in ("seeds", "corpus", "bulk") for path in (folder / part).glob("*.txt"))
    assert len(files) >= 5
    return files


def text_of(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def test_the_sample_documents_are_twelve_are_read_without_an_issue_and_five_have_sidecars(samples: Path) -> None:
    found = discover(samples)
    assert len(found.inputs) == 12
    assert found.issues == []
    assert len([item for item in found.inputs if item.sidecar.outlet]) == 5
    lengths = []
    for item in found.inputs:
        opened = open_document(item)
        assert opened.issues == []
        assert opened.document is not None
        lengths.append(len(opened.document.text))
    # Six whole pages, and the work report, the short news and the bulletins that tell the same facts in other years and places.
    assert sum(length >= 600 for length in lengths) >= 6
    assert all(100 <= length <= 2_500 for length in lengths)


def test_the_sample_documents_have_the_shapes_that_make_reading_hard(samples: Path) -> None:
    texts = [text_of(path) for path in sorted(samples.iterdir()) if path.suffix in (".txt", ".md")]

    def shows(pattern: str) -> int:
        return sum(re.search(pattern, text) is not None for text in texts)

    assert shows("同比增\n\n长3\\.8%") == 1
    assert shows("■广告") == 1
    assert shows("相关推荐") == 1
    assert shows("記者:\n") == 1
    assert shows("^\\*\\*记者：\\*\\*|\n\\*\\*记者：\\*\\*") == 1
    assert shows("\\| --- \\|") == 1
    assert shows("<p><strong>") == 1


def test_the_sample_documents_share_facts(samples: Path) -> None:
    texts = [simplify(text_of(path)).replace("\n", "") for path in sorted(samples.iterdir()) if path.suffix in (".txt", ".md")]
    for fact in ("增长3.8%", "293.7万个", "61.6%", "15.2%"):
        assert sum(fact in text for text in texts) >= 2, fact


def test_no_sentence_of_the_sample_documents_is_copied(samples: Path, real_documents: Path) -> None:
    def runs(path: Path) -> set[str]:
        text = re.sub(r"\s", "", simplify(text_of(path)))
        return {run[i : i + LONGEST_COPY] for run in HAN_RUN.findall(text) for i in range(len(run) - LONGEST_COPY + 1)}

    real = set().union(*(runs(path) for path in real_files(real_documents)))
    copied = {path.name: sorted(runs(path) & real) for path in sorted(samples.iterdir())}
    assert {name: found for name, found in copied.items() if found} == {}


@pytest.mark.parametrize("length", [None, 200], ids=["whole", "200 characters"])
@pytest.mark.parametrize(
    ("codec", "encoding", "mark"),
    [
        ("utf-8", "utf-8", b""),
        ("utf-8", "utf-8", codecs.BOM_UTF8),
        ("utf-16-le", "utf-16-le", b""),
        ("utf-16-le", "utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", "utf-16-be", b""),
        ("utf-16-be", "utf-16-be", codecs.BOM_UTF16_BE),
        ("gb18030", "gb18030", b""),
        ("gb18030", "gb18030", b"\x84\x31\x95\x33"),
        ("big5hkscs", "big5", b""),
    ],
)
def test_real_documents_come_back_from_every_encoding(
    real_documents: Path, codec: str, encoding: str, mark: bytes, length: int | None
) -> None:
    wrong = []
    for path in real_files(real_documents):
        text = text_of(path)[:length]
        raw = text.encode(codec, "ignore")
        if codec == "big5hkscs" and len(raw.decode(codec)) < len(text) * 0.9:
            continue  # a simplified document has no Big5 form
        if HAN_RUN.search(text) and decode(mark + raw).encoding != encoding:
            wrong.append(path.name)
    assert wrong == []


def test_a_text_is_the_file_to_the_last_line_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(SIMPLIFIED.encode())
    opened = open_document(discover(tmp_path).inputs[0])
    assert opened.document is not None
    assert opened.document.text.encode() == (tmp_path / "a.txt").read_bytes() == opened.data
