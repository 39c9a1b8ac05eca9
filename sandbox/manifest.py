"""The app as its manifest describes it: name, commands, shortcuts, scopes and events.

https://docs.slack.dev/reference/app-manifest
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ALL_SCOPES = (
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
)


@dataclass(frozen=True)
class Command:
    name: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    name: str
    callback_id: str
    kind: str = "message"
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    """What the app declared. Without a manifest (`declared` False) everything is allowed and nothing is listed."""

    declared: bool = False
    name: str = "Practice bot"
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: tuple[str, ...] = ALL_SCOPES
    events: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, manifest: Mapping[str, Any] | None) -> "Manifest":
        """From the manifest's content as Slack knows it; None gives an app that may do everything."""
        if manifest is None:
            return cls()
        features = manifest.get("features", {})
        display = manifest.get("display_information", {}).get("name", "Practice bot")
        subscribed = manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])
        return cls(
            declared=True,
            name=features.get("bot_user", {}).get("display_name", display),
            commands=tuple(
                Command(
                    each["command"],
                    each.get("description", ""),
                    each.get("usage_hint", ""),
                    each.get("should_escape", False),
                )
                for each in features.get("slash_commands", [])
            ),
            shortcuts=tuple(
                Shortcut(each["name"], each["callback_id"], each.get("type", "message"), each.get("description", ""))
                for each in features.get("shortcuts", [])
            ),
            scopes=tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            events=frozenset(subscribed),
        )

    def has_command(self, name: str) -> bool:
        return not self.declared or any(command.name == name for command in self.commands)

    def escapes(self, name: str) -> bool:
        """Whether a command gets the ids of whom its text names."""
        return any(command.name == name and command.should_escape for command in self.commands)

    def subscribes(self, event: str) -> bool:
        """Without a manifest the app hears of all but what people write."""
        return event in self.events if self.declared else not event.startswith("message")
