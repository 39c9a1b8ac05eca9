"""When to be back with the customer: a time within working hours that an agent can keep."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from babel.dates import get_day_names

MORNING_ENDS, NOON, EVENING = 13, 12, 17


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
        return "noon" if self.at.hour == NOON else f"{self.at.hour - 12} pm"


def next_step(now: datetime, *, urgent: bool, days_off: Collection[date] | None = None) -> NextStep:
    """By when to answer, from `now` (aware): today if it is urgent and still early, otherwise on the next working day.

    Working days are all but the `days_off`, or Monday to Friday if nobody knows; a whole year of days off is none. An
    urgent matter's answer on a later day is due at noon, any other's at 17:00.
    """

    def works(day: datetime) -> bool:
        return day.weekday() < 5 if days_off is None else day.date() not in days_off

    if urgent and works(now) and now.hour < MORNING_ENDS:
        return NextStep(now.replace(hour=EVENING, minute=0, second=0, microsecond=0), "today")
    tomorrow = now + timedelta(days=1)
    day = next((day for day in (tomorrow + timedelta(days=ahead) for ahead in range(365)) if works(day)), tomorrow)
    at = day.replace(hour=NOON if urgent else EVENING, minute=0, second=0, microsecond=0)
    return NextStep(at, "tomorrow" if (at.date() - now.date()).days == 1 else "later")
