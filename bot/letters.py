"""Dead letters: what could not be delivered is put before the leads, who try again or give it to a colleague.

One letter for each recipient gathers all that could not be delivered there. It goes to the approvals channel; about
that channel itself, and where that channel takes nothing, to each lead by direct message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import followups
from bot.desk import Desk
from bot.errors import NotALead, NothingUndelivered
from storage import audit, drafts, inbox, letters, outbox, timers
from storage import followups as stored_followups
from storage import gestures as stored_gestures
from storage.letters import Dead
from storage.records import Customer, Letter, Person, Post, Undelivered

PRIORITY = 12
SHOWN = 5
TIMERS = ""  # stands for a recipient where timers could not be carried out
PREFIX = "undelivered:"
UNMISSED = ("digest",)  # what a day's message would have said is said again the next day


def tell(tx: Connection, desk: Desk, post: Post) -> None:
    """A message was given up: the leads are to know."""
    if post.kind in UNMISSED:
        return
    channel = desk.policy.team.approvals_channel
    if post.kind == "letter":
        if post.recipient != channel:
            return  # a lead cannot be reached either: `check`, the metrics and the App Home say it
        _send(tx, desk, post.subject, sorted(desk.roster.leads))
    _tell_of(tx, desk, post.recipient, letters.count(tx, post.recipient) == 1)


def tell_of_row(tx: Connection, desk: Desk, number: int) -> None:
    """A row of the outbox cannot be read: the leads are to know."""
    recipient = letters.recipient_of(tx, number)
    if recipient is not None:
        _tell_of(tx, desk, recipient, letters.count(tx, recipient) == 1)


def tell_of_timers(tx: Connection, desk: Desk) -> None:
    """Timers could not be carried out: the leads are to know."""
    _tell_of(tx, desk, TIMERS, is_first=True)


def _tell_of(tx: Connection, desk: Desk, recipient: str, is_first: bool) -> None:
    """Writes the leads a letter, or has the one that they have already say more."""
    subject = PREFIX + recipient
    if not is_first:
        outbox.changed(tx, subject)
        return
    channel = desk.policy.team.approvals_channel
    outbox.supersede(tx, "letter", subject)
    _send(tx, desk, subject, sorted(desk.roster.leads) if recipient == channel else [channel])


def _send(tx: Connection, desk: Desk, subject: str, to: list[str]) -> None:
    now = desk.clock()
    for reader in to:
        outbox.add(tx, "letter", subject, reader, PRIORITY, now, now)


def load(tx: Connection, desk: Desk, post: Post) -> Letter | None:
    """What a letter says as things stand; None when there was nothing left to say before it was shown."""
    recipient = post.subject.removeprefix(PREFIX)
    if post.occurrence != outbox.newest(tx, post.kind, post.subject, post.recipient):
        return Letter(post.id, recipient, (), 0) if post.ts else None
    letter = _letter(tx, post.id, recipient)
    return letter if post.ts or letter.total else None


def open_ones(tx: Connection, most: int = 5) -> tuple[Letter, ...]:
    """The letters that wait for a lead."""
    found = [*letters.recipients(tx, most), *([TIMERS] if timers.count_failed(tx) else [])]
    numbered = [(recipient, letters.latest_about(tx, "letter", PREFIX + recipient)) for recipient in found]
    return tuple(_letter(tx, number, recipient) for recipient, number in numbered if number is not None)


def _letter(tx: Connection, number: int, recipient: str) -> Letter:
    lost: list[Undelivered]
    if recipient == TIMERS:
        total = timers.count_failed(tx)
        lost = [_undelivered(tx, timer.kind, timer.subject, "error") for timer in timers.failed(tx, SHOWN)]
    else:
        total = letters.count(tx, recipient)
        dead = letters.of(tx, recipient, SHOWN)
        lost = [_undelivered(tx, each.kind, each.subject, each.trouble) for each in dead]
    if total:
        return Letter(number, recipient, tuple(lost), total)
    entry = audit.latest(tx, PREFIX + recipient)
    if entry is None:
        return Letter(number, recipient, (), 0)
    if entry.action == "letter.reassigned":
        return Letter(number, recipient, (), 0, "reassigned", entry.actor, str(entry.data["to"]))
    return Letter(number, recipient, (), 0, "retried", entry.actor)


def _undelivered(tx: Connection, kind: str, subject: str, trouble: str) -> Undelivered:
    """What was lost, with the name and the customer of what it is about, as far as that can be read."""
    room, _, number = subject.partition(":")
    name, customer = "", None
    if number.isdecimal():
        name, customer = _about(tx, room, int(number))
    return Undelivered(kind, name, customer, trouble)


def _about(tx: Connection, room: str, number: int) -> tuple[str, Customer | None]:
    if room == "followup" and (followup := stored_followups.get(tx, number)):
        return followup.name, followup.customer
    if room == "gesture" and (gesture := stored_gestures.get(tx, number)):
        return gesture.name, gesture.customer
    if room == "draft" and (draft := drafts.get(tx, number)):
        return draft.name, draft.customer
    return "", None


def look(desk: Desk, lead: Person, number: int) -> Letter:
    """A letter that waits for a lead. Raises NotALead, NothingUndelivered."""
    _require_lead(desk, lead)
    with desk.database.read() as tx:
        letter = _letter(tx, number, _recipient(tx, number))
    if not letter.total:
        raise NothingUndelivered
    return letter


def retry(desk: Desk, request: str, lead: Person, number: int) -> Letter:
    """Tries again all that the letter speaks of. Raises NotALead, NothingUndelivered."""
    _require_lead(desk, lead)
    now = desk.clock()
    with desk.database.begin() as tx:
        recipient = _recipient(tx, number)
        letter = _letter(tx, number, recipient)
        if inbox.enter(tx, request, now) is not None:
            return letter
        if not letter.total:
            raise NothingUndelivered
        if recipient == TIMERS:
            timers.rearm_failed(tx, now)
        else:
            _send_again(tx, desk, recipient, now)
        return _settled(tx, lead, "letter.retried", letter, now, {"messages": letter.total})


def _send_again(tx: Connection, desk: Desk, recipient: str, now: datetime) -> None:
    """To the same recipient; what was for an approvals channel that is no longer one goes to the one that is."""
    dead, channel = letters.of(tx, recipient), desk.policy.team.approvals_channel
    if recipient.startswith(("U", "W")) or recipient == channel:
        letters.retry(tx, [each.id for each in dead])
        return
    letters.drop(tx, [each.id for each in dead])
    for each in (each for each in dead if each.ts is None):
        outbox.add(tx, each.kind, each.subject, channel, PRIORITY, now, now)


def reassign(desk: Desk, request: str, lead: Person, number: int, successor: Person) -> Letter:
    """Gives a colleague all the open follow-ups of somebody who cannot be reached, and what was to be told to them.

    Raises NotALead, NothingUndelivered.
    """
    _require_lead(desk, lead)
    now = desk.clock()
    with desk.database.begin() as tx:
        letter = _letter(tx, number, _recipient(tx, number))
        if inbox.enter(tx, request, now) is not None:
            return letter
        if not letter.total or not letter.is_to_a_person or letter.recipient == successor.id:
            raise NothingUndelivered
        dead = letters.of(tx, letter.recipient)
        letters.drop(tx, [each.id for each in dead])
        for each in (each for each in dead if each.kind == "told"):
            outbox.add(tx, each.kind, each.subject, successor.id, PRIORITY, now, now)
        moved = followups.hand_over(tx, desk, lead, letter.recipient, successor, _reminded(dead), now)
        data = {"messages": letter.total, "followups": moved, "from": letter.recipient, "to": successor.id}
        return _settled(tx, lead, "letter.reassigned", letter, now, data)


def _reminded(dead: Sequence[Dead]) -> set[int]:
    """The follow-ups whose reminder was among them."""
    return {followups.number_of(each.subject) for each in dead if each.kind == "reminder"}


def _settled(
    tx: Connection, lead: Person, action: str, letter: Letter, now: datetime, data: dict[str, object]
) -> Letter:
    subject = PREFIX + letter.recipient
    outbox.changed(tx, subject)
    audit.append(tx, now, lead.id, action, subject, data)
    return _letter(tx, letter.number, letter.recipient)


def _recipient(tx: Connection, number: int) -> str:
    subject = letters.subject_of(tx, number, "letter")
    if subject is None:
        raise NothingUndelivered
    return subject.removeprefix(PREFIX)


def _require_lead(desk: Desk, person: Person) -> None:
    if not desk.is_lead(person.id):
        raise NotALead(name="what becomes of it")
