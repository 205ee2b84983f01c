"""The promise `nik`: a NIK is written nowhere but sealed.

The Belitung story is played, and on top of it people sign up by form, by call and from spreadsheets with
known NIKs, typed in several ways and mistyped, lists are downloaded, pages read and everything told again.
Then everything the installation has written is looked through for each NIK in whatever spelling a program
could give it: a dump of the whole database (with a queue that nobody works off, so that every event is still
in it), the logs at their most talkative, the mails, every file of its folder (so also PostgreSQL's own files
and its log), and what the office's pages, lists and exports answered, and what another system of the office
was sent. The control logs one sign-up, puts its NIK into a field that travels, and keeps a spreadsheet
unsealed.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import logging as standard_logging
import socket
import subprocess
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from unittest.mock import patch

import asyncpg
from rich.console import Console

from services.demo import people, story
from services.demo.stage import REGISTRATION, Stage
from services.demo.visitor import Page, Visitor
from services.registration.actions.breach import Whose, papers
from services.registration.actions.republish import REPUBLISH
from services.registration.actions.sign_up import make_wish
from services.registration.domain.breach import Breach
from services.registration.domain.webhooks import TYPES
from shared import logging
from shared.bus.postgres import PostgresTransport
from shared.bus.republish import republish
from shared.clock import wall
from shared.embedded.programs import found
from shared.events.catalogue import DOCUMENTS
from shared.events.registration import Registration
from shared.settings import Settings
from shared.sheets import Column, csv_bytes
from shared.web.limit import Limiter
from tests.prove.proof import Proof, Size
from tests.support.homes import home
from tests.support.receiver import Receiver, receiver

PLACES = ("database", "events", "logs", "mails", "files", "answers", "webhooks")
PEOPLE = {"ci": 12, "long": 40}  # who sign up beside those of the story
TAP = "tap"  # a queue that hears everything and that nobody works off
_BETWEEN = b" .-_/"
_log = logging.logger(__name__)


async def prove(size: Size, seed: int) -> Proof:
    """Play, then look everywhere. The seed changes nothing."""
    niks = {person.nik for person in people.COCONUT_SHELL} | {_nik(number) for number in range(PEOPLE[size])}
    async with AsyncExitStack() as stack:
        log = io.StringIO()
        stack.enter_context(_talkative(log))
        stage = await stack.enter_async_context(_played())
        other = await stack.enter_async_context(receiver())
        await _connected(stage, other)
        # One address stands for many people here.
        stack.enter_context(patch.object(Limiter, "wait", lambda *_given: 0.0))
        answers = await _more(stage, PEOPLE[size])
        looked = {**await _everything(stage, log, answers), "webhooks": _heard(other)}
        tried = {"NIKs": len(niks), "events": len(looked["events"])}
        tried["webhooks"] = len(looked["webhooks"])
        tried |= {f"KiB of {place}": sum(map(len, looked[place].values())) >> 10 for place in PLACES[2:]}
        ours = {place: len(places_of(niks, looked[place])) for place in PLACES}
        with _thoughtless():
            await _by_form(stage, [_nik(7777)])
            await _sheet(stage, [_nik(7777)])
            await stage.settled()
        looked = {**await _everything(stage, log, {}), "webhooks": _heard(other)}
        control = {place: len(places_of({_nik(7777)}, looked[place])) for place in PLACES}
    return Proof(
        "nik", tried, ours, "a NIK is logged, noted in a field that travels, and kept in a sheet", control
    )


# What there is to be looked through


@asynccontextmanager
async def _played() -> AsyncIterator[Stage]:
    """The story, with every event also kept in a queue of its own."""
    declare = PostgresTransport.declare

    async def with_tap(self: PostgresTransport, url: str, bindings: Mapping[str, Iterable[str]]) -> None:
        await declare(self, url, {**bindings, TAP: tuple(DOCUMENTS)})

    with home() as folder, patch.object(PostgresTransport, "declare", with_tap):
        with socket.socket() as probe:  # the suite prints its own address, so it must know its port
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
            settings = Settings.load(home=Path(folder), port=port, webhooks_to_loopback=True)
        async with story.performed(settings, Console(file=io.StringIO())) as stage:
            await stage.settled()
            yield stage


async def _connected(stage: Stage, other: Receiver) -> None:
    """Another system of the office hears everything that happens from now on."""
    system = {"name": "Sistem data IKM (CONTOH)", "url": other.url, "types": list(TYPES)}
    await stage.ask("POST", f"{REGISTRATION}/webhooks", system)


def _heard(other: Receiver) -> dict[str, bytes]:
    """What the other system was sent, heads and bodies."""
    return {str(number): repr(headers).encode() + body for number, (headers, body) in enumerate(other.heard)}


async def _more(stage: Stage, count: int) -> dict[str, bytes]:
    """Sign-ups of every kind, right and wrong, then what the office reads and downloads."""
    niks = [_nik(number) for number in range(count)]
    await _by_form(stage, niks[0::3])
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


async def _by_form(stage: Stage, niks: Iterable[str]) -> None:
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
    look = await _sheet(stage, niks)
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


async def _sheet(stage: Stage, niks: Sequence[str]) -> Page:
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


def _nik(number: int) -> str:
    """A well-formed one whose serial no real one is known to have; another for each number."""
    return f"190201{1 + number % 28:02}{1 + number % 12:02}{50 + number // 28 % 50}999{number % 10}"


@contextmanager
def _talkative(log: io.StringIO) -> Iterator[None]:
    """Everything that is ever logged, at the lowest level, written here."""
    logging.configure("DEBUG", json=True, stream=log)
    try:
        yield
    finally:
        logging.configure("ERROR")


async def _everything(
    stage: Stage, log: io.StringIO, answers: Mapping[str, bytes]
) -> dict[str, dict[str, bytes]]:
    """By place: what is written there, piece by piece."""
    connection = await asyncpg.connect(stage.suite.owner_dsn)
    try:
        await connection.execute("checkpoint")  # so that the files below have it
        bodies = await connection.fetch("select message_id, body from bus.delivery where queue = $1", TAP)
    finally:
        await connection.close()
    for handler in standard_logging.getLogger().handlers:
        handler.flush()
    folder = stage.suite.settings.folder
    return {
        "database": await asyncio.to_thread(_dump, stage),
        "events": {str(row["message_id"]): bytes(row["body"]) for row in bodies},
        "logs": {"log": log.getvalue().encode()},
        "mails": {path.name: _readable(path) for path in sorted((folder / "mail").glob("*.eml"))},
        "files": await asyncio.to_thread(_files, folder),
        "answers": dict(answers),
    }


def _dump(stage: Stage) -> dict[str, bytes]:
    """Every table of every schema, by its name, as pg_dump writes it."""
    program = found(stage.suite.settings.pg_bin) / "pg_dump"
    command = [str(program), "--data-only", "--no-owner", f"--dbname={stage.suite.owner_dsn}"]
    whole = subprocess.run(command, capture_output=True, check=True).stdout
    tables = whole.split(b"\nCOPY ")[1:]
    assert any(table.startswith(b"registration.registration ") for table in tables), "the dump has the table"
    return {table.split(b" ", 1)[0].decode(): table for table in tables}


def _readable(path: Path) -> bytes:
    """A mail as it was sent and, behind it, each of its parts as it is read."""
    raw = path.read_bytes()
    parts = message_from_bytes(raw, policy=policy.default).walk()
    contents = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]
    return b"\n".join([raw, *(content for content in contents if isinstance(content, bytes))])


def _files(folder: Path) -> dict[str, bytes]:
    """Everything in the installation's folder, PostgreSQL's own files too."""
    pieces: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):  # a file of PostgreSQL's may go while it is looked for; a socket is none
            if path.is_file():
                pieces[str(path.relative_to(folder))] = path.read_bytes()
    return pieces


# Looking


def places_of(niks: Iterable[str], pieces: Mapping[str, bytes]) -> set[str]:
    """The pieces in which one of the numbers stands in any spelling."""
    spellings = [spelling for nik in niks for spelling in _spellings(nik)]
    digits = [nik.encode() for nik in niks]
    return {name for name, piece in pieces.items() if _stands_in(piece, digits, spellings)}


def _stands_in(piece: bytes, digits: Iterable[bytes], spellings: Iterable[bytes]) -> bool:
    bare, low = piece.translate(None, _BETWEEN), piece.lower()
    return any(nik in bare for nik in digits) or any(
        spelling in (low if spelling.islower() else piece) for spelling in spellings
    )


def _spellings(nik: str) -> Iterator[bytes]:
    """What a program might write for it: hex, base64 wherever it begins, two bytes a letter, plain hashes."""
    plain = nik.encode()
    yield plain.hex().encode()
    yield nik.encode("utf-16-le")
    for before in range(3):
        whole = base64.b64encode(bytes(before) + plain)
        yield whole[(before * 8 + 5) // 6 : (before + len(plain)) * 8 // 6]
    for name in ("md5", "sha1", "sha256"):  # without a key anybody can try all numbers out
        yield hashlib.new(name, plain).hexdigest().encode()
        yield base64.b64encode(hashlib.new(name, plain).digest()).rstrip(b"=")


@contextmanager
def _thoughtless() -> Iterator[None]:
    """Log what was typed, and note it in a field that the other services hear of."""

    def noted(keys: Any, workshop_id: Any, person: Any, now: Any, **given: Any) -> Any:
        _log.info("sign-up", nik=person.nik)
        return make_wish(keys, workshop_id, person._replace(business_name=person.nik), now, **given)

    def whole(document: Registration) -> dict[str, Any]:
        return document.model_dump()

    with (
        patch("services.registration.web.pages.sign_up.make_wish", noted),
        patch("services.registration.domain.webhooks.told", whole),
        patch("shared.sheets.kept._sealed", lambda _keys, _whole: None),
    ):
        yield
