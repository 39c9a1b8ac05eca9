"""What a lead reads of a problem that many customers have, and of a gesture for all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from test_views_followups import words
from test_views_samples import (
    LEAD,
    NOW,
    ZONE,
    blanket,
    customer,
    few_figures,
    figures,
    followup,
    problems_in_every_state,
    team_day,
)

from handlers.views import blankets, problems, reasons, team
from handlers.views import figures as figure_views
from handlers.views.blocks import Message
from handlers.views.limits import checked
from storage.records import Blanket, Person, Problem, ProblemState, Recipient, Unsolved, Why

LEA = Person(LEAD, "Lea", ZONE, "en-GB", "member")


def one(state: ProblemState, many: int = 12) -> Problem:
    return next(p for p in problems_in_every_state(None, many) if p.state == state)


def asked_before(shown: Message) -> dict[str, str]:
    """What Slack asks before a press counts, by the button's label; '' where it asks nothing."""
    elements: list[dict[str, Any]] = [
        element for block in checked(shown)["blocks"] if block["type"] == "actions" for element in block["elements"]
    ]
    return {one["text"]["text"]: one.get("confirm", {}).get("text", {}).get("text", "") for one in elements}


def test_what_moves_many_is_asked_once_more_and_says_what_happens_to_how_many() -> None:
    asked = asked_before(problems.card(one("asked")))
    assert "12 customers: their follow-ups wait for the fix" in asked["Yes, one problem"]
    assert asked["No"] == ""
    confirmed = asked_before(problems.card(one("confirmed")))
    assert "Each agent is reminded to tell theirs: 12 customers." in confirmed["It’s fixed"]
    assert confirmed["Not one problem after all"].startswith("12 follow-ups wait no longer")
    assert confirmed["Draft the message"] == confirmed["A gesture for all…"] == ""
    listed = asked_before(problems.listing([one("confirmed")]))
    assert listed == confirmed


@pytest.mark.parametrize("state", ["asked", "confirmed"])
def test_how_many_customers_are_not_shown_is_said(state: ProblemState) -> None:
    those = one(state)
    left = those.customers - len(those.examples)
    assert f"… and {left} more" in words(checked(problems.card(those)))
    assert "more" not in words(checked(problems.card(replace(those, customers=len(those.examples)))))


def test_one_that_was_taken_back_keeps_what_was_given() -> None:
    assert "11 gestures were asked for. That stays as it is." in words(checked(problems.card(one("dismissed"))))
    assert "gesture" not in words(checked(problems.card(one("dismissed", 1))))


def test_a_long_list_says_how_many_are_left() -> None:
    shown = problems.listing([one("confirmed")] * 9)
    assert "… and 3 older" in words(checked(shown))


def test_that_it_is_still_open_comes_with_the_buttons_that_end_it_and_is_over_with_it() -> None:
    open_one = problems.unsolved(Unsolved(one("confirmed"), latest=True))
    assert "is still open" in open_one.text
    assert list(asked_before(open_one)) == ["It’s fixed", "Not one problem after all"]
    for shown, said in (
        (Unsolved(one("confirmed"), latest=False), "was still open"),
        (Unsolved(one("fixed"), latest=True), "is fixed"),
        (Unsolved(one("dismissed"), latest=True), "is not one problem"),
    ):
        over = problems.unsolved(shown)
        assert said in over.text
        assert asked_before(over) == {}


def test_leads_read_what_is_not_fixed_on_their_home_and_in_the_week() -> None:
    title, those = "Problems of many, not fixed yet", (one("confirmed"),)
    home = words(checked({"blocks": [b.to_dict() for b in team.blocks(team_day(problems=those), LEA, NOW) if b]}))
    assert title in home
    assert "/service problems" in home
    assert title not in words({"blocks": [b.to_dict() for b in team.blocks(team_day(problems=()), LEA, NOW) if b]})
    for figured in (figures("x"), few_figures()):
        assert title in words(checked(figure_views.weekly(replace(figured, problems=those))))
        assert title not in words(checked(figure_views.weekly(figured)))


def test_why_says_that_it_waits_unless_it_was_promised() -> None:
    waits = followup(problem=3)
    assert "Many wait for the same (P-3)" in reasons.why(Why(waits, True, "09:00–18:00", None, None, None), NOW).text
    promised = replace(waits, promised_by=NOW)
    said = reasons.why(Why(promised, True, "09:00–18:00", None, NOW, None), NOW).text
    assert "Many wait" not in said
    assert "I remind again" in said


def test_whoever_is_left_is_counted_with_a_button_to_go_on() -> None:
    half = blankets.blanket(blanket(None, 2))
    assert "1 customer still to be asked for." in half.text
    actions = [block for block in checked(half)["blocks"] if block["type"] == "actions"]
    assert [button["text"]["text"] for block in actions for button in block["elements"]] == [
        "Deliver or withdraw…", "Ask for the rest…",
    ]  # fmt: skip
    whole = blankets.blanket(with_states("requested", "delivered"))
    assert "still to be asked" not in whole.text
    assert not [block for block in checked(whole)["blocks"] if block["type"] == "actions"], "nothing to deliver either"


def with_states(*states: str) -> Blanket:
    """A gesture for as many customers, each in one of these states."""
    given = tuple(Recipient(customer(), f"G-{n}", state, None) for n, state in enumerate(states))
    return replace(blanket(None, 1), given=given, left=0)


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ((), "0 granted."),
        (("granted", "approved"), "2 granted."),
        (("delivered", "approved", "requested"), "2 granted (1 of them delivered), 1 waits for a lead."),
        (("requested", "requested", "expired"), "0 granted, 2 wait for a lead, 1 expired."),
        (("declined", "withdrawn", "declined", "granted"), "1 granted, 2 declined, 1 withdrawn."),
    ],
)
def test_what_became_of_all_is_counted_in_words(states: tuple[str, ...], said: str) -> None:
    assert blankets.blanket(with_states(*states)).text == f"A gesture for all of P-1: {said}"


def test_what_was_not_possible_is_counted_too() -> None:
    assert "0 granted, 1 not possible." in blankets.blanket(replace(blanket(None, 1), given=(
        Recipient(customer(), None, None, "they had enough"),), left=0)).text  # fmt: skip


@pytest.mark.parametrize(("waiting", "said"), [(1, "1 follow-up waits"), (2, "2 follow-ups wait")])
def test_the_list_counts_what_waits(waiting: int, said: str) -> None:
    confirmed = next(p for p in problems_in_every_state() if p.state == "confirmed")
    assert said in str(checked(problems.listing([replace(confirmed, waiting=waiting)])))
