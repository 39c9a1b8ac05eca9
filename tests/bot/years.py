"""A simulated year of a team in ten time zones: what came, when, and whether it should have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from desks import JANE, a_request, clock_of
from sqlalchemy import select

from bot import followups, hours, people, snoozing, timers
from bot.desk import Desk
from bot.errors import Refusal
from bot.moments import Moment
from storage import lists
from storage.records import Followup, Person
from storage.tables import outbox

ZONES = (
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/St_Johns"),
    *("America/Sao_Paulo", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Auckland"),
)
WEEKS = (("mon-fri", "09:00", "18:00"), ("sun-thu", "08:30", "16:00"), ("tue-sat", "12:00", "20:30"))
PRESETS: Sequence[snoozing.Preset] = ("In 1 hour", "Tomorrow morning", "Next Monday")
BEGINNING = datetime(2026, 11, 23, 11, tzinfo=UTC)
REPEATED = "FREQ=WEEKLY;BYDAY=MO,TH"


@dataclass
class Year:
    """One year at a desk, by chance: `wrong` says in words what came when it should not have."""

    desk: Desk
    chance: Random
    people: list[Person] = field(default_factory=list)
    told: int = 0
    exact_due: dict[int, datetime] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    def pass_by(self, days: int, many: int) -> None:
        """Lives through so many days of it, with so many follow-ups recorded at random times."""
        self._employ()
        ends = BEGINNING + timedelta(days=days)
        asked = sorted(BEGINNING + self.chance.random() * timedelta(days=days - 20) for _ in range(many))
        while True:
            due = timers.next_due(self.desk)
            following = min([at for at in (due, *asked[:1]) if at is not None], default=ends)
            if following >= ends:
                return
            clock_of(self.desk).now = max(following, self.desk.clock())
            if asked and asked[0] <= self.desk.clock():
                asked.pop(0)
                self._record()
            while timers.ring(self.desk).taken:
                self._judge()
                self._act()

    def _employ(self) -> None:
        for number, zone in enumerate(ZONES):
            person = people.remember(self.desk, Person(f"U0P{number}", f"P{number}", zone, "en-GB", "member"))
            self.people.append(people.set_hours(self.desk, a_request(), person, *self.chance.choice(WEEKS)))

    def _record(self) -> None:
        owner, now = self.chance.choice(self.people), self.desk.clock()
        exact = self.chance.random() < 0.4
        at = now + timedelta(minutes=self.chance.randrange(1, 20 * 24 * 60))
        repeat = REPEATED if self.chance.random() < 0.05 else None
        deadline = repeat is None and self.chance.random() < 0.3
        moment = Moment(at, owner.zone, exact, "then", repeat=repeat, deadline=deadline)
        recorded = followups.record(self.desk, followups.NewFollowup(a_request(), owner, JANE, "call", moment))
        self._note(recorded)

    def _note(self, followup: Followup) -> None:
        self.exact_due.pop(followup.id, None)
        if followup.exact:
            self.exact_due[followup.id] = followup.due_at

    def _judge(self) -> None:
        """What was posted just now, at the time at which it may be posted."""
        now = self.desk.clock()
        with self.desk.database.read() as tx:
            query = select(outbox).where(outbox.c.id > self.told).order_by(outbox.c.id)
            posted = tx.execute(query).all()
        for row in posted:
            self.told = row.id
            self.kinds[row.kind] = self.kinds.get(row.kind, 0) + 1
            number = int(row.subject.partition(":")[2]) if row.subject.startswith("followup:") else 0
            about = followups.get(self.desk, number) if number else None
            owner = about.owner if about else row.recipient
            if about and row.kind == "reminder" and about.exact and about.due_at == now:
                self.exact_due.pop(number, None)
            elif row.kind == "reminder" and number in self.exact_due:
                due = self.exact_due.pop(number)
                if now != due:
                    self.wrong.append(f"F-{number} was named for {due} and came at {now}")
            elif row.kind == "overdue":
                self._require_hours(row.kind, row.subject.partition(":")[2], now)
            elif row.kind in ("reminder", "escalation", "digest") and not self._half_way(row.kind, number):
                self._require_hours(row.kind, owner, now)

    def _half_way(self, kind: str, number: int) -> bool:
        """Whether it is the reminder of a promise for sooner than its owner works again: there is no better time."""
        if kind != "reminder":
            return False
        followup = followups.get(self.desk, number)
        return followup.promised_by is not None and followup.reminders == 1 and not self._could_wait(followup)

    def _could_wait(self, followup: Followup) -> bool:
        owner = next(person for person in self.people if person.id == followup.owner)
        working = self.desk.hours_of(owner)
        first = hours.next_working_moment(followup.created_at, owner.zone, working)
        assert followup.promised_by is not None
        return (
            first < followup.promised_by
            and followup.due_at != followup.created_at + (followup.promised_by - followup.created_at) / 2
        )

    def _require_hours(self, kind: str, owner: str, now: datetime) -> None:
        person = next(person for person in self.people if person.id == owner)
        owns, team = (person.zone, self.desk.hours_of(person)), self.desk.policy.team
        leads = (team.timezone, team.hours)
        reads = [owns]
        if kind in (
            "escalation",
            "overdue",
        ):  # it is the leads who read it, and its owner works too where their hours ever meet
            reads = [leads, owns] if hours.next_shared_moment(now, owns, leads) else [leads]
        for zone, working in reads:
            if hours.next_working_moment(now, zone, working) != now:
                self.wrong.append(
                    f"{kind} for {owner} came at {now.astimezone(ZoneInfo(zone)):%a %d %b %H:%M} ({zone})"
                )

    def _act(self) -> None:
        """Some press something about what is due, some leave it."""
        for person in self.people:
            if self.chance.random() < 0.7:
                continue
            with self.desk.database.read() as tx:
                page = lists.mine(tx, person.id)
            for followup in (f for f in page.followups if f.is_due):
                self._press(person, followup)

    def _press(self, person: Person, followup: Followup) -> None:
        dice = self.chance.random()
        try:
            if dice < 0.5:
                followups.done(self.desk, a_request(), person, followup.id)
            elif dice < 0.8:
                preset = self.chance.choice(PRESETS)
                snoozed = snoozing.snooze(self.desk, a_request(), person, followup.id, preset)
                self._note(snoozed)
                if preset == "In 1 hour":  # to the minute, also of one whose own times are not
                    self.exact_due[followup.id] = snoozed.due_at
            elif followup.repeat:
                self._note(snoozing.next_time(self.desk, a_request(), person, followup.id))
        except Refusal as refusal:
            self.wrong.append(f"F-{followup.id}: {refusal}")
