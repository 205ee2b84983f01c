"""Villages of a district: suggested while somebody types, and matched by name."""

from __future__ import annotations

import asyncio

from aiohttp import web

from services.registration.web.forms.people import PersonForm
from shared.i18n import _
from shared.web import running
from shared.workers import Worker

SECONDS = 60.0  # the first call loads every village of the country
MEGABYTES = 400
_DAY = 24 * 3600


class Villages:
    """The villages of each district asked for, read once in a process of their own."""

    def __init__(self) -> None:
        self._worker = Worker("shared.indonesia:villages_of", seconds=SECONDS, megabytes=MEGABYTES)
        self._known: dict[str, list[tuple[str, str]]] = {}  # there are 7,285 districts, and no more
        self._one_reads = asyncio.Lock()

    async def of(self, district_code: str) -> list[tuple[str, str]]:
        """(code, name) in order of name; empty for what is no district."""
        async with self._one_reads:
            if district_code not in self._known:
                found = await self._worker.call(district_code)
                if not found:
                    return []  # strangers may invent codes
                self._known[district_code] = found
        return self._known[district_code]

    async def name(self, village_code: str) -> str:
        """The name of a village's code; empty for none."""
        return dict(await self.of(village_code[:8])).get(village_code, "") if village_code else ""

    async def close(self) -> None:
        await self._worker.close()


async def village_code(request: web.Request, form: PersonForm) -> tuple[str, dict[str, str]]:
    """The code of the village typed, or the problem; outside the province there is none to choose."""
    if not form.village or not form.district_code:
        return "", {}
    typed = " ".join(form.village.split()).casefold()
    there = await running(request).part(Villages).of(form.district_code)
    code = next((code for code, name in there if name.casefold() == typed), "")
    if code:
        return code, {}
    names = ", ".join(name for _code, name in there)
    return "", {"village": _("Tidak ada desa ini di kecamatan itu. Yang ada: {names}.", names=names)}


async def suggested(request: web.Request) -> web.StreamResponse:
    """The names of a district's villages, for the form's script; the same for a day."""
    there = await running(request).part(Villages).of(request.match_info["district_code"])
    response = web.json_response([name for _code, name in there])
    response.headers["Cache-Control"] = f"public, max-age={_DAY}"
    return response
