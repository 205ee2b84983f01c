"""How services hear each other: outbox, relay, transport, consumer, inbox, trouble. See README.md."""

from shared.bus import outbox
from shared.bus.copies import Change, Copies
from shared.bus.handlers import Handler, Handlers

__all__ = ["Change", "Copies", "Handler", "Handlers", "outbox"]
