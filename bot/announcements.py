"""A draft for all whom a problem of many concerns, in each of their languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import candidates, drafting, drafts, problems
from bot.desk import Desk
from prompts import announcement
from prompts.languages import language_of
from storage import audit, customers, inbox
from storage import drafts as stored_drafts
from storage import texts as stored_texts
from storage.audit import Happening
from storage.records import Draft, Person, Problem
from storage.subjects import number_of

SAMPLE = 50  # texts of each kind that are looked at for their language


def draft(desk: Desk, request: str, lead: Person, number: int) -> Sequence[Draft]:
    """Writes a lead an announcement in each language of those concerned; one that they have already stays as it is.

    Raises NotFound, NotALead, AlreadyDecided for a problem that is not open.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        problem = problems.of_lead(tx, desk, lead, number, lock=True)
        if problem.state != "confirmed":
            raise problems.already_decided(problem)
        found, happened = [], list[Happening]()
        for language in _languages(tx, desk, number):
            its = f"problem:{number}:announcement:{lead.id}:{language}"
            seen = inbox.enter(tx, its, now)
            before = stored_drafts.get(tx, number_of(seen)) if seen else None
            if before is not None and before.state != "discarded":
                found.append(before)
                continue
            made = _write(tx, desk, problem, lead, language, now)
            inbox.settle(tx, its, drafts.subject_of(made))
            happened += [Happening(lead.id, "draft.begun", drafts.subject_of(made), {"problem": number})]
            found.append(made)
        audit.append_all(tx, now, happened)
        return found


def _write(tx: Connection, desk: Desk, problem: Problem, lead: Person, language: str, now: datetime) -> Draft:
    words = problem.words.split(candidates.BETWEEN)
    reply = announcement.write(language, words, desk.policy.drafts.signature)
    message = announcement.about(language, words, problem.customers)
    begun = stored_drafts.begin(
        tx, lead.id, message, None, desk.database.clock + drafting.LEASE_SECONDS, now, model_allowed=False
    )
    stored_drafts.keep(tx, begun.id, 1, {**drafting.version_of(reply), "wish": None, "written_at": now})
    stored_drafts.change(tx, begun.id, "ready", language=language, origin="problem")
    drafts.show(tx, begun, now)
    return drafts.find(tx, begun.id)


def _languages(tx: Connection, desk: Desk, number: int) -> list[str]:
    """The languages of those concerned, as far as we write them, the most frequent first."""
    ours = [code for code in desk.policy.drafts.languages if code in announcement.LANGUAGES] or ["en"]
    texts = stored_texts.words_of(tx, number, SAMPLE)
    spoken = customers.languages(tx, {customer for customer, _ in texts if customer is not None})
    counted = Counter(spoken.get(customer or 0) or language_of(words) for customer, words in texts)
    return sorted((code for code in ours if counted[code]), key=lambda code: -counted[code]) or ours[:1]
