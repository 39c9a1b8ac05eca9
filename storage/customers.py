"""Queries about customers: who is meant, what is remembered, and how they are forgotten."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from storage.records import Customer, Reference, Score
from storage.service_tables import problem_gestures, problem_members, scores, thanks
from storage.statements import insert_unless_there
from storage.tables import apart, customers, drafts, followups, gestures, notes, references

NAMED = (references.c.kind == bindparam("kind"), references.c.key == bindparam("key"))
FIND = select(references.c.customer_id).where(*NAMED)
THEIR_ROW = FIND.join(customers, customers.c.id == references.c.customer_id)
HOLD = THEIR_ROW.with_for_update(read=True, key_share=True, of=customers)
LOCK = THEIR_ROW.with_for_update(of=customers)
LOCK_NUMBER = select(customers.c.id).where(customers.c.id == bindparam("of")).with_for_update()
TIER = select(customers.c.tier).where(customers.c.id == bindparam("of"))
CREATE = insert(customers).returning(customers.c.id)
IS_PERSON = (
    exists().where(references.c.customer_id == customers.c.id, references.c.kind != "ticket").correlate(customers)
)
BEST_FIRST = case({"name": 0, "email": 1, "alias": 2}, value=references.c.kind, else_=3)
KNOWN_AS = (
    select(references)
    .where(references.c.customer_id.in_(bindparam("of", expanding=True)))
    .order_by(BEST_FIRST, references.c.key)
)
WITH_NAME = select(references.c.customer_id).where(
    references.c.kind == "name", references.c.key.in_(bindparam("names", expanding=True))
)
# Between two keys and then by its beginning: PostgreSQL's index serves a beginning only where it sorts by bytes.
WITH_ADDRESS = select(references.c.customer_id).where(
    references.c.kind == "email",
    references.c.key >= bindparam("start"),
    references.c.key < bindparam("behind"),
    func.substr(references.c.key, 1, func.length(bindparam("start"))) == bindparam("start"),
)
# The newest of each kind stands at the end of an index of its own, however many there are.
HEARD = select(
    customers.c.id,
    *(
        select(func.max(at)).where(customer == customers.c.id, text(those)).correlate(customers).scalar_subquery()
        for customer, at, those in (
            (followups.c.customer_id, followups.c.closed_at, "followups.state = 'done'"),
            (drafts.c.customer_id, drafts.c.closed_at, "drafts.state = 'used'"),
            (gestures.c.customer_id, gestures.c.delivered_at, "gestures.state = 'delivered'"),
        )
    ),
).where(customers.c.id.in_(bindparam("of", expanding=True)))
LAST_LETTER = re.compile(r"(.*)([a-y])", re.DOTALL)


def get(tx: Connection, customer: int) -> Customer:
    """One customer by number; KeyError if there is none."""
    return get_many(tx, [customer])[customer]


def get_many(tx: Connection, numbers: Collection[int]) -> dict[int, Customer]:
    """Customers by number, each with its references, the best one first."""
    if not numbers:
        return {}
    known: dict[int, list[Reference]] = defaultdict(list)
    for row in tx.execute(KNOWN_AS, {"of": list(numbers)}):
        known[row.customer_id].append(Reference(row.kind, row.value, row.key))
    found = {number: Customer(number, tuple(theirs)) for number, theirs in known.items()}
    missing = [number for number in numbers if number not in found]
    if missing:  # forgotten, not named yet, part of another by now, or a number that nobody has
        nameless = select(customers.c.id, customers.c.forgotten_at).where(customers.c.id.in_(missing))
        for row in tx.execute(nameless):
            found[row.id] = Customer(row.id, (), forgotten=row.forgotten_at is not None)
    return found


def find(tx: Connection, reference: Reference) -> Customer | None:
    """The customer with this reference, or None."""
    number = tx.execute(FIND, {"kind": reference.kind, "key": reference.key}).scalar()
    return get(tx, number) if number else None


def find_word(tx: Connection, key: str) -> Customer | None:
    """The one customer whom this bare word names (an alias, a name or a ticket), or None."""
    named = (references.c.kind.in_(("email", "name", "ticket", "alias")), references.c.key == key)
    rows = tx.execute(select(references.c.customer_id).where(*named).distinct()).scalars().all()
    return get(tx, rows[0]) if len(rows) == 1 else None


def find_words(tx: Connection, key: str, most: int) -> Sequence[Customer]:
    """Everybody whom this bare word names, in any way, at most `most`."""
    named = (references.c.kind.in_(("email", "name", "ticket", "alias")), references.c.key == key)
    numbers = tx.execute(select(references.c.customer_id).where(*named).distinct().limit(most)).scalars().all()
    return [*get_many(tx, numbers).values()]


def neighbours(tx: Connection, kind: str, key: str, most: int) -> Sequence[tuple[str, int]]:
    """The references of a kind that stand next to a key in the dictionary, at most `most` before it and behind it:
    each with the number of its customer."""
    near = select(references.c.key, references.c.customer_id).where(references.c.kind == kind).limit(most)
    behind = near.where(references.c.key >= key).order_by(references.c.key)
    before = near.where(references.c.key < key).order_by(references.c.key.desc())
    return [(row.key, row.customer_id) for query in (behind, before) for row in tx.execute(query)]


def add_reference(tx: Connection, customer: int, reference: Reference) -> bool:
    """Has a customer known in one more way; False if that way leads to somebody already."""
    row = {"kind": reference.kind, "key": reference.key, "value": reference.value, "customer_id": customer}
    return insert_unless_there(tx, references, row)


def remove_reference(tx: Connection, reference: Reference) -> None:
    """Takes away one way in which a customer is known."""
    tx.execute(delete(references).where(references.c.kind == reference.kind, references.c.key == reference.key))


def find_named(tx: Connection, keys: Collection[str]) -> Reference | None:
    """The one known full name among these keys; None for none, or for several."""
    named = (references.c.kind == "name", references.c.key.in_(keys))
    rows = tx.execute(select(references.c.kind, references.c.value, references.c.key).where(*named).limit(2)).all()
    return Reference(*rows[0]) if len(rows) == 1 else None


def find_or_create(tx: Connection, reference: Reference, at: datetime, *, lock: bool = False) -> Customer:
    """The customer with this reference, made if need be; of several who make it at once, one does.

    They stay who they are to the end of the transaction: whoever forgets or merges them waits. `lock` also keeps
    everybody else from summing their limits meanwhile.
    """
    number = tx.execute(LOCK if lock else HOLD, {"kind": reference.kind, "key": reference.key}).scalar()
    if number:
        held = get(tx, number)
        # Whoever forgot or merged them while we waited took the name away.
        return held if held.is_named(reference) else find_or_create(tx, reference, at, lock=lock)
    number = tx.execute(CREATE, {"created_at": at}).scalar_one()
    row = {"kind": reference.kind, "key": reference.key, "value": reference.value, "customer_id": number}
    if insert_unless_there(tx, references, row):
        return Customer(number, (reference,))
    tx.execute(delete(customers).where(customers.c.id == number))
    return find_or_create(tx, reference, at, lock=lock)


def known(number: ColumnElement[int]) -> ColumnElement[int]:
    """A customer's number, also once they are forgotten; NULL for somebody not named yet, as for nobody."""
    named = exists().where(references.c.customer_id == customers.c.id)
    theirs = select(customers.c.id).where(customers.c.id == number, or_(named, customers.c.forgotten_at.is_not(None)))
    return theirs.scalar_subquery().label("customer_id")


def add_unnamed(tx: Connection, at: datetime) -> Customer:
    """Somebody to whom we owe a word, though nobody has said yet who it is. Nothing finds them by a name."""
    return Customer(tx.execute(CREATE, {"created_at": at}).scalar_one(), ())


def lock(tx: Connection, customer: int) -> None:
    """Holds this customer's row to the end of the transaction, so that limits are summed once at a time."""
    tx.execute(LOCK_NUMBER, {"of": customer})


def hold(tx: Connection, numbers: Collection[int]) -> None:
    """Has these customers stay who they are to the end of the transaction: whoever forgets or merges them waits. A mere
    ticket is held before a person, as whoever links or merges the two does."""
    held = select(customers.c.id).where(customers.c.id.in_(numbers)).order_by(IS_PERSON, customers.c.id)
    tx.execute(held.with_for_update(read=True, key_share=True))


def merge(tx: Connection, kept: int, other: int) -> None:
    """Gives all that was recorded under `other` to `kept`; the empty customer stays behind, unnamed. Lock both first,
    whoever is only a ticket before a person."""
    for table in (followups, gestures, drafts, notes, thanks, references, problem_members):
        tx.execute(update(table).where(table.c.customer_id == other).values(customer_id=kept))
    theirs = scores.alias()
    known = exists().where(theirs.c.customer_id == kept, theirs.c.kind == scores.c.kind, theirs.c.at == scores.c.at)
    tx.execute(update(scores).where(scores.c.customer_id == other, ~known).values(customer_id=kept))
    # What was refused concerns them still; for a gesture the gesture itself knows its customer.
    tx.execute(update(problem_gestures).where(*refusals_of(other, kept)).values(customer_id=kept))
    (tier, language), (their_tier, their_language) = traits_of(tx, kept), traits_of(tx, other)
    set_traits(tx, kept, tier or their_tier, language or their_language)


def refusals_of(other: int, kept: int) -> tuple[ColumnElement[bool], ...]:
    """The gestures refused to `other` because of problems for which nothing is known of `kept`'s."""
    one = problem_gestures.alias()
    has = exists().where(one.c.customer_id == kept, one.c.problem_id == problem_gestures.c.problem_id)
    return (problem_gestures.c.customer_id == other, problem_gestures.c.gesture_id.is_(None), ~has)


def drop_rest(tx: Connection, numbers: Collection[int]) -> None:
    """Takes away the scores and the refusals that stayed behind in merges for good: nobody would find them any more."""
    tx.execute(delete(scores).where(scores.c.customer_id.in_(numbers)))
    left = (problem_gestures.c.customer_id.in_(numbers), problem_gestures.c.gesture_id.is_(None))
    tx.execute(delete(problem_gestures).where(*left))


def traits_of(tx: Connection, customer: int) -> tuple[str | None, str | None]:
    """A customer's tier and language; None for what nobody knows."""
    row = tx.execute(select(customers.c.tier, customers.c.language).where(customers.c.id == customer)).one_or_none()
    return (row.tier, row.language) if row else (None, None)


def set_traits(tx: Connection, customer: int, tier: str | None, language: str | None) -> None:
    """Gives a customer a tier and a language."""
    tx.execute(update(customers).where(customers.c.id == customer).values(tier=tier, language=language))


def tier_of(tx: Connection, customer: int) -> str | None:
    """A customer's tier, or None."""
    return tx.execute(TIER, {"of": customer}).scalar()


def languages(tx: Connection, numbers: Collection[int]) -> dict[int, str]:
    """The languages of these customers, as far as somebody said so."""
    said = (customers.c.id.in_(numbers), customers.c.language.is_not(None))
    return {row.id: row.language for row in tx.execute(select(customers.c.id, customers.c.language).where(*said))}


def set_tier(tx: Connection, customer: int, tier: str | None) -> None:
    """Gives a customer a tier."""
    tx.execute(update(customers).where(customers.c.id == customer).values(tier=tier))


def set_language(tx: Connection, customer: int, language: str) -> None:
    """Gives a customer a language, by its code of two letters."""
    tx.execute(update(customers).where(customers.c.id == customer).values(language=language))


def learn_language(tx: Connection, customer: int, language: str) -> None:
    """Gives a customer, unless forgotten meanwhile, a language if nobody knew theirs."""
    unknown = (customers.c.id == customer, customers.c.language.is_(None), customers.c.forgotten_at.is_(None))
    tx.execute(update(customers).where(*unknown).values(language=language))


def last_scores(tx: Connection, customer: int) -> tuple[Score, ...]:
    """The last score of each kind that a customer gave, the latest first."""
    found = (
        tx.execute(
            select(scores)
            .where(scores.c.customer_id == customer, scores.c.kind == kind)
            .order_by(scores.c.at.desc())
            .limit(1)
        ).one_or_none()
        for kind in ("csat", "nps")
    )
    known = [Score(row.id, row.kind, row.value, row.at) for row in found if row]
    return tuple(sorted(known, key=lambda score: score.at, reverse=True))


def keep_apart(tx: Connection, one: int, other: int) -> bool:
    """Remembers that these two are not the same person; False if that was known."""
    first, second = sorted((one, other))
    return insert_unless_there(tx, apart, {"one_id": first, "other_id": second})


def with_name(tx: Connection, keys: Collection[str]) -> set[int]:
    """The customers who are called by one of these names, each as it is compared."""
    return set(tx.execute(WITH_NAME, {"names": sorted(keys)}).scalars())


def with_address(tx: Connection, local: str) -> set[int]:
    """The customers with an email address whose part before the @ is this."""
    last = LAST_LETTER.match(local)
    if last is None:
        return set()
    # Moving a letter on leads behind all that begins alike, also where the dots between letters do not count.
    behind = last[1] + chr(ord(last[2]) + 1)
    return set(tx.execute(WITH_ADDRESS, {"start": f"{local}@", "behind": behind}).scalars())


def heard_at(tx: Connection, numbers: Collection[int]) -> dict[int, datetime]:
    """When these customers last heard from us: by a follow-up done, a draft used or a gesture delivered."""
    found = tx.execute(HEARD, {"of": list(numbers)})
    return {number: max(known) for number, *times in found if (known := [at for at in times if at is not None])}


def forget(tx: Connection, customer: int, at: datetime) -> None:
    """Takes away every name of a customer, the notes about them and their scores. The number stays, for the books."""
    for table in (references, notes, scores):
        tx.execute(delete(table).where(table.c.customer_id == customer))
    gone = {"forgotten_at": at, "tier": None, "language": None}
    tx.execute(update(customers).where(customers.c.id == customer).values(gone))
