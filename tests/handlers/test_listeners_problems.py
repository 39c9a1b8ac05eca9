"""What a lead says of a problem of many, and was granted for it: seen to, and delivered or withdrawn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from offices import POLICY, Work

from bot import blankets, drafting, followups, gestures
from bot import giving as bot_giving
from bot.blankets import Offer
from bot.moments import Moment
from handlers import problems as looking
from handlers.answers import Answer, Following, Private
from handlers.listeners import giving
from handlers.listeners import problems as listeners
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
    rest = pressed(await giving.delivered(work.office, press, a_lead(work)))
    assert len(rest) == 21, "the page before, as the last, with one button for all"


async def test_all_of_it_is_delivered_with_one_press_that_asks_first(work: Work) -> None:
    a_blanket(work, 12)
    lead, page = a_lead(work), work.delivery("action", "blanket.deliver", value="1")
    shown = await giving.owed(work.office, page, lead)
    assert isinstance(shown, Private)
    asks = [element for block in shown.message.payload()["blocks"] if block["type"] == "actions"
            for element in block["elements"] if element["action_id"] == "blanket.all_delivered"]  # fmt: skip
    assert [one["confirm"]["title"]["text"] for one in asks] == ["Do all 12 have it?"]

    await work.office.write(bot_giving.deliver, "by itself", lead, 3)
    await work.office.write(gestures.withdraw, "taken back", lead, 4)
    press = work.delivery("action", "blanket.all_delivered", value="1", private=True)
    for _ in range(2):  # as Slack repeats it
        told = await giving.all_delivered(work.office, press, lead)
        if isinstance(told, Following):
            told = await told.answer
        assert isinstance(told, Private)
        assert told.instead
    states = [(await work.office.read(gestures.get, number)).state for number in range(1, 13)]
    assert states == ["delivered"] * 3 + ["withdrawn"] + ["delivered"] * 8
    with work.office.desk.database.read() as tx:
        trail = tx.exec_driver_sql("SELECT subject FROM audit WHERE action = 'gesture.delivered'").scalars().all()
    assert sorted(trail) == sorted(f"gesture:{number}" for number in range(1, 13) if number != 4)


async def test_of_what_others_were_granted_nothing_is_delivered(work: Work) -> None:
    a_blanket(work, 2)
    press = work.delivery("action", "blanket.all_delivered", value="1", private=True)
    told = await giving.all_delivered(work.office, press, a_lead(work, "U0LEAD2"))
    assert isinstance(told, Private)
    assert told.message.text.startswith("Nothing that you were granted")
    assert (await work.office.read(gestures.get, 1)).state == "granted"


async def test_whoever_was_granted_nothing_for_it_is_told_so(work: Work) -> None:
    a_blanket(work, 1)
    press = work.delivery("action", "blanket.deliver", value="1")
    answer = await giving.owed(work.office, press, a_lead(work, "U0LEAD2"))
    assert isinstance(answer, Private)
    assert answer.message.text.startswith("Nothing that you were granted for P-1 waits")


async def test_whoever_has_another_problem_waits_for_that_as_soon_as_the_first_is_fixed(work: Work) -> None:
    desk, lead = work.office.desk, a_lead(work)
    who = Reference("email", "c@example.com", "c@example.com")
    new = followups.NewFollowup("new", work.ava, who, "the app crashed", Moment(desk.clock(), "UTC", True, "now"))
    customer = followups.record(desk, new).customer.id
    drafting.begin(desk, drafting.NewDraft("draft", work.ben, "where is my parcel?", who))
    for number, subject in ((1, "followup:1"), (2, "draft:1")):
        with desk.database.begin() as tx:
            stored.add(tx, "matter:other", "words", desk.clock())
            stored.change(tx, number, state="confirmed", lead=lead.id, decided_at=desk.clock())
            stored.join(tx, number, [(subject, customer)])
        await looking.resume(work.office)
    assert followups.get(desk, 1).problem == 1
    await listeners.fixed(work.office, work.delivery("action", "problem.fixed", value="1"), lead)
    await work.office.settle(5)
    assert [(f.problem, f.owner) for f in (followups.get(desk, number) for number in (1, 2))] == [
        (None, work.ava.id), (2, work.ben.id),
    ]  # fmt: skip
