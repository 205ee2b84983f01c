"""Sealed data and what they may be opened for."""

from __future__ import annotations

from enum import StrEnum

NIK, NEEDS, DISABILITY = "nik", "needs", "disability"
ANSWER = "q_"  # before the key of a question, as in the form
FIELD = r"nik|needs|disability|q_[a-z0-9_]{1,24}"  # of an address


EXPORT = "export"  # in the log: somebody took all of a person's data along in a file


class Sealed(StrEnum):
    """What is opened for a file that an office takes along only when it asks for that."""

    ANSWERS = "answers"  # the sensitive ones
    DISABILITY = "disability"
    NEEDS = "needs"
    NIK = "nik"


class Purpose(StrEnum):
    """Why somebody opens a sealed field. UU 27/2022 allows what the person consented to, and no more."""

    COMPARING = "comparing"  # two registrations look like one person's
    PREPARING = "preparing"  # so that this person can take part
    REPORTING = "reporting"  # a report that the law asks for
    ASKED = "asked"  # the person wants it checked or corrected
    OTHER = "other"  # only with a reason in words

    @property
    def needs_words(self) -> bool:
        return self is Purpose.OTHER
