"""Somebody tries: one byte changed, a real QR code under another name, a revoked paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from services.certificates.domain.face import Face, Material, Signature
from services.certificates.rendering.certificate import Wording, render
from services.demo.chapters.certify import issued
from services.demo.chapters.publish import BATOK
from services.demo.people import OFFICE, OFFICE_LINES
from services.demo.stage import Stage
from services.demo.visitor import Page, Visitor

FORGER = "Nama Palsu (contoh)"


async def play(stage: Stage) -> None:
    rows = await issued(stage, stage.workshops[BATOK].id)
    real, revoked = rows[0], rows[6]
    async with Visitor(stage.suite.url) as visitor:
        file = (await visitor.open(f"/sertifikat/{real['certificate']['code']}.pdf")).body
        altered = _one_byte_changed(file)
        page = await _hand_in(visitor, altered)
        stage.claims.check("one byte changed is refused", "sudah diubah" in page.text, page.text[:300])
        forged = _forged(stage, real)
        page = await _hand_in(visitor, forged)
        refused = "sudah diubah" in page.text and real["name"] in page.text and FORGER not in page.text
        stage.claims.check("a real QR on another name shows the true one", refused, page.text[:300])
        withdrawn = (await visitor.open(f"/sertifikat/{revoked['certificate']['code']}.pdf")).body
        path = f"/api/v1/certificates/certificates/{revoked['certificate']['id']}/revocation"
        body = {"reason": "diterbitkan_keliru", "note": "Bagian dari cerita contoh."}
        await stage.ask("POST", path, body)
        page = await visitor.open(f"/sertifikat/{revoked['certificate']['code']}")
        shown = "Dicabut" in page.text and "diterbitkan keliru" in page.text
        stage.claims.check("a revoked one says so, with the reason", shown, page.text[:300])
    await stage.settled()
    stage.tour.real = f"/sertifikat/{real['certificate']['code']}"
    stage.tour.revoked = f"/sertifikat/{revoked['certificate']['code']}"
    papers = {"asli": file, "diubah-satu-byte": altered, "qr-disalin": forged, "dicabut": withdrawn}
    stage.tour.papers = _keep(stage, papers)
    number = revoked["certificate"]["number"].split("/")[0]
    stage.claims.chapter(
        "attack", f"one byte changed: refused · QR on another name: refused · revoked {number}: shown"
    )


async def _hand_in(visitor: Visitor, pdf: bytes) -> Page:
    return await visitor.upload(await visitor.open("/sertifikat"), "/sertifikat", "file", "a.pdf", pdf)


def _one_byte_changed(pdf: bytes) -> bytes:
    """The file with one bit of its middle turned: looks the same, is not."""
    middle = len(pdf) // 2
    return pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]


def _forged(stage: Stage, real: dict[str, Any]) -> bytes:
    """A paper as a forger prints it: our design, the QR code of a real certificate, another name."""
    day = date(2017, 4, 28)
    face = Face(
        letterhead=OFFICE_LINES,
        office=OFFICE,
        address="Jalan Contoh Nomor 1, Pangkalpinang",
        kind="Peserta",
        activity=BATOK,
        held_by=OFFICE,
        dates="25 s.d. 28 April 2017",
        place="Tanjungpandan",
        jp=32,
        jp_words="tiga puluh dua",
        signing_date=day,
        signed_at="Pangkalpinang, 28 April 2017",
        signature=Signature(position=("Kepala Dinas",), name="Dr. H. Contoh Pejabat, M.M."),
        materials=(Material(subject="Kerajinan batok kelapa", trainers="Sutrisno Wibowo", jp=32),),
        example=True,
    )
    base = stage.suite.settings.public_url
    url = f"{base}/sertifikat/{real['certificate']['code']}"
    return render(
        Wording(face, real["certificate"]["number"], FORGER, "0000000000", url, f"{base}/sertifikat")
    )


def _keep(stage: Stage, papers: dict[str, bytes]) -> Path:
    folder = stage.suite.settings.folder / "contoh"
    folder.mkdir(parents=True, exist_ok=True)
    for name, pdf in papers.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    return folder
