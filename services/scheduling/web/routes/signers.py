"""Who signs the office's papers: pages and calls."""

from __future__ import annotations

from services.scheduling.web.api import signers as calls
from services.scheduling.web.models.queries import Version
from services.scheduling.web.models.signers import Office, SignerBody, Signers
from services.scheduling.web.organizer import signers
from shared.web.access import ADMIN, VIEWER
from shared.web.routes import Route, api, page, post

_PAGE = "/kelola/instansi/penanda-tangan"
_ONE = _PAGE + "/{number:[1-9][0-9]{0,2}}"
_CALL = "/api/v1/scheduling/signers"
_ONE_CALL = _CALL + "/{number:[1-9][0-9]{0,2}}"

PAGES: tuple[Route, ...] = (
    page(f"{_PAGE}/baru", signers.new, "new_signer", access=ADMIN),
    post(f"{_PAGE}/baru", signers.add, "new_signer", access=ADMIN, reads_form=True, call="api_add_signer"),
    page(_ONE, signers.edit, "signer", access=ADMIN),
    post(_ONE, signers.change, "signer", access=ADMIN, reads_form=True, call="api_change_signer"),
    page(f"{_ONE}/hapus", signers.remove_page, "remove_signer", access=ADMIN),
    post(
        f"{_ONE}/hapus",
        signers.remove,
        "remove_signer",
        access=ADMIN,
        reads_form=True,
        call="api_remove_signer",
    ),
)

CALLS: tuple[Route, ...] = (
    api(
        "GET",
        _CALL,
        calls.list_signers,
        "api_signers",
        access=VIEWER,
        summary="Who signs which paper, with periods, and the version a change has to name",
        answer=Signers,
    ),
    api(
        "POST",
        _CALL,
        calls.add_signer,
        "api_add_signer",
        access=ADMIN,
        summary="Add a signature block for one or several papers",
        body=SignerBody,
        answer=Office,
        made=True,
    ),
    api(
        "PUT",
        _ONE_CALL,
        calls.change_signer,
        "api_change_signer",
        access=ADMIN,
        summary="Change the signature block with this number in the list",
        body=SignerBody,
        answer=Office,
    ),
    api(
        "DELETE",
        _ONE_CALL,
        calls.remove_signer,
        "api_remove_signer",
        access=ADMIN,
        summary="Take a signature block out",
        answer=Office,
        query=Version,
    ),
)
