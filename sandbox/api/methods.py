"""The table of Web API methods, and how their arguments are read."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.limits import Refusal
from sandbox.people import BOT_USER_ID, Channel, Person
from sandbox.surfaces import JSON
from sandbox.workspace import Workspace


class Args:
    """The arguments of one call, as sent: form fields (all text) or JSON."""

    def __init__(self, given: JSON) -> None:
        self.given = given

    def text(self, name: str) -> str | None:
        value = self.given.get(name)
        return None if value is None or value == "" else str(value)

    def need(self, name: str) -> str:
        """Refusal: invalid_arguments when it is missing."""
        value = self.text(name)
        if value is None:
            raise Refusal("invalid_arguments", f"[ERROR] missing required field: {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def number(self, name: str, default: int, most: int) -> int:
        try:
            return max(1, min(most, int(self.given.get(name) or default)))
        except (TypeError, ValueError) as problem:
            raise Refusal("invalid_arguments", f"[ERROR] must be a number [json-pointer:/{name}]") from problem

    def object(self, name: str, error: str) -> Any:
        """A field that holds JSON; in a form it comes as text. Refusal: `error` when it cannot be read."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as problem:
            raise Refusal(error) from problem

    def page(self, found: list[Any], default: int = 100) -> tuple[list[Any], JSON]:
        """The part of a list that `limit` and `cursor` ask for, and the metadata that leads to the next."""
        try:
            start = int(self.text("cursor") or 0)
        except ValueError as problem:
            raise Refusal("invalid_cursor") from problem
        end = start + self.number("limit", default, 1000)
        return found[start:end], {"next_cursor": str(end) if end < len(found) else ""}


Handler = Callable[[Workspace, Args], JSON]


@dataclass(frozen=True)
class Method:
    """`scopes` are alternatives: one of them is enough; none means that the method needs no scope.

    `takes_json` is for methods that write. Of the others Slack reads only query and form, and answers a JSON body as
    if nothing had been sent. https://docs.slack.dev/apis/web-api#methods_supporting_json
    """

    name: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    takes_json: bool = False


METHODS: dict[str, Method] = {}


def method(name: str, *scopes: str, takes_json: bool = False) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(name, handler, scopes, takes_json)
        return handler

    return register


def need_scope(workspace: Workspace, *scopes: str) -> None:
    """Refusal: missing_scope when the app has none of these."""
    if scopes and not set(scopes) & set(workspace.manifest.scopes):
        provided = ",".join(workspace.manifest.scopes)
        raise Refusal("missing_scope", needed=scopes[0], provided=provided)


def person(workspace: Workspace, ident: str | None) -> Person:
    """Refusal: user_not_found."""
    if ident not in workspace.people:
        raise Refusal("user_not_found")
    return workspace.people[ident]


def conversation(workspace: Workspace, ident: str | None) -> Channel:
    """A conversation that the bot may know of. Refusal: channel_not_found, also for a private one without the bot."""
    channel = workspace.channels.get(ident or "")
    if channel is None or (channel.kind == "private" and BOT_USER_ID not in channel.members):
        raise Refusal("channel_not_found")
    return channel
