"""Killed and started again: the short form."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.faults import moments
from tests.faults.answers import POST
from tests.faults.bases import Base
from tests.faults.kills import Share
from tests.faults.moments import Blow
from tests.faults.team import working_team
from tests.faults.verdict import Verdict

ACCEPTED, DROPPED = Blow(POST, 7, "accepted"), Blow(POST, 11, "dropped")
TAKEN_UP = Blow("before RELEASE SAVEPOINT sa_savepoint_n")


async def test_killed_on_sqlite(sqlite_base: Base, tmp_path: Path) -> None:
    await nothing_lost_nothing_twice(sqlite_base, tmp_path, ACCEPTED, TAKEN_UP)


@pytest.mark.long
@pytest.mark.postgres
async def test_killed_among_replicas(postgres_base: Base, tmp_path: Path) -> None:
    await nothing_lost_nothing_twice(postgres_base, tmp_path, DROPPED)


async def nothing_lost_nothing_twice(base: Base, directory: Path, *blows: Blow) -> None:
    """Each blow in a team of its own."""
    shares = [Share(Random(1)) for _ in blows]
    await asyncio.gather(*(share.carry_out(base, directory, [blow]) for share, blow in zip(shares, blows, strict=True)))
    assert [share.verdict for share in shares] == [Verdict()] * len(blows)
    assert [(share.killed, share.missed) for share in shares] == [([blow], 0) for blow in blows]


def test_a_plan_visits_every_moment() -> None:
    there = {Blow(f"before {number}"): 5 for number in range(50)} | {Blow(POST, ending="late"): 50}
    planned = moments.plan(moments.Counter(there), 100, 1, Random(1))
    assert len(planned) == 100
    assert {blow.moment for blow in planned} >= {blow.moment for blow in there}
    assert {blow.nth for blow in planned if blow.moment == "before 7"} <= set(range(1, 4))
    assert planned == moments.plan(moments.Counter(there), 100, 1, Random(1))


async def test_a_lost_and_a_double_message_are_found(sqlite_base: Base, tmp_path: Path) -> None:
    async with working_team(sqlite_base, tmp_path) as team:
        recorded = await team.record(3)
        assert await team.until_shown(recorded)
        lost, double, _ = (team.visible(number)[0] for number in recorded)
        team.slack.workspace.delete(lost)
        again = {"text": double.text, "metadata": double.metadata}
        team.slack.workspace.post(double.channel, double.user, **again)
        assert not await team.until_shown(recorded, 0.1)
        assert [len(team.visible(number)) for number in recorded] == [0, 2, 1]
