"""Frozen past the lease, then woken: the short form."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random

import pytest

from tests.faults.answers import POST
from tests.faults.bases import Base
from tests.faults.freezes import Share
from tests.faults.moments import Blow

SPEAKING, TAKING_UP = Blow(POST, 5, "late"), Blow("after SAVEPOINT sa_savepoint_n")


async def test_frozen_on_sqlite(sqlite_base: Base, tmp_path: Path) -> None:
    await one_visible_each(sqlite_base, tmp_path, SPEAKING, TAKING_UP)


@pytest.mark.long
@pytest.mark.postgres
async def test_frozen_among_replicas(postgres_base: Base, tmp_path: Path) -> None:
    await one_visible_each(postgres_base, tmp_path, SPEAKING)


async def one_visible_each(base: Base, directory: Path, *blows: Blow) -> None:
    """Each blow in a team of its own."""
    shares = [Share(Random(1)) for _ in blows]
    await asyncio.gather(*(share.carry_out(base, directory, [blow]) for share, blow in zip(shares, blows, strict=True)))
    assert [(share.frozen, share.missed) for share in shares] == [([blow], 0) for blow in blows]
    assert [(each.verdict.lost, each.verdict.duplicates, each.verdict.broken) for each in shares] == [
        (0, 0, []) for _ in blows
    ]
