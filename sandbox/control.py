"""The controls that real Slack does not have: moving the clock and switching faults on, over HTTP."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.sockets import Sockets
from sandbox.surfaces import JSON
from sandbox.workspace import Workspace


@web.middleware
async def same_origin(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Keeps other sites' pages, open in the same browser, from using the controls."""
    origin = request.headers.get("Origin")
    if origin and request.path.startswith("/sandbox/") and origin.split("://")[-1] != request.host:
        return web.json_response({"error": "This page may not use the practice workspace."}, status=403)
    return await handler(request)


async def json_body(request: web.Request) -> JSON:
    """The request's JSON object. HTTPBadRequest if it is none."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="Send JSON.")
    try:
        body: Any = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="Send a JSON object.")
    return body


class Control:
    """`POST /sandbox/clock` with {"forward": "1h"} or {"to": "tomorrow 9:00"}; `POST /sandbox/faults` with the fields
    of a `Fault`, {"clear": true}, or {"kind": "disconnect"} for the sockets."""

    def __init__(self, workspace: Workspace, clock: Clock, faults: Faults, sockets: Sockets) -> None:
        self._workspace, self._clock, self._faults, self._sockets = workspace, clock, faults, sockets

    def add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/sandbox/clock", self.show_clock)
        router.add_post("/sandbox/clock", self.move_clock)
        router.add_post("/sandbox/faults", self.add_fault)

    async def show_clock(self, request: web.Request) -> web.Response:
        return web.json_response({"now": self._clock.now(), "offset": self._clock.offset})

    async def move_clock(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        try:
            if "to" in body:
                self._clock.to(str(body["to"]))
            else:
                self._clock.forward(str(body.get("forward", "")))
        except ValueError as problem:
            return web.json_response({"error": str(problem)}, status=400)
        self._workspace.announce("clock")
        return await self.show_clock(request)

    async def add_fault(self, request: web.Request) -> web.Response:
        body = await json_body(request)
        if body.get("kind") == "disconnect":
            await self._sockets.disconnect(abruptly=bool(body.get("abruptly")))
        elif body.get("clear"):
            self._faults.clear()
        else:
            try:
                self._faults.add(**body)
            except (TypeError, ValueError) as problem:
                return web.json_response({"error": str(problem)}, status=400)
        return web.json_response({"active": [vars(fault) for fault in self._faults.active]})
