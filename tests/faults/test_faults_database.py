"""Never said to be recorded without being saved, and the other way round: the short form."""

from __future__ import annotations

from random import Random

import pytest

from tests.faults.database import ON_FILE, on_postgresql, on_sqlite, trials, wrongs
from tests.faults.deeds import DEEDS

BY_NAME = {deed.name: deed for deed in DEEDS}


@pytest.mark.parametrize("trouble", ON_FILE)
async def test_a_file(sqlite_url: str, trouble: str) -> None:
    async with on_sqlite(sqlite_url) as bench:
        for deed in DEEDS:
            cases = await trials(bench, trouble, deed, step=3)
            assert cases
            assert wrongs(cases) == []


@pytest.mark.few(3)
@pytest.mark.postgres
@pytest.mark.parametrize(
    ("trouble", "deed", "step"),
    [
        ("answer lost", "/gesture", 1),
        ("answer lost", "form", 1),
        ("terminated", "/followup", 1),
        ("down", "Done", 1),
        ("down", "/customer note", 1),
        ("locked", "/followup", 6),
    ],
)
async def test_a_server(postgres_url: str, trouble: str, deed: str, step: int) -> None:
    async with on_postgresql(postgres_url, Random(1)) as bench:
        cases = await trials(bench, trouble, BY_NAME[deed], step)
    assert cases
    assert wrongs(cases) == []
