"""Customers whom several change at once: recorded, linked, merged and forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desks import (
    ANNA,
    BEN,
    BERLIN,
    JANE,
    LEA,
    PROSE,
    TICKET,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    behind,
    chain_is_valid,
    log_of,
    run,
)  # fmt: skip

from bot import customers, digests, drafting, followups, merging
from bot.desk import Desk
from bot.errors import NoLongerTwo
from storage import blankets, outbox, problems
from storage import customers as stored
from storage import followups as stored_followups
from storage.records import Reference

JANE_DOE = Reference("name", "Jane Doe", "jane doe")

WAYS: dict[str, Callable[[Desk, Reference], object]] = {
    "followup": lambda desk, who: a_followup(desk, what=PROSE, customer=who),
    "note": lambda desk, who: customers.note(desk, a_request(), ANNA, who, PROSE),
    "draft": lambda desk, who: drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, PROSE, who)),
    "gesture": lambda desk, who: a_gesture(desk, 0, kind="note", reason=PROSE, customer=who),
}
LOST = (
    "SELECT said FROM (SELECT customer_id, what AS said FROM followups UNION ALL"
    " SELECT customer_id, reason FROM gestures UNION ALL SELECT customer_id, message FROM drafts UNION ALL"
    " SELECT customer_id, text FROM customer_notes) AS words"
    " WHERE said <> '' AND customer_id NOT IN (SELECT customer_id FROM customer_references)"
)


class TestAtOnce:
    """Whoever records something while its customer is forgotten or merged leaves no word under the one who is gone."""

    @pytest.mark.parametrize("way", WAYS)
    def test_recorded_while_they_are_forgotten(self, desk: Desk, way: str) -> None:
        a_followup(desk)
        answers = at_once(
            *[lambda: WAYS[way](desk, JANE)] * 4, lambda: customers.forget(desk, JANE.value),
            *[lambda: WAYS[way](desk, JANE)] * 4,
        )  # fmt: skip
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert run(desk.database, LOST) == []
        assert chain_is_valid(desk)

    @pytest.mark.parametrize("way", WAYS)
    def test_recorded_while_their_ticket_is_linked(self, desk: Desk, way: str) -> None:
        a_followup(desk, customer=TICKET)
        answers = at_once(
            *[lambda: WAYS[way](desk, TICKET)] * 4, lambda: a_gesture(desk, customer=TICKET, person=JANE),
            *[lambda: WAYS[way](desk, TICKET)] * 4,
        )  # fmt: skip
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert run(desk.database, LOST) == []
        assert customers.timeline(desk, TICKET) == customers.timeline(desk, JANE)

    @pytest.mark.parametrize("way", WAYS)
    def test_recorded_while_they_are_merged(self, desk: Desk, way: str) -> None:
        kept, other = (a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE))
        answers = at_once(
            *[lambda: WAYS[way](desk, JANE_DOE), lambda: WAYS[way](desk, JANE)] * 2,
            lambda: merging.merge(desk, a_request(), ANNA, kept, other),
            *[lambda: WAYS[way](desk, JANE_DOE), lambda: WAYS[way](desk, JANE)] * 2,
        )  # fmt: skip
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert run(desk.database, LOST) == []
        assert customers.timeline(desk, JANE) == customers.timeline(desk, JANE_DOE)

    def test_merged_by_several_in_either_direction(self, desk: Desk) -> None:
        one, other = (a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE))
        answers = at_once(
            *[lambda: merging.merge(desk, a_request(), ANNA, one, other)] * 2,
            *[lambda: merging.merge(desk, a_request(), BEN, other, one)] * 2,
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["Merged", *["NoLongerTwo"] * 3]
        assert log_of(desk).count("customer.merged") == 1
        assert chain_is_valid(desk)

    def test_merged_while_one_is_forgotten(self, desk: Desk) -> None:
        """Whoever comes first: either both are forgotten, or one is and there is nothing to merge."""
        kept, other = (a_followup(desk, what=PROSE, customer=who).customer.id for who in (JANE, JANE_DOE))
        merged, forgotten = at_once(
            lambda: merging.merge(desk, a_request(), ANNA, kept, other),
            lambda: customers.forget(desk, JANE_DOE.value),
        )
        assert not isinstance(forgotten, Exception)
        assert run(desk.database, LOST) == []
        words = [row[0] for row in run(desk.database, "SELECT what FROM followups ORDER BY id")]
        assert words == ([PROSE, ""] if isinstance(merged, NoLongerTwo) else ["", ""])

    @pytest.mark.postgres
    @pytest.mark.parametrize("way", WAYS)
    def test_recording_waits_until_they_are_merged(self, postgres_desk: Desk, way: str) -> None:
        desk = postgres_desk
        kept, other = (a_followup(desk, customer=who).customer.id for who in (JANE, TICKET))
        with desk.database.begin() as tx:
            customers.hold(tx, TICKET)
            made = behind(desk, lambda: WAYS[way](desk, TICKET))
            assert not made.done()
            stored.merge(tx, kept, other)
        made.result()
        assert run(desk.database, LOST) == []

    @pytest.mark.postgres
    def test_merging_waits_for_what_is_being_recorded(self, postgres_desk: Desk) -> None:
        desk, now = postgres_desk, postgres_desk.clock()
        kept, other = (a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE))
        with desk.database.begin() as tx:
            held = stored.find_or_create(tx, JANE_DOE, now)
            made = behind(desk, lambda: merging.merge(desk, a_request(), ANNA, kept, other))
            assert not made.done()
            stored_followups.add(
                tx, held, "", what=PROSE, owner=ANNA.id, due_at=now, zone=BERLIN, exact=True, created_at=now
            )
        made.result()
        assert followups.get(desk, 3).customer.id == kept

    @pytest.mark.postgres
    def test_merging_waits_for_a_change_without_a_deadlock(self, postgres_desk: Desk) -> None:
        desk = postgres_desk
        kept, other = (a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE))
        with desk.database.begin() as tx:
            stored_followups.get(tx, 2, lock=True)
            made = behind(desk, lambda: merging.merge(desk, a_request(), ANNA, kept, other))
            assert not made.done()
            held = stored.find_or_create(tx, JANE, desk.clock())
            stored_followups.change(tx, 2, customer_id=held.id, what=PROSE)
        made.result()
        assert followups.get(desk, 2).customer.id == kept

    @pytest.mark.postgres
    def test_merging_takes_a_ticket_first_as_linking_does(self, postgres_desk: Desk) -> None:
        """Whoever links a ticket to a person holds the ticket and then wants the person, whose number may be lower."""
        desk = postgres_desk
        for who in (JANE, TICKET):
            customers.note(desk, a_request(), ANNA, who, "no follow-up keeps the two apart")
        kept, other = (customers.timeline(desk, who).customer.id for who in (JANE, TICKET))
        with desk.database.begin() as tx:
            stored.lock(tx, other)
            made = behind(desk, lambda: merging.merge(desk, a_request(), ANNA, kept, other))
            assert not made.done()
            customers.resolve_person(tx, TICKET, JANE, desk.clock())
        with pytest.raises(NoLongerTwo):
            made.result()
        assert customers.timeline(desk, TICKET) == customers.timeline(desk, JANE)

    @pytest.mark.postgres
    def test_whoever_holds_several_takes_a_ticket_first_as_well(self, postgres_desk: Desk) -> None:
        desk = postgres_desk
        person, ticket = (a_followup(desk, customer=who).customer.id for who in (JANE, TICKET))

        def hold() -> None:
            with desk.database.begin() as tx:
                stored.hold(tx, {person, ticket})

        with desk.database.begin() as tx:
            stored.lock(tx, ticket)
            made = behind(desk, hold)
            assert not made.done()
            stored.lock(tx, person)
        made.result()

    @pytest.mark.postgres
    @pytest.mark.parametrize("way", WAYS)
    def test_recording_waits_until_they_are_forgotten(self, postgres_desk: Desk, way: str) -> None:
        gone = a_followup(postgres_desk).customer
        with postgres_desk.database.begin() as tx:
            stored.lock(tx, gone.id)
            made = behind(postgres_desk, lambda: WAYS[way](postgres_desk, JANE))
            assert not made.done()
            stored.forget(tx, gone.id, postgres_desk.clock())
        made.result()
        assert customers.timeline(postgres_desk, JANE).customer.id != gone.id
        assert PROSE not in str(run(postgres_desk.database, LOST))

    @pytest.mark.postgres
    @pytest.mark.parametrize("way", WAYS)
    def test_recording_waits_until_their_ticket_is_linked(self, postgres_desk: Desk, way: str) -> None:
        a_followup(postgres_desk, customer=TICKET)
        with postgres_desk.database.begin() as tx:
            customers.resolve_person(tx, TICKET, JANE, postgres_desk.clock())
            made = behind(postgres_desk, lambda: WAYS[way](postgres_desk, TICKET))
            assert not made.done()
        made.result()
        assert run(postgres_desk.database, LOST) == []

    @pytest.mark.postgres
    def test_forgetting_waits_for_what_is_being_recorded(self, postgres_desk: Desk) -> None:
        desk, now = postgres_desk, postgres_desk.clock()
        a_followup(desk)
        with desk.database.begin() as tx:
            held = stored.find_or_create(tx, JANE, now)
            made = behind(desk, lambda: customers.forget(desk, JANE.value))
            assert not made.done()
            stored_followups.add(
                tx, held, "", what=PROSE, owner=ANNA.id, due_at=now, zone=BERLIN, exact=True, created_at=now
            )
        made.result()
        assert followups.get(desk, 2).what == ""

    @pytest.mark.postgres
    def test_linking_waits_for_a_change_without_a_deadlock(self, postgres_desk: Desk) -> None:
        """The change holds the follow-up and then wants its customer: who links takes them in the same order."""
        desk = postgres_desk
        a_followup(desk, customer=TICKET)
        with desk.database.begin() as tx:
            stored_followups.get(tx, 1, lock=True)
            made = behind(desk, lambda: a_gesture(desk, customer=TICKET, person=JANE))
            assert not made.done()
            held = stored.find_or_create(tx, TICKET, desk.clock())
            stored_followups.change(tx, 1, customer_id=held.id, what=PROSE)
        made.result()
        assert (followups.get(desk, 1).what, followups.get(desk, 1).customer.label) == (PROSE, JANE.value)

    @pytest.mark.postgres
    def test_forgetting_whom_a_problem_gave_nothing_goes_the_way_of_whoever_decides(self, postgres_desk: Desk) -> None:
        """A decision touches the mornings that name its gesture, and after these the problems that count it."""
        desk, now, morning = postgres_desk, postgres_desk.clock(), digests.subject_of(LEA.id)
        gone = a_followup(desk).customer.id
        with desk.database.begin() as tx:
            number = problems.add(tx, "matter:late", "parcel", now)
            blankets.note_gesture(tx, number, gone, LEA.id, None, PROSE)
            outbox.add(tx, "blanket", f"problem:{number}", LEA.id, 1, now, now)
            outbox.add(tx, "digest", morning, LEA.id, 1, now, now)
        with desk.database.begin() as tx:
            outbox.changed(tx, morning)
            made = behind(desk, lambda: customers.forget(desk, JANE.value))
            assert not made.done()
            outbox.changed(tx, f"problem:{number}")
        made.result()
        (wanted,) = run(desk.database, "SELECT wanted FROM outbox WHERE kind = 'blanket'")
        assert wanted == (3,), "both showed it anew"
