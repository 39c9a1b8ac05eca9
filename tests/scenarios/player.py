"""Somebody in the workspace, who does what people do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.server import Sandbox
from sandbox.surfaces import Message, View
from sandbox.transport import Ack

if TYPE_CHECKING:
    from team import Team

Pattern = str | re.Pattern[str]


@dataclass(frozen=True)
class Player:
    """An agent, a lead or a stranger of the team's workspace."""

    team: Team
    id: str

    @property
    def slack(self) -> Sandbox:
        return self.team.slack

    @property
    def dm(self) -> str:
        return self.slack.workspace.dm(self.id).id

    # doing

    async def types(self, line: str, channel: str = "C0SUPPORT") -> Message:
        """Types a command; the private answer to it."""
        ack = await self.sends(line, channel)
        assert ack.message, f"no answer to {line[:60]!r} but {ack}"
        assert ack.message.ephemeral_to == self.id
        return ack.message

    async def sends(self, line: str, channel: str = "C0SUPPORT") -> Ack:
        """Types a command, whatever comes of it."""
        name, _, text = line.partition(" ")
        self.team.typed.append(text)
        ack = await self.slack.command(self.id, name, text, channel=channel)
        assert ack.ok, ack
        return ack

    async def opens(self, line: str) -> View:
        """Types a command that opens a form."""
        before = len(self.slack.workspace.opened_views)
        ack = await self.sends(line)
        assert ack.message is None, f"a form was expected, but {ack.message and ack.message.words()}"
        return await self.new_form(before)

    async def takes(self, shortcut: str, message: Message) -> None:
        """Uses a shortcut from a message's menu."""
        ack = await self.slack.shortcut(self.id, shortcut, message)
        assert ack.ok, ack

    async def takes_for_form(self, shortcut: str, message: Message) -> View:
        """Uses a shortcut that opens a form."""
        before = len(self.slack.workspace.opened_views)
        await self.takes(shortcut, message)
        return await self.new_form(before)

    async def presses(self, surface: Message | View, name: str | None = None, **what: Any) -> Ack:
        """Uses a button or a menu."""
        ack = await self.slack.press(self.id, surface, name, **what)
        assert ack.ok, ack
        return ack

    async def presses_for_form(self, surface: Message | View, name: str | None = None, **what: Any) -> View:
        """Uses a button or a menu that opens a form."""
        before = len(self.slack.workspace.opened_views)
        await self.presses(surface, name, **what)
        return await self.new_form(before)

    async def new_form(self, before: int) -> View:
        """The newest form of theirs since there were `before` forms in the workspace."""

        def found() -> View | None:
            newer = [view for view in self.slack.workspace.opened_views[before:] if view.user == self.id]
            return newer[-1] if newer else None

        return await self.team.until(found)

    async def submits(self, form: View, **values: Any) -> Ack:
        """Fills a form (fields by block id) and sends it."""
        self.team.typed += [value for value in values.values() if isinstance(value, str)]
        return await self.slack.submit(self.id, form, values)

    async def fills(self, form: View, **values: Any) -> None:
        """Fills a form that is taken."""
        ack = await self.submits(form, **values)
        assert ack.ok, ack

    async def says(self, words: str, channel: str = "C0SUPPORT") -> Message:
        """Writes a message, as a customer's words often come."""
        self.team.typed.append(words)
        return await self.slack.say(self.id, channel, words)

    # seeing

    async def hears(self, pattern: Pattern) -> Message:
        """The newest direct message from the bot that reads like this, once it is there."""
        return await self.team.until(lambda: self.slack.find(self.id, pattern, channel=self.dm))

    async def is_told(self, pattern: Pattern) -> Message:
        """The newest private answer that reads like this, once it is there."""

        return await self.team.until(lambda: next(reversed(self.told(pattern)), None))

    async def sees_change(self, message: Message, pattern: str) -> Message:
        """The same message, once it reads like this."""
        await self.team.until(lambda: pattern.casefold() in message.words().casefold())
        return message

    async def sees_home(self, pattern: str = "") -> View:
        """The App Home, opened, once it reads like this."""
        await self.slack.open_home(self.id)

        def found() -> View | None:
            home = self.slack.workspace.homes.get(self.id)
            return home if home and pattern.casefold() in home.words().casefold() else None

        return await self.team.until(found)

    async def sees_home_change(self, pattern: str, *, gone: bool = False) -> View:
        """The App Home, which they opened before and do not open again, once it reads like this, or no longer does."""

        def found() -> View | None:
            home = self.slack.workspace.homes[self.id]
            return home if (pattern.casefold() in home.words().casefold()) is not gone else None

        return await self.team.until(found)

    def told(self, pattern: Pattern = "") -> Sequence[Message]:
        """All private answers that read like this."""
        seen = self.slack.workspace.find_all(self.id, pattern)
        return [message for message in seen if message.ephemeral_to == self.id]

    def heard(self, pattern: Pattern = "") -> Sequence[Message]:
        """All direct messages from the bot that read like this."""
        return self.slack.workspace.find_all(self.id, pattern, channel=self.dm)
