"""What to check before sending, made anew where an agent words a reply: of their words, and of what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot import deadlines, phrases, pledges, promises
from bot.desk import Desk
from prompts.amounts import amounts_in
from prompts.case import Case
from prompts.checks import checks_beside
from prompts.guard import Flag
from prompts.phrases import agent_words
from prompts.text import fold
from storage.records import Draft, Person

_NOBODYS = timedelta(days=200)
"""So far ahead nobody promises to do something: a day without its year is then one that was."""


_DIGIT = re.compile(r"\d")


def of(
    desk: Desk,
    actor: Person,
    draft: Draft,
    case: Case,
    text: str,
    promised_by: datetime | None,
    now: datetime,
    marked: Sequence[Flag],
) -> Iterator[str]:
    """What to look at beside a reply that reads like `text` by now, with this `marked` in it, the customer's own
    deadline first."""
    yield from deadlines.told(deadlines.of(desk, actor, draft), promised_by, now, actor.zone)
    for typed in pledges.times_in(text):
        if promises.named(desk, actor, typed, now) not in (None, promised_by):
            yield agent_words()["signs"]["also"].format(time=typed.rstrip(" .,;:!?"))
    yield from _maybe_promised(desk, actor, draft, text, promised_by, now)
    yield from checks_beside(case, _untimed(_unpriced(text, marked)), desk.answers.about(text))


def _maybe_promised(
    desk: Desk, actor: Person, draft: Draft, text: str, promised_by: datetime | None, now: datetime
) -> Iterator[str]:
    """Asks about the first time to come that is not heard as a promise, and that the customer does not name either."""
    theirs = {promises.named(desk, actor, typed, now) for typed in pledges.times(draft.message)}
    for typed in pledges.unheard(text):
        by = promises.named(desk, actor, typed, now)
        is_past = bool(pledges.times(typed)) if by is None else by - now > _NOBODYS
        said = typed.strip(" .,;:!?")
        if is_past or (by and by in {*theirs, promised_by}) or said.casefold() in draft.message.casefold():
            continue
        yield agent_words()["signs"]["unheard"].format(time=said)
        return


def _unpriced(text: str, marked: Sequence[Flag]) -> str:
    """A text without the numbers of the amounts that are marked in it: how it stands with these is shown there."""
    for flag in marked:
        amount = fold(flag.text).text
        if any(amount[found.start : found.end] == amount for found in amounts_in(amount)):
            text = text[: flag.start] + _DIGIT.sub(" ", flag.text) + text[flag.end :]
    return text


def _untimed(text: str) -> str:
    """A text without the times that it names, which are promised and shown as such."""
    for phrase in reversed(phrases.find(text)):
        text = f"{text[: phrase.start]} {text[phrase.end :]}"
    return text
