"""Drafts in Slack: `/draft`, its form, the shortcut, and the buttons of a draft."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Concatenate, ParamSpec

from bot import briefs, drafting, drafts, followups, naming, promises, reading, theirs, verdicts
from bot.desk import Desk
from bot.drafting import NewDraft, Writing
from bot.errors import PromiseOvertaken
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming, moment_of
from handlers.listeners import gestures
from handlers.office import Office, begun, recorded
from handlers.views import draft_forms as forms
from handlers.views import followups as followup_views
from handlers.views import help as help_views
from handlers.views import plain
from handlers.views.pointers import pointer
from storage.records import Draft, Followup, Person, Reference

P = ParamSpec("P")
NO_MESSAGE = "What did they write? Paste their message."
_LINKED = re.compile(r"/p([0-9]{10})([0-9]{6})\b")  # a message's timestamp, as Slack's links have it
WORDLESS = "There are no words in that message. Paste what they wrote."
NOTICE = "That is a notice of Slack’s: use this on what the customer wrote, or paste it behind `/draft`."
OURS = "I posted that myself: use this on what the customer wrote, or paste it behind `/draft`."
NO_REPLY = "An empty reply helps nobody; type at least a few words."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/draft")(command)
    routes.on("shortcut", "draft_reply_to_message")(shortcut)
    routes.on("form", "draft_form")(submit)
    routes.on("form", "edit_draft_form")(submit_edit)
    routes.on("action", "draft.use")(use)
    routes.on("action", "draft.edit")(open_edit)
    routes.on("action", "draft.take_out")(take_out)
    routes.on("action", "draft.restore")(restore)
    routes.on("action", "draft.gesture")(offer)
    routes.on("action", "draft.discard")(discard)
    routes.on("action", "draft.remind")(remind)
    routes.on("action", "draft.let_go")(let_go)
    routes.on("action", "followup.draft")(open_for_followup)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/draft THEIR MESSAGE`, or the form."""
    text = reading.shown(reading.unescape(incoming.text)).strip()
    if text.casefold() == "help":
        return Private(help_views.help_for(incoming.name))
    if reading.is_blank(text):
        return Form(forms.form(metadata=carrying.metadata(incoming, channel=incoming.channel)))
    return await _begin(office, _new(office, incoming, person, text))


async def shortcut(office: Office, incoming: Incoming, person: Person) -> Answer:
    """A draft for a message, at once; a message without words opens the form. An agent's own is as good as any: they
    paste what customers write."""
    if incoming.is_notice:
        return Private(plain.note(NOTICE))
    if incoming.author and incoming.author in (office.directory.bot_user, office.directory.bot):
        return Private(plain.note(OURS))
    text = await office.desk.executor.read(reading.from_message, incoming.text)
    if reading.is_blank(text):
        return Form(forms.form(why=WORDLESS, metadata=carrying.metadata(incoming, channel=incoming.channel)))
    new = replace(_new(office, incoming, person, text), said_at=moment_of(incoming.ts))
    return await _begin(office, new, is_own=incoming.author == person.id)


async def open_for_followup(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Draft reply** on a reminder: asks what the customer wrote, and knows who it is and what was promised."""
    followup = await office.read(followups.look, person, incoming.number)
    message = await office.read(_their_words, person, followup)
    clip = await carrying.clip(office, person, message)
    return Form(
        forms.form(
            message=message,
            about=followup,
            metadata=carrying.metadata(incoming, followup=followup.id, clip=clip),
        )
    )


def _their_words(desk: Desk, person: Person, followup: Followup) -> str:
    """What the customer wrote, where a follow-up quotes it: whole where it keeps how that was answered, as only the
    beginning is quoted then. Nothing where an agent noted it for themselves, as no reply is an answer to that."""
    _, written = theirs.apart(followup.what)
    return (promises.answered_before(desk, person, followup.id) or written) if written else ""


def _said_at(followup: Followup, text: str) -> datetime | None:
    """When the customer wrote what a follow-up was made from, as its link tells, if `text` is just that."""
    ts = _LINKED.search(followup.link or "")
    return moment_of(f"{ts[1]}.{ts[2]}") if ts and text.split() == theirs.apart(followup.what)[1].split() else None


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form."""
    text = reading.shown(await carrying.whole(office, person, incoming, "message")).strip()
    if reading.is_blank(text):
        return Problems({"message": NO_MESSAGE})
    new, number = _new(office, incoming, person, text), incoming.carried.get("followup")
    if number:
        followup = await office.read(followups.look, person, int(number))
        named = next(iter(followup.customer.references), None)
        new = replace(new, customer=named, said_at=_said_at(followup, text), followup=followup.id)
    return await _begin(office, new)


def _new(office: Office, incoming: Incoming, person: Person, text: str) -> NewDraft:
    """A reply to these words, as it is asked for."""
    channel = incoming.channel or incoming.carried.get("channel")
    return NewDraft(incoming.identity, person, text, channel=channel, asked_at=office.desk.clock())


async def _begin(office: Office, new: NewDraft, *, is_own: bool = False) -> Answer:
    writing = await write(office, drafting.begin, new)
    return Private(pointer(writing.draft, writing.other, is_own=is_own))


async def write(
    office: Office, use_case: Callable[Concatenate[Desk, P], Writing], *args: P.args, **kwargs: P.kwargs
) -> Writing:
    """Notes what is to be written and has it written in the background, unless somebody else does already.

    Where noting it takes longer than Slack waits for an answer, it is written all the same: nobody else would before
    its lease is over.
    """
    begun.set(True)
    noting = asyncio.ensure_future(office.write(use_case, *args, **kwargs))
    noting.add_done_callback(partial(_go_on, office))
    writing = await asyncio.shield(noting)
    recorded.set(True)
    return writing


def _go_on(office: Office, noting: asyncio.Future[Writing]) -> None:
    if noting.cancelled() or noting.exception() is not None:
        return  # whoever asked is told
    writing = noting.result()
    if writing.fence is not None:
        office.later(_write_now(office, writing.draft.id, writing.fence))


async def _write_now(office: Office, number: int, fence: int) -> None:
    await drafting.write(office.desk, number, fence)
    office.bell()


async def finish_abandoned(office: Office) -> None:
    """Writes the drafts that a process left behind when it ended."""
    for number, fence in await office.desk.executor.write(drafting.claim_abandoned, office.desk):
        office.later(_write_now(office, number, fence))


async def take_out(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Take it out**: the reply goes on without what nobody approved."""
    await office.read(drafts.listen, person, incoming.number)
    await office.write(drafts.take_out, incoming.identity, person, incoming.number)
    return None


async def restore(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**My words again**, after it was written anew."""
    words = await office.read(drafts.own_words, person, incoming.number)
    if words:  # they may be forgotten by now
        await _edit(office, incoming, person, incoming.number, words)
    return None


async def offer(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Offer a gesture**: its form, with the smallest that lets the marked words stand, or else that would fit."""
    draft = await office.read(drafts.ready, person, incoming.number)
    fitting = draft.suggested or tuple(kind.label for kind in verdicts.smallest_first(office.desk.policy))
    found = await office.read(briefs.sufficient, draft)
    reason = await office.read(briefs.reason, draft)
    label, amount = found or (next(iter(fitting), ""), "")
    return await gestures.offer(office, incoming, person, label, amount, _addressee(draft), reason)


def _addressee(draft: Draft) -> Reference | None:
    """Whom a draft answers: the customer that we know, or else whom the message names."""
    if draft.customer and draft.customer.references:
        return draft.customer.references[0]
    return reading.customer_in_message(draft.message)


async def use(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Use it**: the bare reply follows by itself, ready to copy, and what it promises is on the agent's list."""
    await office.read(drafts.listen, person, incoming.number)
    try:
        await office.write(drafts.use, incoming.identity, person, incoming.number)
    except PromiseOvertaken:
        office.bell()  # the draft's message says so by now
        raise
    return None


async def open_edit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Edit**."""
    draft = await office.read(drafts.ready, person, incoming.number)
    clip = await carrying.clip(office, person, draft.reply)
    return Form(forms.edit_form(draft, carrying.metadata(incoming, number=draft.id, clip=clip)))


async def submit_edit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The agent's own words."""
    text = reading.shown(await carrying.whole(office, person, incoming, "reply")).strip()
    if reading.is_blank(text):
        return Problems({"reply": NO_REPLY})
    await _edit(office, incoming, person, int(incoming.carried.get("number", "0")), text)
    return None


async def _edit(office: Office, incoming: Incoming, person: Person, number: int, text: str) -> None:
    await office.read(drafts.listen, person, number, text)
    await office.write(drafts.edit, incoming.identity, person, number, text)


async def discard(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Discard**."""
    await office.write(drafts.discard, incoming.identity, person, incoming.number)
    return None


async def remind(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Remind me** of what the reply promises: the follow-up's form, filled."""
    draft = await office.read(drafts.ready, person, incoming.number, or_used=True)
    named = _addressee(draft)
    return Form(
        followup_views.form(
            customer=named.typed if named else naming.addressed(draft),
            what=promises.what(draft),
            when=draft.promise or "",
            sort="promise",
            metadata=carrying.metadata(incoming, draft=draft.id),
        )
    )


async def let_go(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**No reminder** of what a used reply promises."""
    await office.write(drafts.let_go, incoming.identity, person, incoming.number)
    return None
