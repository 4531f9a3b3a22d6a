"""The parameters of the deployments, as forms show them: each with its title, description and bounds, once.

The defaults are read where the flow is loaded: on the machine that deploys for the form, on the worker's for a run that names nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from flows.moments import moment
from flows.settings import named_inbox, named_warehouse

INBOX = named_inbox()
WAREHOUSE = named_warehouse()

Inbox = Annotated[str, Field(min_length=1, title="Inbox", description="The folder with the documents, as the worker sees it.")]

Warehouse = Annotated[str, Field(min_length=1, title="Warehouse", description="The folder of the warehouse, as the worker sees it.")]

Reference = Annotated[str, Field(min_length=1, title="Reference tables", description="The folder of the reference tables.")]

Clock = Annotated[
    datetime | None, BeforeValidator(moment), Field(title="Clock", description="The time of the build. Leave it empty for now.")
]

Wait = Annotated[
    int,
    Field(
        ge=0, le=86_400, title="Wait (seconds)", description="How long to wait for another writer of this warehouse. Then the run fails."
    ),
]

Anew = Annotated[bool, Field(title="Read all documents again", description="Also those that did not change since they were last read.")]

StaleAfter = Annotated[
    int,
    Field(ge=0, le=3650, title="Stale after (days)", description="Raise an event when no document came in for so many days. 0: never."),
]

Release = Annotated[
    str | None,
    Field(title="Release", description="The name of a release, such as 20260302T080000Z-1a2b3c4d. `gongbao releases` lists them."),
]


class Order(StrEnum):
    """In which order a backfill takes the days."""

    newest_first = "newest first"
    oldest_first = "oldest first"


class Day(StrEnum):
    """Which day of a document counts."""

    published = "published"
    collected = "collected"


class Period(BaseModel):
    """Days, the first and the last one included."""

    first: date = Field(title="First day", description="The first day to take in.")
    last: date = Field(title="Last day", description="The last day to take in.")

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.last < self.first:
            raise ValueError(f"the last day, {self.last}, lies before the first, {self.first}")
        return self
