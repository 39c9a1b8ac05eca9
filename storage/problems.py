"""Queries about problems that many customers have: what speaks of them, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, Table, bindparam, case, func, insert, or_, select, update

from storage import audit, customers
from storage.records import Problem, Recipient
from storage.service_tables import problem_gestures, problem_looks, problem_members, problems
from storage.statements import hold_free as hold_free_rows
from storage.statements import insert_or_replace
from storage.tables import drafts, followups, gestures

T = TypeVar("T")

MOST_VALUES = 1000  # in one statement
COUNTED = ("requested", "granted", "approved", "delivered")  # what a blanket gesture has cost, or may
UNDELIVERED = ("granted", "approved")
MOST_OPEN = 20
OPEN = ("asked", "confirmed")
IS_CONFIRMED = select(problems.c.id).where(problems.c.state == "confirmed")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may speak of a problem, with the reason's code of a gesture."""

    subject: str
    customer: int | None
    words: str
    code: str | None = None


class Room(NamedTuple):
    """Where texts are kept: the table, and its columns for the words, the time, and who has it in hand; and which of
    them a person wrote, not the bot."""

    table: Table
    words: ColumnElement[Any]
    at: ColumnElement[datetime]
    person: ColumnElement[Any]
    is_theirs: ColumnElement[bool]


OF_PROBLEMS = select(problem_gestures.c.gesture_id).where(problem_gestures.c.gesture_id.is_not(None))
ROOMS = {
    "followup": Room(followups, followups.c.what, followups.c.created_at, followups.c.owner,
                     followups.c.origin.is_(None)),
    "gesture": Room(gestures, gestures.c.reason, gestures.c.requested_at, gestures.c.requester,
                    gestures.c.id.not_in(OF_PROBLEMS)),
    "draft": Room(drafts, drafts.c.message, drafts.c.created_at, drafts.c.agent, drafts.c.origin.is_(None)),
}  # fmt: skip


def texts_before(
    tx: Connection, room: str, number: int | None, since: datetime, most: int, longest: int
) -> tuple[list[Text], int | None]:
    """The `most` newest texts of a room with smaller numbers than this, as far as they were written from `since` on,
    each cut to `longest` characters; and the number to go on with, None at the end. What the bot wrote is left out.

    Numbers grow with time, so a day is found without looking at all years.
    """
    table, words, at, _, is_theirs = ROOMS[room]
    code = [gestures.c.code] if room == "gesture" else []
    said = func.substr(words, 1, longest).label("words")
    query = select(table.c.id, table.c.customer_id, said, at.label("at"), *code).where(is_theirs)
    if number is not None:
        query = query.where(table.c.id < number)
    rows = tx.execute(query.order_by(table.c.id.desc()).limit(most)).all()
    found = [
        Text(f"{room}:{row.id}", row.customer_id, row.words, row.code if code else None)
        for row in rows
        if row.at >= since and row.words.strip()
    ]
    is_over = len(rows) < most or all(row.at < since for row in rows)
    return found, None if is_over else rows[-1].id


def add(tx: Connection, matter: str, words: str, at: datetime) -> int:
    """A new problem, to be asked about; its number."""
    values = {"state": "asked", "matter": matter, "words": words, "noticed_at": at}
    return int(tx.execute(insert(problems).values(values).returning(problems.c.id)).scalar_one())


def last_look(tx: Connection) -> datetime | None:
    """When somebody last looked through what was written, to its end."""
    return tx.execute(select(problem_looks.c.at)).scalar()


def looked(tx: Connection, at: datetime) -> None:
    """Somebody looked through what was written up to then."""
    insert_or_replace(tx, problem_looks, {"id": 1, "at": at})


def join(tx: Connection, number: int, members: Collection[tuple[str, int | None]], stage: str = "asked") -> None:
    """More that speaks of a problem, as (subject, customer); none of it is in it yet."""
    if members:
        rows = [{"problem_id": number, "subject": s, "customer_id": who, "stage": stage} for s, who in members]
        tx.execute(insert(problem_members), rows)


def get(tx: Connection, number: int, *, lock: bool = False) -> Problem | None:
    """One problem with its counts, or None; `lock` holds it to the end of the transaction."""
    query = select(problems).where(problems.c.id == number)
    row = tx.execute(query.with_for_update() if lock else query).one_or_none()
    return _problem(tx, row) if row else None


def open_ones(tx: Connection) -> Sequence[Problem]:
    """What is asked about or not fixed yet, the newest first."""
    query = select(problems).where(problems.c.state.in_(OPEN))
    return [_problem(tx, row) for row in tx.execute(query.order_by(problems.c.id.desc()).limit(MOST_OPEN)).all()]


def confirmed(tx: Connection, most: int) -> Sequence[Problem]:
    """What is one problem of many and not fixed yet, the oldest first."""
    query = select(problems).where(problems.c.state == "confirmed").order_by(problems.c.decided_at, problems.c.id)
    return [_problem(tx, row) for row in tx.execute(query.limit(most)).all()]


def numbers_confirmed(tx: Connection) -> Sequence[int]:
    """The number of each of these."""
    return tx.execute(IS_CONFIRMED.order_by(problems.c.id)).scalars().all()


def open_of(tx: Connection, matter: str) -> Sequence[tuple[int, str]]:
    """The open problems of a matter, however old, as (number, what they have in common), the oldest first."""
    query = select(problems.c.id, problems.c.words).where(problems.c.state.in_(OPEN), problems.c.matter == matter)
    return [(row.id, row.words) for row in tx.execute(query.order_by(problems.c.id))]


def hold_with_open(tx: Connection, number: int) -> None:
    """Holds a problem and all that are confirmed beside it to the end of the transaction, in order of their numbers."""
    these = or_(problems.c.id == number, problems.c.state == "confirmed")
    tx.execute(select(problems.c.id).where(these).order_by(problems.c.id).with_for_update())


def hold_free(tx: Connection, numbers: Collection[int]) -> set[int]:
    """Holds those of these problems that nobody else holds; the numbers of the others."""
    return hold_free_rows(tx, problems.c.id, numbers)


def unsettled(tx: Connection) -> Sequence[int]:
    """The problems with members that are still to be seen to."""
    stage = case((problems.c.state == "dismissed", "asked"), else_=problems.c.state)
    lag = (problem_members.c.problem_id == problems.c.id, problem_members.c.stage != stage)
    query = select(problems.c.id).where(problems.c.state != "asked")
    return tx.execute(query.where(select(problem_members.c.subject).where(*lag).exists())).scalars().all()


def newest(tx: Connection) -> int:
    """The number of the last problem, 0 for none."""
    return int(tx.execute(select(func.coalesce(func.max(problems.c.id), 0))).scalar_one())


def _problem(tx: Connection, row: Any) -> Problem:
    of = problem_members.c.problem_id == row.id
    count = select(func.count(), func.count(problem_members.c.customer_id.distinct())).where(of)
    texts, concerned = tx.execute(count).one()
    theirs = followups.c.customer_id.in_(select(problem_members.c.customer_id).where(of))  # there is an index
    waits = (theirs, followups.c.problem == row.id, followups.c.state == "open")
    wait = select(func.count()).select_from(followups).where(*waits)
    waiting = tx.execute(wait).scalar_one() if row.state == "confirmed" else 0
    asked = select(func.count(problem_gestures.c.gesture_id)).where(problem_gestures.c.problem_id == row.id)
    given = tx.execute(asked).scalar_one()
    last = audit.latest(tx, f"problem:{row.id}") if row.state == "fixed" else None
    fixed_by = last.actor if last and last.action == "problem.fixed" else None
    return Problem(**row._mapping, fixed_by=fixed_by, customers=concerned, texts=texts, waiting=waiting, given=given)


def change(tx: Connection, number: int, **values: Any) -> None:
    """Gives a problem new values."""
    tx.execute(update(problems).where(problems.c.id == number).values(values))


def overlaps(tx: Connection, subjects: Sequence[str]) -> dict[int, set[str]]:
    """Which of these subjects speak of which problems already."""
    found: dict[int, set[str]] = {}
    for some in _some(subjects):
        query = select(problem_members.c.problem_id, problem_members.c.subject)
        for row in tx.execute(query.where(problem_members.c.subject.in_(some))):
            found.setdefault(row.problem_id, set()).add(row.subject)
    return found


def of_subjects(tx: Connection, subjects: Sequence[str]) -> list[str]:
    """The problems that these subjects speak of, or because of which these gestures were asked for, as messages name
    them."""
    found = set(overlaps(tx, subjects))
    gestures_of = [int(subject.partition(":")[2]) for subject in subjects if subject.startswith("gesture:")]
    for some in _some(gestures_of):
        query = select(problem_gestures.c.problem_id).where(problem_gestures.c.gesture_id.in_(some))
        found.update(tx.execute(query).scalars())
    return [f"problem:{number}" for number in sorted(found)]


def refusing(tx: Connection, customer: int) -> list[str]:
    """The problems because of which a customer was to get a gesture and could not, as messages name them."""
    theirs = (problem_gestures.c.customer_id == customer, problem_gestures.c.gesture_id.is_(None))
    query = select(problem_gestures.c.problem_id).where(*theirs).order_by(problem_gestures.c.problem_id)
    return [f"problem:{number}" for number in tx.execute(query).scalars()]


def examples(tx: Connection, number: int, most: int) -> Sequence[str]:
    """Subjects of a problem, each of another customer."""
    first = func.min(problem_members.c.subject).label("subject")
    query = select(first).where(problem_members.c.problem_id == number, problem_members.c.customer_id.is_not(None))
    query = query.group_by(problem_members.c.customer_id).order_by(first).limit(most)
    return tx.execute(query).scalars().all()


def behind(tx: Connection, number: int, stage: str, most: int) -> dict[int | None, list[str]]:
    """What of a problem's `most` first customers is not at this stage yet."""
    lag = (problem_members.c.problem_id == number, problem_members.c.stage != stage)
    who = select(problem_members.c.customer_id).where(*lag).distinct()
    first = set(tx.execute(who.order_by(problem_members.c.customer_id).limit(most)).scalars())
    found: dict[int | None, list[str]] = {customer: [] for customer in first}
    query = select(problem_members.c.customer_id, problem_members.c.subject).where(*lag)
    known = problem_members.c.customer_id.in_(first - {None})
    where = known | problem_members.c.customer_id.is_(None) if None in first else known
    for row in tx.execute(query.where(where).order_by(problem_members.c.subject)):
        found[row.customer_id].append(row.subject)
    return found


def belongs_to(tx: Connection, subject: str, customer: int) -> None:
    """A text is another customer's than was thought, whichever problem it speaks of."""
    tx.execute(update(problem_members).where(problem_members.c.subject == subject).values(customer_id=customer))


def settle(tx: Connection, number: int, stage: str, subjects: Sequence[str]) -> None:
    """These members are at this stage now."""
    for some in _some(subjects):
        these = (problem_members.c.problem_id == number, problem_members.c.subject.in_(some))
        tx.execute(update(problem_members).where(*these).values(stage=stage))


def see_again(tx: Connection, concerned: Collection[int]) -> None:
    """What these customers wrote of problems that are confirmed is to be seen to once more."""
    theirs = (problem_members.c.customer_id.in_(concerned), problem_members.c.problem_id.in_(IS_CONFIRMED))
    tx.execute(update(problem_members).where(*theirs).values(stage="asked"))


def whose(tx: Connection, subjects: Collection[str]) -> dict[str, tuple[int | None, str]]:
    """The customer of each of these as things stand, and who has it in hand."""
    found: dict[str, tuple[int | None, str]] = {}
    for name, (table, _, _, person, _) in ROOMS.items():
        numbers = [int(number) for room, _, number in (subject.partition(":") for subject in subjects) if room == name]
        rows = tx.execute(select(table.c.id, table.c.customer_id, person.label("who")).where(table.c.id.in_(numbers)))
        found |= {f"{name}:{row.id}": (row.customer_id, row.who) for row in rows}
    return found


def written_after(tx: Connection, subjects: Sequence[str], at: datetime) -> set[str]:
    """Those of these texts that were written after a moment."""
    found: set[str] = set()
    for some in _some(subjects):
        for name, (table, _, written_at, _, _) in ROOMS.items():
            numbers = [int(subject.partition(":")[2]) for subject in some if subject.startswith(f"{name}:")]
            query = select(table.c.id).where(table.c.id.in_(numbers), written_at > at)
            found |= {f"{name}:{number}" for number in tx.execute(query).scalars()}
    return found


def followups_of(tx: Connection, number: int, concerned: Collection[int]) -> Sequence[tuple[int, int, str]]:
    """The follow-ups of these customers that belong to a problem: (number, customer, state)."""
    theirs = (followups.c.customer_id.in_(concerned), followups.c.problem == number)
    query = select(followups.c.id, followups.c.customer_id, followups.c.state).where(*theirs)
    return [(row.id, row.customer_id, row.state) for row in tx.execute(query.order_by(followups.c.id))]


def who_wait(tx: Connection, concerned: Collection[int]) -> set[int]:
    """Those of these customers for whom an open follow-up waits for a problem to be fixed, whichever."""
    theirs = (followups.c.customer_id.in_(concerned), followups.c.problem.in_(IS_CONFIRMED))
    return set(tx.execute(select(followups.c.customer_id).where(*theirs, followups.c.state == "open")).scalars())


def who_are_to_hear(tx: Connection, concerned: Collection[int]) -> set[int]:
    """Those of these customers for whom the bot has an open follow-up already that says that something is fixed."""
    theirs = (followups.c.customer_id.in_(concerned), followups.c.problem.is_(None), followups.c.state == "open")
    return set(tx.execute(select(followups.c.customer_id).where(*theirs, followups.c.origin == "problem")).scalars())


def customers_of(tx: Connection, number: int) -> Sequence[int]:
    """Whom a problem concerns."""
    those = (problem_members.c.problem_id == number, problem_members.c.customer_id.is_not(None))
    query = select(problem_members.c.customer_id).where(*those).distinct()
    return tx.execute(query.order_by(problem_members.c.customer_id)).scalars().all()


def words_of(tx: Connection, number: int, most: int) -> Sequence[tuple[int | None, str]]:
    """What speaks of a problem, of `most` texts of each kind: (customer, words)."""
    found: list[tuple[int | None, str]] = []
    for room, (table, words, _, _, _) in ROOMS.items():
        query = select(problem_members.c.subject).where(
            problem_members.c.problem_id == number, problem_members.c.subject.startswith(f"{room}:")
        )
        subjects = tx.execute(query.order_by(problem_members.c.subject).limit(most)).scalars()
        numbers = [int(subject.partition(":")[2]) for subject in subjects]
        rows = tx.execute(select(table.c.customer_id, words.label("words")).where(table.c.id.in_(numbers)))
        found += [(row.customer_id, row.words) for row in rows]
    return found


GIVEN_IN_ALL = (
    select(gestures.c.currency, func.sum(gestures.c.cost).label("cost"))
    .join(problem_gestures, problem_gestures.c.gesture_id == gestures.c.id)
    .where(problem_gestures.c.problem_id == bindparam("of"), gestures.c.state.in_(COUNTED), gestures.c.cost > 0)
    .group_by(gestures.c.currency)
    .order_by(gestures.c.currency)
)


def given_cost(tx: Connection, number: int) -> dict[str, int]:
    """What the gestures because of a problem cost in all, or may, in minor units of each currency that they were asked
    for in."""
    return {row.currency: int(row.cost) for row in tx.execute(GIVEN_IN_ALL, {"of": number})}


def of_gesture(tx: Connection, gesture: int) -> int | None:
    """The problem because of which a gesture was asked for, if it was."""
    query = select(problem_gestures.c.problem_id).where(problem_gestures.c.gesture_id == gesture)
    return tx.execute(query).scalar()


def has_gesture(tx: Connection, number: int) -> set[int]:
    """The customers who got a gesture because of a problem, or of another that is open as well, or may still."""
    # The gesture knows whose it is now, when customers were merged or taken apart since.
    got = select(gestures.c.customer_id).join(problem_gestures, problem_gestures.c.gesture_id == gestures.c.id)
    because = or_(problem_gestures.c.problem_id == number, problem_gestures.c.problem_id.in_(IS_CONFIRMED))
    return set(tx.execute(got.where(because, gestures.c.state.in_(COUNTED))).scalars())


def note_gesture(
    tx: Connection, number: int, customer: int, lead: str, gesture: int | None, refused: str | None
) -> None:
    """What became of one customer's gesture; instead of what was there before."""
    row = {"problem_id": number, "customer_id": customer, "lead": lead, "gesture_id": gesture, "refused": refused}
    insert_or_replace(tx, problem_gestures, row)


def given(tx: Connection, number: int, lead: str) -> Iterator[Recipient]:
    """What became of the gestures that a lead asked for because of a problem."""
    whose = func.coalesce(gestures.c.customer_id, problem_gestures.c.customer_id).label("customer_id")
    query = select(whose, problem_gestures.c.gesture_id, problem_gestures.c.refused, gestures.c.state)
    query = query.outerjoin(gestures, gestures.c.id == problem_gestures.c.gesture_id)
    mine = (problem_gestures.c.problem_id == number, problem_gestures.c.lead == lead)
    rows = tx.execute(query.where(*mine).order_by(whose)).all()
    known = customers.get_many(tx, [row.customer_id for row in rows])
    for row in rows:
        gesture = f"G-{row.gesture_id}" if row.gesture_id else None
        yield Recipient(known[row.customer_id], gesture, row.state, row.refused)


def owed(tx: Connection, number: int, lead: str) -> Sequence[int]:
    """The gestures that a lead asked for because of a problem, and that are granted and not yet with the customer."""
    query = select(gestures.c.id).join(problem_gestures, problem_gestures.c.gesture_id == gestures.c.id)
    mine = (problem_gestures.c.problem_id == number, problem_gestures.c.lead == lead)
    return tx.execute(query.where(*mine, gestures.c.state.in_(UNDELIVERED)).order_by(gestures.c.id)).scalars().all()


def forget(tx: Connection, customer: int) -> None:
    """Takes away the words about a customer."""
    theirs = (problem_gestures.c.customer_id == customer, problem_gestures.c.refused.is_not(None))
    tx.execute(update(problem_gestures).where(*theirs).values(refused=""))


def _some(several: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (several[start : start + MOST_VALUES] for start in range(0, len(several), MOST_VALUES))
