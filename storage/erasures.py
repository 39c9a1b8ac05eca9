"""Erasing the words of what is long over, a stretch of each kind of record at a time.

What is erased becomes empty, and what is nothing but words or an opinion goes; numbers, amounts, states and decisions
stay, and so does the audit chain, whose salted digests tell nothing any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, and_, delete, func, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from storage import followups as stored_followups
from storage import outbox, reviews, statements
from storage.gestures import ENDED
from storage.service_tables import erasures, problem_gestures, problems, scores, thanks
from storage.service_tables import reviews as reviewed
from storage.statements import insert_or_replace
from storage.tables import decisions, draft_versions, drafts, followups, gestures, notes

Erase: TypeAlias = Callable[[Connection, Collection[int]], None]
Shown: TypeAlias = Callable[[Connection, Collection[int]], Mapping[int, Sequence[str]]]
THEIRS = {"message": ""}  # what a customer wrote
ABOUT_THEIRS = {"need": "", "sent": None}  # and in each version what was noticed in it, and what the model got of it
OURS = {"reply": "", "check": "[]", "promise": None, "promised_by": None}
REASONS = {"reason": "", "salt": "", "proof": None}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a kind has come: the last number that was looked at, None for all; and how many were erased."""

    looked_up_to: int | None
    erased: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """What became of a stretch of a kind's records: the last number in it, None if it was the last stretch; how many
    lost their words; and what the messages that show them are about."""

    end: int | None
    erased: int
    subjects: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which records of a table are over since a moment and still hold words, what messages that show them are about,
    and how the words are taken away."""

    table: Table
    shown: Shown
    is_over: Callable[[datetime], ColumnElement[bool]]
    holds_words: ColumnElement[bool] | None
    erase: Erase
    also: Callable[[Connection, datetime], tuple[int, Sequence[str]]] | None = None
    """Words of this kind that stand in another table, few enough to go at once: how many, and what shows them."""


def progress(tx: Connection) -> Mapping[str, Progress]:
    """How far the night's erasing has come, by kind."""
    return {row.kind: Progress(row.looked_up_to, row.erased) for row in tx.execute(select(erasures))}


def keep_progress(tx: Connection, kind: str, come: Progress) -> None:
    """Notes how far a kind has come."""
    insert_or_replace(tx, erasures, {"kind": kind, "looked_up_to": come.looked_up_to, "erased": come.erased})


def end(tx: Connection) -> None:
    """The night's erasing is over."""
    tx.execute(delete(erasures))


@dataclass(frozen=True, slots=True)
class Measure:
    """How much is done in one transaction: how many numbers are looked at, how many records at most lose their words,
    and about how many messages show them; one record at least."""

    looked_at: int
    records: int
    messages: int


def erase(tx: Connection, kind: str, before: datetime, after: int, most: Measure) -> Stretch:
    """Erases the words of what was over by `before`, among the next numbers behind `after`. What somebody holds this
    moment is left for another night. KeyError for an unknown kind.
    """
    of, key = KINDS[kind], KINDS[kind].table.c.id
    within = [key > after, key <= after + most.looked_at, of.is_over(before)]
    within += [] if of.holds_words is None else [of.holds_words]
    all_there = tx.execute(select(key).where(*within).order_by(key).limit(most.records)).scalars().all()
    shown = of.shown(tx, all_there)
    found = _first(tx, all_there, shown, most.messages)
    free = sorted(set(found) - statements.hold_free(tx, key, found)) if found else []
    if free:
        of.erase(tx, free)
    if len(found) == most.records or len(found) < len(all_there):
        end: int | None = found[-1]
    else:
        last = tx.execute(select(func.max(key))).scalar() or 0
        end = after + most.looked_at if after + most.looked_at < last else None
    more, showing = of.also(tx, before) if of.also and after == 0 else (0, ())
    subjects = {subject for number in free for subject in shown.get(number, ())}
    return Stretch(end, len(free) + more, [*sorted(subjects), *showing])


def _first(tx: Connection, numbers: Sequence[int], shown: Mapping[int, Sequence[str]], most: int) -> Sequence[int]:
    """The first of these records, as many as `most` messages show; one at least."""
    standing = outbox.count_about(tx, {subject for subjects in shown.values() for subject in subjects})
    in_all = accumulate(sum(standing.get(it, 0) for it in shown.get(number, ())) for number in numbers)
    return numbers[: max(1, sum(messages <= most for messages in in_all))]


def _named(room: str) -> Shown:
    """Messages are about these records themselves."""
    return lambda tx, numbers: {number: [f"{room}:{number}"] for number in numbers}


def _drafts(tx: Connection, numbers: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Drafts stand in their agents' messages, and on the cards on which leads were asked to read them."""
    shown = {number: [f"draft:{number}"] for number in numbers}
    for review in reviews.of_drafts(tx, numbers):
        shown[review.draft].append(reviews.subject_of(review.id))
    return shown


def _nowhere(tx: Connection, numbers: Collection[int]) -> Mapping[int, Sequence[str]]:
    """No message shows them."""
    return {}


def _cards(tx: Connection, numbers: Collection[int]) -> Mapping[int, Sequence[str]]:
    """Scores stand on the cards on which leads decide about the same customer."""
    asked = (gestures.c.customer_id == scores.c.customer_id, gestures.c.needs > 0)
    query = select(scores.c.id, gestures.c.id.label("gesture")).join(gestures, and_(*asked))
    shown: dict[int, list[str]] = defaultdict(list)
    for row in tx.execute(query.where(scores.c.id.in_(numbers)).order_by(scores.c.id, gestures.c.id)):
        shown[row.id].append(f"gesture:{row.gesture}")
    return shown


def _empty(table: Table, words: Mapping[str, Any], key: str = "id") -> Erase:
    """Makes these columns of a table empty."""

    def erase(tx: Connection, numbers: Collection[int]) -> None:
        tx.execute(update(table).where(table.c[key].in_(numbers)).values(dict(words)))

    return erase


def _each(*several: Erase) -> Erase:
    def erase(tx: Connection, numbers: Collection[int]) -> None:
        for one in several:
            one(tx, numbers)

    return erase


def _gone(table: Table) -> Erase:
    """Takes these rows of a table away."""

    def erase(tx: Connection, numbers: Collection[int]) -> None:
        tx.execute(delete(table).where(table.c.id.in_(numbers)))

    return erase


def _any_left(table: Table, words: Mapping[str, Any]) -> ColumnElement[bool]:
    """Whether any of these columns is not empty."""
    return or_(*(table.c[name].is_distinct_from(empty) for name, empty in words.items()))


def _in_a_version(words: Mapping[str, Any]) -> ColumnElement[bool]:
    """Whether any version of a draft still holds these."""
    return (
        select(draft_versions.c.version)
        .where(draft_versions.c.draft_id == drafts.c.id, _any_left(draft_versions, words))
        .correlate(drafts)
        .exists()
    )


def _in_a_review() -> ColumnElement[bool]:
    """Whether what a lead said of a draft is still kept."""
    said = select(reviewed.c.id).where(reviewed.c.draft_id == drafts.c.id, reviewed.c.words != "")
    return said.correlate(drafts).exists()


def _is_draft_over(before: datetime) -> ColumnElement[bool]:
    """One that nobody used or discarded is over, too, once nobody had it rewritten for so long."""
    written = select(func.max(draft_versions.c.written_at)).where(draft_versions.c.draft_id == drafts.c.id)
    ended = func.coalesce(drafts.c.closed_at, drafts.c.created_at)
    return or_(
        and_(drafts.c.state.in_(("used", "discarded")), ended < before),
        and_(drafts.c.state == "ready", written.correlate(drafts).scalar_subquery() < before),
    )


def _discard(tx: Connection, numbers: Collection[int]) -> None:
    """Without their words these drafts are of no use."""
    tx.execute(update(drafts).where(drafts.c.id.in_(numbers), drafts.c.state == "ready").values(state="discarded"))


def _refusals(tx: Connection, before: datetime) -> tuple[int, Sequence[str]]:
    """Why customers got no gesture because of a problem, once that was fixed, or said to be none, so long ago."""
    ended = func.coalesce(problems.c.fixed_at, problems.c.decided_at)
    those = select(problems.c.id).where(problems.c.state != "confirmed", ended < before)
    over = problem_gestures.c.problem_id.in_(those)
    emptied = update(problem_gestures).where(over, problem_gestures.c.refused != "").values(refused="")
    found = tx.execute(emptied.returning(problem_gestures.c.problem_id)).scalars().all()
    numbers = {str(number) for number in found}
    told = [subject for subject in outbox.subjects(tx, "blanket") if numbers and subject.split(":")[1] in numbers]
    return len(found), told


KINDS: Mapping[str, _Kind] = {
    "drafts": _Kind(
        drafts,
        _drafts,
        _is_draft_over,
        or_(_in_a_version(OURS), _in_a_review()),
        _each(_empty(draft_versions, OURS, "draft_id"), _empty(reviewed, {"words": ""}, "draft_id"), _discard),
    ),
    "messages": _Kind(
        drafts,
        _drafts,
        _is_draft_over,
        or_(_any_left(drafts, THEIRS), _in_a_version(ABOUT_THEIRS)),
        _each(_empty(drafts, THEIRS), _empty(draft_versions, ABOUT_THEIRS, "draft_id"), _discard),
    ),
    "notes": _Kind(notes, _nowhere, lambda before: notes.c.created_at < before, None, _gone(notes)),
    "followups": _Kind(
        followups,
        _named("followup"),
        lambda before: and_(followups.c.state != "open", followups.c.closed_at < before),
        _any_left(followups, stored_followups.WORDS),
        _empty(followups, stored_followups.WORDS),
    ),
    "reasons": _Kind(
        gestures,
        _named("gesture"),
        lambda before: and_(
            gestures.c.state.in_(ENDED), func.coalesce(gestures.c.delivered_at, gestures.c.decided_at) < before
        ),
        _any_left(gestures, REASONS),
        _each(_empty(decisions, {"words": ""}, "gesture_id"), _empty(gestures, REASONS)),
        _refusals,
    ),
    "thanks": _Kind(
        thanks,
        _named("thanks"),
        lambda before: thanks.c.at < before,
        thanks.c.words != "",
        _empty(thanks, {"words": ""}),
    ),
    "scores": _Kind(scores, _cards, lambda before: scores.c.at < before, None, _gone(scores)),
}
