"""What comes through Slack's socket while it is being closed."""

from __future__ import annotations

import asyncio
from typing import Any

from offices import Work
from slack_sdk.socket_mode.request import SocketModeRequest

from handlers import bolt
from handlers.answers import Answer
from handlers.dispatch import Dispatcher, Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.sockets import Sockets
from storage.records import Person

COMMAND = {
    "command": "/wait",
    "text": "",
    "user_id": "U0AGENT",
    "team_id": "T0TEAM",
    "trigger_id": "1.2",
    "api_app_id": "",
}


class Listening:
    """A listener that answers when it is let; `order` is what happened."""

    def __init__(self, work: Work) -> None:
        self.order: list[str] = []
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        routes = Routes()
        routes.on("command", "/wait")(self.listener)
        self.sockets = Sockets(bolt.build(Dispatcher(work.office, routes)), "xapp-practice")
        self.sockets.client.send_socket_mode_response = self.answered

    async def listener(self, office: Office, incoming: Incoming, person: Person) -> Answer:
        self.begun.set()
        await self.go_on.wait()
        self.order.append("carried out")
        return None

    async def answered(self, response: Any) -> None:
        assert not self.sockets.client.closed
        self.order.append("answered")

    async def deliver(self) -> None:
        await self.sockets.handle(self.sockets.client, SocketModeRequest("slash_commands", "envelope", COMMAND))


async def test_it_is_not_closed_before_what_is_under_way_is_answered(work: Work) -> None:
    there = Listening(work)
    under_way = asyncio.create_task(there.deliver())
    await there.begun.wait()
    hanging_up = asyncio.create_task(there.sockets.hang_up())
    await asyncio.sleep(0)
    there.go_on.set()
    await asyncio.gather(under_way, hanging_up)
    assert there.order == ["carried out", "answered"]
    assert there.sockets.client.closed


async def test_what_cannot_be_answered_any_more_is_not_carried_out(work: Work) -> None:
    there = Listening(work)
    there.go_on.set()
    await there.sockets.hang_up()
    await there.deliver()
    assert there.order == []
