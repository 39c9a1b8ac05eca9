"""What only sounds as if somebody had died: a day in May, a coffee that one would kill for, a dead battery."""

from __future__ import annotations

from prompts.wordlists import patterns


def in_earnest(text: str) -> str:
    """`text` less what only sounds as if somebody had died: the days for mothers and fathers, figures of speech, and
    things that do."""
    said = patterns("earnest")
    text = said["day"].sub(" ", said["figure"].sub(" ", text))
    return said["thing_died"].sub(lambda it: it[1] + ("kaputt" if it[2] else "broken"), text)
