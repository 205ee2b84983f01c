"""Names as letters greet them.

Whoever types somebody else's address decides who gets a mail, so nothing they type may advertise in it.
"""

from __future__ import annotations

import re

LONGEST = 60  # characters; a name on a card may be longer, a greeting need not be

# What mail programs turn into links by themselves: a scheme, an address, a host under a domain people use
# for that. Titles have points as well ("S.Pd.", "M.Si."), so not every point is a host's.
_LINK = re.compile(
    r"[:/@\\]|www\.|\.(?:com|net|org|info|biz|xyz|top|site|online|shop|store|club|link|click|live|vip|app|dev|"
    r"me|io|co|id|ly|tk|ru|cn|cc|win|bet|fun|page|web|my|sch|ac|go|to|gg|tv)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d.*\d.*\d.*\d")  # a phone number, or part of one


def greeted(name: str) -> str:
    """The name without links, addresses and numbers, and not longer than a greeting; may be empty."""
    words = [word for word in name.split() if not _LINK.search(word) and not _DIGITS.search(word)]
    kept = ""
    for word in words:
        longer = f"{kept} {word}".strip()
        if len(longer) > LONGEST:
            break
        kept = longer
    return kept or (words[0][:LONGEST] if words else "")
