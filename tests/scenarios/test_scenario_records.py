"""What was done, told again: to the team in Slack, and to whoever runs the bot."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from team import Team

Own = Callable[..., Any]


async def test_what_was_done_is_counted_told_and_exported(own: Own) -> None:
    team: Team = await own()
    ava, ben, lee = team.hire("Ava"), team.hire("Ben"), team.person("U0LEAD")
    await ava.types('/customer "Jon Bell" note has two greyhounds')
    echo = await ava.types('/followup "Jon Bell" call =SUM(A1) in 1 minute')
    await ben.types('/followup "Öl; Max, Söhne" thank him tomorrow 9am')
    await ava.types('/gesture credit $120 "Jon Bell" parcel, lost; "twice"')
    await team.sees("Jon Bell")
    await lee.types("/gesture approve G-1")
    given = await ben.types("/gesture credit $20 mara@example.com late")
    await ben.presses(given, "Delivered")
    await ava.types("/draft Where is my parcel? Jon Bell")
    await ava.hears("A reply")
    team.slack.clock.forward("1 min")
    await ava.presses(await ava.hears("Time to get back"), "Done")

    await ava.sees_change(echo, "Jon Bell")
    for period in ("", " week", " month"):
        figures = (await lee.types(f"/service{period}")).words()
        assert "2 follow-ups recorded, 1 done" in figures, "the check-in after the delivery is the bot's own"
        assert "On time: 1 of 1" in figures
        assert "2 gestures granted, worth $140, 1 not delivered yet" in figures
        assert "Account credit: 2" in figures
        assert "Drafts: 1" in figures
    assert "/service" in (await ava.types("/service year")).words()

    told = (await ben.types('/customer "jon bell"')).words()
    for words in ("has two greyhounds", "call =SUM(A1)", "done", "G-1", "$120", "approved", f"<@{ava.id}>"):
        assert words in told
    assert "mara" not in told
    assert "know no" in (await ben.types("/customer nobody@example.com")).words()
    asked = await ben.types('/customer "Jon Bell" remember this')
    assert "Shall I keep this as a note about Jon Bell?" in asked.words()
    assert "can’t tell who" in (await ben.types("/customer 🤷")).words()
    assert "/customer" in (await ben.types("/customer help")).words()

    await exports_hold_it(team)
    await the_trail_is_verified_and_tampering_named(team)


async def exports_hold_it(team: Team) -> None:
    async def exported(what: str, form: str, *more: str) -> list[dict[str, Any]]:
        done = await team.run("export", what, "--format", form, *more)
        assert (done.code, done.err) == (0, "")
        if form == "jsonl":
            return [json.loads(line) for line in done.out.splitlines()]
        return list(csv.DictReader(io.StringIO(done.out)))

    followups, gestures, lines, drafts, audit, later = await asyncio.gather(
        exported("followups", "csv"),
        exported("gestures", "csv"),
        exported("gestures", "jsonl"),
        exported("drafts", "jsonl"),
        exported("audit", "jsonl"),
        exported("gestures", "csv", "--since", "2099-01-01"),
    )
    assert [len(rows) for rows in (followups, gestures, lines, drafts, later)] == [3, 2, 2, 1, 0]
    assert {row["customer"] for row in followups} >= {"Öl; Max, Söhne", "Jon Bell"}
    gesture = gestures[0]
    assert list(gesture)[:6] == ["id", "state", "kind", "amount", "unit", "currency"]
    expected = {
        "id": "G-1", "state": "approved", "kind": "credit", "amount": "120.00", "cost": "120.00",
        "deciders": "U0LEAD", "reason": 'parcel, lost; "twice"',
    }  # fmt: skip
    assert expected.items() <= gesture.items()
    assert gesture["requested_at"].endswith("Z")
    assert lines[0]["reason"] == gesture["reason"]
    assert [entry["action"] for entry in audit][:2] == ["customer.noted", "followup.recorded"]


async def the_trail_is_verified_and_tampering_named(team: Team) -> None:
    well = await team.run("audit", "verify")
    assert well.code == 0
    assert "entries hold together" in well.out

    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        with pytest.raises(sqlite3.IntegrityError, match="audit only grows"):
            file.execute("UPDATE audit SET actor = 'U0LEAD' WHERE seq = 2")
        file.execute("DROP TRIGGER audit_no_update")
        file.execute("UPDATE audit SET actor = 'U0LEAD' WHERE seq = 2")
        file.commit()
    broken = await team.run("audit", "verify")
    assert broken.code == 1
    assert "entry 2" in broken.out
