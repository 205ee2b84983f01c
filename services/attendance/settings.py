"""The figures attendance works with. They are rules of the product, not settings of an installation."""

from __future__ import annotations

MOST_MARKS = 200  # in one batch of a phone
MOST_TOGETHER = 50  # batches of different phones in one transaction
DEVICE_LENGTH = 80  # characters of a device's name and of a nonce
REASON_LENGTH = 300

LISTED_OPEN = 200  # workshops on the first page that are not closed
LISTED_CLOSED = 50

RECOUNT_EVERY = 5.0  # seconds between looks for what another process named
