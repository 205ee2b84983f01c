"""The route table, its addresses and the description made from it."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web

from shared.web import navigation, openapi
from shared.web.routes import by_name, page
from tests.shared.web import sample


async def handler(request: web.Request) -> web.Response:
    return web.Response()


def test_an_address_takes_its_placeholders_and_makes_the_rest_a_query() -> None:
    route = page("/static/{hash}/{name:.+}", handler, "file")
    assert route.url(hash="a", name="js/x.js") == "/static/a/js%2Fx.js"
    assert page("/k/{id}", handler, "k").url(id="a b", q="x&y", none=None) == "/k/a%20b?q=x%26y"
    assert page(r"/{code:[0-9A-Z]{26}}.pdf", handler, "c").url(code="X") == "/X.pdf"
    with pytest.raises(KeyError):
        page("/k/{id}", handler, "k").url()


def test_two_routes_may_not_share_a_name() -> None:
    with pytest.raises(ValueError, match="two routes"):
        by_name([page("/a", handler, "same"), page("/b", handler, "same")])


async def test_the_description_says_every_answer(client: aiohttp.ClientSession) -> None:
    async with client.get("/api/v1/scheduling/openapi.json") as response:
        document = await response.json()
    assert document["openapi"].startswith("3.1")
    operation = document["paths"]["/api/v1/sample/things"]["post"]
    assert {"200", "400", "404", "409", "415", "422", "503"} <= operation["responses"].keys()
    assert not {"401", "429"} & operation["responses"].keys()  # anybody may, as often as they like
    assert "application/problem+json" in operation["responses"]["422"]["content"]
    assert document["components"]["schemas"]["Thing"]["properties"]["count"]["minimum"] == 0
    guess = document["paths"]["/api/v1/sample/guess/{code}"]["get"]
    assert guess["parameters"][0]["name"] == "code"
    assert "429" in guess["responses"] and "409" not in guess["responses"]
    mine = document["paths"]["/api/v1/sample/mine"]["get"]
    assert {"401", "403"} <= mine["responses"].keys() and mine["security"] == [{"staff": []}]
    (key,) = operation["parameters"]
    assert (key["name"], key["in"], key["required"]) == ("Idempotency-Key", "header", True)
    search, page = document["paths"]["/api/v1/sample/found"]["get"]["parameters"]
    assert (search["name"], search["in"], page["schema"]["minimum"]) == ("cari", "query", 1)
    assert not any(path.startswith(("/kelola", "/bimtek")) for path in document["paths"])


def test_the_description_is_the_same_every_time() -> None:
    assert openapi.document("x", sample.ROUTES) == openapi.document("x", sample.ROUTES)


def test_the_desk_knows_where_it_is() -> None:
    assert navigation.current("/kelola") == "/kelola"
    assert navigation.current("/kelola/peserta/1/x") == "/kelola/peserta"
    assert navigation.current("/kelola/lain") == "/kelola"
    assert navigation.current("/") == ""
