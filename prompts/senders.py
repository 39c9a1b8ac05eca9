"""Who wrote a message, as the line says that an inbox puts over it: 'Grace Hopper · grace@… · #4312'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prompts.people import name_alone

LONGEST_LINE = 300
_LONGEST_PART = 4  # words
# Between its parts; an address in angle brackets needs no more than a gap: 'Grace Hopper <grace@…>'.
_BETWEEN = re.compile(r"[ \t]+[·•|][ \t]+|[ \t]+(?=<(?:mailto:)?[^\s<>]+@)")
MARKS = " \t*_~>"
EMAIL = re.compile(r"(?:<(?:mailto:)?)?(?P<address>[^\s@<>()|,;]+@[^\s@<>()|,;]+\.[^\W\d_]{2,})(?:\|[^<>\n]*)?>?")
_TICKET = re.compile(r"#(?=[\w-]*\d)[A-Za-z0-9][\w-]{0,31}|[A-Z][A-Z0-9]{0,9}-\d{1,12}")


@dataclass(frozen=True, slots=True)
class Sender:
    """What a message tells of who wrote it; None for what it does not."""

    name: str | None = None
    email: str | None = None
    ticket: str | None = None
    """The number under which the team answers, as it stands there: no order of theirs."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that it names them by."""
        return tuple(filter(None, (self.name, self.email, self.ticket)))


NOBODY = Sender()


def sender_of(message: str) -> tuple[Sender, str]:
    """Who wrote `message`, as an inbox says in the line over it, and the message without that line."""
    line, _, below = message.lstrip().partition("\n")
    parts = [part.strip(MARKS) for part in _BETWEEN.split(line)] if len(line) <= LONGEST_LINE else []
    email = next((found["address"] for part in parts if (found := EMAIL.fullmatch(part))), None)
    if len(parts) < 2 or email is None or any(len(part.split()) > _LONGEST_PART for part in parts):
        return NOBODY, message
    ticket = next((part for part in parts if _TICKET.fullmatch(part)), None)
    name = next((name for part in parts if (name := name_alone(part))), None)
    # Without capitals, as people write who fill in a form in a hurry, only the first part is a name.
    return Sender(name or name_alone(parts[0], lower_case=True), email, ticket), below.lstrip()
