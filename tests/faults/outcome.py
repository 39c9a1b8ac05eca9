"""What became of a promise under a fault."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the table.

    `lost` and `duplicates` are what was left in the end; `worst` is the slowest recovery in seconds, None where there
    is nothing to recover from; `broken` says in words what else was not kept; `notes` what is good to know.
    """

    fault: str
    base: str
    count: int
    lost: int = 0
    duplicates: int = 0
    worst: float | None = None
    broken: tuple[str, ...] = ()
    notes: str = ""

    @property
    def kept(self) -> bool:
        """Whether everything that was promised held."""
        return not (self.lost or self.duplicates or self.broken)
