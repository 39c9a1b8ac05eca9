"""Lists of follow-ups: what a row says, what can be pressed, and turning pages."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from test_views_followups import labels, words
from test_views_samples import AGENT, COLLEAGUE, LEAD, NOW, ZONE, followup

from handlers.views import followups, lists
from handlers.views.blocks import Message, as_dict
from handlers.views.limits import checked
from storage.records import Page, Person

ADA = Person(AGENT, "Ada", ZONE, "en-GB", "member")
ROW = ["Done", "Change", "Snooze"]
LEFT = ["Take over", "Nudge", "Done", "Change"]


def a_page(many: int = 10, start: int = 0, total: int | None = None, **changes: Any) -> Page:
    found = tuple(followup(number=start + n + 1, due_at=NOW + timedelta(hours=n - 3)) for n in range(many))
    return Page(tuple(replace(f, **changes) for f in found), many if total is None else total, start)


def listing(page: Page, which: str = "mine", words: str = "", clip: str = "", nonce: str = "n1") -> Message:
    return lists.listing(page, which, ADA, NOW, nonce, words, clip)


def values(shown: Message) -> dict[str, list[str]]:
    """What each button carries, by its label."""
    carried: dict[str, list[str]] = {}
    for block in checked(shown)["blocks"]:
        for element in block["elements"] if block["type"] == "actions" else []:
            if element["type"] == "button":
                carried.setdefault(element["text"]["text"], []).append(element["value"])
    return carried


def test_each_row_says_what_it_is_and_can_be_acted_on() -> None:
    shown = listing(a_page(2))
    assert labels(shown) == ROW * 2
    row = checked(shown)["blocks"][1]["elements"][0]["elements"]
    said = "Mara Lindt · F-1\ntell her about the refund\n⏰ overdue since today 07:30"
    assert "".join(element["text"] for element in row) == said
    assert "1–2 of 2" in words(shown)
    assert "'user_id'" not in str(shown.payload()), "no need to say whose one's own are"
    assert shown.text.startswith("Your follow-ups: 2 in all. F-1 Mara Lindt")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"promised_by": NOW + timedelta(days=3)}, "🤝 promised by Fri 27 Nov 10:30"),
        ({"promised_by": NOW - timedelta(hours=1)}, "⚠️ promised by today 09:30"),
        (
            {"promised_by": NOW + timedelta(days=3), "due_at": NOW + timedelta(days=2)},
            "🤝 promised by Fri 27 Nov 10:30 · ⏰ Thu 26 Nov 10:30",
        ),
        ({"they_owe": True}, "⏳ they owe us"),
        ({"repeat": "FREQ=WEEKLY", "asked": "every friday"}, "🔁 comes again: every friday"),
    ],
)
def test_a_row_says_what_kind_of_promise_it_is(changes: dict[str, Any], said: str) -> None:
    assert said in words(listing(a_page(1, **changes))).replace("  ", " ")
    assert said not in words(listing(a_page(1)))
    assert ("overdue" in words(listing(a_page(1, **changes)))) == ("promised_by" not in changes)


def test_a_colleagues_row_names_them_and_snoozes_nothing() -> None:
    shown = listing(a_page(1, owner=COLLEAGUE), "team")
    assert labels(shown) == ["Done", "Change"]
    assert f"'user_id': '{COLLEAGUE}'" in str(shown.payload())


def test_what_a_colleague_left_can_be_taken_over_or_nudged_about() -> None:
    due = {"owner": COLLEAGUE, "due_at": NOW - timedelta(hours=3), "reminded_at": NOW - timedelta(hours=3)}
    shown = listing(a_page(2, **due), "team")
    assert labels(shown) == LEFT * 2
    assert values(shown)["Take over"] == ["1 team 0", "2 team 0"]
    assert values(shown)["Nudge"] == ["1 team 0", "2 team 0"]
    assert checked(shown)["blocks"][-2]["elements"][0]["accessibility_label"] == "Take over F-2"
    repeated = labels(listing(a_page(1, **due, repeat="FREQ=DAILY"), "find"))
    assert repeated == ["Take over", "Nudge", "Done", "Next time", "Change"]
    assert labels(listing(a_page(1, **{**due, "owner": AGENT}))) == ROW, "one's own is nobody's to take over"
    assert labels(listing(a_page(1, **{**due, "reminded_at": None}), "team")) == ["Done", "Change"], "not due yet"


def test_nobody_is_nudged_twice_or_while_they_are_away() -> None:
    due = {"owner": COLLEAGUE, "due_at": NOW - timedelta(hours=3), "reminded_at": NOW - timedelta(hours=3)}
    nudged = listing(a_page(1, **due, nudged_by=LEAD), "team")
    assert labels(nudged) == ["Take over", "Done", "Change"]
    assert "nudged by" in words(nudged)
    assert f"'user_id': '{LEAD}'" in str(nudged.payload())
    away = listing(replace(a_page(1, **due), away=frozenset({COLLEAGUE})), "team")
    assert labels(away) == ["Take over", "Done", "Change"]


def test_a_full_page_of_what_others_left_is_no_heavier_than_ones_own() -> None:
    due = {"due_at": NOW - timedelta(hours=3), "reminded_at": NOW - timedelta(hours=3)}
    own, theirs = (listing(a_page(**due, owner=owner), "team").payload() for owner in (AGENT, COLLEAGUE))
    assert len(theirs["blocks"]) == len(own["blocks"])
    assert len(json.dumps(theirs)) < len(json.dumps(own))


def test_the_teams_list_begins_with_who_has_how_much() -> None:
    shown = listing(replace(a_page(1), workload=((COLLEAGUE, 12, 3), (AGENT, 4, 0))), "team")
    _, load, *_ = checked(shown)["blocks"]
    elements = load["elements"][0]["elements"]
    assert [element.get("user_id") or element["text"] for element in elements] == [
        *(COLLEAGUE, " 12, 3 overdue", " · "),
        *(AGENT, " 4"),
    ]


def test_a_large_teams_workload_stays_readable() -> None:
    many = tuple((COLLEAGUE, 500 - n, 0) for n in range(300))
    shown = listing(replace(a_page(1), workload=many), "team")
    assert "and 280 more people" in words(shown)
    assert str(shown.payload()).count("'user_id'") == lists.MOST_PEOPLE


def test_five_hundred_are_paged_through_with_back_and_more() -> None:
    first, middle, last = (listing(a_page(10, start, 500)) for start in (0, 20, 490))
    assert (values(first)["More ›"], "‹ Back" in values(first)) == (["10 mine"], False)
    assert (values(middle)["‹ Back"], values(middle)["More ›"]) == (["10 mine"], ["30 mine"])
    assert (values(last)["‹ Back"], "More ›" in values(last)) == (["480 mine"], False)
    assert "21–30 of 500" in words(middle)
    assert len(checked(middle)["blocks"]) <= 50


def test_rows_and_pages_carry_their_place_but_no_words() -> None:
    shown = listing(a_page(10, 20, 500), "find", "refund", "k3y")
    assert values(shown)["Done"][0] == "21 find 20 k3y"
    assert values(shown)["More ›"] == ["30 find k3y"]
    assert "Follow-ups with “refund”" in words(shown)


def test_a_select_is_a_new_one_at_each_rendering() -> None:
    first, second = (checked(listing(a_page(1), nonce=nonce))["blocks"] for nonce in ("n1", "n2"))
    assert first[2]["block_id"] != second[2]["block_id"]


def test_every_press_names_its_own_follow_up() -> None:
    for f in (followup(number=17), followup(number=1042, zone="Asia/Kolkata")):
        _, deeds = lists.row(f, ADA, NOW, "n1", "mine 10")
        for_it, snooze = deeds["elements"][:2], deeds["elements"][2]
        assert [element["value"] for element in for_it] == [f"{f.id} mine 10", f"{f.id}"]
        assert [element["accessibility_label"] for element in for_it] == [f"Done {f.name}", f"Change {f.name}"]
        assert snooze == as_dict(followups.snooze(f, NOW))
        assert deeds["block_id"] == f"snooze.{f.id}.n1"


def test_the_time_picked_last_is_offered_again() -> None:
    remembered = replace(ADA, last_snooze="friday 10am")
    _, deeds = lists.row(followup(), remembered, NOW, "n1")
    assert deeds["elements"][2] == as_dict(followups.snooze(followup(), NOW, "friday 10am"))


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("mine", "Nothing waits for you. 🌿 To promise something, type /followup "),
        ("team", "Nothing waits for anybody. 🌿 To promise something, type /followup "),
        ("find", "Nothing open mentions “refund”: try fewer letters, or type /followup list"),
    ],
)
def test_an_empty_list_says_so_kindly_and_what_to_type(which: str, said: str) -> None:
    shown = listing(Page((), 0), which, "refund")
    assert labels(shown) == []
    assert shown.text.startswith(said)
    assert "'code': True" in str(shown.payload())
