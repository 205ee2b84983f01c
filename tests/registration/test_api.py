"""The JSON API says and does what the pages do."""

from __future__ import annotations

import json
from typing import Any

from shared.events.registration import RegistrationState as State
from shared.events.scheduling import NikRule
from tests.support.registration import workshop
from tests.support.registration_site import FORM, Site, Visitor

API = "/api/v1/registration"


async def send(visitor: Visitor, key: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    headers = {"Idempotency-Key": key} if key else {}
    async with visitor.session.post(f"{API}/sign-ups", json=body, headers=headers) as response:
        return response.status, json.loads(await response.text())


async def test_sign_up_by_a_program_once_for_each_key(site: Site) -> None:
    belitung = workshop(1)
    await site.panitia.hears(belitung)
    body = {**FORM, "workshop": belitung.slug}
    async with site.visitor() as program:
        listed = json.loads((await program.get(f"{API}/workshops")).text)
        assert [one["slug"] for one in listed["workshops"]] == [belitung.slug]
        assert listed["workshops"][0]["free"] == 1

        status, first = await send(program, "satu", body)
        assert (status, first["state"], first["place_in_line"]) == (201, "confirmed", 0)
        status, again = await send(program, "satu", body)
        assert (status, again) == (201, first)
        status, _problem = await send(program, "satu", {**body, "full_name": "Orang lain"})
        assert status == 422
        status, second = await send(program, "dua", {**body, "full_name": "Orang lain"})
        assert (status, second["state"], second["place_in_line"]) == (201, "waitlisted", 1)

        own = json.loads((await program.get(f"{API}/registrations/{first['url'][-26:]}")).text)
        assert own == first
        one = json.loads((await program.get(f"{API}/workshops/{belitung.slug}")).text)
        assert (one["free"], one["waiting"], len(one["sessions"])) == (0, 1, 8)
    assert await site.panitia.states(belitung) == {State.CONFIRMED: 1, State.WAITLISTED: 1}


async def test_bad_requests_name_their_fields(site: Site) -> None:
    belitung = workshop(nik=NikRule.REQUIRED)
    await site.panitia.hears(belitung)
    async with site.visitor() as program:
        status, problem = await send(program, "x", {"workshop": belitung.slug, "phone": "1"})
        assert status == 422
        fields = {error["field"] for error in problem["errors"]}
        assert fields == {"full_name", "phone", "gender", "district_code", "consent"}
        status, problem = await send(program, "x", {**FORM, "workshop": belitung.slug})
        assert status == 422 and [error["field"] for error in problem["errors"]] == ["nik"]
        assert (await send(program, "x", {**FORM, "workshop": "tidak-ada"}))[0] == 404
        assert (await send(program, "", {**FORM, "workshop": belitung.slug}))[0] == 400
        assert (await program.get(f"{API}/registrations/{'0' * 26}")).status == 404
