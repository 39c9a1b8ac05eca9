"""Three processes claim from one outbox: the short form."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.bases import Base
from tests.faults.claims import claims


@pytest.mark.postgres
async def test_three_claim_together(postgres_base: Base, tmp_path: Path) -> None:
    outcome = await claims(postgres_base, 600, 1, tmp_path)
    assert (outcome.lost, outcome.duplicates, outcome.broken) == (0, 0, ())
