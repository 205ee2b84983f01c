"""The person's page when the sheet was corrected after the certificate was given."""

from __future__ import annotations

from datetime import timedelta

from services.registration.actions import facts
from shared.clock import MovedClock
from shared.events.certificates import Certificate, CertificateState, Eligibility, Verdict
from shared.ids import new_id
from tests.support.factories import version
from tests.support.registration import OFFICE, workshop
from tests.support.registration_site import FORM, Site

WITHHELD = "Karena itu sertifikat belum dapat diterbitkan."


async def test_a_page_with_a_certificate_does_not_say_that_there_is_none(
    site: Site, clock: MovedClock
) -> None:
    belitung = workshop()
    await site.panitia.hears(belitung)
    async with site.visitor() as siti:
        card = await siti.fill(f"/bimtek/{belitung.slug}/daftar", FORM)
        async with site.panitia.db.read() as tx:
            row = await site.panitia.row(await tx.fetchval("select id from registration"))
        clock.move_to(belitung.ends_at + timedelta(hours=1))
        of = {"organization_id": OFFICE, "workshop_id": belitung.id}
        figures = {"jp_reached": 8, "jp_needed": 24, "jp_total": 32, "decided_at": site.panitia.now}
        short = Eligibility(id=row.id, version=version(), verdict=Verdict.SHORT, **of, **figures)
        await site.panitia.db.run(facts.take_eligibility, [short])
        assert WITHHELD in (await siti.get(card.url)).words

        issued = Certificate(
            id=new_id(),
            version=version(),
            registration_id=row.id,
            state=CertificateState.ISSUED,
            number="001/BIMTEK/DISPERIN/IV/2017",
            code="A" * 26,
            **of,
        )
        await site.panitia.db.run(facts.take_certificates, [issued])
        page = await siti.get(card.url)
        assert "Sertifikat Anda sudah terbit" in page.words and WITHHELD not in page.words
