"""What stands on an office's papers: kept, told to everybody, never lost to somebody else's change."""

from __future__ import annotations

import base64
import io
from typing import Any

import aiohttp
import pytest
from PIL import Image

from services.scheduling.service import SERVICE
from services.scheduling.store import offices
from shared import staff
from shared.clock import wall
from shared.crypto import Keys
from shared.events.scheduling import Organization
from shared.ids import new_id
from shared.mail.compose import Composer
from shared.mail.queue import Letter
from tests.support.factories import organization
from tests.support.scheduling_site import Member, Site

DETAILS = {
    "name": "Dinas Perindustrian Provinsi (CONTOH)",
    "short_name": "Disperin",
    "town": "Pangkalpinang",
    "province_code": "19",
    "zone": "Asia/Jakarta",
    "jp_rounding": "down",
    "number_template": "{urut:03}/{kegiatan}/{bulan_romawi}/{tahun}",
    "letterhead": "PEMERINTAH PROVINSI\nKEPULAUAN BANGKA BELITUNG",
}


async def stored(site: Site) -> Organization:
    async with site.running.db.read() as tx:
        document = await offices.document(tx, site.office.office_id)
    assert document is not None
    return document


async def sends(
    site: Site, alice: Member, picture: bytes = b"", given: dict[str, str] | None = None
) -> tuple[int, str]:
    page = await alice.get("/kelola/instansi")
    form = aiohttp.FormData()
    fields: dict[str, Any] = {"version": str((await stored(site)).version), **DETAILS, **(given or {})}
    for name, value in {"form_token": page.token(), **fields}.items():
        form.add_field(name, value)
    form.add_field("emblem", picture, filename="lambang.png" if picture else "", content_type="image/png")
    answer = await alice.post("/kelola/instansi", form)
    return answer.status, answer.words


async def test_details_are_kept_and_told(site: Site) -> None:
    before = await stored(site)
    async with site.signed_in() as alice:
        status, words = await sends(site, alice)
        assert (status, "Data instansi tersimpan" in words) == (200, True)
    office = await stored(site)
    assert office.letterhead == ("PEMERINTAH PROVINSI", "KEPULAUAN BANGKA BELITUNG")
    assert office.signature_blocks == before.signature_blocks  # these have a form of their own
    assert (await site.office.told())[-1] == "OrganizationChanged"
    async with site.running.db.read() as tx:
        assert await staff.organization(tx, office.id) == office


async def test_an_office_that_only_tries_it_out_says_so(site: Site) -> None:
    """What certificates tells it to tick, in these words."""
    async with site.signed_in() as alice:
        assert "Instansi contoh:" in (await alice.get("/kelola/instansi")).words
        await sends(site, alice, given={"example": "1"})
    async with site.running.db.read() as tx:
        told = await staff.organization(tx, site.office.office_id)
    assert told is not None and told.example


async def test_another_rounding_changes_the_jp_of_published_workshops(site: Site) -> None:
    office = site.office
    bekemas = await office.venue()
    workshop = await office.draft(bekemas)
    await office.adds(workshop, "09.00", "10.45", venue_id=bekemas)  # 105 minutes
    await office.publishes(workshop)
    assert (await office.document(workshop)).total_jp == 2
    async with site.signed_in() as alice:
        await sends(site, alice, given={"jp_rounding": "up"})
    assert (await office.document(workshop)).total_jp == 3
    assert (await office.told())[-1] == "WorkshopChanged"


async def test_who_comes_second_is_told_to_look_again(site: Site) -> None:
    before = (await stored(site)).version
    async with site.signed_in() as alice:
        await sends(site, alice)
        status, words = await sends(site, alice, given={"version": str(before)})
    assert status == 422
    assert "baru saja diubah orang lain" in words


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"number_template": "{nik}"}, "Gunakan hanya kata dalam kurung kurawal"),
        ({"name": ""}, "Isi nama instansi."),
    ],
)
async def test_wrong_details(site: Site, given: dict[str, str], sentence: str) -> None:
    async with site.signed_in() as alice:
        status, words = await sends(site, alice, given=given)
    assert status == 422
    assert sentence in words


async def test_an_example_of_the_number_is_shown_without_keeping_anything(site: Site) -> None:
    before = await stored(site)
    async with site.signed_in() as alice:
        status, words = await sends(
            site, alice, given={"show": "1", "number_template": "{urut:04}/CONTOH/{tahun}"}
        )
    assert (status, "0007/CONTOH/2017" in words) == (200, True)
    assert await stored(site) == before


async def test_an_emblem_photographed_with_a_phone_stands_upright(site: Site) -> None:
    """The phone was held upright: the picture lies on its side, and a note says to turn it."""
    lying, note = Image.new("RGB", (600, 400), "white"), Image.Exif()
    note[0x0112] = 6  # Orientation: turn a quarter clockwise
    lying.paste((200, 0, 0), (0, 0, 100, 400))  # the upper edge, once turned
    file = io.BytesIO()
    lying.save(file, "JPEG", exif=note)
    async with site.signed_in() as alice:
        assert (await sends(site, alice, file.getvalue()))[0] == 200
    with Image.open(io.BytesIO(base64.b64decode((await stored(site)).emblem_png))) as kept:
        assert kept.width < kept.height
        red, green, _blue = kept.convert("RGB").crop((90, 5, 91, 6)).tobytes()
        assert red > 150 > 80 > green


async def test_an_emblem_is_made_anew_and_small(site: Site) -> None:
    picture = io.BytesIO()
    Image.effect_noise((800, 600), 80).save(picture, "PNG")
    async with site.signed_in() as alice:
        status, _words = await sends(site, alice, picture.getvalue())
        assert status == 200
        kept = base64.b64decode((await stored(site)).emblem_png)
        assert len(kept) <= 48 * 1024
        with Image.open(io.BytesIO(kept)) as small:
            assert (small.format, max(small.size) <= 320) == ("PNG", True)
        status, words = await sends(site, alice, b"<svg onload='alert(1)'/>")
        assert (status, "bukan gambar PNG" in words) == (422, True)
        await sends(site, alice, given={"remove_emblem": "1"})
    assert (await stored(site)).emblem_png == ""


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("purpose", "data"),
    [
        ("staff_invitation", {"name": "Sri", "by": "Alice", "role": "approver", "days": 7}),
        ("password_reset", {"name": "Sri", "minutes": 60}),
        ("new_sign_in", {"name": "Sri", "at": "2017-04-01T08:00:00+07:00", "browser": "Firefox <b>120</b>"}),
    ],
)
def test_every_mail_reads_in_both_languages(
    purpose: str, data: dict[str, Any], language: str, keys: Keys
) -> None:
    if purpose != "new_sign_in":
        sealed = base64.b64encode(keys.encrypt("/masuk/RAHASIA", purpose="path")).decode()
        data = {**data, "sealed": {"path": sealed}}
    composer = Composer(
        SERVICE.folder / "templates", mail_from="bimtek@contoh.example", public_url="https://x.id", keys=keys
    )
    office = organization()
    letter = Letter(
        id=1,
        lease=new_id(),
        purpose=purpose,
        subject="Staff/1",
        occasion="",
        organization_id=office.id,
        recipient="sri@contoh.example",
        language=language,
        data=data,
        attachments=[],
        message_id=new_id(),
        date=wall(),
        attempts=1,
    )
    content = composer.compose(letter, office, []).content.decode()
    assert "Sri" in content
    assert "https://x.id/masuk/" in content
    assert "<b>120</b>" not in content.partition("text/html")[2]
