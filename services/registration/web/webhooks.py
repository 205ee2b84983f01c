"""Words for webhooks, and what page and call share."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

from aiohttp import web

from services.registration.actions.webhooks import TooManyHooks
from services.registration.domain.refusals import NotPossible, Reason
from services.registration.domain.webhooks import TRIAL, Standing, State, Terms, is_address
from services.registration.store import webhooks
from services.registration.store.webhooks import Hook
from shared.db import Tx
from shared.i18n import N_, _
from shared.outbound import Trouble
from shared.web import Conflict, NotFound, id_in, running, staff_of

T = TypeVar("T")
TYPES = {
    "RegistrationConfirmed": N_("Mendapat kursi"),
    "RegistrationWaitlisted": N_("Masuk daftar tunggu"),
    "RegistrationOffered": N_("Ditawari kursi"),
    "RegistrationChanged": N_("Data atau keadaan berubah"),
    "RegistrationCancelled": N_("Dibatalkan"),
    "RegistrationErased": N_("Data dihapus"),
    TRIAL: N_("Uji coba"),
}
STATES = {
    State.ON: ("ok", N_("Dikirimi")),
    State.OFF: ("netral", N_("Dimatikan")),
    State.FAILED: ("salah", N_("Berhenti: tidak menerima selama 3 hari")),
}
STANDINGS = {
    Standing.WAITING: ("wait", N_("Antre")),
    Standing.DELIVERED: ("ok", N_("Diterima sistem itu")),
    Standing.FAILED: ("salah", N_("Gagal, perlu tindakan")),
}
TROUBLES = {
    Trouble.ADDRESS: N_("Alamatnya di dalam jaringan, bukan di internet umum, jadi tidak dihubungi"),
    Trouble.NAME: N_("Nama servernya tidak ditemukan"),
    Trouble.CONNECTION: N_("Servernya tidak dapat dihubungi"),
    Trouble.TLS: N_("Sertifikat https-nya tidak sah"),
    Trouble.TIMEOUT: N_("Tidak menjawab dalam 10 detik"),
    Trouble.REDIRECT: N_("Menjawab dengan alamat lain; tulis alamat itu sebagai penerima"),
    Trouble.STATUS: N_("Menjawab bahwa kiriman tidak diterima"),
}


def trouble_of(text: str) -> str:
    return _(TROUBLES[Trouble(text)]) if text else ""


async def hook_of(request: web.Request, tx: Tx) -> Hook:
    """The hook of the address, of this office only."""
    found = await webhooks.read(tx, staff_of(request).organization_id, id_in(request, "webhook_id"))
    if found is None:
        raise NotFound
    return found


def address_problem(request: web.Request, terms: Terms) -> dict[str, str]:
    """Plain http where this is no installation for trying out."""
    if is_address(terms.url, loopback=running(request).settings.webhooks_to_loopback):
        return {}
    return {"url": _("Tulis alamat yang diawali https://; kiriman tanpa sandi tidak diizinkan.")}


async def done(action: Awaitable[T]) -> T:
    """Raises NotFound for another office's, Conflict for what cannot be."""
    try:
        return await action
    except TooManyHooks as error:
        raise Conflict(_("Paling banyak 20 sistem. Hapus yang tidak dipakai lagi.")) from error
    except NotPossible as error:
        if error.reason is Reason.UNKNOWN:
            raise NotFound from error
        raise Conflict(_("Sistem ini sedang tidak dikirimi. Nyalakan dahulu.")) from error
