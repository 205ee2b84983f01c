"""The figures registration works with. They are rules of the product, not settings of an installation."""

from __future__ import annotations

from datetime import timedelta

CONSENT_VERSION = "2026-11-27"  # of the texts on the form: their words are rows of consent_text

MOST_IN_A_ROUND = 200  # sign-ups admitted in one transaction

SIGN_UPS_PER_ADDRESS = "60/minute"  # a village hall signs up behind one address
# From all addresses together, in one process: about twice what one stores (docs/benchmarks.md), so only a
# flood from many addresses meets it. It is refused before the database hears of it, and other workshops do
# not wait.
SIGN_UPS_PER_WORKSHOP = "5000/second"
GROUPS_PER_ADDRESS = "10/15 minutes"  # lists begun by contact persons
GROUP_ADDS_PER_ADDRESS = "60/minute"  # submissions to lists, each of several people
OPEN_GROUP_PEOPLE = 50  # on a list that anybody began; an office's link has its own quota
GROUP_ROWS = 20  # people in one submission
CARD_CODES_PER_ADDRESS = "20/minute"
PHONE_DIGITS_PER_CARD = "5/15 minutes"  # four digits must not be guessed
TRIED_MAILS = "10/hour"  # of one member of staff who writes the words of mails
LOST_LINKS_PER_ADDRESS = "5/15 minutes"
LOST_LINKS_MOST = 5  # mails in answer to one request

REMINDER_DAYS = (7, 1)  # H-7 and H-1, where an office has chosen nothing else
REMINDER_HOUR = 9  # where the workshop is
REMINDER_CHOICES = (14, 7, 3, 2, 1, 0)  # days before; 0 is the day it begins
THANKS_HOUR = 9  # of the morning after the last session
THANKS_DAYS = 7  # attendance may arrive late; afterwards nobody is thanked any more
THANKED_AT_ONCE = 200  # people in one transaction
UNDO_WITHIN = timedelta(minutes=15)  # a wrong click on "Sudah dihubungi"
RETIRED_AT_ONCE = 200  # people whose data are due, in one transaction
TRIED_KEPT = timedelta(days=14)  # the row of a mail that tried the words; it belongs to no workshop that ends
GOODBYE_KEPT = timedelta(days=14)  # the call to somebody who was erased; afterwards it goes unsaid
EXPORTED_AT_ONCE = 1_000  # people read and packed together
MOST_EXPORTED = 100_000  # people in one file
PEOPLE_FOUND = 60  # registrations that match; their people are shown with all of theirs
PAGE_ROWS = 50
OFFERED_AGAIN = 10  # other workshops on a person's page
LISTED_WORKSHOPS = 60  # on the first page, which must stay under 50 KB

RENDER_SECONDS = 60.0  # of one batch of cards
RENDER_MEGABYTES = 700
MOST_CARDS = 1_000  # 125 sheets
MOST_IMPORTED = 500  # people in one spreadsheet
IMPORTED_AT_ONCE = 25  # of them handed over together, or changed in one transaction
GROUP_SHEET_BYTES = 2 * 1024 * 1024  # of a contact person's spreadsheet
GROUP_SHEETS_PER_ADDRESS = "20/15 minutes"
