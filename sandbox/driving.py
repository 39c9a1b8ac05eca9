"""What people do in the workspace: commands, presses, forms, shortcuts; and what they get to see of the answer."""

import re
from datetime import date as Date
from datetime import time as Time
from typing import Any

from sandbox.inputs import action, complaint, entered
from sandbox.limits import Refusal, check_view
from sandbox.mentions import as_typed_in_command, as_written
from sandbox.payloads import Payloads
from sandbox.people import BOT_USER_ID, HELPER_ID, TEAM_ID
from sandbox.responses import answer_command
from sandbox.surfaces import JSON, Found, Message, View
from sandbox.transport import Ack, Delivery, Transport
from sandbox.workspace import Call, Workspace


class Driving:
    """Does as a person would, and returns what the bot acknowledged.

    Every method that reaches the bot takes `secret=`, `timestamp=`, `signed=` and `headers=` to forge the request;
    a forged one changes nothing on the screen.
    """

    def __init__(self, workspace: Workspace, transport: Transport) -> None:
        self.workspace, self.transport = workspace, transport
        self._payloads = Payloads(workspace)

    # writing

    async def command(
        self, user: str, command: str, text: str = "", *, channel: str | None = None, **forged: Any
    ) -> Ack:
        """Types a slash command. `channel` is an id; without one it is the first channel of the workspace."""
        where = self.workspace.channels[channel] if channel else next(iter(self.workspace.channels.values()))
        if not self.workspace.manifest.has_command(command):
            told = self._tell(user, where.id, f"{command} is not a valid command.")
            return Ack(0, error="invalid_command", message=told)
        if self.workspace.manifest.escapes(command):
            text = as_typed_in_command(self.workspace, text)
        payload = self._payloads.command(user, command, text, where)
        ack = await self.transport.send(Delivery("slash_commands", payload), **forged)
        if forged:
            return ack
        if not ack.error:
            try:
                ack.message = answer_command(self.workspace, user, where.id, ack.json)
            except Refusal as refusal:
                self._record("command", ack.json, refusal)
                ack.error = "invalid_command_response"
        if ack.error:
            ack.message = self._tell(user, where.id, f"{command} failed with the error “{ack.error}”")
        return ack

    async def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """Writes a message; the bot hears of it if it subscribed to messages there."""
        shown = as_written(self.workspace, text)
        message = self.workspace.post(channel, user, shown, thread_ts=thread_ts)
        kind = self.workspace.channels[channel].kind
        names = {"public": ("channels", "channel"), "private": ("groups", "group"), "im": ("im", "im")}
        if self.workspace.manifest.subscribes(f"message.{names[kind][0]}"):
            await self.event({**message.as_slack(), "channel": channel, "channel_type": names[kind][1]})
        return message

    # using what is shown

    async def press(
        self,
        user: str,
        surface: Message | View,
        name: str | None = None,
        *,
        option: str | list[str] | None = None,
        date: str | Date | None = None,
        time: str | Time | None = None,
        value: Any = None,
        **forged: Any,
    ) -> Ack:
        """Uses an element by its label, action id or placeholder (or finds the menu that has `option`).

        A menu takes `option` (its text or value), a picker `date` or `time` (ISO text or object), anything else
        `value`: an id, a list of ids, typed text, a datetime or seconds. LookupError if there is no such thing.
        """
        current = self._current(surface)
        found = current.find(name, option if isinstance(option, str) else None)
        given = next((each for each in (option, date, time, value) if each is not None), None)
        return await self.use(user, current, found, entered(found, given), **forged)

    async def use(self, user: str, surface: Message | View, found: Found, state: JSON, **forged: Any) -> Ack:
        """Sends block_actions for an element that now holds `state`."""
        block, element = found.block["block_id"], found.element["action_id"]
        if element in surface.state.get(block, {}):
            surface.state[block][element] = state
        taken = action(found, state, self.workspace.clock.ts())
        if isinstance(surface, View):
            payload = self._payloads.view_action(user, surface, taken)
        else:
            payload = self._payloads.message_action(user, surface, taken)
        return await self.transport.send(Delivery("interactive", payload), **forged)

    async def submit(self, user: str, view: View, values: JSON | None = None, **forged: Any) -> Ack:
        """Fills a form (by label, action id or block id) and submits it.

        What is left out keeps its prefilled value. `ack.errors` are the complaints beside the fields, by block id:
        the bot's, or the form's own, which come before anything is sent.
        """
        current = self._current(view)
        for name, value in (values or {}).items():
            found = current.find(name)
            current.state[found.block["block_id"]][found.element["action_id"]] = entered(found, value)
        if complaints := self._complaints(current):
            return Ack(0, errors=complaints)
        ack = await self.transport.send(Delivery("interactive", self._payloads.submission(user, current)), **forged)
        if not forged and not ack.error:
            try:
                self._answer_submission(current, ack)
            except Refusal as refusal:
                self._record("view_submission", ack.json, refusal)
                ack.error = refusal.error
        return ack

    def _complaints(self, view: View) -> dict[str, str]:
        found: dict[str, str] = {}
        for each in view.elements():
            if "element" in each.block:
                block = each.block["block_id"]
                if said := complaint(each, view.state[block][each.element["action_id"]]):
                    found[block] = said
        return found

    def _answer_submission(self, view: View, ack: Ack) -> None:
        answer = ack.json
        match answer.get("response_action"):
            case "errors":
                ack.errors = dict(answer.get("errors") or {})
                inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
                if not ack.errors or not set(ack.errors) <= inputs:
                    raise Refusal("invalid_errors", "[ERROR] errors must name input blocks of the view")
            case "update" | "push" as how:
                check_view(answer.get("view"), "modal")
                if how == "push":
                    self.workspace.open_view(view.user, answer["view"], push=True)
                elif view in self.workspace.stack(view.user):
                    self.workspace.update_view(view, answer["view"])
            case "clear":
                self.workspace.close_views(view.user)
            case None:
                self.workspace.close_views(view.user, self._current(view))
            case other:
                raise Refusal("invalid_response_action", f"[ERROR] unknown response_action {other}")

    async def close(self, user: str, view: View, *, everything: bool = False) -> Ack | None:
        """Closes a modal without submitting; the bot hears of it if it asked to (`notify_on_close`)."""
        current = self._current(view)
        self.workspace.close_views(user, None if everything or current.body.get("clear_on_close") else current)
        if not current.body.get("notify_on_close"):
            return None
        return await self.transport.send(Delivery("interactive", self._payloads.closed(user, current, everything)))

    async def shortcut(self, user: str, callback_id: str, message: Message | None = None, **forged: Any) -> Ack:
        """Uses a shortcut from a message's menu, or a global one without a message."""
        manifest = self.workspace.manifest
        if manifest.declared and callback_id not in {each.callback_id for each in manifest.shortcuts}:
            return Ack(0, error="invalid_shortcut")
        if message is None:
            payload = self._payloads.global_shortcut(user, callback_id)
        else:
            payload = self._payloads.message_shortcut(user, callback_id, message)
        return await self.transport.send(Delivery("interactive", payload), **forged)

    # events

    async def event(self, event: JSON, **forged: Any) -> Ack:
        """Sends an event, whether the app subscribed to it or not."""
        return await self.transport.send(Delivery("events_api", self._payloads.event(event)), **forged)

    async def open_home(self, user: str, tab: str = "home") -> Ack:
        """Opens the app's Home (or Messages) tab."""
        event: JSON = {"type": "app_home_opened", "user": user, "channel": self.workspace.dm(user).id, "tab": tab}
        if home := self.workspace.homes.get(user):
            event["view"] = home.as_slack()
        return await self._subscribed(event)

    async def change_person(self, user: str, **fields: Any) -> Ack:
        """Changes what is known of somebody (fields of `Person`) and tells the bot."""
        person = self.workspace.change_person(user, **fields)
        return await self._subscribed({"type": "user_change", "user": person.as_slack()})

    async def change_usergroup(self, group: str, members: list[str]) -> Ack:
        """Sets who is in a usergroup and tells the bot."""
        before, now = set(self.workspace.usergroups[group].members), set(members)
        self.workspace.usergroups[group].members = list(members)
        return await self._subscribed(
            {
                "type": "subteam_members_changed",
                "subteam_id": group,
                "team_id": TEAM_ID,
                "date_update": int(self.workspace.clock.now()),
                "added_users": sorted(now - before),
                "removed_users": sorted(before - now),
            }
        )

    async def uninstall(self) -> None:
        """Takes the app out of the workspace: its tokens are worth nothing, and the bot is told in two events."""
        self.workspace.is_uninstalled = True
        await self._subscribed({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER_ID]}})
        await self._subscribed({"type": "app_uninstalled"})

    async def _subscribed(self, event: JSON) -> Ack:
        if not self.workspace.manifest.subscribes(event["type"]):
            return Ack(0, error="not_subscribed")
        return await self.event(event)

    # tests

    async def again(self, retry: int = 1, **forged: Any) -> Ack:
        """Sends the last delivery once more, marked as Slack marks a retry; nothing on the screen changes."""
        if self.transport.last is None:
            raise LookupError("Nothing was delivered yet.")
        return await self.transport.send(self.transport.last, retry=retry, **forged)

    async def post(self, body: bytes | str, content_type: str = "application/json", **forged: Any) -> Ack:
        """Sends any request, signed, to the bot's address for Slack."""
        return await self.transport.post(body.encode() if isinstance(body, str) else body, content_type, **forged)

    def find(self, user: str, pattern: str | re.Pattern[str] = "", *, channel: str | None = None) -> Message | None:
        """The newest message that this person sees and that reads like this: text in any case, or a pattern."""
        found = self.workspace.find_all(user, pattern, channel=channel)
        return found[-1] if found else None

    def view(self, user: str) -> View | None:
        """The modal in front on this person's screen."""
        stack = self.workspace.stack(user)
        return stack[-1] if stack else None

    # helpers

    def _current(self, surface: Any) -> Any:
        """The newest version of a view; messages change in place."""
        return (self.workspace.view(surface.id) or surface) if isinstance(surface, View) else surface

    def _tell(self, user: str, channel: str, text: str) -> Message:
        return self.workspace.post(channel, HELPER_ID, text, ephemeral_to=user)

    def _record(self, what: str, answer: JSON, refusal: Refusal) -> None:
        self.workspace.calls.append(Call(what, answer, refusal.error, tuple(refusal.reasons)))
        self.workspace.announce("call")
