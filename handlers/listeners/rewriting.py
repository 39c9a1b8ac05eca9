"""The buttons and the menu by which a draft is written another way, or tells what left the house for it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from babel import Locale

from bot import drafting, drafts
from bot.drafting import Wish
from bot.matters import MATTERS
from handlers import carrying
from handlers.answers import Answer, Form, Private
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners.drafts import write
from handlers.office import Office
from handlers.views import draft_forms as forms
from handlers.views import drafts as views
from storage.records import Person, Sound


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("form", "sound_form")(submit_sound)
    routes.on("action", "draft.warmer", "draft.shorter", "draft.anew")(rewrite)
    routes.on("action", "draft.felt")(correct)
    routes.on("action", "draft.more")(more)


WISHES: Mapping[str, Wish | None] = {
    "draft.warmer": "warmer",
    "draft.shorter": "shorter",
    "draft.anew": None,
    "formal": "formal",
    "options": "options",
    "anew": None,
}
"""What the buttons and the menu wish for: None is as things stand now."""


async def rewrite(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Warmer**, **Shorter**, **More formal**, **Offer options** and **Write it anew**."""
    wish = WISHES[incoming.option if incoming.name == "draft.more" else incoming.name]
    await write(office, drafting.rewrite, incoming.identity, person, incoming.number, wish)
    return None


async def more(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The menu beside the buttons."""
    deed = MORE.get(incoming.option)
    return await deed(office, incoming, person) if deed else None


async def _open_sound(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Change how it sounds…**"""
    draft = await office.read(drafts.ready, person, incoming.number)
    rules = office.desk.policy.drafts
    languages = [(forms.THEIRS, "The customer’s own"), *((code, _named(code)) for code in rules.languages)]
    tones = [(forms.USUAL, "As usual"), *((name, name) for name in rules.tones)] if rules.tones else []
    return Form(forms.sound_form(draft, languages, tones, carrying.metadata(incoming, number=draft.id)))


def _named(language: str) -> str:
    return Locale.parse(language).get_display_name("en") or language


async def submit_sound(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The reply is written anew, as the agent wants it to sound."""
    fields, rules = incoming.fields, office.desk.policy.drafts
    number = int(incoming.carried.get("number", "0"))
    draft = await office.read(drafts.get, person, number)
    felt = fields.get("felt")
    about = fields.get("about")
    sound = Sound(
        felt=felt if felt in views.FEELINGS and (felt != draft.feeling or draft.sound.felt) else None,
        about=about if about in MATTERS else None,
        language=fields["language"] if fields.get("language") in rules.languages else None,
        tone=fields["tone"] if fields.get("tone") in rules.tones else None,
    )
    await write(office, drafting.rewrite, incoming.identity, person, number, None, sound)
    return None


async def correct(office: Office, incoming: Incoming, person: Person) -> Answer:
    """Another feeling, where the one that was read is unsure: written anew for it, as it sounded otherwise."""
    if incoming.option in views.FEELINGS:
        sound = replace((await office.read(drafts.get, person, incoming.number)).sound, felt=incoming.option)
        await write(office, drafting.rewrite, incoming.identity, person, incoming.number, None, sound)
    return None


async def _show_sent(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**What left the house?**"""
    return Private(views.sent(*await office.read(drafts.sent, person, incoming.number)))


MORE: Mapping[str, Callable[[Office, Incoming, Person], Awaitable[Answer]]] = {
    "formal": rewrite,
    "options": rewrite,
    "anew": rewrite,
    "sound": _open_sound,
    "sent": _show_sent,
}
