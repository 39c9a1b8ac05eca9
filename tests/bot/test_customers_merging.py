"""Two customers become one: all that was the other's, and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    TICKET,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    chain_is_valid,
    clock_of,
    every_text,
    log_of,
    run,
    send_all,
    waiting,
)  # fmt: skip
from test_customers_at_once import JANE_DOE, LOST

from bot import customers, handovers, merging, timers
from bot.desk import Desk
from bot.errors import NoLongerTwo, OverPolicy
from storage import audit
from storage.records import Gesture, Reference, Timeline

BOB = Reference("email", "bob@example.com", "bob@example.com")


async def something_about(desk: Desk, who: Reference) -> int:
    """A record of each kind about somebody; their number."""
    customers.note(desk, a_request(), ANNA, who, f"a note on {who.value}")
    a_gesture(desk, 0, kind="note", customer=who)
    await a_draft(desk, customer=who)
    return a_followup(desk, customer=who).customer.id


def nouns(found: Timeline) -> list[str]:
    """What kinds of things stand on a timeline."""
    return sorted(type(row).__name__ for row in found.rows)


def number_of(desk: Desk, who: Reference) -> int:
    """The number of a customer."""
    return customers.timeline(desk, who).customer.id


class TestMerging:
    async def test_all_that_was_the_other_s(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, JANE_DOE)]
        a_followup(desk, customer=BOB)
        merged = merging.merge(desk, a_request(), ANNA, kept, other).customer
        assert (merged.id, [r.value for r in merged.references]) == (kept, ["Jane Doe", "jane.doe@example.com"])
        found = customers.timeline(desk, JANE_DOE)
        assert found == customers.timeline(desk, JANE)
        assert (len(found.notes), nouns(found)) == (2, ["Draft"] * 2 + ["Followup"] * 2 + ["Gesture"] * 2)
        assert nouns(customers.timeline(desk, BOB)) == ["Followup"]
        assert run(desk.database, LOST) == []
        assert chain_is_valid(desk)

    async def test_the_trail_names_numbers_only(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, TICKET)]
        merging.merge(desk, a_request(), BEN, kept, other)
        with desk.database.read() as tx:
            *_, entry = audit.entries(tx)
        assert (entry.actor, entry.action, entry.subject) == (BEN.id, "customer.merged", f"customer:{kept}")
        assert entry.data == {"other": other, "merge": 1, "records": 6}

    async def test_a_repeat_merges_once(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, TICKET)]
        request = a_request()
        assert merging.merge(desk, request, ANNA, kept, other) == merging.merge(desk, request, ANNA, kept, other)
        assert log_of(desk).count("customer.merged") == 1

    async def test_two_who_are_no_longer_two(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, TICKET)]
        gone = a_followup(desk, customer=BOB).customer.id
        merging.merge(desk, a_request(), ANNA, kept, other)
        customers.forget(desk, BOB.value)
        before = log_of(desk)
        for one, another in ((kept, other), (other, kept), (kept, kept), (kept, gone), (gone, kept), (kept, 0), (0, 9)):
            request = a_request()
            for _ in range(2):
                with pytest.raises(NoLongerTwo):
                    merging.merge(desk, request, ANNA, one, another)
        assert log_of(desk) == before

    async def test_the_messages_about_both_follow(self, desk: Desk) -> None:
        clock_of(desk).now = datetime(2026, 11, 24, 7, tzinfo=UTC)
        for who in (JANE, TICKET):
            await something_about(desk, who)
            a_gesture(desk, 0, kind="note", requester=BEN, customer=who)
        a_followup(desk, hours=1, customer=TICKET)
        handovers.give(desk, a_request(), ANNA, 1, BEN)
        clock_of(desk).pass_by(hours=3)
        timers.ring(desk)
        a_followup(desk, customer=BOB)
        send_all(desk)
        posted = run(desk.database, "SELECT kind, subject, recipient FROM outbox ORDER BY id")
        assert {row[0] for row in posted} >= {"reminder", "draft", "digest", "handed"}
        merging.merge(desk, a_request(), ANNA, number_of(desk, JANE), number_of(desk, TICKET))
        assert waiting(desk) == posted

    def test_both_count_against_one_limit(self, desk: Desk) -> None:
        """Nothing is taken back; what is asked for next meets the sum of both."""
        for who in (JANE, JANE_DOE):
            a_gesture(desk, 95_000, customer=who)
        merging.merge(desk, a_request(), ANNA, number_of(desk, JANE), number_of(desk, JANE_DOE))
        assert [row.state for row in customers.timeline(desk, JANE).rows if isinstance(row, Gesture)] == [
            "requested"
        ] * 2
        a_gesture(desk, 10_000, customer=JANE_DOE)
        with pytest.raises(OverPolicy):
            a_gesture(desk, 10_000, customer=JANE)

    async def test_forgetting_afterwards_forgets_both(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, JANE_DOE)]
        merging.merge(desk, a_request(), ANNA, kept, other)
        customers.forget(desk, JANE_DOE.value)
        assert [text for text in every_text(desk.database) if "jane" in text.casefold()] == []
