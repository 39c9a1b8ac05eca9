"""How Slack keeps what people type: with the three reserved characters escaped, and names turned into ids."""

import re

from sandbox.workspace import Workspace

_NAME = re.compile(r"(?<![\w&<])([@#])([a-z][a-z0-9_-]*)", re.IGNORECASE)


def as_written(workspace: Workspace, text: str) -> str:
    """The text of a message as the Web API and events carry it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _NAME.sub(lambda name: _by_id(workspace, name, ""), escaped)


def as_typed_in_command(workspace: Workspace, text: str) -> str:
    """The text of a slash command that asks for it (`should_escape`): the ids of whom and what it names, with names."""
    return _NAME.sub(lambda name: _by_id(workspace, name, f"|{name[2].lower()}"), text)


def _by_id(workspace: Workspace, named: re.Match[str], behind: str) -> str:
    """A name with its sign by its id, and `behind` that; as it was where nobody and nothing is called so."""
    sign, name = named[1], named[2].lower()
    people = {person.name: person.id for person in workspace.people.values()}
    channels = {channel.name: channel.id for channel in workspace.channels.values() if channel.name}
    ident = (people if sign == "@" else channels).get(name)
    return f"<{sign}{ident}{behind}>" if ident else named[0]
