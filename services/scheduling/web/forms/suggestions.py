"""What the form of a suggestion takes, and the wishes it makes."""

from __future__ import annotations

from datetime import time
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from services.scheduling.domain.bookings import clock_of
from services.scheduling.domain.refusals import Invalid
from services.scheduling.domain.suggesting.wishes import ClassWish, NewSession, SessionWish, Wishes
from services.scheduling.settings import MINUTES_PER_JP
from services.scheduling.web.forms.fields import Day, Line
from shared.i18n import N_
from shared.ids import new_id

OWN = "own"  # a session keeps its trainers


class SuggestionForm(BaseModel):
    """`session` and `need`, `venue_class` and `venue`, and the `new_…` belong together by their places."""

    classes: list[UUID] = Field(min_length=1, max_length=50, title=N_("Bimtek"))
    first_day: Day = Field(title=N_("Dari tanggal"))
    last_day: Day = Field(title=N_("Sampai tanggal"))
    weekdays: list[Literal["0", "1", "2", "3", "4", "5", "6"]] = Field(min_length=1, title=N_("Hari"))
    morning_starts: str = Field("", max_length=10, title=N_("Pagi dari"))
    morning_ends: str = Field("", max_length=10, title=N_("Pagi sampai"))
    afternoon_starts: str = Field("", max_length=10, title=N_("Siang dari"))
    afternoon_ends: str = Field("", max_length=10, title=N_("Siang sampai"))
    holidays: bool = False
    prayers: bool = False
    free_order: bool = False
    seconds: Literal["10", "30", "120"] = Field("30", title=N_("Lama mencari"))
    session: list[UUID] = Field([], max_length=400)
    need: list[str] = Field([], max_length=400)
    venue_class: list[UUID] = Field([], max_length=50)
    venue: list[str] = Field([], max_length=50)
    new_class: list[UUID] = Field([], max_length=150)
    new_subject: list[str] = Field([], max_length=150)
    new_jp: list[str] = Field([], max_length=150)
    new_need: list[str] = Field([], max_length=150)


class AcceptForm(BaseModel):
    session_ids: list[UUID] = Field([], max_length=1000, title=N_("Sesi"))
    reason: Line = Field("", title=N_("Alasan perubahan"))


def wishes_of(form: SuggestionForm, sessions: dict[UUID, UUID]) -> Wishes:
    """The wishes of a form; `sessions` tells each session's class. Raises Invalid at the field."""
    needs = dict(zip(form.session, form.need, strict=False))
    venues = dict(zip(form.venue_class, form.venue, strict=False))
    classes = [
        ClassWish(
            id=id,
            venue_id=_id(venues.get(id, "")),
            sessions=[
                SessionWish(id=session, keep_trainers=need == OWN, skill="" if need == OWN else need)
                for session, need in needs.items()
                if sessions.get(session) == id
            ],
            added=list(_added(form, id)),
        )
        for id in dict.fromkeys(form.classes)
    ]
    return Wishes(
        classes=classes,
        first_day=form.first_day,
        last_day=form.last_day,
        weekdays=[int(day) for day in form.weekdays],
        hours=hours_of(form),
        holidays=form.holidays,
        prayers=form.prayers,
        keep_order=not form.free_order,
        seconds=int(form.seconds),
    )


def hours_of(form: SuggestionForm) -> list[tuple[time, time]]:
    """Morning and afternoon; a half that is left empty is not used."""
    found = []
    for half in ("morning", "afternoon"):
        starts, ends = getattr(form, f"{half}_starts"), getattr(form, f"{half}_ends")
        if starts or ends:
            first, last = clock_of(f"{half}_starts", starts), clock_of(f"{half}_ends", ends)
            if last <= first:
                raise Invalid(f"{half}_ends", "ends_before_start")
            found.append((first, last))
    if not found:
        raise Invalid("morning_starts", "no_hours")
    if len(found) > 1 and found[1][0] < found[0][1]:
        raise Invalid("afternoon_starts", "halves_overlap")
    return found


def _added(form: SuggestionForm, class_id: UUID) -> list[NewSession]:
    rows = zip(form.new_class, form.new_subject, form.new_jp, form.new_need, strict=False)
    found = []
    for id, subject, jp, need in rows:
        subject = " ".join(subject.split())[:200]
        if id == class_id and subject:
            if not jp.strip().isdecimal() or not 1 <= int(jp) <= 8:
                raise Invalid("new_jp", "jp_unreadable")
            minutes = int(jp) * MINUTES_PER_JP
            found.append(NewSession(id=new_id(), kind="materi", subject=subject, minutes=minutes, skill=need))
    return found


def _id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid("venue", "not_ours") from None
