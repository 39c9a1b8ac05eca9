"""A lead reads a reply before it is sent: asked once for each version, answered once, and never by whoever asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    POLICY,
    PROSE,
    a_draft,
    a_request,
    at_once,
    chain_is_valid,
    claim_some,
    clock_of,
    every_text,
    finished,
    loaded,
    log_of,
    run,
    scribe_of,
    send_all,
    waiting,
)
from sqlalchemy.exc import IntegrityError

from bot import customers, delivery, dossiers, drafting, drafts, reviews
from bot.desk import Desk, Roster
from bot.errors import (
    AlreadyDecided,
    AskedALead,
    ChangedSince,
    LeadsRead,
    NoLongerOpen,
    NoOtherLead,
    NotFineYet,
    NotFound,
    NothingToTake,
    NotYours,
    OwnReply,
    SameWords,
)
from storage import audit
from storage.records import Draft, Post, Review, Reviewing

CHANNEL = POLICY.team.approvals_channel
BETTER = "Dear Jane, I am very sorry."


async def asked(desk: Desk) -> Draft:
    """A draft that the leads were asked to read."""
    return reviews.ask(desk, a_request(), ANNA, (await a_draft(desk, customer=JANE)).id)


def the_review(desk: Desk) -> Review:
    found = drafts.get(desk, ANNA, 1).review
    assert found is not None
    return found


def told(desk: Desk, kind: str = "review") -> Reviewing | None:
    """What the newest message of this kind shows now; None when there is none, or nothing left to say."""
    found: Reviewing | None = None
    for post in claim_some(desk):
        record = loaded(desk, post)
        if record is None:
            assert delivery.drop(desk, post, 50)
            continue
        if post.kind == kind:
            assert isinstance(record, Reviewing)
            found = record
        assert finished(desk, post)
    return found


def kinds(posts: list[Post]) -> set[tuple[str, str, str]]:
    return {(post.kind, post.subject, post.recipient) for post in posts}


class TestAsking:
    async def test_a_card_is_posted_and_the_draft_says_so(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        send_all(desk)
        reviews.ask(desk, a_request(), ANNA, draft.id)
        assert kinds(send_all(desk)) == {("draft", "draft:1", ANNA.id), ("review", "review:1", CHANNEL)}
        review = the_review(desk)
        assert (review.version, review.asked_by, review.asked_at, review.is_open) == (1, ANNA.id, desk.clock(), True)
        assert log_of(desk)[-1] == "draft.review_asked"

    async def test_once_for_each_version(self, desk: Desk) -> None:
        draft, again = await a_draft(desk, customer=JANE), a_request()
        reviews.ask(desk, again, ANNA, draft.id)
        reviews.ask(desk, again, ANNA, draft.id)
        with pytest.raises(AskedALead, match=r"A lead was asked to read D-1 on Monday .* has not answered yet"):
            reviews.ask(desk, a_request(), ANNA, draft.id)
        reviews.fine(desk, a_request(), LEA, 1)
        with pytest.raises(AskedALead, match="<@U0LEAD> found nothing to change in D-1 on Monday"):
            reviews.ask(desk, a_request(), ANNA, draft.id)
        assert log_of(desk).count("draft.review_asked") == 1
        drafts.edit(desk, a_request(), ANNA, draft.id, "Other words.")
        reviews.ask(desk, a_request(), ANNA, draft.id)
        assert [post.subject for post in send_all(desk) if post.kind == "review"] == ["review:1", "review:2"]

    async def test_pressed_twice_at_once_it_is_asked_once(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        press = [lambda: reviews.ask(desk, a_request(), ANNA, draft.id)] * 4
        found = at_once(*press)
        assert sorted(type(one).__name__ for one in found) == ["AskedALead"] * 3 + ["Draft"]
        assert run(desk.database, "SELECT count(*) FROM outbox WHERE kind = 'review'") == [(1,)]

    async def test_only_about_an_open_draft_of_one_s_own(self, desk: Desk) -> None:
        draft = await a_draft(desk)
        with pytest.raises(NotYours):
            reviews.ask(desk, a_request(), BEN, draft.id)
        drafts.use(desk, a_request(), ANNA, draft.id)
        with pytest.raises(NoLongerOpen):
            reviews.ask(desk, a_request(), ANNA, draft.id)


class TestAnswering:
    async def test_fine_to_send(self, desk: Desk) -> None:
        await asked(desk)
        send_all(desk)
        clock_of(desk).pass_by(hours=1)
        reviews.fine(desk, a_request(), LEA, 1)
        review = the_review(desk)
        assert (review.verdict, review.lead, review.answered_at, review.words) == ("fine", LEA.id, desk.clock(), "")
        assert kinds(send_all(desk)) == {
            ("draft", "draft:1", ANNA.id), ("review", "review:1", CHANNEL), ("reviewed", "review:1", ANNA.id),
        }  # fmt: skip

    async def test_a_second_answer_hears_of_the_first(self, desk: Desk) -> None:
        await asked(desk)
        request = a_request()
        reviews.suggest(desk, request, LEA, 1, BETTER)
        assert reviews.suggest(desk, request, LEA, 1, BETTER).words == BETTER
        for late in (lambda: reviews.fine(desk, a_request(), LOU, 1), lambda: reviews.look(desk, LOU, 1)):
            with pytest.raises(AlreadyDecided, match="<@U0LEAD> suggested changes to D-1 already"):
                late()
        assert (the_review(desk).verdict, the_review(desk).words) == ("changes", BETTER)

    async def test_of_two_leads_at_once_one_is_heard(self, desk: Desk) -> None:
        await asked(desk)
        found = at_once(*(lambda who=who: reviews.fine(desk, a_request(), who, 1) for who in (LEA, LOU)))
        assert sorted(type(one).__name__ for one in found) == ["AlreadyDecided", "Review"]
        assert log_of(desk).count("draft.reviewed") == 1
        assert run(desk.database, "SELECT count(*) FROM outbox WHERE kind = 'reviewed'") == [(1,)]

    async def test_only_leads_and_never_whoever_asked(self, desk: Desk) -> None:
        await asked(desk)
        with pytest.raises(LeadsRead):
            reviews.fine(desk, a_request(), BEN, 1)
        with pytest.raises(LeadsRead):
            reviews.look(desk, ANNA, 1)
        own = drafting.begin(desk, drafting.NewDraft(a_request(), LEA, "Where is it?"))
        assert await drafting.write(desk, own.draft.id, 1)
        reviews.ask(desk, a_request(), LEA, own.draft.id)
        with pytest.raises(OwnReply, match="You asked for D-2 to be read yourself"):
            reviews.suggest(desk, a_request(), LEA, 2, BETTER)
        with pytest.raises(IntegrityError):
            run(desk.database, "UPDATE reviews SET verdict = 'fine', lead = asked_by, answered_at = asked_at")
        assert run(desk.database, "SELECT count(*) FROM reviews WHERE verdict IS NOT NULL") == [(0,)]

    async def test_the_reply_as_it_stands_is_no_change(self, desk: Desk) -> None:
        draft = await asked(desk)
        with pytest.raises(SameWords):
            reviews.suggest(desk, a_request(), LEA, 1, draft.reply)

    async def test_what_changed_or_was_used_is_answered_no_more(self, desk: Desk) -> None:
        await asked(desk)
        drafts.edit(desk, a_request(), ANNA, 1, "Other words.")
        with pytest.raises(AlreadyDecided, match="another one by now"):
            reviews.fine(desk, a_request(), LEA, 1)
        reviews.ask(desk, a_request(), ANNA, 1)
        drafts.use(desk, a_request(), ANNA, 1)
        with pytest.raises(AlreadyDecided, match="is used"):
            reviews.fine(desk, a_request(), LEA, 2)
        with pytest.raises(NotFound):
            reviews.fine(desk, a_request(), LEA, 99)

    async def test_while_it_is_written_anew_a_lead_may_still_answer(self, desk: Desk) -> None:
        await asked(desk)
        writing = drafting.rewrite(desk, a_request(), ANNA, 1, "warmer")
        reviews.fine(desk, a_request(), LEA, 1)
        assert writing.fence is not None
        assert await drafting.write(desk, 1, writing.fence)
        assert the_review(desk).verdict == "fine"

    async def test_the_trail_names_who_and_never_the_words(self, desk: Desk) -> None:
        await asked(desk)
        reviews.suggest(desk, a_request(), LEA, 1, PROSE)
        with desk.database.read() as tx:
            ask, answer = list(audit.entries(tx))[-2:]
        assert (ask.actor, ask.action, ask.subject, ask.data) == (
            ANNA.id, "draft.review_asked", "draft:1", {"version": 1},
        )  # fmt: skip
        assert (answer.actor, answer.action, answer.data) == (
            LEA.id, "draft.reviewed", {"version": 1, "verdict": "changes"},
        )  # fmt: skip
        assert chain_is_valid(desk)


class TestShowing:
    async def test_the_card_keeps_the_reply_that_was_asked_about(self, desk: Desk) -> None:
        draft = await asked(desk)
        card = told(desk)
        assert card is not None
        assert (card.reply, card.is_current) == (draft.reply, True)
        for change in (
            lambda: drafts.edit(desk, a_request(), ANNA, 1, "Other words."),
            lambda: reviews.ask(desk, a_request(), ANNA, 1),
        ):
            change()
            cards = [loaded(desk, post) for post in send_all(desk) if post.subject == "review:1"]
            assert isinstance(cards[0], Reviewing)
            assert (cards[0].reply, cards[0].is_current) == (draft.reply, False)
        assert cards[0].is_asked_anew

    async def test_a_card_that_is_out_of_date_before_anybody_saw_it_is_not_posted(self, desk: Desk) -> None:
        await asked(desk)
        drafts.edit(desk, a_request(), ANNA, 1, "Other words.")
        assert told(desk) is None
        assert waiting(desk) == []

    @pytest.mark.parametrize("end", [drafts.use, drafts.discard])
    async def test_the_card_follows_the_draft_to_its_end(self, desk: Desk, end: object) -> None:
        await asked(desk)
        send_all(desk)
        end(desk, a_request(), ANNA, 1)  # type: ignore[operator]
        assert ("review", "review:1", CHANNEL) in kinds(send_all(desk))


async def test_a_lead_alone_hears_that_nobody_else_could_answer(desk: Desk) -> None:
    team = replace(desk.policy.team, leads=(ANNA.id,), leads_usergroup=None)
    alone = replace(desk, policy=replace(desk.policy, team=team), roster=Roster(frozenset()))
    draft = await a_draft(alone, customer=JANE)
    with pytest.raises(NoOtherLead):
        reviews.ask(alone, a_request(), ANNA, draft.id)


class TestWhatNobodyApproved:
    async def test_no_lead_says_fine_to_it(self, desk: Desk) -> None:
        draft = await a_draft(desk, customer=JANE)
        drafts.edit(desk, a_request(), ANNA, draft.id, "I am so sorry. We refund you $400 today.")
        reviews.ask(desk, a_request(), ANNA, draft.id)
        with pytest.raises(NotFineYet):
            reviews.fine(desk, a_request(), LEA, 1)
        assert the_review(desk).verdict is None
        reviews.suggest(desk, a_request(), LEA, 1, BETTER)
        assert the_review(desk).verdict == "changes"


class TestTakingOver:
    async def test_an_old_message_does_not_take_away_what_the_agent_wrote_since(self, desk: Desk) -> None:
        await asked(desk)
        reviews.suggest(desk, a_request(), LEA, 1, BETTER)
        drafts.edit(desk, a_request(), ANNA, 1, "I am so sorry. I look into it today.")
        with pytest.raises(ChangedSince):
            reviews.take_over(desk, a_request(), ANNA, 1)
        assert drafts.get(desk, ANNA, 1).reply == "I am so sorry. I look into it today."

    async def test_it_becomes_the_draft_as_an_edit_does(self, desk: Desk) -> None:
        await asked(desk)
        reviews.suggest(desk, a_request(), LEA, 1, f"{BETTER} We refund you $400.")
        send_all(desk)
        request = a_request()
        for _ in range(2):
            reviews.listen(desk, ANNA, 1)
            reviews.take_over(desk, request, ANNA, 1)
        reviews.take_over(desk, a_request(), ANNA, 1)
        draft = drafts.get(desk, ANNA, 1)
        assert (draft.version, draft.writer) == (2, ANNA.id)
        assert draft.flagged, "nobody approved what the lead would promise"
        with desk.database.read() as tx:
            (edited,) = (entry for entry in audit.entries(tx) if entry.action == "draft.edited")
        assert edited.data == {"version": 2, "words_of": LEA.id}
        shown = {post.kind: loaded(desk, post) for post in send_all(desk)}
        assert isinstance(shown["review"], Reviewing)
        assert isinstance(shown["reviewed"], Reviewing)
        assert shown["review"].is_taken_over

    async def test_only_by_whose_draft_it_is_while_it_is_open(self, desk: Desk) -> None:
        await asked(desk)
        reviews.suggest(desk, a_request(), LEA, 1, BETTER)
        with pytest.raises(NotYours):
            reviews.take_over(desk, a_request(), BEN, 1)
        drafts.discard(desk, a_request(), ANNA, 1)
        with pytest.raises(NoLongerOpen):
            reviews.take_over(desk, a_request(), ANNA, 1)

    async def test_not_where_the_words_are_gone(self, desk: Desk) -> None:
        await asked(desk)
        reviews.suggest(desk, a_request(), LEA, 1, BETTER)
        run(desk.database, "UPDATE reviews SET words = ''")
        with pytest.raises(NothingToTake):
            reviews.take_over(desk, a_request(), ANNA, 1)


class TestForgetting:
    async def test_the_words_go_and_the_posted_cards_are_shown_anew(self, desk: Desk) -> None:
        scribe_of(desk).text = PROSE
        await asked(desk)
        reviews.suggest(desk, a_request(), LEA, 1, f"{PROSE}!")
        send_all(desk)
        customers.forget(desk, JANE.value)
        assert [text for text in every_text(desk.database) if PROSE in text] == []
        assert {("review", "review:1", CHANNEL), ("reviewed", "review:1", ANNA.id)} <= kinds(send_all(desk))
        assert run(desk.database, "SELECT verdict, lead FROM reviews") == [("changes", LEA.id)]
        assert chain_is_valid(desk)

    async def test_a_name_that_a_lead_wrote_into_somebody_else_s_reply_is_taken_out(self, desk: Desk) -> None:
        await asked(desk)
        bob = customers.read(desk, "bob@example.com")
        assert bob is not None
        await a_draft(desk, customer=bob[0])
        reviews.suggest(desk, a_request(), LEA, 1, "As we told bob@example.com: we are sorry.")
        send_all(desk)
        customers.forget(desk, "bob@example.com")
        assert the_review(desk).words == "As we told …: we are sorry."
        assert ("reviewed", "review:1", ANNA.id) in kinds(send_all(desk))

    async def test_a_customer_s_export_holds_what_leads_said(self, desk: Desk) -> None:
        await asked(desk)
        reviews.suggest(desk, a_request(), LEA, 1, BETTER)
        (draft,) = dossiers.export(desk, JANE.value)["drafts"]
        (said,) = draft["reviews"]
        assert (said["version"], said["asked_by"], said["lead"], said["verdict"], said["words"]) == (
            1, ANNA.id, LEA.id, "changes", BETTER,
        )  # fmt: skip
