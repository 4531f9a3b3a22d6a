"""What orchestration costs a build of a thousand documents: beyond the start of Prefect, in CPU seconds of the build and of the server.

    python -m tests.bench_orchestration [--documents N] [--turns N]

The build is the flow, on a server of its own. What flows/steps.py does in it counts as the build's own work, with the processes that it
starts and the threads of DuckDB. All else is orchestration: the engine of flow and tasks, log, progress and artifacts, Prefect's threads,
and the server while the build runs. The start, which an empty flow has to pay as well (imports, the server, connections), is told beside
it. CPU seconds of one and the same run are compared, since those of two runs differ by more than orchestration costs.

With `--turns` builds with Prefect and the same steps without it follow each other as often, each in a process of its own, and the least of
each is told too: what else the machine does only adds.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows import prefect_home, steps
from flows.run import Run
from flows.settings import PROJECT, REFERENCE
from warehouse.folder import WarehouseFolder

LIMIT = 5.0
"""Per cent of a build's time beyond start-up that orchestration may cost."""

PREFECTS_THREADS = ("GlobalEventLoopThread", "RunSyncEventLoopThread", "APILogWorkerThread", "EventsWorkerThread")


@dataclass(slots=True)
class Cost:
    """Seconds: of the clock, and of CPU. `client` is the part of `build` that is Prefect's, `start` comes before both."""

    clock: float
    build: float
    client: float = 0.0
    server: float = 0.0
    start: float = 0.0

    @property
    def cpu(self) -> float:
        """All CPU seconds beyond the start."""
        return self.build + self.server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_orchestration", description="What Prefect costs a build.")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=0, help="Builds of each way that are compared as well.")
    parser.add_argument("--only", choices=[*WAYS], help="Build once in this way, and print its cost as JSON.")
    wanted = parser.parse_args()
    if wanted.only:
        with tempfile.TemporaryDirectory() as place:
            make_documents(Path(place) / "inbox", wanted.documents)
            print(json.dumps(asdict(WAYS[wanted.only](Path(place) / "inbox", Path(place) / "warehouse"))))
        return 0
    found = [{way: once(way, wanted.documents) for way in WAYS} for _ in range(wanted.turns)]
    best = {way: min((turn[way] for turn in found), key=lambda cost: cost.cpu) for way in WAYS if found}
    for way, cost in best.items():
        print(f"{way:16} {cost.clock:7.1f} s, {cost.cpu:7.1f} CPU s, the least of {wanted.turns}")
    cost = best["with Prefect"] if best else once("with Prefect", wanted.documents)
    own = cost.build - cost.client
    share = 100 * (cost.client + cost.server) / own
    print(f"start:           {cost.start:7.1f} CPU s, whatever the build does")
    print(f"the build's own: {own:7.1f} CPU s, {cost.clock:.1f} s with all else")
    print(f"orchestration:   {cost.client:7.1f} CPU s in the build, {cost.server:.1f} in the server")
    print(f"that is {share:.1f} % of a build of {wanted.documents} documents; the limit is {LIMIT:g} %")
    return 0 if share <= LIMIT else 1


def once(way: str, documents: int) -> Cost:
    """What one build costs, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench_orchestration", "--documents", str(documents), "--only", way]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def make_documents(inbox: Path, number: int) -> None:
    """The sample documents again and again, each copy with a sentence of its own."""
    inbox.mkdir()
    samples = [
        path for path in sorted((PROJECT / "seeds" / "documents").iterdir()) if path.suffix in (".txt", ".md") and "meta" not in path.name
    ]
    for at in range(number):
        sample = samples[at % len(samples)]
        own = f"\n\n全市第{at + 1}批技改项目完成投资{at + 1}.5亿元，同比增长{at % 40 + 1}.{at % 10}%。\n"
        (inbox / f"{at:04}{sample.suffix}").write_text(sample.read_text("utf-8") + own, "utf-8")


def without(inbox: Path, root: Path) -> Cost:
    """The steps of a build in their order, as flows/build.py has them."""
    run = Run(inbox, WarehouseFolder(root).create(), REFERENCE, datetime.now(UTC))
    began, used = time.monotonic(), cpu()
    steps.recover(run)
    steps.discover(run)
    with steps.reader(run) as reader:
        for batch in steps.batches(run):
            steps.read(run, reader, batch)
    steps.reconcile(run)
    steps.check_rows(run)
    steps.compare(run)
    steps.stage(run)
    steps.audit(run)
    verdict = steps.judge(run)
    if verdict.outcome != "block":
        steps.publish(run, verdict)
    steps.report(run, verdict)
    return Cost(time.monotonic() - began, cpu() - used)


def with_prefect(inbox: Path, root: Path) -> Cost:
    """The flow on a server of its own."""
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        del os.environ[name]
    WarehouseFolder(root).create()
    began = cpu()
    prefect_home.configure(root)
    steps_taken, told = Meter(), Meter()
    for name, function in list(vars(steps).items()):
        if getattr(function, "__module__", "") == steps.__name__ and not name.startswith("_") and callable(function):
            setattr(steps, name, steps_taken.measured(function))
    with prefect_home.own_server(root) as wait:
        wait()
        from flows import build, run_log
        from flows.parameters import Build

        run_log.RunLog.line = told.measured(run_log.RunLog.line)  # type: ignore[method-assign]
        run_log.RunLog.progress = told.measured(run_log.RunLog.progress)  # type: ignore[method-assign]
        server = child_of(os.getpid(), "flows.prefect_home")
        an_empty_flow(Build())
        start = cpu() - began + cpu_of(server)
        steps_taken.seconds = told.seconds = 0.0
        clock, used, main_used, threads_used, served = time.monotonic(), cpu(), time.thread_time(), cpu_of_threads(), cpu_of(server)
        build.build_warehouse(Build(inbox=str(inbox), warehouse=str(root), reference=str(REFERENCE), stale_after_days=0), return_state=True)
        threads = cpu_of_threads() - threads_used  # before they end with what they have to send
        prefect_home.send_what_waits()
        main = time.thread_time() - main_used
        # Lines and progress are told from within the steps, of which they are no work.
        client = main - steps_taken.seconds + told.seconds + threads
        return Cost(time.monotonic() - clock, cpu() - used, client, cpu_of(server) - served, start)


class Meter:
    """CPU seconds of this thread in the functions measured; in those that they call only once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def measured(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which now counts."""

        @functools.wraps(function)
        def counting(*args: Any, **kwargs: Any) -> Any:
            began = time.thread_time()
            self._depth += 1
            try:
                return function(*args, **kwargs)
            finally:
                self._depth -= 1
                if not self._depth:
                    self.seconds += time.thread_time() - began

        return counting


def an_empty_flow(build: object) -> None:
    """The rest of Prefect's start: what it imports and connects at its first run, parameter, step and artifact."""
    from prefect import flow, task
    from prefect.artifacts import create_markdown_artifact

    @flow(name="empty", persist_result=False)
    def empty(build: object) -> None:
        assert build is not None
        task(name="empty")(lambda: None)()
        create_markdown_artifact("", key="empty")

    empty(build)


WAYS = {"without Prefect": without, "with Prefect": with_prefect}


def cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(pid: int, folder: str = "/proc") -> float:
    """CPU seconds of another process, or of a thread."""
    fields = Path(f"{folder}/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_of_threads() -> float:
    """CPU seconds of Prefect's threads of this process that live."""
    return sum(cpu_of(one.native_id or 0, "/proc/self/task") for one in threading.enumerate() if one.name in PREFECTS_THREADS)


def child_of(pid: int, words: str) -> int:
    """The child whose command line holds the words."""
    pids = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    (found,) = [one for one in pids if words in Path(f"/proc/{one}/cmdline").read_text("utf-8", "replace")]
    return found


if __name__ == "__main__":
    sys.exit(main())
