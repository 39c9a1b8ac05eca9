"""Who wrote a message, as the line says that an inbox puts over it: 'Grace Hopper · grace@… · #4312'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prompts.people import name_alone

LONGEST_LINE = 300
_LONGEST_PART = 4  # words
_FEWEST_SAID = 3  # words: fewer may be what else an inbox says
# Between its parts; an address in angle brackets needs no more than a gap: 'Grace Hopper <grace@…>'.
_BETWEEN = re.compile(r"[ \t]+[·•|][ \t]+|[ \t]+(?=<(?:mailto:)?[^\s<>]+@)")
MARKS = " \t*_~>"
EMAIL = re.compile(r"(?:<(?:mailto:)?)?(?P<address>[^\s@<>()|,;]+@[^\s@<>()|,;]+\.[^\W\d_]{2,})(?:\|[^<>\n]*)?>?")
OURS = re.compile(
    r"\b(?:support|customer[ -]?(?:service|care)|kunden(?:service|dienst)|help ?desk|no-?reply)\b", re.IGNORECASE
)
"""What the team is called over a mail of its own: 'From: Support <support@…>'."""
_FROM_US = re.compile(rf"[ \t>*]*(?:from|von)[ \t]*:[^@\n]*{OURS.pattern}", re.IGNORECASE)
_TICKET = re.compile(r"#(?=[\w-]*\d)[A-Za-z0-9][\w-]{0,31}|[A-Z][A-Z0-9]{0,9}-\d{1,12}")
# Header and message in one line, as a paste that lost its line breaks has it: the colon behind 'from' or behind the
# address is what no sentence has. What stands behind must be words of theirs, no further line of a header.
_SAID = (
    r"(?P<said>(?!(?:to|cc|sent|date|subject|reply-to|an|gesendet|datum|betreff)[ \t*]*:|(?:wrote|schrieb)\b)"
    r"[^\W\d_][^\n]*)"
)
_WHOM = (
    r"(?:[\"“„]?(?P<name>[^\W\d_][^\n<>()@:;,\"“”„]{0,60}?)[\"”“]?[ \t]*)?[<(]?"
    r"(?<![\w.+-])(?P<email>(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})(?:\|[^<>\n]{0,200})?[)>]{0,2}"
)
_TICKET_TOO = (
    rf"(?:[ \t,;·|–([-]{{1,4}}(?:(?:ticket|case|vorgang)[ \t]*)?(?P<ticket>{_TICKET.pattern})(?![\w-])[)\]]?)?"
)
_IN_ONE_LINE = tuple(
    re.compile(rf"[ \t*>]*(?:from|von){before}{_WHOM}{_TICKET_TOO}{behind}[ \t]+{_SAID}", re.IGNORECASE)
    for before, behind in ((r"[ \t*]*:[ \t*]*", r"[ \t]*[:,;–-]?"), (r"[ \t]+", r"[ \t]*:"))
)


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
    if begun := _in_one_line(line):
        return begun[0], f"{begun[1]}\n{below}".rstrip() if below.strip() else begun[1]
    parts = [part.strip(MARKS) for part in _BETWEEN.split(line)] if len(line) <= LONGEST_LINE else []
    email = next((found["address"] for part in parts if (found := EMAIL.fullmatch(part))), None)
    if (
        len(parts) < 2
        or email is None
        or _FROM_US.match(line)
        or any(len(part.split()) > _LONGEST_PART for part in parts)
    ):
        return NOBODY, message
    ticket = next((part for part in parts if _TICKET.fullmatch(part)), None)
    name = next((name for part in parts if (name := name_alone(part))), None)
    # Without capitals, as people write who fill in a form in a hurry, only the first part is a name.
    return Sender(name or name_alone(parts[0], lower_case=True), email, ticket), below.lstrip()


def _in_one_line(line: str) -> tuple[Sender, str] | None:
    """Who wrote it and what they wrote, where both stand in one line: 'From: grace@… my parcel is late'."""
    found = next((found for pattern in _IN_ONE_LINE if (found := pattern.match(line))), None)
    name = name_alone(found["name"].strip(MARKS)) if found and found["name"] else None
    if found is None or (found["name"] and name is None) or len(found["said"].split()) < _FEWEST_SAID:
        return None
    return Sender(name, found["email"].removeprefix("mailto:"), found["ticket"]), found["said"]
