"""A workspace with a tiny bot in it, reached over HTTP or through a socket."""

from collections.abc import AsyncIterator

import pytest
from tiny_bot import Bot, HttpBot, SocketBot

from sandbox.server import Sandbox


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(app_token="xapp-practice", pace=False) as workspace:
        yield workspace


@pytest.fixture
async def http_bot(slack: Sandbox) -> AsyncIterator[HttpBot]:
    async with HttpBot(slack) as bot:
        yield bot


@pytest.fixture
async def socket_bot(slack: Sandbox) -> AsyncIterator[SocketBot]:
    async with SocketBot(slack) as bot:
        yield bot


@pytest.fixture(params=["http", "socket"])
def bot(request: pytest.FixtureRequest) -> Bot:
    """The same bot both ways."""
    found: Bot = request.getfixturevalue(f"{request.param}_bot")
    return found
