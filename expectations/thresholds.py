"""The bounds that the checks use, read strictly from a reviewed file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import yaml

Kind = type[int] | type[float] | type[list]

KINDS: dict[str, Kind] = {
    "documents_at_least": int,
    "sources_at_least": int,
    "metrics_at_least": int,
    "numerals_that_imply_metrics": int,
    "share_with_indicator": float,
    "share_with_period": float,
    "share_of_numerals_read": float,
    "ratio_percent_low": float,
    "ratio_percent_high": float,
    "ratio_percent_limit": float,
    "ratio_may_exceed": list,
    "ratio_may_be_negative": list,
    "growth_percent_low": float,
    "growth_may_fall_below": list,
    "growth_percent_high": float,
    "growth_percent_high_product": float,
    "growth_times_high": float,
    "growth_units": list,
    "value_limit": float,
    "money_limit": float,
    "counting_units": list,
    "early_year_days": int,
    "earliest_year": int,
    "latest_year": int,
    "earliest_publication": int,
    "value_text_at_most": int,
    "growth_percent_high_nation": float,
    "growth_percent_high_province": float,
    "early_month_days": int,
    "told_in_their_month": list,
    "words_of_fall": list,
    "words_of_rise": list,
    "words_of_negative": list,
    "words_of_over": list,
    "words_of_under": list,
    "words_of_about": list,
    "words_of_bounds": list,
    "words_of_period_before": list,
    "words_of_contribution": list,
    "days_from_statement_to_print": int,
    "days_of_a_plan": int,
    "words_of_no_fact": list,
    "streak_units": list,
    "words_of_negative_amounts": list,
    "characters_that_imply_numbers": int,
    "metrics_per_thousand_news": float,
    "metrics_per_thousand_qa": float,
    "metrics_per_thousand_notice": float,
    "editions_that_make_a_habit": int,
    "days_of_habit": int,
    "share_of_documents_that_may_go": float,
    "share_of_numbers_that_may_go": float,
    "share_of_one_page_that_may_go": float,
    "share_that_may_change": float,
    "weight_of_likely_errors": float,
}
"""Every threshold and its kind: a whole number, a number, or a list of words."""

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT_FILE = PROJECT / "seeds" / "reference" / "thresholds.yaml"


class ThresholdsError(ValueError):
    """The thresholds file cannot be used; the message names the file, the entry and what to do."""


class StrictLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice, where the later one would silently win."""


def _mapping_without_doubles(loader: StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        name = str(key.value)
        if name in seen:
            raise yaml.constructor.ConstructorError(None, None, f"{name!r} stands twice", key.start_mark)
        seen.add(name)
    return loader.construct_mapping(node, deep=True)


StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_doubles)


def load(path: Path = DEFAULT_FILE) -> dict[str, object]:
    """Name and value of every threshold.

    Raises ThresholdsError when the file cannot be read, an entry is missing, unknown or of the wrong kind, or has no reason.
    """
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=StrictLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ThresholdsError(f"{path}: cannot be read as YAML: {error}. Restore the file or mend the line named.") from error
    if not isinstance(content, dict):
        raise ThresholdsError(f"{path}: holds {type(content).__name__}, not names with a value and a reason each.")
    unknown = sorted(str(name) for name in content.keys() - KINDS.keys())
    missing = sorted(KINDS.keys() - content.keys())
    if unknown or missing:
        raise ThresholdsError(
            f"{path}: unknown entries: {', '.join(unknown) or 'none'}; missing entries: {', '.join(missing) or 'none'}. "
            "Remove or rename the unknown ones and add the missing ones."
        )
    return {name: _value(path, name, content[name]) for name in KINDS}


def _value(path: Path, name: str, entry: object) -> object:
    if not isinstance(entry, dict) or entry.keys() != {"value", "reason"}:
        raise ThresholdsError(f"{path}: {name} must hold exactly `value` and `reason`, found {entry!r}.")
    value, reason = entry["value"], entry["reason"]
    if not isinstance(reason, str) or not reason.strip():
        raise ThresholdsError(f"{path}: {name} has no reason. Write why this bound was chosen.")
    kind = KINDS[name]
    if kind is list:
        words = isinstance(value, list) and value and all(isinstance(word, str) and word.strip() for word in value)
        if not words:
            raise ThresholdsError(f"{path}: {name} must be a list of words, found {value!r}.")
        return list(value)
    if isinstance(value, bool) or not isinstance(value, int if kind is int else (int, float)) or not math.isfinite(value):
        wanted = "a whole number" if kind is int else "a number"
        raise ThresholdsError(f"{path}: {name} must be {wanted}, found {value!r}.")
    return value
