"""Answers of one sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from handlers.views.blocks import Message, Part, code, cut, line, message, user

OUTAGE = "I can’t reach my database just now, so nothing was recorded. Please try again in a minute."
SLOW = (
    "This takes longer than Slack lets me wait. It may still go through: look at `/followup list` before you try again."
)
MARKS = re.compile(r"`([^`\n]+)`|<@([A-Z0-9]+)>")


def note(text: str, people: Collection[str] = ()) -> Message:
    """One plain sentence: an error, a refusal, a word in passing. `things to type` stand in code.

    `people` are the ids that the sentence itself names as <@ID>; they are shown by name. Anybody else's id is only
    a text that somebody typed, and stays one.
    """
    said = cut(text.strip()) or "Done."
    spoken = MARKS.sub(lambda mark: "a colleague" if mark[2] in people else mark[0], said)
    return message(spoken, line(*_parts(said, people)))


def _parts(text: str, people: Collection[str]) -> Iterator[Part]:
    at = 0
    for mark in MARKS.finditer(text):
        typed, person = mark.groups()
        if typed or person in people:
            yield text[at : mark.start()]
            yield code(typed) if typed else user(person)
            at = mark.end()
    yield text[at:]
