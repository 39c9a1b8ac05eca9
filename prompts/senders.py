"""Who wrote a message, where it says so for certain: in the line that an inbox puts over it, as in 'Grace Hopper ·
grace@… · #4312', in a line of its own, as in 'from Grace Hopper <grace@…>, ticket #4312', or below a signature."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from prompts.people import name_alone, signature

_LONGEST_LINE = 300
_LONGEST_PART = 4  # words
# Between its parts; an address in angle brackets needs no more than a gap: 'Grace Hopper <grace@…>'.
_BETWEEN = re.compile(r"[ \t]+[·•|][ \t]+|[ \t]+(?=<(?:mailto:)?[^\s<>]+@)")
_MARKS = " \t*_~>"
_EMAIL = re.compile(r"(?:<(?:mailto:)?)?(?P<address>[^\s@<>()|,;]+@[^\s@<>()|,;]+\.[^\W\d_]{2,})(?:\|[^<>\n]*)?>?")
_TICKET = re.compile(r"#(?=[\w-]*\d)[A-Za-z0-9][\w-]{0,31}|[A-Z][A-Z0-9]{0,9}-\d{1,12}")
# 'from Grace Hopper <grace@…>, ticket #4312', as whoever passes it on writes first or last.
_FROM = re.compile(
    r"(?:^[(\[]?|[(\[](?=[^()\[\]]*[)\]]\W*$))[ \t*]*(?:from|von)\b[ \t*:]*(?P<said>\S.*)", re.IGNORECASE
)
_THEIR_TICKET = re.compile(
    r"[ \t*,;·|–()\[-]*(?:(?:ticket|case|vorgang)\b[ \t.:]*(?P<number>#?[\w-]*\d[\w-]*)|(?P<bare>"
    rf"{_TICKET.pattern}))(?![\w-])",
    re.IGNORECASE,
)
_FEW_LINES = 4  # stand below a name that ends a message
_OWN_TICKET = re.compile(
    r"\b(?:ticket|case|vorgang)\b[^\n\d#]{0,12}?(?P<ticket>#?(?:[A-Z][A-Z0-9]{0,9}-)?\d{1,12})\b", re.I
)
_IN_FULL = 2  # words: one alone may be anybody's name


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
    parts = [part.strip(_MARKS) for part in _BETWEEN.split(line)] if len(line) <= _LONGEST_LINE else []
    email = next((found["address"] for part in parts if (found := _EMAIL.fullmatch(part))), None)
    if len(parts) < 2 or email is None or any(len(part.split()) > _LONGEST_PART for part in parts):
        return NOBODY, message
    ticket = next((part for part in parts if _TICKET.fullmatch(part)), None)
    name = next((name for part in parts if (name := name_alone(part))), None)
    # Without capitals, as people write who fill in a form in a hurry, only the first part is a name.
    return Sender(name or name_alone(parts[0], lower_case=True), email, ticket), below.lstrip()


def writer_of(message: str) -> Sender:
    """Who wrote `message`, by all that it says of them for certain: never a name that merely stands in it, nor an
    address or a number that may be somebody else's."""
    sender = _passed_on(message) or sender_of(message)[0]
    sender = _signed(message) if sender == NOBODY else sender
    return replace(sender, name=sender.name if len((sender.name or "").split()) >= _IN_FULL else None)


def _passed_on(message: str) -> Sender | None:
    """Who it is from, as a line at its beginning or at its end says."""
    lines = [line[:_LONGEST_LINE] for line in message.splitlines() if line.strip()]
    for line in dict.fromkeys((*lines[:2], *lines[-1:])):
        said = found["said"] if (found := _FROM.search(line)) else ""
        email = _EMAIL.search(said)
        ticket = _THEIR_TICKET.match(said, email.end()) if email else _THEIR_TICKET.search(said)
        first = email or ticket
        before = said[: first.start()].strip(f'{_MARKS}<([,;·|"“”„') if first else ""
        name = name_alone(before)
        if first and (name or (email and not before)):
            number = ticket and (ticket["number"] or ticket["bare"])
            return Sender(name, email["address"] if email else None, number)
    return None


def _signed(message: str) -> Sender:
    """Who signed it, if their address stands below their name; the number of their ticket may stand there too."""
    name, below = signature(message.rstrip())
    lines = [line for line in below.splitlines() if line.strip()]
    emails = {found["address"] for line in lines for found in _EMAIL.finditer(line)}
    if name is None or len(lines) > _FEW_LINES or len(emails) != 1:
        return NOBODY
    ticket = _OWN_TICKET.search(below)
    return Sender(name, emails.pop(), ticket["ticket"] if ticket else None)
