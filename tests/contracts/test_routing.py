"""Which service answers which address: the longest prefix, whatever else is registered."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from services.suite import EXACT, SERVICES, Owners, joined

PREFIXES = {
    "registration": ("/", "/bimtek", "/pendaftaran", "/kelola/peserta"),
    "scheduling": ("/kelola", "/kelola/jadwal", "/kalender", "/kalender.ics"),
    "attendance": ("/hadir", "/kelola/kehadiran"),
}


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/", "registration"),
        ("/bimtek", "registration"),
        ("/bimtek/batok-kelapa/daftar", "registration"),
        ("/bimteks", "registration"),  # nobody's: the start page's service says what is not found
        ("/kelola", "scheduling"),
        ("/kelola/", "scheduling"),
        ("/kelola/jadwal/1", "scheduling"),
        ("/kelola/kehadiran/1", "attendance"),
        ("/kelola/kehadiran-lain", "registration"),
        ("/kelola/apa-saja", "registration"),
        ("/kalender.ics", "scheduling"),
        ("/hadir/kartu/X", "attendance"),
        ("/HADIR/KARTU/X", "registration"),
        ("/healthz/attendance", "attendance"),
        ("/api/v1/scheduling/openapi.json", "scheduling"),
        ("/api/v1/reporting", "registration"),
        ("//hadir", "registration"),
    ],
)
def test_the_longest_prefix_decides(path: str, owner: str) -> None:
    assert Owners(PREFIXES).of(path) == owner


def test_two_services_cannot_claim_the_same_prefix() -> None:
    with pytest.raises(ValueError, match="registration and attendance both claim /hadir"):
        Owners({"registration": ("/", "/hadir"), "attendance": ("/hadir/",)})


def application(name: str, *paths: str) -> web.Application:
    async def say(request: web.Request) -> web.Response:
        return web.Response(text=name)

    app = web.Application()
    for path in paths:
        app.router.add_get(path, say)
    return app


async def test_requests_reach_their_service_and_no_other() -> None:
    apps = {
        "registration": application("registration", "/", "/kelola/peserta", "/{anything:.*}"),
        "scheduling": application("scheduling", "/kelola", "/hadir/1"),
        "attendance": application("attendance", "/hadir/{code}"),
    }
    async with TestClient(TestServer(joined(apps, PREFIXES))) as client:
        for path, expected in {
            "/": "registration",
            "/kelola": "scheduling",
            "/kelola/peserta": "registration",
            "/hadir/1": "attendance",  # although scheduling registered it too
            "/lain": "registration",
        }.items():
            async with client.get(path) as answer:
                assert (answer.status, await answer.text()) == (200, expected), path
        async with client.post("/hadir/1") as answer:
            assert answer.status == 405


def test_every_route_lies_under_a_prefix_of_its_own_service() -> None:
    owners = Owners({service.name: service.prefixes for service in SERVICES})
    for service in SERVICES:
        for route in service.routes:
            address = route.path.replace("{", "").replace("}", "")
            assert owners.of(address) == service.name, f"{route.path} would never reach {service.name}"


def test_every_prefix_is_used() -> None:
    for service in SERVICES:
        for prefix in service.prefixes:
            bare = prefix.rstrip("/") or "/"
            used = [
                route
                for route in service.routes
                if route.path == bare or (bare not in EXACT and route.path.startswith(bare))
            ]
            assert used, f"{service.name} claims {prefix} and has no route there"
