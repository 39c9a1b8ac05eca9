"""The team that the stories are about; the bot's log stands beside a failure."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from team import Team, working_team

HERE = Path(__file__).parent
COMBINATIONS = [
    pytest.param((mode, base), id=f"{mode}-{base}", marks=[pytest.mark.postgres] if base == "postgresql" else [])
    for base in ("sqlite", "postgresql")
    for mode in ("http", "socket")
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A module's stories run in one event loop, as they share a team."""
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


def sqlite_in(place: Path, migrated_file: Path) -> str:
    """A fresh migrated SQLite database in a directory."""
    shutil.copy(migrated_file, place / "extramile.db")
    return f"sqlite:///{place / 'extramile.db'}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> AsyncIterator[Team]:
    """A bot for all the stories of a module, on SQLite and over HTTP."""
    place = tmp_path_factory.mktemp("team")
    async with working_team(place, sqlite_in(place, migrated_file)) as team:
        yield team


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=COMBINATIONS)
async def everywhere(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_file: Path
) -> AsyncIterator[Team]:
    """A bot for all the stories of a module, in both modes and on both databases in turn."""
    place = tmp_path_factory.mktemp("team")
    mode, base = request.param
    with contextlib.ExitStack() as made:
        if base == "postgresql":
            url = made.enter_context(request.getfixturevalue("postgres_databases")())
        else:
            url = sqlite_in(place, migrated_file)
        async with working_team(place, url, mode=mode) as team:
            yield team


@pytest.fixture
def team(request: pytest.FixtureRequest) -> Iterator[Team]:
    """The module's team, looked over after each story."""
    found: Team = request.getfixturevalue("everywhere" if "everywhere" in request.fixturenames else "shared")
    yield found
    found.check()


@pytest_asyncio.fixture(loop_scope="module")
async def own(request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path) -> AsyncIterator[Callable[..., Any]]:
    """Makes a team for one story alone: ended and looked over after it."""
    teams: list[Team] = []
    async with contextlib.AsyncExitStack() as stack:

        async def make(**options: Any) -> Team:
            place = tmp_path / f"team{len(teams)}"
            place.mkdir()
            url = options.pop("database_url", None) or sqlite_in(place, migrated_file)
            teams.append(await stack.enter_async_context(working_team(place, url, **options)))
            request.node.teams = teams
            return teams[-1]

        yield make
        for team in teams:
            team.check()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Shows what the bot logged when a story fails."""
    report = yield
    if report.failed:
        teams = [*getattr(item, "teams", ()), *filter(None, [getattr(item, "funcargs", {}).get("team")])]
        for team in teams:
            report.sections.append(("the bot's log", team.log or "(nothing)"))
    return report
