"""One person's day: what the App Home shows, and the morning message."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import allowances, digests, hours, letters, presence, team
from bot.desk import Desk
from storage import drafts, gestures, lists, outbox, pace, people, timers
from storage.audit import Happening
from storage.lists import Part
from storage.records import UNDELIVERED, Day, Followup, Gesture, Person
from storage.timers import Timer

DIGEST_PRIORITY = 30
MOST = 15  # of each part of a day
MOST_DRAFTS = 5
DRAFTS_FOR = timedelta(days=7)  # many replies are sent without a press that says so: older ones are no work any more
MOST_NOTES = 100  # that people write for each other
PARTS: tuple[Part, ...] = ("at_risk", "overdue", "today", "later")
TURN_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 5.0
JUST_DUE = timedelta(minutes=15)  # what came due so lately is no reproach yet


def day(desk: Desk, person: Person) -> Day:
    """What is on somebody's desk now; for leads also what waits for their decision."""
    leads = bool(_leads(desk, [person.id]))
    allowance = tuple(allowances.today(desk, person))
    with desk.database.read() as tx:
        current = people.get(tx, person.id) or person
        found = _days(tx, desk, {person.id: current}, MOST)[person.id]
        written, count = drafts.open_of(tx, person.id, desk.clock() - DRAFTS_FOR, MOST_DRAFTS)
        return replace(
            found,
            drafts=tuple(written),
            drafts_count=count,
            allowance=allowance,
            letters=letters.open_ones(tx, desk) if leads else (),
            absence=presence.to_tell(tx, person.id, is_lead=leads, now=desk.clock()),
            team=team.today(tx, desk, desk.clock() - JUST_DUE, found.to_decide) if leads else None,
        )


def turn(desk: Desk) -> float | None:
    """The next turn to show somebody's Home anew, of all replicas': how many seconds until then; None where too many
    others come before."""
    with desk.database.begin() as tx:
        return pace.next_turn(tx, pace.HOMES, desk.database.clock, TURN_SECONDS, LONGEST_WAIT_SECONDS)


def hold_off(desk: Desk, seconds: float) -> None:
    """Slack takes no Home before `seconds` from now: no replica shows one anew meanwhile."""
    with desk.database.begin() as tx:
        pace.rest(tx, pace.HOMES, desk.database.clock, seconds)


def mornings(tx: Connection, desk: Desk, persons: Collection[str]) -> Mapping[str, Day]:
    """What the morning messages of these people say as things stand now; nobody unknown."""
    return _days(tx, desk, people.get_many(tx, persons), later=1)


def _days(tx: Connection, desk: Desk, whose: Mapping[str, Person], later: int) -> dict[str, Day]:
    """The days of several people, in as many looks as one person's takes; of what is for another day, this many."""
    found = lists.days(tx, desk.clock() - JUST_DUE, _tonight(desk, whose), MOST, later)
    asked = gestures.of_requesters(tx, whose, ("requested", *UNDELIVERED), MOST)
    counts = gestures.open_counts(tx, whose)
    taken_on = gestures.taken_on(tx, whose, MOST_NOTES)
    days = {
        person: _day(who, found[person], asked[person], counts[person], taken_on[person])
        for person, who in whose.items()
    }
    for lead in _leads(desk, whose):
        count = gestures.count_to_decide(tx, lead)
        to_decide = tuple(gestures.to_decide(tx, lead, MOST)) if count else ()
        days[lead] = replace(days[lead], is_lead=True, to_decide=to_decide, to_decide_count=count)
    return days


def _day(
    person: Person,
    found: Mapping[Part, tuple[Sequence[Followup], int]],
    asked: Sequence[Gesture],
    counts: Mapping[str, int],
    taken_on: Sequence[Gesture],
) -> Day:
    nothing: tuple[Sequence[Followup], int] = ((), 0)
    at_risk, overdue, today, later = (found.get(part, nothing) for part in PARTS)
    return Day(
        person=person,
        at_risk=tuple(at_risk[0]),
        at_risk_count=at_risk[1],
        overdue=tuple(overdue[0]),
        overdue_count=overdue[1],
        today=tuple(today[0]),
        today_count=today[1],
        later=tuple(later[0]),
        later_count=later[1],
        requests=tuple(g for g in asked if g.state == "requested"),
        requests_count=counts.get("requested", 0),
        undelivered=(*(g for g in asked if g.is_won), *taken_on),
        undelivered_count=sum(counts.get(state, 0) for state in UNDELIVERED) + len(taken_on),
    )


def is_worth_a_message(day: Day) -> bool:
    """Whether there is anything to say in the morning."""
    return bool(day.at_risk or day.overdue or day.today or day.undelivered or day.to_decide)


def send_digests(tx: Connection, desk: Desk, due: Sequence[Timer]) -> list[Happening]:
    """The morning has come for these people: posts a digest where there is anything in it, and waits for the next.

    Nobody gets one who is away for the whole day, or whose own for today is still to come: this one is another day's.
    """
    now = desk.clock()
    found = people.get_many(tx, {digests.person_of(timer.subject) for timer in due})
    there = {person: who for person, who in found.items() if who.membership != "gone"}
    coming = {person: digests.next_one(desk, who, now) for person, who in there.items()}
    tonight = _tonight(desk, there)
    worth = _worth_a_message(
        tx, desk, {person: who for person, who in there.items() if coming[person] >= tonight[person]}
    )
    about = [
        (timer.subject, person, timer.due_at) for timer in due if (person := digests.person_of(timer.subject)) in worth
    ]
    timers.arm_many(tx, [Timer("digest", digests.subject_of(person), at) for person, at in coming.items()])
    if about:
        outbox.supersede_many(tx, "digest", about)
        outbox.add_many(tx, "digest", about, DIGEST_PRIORITY, now)
    return []


def _worth_a_message(tx: Connection, desk: Desk, whose: Mapping[str, Person]) -> set[str]:
    """Who of these has anything to be told. Nothing is loaded for it: whoever types a command now waits so long."""
    tonight = _tonight(desk, whose)
    here = {person for person, who in whose.items() if who.away_until is None or who.away_until < tonight[person]}
    due = lists.have_due(tx, {person: tonight[person] for person in here})
    undelivered, asking = gestures.givers(tx), gestures.requesters(tx, ("requested",))
    return due | (here & undelivered) | {lead for lead in _leads(desk, here) if asking - {lead}}


def _tonight(desk: Desk, whose: Mapping[str, Person]) -> dict[str, datetime]:
    """When the day of each of these people ends."""
    now = desk.clock()
    return {person: _midnight_after(now, who.zone) for person, who in whose.items()}


def _leads(desk: Desk, persons: Collection[str]) -> Set[str]:
    """Who of these leads the team, as far as we know: a decision asks Slack again."""
    return desk.leads.intersection(persons)


def _midnight_after(now: datetime, zone: str) -> datetime:
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return hours.instant(datetime.combine(tomorrow, datetime.min.time()), zone).astimezone(UTC)
