"""Problems that many customers have in Slack: the leads' buttons on cards, and the form for a gesture for all."""

from __future__ import annotations

from collections.abc import Sequence

from bot import announcements, blankets, problems, reading, verdicts
from bot.blankets import Offer, Order
from bot.errors import BadAmount
from bot.policy import Kind, Policy
from bot.reasons import read_code
from handlers import carrying, giving
from handlers import problems as looking
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import Routes
from handlers.incoming import Incoming
from handlers.listeners.gestures import NO_KIND, NO_REASON
from handlers.office import Office
from handlers.views import blankets as blanket_views
from handlers.views import plain
from handlers.views import problems as views
from storage.records import Person, Problem

FIELDS = ("kind", "amount", "code", "reason")
NO_AMOUNT = "How much for each? Type for example $5, 10% or 1 month."


def register(routes: Routes) -> None:
    """Puts this feature's listeners on their routes."""
    routes.on("action", "problem.confirm")(confirm)
    routes.on("action", "problem.dismiss")(dismiss)
    routes.on("action", "problem.fixed")(fixed)
    routes.on("action", "problem.take_back")(take_back)
    routes.on("action", "problem.draft")(draft)
    routes.on("action", "problem.give")(open_gift)
    routes.on("form", "blanket_form")(submit_gift)


async def listing(office: Office, incoming: Incoming, person: Person) -> Answer:
    """`/service problems`: the open ones, and a look now."""
    shown = views.listing(await office.read(problems.open_ones, person))
    office.later(looking.look(office))
    return Private(shown)


async def confirm(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Yes, one problem**."""
    problem = await office.write(problems.confirm, incoming.identity, person, incoming.number)
    office.later(looking.see_to(office, problem.id))
    return _shown(incoming, problem)


async def dismiss(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**No**."""
    return _shown(incoming, await office.write(problems.dismiss, incoming.identity, person, incoming.number))


async def fixed(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**It’s fixed**."""
    problem = await office.write(problems.fixed, incoming.identity, person, incoming.number)
    office.later(looking.resume(office))
    return _shown(incoming, problem)


async def take_back(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Not one problem after all**."""
    problem = await office.write(problems.take_back, incoming.identity, person, incoming.number)
    office.later(looking.resume(office))
    return _shown(incoming, problem)


def _shown(incoming: Incoming, problem: Problem) -> Answer:
    """The card changes by itself; a list says it beside."""
    return Private(views.answered(problem)) if incoming.private else None


async def draft(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**Draft the message**: one for each language."""
    made = await office.write(announcements.draft, incoming.identity, person, incoming.number)
    return Private(views.drafted(made))


async def open_gift(office: Office, incoming: Incoming, person: Person) -> Answer:
    """**A gesture for all…**"""
    room = await office.read(blankets.look, person, incoming.number)
    if not room.customers:
        return Private(plain.note(blanket_views.NOBODY_LEFT))
    policy, reason = office.desk.policy, f"{room.problem.name}: {room.problem.words}"
    return Form(
        blanket_views.form(
            room,
            _kinds(policy),
            reasons=list(policy.gestures.reasons.items()),
            values={"reason": reason},
            metadata=carrying.metadata(incoming, number=room.problem.id),
        )
    )


def _kinds(policy: Policy) -> Sequence[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in verdicts.smallest_first(policy)]


async def submit_gift(office: Office, incoming: Incoming, person: Person) -> Answer:
    """The form: says first what it comes to, and asks for all of them when that is sent again."""
    fields, policy = incoming.fields, office.desk.policy
    number = int(incoming.carried.get("number", "0"))
    kind = policy.gestures.kinds.get(fields.get("kind", ""))
    reason = reading.shown(fields.get("reason", "")).strip()
    if kind is None or not reason:
        return Problems({"kind": NO_KIND} if kind is None else {"reason": NO_REASON})
    offer = _offer(incoming, policy, kind, reason)
    room = await office.read(blankets.look, person, number)
    if not room.customers:
        return Problems({"kind": blanket_views.NOBODY_LEFT})
    total = blankets.total(office.desk, room, offer)
    agreed = f"{kind.key} {offer.amount} {offer.price} {len(room.customers)}"
    if incoming.carried.get("agreed") != agreed:
        return Form(
            blanket_views.form(
                room,
                _kinds(policy),
                reasons=list(policy.gestures.reasons.items()),
                values={name: fields.get(name, "") for name in FIELDS},
                total=total,
                metadata=carrying.again(incoming, None, agreed=agreed),
            )
        )
    order = Order(person, number, offer, room.customers)
    await office.write(blankets.begin, order)
    office.later(giving.ask_for_all(office, order))
    return None


def _offer(incoming: Incoming, policy: Policy, kind: Kind, reason: str) -> Offer:
    read = reading.read_amount_field(incoming.fields.get("amount", ""), kind, policy.team.currency)
    if read.amount is None:
        raise BadAmount(problem=read.problem or NO_AMOUNT)
    code = incoming.fields.get("code") or read_code(reason, policy.gestures.reasons)
    return Offer(incoming.identity, kind, read.amount, read.price_minor, reason, code)
