"""What becomes of drafts: how many are used, how much agents change them, what they cost; for each writer's version."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from statistics import median

from bot.desk import Desk
from bot.errors import LeadsFigures
from storage import learning
from storage.learning import Writing
from storage.records import Person

DAYS = 90
AS_IT_WAS = 0.02  # changed less than this, a reply was used as it was
Version = tuple[str, str]  # a writer, or a model that was asked, and the version of its prompt


@dataclass(frozen=True, slots=True)
class Spent:
    """What writing took: tokens of a model, and their cost in millionths of the currency's unit."""

    asked: int = 0
    answered: int = 0
    cost: int | None = None
    """None where nothing has a cost in that currency."""
    is_all: bool = True
    """Whether the cost is that of all the tokens; the policy may have named no price yet, or in another currency."""

    @property
    def tokens(self) -> int:
        """What was asked and what was answered."""
        return self.asked + self.answered


@dataclass(frozen=True, slots=True)
class Line:
    """How the drafts fared whose last version is of one writer and prompt version: how many were used as they were,
    used after a change (of the median share `changed`, 0 to 1), discarded or are still open; in how many agents saw
    another feeling or matter. `seconds`: the median of all that this version wrote; `replaced`: how often it gave
    nothing to show and the phrasebook wrote; `spent`: all it took, first versions and later ones, shown or not."""

    writer: str
    version: str
    drafts: int
    as_they_were: int
    after_a_change: int
    changed: float | None
    discarded: int
    corrected: int
    seconds: float | None
    replaced: int
    spent: Spent


@dataclass(frozen=True, slots=True)
class Report:
    """A line for each version, the most used first; what they cost is in `currency`."""

    lines: Sequence[Line]
    currency: str


def report(desk: Desk, person: Person) -> Report:
    """How the drafts of the last 90 days fared, for leads. Raises LeadsFigures."""
    if not desk.is_lead(person.id):
        raise LeadsFigures
    with desk.database.read() as tx:
        found = learning.since(tx, desk.clock() - timedelta(days=DAYS))
    currency = desk.policy.team.currency
    last = {writing.draft: writing for writing in found}.values()  # of each draft, as they come in order
    fates, wrote, took = _by(_writer, last), _by(_writer, found), _by(_asked, found)
    replaced = Counter(_asked(writing) for writing in found if writing.instead_of)
    lines = [
        _line(version, fates[version], wrote[version], replaced[version], spent(took[version], currency))
        for version in {**fates, **wrote, **took}
    ]
    return Report(sorted(lines, key=lambda line: (-line.drafts, -line.spent.tokens)), currency)


def _writer(writing: Writing) -> Version:
    return writing.writer, writing.prompt_version


def _asked(writing: Writing) -> Version:
    """Whose tokens it took: those of the model that was asked, whoever wrote in the end."""
    return writing.instead_of or writing.writer, writing.instead_of_version or writing.prompt_version


def _by(version: Callable[[Writing], Version], writings: Iterable[Writing]) -> Mapping[Version, Sequence[Writing]]:
    found: dict[Version, list[Writing]] = defaultdict(list)
    for writing in writings:
        found[version(writing)].append(writing)
    return found


def _line(version: Version, fates: Sequence[Writing], wrote: Sequence[Writing], replaced: int, spent: Spent) -> Line:
    edited = [fate.edited for fate in fates if fate.state == "used" and fate.edited is not None]
    changes = [share for share in edited if share > AS_IT_WAS]
    return Line(
        *version,
        drafts=len(fates),
        as_they_were=len(edited) - len(changes),
        after_a_change=len(changes),
        changed=median(changes) if changes else None,
        discarded=sum(fate.state == "discarded" for fate in fates),
        corrected=sum(fate.corrected for fate in fates),
        seconds=median(writing.seconds for writing in wrote) if wrote else None,
        replaced=replaced,
        spent=spent,
    )


def spent(writings: Sequence[Writing], currency: str) -> Spent:
    """What these took in all, with its cost in one currency."""
    took = [writing for writing in writings if writing.tokens_asked or writing.tokens_answered]
    costs = [writing.cost for writing in took if writing.cost is not None and writing.currency == currency]
    return Spent(
        asked=sum(writing.tokens_asked for writing in took),
        answered=sum(writing.tokens_answered for writing in took),
        cost=sum(costs) if costs else None,
        is_all=len(costs) == len(took),
    )


def distance(written: str, used: str) -> float:
    """How much of a reply was changed before it was used, by its words: 0 for nothing, 1 for all of it."""
    return 1 - SequenceMatcher(None, written.split(), used.split(), autojunk=False).ratio()
