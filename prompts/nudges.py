"""What a message of few words wants of us ourselves, without a matter: an answer that is due, a voice, a person, or no
more than to tell that it is settled, or to say thanks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from prompts.people import without_signature
from prompts.text import words
from prompts.thanked import is_unsettled
from prompts.wordlists import lexicon

Nudge = Literal["chased", "call", "person", "closed", "thanks"]

_MOST_WORDS = 30
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|hallo|moin|servus|guten (?:tag|morgen|abend)|liebes?|sehr geehrte)\b(?! (?:is|are"
    r"|any)\b)(?: (?:there|again|all|team|support|zusammen|nochmals?|damen und herren)){0,2}[,.!]+\s+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:[^.!?\n]|(?<=\d)\.(?= ?[\w]))+[.!?\n]*")
_NUMBER = re.compile(r"\+?\(?\d[\d\s()/.-]{4,}\d")
_HELLO = re.compile(r"(?:hello|hallo)(?: (?:hello|hallo))*", re.IGNORECASE)
_PART = re.compile(r"<(\w+)>")
# Where something else is wanted besides.
_GOES_ON = re.compile(
    r"\?|\b(?:but|however|though|unfortunately|please(?! ignore| disregard| close)|can you|could you|cancel|refund|aber"
    r"|jedoch|allerdings|leider|trotzdem|bitte(?! ignorier| vergess)|können sie|könnt ihr|kündig\w*|storn\w*)\b"
    r"|n['’]t\b|\bnicht\b",
    re.IGNORECASE,
)
_OPENS = r"(?:(?:so|and|und|also|ok(?:ay)?)?,? ?)"


def nudge_in(text: str) -> Nudge | None:
    """What a short `text` asks of us and nothing else: news of what they wrote before, to talk, or who writes here; or
    that it tells that what they wrote of is settled, or says thanks and nothing else."""
    said = re.sub(r"[ \t]+", " ", _NUMBER.sub(" ", _GREETING.sub("", without_signature(text))))
    if len(words(said)) > _MOST_WORDS:
        return None
    parts = [part for part in map(_bare, _SENTENCE.findall(said)) if part]
    if not said.endswith("?") and _tells_it_is_closed(parts, text):
        return "closed"
    if len(parts) == 1 and _HELLO.fullmatch(parts[0]) and "??" not in text:
        return None  # nobody has waited yet who only greets
    heard = {_heard(part) for part in parts if not _said()["beside"].fullmatch(part)}
    if not heard and parts and _said()["thanks"].search(said):
        return "thanks"
    if not heard or None in heard:
        return None
    urgent: tuple[Nudge, ...] = ("call", "person", "chased", "closed")
    return next(nudge for nudge in urgent if nudge in heard)


def _tells_it_is_closed(parts: Sequence[str], text: str) -> bool:
    """Whether one of a message's sentences, or the words before its first comma, says that it is settled, and none that
    anything goes on: 'Hat sich erledigt, das Paket war beim Nachbarn.'"""
    closed = _said()["closed"]
    said = any(closed.fullmatch(_bare(piece)) for part in parts for piece in (part, re.split("[,;(]", part)[0]))
    return said and not (_GOES_ON.search(text) or is_unsettled(text))


def names_a_number(text: str) -> bool:
    """Whether a telephone number stands in `text`, or what looks like one."""
    return _NUMBER.search(text) is not None


def _heard(sentence: str) -> Nudge | None:
    """What a sentence asks of us, be it several things: 'Still no answer, is anybody there?'"""
    said = _said()
    if said["person"].fullmatch(sentence):
        return "person"
    parts = [_bare(part) for part in re.split("[,:]| (?:and|und) ", sentence)]
    wanted = [part for part in parts if not said["beside"].fullmatch(part)]
    ways: tuple[Nudge, ...] = ("call", "chased", "closed")
    for nudge in ways:
        if said[nudge].fullmatch(sentence) or (wanted and all(map(said[nudge].fullmatch, wanted))):
            return nudge
    return None


@cache
def _said() -> dict[str, re.Pattern[str]]:
    """What is said for each nudge, and beside it."""
    tables = lexicon("nudges")
    return {
        name: re.compile(
            _whole(f"{_OPENS if name == 'chased' else ''}(?:{'|'.join(table['said'])})", tables["parts"]), re.I
        )
        for name, table in tables.items()
        if name != "parts"
    }


def _whole(pattern: str, parts: Mapping[str, str]) -> str:
    """`pattern`, with the parts that it names."""
    while (put := _PART.sub(lambda part: parts[part[1]], pattern)) != pattern:
        pattern = put
    return pattern


def _bare(said: str) -> str:
    """A sentence without what stands around it, smileys too."""
    return re.sub(r"^[^\w'’(]+|[^\w)]+$", "", said)
