"""The workspace itself: who is there, what was said and what is open on whose screen."""

import asyncio
import itertools
import re
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sandbox.clock import Clock
from sandbox.inputs import settle
from sandbox.limits import Refusal
from sandbox.manifest import Manifest
from sandbox.pacing import Pace
from sandbox.passes import ResponseUrls, Triggers
from sandbox.people import APP_ID, BOT_ID, BOT_USER_ID, HELPER_ID, Channel, Person, Usergroup
from sandbox.surfaces import JSON, Message, View, matches, name_blocks

T = TypeVar("T")
KEPT_CALLS = 20_000
MOST_STACKED = 3  # views in one modal; https://docs.slack.dev/reference/methods/views.push


@dataclass(frozen=True)
class Call:
    """One call of the Web API or of a response URL; `error` is Slack's name for why it was refused."""

    method: str
    args: JSON
    error: str | None = None
    reasons: tuple[str, ...] = ()
    at: float = field(default_factory=time.time)


class Workspace:
    """All state. Whatever changes it says so with `announce`, which wakes `until` and the open pages."""

    def __init__(
        self,
        people: Iterable[Person],
        channels: Iterable[Channel],
        usergroups: Iterable[Usergroup] = (),
        *,
        manifest: Manifest,
        clock: Clock,
        pace: Pace,
    ) -> None:
        self.manifest, self.clock, self.pace = manifest, clock, pace
        bot_name = re.sub(r"\W+", "", manifest.name).lower() or "bot"
        bot = Person(BOT_USER_ID, bot_name, manifest.name, "Etc/UTC", is_bot=True, bot_id=BOT_ID)
        helper = Person(HELPER_ID, "workspace", "Workspace helper", "Etc/UTC")
        self.people = {person.id: person for person in (*people, bot, helper)}
        self.channels = {channel.id: channel for channel in channels}
        self.usergroups = {group.id: group for group in usergroups}
        self.messages: list[Message] = []
        self.homes: dict[str, View] = {}
        self.opened_views: list[View] = []
        self.calls: deque[Call] = deque(maxlen=KEPT_CALLS)
        self.triggers, self.response_urls = Triggers(), ResponseUrls()
        self.url = ""  # set once the port is known
        self.is_uninstalled = False  # then the app's tokens are worth nothing, and Slack says
        self.refuses_with = "token_revoked"  # or account_inactive, where the bot's own user is gone
        self.read_up_to: dict[tuple[str, str], str] = {}
        self._stacks: dict[str, list[View]] = {}
        self._listeners: set[asyncio.Queue[JSON]] = set()
        self._numbers = itertools.count(1)

    # changes

    def announce(self, kind: str, **what: Any) -> None:
        for queue in self._listeners:
            queue.put_nowait({"kind": kind, **what})

    def listen(self) -> asyncio.Queue[JSON]:
        """A queue that receives every change from now on, until `unlisten`."""
        queue: asyncio.Queue[JSON] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def unlisten(self, queue: asyncio.Queue[JSON]) -> None:
        self._listeners.discard(queue)

    async def until(self, test: Callable[[], T | None], seconds: float = 5) -> T:
        """Waits until `test` gives something true, looking again at each change. TimeoutError if it never does."""
        queue = self.listen()
        try:
            async with asyncio.timeout(seconds):
                while not (got := test()):
                    await queue.get()
                return got
        except TimeoutError:
            if got := test():
                return got
            latest = "\n".join(f"  {m.channel} {m.ephemeral_to or ''}: {m.words()[:200]}" for m in self.messages[-5:])
            raise TimeoutError(f"Nothing like that within {seconds} s. The latest messages:\n{latest}") from None
        finally:
            self.unlisten(queue)

    # calls

    @property
    def refusals(self) -> list[Call]:
        """The calls that Slack would have refused, other than for coming too fast."""
        return [call for call in self.calls if call.error and call.error != "ratelimited"]

    # people and channels

    def dm(self, user: str) -> Channel:
        """The direct messages of a person with the bot."""
        ident = f"D{user[1:]}"
        if ident not in self.channels:
            self.channels[ident] = Channel(ident, "", "im", {user, BOT_USER_ID}, user=user)
            self.announce("directory")
        return self.channels[ident]

    def change_person(self, user: str, **fields: Any) -> Person:
        self.people[user] = replace(self.people[user], **fields)
        self.announce("directory")
        return self.people[user]

    def sees(self, user: str, message: Message) -> bool:
        if message.ephemeral_to:
            return message.ephemeral_to == user
        return user in self.channels[message.channel].members

    # messages

    def post(self, channel: str, user: str, text: str, blocks: list[JSON] | None = None, **fields: Any) -> Message:
        """Puts a message into a channel; `fields` are those of `Message`, such as a `ts` of its own."""
        if user == BOT_USER_ID:
            fields = {"bot_id": BOT_ID, "app_id": APP_ID, **fields}
        fields.setdefault("ts", self.clock.ts())
        message = Message(name_blocks(blocks or []), channel=channel, user=user, text=text, **fields)
        settle(message)
        self.messages.append(message)
        self.announce("message", message=message)
        return message

    def edit(self, message: Message, text: str | None, blocks: list[JSON] | None) -> None:
        message.replace(text, blocks)
        message.edited = {"user": message.user, "ts": self.clock.ts()}
        settle(message)
        self.announce("message", message=message)

    def delete(self, message: Message) -> None:
        message.deleted, message.changed_at = True, time.time()
        self.announce("message", message=message)

    def message(self, channel: str, ts: str) -> Message | None:
        for message in reversed(self.messages):
            if message.ts == ts and message.channel == channel and not message.deleted:
                return message
        return None

    def find_all(self, user: str, pattern: str | re.Pattern[str] = "", *, channel: str | None = None) -> list[Message]:
        """What this person sees and what reads like that, oldest first."""
        return [
            message
            for message in self.messages
            if not message.deleted
            and (channel is None or message.channel == channel)
            and self.sees(user, message)
            and matches(message.words(), pattern)
        ]

    # views

    def stack(self, user: str) -> list[View]:
        """The modals open on somebody's screen, the one in front last."""
        return self._stacks.setdefault(user, [])

    def view(self, ident: str | None = None, external_id: str | None = None) -> View | None:
        """An open view by Slack's id or the app's own."""
        every = itertools.chain(self.homes.values(), *self._stacks.values())
        for view in every:
            if (ident and view.id == ident) or (external_id and view.body.get("external_id") == external_id):
                return view
        return None

    def open_view(self, user: str, body: JSON, *, push: bool = False) -> View:
        """Shows a modal; with `push` on top of the one that is open. Refusal: push_limit_reached."""
        stack = self.stack(user)
        if not push:
            stack.clear()
        elif len(stack) >= MOST_STACKED:
            raise Refusal("push_limit_reached")
        ident = f"V{next(self._numbers):07d}"
        below = stack[-1] if stack else None
        view = View(
            name_blocks(body["blocks"]),
            id=ident,
            user=user,
            body=body,
            root_id=stack[0].id if stack else ident,
            previous_id=below.id if below else None,
        )
        settle(view)
        stack.append(view)
        self._shown(view)
        return view

    def update_view(self, view: View, body: JSON) -> View:
        """The same view with other content: a new version in the old one's place, with what was entered."""
        newer = View(
            name_blocks(body["blocks"]),
            id=view.id,
            user=view.user,
            body=body,
            root_id=view.root_id,
            previous_id=view.previous_id,
            state=view.state,
        )
        settle(newer)
        if view is self.homes.get(view.user):
            self.homes[view.user] = newer
            self.announce("home", user=view.user)
        else:
            stack = self.stack(view.user)
            stack[stack.index(view)] = newer
            self._shown(newer)
        return newer

    def publish_home(self, user: str, body: JSON) -> View:
        if user in self.homes:
            return self.update_view(self.homes[user], body)
        ident = f"VHOME{user}"
        self.homes[user] = View(name_blocks(body["blocks"]), id=ident, user=user, body=body, root_id=ident)
        settle(self.homes[user])
        self.announce("home", user=user)
        return self.homes[user]

    def close_views(self, user: str, view: View | None = None) -> None:
        """Takes one modal off somebody's screen, or all."""
        stack = self.stack(user)
        if view is None:
            stack.clear()
        elif view in stack:
            stack.remove(view)
        self.announce("views", user=user)

    def _shown(self, view: View) -> None:
        self.opened_views.append(view)
        self.announce("views", user=view.user)
