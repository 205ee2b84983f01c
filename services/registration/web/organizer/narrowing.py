"""Which of those who asked the order of points shows: from where, put forward by whom, decided or not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services.registration.actions.selection import SCORED
from services.registration.domain import selection as rules
from services.registration.domain.seats import Seats
from services.registration.domain.selection import Score
from services.registration.web.forms.fields import OUTSIDE
from shared.events.registration import RegistrationState as State
from shared.i18n import N_, _
from shared.indonesia import district, lies_in, regency_name
from shared.web.searching import chosen, kept, typed

WAIT = (State.PENDING,)
FILTERS = ("asal", "tampil", "keputusan")  # of the address
SHOWS = {
    "kursi": N_("Masuk kursi yang ada"),
    "diusulkan": N_("Diusulkan narahubung"),
    "belum": N_("Belum dinilai lengkap"),
}
DECISIONS = {"semua": N_("Semua, juga yang sudah diputuskan")}


@dataclass(frozen=True, slots=True)
class Narrow:
    """What the order is narrowed to; empty: everybody who waits for the decision."""

    home: str = ""  # a kecamatan, the kabupaten or kota it begins with, or OUTSIDE
    show: str = ""  # of SHOWS
    decided: bool = False  # also those about whom it was decided

    @property
    def states(self) -> tuple[State, ...]:
        return (*SCORED, State.NOT_SELECTED) if self.decided else WAIT

    def of(self, scores: Sequence[Score], seat: Seats) -> list[tuple[int, Score]]:
        """Those it leaves, each with their place among all."""
        seated = {one.applicant.id for one in fitting(scores, seat)} if self.show == "kursi" else set()

        def shown(one: Score) -> bool:
            match self.show:
                case "kursi":
                    return one.applicant.id in seated
                case "diusulkan":
                    return one.applicant.proposed
                case "belum":
                    return not one.complete
            return True

        return [
            (place, one)
            for place, one in enumerate(scores, start=1)
            if shown(one) and self._from(one.applicant.district_code)
        ]

    def _from(self, code: str) -> bool:
        return not self.home or (code == "" if self.home == OUTSIDE else lies_in(code, self.home))


EVERYBODY = Narrow()  # who waits


def fitting(scores: Sequence[Score], seat: Seats) -> list[Score]:
    """Who would find a seat if the decision followed the points, of those about whom it is not decided."""
    waiting = [one for one in scores if one.applicant.waits]
    return rules.fit(seat, waiting, len(waiting))


def asked(request: web.Request) -> Narrow:
    """What the address asks for; what it cannot be is everybody."""
    return Narrow(
        typed(request, "asal"),
        chosen(request, "tampil", SHOWS),
        chosen(request, "keputusan", DECISIONS) != "",
    )


def fields(request: web.Request, homes: Sequence[str]) -> dict[str, Any]:
    """What the page needs for the filters; `homes`: the districts people of the workshop come from."""
    places = [(code, found.full_name) for code in homes if code and (found := district(code))]
    regencies = sorted(
        (code, _("Seluruh {place}", place=regency_name(code) or code))
        for code in {code[:5] for code, _name in places}
    )
    outside = [(OUTSIDE, _("luar provinsi"))] if "" in homes else []
    return {
        "query": kept(request, *FILTERS),
        "homes": [*regencies, *sorted(places, key=lambda pair: pair[1]), *outside],
        "shows": [(name, _(word)) for name, word in SHOWS.items()],
        "decisions": [(name, _(word)) for name, word in DECISIONS.items()],
    }
