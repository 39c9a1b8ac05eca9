"""What people type: customers, kinds of gestures and amounts in a command's text. Nothing here fails on any text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Literal

from bot.amounts import AmountRead, read_amount, read_amount_field
from bot.policy import Kind, plain_name
from prompts.authors import own_words, writer_of
from prompts.nouns import given_names
from prompts.text import tidy
from storage.records import Reference

__all__ = [
    "AmountRead",
    "CustomerRef",
    "all_named",
    "customer_anywhere",
    "customer_at_start",
    "customer_in_message",
    "first_word",
    "from_message",
    "is_blank",
    "read_amount",
    "read_amount_field",
    "read_kind",
    "reference",
    "shown",
    "unescape",
]

CustomerRef = Reference
"""One way to name a customer: `value` as typed but tidy, `key` as compared."""

_LONGEST_NAME = 100
_ADDRESS = r"(?!['’.])[^\s@<>|\"“”„‟«»‹›(),;:\\\[\]]{1,64}@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*"
_EMAIL = re.compile(rf"<mailto:(?P<linked>{_ADDRESS})(?:\|[^<>]*)?>|(?P<bare>{_ADDRESS})")
_TICKET = re.compile(
    r"#(?=[A-Za-z0-9_-]*[0-9])(?P<marked>[A-Za-z0-9][A-Za-z0-9_-]{0,31})"
    r"|(?P<bare>[A-Za-z][A-Za-z0-9_]{0,9}-[0-9]{1,12}|[0-9]{1,12})"
)
# How phones and languages quote: each opening mark with the marks that may close it.
_CLOSING = {
    '"': '"”“',
    "“": '”“"',
    "”": '”"',
    "„": '“”‟"',
    "‟": '”"',
    "«": "»",
    "»": "«»",
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "'": "'’",
    "‘": "’'",
    "‚": "‘’'",
}
_SINGLE = "'‘‚"  # also apostrophes: such a quote opens only a text and closes only before a gap
_APOSTROPHES = str.maketrans("’‘ʼ", "'''")  # O’Brien from a phone is O'Brien from a keyboard
_END = re.compile(r"[,;:.!?)]*(?=\s|$)")
_SEPARATORS = " \t\r\n\u00a0,;:"
_SPAN = re.compile(
    r"[0-9]{1,3}\s+(?:(?:business |working )?days?|[smhdw]|mins?|minutes?|hours?|hrs?|seconds?|weeks?|months?|tagen?"
    r"|stunden?|minuten?|sekunden?|wochen?|monaten?|werktagen?|arbeitstagen?)\b|[0-9]{1,2}\s+(?:am|pm|uhr)\b",
    re.IGNORECASE,
)
_SLACK_LINK = re.compile(r"<(?!mailto:)[^<>]*>")
_IN_BRACKETS = re.compile(rf"<({_ADDRESS})>")
_LABELLED = re.compile(r"<(?P<target>(?:https?://|mailto:|tel:)[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_EMPHASIS = re.compile(r"(?<![\w*_~])(?P<mark>[*_~])(?P<words>\S|\S[^\n]{0,200}?\S)(?P=mark)(?![\w*_~])")
_FOR = re.compile(r"(?:^|\s)(?:for|für)\s+$", re.IGNORECASE)


def customer_at_start(text: str) -> tuple[CustomerRef, str] | None:
    """The customer that the text begins with, and the rest as typed.

    An email address (also as Slack links it), a ticket (#4312, 4312, ZD-88, #ZD-88) or a name in quotes. A bare
    number before a unit of time ('2 days …') is no ticket.
    """
    start = len(text) - len(text.lstrip())
    found = _email_at(text, start) or _ticket_at(text, start) or _quoted_at(text, start)
    if found is None:
        return None
    ref, end = found
    return ref, text[end:].lstrip(_SEPARATORS)


def customer_anywhere(text: str) -> tuple[CustomerRef, str] | None:
    """The one customer named by an email address, #ticket or quoted name in the text; None if there are two.

    The rest is the text as typed, as the customer is part of its sentence; only 'for …' before the name goes with it.
    """
    named = {ref.key: (ref, start, end) for ref, start, end in all_named(text)}
    if len(named) != 1:
        return None
    ((ref, start, end),) = named.values()
    before = _FOR.search(text, 0, start)
    if before is None:
        return ref, text.strip()
    after = text[end:].lstrip(_SEPARATORS)
    gap = "" if after[:1] in ".!?" else " "
    return ref, f"{text[: before.start()].rstrip()}{gap}{after}".strip()


# Before a quoted name; other quotes are words, of things and shops too.
_WHOSE = re.compile(
    r"\b(?:(?P<surely>my name is|i am called|mein name ist|ich heiße|hier (?:ist|schreibt)|signed|gezeichnet|kund(?:e"
    r"|in)|customer|client|frau|herrn?|mrs?|ms)|(?:name|called|namens|this is|i am|i['’]m|ich bin"
    r"|(?P<letter>message|mail|e-?mail|letter|review|call|request|reply|answer|nachricht|anfrage|brief|anruf) (?:from"
    r"|for|von|für))|(?P<from>from|for|von|für))\b[^\w\"'“”„«»‹›]*$",
    re.IGNORECASE,
)
_BEFORE = 40  # characters that tell whose name a quoted one is
_AROUND = " \t\"'“”„«»‹›"


def _says_whose(text: str, start: int, end: int, name: str) -> bool:
    """Whether a name quoted at `start` is whose message it is: 'from "Anna Weber"', not 'I like "Blue Tomato"'."""
    words, before = name.split(), text[:start].strip(_AROUND)
    is_known = words[0].casefold() in given_names()
    is_large = all(word[:1].isupper() for word in words)
    if not before:
        return is_known or (is_large and "#" not in text[end:])
    found = _WHOSE.search(text, max(0, start - _BEFORE), start)
    if found is None or not is_large or found["surely"]:
        return found is not None and is_large
    ahead = text[: found.start()].rstrip(" ")
    is_first, is_last = not ahead, not text[end:].strip(f".!{_AROUND}")
    if found["from"]:
        return len(words) > 1 and (is_first or (is_last and ahead[-1:] in ",.;:!?\n–-"))
    return len(words) > 1 and (is_known or (is_first and found["letter"] is not None))


def customer_in_message(text: str) -> CustomerRef | None:
    """Whom a message of a customer's is from: as it says for certain, or the one email address in their own words,
    else the one quoted name that it begins with or that 'from' or 'for' stands before, else its one #ticket."""
    writer = writer_of(text)
    if writer.email is not None:
        return reference("email", writer.email)
    if writer.ticket is not None:
        return reference("ticket", writer.ticket)
    own = own_words(text)  # an address in what they quote is mostly ours
    said = {ref for ref, _, _ in all_named(own)} if own else None
    named = {
        (ref.kind, ref.key): ref for ref, _, _ in all_named(text) if ref.kind != "email" or said is None or ref in said
    }
    quoted = ((ref, start, end) for ref, start, end in all_named(text) if ref.kind == "name")
    whose = {ref.key for ref, start, end in quoted if _says_whose(text, start, end, ref.value)}
    for kind in ("email", "name", "ticket"):
        found = [ref for ref in named.values() if ref.kind == kind and (kind != "name" or ref.key in whose)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def first_word(text: str) -> tuple[str, str]:
    """The first word, which may be a customer's alias, and the rest as typed; two empty texts for nothing."""
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    return word.rstrip(",;:"), rest


def reference(kind: Literal["email", "ticket", "name", "alias"], value: str) -> CustomerRef:
    """A reference with the key by which it is compared: tickets in capitals without '#', the others case-folded, and
    handles (which are aliases) without the '@' that people put before them."""
    tidy = " ".join(shown(value).split())
    if kind == "ticket":
        number = tidy.lstrip("# ")
        return CustomerRef(kind, f"#{number}" if number.isdigit() else number, number.upper())
    if kind == "alias":
        return CustomerRef(kind, tidy.removeprefix("@"), _folded(tidy).lstrip("@ "))
    return CustomerRef(kind, tidy, _folded(tidy))


def read_kind(text: str, kinds: Mapping[str, Kind]) -> tuple[Kind | None, str, str | None]:
    """The kind of gesture that the text begins with, the rest as typed, and otherwise a problem in one sentence.

    A kind's key or label in full goes before a beginning of one, and more words before fewer.
    """
    words = [
        (word.end(), plain_name(text[: word.end()].rstrip(",;:"))) for word in islice(re.finditer(r"\S+", text), 20)
    ]
    names = [(plain_name(name), kind) for kind in kinds.values() for name in (kind.key, kind.label)]
    for end, typed in reversed(words):
        for name, kind in names:
            if name == typed:
                return kind, text[end:].lstrip(_SEPARATORS), None
    for end, typed in reversed(words):
        meant = {kind.key: kind for name, kind in names if typed and name.startswith(typed)}
        if len(meant) == 1:
            return next(iter(meant.values())), text[end:].lstrip(_SEPARATORS), None
        if meant:
            choices = " or ".join(kind.label for kind in meant.values())
            return None, text.strip(), f"“{text[:end].strip()}” could be {choices}: which of them?"
    if not words:
        return None, "", None
    known = ", ".join(kind.label for kind in kinds.values())
    return None, text.strip(), f"“{text.split()[0][:40]}” is no kind of gesture here. What can be given: {known}."


def shown(text: str) -> str:
    """What was typed, fit for storing and showing: without NUL and other control characters.

    Line breaks stay, as do emoji and writing from right to left; tabs become spaces.
    """
    if text.isprintable():  # most texts are, and a file may hold a hundred thousand names
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen, as of spaces without width."""
    return not tidy(text)


def unescape(text: str) -> str:
    """Slack's three entities as the characters that were typed. Once: '&amp;lt;' was '&lt;'."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def from_message(text: str) -> str:
    """The words of a message in Slack: its links by their labels, its bold, italic and struck words without marks."""
    said = _LABELLED.sub(lambda link: link["label"] or link["target"].removeprefix("mailto:"), text)
    return shown(unescape(_EMPHASIS.sub(r"\g<words>", said))).strip()


def _folded(text: str) -> str:
    if text.isascii():
        return " ".join(text.casefold().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).translate(_APOSTROPHES)
    return " ".join("".join(c for c in folded if unicodedata.category(c) != "Cf").split())


def _email_at(text: str, start: int) -> tuple[CustomerRef, int] | None:
    match = _EMAIL.match(text, start)
    closing = match and (_END.match(text, match.end()) or match["linked"])
    if not match or not closing or match.end() - match.start() > 600:
        return None
    return reference("email", match["linked"] or match["bare"]), match.end()


def _ticket_at(text: str, start: int) -> tuple[CustomerRef, int] | None:
    match = _TICKET.match(text, start)
    if not match or not _END.match(text, match.end()):
        return None
    if _SPAN.match(text, start):
        return None
    return reference("ticket", match["marked"] or match["bare"]), match.end()


def _quoted_at(text: str, start: int) -> tuple[CustomerRef, int] | None:
    opening = text[start : start + 1]
    closing = _CLOSING.get(opening)
    if not closing:
        return None
    for end in range(start + 1, min(len(text), start + 2 + _LONGEST_NAME)):
        if text[end] in closing and (opening not in _SINGLE or _END.match(text, end + 1)):
            return _name(text[start + 1 : end], end + 1)
        if text[end] == "\n":
            return None
    return None


def _name(inside: str, end: int) -> tuple[CustomerRef, int] | None:
    inside = inside.strip()
    found = _email_at(inside, 0) or _ticket_at(inside, 0)
    if found and found[1] == len(inside):
        return found[0], end
    if not any(c.isalnum() for c in inside):
        return None
    return reference("name", inside), end


def all_named(text: str) -> Iterator[tuple[CustomerRef, int, int]]:
    """Every customer that a text names, and where: from its first character to behind its last."""
    text = _IN_BRACKETS.sub(r" \1 ", text)
    text = _SLACK_LINK.sub(lambda link: " " * len(link[0]), text)
    place = 0
    while place < len(text):
        found = None
        if place == 0 or text[place - 1].isspace() or text[place - 1] in "([{,;":
            ticket = _ticket_at(text, place) if text[place] == "#" else None
            found = _email_at(text, place) or ticket
            if text[place] not in _SINGLE:
                found = found or _quoted_at(text, place)
        if found:
            yield found[0], place, found[1]
        place = found[1] if found else place + 1
