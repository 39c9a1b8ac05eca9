"""What something is about, as people read it: a matter that a message was heard to have, or a reason of the policy."""

from __future__ import annotations

from collections.abc import Mapping

from bot.policy import Policy
from prompts.senders import sender_of
from prompts.topics import matter_of

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
# What we owe whoever writes about it: how an agent would note it in a few words.
ANSWERS: Mapping[str, str] = {
    "late": "Answer them about the delay",
    "broken": "Answer them about what is broken or wrong",
    "billing": "Answer them about the bill",
    "outage": "Answer them about what does not work",
    "rude": "Answer them about how they were treated",
    "cancellation": "Answer them about cancelling",
    "return": "Answer them about sending it back",
}
ANSWER = "Answer them"


def owed(message: str) -> str:
    """What we owe whoever wrote a message; '' for a message without words."""
    return ANSWERS.get(matter_of(sender_of(message)[1]) or "", ANSWER) if message.strip() else ""


def label(policy: Policy, key: str) -> str:
    """The words for 'code:late' or 'matter:late'; the key's own where the policy no longer knows it."""
    if key.startswith(CODE):
        code = key.removeprefix(CODE)
        return policy.gestures.reasons.get(code, code)
    matter = key.removeprefix(MATTER)
    return MATTERS.get(matter, matter)
