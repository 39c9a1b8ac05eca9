"""The week's good turns, as the team reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, RichTextElement

from handlers.views.blocks import (
    Message,
    Part,
    as_dict,
    bold,
    bullets,
    excerpt,
    faint,
    header,
    line,
    message,
    quote,
    rich,
    section,
    small,
    user,
)
from handlers.views.morning import TERSE
from storage.records import Landed, Person, Praise, Wins

TITLE = "The week’s good turns 🌿"
GONE = "The good turns of this week are no longer shown."
MOST_KEEPERS, MOST_PRAISES, MOST_NAMED, MOST_OTHERS = 60, 12, 10, 30
# Slack refuses a message near 13,200 characters of blocks, their frames included; whom there is no room for is named.
CHARACTERS, FOR_OTHERS = 12_000, 2_500
WORDS = 300  # characters of what somebody is thanked with; they have the whole of it themselves


def wins(w: Wins) -> Message:
    """What went well: promises kept, gestures that landed, thanks received."""
    if w.is_empty:
        return message(GONE, line(faint(GONE)))
    promises = line(*_promises(w)) if w.kept or w.keepers else None
    gestures = (
        rich(section("🎁 ", bold("A gesture that landed")), bullets(*(section(*_landed(g)) for g in w.landed)))
        if w.landed
        else None
    )
    told = _fitting(w.praises, CHARACTERS - FOR_OTHERS - _size(promises) - _size(gestures))
    others = _each_once(w.praises[len(told) :])
    return message(
        f"{TITLE}: {'; '.join(_spoken(w))}.",
        header(TITLE),
        promises,
        gestures,
        *told,
        line("💛 Also thanked: ", *_people(others, MOST_OTHERS)) if others else None,
        small("To thank somebody: /service thanks @colleague WORDS. Not to be named here: /service thanks off"),
    )


def _fitting(praises: Sequence[Praise], room: int) -> Sequence[Block]:
    """The first of them, as many as there is room for."""
    told: list[Block] = []
    for block in map(_praise, praises[:MOST_PRAISES]):
        room -= _size(block)
        if room < 0:
            break
        told.append(block)
    return told


def _size(block: Block | None) -> int:
    """How many characters of a message a block takes."""
    return len(TERSE.encode(as_dict(block))) if block else 0


def _promises(w: Wins) -> Iterator[Part]:
    """How many, where that is no one person's number, and by whom."""
    yield "🤝 "
    if w.kept is not None:
        yield bold("1 promise to a customer kept" if w.kept == 1 else f"{w.kept} promises to customers kept")
    else:
        yield bold("Promises to customers kept")
    if w.keepers:
        yield " by "
        yield from _people(w.keepers, MOST_KEEPERS, others=w.others)
    yield "."


def _people(persons: Sequence[Person], most: int, *, others: bool = False) -> Iterator[Part]:
    """People by name with commas between, and that there are others."""
    for at, person in enumerate(persons[:most]):
        yield from ((", ",) if at else ())
        yield user(person.id)
    if others or len(persons) > most:
        yield " and others"


def _landed(g: Landed) -> tuple[Part, ...]:
    known = ("the matter was solved" if g.solved else "", "the customer was content" if g.content else "")
    after = " and ".join(filter(None, known))
    return (
        bold(excerpt(g.what, 120) or "A gesture"),
        ", given by ",
        user(g.giver.id),
        f"; {after} after it" * bool(after),
    )


def _praise(p: Praise) -> Block:
    words: tuple[RichTextElement, ...] = (quote(excerpt(p.words, WORDS)),) if p.words.strip() else ()
    return rich(section("💛 ", *_people(p.persons, MOST_NAMED), *_thanked_by(p), ":" if words else "."), *words)


def _thanked_by(p: Praise) -> tuple[Part, ...]:
    """By whom, as far as it may be said; a customer is never named."""
    author: Part = user(p.author.id) if p.author else "a colleague"
    by = ("a customer; ", author, " passed it on") if p.by_customer else (author,)
    return (" – thanked by ", *by)


def _each_once(praises: Sequence[Praise]) -> Sequence[Person]:
    return list({person.id: person for praise in praises for person in praise.persons}.values())


def _spoken(w: Wins) -> Iterator[str]:
    """The same for a notification, which shows people by their names as text."""
    if w.kept or w.keepers:
        count = {None: "promises", 1: "1 promise"}.get(w.kept, f"{w.kept} promises")
        yield f"{count} kept{' by ' + _names(w.keepers) if w.keepers else ''}{' and others' if w.others else ''}"
    for landed in w.landed:
        yield f"{excerpt(landed.what, 60)}, given by {_names([landed.giver])}"
    for praise in w.praises[:MOST_PRAISES]:
        words = f": {excerpt(praise.words, 100)}" if praise.words.strip() else ""
        yield f"{_names(praise.persons)} {'were' if len(praise.persons) > 1 else 'was'} thanked{words}"


def _names(persons: Sequence[Person]) -> str:
    return ", ".join(excerpt(person.name, 40) or "a colleague" for person in persons[:MOST_NAMED])
