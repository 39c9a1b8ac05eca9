"""Whom the team serves, and what is remembered about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FORGOTTEN, UNNAMED = "a forgotten customer", "someone not named yet"


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
    """A customer under every reference we know, the best one first. Of somebody to whom we owe a word before anybody
    said who they are there is none, as there is none once they were `forgotten`."""

    id: int
    references: tuple[Reference, ...]
    forgotten: bool = False

    @property
    def label(self) -> str:
        """The one name to show: a full name, else an email address, else a ticket."""
        if self.is_nameless:
            return FORGOTTEN if self.forgotten else UNNAMED
        return self.references[0].value

    @property
    def is_nameless(self) -> bool:
        """Whether there is nothing to call them by: they are forgotten, not named yet, or part of another by now."""
        return not self.references

    @property
    def is_unnamed(self) -> bool:
        """Whether nobody has said yet who they are."""
        return self.is_nameless and not self.forgotten

    def is_named(self, reference: Reference) -> bool:
        """Whether this reference is one of theirs."""
        return any((known.kind, known.key) == (reference.kind, reference.key) for known in self.references)

    @property
    def telling_names(self) -> tuple[str, ...]:
        """What in a text can mean nobody else: addresses, tickets and full names; a single word may be anybody's."""
        told = (known for known in self.references if known.kind in ("email", "ticket") or " " in known.value)
        return tuple(known.value for known in told)

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


@dataclass(frozen=True, slots=True)
class Score:
    """How satisfied a customer said they were at a time: `kind` is csat (1 to 5) or nps (0 to 10)."""

    id: int
    kind: str
    value: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Merge:
    """Two customers became one: all that was `other`'s is `kept`'s, and can be given back until `undone_at`."""

    id: int
    kept: int
    other: int
    actor: str
    at: datetime
    undone_at: datetime | None = None
    kept_tier: str | None = None
    kept_language: str | None = None
    """The tier and the language that `kept` had before."""
