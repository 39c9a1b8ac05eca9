"""What an agent does with a draft: words it anew, takes it or leaves it. Nobody but the agent sends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import briefs, followups, learning, marks, moments, owed, promises, rechecks, unnamed
from bot.desk import Desk
from bot.errors import (
    NoLongerOpen,
    NotFound,
    NothingLeft,
    NotYours,
    PromiseOvertaken,
    StillPromising,
    StillWriting,
)
from prompts import guard
from prompts.case import Case, understood
from prompts.senders import sender_of
from prompts.thanked import is_thanked_alone
from storage import audit, customers, drafts, inbox, outbox, people, reviews
from storage import followups as stored_followups
from storage import promises as stored_promises
from storage.records import Draft, Person

DRAFT_PRIORITY = 12
# What was noticed about a message is so whoever words the reply.
NOTICED = ("feeling", "matter", "need", "confidence", "severity", "sensitive", "used", "suggested")


def show(tx: Connection, draft: Draft, now: datetime) -> None:
    """Has the agent see it as it stands now, and the leads who were asked to read it."""
    if draft.version or outbox.newest(tx, "draft", subject_of(draft), draft.agent):
        changed(tx, draft)
    else:
        outbox.add(tx, "draft", subject_of(draft), draft.agent, DRAFT_PRIORITY, now, now)


def changed(tx: Connection, draft: Draft) -> None:
    """It is not as it was: so are the messages about it, and after them the cards that quote it."""
    subject = subject_of(draft)
    for each in (subject, *reviews.beside(tx, [subject])):
        outbox.changed(tx, each)


def listen(desk: Desk, actor: Person, number: int, text: str | None = None) -> None:
    """Hears what a draft answers and says, or `text` instead, before something is done with it: that is remembered for
    a while, and takes too long for a transaction that writes. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        draft, ours = mine(tx, actor, number), drafts.of_phrasebook(tx, number)
        brief = briefs.of(tx, desk, draft)
    understood(brief)
    guard.flags(draft.reply if text is None else text, brief.approved, draft.message, ours)


def edit(desk: Desk, request: str, actor: Person, number: int, text: str) -> Draft:
    """The agent's own version. Raises NotFound, NotYours, NoLongerOpen."""
    now, case = desk.clock(), understand(desk, actor, number)
    with desk.database.begin() as tx:
        draft = mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return _checked(tx, desk, draft)
        require_ready(draft)
        return reword(tx, desk, actor, draft, case, text, now)


def own_words(desk: Desk, actor: Person, number: int) -> str:
    """What the agent made of it last, perhaps before it was written anew; '' if nothing. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        return drafts.own_words(tx, mine(tx, actor, number).id, actor.id)


def take_out(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """The reply less all that nobody approved. Raises NotFound, NotYours, NoLongerOpen, NothingLeft."""
    now, case = desk.clock(), understand(desk, actor, number)
    with desk.database.begin() as tx:
        draft = mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return _checked(tx, desk, draft)
        require_ready(draft)
        ours = drafts.of_phrasebook(tx, number)
        left = guard.without_flagged(draft.reply, briefs.approved(tx, desk, draft), draft.message, ours)
        if not left:
            raise NothingLeft(name=draft.name)
        return reword(tx, desk, actor, draft, case, left, now)


def understand(desk: Desk, actor: Person, number: int) -> Case:
    """What is understood of a draft's message: that takes too long for a transaction that writes."""
    with desk.database.read() as tx:
        brief = briefs.of(tx, desk, mine(tx, actor, number))
    return understood(brief)


def reword(
    tx: Connection, desk: Desk, actor: Person, draft: Draft, case: Case, text: str, now: datetime, *, words_of: str = ""
) -> Draft:
    """Keeps another wording by the agent, checked like any; `words_of` is the lead whose words they took over."""
    fence = drafts.fence_of(tx, draft.id)
    drafts.change(tx, draft.id, "ready", state="writing", wish=None)
    noticed = {name: getattr(draft, name) for name in NOTICED}
    said: dict[str, Any] = {"reply": text}
    if draft.promise and promises.still_said(desk, actor, draft, text):
        is_over = promises.is_overtaken(draft, actor.zone, now)  # and stays so, however little of it was reworded
        said |= {"promise": draft.promise, "promised_by": now if is_over else draft.promised_by}
    else:
        by = promises.found_in(desk, actor, text, now)
        said |= {"promise": moments.in_words(by, actor.zone) if by else None, "promised_by": by}
    marked = guard.flags(text, briefs.approved(tx, desk, draft), draft.message, drafts.of_phrasebook(tx, draft.id))
    said["check"] = list(rechecks.of(desk, actor, draft, case, text, said["promised_by"], now, marked))
    promises.renewed(tx, draft, said["promised_by"])
    wrote = {"writer": actor.id, "prompt_version": "", "note": None, "wish": "edit", "written_at": now}
    drafts.keep(tx, draft.id, fence, {**noticed, **said, **wrote})
    show(tx, draft, now)
    data = {"version": draft.version + 1, **({"words_of": words_of} if words_of else {})}
    audit.append(tx, now, actor.id, "draft.edited", subject_of(draft), data)
    return _checked(tx, desk, find(tx, draft.id))


def use(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """The agent takes the reply: it is posted bare, ready to copy, and what it promises is on their list.

    Raises NotFound, NotYours, StillWriting, NoLongerOpen, StillPromising, and PromiseOvertaken, which the draft's
    message then shows.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        mine(tx, actor, number)
        unnamed.hold(tx, stored_promises.whose(tx, number))
        whose = find(tx, number).customer
        if whose:
            customers.hold(tx, [whose.id])  # before the draft, as everybody does
        draft = _checked(tx, desk, mine(tx, actor, number, lock=True))
        if inbox.enter(tx, request, now) is not None:
            return draft
        require_ready(draft)
        if draft.flagged:
            raise StillPromising(phrase=draft.reply[draft.flagged[0].start : draft.flagged[0].end])
        if not draft.is_overtaken:
            is_held = (whose and whose.id) == (draft.customer and draft.customer.id)
            return _take(tx, desk, request, actor, draft, keeps=is_held)
        outbox.changed(tx, subject_of(draft))
    raise PromiseOvertaken(name=draft.name)


def _take(tx: Connection, desk: Desk, request: str, actor: Person, draft: Draft, *, keeps: bool) -> Draft:
    """Posts the reply; `keeps` its promise with a follow-up, if none keeps it yet and the customer is not forgotten."""
    now = desk.clock()
    edited = learning.distance(drafts.last_written(tx, draft.id, actor.id) or draft.reply, draft.reply)
    drafts.change(tx, draft.id, "ready", state="used", closed_at=now, edited=edited)
    outbox.add(tx, "reply", subject_of(draft), draft.agent, DRAFT_PRIORITY, now, now)
    is_gone = draft.customer is not None and draft.customer.is_nameless
    if keeps and draft.promised_by and draft.followup is None and not is_gone:
        promises.keep(tx, desk, request, actor, draft, now)
    changed(tx, draft)  # after the morning that names the follow-up, as everybody does
    audit.append(tx, now, actor.id, "draft.used", subject_of(draft), {"version": draft.version})
    return find(tx, draft.id)


def let_go(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """No reminder of what a reply promises after all. Raises NotFound, NotYours."""
    now = desk.clock()
    with desk.database.begin() as tx:
        kept_by = mine(tx, actor, number).followup
        followup = followups.mine(tx, desk, actor, kept_by) if kept_by is not None else None
        draft = mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None or draft.followup is None or draft.followup != kept_by:
            return draft
        drafts.change(tx, number, "ready", "writing", "used", followup=None)
        outbox.changed(tx, subject_of(draft))
        if followup is not None and followup.state == "open":
            followups.close(tx, actor, followup, "cancelled", now)
        return find(tx, number)


def discard(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """Not this one. Raises NotFound, NotYours, NoLongerOpen."""
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return draft
        if not drafts.change(tx, number, "ready", "writing", state="discarded", closed_at=now):
            raise NoLongerOpen(name=draft.name, state=draft.state)
        changed(tx, draft)
        audit.append(tx, now, actor.id, "draft.discarded", subject_of(draft), {"version": draft.version})
        return find(tx, number)


def get(desk: Desk, actor: Person, number: int) -> Draft:
    """One draft of this agent's, with what must not be said in it marked. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        return _checked(tx, desk, mine(tx, actor, number))


def ready(desk: Desk, actor: Person, number: int, *, or_used: bool = False) -> Draft:
    """One of this agent's drafts with which something may be done now, before they are asked what; `or_used`: with what
    it promises, too. Raises NotFound, NotYours, StillWriting, NoLongerOpen."""
    draft = get(desk, actor, number)
    if not (or_used and draft.state == "used"):
        require_ready(draft)
    return draft


def sent(desk: Desk, actor: Person, number: int) -> tuple[Draft, str | None]:
    """A draft, and what left the house for it, word for word; None when nothing did. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        return mine(tx, actor, number), drafts.sent(tx, number)


def shown(tx: Connection, desk: Desk, number: int) -> Draft | None:
    """A draft as its message shows it, or None."""
    draft = drafts.get(tx, number)
    return _checked(tx, desk, draft) if draft else None


def _checked(tx: Connection, desk: Desk, draft: Draft) -> Draft:
    """Marks what the reply promises that nobody approved, as things stand, that they changed meanwhile, that the time
    it promises does not hold any more, and what a lead said to it."""
    is_stale = (
        draft.customer is not None
        and draft.written_at is not None
        and drafts.is_stale(
            tx, draft.customer.id, draft.agent, draft.written_at, in_own_words=draft.writer == draft.agent
        )
    )
    is_praise = draft.matter == "praise" and not draft.sensitive
    agent = people.get(tx, draft.agent) if draft.promised_by or is_praise else None
    is_anybodys = draft.customer is None and not stored_promises.is_to_many(tx, draft.id)
    kept = stored_followups.get(tx, draft.followup) if draft.followup and is_anybodys else None
    return replace(
        draft,
        flagged=marks.of(tx, desk, draft),
        is_stale=is_stale,
        is_written_over=draft.writer != draft.agent and bool(drafts.own_words(tx, draft.id, draft.agent)),
        review=reviews.latest(tx, draft.id),
        still_open=owed.still_open(tx, draft) if draft.state == "used" else None,
        is_unnamed=kept is not None and kept.customer.is_unnamed,
        is_thanks=is_praise and not is_thanked_alone(agent.name if agent else "", sender_of(draft.message)[1]),
        is_overtaken=promises.is_overtaken(draft, agent.zone if agent else "UTC", desk.clock()),
    )


def require_ready(draft: Draft) -> None:
    """Raises StillWriting or NoLongerOpen unless something may be done with it now."""
    if draft.state == "writing":
        raise StillWriting(name=draft.name)
    if draft.state != "ready":
        raise NoLongerOpen(name=draft.name, state=draft.state)


def mine(tx: Connection, actor: Person, number: int, *, lock: bool = False) -> Draft:
    """This agent's draft; `lock` holds it until the transaction ends. Raises NotFound, NotYours."""
    if lock:
        hold(tx, number)
    draft = find(tx, number)
    if draft.agent != actor.id:
        raise NotYours(name=draft.name, owner=f"<@{draft.agent}>", people=[draft.agent])
    return draft


def hold(tx: Connection, number: int) -> None:
    """Holds a draft until the transaction ends, so that nothing about it changes meanwhile."""
    drafts.lock(tx, number)


def find(tx: Connection, number: int) -> Draft:
    """A draft by number. Raises NotFound."""
    draft = drafts.get(tx, number)
    if draft is None:
        raise NotFound(name=f"D-{number}", command="/draft")
    return draft


def subject_of(draft: Draft) -> str:
    """How messages and the audit trail name it."""
    return f"draft:{draft.id}"
