"""The line between the bot and PostgreSQL, on which things go wrong at a chosen statement."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal, Self

from sqlalchemy.engine import URL, make_url

Way = Literal["on", "cut", "answer lost"]
"""What becomes of a statement: it goes on, it never arrives, or it arrives and its answer does not."""


@dataclass(eq=False)
class Connection:
    """One connection of the bot's; `backend` is the process of the server's behind it."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    backend: int = 0
    deaf: bool = False
    """Whether the server's next answer is kept from the bot, and the connection then cut."""

    def cut(self) -> None:
        for end in (self.near, self.far):
            end.transport.abort()


@dataclass
class Line:
    """Passes on what the bot and the server of `url` say to each other. Open it with `async with`.

    `watch` hears of each statement before it goes on (of each round trip: a ping and a COMMIT are some too) and says
    what becomes of it. While the line is `down`, every connection is cut and none is made.
    """

    url: str
    watch: Callable[[Connection, str], Awaitable[Way]] | None = None
    down: bool = False
    connections: set[Connection] = field(default_factory=set)

    @property
    def near_url(self) -> str:
        """The address for the bot."""
        query = {"sslmode": "disable", "gssencmode": "disable"}
        near = make_url(self.url).set(host="127.0.0.1", port=self._port, query=query)
        return near.render_as_string(hide_password=False)

    async def __aenter__(self) -> Self:
        self._talks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self.cut()
        await asyncio.gather(*self._talks, return_exceptions=True)

    def cut(self) -> None:
        """Cuts every connection that there is."""
        for connection in self.connections:
            connection.cut()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._talks.add(task)
        if self.down:
            writer.transport.abort()
            return
        far_reader, far_writer = await _dial(make_url(self.url))
        connection = Connection(writer, far_writer)
        self.connections.add(connection)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await asyncio.gather(self._ask(connection, reader), self._answer(connection, far_reader))
        self.connections.discard(connection)
        connection.cut()

    async def _ask(self, connection: Connection, reader: asyncio.StreamReader) -> None:
        """From the bot to the server. A message is a letter, its length and the rest; the very first has no letter."""
        size = await reader.readexactly(4)
        connection.far.write(size + await reader.readexactly(int.from_bytes(size) - 4))
        words, held = "", b""
        while True:
            head = await reader.readexactly(5)
            body = await reader.readexactly(int.from_bytes(head[1:]) - 4)
            held += head + body
            if head[:1] in b"QP":  # a query, or one that is parsed for later
                words = body.split(b"\0")[head[:1] == b"P"].decode(errors="replace")
            if head[:1] not in b"QSX":  # the server answers to a query, a sync, or goes at a farewell
                continue
            way = await self.watch(connection, words or "(prepared)") if self.watch and head[:1] != b"X" else "on"
            if way == "cut":
                raise ConnectionAbortedError
            connection.deaf = connection.deaf or way == "answer lost"
            connection.far.write(held)
            words, held = "", b""

    async def _answer(self, connection: Connection, reader: asyncio.StreamReader) -> None:
        """From the server to the bot, noting once which of its processes answers."""
        while chunk := await reader.read(65536):
            if not connection.backend:
                connection.backend = _backend(chunk)
            if connection.deaf:
                break
            connection.near.write(chunk)
        raise ConnectionAbortedError


def _backend(chunk: bytes) -> int:
    """The number of the server's process, from the message that tells it once somebody is let in; else 0."""
    at = 0
    while at + 5 <= len(chunk):
        kind, size = chunk[at : at + 1], int.from_bytes(chunk[at + 1 : at + 5])
        if kind == b"K":
            return int.from_bytes(chunk[at + 5 : at + 9])
        at += 1 + size
    return 0


async def _dial(url: URL) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    place = url.query.get("host") or url.host or "127.0.0.1"
    assert isinstance(place, str)
    if place.startswith("/"):
        return await asyncio.open_unix_connection(f"{place}/.s.PGSQL.{url.port or 5432}")
    return await asyncio.open_connection(place, url.port or 5432)
