"""Ten thousand messages that wait for five hundred people, against a workspace that takes no more than Slack would.

At one setting the limit of the workspace binds, at the other the busiest channel's. Beside it the SDK's own way: its
client with the retry handler for 429s, as it comes.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import insert

from benchmarks import pending, processes
from benchmarks.workspace import AGENTS, strict, workspace
from sandbox.server import Sandbox
from storage import migrate
from storage.database import Database
from storage.tables import followups, outbox

SETTINGS = (80.0, 200.0)  # messages a second that the workspace takes
SOME_HAVE = ((20, 100), (80, 40), (400, 12))  # so many people have so many messages each
MESSAGES = sum(people * each for people, each in SOME_HAVE)
SDK_MESSAGES, SDK_WORKERS = 2_500, 50
PATIENCE = 3  # times the bound


@dataclass(frozen=True, slots=True)
class Sent:
    """Messages sent at a pace of `per_second`: `at` are the seconds after the first when Slack took each, `limited`
    counts its 429s; `lost` were never taken, `twice` more than once. `bound` is when the last could be taken."""

    per_second: float
    at: Sequence[float]
    limited: int
    lost: int
    twice: int
    bound: float

    @property
    def seconds(self) -> float:
        """From the first to the last."""
        return self.at[-1]

    @property
    def over(self) -> float:
        """How much longer than the bound, as a share of it."""
        return self.seconds / self.bound - 1

    @property
    def limited_share(self) -> float:
        """The share of the tries that were answered with 429."""
        return self.limited / (len(self.at) + self.limited)


def recipients(messages: int = MESSAGES) -> list[str]:
    """Whom the messages go to, the oldest first; everybody's are spread evenly over the same hour."""
    counts = [each for people, each in SOME_HAVE for _ in range(people)]
    due = sorted((number / each, person) for person, each in enumerate(counts) for number in range(each))
    return [AGENTS[person] for _, person in due[:messages]]


def most_by(seconds: float, per_second: float, to: Sequence[str]) -> float:
    """How many messages Slack can have taken so many seconds after the first, by the tighter of its limits."""
    channels = sum(min(many, int(seconds) + 1) for many in Counter(to).values())
    return min(channels, per_second * (seconds + 1))


def _bound(per_second: float, to: Sequence[str]) -> float:
    return max(max(Counter(to).values()) - 1, (len(to) - per_second) / per_second)


async def measure(directory: Path, per_second: float) -> Sent:
    """The bot, with everything in its outbox before it starts."""
    to = recipients()
    url = f"sqlite:///{directory / f'pace-{per_second:g}.db'}"
    _fill(url, to)
    async with workspace(strict(per_second)) as slack:
        bound = _bound(per_second, to)
        async with processes.bot(slack, url, messages_per_second=per_second):
            with contextlib.suppress(TimeoutError):  # what is not there by then is lost
                await slack.until(lambda: len(slack.workspace.messages) >= len(to), bound * PATIENCE)
        messages = slack.workspace.messages
        keys = {message.metadata["event_payload"]["id"] for message in messages if message.metadata}
        return _sent(slack, per_second, to, lost=len(to) - len(keys), twice=len(messages) - len(keys))


async def measure_sdk(per_second: float) -> Sent:
    """The same, fewer of them, by the SDK: some workers that each post one after the other."""
    to = recipients(SDK_MESSAGES)
    waiting = list(enumerate(to))[::-1]
    lost = 0

    async def work(client: AsyncWebClient) -> None:
        nonlocal lost
        while waiting:
            number, person = waiting.pop()
            try:
                await client.chat_postMessage(channel=person, text=f"Time to keep promise number {number}.")
            except SlackApiError:
                lost += 1

    async with workspace(strict(per_second)) as slack:
        client = AsyncWebClient(slack.token, slack.api_url)
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler())
        await asyncio.gather(*(work(client) for _ in range(SDK_WORKERS)))
        return _sent(slack, per_second, to, lost=lost, twice=0)


def _sent(slack: Sandbox, per_second: float, to: Sequence[str], *, lost: int, twice: int) -> Sent:
    taken = sorted(float(message.ts) for message in slack.workspace.messages)
    at = [moment - taken[0] for moment in taken]
    return Sent(per_second, at, slack.workspace.pace.limited, lost, twice, _bound(per_second, to))


def _fill(url: str, to: Sequence[str]) -> None:
    """Reminders that were due in the last hour and wait to be sent."""
    database = Database(url)
    migrate.upgrade(database)
    pending.add_people(database)
    now = datetime.now(UTC)
    first = now - timedelta(hours=1)
    due = [first + timedelta(hours=number / len(to)) for number in range(len(to))]
    numbered = [(number, person, at) for number, (person, at) in enumerate(zip(to, due, strict=True), 1)]
    with database.begin() as tx:
        tx.execute(
            insert(followups),
            [
                {
                    "id": number, "customer_id": number % pending.CUSTOMERS + 1, "what": f"promise number {number}",
                    "owner": person, "due_at": at, "zone": pending.ZONE, "exact": True, "state": "open",
                    "salt": f"{number:032x}", "created_at": first, "reminded_at": at, "reminders": 1,
                }
                for number, person, at in numbered
            ],
        )  # fmt: skip
        tx.execute(
            insert(outbox),
            [
                {
                    "key": f"{number:016x}", "kind": "reminder", "subject": f"followup:{number}", "occurrence": 1,
                    "recipient": person, "priority": 20, "state": "ready", "due_at": at, "created_at": at,
                }
                for number, person, at in numbered
            ],
        )  # fmt: skip
    database.close()
