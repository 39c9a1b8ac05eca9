"""A noun of a message with what stands before it, and the lists that tell nouns: what English and German share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from prompts.wordlists import lexicon, listed

BREAK = "¦"
# Behind one of these, a capital begins a sentence rather than a name.
OPENING = ("„", "“", '"', "‚", "(", "-", "–", ">", "*", BREAK)
_LONGEST = 32
_GOODS, _SERVICES, _USUAL, _SCENERY = 0.8, 0.3, -0.7, -0.5
A_PERSON = -0.3
_NUMBER = re.compile(r"(?:[\w-]+ )?(?:numbers?|ids?|reference)|\w*nummern?", re.IGNORECASE)  # 'your contract number'

Kind = Literal["thing", "person", "name", "span", "date", "quote"]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun as it stands in a message, weighed by how much it tells."""

    name: str
    """With what describes it and without an article: 'walking jacket', 'Wasserkocher'."""
    article: str
    """What a list puts before it: 'your', 'the', 'two'; nothing in German and before a name."""
    head: str
    """The noun itself in lower case, by which two mentions are told as one thing."""
    weight: float
    at: int = 0
    kind: Kind = "thing"
    about: str | None = None
    """As it stands behind 'about' or 'über': 'the fuse', 'die Sicherung'; None where nobody can tell its article."""
    yours: str = ""
    """As something of theirs, in the nominative: 'your lamp', 'Ihr Wasserkocher'."""
    about_yours: str | None = None
    """The same behind 'about' or 'um': 'your lamp', 'Ihren Wasserkocher'."""
    goods: bool = False
    """Whether it is something that people buy."""
    service: bool = False
    """Whether it is something that one can be a customer of: 'gym', 'Mobilfunkvertrag'."""
    meant: bool = False
    """Whether they speak of the one that both sides know, 'my lamp' or 'the lamp', and not of some lamp."""
    several: bool = False

    @property
    def phrase(self) -> str:
        """As a list holds it."""
        return f"{self.article} {self.name}".strip()

    @property
    def generic(self) -> bool:
        """Whether it stands in anybody's message, so that naming it shows nothing: 'the order', 'the agent'."""
        listed = self._alone and self.head in words("any")["generic"]
        return self.weight < 0 or listed or _NUMBER.fullmatch(self.name) is not None

    @property
    def scenic(self) -> bool:
        """Whether it only stands around in anybody's day, and not as theirs: 'the door', but not 'your door'."""
        scenery = words("en")["scenery"] | words("de")["scenery"]
        return self._alone and self.head in scenery and not (self.about or "").startswith(("your ", "Ihr"))

    @property
    def _alone(self) -> bool:
        return self.kind == "thing" and " " not in self.name


def worth_saying(noun: Noun) -> Iterator[Noun]:
    """The noun, unless it is too long, somebody's code, or had better not be said back."""
    if is_sayable(noun.phrase) and len(noun.phrase) <= _LONGEST and not re.search(r"_|\d{4}", noun.phrase):
        yield noun


def is_sayable(said: str) -> bool:
    """Whether none of their words is too rude or too tender to be said back."""
    said = said.lower()
    rude = any(root in said for root in words("any")["rude"])
    return not rude and not any(word in words("any")["unsaid"] for word in re.findall(r"\w+", said))


def told(head: str, language: str, *, goods: bool, service: bool) -> float:
    """How much more a noun tells than others because of what it means: goods most, what stands around least."""
    if goods or service:
        return _GOODS if goods else _SERVICES
    return (_USUAL if head in usual(language) else 0.0) + (_SCENERY if head in words(language)["scenery"] else 0.0)


@cache
def usual(language: str) -> frozenset[str]:
    """Nouns that stand in anybody's message, 'order' or 'email'; not people and animals close to them."""
    details = lexicon("details")
    return frozenset(details["not_items"][language].split()) - set(details[language]["relatives"])


@cache
def parts() -> frozenset[str]:
    """What breaks off something that they bought, and is not it."""
    return frozenset(lexicon("details")["not_items"]["parts"].split())


def given_names() -> frozenset[str]:
    """What people are called, where it is no everyday word as well."""
    return listed("names", "given")


@cache
def words(language: str) -> dict[str, frozenset[str]]:
    """The word lists of a language, and of all of them together; 'any' has those that count in every language."""
    data: dict[str, Any] = lexicon("things")
    lists = data if language == "any" else data[language]
    sets = {name: frozenset(said.split()) for name, said in lists.items() if isinstance(said, str)}
    return {**sets, "all": frozenset().union(*sets.values())}
