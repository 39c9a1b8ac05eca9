"""Telling languages apart by their commonest words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from functools import cache

from babel import Locale

from prompts.people import above_signature
from prompts.text import words
from prompts.wordlists import lexicon

_ENOUGH_WORDS = 12
_LEAST_COMMON = 0.06
_LEAST_TELLING = 2  # of its commonest words, from which on a short text is taken to be in it
# What stands for a language where none of its commonest words does: 'Rechnung fehlt'.
_TELLING = {
    "de": re.compile(
        r"\b(?:paket|rechnung|bestellung|lieferung|kündigung|passwort|termin|konto|vertrag|gutschein|quittung|rückgabe"
        r"|kaputt|falsch|doppelt|fehlt|verloren|defekt|storn\w+|kündig\w+|geliefert|verschieben)\b",
        re.IGNORECASE,
    )
}
_OTHER_SCRIPTS = re.compile("[\u0370-\u1fff\u3040-\u9fff\uac00-\ud7af]")


def language_of(text: str) -> str | None:
    """The code of the language that `text` is most likely written in; None if too little speaks for any.

    'other' is a language in another script than Latin. Who signs it and where they live tells nothing.
    """
    if len(_OTHER_SCRIPTS.findall(text[:400])) > 2:
        return "other"
    text = above_signature(text[:4000])
    spoken, umlauts = _scores(text), [word for word in words(text) if re.search("[äöüß]", word.lower())]
    # What is written large may be somebody's name or street, and only tells where nothing else does.
    spoken["de"] += sum(word[0].islower() for word in umlauts)
    scores = {code: 2 * score + (code == "de" and bool(umlauts)) for code, score in spoken.items()}
    best = max(scores, key=lambda code: scores[code])
    rest = max(score for code, score in scores.items() if code != best)
    if scores[best] > rest:
        return best
    return next((code for code, words_alone in _TELLING.items() if words_alone.search(text)), None)


def speaks_another(text: str, language: str) -> bool:
    """Whether `text` is clearly written in another language than `language`; False if it is short or cannot be told.

    Another is one that is known better in it, and one that nobody knows here: hardly any word of `language` is common.
    """
    scores = _scores(text)
    if language not in scores:
        return False
    if len(_OTHER_SCRIPTS.findall(text)) > max(2, len(text) // 20):
        return True
    said = len(words(text))
    if said < _ENOUGH_WORDS:
        return False
    if scores[language] < _LEAST_COMMON * said:
        return True
    best = max(scores, key=lambda code: scores[code])
    return best != language and scores[best] >= 4 and scores[best] >= 2 * scores[language]


def is_foreign(text: str, known: Collection[str]) -> bool:
    """Whether `text` is clearly in none of the `known` languages: in another that can be told, or in one that nobody
    knows here."""
    language = language_of(text)
    if language in known:
        return False
    if language == "other":
        return True
    if "¿" in text or "¡" in text:
        return True
    told = language is not None and _scores(text)[language] >= _LEAST_TELLING
    return told or all(speaks_another(text, code) for code in known)


def is_short_of_another(text: str, language: str) -> bool:
    """Whether `text` is too short to speak clearly and yet told by a few common words as another language than
    `language`, in which it has fewer; False for languages that nobody can tell here."""
    told = language_of(text)
    if language not in _common() or told in (language, None, "other") or len(words(text)) >= _ENOUGH_WORDS:
        return False
    return _scores(text)[str(told)] >= _LEAST_TELLING


def is_common(word: str) -> bool:
    """Whether it is one of the commonest words of English or German."""
    return any(word.casefold() in _common()[code] for code in ("en", "de"))


def language_name(code: str | None) -> str | None:
    """A language in English, by its code; None for one that cannot be told."""
    return None if code in (None, "other") else Locale.parse(str(code)).get_display_name("en")


def _scores(text: str) -> Counter[str]:
    said = Counter(word.casefold() for word in words(text))
    return Counter(
        {code: sum(count for word, count in said.items() if word in common) for code, common in _common().items()}
    )


@cache
def _common() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in lexicon("languages").items()}
