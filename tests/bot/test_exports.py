"""Exports: flat rows with exact amounts and times in UTC."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from desks import (  # fmt: skip
    ANNA,
    JANE,
    LEA,
    LOU,
    MONDAY_NOON,
    POLICY,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    clock_of,
    in_hours,
    run,
)
from sqlalchemy import event

from bot import decisions, exports, followups, giving, outcomes
from bot.desk import Desk
from storage import audit
from storage import followups as stored_followups
from storage.records import Person, Reference

GESTURES = (
    "id, state, kind, amount, unit, currency, cost, customer, requester, deciders, reason, rule, policy, requested_at, "
    "decided_at, delivered_at"
)

FOLLOWUPS = (
    "id, state, customer, what, owner, due_at, zone, created_at, reminded_at, closed_at, link, promised_by, promise, "
    "they_owe, repeat, solved, follows, asked, reason"
)

LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
EXPORTED = ("followups", "gestures", "drafts", "audit")


def rows(desk: Desk, what: str, since: datetime | None = None, now: datetime | None = None) -> list[exports.Row]:
    return list(exports.rows(desk.database, what, since, now))


async def some_of_everything(desk: Desk) -> None:
    followups.done(desk, a_request(), ANNA, a_followup(desk, what="ring, “now”\nor write").id)
    giving.deliver(desk, a_request(), ANNA, a_gesture(desk, 2_050).id)
    a_gesture(desk, 50_000)
    for lead in (LEA, LOU):
        clock_of(desk).pass_by(seconds=90)
        decisions.approve(desk, a_request(), lead, 2)
    decisions.decline(desk, a_request(), LEA, a_gesture(desk, 1_250, kind="discount", price=1_999).id, "no")
    a_gesture(desk, 0, kind="note")
    a_gesture(desk, 2, kind="free_time")
    await a_draft(desk)


async def test_every_row_has_the_columns(desk: Desk) -> None:
    await some_of_everything(desk)
    for what in EXPORTED:
        found = rows(desk, what)
        assert {tuple(row) for row in found} == {exports.COLUMNS[what]}
        assert all(value is None or isinstance(value, (str, int)) for row in found for value in row.values())


async def test_gestures(desk: Desk) -> None:
    await some_of_everything(desk)
    found = rows(desk, "gestures")
    assert ", ".join(exports.COLUMNS["gestures"]) == GESTURES
    assert [row["id"] for row in found] == ["G-1", "G-2", "G-3", "G-4", "G-5"]
    assert [row["state"] for row in found] == ["delivered", "approved", "declined", "granted", "requested"]
    assert [row["amount"] for row in found] == ["20.50", "500.00", "12.50", "", "2"]
    assert [row["cost"] for row in found] == ["20.50", "500.00", "2.50", "0.00", "60.00"]
    assert [row["unit"] for row in found] == ["money", "money", "percent", "none", "time"]
    assert [row["deciders"] for row in found] == ["", "U0LEAD U0LEAD2", "U0LEAD", "", ""]
    assert found[1]["requested_at"] == "2026-11-23T11:00:00Z"
    assert found[1]["decided_at"] == "2026-11-23T11:03:00Z"
    assert (found[1]["delivered_at"], found[0]["delivered_at"]) == (None, "2026-11-23T11:00:00Z")
    assert {row["policy"] for row in found} == {POLICY.digest}
    assert {row["customer"] for row in found} == {"jane.doe@example.com"}


def test_followups(desk: Desk) -> None:
    def new(**told: bool) -> int:
        asked = followups.NewFollowup(a_request(), ANNA, JANE, "tell her", in_hours(desk, 4), **told)
        return followups.record(desk, asked).id

    kept, broken, owed, every_friday = new(promised=True), new(promised=True), new(they_owe=True), new()
    with desk.database.begin() as tx:
        stored_followups.change(tx, every_friday, repeat="FREQ=WEEKLY;BYDAY=FR", asked="every friday")
    followups.done(desk, a_request(), ANNA, kept)
    outcomes.not_yet(desk, a_request(), ANNA, kept)
    followups.cancel(desk, a_request(), ANNA, owed)
    outcomes.give_reason(desk, a_request(), ANNA, owed, "they wrote")
    assert ", ".join(exports.COLUMNS["followups"]) == FOLLOWUPS
    assert [row["promise"] for row in rows(desk, "followups", now=desk.clock())][:2] == ["kept", "pending"]
    clock_of(desk).pass_by(hours=5)
    found = rows(desk, "followups", now=desk.clock())
    assert [row["promise"] for row in found] == ["kept", "broken", None, None, None]
    assert [row["promised_by"] for row in found] == ["2026-11-23T15:00:00Z"] * 2 + [None] * 3
    assert [row["they_owe"] for row in found] == ["no", "no", "yes", "no", "no"]
    assert [row["repeat"] for row in found] == [None, None, None, "FREQ=WEEKLY;BYDAY=FR", None]
    assert [row["solved"] for row in found] == ["no", None, None, None, None]
    assert [row["follows"] for row in found] == [None, None, None, None, f"F-{kept}"]
    assert [row["asked"] for row in found] == [*["in 4 hours"] * 3, "every friday", "Tomorrow morning"]
    assert [row["reason"] for row in found] == [None, None, "they wrote", None, None]
    assert broken == 2


@pytest.mark.parametrize(("currency", "exact"), [("JPY", "2050"), ("KWD", "2.050"), ("EUR", "20.50")])
def test_amounts_have_the_currency_s_decimals(sqlite_desk: Desk, currency: str, exact: str) -> None:
    team = replace(POLICY.team, currency=currency)
    desk = replace(sqlite_desk, policy=replace(POLICY, team=team))
    a_gesture(desk, 2_050)
    (row,) = rows(desk, "gestures")
    assert (row["amount"], row["cost"], row["currency"]) == (exact, exact, currency)


async def test_times_are_utc_to_the_microsecond(desk: Desk) -> None:
    clock_of(desk).now = MONDAY_NOON + timedelta(microseconds=1)
    a_followup(desk, hours=2)
    (row,) = rows(desk, "followups")
    assert (row["created_at"], row["due_at"]) == ("2026-11-23T11:00:00.000001Z", "2026-11-23T13:00:00.000001Z")
    assert (row["zone"], row["closed_at"], row["id"]) == ("Europe/Berlin", None, "F-1")


async def test_since(desk: Desk) -> None:
    await some_of_everything(desk)
    before = {what: len(rows(desk, what)) for what in EXPORTED}
    clock_of(desk).pass_by(days=1)
    moment = desk.clock()
    assert [rows(desk, what, moment) for what in EXPORTED] == [[], [], [], []]
    a_followup(desk)
    a_gesture(desk, 1_000)
    await a_draft(desk)
    for what in EXPORTED:
        later = len(rows(desk, what, moment))
        assert later >= 1
        assert len(rows(desk, what)) == before[what] + later


async def test_audit_rows_seal_to_their_hash(desk: Desk) -> None:
    zoe = Person("U0ZÖE", "Zöe", "Europe/Berlin", "de-DE", "member")
    await some_of_everything(desk)
    a_followup(desk, zoe, what="grüßen", customer=Reference("name", "Ünal", "ünal"))
    previous = audit.GENESIS
    for row in rows(desk, "audit"):
        assert row["previous"] == previous
        assert audit.seal(row) == row["hash"]
        assert json.loads(str(row["data"])) is not None
        assert str(row["at"]).endswith("Z")
        previous = str(row["hash"])
    assert run(desk.database, "SELECT hash FROM audit_head") == [(previous,)]


def test_many_rows_come_in_order(desk: Desk) -> None:
    run(
        desk.database,
        "INSERT INTO customers (id, created_at) VALUES (99, :at)",
        at=MONDAY_NOON if not desk.database.is_sqlite else "2026-11-23T11:00:00.000000Z",
    )
    series = "generate_series(1, 1200)" if not desk.database.is_sqlite else (
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 1200) SELECT n FROM s)"
    )  # fmt: skip
    run(
        desk.database,
        "INSERT INTO followups (customer_id, what, owner, due_at, zone, exact, state, salt, created_at)"
        f" SELECT 99, 'x', 'U0ANNA', created_at, 'UTC', true, 'open', '', created_at FROM customers, {series} AS many",
    )
    assert [row["id"] for row in rows(desk, "followups")] == [f"F-{n}" for n in range(1, 1201)]


def test_unknown_kind(sqlite_desk: Desk) -> None:
    with pytest.raises(KeyError):
        rows(sqlite_desk, "people")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("=SUM(A1)", "'=SUM(A1)"), ("+49 30", "'+49 30"), ("-1", "'-1"), ("@sum", "'@sum"), ("Jane", "Jane"), ("", ""),
     (-5, -5), (None, None)],
)  # fmt: skip
def test_a_spreadsheet_runs_nothing(value: str | int | None, shown: str | int | None) -> None:
    assert exports.as_text(value) == shown


@pytest.mark.postgres
def test_no_time_limit_ends_a_long_export(postgres_desk: Desk) -> None:
    asked: list[str] = []
    event.listen(postgres_desk.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    rows(postgres_desk, "followups")
    assert asked[:3] == [f"SET LOCAL {limit} = 0" for limit in LIMITS]
