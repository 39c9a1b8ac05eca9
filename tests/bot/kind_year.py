"""A made-up year of customers with known effects of kindness, as cases and as rows of the tables.

Who gets what is left to chance here, so that a difference between those with and without is the effect itself. Around
the cases lies much that must not count: check-ins, what a problem of many made, second follow-ups on the same matter,
gestures too early or too late, requests that were declined, answers out of their time, matters of another year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from storage.database import Database
from storage.records.kindness import Answers, Sample, Share, Tally
from storage.service_tables import scores
from storage.tables import customers, drafts, followups, gestures, past_promises, policies

NOW = datetime(2026, 11, 23, 11, tzinfo=UTC)
SINCE = NOW - timedelta(days=365)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CHANCES = {"on time": 0.7, "kept": 0.3, "credit": 0.25, "note": 0.15, "discount": 0.06}
# By how much each makes it more likely that a matter is solved, that the customer is back, and that an answer rises by
# one on CSAT's scale, or two on that of NPS.
EFFECTS: dict[str, dict[str, float]] = {
    "solved": {"on time": 0.1, "credit": 0.2, "discount": 0.1},
    "back": {"kept": -0.1, "credit": 0.15},
    "risen": {"on time": 0.1, "credit": 0.25, "note": 0.2, "discount": 0.1},
}
BASES = {"solved": 0.5, "back": 0.3, "risen": 0.2}
POINTS = {"csat": 1, "nps": 2}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One customer's first matter: what was done for them, and what came of it; None for what nobody said."""

    kindness: frozenset[str]
    solved: bool | None
    back: bool
    csat: tuple[int | None, int | None]
    nps: tuple[int | None, int | None]


def made(seed: int, many: int = 400) -> list[Case]:
    """Cases by chance of a seed."""
    chance = Random(seed)
    return [_case(chance) for _ in range(many)]


def _case(chance: Random) -> Case:
    kindness = frozenset(name for name, share in CHANCES.items() if chance.random() < share)

    def happens(what: str) -> bool:
        return chance.random() < BASES[what] + sum(EFFECTS[what].get(name, 0) for name in kindness)

    def answers(points: int) -> tuple[int | None, int | None]:
        before = chance.choice((2, 3)) * points
        after = before + points * (happens("risen") + (chance.random() < 0.3) - (chance.random() < 0.3))
        return (before if chance.random() < 0.7 else None, after if chance.random() < 0.6 else None)

    solved = happens("solved") if chance.random() < 0.8 else None
    return Case(kindness, solved, happens("back"), answers(POINTS["csat"]), answers(POINTS["nps"]))


def tally(cases: Iterable[Case]) -> Tally:
    """What became of these cases, all of whose time is over."""
    found = list(cases)

    def answers(pairs: Sequence[tuple[int | None, int | None]]) -> Answers:
        changes = [after - before for before, after in pairs if before is not None and after is not None]
        return Answers(sample(changes), sample(after for _, after in pairs if after is not None))

    said = [case.solved for case in found if case.solved is not None]
    back = Share(sum(case.back for case in found), len(found))
    csat, nps = answers([case.csat for case in found]), answers([case.nps for case in found])
    return Tally(len(found), Share(sum(said), len(said)), back, csat, nps)


def sample(values: Iterable[int]) -> Sample:
    """The sums of these values."""
    found = list(values)
    return Sample(len(found), sum(found), sum(value**2 for value in found))


class Year:
    """The rows of a year in which these cases happened."""

    def __init__(self, seed: int, cases: Sequence[Case]) -> None:
        self.chance = Random(seed)
        self.customers = [{"id": number, "created_at": SINCE} for number in range(1, len(cases) + 1)]
        self.followups: list[Row] = []
        self.past: list[Row] = []
        self.gestures: list[Row] = []
        self.drafts: list[Row] = []
        self.scores: list[Row] = []
        for customer, case in enumerate(cases, 1):
            self._happen(customer, case)

    def write(self, database: Database) -> None:
        """Puts it all into an empty database."""
        with database.begin() as tx:
            tx.execute(insert(policies), {"digest": "p", "text": "", "first_used_at": SINCE})
            for table, rows in (
                (customers, self.customers), (followups, self.followups), (past_promises, self.past),
                (gestures, self.gestures), (drafts, self.drafts), (scores, self.scores),
            ):  # fmt: skip
                if rows:
                    tx.execute(insert(table), rows)

    def _happen(self, customer: int, case: Case) -> None:
        begun = self._between(SINCE + 5 * DAY, NOW - 5 * DAY)
        due = self._between(begun, begun + 2 * DAY)
        is_on_time = "on time" in case.kindness
        done = self._between(due - HOUR, due + 2 * HOUR) if is_on_time else self._between(due + 3 * HOUR, due + 2 * DAY)
        done = max(done, begun + timedelta(minutes=1))
        if customer % 5 == 0:  # the bot's own, done before and recorded after
            self._followup(customer, begun - 2 * HOUR, begun, begun, solved=not case.solved, origin="problem")
            self._followup(customer, done + HOUR, done + DAY, None, None, origin="problem")
        first = self._followup(customer, begun, due, done, case.solved)
        self._promise(first, done, is_kept="kept" in case.kindness, is_on_time=is_on_time)
        if case.solved is False:
            self._followup(customer, done + HOUR, done + DAY, done + 2 * DAY, solved=True, follows=first["id"])
        for kind in ("credit", "note", "discount"):
            self._gestures(customer, kind, done, is_given=kind in case.kindness)
        self._come_back(customer, done, is_back=case.back)
        self._answer(customer, "csat", begun, done, *case.csat)
        self._answer(customer, "nps", begun, done, *case.nps)
        if self.chance.random() < 0.3:  # of another year, and never done
            long_ago = SINCE - 40 * DAY
            self._followup(customer, long_ago, long_ago + DAY, long_ago + 2 * DAY, solved=not case.solved)
            self._followup(
                customer, begun - HOUR, due, None, None, state="cancelled", closed_at=done - timedelta(minutes=1)
            )

    def _promise(self, first: Row, done: datetime, *, is_kept: bool, is_on_time: bool) -> None:
        dice = self.chance.random()
        if is_kept and dice < 0.2:  # and reopened since
            self._past(first, done - HOUR, kept=True)
        elif is_kept and is_on_time:
            first["promised_by"] = self._between(done, done + DAY)
        elif is_kept:
            self._past(first, done - 5 * HOUR, kept=True)
        elif dice < 0.3:
            first["promised_by"] = self._between(done - DAY, done - timedelta(seconds=1))
        elif dice < 0.4 and is_on_time:  # kept, but only after an earlier one was missed
            first["promised_by"] = done
            self._past(first, done - HOUR, kept=False)

    def _past(self, first: Row, by: datetime, *, kept: bool) -> None:
        self.past.append({"followup_id": first["id"], "promised_by": by, "kept": kept})

    def _gestures(self, customer: int, kind: str, done: datetime, *, is_given: bool) -> None:
        if is_given:
            for _ in range(self.chance.choice((1, 1, 2))):
                asked = self._between(done - 30 * DAY, done - 2 * HOUR)
                self._gesture(customer, kind, asked, self._between(asked, done))
            return
        for at, decided, state in (
            (done - 31 * DAY, done - 30 * DAY, "granted"),
            (done - HOUR, done + HOUR, "granted"),
            (done + HOUR, done + HOUR, "delivered"),
            (done - DAY, done - HOUR, "declined"),
            (done - DAY, done - HOUR, "withdrawn"),
        ):
            if self.chance.random() < 0.1:
                self._gesture(customer, kind, at, decided, state)

    def _gesture(self, customer: int, kind: str, at: datetime, decided: datetime, state: str = "") -> None:
        state = state or self.chance.choice(("granted", "delivered"))
        cost = 0 if kind == "note" else self.chance.randrange(500, 3000)
        currency = "EUR" if kind == "discount" and self.chance.random() < 0.3 else "USD"
        delivered = self._between(decided, decided + 2 * DAY) if state == "delivered" else None
        self.gestures.append({
            "id": len(self.gestures) + 1, "customer_id": customer, "kind": kind, "label": kind.capitalize(),
            "unit": "money", "amount": cost, "currency": currency, "cost": cost, "reason": "late",
            "requester": "U0ANNA", "state": state, "needs": 0, "rule": "r", "why": "w", "policy": "p", "salt": "",
            "requested_at": at, "decided_at": decided, "delivered_at": delivered,
        })  # fmt: skip
        if delivered:  # which is checked on
            self._followup(customer, delivered, delivered + DAY, None, None, origin="check_in")

    def _come_back(self, customer: int, done: datetime, *, is_back: bool) -> None:
        at = self._between(done, done + 30 * DAY) if is_back else self._between(done + 31 * DAY, done + 90 * DAY)
        if is_back or self.chance.random() < 0.5:
            if self.chance.random() < 0.5:
                self._followup(customer, at, at + DAY, at + 2 * DAY, solved=True)
            else:
                self._draft(customer, at)
        if not is_back and self.chance.random() < 0.3:
            self._draft(customer, done - HOUR)
            self._draft(None, done + HOUR)

    def _answer(
        self, customer: int, kind: str, begun: datetime, done: datetime, before: int | None, after: int | None
    ) -> None:
        said = {1: before, 2: after}
        times = {
            begun - self.chance.randrange(360, 380) * DAY: 5,
            begun - self.chance.randrange(1, 350) * DAY: said[1],
            done + self.chance.randrange(1, 85) * DAY: said[2],
            done + self.chance.randrange(95, 120) * DAY: 1,
        }
        for number, (at, value) in enumerate(times.items()):
            if number in (0, 3):
                value = value if self.chance.random() < 0.3 and (number == 3 or at < begun - 366 * DAY) else None
            if value is not None:
                self.scores.append({"customer_id": customer, "kind": kind, "value": value, "at": at})

    def _followup(
        self, customer: int, begun: datetime, due: datetime, done: datetime | None, solved: bool | None, **more: Any
    ) -> Row:
        row = {
            "id": len(self.followups) + 1, "customer_id": customer, "what": "call", "owner": "U0ANNA", "due_at": due,
            "zone": "UTC", "exact": True, "state": "done" if done else "open", "salt": "", "created_at": begun,
            "closed_at": done, "promised_by": None, "solved": solved, "follows": None, "origin": None, **more,
        }  # fmt: skip
        self.followups.append(row)
        return row

    def _draft(self, customer: int | None, at: datetime) -> None:
        self.drafts.append(
            {"agent": "U0ANNA", "customer_id": customer, "message": "m", "state": "ready", "created_at": at}
        )

    def _between(self, since: datetime, until: datetime) -> datetime:
        return since + self.chance.random() * (until - since)
