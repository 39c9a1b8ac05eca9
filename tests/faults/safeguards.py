"""Takes out one safeguard after the other, in a copy of the checkout, and shows which tests notice.

A safeguard that can be taken out without a failing test is not one. ONLY=fence tries those whose name holds the word.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tests.faults.progress import say

ROOT = Path(__file__).parents[2]
CLAIMS, SENDING = "tests/storage/test_storage_claims.py", "tests/handlers/test_sending.py"
BASE, KEYS = "tests/storage/test_storage_database.py", "tests/storage/test_storage_keys.py"
PACE, SET_BACK = "tests/storage/test_storage_pace.py", "tests/storage/test_storage_set_back.py"
SCHEMA = "storage/migrations/versions/0001_the_first_schema.py"


@dataclass(frozen=True)
class Safeguard:
    """What is taken out: `there` stands once in `file` and becomes `gone`. Each of `tests` must fail without it."""

    name: str
    file: str
    there: str
    gone: str
    tests: tuple[str, ...]


SAFEGUARDS = (
    Safeguard(
        "lease: what somebody sends is left to them", "storage/claims.py",
        'held_until=bindparam("until", type_=Float),', "",
        (f"{CLAIMS}::TestLease::test_runs_for_its_seconds_on_the_database_s_clock",),
    ),
    Safeguard(
        "lease: whoever takes over knows that it is doubtful", "storage/claims.py",
        'doubtful=bool(row.doubtful) or row.state == "sending",', "doubtful=bool(row.doubtful),",
        (f"{CLAIMS}::TestLease::test_lapsed_means_doubtful_and_the_first_sender_comes_too_late",),
    ),
    Safeguard(
        "lease: a lapse stays doubtful, whatever comes before it is looked for", "storage/claims.py",
        '        doubtful=or_(outbox.c.doubtful, outbox.c.state == "sending"),\n', "",
        (f"{CLAIMS}::TestLease::test_after_a_lapse_it_stays_doubtful_whatever_comes_before_it_is_looked_for",),
    ),
    Safeguard(
        "lease: who was frozen past it does not speak", "handlers/attempt.py",
        "if time.monotonic() >= self.began + SENDING_SECONDS:", "if False:",
        (f"{SENDING}::test_whoever_was_frozen_past_the_deadline_does_not_speak",),
    ),
    Safeguard(
        "fence: who comes too late finishes nothing", "storage/claims.py",
        'if rows.get(one.post.id) == (one.post.fence, "sending")', "if one.post.id in rows",
        (f"{CLAIMS}::TestLease::test_lapsed_means_doubtful_and_the_first_sender_comes_too_late",),
    ),
    Safeguard(
        "fence: who comes too late puts nothing off and buries nothing", "storage/claims.py",
        "outbox.c.fence == post.fence, ", "",
        (f"{CLAIMS}::TestLease::test_lapsed_means_doubtful_and_the_first_sender_comes_too_late",),
    ),
    Safeguard(
        "fence: who comes too late does not free the lane", "storage/claims.py",
        "    if held and post.ts is None:\n        pace.free(", "    if post.ts is None:\n        pace.free(",
        (f"{PACE}::test_who_gives_up_too_late_does_not_free_the_lane",),
    ),
    Safeguard(
        "retry_handlers=[]: the gateway calls once", "handlers/slack.py",
        "            retry_handlers=[],\n", "",
        (f"{SENDING}::test_the_gateway_sends_once_and_says_that_the_answer_was_lost",),
    ),
    Safeguard(
        "BEGIN IMMEDIATE", "storage/database.py",
        '"BEGIN" if reading else "BEGIN IMMEDIATE"', '"BEGIN"',
        (f"{KEYS}::test_whoever_begins_to_write_a_file_keeps_rivals_out_from_the_start",),
    ),
    Safeguard(
        "unique key: a delivery of Slack's", SCHEMA,
        '        sa.PrimaryKeyConstraint("request", name=op.f("inbox_pk")),\n', "",
        (f"{KEYS}::test_not_twice", f"{BASE}::test_a_repeated_delivery_is_told_what_the_first_one_made"),
    ),
    Safeguard(
        "unique key: a message's occurrence", SCHEMA,
        '"kind", "subject", "recipient", "occurrence", name', '"key", "kind", "subject", "recipient", name',
        (f"{KEYS}::test_not_twice",),
    ),
    Safeguard(
        "unique key: one entry after another", SCHEMA,
        '        sa.UniqueConstraint("previous", name=op.f("audit_previous_uq")),\n', "",
        (f"{KEYS}::test_not_twice",),
    ),
    Safeguard(
        "inbox: a repeat gets the recorded answer", "storage/inbox.py",
        "    if insert_unless_there(", "    if True or insert_unless_there(",
        (f"{BASE}::test_a_repeated_delivery_is_told_what_the_first_one_made",),
    ),
    Safeguard(
        "reconciliation: looked for before it is sent again", "handlers/delivery.py",
        "                if _is_lost(post):", "                if False:",
        (f"{SENDING}::test_what_slack_took_is_found_and_not_sent_again",),
    ),
    Safeguard(
        "late twins: looked for after it was sent again", "handlers/delivery.py",
        "may_have_twin=sent_again", "may_have_twin=False",
        (f"{SENDING}::test_a_late_twin_of_what_was_sent_again_is_removed",),
    ),
    Safeguard(
        "pacing: one message a second and channel", "storage/pace.py",
        "LANE_SECONDS = 1.0", "LANE_SECONDS = 0.0",
        (f"{CLAIMS}::TestOrder::test_one_a_lane_at_a_time",),
    ),
    Safeguard(
        "pacing: one message of a lane on its way", "storage/claims.py",
        " AND (coalesce(pace.free_at, 0) <= :soon OR pace.free_at > :horizon)\n", " AND :soon > 0\n",
        (f"{CLAIMS}::TestOrder::test_one_a_lane_at_a_time",),
    ),
    Safeguard(
        "pacing: a 429 holds the lane", "storage/pace.py",
        "    _set(tx, name, free_at=until, limited_until=until)\n", "",
        (f"{PACE}::test_a_429_holds_the_lane_for_as_long_as_slack_says",),
    ),
    Safeguard(
        "a clock that is set back goes on from where it was", "storage/pace.py",
        "    if now < noted:\n", "    if now < noted - 1e9:\n",
        (
            f"{SET_BACK}::test_the_next_message_to_somebody_waits_its_second_and_no_longer",
            f"{SET_BACK}::test_what_is_on_its_way_is_its_sender_s_until_the_lease_is_over",
        ),
    ),
    Safeguard(
        "workspace budget", "storage/claims.py",
        "min(most - len(ids), allowed)", "most - len(ids)",
        (f"{CLAIMS}::TestOrder::test_no_more_new_ones_than_the_workspace_s_budget_allows",),
    ),
    Safeguard(
        "workspace budget: one for all who claim at once", "storage/pace.py",
        ".where(pace.c.name == POSTS).with_for_update()", ".where(pace.c.name == POSTS)",
        (f"{KEYS}::test_two_who_claim_at_once_share_one_budget",),
    ),
    Safeguard(
        "SKIP LOCKED: nobody waits for a row that another changes", "storage/claims.py",
        "skip_locked=True, of=outbox", "of=outbox",
        (f"{KEYS}::test_a_message_that_somebody_is_changing_holds_no_other_up",),
    ),
    Safeguard(
        "timers: not before their time", "storage/timers.py",
        'return {"now": now}', 'return {"now": now.replace(year=now.year + 1)}',
        ("tests/faults/test_faults_clocks.py::test_each_zone_s_gap_and_fold",),
    ),
    Safeguard(
        "wall times: what a zone skips comes after the gap", "bot/hours.py",
        "    if at.astimezone(where).replace(tzinfo=None) == wall:\n        return at\n", "    return at\n",
        ("tests/faults/test_faults_clocks.py::test_each_zone_s_gap_and_fold",),
    ),
)  # fmt: skip


class Unproven(Exception):
    """A safeguard's proof is out of step with the code, or no test failed."""


@dataclass(frozen=True)
class Results:
    """How the tests of a run went, by name without parameters: how many failed, and what went wrong otherwise."""

    failed: dict[str, int]
    ran: dict[str, int]
    errors: tuple[str, ...]


def copied(to: Path) -> None:
    """Copies the checkout's files, tracked or new, with what was changed in them."""
    listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)


def run(place: Path, tests: Collection[str]) -> Results:
    """Runs these tests in a copy."""
    report = place / "report.xml"
    report.unlink(missing_ok=True)
    command = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", f"--junitxml={report}", "--timeout=60", *tests)
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    if not report.exists():
        raise Unproven(f"pytest did not run: {done.stdout[-500:]}{done.stderr[-500:]}")
    failed, ran, errors = dict[str, int](), dict[str, int](), []
    for case in ElementTree.parse(report).iter("testcase"):
        name = (case.get("name") or "").partition("[")[0]
        ran[name] = ran.get(name, 0) + 1
        failed[name] = failed.get(name, 0) + (case.find("failure") is not None)
        if (error := case.find("error")) is not None:
            errors.append(f"{name}: {error.get('message')}")
    return Results(failed, ran, tuple(errors))


def prove(place: Path, safeguard: Safeguard) -> str:
    """Takes it out, runs its tests and puts it back; which ones failed. Raises Unproven."""
    file = place / safeguard.file
    before = file.read_text()
    if (times := before.count(safeguard.there)) != 1:
        raise Unproven(f"“{safeguard.there.strip()}” stands {times} times in {safeguard.file}, not once")
    file.write_text(before.replace(safeguard.there, safeguard.gone))
    try:
        found = run(place, safeguard.tests)
    finally:
        file.write_text(before)
    if found.errors:
        raise Unproven(f"a test broke instead of failing: {found.errors[0][:200]}")
    names = [test.rpartition("::")[2] for test in safeguard.tests]
    if deaf := [name for name in names if not found.failed.get(name)]:
        raise Unproven(f"not noticed by {', '.join(deaf)}")
    return ", ".join(f"{name} ({found.failed[name]} of {found.ran[name]})" for name in names)


def prove_all(chosen: Iterable[Safeguard], place: Path) -> int:
    """Proves one safeguard after the other, and says how it went; how many are unproven."""
    chosen, unproven = list(chosen), 0
    copied(place)
    sound = run(place, sorted({test for safeguard in chosen for test in safeguard.tests}))
    if sound.errors or any(sound.failed.values()):
        failed = [name for name, times in sound.failed.items() if times]
        raise Unproven(f"these tests fail with every safeguard in place: {', '.join([*failed, *sound.errors])}")
    sys.stdout.write("| taken out | noticed by | seconds |\n| --- | --- | --- |\n")
    for safeguard in chosen:
        began = time.monotonic()
        try:
            said = prove(place, safeguard)
        except Unproven as problem:
            said, unproven = f"**UNPROVEN**: {problem}", unproven + 1
        sys.stdout.write(f"| {safeguard.name} | {said} | {time.monotonic() - began:.0f} |\n")
        sys.stdout.flush()
    return unproven


def main() -> int:
    """Exit code 1 if a safeguard is unproven."""
    only = os.environ.get("ONLY", "").casefold()
    with tempfile.TemporaryDirectory(prefix="extramile-safeguards-") as place:
        try:
            return 1 if prove_all((s for s in SAFEGUARDS if only in s.name.casefold()), Path(place)) else 0
        except Unproven as problem:
            say(str(problem))
            return 1


if __name__ == "__main__":
    sys.exit(main())
