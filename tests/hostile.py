"""Texts made to be hard to read, and what reading one costs: each in a process of its own, with bounds on memory and time.

    python -m tests.hostile [--bytes N] [--shape NAME] [--seconds N] [--memory N]

Prints CPU seconds and peak memory for each shape, 10 MB by default, which is half of the largest file that an inbox takes. Ends with 1
where a bound was broken.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent

MEMORY = 1_000_000_000
"""Bytes of address space that a reading may take, the interpreter and all tables included."""

SECONDS = 60
"""Seconds after which a reading is ended."""

UNITS = {
    "digits": "9876543210",
    "分别": "分别",
    "one sentence of commas and numbers": "增长5.1%，12，3，",
    "lists without end": "A、B和C分别增长1%、2%和3%，",
    "nested brackets": "（增长5%",
    "lines of one character": "增\n5\n%\n",
    "empty lines": "\n",
    "nested tags": "<div><span>",
    "right-to-left marks": "\u202e上半年，全\u200f市工业投资增\u200f长5%\u2067，各项\u202c指标稳步回升。",
    "a page without a line break": "新华社北京7月18日电（记者甲乙）省委书记贺长风表示，市工信局、高新区管委会上半年完成投资38.6亿元，"
    "增长5.1%。《关于支持的意见》提出，",
    "bylines and headlines": "# 题\n\n本报讯 市发改委主任陶然说，增长5.1%，投资完成38.6亿元，就业稳定，物价平稳，信心增强。（陆听澜）\n\n",
    "marked questions": "问：怎么看？\n\n答：增长5.1%。\n\n",
    "crumbs": "首页 > 财经 > ",
    "wide blanks": f"出口下跌298亿元{' ' * 32_000}增长7.3%。",
}
"""Shape -> what is repeated. Brackets close again in the last part of their text."""


def text_of(shape: str, size: int) -> str:
    """A text of that shape of at most `size` bytes in UTF-8."""
    unit = UNITS[shape]
    times = size // len(unit.encode("utf-8"))
    if shape == "nested brackets":
        depth = size // len(f"{unit}）".encode())
        return unit * depth + "）" * depth
    return unit * times


def measured(shape: str, size: int, seconds: int = SECONDS, memory: int = MEMORY) -> dict[str, Any]:
    """What a process of its own says of reading that text; `broken` says what went wrong, where something did."""
    command = [sys.executable, "-m", "tests.hostile", "--bytes", str(size), "--shape", shape, "--memory", str(memory), "--here"]
    try:
        ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return {"broken": f"not read after {seconds} s"}
    if ended.returncode:
        last = ended.stderr.strip().splitlines()[-1:] or ["no message"]
        return {"broken": f"ended with {ended.returncode}: {last[0]}"}
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def read_here(shape: str, size: int, memory: int) -> dict[str, Any]:
    """Reads the text in this process, which takes no more memory than it may."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from flows import reference
    from transforms.extract import extract
    from transforms.model import RawDocument

    tables, _ = reference.load(PROJECT / "seeds" / "reference")
    text = text_of(shape, size)
    began = time.process_time()
    found = extract(RawDocument("hostile", "text/plain", text), tables)
    spent = time.process_time() - began
    # The unit of ru_maxrss is bytes on macOS and KiB elsewhere.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    spans = [(numeral.char_start, numeral.char_end) for numeral in found.numerals]
    return {
        "characters": len(text),
        "cpu_seconds": spent,
        "peak_bytes": peak,
        "numerals": len(spans),
        "readings": len(found.readings),
        "in_order": all(a < b for a, b in spans) and all(a[1] <= b[0] for a, b in pairwise(spans)),
        "longest_sentence": max((r.sentence_end - r.sentence_start for r in found.readings), default=0),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description="What reading texts made to be hard costs.")
    parser.add_argument("--bytes", type=int, default=10_000_000, help="size of each text (default 10,000,000)")
    parser.add_argument("--shape", choices=list(UNITS), help="one shape alone")
    parser.add_argument("--seconds", type=int, default=SECONDS, help=f"seconds for each (default {SECONDS})")
    parser.add_argument("--memory", type=int, default=MEMORY, help=f"bytes of address space for each (default {MEMORY:,})")
    parser.add_argument("--here", action="store_true", help="read it in this process and print JSON (needs --shape)")
    wanted = parser.parse_args()
    if wanted.here:
        print(json.dumps(read_here(wanted.shape, wanted.bytes, wanted.memory)))
        return 0
    broken = False
    for shape in [wanted.shape] if wanted.shape else UNITS:
        told = measured(shape, wanted.bytes, wanted.seconds, wanted.memory)
        broken |= "broken" in told
        cost = (
            told.get("broken") or f"{told['cpu_seconds']:6.1f} CPU s  {told['peak_bytes'] / 1e6:5,.0f} MB  {told['numerals']:9,} numerals"
        )
        print(f"{wanted.bytes:12,} bytes  {cost}  {shape}", flush=True)
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
