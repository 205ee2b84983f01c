"""Every address scheduling answers: the prefixes that are its own, and a table per capability."""

from __future__ import annotations

from services.scheduling.web.routes import (
    answers,
    letters,
    notices,
    office,
    planning,
    programmes,
    public,
    requests,
    resources,
    sessions,
    signers,
    suggestions,
    trainer_page,
    trainer_papers,
    warnings,
    workshops,
)
from shared.web.routes import Route

PREFIXES = (
    "/kalender",
    "/kalender.ics",
    "/masuk",
    "/keluar",
    "/narasumber",
    "/kelola",
    "/kelola/jadwal",
    "/kelola/kegiatan",
    "/kelola/narasumber",
    "/kelola/tempat",
    "/kelola/pengguna",
    "/kelola/instansi",
    "/kelola/riwayat",
    "/kelola/usulan",
    "/kelola/surat",
    "/usulan",
)

ROUTES: tuple[Route, ...] = (
    *public.PAGES,
    *office.PAGES,
    *signers.PAGES,
    *planning.PAGES,  # before a workshop's: its list of timetables is not an id
    *programmes.PAGES,
    *trainer_page.PAGES,
    *answers.PAGES,  # before the trainers' own, for they name places beside {trainer_id}
    *resources.PAGES,
    *trainer_papers.PAGES,
    *warnings.PAGES,  # before workshops: its address looks like one
    *workshops.PAGES,
    *sessions.PAGES,
    *suggestions.PAGES,
    *letters.PAGES,
    *requests.PAGES,
    *notices.PAGES,
    *office.CALLS,
    *signers.CALLS,
    *programmes.CALLS,
    *planning.CALLS,
    *resources.CALLS,
    *warnings.CALLS,
    *workshops.CALLS,
    *sessions.CALLS,
    *suggestions.CALLS,
    *letters.CALLS,
    *requests.CALLS,
    *notices.CALLS,
    *answers.CALLS,
)
