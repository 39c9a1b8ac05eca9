"""A gesture for all whom a problem concerns: a normal request for each, within one limit for all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import (
    ANNA,
    LEA,
    LOU,
    NOTE,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    chain_is_valid,
    clock_of,
    loaded,
    log_of,
    send_all,
    timers_of,
    waiting,
    with_rules,
)
from troubles import (
    CRASH,
    a_problem,
    blanket_of,
    card,
    customer,
    give_all,
    look,
    offer,
    see_to_all,
    trouble,
)

from bot import (
    blankets,
    corrections,
    customers,
    decisions,
    gestures,
    giving,
    merging,
    problems,
    timers,
)
from bot.blankets import Offer, Order
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import AlreadyDecided, BadAmount, NotALead, NotFound, OverPolicy, OwnRequest
from storage import blankets as stored_blankets
from storage import problems as stored
from storage.records import Blanket, Reference


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
    assert told.costs == {"USD": 2000}
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
    assert told.costs == {"USD": 40_000}
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
        assert stored_blankets.given_cost(tx, number) == {"USD": 40_000}
        assert len(stored_blankets.has_gesture(tx, number)) == 2


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
        assert {one.refused for one in stored_blankets.given(tx, 1, LEA.id)} == {None, ""}


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


def test_what_a_lead_changes_or_approves_keeps_within_the_limit(desk: Desk) -> None:
    number = a_problem(desk)
    give_all(desk, LEA, number, offer(12_000))  # each needs another lead; $20 of the $500 are left
    with pytest.raises(OverPolicy, match=r"One problem may cost up to \$500, and that is reached"):
        decisions.change(desk, a_request(), LOU, 1, 14_500, None, "")
    assert decisions.change(desk, a_request(), LOU, 1, 14_000, None, "").amount == 14_000
    strict = replace(desk, policy=replace(desk.policy, service=replace(desk.policy.service, blanket_limit=40_000)))
    with pytest.raises(OverPolicy, match=r"up to \$400"):
        decisions.approve(strict, a_request(), LOU, 2)
    decisions.decline(desk, a_request(), LOU, 3, "")
    assert decisions.approve(strict, a_request(), LOU, 2).state == "approved"


def test_leads_who_change_two_at_once_keep_within_the_limit(desk: Desk) -> None:
    number = a_problem(desk)
    give_all(desk, LEA, number, offer(12_000))
    said = at_once(*[lambda its=its: decisions.change(desk, a_request(), LOU, its, 14_000, None, "") for its in (1, 2)])
    assert sum(isinstance(one, OverPolicy) for one in said) == 1


def test_what_somebody_else_asks_for_already_is_not_counted_as_the_problem_s(desk: Desk) -> None:
    number = a_problem(desk)
    twin = a_gesture(desk, 30_000, customer=customer(0), reason=offer().reason)
    assert twin.state == "requested"
    told = give_all(desk, LEA, number, offer(12_000))
    assert [one.refused for one in told.given if not one.gesture] == [f"{twin.name} asks for the same already."]
    assert told.costs == {"USD": 36_000}


def test_whoever_became_one_gets_one_and_whoever_is_two_again_one_each(desk: Desk) -> None:
    number = a_problem(desk)
    first, second, third, _ = blankets.look(desk, LEA, number).customers
    stranger = a_followup(desk, what="call about the lamp", customer=customer(9)).customer.id
    blankets.give(desk, LEA, number, offer(), second)
    merging.merge(desk, a_request(), LEA, first, second)
    made = merging.merge(desk, a_request(), LEA, stranger, third).merge
    room = blankets.look(desk, LEA, number)
    assert first not in room.customers, "they have one already, from when they were another"
    assert stranger in room.customers
    assert (room.problem.customers, room.problem.waiting) == (3, 4)
    give_all(desk, LEA, number, offer())
    told = give_all(desk, LEA, number, offer()).given
    assert sorted(one.customer.id for one in told) == sorted({first, *room.customers})
    assert not any(one.customer.forgotten for one in told)
    merging.unmerge(desk, a_request(), LEA, made)
    assert blankets.look(desk, LEA, number).customers == [third], "the gesture stayed with the other"
    assert problems.open_ones(desk, LEA)[0].waiting == 4


def test_what_was_refused_goes_with_whoever_was_merged_and_is_forgotten_with_them(desk: Desk) -> None:
    number = a_problem(desk)
    first, second, *_ = blankets.look(desk, LEA, number).customers
    for who in (first, second):
        with desk.database.begin() as tx:
            stored_blankets.note_gesture(tx, number, who, LEA.id, None, "not for customer1@example.com")
    merging.merge(desk, a_request(), LEA, first, second)
    customers.forget(desk, "customer0@example.com")
    with desk.database.read() as tx:
        assert [one.refused for one in stored_blankets.given(tx, number, LEA.id)] == [""]


def test_where_it_stopped_half_way_the_lead_sees_who_is_left(desk: Desk) -> None:
    number = a_problem(desk)
    given = offer(500)
    room = blankets.look(desk, LEA, number)
    blankets.begin(desk, Order(LEA, number, given, room.customers))
    for who in room.customers[:3]:
        blankets.give(desk, LEA, number, given, who)
    customers.forget(desk, "customer2@example.com")
    assert blanket_of(desk, number).left == 1
    give_all(desk, LEA, number, offer(300))
    assert blanket_of(desk, number).left == 0
    assert log_of(desk).count("gesture.granted") == 4


def test_each_lead_s_message_goes_on_when_another_gives_too(desk: Desk) -> None:
    number = a_problem(desk)
    first, second, third, fourth = blankets.look(desk, LEA, number).customers
    for lead, who in ((LEA, [first, second]), (LOU, [third, fourth])):
        given = offer(10_000)
        blankets.begin(desk, Order(lead, number, given, who))
        for one in who:
            blankets.give(desk, lead, number, given, one)
    assert [one.customer.id for one in blanket_of(desk, number, LEA).given] == [first, second]
    decisions.approve(desk, a_request(), LOU, 1)
    assert [one.state for one in blanket_of(desk, number, LEA).given] == ["approved", "requested"]
    assert [one.state for one in blanket_of(desk, number, LOU).given] == ["requested", "requested"]


def test_whose_follow_up_was_somebody_else_s_after_all_gets_it_instead(desk: Desk) -> None:
    number = a_problem(desk)
    correction = Correction(customer(9), CRASH[0])
    right = corrections.change(desk, a_request(), ANNA, 1, correction).customer.id
    assert right in blankets.look(desk, LEA, number).customers
    assert len(blankets.look(desk, LEA, number).customers) == 4


BLANKET = ("blanket", "problem:1", LEA.id)


def shown_anew(desk: Desk) -> Blanket:
    """The lead's message, which is to be changed by now without anybody asking for it."""
    post = next(post for post in send_all(desk) if (post.kind, post.subject, post.recipient) == BLANKET)
    shown = loaded(desk, post)
    assert isinstance(shown, Blanket)
    return shown


def test_the_message_follows_what_leads_decide_and_what_becomes_of_it(desk: Desk) -> None:
    number = a_problem(desk)
    give_all(desk, LEA, number, offer(12_000))
    send_all(desk)
    for happens, state in (
        (lambda: decisions.approve(desk, a_request(), LOU, 1), "approved"),
        (lambda: giving.deliver(desk, a_request(), LEA, 1), "delivered"),
        (lambda: decisions.decline(desk, a_request(), LOU, 2, "no"), "declined"),
        (lambda: gestures.withdraw(desk, a_request(), LEA, 3), "withdrawn"),
    ):
        assert BLANKET not in waiting(desk)
        happens()
        assert state in {one.state for one in shown_anew(desk).given}
    clock_of(desk).pass_by(hours=30)
    timers.ring(desk)
    assert [one.state for one in shown_anew(desk).given] == ["delivered", "declined", "withdrawn", "expired"]
    assert chain_is_valid(desk)


def test_a_gesture_for_another_reason_changes_no_problem_s_messages(desk: Desk) -> None:
    number = a_problem(desk)
    give_all(desk, LEA, number, offer(500))
    other = a_gesture(desk, customer=customer(0))
    send_all(desk)
    decisions.approve(desk, a_request(), LEA, other.id)
    assert "problem:1" not in {subject for _, subject, _ in waiting(desk)}


def test_whoever_got_it_and_is_forgotten_is_named_no_more_whosever_the_follow_up_was(desk: Desk) -> None:
    number = a_problem(desk)
    first, second = blankets.look(desk, LEA, number).customers[:2]
    given = offer(500)
    blankets.begin(desk, Order(LEA, number, given, ()))
    blankets.give(desk, LEA, number, given, first)
    with desk.database.begin() as tx:
        stored_blankets.note_gesture(tx, number, second, LEA.id, None, "they had enough")
    for followup, right in ((1, 7), (2, 8)):
        corrections.change(desk, a_request(), ANNA, followup, Correction(customer(right), CRASH[0]))
    send_all(desk)
    for gone in ("customer0@example.com", "customer1@example.com"):
        customers.forget(desk, gone)
        assert gone not in {one.customer.label for one in shown_anew(desk).given}


def test_a_follow_up_of_somebody_else_s_after_all_changes_the_card(desk: Desk) -> None:
    number = a_problem(desk)
    assert "customer0@example.com" in {one.customer.label for one in card(desk, number).examples if one.customer}
    send_all(desk)
    corrections.change(desk, a_request(), ANNA, 1, Correction(customer(9), "something else"))
    assert ("problem", "problem:1", "C0LEADS") in waiting(desk)
    examples = {one.customer.label: one.words for one in card(desk, number).examples if one.customer}
    assert "customer0@example.com" not in examples
    assert examples["customer9@example.com"] == "something else"


def test_what_is_granted_is_there_to_deliver_a_page_at_a_time(desk: Desk) -> None:
    number = a_problem(desk, many=13)
    give_all(desk, LEA, number, offer(500))
    elsewhere = a_gesture(desk, 500, LEA, customer=customer(0))
    first = blankets.owed(desk, LEA, number)
    assert ([one.id for one in first.gestures], first.total, first.start) == ([*range(1, 11)], 13, 0)
    last = blankets.owed(desk, LEA, number, 10)
    assert ([one.id for one in last.gestures], last.start) == ([11, 12, 13], 10)
    for its in (11, 12):
        giving.deliver(desk, a_request(), LEA, its)
    gestures.withdraw(desk, a_request(), LEA, 13)
    gone = blankets.owed(desk, LEA, number, 10)
    assert (len(gone.gestures), gone.total, gone.start) == (10, 10, 0), "the last page is gone"
    assert elsewhere.id not in {one.id for one in gone.gestures}
    assert blankets.owed(desk, LOU, number).gestures == [], "each lead delivers their own"
    with pytest.raises(NotFound):
        blankets.owed(desk, LEA, 99)


def in_euros(desk: Desk) -> Desk:
    """The same desk after the policy's currency was changed."""
    return replace(desk, policy=replace(desk.policy, team=replace(desk.policy.team, currency="EUR")))


def test_what_was_given_in_another_currency_is_not_counted_as_if_it_were_this_one(desk: Desk) -> None:
    number = a_problem(desk)
    first, second = blankets.look(desk, LEA, number).customers[:2]
    for amount, who in ((12_000, first), (500, second)):
        blankets.give(desk, LEA, number, offer(amount), who)
    later, given = in_euros(desk), offer(500)
    with pytest.raises(OverPolicy, match=r"P-1 has gestures in USD and its limit is in EUR now.*with /gesture"):
        blankets.look(later, LEA, number)
    blankets.begin(later, Order(LEA, number, given, ()))
    blankets.give(later, LEA, number, given, blankets.look(desk, LEA, number).customers[0])
    told = blanket_of(later, number)
    assert told.costs == {"EUR": 0, "USD": 12_500}
    assert next(one.refused for one in told.given if one.refused).startswith("P-1 has gestures in USD")
    with pytest.raises(OverPolicy, match="P-1 has gestures in USD"):
        decisions.approve(later, a_request(), LOU, 1)
    assert decisions.decline(later, a_request(), LOU, 1, "").state == "declined"
    gestures.withdraw(later, a_request(), LEA, 2)
    assert blankets.look(later, LEA, number).left == 50_000, "nothing in dollars counts any more"


def test_what_costs_nothing_is_in_no_currency(desk: Desk) -> None:
    number = a_problem(desk)
    give_all(desk, LEA, number, Offer(a_request(), NOTE, 0, None, "a word for each"))
    assert blankets.look(in_euros(desk), LEA, number).left == 50_000


def test_whoever_has_one_for_another_problem_that_is_open_gets_no_second(desk: Desk) -> None:
    first, second = two_problems(desk)
    give_all(desk, LEA, first, offer())
    assert blankets.look(desk, LOU, second).customers == []
    for who in stored_customers_of(desk, second):
        blankets.give(desk, LOU, second, offer(300), who)
    assert log_of(desk).count("gesture.granted") == 4
    gestures.withdraw(desk, a_request(), LEA, 1)
    assert len(blankets.look(desk, LOU, second).customers) == 1, "what was withdrawn does not count"
    problems.fixed(desk, a_request(), LEA, first)
    assert len(blankets.look(desk, LOU, second).customers) == 4, "a new trouble after the first is another matter"


def test_two_leads_at_once_give_nobody_two_for_two_problems(desk: Desk) -> None:
    numbers = two_problems(desk)
    asked = at_once(
        *[
            lambda who=who, lead=lead, number=number: blankets.give(desk, lead, number, offer(), who)
            for who in stored_customers_of(desk, numbers[0])
            for lead, number in zip((LEA, LOU), numbers, strict=True)
        ]
    )
    assert [one for one in asked if isinstance(one, Exception)] == []
    assert log_of(desk).count("gesture.granted") == 4


def two_problems(desk: Desk) -> tuple[int, int]:
    """Two that are open at once, and concern the same customers."""
    number = a_problem(desk)
    whose = stored_customers_of(desk, number)
    with desk.database.begin() as tx:
        other = stored.add(tx, "matter:late", "parcel · courier", desk.clock())
        stored.join(tx, other, [(f"draft:{who}", who) for who in whose])
    problems.confirm(desk, a_request(), LEA, other)
    return number, other


def stored_customers_of(desk: Desk, number: int) -> list[int]:
    with desk.database.read() as tx:
        return list(stored.customers_of(tx, number))


# half-way


def test_what_a_lead_ordered_is_kept_until_everybody_was_asked_for(desk: Desk) -> None:
    number = a_problem(desk)
    room = blankets.look(desk, LEA, number)
    order = Order(LEA, number, offer(), room.customers)
    blankets.begin(desk, order)
    blankets.begin(desk, order)
    for who in room.customers[:2]:
        blankets.give(desk, LEA, number, order.offer, who)
    assert timers.ring(desk).kinds == set(), "whoever is at it has a minute"
    clock_of(desk).pass_by(minutes=1)
    assert timers.ring(desk).kinds == {"blanket"}
    assert timers_of(desk, "problem:1")["blanket"] == desk.clock() + blankets.PATIENCE, "somebody else may end, too"
    (left,) = blankets.under_way(desk)
    assert (left.lead.id, left.number, left.offer, left.customers) == (LEA.id, number, order.offer, (*room.customers,))
    for who in left.customers:
        blankets.give(desk, left.lead, left.number, left.offer, who)
    blankets.end(desk, left)
    assert blankets.under_way(desk) == []
    assert "blanket" not in timers_of(desk, "problem:1")
    assert log_of(desk).count("gesture.granted") == 4
    assert blanket_of(desk, number).left == 0


def test_an_order_ends_by_itself_and_no_newer_one_of_the_same_lead(desk: Desk) -> None:
    number = a_problem(desk)
    first, second, other = (Order(lead, number, offer(), (1,)) for lead in (LEA, LEA, LOU))
    for order in (first, second, other):
        blankets.begin(desk, order)
    blankets.end(desk, first)
    assert [one.offer.request for one in blankets.under_way(desk)] == [second.offer.request, other.offer.request]
    blankets.end(desk, second)
    assert "blanket" in timers_of(desk, "problem:1")
    blankets.end(desk, other)
    assert "blanket" not in timers_of(desk, "problem:1")


def test_what_the_policy_no_longer_knows_is_not_gone_on_with(desk: Desk) -> None:
    blankets.begin(desk, Order(LEA, a_problem(desk), offer(), (1,)))
    without = with_rules(desk, kinds={"note": NOTE})
    assert blankets.under_way(without) == []
    clock_of(without).pass_by(minutes=1)
    timers.ring(without)
    assert blankets.under_way(desk) == []
    assert "blanket" not in timers_of(desk, "problem:1")
