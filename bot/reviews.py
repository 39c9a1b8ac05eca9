"""Reviews: an agent asks the leads to read a sensitive reply before it is sent, and one of them answers.

It is advice: the agent may use the reply all the time, as nothing goes to a customer by itself.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from bot import drafts, moments
from bot.desk import Desk
from bot.errors import (
    AlreadyDecided,
    AskedALead,
    ChangedSince,
    LeadsRead,
    NoOtherLead,
    NotFineYet,
    NotFound,
    NothingToTake,
    OwnReply,
    SameWords,
)
from bot.requests import CARD_PRIORITY
from prompts.phrases import agent_words
from prompts.secrets import without_secrets
from storage import audit, inbox, outbox
from storage import reviews as stored
from storage.records import Draft, Person, Post, Review, Reviewing
from storage.records.reviews import Verdict
from storage.reviews import subject_of
from storage.subjects import number_of

CARD, TOLD = "review", "reviewed"
ADVICE: str = agent_words()["signs"]["lead"]
"""What stands under *Check* of a sensitive draft until a lead has read it."""


def ask(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """Puts a draft before the leads as it stands, once for each version.

    Raises NotFound, NotYours, StillWriting, NoLongerOpen, NoOtherLead, and AskedALead, which says what came of it
    before.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        draft = drafts.mine(tx, actor, number, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return draft
        drafts.require_ready(draft)
        if _leads_alone(desk, actor):
            raise NoOtherLead(name=draft.name)
        before = stored.latest(tx, number)
        if before is not None and before.version == draft.version:
            raise _asked_already(draft, before, actor)
        asked = stored.ask(tx, draft, now)
        drafts.show(tx, draft, now)
        outbox.add(tx, CARD, subject_of(asked), desk.policy.team.approvals_channel, CARD_PRIORITY, now, now)
        audit.append(tx, now, actor.id, "draft.review_asked", drafts.subject_of(draft), {"version": draft.version})
        return draft


def _leads_alone(desk: Desk, actor: Person) -> bool:
    """Whether no other lead could answer, as far as Slack has said lately."""
    is_known = desk.policy.team.leads_usergroup is None or desk.roster.is_fresh
    return is_known and desk.leads == {actor.id}


def _asked_already(draft: Draft, review: Review, actor: Person) -> AskedALead:
    """What came of asking for the same version before."""
    if review.answered_at is None:
        asked = moments.in_words(review.asked_at, actor.zone)
        return AskedALead(outcome=f"A lead was asked to read {draft.name} on {asked} and has not answered yet")
    answered = moments.in_words(review.answered_at, actor.zone)
    said = f"<@{review.lead}> {_said(review)} {draft.name} on {answered}"
    return AskedALead(outcome=said, people=[review.lead or ""])


def _said(review: Review) -> str:
    return "found nothing to change in" if review.verdict == "fine" else "suggested changes to"


def look(desk: Desk, lead: Person, number: int) -> Reviewing:
    """What this lead may answer now. Raises NotFound, LeadsRead, OwnReply, AlreadyDecided."""
    with desk.database.read() as tx:
        return _may_answer(tx, desk, lead, number)


def fine(desk: Desk, request: str, lead: Person, number: int) -> Review:
    """It may be sent as it stands. Raises NotFound, LeadsRead, OwnReply, AlreadyDecided, NotFineYet."""
    return _answer(desk, request, lead, number, "fine", "")


def suggest(desk: Desk, request: str, lead: Person, number: int, words: str) -> Review:
    """What this lead would change. Raises NotFound, LeadsRead, OwnReply, AlreadyDecided, SameWords."""
    return _answer(desk, request, lead, number, "changes", words)


def _answer(desk: Desk, request: str, lead: Person, number: int, verdict: Verdict, words: str) -> Review:
    now = desk.clock()
    with desk.database.begin() as tx:
        drafts.hold(tx, _find(tx, number).draft)
        if inbox.enter(tx, request, now) is not None:
            return _find(tx, number)
        asked = _may_answer(tx, desk, lead, number)
        if verdict == "changes" and words == asked.reply.strip():
            raise SameWords
        checked = drafts.shown(tx, desk, asked.draft.id)
        if verdict == "fine" and checked and checked.flagged:
            raise NotFineYet(phrase=checked.reply[checked.flagged[0].start : checked.flagged[0].end])
        stored.answer(tx, number, verdict, words, lead.id, now)
        drafts.show(tx, asked.draft, now)
        outbox.add(tx, TOLD, subject_of(number), asked.review.asked_by, drafts.DRAFT_PRIORITY, now, now)
        data = {"version": asked.review.version, "verdict": verdict}
        audit.append(tx, now, lead.id, "draft.reviewed", drafts.subject_of(asked.draft), data)
        return _find(tx, number)


def _may_answer(tx: Connection, desk: Desk, lead: Person, number: int) -> Reviewing:
    review = _find(tx, number)
    draft = drafts.find(tx, review.draft)
    found = _reviewing(tx, review, draft)
    if not desk.is_lead(lead.id):
        raise LeadsRead(name=draft.name)
    if review.asked_by == lead.id:
        raise OwnReply(name=draft.name)
    if review.lead is not None:
        raise AlreadyDecided(outcome=f"<@{review.lead}> {_said(review)} {draft.name} already", people=[review.lead])
    if not found.is_current:
        became = draft.state if draft.state in ("used", "discarded") else "another one by now"
        raise AlreadyDecided(outcome=f"The reply of {draft.name} is {became}, so there is nothing left to answer")
    return found


def take_over(desk: Desk, request: str, actor: Person, number: int) -> Draft:
    """The lead's words become the reply, checked as if the agent had typed them.

    Raises NotFound, NotYours, NoLongerOpen, StillWriting, NothingToTake, and ChangedSince where it is another reply by
    now, which nothing takes away by one press.
    """
    now = desk.clock()
    with desk.database.read() as tx:
        of = _find(tx, number).draft
    case = drafts.understand(desk, actor, of)
    with desk.database.begin() as tx:
        draft = drafts.mine(tx, actor, of, lock=True)
        if inbox.enter(tx, request, now) is not None:
            return draft
        drafts.require_ready(draft)
        review = _find(tx, number)
        words = review.words  # they may have been erased since
        if not words.strip():
            raise NothingToTake(name=draft.name)
        if draft.reply == words:
            return draft
        if draft.version != review.version:
            raise ChangedSince(name=draft.name)
        return drafts.reword(tx, desk, actor, draft, case, words, now, words_of=review.lead or "")


def listen(desk: Desk, actor: Person, number: int) -> None:
    """Hears what a lead's words promise, before they are taken over. Raises NotFound, NotYours."""
    with desk.database.read() as tx:
        review = _find(tx, number)
    drafts.listen(desk, actor, review.draft, review.words)


def load(tx: Connection, desk: Desk, post: Post) -> Reviewing | None:
    """A review as its messages show it; None for what was overtaken before anybody saw it."""
    review = stored.get(tx, number_of(post.subject))
    draft = drafts.shown(tx, desk, review.draft) if review else None
    if review is None or draft is None:
        return None
    found = _reviewing(tx, review, replace(draft, message=without_secrets(draft.message, "…")))  # all leads read it
    is_over = draft.state == "discarded" or (post.kind == CARD and not found.is_current)
    return None if post.ts is None and is_over else found


def _reviewing(tx: Connection, review: Review, draft: Draft) -> Reviewing:
    newest = stored.latest(tx, draft.id)
    return Reviewing(review, draft, *stored.asked_about(tx, review), newest is not None and newest.id != review.id)


def _find(tx: Connection, number: int) -> Review:
    review = stored.get(tx, number)
    if review is None:
        raise NotFound(name="reply to read by that button", command="/draft help")
    return review
