"""The audit trail outside of the machine: anchors in the leads' channel, and an export that verifies itself."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from desks import ANNA, a_followup, a_gesture, a_request, clock_of, loaded, log_of, send_all, timers_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import anchors, exports, followups, timers
from bot.desk import Desk
from storage import audit, verify_audit
from storage.records import Anchor

TUESDAY = datetime(2026, 11, 24, 8, tzinfo=UTC)  # at nine in Berlin


class TestAnchors:
    def test_one_is_posted_every_working_day_on_which_there_is_news(self, desk: Desk) -> None:
        a_followup(desk)
        anchors.keep(desk)
        anchors.keep(desk)
        assert timers_of(desk, "audit:head") == {"anchor": TUESDAY}
        clock_of(desk).now = TUESDAY
        timers.ring(desk)
        (posted,) = [post for post in send_all(desk) if post.kind == "anchor"]
        with desk.database.read() as tx:
            entries = list(audit.entries(tx))
        said = loaded(desk, posted)
        assert isinstance(said, Anchor)
        assert (posted.recipient, said.hash) == ("C0LEADS", entries[said.seq - 1].hash)
        assert log_of(desk)[-1] == "audit.anchored"

    def test_none_where_nothing_happened(self, sqlite_desk: Desk) -> None:
        anchors.keep(sqlite_desk)
        clock_of(sqlite_desk).now = TUESDAY
        timers.ring(sqlite_desk)
        assert send_all(sqlite_desk) == []
        assert timers_of(sqlite_desk, "audit:head")["anchor"].day == 25

    def test_what_was_cut_off_shows_against_it(self, desk: Desk) -> None:
        for _ in range(3):
            a_followup(desk)
        with desk.database.read() as tx:
            entries = list(audit.entries(tx))
            head = (3, entries[2].hash)
            assert audit.verify(tx, head).problem is None
            assert audit.verify(tx, (3, "0" * 64)).problem == "entry 3 is not the one that was anchored"
            assert audit.verify(tx, (9, "0" * 64)).problem == "entry 4 is missing: an anchor knows 9 entries"


class TestBundle:
    def test_verifies_by_itself(self, desk: Desk, tmp_path: Path) -> None:
        followups.done(desk, a_request(), ANNA, a_followup(desk, what="=1+1").id)
        a_gesture(desk)
        packed = io.BytesIO()
        exports.bundle(desk.database, packed)
        with zipfile.ZipFile(packed) as zipped:
            zipped.extractall(tmp_path)
        assert (tmp_path / "policies" / f"{desk.policy.digest}.toml").read_text("utf-8") == desk.policy.text
        lines = (tmp_path / "audit.jsonl").read_text("utf-8").splitlines()
        head = json.loads(lines[-1])["hash"]
        assert self.ran(tmp_path) == (0, f"{len(lines)} entries hold together. Head: {head}\n")
        (tmp_path / "audit.jsonl").write_text("\n".join([lines[0], *lines[2:]]), "utf-8")
        assert self.ran(tmp_path) == (1, "The audit trail is broken: entry 2 is missing, or not in its place.\n")

    def ran(self, place: Path) -> tuple[int, str]:
        """What the script says, without anything of ours in reach."""
        command = [sys.executable, "-I", "verify_audit.py", "audit.jsonl"]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_reads_csv_too(self, sqlite_desk: Desk) -> None:
        a_followup(sqlite_desk)
        rows = list(exports.rows(sqlite_desk.database, "audit", None))
        file = io.StringIO()
        table = csv.DictWriter(file, exports.COLUMNS["audit"])
        table.writeheader()
        table.writerows({name: exports.as_text(value) for name, value in row.items()} for row in rows)
        file.seek(0)
        assert verify_audit.verify(verify_audit.entries(file)) == (1, rows[0]["hash"], None)

    def test_taking_records_out_is_written_down(self, desk: Desk) -> None:
        exports.note(desk.database, "gestures", "csv", None, desk.clock())
        assert log_of(desk) == ["export.made"]


def trail(count: int, fork: int = 0) -> list[dict[str, Any]]:
    """A sealed trail; with `fork`, another one from that entry on."""
    previous, entries = audit.GENESIS, []
    for seq in range(1, count + 1):
        data = '{"x":1}' if fork and seq >= fork else "{}"
        entry = {
            "seq": seq, "at": f"2026-11-23T11:00:{seq:02}", "actor": "U0ANNA", "action": "followup.recorded",
            "subject": f"followup:{seq}", "data": data, "previous": previous,
        }  # fmt: skip
        previous = audit.seal(entry)
        entries.append({**entry, "hash": previous})
    return entries


TRAIL = trail(40)
ANCHOR = (40, TRAIL[-1]["hash"])
PLACES = st.integers(1, 40)


def found(entries: Sequence[dict[str, Any]]) -> tuple[int, str | None]:
    """How many entries hold, and the first problem, for the script and for our own replay of the same rows."""
    count, _, problem = verify_audit.verify(entries, ANCHOR)
    return count, problem


@settings(max_examples=3 * settings().max_examples)
@given(st.data())
def test_whatever_is_done_to_a_trail_the_first_bad_entry_is_named(data: st.DataObject) -> None:
    assert found(TRAIL) == (40, None)
    place = data.draw(PLACES)
    deed = data.draw(st.sampled_from(["edit", "edit and seal", "delete", "reorder", "truncate", "fork", "repeat"]))
    entries = [dict(entry) for entry in TRAIL]
    if deed.startswith("edit"):
        column = data.draw(st.sampled_from(["at", "actor", "action", "subject", "data"]))
        entries[place - 1][column] += "x"
        if deed == "edit and seal":
            entries[place - 1]["hash"] = audit.seal(entries[place - 1])
    elif deed == "delete":
        del entries[place - 1]
    elif deed == "reorder":
        other = data.draw(PLACES.filter(lambda other: other != place))
        entries[place - 1], entries[other - 1] = entries[other - 1], entries[place - 1]
        place = min(place, other)
    elif deed == "truncate":
        entries = entries[: place - 1]
    elif deed == "fork":
        entries = trail(40, fork=place)
        place = 40  # a whole other trail is told apart by what was anchored
    else:
        entries.insert(place, dict(entries[place - 1]))
        place += 1
    count, problem = found(entries)
    sealed_anew = deed == "edit and seal"  # holds by itself; the next one no longer follows it
    assert problem is not None
    assert count == (min(place, 39) if sealed_anew else place - 1)


@pytest.mark.parametrize("form", ["trail", "database"])
def test_the_script_seals_as_we_do(form: str, sqlite_desk: Desk) -> None:
    a_followup(sqlite_desk, what="ünïcode 🎉")
    rows = TRAIL if form == "trail" else list(exports.rows(sqlite_desk.database, "audit", None))
    assert all(verify_audit.seal(row) == row["hash"] for row in rows)
