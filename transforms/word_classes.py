"""Every class of words that the grammar asks for, by the file of seeds/reference that holds it.

A class that is missing there, or that nothing here asks for, is refused when the tables are loaded: a misspelt name
would else leave a rule without its words.
"""

from __future__ import annotations

NUMBER_CLASSES = frozenset(
    {
        "about_after",
        "about_before",
        "above",
        "accrued",
        "adverbs",
        "annual_avg",
        "at_least_after",
        "at_least_before",
        "at_most_after",
        "at_most_before",
        "below",
        "changing",
        "connectives",
        "contribution",
        "currencies",
        "down",
        "estimate",
        "fall_nouns",
        "flow_words",
        "from",
        "growth_nouns",
        "implied_units",
        "joining_verbs",
        "leading_verbs",
        "less",
        "level",
        "local_words",
        "growth_by",
        "home_marks",
        "not_openers",
        "mom",
        "more",
        "national_words",
        "nearly_before",
        "not_target",
        "over_after",
        "over_before",
        "plan_headings",
        "quantity_nouns",
        "relative_nouns",
        "review_headings",
        "share_nouns",
        "stock_shares",
        "stock_words",
        "streak",
        "target",
        "threshold_nouns",
        "to",
        "topic_verbs",
        "under_before",
        "unit_not_before",
        "up",
        "world_words",
        "yoy",
    }
)
"""Classes of words.yaml, asked for by the grammar of numbers."""

PAGE_CLASSES = frozenset(
    {
        "ad_marks",
        "agency_ends",
        "answerers",
        "author_boxes",
        "byline_tails",
        "credit_starts",
        "dateline_ends",
        "local_areas",
        "name_breakers",
        "name_end_blocks",
        "name_followers",
        "not_outlets",
        "note_heads",
        "organization_ends",
        "organization_units",
        "outlet_ends",
        "own_paper",
        "page_bars",
        "page_notices",
        "photo_marks",
        "press_conferences",
        "programme_ends",
        "prominent_persons",
        "pronouns",
        "questioners",
        "related_heads",
        "reporter_words",
        "source_labels",
        "speech_verbs",
        "statement_events",
        "statement_verbs",
        "time_labels",
        "township_ends",
        "transliteration",
        "unnamed_speakers",
        "verbal_surnames",
        "village_ends",
        "weak_speech_verbs",
    }
)
"""Classes of page_words.yaml, asked for by the grammar of pages, speakers and entities."""

PAIR_CLASSES = frozenset({"currencies", "home_marks", "implied_units", "unit_not_before"})
"""Classes whose entries are pairs, `word=what it stands for`."""
