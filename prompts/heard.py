"""What a letter names of what they told us, so that it shows that we listened: one thing or two, and never a list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from prompts.nouns import Noun

TELLING = 0.9
"""From this weight on a thing is worth being the second one that a letter names."""
BESIDE_THE_MATTER = 1.8
"""The same where the letter has named what the matter is about: only what is most telling comes on top of that."""
WHOLE_MATTER = 1.5
"""From this weight on a thing may be what it is all about, if it stands early."""
_EARLY = 2000  # the first two sentences
_FEW = ("two", "three", "four", "zwei", "drei", "vier", *"234")


def worth_naming(things: Sequence[Noun], said: str, *, fondly: bool, short: bool) -> list[Noun]:
    """The most telling of `things` that `said` has not named yet, and no more than a sentence holds with ease.

    Where that is all there is, what they quote; what stands around or a day with its month, too, but not beside
    something better that was said already. `fondly` puts whoever is close to them before a second thing.
    """
    unsaid = [thing for thing in things if not (thing.generic or _is_said(thing, said))]
    ways = (
        [thing for thing in unsaid if thing.about and thing.kind in ("thing", "person") and not thing.scenic],
        [thing for thing in unsaid if thing.about and thing.kind == "name"],
        [thing for thing in unsaid if thing.kind == "quote"],
        [thing for thing in unsaid if thing.about],
        [thing for thing in unsaid if thing.kind == "thing"],
    )
    is_named = any(thing.kind == "thing" and not thing.generic and _is_said(thing, said) for thing in things)
    found = next((way for way in (ways[:3] if is_named else ways) if way), [])
    if not found:
        return []
    first, *others = found
    if fondly and first.kind != "person":
        others.sort(key=lambda thing: thing.kind != "person")
    if not others and first.kind == "thing":
        others = [replace(thing, weight=TELLING) for thing in unsaid if thing.kind == "date"]
    least = BESIDE_THE_MATTER if is_named else TELLING
    second = [] if short else [thing for thing in others[:1] if thing.weight >= least]
    return [first, *second]


def whole_matter(things: Sequence[Noun]) -> str | None:
    """What it is all about, as it stands behind 'about' or 'um'; None where no thing stands out."""
    early = (thing for thing in things if thing.at < _EARLY and thing.weight >= WHOLE_MATTER)
    return next((thing.about for thing in early if thing.kind == "thing" and not (thing.generic or thing.scenic)), None)


def years_in(things: Sequence[Noun]) -> str:
    """So many years that a letter had better not pass over them: 'nineteen years'; '' where there are none."""
    spans = (thing.phrase for thing in things if thing.kind == "span")
    long = (span for span in spans if span.split()[-1] in ("years", "Jahre") and span.split()[0] not in _FEW)
    return next(long, "")


def _is_said(thing: Noun, said: str) -> bool:
    return re.search(rf"\b{re.escape(thing.name.split()[-1])}", said, re.IGNORECASE) is not None
