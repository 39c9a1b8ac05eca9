"""What we owe a customer, by the follow-up that a draft was asked for from."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from bot import theirs
from prompts.brief import Owed
from prompts.senders import sender_of
from storage import audit, drafts, followups, problems, promises
from storage.records import Draft, Followup, Problem

BEGUN = "draft.begun"
FIXED = "It’s fixed: tell them."
BEFORE = f"{FIXED} Before: "  # what stands in front of what was to be done until then


def begun(followup: int | None) -> dict[str, object]:
    """What the trail keeps of where a draft was begun."""
    return {} if followup is None else {"followup": followup}


def of(tx: Connection, draft: Draft) -> Owed | None:
    """What its follow-up says as it stands; None where there is none, or where it is not owed to whom the draft
    answers, or to nobody any more. What is fixed stays so once they were told: a draft in hand goes on saying it."""
    followup = _followup(tx, draft)
    if followup is None or followup.state == "cancelled":
        return None
    ours, quoted = theirs.apart(followup.what)
    is_open = followup.state == "open"
    promised_by = followup.promised_by if is_open else None
    if not ours.startswith(FIXED):
        return Owed(ours, promised_by) if is_open and not followup.they_owe else None
    fixed = _fixed(tx, followup)
    common = tuple(dict.fromkeys(word for problem in fixed for word in problem.common))
    is_older = _is_quoted(draft.message, quoted) or _is_before(draft, fixed)
    return Owed(ours, promised_by, is_fixed=True, common=common, since=not is_older)


def still_open(tx: Connection, draft: Draft) -> int | None:
    """The number of its follow-up while that is open and with the draft's agent; else None."""
    followup = _followup(tx, draft)
    is_theirs = followup is not None and followup.state == "open" and followup.owner == draft.agent
    return followup.id if followup is not None and is_theirs else None


def used_from(tx: Connection, followup: Followup) -> Sequence[str]:
    """How messages name the used drafts that were asked for from a follow-up, in order."""
    used = [f"draft:{number}" for number in sorted(drafts.numbers_of_customer(tx, followup.customer.id, "used"))]
    here = begun(followup.id)
    from_here = {entry.subject for entry in audit.about(tx, used) if entry.action == BEGUN and entry.data == here}
    return [subject for subject in used if subject in from_here]


def _followup(tx: Connection, draft: Draft) -> Followup | None:
    """The follow-up that a draft was asked for from, where it is owed to whom that answers."""
    entry = audit.latest(tx, f"draft:{draft.id}", BEGUN)
    number = entry.data.get("followup") if entry else None
    followup = followups.get(tx, number) if isinstance(number, int) else None
    return followup if followup is not None and followup.customer.id == promises.whose(tx, draft.id) else None


def _is_quoted(message: str, quoted: str) -> bool:
    """Whether a message is the one of which the follow-up quotes all, or how it begins."""
    said, known = (" ".join(text.split()) for text in (sender_of(message)[1], sender_of(quoted)[1]))
    is_beginning = known.endswith(theirs.SHORT) and said.startswith(known.removesuffix(theirs.SHORT))
    return bool(known) and (said == known or is_beginning)


def _is_before(draft: Draft, fixed: Sequence[Problem]) -> bool:
    """Whether the message was there before any of these problems was fixed."""
    said_at = draft.said_at or draft.created_at
    first = min((problem.fixed_at for problem in fixed if problem.fixed_at is not None), default=None)
    return said_at is not None and first is not None and said_at < first


def _fixed(tx: Connection, followup: Followup) -> Sequence[Problem]:
    """The fixed problems that it speaks of."""
    found = (problems.get(tx, number) for number in sorted(problems.overlaps(tx, [f"followup:{followup.id}"])))
    return [problem for problem in found if problem is not None and problem.state == "fixed"]
