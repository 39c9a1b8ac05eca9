"""The bot's clock is set back or forward, and clocks change in twenty zones: each reminder comes once, at the wall time
that was stated, as soon as the clock shows it, and never before.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import cycle, islice, product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from bot import delivery, followups, moments, people, timers
from bot.desk import Desk
from bot.hours import Duration
from handlers.rendering import VIEWS
from handlers.views.reminders import LATE_SECONDS
from storage import audit
from storage.database import Database
from storage.records import Followup, Person, Reference, Reminder
from storage.tables import outbox
from storage.tables import timers as timer_rows
from tests.bot.desks import POLICY, clock_of, open_desk
from tests.faults.aside import aside
from tests.faults.outcome import Outcome

if TYPE_CHECKING:
    from tests.faults.bases import Base

FAULT = "clock set back or forward, DST gap and fold in 20 zones"
ZONES = (
    "Africa/Cairo", "Africa/Casablanca", "America/Havana", "America/Los_Angeles", "America/New_York", "America/Nuuk",
    "America/Santiago", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Jerusalem", "Atlantic/Azores",
    "Australia/Adelaide", "Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin", "Europe/Dublin", "Europe/London",
    "Pacific/Auckland", "Pacific/Chatham",
)  # fmt: skip
Change = Literal["gap", "fold"]
CHANGES: tuple[Change, ...] = ("gap", "fold")
HOUR, YEARS = timedelta(hours=1), timedelta(days=731)
MOVES = (-YEARS, -HOUR, HOUR, YEARS)
SINCE = datetime(2026, 11, 24, tzinfo=UTC)
STEPS = 8  # looks at the timers on the way to the stated moment, and as many after it
MOST_RINGS = 20
NEVER = Duration(days=36_500)
CUSTOMER = Reference("email", "jane.doe@example.com", "jane.doe@example.com")


@dataclass(frozen=True)
class Plan:
    """What somebody types in a zone at `recorded`, the wall time that it means, and how the clock is moved then.

    `moves` are by the step before which they happen: STEPS is the one that shows the stated moment, if none is moved.
    """

    zone: str
    typed: str
    recorded: datetime
    due: datetime
    moves: tuple[tuple[int, timedelta], ...] = ()


def plans(count: int, seed: int) -> Iterator[Plan]:
    """So many plans, over all zones and both changes of their clocks."""
    for number, (zone, change) in enumerate(islice(cycle(product(ZONES, CHANGES)), count)):
        chance = Random(f"{seed} {FAULT} {number}")
        near = chance.choice((0, chance.randint(-70, 70), chance.randint(-70, 70), chance.randint(-1500, 1500)))
        span = chance.randint(20, 1400) if chance.random() < 0.25 else None
        moves = [(chance.randint(0, 2 * STEPS), chance.choice(MOVES)) for _ in range(chance.randint(1, 3))]
        yield plan(zone, change, near, chance.randint(61, 2000), span, moves)


def plan(
    zone: str, change: Change, near: int, ahead: int, span: int | None, moves: Sequence[tuple[int, timedelta]]
) -> Plan:
    """A wall time `near` minutes from a zone's change of clocks, typed `ahead` minutes before; or a `span` of minutes.

    Within 70 minutes of a gap it is a time in the gap itself, which no clock of that zone shows.
    """
    changes_at = change_of(zone, change)
    before = (changes_at - timedelta(minutes=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if change == "gap" and abs(near) <= 70:
        wall = before + timedelta(minutes=1 + abs(near) % (_shift(zone, changes_at) // timedelta(minutes=1)))
    else:
        wall = (changes_at + timedelta(minutes=near)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    recorded = first_at(wall, zone) - timedelta(minutes=ahead)
    if span is not None:
        return Plan(zone, f"in {span} minutes", recorded, recorded + timedelta(minutes=span), tuple(moves))
    return Plan(zone, f"{wall:%Y-%m-%d %H:%M}", recorded, first_at(wall, zone), tuple(moves))


@lru_cache(maxsize=100)
def change_of(zone: str, change: Change) -> datetime:
    """When the zone's clocks next go forward ('gap') or back ('fold'), to the minute."""
    step, at = timedelta(minutes=30), SINCE
    while not (_shift(zone, at) > timedelta(0) if change == "gap" else _shift(zone, at) < timedelta(0)):
        at += step
    return at


def _shift(zone: str, at: datetime) -> timedelta:
    """By how much the zone's clocks are put forward in the half hour before a moment."""
    return _offset(zone, at) - _offset(zone, at - timedelta(minutes=30))


def _offset(zone: str, at: datetime) -> timedelta:
    ahead = at.astimezone(ZoneInfo(zone)).utcoffset()
    assert ahead is not None
    return ahead


def first_at(wall: datetime, zone: str) -> datetime:
    """The first moment at which the zone's clocks show this time or, where they skip it, a later one."""
    at = wall.replace(tzinfo=UTC)
    at -= max(_offset(zone, at - timedelta(days=1)), _offset(zone, at + timedelta(days=1)))  # no clock shows it earlier
    while at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) < wall:
        at += timedelta(minutes=1)
    return at


def desk_for_clocks(database: Database) -> Desk:
    """A desk at which nothing but reminders comes by itself."""
    return open_desk(database, followups=replace(POLICY.followups, remind_again_after=NEVER, escalate_after=NEVER))


def carry_out(desk: Desk, number: int, plan: Plan) -> list[str]:
    """Walks the clock through a plan; what was not as it should be."""
    clock, owner = clock_of(desk), Person(f"U0CLOCK{number}", f"Clock {number}", plan.zone, "en-GB", "member")
    clock.now = plan.recorded
    people.remember(desk, owner)
    said = moments.read(plan.typed, clock.now, plan.zone, desk.hours_of(owner), owner.locale)
    if said.moment is None or said.moment.at != plan.due:
        return [f"“{plan.typed}” was read as {said.moment or said.problem}, not {plan.due}"]
    followup = followups.record(desk, followups.NewFollowup(f"{number}", owner, CUSTOMER, "call", said.moment))
    wrong = list(_walk(desk, followup, plan))
    if followups.done(desk, f"done {number}", owner, followup.id).state != "done":
        wrong.append("it cannot be done")
    with desk.database.begin() as tx:  # so that the next plan's clock finds nothing of this one
        tx.execute(delete(timer_rows))
        tx.execute(delete(outbox))
    return wrong


def _walk(desk: Desk, followup: Followup, plan: Plan) -> Iterator[str]:
    clock, lead, offset, is_told = clock_of(desk), plan.due - plan.recorded, timedelta(0), False
    for step in range(2 * STEPS + 2):
        offset += sum((by for at, by in plan.moves if at == step), timedelta(0))
        clock.now = plan.recorded + offset + lead * step / STEPS
        if step == 2 * STEPS + 1:  # whatever became of the clock, in the end it shows the time
            clock.now = max(clock.now, plan.due)
        _ring(desk)
        was_told, is_told = is_told, is_told or clock.now >= plan.due
        if (there := _reminders(desk, followup)) != is_told:
            yield f"step {step}: {there} reminders at {clock.now}, due {plan.due}"
        if is_told and not was_told:
            yield from _lateness(desk, followup, plan)


def _ring(desk: Desk) -> None:
    """Carries out all that is due, and looks once more."""
    assert any(not timers.ring(desk).lateness for _ in range(MOST_RINGS)), "the timers never come to an end"


def _reminders(desk: Desk, followup: Followup) -> int:
    subject = (outbox.c.kind == "reminder", outbox.c.subject == followups.subject_of(followup))
    with desk.database.read() as tx:
        return tx.execute(select(func.count()).select_from(outbox).where(*subject)).scalar_one()


def _lateness(desk: Desk, followup: Followup, plan: Plan) -> Iterator[str]:
    """Whether the message says how late it comes, and for when it was."""
    now, subject = desk.clock(), followups.subject_of(followup)
    post = next(post for post in delivery.claim(desk, 50, 1000).posts if post.subject == subject)
    told = delivery.load(desk, [post])[post.id]
    assert isinstance(told, Reminder)
    late, words = (now - plan.due).total_seconds(), VIEWS[post.kind](told, post, now).text
    if told.late != late or ("late" in words) != (late >= LATE_SECONDS):
        yield f"{late:.0f} s late, but it knows of {told.late:.0f} s and says: {words}"
    shown = plan.due.astimezone(ZoneInfo(plan.zone))
    if f"{shown:%H:%M}" not in words:
        yield f"it does not say {shown:%H:%M}: {words}"


async def set_clocks(base: Base, count: int, seed: int, directory: Path) -> Outcome:
    """Carries out `count` plans."""
    place = Path(tempfile.mkdtemp(prefix="clocks-", dir=directory))
    url = await asyncio.to_thread(base.fresh, place)
    broken = await aside(_set_clocks, url, count, seed)
    return Outcome(FAULT, base.name, count, broken=tuple(broken), notes=f"{len(ZONES)} zones")


def _set_clocks(url: str, count: int, seed: int) -> list[str]:
    database = Database(url)
    desk = desk_for_clocks(database)
    chosen = enumerate(plans(count, seed))
    wrong = [f"{plan}: {words}" for number, plan in chosen for words in carry_out(desk, number, plan)]
    with database.read() as tx:
        if problem := audit.verify(tx).problem:
            wrong.append(problem)
    desk.executor.close()
    database.close()
    return wrong
