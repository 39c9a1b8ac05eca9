"""A made-up year of a team, written straight into the tables, with one known change on a day in summer.

From then on the team is later, solves less at once, opens more again and decides more slowly, and customers say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Table, bindparam, insert, update

from storage.database import Database
from storage.service_tables import problem_gestures, problems, reopenings, scores
from storage.tables import customers, decisions, draft_versions, drafts, followups, gestures, past_promises, policies

BEGINS, CHANGES = datetime(2025, 11, 24, 6, tzinfo=UTC), datetime(2026, 7, 2, 10, tzinfo=UTC)
ENDS = datetime(2026, 11, 23, 11, tzinfo=UTC)
CUSTOMERS, FOLLOWUPS, GESTURES, DRAFTS, SCORES = 200, 3_000, 1_200, 1_200, 2_400
KINDS = (("credit", "Account credit", "money"), ("discount", "Discount", "percent"), ("note", "Note", "none"))
CODES = (None, "late", "lost")

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manner:
    """How the team works: the mean lateness and time to a decision in seconds, the shares of what is solved at once
    and of what is opened again, and the weights of the scores from 1 to 5 and from 0 to 10."""

    late: float
    decides: float
    solves: float
    reopens: float
    csat: Sequence[int]
    nps: Sequence[int]


WELL = Manner(1_500, 4_000, 0.8, 0.03, (1, 1, 2, 8, 12), (0, 0, 0, 1, 1, 1, 1, 2, 3, 8, 8))
WORSE = Manner(9_000, 20_000, 0.45, 0.15, (4, 4, 5, 4, 3), (2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1))


class Year:
    """The rows of the year, by chance of a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.followups: list[Row] = []
        self.past: list[Row] = []
        self.reopened: list[Row] = []
        self.drafts: list[Row] = []
        self.versions: list[Row] = []
        self.gestures: list[Row] = []
        self.decisions: list[Row] = []
        self.decided: list[Row] = []
        self.problems: list[Row] = []
        self.blankets: list[Row] = []
        self.scores: dict[tuple[int, str, datetime], Row] = {}
        for make, many in ((self._followup, FOLLOWUPS), (self._draft, DRAFTS), (self._gesture, GESTURES),
                           (self._score, SCORES)):  # fmt: skip
            for number in range(1, many + 1):
                at = self._moment()
                make(number, at, WELL if at < CHANGES else WORSE)

    def write(self, database: Database) -> None:
        """Puts it all into an empty database."""
        known = [{"id": number, "created_at": BEGINS} for number in range(1, CUSTOMERS + 1)]
        policy = {"digest": "p", "text": "", "first_used_at": BEGINS}
        with database.begin() as tx:
            rows: list[tuple[Table, Sequence[Row]]] = [
                (customers, known), (policies, [policy]), (followups, self.followups), (past_promises, self.past),
                (reopenings, self.reopened), (drafts, self.drafts), (draft_versions, self.versions),
                (gestures, self.gestures), (decisions, self.decisions), (scores, list(self.scores.values())),
                (problems, self.problems), (problem_gestures, self.blankets),
            ]  # fmt: skip
            for table, some in rows:
                tx.execute(insert(table), some)
            these = update(gestures).where(gestures.c.id == bindparam("number"))
            ends = {name: bindparam(f"new_{name}") for name in ("state", "decided_at", "delivered_at")}
            tx.execute(these.values(ends), self.decided)

    def _moment(self) -> datetime:
        return BEGINS + self.chance.random() * (ENDS - BEGINS)

    def _after(self, at: datetime, mean: float) -> datetime:
        return at + timedelta(seconds=self.chance.expovariate(1 / mean))

    def _followup(self, number: int, at: datetime, manner: Manner) -> None:
        chance = self.chance
        due = self._after(at, 86_400)
        promised = due + timedelta(hours=chance.randrange(1, 9)) if chance.random() < 0.4 else None
        state = chance.choices(("done", "cancelled", "open"), (85, 7, 8))[0]
        early = chance.random() < 0.2
        closed = None if state == "open" else (at + (due - at) / 2 if early else self._after(due, manner.late))
        solved = chance.random() < manner.solves if state == "done" and chance.random() < 0.6 else None
        self.followups.append({
            "id": number, "customer_id": chance.randrange(1, CUSTOMERS + 1), "what": "call", "owner": "U0ANNA",
            "due_at": due, "zone": "UTC", "exact": True, "state": state, "salt": "", "created_at": at,
            "closed_at": closed, "promised_by": promised, "solved": solved,
            "follows": number - 1 if number > 1 and chance.random() < 0.15 else None,
            "origin": {0: "check_in", 1: "problem"}.get(number % 12),
        })  # fmt: skip
        if promised and chance.random() < 0.1:
            missed = promised - timedelta(days=1)
            self.past.append({"followup_id": number, "promised_by": missed, "kept": chance.random() < 0.5})
        if closed and chance.random() < manner.reopens:
            first = at + (closed - at) * 0.9
            self.reopened.append({"followup_id": number, "closed_at": first, "reopened_at": closed})

    def _draft(self, number: int, at: datetime, manner: Manner) -> None:
        state = self.chance.choices(("writing", "ready", "used", "discarded"), (1, 3, 14, 3))[0]
        versions = 0 if state == "writing" else self.chance.randrange(1, 4)
        self.drafts.append({
            "id": number, "agent": "U0ANNA", "message": "", "state": state, "version": versions, "created_at": at,
            "origin": None if number % 9 else "problem",
        })  # fmt: skip
        for version in range(1, versions + 1):
            at = self._after(at, 8)
            self.versions.append({
                "draft_id": number, "version": version, "reply": "", "feeling": "", "matter": "", "need": "",
                "check": "[]", "writer": "phrasebook", "prompt_version": "1", "written_at": at,
            })  # fmt: skip

    def _gesture(self, number: int, at: datetime, manner: Manner) -> None:
        chance = self.chance
        kind, label, unit = chance.choice(KINDS)
        needs = chance.choice((0, 0, 1, 1, 2))
        given = (
            ("granted", "delivered") if needs == 0 else ("approved", "delivered", "declined", "expired", "requested")
        )
        state = chance.choice((*given, "withdrawn"))
        decided = None if state == "requested" else self._after(at, manner.decides) if needs else at
        delivered = self._after(decided or at, 86_400) if state == "delivered" else None
        ends = {"state": state, "decided_at": decided, "delivered_at": delivered}
        asked = {"state": "requested", "decided_at": None, "delivered_at": None}
        self.gestures.append({
            "id": number, "customer_id": chance.randrange(1, CUSTOMERS + 1), "kind": kind, "label": label,
            "unit": unit, "amount": 1, "currency": "USD" if number % 10 else "EUR",
            "cost": chance.randrange(0, 20_000), "reason": "", "requester": "U0ANNA",
            "needs": needs, "rule": "r", "why": "w", "policy": "p", "salt": "",
            "requested_at": at, "code": chance.choice(CODES), **(asked if needs else ends),
        })  # fmt: skip
        if number % 8 == 0:
            self.problems.append({
                "id": number, "state": "confirmed", "matter": "", "words": "", "noticed_at": at, "lead": "U0LEAD",
                "decided_at": at,
            })  # fmt: skip
            whose = self.gestures[-1]["customer_id"]
            self.blankets.append({"problem_id": number, "customer_id": whose, "lead": "U0LEAD", "gesture_id": number})
        if not needs or state == "requested":
            return
        self.decided.append({"number": number, **{f"new_{name}": value for name, value in ends.items()}})
        for lead in ("U0LEAD", "U0LEAD2")[:needs] if state in ("approved", "delivered") else ():
            self.decisions.append({
                "gesture_id": number, "round": 1, "lead": lead, "verdict": "approve", "amount": 1, "words": "",
                "at": decided,
            })  # fmt: skip

    def _score(self, number: int, at: datetime, manner: Manner) -> None:
        kind, weights, first = self.chance.choice((("csat", manner.csat, 1), ("nps", manner.nps, 0)))
        whose, value = self.chance.randrange(1, CUSTOMERS + 1), self.chance.choices(range(len(weights)), weights)[0]
        row = {"customer_id": whose, "kind": kind, "value": first + value, "at": at}
        self.scores[whose, kind, at] = row
