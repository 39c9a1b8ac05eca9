"""Exports: one flat row per follow-up, gesture, draft or audit entry, times in ISO 8601 and UTC."""

from __future__ import annotations

import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO

from sqlalchemy import Connection

from bot.learning import spent
from bot.money import MILLIONTHS, minor_digits
from bot.policy import PERCENT_DIGITS
from storage import audit, drafts, followups, gestures, learning, policies, verify_audit
from storage.database import Database
from storage.learning import Writing
from storage.records import Draft, Followup, Gesture
from storage.types import SORTABLE

Row = dict[str, str | int | None]
FORMS = ("csv", "jsonl", "zip")
AT_ONCE = 500
VERIFIER = Path(verify_audit.__file__)


def rows(database: Database, what: str, since: datetime | None, now: datetime | None = None) -> Iterator[Row]:
    """The rows of one kind of record from `since` on as they stand now, oldest first. KeyError for an unknown kind."""
    with database.read() as tx:
        database.unhurried(tx)
        yield from EXPORTS[what](tx, since, now or datetime.now(UTC))


def note(database: Database, what: str, form: str, since: datetime | None, now: datetime) -> None:
    """Writes into the audit trail that somebody takes records out."""
    data: dict[str, object] = {"format": form, "since": utc(since)}
    with database.begin() as tx:
        audit.append(tx, now, "operator", "export.made", f"export:{what}", data)


def bundle(database: Database, to: IO[bytes]) -> None:
    """The audit trail from its first entry on as one zip, with the policies it names and a script that verifies it
    without us."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as zipped:
        with zipped.open("audit.jsonl", "w", force_zip64=True) as file:
            for row in rows(database, "audit", None):
                file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
        with database.read() as tx:
            for digest, text in policies.kept(tx):
                zipped.writestr(f"policies/{digest}.toml", text)
        zipped.writestr("verify_audit.py", VERIFIER.read_text("utf-8"))


def _followups(tx: Connection, since: datetime | None, now: datetime) -> Iterator[Row]:
    for followup in followups.everything(tx, since):
        yield of_followup(followup, now)


def of_followup(followup: Followup, now: datetime) -> Row:
    """One follow-up as it stands at `now`."""
    return {
        "id": followup.name,
        "state": followup.state,
        "customer": followup.customer.label,
        "what": followup.what,
        "owner": followup.owner,
        "due_at": utc(followup.due_at),
        "zone": followup.zone,
        "created_at": utc(followup.created_at),
        "reminded_at": utc(followup.reminded_at),
        "closed_at": utc(followup.closed_at),
        "link": followup.link,
        "promised_by": utc(followup.promised_by),
        "promise": followup.promise(now),
        "they_owe": _yes(followup.they_owe),
        "repeat": followup.repeat,
        "solved": _yes(followup.solved),
        "follows": f"F-{followup.follows}" if followup.follows else None,
        "asked": followup.asked,
        "reason": followup.reason,
    }


def _gestures(tx: Connection, since: datetime | None, now: datetime) -> Iterator[Row]:
    for gesture in gestures.everything(tx, since):
        yield of_gesture(gesture)


def of_gesture(gesture: Gesture) -> Row:
    """One gesture."""
    return {
        "id": gesture.name,
        "state": gesture.state,
        "kind": gesture.kind,
        "amount": amount_of(gesture, gesture.amount),
        "unit": gesture.unit,
        "currency": gesture.currency,
        "cost": _exact(gesture.cost, minor_digits(gesture.currency)),
        "customer": gesture.customer.label,
        "requester": gesture.requester,
        "deciders": " ".join(_deciders(gesture)),
        "reason": gesture.reason,
        "rule": gesture.rule,
        "policy": gesture.policy,
        "requested_at": utc(gesture.requested_at),
        "decided_at": utc(gesture.decided_at),
        "delivered_at": utc(gesture.delivered_at),
    }


def _cases(tx: Connection, since: datetime | None, now: datetime) -> Iterator[Row]:
    """What each gesture was judged by, for whom leads' deputies decided, and how one sees that it was delivered."""
    for gesture in gestures.everything(tx, since):
        yield of_case(gesture)


def of_case(gesture: Gesture) -> Row:
    """The same of one gesture."""
    return {
        "id": gesture.name,
        "code": gesture.code,
        "units": gesture.units,
        "tier": gesture.tier,
        "facts": " ".join(gesture.facts),
        "on_behalf_of": " ".join(said.on_behalf for said in gesture.decisions if said.on_behalf),
        "proof": gesture.proof,
    }


def _deciders(gesture: Gesture) -> list[str]:
    final = "decline" if gesture.state == "declined" else "approve"
    return [said.lead for said in gesture.decisions if said.round == gesture.round and said.verdict == final]


def _drafts(tx: Connection, since: datetime | None, now: datetime) -> Iterator[Row]:
    found = iter(drafts.everything(tx, since))
    while some := list(islice(found, AT_ONCE)):
        written: dict[int, list[Writing]] = defaultdict(list)
        for writing in learning.of_drafts(tx, [draft.id for draft in some]):
            written[writing.draft].append(writing)
        for draft in some:
            yield {**_draft(draft), **_spent(written[draft.id])}


def _draft(draft: Draft) -> Row:
    return {
        "id": draft.name,
        "state": draft.state,
        "agent": draft.agent,
        "customer": draft.customer.label if draft.customer else None,
        "feeling": draft.feeling,
        "matter": draft.matter,
        "version": draft.version,
        "writer": draft.writer,
        "reply": draft.reply,
        "created_at": utc(draft.created_at),
    }


def _spent(written: Sequence[Writing]) -> Row:
    """What all of a draft's versions took, and the prompt of the last that was not the agent's own; its model where the
    phrasebook had to step in."""
    last = written[-1] if written else None
    currency = next((each.currency for each in reversed(written) if each.currency), None)
    took = spent(written, currency or "")
    return {
        "prompt_version": last.prompt_version if last else None,
        "instead_of": last.instead_of if last else None,
        "seconds": f"{sum(each.seconds for each in written):.3f}",
        "tokens_asked": took.asked,
        "tokens_answered": took.answered,
        "cost": None if took.cost is None else _exact(took.cost, MILLIONTHS),
        "cost_currency": currency,
    }


def _audit(tx: Connection, since: datetime | None, now: datetime) -> Iterator[Row]:
    for entry in audit.entries(tx, since):
        yield {
            "seq": entry.seq,
            "at": entry.at.astimezone(UTC).strftime(SORTABLE),  # as it was sealed
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "data": json.dumps(entry.data, sort_keys=True, separators=(",", ":")),
            "previous": entry.previous,
            "hash": entry.hash,
        }


def as_text(value: str | int | None) -> str | int | None:
    """A value that a spreadsheet shows and does not run as a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def amount_of(gesture: Gesture, steps: int) -> str:
    """So many of a gesture's steps as an exact number in its unit; nothing for a kind without an amount."""
    digits = {"money": minor_digits(gesture.currency), "percent": PERCENT_DIGITS}.get(gesture.unit, 0)
    return "" if gesture.unit == "none" else _exact(steps, digits)


def _exact(steps: int, digits: int) -> str:
    return str(Decimal(steps).scaleb(-digits))


def _yes(said: bool | None) -> str | None:
    return None if said is None else "yes" if said else "no"


def utc(moment: datetime | None) -> str | None:
    """A moment in ISO 8601 and UTC."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


EXPORTS: Mapping[str, Callable[[Connection, datetime | None, datetime], Iterator[Row]]] = {
    "followups": _followups,
    "gestures": _gestures,
    "cases": _cases,
    "drafts": _drafts,
    "audit": _audit,
}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "followups": (
        "id",
        "state",
        "customer",
        "what",
        "owner",
        "due_at",
        "zone",
        "created_at",
        "reminded_at",
        "closed_at",
        "link",
        "promised_by",
        "promise",
        "they_owe",
        "repeat",
        "solved",
        "follows",
        "asked",
        "reason",
    ),
    "gestures": (
        "id",
        "state",
        "kind",
        "amount",
        "unit",
        "currency",
        "cost",
        "customer",
        "requester",
        "deciders",
        "reason",
        "rule",
        "policy",
        "requested_at",
        "decided_at",
        "delivered_at",
    ),
    "cases": ("id", "code", "units", "tier", "facts", "on_behalf_of", "proof"),
    "drafts": (
        "id",
        "state",
        "agent",
        "customer",
        "feeling",
        "matter",
        "version",
        "writer",
        "reply",
        "created_at",
        "prompt_version",
        "instead_of",
        "seconds",
        "tokens_asked",
        "tokens_answered",
        "cost",
        "cost_currency",
    ),
    "audit": ("seq", "at", "actor", "action", "subject", "data", "previous", "hash"),
}
