"""The promise of offices: nobody sees or changes another office's anything, nor what their role may not.

The Belitung story is played, so that its office has one of everything in all four services. Its admin
opens every page the desk leads to; each address and each form found there, and every call of the JSON
API for the same things, is then tried by every role of another office, by each role of the same office
that may not, and by nobody. The control takes the office from what is asked for instead of from who
asks, and lets every role in: that is how it is done without thinking.
"""

from __future__ import annotations

import io
import re
import socket
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit
from uuid import UUID

from rich.console import Console

from services.demo import people, story
from services.demo.chapters.office import ADMIN, TRAINERS, VENUES
from services.demo.stage import REGISTRATION, Stage
from services.demo.visitor import Form, PageError, Visitor
from services.scheduling.actions import first_admin_token
from services.suite import Suite
from shared.events.scheduling import Role
from shared.settings import Settings
from shared.web import access, session
from shared.web.context import SignedIn
from shared.web.routes import Kind
from shared.web.session import StaffMember
from tests.prove.office_addresses import Address, calls, crawl
from tests.prove.proof import Proof, Size
from tests.support.bodies import fitting
from tests.support.homes import home

PAGES = {"ci": 120, "long": 2000}  # opened at most while looking for addresses
PASSWORD = "gula aren manis sekali"
VIOLATIONS = ("leaked", "opened", "changed", "let in")
OTHER_SYSTEM = "Sistem data IKM (CONTOH)"
# What only this office knows: whoever reads one of these has seen something of it.
SECRETS = tuple(
    [person.name for person in people.COCONUT_SHELL]
    + [str(one["name"]) for one in (*TRAINERS, *VENUES)]
    + ["Kerajinan Batok Kelapa", "Kemasan Produk", ADMIN, OTHER_SYSTEM]
)
_REFUSED = 400  # and above; what a refusal says is read for secrets all the same


async def prove(size: Size, seed: int) -> Proof:
    """The matrix of route × role × office over the whole product. The seed changes nothing."""
    ours: Counter[str] = Counter(dict.fromkeys(VIOLATIONS, 0))
    control: Counter[str] = Counter(dict.fromkeys(VIOLATIONS, 0))
    tried: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(_played())
        found = await crawl(stage, PAGES[size])
        addresses = [*found.addresses.values(), *calls(found)]
        strangers = await stack.enter_async_context(_members(stage, other_office=True))
        colleagues = await stack.enter_async_context(_members(stage, other_office=False))
        nobody = await stack.enter_async_context(Visitor(stage.suite.url))
        for address in addresses:
            for visitor in strangers.values():
                tried["of another office"] += 1
                ours.update(await _as_stranger(visitor, address))
            for role, visitor in colleagues.items():
                if not address.route.access.allows(role):
                    tried["of a role that may not"] += 1
                    ours.update(await _as_colleague(visitor, address))
            tried["of nobody"] += 1
            ours.update(await _as_nobody(nobody, address))
        ours["changed"] += await _acts_of_others(stage.suite)
        with _thoughtless(await _office_id(stage.suite)):
            for address in addresses:
                if address.method == "GET":
                    control.update(await _as_stranger(strangers[Role.VIEWER], address))
    routes = {address.route.path for address in addresses}
    counts = {"pages opened": found.opened, "addresses": len(addresses), "routes": len(routes), **tried}
    return Proof("offices", counts, dict(ours), "the office taken from what is asked for", dict(control))


# What there is


@asynccontextmanager
async def _played() -> AsyncIterator[Stage]:
    with home() as folder:
        with socket.socket() as probe:  # the suite prints its own address, so it must know its port
            probe.bind(("127.0.0.1", 0))
            settings = Settings.load(home=Path(folder), port=probe.getsockname()[1])
        async with story.performed(settings, Console(file=io.StringIO())) as stage:
            await _connected(stage)
            await stage.settled()
            yield stage


async def _connected(stage: Stage) -> None:
    """Another system of the office, with a delivery; nobody is asked at its address."""
    system = {"name": OTHER_SYSTEM, "url": "https://192.0.2.1/", "types": ["RegistrationConfirmed"]}
    made = await stage.ask("POST", f"{REGISTRATION}/webhooks", system)
    await stage.ask("POST", f"{REGISTRATION}/webhooks/{made['webhook']['id']}/trial")


# Who asks


@asynccontextmanager
async def _members(stage: Stage, *, other_office: bool) -> AsyncIterator[dict[Role, Visitor]]:
    """One person of each role, signed in; of an office of their own or of the story's."""
    url = stage.suite.url
    admin = Visitor(url)
    visitors = {Role.ADMIN: admin}
    try:
        if other_office:
            await _found_office(stage, admin)
        else:
            page = await admin.open("/masuk")
            await admin.send(page, "/masuk", email=ADMIN, password=people.PASSWORD)
        for role in [role for role in Role if role is not Role.ADMIN]:
            visitors[role] = Visitor(url)
            await _invited(admin, visitors[role], role, other_office=other_office)
        yield visitors
    finally:
        for visitor in visitors.values():
            await visitor.__aexit__(None, None, None)


async def _found_office(stage: Stage, admin: Visitor) -> None:
    scheduling = stage.suite.running["scheduling"]
    token = await scheduling.db.run(first_admin_token, scheduling.clock.now(), another=True)
    page = await admin.open(f"/masuk/{token}")
    await admin.send(
        page,
        f"/masuk/{token}",
        office_name="Dinas Perindustrian Kabupaten Lain (CONTOH)",
        short_name="Disperin Lain",
        town="Manggar",
        province_code="19",
        zone="Asia/Jakarta",
        name="Charlie Prasetyo",
        email="charlie@contoh.example",
        password=PASSWORD,
        example="1",
    )


async def _invited(admin: Visitor, visitor: Visitor, role: Role, *, other_office: bool) -> None:
    email = f"{role.value}{'-lain' if other_office else ''}@contoh.example"
    page = await admin.open("/kelola/pengguna")
    page = await admin.send(
        page, "/kelola/pengguna", name=f"Petugas {role.value}", email=email, role=role.value, way="print"
    )
    link = re.search(r"/masuk/([0-9A-Z]{26})", page.text)
    if link is None:
        raise PageError(f"no invitation for {email}: {page.text[:400]}")
    page = await visitor.open(link[0])
    await visitor.send(page, link[0], password=PASSWORD)


# What they get


async def _as_stranger(visitor: Visitor, address: Address) -> Counter[str]:
    """Somebody of another office: nothing named is found, and no page says anything of this office."""
    status, body = await _asked(visitor, address)
    found: Counter[str] = Counter()
    found["leaked"] += any(secret in body for secret in SECRETS)
    found["opened"] += address.names_something and status < _REFUSED
    return found


async def _as_colleague(visitor: Visitor, address: Address) -> Counter[str]:
    status, _body = await _asked(visitor, address)
    return Counter({"let in": int(status != 403)})


async def _as_nobody(visitor: Visitor, address: Address) -> Counter[str]:
    """Pages lead to the door; forms and calls are refused."""
    status, body = await _asked(visitor, address)
    led = address.route.kind is Kind.PAGE and 'name="password"' in body
    return Counter(
        {"let in": int(status != 401 and not led), "leaked": int(any(secret in body for secret in SECRETS))}
    )


async def _asked(visitor: Visitor, address: Address) -> tuple[int, str]:
    if address.route.kind is Kind.API:
        body = fitting(address.route.body) if address.route.body else None
        status, answer = await visitor.call(address.method, address.path, body)
        return status, str(answer)
    if address.method == "GET":
        page = await visitor.open(address.path)
        return page.status, page.body.decode(errors="replace")
    page = await visitor.open("/masuk")  # where everybody finds a token
    token = page.form("/masuk").fields["form_token"]
    form = Form("post", address.path, {**dict(address.fields), "form_token": token})
    page = await visitor.send(replace(page, forms=[form]), urlsplit(address.path).path)
    return page.status, page.body.decode(errors="replace")


async def _acts_of_others(suite: Suite) -> int:
    """What the audit trails of the story's office hold of people who may not, in all services."""
    count = 0
    for running in suite.running.values():
        async with running.db.read() as tx:
            count += int(await tx.fetchval(ACTS_OF_OTHERS, people.OFFICE))
    return count


ACTS_OF_OTHERS = """
select count(*)
from audit a
join staff s on a.who = 'Staff/' || s.id
where a.organization_id in (select id from organization where document ->> 'name' = $1)
  and s.document ->> 'name' like 'Petugas %' and a.what <> 'invitation taken up'
"""


async def _office_id(suite: Suite) -> UUID:
    async with suite.running["scheduling"].db.read() as tx:
        found: UUID = await tx.fetchval("select id from office where name = $1", people.OFFICE)
    return found


# The control


@contextmanager
def _thoughtless(office_id: UUID) -> Iterator[None]:
    """The office of who asks is that of what is asked for, and every role may everything."""
    judged = session.judged

    def of_the_thing(claimed: SignedIn, member: StaffMember | None) -> SignedIn | None:
        found = judged(claimed, member)
        return replace(found, organization_id=office_id) if found else None

    with (
        patch.object(session, "judged", of_the_thing),
        patch.object(access.Access, "allows", lambda self, role: True),
    ):
        yield
