"""What matters to people, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.scheduling.domain.notices import changes, due_at, is_urgent
from services.scheduling.store.notices import notice_of
from shared.events.scheduling import Contact, EligibilityRule, Session, SessionKind, SessionTrainer, Workshop
from shared.i18n import using_language
from shared.ids import new_id
from shared.notices import Line, headline, lines, opening
from tests.support.registration import BEKEMAS, newer, session, workshop

NOW = datetime(2017, 4, 3, 1, 0, tzinfo=UTC)
KNOWN = workshop()
FIRST = KNOWN.sessions[0]
KEMBIRI = BEKEMAS.model_copy(update={"name": "Balai Desa Kembiri", "address": "Membalong"})


def with_first(**changed: Any) -> Workshop:
    return newer(KNOWN, sessions=(FIRST.model_copy(update=changed), *KNOWN.sessions[1:]))


def said(current: Workshop, known: Workshop = KNOWN) -> list[Line]:
    notice = notice_of(new_id(), NOW, "", changes(known, current, NOW))
    return lines(notice, known.zone)


def test_a_session_that_is_moved_says_from_where_and_when_to_where_and_when() -> None:
    moved = with_first(starts_at=FIRST.starts_at + timedelta(hours=1), place=KEMBIRI)
    assert said(moved) == [
        Line(
            "Membentuk batok kelapa",
            (
                "Semula: Selasa, 25 April 2017 pukul 08.00–11.00 WIB, "
                "Sanggar Belitong Kreasi Masa Kini (Bekemas), Jalan Jenderal Sudirman, Tanjungpandan",
                "Menjadi: Selasa, 25 April 2017 pukul 09.00–11.00 WIB, Balai Desa Kembiri, Membalong",
            ),
        )
    ]


def test_new_dropped_renamed_and_taught_by_somebody_else() -> None:
    dropped = newer(KNOWN, sessions=KNOWN.sessions[1:])
    assert said(dropped)[0].texts[0].startswith("Sesi ini ditiadakan. Semula: Selasa, 25 April 2017")
    assert said(KNOWN, dropped)[0].texts[0].startswith("Sesi baru: Selasa, 25 April 2017 pukul 08.00")
    assert said(with_first(subject="Mengukir batok"))[0].texts == (
        "Semula: Membentuk batok kelapa",
        "Menjadi: Mengukir batok",
    )
    other = (SessionTrainer(trainer_id=new_id(), name="Dra. Sri Wahyuni"),)
    assert said(with_first(trainers=other))[0].texts == (
        "Semula: narasumber Suparno, S.Sn.",
        "Menjadi: narasumber Dra. Sri Wahyuni",
    )
    assert said(with_first(mandatory=True))[0].texts == ("Sekarang wajib dihadiri.",)


def test_contact_things_to_bring_and_terms() -> None:
    changed = newer(
        KNOWN,
        contact=Contact(name="Bapak Joko", whatsapp="6281299900002"),
        bring="Pisau ukir",
        rule=EligibilityRule(percent=80),
    )
    assert [(line.what, line.texts[-1]) for line in said(changed)] == [
        ("Narahubung", "Menjadi: Bapak Joko, +6281299900002"),
        ("Syarat JP untuk sertifikat", "Menjadi: 80%"),
        ("Yang dibawa", "Menjadi: Pisau ukir"),
    ]


def held(one: Session) -> Session:
    return one.model_copy(update={"held": True, "ends_at": one.ends_at - timedelta(minutes=20)})


LUNCH = session(FIRST.ends_at, 1, kind=SessionKind.ISTIRAHAT, subject="Makan siang")


@pytest.mark.parametrize(
    ("known", "current"),
    [
        (KNOWN, newer(KNOWN, capacity=30, summary="Kata lain", held_by="Dekranasda")),
        (KNOWN, newer(KNOWN, sign_up_closes_at=KNOWN.sign_up_closes_at + timedelta(days=1))),
        (KNOWN, newer(KNOWN, reason="Alasan lain")),
        (KNOWN, with_first(trainers=(FIRST.trainers[0].model_copy(update={"name": "Suparno, M.Sn."}),))),
        (KNOWN, with_first(kind=SessionKind.MATERI, jp=3)),
        (KNOWN, newer(KNOWN, sessions=(*KNOWN.sessions, LUNCH))),
        (KNOWN, newer(KNOWN, sessions=tuple(held(one) for one in KNOWN.sessions))),
    ],
    ids=["capacity", "closing", "reason", "title of a trainer", "kind", "break", "held"],
)
def test_what_does_not_matter(known: Workshop, current: Workshop) -> None:
    assert not changes(known, current, NOW)


def test_what_is_over_is_told_to_nobody() -> None:
    moved = with_first(starts_at=FIRST.starts_at + timedelta(hours=1))
    assert changes(KNOWN, moved, FIRST.starts_at + timedelta(minutes=30)), "the new time is still to come"
    assert not changes(KNOWN, moved, FIRST.starts_at + timedelta(hours=2))


def test_who_waits_for_a_seat_is_not_bothered_with_what_to_bring() -> None:
    assert changes(KNOWN, newer(KNOWN, bring="Pisau ukir"), NOW).seated_only
    assert not changes(KNOWN, newer(KNOWN, bring="Pisau ukir", requirements="18 tahun"), NOW).seated_only
    assert not changes(KNOWN, with_first(subject="Mengukir"), NOW).seated_only


def test_the_headline_says_what_kind_of_news_it_is() -> None:
    def of(current: Workshop) -> str:
        return headline(notice_of(new_id(), NOW, "", changes(KNOWN, current, NOW)))

    assert of(with_first(place=KEMBIRI)) == "Jadwal atau tempat berubah"
    assert of(with_first(subject="Mengukir")) == "Acara berubah"
    assert of(newer(KNOWN, bring="Pisau")) == "Ada perubahan"
    with using_language("en"):
        assert of(with_first(place=KEMBIRI)) == "Time or place has changed"
        assert opening("waitlisted").endswith("You keep your place on the waiting list.")


def test_when_it_is_urgent_and_when_it_goes_by_itself() -> None:
    quiet = timedelta(hours=4)
    for begins, waits in (
        (timedelta(days=3), quiet),
        (timedelta(hours=26), timedelta(hours=2)),  # urgent in two hours, and then it has waited enough
        (timedelta(hours=20), timedelta(minutes=10)),
        (timedelta(minutes=20), timedelta(minutes=5)),
    ):
        assert due_at(NOW, NOW + begins, quiet) - NOW == waits
        assert is_urgent(NOW + begins, NOW) == (begins <= timedelta(hours=24))
    assert due_at(NOW, None, quiet) - NOW == quiet
    assert not is_urgent(None, NOW)
