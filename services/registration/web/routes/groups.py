"""Contact persons: the lists they keep by their link, and the office's links with a quota."""

from __future__ import annotations

from services.registration.web.api import groups as calls
from services.registration.web.models.groups import (
    ActingBody,
    GroupAnswer,
    GroupsAnswer,
    ListAnswer,
    ListedPeopleBody,
    NominationBody,
    OutcomesAnswer,
    StartBody,
    TermsBody,
)
from services.registration.web.organizer import groups as office
from services.registration.web.pages import group_people, groups
from services.registration.web.routes.paths import API, API_WORKSHOP, GROUP, WORKSHOP
from services.registration.web.trap import trapped
from services.registration.web.uploads import MOST_BYTES
from shared.web.access import ORGANIZER, VIEWER
from shared.web.routes import Key, api, page, post

_START = "/bimtek/{slug}/daftar-beberapa"
_CANCEL = f"{GROUP}/orang/{{id:[0-9a-f-]{{36}}}}/batal"
_OFFICE = f"{WORKSHOP}/narahubung"
_ONE = f"{_OFFICE}/{{group_id:[0-9a-f-]{{36}}}}"
_API_LIST = f"{API}/groups/{{code:[0-9A-Za-z]{{26}}}}"
_API_GROUP = f"{API}/contact-persons/{{group_id:[0-9a-f-]{{36}}}}"

PAGES = (
    page(_START, groups.start_form, "start_group"),
    post(_START, trapped(groups.start), "start_group", reads_form=True),
    page(GROUP, groups.show, "group", capability=True),
    post(GROUP, group_people.add_rows, "group", reads_form=True, capability=True),
    post(f"{GROUP}/pernyataan", groups.declare, "group_declare", reads_form=True, capability=True),
    page(f"{GROUP}/tambah", group_people.one_form, "group_person", capability=True),
    post(
        f"{GROUP}/tambah",
        group_people.add_one,
        "group_person",
        reads_form=True,
        capability=True,
        files=MOST_BYTES,
        files_where=group_people.takes_files,
    ),
    page(_CANCEL, groups.cancel_form, "group_cancel", capability=True),
    post(_CANCEL, groups.cancel, "group_cancel", capability=True),
    page(_OFFICE, office.index, "groups", access=VIEWER),
    post(_OFFICE, office.nominate, "groups", access=ORGANIZER, reads_form=True, call="api_nominate"),
    page(_ONE, office.show, "group_of_office", access=VIEWER),
    post(
        _ONE,
        office.set_terms,
        "group_of_office",
        access=ORGANIZER,
        reads_form=True,
        call="api_set_group_terms",
    ),
    page(f"{_ONE}/tarik", office.ask_withdrawal, "group_withdraw", access=ORGANIZER),
    post(f"{_ONE}/tarik", office.withdraw, "group_withdraw", access=ORGANIZER, call="api_withdraw_group"),
    post(
        f"{_ONE}/tautan",
        office.send_again,
        "group_link_again",
        access=ORGANIZER,
        call="api_group_link_again",
    ),
)
CALLS = (
    api(
        "POST",
        f"{API}/workshops/{{slug}}/groups",
        calls.start,
        "api_start_group",
        body=StartBody,
        answer=ListAnswer,
        made=True,
        limited=True,
        key=Key.MUST,
        summary="Begin a contact person's list at a workshop that is open to all",
    ),
    api(
        "GET",
        _API_LIST,
        calls.show,
        "api_group",
        answer=ListAnswer,
        summary="One's own list with its people, by the code of its link",
    ),
    api(
        "POST",
        f"{_API_LIST}/declaration",
        calls.declare,
        "api_declare",
        body=ActingBody,
        answer=ListAnswer,
        key=Key.NONE,
        summary="Say that one acts for the people of the list; before that nobody is added",
    ),
    api(
        "POST",
        f"{_API_LIST}/people",
        calls.add,
        "api_add_to_group",
        body=ListedPeopleBody,
        answer=OutcomesAnswer,
        limited=True,
        key=Key.MUST,
        summary="Sign several people up in this order; each has their own outcome",
    ),
    api(
        "POST",
        f"{_API_LIST}/people/{{registration_id}}/cancel",
        calls.cancel,
        "api_cancel_in_group",
        answer=ListAnswer,
        key=Key.NONE,
        summary="Give up the place of somebody on the list",
    ),
    api(
        "GET",
        f"{API_WORKSHOP}/contact-persons",
        calls.of_office,
        "api_groups",
        access=VIEWER,
        answer=GroupsAnswer,
        summary="The contact persons of a workshop, with their quotas and deadlines",
    ),
    api(
        "POST",
        f"{API_WORKSHOP}/contact-persons",
        calls.nominate,
        "api_nominate",
        access=ORGANIZER,
        body=NominationBody,
        answer=GroupAnswer,
        made=True,
        summary="Make a contact person's link with a quota; it is mailed where there is an address",
    ),
    api(
        "PUT",
        f"{_API_GROUP}/terms",
        calls.set_terms,
        "api_set_group_terms",
        access=ORGANIZER,
        body=TermsBody,
        answer=GroupAnswer,
        key=Key.NONE,
        summary="Another quota or deadline; nobody on the list loses anything",
    ),
    api(
        "POST",
        f"{_API_GROUP}/withdraw",
        calls.withdraw,
        "api_withdraw_group",
        access=ORGANIZER,
        answer=GroupAnswer,
        key=Key.NONE,
        summary="Let nobody be added by this link any more; who is on the list stays",
    ),
    api(
        "POST",
        f"{_API_GROUP}/link",
        calls.send_again,
        "api_group_link_again",
        access=ORGANIZER,
        answer=GroupAnswer,
        key=Key.NONE,
        summary="Mail the link once more, at most once in an hour",
    ),
)
