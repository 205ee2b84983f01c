"""Who is signed in: a signed cookie, checked on every request against the stored member of staff.

The cookie holds what was true when it was made. The stored row (`shared.staff`, filled by StaffChanged)
decides where its version is at least the cookie's; until the event has arrived the signed claims do.
Idle for 30 minutes or 12 hours after signing in it ends. All times here are wall time.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from aiohttp import web
from itsdangerous import BadData, URLSafeTimedSerializer

from shared import staff
from shared.clock import wall
from shared.events.scheduling import Role
from shared.web import signing
from shared.web.context import ORGANIZATION, STAFF, SignedIn, is_api, running
from shared.web.tokens import is_secure

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
WARNING = timedelta(minutes=2)  # before the idle end, shown by session.js
_SEEN_EVERY = timedelta(seconds=60)  # the cookie is made anew at most this often


class StaffMember(Protocol):
    """What a session needs to know; `shared.events.scheduling.Staff` fits."""

    @property
    def id(self) -> UUID: ...
    @property
    def organization_id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def version(self) -> int: ...
    @property
    def disabled(self) -> bool: ...
    @property
    def signed_out_before(self) -> datetime | None: ...


def cookie_name(request: web.Request) -> str:
    """`__Host-bimtek` on https. Plain http knows no such cookie, and there two installations on one
    machine share a host, so the port keeps them apart."""
    if is_secure(request):
        return "__Host-bimtek"
    return f"bimtek-{urlsplit(running(request).settings.public_url).port or running(request).settings.port}"


def _serializer(request: web.Request) -> URLSafeTimedSerializer:
    return signing.serializer(running(request).keys.cookie, "session")


def sign_in(request: web.Request, response: web.StreamResponse, member: StaffMember) -> SignedIn:
    """Start a new session for this person, replacing any old one, and return it."""
    now = wall()
    signed_in = SignedIn(
        member.id, member.organization_id, Role(member.role), member.name, member.version, now, now + IDLE
    )
    _write(request, response, signed_in, now)
    return signed_in


def sign_out(request: web.Request, response: web.StreamResponse) -> None:
    """End the session in this browser. Ending it everywhere is `signed_out_before` of the Staff row."""
    response.del_cookie(
        cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="Lax"
    )
    request.pop(STAFF, None)


def _write(request: web.Request, response: web.StreamResponse, signed_in: SignedIn, seen: datetime) -> None:
    claims = {
        "staff": str(signed_in.staff_id),
        "organization": str(signed_in.organization_id),
        "role": signed_in.role.value,
        "name": signed_in.name,
        "version": signed_in.version,
        "issued": signed_in.issued_at.timestamp(),
        "seen": seen.timestamp(),
    }
    response.set_cookie(
        cookie_name(request),
        _serializer(request).dumps(claims),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="Lax",
    )


def _read(request: web.Request) -> tuple[SignedIn, datetime] | None:
    """The cookie's claims and when it was last seen; None if there is none, or forged, or over."""
    sealed = request.cookies.get(cookie_name(request))
    if not sealed:
        return None
    try:
        claims = _serializer(request).loads(sealed)
        issued = datetime.fromtimestamp(claims["issued"], UTC)
        seen = datetime.fromtimestamp(claims["seen"], UTC)
        signed_in = SignedIn(
            UUID(claims["staff"]),
            UUID(claims["organization"]),
            Role(claims["role"]),
            claims["name"],
            claims["version"],
            issued,
            min(seen + IDLE, issued + ABSOLUTE),
        )
    except (BadData, KeyError, TypeError, ValueError):
        return None
    return (signed_in, seen) if wall() < signed_in.expires_at else None


async def load(request: web.Request) -> bool:
    """Put the person and the office on the request. True when the cookie should be made anew."""
    read = _read(request)
    if read is None:
        return False
    claimed, seen = read
    async with running(request).db.read() as tx:
        member = await staff.find(tx, claimed.staff_id)
        signed_in = judged(claimed, member)
        if signed_in is None:
            return False
        # Only pages show the office; its document carries the emblem, too much to read for a phone's mark.
        organization = None if is_api(request) else await staff.organization(tx, signed_in.organization_id)
    request[STAFF] = signed_in
    if organization is not None:
        request[ORGANIZATION] = organization
    return wall() - seen >= _SEEN_EVERY


def judged(claimed: SignedIn, member: StaffMember | None) -> SignedIn | None:
    """The person as they may act now; None if the stored row refuses this session."""
    if member is None:
        return claimed
    if member.signed_out_before is not None and claimed.issued_at < member.signed_out_before:
        return None
    if member.version < claimed.version:
        return claimed
    if member.disabled:
        return None
    return SignedIn(
        member.id,
        member.organization_id,
        Role(member.role),
        member.name,
        member.version,
        claimed.issued_at,
        claimed.expires_at,
    )


def renew(request: web.Request, response: web.StreamResponse) -> None:
    """Note that the person is still at work: the idle time starts again."""
    if STAFF in request and not response.prepared:
        _write(request, response, request[STAFF], wall())
