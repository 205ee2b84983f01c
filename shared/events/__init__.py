"""The published language: every document that crosses from one service to another, one file a sender.

An event carries the whole document of its subject as it is now; its type only says why it was
sent. A receiver keeps the newest version it has seen and compares old with new, so any order and
any repetition of events end in the same state.
"""

from shared.events.envelope import Document, Event, EventType

__all__ = ["Document", "Event", "EventType"]
