"""The office's own details: letterhead, emblem, who signs what, rounding of JP, certificate numbers."""

from __future__ import annotations

import asyncio
import base64
import io
from datetime import date
from typing import Any

from aiohttp import web

from services.scheduling.actions import offices as actions
from services.scheduling.domain.numbers import example_number
from services.scheduling.settings import EMBLEM_MOST_BYTES
from services.scheduling.store import offices
from services.scheduling.web import words
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.office import OfficeForm
from shared import indonesia
from shared.events.scheduling import Organization, PaperKind, SignatureBlock
from shared.i18n import _
from shared.web import NotFound, Upload, flash, read_form, redirect, render, running, staff_of, upload

_EMBLEM_PIXELS = 320
_IMAGE_MOST_PIXELS = 30_000_000  # a small file can claim to be a huge picture
UPLOAD_MOST_BYTES = 5 * 1024 * 1024
_PAPERS = (PaperKind.CERTIFICATE, PaperKind.ATTENDANCE_SHEET)


async def show(request: web.Request) -> web.StreamResponse:
    office = await _office(request)
    return _page(request, office, _values(office), {}, 200)


async def change(request: web.Request) -> web.StreamResponse:
    office = await _office(request)
    values, problems = await read_form(request, OfficeForm)
    if "show" in values:  # only the example of the number template; nothing is kept
        return _page(request, office, values, {}, 200)
    emblem = office.emblem_png
    if not problems:
        form = values.model
        problems = _problems(form, running(request).clock.now().date())
        file = upload(request, "emblem")
        if form.remove_emblem:
            emblem = ""
        elif file is not None:
            # Decoding takes a while and must not hold up the other pages.
            emblem, problem = await asyncio.to_thread(_emblem, file)
            problems |= {"emblem": problem} if problem else {}
    if not problems:
        changed = _changed(office, values.model, emblem)
        now, by = running(request).clock.now(), staff_of(request)
        problems = await tried(request, actions.change_office, now, by, changed, values.model.version)
    if problems:
        return _page(request, office, values, problems, 422)
    response = redirect(request, "office")
    flash(response, _("Data instansi tersimpan."))
    return response


async def _office(request: web.Request) -> Organization:
    async with running(request).db.read() as tx:
        office = await offices.document(tx, staff_of(request).organization_id)
    if office is None:
        raise NotFound
    return office


def _problems(form: OfficeForm, today: date) -> dict[str, str]:
    problems = {}
    if example_number(form.number_template, today, form.number_unit, form.number_classification) is None:
        problems["number_template"] = _("Gunakan hanya kata dalam kurung kurawal yang disebut di bawah ini.")
    for paper in _PAPERS:
        block = _block(form, paper)
        if block and not (block.position and block.name):
            problems[f"{paper}_name"] = _("Isi jabatan dan nama penanda tangan, atau kosongkan keduanya.")
    return problems


def _block(form: OfficeForm, paper: PaperKind) -> SignatureBlock | None:
    def of(part: str) -> Any:
        return getattr(form, f"{paper}_{part}")

    lines = tuple(line.strip() for line in of("position").splitlines() if line.strip())[:2]
    if not lines and not of("name"):
        return None
    return SignatureBlock(
        paper=paper,
        prefix=of("prefix"),
        position=lines,
        name=of("name"),
        rank=of("rank"),
        nip=of("nip"),
        valid_from=of("from") or date(2000, 1, 1),
        valid_to=of("to"),
    )


def _changed(office: Organization, form: OfficeForm, emblem: str) -> Organization:
    blocks = (_block(form, paper) for paper in _PAPERS)
    own = form.model_dump(include=set(Organization.model_fields) & set(OfficeForm.model_fields) - {"version"})
    return office.model_copy(
        update=own
        | {
            "letterhead": tuple(line.strip() for line in form.letterhead.splitlines() if line.strip()),
            "signature_blocks": tuple(block for block in blocks if block),
            "emblem_png": emblem,
        }
    )


def _emblem(file: Upload) -> tuple[str, str]:
    """The picture made anew as a small PNG, in base64, or the sentence that says why not."""
    # Loaded with the first emblem: few offices change theirs, every start would pay for it.
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(file.data), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > _IMAGE_MOST_PIXELS:
                return "", _("Gambar terlalu besar. Kecilkan dahulu.")
            pixels = _EMBLEM_PIXELS
            while True:
                # A phone notes how it was held beside the picture; what is kept has no such note.
                small = ImageOps.exif_transpose(picture).convert("RGBA")
                small.thumbnail((pixels, pixels))
                kept = io.BytesIO()
                small.save(kept, "PNG", optimize=True)
                if kept.tell() * 4 // 3 <= EMBLEM_MOST_BYTES:
                    return base64.b64encode(kept.getvalue()).decode(), ""
                pixels = pixels * 3 // 4
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return "", _("Berkas ini bukan gambar PNG, JPEG atau WebP.")


def _values(office: Organization) -> dict[str, Any]:
    values = office.model_dump(mode="json", exclude={"signature_blocks", "emblem_png"})
    values["letterhead"] = "\n".join(office.letterhead)
    for block in office.signature_blocks:
        paper = block.paper.value
        values |= {
            f"{paper}_prefix": block.prefix,
            f"{paper}_position": "\n".join(block.position),
            f"{paper}_name": block.name,
            f"{paper}_rank": block.rank,
            f"{paper}_nip": block.nip,
            f"{paper}_from": block.valid_from.isoformat(),
            f"{paper}_to": block.valid_to.isoformat() if block.valid_to else "",
        }
    return values


def _page(
    request: web.Request, office: Organization, values: dict[str, Any], problems: dict[str, str], status: int
) -> web.Response:
    template = str(values.get("number_template", ""))
    unit, classification = str(values.get("number_unit", "")), str(values.get("number_classification", ""))
    today = running(request).clock.now().date()
    return render(
        request,
        "organizer/office.html",
        status=status,
        office=office,
        values=values,
        problems=problems,
        provinces=indonesia.provinces(),
        zones=words.options(words.ZONES),
        roundings=words.options(words.ROUNDINGS),
        papers=words.options(words.PAPERS),
        example_number=example_number(template, today, unit, classification),
    )
