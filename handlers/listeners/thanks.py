"""Thanks in Slack: `/service thanks …`, its form, and being named among the week's good turns or not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot import customers, reading, thanks, wins
from bot.errors import NotAColleague, NotOnTheTeam, Refusal, ThanksToOneself
from bot.thanks import MOST, NewThanks, Said
from handlers import carrying
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.office import Office
from handlers.views import thanks as views
from storage.records import Person

NOBODY = "Whom? Pick colleagues of this team."
NO_WORDS = "What for? A few words are enough."
TOO_MANY = f"Up to {MOST} at a time: here are the first ones."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("form", "thanks_form")(submit)
    routes.on("action", "draft.thanks")(pass_on)
    routes.on("action", "thanks.off", "thanks.on")(choose)


async def command(office: Office, incoming: Incoming, person: Person, rest: str) -> Answer:
    """`/service thanks …`: passes on what can be read, and opens the form for the rest; `off` and `on`."""
    word = rest.strip().casefold()
    if word in ("off", "on"):
        return Private(views.praised(await _set_praised(office, incoming, person, praised=word == "on")))
    if not word:
        return Form(views.form(metadata=carrying.metadata(incoming)))
    said = await office.read(thanks.read, rest)
    colleagues, problem = await _colleagues(office, person, said.colleagues)
    if colleagues and said.is_clear and said.is_sure and said.words and not problem:
        return await _give(office, NewThanks(incoming.identity, person, colleagues, said.words, said.customer))
    problem = problem or ("" if colleagues and said.is_clear else NOBODY)
    return await _form(office, incoming, person, said, colleagues, problem)


async def ask(office: Office, incoming: Incoming, person: Person, text: str) -> Answer:
    """Words that name a colleague and do not say what for: the form asks whether they are thanks."""
    said = await office.read(thanks.read, text)
    colleagues, problem = await _colleagues(office, person, said.colleagues)
    return await _form(office, incoming, person, said, colleagues, problem or ("" if colleagues else NOBODY))


async def pass_on(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Pass it on…**, of a reply to thanks: the form, with whose they are and their words."""
    return await _form(office, incoming, person, await office.read(thanks.answered_by, person, incoming.number), (), "")


async def _form(
    office: Office, incoming: Incoming, person: Person, said: Said, colleagues: Sequence[Person], problem: str
) -> Form:
    """The form with what was understood, and a sentence where something was not."""
    clip = await carrying.clip(office, person, said.words)
    return Form(
        views.form(
            colleagues=[colleague.id for colleague in colleagues],
            customer=said.customer.typed if said.customer else "",
            words=said.words,
            problems={"colleagues": problem, "words": "" if said.words else NO_WORDS},
            metadata=carrying.metadata(incoming, clip=clip),
        )
    )


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form."""
    fields = incoming.fields
    words = reading.shown(await carrying.whole(office, person, incoming, "words")).strip()
    picked = list(filter(None, fields.get("colleagues", "").split(",")))
    colleagues, problem = await _colleagues(office, person, picked)
    problems = {"colleagues": problem or ("" if picked else NOBODY), "words": "" if words else NO_WORDS}
    customer = None
    try:
        customer = await office.read(customers.read_field, fields["customer"]) if fields.get("customer") else None
    except Refusal as refusal:
        problems["customer"] = str(refusal)
    problems = {field: said for field, said in problems.items() if said}
    if problems:
        return Problems(problems)
    return await _give(office, NewThanks(incoming.identity, person, colleagues, words, customer))


async def _give(office: Office, new: NewThanks) -> Private:
    given = await office.write(thanks.give, new)
    return Private(views.passed_on(given, publicly=wins.is_on(office.desk)))


async def _colleagues(office: Office, person: Person, picked: Sequence[str]) -> tuple[Sequence[Person], str]:
    """Those of these people who can be thanked by this person, and what stands in the way of the others."""
    problem = TOO_MANY if len(picked) > MOST else ""
    problem = str(ThanksToOneself()) if person.id in picked else problem
    others = [one for one in picked if one != person.id][:MOST]
    found = await asyncio.gather(*(office.directory.admit(one, "") for one in others), return_exceptions=True)
    for trouble in found:
        if isinstance(trouble, NotOnTheTeam):
            problem = str(NotAColleague())
        elif isinstance(trouble, Refusal):
            problem = str(trouble)
        elif isinstance(trouble, BaseException):
            raise trouble
    return [one for one in found if isinstance(one, Person)], problem


async def choose(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Leave me out** and **Name me again**: the message changes by itself."""
    await _set_praised(office, incoming, person, praised=incoming.name == "thanks.on")
    return None


async def _set_praised(office: Office, incoming: Incoming, person: Person, *, praised: bool) -> Person:
    changed = await office.write(thanks.set_praised, incoming.identity, person, praised=praised)
    office.directory.update(changed)
    return changed
