"""A gesture for all whom a problem concerns: a normal request for each, within one limit for all."""

from __future__ import annotations

import pytest
from desks import (
    ANNA,
    LEA,
    LOU,
    NOTE,
    a_followup,
    a_request,
    at_once,
    chain_is_valid,
    log_of,
)
from troubles import (
    CRASH,
    a_problem,
    give_all,
    look,
    offer,
    see_to_all,
    trouble,
)

from bot import (
    blankets,
    customers,
    decisions,
    gestures,
    problems,
)
from bot.blankets import Offer
from bot.desk import Desk
from bot.errors import AlreadyDecided, BadAmount, NotALead, OwnRequest
from storage import problems as stored
from storage.records import Reference


def test_a_gesture_for_all_is_a_normal_request_for_each(desk: Desk) -> None:
    number = a_problem(desk)
    room = blankets.look(desk, LEA, number)
    assert (len(room.customers), room.left, room.limit) == (4, 50_000, 50_000)
    given = offer(500)
    assert blankets.total(desk, room, given) == 2000
    told = give_all(desk, LEA, number, given)
    assert [(one.gesture, one.state, one.refused) for one in told.given] == [
        (f"G-{n}", "granted", None) for n in range(1, 5)
    ]
    assert told.cost == 2000
    one = gestures.get(desk, 1)
    assert (one.requester, one.amount, one.reason) == (LEA.id, 500, given.reason)
    assert log_of(desk).count("gesture.granted") == 4
    assert log_of(desk).count("problem.gesture_asked") == 4
    assert problems.open_ones(desk, LEA)[0].given == 4
    assert chain_is_valid(desk)


def test_a_repeat_is_harmless_and_nobody_gets_two(desk: Desk) -> None:
    number = a_problem(desk)
    given = offer(500)
    room = blankets.look(desk, LEA, number)
    for who in (*room.customers, *room.customers):
        blankets.give(desk, LEA, number, given, who)
    assert blankets.look(desk, LOU, number).customers == []
    for who in room.customers:
        blankets.give(desk, LOU, number, offer(300), who)
    assert log_of(desk).count("gesture.granted") == 4
    gestures.withdraw(desk, a_request(), LEA, 1)
    assert len(blankets.look(desk, LOU, number).customers) == 1, "what was withdrawn may be asked for anew"


def test_limits_budgets_and_four_eyes_hold_for_each(desk: Desk) -> None:
    number = a_problem(desk)
    told = give_all(desk, LEA, number, offer(10_000))
    assert {one.state for one in told.given} == {"requested"}, "beyond what a lead may grant alone, another decides"
    with pytest.raises(OwnRequest):
        decisions.approve(desk, a_request(), LEA, 1)
    assert decisions.approve(desk, a_request(), LOU, 1).state == "approved"


def test_all_together_keep_within_the_blanket_limit(desk: Desk) -> None:
    number = a_problem(desk)
    room = blankets.look(desk, LEA, number)
    with pytest.raises(BadAmount, match=r"4 customers get \$520 that way.*up to \$125 each"):
        blankets.total(desk, room, offer(13_000))
    for who in room.customers:  # whoever came by another way
        blankets.give(desk, LEA, number, offer(20_000), who)
    told = give_all(desk, LEA, number, offer(20_000))
    assert told.cost == 40_000
    assert [one.refused for one in told.given if not one.gesture] == [
        "One problem may cost up to $500, and that is reached."
    ] * 2
    assert log_of(desk).count("problem.gesture_refused") == 4


def test_two_leads_at_once_keep_within_it_too(desk: Desk) -> None:
    number = a_problem(desk)
    customers_of = blankets.look(desk, LEA, number).customers
    asked = at_once(
        *[
            lambda who=who, lead=lead: blankets.give(desk, lead, number, offer(20_000), who)
            for who in customers_of
            for lead in (LEA, LOU)
        ]
    )
    assert [one for one in asked if isinstance(one, Exception)] == []
    with desk.database.read() as tx:
        assert stored.given_cost(tx, number) == 40_000
        assert len(stored.has_gesture(tx, number)) == 2


def test_what_is_refused_is_said_for_each_in_words(desk: Desk) -> None:
    trouble(desk, 3)
    ticket = Reference("ticket", "#4312", "4312")
    a_followup(desk, what=CRASH[0], customer=ticket)
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    told = give_all(desk, LEA, 1, offer(500))
    refused = [(one.customer.label, one.refused) for one in told.given if one.refused]
    assert refused == [
        ("#4312", "#4312 is not linked to a person yet. Whose is it? Type their email address or full name.")
    ]
    assert len([one for one in told.given if one.gesture]) == 3
    customers.forget(desk, "#4312")
    with desk.database.read() as tx:
        assert {one.refused for one in stored.given(tx, 1, LEA.id)} == {None, ""}


def test_what_costs_nothing_may_be_given_to_all(desk: Desk) -> None:
    number = a_problem(desk)
    note = Offer(a_request(), NOTE, 0, None, "a word for each")
    assert blankets.total(desk, blankets.look(desk, LEA, number), note) == 0
    assert {one.state for one in give_all(desk, LEA, number, note).given} == {"granted"}


def test_only_leads_and_only_while_it_is_open(desk: Desk) -> None:
    number = a_problem(desk)
    with pytest.raises(NotALead):
        blankets.look(desk, ANNA, number)
    with pytest.raises(NotALead):
        blankets.give(desk, ANNA, number, offer(), 1)
    who = blankets.look(desk, LEA, number).customers[0]
    problems.fixed(desk, a_request(), LEA, number)
    with pytest.raises(AlreadyDecided):
        blankets.look(desk, LEA, number)
    blankets.give(desk, LEA, number, offer(), who)
    assert log_of(desk).count("gesture.granted") == 0
