"""What something is about, as people read it: a matter that a message was heard to have, or a reason of the policy."""

from __future__ import annotations

from collections.abc import Mapping

from bot.policy import Policy

MATTERS: Mapping[str, str] = {
    "late": "Late",
    "broken": "Broken or wrong",
    "billing": "Billing",
    "outage": "Outage",
    "rude": "How they were treated",
    "cancellation": "Cancelling",
    "return": "Returns",
    "question": "Questions",
    "praise": "Praise",
    "other": "Something else",
}
CODE, MATTER = "code:", "matter:"


def label(policy: Policy, key: str) -> str:
    """The words for 'code:late' or 'matter:late'; the key's own where the policy no longer knows it."""
    if key.startswith(CODE):
        code = key.removeprefix(CODE)
        return policy.gestures.reasons.get(code, code)
    matter = key.removeprefix(MATTER)
    return MATTERS.get(matter, matter)
