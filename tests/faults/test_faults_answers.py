"""Slack answers badly or not at all: the short form."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from sandbox.faults import Fault
from tests.faults.answers import FAULTS, POST, FirstTries, problems, strike_some, too_early
from tests.faults.bases import Base
from tests.faults.team import Seen, working_team
from tests.faults.verdict import judge
from tests.scenarios.process import Bot

BOT = Bot(Path(), {})


@pytest.mark.postgres
async def test_bad_answers_of_every_kind(postgres_base: Base, tmp_path: Path) -> None:
    async with working_team(postgres_base, tmp_path) as team:
        await strike_some(team, 10, FirstTries("seed", lambda chance: chance.choice(list(FAULTS.values()))(chance)))
        struck = {call.fault.kind for call in team.calls if call.key and call.fault}
        found = await judge(team)
        assert len(struck) >= 4
        assert (found.lost, found.duplicates, found.broken, problems(team)) == (0, 0, [], [])


def test_every_fault_is_drawn_as_its_name_says() -> None:
    kinds = {name: {fault.kind for n in range(20) for fault in draw(Random(n))} for name, draw in FAULTS.items()}
    assert sorted(map(len, kinds.values())) == [1, 1, 1, 2, 2]
    assert kinds["429 with Retry-After"] == {"ratelimited"}


def test_a_post_before_its_time_is_found() -> None:
    def post(at: float, channel: str, fault: Fault | None = None) -> Seen:
        return Seen(at, BOT, POST, {"channel": channel}, fault)

    limit = Fault(POST, "ratelimited", seconds=3)
    calls = [post(10, "U1", limit), post(11, "U2"), post(12.9, "U1"), post(13.1, "U1")]
    assert too_early(calls) == [calls[2]]
