"""What we owe a customer: a draft that is asked for from a follow-up knows what that says, as it stands."""

from __future__ import annotations

import pytest
from desks import ANNA, JANE, LEA, TICKET, a_followup, a_request, clock_of, in_hours, scribe_of
from troubles import a_problem, customer, open_of, see_to_all

from bot import corrections, drafting, drafts, followups, problems, theirs
from bot.corrections import Correction
from bot.desk import Desk
from bot.followups import NewFollowup
from bot.owed import FIXED
from prompts.brief import Owed
from storage.records import Reference


async def told(
    desk: Desk, followup: int, who: Reference | None = JANE, message: str = "Hello, what about me?"
) -> tuple[int, Owed | None]:
    """A draft that Anna asked for from a follow-up, and what its writer was told of that."""
    new = drafting.NewDraft(a_request(), ANNA, message, who, followup=followup)
    return await written(desk, drafting.begin(desk, new))


async def written(desk: Desk, writing: drafting.Writing) -> tuple[int, Owed | None]:
    assert writing.fence is not None
    assert await drafting.write(desk, writing.draft.id, writing.fence)
    return writing.draft.id, scribe_of(desk).briefs[-1].owed


async def test_a_draft_knows_what_its_follow_up_says_and_by_when_it_was_promised(desk: Desk) -> None:
    moment = in_hours(desk, 3)
    promised = followups.record(desk, NewFollowup(a_request(), ANNA, JANE, "call her", moment, promised=True))
    assert await told(desk, promised.id) == (1, Owed("call her", moment.at))
    assert (await told(desk, a_followup(desk, what="write").id))[1] == Owed("write")
    alone = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "What about me?", JANE))
    assert (await written(desk, alone))[1] is None, "nothing says from what it was asked for"


async def test_it_is_told_as_it_stands_whenever_it_is_written_anew(desk: Desk) -> None:
    followup = a_followup(desk, what="call her")
    draft, _ = await told(desk, followup.id)
    corrections.change(desk, a_request(), ANNA, followup.id, Correction(JANE, "write to her"))
    again = drafting.rewrite(desk, a_request(), ANNA, draft, "warmer")
    assert (await written(desk, again))[1] == Owed("write to her")


async def test_what_is_owed_to_somebody_else_or_no_more_is_not_told(desk: Desk) -> None:
    followup = a_followup(desk, what="call her")
    draft, owed = await told(desk, followup.id)
    assert owed is not None
    corrections.change(desk, a_request(), ANNA, followup.id, Correction(TICKET, "call her"))
    assert (await written(desk, drafting.rewrite(desk, a_request(), ANNA, draft, None)))[1] is None
    corrections.change(desk, a_request(), ANNA, followup.id, Correction(JANE, "call her"))
    followups.cancel(desk, a_request(), ANNA, followup.id)
    assert (await written(desk, drafting.rewrite(desk, a_request(), ANNA, draft, None)))[1] is None


async def test_what_the_customer_owes_is_not_told_as_ours(desk: Desk) -> None:
    new = NewFollowup(a_request(), ANNA, JANE, "waiting for their photo", in_hours(desk, 3), they_owe=True)
    assert (await told(desk, followups.record(desk, new).id))[1] is None


async def test_a_promise_that_was_kept_is_none_that_is_broken(desk: Desk) -> None:
    new = NewFollowup(a_request(), ANNA, JANE, "call her", in_hours(desk, 3), promised=True)
    promised = followups.record(desk, new)
    followups.done(desk, a_request(), ANNA, promised.id)
    clock_of(desk).pass_by(hours=4)
    assert (await told(desk, promised.id))[1] is None


async def test_what_is_fixed_is_told_though_its_follow_up_is_done(desk: Desk) -> None:
    number, who = a_problem(desk), customer(0)
    (waits,) = open_of(desk, who)
    draft, _ = await told(desk, waits.id, who)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    corrections.change(desk, a_request(), ANNA, waits.id, Correction(who, f"{FIXED} As promised", promised=True))
    followups.done(desk, a_request(), ANNA, waits.id)
    _, owed = await written(desk, drafting.rewrite(desk, a_request(), ANNA, draft, "warmer"))
    assert owed is not None
    assert (owed.is_fixed, owed.promised_by) == (True, None)


async def test_once_a_problem_of_many_is_solved_it_tells_so_with_what_they_have_in_common(desk: Desk) -> None:
    number, who = a_problem(desk), customer(0)
    (waits,) = open_of(desk, who)
    draft, before = await told(desk, waits.id, who)
    assert before == Owed(waits.what), "it is not fixed yet"
    clock_of(desk).pass_by(minutes=1)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    _, owed = await written(desk, drafting.rewrite(desk, a_request(), ANNA, draft, None))
    assert owed is not None
    assert (owed.is_fixed, owed.since) == (True, False)
    assert set(owed.common) == {"app", "login", "crashes"}
    assert owed.what == f"It’s fixed: tell them. Before: {waits.what}"


async def test_what_was_fixed_and_then_reworded_is_told_in_the_new_words(desk: Desk) -> None:
    number, who = a_problem(desk), customer(0)
    (waits,) = open_of(desk, who)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    corrections.change(desk, a_request(), ANNA, waits.id, Correction(who, "it is not fixed for them: ask again"))
    assert (await told(desk, waits.id, who))[1] == Owed("it is not fixed for them: ask again")
    assert drafts.get(desk, ANNA, 1).state == "ready"


LETTER = "Since the update the app crashes at login.\nI have tried it on two phones, and my daughter on hers. What now?"


@pytest.mark.parametrize(
    ("quoted", "message", "is_since"),
    [
        (LETTER, LETTER.replace("\n", "  "), False),
        (theirs.beginning(LETTER, 100), LETTER, False),
        (theirs.beginning(LETTER, 100), theirs.beginning(LETTER, 100), False),
        (LETTER, f"{LETTER} And it is still broken!", True),
        (LETTER, "It is still broken! Your so-called fix did nothing.", True),
        ("", "Your fix made it worse, and you charged me twice.", True),
    ],
)
async def test_only_who_wrote_before_it_was_fixed_hears_it_as_news(
    desk: Desk, quoted: str, message: str, is_since: bool
) -> None:
    number, who = a_problem(desk), customer(0)
    (waits,) = open_of(desk, who)
    corrections.change(desk, a_request(), ANNA, waits.id, Correction(who, theirs.beside("call them", quoted)))
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    clock_of(desk).pass_by(minutes=1)
    _, owed = await told(desk, waits.id, who, message)
    assert owed is not None
    assert (owed.is_fixed, owed.since) == (True, is_since)


async def test_a_message_that_stood_in_slack_before_it_was_fixed_has_it_as_news(desk: Desk) -> None:
    number, who, said_at = a_problem(desk), customer(0), desk.clock()
    (waits,) = open_of(desk, who)
    clock_of(desk).pass_by(minutes=1)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    clock_of(desk).pass_by(minutes=1)
    for moment, is_since in ((said_at, False), (desk.clock(), True)):
        new = drafting.NewDraft(a_request(), ANNA, "It crashes", who, said_at=moment, followup=waits.id)
        _, owed = await written(desk, drafting.begin(desk, new))
        assert owed is not None
        assert owed.since == is_since


async def test_a_used_draft_names_what_it_was_asked_for_from_while_that_is_open(desk: Desk) -> None:
    followup = a_followup(desk, what="call her")
    draft, _ = await told(desk, followup.id)
    assert still_open(desk, draft) is None, "it is not used yet"
    drafts.use(desk, a_request(), ANNA, draft)
    assert still_open(desk, draft) == followup.id
    followups.done(desk, a_request(), ANNA, followup.id)
    assert still_open(desk, draft) is None
    followups.reopen(desk, a_request(), ANNA, followup.id)
    assert still_open(desk, draft) == followup.id
    corrections.change(desk, a_request(), ANNA, followup.id, Correction(TICKET, "call her"))
    assert still_open(desk, draft) is None, "it is owed to somebody else"


async def test_what_a_used_draft_keeps_is_not_what_it_was_asked_for_from(desk: Desk) -> None:
    begun = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it?", JANE))
    draft, _ = await written(desk, begun)
    drafts.use(desk, a_request(), ANNA, draft)
    assert still_open(desk, draft) is None


def still_open(desk: Desk, draft: int) -> int | None:
    return drafts.get(desk, ANNA, draft).still_open
