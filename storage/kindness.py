"""What became of customers' matters, counted for all and for those with some kindness in them, in one statement.

A case is a customer's first follow-up of those that were done in a time, but for what the bot made itself: each
customer counts once, so that cases are independent of each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple, TypeAlias

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Subquery,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy import case as if_

from storage.gestures import GIVEN
from storage.records.figures import Grace
from storage.records.kindness import Answers, Sample, Share, Spent, Tally
from storage.service_tables import scores
from storage.tables import drafts, followups, gestures, past_promises

What: TypeAlias = Literal["all", "on time", "kept", "gesture", "kind"]
NOTHING_SPENT = Spent()
FIRST = followups.alias("first")
KINDS = ("csat", "nps")
OUTCOMES = ("solved", "back", "csat_before", "csat_after", "nps_before", "nps_after")
WHOLE_SECONDS = 19  # characters of a moment on SQLite before its fraction


class Span(NamedTuple):
    """Which cases: done in [since, until). How long `before` a case was done a gesture belongs to it, how long after it
    the customer is `back`, and how long before and after it an answer is about it. `graces`: how long after
    it was due a follow-up is still on time, by when it was due. All in whole seconds."""

    since: datetime
    until: datetime
    before: timedelta
    back: timedelta
    answered_before: timedelta
    answered_after: timedelta
    graces: Sequence[Grace]


@dataclass(frozen=True, slots=True)
class Line:
    """The cases with one kindness, or all of them; `kind` and `label` are those of a gesture."""

    what: What
    tally: Tally
    kind: str = ""
    label: str = ""
    spent: Spent = NOTHING_SPENT


def lines(tx: Connection, span: Span, currency: str) -> Sequence[Line]:
    """All cases; those done on time, those with a promise kept, those with any gesture, and with each kind of one.

    A kind without a case has no line.
    """
    cases = _cases(tx.dialect.name, span)
    given = _given(cases, currency)
    query = union_all(
        _counted("all", cases),
        _counted("on time", cases).where(cases.c.on_time == 1),
        _counted("kept", cases).where(cases.c.kept == 1),
        _counted("gesture", _whatever_kind(given)),
        _counted("kind", given, given.c.kind, func.max(given.c.label)).group_by(given.c.kind),
    )
    found = (_line(*row) for row in tx.execute(query))
    return [line for line in found if line.tally.cases or line.what == "all"]


def _cases(dialect: str, span: Span) -> CTE:
    """What became of each case. Yes and no are 1 and 0; NULL is what nobody said, or cannot be known yet."""
    f = FIRST.c
    is_recent = f.closed_at > literal(span.until - span.back, f.closed_at.type)
    in_time = f.closed_at <= f.promised_by
    in_grace = (
        and_(f.due_at >= grace.since, f.due_at < grace.until, f.closed_at <= _shifted(dialect, f.due_at, grace.span))
        for grace in span.graces
    )
    missed, kept = (select(past_promises.c.followup_id).where(past_promises.c.kept.is_(it)) for it in (False, True))
    its, done = followups.c, followups.c.state == _word("done")
    in_span = (done, its.origin.is_(None), its.closed_at >= span.since, its.closed_at < span.until)
    ended = (
        select(
            f.id,
            f.customer_id,
            f.created_at,
            f.closed_at,
            _shifted(dialect, f.closed_at, -span.before).label("gifts_since"),
            if_((f.solved, 1), (~f.solved, 0)).label("solved"),
            if_((is_recent, None), (_is_back(dialect, span), 1), else_=0).label("back"),
            if_((f.closed_at <= f.due_at, 1), (or_(in_time, *in_grace), 1), else_=0).label("on_time"),
            if_((and_(or_(in_time, f.id.in_(kept)), f.id.not_in(missed)), 1), else_=0).label("kept"),
            _after(dialect, "csat", span).label("csat_after"),
            _after(dialect, "nps", span).label("nps_after"),
        )
        .where(f.id.in_(select(func.min(its.id)).where(*in_span).group_by(its.customer_id)))
        .cte("ended")
        .prefix_with("MATERIALIZED")  # or each answer would be looked up as often as it is named
    )
    before = (if_((ended.c[f"{kind}_after"].is_not(None), _before(dialect, ended, kind, span))) for kind in KINDS)
    return select(ended, *(value.label(f"{kind}_before") for kind, value in zip(KINDS, before, strict=True))).cte(
        "cases"
    )


def _is_back(dialect: str, span: Span) -> ColumnElement[bool]:
    """Whether a new matter or a message of the same customer was written down in time after a case."""
    until = _shifted(dialect, FIRST.c.closed_at, span.back)
    matter, message = (
        select(table.c.id).where(
            table.c.customer_id == FIRST.c.customer_id,
            table.c.created_at > FIRST.c.closed_at,
            table.c.created_at <= until,
            table.c.origin.is_(None),
        )
        for table in (followups, drafts)
    )
    return or_(matter.where(followups.c.follows.is_(None)).exists(), message.exists())


def _after(dialect: str, kind: str, span: Span) -> Any:
    """The customer's first answer after a case, unless it is too late."""
    in_time = scores.c.at <= _shifted(dialect, FIRST.c.closed_at, span.answered_after)
    return _answer(FIRST, kind, in_time).where(scores.c.at > FIRST.c.closed_at).order_by(scores.c.at).scalar_subquery()


def _before(dialect: str, ended: CTE, kind: str, span: Span) -> Any:
    """The customer's last answer before a case, unless it is too old."""
    known = scores.c.at > _shifted(dialect, ended.c.created_at, -span.answered_before)
    earlier = _answer(ended, kind, known).where(scores.c.at <= ended.c.created_at)
    return earlier.order_by(scores.c.at.desc()).scalar_subquery()


def _answer(of: FromClause, kind: str, counts: ColumnElement[bool]) -> Select[Any]:
    theirs = (scores.c.customer_id == of.c.customer_id, scores.c.kind == _word(kind))
    return select(if_((counts, scores.c.value))).where(*theirs).limit(1)


def _given(cases: CTE, currency: str) -> CTE:
    """The cases with gestures that were asked for in the time before, and granted by then: a row for each kind, with
    what became of the case beside it, so that nothing has to be looked up again."""
    g, ours = gestures.c, gestures.c.currency == currency
    then = (
        g.requested_at > cases.c.gifts_since,
        g.requested_at <= cases.c.closed_at,
        g.decided_at <= cases.c.closed_at,
    )
    theirs = and_(g.customer_id == cases.c.customer_id, g.state.in_(GIVEN), *then)
    case = (cases.c.id, *(cases.c[name] for name in OUTCOMES))
    cost = func.sum(if_((ours, g.cost), else_=0)).label("cost")
    foreign = func.sum(if_((or_(ours, g.cost == 0), 0), else_=1)).label("foreign")
    query = select(*case, g.kind, func.max(g.label).label("label"), cost, foreign)
    return query.select_from(cases.join(gestures, theirs)).group_by(*case, g.kind).cte("given")


def _whatever_kind(given: CTE) -> Subquery:
    """A row for each case with gestures."""
    case = (given.c.id, *(given.c[name] for name in OUTCOMES))
    sums = (func.sum(given.c.cost).label("cost"), func.sum(given.c.foreign).label("foreign"))
    return select(*case, *sums).group_by(*case).subquery()


def _counted(
    what: What, rows: CTE | Subquery, kind: ColumnElement[Any] | None = None, label: ColumnElement[Any] | None = None
) -> Select[Any]:
    """What `_line` reads: a row for each case, or each kind of gesture in one, counted."""
    c, no_name = rows.c, _word("")
    answers = (c.csat_after - c.csat_before, c.csat_after, c.nps_after - c.nps_before, c.nps_after)
    sums = [sums for value in answers for sums in (func.count(value), func.sum(value), func.sum(value * value))]
    tally = (func.count(c.id), func.sum(c.solved), func.count(c.solved), func.sum(c.back), func.count(c.back), *sums)
    spent: Sequence[ColumnElement[Any]] = ()
    if "cost" in c:
        told, *heard = (func.sum(if_((value.is_not(None), c.cost), else_=0)) for value in (c.solved, *answers))
        spent = (func.sum(c.cost), told, func.sum(c.foreign), *heard)
    names = (no_name if kind is None else kind, no_name if label is None else label)
    return select(_word(what), *names, *tally, *(spent or [literal_column("0")] * len(fields(Spent)))).select_from(rows)


def _line(what: What, kind: str, label: str, *numbers: Any) -> Line:
    """A row of `_counted`; a sum of nothing is NULL."""
    n = [int(number or 0) for number in numbers]
    change, after, nps_change, nps_after = (Sample(*n[at : at + 3]) for at in range(5, 17, 3))
    tally = Tally(n[0], Share(*n[1:3]), Share(*n[3:5]), Answers(change, after), Answers(nps_change, nps_after))
    return Line(what, tally, kind, label, Spent(*n[17:]))


def _word(text: str) -> ColumnElement[Any]:
    """A word of ours that stands in the statement, as partial indexes have it, or SQLite would not use them."""
    return literal_column(f"'{text}'")


def _shifted(dialect: str, at: ColumnElement[Any], by: timedelta) -> ColumnElement[Any]:
    """A moment so many whole seconds later or, below zero, earlier; to the microsecond, which SQLite's own cannot."""
    seconds = round(by.total_seconds())
    if dialect == "sqlite":
        whole = func.strftime("%Y-%m-%dT%H:%M:%S", func.substr(at, 1, WHOLE_SECONDS), f"{seconds} seconds")
        return whole.concat(func.substr(at, WHOLE_SECONDS + 1))
    return at + literal_column(f"interval '{seconds} seconds'")
