"""What the story claims, and whether each claim held."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape


@dataclass(slots=True)
class Claims:
    """Collects claims chapter by chapter and prints one line a chapter."""

    console: Console
    held: int = 0
    failed: list[str] = field(default_factory=list)
    _chapter_failed: bool = False

    def check(self, claim: str, holds: bool, found: object = "") -> None:
        """Count one claim; a claim that does not hold is named at the end with what was found."""
        if holds:
            self.held += 1
        else:
            self.failed.append(f"{claim} (found: {found})" if found != "" else claim)
            self._chapter_failed = True

    def chapter(self, word: str, told: str) -> None:
        """Print what a chapter did, in the figures of this run, and whether all its claims held."""
        sign = "[red]✗[/red]" if self._chapter_failed else "[green]✓[/green]"
        self.console.print(f" [bold]{word:<8}[/bold] {told:<86} {sign}", highlight=False, soft_wrap=True)
        self._chapter_failed = False

    @property
    def total(self) -> int:
        return self.held + len(self.failed)

    def conclude(self) -> bool:
        """Print the sum; True only if every claim held."""
        if self.failed:
            for claim in self.failed:
                self.console.print(f" [red]✗ {escape(claim)}[/red]", highlight=False, soft_wrap=True)
            self.console.print(f"Claims that held: {self.held} of {self.total}", highlight=False)
        else:
            self.console.print(f"All claims checked: {self.held} of {self.total}", highlight=False)
        return not self.failed
