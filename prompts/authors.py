"""Who wrote a message, by all that it says of them for certain: the line that an inbox puts over it, a line of its own,
as in 'from Grace Hopper <grace@…>, ticket #4312', or an address below a signature. What it quotes tells nothing."""

from __future__ import annotations

import re
from dataclasses import replace

from prompts.mail import read_message
from prompts.people import name_alone, signature
from prompts.senders import EMAIL, LONGEST_LINE, MARKS, NOBODY, OURS, Sender, sender_of

_MARKED = r"#(?=[\w-]*\d)[A-Z0-9][\w-]{0,31}|[A-Z][A-Z0-9]{0,9}-\d{1,12}"
# A short number is none: 'case 2 of 3', 'in case 24 hours go by'.
_TICKET = (
    r"(?<!\bin\s)\b(?:ticket|case|vorgang)(?:s?[ \t-]*(?:number|nummer|no|nr|id))?\b[ \t.:(]*"
    rf"(?P<number>{_MARKED}|[A-Z]{{0,9}}\d{{3,12}})(?![\w-])"
)
_OWN_TICKET = re.compile(_TICKET, re.IGNORECASE)
_THEIR_TICKET = re.compile(rf"[ \t*,;·|–()\[-]*(?:{_TICKET}|(?P<bare>{_MARKED})(?![\w-]))", re.IGNORECASE)
# 'from Grace Hopper <grace@…>, ticket #4312', as whoever passes it on writes first or last.
_FROM = re.compile(
    r"(?:^[(\[]?|[(\[](?=[^()\[\]]*[)\]]\W*$))[ \t*]*(?:from|von)\b[ \t*:]*(?P<said>\S.*)", re.IGNORECASE
)
# What says that the words below are somebody else's, and so is the name that ends them.
_PASSED_ON = re.compile(
    r"\b(?:forward(?:ed|ing)|forward (?:this|it|you)|fwd?|pass(?:ed|ing)? (?:(?:this|it|that) )?on|on behalf of"
    r"|weitergeleitet|weiterleiten|leite\b.{0,40}\bweiter|im (?:auftrag|namen) (?:von|mein))"
    r"|(?<!\bI )(?<!\bwe )\b(?:got|received) (?:this|these|the following)\b"
    r"|\b(?:got|gets|received|wrote|writes|sent|sends|says|said|bekam|bekommen|erhielt|erhalten|schrieb|geschrieben"
    r"|schickte?|geschickt|sagte?)\b[^.!?\n]{0,60}:[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
# What may stand over the line that says whom a mail is from.
_HEADING = re.compile(
    r"[ \t*]*(?:to|cc|sent|date|subject|an|gesendet|datum|betreff)[ \t*]*:"
    r"|\W*(?:(?:begin )?forwarded message|(?:anfang der )?weitergeleiteten? nachricht|$)\W*$",
    re.IGNORECASE,
)
# Behind 'from Tim <tim@…>' without a colon: a sentence goes on, and whom it names is not who wrote it.
_GOES_ON = re.compile(r"\W*(?:I|we|my|he|she|they|it|that|habe|haben|hab|kam|kommt|bekam|ich|wir)\b", re.IGNORECASE)
# What may stand beside an address in a line below a signature: 'E-Mail:', a phone, and no sentence.
_BESIDE_AN_ADDRESS = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS_BESIDE = 4
_SOMEBODY_ELSE = re.compile(
    r"\b(?:cc|an|to|at|write|answer|reply|ask|contact|call|husband|wife|son|daughter|mother|father|neighbou?r|friend"
    r"|colleague|please|bitte|mann|frau|sohn|tochter|mutter|vater|nachbar\w*|freund\w*|kolleg\w*|schreib\w*|antwort\w*"
    r"|frag\w*|wenden)\b",
    re.IGNORECASE,
)
_FEW_LINES = 4  # stand below a name that ends a message
_IN_FULL = 2  # words: one alone may be anybody's name


def writer_of(message: str) -> Sender:
    """Who wrote `message`, by all that it says of them for certain: never a name that merely stands in it, nor an
    address or a number that may be somebody else's."""
    text = own_words(message)
    sender = _passed_on(message, text) or sender_of(message)[0]
    sender = _signed(text) if sender == NOBODY else sender
    return replace(sender, name=sender.name if len((sender.name or "").split()) >= _IN_FULL else None)


def own_words(message: str) -> str:
    """The words of `message` without the mail that it answers or quotes, if there are any."""
    return read_message(message).text


def _passed_on(message: str, text: str) -> Sender | None:
    """Who it is from, as its first line says, or the last of its own `text` where that is nobody else's."""
    first = next((line for line in message.splitlines() if not _HEADING.match(line)), "")
    above, _, last = text.rpartition("\n")
    return _from_line(first, "") or _from_line(last, above)


def _from_line(line: str, above: str) -> Sender | None:
    """Whom a line that begins or ends with 'from …' names, unless what stands before says that it is passed on."""
    found = _FROM.search(line[:LONGEST_LINE])
    if found is None or _PASSED_ON.search(f"{above}\n{line[: found.start()]}"):
        return None
    said = found["said"]
    email = EMAIL.search(said)
    ticket = _THEIR_TICKET.match(said, email.end()) if email else _THEIR_TICKET.search(said)
    first = email or ticket
    before = said[: first.start()].strip(f'{MARKS}<([,;·|"“”„') if first else ""
    name = name_alone(before)
    has_colon = ":" in line[found.start() : found.start("said")]
    if email and has_colon and OURS.search(said[: email.end()]):
        return None
    if email and not has_colon and _GOES_ON.match(said, ticket.end() if ticket else email.end()):
        return None
    if first and (name or (email and not before)):
        number = ticket and (ticket["number"] or ticket["bare"])
        return Sender(name, email["address"] if email else None, number)
    return None


def _signed(text: str) -> Sender:
    """Who signed it, if their address stands below their name; the number of their ticket may stand there too."""
    name, below = signature(text.rstrip())
    lines = [line for line in below.splitlines() if line.strip()]
    emails = {found["address"] for line in lines for found in EMAIL.finditer(line)}
    if name is None or len(lines) > _FEW_LINES or len(emails) != 1 or not _is_theirs(lines):
        return NOBODY
    ticket = _OWN_TICKET.search(below)
    return Sender(name, emails.pop(), ticket["number"] if ticket else None)


def _is_theirs(lines: list[str]) -> bool:
    """Whether the address below a name stands there as a part of the signature, not in a sentence about somebody."""
    beside = (EMAIL.sub(" ", line) for line in lines if EMAIL.search(line))
    return not any(
        _SOMEBODY_ELSE.search(words) or len(_BESIDE_AN_ADDRESS.findall(words)) > _MOST_WORDS_BESIDE for words in beside
    )
