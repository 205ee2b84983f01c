"""The JSON API of classes, copies, kept timetables and hours."""

from __future__ import annotations

from aiohttp import web

from services.scheduling.actions import classes, copying, timetables
from services.scheduling.domain.recap import Sums
from services.scheduling.store import left_out
from services.scheduling.store import timetables as kept_store
from services.scheduling.store.timetables import Kept
from services.scheduling.web.api.calling import do
from services.scheduling.web.gaps import gap_text
from services.scheduling.web.models import planning as models
from services.scheduling.web.organizer import choices
from services.scheduling.web.organizer.recap import recap_of
from services.scheduling.web.organizer.workshops import find
from shared.web import answer, id_in, read_json, running, staff_of


async def make_classes(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.ClassesBody)
    plans = [
        classes.ClassPlan(one.label, one.capacity, one.first_day, one.later_minutes, one.venues, one.trainers)
        for one in body.classes
    ]
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    return answer(await do(request, classes.make_classes, by, workshop_id, plans, body.own_label), 201)


async def copy_workshop(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.CopyWorkshopBody)
    wanted = copying.WorkshopCopy(**body.model_dump())
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    return answer(await do(request, copying.copy_workshop, by, workshop_id, wanted), 201)


async def copy_programme(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.CopyProgrammeBody)
    wanted = copying.ProgrammeCopy(body.title, body.year, body.first_day, tuple(body.workshop_ids))
    by, programme_id = staff_of(request), id_in(request, "programme_id")
    return answer(await do(request, copying.copy_programme, by, programme_id, wanted), 201)


async def list_gaps(request: web.Request) -> web.StreamResponse:
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    async with running(request).db.read() as tx:
        workshop = await find(tx, by.organization_id, workshop_id)
        gaps = await left_out.of_workshop(tx, by.organization_id, workshop_id)
    items = [
        models.GapAnswer(
            id=gap.id,
            session_id=gap.session_id,
            message=gap_text(gap.left_out, workshop.zone),
            **{name: getattr(gap.left_out, name) for name in _GAP},
        )
        for gap in gaps
    ]
    return answer(models.Gaps(items=items))


_GAP = ("what", "why", "who", "subject", "starts_at", "ends_at")


async def place_left_out(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.PlaceBody)
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    return answer(await do(request, copying.place_left_out, by, workshop_id, body.venue_id))


async def settle_gap(request: web.Request) -> web.StreamResponse:
    workshop_id, gap_id = id_in(request, "workshop_id"), id_in(request, "gap_id")
    await do(request, copying.settle_gap, staff_of(request), workshop_id, gap_id)
    return answer({"id": str(gap_id)})


async def list_timetables(request: web.Request) -> web.StreamResponse:
    async with running(request).db.read() as tx:
        rows = await kept_store.of_office(tx, staff_of(request).organization_id)
    rounding = choices.rounding(request)
    return answer(models.Timetables(items=[_timetable(kept, rounding) for kept in rows]))


def _timetable(kept: Kept, rounding: str) -> models.TimetableAnswer:
    days = sorted({row.day for row in kept.rows})
    return models.TimetableAnswer(
        id=kept.id,
        name=kept.name,
        days=len(days),
        jp=kept.jp(rounding),
        rows=[
            models.RowAnswer(
                day=days.index(row.day) + 1,
                starts=row.starts,
                ends=row.ends,
                kind=row.kind,
                subject=row.subject,
                mandatory=row.mandatory,
            )
            for row in kept.rows
        ],
    )


async def keep_timetable(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.TimetableBody)
    by, workshop_id = staff_of(request), id_in(request, "workshop_id")
    return answer(await do(request, timetables.keep_timetable, by, workshop_id, body.name), 201)


async def rename_timetable(request: web.Request) -> web.StreamResponse:
    body = await read_json(request, models.TimetableBody)
    timetable_id = id_in(request, "timetable_id")
    await do(request, timetables.rename_timetable, staff_of(request), timetable_id, body.name)
    return answer({"id": str(timetable_id)})


async def delete_timetable(request: web.Request) -> web.StreamResponse:
    timetable_id = id_in(request, "timetable_id")
    await do(request, timetables.delete_timetable, staff_of(request), timetable_id)
    return answer({"id": str(timetable_id)})


async def show_hours(request: web.Request) -> web.StreamResponse:
    _workshop, recap = await recap_of(request)
    rounding = choices.rounding(request)
    return answer(
        models.HoursAnswer(
            total=models.Summed(**_summed(recap.total)),
            days=[
                models.DayHours(day=day, break_minutes=sums.break_minutes, **_summed(sums))
                for day, sums in recap.days
            ],
            trainers=[
                models.TrainerHours(
                    trainer_id=paid.trainer_id,
                    name=paid.name,
                    role=paid.role,
                    sessions=paid.sums.sessions,
                    held=paid.sums.held,
                    planned_trainer_hours=paid.sums.planned_trainer_hours,
                    trainer_hours=paid.sums.trainer_hours,
                )
                for paid in recap.trainers
            ],
            sessions=[
                models.SessionHours(
                    **{name: getattr(one, name) for name in _SESSION},
                    planned_jp=one.planned_jp(rounding),
                    jp=one.jp(rounding),
                )
                for one in recap.sessions
            ],
        )
    )


_SESSION = (
    "session_id", "day", "kind", "subject", "held", "planned_minutes", "minutes", "planned_trainer_hours",
    "trainer_hours",
)  # fmt: skip


def _summed(sums: Sums) -> dict[str, object]:
    return {name: getattr(sums, name) for name in models.Summed.model_fields}
