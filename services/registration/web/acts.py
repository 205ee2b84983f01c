"""What the office can decide about one person: the table of buttons, words and actions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.registration.actions import office
from services.registration.actions.office import By
from services.registration.domain.moves import Act as Move
from services.registration.domain.moves import states_for
from services.registration.store.registrations import Row
from services.registration.web.forms.acts import ReasonForm
from shared.db import Tx
from shared.events.registration import RegistrationState as State
from shared.i18n import N_

Action = Callable[[Tx, datetime, By, UUID, ReasonForm], Awaitable[Row]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something the office can decide: from which states, with what words, and whether it asks again."""

    states: tuple[State, ...]
    button: str
    done: str
    action: Action
    title: str = ""  # of the page that asks again; empty: done at once
    consequence: str = ""
    danger: bool = False
    look: str = "plain"
    gives_seat: bool = False  # only while the workshop can still take place


async def _approve(tx: Tx, now: datetime, by: By, id: UUID, _form: ReasonForm) -> Row:
    return await office.approve(tx, now, by, id)


async def _not_select(tx: Tx, now: datetime, by: By, id: UUID, form: ReasonForm) -> Row:
    return await office.not_select(tx, now, by, id, form.reason)


async def _cancel(tx: Tx, now: datetime, by: By, id: UUID, form: ReasonForm) -> Row:
    return await office.cancel(tx, now, by, id, form.reason)


async def _prefer(tx: Tx, now: datetime, by: By, id: UUID, form: ReasonForm) -> Row:
    return await office.prefer(tx, now, by, id, form.reason, beyond_quotas=form.beyond_quotas)


async def _accept(tx: Tx, now: datetime, by: By, id: UUID, _form: ReasonForm) -> Row:
    return await office.answer_for(tx, now, by, id, True)


async def _decline(tx: Tx, now: datetime, by: By, id: UUID, _form: ReasonForm) -> Row:
    return await office.answer_for(tx, now, by, id, False)


ACTS: dict[str, Act] = {
    "setujui": Act(
        states_for(Move.APPROVE), N_("Setujui"), N_("Disetujui."), _approve, look="primary", gives_seat=True
    ),
    "terima": Act(
        states_for(Move.ACCEPT),
        N_("Peserta mau: ambil kursi"),
        N_("Kursi diberikan."),
        _accept,
        gives_seat=True,
    ),
    "dahulukan": Act(
        states_for(Move.PREFER),
        N_("Dahulukan"),
        N_("Peserta ini didahulukan."),
        _prefer,
        N_("Dahulukan peserta ini?"),
        N_("Ia mendapat kursi kosong sekarang juga, atau kursi berikutnya sebelum semua yang menunggu."),
        gives_seat=True,
    ),
    "tolak": Act(
        states_for(Move.NOT_SELECT),
        N_("Belum terpilih"),
        N_("Peserta diberi tahu bahwa belum terpilih."),
        _not_select,
        N_("Peserta ini belum terpilih?"),
        N_("Ia diberi tahu dengan alasan di bawah, dan tidak lagi menunggu kursi."),
        danger=True,
        look="danger",
    ),
    "lepas": Act(
        states_for(Move.DECLINE),
        N_("Peserta tidak mau: lepas kursi"),
        N_("Kursi dilepas untuk urutan berikutnya."),
        _decline,
    ),
    "batalkan": Act(
        states_for(Move.CANCEL),
        N_("Batalkan pendaftaran"),
        N_("Pendaftaran dibatalkan dan peserta diberi tahu."),
        _cancel,
        N_("Batalkan pendaftaran ini?"),
        N_("Kursinya langsung diberikan kepada urutan berikutnya. Ini tidak dapat dikembalikan."),
        danger=True,
        look="danger",
    ),
}
