"""Seats and who may take them, and the centres an office knows."""

from __future__ import annotations

from services.registration.web.api import quotas as calls
from services.registration.web.models.quotas import (
    AllowedBody,
    CentreBody,
    CentresAnswer,
    OfferedBody,
    QuotasBody,
    SeatsAnswer,
)
from services.registration.web.organizer import centres, quotas
from services.registration.web.routes.paths import API, API_WORKSHOP, WORKSHOP
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, api, page, post

_SEATS = f"{WORKSHOP}/kursi"
_QUOTA = f"{_SEATS}/kuota/{{key:[a-z0-9]{{1,32}}}}"
_CENTRES = "/kelola/peserta/sentra"
_CENTRE = f"{_CENTRES}/{{centre_id:[0-9a-f-]{{36}}}}"
_API_CENTRE = f"{API}/centres/{{centre_id:[0-9a-f-]{{36}}}}"

PAGES = (
    page(_SEATS, quotas.index, "quotas", access=VIEWER),
    page(f"{_SEATS}/kuota-baru", quotas.new, "new_quota", access=ORGANIZER),
    post(
        f"{_SEATS}/kuota-baru",
        quotas.add,
        "new_quota",
        access=ORGANIZER,
        reads_form=True,
        call="api_put_quotas",
    ),
    page(_QUOTA, quotas.edit, "quota", access=ORGANIZER),
    post(_QUOTA, quotas.save, "quota", access=ORGANIZER, reads_form=True, call="api_put_quotas"),
    page(f"{_QUOTA}/hapus", quotas.ask_removal, "remove_quota", access=ORGANIZER),
    post(f"{_QUOTA}/hapus", quotas.remove, "remove_quota", access=ORGANIZER, call="api_put_quotas"),
    page(f"{_QUOTA}/lepas", quotas.ask_release, "release_quota", access=ORGANIZER),
    post(f"{_QUOTA}/lepas", quotas.release, "release_quota", access=ORGANIZER, call="api_release_quota"),
    post(
        f"{_SEATS}/serahkan",
        quotas.allow_hand_over,
        "allow_hand_over",
        access=ORGANIZER,
        reads_form=True,
        call="api_allow_hand_over",
    ),
    page(_CENTRES, centres.index, "centres", access=VIEWER),
    post(_CENTRES, centres.add, "centres", access=ORGANIZER, reads_form=True, call="api_add_centre"),
    page(_CENTRE, centres.edit, "centre", access=ORGANIZER),
    post(_CENTRE, centres.rename, "centre", access=ORGANIZER, reads_form=True, call="api_rename_centre"),
    post(
        f"{_CENTRE}/{{way:pakai|simpan}}",
        centres.offer,
        "offer_centre",
        access=ORGANIZER,
        call="api_offer_centre",
    ),
)

CALLS = (
    api(
        "GET",
        f"{API_WORKSHOP}/seats",
        calls.show,
        "api_seats",
        access=VIEWER,
        answer=SeatsAnswer,
        summary="How the seats of a workshop stand, its quotas, and why nobody was promoted",
    ),
    api(
        "PUT",
        f"{API_WORKSHOP}/quotas",
        calls.put,
        "api_put_quotas",
        access=ORGANIZER,
        body=QuotasBody,
        answer=SeatsAnswer,
        summary="Let exactly these quotas hold; who may have a seat by them gets it at once",
    ),
    api(
        "POST",
        f"{API_WORKSHOP}/quotas/{{key}}/release",
        calls.release,
        "api_release_quota",
        access=ORGANIZER,
        answer=SeatsAnswer,
        key=Key.NONE,
        summary="Let everybody have the seats that this quota still holds back",
    ),
    api(
        "PUT",
        f"{API_WORKSHOP}/hand-over",
        calls.allow_hand_over,
        "api_allow_hand_over",
        access=ORGANIZER,
        body=AllowedBody,
        answer=SeatsAnswer,
        key=Key.NONE,
        summary="Let people hand their seats to somebody else, or not any more",
    ),
    api(
        "GET",
        f"{API}/centres",
        calls.list_centres,
        "api_centres",
        access=VIEWER,
        answer=CentresAnswer,
        summary="The centres the office knows; people choose among those on offer",
    ),
    api(
        "POST",
        f"{API}/centres",
        calls.add_centre,
        "api_add_centre",
        access=ORGANIZER,
        body=CentreBody,
        answer=CentresAnswer,
        summary="Offer one more centre",
    ),
    api(
        "PUT",
        _API_CENTRE,
        calls.rename_centre,
        "api_rename_centre",
        access=ORGANIZER,
        body=CentreBody,
        answer=CentresAnswer,
        key=Key.NONE,
        summary="Correct a centre's name; who chose it has the new one",
    ),
    api(
        "PUT",
        f"{_API_CENTRE}/offered",
        calls.offer_centre,
        "api_offer_centre",
        access=ORGANIZER,
        body=OfferedBody,
        answer=CentresAnswer,
        key=Key.NONE,
        summary="Take a centre out of the form, or put it back",
    ),
)
