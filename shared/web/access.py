"""Who may open a route.

| role       | may                                                                        |
|------------|----------------------------------------------------------------------------|
| admin      | everything in the office, including its people and its own details          |
| organizer  | programmes, workshops, participants, attendance, asking for certificates    |
| approver   | read everything, decide on certificates                                     |
| operator   | take attendance                                                             |
| viewer     | read                                                                        |
"""

from __future__ import annotations

from dataclasses import dataclass

from shared.events.scheduling import Role


@dataclass(frozen=True, slots=True)
class Access:
    """The roles a route is open to; `None` means anybody, signed in or not."""

    name: str
    roles: frozenset[Role] | None

    @property
    def is_public(self) -> bool:
        return self.roles is None

    def allows(self, role: Role) -> bool:
        return self.roles is None or role in self.roles


PUBLIC = Access("public", None)
STAFF = Access("staff", frozenset(Role))
ADMIN = Access("admin", frozenset({Role.ADMIN}))
ORGANIZER = Access("organizer", frozenset({Role.ADMIN, Role.ORGANIZER}))
APPROVER = Access("approver", frozenset({Role.ADMIN, Role.APPROVER}))
OPERATOR = Access("operator", frozenset({Role.ADMIN, Role.ORGANIZER, Role.OPERATOR}))
VIEWER = Access("viewer", frozenset({Role.ADMIN, Role.ORGANIZER, Role.APPROVER, Role.VIEWER}))  # reads
