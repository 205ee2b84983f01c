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
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from rich.console import Console

from services.demo import people, story
from services.demo.chapters.office import ADMIN, TRAINERS, VENUES
from services.demo.stage import Stage
from services.demo.visitor import Form, Page, PageError, Visitor
from services.scheduling.actions import first_admin_token
from services.suite import SERVICES, Suite
from shared.events.scheduling import Role
from shared.settings import Settings
from shared.web import access, session
from shared.web.context import SignedIn
from shared.web.routes import PLACEHOLDER, Kind, Route
from shared.web.session import StaffMember
from tests.prove.proof import Proof, Size
from tests.support.bodies import fitting
from tests.support.homes import home

PAGES = {"ci": 120, "long": 2000}  # opened at most while looking for addresses
PASSWORD = "gula aren manis sekali"
VIOLATIONS = ("leaked", "opened", "changed", "let in")
# What only this office knows: whoever reads one of these has seen something of it.
SECRETS = tuple(
    [person.name for person in people.COCONUT_SHELL]
    + [str(one["name"]) for one in (*TRAINERS, *VENUES)]
    + ["Kerajinan Batok Kelapa", "Kemasan Produk", ADMIN]
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_REFUSED = 400  # and above; what a refusal says is read for secrets all the same
_NEVER = ("/keluar", "/kelola/pengguna/saya")  # everybody's own


@dataclass(frozen=True)
class Address:
    """One thing that can be asked of the site: by whom it may be is in its route."""

    method: str
    path: str
    route: Route
    fields: tuple[tuple[str, str], ...] = ()  # of the form it was found in

    @property
    def names_something(self) -> bool:
        """Whether it names a thing of the office, so that another office must not find it."""
        return bool(_ID.search(self.path))


@dataclass
class Found:
    """What the admin of the story's office could reach."""

    addresses: dict[tuple[str, str], Address] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # by placeholder
    opened: int = 0


async def prove(size: Size, seed: int) -> Proof:
    """The matrix of route × role × office over the whole product. The seed changes nothing."""
    ours: Counter[str] = Counter(dict.fromkeys(VIOLATIONS, 0))
    control: Counter[str] = Counter(dict.fromkeys(VIOLATIONS, 0))
    tried: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        stage = await stack.enter_async_context(_played())
        found = await _crawl(stage, PAGES[size])
        addresses = [*found.addresses.values(), *_calls(found)]
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
            await stage.settled()
            yield stage


async def _crawl(stage: Stage, most: int) -> Found:
    """Every address and form the desk leads to, breadth first, one page for each route and then more."""
    found = Found()
    queue, seen = ["/kelola"], {"/kelola"}
    opened: Counter[str] = Counter()
    while queue and found.opened < most:
        # Routes opened least often first: a list of forty people is one route.
        queue.sort(key=lambda path: opened[_name(path)])
        path = queue.pop(0)
        opened[_name(path)] += 1
        page = await stage.office.open(path)
        found.opened += 1
        for link in _links(page, stage.suite.url):
            _keep(found, "GET", link, ())
            if link not in seen and opened[_name(link)] < 3:
                seen.add(link)
                queue.append(link)
        for form in page.forms:
            action = _local(urljoin(page.url, form.action or page.url), stage.suite.url)
            if action:
                _keep(found, form.method.upper(), action, tuple(form.fields.items()))
    return found


def _links(page: Page, base: str) -> Iterator[str]:
    for href, _words in page.links:
        path = _local(urljoin(page.url, href), base)
        if path and not path.endswith((".xlsx", ".csv", ".pdf", ".zip", ".png")):
            yield path
    for fragment in re.findall(rb'data-fragment="([^"]+)"', page.body):
        yield fragment.decode()


def _local(url: str, base: str) -> str:
    parts = urlsplit(url)
    if not url.startswith(base) or not parts.path.startswith("/kelola") or parts.path.startswith(_NEVER):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _keep(found: Found, method: str, path: str, fields: tuple[tuple[str, str], ...]) -> None:
    match = _matched(method, urlsplit(path).path)
    if match is None:
        return
    route, values = match
    for name, value in values.items():
        found.values[name].add(value)
    key = (method, route.path if not _ID.search(path) else urlsplit(path).path)
    found.addresses.setdefault(key, Address(method, path, route, fields))


def _calls(found: Found) -> Iterator[Address]:
    """Every call of the JSON API, for one of each thing that was found."""
    for service in SERVICES:
        for route in service.routes:
            if route.kind is Kind.API and not route.access.is_public:
                names = PLACEHOLDER.findall(route.path)
                if all(found.values.get(name) for name in names):
                    values = {name: min(found.values[name]) for name in names}
                    yield Address(route.method, route.url(**values), route)


_ROUTES = [route for service in SERVICES for route in service.routes if not route.access.is_public]
_PATTERNS = [
    (route, re.compile(PLACEHOLDER.sub(lambda match: f"(?P<{match[1]}>[^/]+)", route.path)))
    for route in _ROUTES
]


def _matched(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    for route, pattern in _PATTERNS:
        match = pattern.fullmatch(path)
        if match and route.method == method:
            return route, match.groupdict()
    return None


def _name(path: str) -> str:
    match = _matched("GET", urlsplit(path).path)
    return match[0].name if match else path


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
