"""Automations of Prefect's server: a webhook is called when a person should look, and a run that fell silent is ended.

The webhook's address is a secret. It comes from GONGBAO_WEBHOOK_URL once and lives in the block `gongbao-webhook` from then on, where
it can be changed on the page Blocks.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import cast
from uuid import UUID

from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from prefect.exceptions import ObjectNotFound
from pydantic import SecretStr

from flows.notices import BLOCKED, CONFLICTS, STALE

BLOCK = "gongbao-webhook"
"""The webhook block. Its headers may hold a token, too."""

TAG = "gongbao"
"""Every deployment of prefect.yaml has it. Runs of other projects on the same server have not, and are left alone."""

SILENT_SECONDS = 120
"""Runs of the deployments beat every 30 seconds (prefect.yaml); one that is silent for so long is taken for dead."""

PAYLOAD = (
    '{"event": {{ event.event | tojson }}, "text": {{ event.payload.line | tojson }}, "warehouse": {{ event.payload.warehouse | tojson }}, '
    '"run": {{ event.payload.run_id | tojson }}, "at": {{ event.occurred | string | tojson }}}'
)
"""What the webhook gets, as JSON: `text` is a sentence for people."""

_WHEN = {
    BLOCKED: ("gongbao: a build is blocked", "Calls the webhook when a build is blocked by quality; the former release stays published."),
    STALE: ("gongbao: the data are stale", "Calls the webhook when no document came in for as many days as a deployment allows."),
    CONFLICTS: ("gongbao: new conflicts", "Calls the webhook when a release holds conflicts that the one before did not."),
}


def register(client: SyncPrefectClient) -> list[str]:
    """Makes or renews the automations; returns the names of those that are in force. Those with the webhook need its block."""
    wanted = [_silent()]
    block = _webhook(client)
    if block is not None:
        wanted += [_calling(event, name, description, block) for event, (name, description) in _WHEN.items()]
    for automation in wanted:
        known = client.read_automations_by_name(automation.name)
        if known:
            client.update_automation(known[0].id, automation)
        else:
            client.create_automation(automation)
    return [automation.name for automation in wanted]


def _webhook(client: SyncPrefectClient) -> UUID | None:
    if address := os.environ.get("GONGBAO_WEBHOOK_URL"):
        return cast(UUID, Webhook(url=SecretStr(address)).save(BLOCK, overwrite=True))
    try:
        return client.read_block_document_by_name(BLOCK, "webhook").id
    except ObjectNotFound:
        return None


def _calling(event: str, name: str, description: str, block: UUID) -> AutomationCore:
    return AutomationCore(
        name=name,
        description=description,
        trigger=EventTrigger(expect={event}, posture=Posture.Reactive, threshold=1),
        actions=[CallWebhook(block_document_id=block, payload=PAYLOAD)],
    )


def _silent() -> AutomationCore:
    message = "The run fell silent: its worker was killed, or its machine. Nothing half-finished was published."
    return AutomationCore(
        name="gongbao: a run fell silent",
        description="Ends a run whose worker or machine is gone, so that what it held is free again.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            # Any sign of life: the events of states carry the states' names, and the ends of ours have names of their own.
            expect={"prefect.flow-run.*"},
            match=ResourceSpecification({"prefect.resource.id": ["prefect.flow-run.*"]}),
            match_related=ResourceSpecification({"prefect.resource.id": [f"prefect.tag.{TAG}"], "prefect.resource.role": ["tag"]}),
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=SILENT_SECONDS),
        ),
        actions=[ChangeFlowRunState(state=StateType.CRASHED, name="Crashed", message=message, force=False)],
    )
