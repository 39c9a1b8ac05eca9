"""From a delivery of Slack's to the listener for it, and from the listener's answer back to the person."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from sqlalchemy.exc import SQLAlchemyError

from bot import delivery
from bot.errors import Busy, NotOnTheTeam
from handlers import home
from handlers.answers import Answer, Following, Form, Private, Problems
from handlers.errors import answer_to
from handlers.incoming import Incoming, Kind
from handlers.metrics import ACK_SECONDS, BUSY
from handlers.office import Office, begun, recorded
from handlers.slack import Trouble
from handlers.views import notices, plain
from handlers.views.blocks import Message
from storage.records import Person

log = logging.getLogger(__name__)

Listener: TypeAlias = Callable[[Office, Incoming, Person], Awaitable[Answer]]
Ack: TypeAlias = dict[str, Any]
PATIENCE_SECONDS = 2.5  # Slack waits three
# Two cores record some 100 to 140 a second. Behind so many, a delivery would be carried out when Slack has long told
# its sender that it failed: they would send it again, and the more there is to do the more would come.
MOST_UNDER_WAY = 250
OPENED_ALREADY = "exchanged_trigger_id"
UNKNOWN = "I don’t know this button any more. Please look at the newest message, or type `/followup help`."


class Routes:
    """Which listener takes what, by kind of delivery and name."""

    def __init__(self) -> None:
        self._listeners: dict[tuple[Kind, str], Listener] = {}

    def on(self, kind: Kind, *names: str) -> Callable[[Listener], Listener]:
        """Registers a listener for these commands, actions, forms, shortcuts or events."""

        def register(listener: Listener) -> Listener:
            for name in names:
                assert (kind, name) not in self._listeners, f"{kind} {name} has a listener already"
                self._listeners[kind, name] = listener
            return listener

        return register

    def listener(self, incoming: Incoming) -> Listener | None:
        """The listener for a delivery, or None."""
        return self._listeners.get((incoming.kind, incoming.name))


class Dispatcher:
    """Answers deliveries."""

    def __init__(self, office: Office, routes: Routes) -> None:
        self.office, self.routes = office, routes
        self._under_way = 0

    async def handle(self, incoming: Incoming) -> Ack:
        """What to acknowledge the delivery with. Never raises: trouble becomes a sentence."""
        began = time.perf_counter()
        self._under_way += 1
        try:
            answer = await self._answer(incoming)
        finally:
            self._under_way -= 1
        ack = self._deliver(incoming, answer)
        ACK_SECONDS.labels(incoming.kind).observe(time.perf_counter() - began)
        return ack

    async def _answer(self, incoming: Incoming) -> Answer:
        listener = self.routes.listener(incoming)
        if incoming.kind == "event" and listener is None:
            return None
        begun.set(False)
        recorded.set(False)
        try:
            if self._under_way > MOST_UNDER_WAY and incoming.kind != "event":
                BUSY.inc()
                raise Busy
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._ask(listener, incoming)
        except Exception as error:  # noqa: BLE001 (the one translator)
            return None if incoming.kind == "event" else answer_to(error, incoming)

    async def _ask(self, listener: Listener | None, incoming: Incoming) -> Answer:
        person = await self._person(incoming)
        if listener is None:
            return Private(plain.note(UNKNOWN))
        answer = await listener(self.office, incoming, person)
        if incoming.at_home:
            self.office.later(home.publish(self.office, person))
        return answer

    async def _person(self, incoming: Incoming) -> Person:
        """Who it is from. An event asks for nothing, so an outsider's goes through, as one's."""
        outsider = Person(incoming.user, "", self.office.desk.policy.team.timezone, "en-US", "outsider")
        if incoming.kind == "event" and not incoming.user:
            return outsider
        try:
            return await self.office.directory.admit(incoming.user, incoming.team)
        except NotOnTheTeam:
            if incoming.kind != "event":
                raise
            return outsider

    def _deliver(self, incoming: Incoming, answer: Answer) -> Ack:
        """The acknowledgement; what does not fit into it follows in the background."""
        match answer:
            case Private(message) if incoming.kind == "command":
                return {"response_type": "ephemeral", **message.payload()}
            case Private(message, instead):
                self.office.later(self._say(incoming, message, instead))
            case Following(message, itself):
                ack = self._deliver(incoming, Private(message))
                self.office.later(self._follow(incoming, itself))
                return ack
            case Problems(fields):
                return {"response_action": "errors", "errors": dict(fields)}
            case Form(view) if incoming.kind == "form":
                return {"response_action": "update", "view": dict(view)}
            case Form(view):
                self.office.later(self._open(incoming, dict(view)))
        return {}

    async def _follow(self, incoming: Incoming, itself: Awaitable[Private]) -> None:
        """Tells what took a while, or why it cannot be told."""
        try:
            answer: Answer = await itself
        except Exception as error:  # noqa: BLE001 (the one translator)
            answer = answer_to(error, incoming)
        if isinstance(answer, Private):
            await self._say(incoming, answer.message, answer.instead)

    async def _say(self, incoming: Incoming, message: Message, instead: bool) -> None:
        """Tells one person: through the delivery's own address, else by direct message."""
        slack = self.office.slack
        try:
            if incoming.response_url:
                return await slack.respond(incoming.response_url, message, replace=instead and incoming.private)
            if incoming.at_home and incoming.trigger:
                await slack.call("views.open", trigger_id=incoming.trigger, view=notices.notice(message))
                return None
        except Trouble as trouble:
            log.warning("a private answer was not taken: %s", trouble.error)
        if incoming.user:
            with contextlib.suppress(SQLAlchemyError):
                await self.office.write(delivery.take_turn, incoming.user, self.office.per_second)
            try:
                await slack.call("chat.postMessage", channel=incoming.user, **message.payload())
            except Trouble as trouble:
                log.warning("nor was it by direct message: %s", trouble.error)
        return None

    async def _open(self, incoming: Incoming, view: dict[str, Any]) -> None:
        """Opens a form while Slack still allows it; says so if Slack did not, with what was typed."""
        try:
            await self.office.slack.call("views.open", trigger_id=incoming.trigger or "", view=view)
        except Trouble as trouble:
            if trouble.error == OPENED_ALREADY:
                return  # this delivery is a repeat
            log.warning("a form was not opened: %s", trouble.error)
            typed = f" You typed: {incoming.text}" if incoming.text else ""
            await self._say(incoming, plain.note(f"Slack did not open the form. Please try once more.{typed}"), False)
