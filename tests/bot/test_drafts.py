"""Reply drafts: begun, written, kept, and taken or left by the agent."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from desks import (
    ANNA,
    BEN,
    BERLIN,
    JANE,
    LEA,
    TICKET,
    Scribe,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    claim_some,
    clock_of,
    finished,
    in_hours,
    loaded,
    log_of,
    run,
    scribe_of,
    send_all,
    waiting,
)  # fmt: skip

from bot import customers, decisions, drafting, drafts, followups, gestures
from bot.desk import Desk
from bot.errors import (
    NoLongerOpen,
    NotFound,
    NothingLeft,
    NotYours,
    PromiseOvertaken,
    StillPromising,
    StillWriting,
)
from prompts.answers import Answers
from prompts.brief import Brief, Fact, Reply
from prompts.writer import Writer
from storage.records import Draft, Reference, Sound

PROMISE = "Hello Jane,\n\nwe have added a $120 account credit for you.\n"


def a_reply(text: str = "Thank you.") -> Reply:
    return Reply(text, "neutral", "other", "", "en", (), None, "scribe", "1")


class TestWriting:
    async def test_begun_written_and_kept(self, desk: Desk) -> None:
        scribe_of(desk).promise = "tomorrow 17:00"
        draft = await a_draft(desk, "Where is my parcel?")
        assert (draft.name, draft.state, draft.version, draft.message) == ("D-1", "ready", 1, "Where is my parcel?")
        assert (draft.reply, draft.feeling, draft.matter) == (Scribe.text, "angry", "late")
        assert (draft.check, draft.writer) == (("Is the date right?",), "scribe")
        assert "17:00" in (draft.promise or "")
        assert waiting(desk) == [("draft", "draft:1", ANNA.id)]
        assert log_of(desk) == ["draft.begun", "draft.written"]

    async def test_its_writer_knows_when_the_agent_works(self, desk: Desk) -> None:
        await a_draft(desk)
        off, hours = scribe_of(desk).briefs[-1].days_off, scribe_of(desk).briefs[-1].hours
        assert hours == (desk.policy.team.hours.start, desk.policy.team.hours.end)
        assert off is not None
        assert {day.weekday() for day in off} == {5, 6}

    async def test_its_time_counts_from_when_it_was_asked_for(self, desk: Desk) -> None:
        new = drafting.NewDraft(a_request(), ANNA, "Where is it?", asked_at=desk.clock())
        clock_of(desk).pass_by(seconds=3)
        begun = drafting.begin(desk, new)
        clock_of(desk).pass_by(seconds=1)
        await drafting.write(desk, begun.draft.id, begun.fence or 0)
        assert scribe_of(desk).briefs[-1].waited == 4

    async def test_repeated_delivery_is_in_other_hands(self, desk: Desk) -> None:
        new = drafting.NewDraft(a_request(), ANNA, "Where is it?")
        first, second = drafting.begin(desk, new), drafting.begin(desk, new)
        assert (second.draft.id, second.fence) == (first.draft.id, None)
        assert log_of(desk) == ["draft.begun"]

    async def test_the_writer_is_told_all_that_helps(self, desk: Desk) -> None:
        a_followup(desk, customer=JANE)
        customers.note(desk, a_request(), ANNA, JANE, "runs marathons")
        a_gesture(desk, 2_000)
        a_gesture(desk, 12_000)
        await a_draft(desk, customer=JANE)
        (brief,) = scribe_of(desk).briefs
        assert brief.message == "Where is my parcel?"
        assert (brief.names, brief.notes) == (("jane.doe@example.com",), ("runs marathons",))
        assert [approved.amount for approved in brief.approved] == ["$20"]
        assert (brief.signature, brief.languages) == ("The Support Team", ("en", "de"))
        assert (brief.now, str(brief.now.tzinfo)) == (desk.clock(), "Europe/Berlin")

    async def test_a_known_customer_is_found_in_their_message(self, desk: Desk) -> None:
        a_followup(desk, customer=JANE)
        draft = await a_draft(desk, "I am jane.doe@example.com and I am waiting.")
        assert draft.customer is not None
        assert draft.customer.label == "jane.doe@example.com"
        assert (await a_draft(desk, "Where is it?")).customer is None

    async def test_an_unknown_customer_whom_their_message_names_is_remembered(self, desk: Desk) -> None:
        draft = await a_draft(desk, "I am bob@example.com and I am waiting.")
        assert draft.customer is not None
        assert draft.customer.label == "bob@example.com"
        assert (await a_draft(desk, "bob@example.com again")).customer == draft.customer
        bob = Reference("email", "bob@example.com", "bob@example.com")
        assert [row.id for row in customers.timeline(desk, bob).rows] == [1, 2], "what waits the longest first"
        assert (await a_draft(desk, "Hello", TICKET)).customer != draft.customer

    async def test_written_anew(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        writing = drafting.rewrite(desk, a_request(), ANNA, draft.id, "warmer")
        assert writing.draft.state == "writing"
        assert writing.fence is not None
        scribe_of(desk).text = "Much warmer."
        assert await drafting.write(desk, draft.id, writing.fence)
        brief = scribe_of(desk).briefs[-1]
        assert (brief.wish, brief.previous) == ("warmer", Scribe.text)
        anew = drafts.get(desk, ANNA, draft.id)
        assert (anew.version, anew.reply) == (2, "Much warmer.")

    @pytest.mark.parametrize(("takes_time", "told"), [(True, [("draft", "draft:1", ANNA.id)]), (False, [])])
    async def test_a_slow_writer_is_seen_at_work(
        self, desk: Desk, takes_time: bool, told: list[tuple[str, str, str]]
    ) -> None:
        draft = await a_draft(desk)
        send_all(desk)
        scribe_of(desk).takes_time = takes_time
        drafting.rewrite(desk, a_request(), ANNA, draft.id, "warmer")
        assert waiting(desk) == told

    @pytest.mark.parametrize("is_posted", [True, False])
    async def test_a_new_one_is_seen_at_work_and_is_one_message(self, desk: Desk, is_posted: bool) -> None:
        scribe_of(desk).takes_time = True
        new = drafting.NewDraft(a_request(), ANNA, "Where is it?")
        begun = drafting.begin(desk, new)
        drafting.begin(desk, new)  # delivered once more
        assert waiting(desk) == [("draft", "draft:1", ANNA.id)]
        if is_posted:
            (post,) = claim_some(desk)
            at_work = loaded(desk, post)
            assert isinstance(at_work, Draft)
            assert at_work.state == "writing"
            assert finished(desk, post)
            assert waiting(desk) == []
        await drafting.write(desk, 1, begun.fence or 0)
        (post,) = claim_some(desk)
        ready = loaded(desk, post)
        assert isinstance(ready, Draft)
        assert (ready.state, ready.reply, post.occurrence) == ("ready", Scribe.text, 1)
        assert (post.ts is not None) == is_posted
        assert finished(desk, post)
        assert waiting(desk) == []

    async def test_what_is_ready_while_it_is_posted_is_shown_after_that(self, desk: Desk) -> None:
        scribe_of(desk).takes_time = True
        begun = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        (post,) = claim_some(desk)
        await drafting.write(desk, 1, begun.fence or 0)
        assert finished(desk, post)
        (change,) = claim_some(desk)
        assert (change.id, change.ts is None) == (post.id, False)

    def test_what_the_phrasebook_writes_is_not_seen_at_work(self, desk: Desk) -> None:
        drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        assert waiting(desk) == [], "it is there in a moment"
        scribe_of(desk).takes_time = True
        rules = replace(desk.policy, drafts=replace(desk.policy.drafts, model_off_in=("C0HR",)))
        drafting.begin(replace(desk, policy=rules), drafting.NewDraft(a_request(), ANNA, "And now?", channel="C0HR"))
        assert waiting(desk) == [], "no model may write this one"

    def test_as_many_are_seen_at_work_as_slack_takes_changes(self, desk: Desk) -> None:
        scribe_of(desk).takes_time = True
        for _ in range(drafting.MOST_SHOWN_AT_WORK + 2):
            drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        assert len(waiting(desk)) == drafting.MOST_SHOWN_AT_WORK
        last = drafting.MOST_SHOWN_AT_WORK + 2
        assert drafting.keep(desk, last, 1, a_reply())
        assert waiting(desk)[-1] == ("draft", f"draft:{last}", ANNA.id), "it is posted once it is ready"

    async def test_who_takes_it_over_shows_it_in_the_same_message(self, desk: Desk) -> None:
        scribe_of(desk).takes_time = True
        drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        send_all(desk)
        run(desk.database, "UPDATE drafts SET held_until = 1")
        scribe_of(desk).takes_time = False  # it was started anew without a model
        ((number, fence),) = drafting.claim_abandoned(desk)
        assert await drafting.write(desk, number, fence)
        assert [post.occurrence for post in send_all(desk)] == [1]

    async def test_what_cannot_be_written_anew_stays_as_it_was(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        writing = drafting.rewrite(desk, a_request(), ANNA, draft.id, "warmer")
        assert writing.fence is not None
        scribe_of(desk).fails = True
        assert await drafting.write(desk, draft.id, writing.fence)
        kept = drafts.get(desk, ANNA, draft.id)
        assert (kept.state, kept.version, kept.reply) == ("ready", 2, Scribe.text)
        assert "could not write" in (kept.note or "")

    async def test_two_wishes_at_once_are_written_once(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        answers = at_once(*[lambda: drafting.rewrite(desk, a_request(), ANNA, draft.id, "shorter")] * 4)
        assert sum(isinstance(a, drafting.Writing) and a.fence is not None for a in answers) == 1
        assert log_of(desk).count("draft.rewritten") == 1


class TestWhoHoldsThePen:
    async def test_what_a_closed_writer_is_asked_for_stays_to_be_written(self, desk: Desk) -> None:
        writing = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        closed = Writer()
        await closed.close()
        assert writing.fence is not None
        with pytest.raises(asyncio.CancelledError):
            await drafting.write(replace(desk, writer=closed), writing.draft.id, writing.fence)
        assert drafts.get(desk, ANNA, 1).state == "writing"

    async def test_nobody_writes_on_for_a_process_that_ends(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        began, ended = asyncio.Event(), asyncio.Event()

        async def hang(_: Brief) -> Reply:
            began.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()
            return a_reply()

        monkeypatch.setattr(scribe_of(desk), "write", hang)
        writing = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        assert writing.fence is not None
        under_way = asyncio.ensure_future(drafting.write(desk, writing.draft.id, writing.fence))
        await began.wait()
        under_way.cancel()
        await asyncio.wait([under_way])
        async with asyncio.timeout(20):
            await ended.wait()

    def test_abandoned_is_taken_over_and_the_first_writer_comes_too_late(self, desk: Desk) -> None:
        writing = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        assert drafting.claim_abandoned(desk) == []
        run(desk.database, "UPDATE drafts SET held_until = 1")
        assert drafting.claim_abandoned(desk) == [(1, 2)]
        assert drafting.claim_abandoned(desk) == []
        assert writing.fence == 1
        assert not drafting.keep(desk, 1, 1, a_reply("too late"))
        assert drafting.keep(desk, 1, 2, a_reply("in time"))
        assert drafts.get(desk, ANNA, 1).reply == "in time"
        assert not drafting.keep(desk, 1, 2, a_reply("twice"))
        assert log_of(desk) == ["draft.begun", "draft.written"]

    def test_two_never_take_over_the_same(self, desk: Desk) -> None:
        for _ in range(5):
            drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        run(desk.database, "UPDATE drafts SET held_until = 1")
        taken = at_once(*[lambda: drafting.claim_abandoned(desk)] * 4)
        numbers = [number for found in taken if isinstance(found, list) for number, _ in found]
        assert sorted(numbers) == [1, 2, 3, 4, 5]

    @pytest.mark.parametrize("takes_time", [True, False])
    def test_discarded_while_it_is_written(self, desk: Desk, takes_time: bool) -> None:
        scribe_of(desk).takes_time = takes_time
        drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?"))
        shown = send_all(desk)
        drafts.discard(desk, a_request(), ANNA, 1)
        assert not drafting.keep(desk, 1, 1, a_reply())
        assert drafts.get(desk, ANNA, 1).state == "discarded"
        assert len(send_all(desk)) == len(shown) == takes_time, "the message says so, if there is one"


class TestTaking:
    async def test_used_once(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        request = a_request()
        used = drafts.use(desk, request, ANNA, draft.id)
        assert used.state == "used"
        assert drafts.use(desk, request, ANNA, draft.id).state == "used", "Slack delivered it twice"
        for act in (drafts.use, drafts.discard):
            with pytest.raises(NoLongerOpen, match="D-1 is used already"):
                act(desk, a_request(), ANNA, draft.id)
        with pytest.raises(NoLongerOpen, match="D-1 is used already"):
            drafts.ready(desk, ANNA, draft.id)
        assert drafts.ready(desk, ANNA, draft.id, or_used=True).state == "used"
        assert [kind for kind, _, _ in waiting(desk)] == ["draft", "reply"]
        assert log_of(desk).count("draft.used") == 1
        with pytest.raises(NoLongerOpen):
            drafts.edit(desk, a_request(), ANNA, draft.id, "another")

    async def test_two_presses_at_once_post_one_reply(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        answers = at_once(*[lambda: drafts.use(desk, a_request(), ANNA, draft.id)] * 6)
        assert [answer.state for answer in answers if isinstance(answer, Draft)] == ["used"]
        assert sum(isinstance(answer, NoLongerOpen) for answer in answers) == 5
        assert [kind for kind, _, _ in waiting(desk)] == ["draft", "reply"]

    async def test_edited(self, desk: Desk) -> None:
        scribe_of(desk).promise = "tomorrow"
        draft = await a_draft(desk)
        request = a_request()
        edited = drafts.edit(desk, request, ANNA, draft.id, "My own words.")
        assert (edited.reply, edited.version, edited.writer, edited.promise) == ("My own words.", 2, ANNA.id, None)
        assert edited.feeling == draft.feeling
        assert edited.check, "what is to check is made anew"
        assert not set(draft.check) & set(edited.check), "what was to check was about other words"
        assert drafts.edit(desk, request, ANNA, draft.id, "My own words.").version == 2
        assert log_of(desk) == ["draft.begun", "draft.written", "draft.edited"]

    async def test_an_edit_beside_the_promise_keeps_it(self, desk: Desk) -> None:
        timed = "You’ll hear from me tomorrow at 17:00."
        scribe_of(desk).text, scribe_of(desk).promise = f"I am on it. {timed}", "tomorrow 17:00"
        draft = await a_draft(desk)
        assert drafts.edit(desk, a_request(), ANNA, draft.id, f"Hello Jane. {timed}").promise == draft.promise
        assert drafts.edit(desk, a_request(), ANNA, draft.id, "Hello Jane. I am on it.").promise is None

    async def test_a_promise_that_is_edited_out_is_none_though_another_time_stands(self, desk: Desk) -> None:
        session = "Your onboarding session is booked: Thursday 3 December at 10:00"
        draft = await a_draft(desk, customer=JANE)
        promised = drafts.edit(desk, a_request(), ANNA, draft.id, f"{session}. I’ll send the link by Monday.")
        assert promised.promised_by == at(30, 18)
        kept = drafts.edit(desk, a_request(), ANNA, draft.id, f"Hi! {promised.reply}")
        assert kept.promised_by == at(30, 18)
        told = drafts.edit(desk, a_request(), ANNA, draft.id, f"{session}. See you there!")
        assert (told.promise, told.promised_by) == (None, None)

    async def test_what_one_wrote_is_kept_when_it_is_written_over(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        assert drafts.own_words(desk, ANNA, draft.id) == ""
        assert not drafts.edit(desk, a_request(), ANNA, draft.id, "My own.").is_written_over
        again = drafting.rewrite(desk, a_request(), ANNA, draft.id, "warmer")
        assert again.fence is not None
        await drafting.write(desk, draft.id, again.fence)
        over = drafts.get(desk, ANNA, draft.id)
        assert (over.is_written_over, over.reply == "My own.") == (True, False)
        assert drafts.own_words(desk, ANNA, draft.id) == "My own."
        with pytest.raises(NotYours):
            drafts.own_words(desk, BEN, draft.id)

    async def test_another_sound_is_not_lost_while_one_is_written(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        drafting.rewrite(desk, a_request(), ANNA, draft.id, "warmer")
        with pytest.raises(StillWriting):
            drafting.rewrite(desk, a_request(), ANNA, draft.id, None, Sound(felt="sad"))

    async def test_discarded(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        request = a_request()
        assert drafts.discard(desk, request, ANNA, draft.id).state == "discarded"
        assert drafts.discard(desk, request, ANNA, draft.id).state == "discarded", "Slack delivered it twice"
        for act in (
            lambda: drafts.use(desk, a_request(), ANNA, 1),
            lambda: drafts.discard(desk, a_request(), ANNA, 1),
            lambda: drafts.ready(desk, ANNA, 1),
            lambda: drafts.ready(desk, ANNA, 1, or_used=True),
            lambda: drafting.rewrite(desk, a_request(), ANNA, 1, "warmer"),
        ):
            with pytest.raises(NoLongerOpen, match="D-1 is discarded"):
                act()
        assert log_of(desk).count("draft.discarded") == 1

    async def test_one_s_own_only(self, desk: Desk) -> None:
        await a_draft(desk)
        for other in (BEN, LEA):
            for act in (
                lambda who=other: drafts.get(desk, who, 1),
                lambda who=other: drafts.use(desk, a_request(), who, 1),
                lambda who=other: drafts.edit(desk, a_request(), who, 1, "mine"),
                lambda who=other: drafts.discard(desk, a_request(), who, 1),
                lambda who=other: drafting.rewrite(desk, a_request(), who, 1, "warmer"),
            ):
                with pytest.raises(NotYours):
                    act()
        with pytest.raises(NotFound, match="D-9"):
            drafts.use(desk, a_request(), ANNA, 9)
        assert drafts.get(desk, ANNA, 1).version == 1


class TestPromises:
    async def test_what_nobody_approved_is_marked_and_cannot_be_used(self, desk: Desk) -> None:
        scribe_of(desk).text = PROMISE
        draft = await a_draft(desk)
        assert draft.flagged
        assert all(PROMISE[flag.start : flag.end] for flag in draft.flagged)
        with pytest.raises(StillPromising, match="still promises"):
            drafts.use(desk, a_request(), ANNA, draft.id)
        drafts.edit(desk, a_request(), ANNA, draft.id, "Hello Jane, I am looking into it.")
        assert drafts.use(desk, a_request(), ANNA, draft.id).state == "used"

    async def test_what_nobody_approved_can_be_taken_out(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        drafts.edit(desk, a_request(), ANNA, draft.id, "I am sorry. You get $50 back. I write to you on Friday.")
        left = drafts.take_out(desk, a_request(), ANNA, draft.id)
        assert (left.reply, left.flagged) == ("I am sorry. I write to you on Friday.", ())
        assert drafts.use(desk, a_request(), ANNA, draft.id).state == "used"

    async def test_where_nothing_else_is_left_it_stays(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        drafts.edit(desk, a_request(), ANNA, draft.id, "You get $50 back.")
        with pytest.raises(NothingLeft):
            drafts.take_out(desk, a_request(), ANNA, draft.id)
        assert drafts.get(desk, ANNA, draft.id).reply == "You get $50 back."

    async def test_what_a_colleague_changed_makes_it_stale(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        clock_of(desk).pass_by(minutes=5)
        customers.note(desk, a_request(), ANNA, JANE, "prefers letters")
        assert not drafts.get(desk, ANNA, draft.id).is_stale
        customers.note(desk, a_request(), BEN, JANE, "has moved")
        assert drafts.get(desk, ANNA, draft.id).is_stale
        again = drafting.rewrite(desk, a_request(), ANNA, draft.id, None)
        clock_of(desk).pass_by(minutes=1)
        assert again.fence is not None
        await drafting.write(desk, draft.id, again.fence)
        assert not drafts.get(desk, ANNA, draft.id).is_stale
        clock_of(desk).pass_by(minutes=5)
        a_gesture(desk)
        assert drafts.get(desk, ANNA, draft.id).is_stale

    async def test_a_gesture_that_its_agent_asked_for_does_not_make_their_own_words_stale(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        drafts.edit(desk, a_request(), ANNA, draft.id, "I am sorry, Jane. I give you a $120 credit.")
        clock_of(desk).pass_by(minutes=5)
        asked = a_gesture(desk, requester=ANNA)
        clock_of(desk).pass_by(minutes=5)
        decisions.approve(desk, a_request(), LEA, asked.id)
        approved = drafts.get(desk, ANNA, draft.id)
        assert (approved.flagged, approved.is_stale) == ((), False), "it was written for just that"
        a_gesture(desk, requester=BEN)
        assert drafts.get(desk, ANNA, draft.id).is_stale

    async def test_a_colleagues_follow_up_shows_on_the_draft(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        send_all(desk)
        assert waiting(desk) == []
        clock_of(desk).pass_by(minutes=5)
        promised = a_followup(desk, BEN)
        assert ("draft", f"draft:{draft.id}", ANNA.id) in waiting(desk)
        assert drafts.get(desk, ANNA, draft.id).is_stale
        send_all(desk)
        followups.done(desk, a_request(), BEN, promised.id)
        assert ("draft", f"draft:{draft.id}", ANNA.id) in waiting(desk)

    async def test_an_edit_is_checked_too(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        assert drafts.edit(desk, a_request(), ANNA, draft.id, PROMISE).flagged
        with pytest.raises(StillPromising):
            drafts.use(desk, a_request(), ANNA, draft.id)

    async def test_approval_backs_the_amount_and_withdrawal_takes_it_back(self, desk: Desk) -> None:
        gesture = a_gesture(desk, 12_000)
        scribe_of(desk).text = PROMISE
        draft = await a_draft(desk, customer=JANE)
        assert draft.flagged
        decisions.approve(desk, a_request(), LEA, gesture.id)
        assert drafts.get(desk, ANNA, draft.id).flagged == ()
        clock_of(desk).pass_by(minutes=1)
        gestures.withdraw(desk, a_request(), ANNA, gesture.id)
        with pytest.raises(StillPromising):
            drafts.use(desk, a_request(), ANNA, draft.id)

    async def test_another_customer_s_gesture_backs_nothing(self, desk: Desk) -> None:
        bo = Reference("name", "Bo", "bo")
        decisions.approve(desk, a_request(), LEA, a_gesture(desk, 12_000, customer=bo).id)
        a_followup(desk, customer=JANE)
        scribe_of(desk).text = PROMISE
        assert (await a_draft(desk, customer=JANE)).flagged
        assert not (await a_draft(desk, customer=bo)).flagged


def at(day: int, hour: int) -> datetime:
    """A moment of the week in which these tests play, in Berlin; the 23rd is the Monday."""
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo(BERLIN))


async def a_promise(desk: Desk, text: str = "You’ll hear from me by 5 pm tomorrow (Tuesday).") -> Draft:
    """A draft for Jane that promises her an answer by Tuesday, 17:00."""
    scribe_of(desk).text, scribe_of(desk).promise = text, "tomorrow 17:00"
    return await a_draft(desk, customer=JANE)


def open_followups(desk: Desk) -> list[int]:
    """The numbers of Anna's open follow-ups."""
    return [row[0] for row in run(desk.database, "SELECT id FROM followups WHERE state = 'open' ORDER BY id")]  # type: ignore[misc]


class TestOvertaken:
    async def test_a_time_that_is_past_is_not_handed_out(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        assert (draft.promised_by, draft.is_overtaken) == (at(24, 17), False)
        send_all(desk)
        clock_of(desk).pass_by(hours=30)
        with pytest.raises(PromiseOvertaken, match="no longer holds"):
            drafts.use(desk, a_request(), ANNA, draft.id)
        assert waiting(desk) == [("draft", "draft:1", ANNA.id)], "its message shows it, and no reply was posted"
        now = drafts.get(desk, ANNA, draft.id)
        assert (now.state, now.is_overtaken) == ("ready", True)
        assert open_followups(desk) == []

    async def test_written_anew_it_can_be_used(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        clock_of(desk).pass_by(hours=30)
        scribe_of(desk).text = "You’ll hear from me by 5 pm tomorrow (Wednesday)."
        writing = drafting.rewrite(desk, a_request(), ANNA, draft.id, None)
        assert writing.fence is not None
        await drafting.write(desk, draft.id, writing.fence)
        assert drafts.use(desk, a_request(), ANNA, draft.id).promised_by == at(25, 17)

    async def test_edited_to_another_time_it_can_be_used(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        clock_of(desk).pass_by(hours=30)
        edited = drafts.edit(desk, a_request(), ANNA, draft.id, f"Hello Jane. {draft.reply}")
        assert edited.is_overtaken, "the promise stands as it was"
        edited = drafts.edit(desk, a_request(), ANNA, draft.id, "I will write to you by Friday 3pm.")
        assert (edited.promised_by, edited.is_overtaken) == (at(27, 15), False)
        assert "Friday 27 November" in (edited.promise or "")
        assert drafts.use(desk, a_request(), ANNA, draft.id).state == "used"

    @pytest.mark.parametrize(
        ("said", "overtaken"),
        [
            ("You’ll hear from me by 5 pm tomorrow (Tuesday).", True),
            ("I’m asking the courier today, and you’ll hear from me by 5 pm on Tuesday.", False),
            ("Sie hören bis morgen (Dienstag) um 17 Uhr von mir.", True),
            ("Sie hören bis Dienstag um 17 Uhr von mir.", False),
        ],
    )
    async def test_tomorrow_means_another_day_on_the_next(self, desk: Desk, said: str, overtaken: bool) -> None:
        draft = await a_promise(desk, said)
        assert not draft.is_overtaken
        clock_of(desk).pass_by(hours=21)  # Tuesday, 9:00
        assert drafts.get(desk, ANNA, draft.id).is_overtaken == overtaken

    @pytest.mark.parametrize(
        "said",
        [
            "I know you need it by tomorrow. You’ll hear from me by 5 pm on Tuesday.",
            "Please send us a photo by today. You’ll hear from me by 5 pm tomorrow.",
            "Dass Sie bis heute nichts gehört haben, ist nicht gut. Sie hören bis morgen um 17 Uhr von mir.",
        ],
    )
    async def test_other_times_in_a_reply_overtake_nothing(self, desk: Desk, said: str) -> None:
        draft = await a_promise(desk, said)
        assert (draft.promised_by, draft.is_overtaken) == (at(24, 17), False)

    async def test_tomorrow_stays_overtaken_when_something_else_is_reworded(self, desk: Desk) -> None:
        draft = await a_promise(desk, "You’ll hear from me by 5 pm tomorrow (Tuesday).")
        clock_of(desk).pass_by(hours=21)  # Tuesday, 9:00
        assert drafts.edit(desk, a_request(), ANNA, draft.id, f"Hello Jane. {draft.reply}").is_overtaken

    async def test_that_they_hear_from_us_is_a_promise_in_any_words(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        told = drafts.edit(desk, a_request(), ANNA, draft.id, "By Friday 3pm you hear from me.")
        assert told.promised_by == at(27, 15)

    @pytest.mark.parametrize(
        ("words", "hour"),
        [("You'll hear from me first thing on Friday.", 12), ("Ich melde mich Freitag früh bei Ihnen.", 12),
         ("You'll hear from me on Friday.", 18)],
    )  # fmt: skip
    async def test_a_morning_is_over_at_noon(self, desk: Desk, words: str, hour: int) -> None:
        draft = await a_draft(desk, customer=JANE)
        assert drafts.edit(desk, a_request(), ANNA, draft.id, words).promised_by == at(27, hour)

    async def test_an_apology_is_no_promise(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        sorry = "Es tut mir leid, dass Sie bis heute nichts von uns gehört haben."
        for words in (sorry, "I’m sorry that you need the dress by Saturday and it is not there."):
            told = drafts.edit(desk, a_request(), ANNA, draft.id, words)
            assert (told.promise, told.promised_by) == (None, None)

    async def test_a_deadline_that_is_nobody_s_promise_is_none(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        told = drafts.edit(desk, a_request(), ANNA, draft.id, "The parcel was due by Friday, and it never came.")
        assert (told.promise, told.promised_by) == (None, None)


URGENT = "My kettle is broken. I need an answer by 5 pm today."
TODAY_AT_FIVE = "They need an answer by Mon 23 Nov, 17:00"


def offline(desk: Desk) -> Desk:
    """The same desk, whose drafts the phrasebook writes."""
    return replace(desk, writer=Writer())


class TestWhatIsToCheckInTheirOwnWords:
    async def checked(self, desk: Desk, message: str, words: str) -> tuple[str, ...]:
        draft = await a_draft(desk, message, JANE)
        return drafts.edit(desk, a_request(), ANNA, draft.id, words).check

    async def test_what_their_matter_asks_for(self, desk: Desk) -> None:
        assert await self.checked(desk, "Where is my order 4312?", "It is on its way, Jane.") == (
            "Where order 4312 is right now, and why.",
        )

    async def test_numbers_that_stand_nowhere_else_but_not_the_time_that_is_promised(self, desk: Desk) -> None:
        words = "Your parcel 4312 is with the carrier under 00340434. You’ll hear from me by 4 pm tomorrow."
        check = await self.checked(desk, "Where is my parcel #4312?", words)
        assert "See that it is right, as nothing here says so: 00340434" in check

    async def test_an_amount_that_is_marked_is_not_asked_about_once_more(self, desk: Desk) -> None:
        words = "I am sorry. You get a $40 credit from me for parcel 77001, and the old bill was 79 euros."
        check = await self.checked(desk, "Where is my parcel? I want my money back.", words)
        assert "See that it is right, as nothing here says so: 77001, 79" in check
        assert not any("the draft gives none" in line for line in check)

    async def test_numbers_of_their_record_and_of_a_colleague_s_note_are_known(self, desk: Desk) -> None:
        customers.note(desk, a_request(), ANNA, TICKET, "their old lamp was 99123")
        draft = await a_draft(desk, "Where is my lamp?", TICKET)
        words = "Your ticket 4312 is with me: the new lamp goes with your 99123, and not with 99124."
        check = drafts.edit(desk, a_request(), ANNA, draft.id, words).check
        assert "See that it is right, as nothing here says so: 99124" in check

    async def test_another_time_that_is_promised(self, desk: Desk) -> None:
        words = "I will call you by noon tomorrow. And I will write to you by 6 pm on Friday."
        check = await self.checked(desk, "Where is my parcel?", words)
        assert "Only the first time that it promises goes on your list, not “by 6 pm on Friday”." in check
        assert not any("nothing here says so" in line for line in check)

    async def test_a_time_that_may_be_promised_is_asked_about(self, desk: Desk) -> None:
        asked = "You name a time ({}): is it a promise? Then /followup reminds you."
        for words, time in (("It goes out at 4 pm today.", "at 4 pm today"), ("Je vous appelle demain.", "demain")):
            assert asked.format(time) in await self.checked(desk, "Where is my parcel?", words)

    @pytest.mark.parametrize(
        "words",
        [
            "I will call you tomorrow at 4 pm.",
            "Tomorrow at 9 suits us well.",
            "I saw it yesterday at 5 pm.",
            "Your payment of 20 November is here.",
            "Ihre Zahlung kam am 20. November an.",
            "I am sorry that it was not there by Friday.",
        ],
    )
    async def test_a_time_that_is_promised_theirs_or_past_is_not_asked_about(self, desk: Desk, words: str) -> None:
        check = await self.checked(desk, "Can I come tomorrow at 9?", words)
        assert not any("You name a time" in line for line in check)

    async def test_what_the_team_s_own_answers_say_to_these_words(self, desk: Desk) -> None:
        told = Fact("shipping.md, Islands", "To the islands the ferry takes five working days.")
        knowing = replace(desk, answers=Answers([told, Fact("billing.md", "Invoices come by letter.")]))
        check = await self.checked(knowing, "Where is my parcel?", "The ferry to the islands takes 5 working days.")
        assert "See that it agrees with the team’s own answers: shipping.md, Islands" in check

    @pytest.mark.parametrize(
        ("message", "words", "said"),
        [
            ("My father died, please close his account.", "I am so sorry.", "ask a lead"),
            ("Ich warte auf dein Paket, kannst du mir helfen?", "Ich helfe Ihnen gern.", "They say du"),
            ("Where is my refund?", "It is on its way.", "They ask about money"),
            ("Answer, or my lawyer will!", "Here I am.", "a lawyer or the public"),
        ],
    )
    async def test_what_their_message_asks_for(self, desk: Desk, message: str, words: str, said: str) -> None:
        assert any(said in line for line in await self.checked(desk, message, words))

    async def test_what_is_taken_out_is_looked_at_anew_as_well(self, desk: Desk) -> None:
        scribe_of(desk).text = "I looked for parcel 77001 today. You get a full refund of $400."
        draft = await a_draft(desk, "Where is my parcel?")
        left = drafts.take_out(desk, a_request(), ANNA, draft.id)
        assert "400" not in left.reply
        assert "See that it is right, as nothing here says so: 77001" in left.check


class TestTheirOwnDeadline:
    async def test_the_phrasebook_promises_a_time_before_it(self, desk: Desk) -> None:
        draft = await a_draft(offline(desk), URGENT, JANE)
        assert (draft.promised_by, draft.check[0]) == (at(23, 16), f"{TODAY_AT_FIVE}.")
        assert "by 4 pm today" in draft.reply

    async def test_what_is_usual_stays_where_it_is_early_enough(self, desk: Desk) -> None:
        draft = await a_draft(offline(desk), "The lid of the kettle is missing. The wedding is on Saturday.", JANE)
        assert (draft.promised_by, draft.check[0]) == (at(24, 17), "They need an answer before Sat 28 Nov.")

    async def test_its_promise_goes_on_the_list_as_any(self, desk: Desk) -> None:
        draft = await a_draft(offline(desk), URGENT, JANE)
        used = drafts.use(desk, a_request(), ANNA, draft.id)
        assert used.followup is not None
        followup = followups.look(desk, ANNA, used.followup)
        assert followup.promised_by == at(23, 16)
        assert followup.due_at < at(23, 16)

    async def test_where_it_cannot_be_met_nothing_is_pretended(self, desk: Desk) -> None:
        clock_of(desk).pass_by(hours=4, minutes=50)  # ten minutes are left
        draft = await a_draft(offline(desk), URGENT, JANE)
        assert draft.promised_by == at(24, 12)
        assert draft.check[0] == (
            f"{TODAY_AT_FIVE}; this promises Tue 24 Nov, 12:00: call them, or say so in the reply."
        )

    async def test_one_that_is_past_is_told(self, desk: Desk) -> None:
        clock_of(desk).pass_by(hours=6)
        draft = await a_draft(offline(desk), URGENT, JANE)
        assert draft.promised_by == at(24, 12)
        assert draft.check[0].startswith("They needed an answer by Mon 23 Nov, 17:00, and that is past:")

    async def test_another_writer_is_told_and_looked_at_the_same_way(self, desk: Desk) -> None:
        scribe_of(desk).promise = "tomorrow 17:00"
        draft = await a_draft(desk, URGENT, JANE)
        assert scribe_of(desk).briefs[-1].wanted_by == at(23, 17)
        assert draft.check == (
            f"{TODAY_AT_FIVE}; this promises Tue 24 Nov, 17:00: call them, or say so in the reply.",
            "Is the date right?",
        )
        scribe_of(desk).promise = None
        assert (await a_draft(desk, URGENT, JANE)).check[0] == f"{TODAY_AT_FIVE}."

    async def test_it_is_looked_at_again_in_their_agent_s_own_words(self, desk: Desk) -> None:
        scribe_of(desk).promise = "tomorrow 17:00"
        draft = await a_draft(desk, URGENT, JANE)
        kept = drafts.edit(desk, a_request(), ANNA, draft.id, "I will write to you by 4:30 pm today.")
        assert kept.check[0] == f"{TODAY_AT_FIVE}."
        late = drafts.edit(desk, a_request(), ANNA, draft.id, "I will write to you by 6 pm today.")
        assert late.check[0] == f"{TODAY_AT_FIVE}; this promises 18:00: call them, or say so in the reply."
        assert sum(TODAY_AT_FIVE in line for line in late.check) == 1

    async def test_written_anew_the_next_day_today_is_still_the_day_on_which_they_wrote(self, desk: Desk) -> None:
        draft = await a_draft(desk, URGENT, JANE)
        clock_of(desk).pass_by(days=1)
        again = drafting.rewrite(desk, a_request(), ANNA, draft.id, None)
        assert again.fence is not None
        await drafting.write(desk, draft.id, again.fence)
        assert "Mon 23 Nov, 17:00, and that is past" in drafts.get(desk, ANNA, draft.id).check[0]

    async def test_today_in_an_old_message_is_its_own_day(self, desk: Desk) -> None:
        new = drafting.NewDraft(a_request(), ANNA, URGENT, JANE, said_at=at(20, 15))
        writing = drafting.begin(desk, new)
        assert writing.fence is not None
        await drafting.write(desk, writing.draft.id, writing.fence)
        draft = drafts.get(desk, ANNA, writing.draft.id)
        assert draft.said_at == at(20, 15)
        assert draft.check[0].startswith("They needed an answer by Fri 20 Nov, 17:00, and that is past:")

    async def test_nothing_was_said_after_it_was_asked_for(self, desk: Desk) -> None:
        new = drafting.NewDraft(a_request(), ANNA, URGENT, JANE, said_at=at(24, 15))
        assert drafting.begin(desk, new).draft.said_at == desk.clock()

    async def test_a_time_that_is_none_of_theirs_changes_nothing(self, desk: Desk) -> None:
        draft = await a_draft(offline(desk), "My kettle broke. You said that I would hear by 5 pm today.", JANE)
        assert draft.promised_by != at(23, 16)
        assert not any("They need" in line for line in draft.check)


class TestKeptByAFollowup:
    async def test_what_a_used_reply_promises_is_on_the_list(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        used = drafts.use(desk, a_request(), ANNA, draft.id)
        assert used.followup is not None
        followup = followups.look(desk, ANNA, used.followup)
        assert (followup.promised_by, followup.owner) == (at(24, 17), ANNA.id)
        assert followup.due_at < at(24, 17), "early enough to keep it"
        assert followup.customer == draft.customer
        assert draft.need in followup.what
        assert log_of(desk) == ["draft.begun", "draft.written", "followup.recorded", "draft.used"]

    async def test_pressed_several_times_at_once_it_is_there_once(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        at_once(*[lambda: drafts.use(desk, a_request(), ANNA, draft.id)] * 6)
        assert len(open_followups(desk)) == 1

    async def test_no_promise_no_follow_up(self, desk: Desk) -> None:
        assert drafts.use(desk, a_request(), ANNA, (await a_draft(desk, customer=JANE)).id).followup is None
        assert open_followups(desk) == []

    async def test_one_that_keeps_it_already_is_enough(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        send_all(desk)
        new = followups.NewFollowup(a_request(), ANNA, JANE, "keep it", in_hours(desk, 20), draft=draft.id)
        kept = followups.record(desk, new)
        assert waiting(desk) == [("draft", "draft:1", ANNA.id)]
        assert drafts.use(desk, a_request(), ANNA, draft.id).followup == kept.id
        assert open_followups(desk) == [kept.id]

    async def test_another_promise_is_not_kept_by_the_one_before(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        new = followups.NewFollowup(a_request(), ANNA, JANE, "keep it", in_hours(desk, 20), draft=draft.id)
        kept = followups.record(desk, new)
        assert drafts.edit(desk, a_request(), ANNA, draft.id, f"Hello. {draft.reply}").followup == kept.id
        assert drafts.edit(desk, a_request(), ANNA, draft.id, "I will write by Friday 3pm.").followup is None

    async def test_nobody_else_s_follow_up_keeps_it(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        followups.record(
            desk, followups.NewFollowup(a_request(), BEN, JANE, "mine", in_hours(desk, 20), draft=draft.id)
        )
        assert drafts.get(desk, ANNA, draft.id).followup is None

    async def test_no_reminder_after_all(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        used = drafts.use(desk, a_request(), ANNA, draft.id)
        send_all(desk)
        with pytest.raises(NotYours):
            drafts.let_go(desk, a_request(), BEN, draft.id)
        assert drafts.let_go(desk, a_request(), ANNA, draft.id).followup is None
        assert drafts.let_go(desk, a_request(), ANNA, draft.id).followup is None
        assert open_followups(desk) == []
        assert ("draft", "draft:1", ANNA.id) in waiting(desk)
        assert used.followup is not None
        assert followups.look(desk, ANNA, used.followup).state == "cancelled"

    async def test_cancelled_elsewhere_it_reminds_of_nothing(self, desk: Desk) -> None:
        used = drafts.use(desk, a_request(), ANNA, (await a_promise(desk)).id)
        send_all(desk)
        assert used.followup is not None
        followups.cancel(desk, a_request(), ANNA, used.followup)
        assert drafts.get(desk, ANNA, used.id).followup is None
        assert ("draft", "draft:1", ANNA.id) in waiting(desk)

    async def test_one_that_is_done_stays_done(self, desk: Desk) -> None:
        used = drafts.use(desk, a_request(), ANNA, (await a_promise(desk)).id)
        assert used.followup is not None
        followups.done(desk, a_request(), ANNA, used.followup)
        drafts.let_go(desk, a_request(), ANNA, used.id)
        assert followups.look(desk, ANNA, used.followup).state == "done"

    async def test_of_a_customer_who_was_forgotten_nothing_is_recorded(self, desk: Desk) -> None:
        draft = await a_promise(desk)
        customers.forget(desk, "jane.doe@example.com")
        with pytest.raises(NoLongerOpen):
            drafts.use(desk, a_request(), ANNA, draft.id)
        assert open_followups(desk) == []
