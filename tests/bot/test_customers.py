"""Customers: who is meant, what is remembered, and that forgetting leaves nothing to read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    PROSE,
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
    scribe_of,
    send_all,
    waiting,
    with_rules,
)  # fmt: skip

from bot import (
    briefs,
    clippings,
    corrections,
    customers,
    decisions,
    dossiers,
    drafting,
    drafts,
    followups,
    gestures,
    giving,
    improvements,
    learning,
    outcomes,
    service,
    thanks,
    timers,
)
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import BadCustomer, NotFound
from bot.thanks import NewThanks
from prompts.brief import Brief
from storage import audit
from storage import customers as stored_customers
from storage import followups as stored_followups
from storage.records import FORGOTTEN, Reference

CHANCE = re.compile("[0-9a-f]{16,}")  # keys and digests, which may hold any digits
BOB = Reference("email", "bob@example.com", "bob@example.com")


class TestReading:
    """Words alone are read alike whatever the database, so SQLite will do."""

    @pytest.mark.parametrize(
        ("typed", "kind", "key", "rest"),
        [
            ("jane.doe@example.com call her", "email", "jane.doe@example.com", "call her"),
            ("#4312 call", "ticket", "4312", "call"),
            ("“Jane Doe” call", "name", "jane doe", "call"),
        ],
    )
    def test_at_the_start(self, sqlite_desk: Desk, typed: str, kind: str, key: str, rest: str) -> None:
        found = customers.read(sqlite_desk, typed)
        assert found is not None
        assert (found[0].kind, found[0].key, found[1]) == (kind, key, rest)

    def test_a_bare_word_only_when_it_is_known(self, desk: Desk) -> None:
        assert customers.read(desk, "Acme call them") is None
        a_followup(desk, customer=Reference("alias", "Acme", "acme"))
        found = customers.read(desk, "ACME call them")
        assert found is not None
        assert (found[0].value, found[1]) == ("Acme", "call them")

    def test_a_form_s_field(self, sqlite_desk: Desk) -> None:
        assert customers.read_field(sqlite_desk, "  Jane   Doe ").key == "jane doe"
        assert customers.read_field(sqlite_desk, "JANE@example.com").key == "jane@example.com"
        for text in ("", "  ", "?", "!!"):
            with pytest.raises(BadCustomer, match="who the customer is"):
                customers.read_field(sqlite_desk, text)
        a_followup(sqlite_desk, customer=Reference("alias", "Jane", "jane"))
        assert customers.read_field(sqlite_desk, "Jane Doe").key == "jane doe", "a whole name, whoever is called Jane"


class TestNotes:
    def test_remembered_once_and_shown_newest_first(self, desk: Desk) -> None:
        request = a_request()
        first = customers.note(desk, request, ANNA, JANE, "runs marathons")
        assert customers.note(desk, request, ANNA, JANE, "runs marathons") == first
        clock_of(desk).pass_by(minutes=1)
        customers.note(desk, a_request(), BEN, JANE, "has a dog")
        assert [note.text for note in customers.timeline(desk, JANE).notes] == ["has a dog", "runs marathons"]
        assert log_of(desk) == ["customer.noted"] * 2

    def test_a_repeat_is_about_whom_it_was_about_first(self, desk: Desk) -> None:
        request = a_request()
        kept = customers.note(desk, request, ANNA, JANE, "runs marathons")
        a_followup(desk, customer=BOB)
        for who in (BOB, TICKET):
            assert customers.note(desk, request, ANNA, who, "runs marathons") == kept
        assert customers.timeline(desk, BOB).notes == ()
        with pytest.raises(NotFound):
            customers.timeline(desk, TICKET)
        customers.forget(desk, JANE.value)
        customer, note = customers.note(desk, request, ANNA, BOB, "runs marathons")
        assert (customer.forgotten, note.text) == (True, "")

    async def test_timeline_has_it_all(self, desk: Desk) -> None:
        a_followup(desk)
        followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        a_followup(desk)
        a_gesture(desk)
        await a_draft(desk, customer=JANE)
        found = customers.timeline(desk, JANE)
        assert [row.name for row in found.rows] == ["G-1", "F-1", "F-3", "D-1", "F-2"]  # the open ones first
        assert (found.total, found.open) == (5, 4)
        with pytest.raises(NotFound, match="customer #4312"):
            customers.timeline(desk, TICKET)


async def everything_about_jane(desk: Desk) -> None:
    """A customer with every kind of record, in every state, under three names."""
    scribe_of(desk).text = f"Dear Jane Doe, {PROSE}"
    a_followup(desk, what=f"call Jane Doe, {PROSE}")
    followups.done(desk, a_request(), ANNA, a_followup(desk, what=PROSE, customer=TICKET).id)
    due = a_followup(desk, hours=1, what=PROSE)
    corrections.change(desk, a_request(), ANNA, due.id, Correction(JANE, f"{PROSE}!"))
    a_gesture(desk, 2_000, customer=TICKET, person=JANE, reason=PROSE)
    giving.deliver(desk, a_request(), ANNA, 1)
    decisions.decline(desk, a_request(), LEA, a_gesture(desk, reason=PROSE).id, PROSE)
    decisions.change(desk, a_request(), LEA, a_gesture(desk, reason=PROSE).id, 60_000, None, PROSE)
    customers.note(desk, a_request(), ANNA, JANE, PROSE)
    draft = await a_draft(desk, f"I am jane.doe@example.com, {PROSE}")
    writing = drafting.rewrite(desk, a_request(), ANNA, draft.id, "shorter")
    assert writing.fence is not None
    assert await drafting.write(desk, draft.id, writing.fence)
    drafts.edit(desk, a_request(), ANNA, draft.id, f"{PROSE} Yours, Anna")
    await a_draft(desk, PROSE, JANE)
    clippings.keep(desk, ANNA, PROSE)
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)


def test_a_full_name_that_is_known_needs_no_quotes(desk: Desk) -> None:
    mara = Reference("name", "Mara Lindt", "mara lindt")
    a_followup(desk, customer=mara)
    assert customers.read(desk, "call mara lindt back tomorrow") == (mara, "call mara lindt back tomorrow")
    assert customers.read(desk, "call Mara Berg back tomorrow") is None
    a_followup(desk, customer=Reference("name", "Jo Berg", "jo berg"))
    assert customers.read(desk, "introduce Mara Lindt to Jo Berg") is None


class TestForgetting:
    async def test_a_single_word_may_be_anybody_s(self, desk: Desk) -> None:
        """A bare word or a first name stands in the texts of others; they are neither handed out nor erased."""
        for alias in (Reference("alias", "late", "late"), Reference("name", "Mara", "mara")):
            a_followup(desk, customer=alias)
            draft = await a_draft(desk, f"It is late. Yours, Mara, {PROSE}")
            thanks.give(desk, NewThanks(a_request(), ANNA, [BEN], f"Mara was late, {PROSE}"))
            assert dossiers.export(desk, f'"{alias.value}"' if alias.kind == "name" else alias.value)["drafts"] == []
            customers.forget(desk, alias.value)
            assert drafts.get(desk, ANNA, draft.id).message.endswith(PROSE)
        assert run(desk.database, "SELECT count(*) FROM thanks WHERE words LIKE '%Mara was late%'") == [(2,)]

    async def test_leaves_no_word_anywhere(self, desk: Desk) -> None:
        await everything_about_jane(desk)
        words = ("jane", "doe", "4312", *PROSE.split())
        before = every_text(desk.database)
        assert all(any(word in text.casefold() for text in before) for word in ("jane.doe@example.com", "4312", PROSE))
        customers.forget(desk, "jane.doe@example.com")
        said = [CHANCE.sub("", text.casefold()) for text in every_text(desk.database)]
        assert [text for text in said if any(word in text for word in words)] == []

    async def test_keeps_the_books_and_the_chain(self, desk: Desk) -> None:
        await everything_about_jane(desk)
        before = run(desk.database, "SELECT id, amount, cost, state, requester FROM gestures ORDER BY id")
        said = run(desk.database, "SELECT gesture_id, lead, verdict, amount FROM decisions ORDER BY id")
        entries = run(desk.database, "SELECT hash FROM audit ORDER BY seq")
        forgotten = customers.forget(desk, "#4312")
        assert forgotten.label == "jane.doe@example.com"
        assert run(desk.database, "SELECT id, amount, cost, state, requester FROM gestures ORDER BY id") == before
        assert run(desk.database, "SELECT gesture_id, lead, verdict, amount FROM decisions ORDER BY id") == said
        assert run(desk.database, "SELECT hash FROM audit ORDER BY seq")[:-1] == entries
        assert chain_is_valid(desk)
        assert log_of(desk)[-1] == "customer.forgotten"
        assert gestures.get(desk, 1).customer.label == FORGOTTEN
        assert gestures.get(desk, 1).customer.forgotten

    async def test_digests_can_no_longer_be_guessed(self, desk: Desk) -> None:
        a_followup(desk, what=PROSE)
        ((salt,),) = run(desk.database, "SELECT salt FROM followups")
        proof = audit.digest(str(salt), PROSE)
        assert proof in str(run(desk.database, "SELECT data FROM audit"))
        customers.forget(desk, "jane.doe@example.com")
        assert run(desk.database, "SELECT salt FROM followups") == [("",)]
        assert salt not in every_text(desk.database)
        assert audit.digest("", PROSE) != proof

    async def test_updates_every_message_that_was_posted(self, desk: Desk) -> None:
        await everything_about_jane(desk)
        send_all(desk)
        ((posted,),) = run(desk.database, "SELECT count(*) FROM outbox WHERE subject NOT LIKE 'person:%'")
        customers.forget(desk, "jane.doe@example.com")
        assert len(waiting(desk)) == posted

    async def test_a_draft_being_written_is_not_kept(self, desk: Desk) -> None:
        a_followup(desk)
        writing = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, PROSE, JANE))
        brief = _brief_of(desk, writing.draft.id)
        reply = await desk.writer.write(brief)
        customers.forget(desk, "jane.doe@example.com")
        assert not drafting.keep(desk, writing.draft.id, 1, reply)

    async def test_mornings_that_named_them_follow(self, desk: Desk) -> None:
        """Whoever promises or gives them something, and the lead who is to decide."""
        clock_of(desk).now = datetime(2026, 11, 24, 7, tzinfo=UTC)
        a_followup(desk, hours=3)
        a_gesture(desk, 2_000, BEN)
        a_gesture(desk, requester=BEN)
        a_followup(desk, LEA, hours=48, customer=BOB)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        assert {post.recipient for post in send_all(desk) if post.kind == "digest"} == {ANNA.id, BEN.id, LEA.id}
        customers.forget(desk, JANE.value)
        assert {to for kind, _, to in waiting(desk) if kind == "digest"} == {ANNA.id, BEN.id, LEA.id}

    async def test_drafts_for_nobody_that_name_them_are_forgotten_too(self, desk: Desk) -> None:
        """A message that names two people is nobody's; what only looks like a name stays."""
        a_gesture(desk, customer=TICKET, person=JANE)
        said = {
            1: "jane.doe@example.com or bob@example.com, whichever you like",
            2: "ticket#4312, or rather #99 or #98",
            3: "JANE.DOE@EXAMPLE.COM, bob@example.com",
            4: "See #43120 or #99",
            5: "mary-jane.doe@example.company or bob@example.com",
            6: "Where is it?",
        }
        for message in said.values():
            assert (await a_draft(desk, message)).customer is None
        customers.forget(desk, JANE.value)
        kept = {number for number in said if drafts.get(desk, ANNA, number).message}
        assert kept == {4, 5, 6}
        assert {number for number in said if drafts.get(desk, ANNA, number).state == "discarded"} == {1, 2, 3}

    async def test_the_figures_stay(self, desk: Desk) -> None:
        """Which replies were used, how much they were changed and what they were about tells nothing of anybody."""
        used = await a_draft(desk, "Where is my parcel?", JANE)
        drafts.edit(desk, a_request(), ANNA, used.id, f"Dear Jane, {PROSE}")
        drafts.use(desk, a_request(), ANNA, used.id)
        drafts.discard(desk, a_request(), ANNA, (await a_draft(desk, PROSE, JANE)).id)
        before = figures(desk)
        customers.forget(desk, JANE.value)
        assert figures(desk) == before
        assert (drafts.get(desk, ANNA, used.id).state, drafts.get(desk, ANNA, used.id).reply) == ("used", "")

    async def test_words_under_an_unlinked_ticket_that_name_them_are_theirs(self, desk: Desk) -> None:
        a_followup(desk)
        words = f"for {JANE.value}: {PROSE}"
        cancelled = a_followup(desk, what=PROSE, customer=TICKET)
        followups.cancel(desk, a_request(), ANNA, cancelled.id)
        outcomes.give_reason(desk, a_request(), ANNA, cancelled.id, words)
        a_followup(desk, what=words, customer=TICKET)
        thanked = a_gesture(desk, 0, kind="note", customer=TICKET, reason=words)
        giving.deliver(desk, a_request(), ANNA, thanked.id)
        giving.prove(desk, a_request(), ANNA, thanked.id, PROSE)
        customers.note(desk, a_request(), ANNA, TICKET, words)
        await a_draft(desk, words, TICKET)
        kept = a_followup(desk, what="call x.jane.doe@example.com", customer=TICKET)
        send_all(desk)
        found = dossiers.export(desk, JANE.value)
        assert [len(found[room]) for room in ("followups", "gestures", "notes", "drafts")] == [3, 1, 1, 1]
        customers.forget(desk, JANE.value)
        assert [text for text in every_text(desk.database) if PROSE in text or f" {JANE.value}" in text] == []
        assert followups.get(desk, kept.id) == kept
        assert run(desk.database, "SELECT count(*) FROM customer_notes") == [(0,)]
        assert ("draft", "draft:1", ANNA.id) in waiting(desk)
        assert chain_is_valid(desk)

    async def test_from_what_is_about_somebody_else_only_the_name_goes(self, desk: Desk) -> None:
        a_followup(desk)
        words = "tell Bob that JANE.DOE@example.com has the other half"
        promised = a_followup(desk, what=words, customer=BOB)
        declined = a_gesture(desk, customer=BOB, reason=words)
        decisions.decline(desk, a_request(), LEA, declined.id, words)
        customers.note(desk, a_request(), ANNA, BOB, words)
        draft = await a_draft(desk, words, BOB)
        drafts.edit(desk, a_request(), ANNA, draft.id, words)
        send_all(desk)
        assert [len(dossiers.export(desk, JANE.value)[room]) for room in ("followups", "gestures", "notes")] == [
            1,
            0,
            0,
        ]
        customers.forget(desk, JANE.value)
        left = "tell Bob that … has the other half"
        assert followups.get(desk, promised.id) == replace(promised, what=left)
        decided = gestures.get(desk, declined.id)
        assert (decided.reason, decided.decisions[0].words) == (left, ""), "a decision is not put in other words"
        assert [note.text for note in customers.timeline(desk, BOB).notes] == [left]
        edited = drafts.get(desk, ANNA, draft.id)
        assert (edited.message, edited.reply, edited.state) == (left, left, "ready")
        assert [text for text in every_text(desk.database) if JANE.value in text.casefold()] == []
        assert {subject for _, subject, _ in waiting(desk)} >= {f"gesture:{declined.id}", f"draft:{draft.id}"}
        assert run(desk.database, "SELECT salt FROM followups WHERE id = :it", it=promised.id) == [("",)]

    @pytest.mark.postgres
    def test_it_waits_for_who_changes_what_names_them(self, postgres_desk: Desk) -> None:
        desk = postgres_desk
        a_followup(desk)
        other = a_followup(desk, what=f"ask {JANE.value}", customer=BOB)
        with desk.database.begin() as tx:
            stored_followups.get(tx, other.id, lock=True)
            made = behind(desk, lambda: customers.forget(desk, JANE.value))
            assert not made.done()
            stored_customers.find_or_create(tx, JANE, desk.clock())
            stored_followups.change(tx, other.id, what=f"ask {JANE.value} again")
        made.result()
        assert followups.get(desk, other.id).what == "ask … again"

    def test_others_keep_theirs(self, desk: Desk) -> None:
        a_followup(desk)
        kept = a_followup(desk, customer=BOB)
        customers.forget(desk, "jane.doe@example.com")
        assert followups.get(desk, kept.id) == kept

    def test_the_same_name_again_is_somebody_new(self, desk: Desk) -> None:
        first = a_followup(desk).customer
        customers.forget(desk, "jane.doe@example.com")
        assert a_followup(desk).customer.id != first.id

    def test_a_tier_where_the_policy_has_none(self, desk: Desk) -> None:
        with pytest.raises(BadCustomer, match="This team’s policy has no tiers"):
            customers.set_tier(desk, a_request(), LEA, JANE, "gold")

    def test_the_trail_keeps_that_they_got_a_tier_and_not_which(self, desk: Desk) -> None:
        golden = with_rules(desk, tiers=("silver", "gold"))
        customers.set_tier(golden, a_request(), LEA, JANE, "gold")
        assert customers.timeline(golden, JANE).tier == "gold"
        set_ones = "SELECT data FROM audit WHERE action = 'customer.tier_set' ORDER BY seq"
        assert run(desk.database, set_ones) == [("{}",)]
        with desk.database.begin() as tx:  # as it was written once
            audit.append(tx, desk.clock(), LEA.id, "customer.tier_set", "customer:1", {"tier": "silver"})
        told = dossiers.export(desk, JANE.value)["audit"]
        assert [entry["data"] for entry in told if entry["action"] == "customer.tier_set"] == [{}, {"tier": "silver"}]
        assert chain_is_valid(desk)

    def test_unknown(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            customers.forget(desk, "nobody@example.com")
        with pytest.raises(BadCustomer):
            customers.forget(desk, "?")
        assert log_of(desk) == []

    def test_twice_at_once_forgets_once(self, desk: Desk) -> None:
        a_followup(desk)
        at_once(*[lambda: customers.forget(desk, "jane.doe@example.com")] * 3)
        assert log_of(desk).count("customer.forgotten") == 1
        assert chain_is_valid(desk)


def figures(desk: Desk) -> tuple[object, ...]:
    """What the team sees of its drafts."""
    return learning.report(desk, LEA), service.over(desk, "week").figures, improvements.top(desk)


def _brief_of(desk: Desk, number: int) -> Brief:
    with desk.database.read() as tx:
        draft = drafts.shown(tx, desk, number)
        assert draft
        return briefs.of(tx, desk, draft)
