"""Finding follow-ups: one's own, everybody's, those that mention something."""

from __future__ import annotations

import pytest
from desks import ANNA, BEN, JANE, LEA, a_followup, a_request, clock_of

from bot import followups, lists
from bot.desk import Desk
from bot.errors import LeadsOnly
from storage.records import Reference

MARA = Reference("name", "Mara Weiß", "mara weiss")


class TestMine:
    def test_the_most_urgent_first_and_nobody_else_s(self, desk: Desk) -> None:
        for hours in (30, 1, 3):
            a_followup(desk, hours=hours)
        a_followup(desk, BEN)
        followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        page = lists.mine(desk, ANNA)
        assert ([f.id for f in page.followups], page.total, page.start) == ([2, 3, 1], 3, 0)
        assert page.workload == ()

    def test_pages_hold_each_once(self, desk: Desk) -> None:
        for _ in range(2 * lists.PAGE + 3):  # all due at the same time
            a_followup(desk)
        pages = [lists.mine(desk, ANNA, start) for start in (0, lists.PAGE, 2 * lists.PAGE)]
        assert [f.id for page in pages for f in page.followups] == list(range(1, 2 * lists.PAGE + 4))
        assert {page.total for page in pages} == {23}

    @pytest.mark.parametrize(("start", "begins"), [(500, 10), (11, 10), (-5, 0)])
    def test_beyond_the_end_is_the_last_page(self, desk: Desk, start: int, begins: int) -> None:
        for _ in range(11):
            a_followup(desk)
        assert lists.mine(desk, ANNA, start).start == begins

    def test_nothing(self, desk: Desk) -> None:
        page = lists.mine(desk, ANNA, 10)
        assert (page.followups, page.total, page.start) == ((), 0, 0)


class TestTeam:
    def test_is_for_leads(self, desk: Desk) -> None:
        with pytest.raises(LeadsOnly):
            lists.team(desk, ANNA)

    def test_everybody_s_with_how_much_each_has(self, desk: Desk) -> None:
        a_followup(desk, BEN, hours=3)
        for hours in (1, 5, 1):
            a_followup(desk, hours=hours)
        followups.done(desk, a_request(), BEN, a_followup(desk, BEN).id)
        clock_of(desk).pass_by(hours=2)
        page = lists.team(desk, LEA)
        assert [f.id for f in page.followups] == [2, 4, 1, 3]
        assert page.workload == ((ANNA.id, 3, 2), (BEN.id, 1, 0))


class TestFind:
    @pytest.mark.parametrize("words", ["REFUND", "the Ref", "weiß", "WEISS", "mara"])
    def test_by_what_was_promised_and_to_whom(self, desk: Desk, words: str) -> None:
        a_followup(desk, what="check the refund", customer=MARA)
        a_followup(desk, what="call back")
        assert [f.id for f in lists.find(desk, ANNA, words).followups] == [1]

    @pytest.mark.parametrize("words", ["100%", "a_b", "c\\d"])
    def test_what_a_pattern_would_mean_is_meant_literally(self, desk: Desk, words: str) -> None:
        a_followup(desk, what=f"about {words}!")
        a_followup(desk, what="about 1000 axb c:d")
        assert [f.id for f in lists.find(desk, ANNA, words).followups] == [1]

    def test_an_agent_finds_their_own_and_a_lead_everybody_s(self, desk: Desk) -> None:
        a_followup(desk)
        a_followup(desk, BEN)
        assert [f.id for f in lists.find(desk, BEN, JANE.value).followups] == [2]
        assert lists.find(desk, LEA, JANE.value).total == 2
