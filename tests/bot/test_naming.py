"""Naming: what is promised to somebody whom nobody named yet is kept all the same, and theirs once they are named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    TICKET,
    a_draft,
    a_followup,
    a_request,
    at_once,
    clock_of,
    every_text,
    in_hours,
    loaded,
    log_of,
    run,
    scribe_of,
    send_all,
    waiting,
)  # fmt: skip

from bot import (
    corrections,
    customers,
    dossiers,
    drafting,
    drafts,
    escalations,
    exports,
    followups,
    home,
    naming,
    outcomes,
    timers,
)
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import NamedAlready, NoLongerOpen, NotYours
from bot.followups import NewFollowup
from storage import improvements, texts
from storage.records import FORGOTTEN, UNNAMED, Draft, Followup, Reference, Reminder

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)  # nine o'clock in Berlin
MESSAGE = "Hello, where is the blue kettle that you promised me?\n\nThanks,\nEdda"
BOB = Reference("email", "bob@example.com", "bob@example.com")
LONG = f"{'It is late and nobody answers me. ' * 5} I am jane.doe@example.com or bob@example.com"
REPLY = "Hello Edda,\n\nI’m asking the carrier now, and you’ll hear from me by 5 pm today.\n\nYours, The Team"


async def used(desk: Desk, message: str = MESSAGE) -> tuple[Draft, Followup]:
    """A reply that Anna used for somebody whom the message does not name, and the follow-up that keeps its promise."""
    clock_of(desk).now = MONDAY
    scribe_of(desk).text, scribe_of(desk).promise = REPLY, "today 17:00"
    draft = drafts.use(desk, a_request(), ANNA, (await a_draft(desk, message)).id)
    assert draft.followup is not None
    return draft, followups.look(desk, ANNA, draft.followup)


def kept_by(desk: Desk, draft: Draft) -> Followup:
    assert draft.followup is not None
    return followups.look(desk, ANNA, draft.followup)


async def asked_from(desk: Desk, followup: Followup) -> Draft:
    """A reply that Anna asked for from a follow-up, to a message that names somebody."""
    new = drafting.NewDraft(a_request(), ANNA, f"{MESSAGE} bob@example.com", followup=followup.id)
    writing = drafting.begin(desk, new)
    assert writing.fence is not None
    assert await drafting.write(desk, writing.draft.id, writing.fence)
    return drafts.get(desk, ANNA, writing.draft.id)


class TestAPromiseToSomebody:
    async def test_is_on_the_list_for_nobody_invented(self, desk: Desk) -> None:
        draft, followup = await used(desk)
        assert (followup.owner, followup.state) == (ANNA.id, "open")
        assert followup.promised_by == datetime(2026, 11, 23, 16, tzinfo=UTC)
        assert (followup.customer.label, followup.customer.is_unnamed, draft.customer) == (UNNAMED, True, None)
        assert run(desk.database, "SELECT count(*) FROM customer_references") == [(0,)]
        assert drafts.get(desk, ANNA, draft.id).is_unnamed
        assert home.day(desk, ANNA).at_risk == (followup,)

    async def test_says_what_we_do_and_how_their_message_begins(self, desk: Desk) -> None:
        _, followup = await used(desk)
        assert followup.what == (
            "“I’m asking the carrier now, and you’ll hear from me by 5 pm today.”\n"
            "They wrote: “Hello, where is the blue kettle that you promised…”"
        )

    async def test_is_there_once_however_often_it_is_used(self, desk: Desk) -> None:
        scribe_of(desk).promise = "tomorrow 17:00"
        draft = await a_draft(desk)
        at_once(*[lambda: drafts.use(desk, a_request(), ANNA, draft.id)] * 6)
        assert run(desk.database, "SELECT count(*) FROM followups") == [(1,)]

    async def test_is_reminded_of_and_then_put_before_the_leads(self, desk: Desk) -> None:
        _, followup = await used(desk)
        send_all(desk)
        clock_of(desk).now = followup.due_at
        timers.ring(desk)
        reminder = next(post for post in send_all(desk) if post.kind == "reminder")
        told = loaded(desk, reminder)
        assert isinstance(told, Reminder)
        assert told.followup.customer.is_unnamed
        clock_of(desk).pass_by(days=3)
        timers.ring(desk)
        assert {"escalation", escalations.OVERDUE} & {kind for kind, _, _ in waiting(desk)}
        assert followups.get(desk, followup.id).promise(desk.clock()) == "broken"

    async def test_no_reminder_cancels_it(self, desk: Desk) -> None:
        draft, followup = await used(desk)
        assert drafts.let_go(desk, a_request(), ANNA, draft.id).followup is None
        assert followups.get(desk, followup.id).state == "cancelled"

    async def test_ends_and_goes_on_as_any(self, desk: Desk) -> None:
        _, followup = await used(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        following = outcomes.not_yet(desk, a_request(), ANNA, followup.id)
        assert (following.follows, following.customer.label) == (followup.id, UNNAMED)

    async def test_stands_in_the_export(self, desk: Desk) -> None:
        _, followup = await used(desk)
        (row,) = exports.rows(desk.database, "followups", None, desk.clock())
        assert (row["customer"], row["promise"], row["what"]) == (UNNAMED, "pending", followup.what)


class TestNaming:
    async def test_a_new_customer_gets_all_of_it(self, desk: Desk) -> None:
        draft, followup = await used(desk)
        send_all(desk)
        named = naming.name(desk, a_request(), ANNA, followup.id, JANE)
        assert (named.customer.label, named.what, named.due_at) == (JANE.value, followup.what, followup.due_at)
        assert named.promised_by == followup.promised_by
        shown = drafts.get(desk, ANNA, draft.id)
        assert (shown.customer, shown.is_unnamed, shown.followup) == (named.customer, False, named.id)
        assert ("draft", f"draft:{draft.id}", ANNA.id) in waiting(desk)
        assert {type(row) for row in customers.timeline(desk, JANE).rows} == {Draft, Followup}
        assert log_of(desk, f"followup:{followup.id}") == ["followup.recorded", "followup.changed"]

    async def test_a_customer_whom_we_know_gets_it_as_well(self, desk: Desk) -> None:
        jane = a_followup(desk, BEN).customer
        _, followup = await used(desk)
        assert naming.name(desk, a_request(), ANNA, followup.id, JANE).customer == jane

    async def test_whoever_is_named_stays(self, desk: Desk) -> None:
        _, followup = await used(desk)
        naming.name(desk, a_request(), ANNA, followup.id, JANE)
        assert naming.name(desk, a_request(), LEA, followup.id, JANE).customer.is_named(JANE), "said twice"
        with pytest.raises(NamedAlready, match=f"{followup.name} is for jane.doe@example.com already"):
            naming.name(desk, a_request(), ANNA, followup.id, BOB)
        assert followups.get(desk, followup.id).customer.is_named(JANE)

    async def test_named_with_change_it_is_theirs_too(self, desk: Desk) -> None:
        draft, followup = await used(desk)
        corrections.change(
            desk, a_request(), ANNA, followup.id, Correction(JANE, "ask the carrier", in_hours(desk, 2), promised=True)
        )
        answered = drafts.get(desk, ANNA, draft.id).customer
        assert answered is not None
        assert answered.is_named(JANE)

    async def test_named_with_remind_me_the_reply_is_theirs_too(self, desk: Desk) -> None:
        draft, _ = await used(desk)
        drafts.let_go(desk, a_request(), ANNA, draft.id)
        followups.record(desk, NewFollowup(a_request(), ANNA, JANE, "keep it", in_hours(desk, 2), draft=draft.id))
        answered = drafts.get(desk, ANNA, draft.id).customer
        assert answered is not None
        assert answered.is_named(JANE)

    async def test_only_its_owner_or_a_lead_says_who_it_is(self, desk: Desk) -> None:
        _, followup = await used(desk)
        with pytest.raises(NotYours):
            naming.name(desk, a_request(), BEN, followup.id, JANE)
        assert naming.name(desk, a_request(), LEA, followup.id, JANE).customer.is_named(JANE)

    async def test_what_is_over_stays_as_it_was(self, desk: Desk) -> None:
        _, followup = await used(desk)
        followups.done(desk, a_request(), ANNA, followup.id)
        with pytest.raises(NoLongerOpen):
            naming.name(desk, a_request(), ANNA, followup.id, JANE)

    @pytest.mark.parametrize(
        ("message", "reply", "guess"),
        [
            (MESSAGE, REPLY, "Edda"),
            (MESSAGE, REPLY.replace("Hello Edda", "Dear Edda Lovelace"), "Edda Lovelace"),
            (MESSAGE, REPLY.replace("Hello Edda", "Hello"), "Edda"),
            ("Where is it?", REPLY.replace("Hello Edda", "Hi there"), ""),
        ],
    )
    async def test_who_it_may_be_is_only_guessed(self, desk: Desk, message: str, reply: str, guess: str) -> None:
        draft, followup = await used(desk, message)
        run(desk.database, "UPDATE draft_versions SET reply = :reply", reply=reply)
        assert naming.look(desk, ANNA, followup.id)[1] == guess
        assert drafts.get(desk, ANNA, draft.id).customer is None


class TestForgetting:
    async def test_what_is_promised_to_whoever_the_message_names_is_forgotten(self, desk: Desk) -> None:
        """A message that names two is nobody's, as far as we know; and its beginning need not name either."""
        a_followup(desk, customer=JANE)
        draft, followup = await used(desk, LONG)
        told = dossiers.export(desk, JANE.value)
        assert followup.name in str(told["followups"])
        customers.forget(desk, JANE.value)
        gone = followups.get(desk, followup.id)
        assert (gone.customer.label, gone.what, gone.state) == (FORGOTTEN, "", "open")
        assert drafts.get(desk, ANNA, draft.id).message == ""
        assert not [text for text in every_text(desk.database) if "nobody answers me" in text]

    async def test_what_somebody_else_is_promised_stays(self, desk: Desk) -> None:
        a_followup(desk, customer=JANE)
        _, followup = await used(desk)
        customers.forget(desk, JANE.value)
        assert followups.get(desk, followup.id) == followup

    async def test_named_it_goes_with_its_customer(self, desk: Desk) -> None:
        _, followup = await used(desk)
        naming.name(desk, a_request(), ANNA, followup.id, TICKET)
        customers.forget(desk, TICKET.value)
        assert followups.get(desk, followup.id).what == ""
        assert not [text for text in every_text(desk.database) if "blue kettle" in text]


class TestWhatBelongsTogether:
    """All that was promised to one whom nobody named is one person's, whatever became of each part."""

    async def test_named_where_it_goes_on_all_of_it_is_theirs(self, desk: Desk) -> None:
        draft, first = await used(desk)
        followups.done(desk, a_request(), ANNA, first.id)
        following = outcomes.not_yet(desk, a_request(), ANNA, first.id)
        named = naming.name(desk, a_request(), ANNA, following.id, JANE)
        assert followups.get(desk, first.id).customer == named.customer
        assert drafts.get(desk, ANNA, draft.id).customer == named.customer

    async def test_forgotten_where_it_goes_on_too(self, desk: Desk) -> None:
        a_followup(desk, customer=JANE)
        _, first = await used(desk, LONG)
        followups.done(desk, a_request(), ANNA, first.id)
        following = outcomes.not_yet(desk, a_request(), ANNA, first.id)
        customers.forget(desk, JANE.value)
        assert [followups.get(desk, number).what for number in (first.id, following.id)] == ["", ""]

    @pytest.mark.parametrize("by_draft", [True, False])
    async def test_forgotten_after_it_was_cancelled(self, desk: Desk, by_draft: bool) -> None:
        a_followup(desk, customer=JANE)
        draft, followup = await used(desk, LONG)
        if by_draft:
            drafts.let_go(desk, a_request(), ANNA, draft.id)
        else:
            followups.cancel(desk, a_request(), ANNA, followup.id)
        assert drafts.get(desk, ANNA, draft.id).customer is None
        customers.forget(desk, JANE.value)
        assert followups.get(desk, followup.id).what == ""
        assert not [text for text in every_text(desk.database) if "nobody answers me" in text]

    async def test_named_with_remind_me_what_was_cancelled_is_theirs_too(self, desk: Desk) -> None:
        draft, followup = await used(desk)
        drafts.let_go(desk, a_request(), ANNA, draft.id)
        followups.record(desk, NewFollowup(a_request(), ANNA, JANE, "keep it", in_hours(desk, 2), draft=draft.id))
        assert followups.get(desk, followup.id).customer.is_named(JANE)

    async def test_two_who_name_parts_of_it_at_once_name_one(self, desk: Desk) -> None:
        draft, first = await used(desk)
        followups.done(desk, a_request(), ANNA, first.id)
        following = outcomes.not_yet(desk, a_request(), ANNA, first.id)
        followups.reopen(desk, a_request(), ANNA, first.id)
        at_once(
            lambda: naming.name(desk, a_request(), ANNA, following.id, JANE),
            lambda: naming.name(desk, a_request(), LEA, first.id, BOB),
        )
        answered = drafts.get(desk, ANNA, draft.id).customer
        assert answered is not None
        assert {followups.get(desk, number).customer for number in (first.id, following.id)} == {answered}

    async def test_another_time_and_other_words_name_nobody(self, desk: Desk) -> None:
        draft, first = await used(desk)
        moment = in_hours(desk, 3)
        moved = corrections.change(
            desk, a_request(), ANNA, first.id, Correction(None, "call the carrier", moment, promised=True)
        )
        assert (moved.what, moved.promised_by, moved.customer) == ("call the carrier", moment.at, first.customer)
        assert drafts.get(desk, ANNA, draft.id).is_unnamed
        named = naming.name(desk, a_request(), ANNA, first.id, JANE).customer
        kept = corrections.change(desk, a_request(), ANNA, first.id, Correction(None, "call her", promised=True))
        assert kept.customer == drafts.get(desk, ANNA, draft.id).customer == named

    async def test_a_reply_that_is_asked_for_from_it_answers_the_same_one(self, desk: Desk) -> None:
        first, followup = await used(desk)
        again = await asked_from(desk, followup)
        assert again.customer is None, "nobody is invented"
        kept = kept_by(desk, drafts.use(desk, a_request(), ANNA, again.id))
        assert kept.customer == followup.customer
        assert run(desk.database, "SELECT count(*) FROM customers") == [(1,)]
        named = naming.name(desk, a_request(), ANNA, kept.id, JANE).customer
        assert followups.get(desk, followup.id).customer == named
        assert {drafts.get(desk, ANNA, number).customer for number in (first.id, again.id)} == {named}

    async def test_named_meanwhile_its_reply_is_theirs_and_what_that_promises(self, desk: Desk) -> None:
        _, followup = await used(desk)
        again = await asked_from(desk, followup)
        named = naming.name(desk, a_request(), ANNA, followup.id, JANE).customer
        assert drafts.get(desk, ANNA, again.id).customer == named
        assert kept_by(desk, drafts.use(desk, a_request(), ANNA, again.id)).customer == named
        assert (await asked_from(desk, followup)).customer == named

    async def test_forgotten_its_reply_is_gone_too(self, desk: Desk) -> None:
        a_followup(desk, customer=JANE)
        _, followup = await used(desk, LONG)
        again = await asked_from(desk, followup)
        customers.forget(desk, JANE.value)
        assert (drafts.get(desk, ANNA, again.id).message, drafts.get(desk, ANNA, again.id).state) == ("", "discarded")

    @pytest.mark.parametrize("uses", [True, False])
    async def test_whoever_names_them_at_once_names_all_of_it(self, desk: Desk, uses: bool) -> None:
        _, followup = await used(desk)
        again = await asked_from(desk, followup)
        new = drafting.NewDraft(a_request(), ANNA, MESSAGE, followup=followup.id)
        at_once(
            (lambda: drafts.use(desk, a_request(), ANNA, again.id)) if uses else (lambda: drafting.begin(desk, new)),
            lambda: naming.name(desk, a_request(), LEA, followup.id, JANE),
        )
        assert followups.get(desk, followup.id).customer.is_named(JANE)
        stand = "SELECT count(*) FROM {} WHERE customer_id NOT IN (SELECT customer_id FROM customer_references)"
        assert [run(desk.database, stand.format(table)) for table in ("followups", "drafts")] == [[(0,)], [(0,)]]

    async def test_nobody_named_counts_as_no_customer_of_a_matter(self, desk: Desk) -> None:
        await used(desk)
        await used(desk)
        with desk.database.read() as tx:
            ((_, many, whom),) = improvements.matters(tx, MONDAY, MONDAY + DAY)
            assert (many, whom) == (2, 0)
            found, _ = texts.before(tx, "draft", None, MONDAY, 10, 100)
        assert [text.customer for text in found] == [None, None]

    async def test_two_whom_nobody_named_stay_two(self, desk: Desk) -> None:
        (one, first), (other, second) = await used(desk), await used(desk)
        naming.name(desk, a_request(), ANNA, first.id, JANE)
        assert followups.get(desk, second.id).customer.is_unnamed
        assert drafts.get(desk, ANNA, other.id).customer is None
        assert drafts.get(desk, ANNA, one.id).customer is not None


def test_the_trail_names_nobody_who_is_unnamed(desk: Desk) -> None:
    recorded = followups.record(desk, NewFollowup(a_request(), ANNA, None, "call back", in_hours(desk, 2)))
    assert recorded.customer.is_unnamed
    reference = Reference("name", "Edda Lovelace", "edda lovelace")
    naming.name(desk, a_request(), ANNA, recorded.id, reference)
    assert not [row for row in run(desk.database, "SELECT data FROM audit") if "lovelace" in str(row).casefold()]
