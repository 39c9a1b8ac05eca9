"""Lookalikes: who may be the same customer, and who never is."""

from __future__ import annotations

import pytest
from desks import ANNA, a_followup, a_gesture, a_request, log_of

from bot import customers, followups, lookalikes, merging, reading
from bot.desk import Desk
from bot.errors import NoLongerTwo
from storage.records import Customer, Reference


def named(text: str) -> Reference:
    """The customer that a text names."""
    found = reading.customer_at_start(text)
    assert found is not None, text
    return found[0]


def offered(desk: Desk, customer: str, what: str = "call back") -> Customer | None:
    """Who is offered after recording this."""
    followup = a_followup(desk, customer=named(customer), what=what)
    found = merging.offer(desk, followup)
    assert found is None or lookalikes.is_possible(followup.customer, [what])
    return found


def test_most_follow_ups_need_no_look(desk: Desk) -> None:
    followup = a_followup(desk, customer=named("u0.1.17@example.com"), what="ask about parcel 3-17")
    assert not lookalikes.is_possible(followup.customer, [followup.what])


NAMESAKES = [
    ("anna.lee@example.com", '"Anna Lee"'),
    ("anna_lee@example.com", '"Anna Lee"'),
    ("anna-lee@example.com", '"ANNA  lee"'),
    ("lee.anna@example.com", '"Anna Lee"'),
    ("anna.maria.lee@example.com", '"Anna Maria Lee"'),
    ("lee.anna.maria@example.com", '"Anna Maria Lee"'),
    ("anna-lena.lee@example.com", '"Anna-Lena Lee"'),
    ("lee.liz@example.com", '"Liz Lee"'),
    ("joerg.mueller@example.de", '"Jörg Müller"'),
    ("jörg.müller@example.de", '"Jörg Müller"'),
]
ONE_WAY = [  # what an address leaves out can only be looked for from the name
    ("anna.lee@example.com", '"Lee, Anna"'),
    ("jorg.muller@example.de", '"Jörg Müller"'),
    ("elodie.durand@example.fr", '"Élodie Durand"'),
    ("pat.obrien@example.com", '"Pat O’Brien"'),
]
STRANGERS = [
    ("alee@example.com", '"Anna Lee"'),
    ("a.lee@example.com", '"Anna Lee"'),
    ("a.lee@example.com", '"A Lee"'),
    ("anna@example.com", '"Anna"'),
    ("annalee@example.com", '"Anna Lee"'),
    ("anna.leed@example.com", '"Anna Lee"'),
    ("anna.lee.jr@example.com", '"Anna Lee"'),
    ("anna.lee@example.com", '"Anna Maria Lee"'),
    ("joanna.lee@example.com", '"Anna Lee"'),
    ("agent.007@example.com", '"Agent 007"'),
    ("anna.lee@example.com", "#4312"),
    ("anna.lee@example.com", "anna.lee@example.org"),
]


class TestByName:
    @pytest.mark.parametrize(("address", "name"), NAMESAKES)
    def test_in_both_directions(self, desk: Desk, address: str, name: str) -> None:
        assert offered(desk, address) is None
        assert offered(desk, name) == customers.timeline(desk, named(address)).customer
        assert offered(desk, address) == customers.timeline(desk, named(name)).customer

    @pytest.mark.parametrize(("address", "name"), ONE_WAY)
    def test_as_an_address_spells_it(self, desk: Desk, address: str, name: str) -> None:
        offered(desk, address)
        assert offered(desk, name) == customers.timeline(desk, named(address)).customer

    @pytest.mark.parametrize(("address", "name"), STRANGERS)
    def test_a_part_of_a_name_is_not_enough(self, desk: Desk, address: str, name: str) -> None:
        assert [offered(desk, who) for who in (address, name, address)] == [None] * 3

    def test_of_two_who_may_be_meant_nobody_is(self, desk: Desk) -> None:
        for address in ("anna.lee@example.com", "anna.lee@example.org"):
            offered(desk, address)
        assert offered(desk, '"Anna Lee"') is None

    def test_whoever_is_the_same_already_is_not_offered(self, desk: Desk) -> None:
        address = a_followup(desk, customer=named("anna.lee@example.com")).customer
        name = a_followup(desk, customer=named('"Anna Lee"')).customer
        merging.merge(desk, a_request(), ANNA, address.id, name.id)
        assert offered(desk, '"Anna Lee"', "write to anna.lee@example.com") is None

    def test_an_address_is_looked_for_among_many(self, desk: Desk) -> None:
        for word in ("a", "anna", "anna.le", "anna.leea", "anna.lef", "anna.m", "zoe"):
            for domain in ("com", "org", "net"):
                a_followup(desk, customer=named(f"{word}@example.{domain}"))
        a_followup(desk, customer=named("anna.lee@example.com"))
        found = offered(desk, '"Anna Lee"')
        assert found is not None
        assert found.label == "anna.lee@example.com"


class TestByMention:
    @pytest.mark.parametrize(
        ("known", "customer", "what"),
        [
            ("anna.lee@example.com", "#4312", "write to anna.lee@example.com"),
            ('"Anna Lee"', "#4312", "call “Anna Lee” back"),
            ("#4312", "anna.lee@example.com", "say how #4312 goes"),
            ("anna.lee@example.com", '"Anna"', "write to ANNA.LEE@example.com"),
            ("anna@example.com", "anna.lee@example.com", "also reads anna@example.com"),
            ("#4312", '"Anna Lee"', 'I am "Anna Lee", anna@example.com, about #4312'),
            ("joerg.mueller@example.de", '"Jörg Müller"', "joerg.mueller@example.de"),
        ],
    )
    def test_whom_the_words_name(self, desk: Desk, known: str, customer: str, what: str) -> None:
        other = a_followup(desk, customer=named(known)).customer
        assert offered(desk, customer, what) == other

    @pytest.mark.parametrize(
        ("known", "customer", "what"),
        [
            ('"Bob Ray"', '"Anna Lee"', 'she works with "Bob Ray"'),
            ("bob.ray@example.com", '"Anna Lee"', "forward it to bob.ray@example.com"),
            ("bob.ray@example.com", "anna.lee@example.com", "forward it to bob.ray@example.com"),
            ('"Anna Lee"', '"Anna Maria Lee"', 'not "Anna Lee"'),
            ('"Anna B. Lee"', '"Anna C. Lee"', 'not "Anna B. Lee"'),
            ("#4312", "anna@example.com", "she has 4312 followers"),
            ("#4312", "anna@example.com", "nobody knows #4313"),
            ("anna@example.com", "anna@example.com", "that is anna@example.com"),
        ],
    )
    def test_never_somebody_else(self, desk: Desk, known: str, customer: str, what: str) -> None:
        a_followup(desk, customer=named(known))
        assert offered(desk, customer, what) is None

    def test_a_ticket_of_somebody_else_s(self, desk: Desk) -> None:
        a_gesture(desk, customer=named("#4312"), person=named('"Bob Ray"'))
        assert offered(desk, '"Anna Lee"', "the same as in #4312") is None

    def test_of_two_who_are_named_the_one_with_the_name(self, desk: Desk) -> None:
        for who in ("#4312", "#4313", '"Anna Lee"'):
            a_followup(desk, customer=named(who))
        assert offered(desk, "anna@example.com", "#4312 and #4313") is None
        found = offered(desk, "anna.lee@example.com", "#4312 and #4313")
        assert found is not None
        assert found.label == "Anna Lee"


class TestOffering:
    def test_after_forgetting(self, desk: Desk) -> None:
        followup = a_followup(desk, customer=named('"Anna Lee"'), what="write to anna.lee@example.com")
        a_followup(desk, customer=named("anna.lee@example.com"))
        assert merging.offer(desk, followup) is not None
        customers.forget(desk, '"Anna Lee"')
        assert merging.offer(desk, followups.look(desk, ANNA, followup.id)) is None

    def test_of_two_people_nobody_is_asked_again(self, desk: Desk) -> None:
        first = a_followup(desk, customer=named('"Anna Lee"'))
        second = a_followup(desk, customer=named("anna.lee@example.com"))
        other = merging.offer(desk, second)
        assert other == first.customer
        told = merging.keep_apart(desk, a_request(), ANNA, second.customer.id, other.id)
        assert told == (second.customer, first.customer)
        merging.keep_apart(desk, a_request(), ANNA, other.id, second.customer.id)
        assert [merging.offer(desk, followup) for followup in (first, second)] == [None, None]
        assert log_of(desk).count("customer.kept_apart") == 1

    def test_nor_after_either_became_one_with_somebody_else(self, desk: Desk) -> None:
        name, address, *tickets = (
            a_followup(desk, customer=named(who)).customer.id
            for who in ('"Anna Lee"', "anna.lee@example.com", "#4312", "#9", "#17")
        )
        merging.keep_apart(desk, a_request(), ANNA, name, address)
        first = merging.merge(desk, a_request(), ANNA, tickets[0], name).customer.id
        for kept, other in ((tickets[1], first), (tickets[2], address)):
            merging.merge(desk, a_request(), ANNA, kept, other)
            for who in ('"Anna Lee"', "anna.lee@example.com"):
                assert merging.offer_beside(desk, customers.timeline(desk, named(who))) is None

    def test_of_whom_one_is_gone(self, desk: Desk) -> None:
        first = a_followup(desk, customer=named('"Anna Lee"'))
        second = a_followup(desk, customer=named("anna.lee@example.com"))
        merging.merge(desk, a_request(), ANNA, first.customer.id, second.customer.id)
        with pytest.raises(NoLongerTwo):
            merging.keep_apart(desk, a_request(), ANNA, first.customer.id, second.customer.id)

    def test_beside_a_timeline(self, desk: Desk) -> None:
        a_followup(desk, customer=named("#4312"), what="write to anna.lee@example.com")
        a_followup(desk, customer=named("#4312"), what="call back")
        a_followup(desk, customer=named("anna.lee@example.com"))
        found = merging.offer_beside(desk, customers.timeline(desk, named("#4312")))
        assert found is not None
        assert found.label == "anna.lee@example.com"
        assert merging.offer_beside(desk, customers.timeline(desk, named("anna.lee@example.com"))) is None
