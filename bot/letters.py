"""Dead letters: what could not be delivered is put before the leads, who try again or give it to a colleague.

One letter for each recipient gathers all that could not be delivered there. It goes to the approvals channel; about
that channel itself, and where that channel takes nothing, to each lead by direct message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import handovers
from bot.desk import Desk
from bot.errors import NotALead, NothingUndelivered, SamePerson
from storage import audit, drafts, inbox, letters, outbox, people, reviews, timers
from storage import followups as stored_followups
from storage import gestures as stored_gestures
from storage.audit import Happening
from storage.records import Customer, Letter, Person, Post, Undelivered
from storage.subjects import number_of

PRIORITY = 12
SAMPLE, MOST = 5, 50
TIMERS = ""  # stands for a recipient where timers could not be carried out
PREFIX = "undelivered:"
UNMISSED = ("digest", "handed")  # what they would have said is said again: in the morning, or by each reminder


def tell(tx: Connection, desk: Desk, post: Post) -> None:
    """A message was given up: the leads are to know."""
    channel = desk.policy.team.approvals_channel
    if post.kind == "letter":
        if post.recipient != channel:
            return  # a lead cannot be reached either: `check`, the metrics and the App Home say it
        _send(tx, desk, post.subject, sorted(desk.roster.leads))
    _tell_of(tx, desk, post.recipient, letters.count(tx, post.recipient))


def tell_of_row(tx: Connection, desk: Desk, number: int) -> None:
    """A row of the outbox cannot be read: the leads are to know."""
    recipient = letters.recipient_of(tx, number)
    if recipient is not None:
        _tell_of(tx, desk, recipient, letters.count(tx, recipient))


def tell_of_timers(tx: Connection, desk: Desk) -> None:
    """Timers could not be carried out: the leads are to know."""
    _tell_of(tx, desk, TIMERS, timers.count_failed(tx))


def _tell_of(tx: Connection, desk: Desk, recipient: str, total: int) -> None:
    """Writes the leads a letter, or has the one that they have already say more."""
    subject = PREFIX + recipient
    if total > 1 and letters.stands(tx, subject):
        outbox.changed(tx, subject)
        return
    channel = desk.policy.team.approvals_channel
    outbox.supersede(tx, "letter", subject)
    _send(tx, desk, subject, sorted(desk.roster.leads) if recipient == channel else [channel])


def _send(tx: Connection, desk: Desk, subject: str, to: list[str]) -> None:
    now = desk.clock()
    for reader in to:
        outbox.add(tx, "letter", subject, reader, PRIORITY, now, now)


def changed(tx: Connection, recipient: str) -> None:
    """What could not be delivered to somebody is on its way after all: the letter says so."""
    outbox.changed(tx, PREFIX + recipient)


def load(tx: Connection, desk: Desk, post: Post) -> Letter | None:
    """What a letter says as things stand; None when there was nothing left to say before it was shown."""
    recipient = post.subject.removeprefix(PREFIX)
    if post.occurrence != outbox.newest(tx, post.kind, post.subject, post.recipient):
        return Letter(post.id, recipient, "", (), 0, "superseded") if post.ts else None
    letter = _letter(tx, desk, post.id, recipient, post.created_at)
    return letter if post.ts or letter.total else None


def open_ones(tx: Connection, desk: Desk) -> tuple[Letter, ...]:
    """The letters that wait for a lead."""
    found = [*letters.recipients(tx, MOST), *([TIMERS] if timers.count_failed(tx) else [])]
    numbered = [(recipient, letters.latest_about(tx, "letter", PREFIX + recipient)) for recipient in found]
    return tuple(_letter(tx, desk, number, recipient) for recipient, number in numbered if number is not None)


def _letter(tx: Connection, desk: Desk, number: int, recipient: str, since: datetime | None = None) -> Letter:
    """What could not be delivered to a recipient; if it is over, through whom, if it was after `since`."""
    called, lost = _called(tx, desk, recipient), list[Undelivered]()
    if recipient == TIMERS:
        total = timers.count_failed(tx)
        lost = [_undelivered(tx, timer.kind, timer.subject, "error") for timer in timers.failed(tx, SAMPLE)]
    else:
        total = letters.count(tx, recipient)
        dead = letters.of(tx, recipient, SAMPLE)
        lost = [_undelivered(tx, each.kind, each.subject, each.trouble) for each in dead]
    if total:
        return Letter(number, recipient, called, tuple(lost), total)
    entry = audit.latest(tx, PREFIX + recipient)
    if entry is None or (since is not None and entry.at < since):
        return Letter(number, recipient, called, (), 0)
    if entry.action == "letter.reassigned":
        return Letter(number, recipient, called, (), 0, "reassigned", entry.actor, str(entry.data["to"]))
    return Letter(number, recipient, called, (), 0, "retried", entry.actor)


def _called(tx: Connection, desk: Desk, recipient: str) -> str:
    """How one says whom it was for, where nobody can be shown by name."""
    if recipient == desk.policy.team.approvals_channel:
        return "the approvals channel"
    if recipient == desk.policy.team.wins_channel:
        return "the channel of the good turns"
    known = people.get(tx, recipient)
    return known.name if known else recipient


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
    if room == "review" and (review := reviews.get(tx, number)):
        return _about(tx, "draft", review.draft)
    return "", None


def look(desk: Desk, lead: Person, number: int) -> Letter:
    """A letter that waits for a lead. Raises NotALead, NothingUndelivered."""
    _require_lead(desk, lead)
    with desk.database.read() as tx:
        letter = _letter(tx, desk, number, _recipient(tx, number))
    if not letter.total:
        raise NothingUndelivered
    return letter


def retry(desk: Desk, request: str, lead: Person, number: int) -> Letter:
    """Tries again all that the letter speaks of. Raises NotALead, NothingUndelivered."""
    _require_lead(desk, lead)
    now = desk.clock()
    with desk.database.begin() as tx:
        recipient = _recipient(tx, number)
        if inbox.enter(tx, request, now) is not None:
            return _letter(tx, desk, number, recipient)
        again = timers.rearm_failed(tx, now) if recipient == TIMERS else _send_again(tx, desk, recipient, now)
        if not again:
            raise NothingUndelivered
        happened = Happening(lead.id, "letter.retried", PREFIX + recipient, {"messages": again})
        return _settled(tx, desk, number, recipient, [happened])


def _send_again(tx: Connection, desk: Desk, recipient: str, now: datetime) -> int:
    """To the same recipient; what was for a channel that is no longer the policy's goes to the one that is."""
    channel, wins_channel = desk.policy.team.approvals_channel, desk.policy.team.wins_channel
    if recipient.startswith(("U", "W")) or recipient in (channel, wins_channel):
        return letters.retry(tx, recipient)
    dead = letters.take_back(tx, recipient, desk.database.clock)
    for each in (each for each in dead if each.ts is None):
        to = wins_channel or channel if each.kind == "wins" else channel
        outbox.add(tx, each.kind, each.subject, to, PRIORITY, now, now)
    return len(dead)


def reassign(desk: Desk, request: str, lead: Person, number: int, successor: Person) -> Letter:
    """Gives a colleague all the open follow-ups of somebody who cannot be reached, and what was to be told to them.

    Raises NotALead, NothingUndelivered, SamePerson.
    """
    _require_lead(desk, lead)
    now = desk.clock()
    with desk.database.begin() as tx:
        recipient = _recipient(tx, number)
        if inbox.enter(tx, request, now) is not None:
            return _letter(tx, desk, number, recipient)
        if recipient == successor.id:
            raise SamePerson
        held = handovers.hold(tx, recipient)  # before the messages about them, as everybody does
        dead = letters.take_back(tx, recipient, desk.database.clock) if recipient.startswith(("U", "W")) else ()
        if not dead:
            raise NothingUndelivered
        missed = {number_of(each.subject) for each in dead if each.kind == "reminder"}
        happened = handovers.hand_over(tx, desk, lead, held, successor, missed, now)
        for each in (each for each in dead if each.kind == "told"):
            outbox.add(tx, each.kind, each.subject, successor.id, PRIORITY, now, now)
        data = {"messages": len(dead), "followups": len(happened), "from": recipient, "to": successor.id}
        happened.append(Happening(lead.id, "letter.reassigned", PREFIX + recipient, data))
        return _settled(tx, desk, number, recipient, happened)


def _settled(tx: Connection, desk: Desk, number: int, recipient: str, happened: Sequence[Happening]) -> Letter:
    outbox.changed(tx, PREFIX + recipient)
    audit.append_all(tx, desk.clock(), happened)
    return _letter(tx, desk, number, recipient)


def _recipient(tx: Connection, number: int) -> str:
    subject = letters.subject_of(tx, number, "letter")
    if subject is None:
        raise NothingUndelivered
    return subject.removeprefix(PREFIX)


def _require_lead(desk: Desk, person: Person) -> None:
    if not desk.is_lead(person.id):
        raise NotALead(name="what becomes of it")
