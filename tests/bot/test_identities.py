"""Identities: whoever tells several names of theirs in one message is one customer, and nobody is merged for it."""

from __future__ import annotations

import pytest
from desks import ANNA, a_draft, a_followup, a_request

from bot import customers, identities, merging
from bot.desk import Desk
from bot.drafting import NewDraft, Writing, begin
from storage import audit
from storage import customers as stored
from storage.records import Customer, Reference

ADDRESS = Reference("email", "mira@vogel.example", "mira@vogel.example")
TICKET = Reference("ticket", "ZD-4711", "ZD-4711")
NAME = Reference("name", "Mira Vogel", "mira vogel")
MESSAGE = "from Mira Vogel <mira@vogel.example>, ticket ZD-4711\nWhere is my parcel? I am waiting."


def known(desk: Desk, reference: Reference) -> Customer | None:
    with desk.database.read() as tx:
        return stored.find(tx, reference)


def noted(desk: Desk, *references: Reference) -> Customer:
    """A customer who is known by these already."""
    customer, _ = customers.note(desk, a_request(), ANNA, references[0], "likes tea")
    with desk.database.begin() as tx:
        assert all(stored.add_reference(tx, customer.id, one) for one in references[1:])
        return stored.get(tx, customer.id)


def asked(desk: Desk, message: str = MESSAGE) -> Writing:
    return begin(desk, NewDraft(a_request(), ANNA, message))


class TestOneMessage:
    def test_makes_one_customer_of_all_that_it_tells(self, desk: Desk) -> None:
        writing = asked(desk)
        assert writing.draft.customer
        assert set(writing.draft.customer.references) == {ADDRESS, TICKET, NAME}
        assert writing.draft.customer.label == "Mira Vogel"
        assert writing.other is None
        assert asked(desk).draft.customer == writing.draft.customer

    @pytest.mark.parametrize("first", [ADDRESS, TICKET])
    def test_finds_whom_any_of_it_leads_to(self, desk: Desk, first: Reference) -> None:
        before = noted(desk, first)
        writing = asked(desk)
        assert writing.draft.customer
        assert writing.draft.customer.id == before.id
        assert set(writing.draft.customer.references) == {ADDRESS, TICKET, NAME}
        assert writing.other is None

    @pytest.mark.parametrize("also", [(), (Reference("ticket", "#100", "100"),)])
    def test_takes_nobody_for_their_namesake(self, desk: Desk, also: tuple[Reference, ...]) -> None:
        namesake = noted(desk, NAME, *also)
        writing = asked(desk)
        assert writing.draft.customer
        assert set(writing.draft.customer.references) == {ADDRESS, TICKET}
        assert writing.other == namesake == known(desk, NAME)
        again = asked(desk)
        assert again.draft.customer == writing.draft.customer
        assert again.other == namesake
        merging.keep_apart(desk, a_request(), ANNA, writing.draft.customer.id, namesake.id)
        assert asked(desk).other is None

    @pytest.mark.parametrize("second", [TICKET, NAME])
    def test_merges_nobody_and_tells_of_the_second(self, desk: Desk, second: Reference) -> None:
        first, other = noted(desk, ADDRESS), noted(desk, second)
        writing = asked(desk)
        assert writing.draft.customer
        assert writing.draft.customer.id == first.id
        assert writing.other == other
        assert known(desk, second) == other
        merging.keep_apart(desk, a_request(), ANNA, first.id, other.id)
        assert asked(desk).other is None

    @pytest.mark.parametrize(
        "stranger", [Reference("email", "info@else.example", "info@else.example"), Reference("name", "Tim B", "tim b")]
    )
    def test_takes_nobody_with_another_name_or_address_for_them(self, desk: Desk, stranger: Reference) -> None:
        other = noted(desk, TICKET, stranger)
        writing = asked(desk)
        assert writing.draft.customer
        assert set(writing.draft.customer.references) == {ADDRESS, NAME}
        assert writing.other == other

    async def test_shows_under_the_name_what_was_recorded_under_the_address(self, desk: Desk) -> None:
        a_followup(desk, customer=ADDRESS)
        draft = await a_draft(desk, MESSAGE)
        assert draft.customer
        assert draft.customer.label == "Mira Vogel"

    def test_gives_nobody_a_second_full_name(self, desk: Desk) -> None:
        noted(desk, ADDRESS, Reference("name", "Mirabella Vogel", "mirabella vogel"))
        writing = asked(desk)
        assert writing.draft.customer
        assert writing.draft.customer.label == "Mirabella Vogel"
        assert known(desk, NAME) is None

    def test_is_in_the_trail_without_a_name(self, desk: Desk) -> None:
        asked(desk)
        with desk.database.read() as tx:
            trail = list(audit.entries(tx))
        assert [entry.action for entry in trail] == ["customer.alias_added", "customer.alias_added", "draft.begun"]
        assert "mira" not in str(trail).casefold()


class TestARecordForAMessage:
    def test_learns_what_the_message_tells_of_its_customer(self, desk: Desk) -> None:
        a_followup(desk, customer=ADDRESS)
        assert identities.learn(desk, ANNA, ADDRESS, MESSAGE) is None
        found = known(desk, TICKET)
        assert found
        assert found.label == "Mira Vogel"

    def test_learns_nothing_of_somebody_else(self, desk: Desk) -> None:
        tim = noted(desk, Reference("name", "Tim Burton", "tim burton"))
        assert identities.learn(desk, ANNA, tim.references[0], MESSAGE) is None
        assert known(desk, ADDRESS) is None

    @pytest.mark.parametrize(
        "message",
        [
            "Where is it?\n\nThanks,\nMira Vogel\nPlease answer my husband at tim@else.example",
            "Where is it?\n\nThanks,\nMira Vogel\ncc: info@partner.example",
            "Where is it? I got a mail from info@partner.example.\n\nThanks,\nMira Vogel",
            "From info@partner.example I got this, ticket #4711.\n\nThanks,\nMira Vogel",
            "Why does your site say that my email is info@partner.example? It never was.\n\nThanks\nMira Vogel",
        ],
    )
    def test_learns_no_address_that_is_somebody_elses(self, desk: Desk, message: str) -> None:
        mira = noted(desk, NAME, ADDRESS)
        assert identities.learn(desk, ANNA, NAME, message) is None
        with desk.database.read() as tx:
            assert set(stored.get(tx, mira.id).references) == {NAME, ADDRESS}
        draft = begin(desk, NewDraft(a_request(), ANNA, message, customer=NAME)).draft
        assert draft.customer
        assert set(draft.customer.references) == {NAME, ADDRESS}

    def test_learns_the_address_that_stands_in_a_signature(self, desk: Desk) -> None:
        mira = noted(desk, NAME)
        message = "Where is it?\n\nThanks,\nMira Vogel\nE-Mail: mira@vogel.example"
        assert identities.learn(desk, ANNA, NAME, message) is None
        found = known(desk, ADDRESS)
        assert found
        assert found.id == mira.id

    def test_of_whom_it_was_forgotten_learns_nothing(self, desk: Desk) -> None:
        assert identities.learn(desk, ANNA, ADDRESS, MESSAGE) is None
        assert known(desk, ADDRESS) is None
