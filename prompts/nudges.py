"""What a message of few words wants of us ourselves, without a matter: an answer that is due, a voice, a person, or no
more than to tell that it is settled, or to say thanks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Literal

from prompts.people import without_signature
from prompts.text import words
from prompts.wordlists import lexicon, whole

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
_OPENS = r"(?:(?:so|and|und|also|ok(?:ay)?)?,? ?)"


def nudge_in(text: str) -> Nudge | None:
    """What a short `text` asks of us and nothing else: news of what they wrote before, to talk, or who writes here; or
    that it tells that what they wrote of is settled, or says thanks and nothing else."""
    said = re.sub(r"[ \t]+", " ", _NUMBER.sub(" ", _GREETING.sub("", without_signature(text))))
    if len(words(said)) > _MOST_WORDS:
        return None
    parts = [part for part in map(_bare, _SENTENCE.findall(said)) if part]
    if "?" not in text and _tells_it_is_closed(parts):
        return "closed"
    if len(parts) == 1 and _HELLO.fullmatch(parts[0]) and "??" not in text:
        return None  # nobody has waited yet who only greets
    heard = {_heard(part) for part in parts if not _said()["beside"].fullmatch(part)}
    if parts and "?" not in text and all(map(_said()["thanks"].fullmatch, parts)):
        return "thanks"
    if not heard or None in heard:
        return None
    return "call" if "call" in heard else "person" if "person" in heard else "chased"


def _tells_it_is_closed(parts: Sequence[str]) -> bool:
    """Whether a message says that it is settled, and beside that at most thanks and how it came about: 'Hat sich
    erledigt, das Paket war beim Nachbarn.' Whatever else stands there may want something."""
    said = _said()

    def is_told(piece: str) -> bool:
        return any(said[name].fullmatch(piece) for name in ("closed", "beside", "why_closed"))

    pieces = [piece for part in parts for piece in ([part] if is_told(part) else map(_bare, re.split("[,;(]", part)))]
    told = [piece for piece in pieces if piece]
    return all(map(is_told, told)) and any(map(said["closed"].fullmatch, told))


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
    ways: tuple[Nudge, ...] = ("call", "chased")
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
            whole(f"{_OPENS if name == 'chased' else ''}(?:{'|'.join(table['said'])})", tables["parts"]), re.I
        )
        for name, table in tables.items()
        if name != "parts"
    }


def _bare(said: str) -> str:
    """A sentence without what stands around it, smileys too."""
    return re.sub(r"^[^\w'’(]+|[^\w)]+$", "", said)
