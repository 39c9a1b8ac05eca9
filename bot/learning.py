"""What becomes of drafts: how many are used, how much agents change them, what they cost; for each writer's version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from statistics import median

from bot.desk import Desk
from bot.errors import LeadsFigures
from storage import drafts
from storage.drafts import Fate
from storage.records import Person

DAYS = 90
AS_IT_WAS = 0.02  # changed less than this, a reply was used as it was


@dataclass(frozen=True, slots=True)
class Line:
    """How the drafts of one writer and prompt version fared: how many were used as they were, used after a change (of
    the median share `changed`, 0 to 1), discarded or are still open; how often agents saw another feeling; the median
    seconds of writing, and the tokens in all."""

    writer: str
    version: str
    drafts: int
    as_they_were: int
    after_a_change: int
    changed: float | None
    discarded: int
    corrected: int
    seconds: float
    tokens: int


def report(desk: Desk, person: Person) -> Sequence[Line]:
    """How the drafts of the last 90 days fared, for leads; the most used version first. Raises LeadsFigures."""
    if not desk.is_lead(person.id):
        raise LeadsFigures
    with desk.database.read() as tx:
        found = drafts.fates(tx, desk.clock() - timedelta(days=DAYS))
    alike: dict[tuple[str, str], list[Fate]] = defaultdict(list)
    for fate in found:
        alike[fate.writer, fate.prompt_version].append(fate)
    return sorted((_line(*which, fates) for which, fates in alike.items()), key=lambda line: -line.drafts)


def _line(writer: str, version: str, fates: Sequence[Fate]) -> Line:
    edited = [fate.edited for fate in fates if fate.state == "used" and fate.edited is not None]
    changes = [share for share in edited if share > AS_IT_WAS]
    return Line(
        writer=writer,
        version=version,
        drafts=len(fates),
        as_they_were=len(edited) - len(changes),
        after_a_change=len(changes),
        changed=median(changes) if changes else None,
        discarded=sum(fate.state == "discarded" for fate in fates),
        corrected=sum(fate.corrected for fate in fates),
        seconds=median(fate.seconds for fate in fates),
        tokens=sum(fate.tokens for fate in fates),
    )


def distance(written: str, used: str) -> float:
    """How much of a reply was changed before it was used, by its words: 0 for nothing, 1 for all of it."""
    return 1 - SequenceMatcher(None, written.split(), used.split(), autojunk=False).ratio()
