"""An office's questions, files people send, and somebody who answers them."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import aiohttp
import pikepdf
from PIL import Image

from services.registration.actions import questions as actions
from services.registration.actions.office import By
from services.registration.domain.questions import Kind, Question
from shared.events.scheduling import Workshop
from shared.ids import new_id
from tests.support.registration import OFFICE, workshop
from tests.support.registration_site import FORM, Answer, Site, Visitor

API = "/api/v1/registration"
ALICE = By(f"Staff/{new_id()}", "Alice Rahmawati", OFFICE)
HAS = Question("", Kind.YES_NO, "Punya usaha?")
SINCE = Question(
    "", Kind.NUMBER, "Sejak tahun berapa?", required=True, when_key="punya_usaha", when_answer="yes"
)
SHAPE = Question("", Kind.ONE, "Bentuk kemasan", options=("Botol", "Kotak"), required=True)
PHOTO = Question("", Kind.FILE, "Foto produk")
SECRET = Question("", Kind.SHORT, "Penghasilan sebulan", sensitive=True)


def picture(kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Rumah Ibu Siti"
    Image.new("RGB", (40, 30), "white").save(made, kind, exif=exif)
    return made.getvalue()


def pdf(*, script: bool = False, password: str = "") -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        if script:
            action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            document.Root.OpenAction = action
        document.save(made, encryption=pikepdf.Encryption(user=password) if password else False)
    return made.getvalue()


async def asks(site: Site, *questions: Question, of: Workshop | None = None) -> Workshop:
    """A workshop with these questions."""
    asked = of or workshop()
    await site.panitia.hears(asked)
    for one in questions:
        await site.panitia.db.run(actions.add, ALICE, asked.id, one)
    return asked


async def signs_up(
    visitor: Visitor, of: Workshop, files: Sequence[tuple[str, str, bytes]] = (), **given: str
) -> Answer:
    """The form as a browser without script sends it, in parts where it asks for a file."""
    path = f"/bimtek/{of.slug}/daftar"
    page = await visitor.get(path)
    fields: dict[str, str] = {**FORM, **given, "form_token": page.token()}
    if 'enctype="multipart/form-data"' not in page.text:
        return await visitor.post(path, fields)
    parts = aiohttp.FormData(fields, default_to_multipart=True)
    for field, name, data in files:
        parts.add_field(field, io.BytesIO(data), filename=name, content_type="application/octet-stream")
    return await visitor.post(path, parts)


async def stored(site: Site) -> dict[str, Any]:
    """The answers of the one registration there is."""
    async with site.panitia.db.read() as tx:
        return dict(await tx.fetchval("select answers from registration"))


async def call(
    visitor: Visitor, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, Any]:
    async with visitor.session.request(method, f"{API}/{path}", json=body, headers=headers) as response:
        return response.status, json.loads(await response.text())
