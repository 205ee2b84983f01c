"""A workshop's timetable as people read it, on whichever service's page."""

from __future__ import annotations

from collections.abc import Sequence

from shared import i18n
from shared.events.scheduling import Session, SessionTrainer, TrainerRole, Workshop
from shared.i18n import _
from shared.indonesia import district

Day = tuple[str, list[tuple[str, str, str, str]]]


def agenda(sessions: Sequence[Session], zone: str, home: str) -> list[Day]:
    """Sessions by day, as the macro `agenda` takes them: subject, time, JP, trainers, and the place of
    those that are not at `home`, the workshop's own."""
    days: dict[str, list[tuple[str, str, str, str]]] = {}
    for session in sessions:
        extra = [trainer_name(trainer) for trainer in session.trainers]
        if session.place.name != home:
            extra.append(session.place.name)
        days.setdefault(i18n.date_long(session.starts_at, zone), []).append(
            (
                session.subject,
                i18n.time_range(session.starts_at, session.ends_at, zone),
                f"{session.jp} JP" if session.jp else "",
                " · ".join(extra),
            )
        )
    return list(days.items())


def trainers(workshop: Workshop) -> list[str]:
    """Everybody who teaches, in the order they first appear; a moderator does not."""
    named = (trainer for session in workshop.sessions for trainer in session.trainers)
    return list(dict.fromkeys(trainer.name for trainer in named if trainer.role.teaches))


def trainer_name(trainer: SessionTrainer) -> str:
    """The name, with what they do in the session unless they lead it."""
    match trainer.role:
        case TrainerRole.ASSISTANT:
            return _("{name} (asisten)", name=trainer.name)
        case TrainerRole.MODERATOR:
            return _("{name} (moderator)", name=trainer.name)
        case _:
            return trainer.name


def other_places(workshop: Workshop) -> list[str]:
    """Where else it is held, in order of time: people have to get to each of them.

    A place in another district says which, for a workshop may move from town to town.
    """
    home = workshop.place
    found = {}
    for session in workshop.sessions:
        place = session.place
        if place.name != home.name:
            town = district(place.district_code) if place.district_code != home.district_code else None
            found[place.name] = f"{place.name} ({town.full_name})" if town else place.name
    return list(found.values())
