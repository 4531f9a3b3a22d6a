"""docs/queries.md: its queries are run on the sample documents' warehouse, and what they answer stands below each.

    python -m tests.query_page

writes the answers anew; a test compares. A query is a block marked `sql`, its answer the block marked `text` after it.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.result_text import write_table
from flows.sql import published
from tests.flow.made import PROJECT, released

PAGE = PROJECT / "docs" / "queries.md"
SAMPLES = PROJECT / "seeds" / "documents"
_BLOCK = re.compile(r"```sql\n(?P<query>.*?)```\n\n```text\n(?P<answer>.*?)```\n", re.DOTALL)


def queries(page: str) -> list[str]:
    """The queries of the page, in order."""
    return [found["query"] for found in _BLOCK.finditer(page)]


def answered(page: str, root: Path) -> str:
    """The page with what the warehouse at `root` answers below each query."""
    return _BLOCK.sub(lambda found: f"```sql\n{found['query']}```\n\n```text\n{answer(root, found['query'])}```\n", page)


def answer(root: Path, query: str) -> str:
    """A table as `gongbao sql` shows it."""
    with published(root) as connection:
        cursor = connection.execute(query)
        columns, rows = [str(column[0]) for column in cursor.description or ()], cursor.fetchall()
    out = io.StringIO()
    write_table(out, columns, rows)
    return out.getvalue() if rows else f"{out.getvalue()}(no rows)\n"


def main() -> int:
    with TemporaryDirectory() as folder:
        released(SAMPLES, root := Path(folder) / "warehouse")
        PAGE.write_text(answered(PAGE.read_text("utf-8"), root), "utf-8")
    print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
