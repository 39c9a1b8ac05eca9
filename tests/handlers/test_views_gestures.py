"""Gestures: what each state says and offers, and to whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from test_views_followups import labels, words
from test_views_samples import AGENT, COLLEAGUE, LEAD, LEAD_2, NOW, decision, gesture, gestures_in_every_state

from handlers.views import gesture_forms, gesture_lists, gestures
from handlers.views.blocks import Message
from handlers.views.gesture_words import phrase, worth
from handlers.views.limits import checked
from storage.records import Card, Customer, Gesture, Renewal, Score

OWN = {
    "requested": ["Withdraw"],
    "granted": ["Delivered", "Withdraw"],
    "approved": ["Delivered", "Withdraw"],
    "declined": [],
    "withdrawn": [],
    "expired": ["Ask again"],
    "delivered": ["⋯"],
}


def card(g: Gesture, before: tuple[Gesture, ...] = (), count: int = 0, cost: int = 0) -> Message:
    return gestures.card(Card(g, before, count, cost))


def people(shown: Message) -> list[str]:
    """Everybody whom the blocks name, in order."""

    def named(tree: Any) -> list[str]:
        if isinstance(tree, dict):
            own = [tree["user_id"]] if tree.get("type") == "user" else []
            return own + [person for branch in tree.values() for person in named(branch)]
        return [person for branch in tree for person in named(branch)] if isinstance(tree, list) else []

    return named(checked(shown)["blocks"])


def test_that_a_used_reply_gives_what_is_withdrawn_is_told() -> None:
    gone = gesture(state="withdrawn", decided_at=NOW)
    for view in (gestures.answer, gestures.told):
        assert "names it" not in words(view(gone, AGENT))
        assert "The reply you used" in words(view(replace(gone, given_by=AGENT), AGENT))
        shown = view(replace(gone, given_by=COLLEAGUE), AGENT)
        assert "tell them" in words(shown)
        assert "The reply you used" not in words(shown)
        assert people(shown) == [COLLEAGUE]


@pytest.mark.parametrize(
    ("changes", "amount", "said"),
    [
        ({"amount": 12000}, "$120", "Account credit of $120"),
        ({"amount": 1250}, "$12.50", "Account credit of $12.50"),
        ({"unit": "percent", "amount": 1000, "label": "Discount"}, "10%", "10% discount"),
        ({"unit": "percent", "amount": 1000, "label": "Discount", "price": 8000}, "10%", "10% discount (on $80)"),
        ({"unit": "time", "amount": 2, "label": "Free months"}, "2 months", "2 free months"),
        ({"unit": "none", "amount": 0, "label": "Handwritten note"}, "", "Handwritten note"),
    ],
)
def test_a_gesture_is_said_as_people_say_it(changes: dict[str, Any], amount: str, said: str) -> None:
    assert worth(gesture(**changes)) == amount
    assert phrase(gesture(**changes)) == said


@pytest.mark.parametrize("g", list(gestures_in_every_state()), ids=lambda g: f"{g.state} {g.unit}")
def test_the_requester_can_do_what_its_state_allows_and_nobody_else_can(g: Gesture) -> None:
    for view in (gestures.answer, gestures.told):
        assert labels(view(g, AGENT)) == OWN[g.state]
        assert labels(view(g, COLLEAGUE)) == []
    assert labels(gesture_lists.listing([g], AGENT)) == OWN[g.state]


def test_the_answer_says_who_decides_and_by_which_rule() -> None:
    one, two = gestures.answer(gesture(), AGENT), gestures.answer(gesture(needs=2), AGENT)
    assert "a lead decides" in words(one)
    assert "two different leads decide" in words(two)
    assert "up to $25 the agent decides alone" in words(one)
    granted = gestures.answer(gesture(state="granted", needs=0, decided_at=NOW), AGENT)
    assert "up to $25 the agent decides alone" in words(granted)


@pytest.mark.parametrize(("giver", "named"), [(AGENT, []), (COLLEAGUE, [COLLEAGUE])])
def test_who_gave_the_same_of_late_is_named_unless_it_was_the_reader(giver: str, named: list[str]) -> None:
    granted, twin = gesture(state="granted", needs=0, decided_at=NOW), gesture(number=7, requester=giver)
    shown = gestures.answer(granted, AGENT, twin=twin)
    assert ("G-7, by  you" in words(shown)) is (not named)
    assert people(shown) == named


def test_a_card_tells_everything_needed_to_decide() -> None:
    shown = card(gesture())
    for said in ("G-1042", "Account credit of $120", "Mara Lindt", "parcel arrived broken twice"):
        assert said in words(shown)
        assert said in shown.text
    assert "$120 takes one lead" in words(shown)
    assert "Before:  nothing yet." in words(shown)
    assert "One approval is needed." in words(shown)
    assert people(shown) == [AGENT]
    assert labels(shown) == ["Approve", "Change…", "Decline", "⋯"]
    assert [element.get("style") for element in checked(shown)["blocks"][-1]["elements"]] == [
        "primary",
        None,
        "danger",
        None,
    ]


def test_a_card_tells_what_the_customer_got_before() -> None:
    last = gesture(number=3, amount=2000, state="delivered", decided_at=NOW, delivered_at=NOW)
    said = words(card(gesture(), before=(last,), count=2, cost=4500))
    assert "2 gestures, $45 in all; last: Account credit of $20 on" in said
    assert said.split("Account credit of $20 on")[1].lstrip().partition("⏳")[0].rstrip().endswith(".")
    assert "1 gesture, $20 in all" in words(card(gesture(), count=1, cost=2000))


def test_a_card_names_what_else_waits_for_the_customer() -> None:
    note = gesture(number=1043, unit="none", amount=0, cost=0, label="Handwritten note")
    others = (note, *(gesture(number=1044 + n, amount=3000) for n in range(4)))
    assert "Also waiting" not in words(card(gesture()))
    for many, said in (
        (1, "Also waiting:  G-1043 (Handwritten note)."),
        (2, "Also waiting:  G-1043 (Handwritten note), G-1044 (Account credit of $30)."),
        (5, "G-1043 (Handwritten note), G-1044 (Account credit of $30), G-1045 (Account credit of $30) and 2 more."),
    ):
        assert said in words(gestures.card(Card(gesture(), (), 0, 0, also=others[:many])))


def test_a_card_tells_how_satisfied_the_customer_was_last() -> None:
    said = words(gestures.card(Card(gesture(), (), 0, 0, "Late delivery · gold", Score(1, "csat", 2, NOW))))
    assert "Late delivery · gold" in said
    assert "Last score:  CSAT 2 of 5" in said
    assert "Last score" not in words(gestures.card(Card(gesture(), (), 0, 0)))


def test_a_card_counts_what_is_not_money() -> None:
    assert "It counts as $10." in words(card(gesture(unit="percent", amount=1250, price=8000, cost=1000)))


def test_a_card_without_an_amount_offers_no_change_of_it() -> None:
    assert labels(card(gesture(unit="none", amount=0, cost=0))) == ["Approve", "Decline", "⋯"]


@pytest.mark.parametrize("g", list(gestures_in_every_state()), ids=lambda g: f"{g.state} {g.unit}")
def test_only_an_open_request_can_be_decided(g: Gesture) -> None:
    assert bool(labels(card(g))) == (g.state == "requested")
    assert {d.lead for d in g.decisions} <= set(people(card(g)))


def test_a_card_half_way_names_who_approved_and_asks_for_another() -> None:
    shown = card(gesture(needs=2, decisions=(decision(),)))
    assert "Approved" in words(shown)
    assert "One more approval is needed, from another lead." in words(shown)
    assert LEAD in people(shown)
    assert "Two approvals are needed" in words(card(gesture(needs=2)))


def test_a_changed_amount_shows_from_what_to_what_and_voids_what_was_said_before() -> None:
    said = (
        decision(lead=LEAD, amount=60000),
        decision("change", LEAD_2, "smaller, please", 6000, round=2),
        decision(lead=LEAD_2, words="smaller, please", amount=6000, round=2),
    )
    shown = card(gesture(state="approved", amount=6000, round=2, decided_at=NOW, decisions=said))
    assert "Changed from $600 to $60" in words(shown)
    assert words(shown).count("void") == 1
    assert words(shown).count("smaller, please") == 1
    first = gesture(amount=6000, round=2, needs=2, decisions=said[1:2])
    assert "Changed to $60" in words(card(first))
    assert "Two approvals are needed" in words(card(first))


def test_a_card_stays_readable_however_often_the_amount_was_changed() -> None:
    said = tuple(decision("change", f"U0LEAD{n}", str(n) + "x" * 2999, 100 * n, round=n) for n in range(2, 40))
    g = gesture("y" * 3000, amount=3900, round=39, needs=2, decisions=said)
    shown = card(g)
    assert {d.lead for d in said} <= set(people(shown))
    assert words(shown).count("Changed") == 6
    assert "Changed from $38 to $39" in words(shown)
    checked(gestures.told(g, AGENT))


@pytest.mark.parametrize("verdict", ["approve", "decline"])
def test_a_decided_card_names_every_lead_with_their_words(verdict: str) -> None:
    state = {"approve": "approved", "decline": "declined"}[verdict]
    said = (decision(lead=LEAD), decision(verdict, LEAD_2, "because of the rules"))
    shown = card(gesture(state=state, needs=2, decided_at=NOW, decisions=said))
    assert people(shown) == [AGENT, LEAD, LEAD_2]
    assert "because of the rules" in words(shown)
    assert state in shown.text


def test_the_requester_reads_the_leads_words() -> None:
    shown = gestures.told(
        gesture(state="declined", decided_at=NOW, decisions=(decision("decline", words="Too much."),)), AGENT
    )
    assert "Too much." in words(shown)
    assert "Too much." in shown.text
    assert "Another gesture may still be possible" in words(shown)
    assert people(shown) == [LEAD]


def test_the_word_that_leads_are_at_work_says_what_was_given_since() -> None:
    old = gesture(number=7, state="expired", decided_at=NOW)
    alone = gestures.time_to_ask(Renewal(old), AGENT)
    assert labels(alone) == ["Ask again"]
    since = gestures.time_to_ask(Renewal(old, gesture(number=9, state="approved")), AGENT)
    assert labels(since) == []
    assert "is approved already (G-9), so I ask for nothing more" in words(since)
    assert "waits for the leads (G-9)" in words(gestures.time_to_ask(Renewal(old, gesture(number=9)), AGENT))


def test_an_expired_request_says_what_to_do() -> None:
    old = gesture(state="expired", decided_at=NOW)
    assert "Press Ask again, or speak to a lead." in words(gestures.told(old, AGENT))
    assert "Press Ask again" in gestures.told(old, AGENT).text
    forgotten = replace(old, customer=Customer(7, (), forgotten=True), reason="")
    for gone in (gestures.told(forgotten, AGENT), card(forgotten)):
        assert labels(gone) == []
        assert "Ask again" not in words(gone) + gone.text


def test_what_was_asked_again_says_so_on_both() -> None:
    old, new = gesture(number=7, state="expired", decided_at=NOW, again_as=9), gesture(number=9, again_of=7)
    for shown in (gestures.told(old, AGENT), card(old)):
        assert "Asked again as G-9." in words(shown)
        assert labels(shown) == []
    assert "G-7 expired before anybody decided." in words(card(new))
    assert "expired" not in words(card(gesture()))
    assert "It asks again for G-7." in words(gestures.answer(new, AGENT))
    granted = replace(new, state="granted", needs=0, decided_at=NOW)
    assert "It asks again for G-7." in words(gestures.answer(granted, AGENT))
    assert "asks again" not in words(gestures.answer(gesture(), AGENT))


def test_the_button_in_a_list_carries_its_place() -> None:
    old = gesture(number=7, state="expired", decided_at=NOW)
    (deed,) = checked(gesture_lists.listing([old], AGENT))["blocks"][-1]["elements"]
    assert (deed["value"], deed["accessibility_label"]) == ("7 list 0", "Ask again G-7")


def test_the_answer_says_when_no_lead_is_there_before_it_expires() -> None:
    late = NOW + timedelta(hours=14)
    shown = gestures.answer(gesture(), AGENT, late=late)
    assert "No lead is at work before that" in words(shown)
    assert "Ask again" in words(shown)
    assert str(int(late.timestamp())) in str(shown.payload())
    assert "No lead is at work before" in shown.text
    assert "Too few leads are at work before that" in words(gestures.answer(gesture(needs=2), AGENT, late=late))
    assert "in front of them now" not in words(shown), "nobody looks at it before they are at work"
    assert "The leads have it in front of them now." in words(gestures.answer(gesture(), AGENT))
    assert "at work" not in words(gestures.answer(gesture(), AGENT))


def test_a_changed_request_tells_the_new_amount() -> None:
    said = (decision("change", LEAD, "less", 6000, 2),)
    shown = gestures.told(gesture(amount=6000, round=2, needs=2, decisions=said), AGENT)
    assert "Account credit of $60" in words(shown)
    assert "Changed to $60" in words(shown)
    assert "two leads" in words(shown)


def test_leads_are_reminded_of_what_waits_and_how_to_decide() -> None:
    shown = gestures.waiting(gesture(), NOW)
    for said in ("G-1042 has waited 30 minutes", "Account credit of $120", "Mara Lindt"):
        assert said in words(shown)
        assert said in shown.text
    assert "/gesture approve G-1042" in words(shown)
    assert labels(shown) == []
    assert "/gesture approve" not in words(gestures.waiting(gesture(state="approved", decided_at=NOW), NOW))


def test_only_the_latest_word_about_a_waiting_request_says_what_waits() -> None:
    earlier = gestures.waiting(gesture(), NOW, latest=False)
    assert "see the newer word below" in words(earlier)
    assert "Account credit" not in words(earlier) + earlier.text
    settled = gestures.waiting(gesture(state="approved", decided_at=NOW), NOW, latest=False)
    assert "settled" in words(settled)


def test_the_log_names_who_asked_and_who_decided() -> None:
    g = gesture(state="approved", decided_at=NOW, decisions=(decision(),))
    everybodys, ones = gesture_lists.log(None, [g], 30), gesture_lists.log("Mara Lindt", [g], 1)
    assert people(everybodys) == [AGENT, LEAD]
    assert "for Mara Lindt" in words(everybodys)
    assert "… and 29 more" in words(everybodys)
    assert "Gestures for Mara Lindt" in words(ones)
    assert "more" not in words(ones)
    assert "None so far." in words(gesture_lists.log(None, [], 0))


def test_the_allowance_is_a_list_of_sentences() -> None:
    shown = gesture_lists.allowance(["Account credit: up to $25 you decide.", "  "])
    assert "Account credit: up to $25 you decide." in words(shown)
    assert "Account credit" in shown.text


def test_the_form_asks_for_a_person_only_when_told_to() -> None:
    kinds = [("credit", "Account credit"), ("note", "A very long label " * 9)]
    view = gesture_forms.form(kinds, kind="note", amount="$20", problems={"customer": "Who is that?"}, metadata="m")
    checked(view)
    fields = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    assert list(fields) == ["kind", "amount", "customer", "reason"]
    assert [name for name, block in fields.items() if block.get("optional")] == ["amount"]
    assert fields["kind"]["element"]["initial_option"]["value"] == "note"
    assert "Who is that?" in words(view)
    assert view["callback_id"] == "gesture_form"
    asking = gesture_forms.form(kinds, kind="gone", person="", metadata="m")
    assert "initial_option" not in str(checked(asking))
    assert [block["block_id"] for block in asking["blocks"]] == ["kind", "amount", "customer", "person", "reason"]


def test_the_leads_forms_ask_for_words() -> None:
    change, decline = gesture_forms.change_form(gesture(), "$60", "m"), gesture_forms.decline_form(gesture(), "m")
    assert (change["callback_id"], decline["callback_id"]) == ("change_gesture_form", "decline_form")
    for view, names in ((change, ["amount", "words"]), (decline, ["words"])):
        fields = [block for block in checked(view)["blocks"] if block["type"] == "input"]
        assert [block["block_id"] for block in fields] == names
        assert not any(block.get("optional") for block in fields)
    assert "reads" in decline["blocks"][-1]["hint"]["text"]


def test_the_form_asks_for_what_the_rules_want_to_know() -> None:
    wanted = gesture_forms.Wanted(
        [("late", "Late delivery")], [("asked", "They asked for it")], ["passenger"], "late", ["asked"], "3"
    )
    view = gesture_forms.form([("credit", "Account credit")], wanted=wanted, metadata="m")
    fields = {block["block_id"]: block for block in checked(view)["blocks"] if block["type"] == "input"}
    assert list(fields) == ["kind", "amount", "units", "customer", "code", "facts", "reason"]
    assert "passenger" in fields["units"]["label"]["text"]
    assert fields["code"]["element"]["initial_option"]["value"] == "late"
    assert [option["value"] for option in fields["facts"]["element"]["initial_options"]] == ["asked"]


def test_what_a_colleague_asked_for_already_is_shown_without_buttons() -> None:
    shown = gestures.asked_already(gesture(), "U0MATE")
    assert "asked the leads about this already" in words(shown)
    assert labels(shown) == []
    mine = gestures.asked_already(gesture(), AGENT)
    assert "withdraw G-1042 first" in words(mine)
    assert labels(mine) == ["Withdraw"]


def test_the_answer_says_when_nobody_can_decide() -> None:
    assert "not enough leads" in words(gestures.answer(gesture(), "U0ANNA", too_few=True))
    assert "not enough leads" not in words(gestures.answer(gesture(), "U0ANNA"))


def test_a_decision_for_somebody_else_says_for_whom() -> None:
    said = replace(decision("approve"), lead=COLLEAGUE, on_behalf=LEAD)
    shown = card(gesture(state="approved", decisions=(said,), decided_at=NOW))
    assert "who is away" in words(shown)
    assert people(shown)[-2:] == [COLLEAGUE, LEAD]


def test_similar_cases_in_a_line_and_one_by_one() -> None:
    given = [gesture(state="approved", amount=amount, decided_at=NOW) for amount in (1_000, 1_500, 4_000)]
    declined = gesture(state="declined", amount=90_000, decided_at=NOW)
    shown = gesture_lists.similar(gesture(), [*given, declined])
    assert "The last 4 like G-1042: 3 of 4 given, the median is $15." in shown.text
    between = gesture_lists.similar(gesture(), [*given[1:], declined])
    assert "2 of 3 given, the median is $27.50." in between.text
    assert "Nothing like G-1042 was decided before." in gesture_lists.similar(gesture(), []).text


def test_notes_to_write_say_who_writes_them() -> None:
    note = gesture(unit="none", amount=0, cost=0, state="granted", needs=0, decided_at=NOW)
    claimed = replace(note, claimed_by="U0MATE")
    free, taken = gesture_lists.notes([note], "U0MATE"), gesture_lists.notes([claimed], "U0MATE")
    assert (labels(free), labels(taken)) == (["I’ll write it"], ["Delivered"])
    assert labels(gesture_lists.listing([claimed], "U0MATE")) == ["Delivered"]
    assert "nobody writes it yet" in words(free)
