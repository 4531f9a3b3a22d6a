"""The inbox: whatever lies there is an input or an issue, and nothing there stops, blocks or leaves the folder."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.inbox import MAX_BYTES, Discovery, InboxError, discover, escaped, open_document
from tests.inbox.samples import PAGE, SIMPLIFIED, TRADITIONAL
from transforms.issue_kinds import WHAT_TO_DO, Kind
from transforms.model import Sidecar

GOOD = {"a.txt": SIMPLIFIED, "deep/er/b.md": TRADITIONAL, "page.HTML": PAGE}


def make(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def all_issues(found: Discovery) -> list[dict[str, str | None]]:
    """The issues of listing and of opening every input."""
    return found.issues + [issue for item in found.inputs for issue in open_document(item).issues]


def kinds_at(found: Discovery, path: str) -> list[str | None]:
    return [issue["kind"] for issue in all_issues(found) if issue["path"] == path]


BAD: dict[str, tuple[bytes, Kind]] = {
    "empty.txt": (b"", Kind.EMPTY),
    "binary.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), Kind.BINARY),
    "docx.md": (b"PK\x03\x04" + bytes(100), Kind.BINARY),
    "nul.txt": (SIMPLIFIED.encode() + b"\x00" + SIMPLIFIED.encode(), Kind.NUL_BYTES),
    "cut.txt": (SIMPLIFIED.strip().encode()[:-1], Kind.TRUNCATED),
    "cut gb.txt": (SIMPLIFIED.strip().encode("gb18030")[:-1], Kind.TRUNCATED),
    "damaged.txt": (SIMPLIFIED.encode()[:30] + b"\xff" + SIMPLIFIED.encode()[30:], Kind.UNDECODABLE),
    "page.txt": (PAGE.replace("6.2%", "6.3%").encode(), Kind.WRONG_EXTENSION),
    "english.txt": (b"Output grew by 3.8 percent.", Kind.NO_CHINESE_TEXT),
    "blank.html": (b"<!DOCTYPE html><html><body><script>1</script></body></html>", Kind.HTML_NO_TEXT),
    "english.html": (b"<html><body><p>Output grew by 3.8 percent in the first half.</p></body></html>", Kind.NO_CHINESE_TEXT),
    "report.pdf": (b"%PDF-1.7", Kind.PDF_DAMAGED),
    "report.doc": (b"\xd0\xcf\x11\xe0", Kind.UNSUPPORTED_FORMAT),
    "no ending": (SIMPLIFIED.encode(), Kind.UNSUPPORTED_FORMAT),
    "notes.meta.yml": (b"outlet: x", Kind.UNSUPPORTED_FORMAT),
    "alone.meta.yaml": (b"outlet: x", Kind.SIDECAR_ORPHAN),
    "a.meta.yaml": (b"outlet: [unclosed", Kind.SIDECAR_UNREADABLE),
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Discovery:
    """An inbox with good documents and everything bad at once."""
    base = tmp_path_factory.mktemp("hostile")
    make(base / "outside", {"secret.txt": TRADITIONAL + "外"})
    inbox = make(base / "inbox", {**GOOD, **{name: content for name, (content, _) in BAD.items()}})
    with (inbox / "huge.txt").open("wb") as huge:
        huge.truncate(60 * 1024 * 1024)
    (inbox / "dangling.txt").symlink_to("nowhere.txt")
    (inbox / "out.txt").symlink_to(base / "outside" / "secret.txt")
    (inbox / "out folder").symlink_to(base / "outside")
    (inbox / "up").symlink_to("..")
    (inbox / "loop.txt").symlink_to("loop.txt")
    (inbox / "deep" / "round").symlink_to("..")
    os.mkfifo(inbox / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(inbox)  # the path of a socket is limited to some hundred characters
        listening.bind("socket.txt")
    os.chdir(Path(__file__).parent)
    for number, name in enumerate([b"line\nbreak.txt", b"'single' \"double\".txt", b"byte\xff.txt", "turned\u202etxt.txt".encode()]):
        with open(os.fsencode(inbox) + b"/" + name, "wb") as file:
            file.write(SIMPLIFIED.encode() + f"第{number}份".encode())
    return discover(inbox)


@pytest.mark.parametrize("name", BAD)
def test_each_bad_file_has_its_issue(hostile: Discovery, name: str) -> None:
    assert kinds_at(hostile, name) == [BAD[name][1]]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("huge.txt", Kind.TOO_LARGE),
        ("dangling.txt", Kind.LINK_DANGLING),
        ("loop.txt", Kind.LINK_DANGLING),
        ("out.txt", Kind.LINK_OUTSIDE),
        ("out folder", Kind.LINK_OUTSIDE),
        ("up", Kind.LINK_OUTSIDE),
        ("pipe.txt", Kind.NOT_A_FILE),
        ("socket.txt", Kind.NOT_A_FILE),
    ],
)
def test_each_bad_entry_of_the_folder_has_its_issue(hostile: Discovery, path: str, kind: Kind) -> None:
    assert kinds_at(hostile, path) == [kind]


@pytest.mark.parametrize("path", ["line\\nbreak.txt", "\\'single\\' \\\"double\\\".txt", "byte\\xff.txt", "turned\\u202etxt.txt"])
def test_a_document_with_an_unusual_name_is_read_under_an_escaped_one(hostile: Discovery, path: str) -> None:
    assert kinds_at(hostile, path) == [Kind.UNUSUAL_NAME]
    (item,) = [item for item in hostile.inputs if item.path == path]
    opened = open_document(item)
    assert opened.document is not None
    assert opened.document.text.startswith(SIMPLIFIED)


def test_the_good_documents_beside_the_bad_ones_are_read(hostile: Discovery) -> None:
    read = {item.path: open_document(item).document for item in hostile.inputs}
    assert read["a.txt"] is not None
    assert read["a.txt"].text == SIMPLIFIED
    assert read["deep/er/b.md"] is not None
    assert (read["deep/er/b.md"].text, read["deep/er/b.md"].media_type) == (TRADITIONAL, "text/markdown")
    assert read["page.HTML"] is not None
    assert read["page.HTML"].media_type == "text/html"
    assert "6.2%" in read["page.HTML"].text
    assert "<" not in read["page.HTML"].text


def test_nothing_outside_the_inbox_is_read(hostile: Discovery) -> None:
    texts = [opened.text for item in hostile.inputs if (opened := open_document(item).document) is not None]
    assert not any("外" in text for text in texts)


def test_every_issue_says_what_was_found_and_what_to_do_on_one_printable_line(hostile: Discovery) -> None:
    issues = all_issues(hostile)
    assert len(issues) >= 25
    for issue in issues:
        assert set(issue) == {"path", "document_id", "kind", "message", "what_to_do"}
        assert issue["what_to_do"] == WHAT_TO_DO[Kind(issue["kind"])]
        for value in (issue["path"], issue["message"], issue["what_to_do"]):
            assert value
            assert value.isprintable()


def test_a_refused_document_has_no_text_and_any_other_has_one(hostile: Discovery) -> None:
    refusals = {kind for _, kind in BAD.values()} - {Kind.SIDECAR_ORPHAN, Kind.SIDECAR_UNREADABLE}
    for item in hostile.inputs:
        opened = open_document(item)
        refused = [issue for issue in opened.issues if Kind(issue["kind"]) in refusals]
        assert (opened.document is None) == bool(refused)


def test_every_kind_says_what_to_do() -> None:
    assert set(WHAT_TO_DO) == set(Kind)


def test_the_same_files_give_the_same_list(tmp_path: Path) -> None:
    first = discover(make(tmp_path / "one", GOOD))
    second = discover(make(tmp_path / "two", dict(reversed(GOOD.items()))))
    assert [item.path for item in first.inputs] == sorted(GOOD)
    assert [(item.path, item.input_key) for item in first.inputs] == [(item.path, item.input_key) for item in second.inputs]


def discover_without_privileges(inbox: Path) -> tuple[list[str], list[list[str]]]:
    """Paths of the inputs, and path and kind of the issues, as a user sees them whom the rights of files bind."""
    script = (
        "import ctypes, json, pathlib, sys\n"
        "if sys.platform == 'linux':\n"
        # Root reads everything by two capabilities: without any, its rights are those of the file.
        "    header = (ctypes.c_uint32 * 2)(0x20080522, 0)\n"
        "    assert ctypes.CDLL(None).capset(header, (ctypes.c_uint32 * 6)()) == 0\n"
        "from flows.inbox import discover\n"
        "found = discover(pathlib.Path(sys.argv[1]))\n"
        "print(json.dumps([[item.path for item in found.inputs], [[i['path'], i['kind']] for i in found.issues]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(inbox)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        timeout=60,
    )
    inputs, issues = json.loads(done.stdout)
    return inputs, issues


@pytest.mark.skipif(os.name != "posix", reason="rights of files as on Unix")
def test_a_file_and_a_folder_that_may_not_be_read_are_reported_and_the_others_are_read(tmp_path: Path) -> None:
    inbox = make(tmp_path, {"a.txt": SIMPLIFIED, "closed.txt": TRADITIONAL, "shut/c.txt": TRADITIONAL, "closed.meta.yaml": b"outlet: x"})
    (inbox / "closed.txt").chmod(0)
    (inbox / "shut").chmod(0)
    try:
        inputs, issues = discover_without_privileges(inbox)
    finally:
        (inbox / "shut").chmod(0o700)
    assert inputs == ["a.txt"]
    assert issues == [["closed.txt", Kind.UNREADABLE], ["shut", Kind.UNREADABLE]]


@pytest.mark.skipif(os.name != "posix", reason="rights of files as on Unix")
def test_an_inbox_whose_documents_lie_in_a_shut_folder_has_no_inputs_but_is_not_empty(tmp_path: Path) -> None:
    inbox = make(tmp_path, {"shut/c.txt": TRADITIONAL})
    (inbox / "shut").chmod(0)
    try:
        assert discover_without_privileges(inbox) == ([], [["shut", Kind.UNREADABLE]])
    finally:
        (inbox / "shut").chmod(0o700)


@pytest.mark.parametrize("made", ["missing", "file", "empty", "hidden only", "no documents"])
def test_an_inbox_that_cannot_be_used_is_an_error_that_says_what_to_do(tmp_path: Path, made: str) -> None:
    inbox = tmp_path / "in\nbox"
    if made == "file":
        inbox.write_text(SIMPLIFIED)
    elif made != "missing":
        make(inbox, {"hidden only": {".a.txt": SIMPLIFIED}, "no documents": {"x.doc": b"\xd0\xcf"}}.get(made, {}))
        inbox.mkdir(exist_ok=True)
    with pytest.raises(InboxError) as raised:
        discover(inbox)
    told = {"missing": "no inbox", "file": "is a file", "empty": "is empty", "hidden only": "is empty", "no documents": "x.doc"}
    assert told[made] in str(raised.value)
    assert str(raised.value).isprintable()


def test_hidden_files_and_leftovers_of_editors_are_left_out_without_an_issue(tmp_path: Path) -> None:
    leftovers = [".hidden.txt", ".git/config.txt", "a.txt~", "#a.txt#", ".a.txt.swp", "a.txt.bak", "~$a.txt", "Thumbs.db", "__MACOSX/a.txt"]
    found = discover(make(tmp_path, {"a.txt": SIMPLIFIED, **dict.fromkeys(leftovers, TRADITIONAL)}))
    assert [item.path for item in found.inputs] == ["a.txt"]
    assert found.issues == []


def test_a_warehouse_inside_the_inbox_is_no_part_of_it(tmp_path: Path) -> None:
    inbox = make(tmp_path / "inbox", {"a.txt": SIMPLIFIED, "warehouse/reports/r.html": PAGE, "warehouse2/b.txt": TRADITIONAL})
    (inbox / "link.html").symlink_to("warehouse/reports/r.html")
    found = discover(inbox, [inbox / "warehouse"])
    assert [item.path for item in found.inputs] == ["a.txt", "warehouse2/b.txt"]
    assert found.issues == []


def test_an_inbox_that_is_a_link_is_read(tmp_path: Path) -> None:
    make(tmp_path / "real", {"a.txt": SIMPLIFIED})
    (tmp_path / "inbox").symlink_to("real")
    assert [item.path for item in discover(tmp_path / "inbox").inputs] == ["a.txt"]


def test_the_same_bytes_under_two_paths_are_one_input_with_two_paths(tmp_path: Path) -> None:
    inbox = make(tmp_path, {"b.txt": SIMPLIFIED, "a/copy.md": SIMPLIFIED, "c.txt": TRADITIONAL})
    (inbox / "link.txt").symlink_to("b.txt")
    found = discover(inbox)
    assert [item.paths for item in found.inputs] == [("a/copy.md", "b.txt", "link.txt"), ("c.txt",)]
    assert found.issues == []
    digest = hashlib.sha256(SIMPLIFIED.encode()).hexdigest()
    assert (found.inputs[0].sha256, found.inputs[0].document_id) == (digest, digest[:16])


def test_of_two_sidecars_of_the_same_bytes_the_first_wins_and_the_other_is_reported(tmp_path: Path) -> None:
    files = {"a.txt": SIMPLIFIED, "b.txt": SIMPLIFIED, "c.txt": SIMPLIFIED, "d.txt": SIMPLIFIED}
    sidecars = {"b.meta.yaml": "outlet: 晋川日报", "c.meta.yaml": "outlet: 麟川日报", "d.meta.yaml": "{outlet: 晋川日报}"}
    found = discover(make(tmp_path, {**files, **sidecars}))
    (item,) = found.inputs
    assert item.sidecar == Sidecar(outlet="晋川日报")
    assert [(issue["path"], issue["kind"]) for issue in found.issues] == [("c.txt", Kind.SIDECARS_DIFFER)]


def test_the_key_of_an_input_changes_with_content_and_sidecar_and_with_nothing_else(tmp_path: Path) -> None:
    inbox = make(tmp_path, {"a.txt": SIMPLIFIED})

    def key() -> str:
        return discover(inbox).inputs[0].input_key

    keys = [key()]
    os.utime(inbox / "a.txt", (1, 1))
    assert key() == keys[0]
    make(inbox, {"a.meta.yaml": "outlet: 晋川日报\npublished_on: 2024-07-18"})
    keys.append(key())
    make(inbox, {"a.meta.yaml": "# the same\npublished_on: '2024-07-18'\noutlet: \"晋川日报\"\n"})
    assert key() == keys[1]
    make(inbox, {"a.txt": TRADITIONAL})
    keys.append(key())
    assert len(set(keys)) == 3


def test_a_sidecar_is_found_by_the_name_with_and_without_ending_and_the_fuller_name_wins(tmp_path: Path) -> None:
    files = {
        "a.txt": SIMPLIFIED,
        "a.meta.yaml": "outlet: 甲",
        "b.txt": TRADITIONAL,
        "b.txt.meta.yaml": "outlet: 乙",
        "b.META.yaml": "outlet: 丙",
    }
    found = discover(make(tmp_path, {**files, "b.meta.yaml": "outlet: 丁"}))
    assert [item.sidecar.outlet for item in found.inputs] == ["甲", "乙"]
    assert sorted((issue["path"], issue["kind"]) for issue in found.issues) == [
        ("b.META.yaml", Kind.SIDECAR_ORPHAN),
        ("b.meta.yaml", Kind.SIDECAR_TWICE),
    ]


def test_a_sidecar_shared_by_two_documents_serves_both_and_its_faults_are_told_once(tmp_path: Path) -> None:
    found = discover(make(tmp_path, {"a.txt": SIMPLIFIED, "a.md": TRADITIONAL, "a.meta.yaml": "outlet: 甲\nyear: 2024"}))
    assert [item.sidecar.outlet for item in found.inputs] == ["甲", "甲"]
    assert [(issue["path"], issue["kind"]) for issue in found.issues] == [("a.meta.yaml", Kind.SIDECAR_FIELD)]


def test_a_large_sidecar_is_not_loaded_and_its_document_is_read(tmp_path: Path) -> None:
    inbox = make(tmp_path, {"a.txt": SIMPLIFIED, "a.meta.yaml": b"outlet: x\n" + b"#" * 100_000})
    found = discover(inbox)
    assert [(issue["path"], issue["kind"]) for issue in found.issues] == [("a.meta.yaml", Kind.SIDECAR_UNREADABLE)]
    assert found.inputs[0].sidecar == Sidecar()


@pytest.mark.parametrize("change", ["written", "removed", "pipe", "link", "larger"])
def test_a_file_that_changes_after_it_was_listed_is_an_issue(tmp_path: Path, change: str) -> None:
    inbox = make(tmp_path / "inbox", {"a.txt": SIMPLIFIED})
    (item,) = discover(inbox).inputs
    path = inbox / "a.txt"
    path.unlink()
    if change == "written":
        path.write_text(TRADITIONAL)
    elif change == "pipe":
        os.mkfifo(path)
    elif change == "link":
        path.symlink_to(make(tmp_path, {"other.txt": SIMPLIFIED}) / "other.txt")
    elif change == "larger":
        with path.open("wb") as file:
            file.truncate(MAX_BYTES + 1)
    opened = open_document(item)
    assert opened.document is None
    assert opened.data == b""
    expected = {"pipe": Kind.NOT_A_FILE, "larger": Kind.TOO_LARGE}.get(change, Kind.CHANGED_WHILE_READING)
    assert [issue["kind"] for issue in opened.issues] == [expected]


def test_a_large_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    text = (SIMPLIFIED * (1 + 2_000_000 // len(SIMPLIFIED))).encode("gb18030")
    found = discover(make(tmp_path, {"a.txt": text}))
    opened = open_document(found.inputs[0])
    assert opened.document is not None
    assert opened.encoding == "gb18030"


@given(st.text(st.characters(exclude_characters="/\x00"), min_size=1), st.text(st.characters(exclude_characters="/\x00"), min_size=1))
def test_escaped_names_are_printable_and_tell_names_apart(one: str, other: str) -> None:
    assert escaped(one).isprintable()
    assert not set("'\"") & set(escaped(one).replace("\\'", "").replace('\\"', ""))
    assert (escaped(one) == escaped(other)) == (one == other)


def test_ordinary_names_stay_as_they_are() -> None:
    assert escaped("晋川日报/2024年7月18日 第3版（要闻）“社论”.txt") == "晋川日报/2024年7月18日 第3版（要闻）“社论”.txt"
