"""The delivery loop: takes messages from the outbox, renders what they are about as it stands now, and sends them.

Nothing here sleeps on a message's behalf: what cannot go now is moved, and the loop goes on with the others.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot import delivery
from bot.desk import Desk
from handlers.metrics import DEAD, REMOVED, RETRIES, SENT
from handlers.pacing import Pacer
from handlers.slack import Limited, Lost, Refused, Slack, Trouble, Unavailable
from handlers.views import drafts, followups, gestures, home
from handlers.views.blocks import Message
from storage.records import Post

log = logging.getLogger(__name__)

AT_ONCE = 16
SENDING_SECONDS = 4.5  # within the lease: nobody else may have taken it over by then
IDLE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 300.0  # however long Slack or an admin takes, nothing is given up
LATE_LOOKS = (2.0, 5.0, 10.0, 15.0, 20.0)  # pauses between looks for a doubtful message that turns up after all
CLOCKS_APART_SECONDS = 600.0  # how far our clock and Slack's may be apart

View = Callable[[Any, Post, datetime], Message]
VIEWS: Mapping[str, View] = {
    "reminder": lambda record, post, now: followups.reminder(record, f"{post.key}-{post.wanted}", now),
    "escalation": lambda record, post, now: followups.escalation(record, now),
    "card": lambda record, post, now: gestures.card(record),
    "waiting": lambda record, post, now: gestures.waiting(record.gesture, now, record.latest),
    "told": lambda record, post, now: gestures.told(record, post.recipient),
    "draft": lambda record, post, now: drafts.draft(record),
    "reply": lambda record, post, now: drafts.bare(record),
    "digest": lambda record, post, now: home.digest(record.day, now, record.latest),
}


class Delivery:
    """Sends what waits in the outbox, until told to stop."""

    def __init__(self, desk: Desk, slack: Slack, pacer: Pacer) -> None:
        self._desk, self._slack, self._pacer = desk, slack, pacer
        self._bell, self._stopping = asyncio.Event(), False
        self._sending: set[asyncio.Task[None]] = set()
        self._watching: set[asyncio.Task[None]] = set()

    def ring(self) -> None:
        """Something may wait: look now."""
        self._bell.set()

    async def run(self) -> None:
        """Runs until `stop`."""
        while not self._stopping:
            self._bell.clear()
            try:
                if not await self._send_some():
                    await self._rest()
            except Exception as error:  # noqa: BLE001 (the loop outlives whatever happens to one round)
                log.error("the outbox cannot be read: %s", type(getattr(error, "orig", error)).__name__)
                await asyncio.sleep(IDLE_SECONDS)

    async def stop(self, seconds: float) -> None:
        """Takes nothing more, and gives what is on its way this long."""
        self._stopping = True
        self._bell.set()
        for task in self._watching:
            task.cancel()
        if self._sending:
            await asyncio.wait(self._sending, timeout=seconds)

    async def _send_some(self) -> int:
        """Claims what may go now and starts sending it; how many."""
        room = AT_ONCE - len(self._sending)
        if room <= 0:
            await asyncio.wait(self._sending, return_when=asyncio.FIRST_COMPLETED)
            return 1
        posts = await self._desk.executor.write(
            delivery.claim, self._desk, room, self._pacer.allowance(), self._pacer.busy()
        )
        for post in posts:
            self._pacer.occupy(post.recipient)
            if post.ts is None:
                self._pacer.spend()
            task = asyncio.create_task(self._deliver(post))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return len(posts)

    async def _rest(self) -> None:
        """Sleeps until the next message may go, something rings, or the safety net's second is over."""
        waits = [IDLE_SECONDS, self._pacer.pause(), await self._desk.executor.read(delivery.next_in, self._desk)]
        # What may be taken at once was left for the pace, so the pace says how long.
        seconds = min(wait for wait in waits if wait)
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return
        await asyncio.sleep(0.02)  # so that a burst of commands looks once

    async def _deliver(self, post: Post) -> None:
        try:
            await self._send(post)
        except DBAPIError as error:
            log.error("message %s is left to its lease: %s", post.key, type(error.orig).__name__)
        except Exception as error:  # noqa: BLE001 (one broken message must not stop the others)
            log.error("message %s cannot be made: %s", post.key, type(error).__name__)
            await self._bury(post, type(error).__name__)

    async def _send(self, post: Post) -> None:
        record = await self._desk.executor.read(delivery.load, self._desk, post)
        if record is None:
            await self._desk.executor.write(delivery.drop, self._desk, post)
            return
        message = _marked(VIEWS[post.kind](record, post, self._desk.clock()), post.key)
        fingerprint = _fingerprint(message)
        try:
            async with asyncio.timeout(SENDING_SECONDS):
                channel, ts = await self._place(post, message, fingerprint)
        except TimeoutError:
            await self._try_later(post, Lost("timeout"))
        except Limited as trouble:
            self._pacer.occupy(post.recipient, trouble.seconds)
            await self._postpone(post, trouble, trouble.seconds)
        except (Lost, Unavailable) as trouble:
            await self._try_later(post, trouble)
        except Refused as trouble:
            await self._bury(post, trouble.error)
        else:
            SENT.labels(post.kind).inc()
            if not await self._desk.executor.write(delivery.finish, self._desk, post, channel, ts, fingerprint):
                log.warning("message %s was taken over before it was finished", post.key)

    async def _place(self, post: Post, message: Message, fingerprint: str) -> tuple[str, str]:
        """Puts the message where it belongs: its channel and ts. Looks before sending what may be there already."""
        channel, ts = post.channel, post.ts
        if ts is None and post.doubtful:
            assert post.created_at
            since = post.created_at.timestamp() - CLOCKS_APART_SECONDS
            channel, found = await self._slack.find_posts(post.recipient, post.key, since)
            ts = found[0] if found else None
        if channel is None or ts is None:
            placed = await self._slack.post(post.recipient, message, post.key)
            if post.doubtful:
                self._watch(post, placed)
            return placed
        if post.fingerprint != fingerprint:
            try:
                await self._slack.update(channel, ts, message)
            except Refused as trouble:
                if trouble.error != "message_not_found":
                    raise
                log.info("message %s is gone from Slack", post.key)  # somebody deleted it: nothing to change
        return channel, ts

    def _watch(self, post: Post, placed: tuple[str, str]) -> None:
        """Looks out, for a minute, for an earlier try that Slack takes after all."""
        task = asyncio.create_task(self._remove_extra(post, *placed))
        self._watching.add(task)
        task.add_done_callback(self._watching.discard)

    async def _remove_extra(self, post: Post, channel: str, kept: str) -> None:
        assert post.created_at
        since = post.created_at.timestamp() - CLOCKS_APART_SECONDS
        for pause in LATE_LOOKS:
            await asyncio.sleep(pause)
            try:
                _, found = await self._slack.find_posts(channel, post.key, since)
                for extra in found:
                    if extra != kept:
                        await self._slack.call("chat.delete", channel=channel, ts=extra)
                        REMOVED.inc()
                        log.warning("message %s stood twice: the later one is removed", post.key)
            except Trouble as trouble:
                log.warning("message %s could not be looked for: %s", post.key, trouble.error)

    async def _try_later(self, post: Post, trouble: Trouble) -> None:
        await self._postpone(post, trouble, min(2.0 ** min(post.attempts - 1, 10), LONGEST_PAUSE_SECONDS))

    async def _postpone(self, post: Post, trouble: Trouble, seconds: float) -> None:
        RETRIES.labels(trouble.error).inc()
        doubtful = isinstance(trouble, Lost)
        await self._desk.executor.write(delivery.postpone, self._desk, post, seconds, trouble.error, doubtful=doubtful)

    async def _bury(self, post: Post, trouble: str) -> None:
        DEAD.labels(trouble).inc()
        log.error("message %s (%s of %s) cannot be delivered: %s", post.key, post.kind, post.subject, trouble)
        await self._desk.executor.write(delivery.bury, self._desk, post, trouble)


def _marked(message: Message, key: str) -> Message:
    """The message with its opaque id on the first block, where a history search finds it."""
    if not message.blocks:
        return message
    first, *rest = message.payload()["blocks"]
    return Message(message.text, ({**first, "block_id": key}, *rest))


def _fingerprint(message: Message) -> str:
    return hashlib.sha256(json.dumps(message.payload(), sort_keys=True).encode()).hexdigest()
