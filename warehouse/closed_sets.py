"""The values that enumerated columns may have, each set once; warehouse/tables.py says what the columns mean."""

from __future__ import annotations

SOURCE_KINDS = ("news", "qa", "notice", "caption", "ad", "related", "boilerplate")
DATE_BASES = ("stated", "sidecar", "inferred", "unknown")
APPROXIMATIONS = ("exact", "about", "nearly", "over", "at_least", "at_most", "under")
MEASURES = ("level", "growth", "difference", "ratio", "contribution", "rank", "streak")
BASES = ("yoy", "mom", "vs_period", "vs_region", "vs_group", "annual_avg", "none")
PERIOD_TYPES = (
    "month",
    "quarter",
    "half_year",
    "year",
    "year_to_date",
    "point",
    "multi_year",
    "range",
    "unknown",
)
PERIOD_BASES = ("explicit", "inherited", "statement", "none")
STATUSES = ("actual", "target", "estimate")
ENTITY_KINDS = ("person", "organization", "place", "document", "event")
FUNCTIONS = ("speaker", "author", "subject", "issuer", "mentioned")
DISPOSITIONS = (
    "metric",
    "period",
    "base",
    "name",
    "ordinal",
    "enumeration",
    "title",
    "contact",
    "timetable",
    "set_size",
    "class",
    "idiom",
    "identifier",
    "markup",
    "outside_article",
    "unread",
)
CONFLICT_CAUSES = (
    "a digit differs",
    "another scale",
    "another unit",
    "the sign differs",
    "another period",
    "a character differs",
    "read differently",
    "another scope or an error",
    "revised later",
    "rounded",
)
RELATION_KINDS = (
    "growth_of_another_period",
    "ratio_of_another_period",
    "growth_of_another_group",
    "cumulative_growth",
    "growth_of_levels",
    "difference_of_levels",
    "running_total",
    "share_of_parts",
    "sum_of_parts",
    "part_within_whole",
    "rank_order",
)
SEVERITIES = ("critical", "warning", "info")
OUTCOMES = ("passed", "failed", "error")
RUN_OUTCOMES = ("published", "nothing_new", "blocked", "failed", "rolled_back")
MEDIA_TYPES = (
    "text/plain",
    "text/markdown",
    "text/html",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
"""What is read."""
