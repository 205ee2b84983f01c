"""What people at the door, in the office and on the street see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.events.attendance import Status
from shared.events.scheduling import Role
from shared.ids import new_id
from tests.support.attendance_site import SignedIn, Site, get, post, send_marks
from tests.support.factories import version

# A participant's card


async def test_a_stranger_who_scans_a_card_reads_no_name(site: Site, visitor: SignedIn) -> None:
    stranger = await visitor()
    who = site.door.people[0]
    real = await get(stranger, f"/hadir/kartu/{site.card(who)}")
    unknown = await get(stranger, f"/hadir/kartu/{'0' * 26}.{'A' * 16}")
    assert "Kartu peserta Bimtek" in real and "Tunjukkan kepada panitia." in real
    assert who.document.full_name not in real
    assert real.replace(site.card(who), "") == unknown.replace(f"{'0' * 26}.{'A' * 16}", ""), "tells nothing"


async def test_the_codes_capital_letters_open_the_same(site: Site, visitor: SignedIn) -> None:
    stranger = await visitor()
    assert "Tunjukkan kepada panitia" in await get(stranger, f"/HADIR/KARTU/{site.card(site.door.people[0])}")


@pytest.mark.parametrize("given", [{"role": Role.VIEWER}, {"role": Role.OPERATOR, "office": new_id()}])
async def test_staff_who_do_not_take_attendance_here_are_strangers(
    site: Site, visitor: SignedIn, given: dict[str, Any]
) -> None:
    client = await visitor(**given)
    who = site.door.people[0]
    assert who.document.full_name not in await get(client, f"/hadir/kartu/{site.card(who)}")


async def test_an_operator_confirms_the_session_that_runs(site: Site, visitor: SignedIn) -> None:
    operator = await visitor(Role.OPERATOR)
    who, first = site.door.people[0], site.door.sessions[0]
    path = f"/hadir/kartu/{site.card(who)}"
    assert first.subject in await get(operator, path)
    said = await post(operator, path, {"session_id": str(first.id), "status": "terlambat"})
    assert "Siti Aminah: Terlambat" in said
    register = await site.door.register()
    assert register.recorded(who.id, first.id) is Status.TERLAMBAT


async def test_a_forged_card_is_a_strangers_page(site: Site, visitor: SignedIn) -> None:
    operator = await visitor(Role.OPERATOR)
    who = site.door.people[0]
    forged = f"/hadir/kartu/{who.ticket}.{'A' * 16}"
    assert who.document.full_name not in await get(operator, forged)


# The door


async def test_taps_work_without_script(site: Site, visitor: SignedIn) -> None:
    operator = await visitor(Role.OPERATOR)
    door, who = site.door, site.door.people[1]
    path = f"/kelola/kehadiran/pos/{door.sessions[0].id}"
    page = await post(operator, path, {"mark": f"{who.id}:hadir"})
    assert "Hendra Gunawan: Hadir" in page
    assert "<span data-present>1</span>" in page
    page = await post(operator, path, {"mark": f"{who.id}:izin"})
    assert "Hendra Gunawan: Izin" in page and "<span data-present>0</span>" in page
    await post(operator, path, {"mark": f"{who.id}:tanpa_keterangan"}, status=400)
    await post(operator, path, {"mark": "nonsense"}, status=400)


async def test_a_double_click_is_one_mark(site: Site, visitor: SignedIn) -> None:
    operator = await visitor(Role.OPERATOR)
    path = f"/kelola/kehadiran/pos/{site.door.sessions[0].id}"
    token = (await get(operator, path)).split('name="form_token" value="')[-1].split('"')[0]
    data = {"mark": f"{site.door.people[0].id}:hadir", "form_token": token}
    for _ in range(2):
        async with operator.post(path, data=data) as response:
            assert response.status == 200
    assert await site.door.count("mark") == 1


async def test_a_hand_scanner_types_the_card(site: Site, visitor: SignedIn) -> None:
    operator = await visitor(Role.OPERATOR)
    path = f"/kelola/kehadiran/pos/{site.door.sessions[0].id}"
    whole = f"HTTP://LOCALHOST:8000/HADIR/KARTU/{site.card(site.door.people[0])}"
    assert "Siti Aminah: Hadir" in await post(operator, path, {"card": whole}, to=path + "/kartu")
    assert "bukan kartu peserta" in await post(operator, path, {"card": "123"}, to=path + "/kartu")


async def test_the_api_answers_each_mark(site: Site, visitor: SignedIn) -> None:
    operator = await visitor(Role.OPERATOR)
    door, who = site.door, site.door.people[0]
    session_id = str(door.sessions[0].id)
    batch = {
        "device": "hp-1",
        "marks": [
            {"nonce": "1", "session_id": session_id, "ticket": site.card(who)},
            {
                "nonce": "2",
                "session_id": session_id,
                "registration_id": str(door.people[1].id),
                "status": "izin",
            },
            {"nonce": "3", "session_id": session_id, "ticket": f"{who.ticket}.{'A' * 16}"},
            {"nonce": "4", "session_id": str(new_id()), "registration_id": str(who.id)},
            {"nonce": "1", "session_id": session_id, "ticket": site.card(who)},
        ],
    }
    answers = [await send_marks(operator, batch) for _ in range(2)]
    assert [one["outcome"] for one in answers[0]] == [
        "recorded", "recorded", "not_a_card", "unknown_session", "repeated",
    ]  # fmt: skip
    assert answers[0][0]["name"] == "Siti Aminah"
    assert [one["outcome"] for one in answers[1]][:2] == ["repeated", "repeated"]
    async with operator.get(f"/api/v1/attendance/sessions/{session_id}") as response:
        here = await response.json()
    assert (here["present"], here["total"]) == (1, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"marks": []},
        {"marks": [{"nonce": "1", "session_id": "x", "ticket": "y"}]},
        {"device": ""},
        {"marks": [{"nonce": "1", "session_id": str(new_id())}]},
        {"marks": [{"nonce": "1", "session_id": str(new_id()), "ticket": "a", "at": "0001-01-01T00:00:00Z"}]},
        {
            "marks": [
                {"nonce": "1", "session_id": str(new_id()), "ticket": "a", "at": "0001-01-01T00:00:00+14:00"}
            ]
        },
        {"marks": [{"nonce": str(n), "session_id": str(new_id()), "ticket": "a"} for n in range(201)]},
    ],
)
async def test_a_batch_that_makes_no_sense_is_refused(
    site: Site, visitor: SignedIn, wrong: dict[str, Any]
) -> None:
    operator = await visitor(Role.OPERATOR)
    mark = {"nonce": "1", "session_id": str(site.door.sessions[0].id), "ticket": "x"}
    async with operator.post(
        "/api/v1/attendance/marks", json={"device": "hp", "marks": [mark], **wrong}
    ) as response:
        assert response.status == 422
        assert (await response.json())["errors"]


# The office


async def test_nobody_of_another_office_sees_or_changes_anything(site: Site, visitor: SignedIn) -> None:
    charlie = await visitor(Role.ADMIN, office=new_id())
    door = site.door
    sheet = f"/kelola/kehadiran/{door.workshop.id}"
    for path in (
        sheet,
        f"{sheet}/tutup",
        f"{sheet}/buka",
        f"{sheet}/peserta/{door.people[0].id}",
        f"/kelola/kehadiran/pos/{door.sessions[0].id}",
        f"/api/v1/attendance/sessions/{door.sessions[0].id}",
    ):
        await get(charlie, path, 404)
    assert door.workshop.title not in await get(charlie, "/kelola/kehadiran")
    token = (await get(charlie, "/kelola/kehadiran")).split('name="form_token" value="')[1].split('"')[0]
    for path, data in (
        (f"{sheet}/tutup", {"shown": "99"}),
        (f"{sheet}/buka", {"reason": "x"}),
        (
            f"{sheet}/peserta/{door.people[0].id}",
            {"session_id": str(door.sessions[0].id), "status": "hadir", "reason": "x"},
        ),
        (f"/kelola/kehadiran/pos/{door.sessions[0].id}", {"mark": f"{door.people[0].id}:hadir"}),
    ):
        async with charlie.post(path, data={**data, "form_token": token}) as response:
            assert response.status == 404, path
    assert await door.count("mark") == 0


async def test_who_only_reads_cannot_take_or_close(site: Site, visitor: SignedIn) -> None:
    viewer = await visitor(Role.VIEWER)
    door = site.door
    page = await get(viewer, f"/kelola/kehadiran/{door.workshop.id}")
    assert "Catat kehadiran" not in page
    await get(viewer, f"/kelola/kehadiran/{door.workshop.id}/tutup", 403)
    await get(viewer, f"/kelola/kehadiran/pos/{door.sessions[0].id}", 403)


async def test_closing_names_who_is_not_recorded(site: Site, visitor: SignedIn) -> None:
    organizer = await visitor(Role.ORGANIZER)
    door = site.door
    path = f"/kelola/kehadiran/{door.workshop.id}/tutup"
    assert "Belum dapat ditutup" in await get(organizer, path)

    door.clock.move_to(door.sessions[7].starts_at + timedelta(minutes=1))
    await door.records(*(door.mark(who, of) for who in door.people[:2] for of in range(8)))
    page = await get(organizer, path)
    assert "8 kehadiran belum dicatat" in page and door.people[2].document.full_name in page
    assert door.people[0].document.full_name not in page
    assert "bertambah" in await post(organizer, path, {"shown": "7"}, status=409)
    assert "sudah ditutup" in await post(organizer, path, {"shown": "8"})
    (sheet,) = await door.sheets()
    assert sheet.closed

    reopen = f"/kelola/kehadiran/{door.workshop.id}/buka"
    assert "Isi alasan" in await post(organizer, reopen, {"reason": " "}, status=422)
    assert "dibuka kembali" in await post(organizer, reopen, {"reason": "Daftar kertas menyusul"})


async def test_a_correction_needs_a_reason_and_keeps_what_was_typed(site: Site, visitor: SignedIn) -> None:
    organizer = await visitor(Role.ORGANIZER)
    door, who = site.door, site.door.people[0]
    path = f"/kelola/kehadiran/{door.workshop.id}/peserta/{who.id}"
    data = {"session_id": str(door.sessions[0].id), "status": "sakit"}
    page = await post(organizer, path, data, status=422)
    assert "Isi alasan" in page and '<option value="sakit" selected>' in page
    page = await post(organizer, path, {**data, "reason": "Surat dokter"})
    assert "Kehadiran diperbaiki: Sakit." in page and "Surat dokter" in page and "Alice Rahmawati" in page
    page = await post(organizer, path, {**data, "status": "belum", "reason": "Salah orang"})
    assert (await door.register()).recorded(who.id, door.sessions[0].id) is None


async def test_the_history_says_what_was_corrected_and_closed(site: Site, visitor: SignedIn) -> None:
    door, who = site.door, site.door.people[0]
    await door.corrects(who, 0, Status.SAKIT, "Surat dokter")
    door.clock.move_to(door.sessions[7].ends_at + timedelta(minutes=1))
    await door.closes()
    await door.reopens()
    path, name = "/kelola/kehadiran/riwayat", who.document.full_name
    await get(await visitor(Role.ORGANIZER), path, 403)
    admin = await visitor(Role.ADMIN)
    page = await get(admin, path)
    places = [page.index(f">{act}<") for act in ("Daftar hadir dibuka kembali", "Daftar hadir ditutup")]
    assert places == sorted(places), "the newest stands first"
    assert "<del>Belum dicatat</del> → Sakit" in page and door.sessions[0].subject in page
    assert name in page and "Surat dokter" in page and str(door.sessions[0].id) not in page
    assert name in await get(admin, f"{path}?cari={name}")
    charlie = await visitor(Role.ADMIN, office=new_id())
    for address in (path, f"{path}?cari={name}", f"{path}?cari=dokter"):
        page = await get(charlie, address)
        nothing = "Tidak ada perubahan yang cocok." if "cari" in address else "Belum ada perubahan."
        assert nothing in page and "Surat dokter" not in page


async def test_two_classes_of_one_title_are_told_apart(site: Site, visitor: SignedIn) -> None:
    door = site.door
    door.workshop = door.workshop.model_copy(update={"version": version(), "class_label": "Kelas A"})
    await door.hears(door.workshop)
    await door.corrects(door.people[0], 0, Status.SAKIT)
    door.clock.move_to(door.sessions[7].ends_at + timedelta(minutes=1))
    await door.closes()
    await door.reopens()
    admin, title = await visitor(Role.ADMIN), f"{door.workshop.title} Kelas A"
    for page in ("", "/ringkas", f"/{door.workshop.id}", f"/{door.workshop.id}/tutup"):
        assert title in await get(admin, f"/kelola/kehadiran{page}"), page
    history = await get(admin, "/kelola/kehadiran/riwayat")
    assert f"Siti Aminah · {title}" in history
    assert history.count(title) == 3, "the person's correction, the closing, the reopening"


async def test_the_desk_hears_of_sheets_that_wait(site: Site, visitor: SignedIn) -> None:
    organizer, door = await visitor(Role.ORGANIZER), site.door
    assert 'class="decision"' not in await get(organizer, "/kelola/kehadiran/ringkas")
    door.clock.move_to(door.sessions[7].ends_at + timedelta(minutes=1))
    page = await get(organizer, "/kelola/kehadiran/ringkas")
    assert "belum ditutup" in page and str(door.workshop.id) in page
