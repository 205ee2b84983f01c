"""What trying to break a promise came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Size = Literal["ci", "long"]


@dataclass(frozen=True)
class Proof:
    """Everything counted in `violations` must be 0; at least one count of `control` must not be.

    The control runs the same attempt against the way one would do it without thinking. If that holds
    too, the attempt is too weak and shows nothing.
    """

    promise: str
    tried: dict[str, int]  # N and K: how many of what took part and were done
    violations: dict[str, int]
    control_is: str  # what the control does instead
    control: dict[str, int]  # its violations, counted the same way
    every_control: bool = False

    @property
    def kept(self) -> bool:
        return not any(self.violations.values())

    @property
    def control_failed(self) -> bool:
        return (all if self.every_control else any)(self.control.values())

    @property
    def good(self) -> bool:
        return self.kept and self.control_failed
