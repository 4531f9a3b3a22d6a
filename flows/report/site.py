"""Writes the report of a run as a static site: index.html first, then a page for each part, the documents behind the findings, and CSV.

It opens from the disk, asks nothing of any network, runs no script, and shows whatever documents hold as text.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from expectations.audit_files import DATA_DOCS
from expectations.gate import Verdict
from expectations.setting import Setting
from expectations.suites import BY_ID
from flows.reader import command as reader_page
from flows.report import comparison, offending, trends
from flows.report.marked import Mark, Page
from flows.report.parts import Link, Table, finding_rows
from flows.result_text import cell, visible, write_csv
from warehouse.folder import WarehouseFolder

Row = dict[str, Any]

INDEX = "index.html"
_SHOWN = 50
"""Offending rows of one rule on its page; the CSV file has all."""
_PAGE = 500
"""Rows of a long table on one page."""
_MOST_ROWS = 5000
"""Rows of one table that are shown at all; its CSV file has the rest."""
_MOST_DOCUMENTS = 300
_LONG = 60
"""Of what is longer, such as a whole article, only the beginning is marked."""
_ORDER = {"critical": 0, "warning": 1, "info": 2}

PARTS = (
    (INDEX, "结论", "Verdict"),
    ("findings.html", "未通过的检查", "Findings"),
    ("quarantine.html", "隔离的行", "Quarantine"),
    ("conflicts.html", "来源冲突", "Conflicts"),
    ("issues.html", "读取问题", "Issues"),
    ("changes.html", "与上一版比较", "Changes"),
    ("results.html", "全部检查", "All checks"),
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a report tells of: a run, and the database that it checked (None where there is none, as after a fault)."""

    run: Row
    """Its row of the table runs."""
    headline: str
    line: str
    verdict: Verdict | None
    results: Sequence[Row]
    quarantine: Sequence[Row]
    issues: Sequence[Row]
    before: Sequence[Row]
    """quality_results of the release before."""
    database: Path | None
    setting: Setting
    clock: dt.datetime


@dataclass
class _Site:
    out: Path
    told: Told
    pages: dict[str, Page] = field(default_factory=dict)
    documents: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    connection: duckdb.DuckDBPyConnection | None = None


def write(out: Path, told: Told, folder: WarehouseFolder) -> Path:
    """Writes the site into `out`, beside what is there, and returns its first page. `folder` is asked for former runs."""
    for name in ("documents", "data"):
        shutil.rmtree(out / name, ignore_errors=True)
        (out / name).mkdir(parents=True)
    site = _Site(out, told)
    if told.database is not None and told.database.is_file():
        with duckdb.connect(str(told.database), read_only=True) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            site.connection = connection
            _write(site, folder)
    else:
        _write(site, folder)
    return out / INDEX


def _write(site: _Site, folder: WarehouseFolder) -> None:
    told = site.told
    facts = comparison.facts(site.connection, told.clock) if site.connection and told.verdict else comparison.Facts()
    moves = comparison.moves(told.results, told.before)
    findings = _findings(site)
    quarantine = _quarantine(site)
    conflicts = _conflicts(site)
    issues = _issues(site)
    changes = _changes(site, facts)
    results = _results(site, findings)
    sections = {"quarantine.html": [quarantine], "conflicts.html": [conflicts], "issues.html": [issues], "changes.html": changes}
    drawn = trends.of(folder, told.results, told.run)
    _render(
        site,
        "index.html.jinja",
        INDEX,
        findings=[one for one in findings if one["severity"] != "info"],
        notes=sum(one["severity"] == "info" and one["outcome"] == "failed" for one in findings),
        passed=sum(row["outcome"] == "passed" for row in told.results),
        counts={name: sum(table.total or 0 for table in tables) for name, tables in sections.items()},
        facts=facts,
        moves=moves,
        trends=[(one, Markup(one.svg)) for one in drawn],
        data_docs=(site.out / DATA_DOCS / INDEX).is_file(),
        reader=f"../{reader_page.FILE}" if (site.out.parent / reader_page.FILE).is_file() else None,
    )
    _render(site, "findings.html.jinja", "findings.html", findings=findings)
    moved = f"Facts that stand in another document now and say the same: {facts.moved}." if facts.moved else ""
    for file, tables in {**sections, "results.html": [results]}.items():
        _paged(site, file, tables, moved if file == "changes.html" else "")
    for page in site.pages.values():
        _render(site, "document.html.jinja", page.file, page=page, pieces=page.pieces(), root="../")


def _findings(site: _Site) -> list[Row]:
    """What does not hold, worst first, each with its rows."""
    rows = [row for row in site.told.results if row["outcome"] != "passed"]
    rows.sort(key=lambda row: (row["outcome"] != "error", _ORDER.get(row["severity"], 0), row["rule"]))
    found = []
    for row in rows:
        declared = BY_ID.get(row["rule"])
        broken = offending.of(site.connection, declared, site.told.setting) if declared and site.connection else offending.Offending()
        file = f"data/{row['rule']}.csv" if broken.rows else None
        if file:
            _csv(site, file, broken.columns, broken.rows)
        links = [_link(site, one, f"{row['rule']}: {row['description_en']}") for one in broken.rows[:_SHOWN]]
        table = finding_rows(row["rule"], broken, links)
        found.append({**row, "reason": declared.reason if declared else "", "table": table, "rows_file": file, "error": broken.error})
    return found


def _quarantine(site: _Site) -> Table:
    rows = []
    for row in site.told.quarantine[:_MOST_ROWS]:
        whole = json.loads(row["row"])
        said = next((whole[name] for name in ("value_text", "text", "title", "name") if whole.get(name)), row["row_id"])
        rows.append(
            (
                Link(said, _link(site, whole, f"kept out by {row['rule']}: {row['reason']}")),
                row["sentence"],
                _read_as(whole),
                row["reason"],
                row["rule"],
                row["row_id"],
            )
        )
    columns = ("原文 words", "句子 sentence", "读作 read as", "理由 why", "规则 rule", "行 row")
    return _table(site, "quarantine", "隔离的行", "Rows kept out", columns, rows, site.told.quarantine)


def _read_as(row: Mapping[str, Any]) -> str | None:
    """What a metric that was kept out would have said; None for rows of other tables."""
    if "measure" not in row:
        return None
    start, end = row.get("period_start"), row.get("period_end")
    value = _shown(row["value"]) if row.get("value") is not None else f"{_shown(row.get('value_low'))}–{_shown(row.get('value_high'))}"
    period = start if start == end else f"{start} … {end}"
    parts = (row.get("indicator"), row["measure"], f"{value} {row.get('unit') or ''}", period, row.get("region"))
    return " · ".join(str(part).strip() for part in parts if part is not None)


def _conflicts(site: _Site) -> Table:
    sentence = "(SELECT any_value(m.sentence) FROM metrics AS m WHERE m.source_id = c.{0}_source_id AND m.char_start = c.{0}_start)"
    found = _select(
        site,
        "SELECT c.*, l.document_id AS left_document, r.document_id AS right_document, l.outlet AS left_outlet, r.outlet AS right_outlet, "
        f"{sentence.format('left')} AS left_sentence, {sentence.format('right')} AS right_sentence "
        "FROM conflicts AS c LEFT JOIN sources AS l ON l.source_id = c.left_source_id "
        "LEFT JOIN sources AS r ON r.source_id = c.right_source_id "
        "ORDER BY c.weight DESC, c.conflict_id",
    )
    rows = []
    for row in found[:_MOST_ROWS]:
        cells: list[object] = []
        for side in ("left", "right"):
            place = {"document_id": row[f"{side}_document"], "char_start": row[f"{side}_start"], "char_end": row[f"{side}_end"]}
            link = Link(row[f"{side}_text"], _link(site, place, f"conflict: {row['likely_cause']}"))
            cells += [link, row[f"{side}_sentence"], row[f"{side}_outlet"]]
        rows.append((*cells, row["likely_cause"], row["weight"], row["kind"]))
    side_columns = ("句子 sentence", "媒体 outlet")
    columns = ("一方 one side", *side_columns, "另一方 other side", *side_columns, "可能原因 likely cause", "权重 weight", "类别 kind")
    return _table(site, "conflicts", "来源冲突", "Sources that contradict each other", columns, rows, found)


def _issues(site: _Site) -> Table:
    rows = [(row["path"], row["kind"], row["message"], row["what_to_do"]) for row in site.told.issues[:_MOST_ROWS]]
    columns = ("文件 file", "类别 kind", "发现 found", "处理 what to do")
    return _table(site, "issues", "读取问题", "Files that could not be read, or not fully", columns, rows, site.told.issues)


def _changes(site: _Site, facts: comparison.Facts) -> list[Table]:
    tables = []
    for name, zh, en, found in (
        ("changed", "改变的数值", "Facts that say something else", facts.changed),
        ("gone", "消失的数值", "Facts that are gone", facts.gone),
        ("added", "新增的数值", "Facts that are new", facts.added),
    ):
        last = {"changed": "changes", "gone": "reason"}.get(name)
        rows = [
            (
                Link(row["value_text"], _link(site, row, f"{name} since the former release") if name != "gone" else None),
                row["indicator"],
                row["sentence"],
                *([row[last]] if last else []),
            )
            for row in found[:_MOST_ROWS]
        ]
        tables.append(
            _table(site, name, zh, en, ("数值 number", "指标 indicator", "句子 sentence", *([last] if last else [])), rows, found)
        )
    return tables


def _results(site: _Site, findings: Sequence[Row]) -> Table:
    named = {row["rule"] for row in findings}
    rows = [
        (
            Link(row["rule"], f"findings.html#{row['rule']}" if row["rule"] in named else None),
            "could not run" if row["outcome"] == "error" else row["outcome"],
            row["severity"],
            row["unexpected"],
            row["evaluated"],
            row["description_zh"],
            row["description_en"],
        )
        for row in site.told.results
    ]
    columns = ("规则 rule", "结果 outcome", "严重度 severity", "不符 break it", "行 of", "中文", "English")
    return _table(site, "results", "全部检查", "All checks of this run", columns, rows, site.told.results)


def _table(
    site: _Site, name: str, zh: str, en: str, columns: Sequence[str], rows: Sequence[Sequence[object]], whole: Sequence[Mapping[str, Any]]
) -> Table:
    file = f"data/{name}.csv" if whole else None
    if file:
        _csv(site, file, tuple(whole[0]), whole)
    return Table(name, zh, en, tuple(columns), rows, file, len(whole))


def _select(site: _Site, sql: str) -> list[Row]:
    if site.connection is None:
        return []
    cursor = site.connection.execute(sql)
    columns = [str(entry[0]) for entry in cursor.description or ()]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _link(site: _Site, row: Mapping[str, Any], why: str) -> str | None:
    """Where the characters of a row are shown in their page; None where it has no place or its document is not there."""
    document_id, start, end = row.get("document_id"), row.get("char_start"), row.get("char_end")
    if not isinstance(document_id, str) or not isinstance(start, int) or not isinstance(end, int) or site.connection is None:
        return None
    page = site.pages.get(document_id)
    if page is None:
        page = _page_of(site, document_id)
        if page is None or len(site.pages) >= _MOST_DOCUMENTS:
            return None
        site.pages[document_id] = page
    if not 0 <= start < len(page.text):
        return None
    if end - start > _LONG:
        end = start + _LONG
    name = f"c{start}-{end}"
    page.add(Mark(start, max(end, start + 1), name, why))
    return f"{page.file}#{name}"


def _page_of(site: _Site, document_id: str) -> Page | None:
    assert site.connection is not None
    found = site.connection.execute("SELECT paths[1], text FROM documents WHERE document_id = ?", [document_id]).fetchone()
    if found is None:
        return None
    # The id is a hash in every sound candidate; in an unsound one it may be anything, and must not lead out of the folder.
    file = f"documents/{len(site.pages) + 1:04d}.html"
    return Page(document_id, visible(str(found[0])), visible(str(found[0])), str(found[1] or ""), file)


def _csv(site: _Site, file: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with (site.out / file).open("w", encoding="utf-8-sig", errors="backslashreplace", newline="") as out:
        write_csv(out, [*columns], ([_plain(row.get(name)) for name in columns] for row in rows))


def _plain(value: Any) -> Any:
    """Line ends stay; characters that reorder or hide text are written as escapes, in CSV too."""
    if isinstance(value, str):
        return "\n".join(visible(line) for line in value.split("\n"))
    return cell(value) if isinstance(value, list | dict) else value


def _paged(site: _Site, file: str, tables: Sequence[Table], note: str) -> None:
    """A page for each part; a table that is too long for one goes on in pages of its own."""
    pages = max([1, *(-(-len(table.rows) // _PAGE) for table in tables)])
    names = [file if number == 0 else file.replace(".html", f"-{number + 1}.html") for number in range(pages)]
    title = next((zh, en) for name, zh, en in PARTS if name == file)
    for number, name in enumerate(names):
        parts = [table.part(number * _PAGE, (number + 1) * _PAGE) for table in tables if number == 0 or len(table.rows) > number * _PAGE]
        _render(
            site,
            "table.html.jinja",
            name,
            tables=parts,
            title=title,
            names=names,
            number=number,
            here=file,
            size=_PAGE,
            note=note,
        )


def _render(site: _Site, template: str, file: str, root: str = "", **given: Any) -> None:
    told = site.told
    given.setdefault("here", file)
    text = (
        _environment()
        .get_template(template)
        .render(told=told, parts=PARTS, root=root, generated=f"{told.clock:%Y-%m-%d %H:%M} UTC", **given)
    )
    (site.out / file).write_text(text, encoding="utf-8", errors="backslashreplace")


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("flows.report", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["shown"] = _shown
    environment.tests["link"] = lambda value: isinstance(value, Link)
    return environment


def _shown(value: object, longest: int = 400) -> str:
    """A value as one line of harmless text."""
    if value is None:
        return "—"
    text = visible(f"{value:.15g}" if isinstance(value, float) else str(value))
    if not text.strip():
        return "（空） (blank)"
    return text if len(text) <= longest else text[:longest] + "…"
