"""What every use case works with: the database, the policy, the wall clock and who is who."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import PeopleUnknown
from bot.hours import Hours
from bot.policy import Policy
from prompts.answers import NO_ANSWERS, Answers
from prompts.writer import Writer
from storage.database import Database, OutcomeUnknown, is_unreachable
from storage.executor import Executor
from storage.records import Person

__all__ = ["Desk", "OutcomeUnknown", "Roster", "is_outage"]
ROSTER_SECONDS = 60.0


def is_outage(error: Exception) -> bool:
    """Whether the database could not be asked, so that nothing was recorded."""
    return isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and is_unreachable(error))


@dataclass(slots=True)
class Roster:
    """Who leads and who may use the bot, as Slack last told us.

    `leads` and `agents` come from the policy and its usergroups; `agents` is None when every full member may.
    `known_at` is a reading of the monotonic clock, None before Slack was asked. After 60 seconds it is too old
    to decide about money on.
    """

    leads: frozenset[str]
    agents: frozenset[str] | None = None
    from_slack: bool = False
    known_at: float | None = None

    def learn(self, leads: frozenset[str], agents: frozenset[str] | None) -> None:
        """Takes over what Slack just said."""
        self.leads, self.agents, self.known_at = leads, agents, time.monotonic()

    @property
    def is_fresh(self) -> bool:
        """Whether it is young enough to act on."""
        if not self.from_slack:
            return True
        return self.known_at is not None and time.monotonic() - self.known_at < ROSTER_SECONDS


@dataclass(frozen=True, slots=True)
class Desk:
    """The support team's desk: handed to every use case.

    `clock` is wall time, aware, in UTC; `writer` writes the drafts, within a deadline of its own; `answers` are the
    team's own, to rest them on. Use cases that are called from an event loop run on `executor`.
    """

    database: Database
    executor: Executor
    policy: Policy
    clock: Callable[[], datetime]
    roster: Roster
    writer: Writer
    answers: Answers = NO_ANSWERS

    def hours_of(self, person: Person) -> Hours:
        """Somebody's own working hours, or else the team's; the team's holidays are theirs."""
        team = self.policy.team.hours
        if person.hours_days is None or person.hours_start is None or person.hours_end is None:
            return team
        return Hours.parse(person.hours_days, person.hours_start, person.hours_end, team.holidays)

    @property
    def leads(self) -> frozenset[str]:
        """Everybody who leads the team, as far as we know."""
        return self.roster.leads.union(self.policy.team.leads)

    def is_lead(self, person: str) -> bool:
        """Whether this person leads the team. Raises PeopleUnknown when Slack has not said so lately."""
        if person in self.policy.team.leads:
            return True
        if not self.roster.is_fresh:
            raise PeopleUnknown
        return person in self.roster.leads
