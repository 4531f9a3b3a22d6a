"""docs/queries.md: every query runs, and prints what the page says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import query_page
from tests.flow.made import released


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    released(query_page.SAMPLES, root := tmp_path_factory.mktemp("queries") / "warehouse")
    return root


def test_every_query_of_the_page_prints_what_the_page_says(samples: Path) -> None:
    page = query_page.PAGE.read_text("utf-8")
    assert len(query_page.queries(page)) >= 20
    assert page.count("```sql") == len(query_page.queries(page)), "a query without an answer below it"
    assert query_page.answered(page, samples) == page, "run `python -m tests.query_page`"


def test_an_answer_that_is_not_the_real_one_is_noticed(samples: Path) -> None:
    page = "```sql\nselect 1 as n\n```\n\n```text\nn\n─\n2\n```\n"
    assert query_page.answered(page, samples) == page.replace("2\n```", "1\n```")
