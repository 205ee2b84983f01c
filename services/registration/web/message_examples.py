"""A clearly invented person's mail, to show what the words of an office look like in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.registration.actions.letters import facts
from shared.events.scheduling import Workshop
from shared.i18n import DEFAULT_ZONE, LANGUAGES, N_, _, days, using_language

NOBODY = "0" * 26  # a code that opens nothing
CARD = "C0NT0H00"

# By purpose, what only its mails say; moments are counted from the one it is shown at.
_MORE: Mapping[str, Callable[[datetime], Mapping[str, Any]]] = {
    "waitlisted": lambda now: {"place_in_line": 3},
    "seat_offered": lambda now: {"offer_hours": 24},
    "offer_lapsed": lambda now: {"goes_on": True},
    "not_selected": lambda now: {"reason": _("Kuota kecamatan Anda sudah terisi.")},
    "cancelled_by_office": lambda now: {"reason": _("Anda terdaftar dua kali.")},
    "workshop_cancelled": lambda now: {"reason": _("Narasumber sakit.")},
    "workshop_changed": lambda now: {
        "headline": _("Jadwal atau tempat berubah"),
        "opening": _("Ada perubahan pada Bimtek Anda. Kursi Anda tetap."),
        "lines": [{"what": _("Sesi pertama"), "texts": [_("Mulai satu jam lebih siang.")]}],
    },
    "reminder": lambda now: {"first": []},
    "group_link": lambda now: {"nominated": False, "most": 0, "deadline": "", "group_code": NOBODY},
    "link_again": lambda now: {"from_office": False},
    "data_request_received": lambda now: {
        "kind": "correct",
        "due_at": (now + timedelta(hours=72)).isoformat(),
    },
    "data_request_done": lambda now: {"done": True, "erased": False},
}
_NAME = N_("Siti Contoh")


def example(purpose: str, language: str, workshop: Workshop | None, now: datetime) -> dict[str, Any]:
    """What such a mail would say of an invented person in this workshop, or in an invented one."""
    with using_language(language):
        return {
            **(facts(workshop) if workshop else _invented(now)),
            "name": _(_NAME),
            "reason": "",
            "card_code": CARD,
            **(_MORE[purpose](now) if purpose in _MORE else {}),
        }


def _invented(now: datetime) -> dict[str, Any]:
    starts_at = (now + timedelta(days=14)).replace(hour=1, minute=0, second=0, microsecond=0)
    when = {}
    for language in LANGUAGES:
        with using_language(language):
            when[language] = days(starts_at, starts_at + timedelta(days=3), DEFAULT_ZONE)
    return {
        "workshop": _("Bimtek Contoh"),
        "slug": "contoh",
        "starts_at": starts_at.isoformat(),
        "when": when,
        "zone": DEFAULT_ZONE,
        "place": _("Balai Contoh"),
        "address": _("Jalan Contoh 1"),
        "map_url": "",
        "bring": _("Alat tulis"),
        "group_link": "",
        "contact_name": _("Ibu Contoh"),
        "contact_whatsapp": "6281200000000",
        "contact_hours": "",
        "offer_hours": 0,
    }
