"""Serves the page, tells it what changed, and does what people do in it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.control import json_body
from sandbox.driving import Driving
from sandbox.people import BOT_USER_ID, TEAM_NAME, Channel
from sandbox.surfaces import JSON, Message, View
from sandbox.transport import Ack

PAGE = Path(__file__).parent / "page"
POLICY = "default-src 'self'; img-src * data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
KEEP_ALIVE = 15  # seconds between signs of life on an idle stream


class PageServer:
    """`/` and its files; `/sandbox/state` and `/sandbox/live`: what one person sees; `/sandbox/act`: what they do."""

    def __init__(self, slack: Driving) -> None:
        self._slack = slack
        self._workspace = slack.workspace
        self._streams: set[asyncio.Task[Any]] = set()
        self._acts: dict[str, Callable[[str, JSON], Awaitable[Ack | None]]] = {
            "command": self._command,
            "say": self._say,
            "use": self._use,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._home,
            "read": self._read,
        }

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/", self.index)
        router.add_get("/archives/{channel}/{ts}", self.index)
        router.add_static("/page", PAGE)
        router.add_get("/sandbox/state", self.state)
        router.add_get("/sandbox/live", self.live)
        router.add_post("/sandbox/act", self.act)

    def close(self) -> None:
        for stream in self._streams:
            stream.cancel()

    async def index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLICY})

    # what one person sees

    async def state(self, request: web.Request) -> web.Response:
        user = request.query.get("user", "")
        playable = [person.id for person in self._workspace.people.values() if person.playable]
        user = user if user in playable else playable[0]
        self._workspace.dm(user)
        return web.json_response(
            {
                **self._directory(user),
                "messages": [self._message(m) for m in self._workspace.find_all(user)],
                "views": self._views(user),
                "home": self._home_of(user),
                "clock": self._workspace.clock.now(),
            }
        )

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: each change as far as this person sees it."""
        user = request.query.get("user", "")
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        changes = self._workspace.listen()
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            await stream.write(b": here\n\n")
            while True:
                try:
                    async with asyncio.timeout(KEEP_ALIVE):
                        seen = self._seen(user, await changes.get())
                except TimeoutError:
                    await stream.write(b": still here\n\n")
                    continue
                if seen:
                    await stream.write(f"data: {json.dumps(seen)}\n\n".encode())
        except (ConnectionError, asyncio.CancelledError):
            return stream
        finally:
            self._workspace.unlisten(changes)
            self._streams.discard(task)

    def _seen(self, user: str, change: JSON) -> JSON | None:
        match change["kind"]:
            case "message" if self._workspace.sees(user, change["message"]):
                return {"kind": "message", "message": self._message(change["message"])}
            case "views" if change["user"] == user:
                return {"kind": "views", "views": self._views(user)}
            case "home" if change["user"] == user:
                return {"kind": "home", "home": self._home_of(user)}
            case "directory":
                return {"kind": "directory", **self._directory(user)}
            case "clock":
                return {"kind": "clock", "clock": self._workspace.clock.now()}
        return None

    def _directory(self, user: str) -> JSON:
        manifest = self._workspace.manifest
        return {
            "team": TEAM_NAME,
            "me": user,
            "bot": BOT_USER_ID,
            "people": [self._person(ident) for ident in self._workspace.people],
            "channels": [self._channel(user, c) for c in self._workspace.channels.values() if user in c.members],
            "usergroups": {group.id: group.handle for group in self._workspace.usergroups.values()},
            "app": {
                "name": manifest.name,
                "commands": [vars(command) for command in manifest.commands],
                "shortcuts": [vars(shortcut) for shortcut in manifest.shortcuts],
            },
        }

    def _person(self, ident: str) -> JSON:
        person = self._workspace.people[ident]
        return {
            "id": person.id,
            "name": person.name,
            "real_name": person.real_name,
            "tz": person.tz,
            "role": person.role,
            "is_bot": person.is_bot,
            "playable": person.playable,
        }

    def _channel(self, user: str, channel: Channel) -> JSON:
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "purpose": channel.purpose,
            "members": len(channel.members),
            "read": self._workspace.read_up_to.get((user, channel.id), "0"),
        }

    def _message(self, message: Message) -> JSON:
        return {
            **message.as_slack(with_metadata=False),
            "channel": message.channel,
            "ephemeral": bool(message.ephemeral_to),
            "deleted": message.deleted,
            "broadcast": message.broadcast,
            "state": message.state,
        }

    def _views(self, user: str) -> list[JSON]:
        return [view.as_slack() for view in self._workspace.stack(user)]

    def _home_of(self, user: str) -> JSON | None:
        home = self._workspace.homes.get(user)
        return home.as_slack() if home else None

    # what they do

    async def act(self, request: web.Request) -> web.Response:
        """{"user": …, "do": one of the acts, …}; answers {"error": …, "errors": {…}}."""
        body = await json_body(request)
        doing, user = self._acts.get(str(body.get("do"))), str(body.get("user"))
        if doing is None or user not in self._workspace.people:
            return web.json_response({"error": "unknown_act"}, status=400)
        try:
            ack = await doing(user, body)
        except (LookupError, KeyError, TypeError, ValueError) as problem:
            return web.json_response({"error": f"not_possible: {problem}"}, status=400)
        if ack is None:
            return web.json_response({"error": None, "errors": {}})
        return web.json_response({"error": ack.error, "errors": ack.errors})

    async def _command(self, user: str, body: JSON) -> Ack:
        return await self._slack.command(user, body["command"], body["text"], channel=body["channel"])

    async def _say(self, user: str, body: JSON) -> None:
        await self._slack.say(user, body["channel"], body["text"], thread_ts=body.get("thread_ts"))

    async def _use(self, user: str, body: JSON) -> Ack:
        surface = self._surface(body)
        for found in surface.elements():
            if (found.block["block_id"], found.element["action_id"]) == (body["block_id"], body["action_id"]):
                return await self._slack.use(user, surface, found, body["state"])
        raise LookupError("it is not there any more")

    async def _submit(self, user: str, body: JSON) -> Ack:
        view = self._open_view(body["view"])
        self._keep(view, body["state"])
        return await self._slack.submit(user, view)

    async def _close(self, user: str, body: JSON) -> Ack | None:
        return await self._slack.close(user, self._open_view(body["view"]), everything=bool(body.get("everything")))

    async def _shortcut(self, user: str, body: JSON) -> Ack:
        message = self._workspace.message(body["channel"], body["ts"]) if body.get("ts") else None
        return await self._slack.shortcut(user, body["callback_id"], message)

    async def _home(self, user: str, body: JSON) -> Ack:
        return await self._slack.open_home(user, body.get("tab", "home"))

    async def _read(self, user: str, body: JSON) -> None:
        self._workspace.read_up_to[user, body["channel"]] = body["ts"]

    def _surface(self, body: JSON) -> Message | View:
        if "view" in body:
            view = self._open_view(body["view"])
            self._keep(view, body.get("entered") or {})
            return view
        message = self._workspace.message(body["channel"], body["ts"])
        if message is None:
            raise LookupError("the message is gone")
        return message

    def _open_view(self, ident: str) -> View:
        view = self._workspace.view(ident)
        if view is None:
            raise LookupError("the form is closed")
        return view

    def _keep(self, view: View, state: JSON) -> None:
        """Takes over what was entered in the browser, where the view has a place for it."""
        for block, held in state.items():
            for ident, value in held.items():
                if ident in view.state.get(block, {}) and value["type"] == view.state[block][ident]["type"]:
                    view.state[block][ident] = value
