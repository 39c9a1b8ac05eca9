"""Late twins in Slack: looked for as long as one may turn up, removed, and written down."""

from __future__ import annotations

import logging
from itertools import groupby

from bot import delivery
from bot.desk import Desk
from handlers.metrics import REMOVED
from handlers.slack import Limited, Refused, Slack, Trouble
from storage.records import Shown

log = logging.getLogger(__name__)
AT_ONCE = 200
BEHIND_SECONDS = 10.0  # when Slack lets us look again, what is to be sent first finds room
TWICE = "stood twice: the later one is removed"
OVER = "turned up when nothing was left to say: it is removed"


class Twins:
    """Looks for messages that stand in Slack twice."""

    def __init__(self, desk: Desk, slack: Slack) -> None:
        self._desk, self._slack = desk, slack

    async def look(self) -> None:
        """Looks for those that may have turned up by now; one look in a channel serves all of them there."""
        executor = self._desk.executor
        if not await executor.read(delivery.twins_are_due, self._desk):
            return
        shown, limited_for = await executor.write(delivery.claim_twins, self._desk, AT_ONCE), 0.0
        for channel, there in groupby(sorted(shown, key=lambda one: one.channel), key=lambda one: one.channel):
            keys = {one.key: one for one in there}
            if limited_for:
                await executor.write(delivery.look_later, self._desk, list(keys), limited_for)
                continue
            try:
                await self._look_in(channel, keys)
            except Limited as trouble:
                limited_for = trouble.seconds + BEHIND_SECONDS
                await executor.write(delivery.look_later, self._desk, list(keys), limited_for)
            except Trouble as trouble:
                log.warning("late twins in %s could not be looked for: %s", channel, trouble.error)

    async def _look_in(self, channel: str, shown: dict[str, Shown]) -> None:
        since = min(one.created_at for one in shown.values())
        channel, found = await self._slack.find_posts(channel, shown, since)
        for key, stamps in found.items():
            kept = shown[key].ts
            if kept is not None and kept not in stamps:
                continue  # the one that was to stay is gone: then the other one stays
            for ts in stamps:
                if ts != kept:
                    await self.remove(key, shown[key].subject, channel, ts, OVER if kept is None else TWICE)

    async def remove_now(self, key: str, subject: str, channel: str, ts: str) -> None:
        """Takes away what we just sent too late; if that fails, the look-out of whoever took over finds it."""
        try:
            await self.remove(key, subject, channel, ts)
        except Trouble as trouble:
            log.warning("message %s stands twice and could not be removed yet: %s", key, trouble.error)

    async def remove(self, key: str, subject: str, channel: str, ts: str, why: str = TWICE) -> None:
        """Takes one away that stands beside another, or for which it is too late. Raises Trouble."""
        try:
            await self._slack.call("chat.delete", channel=channel, ts=ts)
        except Refused as trouble:
            if trouble.error != "message_not_found":
                raise
            return  # somebody was first
        REMOVED.inc()
        log.warning("message %s %s", key, why)
        await self._desk.executor.write(delivery.twin_removed, self._desk, key, subject, ts)
