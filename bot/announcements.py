"""A draft for all whom a problem of many concerns, in each of their languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot import drafting, drafts, problems, theirs
from bot.desk import Desk
from prompts import announcement
from prompts.brief import signature_in
from prompts.languages import language_of
from storage import audit, customers
from storage import drafts as stored_drafts
from storage import texts as stored_texts
from storage.audit import Happening
from storage.records import Draft, Person, Problem

BEGUN = "draft.begun"
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
        before = {draft.sound.language: draft for draft in _written(tx, lead, number)}
        found, happened = [], list[Happening]()
        for language in _languages(tx, desk, number):
            if language in before:
                found.append(before[language])
                continue
            made = _write(tx, desk, problem, lead, language, now)
            happened += [Happening(lead.id, BEGUN, drafts.subject_of(made), {"problem": number})]
            found.append(made)
        audit.append_all(tx, now, happened)
        return found


def _written(tx: Connection, lead: Person, number: int) -> Sequence[Draft]:
    """What was written to a lead because of a problem and not discarded, the oldest first. The trail knows which."""
    theirs = {drafts.subject_of(draft): draft for draft in stored_drafts.of_problems(tx, lead.id)}
    begun = (entry for entry in audit.about(tx, list(theirs)) if entry.action == BEGUN)
    return [theirs[entry.subject] for entry in begun if entry.data.get("problem") == number]


def _write(tx: Connection, desk: Desk, problem: Problem, lead: Person, language: str, now: datetime) -> Draft:
    words = problem.common
    rules = desk.policy.drafts
    reply = announcement.write(language, words, signature_in(language, rules.signature, rules.signatures))
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
    counted = Counter(spoken.get(customer or 0) or language_of(theirs.heard(words)) for customer, words in texts)
    return sorted((code for code in ours if counted[code]), key=lambda code: -counted[code]) or ours[:1]
