"""Colleagues whom a command names: as Slack escapes them, or as @name. Nothing here fails on any text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot import reading
from storage.records import Person

_ESCAPED = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|(?P<name>[^<>]*))?>")
_OTHER = re.compile(r"<(?:[#!]|(?=https?:|mailto:|tel:))(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_TO = re.compile(r"\s*(?:(?:to|an)\s+(?=[@<]))?", re.IGNORECASE)
# What separates a name from what follows; the colon of :tada: does not.
_GAP = r"\s*(?:[,;:–—-]+(?=\s|$)|,(?=[@<]))?\s*"
_BEHIND = re.compile(_GAP)
_BETWEEN = re.compile(_GAP + r"(?:(?:and|und|&amp;|&|\+)\s*(?=[@<]))?", re.IGNORECASE)
_END = " ,;:.!?)"
_MOST_WORDS = 4  # in one name


def at_start(text: str, team: Sequence[Person]) -> tuple[tuple[str, ...], str]:
    """The ids of those whom a command's raw text begins with, each once, and the rest of it as Slack sent it.

    A plain @name counts only when it is one colleague's whole name, or the first name of one alone.
    """
    named, found = _names(team), dict[str, None]()
    place = _skip(_TO, text, 0)
    while one := _at(text, place, named):
        found[one[0]] = None
        place = _skip(_BETWEEN, text, one[1])
    return tuple(found), text[place:] if found else text.strip()


def behind(text: str, place: int) -> str:
    """What follows a name that ends at `place`."""
    return text[_skip(_BEHIND, text, place) :].strip()


def as_typed(text: str, team: Sequence[Person]) -> str:
    """What Slack escaped as the person saw it: people as @name, as we know them, channels and links by their labels."""
    names = {person.id: person.name for person in team}
    text = _ESCAPED.sub(lambda one: f"@{names.get(one['id']) or one['name'] or 'a colleague'}", text)
    text = _OTHER.sub(lambda one: one["label"] or one["target"].removeprefix("mailto:"), text)
    return reading.shown(reading.unescape(text)).strip()


def pattern(person: Person) -> re.Pattern[str]:
    """Finds somebody's name in what people write: whole, or their first name; in small letters only behind an @."""
    names = sorted({person.name.strip(), person.name.split()[0]}) if person.name.strip() else []
    plain = {spelling for name in names for spelling in (name, name.title(), name.upper())}
    found = "|".join([*map(re.escape, sorted(plain)), *(f"(?i:@{re.escape(name)})" for name in names)])
    return re.compile(rf"(?<!\w)(?:{found or '(?!)'})(?!\w)")


def _skip(gap: re.Pattern[str], text: str, place: int) -> int:
    found = gap.match(text, place)
    return found.end() if found else place


def _at(text: str, place: int, named: Mapping[str, set[str]]) -> tuple[str, int] | None:
    """Whom the text names at a place, and where that ends."""
    if escaped := _ESCAPED.match(text, place):
        return escaped["id"], escaped.end()
    if text[place : place + 1] != "@":
        return None
    words = list(re.finditer(r"[^\s@<>]+", text[place + 1 : place + 200]))[:_MOST_WORDS]
    for word in reversed(words):
        typed = text[place + 1 : place + 1 + word.end()].rstrip(_END)
        meant = named.get(_key(typed), set())
        if len(meant) == 1:
            return next(iter(meant)), place + 1 + len(typed)
    return None


def _names(team: Sequence[Person]) -> Mapping[str, set[str]]:
    """Who is called so, by whole names, and by first names that are nobody's whole one."""
    whole, first = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for person in team:
        whole[_key(person.name)].add(person.id)
        first[_key((person.name.split() or [""])[0])].add(person.id)
    return {**first, **whole}


def _key(name: str) -> str:
    return reading.reference("name", name).key
