"""Merging: two customers become one, are taken apart again, or are said to be two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import lookalikes
from bot.customers import hold_all, show_anew, subjects
from bot.desk import Desk
from bot.errors import BoundForGood, MergedAgain, NoLongerTwo, TakenApart, UndoIsForLeads
from storage import audit, customers, gestures, inbox, merges
from storage.records import Customer, Followup, Merge, Person, Timeline
from storage.subjects import number_of

MOST_SCORES = 5  # that are told


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two customers who became one had each of their own: the kept one's counts."""

    what: str
    kept: str
    other: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The customer that two became, by which merge, and what of the other's does not count any more."""

    customer: Customer
    merge: int
    conflicts: tuple[Conflict, ...] = ()


def offer(desk: Desk, followup: Followup) -> Customer | None:
    """Who may be the same as the customer of a new follow-up, to ask whoever recorded it; None for nobody."""
    with desk.database.read() as tx:
        return lookalikes.lookalike(tx, followup.customer, [followup.what])


def offer_beside(desk: Desk, shown: Timeline) -> Customer | None:
    """The same for whoever looks at a customer's timeline."""
    said = [row.what for row in shown.rows if isinstance(row, Followup)]
    with desk.database.read() as tx:
        return lookalikes.lookalike(tx, shown.customer, said)


def merge(desk: Desk, request: str, actor: Person, kept: int, other: int) -> Merged:
    """Two customers are one: all that belongs to `other` becomes `kept`'s, or the other way round where only `other` is
    a person. Raises NoLongerTwo.

    What both were given counts against one customer's limit from now on; nothing is taken back.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        seen = inbox.enter(tx, request, now)
        if seen is not None and (known := merges.get(tx, number_of(seen))):
            return _told(tx, desk, known)
        _require_two(tx, kept, other)
        hold_all(tx, _known(tx, kept, other))
        _require_two(tx, kept, other)  # somebody may have been quicker
        if customers.get(tx, other).is_person and not customers.get(tx, kept).is_person:
            kept, other = other, kept  # what is given from now on stays with a person when the two are taken apart
        made = merges.record(tx, kept, other, actor.id, now)
        customers.merge(tx, kept, other)
        about = subjects(tx, kept)
        show_anew(tx, about)
        inbox.settle(tx, request, f"merge:{made.id}")
        data = {"other": other, "merge": made.id, "records": len(about)}
        audit.append(tx, now, actor.id, "customer.merged", f"customer:{kept}", data)
        return _told(tx, desk, made)


def unmerge(desk: Desk, request: str, actor: Person, number: int) -> tuple[Customer, Customer]:
    """Takes two apart again whom a merge made one: the one who was kept, and the other with all that they brought.

    What was recorded since stays with the first, and each has limits of their own again. Raises TakenApart,
    BoundForGood, MergedAgain, and UndoIsForLeads where gestures that they were given since would count for one of them.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        seen, made = inbox.enter(tx, request, now), merges.get(tx, number)
        if made is None:
            raise BoundForGood
        if seen is None:
            made = _hold(tx, made)
            if not desk.is_lead(actor.id) and gestures.has_since(tx, made.kept, made.at):
                raise UndoIsForLeads
            merges.undo(tx, made, now)
            customers.keep_apart(tx, made.kept, made.other)
        kept, other = (customers.get(tx, customer) for customer in (made.kept, made.other))
        if seen is not None:
            return kept, other
        if kept.is_nameless or other.is_nameless:  # a name that was taken away since was the last
            raise BoundForGood
        theirs = subjects(tx, made.other)
        show_anew(tx, [*subjects(tx, made.kept), *theirs])
        data = {"other": made.other, "merge": made.id, "records": len(theirs)}
        audit.append(tx, now, actor.id, "customer.unmerged", f"customer:{made.kept}", data)
        return kept, other


def _hold(tx: Connection, made: Merge) -> Merge:
    """Holds what a merge brought together, if it can be undone. Raises TakenApart, BoundForGood, MergedAgain."""
    hold_all(tx, customers.get_many(tx, [made.kept]).values())
    customers.lock(tx, made.other)  # whom nobody else can find
    made = merges.get(tx, made.id) or made
    if made.undone_at is not None:
        raise TakenApart
    kept = customers.get(tx, made.kept)
    if kept.is_nameless:
        raise BoundForGood
    if merges.latest(tx, made.kept) != made:
        raise MergedAgain(name=kept.label)
    return made


def keep_apart(desk: Desk, request: str, actor: Person, one: int, other: int) -> tuple[Customer, Customer]:
    """Two customers who look like the same are two: nobody is asked again. Raises NoLongerTwo."""
    now = desk.clock()
    with desk.database.begin() as tx:
        known = {customer.id: customer for customer in _known(tx, one, other)}
        if len(known) < 2:
            raise NoLongerTwo
        if inbox.enter(tx, request, now) is None and customers.keep_apart(tx, one, other):
            audit.append(tx, now, actor.id, "customer.kept_apart", f"customer:{one}", {"other": other})
        return known[one], known[other]


def _told(tx: Connection, desk: Desk, made: Merge) -> Merged:
    """What came of a merge. Days are the team's, as those of an imported file are."""
    here = ZoneInfo(desk.policy.team.timezone)
    tier, language = customers.traits_of(tx, made.other)
    pairs = (("tier", made.kept_tier, tier), ("language", made.kept_language, language))
    told = [Conflict(what, kept, other) for what, kept, other in pairs if kept and other and kept != other]
    told += [
        Conflict(f"{kind.upper()} of {at.astimezone(here):%Y-%m-%d}", str(kept), str(other))
        for kind, at, kept, other in merges.double_scores(tx, made, MOST_SCORES)
    ]
    return Merged(customers.get(tx, made.kept), made.id, tuple(told))


def _require_two(tx: Connection, kept: int, other: int) -> None:
    if len(_known(tx, kept, other)) < 2:
        raise NoLongerTwo


def _known(tx: Connection, *numbers: int) -> Sequence[Customer]:
    """Those of these customers who still have a name."""
    return [customer for customer in customers.get_many(tx, set(numbers)).values() if not customer.is_nameless]
