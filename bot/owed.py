"""What we owe a customer, by the follow-up that a draft was asked for from."""

from __future__ import annotations

from sqlalchemy import Connection

from bot import theirs
from prompts.brief import Owed
from storage import audit, followups, problems, promises
from storage.records import Draft, Followup

FIXED = "It’s fixed: tell them."
BEFORE = f"{FIXED} Before: "  # what stands in front of what was to be done until then


def begun(followup: int | None) -> dict[str, object]:
    """What the trail keeps of where a draft was begun."""
    return {} if followup is None else {"followup": followup}


def of(tx: Connection, draft: Draft) -> Owed | None:
    """What its follow-up says as it stands; None where there is none, or where it is not owed to whom the draft
    answers, or to nobody any more. What is fixed stays so once they were told: a draft in hand goes on saying it."""
    entry = audit.latest(tx, f"draft:{draft.id}", "draft.begun")
    number = entry.data.get("followup") if entry else None
    followup = followups.get(tx, number) if isinstance(number, int) else None
    if followup is None or followup.state == "cancelled" or followup.customer.id != promises.whose(tx, draft.id):
        return None
    ours, _ = theirs.apart(followup.what)
    is_fixed, is_open = ours.startswith(FIXED), followup.state == "open"
    if not is_fixed and (followup.they_owe or not is_open):
        return None
    promised_by = followup.promised_by if is_open else None
    return Owed(ours, promised_by, is_fixed, _common(tx, followup) if is_fixed else ())


def _common(tx: Connection, followup: Followup) -> tuple[str, ...]:
    """What the fixed problems that it speaks of have in common."""
    found = (problems.get(tx, number) for number in sorted(problems.overlaps(tx, [f"followup:{followup.id}"])))
    fixed = (problem for problem in found if problem is not None and problem.state == "fixed")
    return tuple(dict.fromkeys(word for problem in fixed for word in problem.common))
