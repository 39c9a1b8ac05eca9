"""All about one customer, in a shape that stays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from desks import (
    ANNA,
    JANE,
    LEA,
    TICKET,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    chain_is_valid,
    clock_of,
    in_hours,
    log_of,
    run,
)
from sqlalchemy import insert

from bot import customers, decisions, dossiers, drafting, drafts, exports, followups, giving, merging, reviews, thanks
from bot.desk import Desk
from bot.errors import BadCustomer, NotFound
from bot.thanks import NewThanks
from storage import service_tables as service
from storage.records import Reference, Sound

BOB = Reference("email", "bob@example.com", "bob@example.com")
NOON = "2026-11-23T11:00:00Z"
LATER = "2026-11-23T12:00:00Z"
DOCUMENTED = Path("docs/customer-export.md").read_text("utf-8")


async def everything_about_jane(desk: Desk) -> None:
    """A customer with some of every kind of record, and somebody else with as much."""
    a_followup(desk, what="call her")
    followups.done(desk, a_request(), ANNA, a_followup(desk, what="ring her", customer=TICKET).id)
    given = a_gesture(desk, 2_050, customer=TICKET, person=JANE, reason="late")
    giving.deliver(desk, a_request(), ANNA, given.id)
    decisions.decline(desk, a_request(), LEA, a_gesture(desk, reason="cold").id, "not our fault")
    customers.note(desk, a_request(), ANNA, JANE, "has a dog")
    answered = await a_draft(desk, "Where is it?", JANE)
    reviews.ask(desk, a_request(), ANNA, answered.id)
    drafts.use(desk, a_request(), ANNA, answered.id)
    await a_draft(desk, "About #4312, or #99")
    with desk.database.begin() as tx:
        for number in (1, 3):
            theirs = {"customer_id": number, "at": desk.clock()}
            tx.execute(insert(service.scores).values(kind="csat", value=number, **theirs))
            tx.execute(
                insert(service.thanks).values(person=ANNA.id, author=LEA.id, words=f"so kind {number}", **theirs)
            )
        tx.execute(insert(service.merges).values(kept_id=1, other_id=2, actor=ANNA.id, at=desk.clock()))
        tx.execute(insert(service.problems).values(
            state="asked", matter="delivery", words="parcel late", noticed_at=desk.clock()))  # fmt: skip
        tx.execute(insert(service.problem_members), [
            {"problem_id": 1, "subject": f"gesture:{given.id}"}, {"problem_id": 1, "subject": "followup:3"},
        ])  # fmt: skip
        tx.execute(insert(service.reopenings).values(followup_id=2, closed_at=desk.clock(), reopened_at=desk.clock()))


def about_bob(desk: Desk) -> None:
    a_followup(desk, what="write to Bob", customer=BOB)
    a_gesture(desk, 1_000, customer=BOB, reason="Bob waited")


async def a_dossier(desk: Desk) -> dict[str, Any]:
    followup = a_followup(desk, customer=JANE)
    followups.cancel(desk, a_request(), ANNA, followup.id)
    a_followup(desk, customer=TICKET)
    about_bob(desk)
    await everything_about_jane(desk)
    clock_of(desk).pass_by(hours=1)
    found: dict[str, Any] = json.loads(json.dumps(dossiers.export(desk, JANE.value)))
    return found


async def test_it_holds_every_kind_of_record_and_nobody_else_s(desk: Desk) -> None:
    found = await a_dossier(desk)
    assert found["shape"] == "extra-mile/customer/1"
    assert found["exported_at"] == LATER
    assert found["customer"]["known_since"] == NOON
    assert found["customer"]["references"] == [
        {"kind": "email", "value": JANE.value}, {"kind": "ticket", "value": "#4312"},
    ]  # fmt: skip
    assert [merged["other_id"] for merged in found["customer"]["merges"]] == [2]
    assert [note["text"] for note in found["notes"]] == ["has a dog"]
    assert [one["state"] for one in found["followups"]].count("cancelled") == 1
    assert {one["what"] for one in found["followups"]} >= {"call her", "ring her"}
    assert [one["reopened"] for one in found["followups"] if one["id"] == "F-2"] == [
        [{"closed_at": NOON, "reopened_at": NOON}]
    ]
    given, declined = [one for one in found["gestures"] if one["reason"] in ("late", "cold")]
    assert (given["amount"], given["cost"], given["delivered_at"]) == ("20.50", "20.50", NOON)
    (said,) = declined["decisions"]
    assert (said["lead"], said["verdict"], said["amount"], said["words"]) == (
        LEA.id, "decline", "120.00", "not our fault",
    )  # fmt: skip
    used, unnamed = found["drafts"]
    assert (used["state"], used["message"], used["closed_at"]) == ("used", "Where is it?", NOON)
    assert [version["check"] for version in used["versions"]] == [["Is the date right?"]]
    assert unnamed["message"] == "About #4312, or #99"
    assert found["scores"] == [{"kind": "csat", "value": 1, "at": NOON}]
    assert [thanked["words"] for thanked in found["thanks"]] == ["so kind 1"]
    assert [problem["record"] for problem in found["problems"]] == [given["id"]], "the other record is Bob’s"
    assert "bob" not in json.dumps(found).casefold()


async def test_its_trail_is_the_customer_s(desk: Desk) -> None:
    found = await a_dossier(desk)
    trail = found["audit"]
    assert trail[-1]["action"] == "export.made"
    assert trail[-1]["subject"] == "customer:1"
    assert [entry["seq"] for entry in trail] == sorted(entry["seq"] for entry in trail)
    about = {entry["subject"] for entry in trail}
    records = {
        (one["id"][0], int(one["id"][2:])) for room in ("followups", "gestures", "drafts") for one in found[room]
    }
    rooms = {"F": "followup", "G": "gesture", "D": "draft"}
    assert about == {"customer:1", *(f"{rooms[room]}:{number}" for room, number in records)}
    assert chain_is_valid(desk)
    assert log_of(desk)[-1] == "export.made"
    assert JANE.value not in str(run(desk.database, "SELECT data, subject FROM audit"))


async def test_follow_ups_and_gestures_have_the_columns_of_their_exports(desk: Desk) -> None:
    found = await a_dossier(desk)
    assert all(set(exports.COLUMNS["followups"]) <= set(one) for one in found["followups"])
    wanted = {*exports.COLUMNS["gestures"], *exports.COLUMNS["cases"]}
    assert all(wanted <= set(one) for one in found["gestures"])


async def test_the_shape_is_the_documented_one(desk: Desk) -> None:
    found = await a_dossier(desk)
    kept = {key for draft in found["drafts"] for of in ("versions", "reviews") for one in draft[of] for key in one}
    assert kept <= {*re.findall(r"`(\w+)`", DOCUMENTED)}
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", DOCUMENTED, re.MULTILINE))
    assert list(rows) == list(found)
    theirs = {
        "followups": exports.COLUMNS["followups"],
        "gestures": (*exports.COLUMNS["gestures"], *exports.COLUMNS["cases"]),
    }
    for name, words in rows.items():
        held = found[name] if isinstance(found[name], list) else [found[name]]
        documented = {*re.findall(r"`(\w+)`", words), *theirs.get(name, ())}
        for key in (key for one in held if isinstance(one, dict) for key in one):
            assert key in documented, f"{name}.{key}"


async def test_what_the_agent_saw_in_their_message_is_in_it(desk: Desk) -> None:
    draft = await a_draft(desk, "Where is it?", JANE)
    again = drafting.rewrite(desk, a_request(), ANNA, draft.id, None, Sound(felt="sad", about="billing"))
    assert again.fence is not None
    await drafting.write(desk, draft.id, again.fence)
    (found,) = dossiers.export(desk, JANE.value)["drafts"]
    assert (found["felt"], found["about"]) == ("sad", "billing")


def test_it_holds_what_came_with_those_who_became_one_with_them(desk: Desk) -> None:
    """Of each in a chain of merges: what the trail says of them, and what they were to get because of a problem."""
    first, second, third = [
        followups.record(desk, followups.NewFollowup(a_request(), ANNA, who, "call", in_hours(desk, 2))).customer.id
        for who in (BOB, Reference("name", "Jane Doe", "jane doe"), JANE)
    ]
    customers.note(desk, a_request(), ANNA, BOB, "has a dog")
    thanks.give(desk, NewThanks(a_request(), ANNA, [LEA], "so kind", BOB))
    for kept, other in ((second, first), (third, second)):
        merging.merge(desk, a_request(), ANNA, kept, other)
    with desk.database.begin() as tx:
        times = dict.fromkeys(("noticed_at", "decided_at"), desk.clock())
        tx.execute(insert(service.problems).values(state="confirmed", matter="", words="", lead=LEA.id, **times))
        gone = {"problem_id": 1, "customer_id": first, "lead": LEA.id, "refused": "they had enough"}
        tx.execute(insert(service.problem_gestures).values(**gone))
    found = dossiers.export(desk, JANE.value)
    assert found["problem_gestures"] == [
        {"problem": 1, "gesture": None, "refused": "they had enough", "lead": LEA.id}]  # fmt: skip
    assert len(found["customer"]["merges"]) == 2
    told = {(entry["action"], entry["subject"]) for entry in found["audit"]}
    assert {("customer.noted", f"customer:{first}"), ("colleague.thanked", "thanks:1")} <= told


def test_it_holds_the_thanks_that_forgetting_them_would_empty(desk: Desk) -> None:
    a_followup(desk)
    a_followup(desk, customer=BOB)
    for words, whose in (("so kind", JANE), (f"for {JANE.value}!", None), (f"as {JANE.value} says", BOB),
                         (f"for x.{JANE.value}", None), ("for Bob", BOB)):  # fmt: skip
        thanks.give(desk, NewThanks(a_request(), ANNA, [LEA], words, whose))
    found = dossiers.export(desk, JANE.value)
    said = [one["words"] for one in found["thanks"]]
    assert said == ["so kind", f"for {JANE.value}!", f"as {JANE.value} says"]
    assert {"thanks:1", "thanks:2", "thanks:3"} == {
        entry["subject"] for entry in found["audit"] if entry["subject"].startswith("thanks:")
    }
    customers.forget(desk, JANE.value)
    left = {str(row[0]) for row in run(desk.database, "SELECT words FROM thanks")}
    assert left == {"", f"for x.{JANE.value}", "for Bob"}


def test_a_customer_of_few_words(desk: Desk) -> None:
    a_followup(desk)
    found = dossiers.export(desk, "JANE.DOE@example.com")
    assert [len(found[name]) for name in ("notes", "followups", "gestures", "drafts", "scores", "thanks")] == [
        0, 1, 0, 0, 0, 0,
    ]  # fmt: skip


def test_whom_nobody_knows(desk: Desk) -> None:
    with pytest.raises(NotFound, match=r"nobody@example\.com"):
        dossiers.export(desk, "nobody@example.com")
    with pytest.raises(BadCustomer):
        dossiers.export(desk, "?")
    a_followup(desk)
    customers.forget(desk, JANE.value)
    with pytest.raises(NotFound):
        dossiers.export(desk, JANE.value)
    assert log_of(desk).count("export.made") == 0
