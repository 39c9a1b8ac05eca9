"""When to be back with the customer: a time within working hours that an agent can keep."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from babel.dates import get_day_names

NOON = 12
USUAL_HOURS = time(9), time(18)
LEAST_HOURS = 4  # what is urgent is answered today if so many are left until the evening's answers
LEAST_TO_WORK = timedelta(minutes=30)  # for an answer that they need sooner than usual
ROUNDEST_FIRST = (60, 30, 15)  # minutes: 'by 4 pm' rather than 'by 4:45 pm' where they need it by five


@dataclass(frozen=True, slots=True)
class NextStep:
    """The moment by which the customer hears from us, in the agent's zone."""

    at: datetime
    day: Literal["today", "tomorrow", "later"]

    @property
    def typed(self) -> str:
        """As a person would type it: 'tomorrow 17:00', 'monday 12:00'."""
        day = self.at.strftime("%A").lower() if self.day == "later" else self.day
        return f"{day} {self.at:%H:%M}"

    def weekday(self, language: str) -> str:
        return str(get_day_names("wide", locale=language)[self.at.weekday()])

    def hour(self, language: str) -> str:
        minutes = f":{self.at:%M}" if self.at.minute else ""
        if language == "de":
            return f"{self.at.hour}{minutes} Uhr"
        if self.at.hour == NOON and not minutes:
            return "noon"
        return f"{self.at.hour % 12 or 12}{minutes} {'am' if self.at.hour < NOON else 'pm'}"


def next_step(
    now: datetime,
    *,
    urgent: bool,
    days_off: Collection[date] | None = None,
    hours: tuple[time, time] = USUAL_HOURS,
    wanted_by: datetime | None = None,
) -> NextStep:
    """By when to answer, from `now` (aware): today if it is urgent and still early, otherwise on the next working day.

    Working days are all but the `days_off`, or Monday to Friday if nobody knows; a whole year of days off is none. An
    urgent matter's answer on a later day is due at noon, any other's an hour before work ends, both inside of `hours`.
    Where that would be no earlier than they need it (`wanted_by`, aware), it is the last round time before; and where
    no such time leaves LEAST_TO_WORK of the hours, what we can keep, as for an urgent matter.
    """

    def works(day: date) -> bool:
        return day.weekday() < 5 if days_off is None else day not in days_off

    usual = _usual(now, works, hours, urgent=urgent)
    if wanted_by is not None and usual >= wanted_by:
        usual = _sooner(now, wanted_by, works, hours) or _usual(now, works, hours, urgent=True)
    ahead = (usual.date() - now.date()).days
    return NextStep(usual, "today" if not ahead else "tomorrow" if ahead == 1 else "later")


def _usual(now: datetime, works: Callable[[date], bool], hours: tuple[time, time], *, urgent: bool) -> datetime:
    starts, ends = hours
    evening = max(min(starts.hour + 1, 23), ends.hour - 1)
    noon = min(evening, max(NOON, starts.hour + 1))
    if urgent and works(now.date()) and now.hour < evening - LEAST_HOURS:
        return now.replace(hour=evening, minute=0, second=0, microsecond=0)
    tomorrow = now + timedelta(days=1)
    days = (tomorrow + timedelta(days=ahead) for ahead in range(365))
    day = next((day for day in days if works(day.date())), tomorrow)
    return day.replace(hour=noon if urgent else evening, minute=0, second=0, microsecond=0)


def _sooner(
    now: datetime, wanted_by: datetime, works: Callable[[date], bool], hours: tuple[time, time]
) -> datetime | None:
    """The last working day's roundest time before `wanted_by` that leaves enough to work; None where none does."""
    if wanted_by <= now:
        return None
    last = wanted_by.astimezone(now.tzinfo)
    for back in range((last.date() - now.date()).days + 1):
        day = last.date() - timedelta(days=back)
        starts, ends = (datetime.combine(day, clock, now.tzinfo) for clock in hours)
        begins, until = max(now, starts), min(last, ends)
        times = (_before(until, minutes) for minutes in ROUNDEST_FIRST) if works(day) else ()
        # As UTC: between two times of one zone Python counts what clocks show, not what passes.
        found = (at for at in times if at.astimezone(UTC) - begins.astimezone(UTC) >= LEAST_TO_WORK)
        if at := next(found, None):
            return at
    return None


def _before(until: datetime, minutes: int) -> datetime:
    """The last time before `until` at which a clock shows so many minutes, or a multiple of them."""
    at = until - timedelta(microseconds=1)
    return at.replace(minute=at.minute - at.minute % minutes, second=0, microsecond=0)
