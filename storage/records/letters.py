"""What the leads are told when something cannot be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from storage.records.customers import Customer


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A message that could not be delivered, or a timer that could not be carried out (`kind` is then the timer's).

    `name` is that of what it is about (F-17), '' for none; `trouble` is Slack's word for why, or an error's type.
    """

    kind: str
    name: str
    customer: Customer | None
    trouble: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What could not be delivered to one recipient, put before the leads; `recipient` '' stands for timers.

    `number` is what its buttons carry; `called` says who the recipient is where only text can; `lost` holds the oldest
    ones of `total`. Once there are none: `actor` did `outcome`, with `successor` in the recipient's place if it was
    reassigned. A `superseded` one is followed by a newer letter.
    """

    number: int
    recipient: str
    called: str
    lost: tuple[Undelivered, ...]
    total: int
    outcome: Literal["retried", "reassigned", "superseded"] | None = None
    actor: str | None = None
    successor: str | None = None

    @property
    def is_to_a_person(self) -> bool:
        """Whether somebody else could take what was for the recipient."""
        return self.recipient.startswith(("U", "W"))
