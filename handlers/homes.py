"""Whose App Home is open: what it shows, and when it may be shown anew.

Nothing is kept of it but in memory: Slack does not say when a Home is closed, so one counts as open for `OPEN_SECONDS`
after it was opened or used. Whose day changed, the audit trail tells (`bot.news`), whichever replica wrote it; each
replica keeps up the Homes that were opened through it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

OPEN_SECONDS = 12 * 3600.0
GAP_SECONDS = 5.0  # between two showings of one person's that they did not ask for
AGAIN_SECONDS = 60.0  # then it is looked at in any case: time passes, messages get lost, and nobody writes that down
MOST = 1000  # Homes that are kept up; whoever opened theirs longest ago is left off


@dataclass(slots=True)
class Home:
    """One person's App Home. Times are of the monotonic clock."""

    opened_at: float
    looked_at: float
    changed_at: float | None = None
    """Since when it may be out of date, None while it is not."""
    shows: str | None = None
    """The fingerprint of what Slack has, None when that is not known."""
    wanted: int = 0
    done: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Homes:
    """The App Homes that this process keeps up to date. `clock` is monotonic, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, Home] = {}
        self._paused_until = 0.0
        self.seen: int | None = None
        """The last entry of the audit trail that was taken into account, None while nobody looks."""

    def open(self, person: str) -> Home:
        """Somebody opened or used their Home."""
        now = self._clock()
        home = self._open.pop(person, None) or Home(now, now)
        home.opened_at, self._open[person] = now, home
        while len(self._open) > MOST:
            del self._open[next(iter(self._open))]
        return home

    def close(self, person: str) -> None:
        """This one is not kept up any more."""
        self._open.pop(person, None)

    def get(self, person: str) -> Home | None:
        """Somebody's Home, if it is open."""
        return self._open.get(person)

    def are_open(self) -> bool:
        """Whether anybody looks at one."""
        while self._open:
            person, home = next(iter(self._open.items()))
            if self._clock() - home.opened_at < OPEN_SECONDS:
                return True
            del self._open[person]
        return False

    def changed(self, people: Collection[str] | None = None) -> None:
        """What these people's Homes show may be over; without names, everybody's."""
        now = self._clock()
        for person in list(self._open) if people is None else people:
            home = self._open.get(person)
            if home is not None and home.changed_at is None:
                home.changed_at = now

    def take(self) -> str | None:
        """Whose turn it is, and it is theirs with that: who has waited longest for a change, else who was not looked at
        for longest; None for nobody yet."""
        now = self._clock()
        if now < self._paused_until:
            return None
        ready = [(home.changed_at, person) for person, home in self._open.items()
                 if home.changed_at is not None and now - home.looked_at >= GAP_SECONDS]  # fmt: skip
        old = [(home.looked_at, person) for person, home in self._open.items() if now - home.looked_at >= AGAIN_SECONDS]
        if not (ready or old):
            return None
        _, person = min(ready or old)
        self._open[person].looked_at = now
        return person

    def looked(self, home: Home, shows: str | None) -> None:
        """Slack has this now, as things stand."""
        home.looked_at, home.shows = self._clock(), shows

    def pause(self, seconds: float) -> None:
        """Slack takes no Home before `seconds` from now."""
        self._paused_until = max(self._paused_until, self._clock() + seconds)

    @property
    def is_paused(self) -> bool:
        """Whether Slack takes none just now."""
        return self._clock() < self._paused_until
