"""Answers that several calls of the JSON API share."""

from __future__ import annotations

from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Made(BaseModel):
    """The id of what was made or changed."""

    id: UUID


class Published(Made):
    slug: str  # of its public page, /bimtek/<slug>


class Counted(BaseModel):
    sessions: int


class Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)
