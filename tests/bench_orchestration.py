"""What orchestration costs: a build of a thousand documents with Prefect and its server, and the same steps without either.

    python -m tests.bench_orchestration [--documents N]

Counted is CPU time, of the process and of those that it starts (reading, audit), and of the server while the build runs; that of its start
is not. Each is built in a process of its own, by turns, and the least counts: what else the machine does only adds. The clock's time stands
beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows import prefect_home, steps
from flows.run import Run
from flows.settings import PROJECT, REFERENCE
from warehouse.folder import WarehouseFolder

LIMIT = 5.0
"""Per cent of a build's time that orchestration may cost."""


@dataclass(slots=True)
class Cost:
    """Seconds of the clock, and CPU seconds of build and server."""

    clock: float
    build: float
    server: float = 0.0

    @property
    def cpu(self) -> float:
        """All CPU seconds."""
        return self.build + self.server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench_orchestration", description="What Prefect costs a build.")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--only", choices=[*WAYS], help="Build once in this way, and print its cost as JSON.")
    wanted = parser.parse_args()
    if wanted.only:
        with tempfile.TemporaryDirectory() as place:
            make_documents(Path(place) / "inbox", wanted.documents)
            print(json.dumps(asdict(WAYS[wanted.only](Path(place) / "inbox", Path(place) / "warehouse"))))
        return 0
    costs: dict[str, list[Cost]] = {way: [] for way in WAYS}
    for _ in range(wanted.turns):
        for way, found in costs.items():
            command = [sys.executable, "-m", "tests.bench_orchestration", "--documents", str(wanted.documents), "--only", way]
            done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
            found.append(Cost(**json.loads(done.stdout.splitlines()[-1])))
    plain, whole = (min(found, key=lambda cost: cost.cpu) for found in costs.values())
    print(f"without Prefect: {plain.clock:7.1f} s, {plain.cpu:7.1f} CPU s")
    print(f"with Prefect:    {whole.clock:7.1f} s, {whole.build:7.1f} CPU s, server {whole.server:.1f} CPU s")
    share = 100 * (whole.cpu - plain.cpu) / plain.cpu
    print(f"orchestration:   {share:.1f} % of the CPU time of a build of {wanted.documents} documents; the limit is {LIMIT:g} %")
    return 0 if share <= LIMIT else 1


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
    prefect_home.configure(root)
    with prefect_home.own_server(root) as wait:
        wait()
        from flows.build import build_warehouse
        from flows.parameters import Build

        server = child_of(os.getpid(), "flows.prefect_home")
        began, used, served = time.monotonic(), cpu(), cpu_of(server)
        build_warehouse(Build(inbox=str(inbox), warehouse=str(root), reference=str(REFERENCE), stale_after_days=0), return_state=True)
        return Cost(time.monotonic() - began, cpu() - used, cpu_of(server) - served)


WAYS = {"plain": without, "prefect": with_prefect}


def cpu() -> float:
    """CPU seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(pid: int) -> float:
    """CPU seconds of another process."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def child_of(pid: int, words: str) -> int:
    """The child whose command line holds the words."""
    pids = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    (found,) = [one for one in pids if words in Path(f"/proc/{one}/cmdline").read_text("utf-8", "replace")]
    return found


if __name__ == "__main__":
    sys.exit(main())
