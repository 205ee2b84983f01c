"""Whoever enters NIKs, by every door and also mistyped, and what the office then reads and takes along."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from services.demo.stage import REGISTRATION, Stage
from services.demo.visitor import Page, Visitor
from services.registration.actions.breach import Whose, papers
from services.registration.actions.republish import REPUBLISH
from services.registration.domain.breach import Breach
from shared.bus.republish import republish
from shared.clock import wall
from shared.events.registration import Registration
from shared.sheets import Column, csv_bytes
from tests.prove.spellings import places_of


async def entered(stage: Stage, count: int) -> dict[str, bytes]:
    """Sign-ups of every kind, right and wrong, then what the office reads and downloads."""
    niks = [nik_of(number) for number in range(count)]
    await by_form(stage, niks[0::3])
    await _by_call(stage, niks[1::3])
    answers = await _by_sheet(stage, niks[2::6])
    answers |= await _by_contact(stage, niks[5::6])
    await republish(stage.suite.running["registration"].db, REPUBLISH[Registration.SUBJECT])
    await stage.settled()
    for workshop in (one for one in stage.workshops.values() if one.slug):  # the others are drafts
        path = f"/kelola/peserta/{workshop.id}"
        await stage.office.open(f"{path}?cari={niks[0]}")  # it is typed there, and must not stay anywhere
        listed = await stage.office.open(path)
        people_of = sorted({href for href, _words in listed.links if "/peserta/orang/" in href})
        for address in (
            path,
            f"{path}/hubungi",
            f"{path}/peserta.csv",
            *people_of,
            "/kelola/peserta/riwayat",
        ):
            answers[address] = await _opened(stage, address)
        answers |= _parts(path, await _opened(stage, f"{path}/peserta.xlsx"))
    return answers | await _taken_and_found(stage, niks[0])


async def _taken_and_found(stage: Stage, nik: str) -> dict[str, bytes]:
    """What the office takes along, with the NIKs opened and without, whom it finds by one, and what is told
    of a breach. Only the file that was asked to hold them is not looked through."""
    export, people = "/kelola/peserta/privasi/ekspor", "/kelola/peserta/orang"
    form = await stage.office.open(export)
    why = {"purpose": "other", "reason": "Serah terima (CONTOH)"}
    with_niks = await stage.office.send(form, "/ekspor", **why, sealed="nik")
    assert places_of([nik], _parts(export, with_niks.body)), "the file that was to hold them does"
    answers = _parts(export, (await stage.office.send(form, "/ekspor", **why)).body)
    found = await stage.office.send(await stage.office.open(people), "/orang", nik=nik)
    assert "/kelola/peserta/orang/" in found.body.decode(), "somebody has it"
    answers |= {f"{people} (sent)": found.body}
    for address in (
        "/kelola/peserta/privasi/masa-simpan",
        f"{people}?cari={nik}",
        "/kelola/peserta/akses.csv",
        "/kelola/peserta/riwayat",
    ):
        page = await stage.office.open(address)
        answers[address.split("=")[0]] = page.body
    registration, now = stage.suite.running["registration"], wall()
    async with registration.db.read() as tx:
        office = await tx.fetchval("select organization_id from registration limit 1")
    told = Breach("Dinas (CONTOH)", now - timedelta(days=1), now, now, "Berkas terkirim", "Dihapus")
    made = await registration.db.run(papers, told, Whose(office), "Asia/Jakarta", "")
    assert made.people, "the export touched them"
    return answers | {f"breach-report {name}": data for name, data in made.files.items()}


def _parts(address: str, packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as parts:
        return {f"{address}/{name}": parts.read(name) for name in parts.namelist()}


async def _opened(stage: Stage, address: str) -> bytes:
    page = await stage.office.open(address)
    assert page.status == 200, (address, page.status, page.text[:300])
    return page.body


def _typed(nik: str, number: int) -> str:
    """As people write it."""
    parts = (nik[:6], nik[6:12], nik[12:])
    return (nik, " ".join(parts), "-".join(parts), ".".join(parts))[number % 4]


async def by_form(stage: Stage, niks: Iterable[str]) -> None:
    """Each first with one digit too many, which the form refuses, and then right."""
    for number, nik in enumerate(niks):
        async with Visitor(stage.suite.url) as visitor:
            form = await visitor.open(f"/bimtek/{_open_one(stage)}/daftar")
            values = _somebody(nik)
            await visitor.send(form, "/daftar", **values, nik=f"{nik}1")
            page = await visitor.send(form, "/daftar", **values, nik=_typed(nik, number))
            assert "/pendaftaran/" in page.url, page.text[:400]


async def _by_call(stage: Stage, niks: Iterable[str]) -> None:
    """The same by call; also with the number as a number and in a body that is no JSON."""
    async with Visitor(stage.suite.url) as visitor:
        for number, nik in enumerate(niks):
            body: dict[str, Any] = {**_somebody(nik), "workshop": _open_one(stage)}
            for wrong in (int(nik), f"{nik}1"):
                status, _said = await visitor.call(
                    "POST", f"{REGISTRATION}/sign-ups", {**body, "nik": wrong}, key=f"{nik[-9:]}x"
                )
                assert status == 422, status
            await visitor.call("POST", f"{REGISTRATION}/sign-ups", nik, key="n")
            right = {**body, "nik": _typed(nik, number)}
            status, said = await visitor.call("POST", f"{REGISTRATION}/sign-ups", right, key=f"k{number}")
            assert status == 201, said


async def _by_sheet(stage: Stage, niks: Sequence[str]) -> dict[str, bytes]:
    """The office's list, looked at and taken: what its pages answered."""
    look = await sheet_uploaded(stage, niks)
    done = await stage.office.send(look, "/terapkan", consent="1")
    assert "Sudah diimpor" in done.text, done.text[:400]
    return {"import (look)": look.body, "import (done)": done.body}


async def _by_contact(stage: Stage, niks: Sequence[str]) -> dict[str, bytes]:
    """The same by a contact person with a link of the office."""
    contact = {"name": "Penyuluh Contoh", "phone": "0812 9990 0777", "role": "adviser", "most": 40}
    workshop = _workshop(stage)
    path = f"{REGISTRATION}/workshops/{workshop}/contact-persons"
    own = "/kelompok/" + (await stage.ask("POST", path, contact))["url"].rpartition("/")[2]
    async with Visitor(stage.suite.url) as visitor:
        await visitor.send(await visitor.open(own), "/pernyataan", acting="1")
        look = await _uploaded(visitor, f"{own}/impor", niks)
        done = await visitor.send(look, "/terapkan")
        assert "Sudah diimpor" in done.text, done.text[:400]
        listed = await visitor.open(own)
    return {"list (look)": look.body, "list (done)": done.body, "list": listed.body}


async def sheet_uploaded(stage: Stage, niks: Sequence[str]) -> Page:
    """The office's list, looked at and not taken yet."""
    return await _uploaded(stage.office, f"/kelola/peserta/{_workshop(stage)}/impor", niks)


async def _uploaded(visitor: Visitor, path: str, niks: Sequence[str]) -> Page:
    """In a file that is called by a NIK and whose last column nobody knows. Half of its rows are to be
    mended, the last one by its NIK."""
    rows = []
    for number, nik in enumerate(niks):
        who = _somebody(nik) | ({"phone": "12"} if number % 2 else {})
        cells = [who[name] for name in ("full_name", "gender", "phone", "district_code")]
        rows.append([*cells, _typed(nik, number), f"KTP {nik}"])
    rows.append(["Orang Keliru", "L", "081299901234", "19.02.01", f"{niks[0]}1", ""])
    columns = [Column(title) for title in ("Nama", "L/P", "HP", "Kecamatan", "NIK", "Keterangan")]
    data, name = csv_bytes(columns, rows), f"peserta {niks[0]}.csv"
    look = await visitor.upload(await visitor.open(path), "/impor", "file", name, data)
    assert "Periksa sebelum mengimpor" in look.text, look.text[:400]
    return look


def _workshop(stage: Stage) -> object:
    """The id of the workshop that takes people now."""
    return next(one.id for one in stage.workshops.values() if one.slug == _open_one(stage))


def _open_one(stage: Stage) -> str:
    """The slug of the workshop that takes people now."""
    return stage.tour.sign_up.strip("/").split("/")[1]


def _somebody(nik: str) -> dict[str, str]:
    return {
        "full_name": f"Peserta {'abcdefghij'[int(nik[-1])]}{'abcdefghij'[int(nik[7])]}",
        "phone": f"0812{int(nik[6:12]) % 10**8:08}",
        "email": f"p{nik[6:10]}@contoh.example",
        "gender": "L",
        "district_code": "19.02.01",
        "consent": "1",
    }


def nik_of(number: int) -> str:
    """A well-formed one whose serial no real one is known to have; another for each number."""
    return f"190201{1 + number % 28:02}{1 + number % 12:02}{50 + number // 28 % 50}999{number % 10}"
