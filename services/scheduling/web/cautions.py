"""Warnings and their alternatives as sentences: which, why, on what assumption, and what else is free."""

from __future__ import annotations

from services.scheduling.domain.alternatives import Alternatives, Instead, Room
from services.scheduling.domain.warnings import Warning
from services.scheduling.settings import MIDDAY_REST, TRAVEL_OTHER_PROVINCE, TRAVEL_SPEED
from services.scheduling.web.sentences import span_text, start_text
from shared import indonesia
from shared.i18n import _, clock_time, date_long, ngettext, number

_HOURS = 60


def warning_text(warning: Warning) -> str:
    """What may go wrong, for whom, and why."""
    session, zone = warning.session, warning.session.zone
    when = span_text(session.starts_at, session.ends_at, zone)
    facts = {"who": warning.who, "subject": session.subject, "when": when, "workshop": session.workshop}
    match warning.kind:
        case "travel":
            return _travel_text(warning, when)
        case "trainer_away" | "venue_blocked":
            return _away_text(warning, facts)
        case "holiday":
            day = date_long(session.starts_at, zone)
            return _(
                "{day}: {holiday}. {workshop} punya sesi hari itu.", day=day, holiday=warning.note, **facts
            )
        case "friday_prayer":
            return _("“{subject}”, {when}, berlangsung pada waktu salat Jumat (pukul 11.30–13.00).", **facts)
        case "over_hours":
            return _(
                "{who} mengajar {planned} jam pada {day}, di semua Bimtek. "
                "Batas instansi {usual} jam sehari.",
                who=warning.who,
                planned=hours(warning.minutes_needed),
                day=date_long(session.starts_at, zone),
                usual=hours(warning.minutes_there),
            )
        case "no_break":
            return _(
                "{workshop} tidak beristirahat antara pukul 11.00 dan 14.00 pada {day}. "
                "Beri jeda paling sedikit {rest} menit.",
                workshop=session.workshop,
                day=date_long(session.starts_at, zone),
                rest=number(int(MIDDAY_REST.total_seconds() // _HOURS)),
            )
    return _(
        "{workshop} berlangsung {planned} jam pada {day}, dari sesi pertama sampai terakhir. "
        "Yang wajar paling lama {usual} jam.",
        workshop=session.workshop,
        planned=hours(warning.minutes_needed),
        day=date_long(session.starts_at, zone),
        usual=hours(warning.minutes_there),
    )


def _travel_text(warning: Warning, when: str) -> str:
    before, session = warning.before, warning.session
    assert before is not None
    said = _(
        "{who} selesai “{before}” di {from_venue} pukul {ended}, "
        "lalu mulai “{subject}” di {venue}, {when}: "
        "ada {there} menit, perjalanannya kira-kira {needed} menit.",
        who=warning.who,
        before=before.subject,
        from_venue=before.venue,
        ended=clock_time(before.ends_at, session.zone),
        subject=session.subject,
        venue=session.venue,
        when=when,
        there=number(warning.minutes_there),
        needed=number(warning.minutes_needed),
    )
    return f"{said} {road_text(warning.source)}"


def road_text(source: str) -> str:
    """How we know how long a road takes."""
    speed = number(TRAVEL_SPEED)
    match source:
        case "office":
            return _("Menurut waktu tempuh yang diisi instansi.")
        case "same_district":
            return _("Anggapan: 10 km di dalam satu kecamatan, {speed} km/jam.", speed=speed)
        case "same_regency":
            return _("Anggapan: 40 km di dalam satu kabupaten atau kota, {speed} km/jam.", speed=speed)
        case "same_province":
            return _("Anggapan: 120 km di dalam satu provinsi, {speed} km/jam.", speed=speed)
    return _(
        "Anggapan: {hours} jam ke provinsi lain, dengan pesawat atau kapal.",
        hours=hours(TRAVEL_OTHER_PROVINCE),
    )


def _away_text(warning: Warning, facts: dict[str, str]) -> str:
    note = f" ({warning.note})" if warning.note else ""
    if warning.kind == "trainer_away":
        if warning.whole_day:
            return _(
                "{who} menandai tidak bisa pada hari itu{note}: “{subject}”, {when}.", **facts, note=note
            )
        return _("{who} menandai tidak bisa pada jam itu{note}: “{subject}”, {when}.", **facts, note=note)
    if warning.whole_day:
        return _(
            "{who} ditandai tidak dapat dipakai pada hari itu{note}: “{subject}”, {when}.", **facts, note=note
        )
    return _(
        "{who} ditandai tidak dapat dipakai pada jam itu{note}: “{subject}”, {when}.", **facts, note=note
    )


def hours(minutes: int) -> str:
    """Minutes as hours of 60 minutes: “7,5”."""
    return number(minutes / _HOURS) if minutes % _HOURS else number(minutes // _HOURS)


# What else is free


def trainer_text(instead: Instead) -> str:
    """A trainer with what they can teach."""
    skills = ", ".join(instead.trainer.skills)
    return f"{instead.trainer.name} · {skills}" if skills else instead.trainer.name


def room_text(room: Room) -> str:
    """A venue with its district and how many it holds."""
    district = indonesia.district(room.district_code)
    holds = ngettext("{n} orang", "{n} orang", room.capacity)
    return " · ".join(filter(None, (room.name, district.name if district else "", holds)))


def alternatives_text(found: Alternatives, zone: str) -> str:
    """Everything that is free, in a few sentences; or that nothing is."""
    said = []
    if found.starts_at:
        said.append(_("Waktu kosong berikutnya: {when}.", when=start_text(found.starts_at, zone)))
    if found.day:
        said.append(_("Hari kosong berikutnya: {day}.", day=date_long(found.day, zone)))
    if found.trainers:
        names = "; ".join(trainer_text(one) for one in found.trainers)
        said.append(_("Narasumber lain yang kosong: {names}.", names=names))
    if found.venues:
        names = "; ".join(map(room_text, found.venues))
        said.append(_("Tempat lain yang kosong: {names}.", names=names))
    return " ".join(said)
