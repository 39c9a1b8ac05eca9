"""Follow-ups in Slack: `/followup`, its form and the shortcut, for a new one and for a change."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot import (
    clippings,
    corrections,
    followups,
    identities,
    lookalikes,
    matters,
    merging,
    moments,
    namesakes,
    reading,
    theirs,
)
from bot.corrections import Correction
from bot.customers import UNREADABLE
from bot.desk import Desk
from bot.errors import Refusal
from bot.followups import NewFollowup
from bot.moments import Moment, Reading
from handlers import carrying
from handlers import namesakes as asking
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners import lists
from handlers.listeners.home import away_command
from handlers.office import Office
from handlers.slack import Trouble
from handlers.views import customers as customer_views
from handlers.views import followups as views
from handlers.views import help as help_views
from storage.records import Customer, Person, Reference

NO_TIME = "When? Type for example tomorrow 9am, friday at 3, in 2h or 1 dec 2pm."
NO_WORDS = "What did you promise? A few words are enough."
LINK_SECONDS = 0.7  # the form opens after it, and Slack lets it open within three seconds
LISTS = {"list": "mine", "team": "team"}
# Words at the beginning that say that the customer owes the next one.
THEY_OWE = re.compile(
    r"(?:(?:i(?:['’]m| am) )?wait(?:ing)? (?:for|on)|chase|check whether they|see if they"
    r"|ob sie|warte[nt]? auf|nachhaken)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody typed: whom it names, the `several` whom that name may mean, and what and when it says."""

    named: Reference | None
    several: Sequence[Customer]
    said: Reading


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/followup")(command)
    routes.on("shortcut", "follow_up_on_message")(shortcut)
    routes.on("form", "followup_form")(submit)
    routes.on("action", "followup.change")(open_change)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/followup …`: records what can be read, and opens the form for the rest."""
    text = reading.shown(reading.unescape(incoming.text)).strip()
    first, _, rest = text.partition(" ")
    word, rest = first.casefold(), rest.strip()
    if word == "help" and not rest:
        return Private(help_views.help_for(incoming.name))
    if word in LISTS and not rest:
        return await lists.answer(office, incoming, person, LISTS[word])
    if not text:
        return Form(views.form(metadata=carrying.metadata(incoming)))
    told = await office.read(_understand, person, text)
    named, said = told.named, told.said
    if word == "find" and rest and not (named and said.moment):
        return await lists.answer(office, incoming, person, "find", rest)
    if word == "away" and not named:
        return await away_command(office, incoming, person, rest)
    if named and said.moment and said.rest and not told.several:
        return await _record(office, incoming, person, named, said.rest, said.moment)
    problems = {"when": said.problem or ("" if said.moment else NO_TIME), "what": "" if said.rest else NO_WORDS}
    return await _form(office, incoming, person, told, {"customer": UNREADABLE, **problems})


def _understand(desk: Desk, person: Person, text: str) -> Told:
    """Whom a text names, and what and when it says. Not for the event loop: the text may be long."""
    named, several, rest = namesakes.read(desk, text)
    return Told(named, several, read_time(desk, person, rest))


def read_time(desk: Desk, person: Person, text: str) -> Reading:
    """When a text says, by this person's clock and hours."""
    return moments.read(text, desk.clock(), person.zone, desk.hours_of(person), person.locale)


async def _form(office: Office, incoming: Incoming, person: Person, told: Told, problems: dict[str, str]) -> Form:
    """The form with what was understood, and a question or a sentence where something was not."""
    named, said = told.named, told.said
    what = said.around if said.typed else said.rest
    clip = await carrying.clip(office, person, what)
    if named:
        problems.pop("customer")
    when = said.moment.phrase if said.moment else said.typed
    return Form(
        views.form(
            customer=named.typed if named else "",
            which=customer_views.which_one(named.value, told.several) if named else None,
            what=what,
            when=when,
            sort="theirs" if THEY_OWE.match(what) else "ours",
            choices=said.choices,
            problems={field: problem for field, problem in problems.items() if problem},
            metadata=carrying.metadata(incoming, clip=clip, asked=named.key if named and told.several else None),
        )
    )


async def _record(
    office: Office, incoming: Incoming, person: Person, named: Reference, what: str, moment: Moment, sort: str = "",
    letter: str = "",
) -> Answer:  # fmt: skip
    they_owe = sort == "theirs" if sort else THEY_OWE.match(what) is not None
    draft = incoming.carried.get("draft")
    new = NewFollowup(
        incoming.identity, person, named, what, moment, incoming.carried.get("link"),
        promised=sort == "promise", they_owe=they_owe, draft=int(draft) if draft else None,
    )  # fmt: skip
    followup = await office.write(followups.record, new)
    is_possible = lookalikes.is_possible(followup.customer, [followup.what])
    other = await office.write(identities.learn, person, named, letter) if letter else None
    if other is None and is_possible:
        other = await office.read(merging.offer, followup)
    return Private(views.recorded(followup, *customer_views.same_offer(followup.customer, other)))


async def shortcut(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form for a message: its customer and what we owe them are there already, the time is still to be said; what
    they wrote stays with it."""
    executor = office.desk.executor
    text = await executor.read(reading.from_message, incoming.text)
    named = await executor.read(reading.customer_in_message, text)
    owed = await executor.read(matters.owed, text)
    letter = await office.write(clippings.keep, person, text) if text else None
    link = await _permalink(office, incoming)
    return Form(
        views.form(
            customer=named.typed if named else "",
            what=owed,
            theirs=text,
            metadata=carrying.metadata(incoming, letter=letter, link=link),
        )
    )


async def _letter(office: Office, incoming: Incoming, person: Person) -> str:
    """What the customer wrote that a form is about; '' for nothing."""
    if number := incoming.carried.get("number"):
        return theirs.apart((await office.read(followups.look, person, int(number))).what)[1]
    key = incoming.carried.get("letter")
    return await carrying.left(office, person, key) if key else ""


async def _permalink(office: Office, incoming: Incoming) -> str | None:
    """Where the message stands; without it the follow-up is as good."""
    try:
        async with asyncio.timeout(LINK_SECONDS):
            told = await office.slack.call("chat.getPermalink", channel=incoming.channel, message_ts=incoming.ts)
    except (Trouble, TimeoutError):
        return None
    return str(told["permalink"])


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form, for a new follow-up or a changed one."""
    fields = incoming.fields
    what = reading.shown(await carrying.whole(office, person, incoming, "what")).strip()
    letter = await _letter(office, incoming, person)
    number, typed = incoming.carried.get("number"), fields.get("meant") or fields.get("when", "")
    unchanged = number is not None and typed == incoming.carried.get("when")
    said = Reading(None, "", None) if unchanged else await office.read(read_time, person, typed)
    problems: dict[str, str] = {}
    several: Sequence[Customer] = ()
    if not what:
        problems["what"] = NO_WORDS
    if not unchanged and (said.moment is None or said.rest):
        problems["when"] = said.problem or NO_TIME
    named: Reference | None = None
    if not _keeps_customer(incoming):
        try:
            named, several = await asking.meant(office, incoming)
        except Refusal as refusal:
            problems["customer"] = str(refusal)
    if problems:
        return Problems(problems)
    if named and several:
        return await _ask_which(office, incoming, person, named, several, what, letter)
    what, sort = theirs.beside(what, letter), fields.get("sort", "")
    if number is None:
        assert named
        assert said.moment
        return await _record(office, incoming, person, named, what, said.moment, sort, letter)
    correction = Correction(named, what, said.moment, promised=sort == "promise", they_owe=sort == "theirs")
    changed = await office.write(corrections.change, incoming.identity, person, int(number), correction)
    return Private(views.recorded(changed))


def _keeps_customer(incoming: Incoming) -> bool:
    """Whether one that is changed had nobody's name and gets none: it stays for whom it is."""
    was_unnamed = "number" in incoming.carried and "sure" not in incoming.carried
    return was_unnamed and not incoming.fields.get("customer", "").strip()


async def _ask_which(
    office: Office, incoming: Incoming, person: Person, named: Reference, several: Sequence[Customer], what: str,
    letter: str,
) -> Form:  # fmt: skip
    """The form as it was sent, with the question which of several customers it is about."""
    fields, number = incoming.fields, incoming.carried.get("number")
    shown = carrying.as_it_was(incoming, "what", what)
    clip = await carrying.clip(office, person, what, shown)
    choices = (await office.read(read_time, person, fields.get("when", ""))).choices if fields.get("meant") else ()
    return Form(
        views.form(
            customer=named.typed,
            which=customer_views.which_one(named.value, several),
            what=what,
            shown=shown,
            theirs=letter,
            when=fields.get("when", ""),
            sort=fields.get("sort", ""),
            choices=choices,
            meant=fields.get("meant"),
            metadata=carrying.again(incoming, clip, asked=named.key),
            followup_id=int(number) if number else None,
            is_unnamed=number is not None and "sure" not in incoming.carried,
        )
    )


async def open_change(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form, filled with what stands."""
    followup = await office.read(followups.look, person, incoming.number)
    stands = followup.promised_by or followup.due_at
    when = followup.asked if followup.repeat else f"{stands.astimezone(ZoneInfo(person.zone)):%Y-%m-%d %H:%M}"
    what, letter = theirs.apart(followup.what)
    clip = await carrying.clip(office, person, what)
    references = followup.customer.references
    return Form(
        views.form(
            customer=references[0].typed if references else "",
            what=what,
            theirs=letter,
            when=when,
            sort="theirs" if followup.they_owe else "promise" if followup.promised_by else "ours",
            metadata=carrying.metadata(
                incoming, number=followup.id, when=when, clip=clip, sure=references[0].typed if references else None
            ),
            followup_id=followup.id,
            is_unnamed=not references,
        )
    )
