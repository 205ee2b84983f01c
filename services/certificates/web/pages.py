"""The public pages: checking a paper or a file, and the owner's own page."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

from services.certificates.actions.delivery import file_name
from services.certificates.domain.states import Answer
from services.certificates.sealing.inspector import Inspector
from services.certificates.settings import CHECK_CODE_LENGTH, CHECKS_PER_ADDRESS
from services.certificates.store import certificates
from services.certificates.web import proof, words
from services.certificates.web.forms import CheckForm
from services.certificates.web.proof import Proof
from shared import files, staff
from shared.db import Busy, Tx
from shared.i18n import _
from shared.ids import CODE_LENGTH, normalized
from shared.web import Gone, NotFound, read_form, redirect, render, route_url, running, upload
from shared.web.limit import limited


async def check(request: web.Request) -> web.StreamResponse:
    return render(request, "participant/check.html", values={}, problems={})


async def answer_check(request: web.Request) -> web.StreamResponse:
    """A typed code leads to its page; a file is judged at once and not kept."""
    limited(request, "certificate check", CHECKS_PER_ADDRESS)
    values, problems = await read_form(request, CheckForm)
    given = upload(request, "file")
    if given and not problems:
        return await _judge(request, given.data)
    code = normalized(values.get("code", ""))
    if not problems and not code:
        problems = {"code": _("Ketik kode cek, atau pilih berkas PDF sertifikatnya.")}
    if not problems:
        async with running(request).db.read() as tx:
            if found := await _typed(tx, code):
                return redirect(request, "certificate", code=found.edition.code)
        problems = {
            "code": _("Kode ini tidak kami kenal. Periksa lagi huruf dan angkanya di samping kode QR.")
        }
    return render(request, "participant/check.html", status=422, values=values, problems=problems)


async def _typed(tx: Tx, code: str) -> Proof | None:
    if len(code) == CHECK_CODE_LENGTH:
        return await proof.by_check_code(tx, code)
    return await proof.by_code(tx, code) if len(code) == CODE_LENGTH else None


async def _judge(request: web.Request, pdf: bytes) -> web.StreamResponse:
    inspector = running(request).part(Inspector)
    if inspector.full:
        raise Busy("too many files wait to be looked at")
    verdict = await proof.of_file(running(request).db, inspector, pdf)
    return render(
        request,
        "participant/file_verdict.html",
        verdict=verdict,
        words=words,
        answer=verdict.answer,
        proof=verdict.proof,
    )


async def _found(request: web.Request) -> Proof:
    async with running(request).db.read() as tx:
        found = await proof.by_code(tx, request.match_info["code"])
    if found is None:
        raise NotFound(
            _("Kode sertifikat ini tidak kami kenal. Periksa lagi kodenya."),
            next_step=("/sertifikat", _("Ketik kode cek")),
        )
    return found


async def certificate(request: web.Request) -> web.StreamResponse:
    """What the QR code opens: who it was issued to, and whether it still holds."""
    found = await _found(request)
    async with running(request).db.read() as tx:
        now = await certificates.get(tx, found.certificate.id)
        office = await staff.organization(tx, found.certificate.organization_id)
    return render(
        request,
        "participant/certificate.html",
        proof=found,
        answer=found.answer,
        newer=now.code if now and found.answer is Answer.REPLACED else "",
        words=words,
        zone=office.zone if office else "Asia/Jakarta",
    )


async def certificate_file(request: web.Request) -> web.StreamResponse:
    """Exactly the bytes that were sealed; an edition that no longer holds is not handed out."""
    found = await _found(request)
    if not found.current:
        raise Gone(_("Terbitan ini sudah tidak berlaku. Buka halaman pemeriksaannya untuk alasannya."))
    etag = found.edition.sha256.hex()
    if f'"{etag}"' in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers={"ETag": f'"{etag}"'})
    async with running(request).db.read() as tx:
        file = await files.get(tx, found.edition.file_id)
    if file is None:
        raise NotFound
    name = quote(file_name(found.certificate.number))
    return web.Response(
        body=file.data,
        content_type=file.media_type,
        headers={"ETag": f'"{etag}"', "Content-Disposition": f'inline; filename="{name}"'},
    )


async def own(request: web.Request) -> web.StreamResponse:
    """The owner's page, opened by the link in the mail."""
    async with running(request).db.read() as tx:
        row = await certificates.by_holder(tx, request.match_info["token"].upper())
    if row is None or not row.edition:
        raise NotFound
    address = running(request).settings.public_url + route_url(request, "certificate", code=row.code)
    return render(request, "participant/own.html", row=row, words=words, address=address)


async def seal(request: web.Request) -> web.StreamResponse:
    """What our seal is, and how to check it without us."""
    return render(request, "participant/seal.html", key=running(request).part(Inspector).key)


async def seal_certificate(request: web.Request) -> web.StreamResponse:
    pem = running(request).part(Inspector).key.certificate_pem
    return web.Response(
        text=pem,
        content_type="application/x-pem-file",
        headers={"Content-Disposition": 'attachment; filename="segel-bimtek.pem"'},
    )
