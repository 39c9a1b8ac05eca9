"""What went to a model for one draft and what it took; and that nothing came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from prompts.brief import Tokens
from prompts.question import Said

_MOST_TOKENS = 10**9  # above that, a server counts something else


class Unusable(Exception):
    """The model gave nothing to show; the text is one short sentence for the agent.

    `sent` is what left the house all the same, `tokens` what it took, `flaw` what was wrong with the last answer, if
    there was one.
    """

    def __init__(self, why: str, sent: str | None = None, tokens: Tokens | None = None, flaw: str = "") -> None:
        super().__init__(why)
        self.sent, self.tokens, self.flaw = sent, tokens, flaw


@dataclass(slots=True)
class Exchange:
    """What went to the model for one draft, none of it before there was a connection, and what it took so far."""

    sent: str | None = None
    tokens: Tokens | None = None
    times: int = 0
    """How often the model was asked."""
    is_calling: bool = False
    """Whether there was time to call the server, be it in vain."""
    broke_off: bool = False
    """Whether the last answer ended because it was too long."""
    flaw: str = ""
    """Why the last answer could not be used."""

    def sends(self, messages: Iterable[Said]) -> None:
        """What they wrote stands first, as that is what may not leave; the standing instructions come after it."""
        said = sorted(messages, key=lambda message: message["role"] == "system")
        self.sent = "\n\n".join(message["content"] for message in said)

    def took(self, completion: object) -> None:
        """Adds a server's own count, if it gives one that can be one, and notes how the answer ended."""
        self.times += 1
        choices, usage = getattr(completion, "choices", None), getattr(completion, "usage", None)
        ended = getattr(choices[0], "finish_reason", None) if isinstance(choices, list) and choices else None
        self.broke_off = ended == "length"
        counts = [getattr(usage, name, None) for name in ("prompt_tokens", "completion_tokens")]
        asked, answered = (n if isinstance(n, int) and 0 <= n < _MOST_TOKENS else 0 for n in counts)
        if asked or answered:
            before = self.tokens or Tokens(0, 0)
            self.tokens = Tokens(before.asked + asked, before.answered + answered)
