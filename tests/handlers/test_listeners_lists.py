"""Lists in Slack: paging in place, and going on where one was after a row is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from offices import NOON, Work
from test_views_followups import labels, words
from test_views_lists import values

from bot import followups, leave, timers
from bot.errors import LeadsOnly
from bot.followups import NewFollowup
from bot.moments import Moment
from handlers.answers import Answer, Private
from handlers.listeners import finishing, handovers, lists
from storage.records import Person, Reference

MARA = Reference("name", "Mara Lindt", "mara lindt")


async def promised(work: Work, many: int, what: str = "check the refund", owner: Person | None = None) -> None:
    for number in range(many):
        moment = Moment(NOON + timedelta(hours=2), "Europe/Berlin", True, "in 2h")
        new = NewFollowup(f"{what}-{owner}-{number}", owner or work.ava, MARA, what, moment)
        await work.office.write(followups.record, new)


async def asked(work: Work, which: str, text: str = "", person: Person | None = None) -> Private:
    return await lists.answer(work.office, work.delivery("command", "/followup"), person or work.ava, which, text)


async def press(
    work: Work, shown: Answer, label: str, listener: Any = lists.page, row: int = 0, person: Person | None = None
) -> Private:
    """Presses a button of a private answer."""
    assert isinstance(shown, Private)
    pressed = work.delivery("action", "x", value=values(shown.message)[label][row], private=True)
    answer = await listener(work.office, pressed, person or work.ava)
    assert isinstance(answer, Private)
    return answer


async def test_pages_turn_in_place(work: Work) -> None:
    await promised(work, 23)
    first = await asked(work, "mine")
    assert "1–10 of 23" in words(first.message)
    second = await press(work, first, "More ›")
    last = await press(work, second, "More ›")
    assert ("11–20 of 23" in words(second.message), second.instead) == (True, True)
    assert "21–23 of 23" in words(last.message)
    assert "11–20 of 23" in words((await press(work, last, "‹ Back")).message)


async def test_a_search_is_paged_by_the_words_that_were_typed(work: Work) -> None:
    await promised(work, 12)
    await promised(work, 3, "something else")
    found = await asked(work, "find", " REFUND ")
    assert "“REFUND”" in words(found.message)
    assert "refund" not in str(values(found.message)).casefold()
    assert "11–12 of 12" in words((await press(work, found, "More ›")).message)


async def test_the_list_goes_on_where_it_was_when_a_row_is_done(work: Work) -> None:
    await promised(work, 23)
    second = await press(work, await asked(work, "mine"), "More ›")
    on = await press(work, second, "Done", finishing.done)
    assert ("11–20 of 22" in words(on.message), on.instead) == (True, True)
    assert "F-11 " not in words(on.message)
    found = await asked(work, "find", "mara")
    assert "1–10 of 21" in words((await press(work, found, "Done", finishing.done, row=2)).message)


async def test_the_last_row_done_leaves_a_kind_word(work: Work) -> None:
    await promised(work, 1)
    empty = await press(work, await asked(work, "mine"), "Done", finishing.done)
    assert "Nothing waits for you." in words(empty.message)


async def test_words_that_are_gone_are_asked_for_again(work: Work) -> None:
    await promised(work, 1)
    lost = work.delivery("action", "followup.page", value="10 find gone", private=True)
    answer = await lists.page(work.office, lost, work.ava)
    assert isinstance(answer, Private)
    assert "I no longer know" in words(answer.message)
    nobody_s = await asked(work, "find", "refund")
    clip = values(nobody_s.message)["Done"][0].split(" ")[-1]
    stolen = work.delivery("action", "followup.page", "U0AGENT2", value=f"0 find {clip}", private=True)
    answer = await lists.page(work.office, stolen, work.ben)
    assert isinstance(answer, Private)
    assert "I no longer know" in words(answer.message), "nobody reads what a colleague typed"


@pytest.mark.parametrize("value", ["0 nowhere", "0", "x", "0 nowhere 3 4"])
async def test_a_list_that_nobody_knows_is_answered(work: Work, value: str) -> None:
    answer = await lists.page(work.office, work.delivery("action", "followup.page", value=value), work.ava)
    assert isinstance(answer, Private)
    assert "/followup list" in words(answer.message)


async def test_the_teams_list_stays_the_leads(work: Work) -> None:
    with pytest.raises(LeadsOnly):
        await asked(work, "team")
    with pytest.raises(LeadsOnly):
        await lists.page(work.office, work.delivery("action", "followup.page", value="10 team"), work.ava)


async def due_now(work: Work, many: int, owner: Person) -> Person:
    """So many of somebody's that are due; the lead who sees to them."""
    for number in range(many):
        moment = Moment(NOON, "Europe/Berlin", True, "now")
        new = NewFollowup(f"due-{number}", owner, MARA, "check the refund", moment)
        await work.office.write(followups.record, new)
    await work.office.desk.executor.write(timers.ring, work.office.desk)
    return await work.office.directory.person("U0LEAD")


async def test_a_lead_takes_over_from_the_teams_list_which_goes_on(work: Work) -> None:
    lead = await due_now(work, 12, work.ava)
    second = await press(work, await asked(work, "team", person=lead), "More ›", person=lead)
    assert labels(second.message)[:4] == ["Take over", "Nudge", "Done", "Change"]
    on = await press(work, second, "Take over", handovers.take_over, person=lead)
    assert (on.instead, "11–12 of 12" in words(on.message)) == (True, True)
    assert labels(on.message)[:3] == ["Done", "Change", "Snooze"], "it is the lead's own now"
    assert (await work.office.read(followups.get, 11)).owner == lead.id


async def test_a_lead_nudges_from_the_teams_list_once(work: Work) -> None:
    lead = await due_now(work, 2, work.ava)
    on = await press(work, await asked(work, "team", person=lead), "Nudge", handovers.nudge, person=lead)
    assert on.instead
    assert labels(on.message) == ["Take over", "Done", "Change", "Take over", "Nudge", "Done", "Change"]
    assert "nudged by" in words(on.message)
    assert (await work.office.read(followups.get, 1)).nudged_by == lead.id


async def test_who_is_away_is_not_nudged_from_a_list(work: Work) -> None:
    lead = await due_now(work, 1, work.ava)
    until = Moment(NOON + timedelta(days=3), "Europe/Berlin", True, "thursday noon")
    await work.office.write(leave.go, "ava goes", work.ava, until, None)
    for which in ("team", "find"):
        shown = await asked(work, which, "refund", lead)
        assert labels(shown.message) == ["Take over", "Done", "Change"], which


async def test_a_nudge_elsewhere_changes_its_own_message_only(work: Work) -> None:
    lead = await due_now(work, 1, work.ava)
    for deed in (handovers.nudge, handovers.take_over):
        assert await deed(work.office, work.delivery("action", "x", value="1"), lead) is None


async def test_no_one_waits_for_very_long_words(work: Work) -> None:
    await promised(work, 1)
    assert "Nothing open mentions" in words((await asked(work, "find", "x" * 100_000)).message)
