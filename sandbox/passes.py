"""What Slack hands out for a short while: triggers, which open a modal, and response URLs, which answer.

Both run on real time, whatever the demo's clock says.
"""

import secrets
import time
from dataclasses import dataclass, field

from sandbox.limits import Refusal
from sandbox.surfaces import Message

TRIGGER_SECONDS = 3.0
RESPONSE_SECONDS = 30 * 60.0
RESPONSE_USES = 5


@dataclass
class Trigger:
    user: str
    issued: float = field(default_factory=time.monotonic)
    spent: bool = False


class Triggers:
    """https://docs.slack.dev/interactivity/handling-user-interaction (a trigger lives 3 seconds and works once)"""

    def __init__(self) -> None:
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str) -> str:
        ident = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[ident] = Trigger(user)
        return ident

    def age(self, seconds: float) -> None:
        """Makes every trigger that was handed out this much older."""
        for trigger in self._issued.values():
            trigger.issued -= seconds

    def exchange(self, ident: str) -> str:
        """Spends a trigger for the id of the person who caused it.

        Refusal: invalid_trigger_id, exchanged_trigger_id, expired_trigger_id.
        """
        trigger = self._issued.get(ident)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.spent:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise Refusal("expired_trigger_id")
        trigger.spent = True
        return trigger.user


@dataclass
class ResponseUrl:
    """Where an answer to one interaction goes, and the message that it came from, if any."""

    id: str
    user: str
    channel: str
    message: Message | None = None
    issued: float = field(default_factory=time.monotonic)
    uses: int = 0


class ResponseUrls:
    """https://docs.slack.dev/interactivity/handling-user-interaction#message_responses"""

    def __init__(self) -> None:
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, user: str, channel: str, message: Message | None = None) -> ResponseUrl:
        url = ResponseUrl(secrets.token_urlsafe(16), user, channel, message)
        self._issued[url.id] = url
        return url

    def age(self, seconds: float) -> None:
        """Makes every response URL that was handed out this much older."""
        for url in self._issued.values():
            url.issued -= seconds

    def use(self, ident: str) -> ResponseUrl:
        """Counts one use. Refusal: expired_url when it is unknown or over 30 minutes old, used_url after five uses."""
        url = self._issued.get(ident)
        if url is None or time.monotonic() - url.issued > RESPONSE_SECONDS:
            raise Refusal("expired_url")
        if url.uses >= RESPONSE_USES:
            raise Refusal("used_url")
        url.uses += 1
        return url
