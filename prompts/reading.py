"""What a message is about and how its writer feels: cues and words, weighed by what was learned; offline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast, get_args

from prompts.brief import SURE, TROUBLES, Feeling, Matter, Sensitive
from prompts.cancelling import cancels_nothing
from prompts.classifier import classifier, features_of
from prompts.declared import declared
from prompts.earnest import in_earnest
from prompts.encoder import Likely, hear
from prompts.people import without_signature
from prompts.questions import asks_in_scorn
from prompts.sensitive import sensitive_matter
from prompts.softly import despairs
from prompts.text import bounded, fold, words
from prompts.threats import threatens
from prompts.wordlists import lexicon

_WEIGHTS = {"strong": 4, "plain": 2, "faint": 1}
TROUBLED = ("angry", "disappointed", "anxious", "confused", "sad")
_OF_JOY = ("sad", "anxious")
"""What the glad say that they are, too: who is in tears of joy is not sad. With joy nobody is disappointed."""
_STEPS = (1, 2, 4, 6, 9)
WORDS_COUNT: Mapping[str, float] = {"feeling": 0.5, "matter": 0.65, "sensitive": 0.35, "theft": 0.65}
"""How much the classifiers’ say counts beside the encoders’. What hurts most is said between the lines, where words
tell little; of an account or of data that somebody else has, they tell most."""
CLAIMED, CLAIMED_BY_WORD = 0.5, 0.33
"""How likely what it is about must be before a reply claims so, and where a plain word for it stands there, too:
nothing is better said than something untrue."""
_PLAIN_WORD = 4  # what one strong cue weighs
_SOMEWHAT, _CLEARLY_PRAISE = 0.2, 0.5
_CLAIM_NOTHING = ("praise", "question", "other")
_MONEY_BACK = re.compile(
    r"refund|reimburs|money back|\bmy money\b|\b(?:das|mein|meinem|unser) geld\b|(?:rück)?erstatt|rückzahlung"
    r"|geld zurück|gutschrift",
    re.IGNORECASE,
)
_IS_BACK = re.compile(
    r"\b(?:sent|posted|shipped|brought|gave|dropped|took|(?:you|they)(?:['’]ve| have)? (?:got|had|received?|have))\b"
    r"[^.!?\n]{0,60}\bback\b|\breturned\b|zurückgeschickt|zurückgesendet"
    r"|zurückgegeben|zurückgebracht|retourniert",
    re.IGNORECASE,
)
_UNPAID = re.compile(
    r"\b(?:still|yet|no|not|nothing|never|waiting|where|noch|kein\w*|nie|nichts?|warte\w*|wo)\b[^.!?\n]{0,60}"
    r"\b(?:refund\w*|money|geld|erstattung|gutschrift|rückzahlung)\b"
    r"|\b(?:refund|money|geld|erstattung)\b[^.!?\n]{0,20}\b(?:not|yet|noch|kein\w*|nicht)\b"
    r"(?! (?:the|a|schlecht|so|das))",
    re.IGNORECASE,
)
_DOES_NOT_COME = re.compile(
    r"\b(?:won['’]t|will not|not going to|might not|may not) (?:arrive|come|be here|get here|make it)\b"
    r"|\bnicht (?:mehr )?(?:rechtzeitig|pünktlich) (?:\w+ )?(?:an|da|komm)|\bliefer(?:n|e|t) (?:\w+ ){0,3}endlich\b",
    re.IGNORECASE,
)
# Whoever cannot get into their account, however long they tell of it, …
_LOCKED_OUT = re.compile(
    r"\blocked out of (?:my|our) (?:\w+ ){0,2}(?:account|profile|log-?in)s?\b"
    r"|\baus (?:meinem|unserem) (?:\w+ )?(?:\w*konto|\w*account|\w*profil) (?:aus)?gesperrt\b",
    re.IGNORECASE,
)
# … unless they are in again.
_IN_AGAIN = re.compile(
    r"\b(?:works|working|resolved|sorted|fixed|(?:was|been) able|got (?:back )?in|back in|geklappt|geht wieder"
    r"|(?:bin|komme) (?:\w+ ){0,3}wieder (?:\w+ )?(?:drin|rein))\b",
    re.IGNORECASE,
)
# Whoever is sorry for how they spoke themselves complains of nobody.
_ASHAMED = re.compile(
    r"(?:^|[.!?,;\n]\s*|\bi(?:['’]m| am)? (?:\w+ ){0,2}|\bmy (?:\w+ )?)(?:sorry|apologi[sz]e|apolog(?:y|ies))"
    r" (?:for|about|that i)"
    r" (?!(?:your|the|his|her)\b)(?:(?!your|who|he|she|they|you\b)\w+ ){0,3}?"
    r"(?:shout|yell|rude|tone|snap|outburst|temper|swear|swor)"
    r"|\bentschuldig\w*\b[^.!?\n]{0,30}\b(?:meine[nrsm]? (?:\w+ )?(?:ton|ausraster)"
    r"|(?:dass|weil|wenn) ich\b[^.!?\n]{0,40}\b(?:geschrien|angeschrien|laut geworden|laut wurde|grob))\b",
    re.IGNORECASE,
)
_GOODS = re.compile(
    r"\b(?:order|parcel|packag|deliver|ship|courier|carrier)|bestell|paket|päckchen|liefer|sendung", re.I
)

_LOOKS: dict[str, Callable[[str], bool]] = {
    "shouts": lambda text: sum(word.isupper() for word in re.findall(r"[^\W\d_]{3,}", text)) >= 3,
    "!": lambda text: "!" in text,
    "!!": lambda text: "!!" in text or text.count("!") >= 3,
    "?": lambda text: "?" in text,
    "??": lambda text: text.count("?") >= 2,
    "…": lambda text: "..." in text or "…" in text,
    "small": lambda text: text == text.lower(),
    "short": lambda text: len(text) < 90,
    "long": lambda text: len(text) > 350,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as understood. `sarcastic` tells that praise is meant ill."""

    feeling: Feeling
    confidence: float
    """How sure the feeling is, 0 to 1; 1 where a person said it."""
    matter: Matter
    hurtful: bool
    """Whether something went wrong on our side, by their account."""
    sensitive: Sensitive | None
    """A matter to slow down for; of several the one that is most urgent."""
    plainly: bool
    """Whether that matter is plain enough for a reply to name it."""
    despair: bool
    """Whether they speak of harming themselves."""
    threatens: bool
    """Whether they threaten somebody in so many words; other harm is what befell them or may."""
    sarcastic: bool


@dataclass(frozen=True, slots=True)
class _Cues:
    feelings: dict[str, tuple[tuple[int, re.Pattern[str]], ...]]
    matters: dict[str, tuple[tuple[int, re.Pattern[str]], ...]]
    signs: dict[str, re.Pattern[str]]


def known_feeling(said: str | None) -> Feeling | None:
    """The feeling of that name; None if there is none."""
    return cast(Feeling, said) if said in get_args(Feeling) else None


def known_matter(said: str | None) -> Matter | None:
    """The matter of that name; None if there is none."""
    return cast(Matter, said) if said in get_args(Matter) else None


def is_hurtful(feeling: Feeling, matter: Matter) -> bool:
    """Whether something went wrong on our side, by what it is about and how it is felt."""
    hurts = matter in TROUBLES or feeling in ("angry", "disappointed")
    return hurts and matter != "praise" and feeling not in ("curious", "happy")


def read(text: str, felt: Feeling | None = None) -> Reading:
    """What `text`, the customer's own words, is about and how it is felt: as `felt` says, if somebody knows better."""
    if not text:
        return Reading(felt or "neutral", float(felt is not None), "other", False, None, False, False, False, False)
    text = in_earnest(without_signature(text))
    signs, likely = signs_in(text), likelihoods(text)
    sarcastic = "sarcasm" in signs
    feelings, matters = dict(likely["feeling"]), dict(likely["matter"])
    if sarcastic:
        feelings["happy"] = matters["praise"] = 0
    if _ASHAMED.search(text):
        matters["rude"] = matters["praise"] = feelings["angry"] = 0
    if asks_in_scorn(text):
        matters["question"] = feelings["curious"] = 0
    sensitive, plainly = sensitive_matter(likely["sensitive"], signs, text)
    if (sensitive == "bereavement" and plainly) or "despair" in signs:
        feelings |= dict.fromkeys(("happy", "curious", "neutral"), 0.0)  # whatever else they thank us for
    if _is_loud(text) and max(feelings, key=lambda name: feelings[name]) != "happy":
        feelings["angry"] = 1.0
    is_glad = feelings["happy"] >= SURE and _score(_cues().feelings["happy"], _without_idle(text)) > 0
    for name in declared(text).difference(_OF_JOY if is_glad else ()):
        feelings[name] += 1.0
    feeling = felt or cast(Feeling, max(feelings, key=lambda name: feelings[name]))
    in_trouble = max(matters, key=lambda name: matters[name]) in TROUBLES
    if feeling == "happy" and not felt and (not words(text) or (in_trouble and feelings["happy"] < SURE)):
        feeling = "neutral"
    if feeling in TROUBLED or (feeling != "happy" and matters["praise"] < _CLEARLY_PRAISE):
        matters["praise"] = 0
    matter = _claimed(matters, text)
    return Reading(
        feeling,
        1.0 if felt else min(0.99, round(feelings[feeling] / min(1, sum(feelings.values())), 2)),
        matter,
        is_hurtful(feeling, matter),
        sensitive,
        plainly,
        "despair" in signs or despairs(text),
        "harm" in signs or threatens(text),
        sarcastic,
    )


def _claimed(likely: Mapping[str, float], text: str) -> Matter:
    """What it is about; 'other' where that is too unsure to be claimed."""
    if cancels_nothing(text, likely["cancellation"], is_about_money=likely["billing"] > _SOMEWHAT):
        likely = {**likely, "cancellation": 0.0}
    matter = max(likely, key=lambda name: likely[name])
    if matter == "late" and _MONEY_BACK.search(text) and not _GOODS.search(text):
        return "billing"  # it is their money that is late
    if matter == "return" and _IS_BACK.search(text) and _UNPAID.search(text):
        return "billing"  # the goods are back, the money is not
    if matter == "other" and _LOCKED_OUT.search(text) and not _IN_AGAIN.search(text):
        return "outage"
    least = CLAIMED_BY_WORD if _is_named(matter, text) else CLAIMED
    return cast(Matter, matter) if likely[matter] >= least or matter in _CLAIM_NOTHING else "other"


def _is_named(matter: str, text: str) -> bool:
    """Whether a plain word for that matter stands there."""
    patterns = _cues().matters.get(matter, ())
    comes_late = matter == "late" and _DOES_NOT_COME.search(text) is not None
    return comes_late or _score(patterns, _without_idle(text)) >= _PLAIN_WORD


def _is_loud(text: str) -> bool:
    """Whether most of it is shouted."""
    shouted = [word for word in re.findall(r"[^\W\d_]{3,}", text) if word.isupper()]
    return len(shouted) >= 4 and 2 * len(shouted) >= len(words(text))


@lru_cache(maxsize=256)
def likelihoods(text: str) -> Mapping[str, Mapping[str, float]]:
    """How likely each feeling, matter and sensitive matter is, as two judges have it on average.

    The classifiers weigh words and cues, and are good at what is said plainly; the encoder hears what sentences mean.
    """
    shown, heard = features(text), hear(text)
    found = {
        name: _together(classifier(name).probabilities(shown), heard.get(name), WORDS_COUNT[name])
        for name in ("feeling", "matter", "sensitive")
    }
    stolen = _together(classifier("sensitive").probabilities(shown), heard.get("sensitive"), WORDS_COUNT["theft"])
    return {**found, "sensitive": {**found["sensitive"], **{kind: stolen[kind] for kind in ("takeover", "privacy")}}}


def _together(by_words: Likely, by_meaning: Likely | None, share: float) -> Likely:
    if by_meaning is None:
        return by_words
    return {label: share * part + (1 - share) * by_meaning[label] for label, part in by_words.items()}


def signs_in(text: str) -> frozenset[str]:
    """Which of the cues' signs a text shows."""
    idle = _without_idle(text)
    return frozenset(name for name, sign in _cues().signs.items() if sign.search(idle))


def features(text: str) -> frozenset[str]:
    """What a message is made of, as the classifiers learn it: its words, its looks, and which cues it holds."""
    idle, cues = _without_idle(text), _cues()
    scores = {name: _score(patterns, idle) for name, patterns in (*cues.feelings.items(), *cues.matters.items())}
    found = {f"!{name}{step}" for name, score in scores.items() for step in _STEPS if score >= step}
    found |= {f"?{name}" for name in signs_in(text)}
    found |= {f"?{name}" for name, shows in _LOOKS.items() if shows(text)}
    return features_of(idle, found)


@lru_cache(maxsize=64)
def _without_idle(text: str) -> str:
    """`text` folded, and turns of speech hidden in which a cue's words mean nothing."""
    folded = fold(text, without_markup=True).text
    return _cues().signs["idle"].sub(lambda match: "·" * len(match[0]), folded)


def _score(patterns: tuple[tuple[int, re.Pattern[str]], ...], text: str) -> int:
    """The cues' weights added up; the same words count twice at most."""
    total = 0
    for weight, pattern in patterns:
        total += weight * sum(min(2, count) for count in Counter(m[0] for m in pattern.finditer(text)).values())
    return total


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
