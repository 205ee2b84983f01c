"""What can happen in scheduling: rows, events and mails in one transaction, a file per capability."""

from services.scheduling.actions.offices import first_admin_token
from services.scheduling.actions.republish import REPUBLISH
from services.scheduling.actions.sign_in import sign_in_token

__all__ = ["REPUBLISH", "first_admin_token", "sign_in_token"]
