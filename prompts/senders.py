"""Who wrote a message, as the line says that an inbox puts over it: 'Grace Hopper · grace@… · #4312'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from prompts.closings import is_nobody
from prompts.people import name_alone

LONGEST_LINE = 300
_LONGEST_PART = 4  # words
_FEWEST_SAID = 3  # words: fewer may be what else an inbox says
# Between its parts; an address in angle brackets needs no more than a gap: 'Grace Hopper <grace@…>'.
_BETWEEN = re.compile(r"[ \t]+[·•|][ \t]+|[ \t]+(?=<(?:mailto:)?[^\s<>]+@)")
MARKS = " \t*_~>"
EMAIL = re.compile(
    r"(?:[<\[](?:mailto:)?)?(?P<address>[^\s@<>()\[\]|,;]+@[^\s@<>()\[\]|,;]+\.[^\W\d_]{2,})(?:\|[^<>\n]*)?[>\]]?"
)
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
# The lines that a mail begins with, and what its 'From:' says: 'Grace Hopper <grace@…>', '"Hopper, Grace" [mailto:…]'.
_HEADER_LINE = re.compile(
    r"[ \t*]*(?P<name>from|von|to|cc|bcc|reply-to|sent|date|subject|e-?mail|an|gesendet|datum|betreff)[ \t*]*:"
    r"[ \t*]*(?P<said>.*?)[ \t*]*",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"[\"“„]?(?P<name>[^\W\d_][^\n<>()\[\]@:;·•|\"“”„]{0,60}?)?[\"”“]?[ \t]*"
    r"(?:[<(\[]?(?:mailto:)?(?<![\w.+%'-])(?P<email>[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4})"
    r"(?:\|[^<>\n]{0,200})?[>)\]]{0,2})?",
    re.IGNORECASE,
)
# What a colleague writes who passes a mail on: then it is from somebody else.
_PASSES_ON = re.compile(r"\W*(?:fyi|fwd?|wg|zur info\w*|see below|siehe unten)\b", re.IGNORECASE)


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
    """Who wrote `message`, as an inbox says in the line over it, or the mail's own headers, and the message without
    these."""
    line, _, below = message.lstrip().partition("\n")
    if begun := _in_one_line(line):
        return begun[0], f"{begun[1]}\n{below}".rstrip() if below.strip() else begun[1]
    if headed := _under_headers(message):
        return headed
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


def _under_headers(message: str) -> tuple[Sender, str] | None:
    """Who wrote it and what, where it begins with 'From: …', 'To: …', 'Subject: …', in any order; None if one of ours
    did, or passes it on, and where nobody but a place is named: 'From: Berlin', 'To: Hamburg'."""
    lines = message.lstrip().splitlines()
    found = list(takewhile(bool, map(_HEADER_LINE.fullmatch, lines)))
    said = {header["name"].lower(): header["said"] for header in reversed(found) if header}
    below = "\n".join(lines[len(found) :]).strip()
    whom = said.get("from") or said.get("von") or ""
    told = _ADDRESSED.fullmatch(whom)
    passes_on = _PASSES_ON.match(said.get("subject") or said.get("betreff") or "") or _PASSES_ON.match(below)
    if not (told and below) or OURS.search(whom) or passes_on:
        return None
    address = EMAIL.fullmatch(said.get("email") or said.get("e-mail") or "")
    email = told["email"] or (address["address"] if address else None)
    is_mail = email is not None or not said.keys().isdisjoint(("subject", "sent", "betreff", "gesendet"))
    name = _named(told["name"] or "")
    return (Sender(name, email), below) if is_mail and (name or email) else None


def _named(said: str) -> str | None:
    """The person that a header names, their first name first; None for a company or a place."""
    last, _, first = (part.strip() for part in said.strip(MARKS).partition(","))
    whole = f"{first} {last}" if first and name_alone(first) else said.strip(MARKS)
    name = name_alone(whole, lower_case=whole.islower())
    return None if name is None or is_nobody(name) else name
