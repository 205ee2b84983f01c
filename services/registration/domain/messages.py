"""Which messages there are, and which of them a newer one makes needless."""

from __future__ import annotations

# What somebody was told about the state of their registration: only the last of them still holds.
STATE = frozenset(
    {
        "sign_up_confirmed",
        "sign_up_pending",
        "waitlisted",
        "seat_given",
        "seat_received",
        "seat_offered",
        "offer_lapsed",
        "not_selected",
        "cancelled_by_self",
        "cancelled_by_office",
        "seat_handed_over",
        "workshop_cancelled",
    }
)
# After these nothing of this workshop concerns the person any more.
LAST = frozenset(
    {
        "offer_lapsed",
        "not_selected",
        "cancelled_by_self",
        "cancelled_by_office",
        "seat_handed_over",
        "workshop_cancelled",
        "thank_you",
    }
)
NOT_WORTH_A_CALL = frozenset({"thank_you"})  # told by mail or not at all
# Each says a difference, so a newer one does not make the call for it needless; but mailed after the newer
# one it would say what is no longer so.
IN_ORDER = frozenset({"workshop_changed"})
_AROUND = frozenset({"reminder", "workshop_changed", "group_link"})


def next_occasion(occasion: str) -> str:
    """The occasion of a mail that goes once more: "3", then "3 #2", then "3 #3"."""
    first, _mark, number = occasion.partition(" #")
    return f"{first} #{int(number or 1) + 1}"


def overtakes(purpose: str) -> frozenset[str]:
    """The purposes of older messages to the same person that need not be said once this one is.

    Each message has the link of the person's page, so a link alone is overtaken by any of them.
    """
    if purpose in LAST:
        return STATE | _AROUND | {"link_again"}
    if purpose in STATE:
        return STATE | {"link_again"}
    return frozenset({"reminder", "link_again"}) if purpose == "reminder" else frozenset()


_ALL = STATE | LAST | _AROUND


def overtaken_by(purpose: str) -> frozenset[str]:
    """The purposes that make this one needless when they come later."""
    return frozenset(one for one in _ALL if purpose in overtakes(one))
