"""Dossiers: all that is recorded about one customer, for whoever asks what we know of them.

The shape is described in docs/customer-export.md and stays as it is; what is new is added. Follow-ups and gestures have
the columns that their exports have. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot import customers, exports
from bot.desk import Desk
from bot.errors import NotFound
from storage import audit, dossiers, drafts, followups, gestures, merges, namings, notes, reviews, thanks
from storage import customers as stored_customers
from storage.records import Customer, Gesture

Dossier = dict[str, Any]
SHAPE = "extra-mile/customer/1"
DRAFT = ("agent", "message", "felt", "about", "language", "tone", "wish", "edited", "created_at", "closed_at",
         "said_at")  # fmt: skip
VERSION = ("version", "reply", "feeling", "matter", "need", "promise", "wish", "note", "sensitive", "writer", "sent",
           "written_at")  # fmt: skip
REVIEW = ("version", "asked_by", "asked_at", "lead", "verdict", "words", "answered_at")


def export(desk: Desk, text: str) -> Dossier:
    """All about the customer whom a text names; the audit trail keeps that it was taken out, by their number.

    Raises BadCustomer and NotFound.
    """
    reference, now = customers.read_field(desk, text), desk.clock()
    with desk.database.begin() as tx:
        found = stored_customers.find(tx, reference)
        if found is None:
            raise NotFound(name=f"customer {reference.value}", command="python app.py export followups --format csv")
        audit.append(tx, now, "operator", "export.made", f"customer:{found.id}", {"format": "json"})
    with desk.database.read() as tx:
        desk.database.unhurried(tx)
        return _dossier(tx, stored_customers.get(tx, found.id), now)


def _dossier(tx: Connection, customer: Customer, now: datetime) -> Dossier:
    named = namings.find(tx, customer)
    under_tickets = {room: namings.numbers(named, room, theirs=True) for room in namings.ROOMS}
    promised = [*followups.numbers_of_customer(tx, customer.id), *under_tickets["followup"]]
    given = [
        *gestures.of_customer(tx, customer.id, most=gestures.count(tx, customer.id)),
        *gestures.get_many(tx, under_tickets["gesture"]),
    ]
    written = {
        *drafts.numbers_of_customer(tx, customer.id),
        *drafts.numbers_naming(tx, customer.telling_names),
        *under_tickets["draft"],
    }
    noted = [*dossiers.notes_of(tx, customer.id), *notes.get_many(tx, under_tickets["note"])]
    naming = thanks.numbers_naming(tx, customer.id, customer.telling_names)
    thanked = dossiers.thanks_of(tx, {*thanks.numbers_of_customer(tx, customer.id), *naming})
    numbers = [customer.id, *merges.brought(tx, customer.id)]
    subjects = [
        *(f"customer:{number}" for number in numbers),
        *(f"followup:{number}" for number in promised),
        *(f"gesture:{gesture.id}" for gesture in given),
        *(f"draft:{number}" for number in written),
        *(f"thanks:{row['id']}" for row in thanked),
    ]
    return {
        "shape": SHAPE,
        "exported_at": exports.utc(now),
        "customer": _customer(tx, customer, numbers),
        "notes": [
            {"id": note.id, "author": note.author, "text": note.text, "created_at": exports.utc(note.created_at)}
            for note in sorted(noted, key=lambda note: note.id)
        ],
        "followups": _followups(tx, promised, now),
        "gestures": [_gesture(gesture) for gesture in sorted(given, key=lambda gesture: gesture.id)],
        "drafts": _drafts(tx, written),
        "scores": _some(dossiers.scores_of(tx, numbers), "kind", "value", "at"),
        "thanks": _some(thanked, "person", "author", "words", "at"),
        "problems": [
            {**problem, "record": _name(row["subject"])}
            for row in dossiers.problems_of(tx, subjects)
            for problem in _some([row], "id", "state", "matter", "words", "noticed_at", "decided_at", "fixed_at")
        ],
        "problem_gestures": [
            {
                "problem": row["problem_id"],
                "gesture": f"G-{row['gesture_id']}" if row["gesture_id"] else None,
                **{name: row[name] for name in ("refused", "lead")},
            }
            for row in dossiers.problem_gestures_of(tx, numbers, [gesture.id for gesture in given])
        ],
        "audit": [
            {
                **{name: getattr(entry, name) for name in ("seq", "actor", "action", "subject", "data", "hash")},
                "at": exports.utc(entry.at),
            }
            for entry in dossiers.trail(tx, subjects)
        ],
    }


def _customer(tx: Connection, customer: Customer, numbers: Sequence[int]) -> Dossier:
    row = dossiers.customer(tx, customer.id)
    return {
        "id": customer.id,
        "known_since": exports.utc(row["created_at"]),
        "references": [{"kind": reference.kind, "value": reference.value} for reference in customer.references],
        "tier": row["tier"],
        "language": row["language"],
        "merges": _some(dossiers.merges_of(tx, numbers), "kept_id", "other_id", "actor", "at", "undone_at"),
        "not_the_same_as": dossiers.apart_from(tx, customer.id),
    }


def _followups(tx: Connection, numbers: Sequence[int], now: datetime) -> list[Dossier]:
    promises = _by("followup_id", dossiers.promises(tx, numbers))
    reopened = _by("followup_id", dossiers.reopened(tx, numbers))
    return [
        {
            **exports.of_followup(followup, now),
            "promises_before": _some(promises[followup.id], "promised_by", "kept"),
            "reopened": _some(reopened[followup.id], "closed_at", "reopened_at"),
        }
        for followup in followups.get_many(tx, numbers)
    ]


def _gesture(gesture: Gesture) -> Dossier:
    return {
        **exports.of_gesture(gesture),
        **exports.of_case(gesture),
        "decisions": [
            {
                "lead": said.lead,
                "on_behalf_of": said.on_behalf,
                "verdict": said.verdict,
                "amount": exports.amount_of(gesture, said.amount),
                "words": said.words,
                "at": exports.utc(said.at),
            }
            for said in gesture.decisions
        ],
    }


def _drafts(tx: Connection, numbers: Iterable[int]) -> list[Dossier]:
    found = dossiers.drafts_of(tx, set(numbers))
    asked = reviews.of_drafts(tx, {row["id"] for row in found})
    versions = _by("draft_id", dossiers.versions(tx, {row["id"] for row in found}))
    return [
        {
            "id": f"D-{row['id']}",
            "state": row["state"],
            **_some([row], *DRAFT)[0],
            "versions": [
                {**_some([version], *VERSION)[0], "check": json.loads(version["check"])}
                for version in versions[row["id"]]
            ],
            "reviews": [_some([asdict(review)], *REVIEW)[0] for review in asked if review.draft == row["id"]],
        }
        for row in found
    ]


def _name(subject: str) -> str:
    """A record as people say it: F-17 for followup:17."""
    room, _, number = subject.partition(":")
    return f"{room[0].upper()}-{number}"


def _by(key: str, rows: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row[key]].append(row)
    return found


def _some(rows: Iterable[Mapping[str, Any]], *columns: str) -> list[Dossier]:
    """These columns of rows, times in ISO 8601."""
    return [{name: _plain(row[name]) for name in columns} for row in rows]


def _plain(value: Any) -> Any:
    return exports.utc(value) if isinstance(value, datetime) else value
