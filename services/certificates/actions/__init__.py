"""What can happen to verdicts and certificates: rows, events and mails in one transaction each."""

from services.certificates.actions.approval import approve, approve_by_rule, submit
from services.certificates.actions.consider import consider
from services.certificates.actions.delivery import mail_ended, mark_handed_over, send_again
from services.certificates.actions.issue import claim, could_not_make, give_back, issue, try_again
from services.certificates.actions.republish import REPUBLISH
from services.certificates.actions.withdrawal import correct, dismiss, revoke

__all__ = [
    "REPUBLISH",
    "approve",
    "approve_by_rule",
    "claim",
    "consider",
    "correct",
    "could_not_make",
    "dismiss",
    "give_back",
    "issue",
    "mail_ended",
    "mark_handed_over",
    "revoke",
    "send_again",
    "submit",
    "try_again",
]
