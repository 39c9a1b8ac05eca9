"""How Slack keeps what people type: with the three reserved characters escaped, and names turned into ids."""

import re

from sandbox.workspace import Workspace


def as_written(workspace: Workspace, text: str) -> str:
    """The text of a message as the Web API and events carry it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    people = {person.name: person.id for person in workspace.people.values()}
    channels = {channel.name: channel.id for channel in workspace.channels.values() if channel.name}

    def mention(match: re.Match[str]) -> str:
        sign, name = match[1], match[2]
        ident = (people if sign == "@" else channels).get(name.lower())
        return f"<{sign}{ident}>" if ident else match[0]

    return re.sub(r"(?<![\w&])([@#])([a-z][a-z0-9_-]*)", mention, escaped, flags=re.IGNORECASE)
