"""Whose words are in a pasted message: the customer's own, what they quote, what an inbox put over it, and our mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from prompts.senders import NOBODY, OURS, Sender, sender_of
from prompts.text import tidy, words
from prompts.turns import customers_words, turns_in

READ_AT_MOST = 4_000
_NEARBY = 500  # characters: a longer sentence is cut behind a word
_ENDS = tuple(".!?…")
_GAP = re.compile(r"(?<=\S)\s")
_HEADER = r"(?:to|cc|sent|date|subject|an|gesendet|datum|betreff)"
_QUOTE_BEGINS = re.compile(
    r"^[ \t]*(?:on\b.{4,120}(?:\bwrote|>[ \t]*\n[ \t]*wrote)|am\b.{4,120}\bschrieb\b.{0,80}|le\b.{4,120}\ba écrit)"
    r"[ \t]*:[ \t]*$"
    r"|^[ \t]*[-_]{2,} ?(?:(?:original|forwarded) message|(?:ursprüngliche|weitergeleitete) nachricht)[ \t-]*$",
    re.IGNORECASE | re.MULTILINE,
)
# How some programs begin the mail that is answered, without a word between: 'From: …', 'Sent: …', 'To: …'.
_MAIL_BEGINS = re.compile(
    rf"^[ \t>*]*(?:from|von)[ \t*]*:.*\n(?:[ \t>*]*{_HEADER}[ \t*]*:.*(?:\n|\Z))+", re.IGNORECASE | re.MULTILINE
)
# What no journey from one place to another has, and no parcel from somebody to somebody.
_IS_OF_A_MAIL = re.compile(r"\A.*@|^[ \t>*]*(?:sent|subject|gesendet|betreff)[ \t*]*:", re.IGNORECASE | re.MULTILINE)
_HEADERS = re.compile(rf"^[ \t>*]*(?:from|von|{_HEADER})[ \t]*:.*\n?", re.IGNORECASE | re.MULTILINE)
_HEADERS_ABOVE = re.compile(rf"\A(?:\s*{_HEADERS.pattern})+", re.IGNORECASE | re.MULTILINE)
# What a colleague writes over the mail that they pass on.
_PASSES_ON = re.compile(
    r"\W*(?:fyi|fwd?|wg|zur info\w*|see below|siehe unten|(?:begin )?forwarded message"
    r"|(?:anfang der )?weitergeleitete\w* nachricht)\b[^\n]{0,60}",
    re.IGNORECASE,
)
_QUOTE_MARK = re.compile(r"^[ \t]*> ?", re.MULTILINE)
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
    together: bool = False
    """Whether several people talk in it, of whom the customer is read alone."""


def read_message(message: str) -> Message:
    """The customer's own words of `message`; of a very long one its beginning and its end."""
    cut = len(message) > READ_AT_MOST
    if cut:
        message = f"{beginning(message, READ_AT_MOST * 3 // 4)}\n{_end(message, READ_AT_MOST // 4)}"
    sender, whole = sender_of(tidy(message))
    mails = len(_QUOTE_BEGINS.findall(whole)) + len(re.findall(r"^[ \t>*]*(?:from|von)[ \t]*:", whole, re.I | re.M))
    turns = turns_in(whole)
    own = customers_words(turns) if turns else _own(whole)
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
        together=bool(turns),
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
    """Their newest mail in `whole`, without headers and what it quotes; one that is quoted where they say no more."""
    found = [mail for text in (whole, _QUOTE_MARK.sub("", whole)) for mail in _mails_in(text)]
    theirs = [said for header, said in found if not OURS.search(header) and not _PASSES_ON.fullmatch(said)]
    return next(iter((*theirs, *(said for _, said in found))), "")


def _mails_in(text: str) -> Iterator[tuple[str, str]]:
    """The mails in `text`, the newest first, each as the line that says whom it is from, if there is one, and its own
    words, if it has any."""
    begins = list(_begins_in(text))
    headers = ["", *(match[0].strip().partition("\n")[0] for match in begins)]
    starts, ends = [0, *(match.end() for match in begins)], [*(match.start() for match in begins), len(text)]
    for header, start, end in zip(headers, starts, ends, strict=True):
        said = _HEADERS_ABOVE.sub("", _QUOTED_LINE.sub("", text[start:end])).strip()
        if words(said):
            yield header, said


def _begins_in(text: str) -> Iterator[re.Match[str]]:
    """What stands over the mails in `text`. 'From: Berlin, To: Hamburg' behind their own words is none of it."""
    last = 0
    for match in sorted((*_QUOTE_BEGINS.finditer(text), *_MAIL_BEGINS.finditer(text)), key=lambda match: match.start()):
        above = _HEADERS_ABOVE.sub("", text[last : match.start()]).strip()
        is_first = not above or _PASSES_ON.fullmatch(above) is not None
        if is_first or match.re is _QUOTE_BEGINS or _IS_OF_A_MAIL.search(match[0]):
            yield match
            last = match.end()


def thread_in(message: str) -> str:
    """All that is said in `message` by whomever, without what stands over it: who wrote it, to whom and when."""
    whole = sender_of(tidy(message))[1]
    said = "\n".join(turn.said for turn in turns_in(whole)) or re.sub(r"(?m)^[ \t>]+", "", whole)
    return beginning(_HEADERS.sub("", _MAIL_BEGINS.sub("", _QUOTE_BEGINS.sub("", said))), READ_AT_MOST)
