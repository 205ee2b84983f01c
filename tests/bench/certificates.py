"""Certificates rendered and sealed in one process, against plain typst and plain pyHanko, one each."""

from __future__ import annotations

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import fontpkg
import typst
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from services.certificates.jobs.press import press
from services.certificates.rendering.certificate import DESIGN, Wording, values_of
from services.certificates.rendering.qr import qr_code
from services.certificates.sealing.keys import FILE, SealKey, seal_key
from shared.ids import new_code
from shared.pdf.typesetter import FAMILIES, STANDARD
from tests.bench.figures import Row, interleaved
from tests.support.certificates import PUBLIC_URL, wording

PAPERS = 40


def _wording(number: int) -> Wording:
    return wording(
        number=f"{number:03}/BTK-KL/DISPERIN/IV/2017",
        name=f"Peserta {number} Rahmadani",
        url=f"{PUBLIC_URL}/sertifikat/{new_code()}",
    )


def _plain(folder: Path, paper: Wording) -> bytes:
    """As their manuals show it: compile a file, load the key, sign; the same paper and the same level."""
    code = qr_code(paper.url)
    (folder / "qr.svg").write_bytes(code.svg)
    for name, values in values_of(paper, code.side_mm).items():
        (folder / f"{name}.json").write_text(json.dumps(values))
    pdf = typst.compile(
        str(folder / "certificate.typ"),
        root=str(folder),
        font_paths=[str(fontpkg.path(family).parent) for family in FAMILIES],
        ignore_system_fonts=True,
        pdf_standards=[STANDARD],
    )
    load: Any = signers.SimpleSigner.load
    signer = load(str(folder / "key.pem"), str(folder / "certificate.pem"))
    signature = signers.PdfSignatureMetadata(
        field_name="Segel", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, certify=True
    )
    sealed = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), signature, signer)
    return bytes(sealed.getvalue())


def _prepare(folder: Path, key: SealKey) -> None:
    for source in DESIGN.iterdir():
        if source.suffix in {".typ", ".svg"}:
            shutil.copy(source, folder)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    (folder / "certificate.pem").write_text(key.certificate_pem)


def _rate(make: Callable[[Wording], bytes]) -> float:
    papers = [_wording(number) for number in range(PAPERS)]
    start = time.perf_counter()
    for paper in papers:
        make(paper)
    return PAPERS / (time.perf_counter() - start)


async def measure(rounds: int = 3) -> list[Row]:
    with tempfile.TemporaryDirectory() as temporary:
        home, folder = Path(temporary) / "keys", Path(temporary) / "plain"
        folder.mkdir()
        _prepare(folder, seal_key(home, "bimtek.contoh.example", datetime(2017, 1, 1, tzinfo=UTC)))
        # A worker process that has made its first file.
        await asyncio.to_thread(press, str(home / FILE), _wording(0))

        async def ours() -> float:
            return await asyncio.to_thread(_rate, lambda paper: press(str(home / FILE), paper))

        async def plain() -> float:
            return await asyncio.to_thread(_rate, lambda paper: _plain(folder, paper))

        found = await interleaved(rounds, {"ours": ours, "plain": plain})
    what = "rendered + sealed at B-B in one process, against plain typst + plain pyHanko, one each"
    return [Row("certificates", found["ours"], found["plain"], 2.0, rounds, "files/s", what)]
