"""A customer's timeline: what is open first, then the newest, a page at a time, whatever it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    TICKET,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    clock_of,
    in_hours,
    run,
    scribe_of,
)  # fmt: skip
from sqlalchemy import inspect

from bot import (
    corrections,
    customers,
    decisions,
    drafting,
    drafts,
    followups,
    giving,
    merging,
    outcomes,
    thanks,
    timelines,
)
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import OneWithAnother
from bot.thanks import NewThanks
from bot.timelines import NOTES, PAGE
from storage import followups as stored
from storage.records import Followup, Gesture, Note, Reference, Thanks, Timeline
from storage.service_tables import scores

MARA = Reference("name", "Mara Lindt", "mara lindt")


def shown(found: Timeline) -> list[str]:
    """What stands on a page, in short."""
    return [getattr(row, "name", None) or getattr(row, "text", None) or f"{row.kind} {row.value}" for row in found.rows]  # type: ignore[union-attr]


def a_score(desk: Desk, kind: str, value: int, days: int) -> None:
    number = customers.timeline(desk, JANE).customer.id
    with desk.database.begin() as tx:
        at = desk.clock() - timedelta(days=days)
        tx.execute(scores.insert().values(customer_id=number, kind=kind, value=value, at=at))


async def test_what_is_open_comes_first_by_urgency_and_the_rest_by_when_it_was_over(desk: Desk) -> None:
    clock, scribe = clock_of(desk), scribe_of(desk)
    a_followup(desk, hours=50)
    a_followup(desk, hours=3)
    over = a_followup(desk, hours=1)
    clock.pass_by(minutes=1)
    given = a_gesture(desk, 2_000)
    clock.pass_by(minutes=1)
    followups.cancel(desk, a_request(), ANNA, over.id)
    clock.pass_by(minutes=1)
    scribe.text = "We are on it."
    draft = await a_draft(desk, customer=JANE)
    clock.pass_by(minutes=1)
    asked = a_gesture(desk)
    decisions.decline(desk, a_request(), LEA, asked.id, "no")
    clock.pass_by(minutes=1)
    drafts.use(desk, a_request(), ANNA, draft.id)
    a_score(desk, "nps", 9, 0)
    a_score(desk, "csat", 2, 3)
    unused = await a_draft(desk, customer=JANE)
    drafts.discard(desk, a_request(), ANNA, unused.id)
    found = customers.timeline(desk, JANE)
    assert shown(found) == ["G-1", "F-2", "F-1", "D-1", "nps 9", "G-2", "F-3", "csat 2"]
    assert (found.open, found.total, found.heard_at) == (3, 8, desk.clock())
    assert [(score.kind, score.value) for score in found.scores] == [("nps", 9), ("csat", 2)]
    giving.deliver(desk, a_request(), ANNA, given.id)
    found = customers.timeline(desk, JANE)
    assert shown(found)[:3] == ["F-2", "F-4", "F-1"], "the check-in after the delivery is open too"
    assert found.open == 3


def test_what_became_of_a_promise_stands_there(desk: Desk) -> None:
    new = followups.NewFollowup(a_request(), ANNA, JANE, "the invoice", in_hours(desk, 4), promised=True)
    promised = followups.record(desk, new)
    clock_of(desk).pass_by(hours=5)
    (row,) = customers.timeline(desk, JANE).rows
    assert isinstance(row, Followup)
    assert row.promise(desk.clock()) == "broken"
    followups.done(desk, a_request(), ANNA, promised.id)
    (row,) = customers.timeline(desk, JANE).rows
    assert isinstance(row, Followup)
    assert row.promise(desk.clock()) == "kept late"


def test_a_promise_that_was_missed_and_moved_stands_there_still(desk: Desk) -> None:
    def promise(what: str) -> int:
        new = followups.NewFollowup(a_request(), ANNA, JANE, what, in_hours(desk, 1), promised=True)
        return followups.record(desk, new).id

    def promise_anew(number: int) -> None:
        later = Correction(JANE, "once more", in_hours(desk, 5), promised=True)
        corrections.change(desk, a_request(), ANNA, number, later)

    missed, kept, in_time = promise("the invoice"), promise("the parcel"), promise("the refund")
    promise_anew(in_time)
    followups.done(desk, a_request(), ANNA, kept)
    clock_of(desk).pass_by(hours=2)
    followups.reopen(desk, a_request(), ANNA, kept)
    promise_anew(missed)
    for number in (missed, kept, in_time):
        followups.done(desk, a_request(), ANNA, number)
    assert customers.timeline(desk, JANE).earlier == {missed: False, kept: True}
    with desk.database.read() as tx:
        assert stored.earlier_promises(tx, []) == {}


def test_how_the_matter_ended_stands_there(desk: Desk) -> None:
    first, second = a_followup(desk), a_followup(desk)
    followups.done(desk, a_request(), ANNA, first.id)
    followups.reopen(desk, a_request(), ANNA, first.id)
    followups.done(desk, a_request(), ANNA, first.id)
    outcomes.solved(desk, a_request(), ANNA, first.id)
    followups.cancel(desk, a_request(), ANNA, second.id)
    outcomes.give_reason(desk, a_request(), ANNA, second.id, "she found it")
    found = customers.timeline(desk, JANE)
    rows = {row.id: row for row in found.rows if isinstance(row, Followup)}
    assert (rows[first.id].solved, rows[second.id].reason) == (True, "she found it")
    assert found.reopened == {first.id}
    with desk.database.read() as tx:
        assert stored.reopened(tx, []) == frozenset()


async def test_a_reply_that_nobody_used_is_open_behind_what_has_a_time(desk: Desk) -> None:
    clock_of(desk).pass_by(minutes=-10)
    used, ready = [await a_draft(desk, customer=JANE) for _ in range(2)]
    drafts.use(desk, a_request(), ANNA, used.id)
    clock_of(desk).pass_by(minutes=10)
    a_followup(desk, hours=50)
    begun = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?", JANE)).draft
    found = customers.timeline(desk, JANE)
    assert shown(found) == ["F-1", ready.name, begun.name, used.name]
    assert found.open == 3
    drafts.discard(desk, a_request(), ANNA, ready.id)
    assert customers.timeline(desk, JANE).open == 2


def test_every_line_stands_on_exactly_one_page(desk: Desk) -> None:
    for number in range(NOTES + 3):
        customers.note(desk, a_request(), BEN, JANE, f"note {number}")
        clock_of(desk).pass_by(minutes=1)
    for _ in range(PAGE * 2):
        a_followup(desk)
    followups.done(desk, a_request(), ANNA, 3)
    first = customers.timeline(desk, JANE)
    assert [note.text for note in first.notes] == ["note 6", "note 5", "note 4", "note 3"]
    assert len(first.notes) + len(first.rows) == PAGE
    pages, start = [first], len(first.rows)
    while start < first.total:
        pages.append(timelines.page(desk, first.customer.id, start))
        start += len(pages[-1].rows)
    rows = [row for page in pages for row in page.rows]
    assert len(rows) == first.total == PAGE * 2 + 3
    assert {row.id for row in rows if isinstance(row, Followup)} == set(range(1, PAGE * 2 + 1))
    assert [row.text for row in rows if isinstance(row, Note)] == ["note 2", "note 1", "note 0"]
    assert [page.start for page in pages] == [0, 8, 20]
    assert all(len(page.rows) <= PAGE for page in pages)
    behind = timelines.page(desk, first.customer.id, 9_999)
    assert behind.rows == (rows[-1],)


def test_an_open_one_is_found_behind_a_thousand_newer_ones(desk: Desk) -> None:
    """Of each kind only the newest are put in order, but whatever is open is among them."""
    old = a_followup(desk, hours=500)
    a_gesture(desk, 2_000)
    number = old.customer.id
    for table, state in (("followups", "state = 'done', closed_at = created_at"), ("gestures", "state = 'withdrawn'")):
        columns = _columns(desk, table)
        run(desk.database, f"CREATE TEMPORARY TABLE many AS SELECT {columns} FROM {table}")
        run(desk.database, f"UPDATE many SET {state}")
        run(desk.database, f"INSERT INTO {table} ({columns}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
                           f" SELECT i + 1 FROM n WHERE i < 600) SELECT {columns} FROM many, n")  # fmt: skip
        run(desk.database, "DROP TABLE many")
    found = timelines.page(desk, number, 0)
    assert {type(row) for row in found.rows[:2]} == {Followup, Gesture}
    assert (found.open, found.total, found.is_cut) == (2, 1000, True)


def test_the_thanks_of_a_customer_are_told(desk: Desk) -> None:
    thanks.give(desk, NewThanks(a_request(), ANNA, (LEA,), "she called me back", JANE))
    found = customers.timeline(desk, JANE)
    (told,) = found.rows
    assert isinstance(told, Thanks)
    assert (told.person, told.words, found.total, found.is_cut) == (LEA.id, "she called me back", 1, False)


class TestOfSomebodyWhoBecameOneWithAnother:
    """An open timeline still has the number that they had when it was shown."""

    def test_is_the_timeline_of_both(self, desk: Desk) -> None:
        numbers = [a_followup(desk, customer=who).customer.id for who in (TICKET, JANE, MARA)]
        ticket, jane, mara = numbers
        merging.merge(desk, a_request(), ANNA, jane, ticket)
        assert timelines.page(desk, ticket, 0) == timelines.page(desk, jane, 0)
        merging.merge(desk, a_request(), ANNA, mara, jane)
        found = timelines.page(desk, ticket, 0)
        assert (found.customer.id, found.total) == (mara, 3)

    def test_is_their_own_again_once_they_are_taken_apart(self, desk: Desk) -> None:
        ticket, jane = (a_followup(desk, customer=who).customer.id for who in (TICKET, JANE))
        merged = merging.merge(desk, a_request(), ANNA, jane, ticket)
        merging.unmerge(desk, a_request(), ANNA, merged.merge)
        assert shown(timelines.page(desk, ticket, 0)) == ["F-1"]

    def test_is_erased_with_them(self, desk: Desk) -> None:
        ticket, jane = (a_followup(desk, customer=who).customer.id for who in (TICKET, JANE))
        merging.merge(desk, a_request(), ANNA, jane, ticket)
        customers.forget(desk, JANE.value)
        found = timelines.page(desk, ticket, 0)
        assert (found.customer.id, found.customer.forgotten) == (jane, True)

    def test_for_good_is_told(self, desk: Desk) -> None:
        """A ticket that was linked to a person is nobody by itself, and nothing says whose it was."""
        ticket = a_followup(desk, customer=TICKET).customer.id
        a_gesture(desk, 2_000, customer=TICKET, person=JANE)
        with pytest.raises(OneWithAnother):
            timelines.page(desk, ticket, 0)


def _columns(desk: Desk, table: str) -> str:
    """The columns of a table but its key."""
    named = (column["name"] for column in inspect(desk.database.engine).get_columns(table))
    return ", ".join(name for name in named if name != "id")
