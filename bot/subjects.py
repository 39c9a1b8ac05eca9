"""What each kind of message is about: the records that its view shows, loaded for many messages at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeAlias

from sqlalchemy import Connection

from bot import (
    anchors,
    blankets,
    drafts,
    due_times,
    escalations,
    handovers,
    home,
    letters,
    marks,
    problems,
    reasons,
    renewals,
    reviews,
    thanks,
    unsolved,
    weekly,
    wins,
)
from bot.desk import Desk
from bot.gestures import open_beside
from bot.service import Report
from storage import customers, followups, gestures, lists, outbox, people
from storage.records import (
    Anchor,
    Blanket,
    Card,
    Day,
    Draft,
    Escalation,
    Followup,
    Gesture,
    Handover,
    Letter,
    Morning,
    Offers,
    Overdue,
    Person,
    Post,
    Problem,
    Reminder,
    Renewal,
    Reviewing,
    Thanked,
    Unsolved,
    Waiting,
    Wins,
)
from storage.subjects import number_of

Record: TypeAlias = (
    Reminder
    | Escalation
    | Offers
    | Overdue
    | Handover
    | Card
    | Gesture
    | Renewal
    | Waiting
    | Draft
    | Reviewing
    | Morning
    | Letter
    | Anchor
    | Problem
    | Unsolved
    | Blanket
    | Report
    | Thanked
    | Wins
)
Subject: TypeAlias = Callable[[Connection, Desk, Sequence[Post]], Mapping[int, Record | None]]


class UnknownKind(LookupError):
    """A message of a kind that only a newer version knows."""


def load(tx: Connection, desk: Desk, posts: Sequence[Post]) -> dict[int, Record | None]:
    """What messages are about, by their ids; None where there is nothing left to say. Raises UnknownKind."""
    alike: dict[str, list[Post]] = {}
    for post in posts:
        alike.setdefault(post.kind, []).append(post)
    loaded: dict[int, Record | None] = {}
    for kind, those in alike.items():
        if kind not in SUBJECTS:
            raise UnknownKind(kind)
        loaded |= SUBJECTS[kind](tx, desk, those)
    return loaded


def each(about: Callable[[Connection, Desk, Post], Record | None]) -> Subject:
    """Loads what several messages are about as it is done for one."""
    return lambda tx, desk, posts: {post.id: about(tx, desk, post) for post in posts}


def _reminders(tx: Connection, desk: Desk, posts: Sequence[Post]) -> dict[int, Record | None]:
    about = {followup.id: followup for followup in followups.get_many(tx, {_number(post) for post in posts})}
    newest = outbox.newest_of(tx, "reminder", {post.subject for post in posts})
    known = _Known(
        people.get_many(tx, {followup.owner for followup in about.values()}),
        customers.heard_at(tx, {followup.customer.id for followup in about.values()}),
    )
    return {post.id: _reminder(desk, post, about.get(_number(post)), newest, known) for post in posts}


class _Known(NamedTuple):
    owners: Mapping[str, Person]
    heard_at: Mapping[int, datetime]


def _reminder(
    desk: Desk, post: Post, followup: Followup | None, newest: Mapping[tuple[str, str], int], known: _Known
) -> Reminder | None:
    if followup is None:
        return None
    latest = post.occurrence == newest[post.subject, post.recipient]
    if post.ts is None and (not latest or followup.state != "open" or post.recipient != followup.owner):
        return None  # overtaken before it was ever shown
    late = ((post.shown_at or desk.clock()) - post.due_at).total_seconds() if followup.is_due else 0.0
    owner = known.owners.get(followup.owner)
    return Reminder(
        followup,
        latest,
        max(0.0, late),
        mine=post.recipient == followup.owner,
        heard_at=known.heard_at.get(followup.customer.id),
        again=owner.last_snooze if owner else None,
        next_time=due_times.next_time(desk, followup, owner, desk.clock()) if owner else None,
    )


def _escalation(tx: Connection, desk: Desk, post: Post) -> Escalation | None:
    followup = followups.get(tx, _number(post))
    if followup is None or (post.ts is None and (followup.state != "open" or not _is_newest(tx, post))):
        return None
    owner, heard_at = people.get(tx, followup.owner), customers.heard_at(tx, [followup.customer.id])
    away_until = owner.away_until if owner is not None and owner.is_away(desk.clock()) else None
    return Escalation(followup, away_until, heard_at.get(followup.customer.id), latest=_is_newest(tx, post))


def _offers(tx: Connection, desk: Desk, post: Post) -> Offers | None:
    owner, now = _named(post), desk.clock()
    who, page = people.get(tx, owner), lists.come_due(tx, owner, now)
    if page.total and who is not None and who.is_away(now) and _is_newest(tx, post):
        return Offers(owner, page.followups, page.total, who.away_until)
    return None if post.ts is None else Offers(owner)


def _overdue(tx: Connection, desk: Desk, post: Post) -> Overdue | None:
    owner, now, latest = _named(post), desk.clock(), _is_newest(tx, post)
    who, page = people.get(tx, owner), lists.before_leads(tx, owner, now)
    if post.ts is None and not (latest and page.total):
        return None
    away_until = who.away_until if who is not None and who.is_away(now) else None
    return Overdue(owner, page.followups, page.total, away_until, latest)


def _handed(tx: Connection, desk: Desk, post: Post) -> Handover | None:
    told = handovers.shown(tx, _named(post), post.recipient, desk.clock())
    if _is_newest(tx, post) and told.total:
        return told
    return None if post.ts is None else replace(told, followups=(), total=0)  # it stands there, so it must not stay


def _card(tx: Connection, desk: Desk, post: Post) -> Card | None:
    gesture = gestures.get(tx, _number(post))
    if gesture is None:
        return None
    before = [g for g in gestures.of_customer(tx, gesture.customer.id, gestures.GIVEN, 6) if g.id != gesture.id]
    count, cost = gestures.given_before(tx, gesture)
    score = next(iter(customers.last_scores(tx, gesture.customer.id)), None)
    also = tuple(open_beside(tx, gesture)) if gesture.state == "requested" else ()
    return Card(gesture, tuple(before[:5]), count, cost, reasons.about(desk.policy, gesture), score, also)


def _waiting(tx: Connection, desk: Desk, post: Post) -> Waiting | None:
    gesture = gestures.get(tx, _number(post))
    latest = _is_newest(tx, post)
    if gesture is None or (post.ts is None and (gesture.state != "requested" or not latest)):
        return None
    return Waiting(gesture, latest)


def _told(tx: Connection, desk: Desk, post: Post) -> Gesture | None:
    gesture = gestures.get(tx, _number(post))
    return marks.with_who_gave(tx, desk, gesture) if gesture else None


def _draft(tx: Connection, desk: Desk, post: Post) -> Draft | None:
    draft = drafts.shown(tx, desk, _number(post))
    return None if draft is None or (post.ts is None and draft.state == "discarded") else draft


def _digests(tx: Connection, desk: Desk, posts: Sequence[Post]) -> dict[int, Record | None]:
    days = home.mornings(tx, desk, {post.recipient for post in posts})
    newest = outbox.newest_of(tx, "digest", {post.subject for post in posts})
    return {post.id: _digest(post, days.get(post.recipient), newest) for post in posts}


def _digest(post: Post, day: Day | None, newest: Mapping[tuple[str, str], int]) -> Morning | None:
    latest = post.occurrence == newest[post.subject, post.recipient]
    if day is None or (post.ts is None and not (latest and home.is_worth_a_message(day))):
        return None
    return Morning(day, latest)


def _is_newest(tx: Connection, post: Post) -> bool:
    return post.occurrence == outbox.newest(tx, post.kind, post.subject, post.recipient)


def _number(post: Post) -> int:
    return number_of(post.subject)


def _named(post: Post) -> str:
    return post.subject.partition(":")[2]


SUBJECTS: Mapping[str, Subject] = {
    "reminder": _reminders,
    "escalation": each(_escalation),
    "handed": each(_handed),
    "offers": each(_offers),
    escalations.OVERDUE: each(_overdue),
    "card": each(_card),
    "waiting": each(_waiting),
    "told": each(_told),
    renewals.KIND: each(renewals.load),
    "draft": each(_draft),
    "reply": each(_draft),
    reviews.CARD: each(reviews.load),
    reviews.TOLD: each(reviews.load),
    "digest": _digests,
    "letter": each(letters.load),
    "anchor": each(anchors.load),
    weekly.KIND: each(weekly.load),
    "problem": each(problems.load),
    unsolved.KIND: each(unsolved.load),
    "blanket": each(blankets.load),
    thanks.KIND: each(thanks.load),
    wins.KIND: each(wins.load),
}
