"""When to be back with the customer: a time within working hours that an agent can keep."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from babel.dates import get_day_names

NOON = 12
USUAL_HOURS = time(9), time(18)
LEAST_HOURS = 4  # what is urgent is answered today if so many are left until the evening's answers


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
        if language == "de":
            return f"{self.at.hour} Uhr"
        if self.at.hour == NOON:
            return "noon"
        return f"{self.at.hour % 12 or 12} {'am' if self.at.hour < NOON else 'pm'}"


def next_step(
    now: datetime, *, urgent: bool, days_off: Collection[date] | None = None, hours: tuple[time, time] = USUAL_HOURS
) -> NextStep:
    """By when to answer, from `now` (aware): today if it is urgent and still early, otherwise on the next working day.

    Working days are all but the `days_off`, or Monday to Friday if nobody knows; a whole year of days off is none. An
    urgent matter's answer on a later day is due at noon, any other's an hour before work ends, both inside of `hours`.
    """

    def works(day: datetime) -> bool:
        return day.weekday() < 5 if days_off is None else day.date() not in days_off

    starts, ends = hours
    evening = max(min(starts.hour + 1, 23), ends.hour - 1)
    noon = min(evening, max(NOON, starts.hour + 1))
    if urgent and works(now) and now.hour < evening - LEAST_HOURS:
        return NextStep(now.replace(hour=evening, minute=0, second=0, microsecond=0), "today")
    tomorrow = now + timedelta(days=1)
    day = next((day for day in (tomorrow + timedelta(days=ahead) for ahead in range(365)) if works(day)), tomorrow)
    at = day.replace(hour=noon if urgent else evening, minute=0, second=0, microsecond=0)
    return NextStep(at, "tomorrow" if (at.date() - now.date()).days == 1 else "later")
