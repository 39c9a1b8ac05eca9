"""Who a customer is: whether two are the same, what they are called, and whom somebody means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock

from bot import languages
from bot.aliases import Alias
from bot.lookups import Lookup, deed
from bot.merging import Conflict, Merged
from handlers.views import forms
from handlers.views.blocks import (
    Message,
    bold,
    bullets,
    button,
    buttons,
    code,
    cut,
    excerpt,
    label,
    line,
    message,
    quote,
    rich,
    section,
    small,
)
from storage.records import Customer, Note, Reference

MOST = 8  # names in a sentence
NEW = "new"


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
        whose = f"leads to {label(a.other)} already" if label(a.other) != alias else "is another customer already"
        return message(f"{alias} {whose}, so nothing was changed.",
                       line(bold(alias), f" {whose}, so nothing was changed."),
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
    button. Under the `key` stands what was said of them, whole, for the press."""
    said, several = excerpt(found.said, 140), found.is_known
    asked = f"Several customers are called “{said}”. Whom do you mean?" if several else f"I know no customer “{said}”."
    near = "" if several or not found.others else " Do you mean one of these?"
    return message(
        f"{asked}{near}",
        line(bold(asked), near),
        rich(section("You typed:"), quote(found.rest)) if found.rest else None,
        *(_choice(customer, key) for customer in found.others),
        buttons(button("Somebody new", "customer.new", 0, place=key)) if key and not several else None,
        *_next(found, key),
    )


def _choice(customer: Customer, key: str) -> Block | None:
    names = " · ".join(filter(None, (excerpt(reference.value, 34) for reference in customer.references[:2])))
    return buttons(button(names or label(customer)[:70], "customer.show", customer.id, place=key))


def _next(found: Lookup, key: str) -> Sequence[Block]:
    """What a press will do, or what can be typed instead."""
    if key:
        does = "do what you typed" if deed(found.rest)[0] else "keep what you typed as a note about them"
        return (small(f"One press, and I {does}."),)
    if found.is_known:
        return ()
    return (
        rich(section("To begin with somebody new, type ", code(f"/customer {_new(found)} note TEXT"))),
        small("A customer is an email address, a ticket such as #4312 or a full name in quotes."),
    )


def _new(found: Lookup) -> str:
    named = found.reference.kind if found.reference else "name"
    said = excerpt(found.said, 60)
    return f'"{said}"' if named == "name" else said


def which_one(said: str, several: Sequence[Customer]) -> InputBlock | None:
    """A form's question which of `several` customers somebody means by what they `said`; None where nobody asks."""
    if not several:
        return None
    options = [(str(customer.id), " · ".join(ref.value for ref in customer.references[:3])) for customer in several]
    return forms.choice("which", f"Which {excerpt(said, 60)}?", [*options, (NEW, "Somebody new")], None, "Choose one")


def keep(named: Reference, words: str, key: str, why: str = "") -> Message:
    """Asks whether what somebody typed behind a customer's name is to be kept as a note; `why` says what else it was
    taken for. Under the `key` it stands whole, for the press."""
    name = excerpt(named.value, 80)
    asked = f"Shall I keep this as a note about {name}?"
    return message(
        f"{why} {asked}",
        line(cut(why)) if why else None,
        rich(section("Shall I keep this as a note about ", bold(name), "?"), quote(words)),
        buttons(button("Keep it as a note", "customer.keep", 0, place=key)),
        small("Next time, type note before it. I also know tier, alias and language."),
    )


def note_form(customer: str, words: str, metadata: str) -> dict[str, Any]:
    """The form for a note, with what was typed."""
    return forms.modal(
        "note_form",
        "Keep it as a note",
        "Keep it",
        metadata,
        forms.problem(None if customer else "I can’t tell whom this is about."),
        forms.words("customer", "Which customer?", customer, hint="An email address, a ticket or a full name."),
        forms.words("words", "What is worth remembering?", words, multiline=True),
    )


def typed(customer: Customer) -> str:
    """A customer as one types them in a command."""
    first = customer.references[0] if customer.references else None
    if first is None:
        return "CUSTOMER"
    return f"“{excerpt(first.value, 60)}”" if first.kind == "name" else excerpt(first.value, 60)


def noted(customer: Customer, note: Note, named: Reference) -> Message:
    """The private answer after remembering something. What was typed once may be kept with somebody else than now
    `named` already: then nothing was changed."""
    name = label(customer)
    is_other = not customer.forgotten and not customer.is_named(named)
    other = excerpt(named.value, 80) if is_other else ""
    already = f" already, so I left {other} as they were" if other else ""
    return message(
        f"Noted for {name}{already}: {note.text}",
        rich(section("📝 Noted for ", bold(name), f"{already}:"), quote(note.text)),
        small("The team sees it in the customer’s timeline, and when a reply is drafted."),
    )
