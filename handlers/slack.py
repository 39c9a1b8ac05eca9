"""The one way to Slack: every Web API call and every response_url goes through this gateway, once.

Nothing here tries again. The SDK's own retries send a message twice when only the answer was lost; here a lost
answer is said to be one (`Lost`), and the outbox looks before it sends again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handlers.metrics import LIMITED, SLACK_CALLS, SLACK_SECONDS
from handlers.views.blocks import Message

TIMEOUT_SECONDS = 4.0  # less than the lease of a message, so that we know before somebody else takes it over
HISTORY_PAGE, HISTORY_PAGES = 500, 10
CLOCKS_APART = timedelta(minutes=10)  # how far our clock and Slack's may be apart without our knowing
# Methods that read take no JSON: Slack would not see their arguments.
READING = frozenset(
    {
        "chat.getPermalink",
        "conversations.history",
        "conversations.info",
        "usergroups.users.list",
        "users.info",
    }
)
# Where messages are looked for, which a crash makes us do for many at once: each would be refused by itself.
LOOKING = frozenset({"conversations.history", "conversations.open"})
# What will not get better by itself, whatever an admin does: the message is wrong, or whom it is for is gone.
HOPELESS = frozenset(
    {
        "cannot_dm_bot",
        "cant_update_message",
        "edit_window_closed",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_metadata_format",
        "message_not_found",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "user_disabled",
        "user_not_found",
    }
)
# What somebody can put right in the workspace: the place does not take it.
MISPLACED = frozenset(
    {"channel_not_found", "is_archived", "messages_tab_disabled", "not_in_channel", "restricted_action"}
)
# The bot itself may not speak any more, wherever it tries.
BARRED = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)
# Slack fell over on the way, and may have done it before.
STUMBLED = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})


class Trouble(Exception):
    """Slack did not do it. `error` is its word for why."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Refused(Trouble):
    """Slack refuses, and will again: the request is wrong or whom it is for is gone."""


class Unavailable(Trouble):
    """Slack did not take it; later it may."""


class Misplaced(Unavailable):
    """Slack did not take it there; somebody can put that right."""


class Away(Unavailable):
    """Slack cannot be reached, or does not accept the bot: nothing else would be taken either."""


class Limited(Unavailable):
    """Too much at once: not this method again before `seconds` from now."""

    def __init__(self, method: str, seconds: float) -> None:
        super().__init__("ratelimited")
        self.method, self.seconds = method, seconds


class Lost(Trouble):
    """No answer came: Slack may have done it or not."""


class Slack:
    """The gateway. Opened inside the event loop; `close` it."""

    def __init__(self, token: str, base_url: str | None) -> None:
        # How many messages go at once the delivery loop decides; waiting here for a connection, a message would look as
        # if its answer was lost, and a form would come too late.
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS), connector=aiohttp.TCPConnector(limit=0)
        )
        self.client = AsyncWebClient(
            token,
            base_url or AsyncWebClient.BASE_URL,
            session=self._session,
            timeout=int(TIMEOUT_SECONDS),
            retry_handlers=[],
        )
        self._channels: dict[str, str] = {}  # of direct messages, by person: they stay the same
        self._held: dict[str, float] = {}  # methods that Slack takes no more of, and until when
        self.answered_at: float | None = None
        self._clock: tuple[datetime, float] | None = None
        self.scopes: frozenset[str] = frozenset()

    async def call(self, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Calls a Web API method once. Raises Refused, Limited, Unavailable or Lost.

        Slack is not asked to look anything up before the time that it gave us.
        """
        if (seconds := self._held.get(method, 0.0) - time.monotonic()) > 0:
            raise Limited(method, seconds)
        began = time.perf_counter()
        try:
            response = await self._ask(method, {key: value for key, value in arguments.items() if value is not None})
        except SlackApiError as error:
            raise self._counted(method, _trouble(method, error)) from None
        except aiohttp.ClientConnectorError:
            raise self._counted(method, Away("unreachable")) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._counted(method, Lost(type(error).__name__)) from None
        finally:
            SLACK_SECONDS.labels(method).observe(time.perf_counter() - began)
        self.answered_at = time.monotonic()
        self._clock = _told(response.headers) or self._clock
        granted = response.headers.get("X-OAuth-Scopes") or response.headers.get("x-oauth-scopes") or ""
        self.scopes = frozenset(scope.strip() for scope in str(granted).split(",") if scope.strip())
        SLACK_CALLS.labels(method, "ok").inc()
        data: Mapping[str, Any] = response.data  # type: ignore[assignment]
        return data

    async def _ask(self, method: str, arguments: dict[str, Any]) -> AsyncSlackResponse:
        if method in READING:
            return await self.client.api_call(method, http_verb="GET", params=arguments)
        return await self.client.api_call(method, json=arguments)

    def _counted(self, method: str, trouble: Trouble) -> Trouble:
        SLACK_CALLS.labels(method, trouble.error).inc()
        if isinstance(trouble, Limited):
            LIMITED.labels(method).inc()
            if method in LOOKING:
                self._held[method] = time.monotonic() + trouble.seconds
        return trouble

    async def post(self, recipient: str, message: Message, key: str) -> tuple[str, str]:
        """Posts a message that carries `key`; returns its channel and ts."""
        data = await self.call(
            "chat.postMessage",
            channel=recipient,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": "extra_mile", "event_payload": {"id": key}},
            **message.payload(),
        )
        if _is_person(recipient):
            self._channels[recipient] = str(data["channel"])
        return str(data["channel"]), str(data["ts"])

    async def update(self, channel: str, ts: str, message: Message) -> None:
        """Changes a message of ours in place."""
        await self.call("chat.update", channel=channel, ts=ts, **message.payload())

    async def find_posts(
        self, recipient: str, keys: Collection[str], since: datetime
    ) -> tuple[str, Mapping[str, list[str]]]:
        """The channel, and the ts of every message in it from `since` on that carries one of `keys`, oldest first.

        A `since` that Slack's clock does not show yet means now: whoever wrote it down had another time.
        """
        channel = await self.channel_of(recipient)
        since = min(since, self.now) - CLOCKS_APART
        found: dict[str, list[str]] = {key: [] for key in keys}
        cursor: str | None = None
        for _ in range(HISTORY_PAGES):
            page = await self.call(
                "conversations.history", channel=channel, oldest=f"{since.timestamp():.6f}", limit=HISTORY_PAGE,
                include_all_metadata=True, cursor=cursor,
            )  # fmt: skip
            for message in page.get("messages", ()):
                key = _key_of(message)
                if key in found:
                    found[key].append(str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or None
            if not cursor:
                break
        return channel, {key: sorted(stamps) for key, stamps in found.items()}

    async def channel_of(self, recipient: str) -> str:
        """The channel to reach somebody in: a person's direct messages with the bot, or the channel itself."""
        if not _is_person(recipient):
            return recipient
        if recipient not in self._channels:
            opened = await self.call("conversations.open", users=recipient)
            self._channels[recipient] = str(opened["channel"]["id"])
        return self._channels[recipient]

    @property
    def now(self) -> datetime:
        """What Slack's clock shows, by its answers; ours before the first one."""
        if self._clock is None:
            return datetime.now(UTC)
        shown, answered_at = self._clock
        return shown + timedelta(seconds=time.monotonic() - answered_at)

    async def respond(self, url: str, message: Message, *, replace: bool = False) -> None:
        """A private answer to a command or press. Raises Refused when Slack takes no more, Lost without an answer."""
        body = {"response_type": "ephemeral", "replace_original": replace, **message.payload()}
        try:
            async with self._session.post(url, json=body) as response:
                status = response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._counted("response_url", Lost(type(error).__name__)) from None
        if status != 200:
            raise self._counted("response_url", Refused(f"status_{status}"))
        SLACK_CALLS.labels("response_url", "ok").inc()

    async def close(self) -> None:
        """Gives the connections back."""
        await self._session.close()


def _is_person(recipient: str) -> bool:
    return recipient.startswith(("U", "W"))


def _trouble(method: str, error: SlackApiError) -> Trouble:
    """Slack's refusal as one of ours. Never its words: they may repeat the message."""
    response = error.response
    status: int = getattr(response, "status_code", None) or getattr(response, "status", 0) or 0
    data = getattr(response, "data", None)
    word = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or word in ("ratelimited", "rate_limited"):
        return Limited(method, _retry_after(getattr(response, "headers", {})))
    if status >= 500 or not word or word in STUMBLED:
        return Lost(word or f"status_{status}")
    kinds = ((HOPELESS, Refused), (MISPLACED, Misplaced), (BARRED, Away))
    return next((kind(word) for words, kind in kinds if word in words), Unavailable(word))


def _told(headers: Mapping[str, Any]) -> tuple[datetime, float] | None:
    """The time in an answer's Date header, and when we read it."""
    for name, value in headers.items():
        if name.lower() == "date":
            with contextlib.suppress(TypeError, ValueError):
                return parsedate_to_datetime(str(value)).astimezone(UTC), time.monotonic()
    return None


def _retry_after(headers: Mapping[str, Any]) -> float:
    for name, value in headers.items():
        if name.lower() == "retry-after":
            given = value[0] if isinstance(value, list | tuple) else value
            try:
                return max(1.0, float(given))
            except ValueError:
                break
    return 1.0


def _key_of(message: Mapping[str, Any]) -> str:
    """The opaque id of a message of ours: in its metadata, else in its first block's id; '' for none."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    if payload.get("id"):
        return str(payload["id"])
    blocks = message.get("blocks") or [{}]
    return str(blocks[0].get("block_id") or "")
