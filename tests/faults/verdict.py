"""Looks, from outside, at what became of every reminder of a team."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.faults import promises
from tests.faults.bases import Base
from tests.faults.outcome import Outcome
from tests.faults.team import LATE_TWIN_SECONDS, SOON, Team

DYING_SECONDS = 2.0  # whoever was killed so soon after a removal had no time to log it
LOGGING_SECONDS = 5.0


@dataclass
class Verdict:
    """What was found with one team or several: `removed` extras and the `slowest` removal in seconds."""

    lost: int = 0
    duplicates: int = 0
    removed: int = 0
    slowest: float = 0.0
    limited: int = 0
    broken: list[str] = field(default_factory=list)

    def outcome(self, fault: str, base: Base, count: int, worst: float | None, *notes: str) -> Outcome:
        """As a line of the table."""
        if self.removed:
            notes = (*notes, f"{self.removed} extras removed, the slowest after {self.slowest:.0f} s")
        return Outcome(fault, base.name, count, self.lost, self.duplicates, worst, tuple(self.broken), "; ".join(notes))


async def judge(team: Team) -> Verdict:
    """Waits until the team is at rest, and looks."""
    await team.until_at_rest(team.owners)
    unlogged = await _unlogged(team)
    found = Verdict(limited=team.slack.workspace.pace.limited)
    for number in team.owners:
        _look_at(team, number, found)
    found.broken += (f"the removal of message {key} was not logged" for key in unlogged)
    _compare(team, found)
    if refused := {f"{call.method}: {call.error}" for call in team.slack.workspace.refusals}:
        found.broken.append(f"Slack refused {', '.join(sorted(refused))}")
    if found.slowest > LATE_TWIN_SECONDS:
        found.broken.append(f"an extra message stood for {found.slowest:.0f} s")
    if not await team.audit_holds():
        found.broken.append("the audit chain does not hold")
    return found


async def _unlogged(team: Team) -> list[str]:
    """The removed extras of which no log tells; a busy process is given time, as it logs after Slack has answered."""
    gives_up_at = time.monotonic() + LOGGING_SECONDS
    while time.monotonic() < gives_up_at:
        if not _untold(team):
            break
        await asyncio.sleep(SOON)
    return _untold(team)


def _untold(team: Team) -> list[str]:
    removed = (message for number in team.owners for message in team.posted(number) if message.deleted)
    outlived = (
        (extra.metadata or {})["event_payload"]["id"]
        for extra in removed
        if not any(0 <= death - extra.changed_at < DYING_SECONDS for death in team.deaths)
    )
    log = team.log
    return [key for key in outlived if not re.search(rf"WARNING .*{re.escape(key)}.*remov", log)]


def _look_at(team: Team, number: int, found: Verdict) -> None:
    posted, visible = team.posted(number), team.visible(number)
    if not visible:
        found.lost += 1
    found.duplicates += max(0, len(visible) - 1)
    for extra in (message for message in posted if message.deleted):
        found.removed += 1
        others = [other.posted_at for other in posted if other is not extra]
        if others:
            found.slowest = max(found.slowest, extra.changed_at - max(extra.posted_at, min(others)))


def _compare(team: Team, found: Verdict) -> None:
    """What the bot remembers must be what people see."""
    rows = promises.remembered(team.database, team.owners)
    for state, many in Counter(row.state for row in rows).items():
        if state != "settled":
            found.broken.append(f"{many} messages are {state} and not settled")
    astray = sum(row.ts not in {message.ts for message in team.visible(row.number)} for row in rows if row.ts)
    if astray:
        found.broken.append(f"{astray} rows remember another message than the visible one")


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """The sum of several teams' verdicts."""
    found = Verdict()
    for each in verdicts:
        found.lost += each.lost
        found.duplicates += each.duplicates
        found.removed += each.removed
        found.limited += each.limited
        found.slowest = max(found.slowest, each.slowest)
        found.broken += each.broken
    return found
