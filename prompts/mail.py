"""Whose words are in a pasted message: the customer's own, what they quote, what an inbox put over it, and our mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prompts.senders import NOBODY, Sender, sender_of
from prompts.text import tidy, words

READ_AT_MOST = 4_000
_NEARBY = 500  # characters: a longer sentence is cut behind a word
_ENDS = tuple(".!?…")
_GAP = re.compile(r"(?<=\S)\s")
_QUOTE_BEGINS = re.compile(
    r"^[ \t]*(?:on\b.{4,120}\bwrote|am\b.{4,120}\bschrieb\b.{0,80}|le\b.{4,120}\ba écrit)[ \t]*:[ \t]*$"
    r"|^[ \t]*[-_]{2,} ?(?:(?:original|forwarded) message|(?:ursprüngliche|weitergeleitete) nachricht)[ \t-]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADERS = re.compile(
    r"^[ \t>*]*(?:from|to|cc|sent|date|subject|von|an|gesendet|datum|betreff)[ \t]*:.*\n?", re.IGNORECASE | re.MULTILINE
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*\n?", re.MULTILINE)
_SAID = re.compile(r"(?<!\w)[\"“„«](?=\S)([^\"“”„«»\n]{12,400})(?<=\S)[\"”“»](?!\w)")
_PICTURE = re.compile(
    r":[a-z0-9_+-]+:|<?https?://\S+>?|!?\[(?:image|img|bild|cid)[^\]]*\](?:\([^)]*\))?"
    r"|\(?(?:image|img|bild|foto|screenshot)s?[\w ()-]*"
    r"\.(?:png|jpe?g|gif|heic|webp|pdf)\)?|\S+\.(?:png|jpe?g|gif|heic|webp)",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:thank(?:s| you) for (?:contacting|reaching out)|we apologi[sz]e for|our (?:support )?team (?:is|will|has)"
    r"|your (?:ticket|request) (?:has been|was) (?:received|created)"
    r"|(?:vielen )?dank für ihre (?:anfrage|nachricht|kontaktaufnahme)"
    r"|wir bitten (?:sie )?(?:um entschuldigung|die unannehmlichkeiten)|unser (?:support-?)?team (?:wird|ist|hat)"
    r"|ihr(?:e)? (?:kundenservice|support-?team))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Message:
    """A customer's message as it can be read. `text` is empty where there are no words: nothing, or a picture."""

    text: str
    quotes: bool
    """Whether somebody else's words stood in it."""
    several: bool
    """Whether it looks like more than one mail."""
    ours: bool
    """Whether it reads like one of the team's own mails."""
    cut: bool
    """Whether it was too long to be read whole."""
    sender: Sender = NOBODY
    """Who wrote it, if the inbox that passed it on says so."""


def read_message(message: str) -> Message:
    """The customer's own words of `message`; of a very long one its beginning and its end."""
    cut = len(message) > READ_AT_MOST
    if cut:
        message = f"{beginning(message, READ_AT_MOST * 3 // 4)}\n{_end(message, READ_AT_MOST // 4)}"
    sender, whole = sender_of(tidy(message))
    mails = len(_QUOTE_BEGINS.findall(whole)) + len(re.findall(r"^[ \t>*]*(?:from|von)[ \t]*:", whole, re.I | re.M))
    own = _own(whole)
    unsaid = _SAID.sub(" ", own)
    read = unsaid if len(words(unsaid)) >= 4 else own
    if not re.search(r"[^\W\d_]{2,}", _PICTURE.sub(" ", read)):
        read = ""
    return Message(
        read,
        quotes=own != whole or read != own,
        several=mails > 1,
        ours=bool(_OURS.search(own)),
        cut=cut,
        sender=sender,
    )


def beginning(text: str, most: int) -> str:
    """At most so many characters of `text`, up to the end of a sentence, or of a word where none ends nearby."""
    if len(text) <= most:
        return text
    ends = [end.start() for end in _GAP.finditer(text, 0, most + 1)]
    sentences = [end for end in ends if text[end - 1 : end] in _ENDS and end > most - _NEARBY]
    return text[: (sentences or ends or [most])[-1]]


def _end(text: str, most: int) -> str:
    """At most so many characters of the end of `text`, from the beginning of a sentence, or else of a word."""
    begins = [gap.end() for gap in _GAP.finditer(text, len(text) - most - 1)]
    sentences = [
        begin for begin in begins if text[begin - 2 : begin - 1] in _ENDS and begin < len(text) - most + _NEARBY
    ]
    return text[(sentences or begins or [len(text) - most])[0] :]


def _own(whole: str) -> str:
    """`whole` without quoted mail: what stands above it, or below it if nothing stands above."""
    above, *below = _QUOTE_BEGINS.split(whole, maxsplit=1)
    candidates = (above, *below, whole)
    for candidate in candidates:
        bare = _HEADERS.sub("", _QUOTED_LINE.sub("", candidate)).strip()
        if words(bare):
            return bare
    return _HEADERS.sub("", re.sub(r"^[ \t]*>+ ?", "", whole, flags=re.MULTILINE)).strip()
