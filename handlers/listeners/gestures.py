"""Gestures in Slack: `/gesture`, its form, and the shortcut."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import (
    allowances,
    amounts,
    clippings,
    customers,
    deputies,
    gestures,
    giving,
    identities,
    namesakes,
    reading,
    requests,
    theirs,
    verdicts,
)
from bot.amounts import AmountRead
from bot.errors import Refusal, WhoseTicket
from bot.policy import Kind, Policy
from bot.reasons import read_code
from bot.requests import NewGesture
from bot.rules import Case
from handlers import carrying
from handlers import namesakes as asking
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners import decisions
from handlers.listeners.giving import mine
from handlers.office import Office
from handlers.views import customers as customer_views
from handlers.views import gesture_forms as forms
from handlers.views import gesture_lists
from handlers.views import gestures as views
from handlers.views import help as help_views
from storage.records import Customer, Gesture, Person, Reference

NO_REASON = "Why? A few words are enough; a lead and an auditor may read them."
NO_KIND = "What would you like to give?"
UNITS = re.compile("0*[1-9][0-9]{0,3}")
NO_UNITS = "For how many? Type a whole number from 1 on."


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody said about a gesture, as far as it could be read. `several` are those whom the name may mean;
    `fixed` is the amount that a rule gives."""

    kind: Kind | None = None
    read: AmountRead = field(default_factory=AmountRead)
    named: Reference | None = None
    several: Sequence[Customer] = ()
    reason: str = ""
    whose: Reference | None = None
    code: str | None = None
    units: int = 1
    facts: frozenset[str] = frozenset()
    fixed: int | None = None

    @property
    def case(self) -> Case:
        """As the rules judge it; the customer's tier is looked up."""
        return Case(self.code, None, self.units, self.facts)


NOTHING_TOLD = Told()


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("command", "/gesture")(command)
    routes.on("shortcut", "request_gesture_for_message")(shortcut)
    routes.on("form", "gesture_form")(submit)


async def command(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/gesture …`: asks for what can be read, and opens the form for the rest."""
    text = reading.shown(reading.unescape(incoming.text)).strip()
    first, _, rest = text.partition(" ")
    word, rest = first.casefold(), rest.strip()
    if not rest and word in ("help", "list", "notes", "policy", ""):
        return await _show(office, incoming, person, word)
    if word == "log":
        return await _log(office, rest)
    if word in ("approve", "decline"):
        return await decisions.by_command(office, incoming, person, word, rest)
    return await _ask(office, incoming, person, text)


async def _show(office: Office, incoming: Incoming, person: Person, word: str) -> Answer:
    match word:
        case "help":
            return Private(help_views.help_for(incoming.name))
        case "list":
            return await mine(office, person)
        case "notes":
            return Private(gesture_lists.notes(await office.read(giving.handwritten), person.id))
        case "policy":
            return Private(gesture_lists.allowance(await office.read(allowances.today, person)))
        case _:
            return await open_form(office, incoming, person)


async def _log(office: Office, rest: str) -> Answer:
    named = await office.read(customers.read_field, rest) if rest else None
    found, total = await office.read(gestures.log, named)
    return Private(gesture_lists.log(named.value if named else None, found, total))


async def _ask(office: Office, incoming: Incoming, person: Person, text: str) -> Answer:
    policy = office.desk.policy
    kind, rest, no_kind = reading.read_kind(text, policy.gestures.kinds)
    read, rest = reading.read_amount(rest, kind, policy.team.currency) if kind else (AmountRead(), rest)
    named, several, reason = await office.read(namesakes.read, rest)
    told = Told(kind, read, named, several, reason, code=read_code(reason, policy.gestures.reasons))
    if kind and named and reason and read.amount is not None and not (several or kind.rules or kind.per):
        return await _request(office, incoming, person, replace(told, whose=_whose(named, reason)))
    problems = {
        "kind": no_kind or ("" if kind else NO_KIND),
        "amount": "" if kind and kind.rules and not read.typed else amounts.missing(read, kind),
        "customer": "" if named else customers.UNREADABLE,
        "reason": "" if reason else NO_REASON,
    }
    return await open_form(office, incoming, person, told, problems)


def _whose(named: Reference, reason: str) -> Reference | None:
    """Whose ticket it is, where the same line says so with an email address."""
    told = reading.customer_in_message(reason) if named.kind == "ticket" else None
    return told if told and told.kind == "email" else None


async def open_form(
    office: Office,
    incoming: Incoming,
    person: Person,
    told: Told = NOTHING_TOLD,
    problems: dict[str, str] | None = None,
    whose: str | None = None,
    letter: str | None = None,
) -> Form:
    """The form with what was understood, and a sentence where something was not; `letter` is the key to the message
    that it is for, where that tells more of the customer than the form."""
    again, shown = incoming.kind == "form", None
    if again:
        shown = carrying.as_it_was(incoming, "reason", told.reason)
    elif incoming.kind == "shortcut":
        shown = carrying.opening(told.reason)
    clip = await carrying.clip(office, person, told.reason, shown)
    more = {"asked": told.named.key} if told.named and told.several else {}
    return Form(
        forms.form(
            _offered(office.desk.policy),
            kind=told.kind.key if told.kind else None,
            amount=told.read.typed,
            customer=told.named.typed if told.named else "",
            which=customer_views.which_one(told.named.value, told.several) if told.named else None,
            reason=told.reason,
            shown=shown,
            person=whose,
            wanted=_wanted(office.desk.policy, told),
            problems={field: problem for field, problem in (problems or {}).items() if problem},
            metadata=carrying.again(incoming, clip, **more)
            if again
            else carrying.metadata(incoming, clip=clip, letter=letter, **more),
        )
    )


def _offered(policy: Policy) -> list[tuple[str, str]]:
    """The kinds to choose from, as (key, label)."""
    return [(kind.key, kind.label) for kind in verdicts.smallest_first(policy)]


def _wanted(policy: Policy, told: Told) -> forms.Wanted:
    rules = policy.gestures
    return forms.Wanted(
        reasons=list(rules.reasons.items()),
        facts=list(rules.facts.items()),
        per=sorted({kind.per for kind in rules.kinds.values() if kind.per}),
        reason=told.code,
        confirmed=sorted(told.facts),
        units="" if told.units == 1 else str(told.units),
    )


async def _request(office: Office, incoming: Incoming, person: Person, told: Told) -> Answer:
    assert told.kind
    assert told.named
    amount = told.read.amount
    if amount is None:
        assert told.fixed is not None
        amount = told.fixed
    new = NewGesture(
        incoming.identity, person, told.kind, amount, told.read.price_minor, told.named, told.reason, told.whose,
        told.code, told.units, told.facts,
    )  # fmt: skip
    try:
        gesture = await office.write(requests.make, new)
    except WhoseTicket as question:
        return await open_form(office, incoming, person, told, {"person": str(question)}, whose="")
    letter = incoming.carried.get("letter")
    wrote = await office.read(clippings.get, person, letter) if letter else told.reason
    await office.write(identities.learn, person, told.named, wrote)
    is_another = (gesture.requester, gesture.amount, gesture.reason) != (person.id, amount, told.reason)
    if is_another:
        return Private(views.asked_already(gesture, person.id))
    twin = await office.read(gestures.twin, gesture) if gesture.state == "granted" else None
    return Private(views.answer(gesture, person.id, *await outlook(office, gesture, person), twin))


async def outlook(office: Office, gesture: Gesture, person: Person) -> tuple[bool, datetime | None, datetime | None]:
    """Whether there are too few leads to decide a request, when they are at work if it expires before, and by when the
    person has word of it."""
    at_work = await office.read(deputies.nobody_before, gesture)
    return deputies.too_few(office.desk, gesture), at_work, requests.word_by(office.desk, gesture, person)


async def offer(
    office: Office, incoming: Incoming, person: Person, label: str, amount: str, named: Reference | None, reason: str
) -> Answer:
    """The form for a gesture to a customer of whom somebody is writing: the kind with this label, its amount if one
    was named, and why."""
    kinds = office.desk.policy.gestures.kinds.values()
    kind = next((kind for kind in kinds if kind.label == label), None)
    code = read_code(reason, office.desk.policy.gestures.reasons)
    return await open_form(
        office, incoming, person, Told(kind, AmountRead(typed=amount), named, reason=reason, code=code)
    )


async def shortcut(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form for a message: its customer and first words are there already, and what it speaks of. The line that an
    inbox puts over it is no reason for anything."""
    executor = office.desk.executor
    text = await executor.read(reading.from_message, incoming.text)
    named = await executor.read(reading.customer_in_message, text)
    said = await executor.read(theirs.said, text) if named else text
    letter = await office.write(clippings.keep, person, text) if said != text else None
    code = read_code(text, office.desk.policy.gestures.reasons)
    return await open_form(office, incoming, person, Told(named=named, reason=said, code=code), letter=letter)


async def submit(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form."""
    fields = incoming.fields
    policy = office.desk.policy
    kind = policy.gestures.kinds.get(fields.get("kind", ""))
    reason = reading.shown(await carrying.whole(office, person, incoming, "reason")).strip()
    if kind is None:
        return Problems({"kind": NO_KIND})
    read = reading.read_amount_field(fields.get("amount", ""), kind, policy.team.currency)
    problems = {"reason": "" if reason else NO_REASON}
    named = whose = None
    several: Sequence[Customer] = ()
    try:
        named, several = await asking.meant(office, incoming)
        whose = await asking.certain(office, fields["person"]) if fields.get("person") else None
    except Refusal as refusal:
        problems["person" if named else "customer"] = str(refusal)
    units = fields.get("units", "").strip() or "1"
    if not UNITS.fullmatch(units):
        problems["units"] = NO_UNITS
        units = "1"
    told = Told(
        kind, read, named, several, reason, whose,
        code=fields.get("code") or read_code(reason, policy.gestures.reasons),
        units=int(units) if kind.per else 1,
        facts=frozenset(filter(None, fields.get("facts", "").split(","))) & set(policy.gestures.facts),
    )  # fmt: skip
    if read.amount is None and not read.typed and named:
        told = replace(told, fixed=await office.read(requests.amount_unsaid, kind, whose or named, told.case))
    problems["amount"] = "" if told.fixed is not None else amounts.missing(read, kind)
    problems = {field: problem for field, problem in problems.items() if problem}
    if problems or named is None:
        return Problems(problems)
    if several:
        return await open_form(office, incoming, person, told, whose=fields.get("person"))
    return await _request(office, incoming, person, told)
