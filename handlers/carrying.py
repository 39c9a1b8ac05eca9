"""What a form carries with it: where to answer, what it is about, and what was too long for its fields."""

from __future__ import annotations

import hashlib
import json
import re

from bot import clippings
from bot.errors import LetterGone
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views.blocks import LONGEST
from storage.records import Person

END = 40  # characters, gaps aside, that tell whether a field still ends as it was shown
BRIEF, LEAST = 150, 40  # characters that one reads at a glance, and that say something
_AN_END = re.compile(r"[.!?…]['\"”’)]*(?=\s)|(?=\n)")


def metadata(incoming: Incoming, **more: str | int | None) -> str:
    """A form's private metadata: the address for the answer, and `more`."""
    carried = {"response_url": incoming.response_url, "home": "yes" if incoming.at_home else None, **more}
    return json.dumps({key: str(value) for key, value in carried.items() if value is not None})


def opening(text: str) -> str:
    """The beginning of a message for a field to show: its first sentences, or else words, of 150 characters at most."""
    if len(text) <= BRIEF:
        return text
    begun = text[: BRIEF + 1]
    ends = [found.end() for found in _AN_END.finditer(begun) if found.end() >= LEAST]
    end = ends[-1] if ends else max(begun.rfind(" "), begun.rfind("\n"))
    return text[: end if end >= LEAST else BRIEF]


def as_it_was(incoming: Incoming, field: str, text: str) -> str:
    """What a field shows of its text in a form that follows another: as much of it as before."""
    was = incoming.fields.get(field, "").strip()[:LONGEST]
    return was if text.startswith(was) else text[:LONGEST]


async def clip(office: Office, person: Person, text: str, shown: str | None = None) -> str | None:
    """Keeps what a form's field does not show of a text, for `whole`; None when the field holds all. It shows the
    text's beginning: `shown`, or what it has room for."""
    shown = text[:LONGEST] if shown is None else shown
    if shown == text:
        return None
    shown = shown.rstrip()
    return f"{await office.write(clippings.keep, person, text[len(shown) :])} {_end_of(shown)}"


async def whole(office: Office, person: Person, incoming: Incoming, field: str) -> str:
    """A field's text with what was kept of it, unless its end was written anew: then that is all there is to say."""
    typed = incoming.fields.get(field, "")
    key, _, end = incoming.carried.get("clip", "").partition(" ")
    if not key or _end_of(typed) != end:
        return typed
    return typed.rstrip() + await left(office, person, key)


async def left(office: Office, person: Person, key: str) -> str:
    """What was kept under a key for a form that is sent. Raises LetterGone when it is gone, once: whoever sends the
    form again goes on without it."""
    text = await office.read(clippings.find, person, key)
    if text is None:
        await office.write(clippings.do_without, person, key)
        raise LetterGone
    return text


def _end_of(text: str) -> str:
    """A digest of how a text ends, whatever happens to its gaps on the way through Slack."""
    return hashlib.sha256("".join(text.split())[-END:].encode("utf-8", "replace")).hexdigest()[:16]


def again(incoming: Incoming, clip: str | None, **more: str) -> str:
    """A form's private metadata as it came, and `more`, for the form that follows it with another text clipped."""
    carried = {**incoming.carried, **more, "clip": clip}
    return json.dumps({key: value for key, value in carried.items() if value is not None})
