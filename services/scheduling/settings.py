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

# Travel between two venues, in minutes, where the office has not entered its own figure. District codes say
# who belongs to whom and not where anything lies, so this is a distance we suppose (10, 40 and 120 km) at the
# speed of a car on an island's roads; to another province a flight or a ferry takes most of a working day.
TRAVEL_SPEED = 40  # km/h
TRAVEL_SAME_DISTRICT = 15
TRAVEL_SAME_REGENCY = 60
TRAVEL_ELSEWHERE = 180  # another regency of the province
TRAVEL_OTHER_PROVINCE = 480

# What a day may hold before it warns, clock times in the workshop's own zone.
TRAINER_HOURS_A_DAY = 8  # of 60 minutes (OJ), over all workshops; an office may set its own figure
PRAYER_STARTS, PRAYER_ENDS = time(11, 30), time(13, 0)  # on Friday
MIDDAY_STARTS, MIDDAY_ENDS = time(11, 0), time(14, 0)  # a class that works before and after rests in between
MIDDAY_REST = timedelta(minutes=30)
CLASS_DAY = timedelta(hours=10)  # from the first session to the end of the last
ALTERNATIVES = 3  # trainers or venues offered for one warning or one double booking

# Where the next free time is looked for, in the workshop's own zone.
DAY_OPENS = time(8, 0)
DAY_CLOSES = time(17, 0)
DAYS_AHEAD = 60

DRAFT_IS_NEAR = timedelta(days=14)  # a draft that begins sooner stands on the desk
EMBLEM_MOST_BYTES = 64 * 1024
PAGE_ROWS = 25

# Telling people of changes by itself: after how long without another change, and what is urgent.
QUIET_MINUTES = 30  # unless the office chose one of the others
QUIET_CHOICES = (10, 30, 60, 240, 1440)
URGENT_WITHIN = timedelta(hours=24)  # a change that touches a session so near …
URGENT_QUIET = timedelta(minutes=10)  # … does not wait longer than this
NOTICES_CARRIED = 10  # in the Workshop document: more than anybody sends while a receiver is away

# Trainers. The first two are where an office has not chosen its own.
REMIND_DAYS = 2  # before a trainer's first session
ANSWER_DAYS = 3  # before an invitation counts as unanswered
QUIET = timedelta(minutes=10)  # a change is told once it has stayed the same this long
TRAINER_LINKS_MOST = 5  # one address may be known to several offices
TRAINER_BLOCKS_MOST = 100  # times a trainer cannot come, as far as they note them by their link
TRAINER_BLOCK_LONGEST = timedelta(days=366)
MATERIAL_MOST_BYTES = 10 * 1024 * 1024
MATERIALS_MOST = 20  # of one trainer in one workshop

# Suggested timetables: what a plan costs beside its minutes of travel.
EXTRA_VENUE_COSTS = 10_000  # more than any travel it could save: a class stays in one venue where it can
EXTRA_DAY_COSTS = 480
DAY_TRIP = 60  # minutes one way that cost nothing: whoever lives so near goes home in the evening
SUGGESTION_LEASE = 240.0  # seconds after which another process takes up work whose own was lost
SUGGESTION_TRIES = 3
SUGGESTIONS_AT_ONCE = 5  # of one office, waiting or being worked on
SUGGESTIONS_KEPT = 180  # days
SUGGESTION_SLICE = 5.0  # seconds of work between two looks whether it is still wanted
SUGGESTION_TIMEOUT = 120.0  # seconds one slice may take; the search for what blocks a plan is one slice
SUGGESTION_MEGABYTES = 2048  # private memory of the process that works

# Requests that are confirmed to one address: more in this time are kept and not mailed.
REQUEST_MAILS_MOST = 3
REQUEST_MAIL_PAUSE = timedelta(days=1)

# Letters.
RENDER_SECONDS = 60.0  # of one letter, or of many joined for the printer
RENDER_MEGABYTES = 700
LETTERS_AT_ONCE = 8  # that one process takes from the queue in one step
CLAIM_LASTS = timedelta(minutes=10)  # then another process may take them
RENDER_TRIES = 5  # of making one file, before a person has to look
RENDER_PAUSE = timedelta(seconds=20)  # before the next try, doubled with each
KNOWN_PEOPLE = 60  # whom earlier letters named, offered for the next surat tugas
