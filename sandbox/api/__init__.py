"""Slack's Web API over HTTP: who may call, what is refused, and with which words."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.api import chat, conversations, people, views  # noqa: F401 — importing them fills the table
from sandbox.api.methods import METHODS, Args, need_scope
from sandbox.faults import Fault, Faults
from sandbox.limits import Refusal
from sandbox.sockets import Sockets
from sandbox.surfaces import JSON
from sandbox.workspace import Call, Workspace

CONNECT = "apps.connections.open"


class WebApi:
    """Answers `/api/METHOD`. `token` is the bot's, `app_token` the app's own, which only opens sockets."""

    def __init__(
        self, workspace: Workspace, faults: Faults, sockets: Sockets, token: str, app_token: str | None
    ) -> None:
        self._workspace, self._faults, self._sockets = workspace, faults, sockets
        self._token, self._app_token = token, app_token

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        takes_json = name == CONNECT or (name in METHODS and METHODS[name].takes_json)
        args = await _arguments(request, takes_json)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or args.pop("token", "")
        fault = self._faults.strike(name, args)
        if early := await before(request, fault):
            return early
        response = self._answer(name, args, str(token))
        return await after(request, fault, response)

    def _answer(self, name: str, args: JSON, token: str) -> web.Response:
        workspace = self._workspace
        try:
            self._authorize(name, token)
            if wait := workspace.pace.wait_of(name, str(args.get("channel"))):
                workspace.calls.append(Call(name, args, "ratelimited"))
                return limited(wait)
            answer = self._call(name, args)
        except Refusal as refusal:
            workspace.calls.append(Call(name, args, refusal.error, tuple(refusal.reasons)))
            workspace.announce("call")
            return self._json(refused(refusal))
        workspace.calls.append(Call(name, args))
        workspace.announce("call")
        return self._json({"ok": True, **answer})

    def _authorize(self, name: str, token: str) -> None:
        if not token:
            raise Refusal("not_authed")
        if token not in (self._token, self._app_token):
            raise Refusal("invalid_auth")
        if self._workspace.is_uninstalled:
            raise Refusal(self._workspace.refuses_with)
        if (token == self._app_token) != (name == CONNECT) and name not in ("auth.test", "api.test"):
            raise Refusal("not_allowed_token_type")

    def _call(self, name: str, args: JSON) -> JSON:
        if name == CONNECT:
            return {"url": self._sockets.ticket(self._workspace.url)}
        if name not in METHODS:
            raise Refusal("unknown_method", req_method=name)
        need_scope(self._workspace, *METHODS[name].scopes)
        return METHODS[name].handler(self._workspace, Args(args))

    def _json(self, body: JSON) -> web.Response:
        scopes = ",".join(self._workspace.manifest.scopes)
        return web.json_response(body, headers={"X-OAuth-Scopes": scopes, "X-Accepted-OAuth-Scopes": ""})


def refused(refusal: Refusal) -> JSON:
    """Slack's body for a call that it does not accept."""
    body: JSON = {"ok": False, "error": refusal.error, **refusal.more}
    if refusal.reasons:
        body |= {"errors": refusal.reasons, "response_metadata": {"messages": refusal.reasons}}
    return body


def limited(seconds: int) -> web.Response:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(seconds)})


async def before(request: web.Request, fault: Fault | None) -> web.Response | None:
    """What a fault does to a call before it is accepted; a response ends the call."""
    match fault.kind if fault else None:
        case "dropped":
            return _broken(request)
        case "error_before":
            return web.Response(status=500, text="internal error")
        case "ratelimited" if fault:
            return limited(int(fault.seconds))
        case "delay" if fault:
            await asyncio.sleep(fault.seconds)
    return None


async def after(request: web.Request, fault: Fault | None, response: web.Response) -> web.Response:
    """What a fault does to the answer of a call that was accepted."""
    match fault.kind if fault else None:
        case "lost_answer":
            return _broken(request)
        case "error_after":
            return web.Response(status=500, text="internal error")
        case "slow_answer" if fault:
            await asyncio.sleep(fault.seconds)
    return response


def _broken(request: web.Request) -> web.Response:
    """Cuts the connection: the caller never sees the response that is returned here."""
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _arguments(request: web.Request, takes_json: bool) -> JSON:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        if not takes_json:
            return args
        try:
            body = await request.json()
        except ValueError:
            body = {}
        return args | (body if isinstance(body, dict) else {})
    return args | dict(await request.post())
