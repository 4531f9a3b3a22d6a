"""The command line `gongbao`.

Exit codes: 0 published, nothing new, or published with issues (the last line says which); 3 blocked, or the warehouse is
held by another build; 2 wrong use; 1 a fault of ours. Heavy imports stand inside the commands, so that help is quick.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from flows.exits import Exit
from flows.result_text import visible
from flows.settings import REFERENCE, default_warehouse

app = typer.Typer(
    name="gongbao",
    help="Raw Chinese official prose about the economy in, a checked and queryable warehouse of stated statistics out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


Warehouse = Annotated[
    Path | None,
    typer.Option("--warehouse", "-w", help="The warehouse's folder. Default: GONGBAO_WAREHOUSE, else warehouse/data of the project."),
]


@app.command()
def build(
    inbox: Annotated[
        Path, typer.Argument(help="The folder with the documents: .txt, .md, .html, .pdf, .docx; folders below it are read too.")
    ],
    warehouse: Warehouse = None,
    reference: Annotated[Path | None, typer.Option(help="The folder of the reference tables. Default: seeds/reference.")] = None,
    clock: Annotated[
        str | None,
        typer.Option(help="The time of the build, ISO 8601, in UTC; the same input and clock give the same files. Default: now."),
    ] = None,
    wait: Annotated[int, typer.Option(min=0, help="Seconds to wait for another build of this warehouse to end.")] = 0,
) -> None:
    """Read the documents of INBOX, check what was read, and publish the warehouse."""
    from flows.build_command import run_build
    from flows.moments import moment

    root = warehouse or default_warehouse()
    try:
        at = moment(clock)
    except ValueError as error:
        _refuse(f"--clock: {error}")
    _end(run_build(inbox, root, reference or REFERENCE, at, wait))


@app.command()
def up(
    inbox: Annotated[
        Path | None, typer.Argument(help="The folder with the documents. Default: GONGBAO_INBOX, else seeds/documents.")
    ] = None,
    warehouse: Warehouse = None,
    host: Annotated[str, typer.Option(help="The address to listen on. One that others reach needs GONGBAO_AUTH.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65534, help="The port of Prefect's pages; 0: any. Reports are served on the next.")
    ] = 4200,
) -> None:
    """Bring up Prefect's server with its pages, the deployments and a worker; Ctrl-C stops everything."""
    from flows import up as launcher
    from flows.prefect_home import ServerDidNotStart
    from flows.registration import NotRegistered
    from flows.run import WrongUse
    from flows.settings import PROJECT, named_inbox

    try:
        _end(launcher.run(inbox or PROJECT / named_inbox(), warehouse or default_warehouse(), host, port))
    except WrongUse as error:
        _refuse(str(error))
    except (ServerDidNotStart, NotRegistered) as error:
        print(visible(str(error)), file=sys.stderr)
        _end(Exit.fault)


@app.command()
def register() -> None:
    """Tell the Prefect server that is configured of the work pool, the limit on writers, the automations and the deployments."""
    from flows.registration import NotRegistered
    from flows.registration import register as told

    try:
        for line in told():
            print(visible(line))
    except NotRegistered as error:
        print(visible(str(error)), file=sys.stderr)
        _end(Exit.fault)


@app.command()
def status(warehouse: Warehouse = None) -> None:
    """What is published, how the last run ended, and who is building."""
    from flows.overview import status_of

    root = warehouse or default_warehouse()
    try:
        lines, sound = status_of(root)
    except OSError as error:
        _refuse(_unusable(root, error))
    for line in lines:
        print(visible(line))
    _end(Exit.done if sound else Exit.blocked)


@app.command()
def sql(
    query: Annotated[str | None, typer.Argument(help="One query; `-` or none reads it from standard input or opens a prompt.")] = None,
    warehouse: Warehouse = None,
    output: Annotated[
        str, typer.Option("--format", "-f", help="table, csv or json. In csv, text that a spreadsheet would run gets a '.")
    ] = "table",
) -> None:
    """Ask the published warehouse, read-only: one query, or a prompt on a terminal."""
    from flows import sql as queries
    from warehouse.connect import NoRelease
    from warehouse.folder import WarehouseFolder

    if output not in queries.Format.__members__:
        _refuse(f"--format {visible(output)}: not known; use table, csv or json")
    form = queries.Format(output)
    root = warehouse or default_warehouse()
    try:
        with queries.published(root) as connection:
            if query in (None, "-") and sys.stdin.isatty():
                queries.prompt(connection, form, WarehouseFolder(root).sql_history)
            else:
                text = sys.stdin.read() if query in (None, "-") else str(query)
                queries.answer(connection, text, form, sys.stdout, sys.stderr)
            sys.stdout.flush()
    except BrokenPipeError:
        # Here, since the command line's own library would make an error of it.
        _leave_quietly()
    except (NoRelease, queries.QueryRefused) as error:
        _refuse(str(error))


@app.command()
def explain(
    metric_id: Annotated[str, typer.Argument(help="The metric's id, or as much of its beginning as no other has.")],
    warehouse: Warehouse = None,
) -> None:
    """Where a number stands, as what it was read, and by which rules."""
    from flows import explain as explanations
    from flows.sql import QueryRefused, published
    from warehouse.connect import NoRelease

    try:
        with published(warehouse or default_warehouse()) as connection:
            explanations.write(explanations.metric(connection, metric_id), sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_quietly()
    except (NoRelease, QueryRefused, explanations.NotExplained) as error:
        _refuse(str(error))


@app.command()
def document(
    file: Annotated[Path, typer.Argument(help="A document: .txt, .md, .html, .pdf or .docx. It need not be in an inbox.")],
    numbers: Annotated[bool, typer.Option("--numbers", help="List every number with what it was read as.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Show link lists and boilerplate whole, too.")] = False,
    warehouse: Warehouse = None,
    reference: Annotated[Path | None, typer.Option(help="The folder of the reference tables. Default: seeds/reference.")] = None,
) -> None:
    """Show a page as it is read: its articles with their days, who speaks, who and what is named, the numbers marked."""
    from flows import document as documents
    from flows.document_page import write
    from flows.reference import ReferenceError

    try:
        seen = documents.see_beside_release(file, reference or REFERENCE, warehouse or default_warehouse())
        write(seen, sys.stdout, numbers=numbers, whole=whole)
        sys.stdout.flush()
    except BrokenPipeError:
        _leave_quietly()
    except (documents.NotShown, ReferenceError) as error:
        _refuse(str(error))


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="The name of a view or table, or a query.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write: .csv, .xlsx or .parquet.")],
    warehouse: Warehouse = None,
) -> None:
    """Write a view or the answer to a query as CSV, Excel (with a sheet of sources) or Parquet."""
    from flows import export as exports
    from flows.sql import QueryRefused, published
    from warehouse.connect import NoRelease

    try:
        with published(warehouse or default_warehouse()) as connection:
            done = exports.export(connection, what, out)
    except (NoRelease, QueryRefused, exports.NotExported, OSError) as error:
        _refuse(str(error))
    articles = "" if done.sources is None else f", {done.sources} articles on the sheet of sources"
    print(visible(f"{out}: {done.rows} rows{articles}"))
    for note in done.notes:
        print(visible(note), file=sys.stderr)


@app.command()
def chart(
    indicator: Annotated[str, typer.Argument(help="The full name of the indicator, in either script.")],
    region: Annotated[str, typer.Option(help="The full name of the region.")] = "中国",
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write: .svg, .png or .html.")] = Path("chart.svg"),
    measure: Annotated[str | None, typer.Option(help="level, growth, ratio …: where there are several series, which.")] = None,
    basis: Annotated[str | None, typer.Option(help="yoy, mom, none …")] = None,
    unit: Annotated[str | None, typer.Option(help="The unit, as in the column unit.")] = None,
    warehouse: Warehouse = None,
) -> None:
    """Draw a series with its bounds, targets and revisions, and its sources beneath."""
    from flows import chart as charts
    from flows.sql import QueryRefused, published
    from warehouse.connect import NoRelease

    try:
        with published(warehouse or default_warehouse()) as connection:
            drawn = charts.drawing(connection, charts.Wanted(indicator, region, measure, basis, unit))
        charts.write(drawn, out)
    except (NoRelease, QueryRefused, charts.NotDrawn, OSError) as error:
        _refuse(str(error))
    print(visible(f"{out}: {drawn.title}, {len(drawn.points)} points from {len(drawn.sources())} articles"))
    for other in drawn.others:
        print(visible(f"Not drawn: {other}"), file=sys.stderr)


@app.command()
def reader(
    warehouse: Warehouse = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write. Default: reports/reader.html of the warehouse.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Leave out the oldest documents beyond so many numbers.")] = 20_000,
    reference: Annotated[Path | None, typer.Option(help="The folder of the reference tables. Default: seeds/reference.")] = None,
) -> None:
    """Write the documents with every number marked and explained as one HTML page that needs no network."""
    from flows.corrections_file import CorrectionsError
    from flows.reader import command
    from flows.reference import ReferenceError
    from flows.sql import QueryRefused
    from warehouse.connect import NoRelease

    try:
        print(visible(command.write(warehouse or default_warehouse(), reference or REFERENCE, out, most).line))
    except (NoRelease, QueryRefused, CorrectionsError, ReferenceError, OSError) as error:
        _refuse(str(error))


@app.command()
def releases(warehouse: Warehouse = None) -> None:
    """The published release and the former ones that are kept, newest first."""
    from flows.overview import release_lines

    root = warehouse or default_warehouse()
    try:
        lines = release_lines(root)
    except OSError as error:
        _refuse(_unusable(root, error))
    for line in lines:
        print(visible(line))


@app.command()
def rollback(
    to: Annotated[str | None, typer.Option(help="The release to go back to. Default: the one before the current one.")] = None,
    warehouse: Warehouse = None,
    wait: Annotated[int, typer.Option(min=0, help="Seconds to wait for a build of this warehouse to end.")] = 0,
) -> None:
    """Publish a former release again."""
    from flows.overview import roll_back
    from warehouse.connect import NoRelease
    from warehouse.lock import WarehouseBusy
    from warehouse.releases import DamagedReleaseError, UnknownReleaseError

    root = warehouse or default_warehouse()
    try:
        print(visible(roll_back(root, to, datetime.now(UTC), wait)))
    except (UnknownReleaseError, DamagedReleaseError, NoRelease) as error:
        _refuse(str(error))
    except WarehouseBusy as error:
        print(visible(str(error)), file=sys.stderr)
        _end(Exit.blocked)
    except OSError as error:
        _refuse(_unusable(root, error))


@app.command()
def check(
    what: Annotated[
        str | None,
        typer.Argument(help="A release's id, or the path of a candidate's database or its folder. Default: the published release."),
    ] = None,
    warehouse: Warehouse = None,
    reference: Annotated[Path | None, typer.Option(help="The folder of the reference tables. Default: seeds/reference.")] = None,
    every: Annotated[bool, typer.Option("--all", help="List the checks that hold, too.")] = False,
) -> None:
    """Run all checks over a release or a candidate; ends with 3 where a critical one does not hold."""
    from expectations.gate import summary_rows
    from flows import check_command
    from flows.result_text import write_table
    from warehouse.connect import NoRelease

    try:
        checked = check_command.check(warehouse or default_warehouse(), what, reference or REFERENCE)
    except (check_command.NothingToCheck, NoRelease, *check_command.USABLE) as error:
        _refuse(str(error))
    rows = summary_rows(checked.results, every=every)
    if rows:
        write_table(sys.stdout, ("outcome", "severity", "rule", "rows that break it", "what must hold"), rows)
    print(visible(checked.summary()))
    _end(checked.code)


@app.command()
def report(
    run: Annotated[str | None, typer.Argument(help="A run's id. Default: the last run.")] = None,
    warehouse: Warehouse = None,
    path: Annotated[bool, typer.Option("--path", help="Only print where the report lies.")] = False,
) -> None:
    """Open the report of a run in the browser, and print where it lies."""
    from flows import report_command

    try:
        page = report_command.find(warehouse or default_warehouse(), run)
    except report_command.NoReport as error:
        _refuse(str(error))
    print(visible(str(page.resolve())))
    if not path and not report_command.show(page):
        print("No browser could be opened here: open this file in one.", file=sys.stderr)


@app.command()
def doctor(
    warehouse: Warehouse = None,
    inbox: Annotated[Path | None, typer.Option(help="An inbox to look at as well.")] = None,
) -> None:
    """Look at the machine, the installation and the warehouse: what is wrong, and what to do about it."""
    from flows.doctor import examine

    findings = examine(warehouse or default_warehouse(), inbox)
    for finding in findings:
        print(visible(f"{'OK     ' if finding.ok else 'PROBLEM'} {finding.subject}: {finding.found}"))
        if not finding.ok:
            print(visible(f"        {finding.what_to_do}"))
    problems = sum(not finding.ok for finding in findings)
    print(f"{problems} problem{'' if problems == 1 else 's'} found." if problems else "All in order.")
    _end(Exit.blocked if problems else Exit.done)


def main() -> None:
    """The entry point: every fault that nobody foresaw becomes a short message, with its traceback in a file."""
    # Chinese text must come out whole wherever it is sent, whatever the machine's locale says.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except BrokenPipeError:
        _leave_quietly()
        sys.exit(Exit.done)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        sys.exit(Exit.stopped)
    except Exception as error:
        place = write_traceback(error)
        first = str(error).splitlines()[0] if str(error) else ""
        print(visible(f"A fault of gongbao's own: {type(error).__name__}: {first[:300]}"), file=sys.stderr)
        print(visible(f"The details are in {place}; the published warehouse was not changed by this."), file=sys.stderr)
        sys.exit(Exit.fault)


def write_traceback(error: BaseException) -> Path:
    """Writes the traceback to a file of its own and returns where that is."""
    with tempfile.NamedTemporaryFile("w", prefix="gongbao-fault-", suffix=".txt", delete=False, encoding="utf-8") as out:
        out.write("".join(traceback.format_exception(error)))
    return Path(out.name)


def _unusable(root: Path, error: OSError) -> str:
    return f"The warehouse {root} cannot be used: {error}. Put its folder right, or name another warehouse."


def _leave_quietly() -> None:
    """The reader (`| head`) has seen enough: what is still to be written goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse(message: str) -> NoReturn:
    for line in message.splitlines():
        print(visible(line), file=sys.stderr)
    _end(Exit.wrong_use)


def _end(code: int) -> NoReturn:
    sys.stdout.flush()
    raise typer.Exit(int(code))


if __name__ == "__main__":
    main()
