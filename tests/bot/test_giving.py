"""From the grant to the customer's hands: proof, notes that somebody writes, and the ledger of it all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    a_gesture,
    a_request,
    at_once,
    chain_is_valid,
    clock_of,
    log_of,
    run,
    timers_of,
)
from sqlalchemy.exc import DBAPIError

from bot import customers, decisions, gestures, giving, home, timers
from bot.desk import Desk
from bot.errors import AlreadyDecided, Claimed, NotYetDecided, NotYetDelivered, NotYours
from storage.records import Gesture, Reference


def ledger(desk: Desk, number: int = 1) -> list[tuple[str, int]]:
    """The entries of one gesture."""
    query = f"SELECT entry, amount FROM ledger WHERE gesture_id = {number} ORDER BY id"
    return [(row[0], row[1]) for row in run(desk.database, query)]


class TestProof:
    def test_is_said_after_delivery_and_kept(self, desk: Desk) -> None:
        number = a_gesture(desk, 2_000).id
        with pytest.raises(NotYetDelivered):
            giving.prove(desk, a_request(), ANNA, number, "booked")
        giving.deliver(desk, a_request(), ANNA, number)
        assert giving.prove(desk, a_request(), ANNA, number, "booked on her account").proof == "booked on her account"
        assert log_of(desk, "gesture:1")[-1] == "gesture.proved"
        customers.forget(desk, JANE.value)
        assert gestures.get(desk, number).proof is None
        with pytest.raises(NotYetDelivered):
            giving.prove(desk, a_request(), ANNA, number, "again")
        assert chain_is_valid(desk)

    def test_is_for_whoever_gave_it(self, desk: Desk) -> None:
        number = a_gesture(desk, 2_000).id
        giving.deliver(desk, a_request(), ANNA, number)
        with pytest.raises(NotYours):
            giving.prove(desk, a_request(), BEN, number, "mine")


class TestNotes:
    def note(self, desk: Desk, **more: object) -> Gesture:
        return a_gesture(desk, 0, kind="note", **more)  # type: ignore[arg-type]

    def test_one_writes_it_and_delivers_it(self, desk: Desk) -> None:
        number = self.note(desk).id
        assert [note.id for note in giving.handwritten(desk)] == [number]
        assert giving.claim(desk, a_request(), BEN, number).claimed_by == BEN.id
        assert giving.claim(desk, a_request(), BEN, number).claimed_by == BEN.id
        with pytest.raises(Claimed):
            giving.claim(desk, a_request(), LEA, number)
        assert giving.deliver(desk, a_request(), BEN, number).state == "delivered"
        assert giving.handwritten(desk) == []
        assert log_of(desk, "gesture:1") == ["gesture.granted", "gesture.claimed", "gesture.delivered"]

    def test_is_before_whoever_took_it_on(self, desk: Desk) -> None:
        number = self.note(desk).id
        assert home.day(desk, BEN).undelivered == ()
        giving.claim(desk, a_request(), BEN, number)
        assert [note.id for note in home.day(desk, BEN).undelivered] == [number]
        assert [note.id for note in gestures.list_mine(desk, BEN)] == [number]
        assert set(timers_of(desk, f"person:{BEN.id}")) == {"digest"}
        giving.deliver(desk, a_request(), BEN, number)
        assert home.day(desk, BEN).undelivered == home.day(desk, ANNA).undelivered == ()

    def test_of_many_who_claim_at_once_one_writes(self, desk: Desk) -> None:
        number = self.note(desk).id
        said = at_once(*(lambda who=who: giving.claim(desk, a_request(), who, number) for who in (ANNA, BEN, LEA, LOU)))
        writers = {answer.claimed_by for answer in said if isinstance(answer, Gesture)}
        assert len(writers) == 1
        assert sum(isinstance(answer, Claimed) for answer in said) == 3

    def test_what_is_not_won_is_not_written(self, desk: Desk) -> None:
        waits = a_gesture(desk).id
        with pytest.raises(NotYetDecided):
            giving.claim(desk, a_request(), BEN, waits)
        decisions.decline(desk, a_request(), LEA, waits, "no")
        with pytest.raises(AlreadyDecided):
            giving.claim(desk, a_request(), BEN, waits)

    def test_of_others_only_who_took_it_on_delivers(self, desk: Desk) -> None:
        number = self.note(desk).id
        with pytest.raises(NotYours):
            giving.deliver(desk, a_request(), BEN, number)


class TestLedger:
    def test_a_request_through_all_its_states(self, desk: Desk) -> None:
        a_gesture(desk)
        decisions.change(desk, a_request(), LEA, 1, 9_000, None, "a bit less")
        giving.deliver(desk, a_request(), ANNA, 1)
        assert ledger(desk) == [("requested", 12_000), ("changed", -3_000), ("approved", 0), ("delivered", 0)]

    @pytest.mark.parametrize("ending", ["withdrawn", "declined", "expired"])
    def test_what_is_not_given_is_reversed(self, desk: Desk, ending: str) -> None:
        a_gesture(desk)
        if ending == "withdrawn":
            gestures.withdraw(desk, a_request(), ANNA, 1)
        elif ending == "declined":
            decisions.decline(desk, a_request(), LEA, 1, "no")
        else:
            clock_of(desk).now = timers_of(desk, "gesture:1")["request_expires"]
            while timers.ring(desk).taken:
                pass
        assert ledger(desk) == [("requested", 12_000), (ending, -12_000)]

    def test_words_beside_a_gesture_are_no_entry(self, desk: Desk) -> None:
        a_gesture(desk, 0, kind="note")
        giving.claim(desk, a_request(), BEN, 1)
        assert ledger(desk) == [("granted", 0)]

    @pytest.mark.parametrize(
        "forgery", ["UPDATE ledger SET amount = 0", "DELETE FROM ledger", "UPDATE ledger SET gesture_id = 2"]
    )
    def test_it_only_grows(self, desk: Desk, forgery: str) -> None:
        a_gesture(desk)
        a_gesture(desk)
        with pytest.raises(DBAPIError, match="only grows"):
            run(desk.database, forgery)


class TestTwins:
    def test_asking_twice_shows_the_first(self, desk: Desk) -> None:
        first = a_gesture(desk, reason="Parcel  late")
        assert a_gesture(desk, 15_000, BEN, reason="parcel late") == first
        assert a_gesture(desk, reason="parcel broken").id == 2
        assert a_gesture(desk, kind="free_time", amount=1, reason="parcel late").id == 3
        other = Reference("email", "kim@example.com", "kim@example.com")
        assert a_gesture(desk, customer=other, reason="parcel late").id == 4

    def test_by_its_code_in_any_words(self, desk: Desk) -> None:
        assert a_gesture(desk, code="late", reason="one") == a_gesture(desk, BEN and 12_000, code="late", reason="two")
        assert a_gesture(desk, code="outage", reason="one").id == 2

    def test_once_decided_one_may_ask_again(self, desk: Desk) -> None:
        a_gesture(desk, reason="parcel late")
        decisions.decline(desk, a_request(), LEA, 1, "no")
        assert a_gesture(desk, reason="parcel late").id == 2

    def test_what_an_agent_may_grant_is_granted(self, desk: Desk) -> None:
        a_gesture(desk, reason="parcel late")
        assert a_gesture(desk, 2_000, reason="parcel late").state == "granted"

    def test_many_who_ask_at_once_have_one_request(self, desk: Desk) -> None:
        asking = [lambda who=who: a_gesture(desk, requester=who, reason="outage") for who in (ANNA, BEN, ANNA, BEN)]
        said = at_once(*asking)
        assert {answer.id for answer in said if isinstance(answer, Gesture)} == {1}
        assert gestures.log(desk, None)[1] == 1


def test_similar_cases_are_those_of_the_kind_and_reason_that_were_decided(desk: Desk) -> None:
    for code in ("late", "late", "outage"):
        a_gesture(desk, code=code)
        decisions.approve(desk, a_request(), LEA, gestures.log(desk, None)[0][0].id)
    decisions.decline(desk, a_request(), LEA, a_gesture(desk, code="late").id, "no")
    a_gesture(desk, code="late", customer=replace(JANE, key="a@example.com", value="a@example.com"))
    asked = a_gesture(desk, code="late")
    found = gestures.similar(desk, asked.id)[1]
    assert [(case.id, case.state) for case in found] == [(4, "declined"), (2, "approved"), (1, "approved")]
