"""The database as services see it: an action is a function, and it happens once or not at all.

    registration = await db.run(actions.cancel, manage_code, now=clock.now())

`Database.run` gives the action a transaction, commits, and runs it again when the database asks for
that (a deadlock, a restart). `Database.once` adds a key, so that a repeated request finds the stored
outcome. `GroupCommit` lets whoever waits share one transaction. Nothing else here speaks of asyncpg,
so domain code never does.
"""

from shared.db.errors import Busy, KeyReused, Unavailable, transient
from shared.db.group_commit import LATER, GroupCommit
from shared.db.once import Once
from shared.db.pool import Tx
from shared.db.run import Database
from shared.db.wake import wake

__all__ = [
    "LATER",
    "Busy",
    "Database",
    "GroupCommit",
    "KeyReused",
    "Once",
    "Tx",
    "Unavailable",
    "transient",
    "wake",
]
