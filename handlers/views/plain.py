"""Answers of one sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from handlers.views.blocks import LONGEST, Message, Part, code, line, message, user

OUTAGE = "I can’t reach my database just now, so nothing was recorded. Please try again in a minute."
_LOOK = "before you try again, look at the draft, at `/followup list` or at `/gesture list`."
UNSURE = f"My database broke off just as I recorded this. It may stand or not: {_LOOK}"
RECORDED = "It is recorded. I just can’t show it now, as I can’t reach my database: please look again in a minute."
SLOW = f"This takes longer than Slack lets me wait. It may still go through: {_LOOK}"
SLOW_TO_LOOK = (
    "This takes longer than Slack lets me wait, so I stopped. Nothing was changed: please try again in a minute."
)
MARKS = re.compile(r"`([^`\n]+)`|<@([A-Z0-9]+)>")


def note(text: str, people: Collection[str] = ()) -> Message:
    """One plain sentence: an error, a refusal, a word in passing. `things to type` stand in code.

    `people` are the ids that the sentence itself names as <@ID>; they are shown by name. Anybody else's id is only
    a text that somebody typed, and stays one.
    """
    said = text.strip() or "Done."
    said = said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"
    return message(spoken(said, people), line(*_parts(said, people)))


def spoken(text: str, people: Collection[str]) -> str:
    """The sentence for where nobody can be shown by name: a form's field, a notification."""
    return MARKS.sub(lambda mark: "a colleague" if mark[2] in people else mark[0], text)


def _parts(text: str, people: Collection[str]) -> Iterator[Part]:
    at = 0
    for mark in MARKS.finditer(text):
        typed, person = mark.groups()
        if typed or person in people:
            yield text[at : mark.start()]
            yield code(typed) if typed else user(person)
            at = mark.end()
    yield text[at:]
