"""What an audit leaves in its folder."""

from __future__ import annotations

RESULTS_FILE = "results.json"
"""{"run_id", "declared": number of expectations, "results": rows for quality_results, times as ISO text}."""

SUITES = "great_expectations"
"""Folder of Great Expectations' own results, one JSON file for each suite."""

DATA_DOCS = "data_docs"
"""Folder of Great Expectations' web pages; index.html is the first."""

SETTING_FILE = "setting.json"
"""What the audit was run with: bounds, reference tables, the day, the former release, released rows."""

STDERR_FILE = "audit.log"
"""What the process wrote to its standard output and error streams."""
