"""Requests as Slack signs and sends them, ready for a socket."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

TEAM = "T0TEAM"
TOKEN = "practice-verification-token"


def command(port: int, secret: str, user: str, name: str, text: str, trigger: str) -> bytes:
    """A slash command."""
    fields = {
        "token": TOKEN,
        "team_id": TEAM,
        "team_domain": "practice",
        "channel_id": "C0SUPPORT",
        "channel_name": "support",
        "user_id": user,
        "user_name": user.lower(),
        "command": name,
        "text": text,
        "api_app_id": "A0APP",
        "is_enterprise_install": "false",
        "response_url": f"http://127.0.0.1:{port}/response/{trigger}",
        "trigger_id": trigger,
    }
    return _signed(port, secret, fields)


def press(port: int, secret: str, user: str, action: str, value: str, trigger: str) -> bytes:
    """A press of a button on a message."""
    payload: Mapping[str, Any] = {
        "type": "block_actions",
        "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": TEAM},
        "api_app_id": "A0APP",
        "token": TOKEN,
        "team": {"id": TEAM, "domain": "practice"},
        "is_enterprise_install": False,
        "container": {"type": "message", "message_ts": "1.0", "channel_id": "C0LEADS", "is_ephemeral": False},
        "channel": {"id": "C0LEADS", "name": "leads"},
        "trigger_id": trigger,
        "response_url": f"http://127.0.0.1:{port}/response/{trigger}",
        "actions": [{"type": "button", "action_id": action, "block_id": "buttons", "value": value}],
    }
    return _signed(port, secret, {"payload": json.dumps(payload)})


def _signed(port: int, secret: str, fields: Mapping[str, str]) -> bytes:
    body = urlencode(fields).encode()
    sent_at = str(int(time.time()))
    signature = hmac.new(secret.encode(), b"v0:" + sent_at.encode() + b":" + body, hashlib.sha256).hexdigest()
    return (
        f"POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {sent_at}\r\n"
        f"X-Slack-Signature: v0={signature}\r\n\r\n"
    ).encode() + body
