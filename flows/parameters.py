"""The parameters of the deployments, as forms show them: a model for each flow, each field with its title, description and bounds, once.

Prefect's forms keep the titles and descriptions of a model's fields and drop those of plain parameters, so each flow takes one model. The
defaults are read where the flow is loaded: on the machine that deploys for the form, on the worker's for a run that names nothing.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from flows.moments import moment
from flows.settings import named_inbox, named_warehouse

Inbox = Annotated[str, Field(min_length=1, title="Inbox", description="The folder with the documents, as the worker sees it.")]
Warehouse = Annotated[str, Field(min_length=1, title="Warehouse", description="The folder of the warehouse, as the worker sees it.")]
Reference = Annotated[str, Field(min_length=1, title="Reference tables", description="The folder of the reference tables and limits.")]
StaleAfter = Annotated[
    int,
    Field(ge=0, le=3650, title="Stale after (days)", description="Raise an event when no document came in for so many days. 0: never."),
]
Wait = Annotated[
    int,
    Field(
        ge=0,
        le=86_400,
        title="Wait (seconds)",
        description="How long to wait for another writer of this warehouse. Then the run ends without having done anything.",
    ),
]

_WAIT = 3600
_STALE = 7
_REFERENCE = "seeds/reference"


class _Parameters(BaseModel):
    # A name that is misspelt is an error, not a wish without effect.
    model_config = ConfigDict(extra="forbid")


class Build(_Parameters):
    """What is built, and where to."""

    inbox: Inbox = named_inbox()
    warehouse: Warehouse = named_warehouse()
    anew: bool = Field(
        default=False, title="Read all documents again", description="Also those that did not change since they were last read."
    )
    stale_after_days: StaleAfter = _STALE
    wait_seconds: Wait = _WAIT
    reference: Reference = _REFERENCE
    clock: Annotated[datetime | None, BeforeValidator(moment)] = Field(
        default=None, title="Clock", description="The time of the build. None: now."
    )


class Watch(_Parameters):
    """Which inbox is looked into, and what is built from it."""

    inbox: Inbox = named_inbox()
    warehouse: Warehouse = named_warehouse()
    quiet_seconds: int = Field(
        default=30,
        ge=0,
        le=3600,
        title="Quiet (seconds)",
        description="Wait until no file changed for so long, so that no half-copied batch is built.",
    )
    stale_after_days: StaleAfter = _STALE
    wait_seconds: Wait = _WAIT


class Order(StrEnum):
    """In which order a backfill takes the days."""

    newest_first = "newest first"
    oldest_first = "oldest first"


class Day(StrEnum):
    """Which day of a document counts."""

    published = "published"
    collected = "collected"


class Backfill(_Parameters):
    """Which documents of the past are taken in."""

    archive: str = Field(
        min_length=1, title="Archive", description="The folder with the documents of the past, as the worker sees it. It is only read."
    )
    first_day: date = Field(title="First day", description="The first day whose documents are taken in.")
    last_day: date = Field(title="Last day", description="The last day whose documents are taken in.")
    order: Order = Field(default=Order.newest_first, title="Order", description="Which days come first.")
    day: Day = Field(
        default=Day.published,
        title="Day",
        description="The day of publication or of collection, by the sidecar, else by a date in the path.",
    )
    documents_a_build: int = Field(
        default=200,
        ge=1,
        le=10_000,
        title="Documents a build",
        description="A release is published after about so many; a day is never divided.",
    )
    inbox: Inbox = named_inbox()
    warehouse: Warehouse = named_warehouse()
    wait_seconds: Wait = _WAIT
    reference: Reference = _REFERENCE


class Check(_Parameters):
    """Which release is checked."""

    release: str | None = Field(
        default=None, title="Release", description="Its name (`gongbao releases` lists them). None: the published one."
    )
    warehouse: Warehouse = named_warehouse()
    reference: Reference = _REFERENCE


class Rollback(_Parameters):
    """Which release is published again."""

    release: str | None = Field(
        default=None, title="Release", description="Its name (`gongbao releases` lists them). None: the one before the published one."
    )
    warehouse: Warehouse = named_warehouse()
    wait_seconds: Wait = _WAIT


class Retention(_Parameters):
    """What is kept."""

    former_releases: int = Field(
        default=5, ge=0, le=5, title="Former releases", description="How many to keep beside the published one. A build keeps five."
    )
    days: int = Field(
        default=90, ge=1, le=3650, title="Days", description="Keep reports, files that were set aside and Prefect's runs for so many days."
    )
    dry_run: bool = Field(default=False, title="Only say what would go", description="Nothing is removed.")
    warehouse: Warehouse = named_warehouse()
    wait_seconds: Wait = _WAIT
