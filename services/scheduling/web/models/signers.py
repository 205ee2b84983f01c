"""Signature blocks, as the JSON API takes and answers them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from services.scheduling.web.forms.office import SignerForm


class SignerBody(SignerForm):
    pass


class SignerAnswer(BaseModel):
    number: int  # in the list, from 1
    paper: str
    prefix: str
    position: list[str]
    name: str
    rank: str
    nip: str
    valid_from: date
    valid_to: date | None
    period: str  # today: "now", "past", "ahead", or "covered" by a block that began later


class Signers(BaseModel):
    version: int  # of the office: a change names the one it has seen
    items: list[SignerAnswer]


class Office(BaseModel):
    version: int
