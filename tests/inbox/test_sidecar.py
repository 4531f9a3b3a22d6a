"""Sidecars: every field may be missing, every fault is named, and no file of that size can do harm."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sidecar import MAX_BYTES, normalised, read_sidecar
from transforms.issue_kinds import Kind
from transforms.model import Sidecar


def test_all_fields_are_read() -> None:
    reading = read_sidecar(
        "outlet: 晋川日报\nurl: https://example.org/a?b=1\ntitle: '2024'\npublished_on: 2024-07-18\n"
        "licence: CC BY 4.0\ncollected_at: 2024-07-19 08:30:00+08:00\n".encode()
    )
    assert reading.findings == ()
    assert reading.sidecar == Sidecar(
        outlet="晋川日报",
        url="https://example.org/a?b=1",
        title="2024",
        published_on=dt.date(2024, 7, 18),
        licence="CC BY 4.0",
        collected_at=dt.datetime(2024, 7, 19, 0, 30, tzinfo=dt.UTC),
    )


@pytest.mark.parametrize("data", [b"", b"# nothing yet\n", b"outlet:\npublished_on: ~\n", b"\xef\xbb\xbf", b"title: ''"])
def test_missing_values_are_no_fault(data: bytes) -> None:
    assert read_sidecar(data) == read_sidecar(b"{}")
    assert read_sidecar(data).findings == ()


@pytest.mark.parametrize("written", ["2024-07-18", "'2024-07-18'", '"2024-07-18"'])
def test_a_day_may_stand_in_quotes(written: str) -> None:
    assert read_sidecar(f"published_on: {written}".encode()).sidecar.published_on == dt.date(2024, 7, 18)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("publisher: 晋川日报", "'publisher'"),
        ("title: 2024", "the number '2024'"),
        ("licence: yes", "the yes/no value 'yes'"),
        ("title: [a, b]", "the list"),
        ("title: {a: b}", "the mapping"),
        ("published_on: 2024-02-30", "'2024-02-30'"),
        ("published_on: 20240718", "'20240718'"),
        ("published_on: 18/07/2024", "'18/07/2024'"),
        ("published_on: 1024-07-18", "1024"),
        ("collected_at: noon", "'noon'"),
        ("url: javascript:alert(1)", "'javascript:alert(1)'"),
        ("url: http://[x", "'http://[x'"),
        ('title: "a\\nb"', "line break"),
        (f"title: {'长' * 3000}", "3000 characters"),
        ("title: !!binary aGVsbG8=", "binary"),
        ("title: 0x" + "f" * 9000, "the number"),
        ("title: a\ntitle: b", "stands twice"),
    ],
)
def test_a_wrong_field_is_named_and_left_out_and_the_others_stay(line: str, told: str) -> None:
    reading = read_sidecar(f"outlet: 晋川日报\n{line}\n".encode())
    assert reading.sidecar == Sidecar(outlet="晋川日报")
    assert [kind for kind, _ in reading.findings] == [Kind.SIDECAR_FIELD]
    assert line.split(":")[0] in reading.findings[0][1]
    assert told in reading.findings[0][1]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"outlet: [unclosed", "line 1"),
        (b"just a text", "a text"),
        (b"- a\n- b", "a list"),
        ("outlet: 晋川日报".encode("gb18030"), "not UTF-8"),
        (b"a: b\n--- \nc: d", "no YAML"),
        (b"outlet: \x00", "no YAML"),
        (b"[" * 60_000, "nested too deep"),
        (b"- " * 30_000, "nested too deep"),
        (b"#" * (MAX_BYTES + 1), f"{MAX_BYTES + 1} bytes"),
        (b"!!python/object/apply:os.system [ls]", "python/object"),
        (b"outlet: *nothing", "no YAML"),
    ],
)
def test_a_file_that_is_no_sidecar_is_left_out_whole(data: bytes, told: str) -> None:
    reading = read_sidecar(data)
    assert reading.sidecar == Sidecar()
    assert [kind for kind, _ in reading.findings] == [Kind.SIDECAR_UNREADABLE]
    assert told in reading.findings[0][1]


def test_aliases_that_would_expand_to_gigabytes_cost_nothing() -> None:
    levels = [b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]".encode() for n in range(1, 30)]
    reading = read_sidecar(b"\n".join([*levels, b"title: *a29", b"outlet: x"]))
    assert reading.sidecar == Sidecar(outlet="x")
    assert all(len(message) < 300 for _, message in reading.findings)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_a_sidecar_and_printable_findings(data: bytes) -> None:
    reading = read_sidecar(data)
    assert isinstance(reading.sidecar, Sidecar)
    assert all(message.isprintable() for _, message in reading.findings)


def test_sidecars_that_say_the_same_are_the_same_whatever_their_layout() -> None:
    one = read_sidecar("outlet: 甲\npublished_on: 2024-07-18\ncollected_at: 2024-07-18T08:00:00+08:00".encode())
    other = read_sidecar("{collected_at: '2024-07-18 00:00:00', published_on: '2024-07-18', outlet: '甲 '}".encode())
    assert normalised(one.sidecar) == normalised(other.sidecar)
    assert normalised(one.sidecar) != normalised(Sidecar(outlet="甲"))
