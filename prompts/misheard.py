"""What a few plain words want that would be answered beside the point: who wants a copy of an invoice was charged
nothing wrongly."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from prompts.brief import Matter
from prompts.nouns import Noun
from prompts.text import bounded, fold, words
from prompts.wordlists import lexicon

_FEW = 30
"""How many words tell so little that a phrase among them may be all that they are about."""
HARDLY_ANY = 4
"""Words that tell too little by themselves."""
_NOTHING = r"(?!)"


@dataclass(frozen=True, slots=True)
class _Mishearing:
    """Words that are heard as one of some matters, unless further words beside them tell that they are."""

    heard: tuple[str, ...]
    said: re.Pattern[str]
    unless: re.Pattern[str]
    matter: Matter | None
    """The matter that they mean."""
    kind: str | None
    """Where the matter is right, the kind of letter that answers them."""


def matter_meant(text: str, heard: Matter) -> Matter | None:
    """The matter that a short `text` means where it was `heard` as another; None where that is no mishearing."""
    return next((way.matter for way in _ways(text, heard) if way.matter), None)


def kind_meant(text: str, heard: Matter) -> str | None:
    """The kind of letter that answers a short `text` of a matter, where the matter's own would speak beside the point;
    None where it would not."""
    return next((way.kind for way in _ways(text, heard) if way.kind), None)


def says_too_little(text: str, things: Collection[Noun]) -> bool:
    """Whether nobody can tell what they want. Of four words, one has to name one of the `things` that they speak of:
    'I forgot my password.'"""
    said = words(text)
    names_a_thing = things and not any(word.isdecimal() for word in said)
    return len(said) < HARDLY_ANY or (len(said) == HARDLY_ANY and not names_a_thing)


def _ways(text: str, heard: Matter) -> Iterator[_Mishearing]:
    if len(words(text)) > _FEW:
        return
    folded = fold(text, without_markup=True).text
    for way in _mishearings():
        if heard in way.heard and way.said.search(folded) and not way.unless.search(folded):
            yield way


@cache
def _mishearings() -> tuple[_Mishearing, ...]:
    return tuple(
        _Mishearing(
            tuple(way["heard"]), _any(way["said"]), _any(way.get("unless", ())), way.get("matter"), way.get("kind")
        )
        for way in lexicon("misheard").values()
    )


def _any(said: Iterable[str]) -> re.Pattern[str]:
    """Any of these between the bounds of words; of none, nothing at all."""
    return re.compile("|".join(map(bounded, said)) or _NOTHING)
