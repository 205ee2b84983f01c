"""Every address registration answers: the prefixes that are its own, and a table per capability."""

from __future__ import annotations

from services.registration.web.routes import (
    access,
    check_in,
    comparing,
    data,
    exporting,
    form,
    groups,
    messages,
    office,
    own,
    people,
    programs,
    public,
    quotas,
    recap,
    retention,
    selection,
    webhooks,
)
from shared.web.routes import Route

PREFIXES = (
    "/",
    "/bimtek",
    "/pendaftaran",
    "/kelompok",
    "/privasi",
    "/bantuan",
    "/kelola/peserta",
    "/api/v1/registration",
)

ROUTES: tuple[Route, ...] = (
    *public.PAGES,
    *own.PAGES,
    *groups.PAGES,
    *recap.PAGES,
    *selection.CALLS,
    *selection.PAGES,
    *check_in.CALLS,
    *check_in.PAGES,
    *quotas.CALLS,
    *quotas.PAGES,
    *access.CALLS,
    *access.PAGES,
    *comparing.CALLS,
    *comparing.PAGES,
    *exporting.CALLS,
    *exporting.PAGES,
    *people.CALLS,
    *people.PAGES,
    *retention.CALLS,
    *retention.PAGES,
    *webhooks.CALLS,
    *webhooks.PAGES,
    *messages.CALLS,
    *messages.PAGES,
    *form.PAGES,
    *data.PAGES,
    *office.PAGES,
    *groups.CALLS,
    *programs.CALLS,
    *form.CALLS,
)
