"""Two customers who may be one: the question, and the word afterwards."""

from __future__ import annotations

from test_views_followups import labels, words
from test_views_samples import NOW, ZONE, customer, timeline

from handlers.views import customers
from handlers.views.blocks import Message, checked, message
from storage.records import Customer, Reference

ANNA = Reference("name", "Anna Lee", "anna lee")
ADDRESS = Reference("email", "anna.lee@example.com", "anna.lee@example.com")
TICKET = Reference("ticket", "#4312", "4312")


def asked(shown: Message) -> list[str]:
    """What the buttons of the question carry."""
    actions = [block for block in checked(shown)["blocks"] if block["type"] == "actions"]
    return [element["value"] for block in actions for element in block["elements"]]


def test_the_question_carries_both() -> None:
    shown = message("…", *customers.same_offer(Customer(7, (ADDRESS,)), Customer(9, (ANNA, TICKET))))
    assert "Is this the same person as  Anna Lee ?" in words(shown)
    assert (labels(shown), asked(shown)) == (["Yes, the same", "No, two people"], ["7 9"] * 2)


def test_nobody_to_ask_about() -> None:
    assert list(customers.same_offer(customer(), None)) == []


def test_the_timeline_asks_at_its_end() -> None:
    shown = customers.timeline(timeline(), NOW, ZONE, Customer(9, (ANNA,)))
    assert words(shown).index("Is this the same person as  Anna Lee ?") > words(shown).index("D-5")
    assert asked(shown) == ["7 9"] * 2
    assert asked(customers.timeline(timeline(), NOW, ZONE)) == []


def test_all_the_names_of_one_customer() -> None:
    two, three = Customer(7, (ANNA, ADDRESS)), Customer(7, (ANNA, ADDRESS, TICKET))
    assert "🤝  Anna Lee and anna.lee@example.com  are one customer now." in words(customers.same(two))
    assert customers.same(three).text == "Anna Lee, anna.lee@example.com and #4312 are one customer now."
