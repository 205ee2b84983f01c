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
from services.scheduling.web import words
from services.scheduling.web.doing import tried
from services.scheduling.web.forms.office import OfficeDetails, OfficeForm
from services.scheduling.web.organizer import signers
from shared import indonesia
from shared.events.scheduling import Organization, PaperKind
from shared.i18n import _
from shared.web import Upload, flash, read_form, redirect, render, running, staff_of, upload

_EMBLEM_PIXELS = 320
_IMAGE_MOST_PIXELS = 30_000_000  # a small file can claim to be a huge picture
UPLOAD_MOST_BYTES = 5 * 1024 * 1024


async def show(request: web.Request) -> web.StreamResponse:
    office = await signers.office_of(request)
    return _page(request, office, _values(office), {}, 200)


async def change(request: web.Request) -> web.StreamResponse:
    office = await signers.office_of(request)
    values, problems = await read_form(request, OfficeForm)
    if "show" in values:  # only the example of the number template; nothing is kept
        return _page(request, office, values, {}, 200)
    emblem = office.emblem_png
    if not problems:
        form = values.model
        problems = problems_in(form, running(request).clock.now().date())
        file = upload(request, "emblem")
        if form.remove_emblem:
            emblem = ""
        elif file is not None:
            # Decoding takes a while and must not hold up the other pages.
            emblem, problem = await asyncio.to_thread(_emblem, file)
            problems |= {"emblem": problem} if problem else {}
    if not problems:
        kept = changed(office, values.model, emblem)
        now, by = running(request).clock.now(), staff_of(request)
        problems = await tried(request, actions.change_office, now, by, kept, values.model.version)
    if problems:
        return _page(request, office, values, problems, 422)
    response = redirect(request, "office")
    flash(response, _("Data instansi tersimpan."))
    return response


def problems_in(form: OfficeDetails, today: date) -> dict[str, str]:
    """What the fields alone do not tell."""
    problems = {}
    if example_number(form.number_template, today, form.number_unit, form.number_classification) is None:
        problems["number_template"] = _("Gunakan hanya kata dalam kurung kurawal yang disebut di bawah ini.")
    return problems


def changed(office: Organization, form: OfficeDetails, emblem: str) -> Organization:
    """The office with these details and this emblem (base64)."""
    own = form.model_dump(
        include=set(Organization.model_fields) & set(OfficeDetails.model_fields) - {"version"}
    )
    return office.model_copy(
        update=own
        | {
            "letterhead": tuple(line.strip() for line in form.letterhead.splitlines() if line.strip()),
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
        signers=signers.listed(office, today),
        unsigned=[
            word for paper, word in words.options(words.PAPERS) if not office.signer(PaperKind(paper), today)
        ],
        example_number=example_number(template, today, unit, classification),
    )
