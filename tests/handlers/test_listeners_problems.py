"""What a lead was granted for a problem of many: delivered or withdrawn from the message that told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from offices import POLICY, Work

from bot import blankets, followups
from bot.blankets import Offer
from bot.moments import Moment
from handlers.answers import Answer, Private
from handlers.listeners import giving
from storage import problems as stored
from storage.records import Person, Reference


def a_lead(work: Work, number: str = "U0LEAD") -> Person:
    return replace(work.ava, id=number)


def a_blanket(work: Work, many: int) -> None:
    """So many customers with the same problem, each of whom a lead gave a credit."""
    desk, lead = work.office.desk, a_lead(work)
    soon = Moment(desk.clock(), "Europe/Berlin", True, "now")
    with desk.database.begin() as tx:
        number = stored.add(tx, "matter:outage", "app · login", desk.clock())
        stored.change(tx, number, state="confirmed", lead=lead.id, decided_at=desk.clock())
    for n in range(many):
        who = Reference("email", f"c{n}@example.com", f"c{n}@example.com")
        new = followups.NewFollowup(f"new {n}", work.ava, who, "the app crashed", soon)
        customer = followups.record(desk, new).customer.id
        with desk.database.begin() as tx:
            stored.join(tx, number, [(f"followup:{n + 1}", customer)])
        offer = Offer("blanket", POLICY.gestures.kinds["credit"], 500, None, "the app crashed")
        blankets.give(desk, lead, number, offer, customer)


def pressed(answer: Answer) -> list[tuple[str, str]]:
    """The buttons of an answer: the action of each, and what it carries."""
    assert isinstance(answer, Private)
    blocks: list[dict[str, Any]] = answer.message.payload()["blocks"]
    elements = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return [(element["action_id"], element["value"]) for element in elements]


async def test_ten_a_page_each_with_its_buttons_and_the_page_goes_on_without_it(work: Work) -> None:
    a_blanket(work, 12)
    first = await giving.owed(work.office, work.delivery("action", "blanket.deliver", value="1"), a_lead(work))
    buttons = pressed(first)
    assert [value for action, value in buttons if action == "gesture.delivered"] == [
        f"{n} blanket 0 1" for n in range(1, 11)
    ]
    assert buttons[-1] == ("blanket.page", "10 1")
    turned = await giving.turn(work.office, work.delivery("action", "blanket.page", value="10 1"), a_lead(work))
    assert [value for action, value in pressed(turned) if action == "gesture.withdraw"] == [
        "11 blanket 10 1", "12 blanket 10 1",
    ]  # fmt: skip
    assert pressed(turned)[-1] == ("blanket.back", "0 1")
    press = work.delivery("action", "gesture.withdraw", value="12 blanket 10 1", private=True)
    gone = await giving.withdraw(work.office, press, a_lead(work))
    assert isinstance(gone, Private)
    assert gone.instead
    assert "11–11 of 11" in str(gone.message.payload())
    press = work.delivery("action", "gesture.delivered", value="11 blanket 10 1", private=True)
    assert len(pressed(await giving.delivered(work.office, press, a_lead(work)))) == 20, "the page before, as the last"


async def test_whoever_was_granted_nothing_for_it_is_told_so(work: Work) -> None:
    a_blanket(work, 1)
    press = work.delivery("action", "blanket.deliver", value="1")
    answer = await giving.owed(work.office, press, a_lead(work, "U0LEAD2"))
    assert isinstance(answer, Private)
    assert answer.message.text.startswith("Nothing that you were granted for P-1 waits")
