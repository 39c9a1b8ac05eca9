"""Taking a merge apart again: everything goes back to whom it came from, and what came since stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from desks import (
    ANNA,
    BEN,
    BERLIN,
    JANE,
    LEA,
    TICKET,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    behind,
    chain_is_valid,
    clock_of,
    every_text,
    log_of,
    run,
    send_all,
    waiting,
    with_rules,
)  # fmt: skip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import aliases, corrections, customers, dossiers, followups, languages, lookalikes, merging
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import BoundForGood, MergedAgain, OverPolicy, TakenApart, UndoIsForLeads
from bot.merging import Conflict
from storage import audit, blankets, merges
from storage import customers as stored
from storage import followups as stored_followups
from storage.records import Reference
from storage.service_tables import problem_gestures, problems, scores, thanks

JANE_DOE = Reference("name", "Jane Doe", "jane doe")
BOB = Reference("email", "bob@example.com", "bob@example.com")
CAROL = Reference("name", "Carol King", "carol king")
THEIRS = {
    table: f"SELECT id, customer_id FROM {table} ORDER BY id"
    for table in ("followups", "gestures", "drafts", "customer_notes", "scores", "thanks")
} | {
    "references": "SELECT kind, key, customer_id FROM customer_references ORDER BY kind, key",
    "customers": "SELECT id, tier, language FROM customers ORDER BY id",
}


async def something_about(desk: Desk, who: Reference) -> int:
    """A record of each kind about somebody; their number."""
    customers.note(desk, a_request(), ANNA, who, f"a note on {who.value}")
    a_gesture(desk, 0, kind="note", customer=who)
    await a_draft(desk, "4711?", who)  # in no language that one could learn
    number = a_followup(desk, customer=who).customer.id
    a_score(desk, number, who.value)
    return number


def a_score(desk: Desk, customer: int, seed: str) -> None:
    """A score and a word of thanks, at a time of their own."""
    at = clock_of(desk).now - timedelta(days=len(seed))
    with desk.database.begin() as tx:
        tx.execute(scores.insert().values(customer_id=customer, kind="nps", value=9, at=at))
        tx.execute(thanks.insert().values(customer_id=customer, person=ANNA.id, author=BEN.id, words="thanks", at=at))


def a_refusal(desk: Desk, problem: int, customer: int, why: str) -> None:
    """A customer got nothing because of a problem."""
    asked = {"id": problem, "matter": "", "words": "", "state": "asked", "noticed_at": desk.clock()}
    with desk.database.begin() as tx:
        if not tx.execute(problems.select().where(problems.c.id == problem)).first():
            tx.execute(problems.insert().values(asked))
        refused = {"problem_id": problem, "customer_id": customer, "lead": LEA.id, "refused": why}
        tx.execute(problem_gestures.insert().values(refused))


def refusals(desk: Desk) -> object:
    """Who was refused something, and why."""
    query = "SELECT problem_id, customer_id, refused FROM problem_gestures ORDER BY problem_id, customer_id"
    return run(desk.database, query)


def whose(desk: Desk) -> dict[str, object]:
    """To whom every record and every name belongs, and what every customer is."""
    return {table: run(desk.database, query) for table, query in THEIRS.items()}


@pytest.fixture
def golden(desk: Desk) -> Desk:
    """A desk whose policy knows two tiers."""
    return with_rules(desk, tiers=("silver", "gold"))


class TestUndoing:
    async def test_gives_everything_back(self, golden: Desk) -> None:
        kept, other = [await something_about(golden, who) for who in (JANE, JANE_DOE)]
        customers.set_tier(golden, a_request(), LEA, JANE_DOE, "gold")
        languages.set_language(golden, a_request(), ANNA, JANE_DOE, "de")
        before = whose(golden)
        merged = merging.merge(golden, a_request(), ANNA, kept, other)
        assert whose(golden) != before
        assert (customers.timeline(golden, JANE).tier, customers.timeline(golden, JANE).language) == ("gold", "de")
        told = merging.unmerge(golden, a_request(), BEN, merged.merge)
        assert [customer.label for customer in told] == ["jane.doe@example.com", "Jane Doe"]
        assert whose(golden) == before
        assert run(golden.database, "SELECT * FROM merged_records") == []
        assert log_of(golden)[-2:] == ["customer.merged", "customer.unmerged"]
        with golden.database.read() as tx:
            *_, entry = audit.entries(tx)
            assert lookalikes.lookalike(tx, told[0], []) is None, "they were said to be two"
        assert (entry.actor, entry.data) == (BEN.id, {"other": other, "merge": merged.merge, "records": 4})
        assert chain_is_valid(golden)

    async def test_what_was_recorded_since_stays(self, golden: Desk) -> None:
        kept, other = [await something_about(golden, who) for who in (JANE, JANE_DOE)]
        merged = merging.merge(golden, a_request(), ANNA, kept, other)
        a_followup(golden, customer=JANE_DOE)
        customers.set_tier(golden, a_request(), LEA, JANE_DOE, "silver")
        aliases.add(golden, a_request(), ANNA, JANE_DOE, Reference("alias", "jd", "jd"))
        corrections.change(golden, a_request(), ANNA, 2, Correction(BOB, "somebody else’s", None))
        merging.unmerge(golden, a_request(), ANNA, merged.merge)
        assert run(golden.database, "SELECT customer_id FROM followups WHERE id <> 2") == [(kept,), (kept,)]
        assert customers.timeline(golden, BOB).rows != ()
        assert customers.timeline(golden, Reference("alias", "jd", "jd")).tier == "silver"
        assert customers.timeline(golden, JANE_DOE).tier is None

    async def test_what_two_had_each_of_their_own_is_said(self, golden: Desk) -> None:
        kept, other = [await something_about(golden, who) for who in (JANE, JANE_DOE)]
        for who, tier, language in ((JANE, "gold", "de"), (JANE_DOE, "silver", "fr")):
            customers.set_tier(golden, a_request(), LEA, who, tier)
            languages.set_language(golden, a_request(), ANNA, who, language)
        before, request = whose(golden), a_request()
        merged = merging.merge(golden, request, ANNA, kept, other)
        assert merged.conflicts == (Conflict("tier", "gold", "silver"), Conflict("language", "de", "fr"))
        assert merging.merge(golden, request, ANNA, kept, other) == merged, "a repeat is told the same"
        assert customers.timeline(golden, JANE_DOE).tier == "gold"
        merging.unmerge(golden, a_request(), ANNA, merged.merge)
        assert whose(golden) == before

    async def test_scores_of_the_same_time_stay_apart(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, JANE_DOE)]
        for number in (kept, other):
            a_score(desk, number, "the same time")
        before = whose(desk)
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        assert run(desk.database, "SELECT count(*) FROM scores WHERE customer_id = :it", it=kept) == [(3,)]
        assert merged.conflicts == ()
        merging.unmerge(desk, a_request(), ANNA, merged.merge)
        assert whose(desk) == before

    def test_what_was_refused_goes_back_too(self, desk: Desk) -> None:
        """Because of one problem to the other alone, because of the next to both."""
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        a_refusal(desk, 1, other, "Jane Doe had enough")
        a_refusal(desk, 2, kept, "no promise was broken")
        a_refusal(desk, 2, other, "Jane Doe had enough")
        before = refusals(desk)
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        with desk.database.read() as tx:
            told = [[one.customer.label for one in blankets.given(tx, number, LEA.id)] for number in (1, 2)]
        assert told == [["Jane Doe"], ["Jane Doe"]], "each person once"
        merging.unmerge(desk, a_request(), ANNA, merged.merge)
        assert refusals(desk) == before

    def test_what_was_refused_is_forgotten_with_both(self, desk: Desk) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        for problem, customer in ((1, other), (2, kept), (2, other)):
            a_refusal(desk, problem, customer, "Jane Doe had enough")
        merging.merge(desk, a_request(), ANNA, kept, other)
        customers.forget(desk, JANE.value)
        assert [text for text in every_text(desk.database) if "jane" in text.casefold()] == []

    def test_what_was_given_after_all_stays_given(self, desk: Desk) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        a_refusal(desk, 1, other, "Jane Doe had enough")
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        given = a_gesture(desk, 2_000, customer=JANE)
        run(desk.database, "UPDATE problem_gestures SET refused = NULL, gesture_id = :it", it=given.id)
        merging.unmerge(desk, a_request(), LEA, merged.merge)
        assert refusals(desk) == [(1, kept, None)]

    async def test_two_scores_at_one_time_are_told_and_forgotten(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, JANE_DOE)]
        for number in (kept, other):
            a_score(desk, number, "the same time")
        run(desk.database, "UPDATE scores SET value = 2 WHERE id = 4")
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        assert merged.conflicts == (Conflict("NPS of 2026-11-10", "9", "2"),)
        assert [score["value"] for score in dossiers.export(desk, JANE.value)["scores"]].count(2) == 1
        customers.forget(desk, JANE.value)
        assert run(desk.database, "SELECT * FROM scores") == []

    def test_the_day_of_a_score_is_the_team_s(self, desk: Desk) -> None:
        """A file says '2026-11-10', which begins an hour before midnight in UTC."""
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        midnight = datetime(2026, 11, 10, tzinfo=ZoneInfo(BERLIN))
        with desk.database.begin() as tx:
            for number, value in ((kept, 9), (other, 2)):
                tx.execute(scores.insert().values(customer_id=number, kind="nps", value=value, at=midnight))
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        assert merged.conflicts == (Conflict("NPS of 2026-11-10", "9", "2"),)

    async def test_the_messages_about_both_follow(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, JANE_DOE)]
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        send_all(desk)
        posted = {row[:2] for row in run(desk.database, "SELECT kind, subject FROM outbox")}
        merging.unmerge(desk, a_request(), ANNA, merged.merge)
        assert {row[:2] for row in waiting(desk)} == posted
        assert posted

    def test_what_was_given_since_stays_with_a_person(self, desk: Desk) -> None:
        """Or else money would stand on a ticket, and whoever had it could have as much again."""
        ticket, jane = [a_followup(desk, customer=who).customer.id for who in (TICKET, JANE)]
        merged = merging.merge(desk, a_request(), ANNA, ticket, jane)
        assert merged.customer.id == jane
        given = a_gesture(desk, 2_000, customer=TICKET)
        kept, other = merging.unmerge(desk, a_request(), LEA, merged.merge)
        assert (kept.label, other.label) == (JANE.value, "#4312")
        assert run(desk.database, "SELECT customer_id FROM gestures WHERE id = :it", it=given.id) == [(jane,)]

    def test_limits_count_for_each_again(self, desk: Desk) -> None:
        kept, other = [a_gesture(desk, 95_000, customer=who).customer.id for who in (JANE, JANE_DOE)]
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        clock_of(desk).pass_by(minutes=1)
        a_gesture(desk, 10_000, customer=JANE)
        with pytest.raises(OverPolicy):
            a_gesture(desk, 10_000, customer=JANE)
        before = whose(desk)
        with pytest.raises(UndoIsForLeads):
            merging.unmerge(desk, a_request(), ANNA, merged.merge)
        assert whose(desk) == before
        merging.unmerge(desk, a_request(), LEA, merged.merge)
        for who in (JANE, JANE_DOE):
            a_gesture(desk, 95_000, customer=who)
        with pytest.raises(OverPolicy):
            a_gesture(desk, 10_000, customer=JANE)
        a_gesture(desk, 10_000, customer=JANE_DOE)


class TestRefusing:
    async def test_a_second_press_and_a_repeat(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, JANE_DOE)]
        merged, request = merging.merge(desk, a_request(), ANNA, kept, other), a_request()
        told = merging.unmerge(desk, request, ANNA, merged.merge)
        assert merging.unmerge(desk, request, ANNA, merged.merge) == told
        with pytest.raises(TakenApart):
            merging.unmerge(desk, a_request(), BEN, merged.merge)
        assert log_of(desk).count("customer.unmerged") == 1

    async def test_one_of_the_two_was_forgotten(self, desk: Desk) -> None:
        kept, other = [await something_about(desk, who) for who in (JANE, JANE_DOE)]
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        customers.forget(desk, JANE_DOE.value)
        assert [text for text in every_text(desk.database) if "jane" in text.casefold()] == []
        assert run(desk.database, "SELECT * FROM merged_records") == []
        with pytest.raises(BoundForGood):
            merging.unmerge(desk, a_request(), ANNA, merged.merge)

    async def test_forgetting_reaches_through_merges_within_merges(self, desk: Desk) -> None:
        jane, doe, ticket = [await something_about(desk, who) for who in (JANE, JANE_DOE, TICKET)]
        languages.set_language(desk, a_request(), ANNA, TICKET, "fr")
        merging.merge(desk, a_request(), ANNA, doe, ticket)
        merging.merge(desk, a_request(), ANNA, jane, doe)
        customers.forget(desk, JANE.value)
        assert run(desk.database, "SELECT * FROM merged_records") == []
        assert run(desk.database, "SELECT id FROM customers WHERE tier IS NOT NULL OR language IS NOT NULL") == []
        assert run(desk.database, "SELECT id FROM merges WHERE kept_language IS NOT NULL") == []

    async def test_one_became_one_with_another(self, desk: Desk) -> None:
        """What came last is undone first; who is another's by now goes with them."""
        jane, doe, bob, carol = [await something_about(desk, who) for who in (JANE, JANE_DOE, BOB, CAROL)]
        before = whose(desk)
        first = merging.merge(desk, a_request(), ANNA, jane, doe)
        second = merging.merge(desk, a_request(), ANNA, jane, bob)
        with pytest.raises(MergedAgain, match="Jane Doe became one"):
            merging.unmerge(desk, a_request(), ANNA, first.merge)
        third = merging.merge(desk, a_request(), ANNA, carol, jane)
        for merged in (first, second):
            with pytest.raises(BoundForGood):
                merging.unmerge(desk, a_request(), ANNA, merged.merge)
        for merged in (third, second, first):
            merging.unmerge(desk, a_request(), ANNA, merged.merge)
        assert whose(desk) == before

    async def test_a_ticket_that_was_linked_to_a_person_since(self, desk: Desk) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (TICKET, Reference("ticket", "#9", "9"))]
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        a_gesture(desk, customer=TICKET, person=JANE)
        with pytest.raises(BoundForGood):
            merging.unmerge(desk, a_request(), ANNA, merged.merge)
        customers.forget(desk, JANE.value)
        assert [text for text in every_text(desk.database) if "4312" in text] == []

    def test_the_only_name_of_one_was_taken_away(self, desk: Desk) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        merged = merging.merge(desk, a_request(), ANNA, kept, other)
        aliases.remove(desk, a_request(), ANNA, JANE, JANE_DOE)
        assert [text for text in every_text(desk.database) if "jane doe" in text.casefold()] == []
        before = whose(desk)
        with pytest.raises(BoundForGood):
            merging.unmerge(desk, a_request(), ANNA, merged.merge)
        assert whose(desk) == before

    @pytest.mark.parametrize("number", [0, 7])
    def test_no_such_merge(self, desk: Desk, number: int) -> None:
        with pytest.raises(BoundForGood):
            merging.unmerge(desk, a_request(), ANNA, number)


WAYS: dict[str, Callable[[Desk, Reference], object]] = {
    "followup": lambda desk, who: a_followup(desk, customer=who),
    "note": lambda desk, who: customers.note(desk, a_request(), ANNA, who, "a note"),
    "gesture": lambda desk, who: a_gesture(desk, 0, kind="note", customer=who),
}
NAMELESS = (
    "SELECT customer_id FROM (SELECT customer_id FROM followups UNION ALL SELECT customer_id FROM gestures UNION ALL"
    " SELECT customer_id FROM customer_notes) AS all_there_is"
    " WHERE customer_id NOT IN (SELECT customer_id FROM customer_references)"
)


class TestAtOnce:
    def test_undone_by_several(self, desk: Desk) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        number = merging.merge(desk, a_request(), ANNA, kept, other).merge
        answers = at_once(*[lambda: merging.unmerge(desk, a_request(), ANNA, number)] * 4)
        assert sorted(type(answer).__name__ for answer in answers) == [*["TakenApart"] * 3, "tuple"]
        assert log_of(desk).count("customer.unmerged") == 1
        assert chain_is_valid(desk)

    @pytest.mark.parametrize("way", WAYS)
    def test_recorded_while_it_is_undone(self, desk: Desk, way: str) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        number = merging.merge(desk, a_request(), ANNA, kept, other).merge
        both = [lambda: WAYS[way](desk, JANE), lambda: WAYS[way](desk, JANE_DOE)] * 2
        answers = at_once(*both, lambda: merging.unmerge(desk, a_request(), ANNA, number), *both)
        assert [answer for answer in answers if isinstance(answer, Exception)] == []
        assert run(desk.database, NAMELESS) == []
        assert chain_is_valid(desk)

    def test_forgotten_while_it_is_undone(self, desk: Desk) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        number = merging.merge(desk, a_request(), ANNA, kept, other).merge
        undone, forgotten = at_once(
            lambda: merging.unmerge(desk, a_request(), ANNA, number), lambda: customers.forget(desk, JANE_DOE.value)
        )
        assert not isinstance(forgotten, Exception)
        assert isinstance(undone, (tuple, BoundForGood))
        assert [text for text in every_text(desk.database) if "jane doe" in text.casefold()] == []
        assert run(desk.database, "SELECT * FROM merged_records") == []

    def test_merged_and_undone_by_many(self, desk: Desk) -> None:
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]

        def there_and_back() -> None:
            made = merging.merge(desk, a_request(), ANNA, kept, other)
            merging.unmerge(desk, a_request(), ANNA, made.merge)

        at_once(*[there_and_back] * 6)
        assert run(desk.database, "SELECT customer_id FROM followups ORDER BY id") == [(kept,), (other,)]
        assert log_of(desk).count("customer.merged") == log_of(desk).count("customer.unmerged")

    @pytest.mark.postgres
    @pytest.mark.parametrize("way", WAYS)
    def test_recording_waits_until_it_is_undone(self, postgres_desk: Desk, way: str) -> None:
        desk = postgres_desk
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        number = merging.merge(desk, a_request(), ANNA, kept, other).merge
        with desk.database.begin() as tx:
            stored.lock(tx, kept)
            made = behind(desk, lambda: WAYS[way](desk, JANE_DOE))
            assert not made.done()
            merge = merges.get(tx, number)
            assert merge
            merges.undo(tx, merge, desk.clock())
        made.result()
        assert run(desk.database, NAMELESS) == []
        assert customers.timeline(desk, JANE_DOE).total + len(customers.timeline(desk, JANE_DOE).notes) == 2

    @pytest.mark.postgres
    def test_undoing_waits_for_a_change_without_a_deadlock(self, postgres_desk: Desk) -> None:
        desk = postgres_desk
        kept, other = [a_followup(desk, customer=who).customer.id for who in (JANE, JANE_DOE)]
        number = merging.merge(desk, a_request(), ANNA, kept, other).merge
        with desk.database.begin() as tx:
            stored_followups.get(tx, 2, lock=True)
            made = behind(desk, lambda: merging.unmerge(desk, a_request(), ANNA, number))
            assert not made.done()
            held = stored.find_or_create(tx, JANE, desk.clock())
            stored_followups.change(tx, 2, customer_id=held.id, what="other words")
        made.result()
        assert followups.get(desk, 2).customer.id == other


PEOPLE = (JANE, JANE_DOE, BOB, CAROL)
STEPS = st.lists(st.tuples(st.sampled_from(range(4)), st.sampled_from(range(4))), min_size=1, max_size=6)
TRAITS = st.lists(
    st.tuples(st.sampled_from([None, "silver", "gold"]), st.sampled_from([None, "de", "fr"])), min_size=4, max_size=4
)


@settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, traits=TRAITS, back=st.integers(1, 6))
def test_all_the_way_there_and_back(
    sqlite_desk: Desk, steps: list[tuple[int, int]], traits: list[tuple[str | None, str | None]], back: int
) -> None:
    """However customers are merged, undoing merges in turn leads back through every state on the way."""
    desk = sqlite_desk
    for who in PEOPLE:
        a_followup(desk, customer=who)
        customers.note(desk, a_request(), ANNA, who, who.value)
    numbers = [customers.timeline(desk, who).customer.id for who in PEOPLE]
    for number, (tier, language) in zip(numbers, traits, strict=True):
        with desk.database.begin() as tx:
            stored.set_traits(tx, number, tier, language)
    start, states, made = whose(desk), [], []
    for one, other in steps:
        state = whose(desk)
        try:
            made.append(merging.merge(desk, a_request(), ANNA, numbers[one], numbers[other]).merge)
        except merging.NoLongerTwo:
            continue
        states.append(state)
    for number, state in [*zip(made, states, strict=True)][::-1][:back]:
        merging.unmerge(desk, a_request(), BEN, number)
        assert whose(desk) == state
    for number, _ in [*zip(made, states, strict=True)][::-1][back:]:
        merging.unmerge(desk, a_request(), BEN, number)
    assert whose(desk) == start
    assert chain_is_valid(desk)
