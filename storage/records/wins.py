"""Thanks, and the week's good turns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.records.customers import Customer
from storage.records.people import Person


@dataclass(frozen=True, slots=True)
class Thanks:
    """Somebody thanked a colleague, or passed on the thanks of a `customer`. `words` are empty once erased."""

    id: int
    person: str
    author: str
    words: str
    at: datetime
    customer: Customer | None = None


@dataclass(frozen=True, slots=True)
class Thanked:
    """The private word to whoever is thanked. `named`: whether the week's post names them; None where there is none."""

    thanks: Thanks
    named: bool | None


@dataclass(frozen=True, slots=True)
class Praise:
    """Thanks as the team reads them: who is thanked, and by whom if that one may be named. `words` is empty where they
    were erased or name somebody who is not to be named."""

    persons: tuple[Person, ...]
    author: Person | None
    words: str
    by_customer: bool


@dataclass(frozen=True, slots=True)
class Landed:
    """A gesture that a customer has, and whether it went well after it, as far as we know. The customer is not said."""

    what: str
    giver: Person
    solved: bool = False
    content: bool = False
    """Whether the matter was solved after it, and whether the customer said that they were content."""


@dataclass(frozen=True, slots=True)
class Wins:
    """The good turns of a week, as far as they may be told: nobody stands in it who opted out.

    `kept` is how many promises the team kept, None for what would be one person's number; `keepers` kept some, in
    alphabetical order, and `others` says that they are not all.
    """

    since: datetime
    until: datetime
    kept: int | None = None
    keepers: tuple[Person, ...] = ()
    others: bool = False
    landed: tuple[Landed, ...] = ()
    praises: tuple[Praise, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.kept or self.keepers or self.landed or self.praises)
