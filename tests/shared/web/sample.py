"""A small service that uses every part of the web layer once: what the tests ask and the pictures show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from aiohttp import web
from pydantic import AfterValidator, BaseModel, Field

from shared import staff
from shared.db import Unavailable
from shared.i18n import N_
from shared.indonesia import check_nik, districts_of
from shared.service import Service
from shared.web import (
    NotFound,
    answer,
    flash,
    form_key,
    idempotency_key,
    read_form,
    read_json,
    read_query,
    redirect,
    render,
    running,
    staff_of,
    upload,
)
from shared.web.access import ADMIN, ORGANIZER, STAFF, VIEWER
from shared.web.answers import signed_in_answer
from shared.web.limit import limited
from shared.web.qr import qr_svg
from shared.web.queries import Listed
from shared.web.routes import Key, api, page, post

TEMPLATES = Path(__file__).parent / "sample_templates"
MOST_UPLOAD = 100_000
STEP = UUID("01900000-0000-7000-8000-000000000001")


@dataclass
class Seen:
    """What reached a handler, so a test can say that nothing did."""

    keys: list[str] = field(default_factory=list)
    rendered: int = 0


SEEN = Seen()


def _nik(text: str) -> str:
    problem = check_nik(text).problem
    if problem:
        raise ValueError(problem)
    return text


class SignUp(BaseModel):
    full_name: str = Field(title=N_("Nama lengkap"), min_length=2, max_length=120)
    phone: str = Field(title=N_("Nomor HP"), max_length=20)
    gender: Literal["L", "P"] = Field(title=N_("Jenis kelamin"))
    district_code: str = Field(title=N_("Kecamatan"))
    nik: Annotated[str, AfterValidator(_nik)] = Field("", title=N_("NIK"))
    workers: int = Field(0, title=N_("Jumlah pekerja"), ge=0, le=500)
    days: list[str] = Field(default_factory=list, title=N_("Hari"))
    consent: Literal["1"] = Field(title=N_("Persetujuan"))


class Thing(BaseModel):
    name: str = Field(title="name", min_length=1)
    count: int = Field(title="count", ge=0)


async def offers(request: web.Request) -> web.Response:
    SEEN.rendered += 1
    return render(request, "offers.html", number=SEEN.rendered if "nomor" in request.query else 0)


async def nothing(request: web.Request) -> web.Response:
    return render(request, "nothing.html")


async def workshop(request: web.Request) -> web.Response:
    if request.match_info["slug"] != "batok":
        raise NotFound
    return render(request, "workshop.html")


async def form(request: web.Request) -> web.Response:
    return render(request, "form.html", values={}, problems={}, regions=_regions())


async def sign_up(request: web.Request) -> web.Response:
    values, problems = await read_form(request, SignUp)
    if problems:
        return render(request, "form.html", status=422, values=values, problems=problems, regions=_regions())
    SEEN.keys.append(form_key(request))
    response = redirect(request, "card", code="K7M49QXT")
    flash(response, f"{values.model.full_name} sudah terdaftar")
    return response


def _regions() -> list[tuple[str, list[tuple[str, str]]]]:
    return [(regency, [(one.code, one.name) for one in found]) for regency, found in districts_of("19")]


async def card(request: web.Request) -> web.Response:
    svg = qr_svg("HTTP://LOCALHOST:8000/HADIR/KARTU/0123456789ABCDEFGHJKMNPQRS.0123456789ABCDEF")
    return render(request, "card.html", svg=svg)


async def verdicts(request: web.Request) -> web.Response:
    return render(request, "verdicts.html")


async def desk(request: web.Request) -> web.Response:
    return render(request, "desk.html")


async def summary(request: web.Request) -> web.Response:
    return render(request, "summary.html")


async def people(request: web.Request) -> web.Response:
    count = int(request.query.get("orang", "15"))
    return render(request, "people.html", people=PEOPLE[:count], workshop_id=STEP)


async def close(request: web.Request) -> web.Response:
    SEEN.keys.append(form_key(request))
    return redirect(request, "people", workshop_id=STEP)


async def admin_only(request: web.Request) -> web.Response:
    return answer({"staff": str(staff_of(request).staff_id)})


async def take_file(request: web.Request) -> web.Response:
    file = upload(request, "berkas")
    return answer({"bytes": len(file.data) if file else 0, "name": file.name if file else ""})


async def make_thing(request: web.Request) -> web.Response:
    thing = await read_json(request, Thing)
    return answer({"name": thing.name, "key": idempotency_key(request)})


async def find(request: web.Request) -> web.Response:
    asked = read_query(request, Listed)
    return answer({"search": asked.search, "skip": asked.skip})


async def guess(request: web.Request) -> web.Response:
    limited(request, "guess", "3/minute")
    return answer({"ok": True})


async def breaks(request: web.Request) -> web.Response:
    raise RuntimeError("a secret: postgres password")


async def away(request: web.Request) -> web.Response:
    raise Unavailable("the database is away")


async def sign_in_page(request: web.Request) -> web.Response:
    return render(
        request, "sign_in.html", values={}, problems={}, next=request.query.get("next", "/kelola"), held=""
    )


class SignIn(BaseModel):
    email: str = Field(title=N_("Email"))
    password: str = Field(title=N_("Kata sandi"))
    next: str = "/kelola"
    held: str = ""


async def sign_in(request: web.Request) -> web.Response:
    values, problems = await read_form(request, SignIn)
    if problems:
        kept = {"next": values.get("next", "/kelola"), "held": values.get("held", "")}
        return render(request, "sign_in.html", status=422, values=values, problems=problems, **kept)
    async with running(request).db.read() as tx:
        member = await staff.find(tx, UUID(values.model.password))
    assert member is not None
    return signed_in_answer(request, member, next=values.model.next, held=values.model.held)


ROUTES = (
    page("/", offers, "offers", kept=True),
    page("/kosong", nothing, "nothing"),
    page("/bimtek/{slug}", workshop, "workshop"),
    page("/bimtek/{slug}/daftar", form, "form"),
    post("/bimtek/{slug}/daftar", sign_up, "sign_up", reads_form=True),
    page("/pendaftaran/{code}", card, "card", capability=True),
    page("/hasil", verdicts, "verdicts"),
    page("/masuk", sign_in_page, "sign_in_page"),
    post("/masuk", sign_in, "sign_in", reads_form=True),
    page("/kelola", desk, "desk", access=STAFF),
    page("/kelola/peserta/ringkas", summary, "summary", access=VIEWER),
    page("/kelola/peserta/{workshop_id}", people, "people", access=VIEWER),
    post("/kelola/peserta/{workshop_id}/tutup", close, "close", access=ORGANIZER),
    page("/kelola/pengguna", admin_only, "admin_only", access=ADMIN),
    page("/kelola/kehadiran/pos/{id}", people, "phone_page", access=STAFF, camera=True),
    post("/unggah", take_file, "take_file", files=MOST_UPLOAD),
    api(
        "POST",
        "/api/v1/sample/things",
        make_thing,
        "make_thing",
        body=Thing,
        answer=Thing,
        key=Key.MUST,
        summary="Make one",
    ),
    api("GET", "/api/v1/sample/found", find, "found", summary="Look for some", query=Listed),
    api("GET", "/api/v1/sample/guess/{code}", guess, "guess", summary="Guess", answer=Thing, limited=True),
    api("GET", "/api/v1/sample/breaks", breaks, "api_breaks", summary="Breaks"),
    api("GET", "/api/v1/sample/mine", admin_only, "mine", access=ADMIN, summary="For admins"),
    page("/rusak", breaks, "breaks"),
    page("/sibuk", away, "away"),
    post("/sibuk", away, "away", reads_form=True),
)

SERVICE = Service(name="scheduling", prefixes=("/",), routes=ROUTES, handlers={}, republish={})


@dataclass(frozen=True)
class Person:
    name: str
    business: str
    place: str
    phone: str
    state: str
    word: str
    jp: int


_NAMES = (
    *("Nur Hayati", "Ahmad Fauzi", "Siti Maryam binti Abdul Rahman", "Hendra"),
    *("Yohanes Kurniawan Saputra, S.E.", "Rohana", "M. Ridwan", "Fitriani Ayu Lestari", "Bujang"),
    *("Desi Ratnasari", "Zainal Abidin", "Sulastri", "Eko Prasetyo", "Maimunah", "Taufik Hidayat"),
)
_STATES = (
    ("ok", "Terdaftar"),
    ("wait", "Daftar tunggu, urutan ke-3"),
    ("awas", "Perlu dihubungi"),
    ("netral", "Anda membatalkan"),
)
PEOPLE = [
    Person(
        name,
        f"Kerajinan Batok {name.split()[0]}",
        "Tanjungpandan, Kabupaten Belitung" if at % 2 else "Membalong, Kabupaten Belitung",
        f"0812-3456-{7000 + at}",
        *(_STATES[0] if at % 4 else _STATES[at // 4 % 4]),
        32 - at,
    )
    for at, name in enumerate(_NAMES)
]
NOW = datetime(2017, 4, 25, 1, 0, tzinfo=UTC)
