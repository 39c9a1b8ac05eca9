"""Who a customer is: whether two are the same, what they are called, and whom somebody means."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot import languages
from bot.aliases import Alias
from bot.lookups import Lookup
from bot.merging import Conflict, Merged
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    code,
    excerpt,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
)
from storage.records import Customer, Timeline

MOST = 8  # names in a sentence


def same_offer(customer: Customer, other: Customer | None) -> Sequence[Block | None]:
    """Asks whether another customer is the same person; nothing where there is nobody to ask about."""
    if other is None:
        return ()
    return (
        line("Is this the same person as ", bold(label(other)), "?"),
        small("If so, all that we know of them comes together. It can be undone."),
        buttons(
            button("Yes, the same", "customer.same", customer.id, place=str(other.id)),
            button("No, two people", "customer.apart", customer.id, place=str(other.id)),
        ),
    )


def same(m: Merged) -> Message:
    """The private word after two customers became one: every way in which they are known now, what of the other's does
    not count, and the way back."""
    references = m.customer.references
    names = list(filter(None, (excerpt(reference.value, 80) for reference in references[:MOST])))
    names = names or [label(m.customer)]
    known = " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    said = [f"Their {c.what} stays {_trait(c, c.kept)}; the other had {_trait(c, c.other)}." for c in m.conflicts]
    return message(
        " ".join((f"{known} are one customer now.", *said)),
        line("🤝 ", bold(known), " are one customer now."),
        rich(bullets(*map(section, said))) if said else None,
        buttons(button("Undo", "customer.unmerge", m.merge)),
    )


def _trait(conflict: Conflict, value: str) -> str:
    return excerpt(languages.named(value) if conflict.what == "language" else value, 80)


def apart(customer: Customer, other: Customer) -> Message:
    """The private word after saying that two customers are two people."""
    return message(
        f"{label(customer)} and {label(other)} stay two customers.",
        line(bold(label(customer)), " and ", bold(label(other)), " stay two customers. I won’t ask again."),
    )


def taken_apart(customer: Customer, other: Customer) -> Message:
    """The private word after a merge was undone."""
    return message(
        f"{label(customer)} and {label(other)} are two customers again.",
        line(bold(label(customer)), " and ", bold(label(other)), " are two customers again."),
        small("Each has back what was theirs; what was recorded since stays with the first. Limits count for each."),
    )


def aliased(a: Alias) -> Message:
    """The private answer to giving a customer one more name, or the question whose it is."""
    name, alias = label(a.customer), excerpt(a.reference.value, 80)
    if a.other is not None:
        said = f"{alias} leads to {label(a.other)} already, so nothing was changed."
        return message(said, line(bold(alias), f" leads to {label(a.other)} already, so nothing was changed."),
                       *same_offer(a.customer, a.other))  # fmt: skip
    how = "is known as" if a.is_new else "was known already as"
    return message(f"{name} {how} {alias}.", line("🏷️ ", bold(name), f" {how} ", bold(alias), "."), _known_as(a))


def unaliased(a: Alias) -> Message:
    """The private answer to taking a name away."""
    name, alias = label(a.customer), excerpt(a.reference.value, 80)
    said = f"{alias} does not lead to {name} any more."
    return message(said, line(bold(alias), f" does not lead to {name} any more."), _known_as(a))


def _known_as(a: Alias) -> Block | None:
    names = [excerpt(reference.value, 80) for reference in a.customer.references[:MOST]]
    return small(f"Known as {' · '.join(names)}") if names else None


def speaks(customer: Customer, language: str) -> Message:
    """The private answer to saying which language a customer writes in."""
    said = f"{label(customer)} writes in {excerpt(languages.named(language), 40)}."
    return message(said, line("💬 ", said), small("Replies are drafted in it when a message does not show its own."))


def which(found: Lookup, key: str = "") -> Message:
    """Whom somebody means, where several are called so, or where nobody is and some are called nearly so: each as a
    button, and with what is to be typed. Under the `key` stands what was said of them, whole, for the press."""
    said, several = excerpt(found.said, 60), found.is_known
    asked = f"Several customers are called “{said}”. Whom do you mean?" if several else f"I know no customer “{said}”."
    rest = excerpt(found.rest, 300)
    near = "" if several or not found.others else " Do you mean one of these?"
    new = f"/customer {_new(found)} note {'TEXT' if not rest.startswith('note ') else rest[5:]}"
    return message(
        f"{asked}{near}",
        line(bold(asked), near),
        *(block for customer in found.others for block in _choice(customer, rest, key)),
        buttons(button("Somebody new", "customer.new", 0, place=key)) if key and not several else None,
        None if several else rich(section("To begin with somebody new, type ", code(new))),
        None if several else small("A customer is an email address, a ticket such as #4312 or a full name in quotes."),
    )


def _choice(customer: Customer, rest: str, key: str) -> tuple[Block | None, ...]:
    names = " · ".join(filter(None, (excerpt(reference.value, 34) for reference in customer.references[:2])))
    to_type = f"/customer {typed(customer)} {rest}"
    return (
        buttons(button(names or label(customer)[:70], "customer.show", customer.id, place=key)),
        rich(section(code(to_type))) if rest else None,
    )


def _new(found: Lookup) -> str:
    named = found.reference.kind if found.reference else "name"
    said = excerpt(found.said, 60)
    return f'"{said}"' if named == "name" else said


def typed(customer: Customer) -> str:
    """A customer as one types them in a command."""
    first = customer.references[0] if customer.references else None
    if first is None:
        return "CUSTOMER"
    return f"“{excerpt(first.value, 60)}”" if first.kind == "name" else excerpt(first.value, 60)


def noted(t: Timeline) -> Message:
    """The private answer after remembering something: the newest note, as it will be shown."""
    name = label(t.customer)
    if not t.notes:
        return message(f"Noted for {name}.", line("📝 Noted for ", bold(name), "."))
    return message(
        f"Noted for {name}: {t.notes[0].text}",
        rich(section("📝 Noted for ", bold(name), ":"), quote(t.notes[0].text)),
        small("The team sees it in the customer’s timeline, and when a reply is drafted."),
    )
