"""Whom the team serves, and what is remembered about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FORGOTTEN = "a forgotten customer"


@dataclass(frozen=True, slots=True)
class Reference:
    """One way to name a customer: `kind` is email, ticket, name or alias; `value` as typed; `key` as compared."""

    kind: str
    value: str
    key: str

    @property
    def typed(self) -> str:
        """As a person would type it in a command: a name in quotes."""
        return f'"{self.value}"' if self.kind == "name" else self.value


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer under every reference we know, the best one first."""

    id: int
    references: tuple[Reference, ...]
    forgotten: bool = False

    @property
    def label(self) -> str:
        """The one name to show: a full name, else an email address, else a ticket."""
        return self.references[0].value if self.references else FORGOTTEN

    def is_named(self, reference: Reference) -> bool:
        """Whether this reference is one of theirs."""
        return any((known.kind, known.key) == (reference.kind, reference.key) for known in self.references)

    @property
    def is_person(self) -> bool:
        """Whether we know who it is, not only a ticket number."""
        return any(reference.kind != "ticket" for reference in self.references)


@dataclass(frozen=True, slots=True)
class Note:
    """Something personal worth remembering about a customer."""

    id: int
    author: str
    text: str
    created_at: datetime
