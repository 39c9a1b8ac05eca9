"""What one slows down for in a message: what its signs tell, and what stands between the lines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast, get_args

from prompts.brief import Sensitive
from prompts.softly import said_softly
from prompts.theft import speaks_of_data, speaks_of_somebody, was_taken_in
from prompts.threats import threatens

SPOKEN_OF, MEANT, PLAIN, NAMED, HEARD, OUTWEIGHS = 0.4, 0.27, 0.5, 0.6, 0.1, 2
"""How likely it must be that something hurts where no sign tells it, and the likeliest of what it may be; how likely
that somebody is in their account or data; how likely what hurts must be to be named; how likely what a sign tells, as
kettles die too; and how many times likelier something else must be: 'we came home from the clinic without the baby' is
no illness. It is better to slow down for nothing than to be brisk with the bereaved."""
_CERTAIN_SIGNS = frozenset(("despair", "harm"))
_HURTS: tuple[Sensitive, ...] = ("bereavement", "illness", "discrimination", "harm")

# Which sign tells which sensitive matter, the most urgent first.
_SENSITIVE: tuple[tuple[Sensitive, str], ...] = (
    ("harm", "despair"),
    ("harm", "harm"),
    ("harm", "danger"),
    ("bereavement", "loss"),
    ("discrimination", "discrimination"),
    ("illness", "illness"),
    ("takeover", "takeover"),
    ("privacy", "privacy"),
)

_Told = tuple[Sensitive | None, bool]
"""A sensitive matter, and whether it is plain enough to be named."""


def sensitive_matter(likely: Mapping[str, float], signs: Collection[str], text: str) -> _Told:
    """What a sign in `text` tells and the words do not deny, the most urgent first; else what stands between the lines.
    And whether that is plain enough to be named.

    `likely` is how likely each sensitive matter is, 0 to 1, and `none` of them.
    """
    softly = said_softly(text)
    if softly.intersection(("despair", "danger")) or threatens(text):
        return "harm", True
    signs = {*signs, "takeover"} if was_taken_in(text) else signs
    told = _told_by_signs(likely, signs) or _told_softly(softly) or _between_the_lines(likely, softly, text)
    return ("harm", True) if told[0] is None and "warning" in softly else told


def _told_by_signs(likely: Mapping[str, float], signs: Collection[str]) -> _Told | None:
    """What a sign tells, unless something else is far likelier; None where no sign tells anything."""
    told = ((kind, sign) for kind, sign in _SENSITIVE if sign in signs)
    plain = next((kind for kind, sign in told if sign in _CERTAIN_SIGNS or likely[kind] >= HEARD), None)
    if plain is None:
        return None
    meant = _likeliest(likely)
    outweighed = not _CERTAIN_SIGNS.intersection(signs) and likely[meant] > OUTWEIGHS * likely[plain]
    return (meant, likely[meant] >= NAMED) if outweighed else (plain, True)


def _told_softly(softly: Collection[str]) -> _Told | None:
    if "loss" in softly:
        return "bereavement", False
    return ("discrimination", True) if "discrimination" in softly else None


def _between_the_lines(likely: Mapping[str, float], softly: Collection[str], text: str) -> _Told:
    """What is likeliest, where it is likely enough and `text` speaks of it at all."""
    meant = _likeliest(likely)
    if meant in _HURTS:
        is_well = meant == "illness" and "expecting" in softly
        hurts = not is_well and sum(likely[kind] for kind in _HURTS) >= SPOKEN_OF and likely[meant] >= MEANT
        return (meant, likely[meant] >= NAMED) if hurts else (None, False)
    is_so = speaks_of_somebody if meant == "takeover" else speaks_of_data
    return (meant, True) if likely[meant] >= PLAIN and is_so(text) else (None, False)


def _likeliest(likely: Mapping[str, float]) -> Sensitive:
    return cast(Sensitive, max(get_args(Sensitive), key=lambda kind: likely[kind]))
