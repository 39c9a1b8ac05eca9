"""What a form carries with it: where to answer, what it is about, and what was too long for its fields."""

from __future__ import annotations

import json

from bot import clippings
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views.blocks import LONGEST
from storage.records import Person


def metadata(incoming: Incoming, **more: str | int | None) -> str:
    """A form's private metadata: the address for the answer, and `more`."""
    carried = {"response_url": incoming.response_url, "home": "yes" if incoming.at_home else None, **more}
    return json.dumps({key: str(value) for key, value in carried.items() if value is not None})


async def clip(office: Office, person: Person, text: str) -> str | None:
    """Keeps what a form's field cannot show of a text; the key to it, or None when the field holds all."""
    return await office.write(clippings.keep, person, text[LONGEST:]) if len(text) > LONGEST else None


async def whole(office: Office, person: Person, incoming: Incoming, field: str) -> str:
    """A field's text with what was kept of it."""
    typed, key = incoming.fields.get(field, ""), incoming.carried.get("clip")
    return typed + await office.read(clippings.get, person, key) if key else typed


def again(incoming: Incoming) -> str:
    """A form's private metadata as it came, for the form that follows it."""
    return json.dumps(dict(incoming.carried))
