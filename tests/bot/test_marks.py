"""What a reply gives that nobody approved: which request would allow it, and who gave what was withdrawn since."""

from __future__ import annotations

import pytest
from desks import ANNA, BEN, JANE, LEA, a_draft, a_gesture, a_request, clock_of, scribe_of, send_all, waiting

from bot import decisions, drafting, drafts, gestures, marks
from bot.desk import Desk
from storage.records import Draft, Gesture, Reference

BO = Reference("name", "Bo", "bo")
GIVES = "I am sorry. You get a credit of $120."
GIVES_MORE = "I am sorry. You get a credit of $120 and a free month."


def asked_as(draft: Draft) -> list[str | None]:
    return [flag.asked_as for flag in draft.flagged]


@pytest.mark.parametrize(
    ("reply", "said"), [(GIVES, {"G-2"}), (GIVES_MORE, {"G-2", None}), ("You get a credit of $90.", {None})]
)
async def test_the_request_that_would_allow_it_is_named(desk: Desk, reply: str, said: set[str | None]) -> None:
    a_gesture(desk, 13_000, customer=BO)
    draft = await a_draft(desk, customer=JANE)
    drafts.edit(desk, a_request(), ANNA, draft.id, reply)
    send_all(desk)
    asked = a_gesture(desk)
    assert ("draft", f"draft:{draft.id}", ANNA.id) in waiting(desk), "its message says so at once"
    assert set(asked_as(drafts.get(desk, ANNA, draft.id))) == said
    decisions.decline(desk, a_request(), LEA, asked.id, "no")
    assert set(asked_as(drafts.get(desk, ANNA, draft.id))) == {None}


async def used(desk: Desk, reply: str = GIVES) -> tuple[Draft, Gesture]:
    """A draft of Anna's that she used, and the approved gesture that allowed it."""
    granted = decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
    scribe_of(desk).text = reply
    draft = await a_draft(desk, customer=JANE)
    return drafts.use(desk, a_request(), ANNA, draft.id), granted


def withdrawn(desk: Desk, gesture: Gesture) -> Gesture:
    clock_of(desk).pass_by(minutes=1)
    return marks.look(desk, gestures.withdraw(desk, a_request(), ANNA, gesture.id))


async def test_what_is_withdrawn_is_said_to_be_in_a_used_reply(desk: Desk) -> None:
    _, granted = await used(desk)
    assert marks.look(desk, granted).given_by is None
    assert withdrawn(desk, granted).given_by == ANNA.id


async def test_a_colleagues_reply_counts_too(desk: Desk) -> None:
    granted = decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
    scribe_of(desk).text = GIVES
    writing = drafting.begin(desk, drafting.NewDraft(a_request(), BEN, "Where is it?", JANE))
    assert writing.fence is not None
    await drafting.write(desk, writing.draft.id, writing.fence)
    drafts.use(desk, a_request(), BEN, writing.draft.id)
    assert withdrawn(desk, granted).given_by == BEN.id


async def test_a_reply_that_names_nothing_of_it_does_not(desk: Desk) -> None:
    _, granted = await used(desk, "I am sorry. I look into it.")
    assert withdrawn(desk, granted).given_by is None


async def test_nor_one_that_nobody_used(desk: Desk) -> None:
    granted = decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
    scribe_of(desk).text = GIVES
    await a_draft(desk, customer=JANE)
    assert withdrawn(desk, granted).given_by is None


async def test_nor_one_that_holds_by_another_gesture(desk: Desk) -> None:
    _, granted = await used(desk)
    decisions.approve(desk, a_request(), LEA, a_gesture(desk).id)
    assert withdrawn(desk, granted).given_by is None


async def test_a_reply_tells_of_its_own_gesture_alone(desk: Desk) -> None:
    other = a_gesture(desk, 9_000)
    _, granted = await used(desk)
    assert withdrawn(desk, granted).given_by == ANNA.id
    assert withdrawn(desk, other).given_by is None, "of that the customer read nothing"
