"""The figures scheduling works with. They are rules of the product, not settings of an installation."""

from __future__ import annotations

from datetime import time, timedelta

SIGN_IN_LINK_LASTS = timedelta(minutes=15)
PASSWORD_LINK_LASTS = timedelta(hours=1)
PASSWORD_MAIL_PAUSE = timedelta(minutes=10)  # between two mails to one address
INVITATION_LASTS = timedelta(days=7)
FIRST_ADMIN_LASTS = timedelta(days=30)

PASSWORD_SHORTEST = 10  # characters; NIST SP 800-63B asks for length, not for classes of characters
PASSWORD_LONGEST = 200  # argon2 takes any length; a megabyte of password is an attack
PASSWORD_THREADS = 2  # each hash takes 19 MiB and about 30 ms of one core
PASSWORD_QUEUE = 32  # sign-ins waiting for a thread; more are told to come back

FREE_FAILURES = 5  # wrong passwords before an account or address has to wait
FIRST_WAIT = timedelta(seconds=30)  # doubled with each further failure
LONGEST_WAIT = timedelta(minutes=15)
FAILURES_FORGOTTEN = timedelta(hours=24)

MINUTES_PER_JP = 45
MINUTES_PER_TRAINER_HOUR = 60  # orang/jam (OJ)

# Travel between two venues, in minutes, where the office has not entered its own figure.
TRAVEL_SAME_DISTRICT = 15
TRAVEL_SAME_REGENCY = 60
TRAVEL_ELSEWHERE = 180

# Where the next free time is looked for, in the workshop's own zone.
DAY_OPENS = time(8, 0)
DAY_CLOSES = time(17, 0)
DAYS_AHEAD = 60

DRAFT_IS_NEAR = timedelta(days=14)  # a draft that begins sooner stands on the desk
EMBLEM_MOST_BYTES = 64 * 1024
PAGE_ROWS = 25
