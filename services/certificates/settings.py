"""The figures certificates works with. They are rules of the product, not settings of an installation."""

from __future__ import annotations

from datetime import timedelta

UPLOAD_MOST_BYTES = 10 * 1024 * 1024  # a certificate has about 0.1 MB; a scan of one a few
CHECKS_PER_ADDRESS = "30/minute"  # check codes have 60 bits, so guessing is hopeless well before this

CHECK_CODE_LENGTH = 12  # Crockford characters under the QR code, read as K7M4-9QXT-2BWF

RENDER_SECONDS = 60.0
RENDER_MEGABYTES = 700
CLAIM_AT_ONCE = 8  # certificates one process takes from the queue in one step
CLAIM_LASTS = timedelta(minutes=10)  # then another process may take them
TRIES = 5  # of making one file, before a person has to look
RETRY_AFTER = timedelta(seconds=20)  # doubled with each further try

SEAL_LASTS = timedelta(days=30 * 365.25)
PAGE_ROWS = 100
ISSUES_SHOWN = 5
