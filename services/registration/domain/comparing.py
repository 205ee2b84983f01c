"""What makes two registrations of an office worth comparing, and what the office says of them."""

from __future__ import annotations

from enum import StrEnum


class Likeness(StrEnum):
    """Why two registrations look like one person's."""

    SAME_NIK = "same_nik"
    SAME_NAME_AND_PHONE = "same_name_and_phone"


class Ground(StrEnum):
    """Why it matters that they do."""

    TWICE = "twice"  # both in this workshop
    OVERLAP = "overlap"  # the other one's class meets at the same time
    SEAT_THIS_YEAR = "seat_this_year"  # a seat in an earlier class of the same subject, this year
    CERTIFICATE_THIS_YEAR = "certificate_this_year"  # a certificate of the same subject, this year


class Verdict(StrEnum):
    """What the office decided about a pair; either way it is not shown again."""

    DIFFERENT = "different"  # two people
    ALLOWED = "allowed"  # one person, and both registrations may stand
