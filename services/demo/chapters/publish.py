"""Two workshops are planned beside each other; a trainer cannot be in both."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from services.demo.stage import HERE, SCHEDULING, Stage, Workshop, at
from services.demo.visitor import Visitor

BATOK = "Bimtek Kerajinan Batok Kelapa"
AREN = "Bimtek Pembuatan Gula Aren"
FIRST_DAY = date(2017, 4, 25)
SHELL_TRAINERS = ("Sutrisno Wibowo", "Endang Purwanti, S.Sn.")
SUBJECTS = (
    "Kebijakan pembinaan industri kecil",
    "Mengenal batok kelapa: memilih, membersihkan, menyimpan",
    "Alat, keselamatan kerja, dan perawatannya",
    "Memotong dan menghaluskan batok",
    "Desain yang laku di toko suvenir",
    "Praktik sendok, centong, dan mangkuk",
    "Praktik kancing, gelang, dan anting",
    "Praktik lampu hias dan kotak perhiasan",
    "Merakit dan mengunci sambungan",
    "Pewarnaan dan finishing aman pangan",
    "Menghitung harga pokok dan harga jual",
    "Kemasan, merek, dan foto produk",
    "Menjual lewat toko daring dan pameran",
    "Evaluasi hasil karya",
)


async def play(stage: Stage) -> None:
    """Both are published; the double booking is refused with the next free time."""
    stage.clock.move_to(at(date(2017, 4, 3), 9))
    batok = await draft(stage, BATOK, "Sanggar Belitong Kreasi Masa Kini (Bekemas)", 15, FIRST_DAY, 4)
    aren = await draft(stage, AREN, "Balai Desa Kembiri", 12, FIRST_DAY, 4)
    await teach(stage, batok, SHELL_TRAINERS, SUBJECTS)
    refused, answer = await _double_book(stage, aren)
    stage.claims.check("a trainer who teaches elsewhere is refused", refused == 409, answer)
    offered = answer.get("next_free") if isinstance(answer, dict) else None
    stage.claims.check("the next free time is offered", bool(offered), answer)
    await teach(stage, aren, ("Drs. Mulyadi Karsa",))
    for workshop in (batok, aren):
        await publish(stage, workshop)
    await stage.settled()
    async with Visitor(stage.suite.url) as visitor:
        text = (await visitor.open("/")).text
    stage.claims.check("both workshops stand on the public list", BATOK in text and AREN in text, text[:300])
    when = datetime.fromisoformat(str(offered)).astimezone(HERE).strftime("%d %B %H.%M") if offered else "-"
    days = {session["starts_at"][:10] for session in await stage.sessions(batok)}
    stage.claims.chapter(
        "publish", f"2 workshops, {len(days)} days; a double-booked trainer was refused, next free {when}"
    )


async def draft(
    stage: Stage, title: str, venue: str, capacity: int, first_day: date, days: int, **terms: Any
) -> Workshop:
    """A workshop with the typical timetable of 3 or 4 days; sign-up opens now."""
    body = {
        "programme_id": stage.programme_id,
        "title": title,
        "zone": "Asia/Jakarta",
        "capacity": capacity,
        "sign_up_opens_at": stage.clock.now().isoformat(),
        "sign_up_closes_at": at(first_day - timedelta(days=1), 16).isoformat(),
        "venue_id": stage.venues[venue],
        "summary": f"{days} hari belajar dan praktik bersama narasumber yang setiap hari mengerjakannya.",
        "requirements": "Pelaku usaha kecil atau calon pelaku usaha, berusia 18 tahun ke atas.",
        "bring": "Pakaian kerja dan contoh produk bila ada.",
        "provided": "Bahan, alat, makan siang, dan modul.",
        "contact_name": "Panitia Contoh",
        "contact_whatsapp": "081200009999",
        "contact_hours": "Senin s.d. Jumat, 08.00 s.d. 15.00 WIB",
        "rule_percent": 75,
        "template_days": str(days),
        "first_day": first_day.isoformat(),
    }
    made = await stage.ask("POST", f"{SCHEDULING}/workshops", body | terms)
    workshop = stage.workshops[title] = Workshop(made["id"])
    return workshop


async def publish(stage: Stage, workshop: Workshop) -> None:
    """Publish a draft; from now on the workshop has a page.

    Whatever day it is today, the schedule may warn of a holiday or of a Friday: the office decides first.
    """
    drafted = await stage.ask("GET", f"{SCHEDULING}/workshops/{workshop.id}")
    for warning in drafted["warnings"]:
        decided = {"key": warning["key"], "reason": "Disepakati dengan peserta dan narasumber (contoh)"}
        await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/overrides", decided)
    answer = await stage.ask("POST", f"{SCHEDULING}/workshops/{workshop.id}/publish", {})
    workshop.slug = answer["slug"]


async def teach(
    stage: Stage, workshop: Workshop, trainers: tuple[str, ...], subjects: tuple[str, ...] = ()
) -> None:
    """Give every teaching session a trainer, in turn, and its subject."""
    for turn, session in enumerate(await stage.teaching(workshop)):
        trainer = trainers[turn % len(trainers)]
        subject = subjects[turn] if turn < len(subjects) else session["subject"]
        body = _body(session) | {"subject": subject, "trainer_ids": [stage.trainers[trainer]]}
        await stage.ask("PUT", f"{SCHEDULING}/workshops/{workshop.id}/sessions/{session['id']}", body)


async def _double_book(stage: Stage, workshop: Workshop) -> tuple[int, Any]:
    """Ask for a trainer who teaches elsewhere at that very time."""
    session = next(one for one in await stage.sessions(workshop) if one["kind"] == "materi")
    body = _body(session) | {"trainer_ids": [stage.trainers[SHELL_TRAINERS[0]]]}
    path = f"{SCHEDULING}/workshops/{workshop.id}/sessions/{session['id']}"
    return await stage.office.call("PUT", path, body)


def _body(session: dict[str, Any]) -> dict[str, Any]:
    kept = ("kind", "subject", "starts_at", "ends_at", "venue_id", "trainer_ids", "mandatory")
    return {name: session[name] for name in kept}
