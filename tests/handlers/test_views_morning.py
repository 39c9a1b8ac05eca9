"""The morning message: what it says in which order, what can be pressed, and what happens when there is too much."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from test_views_followups import labels, words
from test_views_samples import AGENT, NOW, ZONE, day, followup, gesture

from handlers.views import morning
from handlers.views.blocks import Message
from handlers.views.limits import checked
from storage.records import Day, Person

ADA = Person(AGENT, "Ada", ZONE, "en-GB", "member")
SLACK_REFUSES = 13_200  # characters of blocks, their frames included


def digest(of: Day, nonce: str = "n1") -> Message:
    return morning.digest(of, NOW, nonce)


def titles(shown: Message) -> list[str]:
    return [block["text"]["text"] for block in checked(shown)["blocks"] if block["type"] == "header"][1:]


def promised(many: int) -> tuple[Any, ...]:
    return tuple(followup(number=100 + n, promised_by=NOW + timedelta(hours=2)) for n in range(many))


def test_all_that_waits_stands_in_its_order_with_its_buttons() -> None:
    shown = digest(day(at_risk=promised(1)))
    assert titles(shown) == [
        *("🤝 Promises at risk (1)", "Overdue (1)", "Today (1)", "To deliver (1)", "My requests (1)", "To decide (1)")
    ]
    assert labels(shown) == [
        *["Done", "Change", "Snooze"] * 3,
        *("Delivered", "Withdraw", "Withdraw"),
        *("Approve", "Change…", "Decline"),
        "Why?",
    ]
    assert shown.text.startswith(
        "Good morning, Ada. "
        "1 promise at risk, 1 overdue, 1 due today, 1 to deliver, 1 waiting for a lead, 1 to decide. Mara Lindt: tell"
    )


@pytest.mark.parametrize(
    ("hours", "said"),
    [((-70,), "broken"), ((-70, 2), "broken or at risk"), ((2, 2), "at risk")],
)
def test_a_broken_promise_is_called_so(hours: tuple[int, ...], said: str) -> None:
    these = tuple(followup(number=n, promised_by=NOW + timedelta(hours=h)) for n, h in enumerate(hours, 100))
    shown = digest(Day(ADA, at_risk=these, at_risk_count=len(these)))
    assert titles(shown) == [f"🤝 Promises {said} ({len(these)})"]
    assert f"{len(these)} {'promise' if len(these) == 1 else 'promises'} {said}." in shown.text


def test_only_leads_are_told_what_to_decide() -> None:
    shown = digest(day(is_lead=False))
    assert "Approve" not in labels(shown)
    assert "to decide" not in words(shown)


def test_the_morning_of_an_earlier_day_shows_nothing_of_today() -> None:
    earlier = morning.digest(day(), NOW, "n1", latest=False)
    assert words(earlier) == earlier.text == "This was the morning of an earlier day."


@pytest.mark.parametrize("what", ["tell her about the refund", "long words, many of them " * 40, "礼" * 300])
def test_too_much_for_slack_is_counted_instead(what: str) -> None:
    counts = {"at_risk_count": 20, "overdue_count": 200, "today_count": 30}
    full = day(what, 15, at_risk=tuple(replace(f, what=what) for f in promised(15)), person=ADA, **counts)
    shown = digest(full)
    body = checked(shown)
    assert len(body["blocks"]) <= 50
    assert len(json.dumps(body["blocks"], ensure_ascii=False)) <= SLACK_REFUSES
    assert "Promises at risk (20)" in words(shown)
    rows = labels(shown).count("Snooze")
    assert rows >= 3, "what is most urgent is there to be acted on"
    assert f"… and {20 - rows} more: /followup list" in words(shown)
    for said in ("Overdue (200): /followup list", "Today (30): /followup list", "To deliver (15): /gesture list"):
        assert said in words(shown)
    assert "20 promises at risk, 200 overdue, 30 due today" in shown.text


def test_what_fits_is_shown_in_full() -> None:
    shown = digest(Day(ADA, overdue=tuple(followup(number=n + 1) for n in range(5)), overdue_count=5))
    assert labels(shown) == ["Done", "Change", "Snooze"] * 5 + ["Why?"]
    assert "more" not in words(shown)


def test_blocks_are_spent_in_order_and_none_too_many() -> None:
    many = tuple(gesture(number=n, state="granted") for n in range(40))
    parts = morning.sections(Day(ADA, undelivered=many, requests=many), NOW, "n1")
    shown = morning.spend(parts, 20, 1_000_000, 40)
    assert len(shown) <= 20
    counted = [block["elements"][0]["text"] for block in shown if block["type"] == "context"]
    assert counted == ["… and 32 more: /gesture list", "My requests (40): /gesture list"]


def test_a_select_is_a_new_one_at_each_rendering() -> None:
    first, second = (
        {block["block_id"] for block in checked(digest(day(), nonce))["blocks"] if "block_id" in block}
        for nonce in ("n1", "n2")
    )
    assert len(first) == len(second) == 2
    assert not first & second


def test_when_everything_is_done_it_says_so_kindly() -> None:
    done = digest(Day(ADA, later=(followup(due_at=NOW + timedelta(days=2)),), later_count=1))
    assert done.text == "Good morning, Ada. All done. Enjoy your day! 🌿 Next: Mara Lindt, Thu 26 Nov 10:30."
    assert labels(done) == ["Why?"]
    waits = digest(Day(ADA, requests=(gesture(),)))
    assert "All done. Enjoy your day! 🌿 Only your requests still wait for a lead." in words(waits)
    assert labels(waits) == ["Withdraw", "Why?"]


@pytest.mark.parametrize(
    ("hour", "said"), [(5, "Good morning"), (13, "Good afternoon"), (19, "Good evening"), (1, "Good evening")]
)
def test_the_greeting_follows_the_persons_own_clock(hour: int, said: str) -> None:
    at = NOW.replace(hour=0, minute=0) + timedelta(hours=hour - 1)  # Berlin is an hour ahead of UTC in November
    assert morning.greeting(ADA, at) == f"{said}, Ada"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Ada Lovelace", ", Ada"), ("ada", ", ada"), ("Ada (Support)", ", Ada"),
        ("Dr. Ada Lovelace", ", Dr. Ada Lovelace"),
        ("", ""), (" ", ""),
    ],
)  # fmt: skip
def test_people_are_greeted_by_their_first_name(name: str, called: str) -> None:
    said = morning.greeting(replace(ADA, name=name), NOW.replace(hour=8))
    assert said == f"Good morning{called}"


@pytest.mark.parametrize("quiet", [True, False])
def test_why_it_comes_is_told_with_the_way_to_change_it(quiet: bool) -> None:
    shown = morning.why(ADA, "Monday to Friday", NOW + timedelta(hours=22, minutes=30), quiet, NOW)
    assert "It comes once a day at 09:00 (Europe/Berlin), on your working days: Monday to Friday." in shown.text
    assert "Next: tomorrow 09:00." in words(shown)
    assert ("outside of your hours" in words(shown)) == quiet
    assert labels(shown) == ["My hours"]
