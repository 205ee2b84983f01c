"""Scheduling in a browser: signed in, on a phone and on a desktop, with data of real length."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from services.scheduling.actions.workshops import Timetable
from shared.events.registration import Registration, RegistrationState
from shared.ids import new_id
from tests.support.browser import DESKTOP, PHONE, assert_accessible, picture
from tests.support.factories import version
from tests.support.scheduling import FIRST_DAY, MEMBALONG, PASSWORD, Planner


async def looked_at(page: Page, name: str) -> None:
    """On a phone and on a desktop."""
    for width, height in (PHONE, DESKTOP):
        await page.set_viewport_size({"width": width, "height": height})
        await assert_accessible(page)
    await picture(page, name)


async def signed_in(page: Page, email: str) -> None:
    await page.fill("[name=email]", email)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button:has-text('Masuk')")
    await page.wait_for_selector("h1")


async def belitung(office: Planner) -> dict[str, Any]:
    """Two workshops, one full of sessions, with a warning between Tanjungpandan and Membalong."""
    bekemas = await office.venue("Sanggar Belitong Kreasi Masa Kini (Bekemas)")
    kembiri = await office.venue("Balai Desa Kembiri, Kecamatan Membalong", 30, MEMBALONG)
    suparno = await office.trainer(
        "Suparno Adi Nugroho, S.Sn., M.Sn.", skills=["ukir batok", "pewarnaan alami"]
    )
    sri = await office.trainer("Dra. Hj. Sri Wahyuni, M.Si.", skills=["gula aren"])
    batok = await office.draft(
        bekemas,
        title="Bimtek Kerajinan Batok Kelapa",
        class_label="Angkatan II",
        summary="Dari batok kelapa yang dibuang menjadi peralatan makan yang laku dijual.",
        requirements="Perajin atau pelaku usaha kecil di Kabupaten Belitung, umur 18 tahun ke atas.",
        timetable=Timetable(4, FIRST_DAY),
    )
    aren = await office.draft(kembiri, title="Bimtek Pembuatan Gula Aren")
    aula, nira = await office.venue("Aula Bekemas"), "Mengenal nira dan alatnya"
    await office.adds(aren, "08.00", "10.00", venue_id=kembiri, trainers=(suparno,), subject=nira)
    both = (suparno, sri)
    await office.adds(
        aren, "10.20", "12.00", venue_id=aula, trainers=both, subject="Kunjungan ke sanggar batok"
    )
    return {"batok": batok, "aren": aren, "bekemas": bekemas, "suparno": suparno}


def seated(office: Planner, workshop: object, count: int) -> list[Registration]:
    return [
        Registration(
            id=new_id(),
            version=version(),
            organization_id=office.office_id,
            workshop_id=workshop,
            state=RegistrationState.CONFIRMED,
            full_name=f"Peserta {number}",
            registered_at=office.now,
        )
        for number in range(count)
    ]
