"""Counts by sex, disability, needs and district: of one workshop, a programme, a year, the whole office."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from aiohttp import web

from services.registration.domain.recap import LEAST, Told, together
from services.registration.store import recap
from services.registration.store.recap import Counts, Scope
from services.registration.web.organizer.address import workshop_of
from shared.i18n import N_, _
from shared.indonesia import district
from shared.sheets import Column
from shared.web import render, running, staff_of
from shared.web.searching import typed
from shared.web.sheets import exported

SEXES = {"L": N_("Laki-laki"), "P": N_("Perempuan"), "": N_("Tidak diisi")}
DISABILITIES = {
    "yes": N_("Ya"),
    "no": N_("Tidak"),
    "unsaid": N_("Tidak ingin menjawab"),
    "": N_("Tidak diisi"),
}
NEEDS = {"yes": N_("Ada kebutuhan khusus"), "no": N_("Tidak ada")}
WORDS = {"gender": SEXES, "disability": DISABILITIES, "needs": NEEDS}
TITLES = {
    "gender": N_("Jenis kelamin"),
    "disability": N_("Disabilitas"),
    "needs": N_("Kebutuhan khusus"),
    "district": N_("Asal"),
    "centre": N_("Sentra"),
}
ALWAYS_HIDDEN = ("disability", "needs")  # on the screen too; the others only where they leave as a file


@dataclass(frozen=True, slots=True)
class Table:
    """One attribute as it may be shown: (value as stored, its words, people)."""

    what: str
    title: str
    rows: list[tuple[str, str, int]]
    rest: int | None
    total: int


def tables_of(counts: Counts, *, leaves: bool) -> list[Table]:
    """The tables in their order; `leaves`: as a file or to a program, where every small count is hidden."""
    made = []
    for what, title in TITLES.items():
        by_workshop = counts.get(what, {})
        names = _names(what, by_workshop)
        cells = [{name: of.get(name, 0) for name in names} for _id, of in sorted(by_workshop.items())]
        if leaves or what in ALWAYS_HIDDEN:
            _parts, whole = together(cells)
        else:
            summed = Counter[str]()
            for table in cells:
                summed.update(table)
            whole = Told(dict(summed), None, summed.total())
        rows = [(name, _word(what, name), count) for name, count in whole.shown.items()]
        if what not in WORDS:
            rows = sorted((row for row in rows if row[2]), key=lambda row: (-row[2], row[1]))
        made.append(Table(what, _(title), rows, whole.rest, whole.total))
    return made


def _names(what: str, by_workshop: dict[UUID, dict[str, int]]) -> list[str]:
    """The categories, in an order that no count decides."""
    fixed = WORDS.get(what)
    # One more than was said, so that there are always two to tell apart.
    return list(fixed) if fixed else sorted({"", *(name for of in by_workshop.values() for name in of)})


def _word(what: str, name: str) -> str:
    if what == "district":
        home = district(name) if name else None
        return home.full_name if home else _("luar provinsi")
    if what == "centre":
        return name or _("Tidak tergabung dalam sentra")
    return _(WORDS[what][name])


def _for_page(counts: Counts) -> list[Table]:
    """Without the table of centres where nobody chose one."""
    return [
        table
        for table in tables_of(counts, leaves=False)
        if table.what != "centre" or any(value for value, _words, _people in table.rows)
    ]


def scope_of(request: web.Request) -> Scope:
    """The office's programme and budget year of the address; what it cannot be is everything."""
    year = typed(request, "tahun")
    try:
        programme_id = UUID(typed(request, "kegiatan"))
    except ValueError:
        programme_id = None
    return Scope(
        None, programme_id, int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
    )


async def of_workshop(request: web.Request) -> web.StreamResponse:
    office, now = staff_of(request).organization_id, running(request).clock.now()
    async with running(request).db.read() as tx:
        workshop = await workshop_of(request, tx)
        counts = await recap.counts(tx, office, Scope(workshop.id))
    return render(
        request,
        "organizer/recap.html",
        workshop=workshop,
        step=workshop.step(now),
        tables=_for_page(counts),
        least=LEAST,
    )


async def of_office(request: web.Request) -> web.StreamResponse:
    """All of it, or one programme or budget year."""
    office, scope = staff_of(request).organization_id, scope_of(request)
    async with running(request).db.read() as tx:
        counts = await recap.counts(tx, office, scope)
        programmes = await recap.programmes(tx, office)
    return render(
        request,
        "organizer/recap.html",
        workshop=None,
        tables=_for_page(counts),
        least=LEAST,
        query={"kegiatan": str(scope.programme_id or ""), "tahun": str(scope.year or "")},
        programmes=[(one.id, f"{one.title} ({one.year})") for one in programmes],
        years=[(str(year), str(year)) for year in dict.fromkeys(one.year for one in programmes)],
    )


async def export(request: web.Request) -> web.StreamResponse:
    """The same as a file: small counts of every table are hidden, for nobody knows where it goes."""
    office = staff_of(request).organization_id
    async with running(request).db.read() as tx:
        if "workshop_id" in request.match_info:
            workshop = await workshop_of(request, tx)
            scope, title, name = Scope(workshop.id), workshop.full_title, f"rekap-{workshop.slug}"
        else:
            scope, title, name = scope_of(request), _("Rekap peserta"), "rekap-peserta"
        counts = await recap.counts(tx, office, scope)
    columns = [Column(_("Menurut"), 22), Column(_("Isian"), 40), Column(_("Orang"), 10)]
    rows: list[tuple[str, str, int]] = []
    for table in tables_of(counts, leaves=True):
        rows += [(table.title, word, count) for _value, word, count in table.rows]
        if table.rest is not None:
            rows.append((table.title, _("Lainnya, tidak dirinci"), table.rest))
        rows.append((table.title, _("Jumlah"), table.total))
    return await exported(request.match_info["kind"], name, title, columns, rows)
