"""What Slack sends to an app when somebody does something.

https://docs.slack.dev/reference/interaction-payloads and …/interactivity/implementing-slash-commands
"""

import secrets
from typing import Any

from sandbox.people import APP_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, Channel
from sandbox.surfaces import JSON, Message, View
from sandbox.workspace import Workspace

TOKEN = "practice-verification-token"  # noqa: S105 — the old, unused verification token; apps check signatures


class Payloads:
    """Builds payloads; each takes a fresh trigger and, where Slack gives one, a response URL."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def command(self, user: str, command: str, text: str, channel: Channel) -> dict[str, str]:
        return {
            "token": TOKEN,
            "team_id": TEAM_ID,
            "team_domain": TEAM_DOMAIN,
            "channel_id": channel.id,
            "channel_name": channel.shown_name,
            "user_id": user,
            "user_name": self._workspace.people[user].name,
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self._response_url(user, channel.id),
            "trigger_id": self._workspace.triggers.issue(user),
        }

    def message_action(self, user: str, message: Message, action: JSON) -> JSON:
        """block_actions from a message. An ephemeral message is not sent along, only named."""
        container: JSON = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": bool(message.ephemeral_to),
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload: JSON = {
            **self._interaction("block_actions", user),
            "container": container,
            "channel": self._channel(message.channel),
            "state": {"values": message.state},
            "response_url": self._response_url(user, message.channel, message),
            "actions": [action],
        }
        return payload if message.ephemeral_to else {**payload, "message": message.as_slack()}

    def view_action(self, user: str, view: View, action: JSON) -> JSON:
        """block_actions from a modal or App Home."""
        return {
            **self._interaction("block_actions", user),
            "container": {"type": "view", "view_id": view.id},
            "view": view.as_slack(),
            "actions": [action],
        }

    def submission(self, user: str, view: View) -> JSON:
        return {**self._interaction("view_submission", user), "view": view.as_slack(), "response_urls": []}

    def closed(self, user: str, view: View, cleared: bool) -> JSON:
        payload = {**self._interaction("view_closed", user), "view": view.as_slack(), "is_cleared": cleared}
        del payload["trigger_id"]
        return payload

    def message_shortcut(self, user: str, callback_id: str, message: Message) -> JSON:
        return {
            **self._interaction("message_action", user),
            "callback_id": callback_id,
            "action_ts": self._workspace.clock.ts(),
            "message_ts": message.ts,
            "message": message.as_slack(),
            "channel": self._channel(message.channel),
            "response_url": self._response_url(user, message.channel),
        }

    def global_shortcut(self, user: str, callback_id: str) -> JSON:
        return {
            **self._interaction("shortcut", user),
            "callback_id": callback_id,
            "action_ts": self._workspace.clock.ts(),
        }

    def event(self, event: JSON) -> JSON:
        """https://docs.slack.dev/apis/events-api"""
        now = self._workspace.clock.now()
        return {
            "token": TOKEN,
            "team_id": TEAM_ID,
            "context_team_id": TEAM_ID,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": {"event_ts": self._workspace.clock.ts(), **event},
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(now),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM_ID,
                    "user_id": BOT_USER_ID,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_urlsafe(24)}",
        }

    def _interaction(self, kind: str, user: str) -> dict[str, Any]:
        person = self._workspace.people[user]
        return {
            "type": kind,
            "user": {
                "id": user,
                "username": person.name,
                "name": person.name,
                "team_id": "T0ELSEWHERE" if person.outsider else TEAM_ID,
            },
            "api_app_id": APP_ID,
            "token": TOKEN,
            "team": {"id": TEAM_ID, "domain": TEAM_DOMAIN},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self._workspace.triggers.issue(user),
        }

    def _channel(self, ident: str) -> JSON:
        return {"id": ident, "name": self._workspace.channels[ident].shown_name}

    def _response_url(self, user: str, channel: str, message: Message | None = None) -> str:
        return f"{self._workspace.url}/response/{self._workspace.response_urls.issue(user, channel, message).id}"
