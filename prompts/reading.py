"""What a message is about and how its writer feels, from weighted cues: English and German, offline."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import cast, get_args

from prompts.brief import Feeling, Matter, Sensitive
from prompts.text import bounded, fold, words
from prompts.wordlists import lexicon

_WEIGHTS = {"strong": 4, "plain": 2, "faint": 1}
_HURTFUL = ("late", "broken", "billing", "outage", "rude")
_TROUBLED = ("angry", "disappointed", "anxious", "confused", "sad")
# How much curiosity it takes where nothing troubles them; 4 where the matter itself is trouble.
_CURIOUS = {"question": 1, "return": 2, "other": 2, "praise": 2}

# Which sign tells which sensitive matter, the most urgent first.
_SENSITIVE: tuple[tuple[Sensitive, str], ...] = (
    ("harm", "despair"),
    ("harm", "harm"),
    ("bereavement", "loss"),
    ("discrimination", "discrimination"),
    ("illness", "illness"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as understood. `sarcastic` tells that praise is meant ill."""

    feeling: Feeling
    confidence: float
    """How sure the feeling is, 0 to 1: by how much its cues outweigh the next feeling's; 1 where a person said it."""
    matter: Matter
    hurtful: bool
    """Whether something went wrong on our side, by their account."""
    sensitive: Sensitive | None
    """A matter to slow down for; of several the one that is most urgent."""
    despair: bool
    """Whether they speak of harming themselves."""
    sarcastic: bool


@dataclass(frozen=True, slots=True)
class _Cues:
    feelings: dict[str, tuple[tuple[int, re.Pattern[str]], ...]]
    matters: dict[str, tuple[tuple[int, re.Pattern[str]], ...]]
    signs: dict[str, re.Pattern[str]]


def known_feeling(said: str | None) -> Feeling | None:
    """The feeling of that name; None if there is none."""
    return cast(Feeling, said) if said in get_args(Feeling) else None


def read(text: str, felt: Feeling | None = None) -> Reading:
    """What `text`, the customer's own words, is about and how it is felt: as `felt` says, if somebody knows better."""
    if not text:
        return Reading(felt or "neutral", float(felt is not None), "other", False, None, False, False)
    cues = _cues()
    folded = fold(text, without_markup=True).text
    sarcastic = cues.signs["sarcasm"].search(folded) is not None
    idle = cues.signs["idle"].sub(lambda match: "·" * len(match[0]), folded)
    matters = {name: _score(patterns, idle) for name, patterns in cues.matters.items()}
    feelings = {name: _score(patterns, idle) for name, patterns in cues.feelings.items()}
    hurt = max(matters[name] for name in _HURTFUL)
    feelings["happy"], feelings["disappointed"] = _turned(feelings, idle, cues)
    if felt in _TROUBLED:
        matters["praise"] = feelings["happy"] = 0
    if sarcastic:
        feelings["angry"] += 5
        feelings["happy"] = matters["praise"] = 0
        hurt = max(hurt, 2)
    feelings["disappointed"] += 3 if cues.signs["loyal"].search(idle) and (hurt >= 3 or feelings["angry"] > 1) else 0
    sensitive = next((kind for kind, sign in _SENSITIVE if cues.signs[sign].search(idle)), None)
    despair = cues.signs["despair"].search(idle) is not None
    feelings["sad"] += 6 if sensitive == "bereavement" or despair else 4 if sensitive == "illness" else 0
    _emphasis(text, feelings, hurt)
    if matters["billing"] >= 4 and cues.signs["cancelled"].search(idle):
        matters["cancellation"] = 0
    if cues.signs["owed"].search(idle):
        matters["late"] = 0
    if cues.signs["own_choice"].search(idle):
        matters["return"], matters["broken"] = matters["return"] + 2, 0
    matter = _matter(matters, feelings)
    feeling, confidence = (felt, 1.0) if felt else _feeling(feelings, matter, hurt)
    hurtful = feeling != "curious" and (matter in _HURTFUL or feeling in ("angry", "disappointed"))
    return Reading(
        feeling,
        confidence,
        matter,
        hurtful and matter != "praise",
        sensitive,
        despair,
        sarcastic,
    )


def _score(patterns: tuple[tuple[int, re.Pattern[str]], ...], text: str) -> int:
    """The cues' weights added up; the same words count twice at most."""
    total = 0
    for weight, pattern in patterns:
        total += weight * sum(min(2, count) for count in Counter(m[0] for m in pattern.finditer(text)).values())
    return total


def _turned(feelings: dict[str, int], text: str, cues: _Cues) -> tuple[int, int]:
    """Happiness and disappointment once 'not happy' is read as what it is; anger that is denied is taken away."""
    happy, disappointed = feelings["happy"], feelings["disappointed"]
    for name in ("happy", "angry"):
        for weight, pattern in cues.feelings[name]:
            for match in pattern.finditer(text):
                before = re.search(r"(?:[\w'’]+ ){0,3}$", text[max(0, match.start() - 40) : match.start()])
                if before and cues.signs["negation"].search(before[0]) and not cues.signs["negation"].match(match[0]):
                    if name == "happy":
                        happy -= weight
                        disappointed += min(weight, 2)
                    elif weight > 1:
                        feelings["angry"] -= weight
    return max(0, happy), disappointed


def _emphasis(text: str, feelings: dict[str, int], hurt: int) -> None:
    """Capitals and exclamation marks make strong what is there."""
    shouted = [word for word in re.findall(r"[^\W\d_]{3,}", text) if word.isupper()]
    loud = len(shouted) >= 3 and len(shouted) * 3 >= len(words(text))
    marks = text.count("!") >= 3 or "!!" in text or "?!" in text
    if feelings["happy"] > max(feelings["angry"], feelings["disappointed"]) and hurt < 4:
        feelings["happy"] += int(loud or marks)
    elif hurt or feelings["angry"]:
        once = "!" in text and hurt >= 4 and not feelings["happy"]
        feelings["angry"] += 4 * loud + (2 if marks else int(once))


def _matter(matters: dict[str, int], feelings: dict[str, int]) -> Matter:
    scores = dict(matters)
    if feelings["happy"] < 3 or feelings["angry"] + feelings["disappointed"] >= feelings["happy"]:
        scores["praise"] = 0
    hurt = max(scores[name] for name in _HURTFUL)
    if scores["praise"] >= max(4, hurt + 4 if hurt >= 4 else hurt) and scores["return"] < 4:
        return "praise"
    if scores["cancellation"] >= 4 and scores["cancellation"] >= hurt - 3:
        return "cancellation"
    if scores["rude"] >= 4 and scores["rude"] >= hurt - 2:
        return "rude"
    if scores["return"] >= max(4, hurt) and scores["broken"] < 4:
        return "return"
    upset = feelings["angry"] + feelings["disappointed"] + feelings["anxious"]
    if not upset and scores["question"] >= max(6, hurt):
        return "question"
    if hurt >= 4 and hurt > scores["question"] - 4:
        return cast(Matter, max(_HURTFUL, key=lambda name: scores[name]))
    if scores["question"] >= 3:
        return "question"
    if hurt >= 2 and (hurt >= 3 or upset >= 2):
        return cast(Matter, max(_HURTFUL, key=lambda name: scores[name]))
    return "other"


def _feeling(feelings: dict[str, int], matter: Matter, hurt: int) -> tuple[Feeling, float]:
    """The strongest feeling, of equal ones the one that needs more care, and how sure it is.

    Who asks untroubled is curious.
    """
    care: tuple[Feeling, ...] = ("sad", "angry", "disappointed", "anxious", "confused", "happy")
    scores = dict(feelings)
    if matter != "praise" and hurt >= 3:
        scores["happy"] = 0
    if matter in ("question", "return", "other", "cancellation"):
        scores["happy"] -= 2
    best, second = sorted(care, key=lambda name: -scores[name])[:2]
    if scores[best] >= (3 if best == "happy" else 2):
        return best, _sure(scores[best], max(0, scores[second]))
    if matter == "rude":
        return "angry", _sure(1, 0)
    if scores["curious"] >= _CURIOUS.get(matter, 4):
        return "curious", _sure(scores["curious"], max(0, scores[best]))
    return "neutral", _sure(1, max(0, scores[best]))


def _sure(most: int, next_most: int) -> float:
    """0 to 1: one half for a single cue with nothing against it, more the further ahead it is."""
    return round((most - next_most + 1) / (most + 3), 2) if most >= next_most else 0.2


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    data = lexicon("cues")

    def weighed(table: dict[str, dict[str, list[str]]]) -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
        return {
            name: tuple((_WEIGHTS[strength], _any(patterns)) for strength, patterns in strengths.items())
            for name, strengths in table.items()
        }

    assert set(data["feelings"]) == set(get_args(Feeling)) - {"neutral"}
    assert set(data["matters"]) == set(get_args(Matter)) - {"other"}
    return _Cues(
        weighed(data["feelings"]), weighed(data["matters"]), {name: _any(p) for name, p in data["signs"].items()}
    )


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern if pattern == r"\?" else bounded(pattern) for pattern in patterns))
