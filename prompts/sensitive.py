"""What one slows down for in a message: what its signs tell, and what stands between the lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import cast, get_args

from prompts.brief import Sensitive

SPOKEN_OF, MEANT, PLAIN, HEARD, OUTWEIGHS = 0.4, 0.29, 0.5, 0.1, 2
"""How likely it must be that something hurts where no sign tells it, and the likeliest of what it may be; how likely
that somebody is in their account or data; how likely what a sign tells, as kettles die too; and how many times likelier
something else must be: 'we came home from the clinic without the baby' is no illness. It is better to slow down for
nothing than to be brisk with the bereaved, but not everybody who is locked out was robbed."""
_CERTAIN_SIGNS = frozenset(("despair", "harm"))
_THEIR_DATA = re.compile(
    r"data|daten|details|angaben|information|gdpr|dsgvo|privacy|datenschutz|personal|persönlich|address"
    r"|adress|anschrift|profil|somebody|someone|another|else|fremd|ander(?:e[nrms]?|n)\b",
    re.IGNORECASE,
)
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

# Whoever was taken in: what was not ours, and what they gave it.
_FAKE = re.compile(
    r"\bphish|\bscammers?\b|\bfell for\b|\bfraud(?:ster|ulent)"
    r"|\b(?:scam|fake|false|bogus) (?:web)?(?:site|page|e?-?mail|text|link|shop|call)"
    r"|looked like (?:it came from )?(?:you|yours)\b|wasn['’]t (?:from )?you\b|gefälscht|betrugs"
    r"|falsche\w* (?:mail|seite|sms)|gar nicht von (?:ihnen|euch)",
    re.IGNORECASE,
)
_GAVE = re.compile(
    r"\b(?:typed|entered|gave|given|put|filled|sent|clicked|read (?:him|her|them|out))\b|eingegeben|eingetippt|geklickt"
    r"|angeklickt|weitergegeben|vorgelesen|überwiesen|geschickt",
    re.IGNORECASE,
)
# They gave it nothing, or nearly did.
_NOT_QUITE = re.compile(
    r"\b(?:nearly|almost|fast|beinahe|never|not|nichts?|nie|kein\w*)\b[^.,;!?]{0,60}$|n['’]t\b[^.,;!?]{0,20}$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[^.,;!?]{0,12}\b(?:nothing|nichts)\b", re.IGNORECASE)

# Days that are kept for mothers and fathers, and speak of no bereavement.
_DAYS = re.compile(r"\b(?:mother|father|parent|grandparent)(?:['’]s|s['’]?) day\b|\b(?:mutter|vater)tag\w*", re.I)


def without_feasts(text: str) -> str:
    """`text` less the days that are kept for mothers and fathers."""
    return _DAYS.sub(" ", text)


def sensitive_matter(likely: Mapping[str, float], signs: Collection[str], text: str) -> Sensitive | None:
    """What a sign in `text` tells and the words do not deny, the most urgent first; else what stands between the lines.

    `likely` is how likely each sensitive matter is, 0 to 1, and `none` of them.
    """
    signs = {*signs, "takeover"} if _was_taken_in(text) else signs
    told = ((kind, sign) for kind, sign in _SENSITIVE if sign in signs)
    plain = next((kind for kind, sign in told if sign in _CERTAIN_SIGNS or likely[kind] >= HEARD), None)
    meant = cast(Sensitive, max(get_args(Sensitive), key=lambda kind: likely[kind]))
    if plain is None:
        if meant not in _HURTS:
            is_about_them = meant == "takeover" or _THEIR_DATA.search(text) is not None
            return meant if likely[meant] >= PLAIN and is_about_them else None
        return meant if sum(likely[kind] for kind in _HURTS) >= SPOKEN_OF and likely[meant] >= MEANT else None
    outweighed = not _CERTAIN_SIGNS.intersection(signs) and likely[meant] > OUTWEIGHS * likely[plain]
    return meant if outweighed else plain


def _was_taken_in(text: str) -> bool:
    """Whether they gave something to what was not ours."""
    gave = (m for m in _GAVE.finditer(text) if not _NOT_QUITE.search(text[: m.start()]))
    return _FAKE.search(text) is not None and any(not _NOTHING.match(text[m.end() :]) for m in gave)
