"""What a lead reads of a gesture for all whom a problem concerns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_views_samples import blanket, customer, problems_in_every_state

from handlers.views import problems
from handlers.views.blocks import checked
from storage.records import Blanket, Recipient


def test_whoever_is_left_is_counted_with_a_button_to_go_on() -> None:
    half = problems.blanket(blanket(None, 2))
    assert "1 customer still to be asked for." in half.text
    actions = [block for block in checked(half)["blocks"] if block["type"] == "actions"]
    assert [button["text"]["text"] for block in actions for button in block["elements"]] == [
        "Deliver or withdraw…", "Ask for the rest…",
    ]  # fmt: skip
    whole = problems.blanket(with_states("requested", "delivered"))
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
    assert problems.blanket(with_states(*states)).text == f"A gesture for all of P-1: {said}"


def test_what_was_not_possible_is_counted_too() -> None:
    assert "0 granted, 1 not possible." in problems.blanket(replace(blanket(None, 1), given=(
        Recipient(customer(), None, None, "they had enough"),), left=0)).text  # fmt: skip


@pytest.mark.parametrize(("waiting", "said"), [(1, "1 follow-up waits"), (2, "2 follow-ups wait")])
def test_the_list_counts_what_waits(waiting: int, said: str) -> None:
    confirmed = next(p for p in problems_in_every_state() if p.state == "confirmed")
    assert said in str(checked(problems.listing([replace(confirmed, waiting=waiting)])))
