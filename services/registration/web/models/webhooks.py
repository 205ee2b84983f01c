"""Webhooks, as programs read and set them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from services.registration.domain.webhooks import Standing, State
from services.registration.web.forms.webhooks import WebhookForm


class WebhookBody(WebhookForm):
    pass


class WebhookAnswer(BaseModel):
    id: UUID
    name: str
    url: str
    types: list[str]
    state: State = Field(description="`failed`: took nothing for 3 days; what happens is kept for it")
    failing_since: datetime | None
    old_secret_until: datetime | None = Field(description="Until then the secret before also signs")
    waiting: int = Field(description="Deliveries still to be made")
    failed: int = Field(description="Deliveries given up")


class WebhooksAnswer(BaseModel):
    webhooks: list[WebhookAnswer]


class SecretAnswer(BaseModel):
    webhook: WebhookAnswer
    secret: str = Field(description="`whsec_…`; told this once")


class OnBody(BaseModel):
    on: bool = Field(description="Whether it is told anything; turned on, it first gets what waits")


class DeliveriesQuery(BaseModel):
    status: Standing | Literal[""] = ""
    halaman: int = Field(1, ge=1, le=100_000, description="Page, from 1")


class DeliveryAnswer(BaseModel):
    message_id: UUID = Field(description="The CloudEvent's id, sent as webhook-id")
    registration_id: UUID | None
    type: str
    state: Standing
    attempts: int
    next_at: datetime | None = Field(description="Of the next attempt while it waits")
    tried_at: datetime | None
    response: int | None = Field(description="Status of the last answer")
    trouble: str = Field(description="Why the last attempt did not count; empty: it did")
    created_at: datetime


class WebhookDeliveriesAnswer(BaseModel):
    items: list[DeliveryAnswer]
    total: int


class ReplayBody(BaseModel):
    since: AwareDatetime = Field(description="Everything since then is sent again; kept are 30 days")


class ReplayedAnswer(BaseModel):
    number: int = Field(description="Deliveries that will be sent again")
