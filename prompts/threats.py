"""What threatens somebody, and what only warns that they may be hurt."""

from __future__ import annotations

from prompts.softly import said_softly
from prompts.wordlists import patterns


def threatens(text: str) -> bool:
    """Whether `text` threatens somebody in words that no sign knows: also that somebody will be hurt who is one of us,
    or unless we do something, where it names nothing that may hurt them."""
    softly, said = said_softly(text), patterns("warnings")
    if "threat" in softly or "warning" not in softly:
        return "threat" in softly
    is_meant = said["or_else"].search(text) is not None or said["one_of_us"].search(text) is not None
    return is_meant and not said["may_hurt"].search(text)
