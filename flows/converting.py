"""Files of programs to text, each in a process of its own that can take so much time and memory and no more.

    python -m flows.converting MEDIA_TYPE < FILE

The libraries that read such files meet everything that strangers put into them: packed gigabytes, loops of references, faults in native
code. Whatever happens there, the build goes on, and the file gets an issue that says what happened.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from typing import Any

from expectations.child_environment import without_secrets
from flows.settings import PROJECT
from transforms.issue_kinds import Kind, Refused

SECONDS = 60
"""Of the processor, and as much by the clock again for a busy machine."""

MEMORY = 1_500_000_000
"""Bytes of address space, where the machine's system lets that be bounded."""

MOST_CHARACTERS = 5_000_000
"""Of text; a yearbook has two million."""

CONVERTED = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word file",
}
"""Media types that are converted, with what to call them."""


def converted(data: bytes, media_type: str, seconds: int = SECONDS, memory: int = MEMORY) -> tuple[str, tuple[tuple[Kind, str], ...]]:
    """The text of a file and what to bear in mind of it. Raises Refused; never anything for what the file holds."""
    name = CONVERTED[media_type]
    command = [sys.executable, "-m", "flows.converting", media_type, str(seconds), str(memory)]
    path = os.pathsep.join(part for part in (str(PROJECT), os.environ.get("PYTHONPATH", "")) if part)
    environment = {**without_secrets(os.environ), "PYTHONPATH": path, "PYTHONUTF8": "1"}
    try:
        ended = subprocess.run(command, input=data, capture_output=True, timeout=2 * seconds, check=False, env=environment)
    except subprocess.TimeoutExpired:
        raise Refused(Kind.TOO_COMPLEX, f"The {name} was not read within {2 * seconds} s.") from None
    answer = _answer(ended.stdout)
    if answer is None:
        raise Refused(
            Kind.TOO_COMPLEX, f"Reading the {name} took more than {seconds} s or {memory // 10**6} MB, or failed: {_last(ended)}."
        )
    if "refused" in answer:
        raise Refused(Kind(answer["refused"]), answer["message"])
    return answer["text"], tuple((Kind(kind), message) for kind, message in answer["findings"])


def _answer(printed: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(printed)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _last(ended: subprocess.CompletedProcess[bytes]) -> str:
    lines = ended.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else f"its process ended with {ended.returncode}"


def main(media_type: str, seconds: int, memory: int) -> None:
    """Reads the file from standard input, and prints its text, or why there is none, as JSON."""
    _bound(seconds, memory)
    data = sys.stdin.buffer.read()
    try:
        if media_type == "application/pdf":
            from flows.pdf_text import pdf_text

            text, findings = pdf_text(data)
        else:
            from flows.docx_text import docx_text

            text, findings = docx_text(data)
        if len(text) > MOST_CHARACTERS:
            raise Refused(Kind.TOO_COMPLEX, f"It holds {len(text)} characters; up to {MOST_CHARACTERS} are read.")
        answer: dict[str, Any] = {"text": text, "findings": [(kind.value, message) for kind, message in findings]}
    except Refused as refused:
        answer = {"refused": refused.kind.value, "message": refused.message}
    # ASCII, so that half of a surrogate pair passes too, and is refused as such where text is judged.
    sys.stdout.write(json.dumps(answer))


def _bound(seconds: int, memory: int) -> None:
    try:
        import resource
    except ImportError:
        return
    for what, limit in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, memory)):
        # macOS knows no bound of address space; that of time holds there as well.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
