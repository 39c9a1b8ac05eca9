"""What an app answers: to a command in its acknowledgement, and to any interaction through its response URL."""

from typing import Any

from aiohttp import web

from sandbox.api import after, before
from sandbox.faults import Faults
from sandbox.limits import Refusal, check_message
from sandbox.passes import ResponseUrl
from sandbox.people import BOT_USER_ID
from sandbox.surfaces import JSON, Message
from sandbox.workspace import Call, Workspace

METHOD = "response_url"


def answer_command(workspace: Workspace, user: str, channel: str, answer: JSON) -> Message | None:
    """Shows what a command's acknowledgement says: to the person alone, or to all with "in_channel".

    Refusal, as from `check_message`, when Slack would not show it.
    """
    if not answer.get("text") and not answer.get("blocks"):
        return None
    check_message(answer.get("text"), answer.get("blocks"))
    return _post(workspace, user, channel, answer, "command")


def _post(workspace: Workspace, user: str, channel: str, answer: JSON, via: str) -> Message:
    private = answer.get("response_type") != "in_channel"
    return workspace.post(
        channel,
        BOT_USER_ID,
        answer.get("text") or "",
        answer.get("blocks"),
        ephemeral_to=user if private else None,
        thread_ts=answer.get("thread_ts"),
        via=via,
    )


class Responses:
    """Answers `/response/ID`, where apps post what belongs to an interaction."""

    def __init__(self, workspace: Workspace, faults: Faults) -> None:
        self._workspace, self._faults = workspace, faults

    async def handle(self, request: web.Request) -> web.StreamResponse:
        fault = self._faults.strike(METHOD)
        if early := await before(request, fault):
            return early
        try:
            answer: Any = await request.json()
        except ValueError:
            answer = None
        try:
            if not isinstance(answer, dict):
                raise Refusal("invalid_payload")
            self._apply(self._workspace.response_urls.use(request.match_info["id"]), answer)
        except Refusal as refusal:
            args = answer if isinstance(answer, dict) else {}
            self._workspace.calls.append(Call(METHOD, args, refusal.error, tuple(refusal.reasons)))
            self._workspace.announce("call")
            status = 404 if refusal.error in ("expired_url", "used_url") else 400
            return web.Response(status=status, text=refusal.error)
        self._workspace.calls.append(Call(METHOD, answer))
        return await after(request, fault, web.Response(text="ok"))

    def _apply(self, url: ResponseUrl, answer: JSON) -> None:
        original = url.message
        if answer.get("delete_original"):
            if original is not None:
                self._workspace.delete(original)
            return
        check_message(answer.get("text"), answer.get("blocks"))
        if answer.get("replace_original") and original is not None and not original.deleted:
            self._workspace.edit(original, answer.get("text") or "", answer.get("blocks") or [])
        else:
            _post(self._workspace, url.user, url.channel, answer, url.id)
