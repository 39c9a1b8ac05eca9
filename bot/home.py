"""One person's day: what the App Home shows, and the morning message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import digests, hours, letters, presence
from bot import gestures as gesture_rules
from bot.desk import Desk
from storage import followups, gestures, outbox, people
from storage.audit import Happening
from storage.records import Day, Person
from storage.timers import Timer

DIGEST_PRIORITY = 30
MOST = 15


def day(desk: Desk, person: Person) -> Day:
    """What is on somebody's desk now; for leads also what waits for their decision."""
    leads = desk.roster.is_fresh and desk.is_lead(person.id)
    allowance = tuple(gesture_rules.allowance(desk, person))
    with desk.database.read() as tx:
        return _day(tx, desk, person, leads, allowance)


def _day(tx: Connection, desk: Desk, person: Person, leads: bool, allowance: tuple[str, ...] = ()) -> Day:
    now = desk.clock()
    page = followups.open_ones(tx, person.id, most=3 * MOST)
    tonight = _midnight_after(now, person.zone)
    overdue = tuple(f for f in page.followups if f.due_at <= now)
    today = tuple(f for f in page.followups if now < f.due_at < tonight)
    later = tuple(f for f in page.followups if f.due_at >= tonight)
    decidable = gestures.in_state(tx, "requested", MOST) if leads else ()
    return Day(
        person=person,
        overdue=overdue[:MOST],
        today=today[:MOST],
        later=later[:MOST],
        later_count=followups.count_open(tx, person.id, tonight),
        requests=tuple(gestures.of_requester(tx, person.id, ("requested",), MOST)),
        undelivered=tuple(gestures.of_requester(tx, person.id, ("granted", "approved"), MOST)),
        to_decide=tuple(g for g in decidable if g.requester != person.id),
        allowance=allowance,
        is_lead=leads,
        letters=letters.open_ones(tx, desk) if leads else (),
        absence=presence.to_tell(tx, person.id, is_lead=leads, now=now),
    )


def digest_of(tx: Connection, desk: Desk, person: str) -> Day | None:
    """What somebody's morning message says as things stand now, None for nobody we know."""
    who = people.get(tx, person)
    return _day(tx, desk, who, leads=desk.roster.is_fresh and desk.is_lead(person)) if who else None


def is_worth_a_message(day: Day) -> bool:
    """Whether there is anything to say in the morning."""
    return bool(day.overdue or day.today or day.undelivered or day.to_decide)


def send_digest(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """The morning has come for somebody: posts their digest if there is anything in it, and waits for the next one."""
    person = timer.subject.partition(":")[2]
    found = digest_of(tx, desk, person)
    if found and found.person.membership == "gone":
        return None
    if found and is_worth_a_message(found):
        outbox.supersede(tx, "digest", timer.subject)
        outbox.add(tx, "digest", timer.subject, person, DIGEST_PRIORITY, timer.due_at, desk.clock())
    if found:
        digests.keep(tx, desk, found.person, desk.clock())
    return None


def _midnight_after(now: datetime, zone: str) -> datetime:
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return hours.instant(datetime.combine(tomorrow, datetime.min.time()), zone).astimezone(UTC)
