"""Changes of a workshop in words: the same on the page that asks whether to tell people, in the mail that
tells them, in the message somebody sends by hand and on the person's own page.

Everything is said in the language in use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from zoneinfo import ZoneInfo

from shared.events.notices import Notice, SessionChange, SessionFacts, TermChange
from shared.i18n import N_, _, date_long, ngettext, time_range

# By the state of a registration: what of it stays, whatever else changed.
STAYS = {
    "confirmed": N_("Kursi Anda tetap."),
    "offered": N_("Tawaran kursi untuk Anda tetap berlaku."),
    "waitlisted": N_("Tempat Anda di daftar tunggu tetap."),
    "pending": N_("Pendaftaran Anda tetap menunggu persetujuan panitia."),
}
TERMS = {
    "title": N_("Judul Bimtek"),
    "contact": N_("Narahubung"),
    "requirements": N_("Syarat peserta"),
    "bring": N_("Yang dibawa"),
    "provided": N_("Yang disediakan"),
    "rule": N_("Syarat JP untuk sertifikat"),
    "group_link": N_("Grup WhatsApp peserta"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What changed, and one or two sentences on it."""

    what: str
    texts: tuple[str, ...]


def headline(notice: Notice) -> str:
    """The fact, as a subject begins with it."""
    if not notice.sessions:
        return _("Ada perubahan")
    where_or_when = any(
        change.before is None or change.after is None or _moved(change) for change in notice.sessions
    )
    return _("Jadwal atau tempat berubah") if where_or_when else _("Acara berubah")


def opening(state: str) -> str:
    """The first sentences, for somebody whose registration is in this state."""
    stays = STAYS.get(state)
    return " ".join([_("Ada perubahan pada Bimtek Anda."), *([_(stays)] if stays else [])])


def lines(notice: Notice, zone: str) -> list[Line]:
    """Every change; sessions that moved alike from one day to another are one line."""
    alike: dict[tuple[object, ...], list[SessionChange]] = {}
    for change in notice.sessions:
        alike.setdefault(_way(change, zone), []).append(change)
    said = [
        _together(changes, zone) if len(changes) > 1 else _session(changes[0], zone)
        for changes in alike.values()
    ]
    return said + [_term(change) for change in notice.terms if change.term in TERMS]


def plain(notice: Notice, zone: str) -> list[dict[str, object]]:
    """The lines as JSON, for the data of a mail."""
    return [asdict(line) for line in lines(notice, zone)]


def _moved(change: SessionChange) -> bool:
    before, after = change.before, change.after
    return bool(before and after) and _where_and_when(before) != _where_and_when(after)


def _where_and_when(facts: SessionFacts | None) -> tuple[object, ...]:
    return (facts.starts_at, facts.ends_at, facts.place, facts.address) if facts else ()


def _way(change: SessionChange, zone: str) -> tuple[object, ...]:
    """From which day and place to which, where nothing else of the session changed; else its own."""
    before, after = change.before, change.after
    if before is None or after is None or not _moved(change):
        return (change.session_id,)
    same = before.model_copy(
        update={
            "starts_at": after.starts_at,
            "ends_at": after.ends_at,
            "place": after.place,
            "address": after.address,
        }
    )
    if same != after or time_range(before.starts_at, before.ends_at, zone) != time_range(
        after.starts_at, after.ends_at, zone
    ):
        return (change.session_id,)
    return (_day(before, zone), _place(before), _day(after, zone), _place(after))


def _day(facts: SessionFacts, zone: str) -> date:
    return facts.starts_at.astimezone(ZoneInfo(zone)).date()


def _place(facts: SessionFacts) -> str:
    return ", ".join(part for part in (facts.place, facts.address) if part)


def _together(changes: Sequence[SessionChange], zone: str) -> Line:
    first = changes[0]
    assert first.before is not None and first.after is not None
    subjects = "; ".join(change.after.subject for change in changes if change.after)
    count = ngettext("{n} sesi", "{n} sesi", len(changes))
    was, now = date_long(first.before.starts_at, zone), date_long(first.after.starts_at, zone)
    if _place(first.before) == _place(first.after):
        texts = (_("Semula: {what}", what=was), _("Menjadi: {what}. Jam dan tempatnya tetap.", what=now))
    else:
        was, now = f"{was}, {_place(first.before)}", f"{now}, {_place(first.after)}"
        texts = (_("Semula: {what}", what=was), _("Menjadi: {what}. Jamnya tetap.", what=now))
    return Line(f"{count}: {subjects}", texts)


def _session(change: SessionChange, zone: str) -> Line:
    before, after = change.before, change.after
    if before is None:
        assert after is not None
        return Line(after.subject, (_("Sesi baru: {what}", what=_in_full(after, zone)),))
    if after is None:
        return Line(before.subject, (_("Sesi ini ditiadakan. Semula: {what}", what=_in_full(before, zone)),))
    was, now = [], []
    if _moved(change):
        # A place that stays is said once, where people will look for it.
        stays = _place(before) == _place(after)
        was.append(_when(before, zone) if stays else _in_full(before, zone))
        now.append(_in_full(after, zone))
    for old, new in ((before.subject, after.subject), (_trainers(before), _trainers(after))):
        if old != new:
            was.append(old)
            now.append(new)
    texts = (
        [_("Semula: {what}", what="; ".join(was)), _("Menjadi: {what}", what="; ".join(now))] if was else []
    )
    if before.mandatory != after.mandatory:
        texts.append(_("Sekarang wajib dihadiri.") if after.mandatory else _("Tidak lagi wajib dihadiri."))
    what = after.subject if _moved(change) else f"{after.subject} ({date_long(after.starts_at, zone)})"
    return Line(what, tuple(texts))


def _when(facts: SessionFacts, zone: str) -> str:
    return _(
        "{day} pukul {times}",
        day=date_long(facts.starts_at, zone),
        times=time_range(facts.starts_at, facts.ends_at, zone),
    )


def _in_full(facts: SessionFacts, zone: str) -> str:
    return f"{_when(facts, zone)}, {_place(facts)}"


def _trainers(facts: SessionFacts) -> str:
    names = ", ".join(facts.trainers)
    return _("narasumber {names}", names=names) if names else _("narasumber belum ditentukan")


def _term(change: TermChange) -> Line:
    sign = "{what}%" if change.term == "rule" else "{what}"
    was, now = (sign.format(what=text) if text else "" for text in (change.before, change.after))
    texts = [_("Semula: {what}", what=was)] if was else []
    texts.append(_("Menjadi: {what}", what=now) if now else _("Tidak berlaku lagi."))
    return Line(_(TERMS[change.term]), tuple(texts))
