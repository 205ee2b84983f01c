"""Something of every kind that a call can name: the Belitung story, and what it leaves out."""

from __future__ import annotations

import base64
import io
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pikepdf
from rich.console import Console

from services.demo import story
from services.demo.chapters.publish import BATOK, SHELL_TRAINERS
from services.demo.stage import HERE, SCHEDULING, Stage
from services.demo.visitor import Visitor
from services.registration.actions import groups
from services.registration.actions.office import By
from services.registration.domain.groups import Contact
from shared.clock import wall
from shared.db import Tx
from shared.settings import Settings
from tests.support.bodies import fitting
from tests.support.homes import home

Known = dict[tuple[str, ...], list[dict[str, str]]]  # names in a path → what they may be, together

# By service, what stands for the names in its paths; each statement answers columns of those names.
THINGS = {
    "scheduling": (
        "select id::text as workshop_id from workshop order by state = 'published' desc, id",
        "select id::text as office_id from office",
        "select id::text as programme_id from programme",
        "select id::text as trainer_id from trainer",
        "select id::text as venue_id from venue",
        "select id::text as request_id from request",
        "select id::text as suggestion_id from suggestion",
        "select id::text as timetable_id from timetable",
        "select id::text as batch_id from letter_batch",
        "select id::text as letter_id from letter order by state desc",
        "select id::text as import_id from sheet_import where outcome is null",
        "select s.workshop_id::text, s.id::text as session_id from session s order by s.starts_at desc",
        "select workshop_id::text, id::text as gap_id from left_out",
        "select workshop_id::text, trainer_id::text from invitation",
        "select i.workshop_id::text, p.id::text as proposal_id from proposal p"
        " join invitation i on i.id = p.invitation_id",
        *(
            f"select resource_id::text as {kind}_id, id::text as block_id from unavailable"
            f" where resource_kind = '{kind}'"
            for kind in ("trainer", "venue")
        ),
        "select workshop_id::text, min(starts_at)::date::text as day from session group by workshop_id",
        "select id::text as staff_id from account where password_hash is null",
        "select id::text as task_id from trainer_task",
        "select workshop_id::text, id::text as material_id from material",
        "select request_id::text, id::text as answer_id from request_answer",
        "select unnest(array['1', '2']) as number",
        "select unnest(array['trainer_invitation', 'participant_request']) as letter_type",
        "select unnest(array['invitation_letter', 'assignment_letter']) as paper_kind",
    ),
    "registration": (
        "select id::text as workshop_id from workshop_copy",
        "select slug from workshop_copy",
        "select id::text as registration_id from registration limit 20",
        "select id::text as task_id from contact_task limit 20",
        "select id::text as set_id from question_set",
        "select workshop_id::text as source_id from sign_up_form",
        "select id::text as request_id from data_request",
        "select id::text as centre_id from centre",
        "select id::text as group_id from sign_up_group where withdrawn_at is null",
        "select split_part(subject, '/', 2) as workshop_id, id::text as import_id from sheet_import"
        " where outcome is null",
        "select id::text as webhook_id from webhook",
        "select webhook_id::text, message_id::text from webhook_delivery limit 40",
        "select * from unnest(array['reminder', 'waitlisted'], array['id', 'en']) as _ (purpose, language)",
        "select workshop_id::text, rule ->> 'key' as key from seat, jsonb_array_elements(quotas) as rule",
    ),
    "attendance": (
        "select id::text as session_id from session",
        "select id::text as registration_id from registration_copy limit 20",
    ),
    "certificates": (
        "select id::text as workshop_id from workshop_copy",
        "select id::text from certificate",
        "select code from edition",
    ),
}


@asynccontextmanager
async def everything() -> AsyncIterator[Stage]:
    """The story on an installation of its own, with one of each thing more; its clock shows today."""
    with home() as folder:
        with socket.socket() as probe:  # the suite prints its own address, so it must know its port
            probe.bind(("127.0.0.1", 0))
            settings = Settings.load(home=folder, port=probe.getsockname()[1])
        async with story.performed(settings, Console(file=io.StringIO())) as stage:
            copies = await _planned(stage)
            await _invited(stage, copies)
            await _lettered(stage)
            await _asked_for(stage)
            await _asked_more(stage)
            await _connected(stage)
            await stage.settled()
            yield stage


async def _planned(stage: Stage) -> list[str]:
    """Timetables, days off, uploads, suggestions, and copies as drafts, whose ids are answered."""
    workshop = stage.workshops[BATOK]
    later = (wall().astimezone(HERE) + timedelta(days=40)).date()
    copies = []
    for number in range(4):
        copy = {
            "programme_id": stage.programme_id,
            "title": f"Salinan {number}",
            "first_day": str(later + timedelta(days=number // 2)),  # every second one finds them booked
        }
        made = await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/copy", copy)
        name = {"name": f"Susunan {number}"}
        await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/timetable", name)
        copies.append(made["id"])
    for kind, ids in (("trainer", stage.trainers), ("venue", stage.venues)):
        for id in ids.values():
            days = {
                "resource_kind": kind,
                "resource_id": id,
                "first_day": "2032-01-01",
                "last_day": "2032-01-02",
            }
            await stage.ask("POST", f"{SCHEDULING}/unavailable", days)
        for number in range(2):
            content = base64.b64encode(f"Nama\nOrang Baru {number}\n".encode()).decode()
            await stage.ask("POST", f"{SCHEDULING}/{kind}s/imports", {"content": content})
    added = [{"subject": "Berlatih bersama", "minutes": 90}]
    for number in range(3):  # which nothing needs
        await stage.ask("POST", f"{SCHEDULING}/trainers", {"name": f"Narasumber Baru {number}"})
        venue = {"name": f"Tempat Baru {number}", "district_code": "19.02.01", "capacity": 20}
        await stage.ask("POST", f"{SCHEDULING}/venues", venue)
        programme = {"title": f"Kegiatan Baru {number}", "year": 2030}
        await stage.ask("POST", f"{SCHEDULING}/programmes", programme)
    wish = {
        "classes": [{"id": made["id"], "added": added}],
        "first_day": str(later),
        "last_day": str(later + timedelta(days=7)),
        "seconds": 1,
    }
    for _number in range(2):
        await stage.ask("POST", f"{SCHEDULING}/suggestions", wish)
    return copies


async def _lettered(stage: Stage) -> None:
    """Letters as drafts and with numbers."""
    rule = {"template": "{urut}/UND/{tahun}"}
    await stage.ask("PUT", f"{SCHEDULING}/letter-numbering/invitation_letter", rule)
    workshop = stage.workshops[BATOK]
    for number in range(8):
        letters = {
            "kind": "trainer_invitation",
            "letter_date": str(wall().date()),
            "signed_at": "Tanjungpandan",
            "trainers": [stage.trainers[name] for name in SHELL_TRAINERS],
        }
        made = await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/letters", letters)
        if number > 5:
            await stage.ask("POST", f"{SCHEDULING}/letter-batches/{made['id']}/final", {})


async def _invited(stage: Stage, workshops: list[str]) -> None:
    """Trainers are asked; each wants another time for something and hands in what they teach from."""
    for id in workshops:
        await stage.ask("POST", f"{SCHEDULING}/workshops/{id}/invitations", {})
    tasks = await stage.ask("GET", f"{SCHEDULING}/trainer-tasks")
    own = sorted(
        set(re.findall(r"/narasumber/[0-9A-Z]{26}", " ".join(task["text"] for task in tasks["items"])))
    )
    async with Visitor(stage.suite.url) as trainer:
        for address in own:
            page = await trainer.open(address)
            links = [link for link, _words in page.links]
            for link in [link for link in links if "/usul/" in link][:3]:
                asked = await trainer.open(link)
                await trainer.send(
                    asked, link.rpartition("/")[2], starts="13.00", ends="14.30", words="Pagi tidak bisa"
                )
            for link in [link for link in links if "/materi/" in link]:
                shelf = await trainer.open(link)
                await trainer.upload(shelf, link.rpartition("/")[2], "material", "bahan.pdf", _sheet())


def _sheet() -> bytes:
    """An empty page."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


async def _asked_for(stage: Stage) -> None:
    """Requests for training, as villages send them, and people who were invited."""
    route = next(one for one in stage.suite.running["scheduling"].service.routes if one.name == "api_ask")
    office = await stage.suite.running["scheduling"].db.run(
        lambda tx: tx.fetchval("select organization_id::text from programme limit 1")
    )
    assert route.body is not None
    for number in range(12):  # some calls end them, and take several at once
        body = fitting(route.body) | {"office_id": office, "consent": "1", "body": f"Desa {number}"}
        await stage.ask("POST", f"{SCHEDULING}/requests", body)
    for number in range(3):
        person = {"name": f"Petugas {number}", "email": f"petugas{number}@contoh.example", "role": "viewer"}
        await stage.ask("POST", f"{SCHEDULING}/staff", person)
    asked = await stage.ask("GET", f"{SCHEDULING}/requests")
    answer = {"ids": [one["id"] for one in asked["items"][:2]], "shown": "declined", "words": "Tahun depan"}
    await stage.ask("POST", f"{SCHEDULING}/requests/answers", answer)


async def _asked_more(stage: Stage) -> None:
    """A question that nobody has to answer at every published workshop, and sets of them."""
    for workshop in [one for one in stage.workshops.values() if one.slug]:
        path = f"/api/v1/registration/workshops/{workshop.id}/questions"
        asked = [
            {"kind": "short", "label": "Produk yang dijual"},
            {"kind": "short", "label": "Ukuran baju", "moment": "check_in"},
        ]
        await stage.ask("PUT", path, {"questions": asked})
        for number in range(3):
            await stage.ask("POST", f"{path}/set", {"name": f"Susunan {number} {workshop.id}"})
    for workshop in [one for one in stage.workshops.values() if one.slug]:
        path = f"/api/v1/registration/workshops/{workshop.id}/quotas"
        rule = {"rule": "reserved", "number": 1, "of": "sex", "codes": ["P"]}
        await stage.ask("PUT", path, {"quotas": [rule]})
    choosing = [one for one in stage.workshops.values() if one.slug]
    for workshop in choosing:
        path = f"/api/v1/registration/workshops/{workshop.id}/selection/criteria"
        await stage.ask("PUT", path, {"criteria": [{"kind": "woman", "label": "Perempuan", "weight": 5}]})
        path = f"/api/v1/registration/workshops/{workshop.id}/imports"
        for number in range(3):
            content = base64.b64encode(f"Nama,L/P,Kecamatan\nOrang Baru {number},L,Badau\n".encode()).decode()
            await stage.ask("POST", path, {"content": content})
    for number in range(3):
        await stage.ask("POST", "/api/v1/registration/centres", {"name": f"Sentra {number}"})
    await _listed(stage)
    pages = [page for workshop in stage.workshops.values() for page in workshop.pages.values()]
    for own in pages[:12]:
        async with Visitor(stage.suite.url) as person:
            data = await person.open(f"{own}/data")
            await person.send(data, "/data", kind="correct", words="Nama saya kurang satu huruf")


# Who came to the story's workshops by themselves stands on a list as well: some lists have people.
_ON_A_LIST = """
update registration set group_id = g.id from (
    select id, workshop_id, row_number() over (partition by workshop_id order by id) as number
    from sign_up_group
) as g
where registration.workshop_id = g.workshop_id and g.number = 1
"""


async def _listed(stage: Stage) -> None:
    """Contact persons' links, made while the workshops were still to come."""
    running = stage.suite.running["registration"]
    async with running.db.read() as tx:
        there = await tx.fetch("select id, organization_id, starts_at from workshop_copy order by id")

    async def put(tx: Tx) -> None:
        for one in there:
            for number in range(6):
                contact = Contact(f"Penyuluh Contoh {number}", "6281299900777", role="adviser")
                code, now = groups.new_code(running.keys), one["starts_at"] - timedelta(days=1)
                by = By(f"Staff/{one['id']}", "Panitia Contoh", one["organization_id"])
                await groups.nominate(tx, now, by, code, one["id"], contact, 20, None)
        await tx.execute(_ON_A_LIST)

    await running.db.run(put)


async def _connected(stage: Stage) -> None:
    """Other systems, which are told what happens; their address is one that nobody is asked at."""
    for number in range(6):
        system = {
            "name": f"Sistem {number}",
            "url": "https://192.0.2.1/",
            "types": ["RegistrationConfirmed"],
        }
        made = await stage.ask("POST", "/api/v1/registration/webhooks", system)
        for _time in range(3):
            await stage.ask("POST", f"/api/v1/registration/webhooks/{made['webhook']['id']}/trial")


async def known_things(stage: Stage) -> dict[str, Known]:
    """By service, what may stand for the names in its paths."""
    found: dict[str, Known] = {}
    for service, statements in THINGS.items():
        known: Known = {}
        async with stage.suite.running[service].db.read() as tx:
            for statement in statements:
                rows = [dict(row) for row in await tx.fetch(statement)]
                if rows:
                    known[tuple(sorted(rows[0]))] = rows
        found[service] = known
    codes = [
        re.sub(r".*/pendaftaran/", "", page)
        for workshop in stage.workshops.values()
        for page in workshop.pages.values()
    ]
    found["registration"]["manage_code",] = [{"manage_code": code} for code in codes]
    running = stage.suite.running["registration"]
    async with running.db.read() as tx:
        sealed = await tx.fetch("select code_sealed from sign_up_group where withdrawn_at is null")
    opened = [running.keys.decrypt(row["code_sealed"], purpose="group_code") for row in sealed]
    found["registration"]["code",] = [{"code": code} for code in opened]
    return found
