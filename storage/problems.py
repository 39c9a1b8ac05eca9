"""Queries about problems that many customers have: what speaks of them, and whom they concern."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, insert, or_, select, update

from storage import audit
from storage.records import Problem
from storage.service_tables import problem_gestures, problem_members, problems
from storage.statements import handfuls
from storage.statements import hold_free as hold_free_rows
from storage.subjects import numbers_of
from storage.tables import followups

MOST_OPEN = 20
OPEN = ("asked", "confirmed")
IS_CONFIRMED = select(problems.c.id).where(problems.c.state == "confirmed")


def add(tx: Connection, matter: str, words: str, at: datetime) -> int:
    """A new problem, to be asked about; its number."""
    values = {"state": "asked", "matter": matter, "words": words, "noticed_at": at}
    return int(tx.execute(insert(problems).values(values).returning(problems.c.id)).scalar_one())


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


def is_confirmed(tx: Connection, number: int) -> bool:
    """Whether a problem is one of many and not fixed yet."""
    return tx.execute(IS_CONFIRMED.where(problems.c.id == number)).first() is not None


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
    fix = audit.latest(tx, f"problem:{row.id}", "problem.fixed") if row.state == "fixed" else None
    fixed_by = fix.actor if fix else None
    return Problem(**row._mapping, fixed_by=fixed_by, customers=concerned, texts=texts, waiting=waiting, given=given)


def change(tx: Connection, number: int, **values: Any) -> None:
    """Gives a problem new values."""
    tx.execute(update(problems).where(problems.c.id == number).values(values))


def overlaps(tx: Connection, subjects: Sequence[str]) -> dict[int, set[str]]:
    """Which of these subjects speak of which problems already."""
    found: dict[int, set[str]] = {}
    for some in handfuls(subjects):
        query = select(problem_members.c.problem_id, problem_members.c.subject)
        for row in tx.execute(query.where(problem_members.c.subject.in_(some))):
            found.setdefault(row.problem_id, set()).add(row.subject)
    return found


def of_subjects(tx: Connection, subjects: Sequence[str]) -> list[str]:
    """The problems among these subjects, those that the others speak of, and those because of which these gestures were
    asked for, as messages name them."""
    found = {*numbers_of(subjects, "problem"), *overlaps(tx, subjects)}
    gestures_of = numbers_of(subjects, "gesture")
    for some in handfuls(gestures_of):
        query = select(problem_gestures.c.problem_id).where(problem_gestures.c.gesture_id.in_(some))
        found.update(tx.execute(query).scalars())
    return [f"problem:{number}" for number in sorted(found)]


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
    for some in handfuls(subjects):
        these = (problem_members.c.problem_id == number, problem_members.c.subject.in_(some))
        tx.execute(update(problem_members).where(*these).values(stage=stage))


def see_again(tx: Connection, concerned: Collection[int]) -> Sequence[int]:
    """What these customers wrote of problems that are confirmed is to be seen to once more; of which problems."""
    theirs = (problem_members.c.customer_id.in_(concerned), problem_members.c.problem_id.in_(IS_CONFIRMED))
    again = update(problem_members).where(*theirs).values(stage="asked")
    return sorted(set(tx.execute(again.returning(problem_members.c.problem_id)).scalars()))


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
