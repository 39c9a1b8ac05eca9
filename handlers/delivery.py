"""The delivery loop: takes messages from the outbox, renders what they are about as it stands now, and sends them.

Nothing here sleeps on a message's behalf: what cannot go now is moved, and the loop goes on with the others.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.exc import SQLAlchemyError

from bot import delivery
from bot.desk import Desk
from handlers.attempt import SENDING_SECONDS, Attempt
from handlers.breaker import Breaker
from handlers.ledger import Ledger
from handlers.metrics import DEAD, DELIVERY_SECONDS, RETRIES, SENT
from handlers.rendering import render
from handlers.slack import Away, Limited, Lost, Misplaced, Refused, Slack, Trouble, Unavailable
from handlers.twins import Twins
from handlers.views.blocks import Message
from storage.records import Post, Sent

log = logging.getLogger(__name__)

AT_ONCE = 128  # each is on its way for half a second when all are busy, and a burst may be a few hundred a second
IDLE_SECONDS = 1.0
GATHERING_SECONDS = 0.02  # so that a burst is looked at once
LANE_LOOK_SECONDS = 0.9  # after an answer: it is worth to look which message goes next to the same person
LONGEST_PAUSE_SECONDS = 60.0
TRIES: Mapping[type[Trouble], int] = {Misplaced: 4, Unavailable: 12, Lost: 16}  # then it is put before the leads


class Delivery:
    """Sends what waits in the outbox, until told to stop.

    `per_second` is our share of what the workspace may be sent; `recovered` is called when Slack works again; while
    `rests` says so nothing is sent.
    """

    def __init__(
        self,
        desk: Desk,
        slack: Slack,
        twins: Twins,
        per_second: float,
        recovered: Callable[[], Awaitable[None]],
        rests: Callable[[], bool] = lambda: False,
    ) -> None:
        self._desk, self._slack, self._twins = desk, slack, twins
        self._per_second, self._recovered, self._rests = per_second, recovered, rests
        self._bell, self._stopping = asyncio.Event(), False
        self._breaker, self._ledger = Breaker(AT_ONCE), Ledger(desk)
        self._sending: set[asyncio.Task[None]] = set()
        self._spent_until, self._is_more = 0.0, False

    @property
    def is_well(self) -> bool:
        """Whether messages get through, as far as we know."""
        return not (self._breaker.is_away or self._rests())

    def ring(self) -> None:
        """Something may wait: look now."""
        self._bell.set()

    def _lane_is_free(self) -> None:
        """The next message for somebody may go, if any is left and the workspace's budget allows it."""
        if self._is_more and time.monotonic() >= self._spent_until:
            self._bell.set()

    def halt(self) -> None:
        """Takes nothing more; what is on its way goes on."""
        self._stopping = True
        self._bell.set()

    async def run(self) -> None:
        """Runs until halted."""
        while not self._stopping:
            self._bell.clear()
            try:
                pause = await self._send_some()
            except Exception as error:  # noqa: BLE001 (the loop outlives whatever happens to one round)
                log.error("the outbox cannot be read: %s", type(getattr(error, "orig", error)).__name__)
                pause = IDLE_SECONDS
            await self._rest(pause)

    async def revive(self) -> None:
        """What an older version, perhaps one that still runs beside us, could not know goes out with this one."""
        if revived := await self._desk.executor.write(delivery.revive_known, self._desk):
            log.warning("%s messages that an older version did not know are sent after all", revived)
            self.ring()

    async def settle(self) -> None:
        """Waits until nothing is on its way any more: a send knows its end within its lease."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=SENDING_SECONDS)

    async def _send_some(self) -> float:
        """Claims what may go now and starts sending it; seconds until it is worth to look again."""
        if self._rests():
            return IDLE_SECONDS
        room = self._breaker.room(len(self._sending))
        if room <= 0:
            return IDLE_SECONDS if self._sending else max(self._breaker.pause(), GATHERING_SECONDS)
        claim = await self._desk.executor.write_first(delivery.claim, self._desk, room, self._per_second)
        for attempt in await self._attempts(claim):
            task = asyncio.create_task(self._deliver(attempt))
            self._sending.add(task)
            task.add_done_callback(self._sent)
        self._spent_until, self._is_more = claim.at + claim.refill, claim.is_more
        if len(claim.posts) == room:
            return 0.0
        return max(GATHERING_SECONDS, min(IDLE_SECONDS, IDLE_SECONDS if claim.wait is None else claim.wait))

    async def _attempts(self, claim: delivery.Claim) -> Sequence[Attempt]:
        """What was claimed, with what it is about, but for what is to be looked for first."""
        known = [post for post in claim.posts if not _is_lost(post)]
        try:
            about = await self._desk.executor.read_first(delivery.load, self._desk, known)
        except SQLAlchemyError:
            await self._give_back(claim.posts)
            raise
        return [Attempt(post, about.get(post.id), claim.began, claim.at + post.hold) for post in claim.posts]

    def _sent(self, task: asyncio.Task[None]) -> None:
        was_full = not self._breaker.room(len(self._sending))
        self._sending.discard(task)
        if was_full:
            self.ring()  # there was no room, and now there is

    async def _rest(self, seconds: float) -> None:
        """Sleeps this long, or until something rings."""
        if not seconds or self._stopping:
            return
        try:
            await asyncio.wait_for(self._bell.wait(), seconds)
        except TimeoutError:
            return
        await asyncio.sleep(GATHERING_SECONDS)

    async def _deliver(self, attempt: Attempt) -> None:
        post, sent = attempt.post, None
        try:
            sent = await self._send(attempt)
            if sent:
                await self._finish(sent, attempt.seconds)
        except delivery.UnknownKind:
            await self._bury(post, delivery.UNKNOWN_KIND)
        except Exception as error:  # noqa: BLE001 (one broken message must not stop the others)
            if sent is None and not isinstance(error, SQLAlchemyError):
                await self._bury(post, type(error).__name__)
            else:
                name = type(getattr(error, "orig", error)).__name__
                log.error("message %s is left to its lease: %s", post.key, name)

    async def _send(self, attempt: Attempt) -> Sent | None:
        """Sends or changes a message; None when that was not to be, and is settled."""
        desk, post, about, found = self._desk, attempt.post, attempt.about, attempt.post
        try:
            async with attempt.deadline():
                if _is_lost(post):
                    attempt.begin()
                    found = await self._found(post)
                    about = (await desk.executor.read_first(delivery.load, desk, [found]))[post.id]
                if isinstance(about, Exception):
                    raise about
                if about is None:
                    await desk.executor.write_first(delivery.drop, desk, post, self._per_second)
                    return None
                message, fingerprint = render(found, about, desk.clock())
                channel, ts = await self._place(attempt, found, message, fingerprint)
        except TimeoutError:
            if attempt.has_begun:
                await self._troubled(post, Lost("timeout"))
            else:
                await self._give_back([post])
        except Trouble as trouble:
            await self._troubled(post, trouble)
        else:
            sent_again = _is_lost(post) and (found.ts is None or post.attempts > 2)
            return Sent(post, channel, ts, fingerprint, may_have_twin=sent_again)
        return None

    async def _found(self, post: Post) -> Post:
        """A message whose answer was lost, with the place where it stands already, if it does."""
        channel, found = await self._slack.find_posts(post.recipient, [post.key], post.created_at)
        for extra in found[post.key][1:]:
            await self._twins.remove_now(post.key, post.subject, channel, extra)
        return replace(post, channel=channel, ts=next(iter(found[post.key]), None))

    async def _place(self, attempt: Attempt, post: Post, message: Message, fingerprint: str) -> tuple[str, str]:
        """Puts the message where it belongs: its channel and ts."""
        if post.channel is None or post.ts is None:
            await attempt.turn()
            attempt.begin()
            return await self._slack.post(post.recipient, message, post.key)
        if post.doubtful or post.fingerprint != fingerprint:
            attempt.begin()
            try:
                await self._slack.update(post.channel, post.ts, message)
            except Refused as trouble:
                if trouble.error != "message_not_found":
                    raise
                log.info("message %s is gone from Slack", post.key)  # somebody deleted it: nothing to change
        return post.channel, post.ts

    async def _finish(self, sent: Sent, seconds: float) -> None:
        """Notes that a message is in Slack, after so many seconds."""
        desk, post = self._desk, sent.post
        answered_at = asyncio.get_running_loop().time()
        SENT.labels(post.kind).inc()
        recovered = self._breaker.worked(seconds)
        is_ours = await self._ledger.enter(sent)
        if recovered:
            await self._recovered()
        if not is_ours:
            log.warning("message %s was taken over before it was finished", post.key)
            if post.ts is None and await desk.executor.read(delivery.is_extra, desk, post, sent.ts):
                await self._twins.remove_now(post.key, post.subject, sent.channel, sent.ts)
            return
        if post.ts is None:
            DELIVERY_SECONDS.observe(max(0.0, (desk.clock() - post.due_at).total_seconds()))
            asyncio.get_running_loop().call_at(answered_at + LANE_LOOK_SECONDS, self._lane_is_free)

    async def _troubled(self, post: Post, trouble: Trouble) -> None:
        """What becomes of a message that did not get through."""
        RETRIES.labels(trouble.error).inc()
        write, desk = self._desk.executor.write_first, self._desk
        if isinstance(trouble, Limited):
            await write(delivery.limit, desk, post, trouble.seconds, trouble.method, self._per_second)
            return
        if isinstance(trouble, Away | Lost):
            self._breaker.failed(post.key, for_all=isinstance(trouble, Away))
        if isinstance(trouble, Away):
            await write(delivery.release, desk, post, trouble.error)
        elif isinstance(trouble, Refused) or post.attempts >= TRIES.get(type(trouble), post.attempts + 1):
            await self._bury(post, trouble.error)
        else:
            seconds = min(2.0 ** min(post.attempts - 1, 10), LONGEST_PAUSE_SECONDS)
            doubtful = isinstance(trouble, Lost)
            await write(delivery.postpone, desk, post, seconds, trouble.error, doubtful=doubtful)

    async def _give_back(self, posts: Sequence[Post]) -> None:
        """There was no time to send these, and Slack has not heard of them: another round takes them."""
        RETRIES.labels("late").inc(len(posts))
        await self._desk.executor.write_first(delivery.give_back, self._desk, posts, self._per_second)

    async def _bury(self, post: Post, trouble: str) -> None:
        DEAD.labels(trouble).inc()
        log.error("message %s (%s of %s) cannot be delivered: %s", post.key, post.kind, post.subject, trouble)
        try:
            await self._desk.executor.write_first(delivery.bury, self._desk, post, trouble)
        except SQLAlchemyError as error:
            log.error("message %s is left to its lease: %s", post.key, type(getattr(error, "orig", error)).__name__)
        self.ring()


def _is_lost(post: Post) -> bool:
    """Whether it may stand in Slack without our knowing where."""
    return post.doubtful and post.ts is None
