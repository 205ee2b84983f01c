"""Everything that may block a timetable is said in words, with what can be done about it."""

from __future__ import annotations

import inspect
import re
from datetime import date
from uuid import UUID

from services.scheduling.domain.suggesting.blocking import constraints_of
from services.scheduling.domain.suggesting.wishes import Wishes
from services.scheduling.web.blockers import WORDS, blocked_texts

CLASS = UUID(int=11)


def test_every_kind_of_constraint_has_its_words() -> None:
    assert set(re.findall(r'Constraint\("(\w+)"', inspect.getsource(constraints_of))) == set(WORDS)


def test_it_is_said_of_whom_and_when() -> None:
    rows = [
        {"kind": "skill", "about": str(CLASS), "word": "ukir"},
        {"kind": "travel", "about": str(CLASS), "word": ""},
    ]
    wishes = Wishes.model_validate(
        {"classes": [], "first_day": date(2017, 4, 3), "last_day": date(2017, 4, 7)}
    )
    skill, travel = blocked_texts({"constraints": rows}, wishes, {CLASS: "Bimtek {Batok}"})
    assert skill[0] == "Bimtek {Batok} butuh narasumber dengan keahlian ukir pada 3 s.d. 7 April 2017."
    assert travel[0] == "Narasumber butuh waktu untuk pindah tempat."
