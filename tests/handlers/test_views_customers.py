"""Who a customer is, in words: the question about two, the pages of a timeline, and whom somebody may mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from test_views_followups import labels, words
from test_views_samples import NOW, ZONE, customer, draft, followup, timeline

from bot.aliases import Alias
from bot.lookups import Lookup
from bot.merging import Conflict, Merged
from handlers.views import customers, timelines
from handlers.views.blocks import Message, message
from handlers.views.limits import checked
from storage.records import Customer, Reference

ANNA = Reference("name", "Anna Lee", "anna lee")
ADDRESS = Reference("email", "anna.lee@example.com", "anna.lee@example.com")
TICKET = Reference("ticket", "#4312", "4312")


def asked(shown: Message) -> list[str]:
    """What the buttons carry."""
    actions = [block for block in checked(shown)["blocks"] if block["type"] == "actions"]
    return [element["value"] for block in actions for element in block["elements"]]


def test_the_question_carries_both() -> None:
    shown = message("…", *customers.same_offer(Customer(7, (ADDRESS,)), Customer(9, (ANNA, TICKET))))
    assert "Is this the same person as  Anna Lee ?" in words(shown)
    assert (labels(shown), asked(shown)) == (["Yes, the same", "No, two people"], ["7 9"] * 2)


def test_nobody_to_ask_about() -> None:
    assert list(customers.same_offer(customer(), None)) == []


def test_the_timeline_asks_at_its_end() -> None:
    one_page = replace(timeline(), total=len(timeline().rows), merge=None)
    shown = timelines.timeline(one_page, NOW, ZONE, Customer(9, (ANNA,)))
    assert words(shown).index("Is this the same person as  Anna Lee ?") > words(shown).index("D-5")
    assert asked(shown) == ["7 9"] * 2
    assert asked(timelines.timeline(one_page, NOW, ZONE)) == []


def test_a_reply_in_the_timeline_shows_what_they_say_and_not_the_line_that_says_who_they_are() -> None:
    letter = draft(message="Mara Lindt · mara@example.com · #4312\nBroken again\nThe handle is cracked.")
    said = words(timelines.timeline(replace(timeline(), rows=(letter,), total=1, open=1), NOW, ZONE))
    assert "“Broken again The handle is cracked.”" in said


def test_a_long_timeline_is_turned_page_by_page() -> None:
    rows = timeline().rows[:8]
    first = timelines.timeline(replace(timeline(), rows=rows, total=30, open=3), NOW, ZONE)
    assert (labels(first), asked(first)) == (["Show more", "Undo"], ["7 8", "3"])
    assert "1–8 of 30" in words(first)
    second = timelines.timeline(replace(timeline(), rows=rows, total=30, start=8, open=3), NOW, ZONE)
    assert (labels(second), asked(second)) == (["‹ Back", "Show more"], ["7 0", "7 16"])
    assert "Open" not in words(second)
    assert "likes to be called Sam" not in words(second)
    last = timelines.timeline(replace(timeline(), rows=rows, total=30, start=22, open=3), NOW, ZONE)
    assert (labels(last), asked(last)) == (["‹ Back"], ["7 10"])


def test_how_to_remember_something_is_told_until_somebody_did() -> None:
    hint = "/customer “Mara Lindt” note"
    assert hint not in words(timelines.timeline(timeline(), NOW, ZONE))
    bare = replace(timeline(), notes=())
    assert words(timelines.timeline(bare, NOW, ZONE)).index(hint) > words(timelines.timeline(bare, NOW, ZONE)).index(
        "D-5"
    )
    assert hint not in words(timelines.timeline(replace(bare, start=8), NOW, ZONE))
    gone = replace(bare, customer=Customer(7, (), forgotten=True))
    assert "/customer" not in words(timelines.timeline(gone, NOW, ZONE))


def test_what_came_of_each_stands_behind_it() -> None:
    over = {"state": "done", "closed_at": NOW}
    rows = (
        followup(number=1, due_at=NOW + timedelta(hours=1)),
        followup(number=2, **over, promised_by=NOW, solved=True),
        followup(number=3, **over, solved=False),
        followup(number=4, **over),
        followup(number=5, state="cancelled", closed_at=NOW, reason="because she found it herself"),
    )
    before = {2: False, 3: True}
    t = replace(timeline(), rows=rows, total=5, open=1, reopened=frozenset((1, 3)), earlier=before)
    said = " ".join(words(timelines.timeline(t, NOW, ZONE)).split())
    for standing in (
        "reopened, due today 11:30 · F-1",
        "an earlier promise missed, done today 10:30, promise kept, solved · F-2",
        "reopened, an earlier promise kept, done today 10:30, not solved · F-3",
        "— done today 10:30 · F-4",
        "cancelled today 10:30, because she found it herself · F-5",
    ):
        assert standing in said


def test_of_a_timeline_that_is_cut_off_no_total_is_told() -> None:
    shown = timelines.timeline(replace(timeline(), total=1000, open=3, is_cut=True), NOW, ZONE)
    assert "of the newest 1,000" in words(shown)
    assert ": the newest 1,000, 3 open." in shown.text


def test_all_the_names_of_one_customer_and_the_way_back() -> None:
    two, three = Customer(7, (ANNA, ADDRESS)), Customer(7, (ANNA, ADDRESS, TICKET))
    shown = customers.same(Merged(two, 3))
    assert "🤝  Anna Lee and anna.lee@example.com  are one customer now." in words(shown)
    assert (labels(shown), asked(shown)) == (["Undo"], ["3"])
    assert customers.same(Merged(three, 3)).text == "Anna Lee, anna.lee@example.com and #4312 are one customer now."


def test_what_two_had_each_of_their_own_is_said() -> None:
    conflicts = (Conflict("tier", "gold", "silver"), Conflict("language", "de", "fr"))
    said = words(customers.same(Merged(customer(), 3, conflicts)))
    assert "Their tier stays gold; the other had silver." in said
    assert "Their language stays German; the other had French." in said


def test_an_alias_that_leads_to_somebody_else_asks_whether_they_are_the_same() -> None:
    shown = customers.aliased(Alias(Customer(7, (ADDRESS,)), TICKET, Customer(9, (ANNA, TICKET))))
    assert "#4312  leads to Anna Lee already" in words(shown)
    assert asked(shown) == ["7 9"] * 2


def test_of_several_each_is_a_button_and_what_was_typed_stands_there_once() -> None:
    found = Lookup(
        "Anna", "note likes tea", is_known=True, others=(Customer(7, (ANNA, ADDRESS)), Customer(9, (TICKET,)))
    )
    shown = customers.which(found, "k")
    assert (labels(shown), asked(shown)) == (["Anna Lee · anna.lee@example.com", "#4312"], ["7 k", "9 k"])
    assert "Several customers are called “Anna”" in words(shown)
    assert words(shown).count("note likes tea") == 1
    assert "One press, and I do what you typed." in words(shown)
    prose = customers.which(replace(found, rest="likes tea"), "k")
    assert "I keep what you typed as a note about them." in words(prose)
    assert "One press" not in words(customers.which(replace(found, rest="")))


def test_what_cannot_be_read_is_offered_as_a_note() -> None:
    shown = customers.keep(ANNA, "likes tea", "k", "Klingon is no language that I know.")
    assert (labels(shown), asked(shown)) == (["Keep it as a note"], ["0 k"])
    assert shown.text == "Klingon is no language that I know. Shall I keep this as a note about Anna Lee?"
    assert "likes tea" in words(shown)


def test_nobody_known_is_told_what_to_type() -> None:
    shown = customers.which(Lookup("Zoe Berg", ""))
    assert "I know no customer “Zoe Berg”." in words(shown)
    assert '/customer "Zoe Berg" note TEXT' in words(shown)
    near = customers.which(Lookup("zoe@example.com", "", ADDRESS, others=(Customer(7, (ADDRESS,)),)))
    assert "Do you mean one of these?" in words(near)
    assert "/customer zoe@example.com note TEXT" in words(near)
