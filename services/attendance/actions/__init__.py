"""What can happen in attendance: each is rows and events in one transaction."""

from services.attendance.actions.telling import REPUBLISH

__all__ = ["REPUBLISH"]
