"""What a workshop and an addressee say in letters, in Indonesian whoever reads the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date

from services.scheduling.domain.hours import COUNTING_KINDS, learning_hours
from services.scheduling.domain.letter_face import Row, ScheduleDay
from services.scheduling.domain.letters import Addressee, Details
from shared.indonesia import District, district, shown_phone

ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@dataclass(frozen=True)
class Lesson:
    """One session; moments are aware."""

    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    minutes: int
    venue: str
    address: str
    district_code: str
    trainers: tuple[tuple[UUID, str], ...]  # who teaches, with names


@dataclass(frozen=True)
class Course:
    """A workshop and its programme as letters need them."""

    title: str
    zone: str
    rounding: str
    capacity: int
    requirements: str
    closes_at: datetime
    contact_name: str
    contact_whatsapp: str
    venue: str  # the main one
    address: str
    district_code: str
    page: str  # address of its public page; empty for a draft
    office: str
    programme: Mapping[str, str]  # kegiatan, sub_kegiatan, tahun_anggaran, …
    lessons: tuple[Lesson, ...]  # in order of time


def long_date(day: date) -> str:
    """10 April 2017"""
    return format_date(day, "d MMMM y", locale="id")


def days_text(first: date, last: date) -> str:
    """“Selasa s.d. Jumat, 25 s.d. 28 April 2017”; only what differs is repeated."""
    weekday = format_date(first, "EEEE", locale="id")
    if first == last:
        return f"{weekday}, {long_date(first)}"
    weekdays = f"{weekday} s.d. {format_date(last, 'EEEE', locale='id')}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{weekdays}, {first.day} s.d. {long_date(last)}"
    begin = format_date(first, "d MMMM", locale="id") if first.year == last.year else long_date(first)
    return f"{weekdays}, {begin} s.d. {long_date(last)}"


def facts(course: Course, details: Details, addressee: Addressee) -> dict[str, str]:
    """Field → words. A trainer's letter speaks of the sessions this trainer teaches, where there are any."""
    own = _lessons(course, addressee)
    dates = [_local(moment, course).date() for lesson in own for moment in (lesson.starts_at, lesson.ends_at)]
    days = len({_local(lesson.starts_at, course).date() for lesson in course.lessons})
    jp = sum(learning_hours(one.kind, one.minutes, course.rounding) for one in course.lessons)
    taught = [one.subject for one in own if one.kind in COUNTING_KINDS and _one_trainer(addressee)]
    place, region = _region(addressee)
    return {
        **course.programme,
        "bimtek": course.title,
        "instansi": course.office,
        "hari_tanggal": details.held_on or (days_text(min(dates), max(dates)) if dates else ""),
        "waktu": details.hours or _hours(own, course),
        "tempat": details.place or _places(own, course),
        "acara": details.event or course.title,
        "jumlah_jp": str(jp) if jp else "",
        "jumlah_hari": str(days) if days else "",
        "jumlah_peserta": str(details.people) if details.people else "",
        "kursi": str(course.capacity),
        "materi": "; ".join(dict.fromkeys(taught)),
        "syarat": " ".join(course.requirements.split()).rstrip("."),
        "batas_pendaftaran": long_date(_local(course.closes_at, course).date()),
        "tautan": course.page,
        "narahubung": _contact(course),
        "penerima": addressee.name,
        "wilayah": place,
        "kecamatan": region.name if region and place.startswith(("Desa", "Kelurahan")) else "",
        "kabupaten": region.regency if region else "",
    }


def schedule(course: Course) -> tuple[ScheduleDay, ...]:
    """The timetable, day by day."""
    days: dict[date, list[Row]] = {}
    for one in course.lessons:
        begin, end = _local(one.starts_at, course), _local(one.ends_at, course)
        row = Row(
            hours=f"{begin:%H.%M}–{end:%H.%M}",
            subject=one.subject,
            trainers="; ".join(name for _id, name in one.trainers),
            jp=learning_hours(one.kind, one.minutes, course.rounding),
            place=one.venue,
        )
        days.setdefault(begin.date(), []).append(row)
    return tuple(ScheduleDay(day=days_text(day, day), rows=tuple(rows)) for day, rows in days.items())


def _one_trainer(addressee: Addressee) -> bool:
    return len(addressee.people) == 1 and addressee.people[0].trainer_id is not None


def _lessons(course: Course, addressee: Addressee) -> Sequence[Lesson]:
    if not _one_trainer(addressee):
        return course.lessons
    trainer_id = addressee.people[0].trainer_id
    own = [one for one in course.lessons if any(id == trainer_id for id, _name in one.trainers)]
    return own or course.lessons


def _local(moment: datetime, course: Course) -> datetime:
    return moment.astimezone(ZoneInfo(course.zone))


def _hours(lessons: Sequence[Lesson], course: Course) -> str:
    """“08.00 WIB s.d. selesai”, and exactly where there is one session."""
    if not lessons:
        return ""
    zone = ZONES.get(course.zone, "")
    begin = min(_local(one.starts_at, course).time() for one in lessons)
    if len(lessons) == 1:
        return f"{begin:%H.%M} s.d. {_local(lessons[0].ends_at, course):%H.%M} {zone}"
    return f"{begin:%H.%M} {zone} s.d. selesai"


def _places(lessons: Sequence[Lesson], course: Course) -> str:
    """Every place once, the first with its address."""
    found = {(one.venue, one.address, one.district_code): None for one in lessons}
    if not found:
        found = {(course.venue, course.address, course.district_code): None}
    return "; ".join(_place(*place, full=len(found) == 1) for place in found)


def _place(name: str, address: str, code: str, *, full: bool) -> str:
    region = district(code)
    parts = [name, " ".join(address.split()) if full else ""]
    if region and region.name not in name + parts[1]:
        parts.append(region.name)
    return ", ".join(filter(None, parts))


def _contact(course: Course) -> str:
    """The workshop's contact, as its public page names it."""
    if not (course.contact_name and course.contact_whatsapp):
        return ""
    return f"{course.contact_name} ({shown_phone(course.contact_whatsapp)})"


def _region(addressee: Addressee) -> tuple[str, District | None]:
    """“Desa Kembiri” and the kecamatan it belongs to; nothing for who was typed."""
    if not addressee.district_code:
        return "", None
    region = district(addressee.district_code[:8])
    head = addressee.lines[0]
    for title, word in (("Kepala Desa ", "Desa "), ("Lurah ", "Kelurahan "), ("Camat ", "Kecamatan ")):
        if head.startswith(title):
            return word + head.removeprefix(title), region
    return "", region
