"""Follow-ups: what each state says and offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from test_views_samples import AGENT, LEAD, NOW, ZONE, followup

from bot.moments import Moment
from handlers.views import escalations, followups, lists, naming, reasons, reminders
from handlers.views.blocks import Message
from handlers.views.limits import checked
from storage.records import (
    Customer,
    Escalation,
    Followup,
    Handover,
    Offers,
    Overdue,
    Page,
    Person,
    Reminder,
    Why,
)

VIEWER = Person(AGENT, "Ada", ZONE, "en", "member")


def labels(shown: Message) -> list[str]:
    """What can be pressed, in order."""
    return [
        "⋯" if element["type"] == "overflow" else (element.get("text") or element["placeholder"])["text"]
        for block in checked(shown)["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def words(shown: Message | dict[str, Any]) -> str:
    """Everything that the blocks say."""

    def told(tree: Any) -> list[str]:
        if isinstance(tree, dict):
            said = [tree["text"]] if isinstance(tree.get("text"), str) else []
            return said + [word for branch in tree.values() for word in told(branch)]
        return [word for branch in tree for word in told(branch)] if isinstance(tree, list) else []

    return " ".join(told(checked(shown)["blocks"]))


def reminder(nonce: str = "n1", latest: bool = True, late: float = 0, **changes: Any) -> Message:
    return told(nonce, Reminder(followup(**changes), latest, late))


def told(nonce: str, about: Reminder) -> Message:
    return reminders.reminder(about, nonce, NOW)


def test_the_answer_repeats_customer_and_what_and_names_the_time_in_words() -> None:
    shown = followups.recorded(followup(due_at=NOW + timedelta(days=3), link=None))
    assert labels(shown) == ["Change", "Cancel"]
    for said in (words(shown), shown.text):
        assert "Mara Lindt" in said
        assert "tell her about the refund" in said
        assert "Friday 27 November 2026 at 10:30" in said
        assert "Europe/Berlin" in said
    assert "F-17" in shown.text


def test_an_answer_to_reopening_what_is_past_due_promises_no_reminder() -> None:
    shown = followups.recorded(followup(reminded_at=NOW))
    assert "On your list again" in words(shown)
    assert "I’ll remind you" not in words(shown) + shown.text


@pytest.mark.parametrize(
    ("state", "said", "offered"),
    [("done", "Done", ["Solved", "Not yet", "Reopen"]), ("cancelled", "Cancelled", ["Say why…", "Reopen"])],
)
def test_a_closed_one_offers_to_reopen_it(state: str, said: str, offered: list[str]) -> None:
    closed = followup(state=state, closed_at=NOW)
    for shown in (followups.recorded(closed), reminder(state=state, closed_at=NOW)):
        assert labels(shown) == offered
        assert said in words(shown)
        assert "24 November 2026 at 10:30" in words(shown)


def test_how_one_ended_is_asked_once() -> None:
    for solved, said, offered in ((True, "Solved. 🎉", ["Reopen"]), (False, "the next follow-up is on your list", [])):
        shown = reminder(state="done", closed_at=NOW, solved=solved)
        assert labels(shown) == offered
        assert said in words(shown)
    shown = reminder(state="cancelled", closed_at=NOW, reason="they found it themselves")
    assert labels(shown) == ["Reopen"]
    assert "they found it themselves" in words(shown)


@pytest.mark.parametrize(("minutes", "said"), [(1, "In time, as promised"), (-1, "later than promised")])
def test_a_promise_done_is_said_to_be_in_time_or_late(minutes: int, said: str) -> None:
    assert said in words(reminder(state="done", closed_at=NOW, promised_by=NOW + timedelta(minutes=minutes)))


def test_a_reminder_offers_all_that_one_can_do_about_it() -> None:
    shown = reminder()
    assert labels(shown) == ["Done", "Draft reply", "Snooze", "⋯"]
    *_, select, more = checked(shown)["blocks"][-1]["elements"]
    assert [(option["text"]["text"], option["value"]) for option in select["options"]] == [
        ("In 1 hour", "17 hour"),
        ("This afternoon", "17 afternoon"),
        ("Tomorrow morning", "17 tomorrow"),
        ("Next Monday", "17 monday"),
        ("Pick a time…", "17 pick"),
    ]
    assert [option["value"] for option in more["options"]] == ["17 why", "17 hand", "17 change", "17 cancel"]
    assert "where it came from" in words(shown)
    assert "late" not in words(shown)


def test_the_time_picked_last_is_offered_again_and_no_afternoon_that_has_begun() -> None:
    later = NOW + timedelta(hours=3)
    shown = reminders.reminder(Reminder(followup(), True, 0.0, again="tomorrow 14:30"), "n1", later)
    options = [option["text"]["text"] for option in checked(shown)["blocks"][-1]["elements"][-2]["options"]]
    assert "Same as last time: tomorrow 14:30" in options
    assert "This afternoon" not in options


def test_a_promise_and_a_debt_of_theirs_read_differently() -> None:
    promised = reminder(promised_by=NOW + timedelta(hours=1))
    assert "You promised" in words(promised)
    assert "Tuesday 24 November 2026 at 11:30" in words(promised)
    assert "⚠️ It was promised by" in words(reminder(promised_by=NOW - timedelta(hours=1)))
    assert "They owe us a word" in words(reminder(they_owe=True))


def test_a_card_that_is_looked_at_tomorrow_says_no_today() -> None:
    soon, before = NOW + timedelta(hours=1), NOW - timedelta(days=1)
    for about in (
        Reminder(followup(promised_by=soon, created_at=before), True, 0.0, heard_at=before, next_time=soon),
        Reminder(followup(), True, 0.0),
        Reminder(followup(due_at=soon), True, 0.0),
    ):
        shown = words(reminders.reminder(about, "n", NOW)).replace("Tomorrow morning", "").lower()
        assert not {"today", "tomorrow", "yesterday"} & set(shown.split())


def test_a_repeating_one_offers_its_next_time() -> None:
    about = Reminder(followup(repeat="FREQ=WEEKLY", asked="every friday"), True, 0, next_time=NOW + timedelta(days=3))
    assert "Next time: Fri 27 Nov 10:30" in labels(told("n1", about))
    assert "Comes again: every friday." in words(told("n1", about))


def test_a_reminder_says_when_they_last_heard_from_us() -> None:
    about = Reminder(followup(), True, 0.0, heard_at=NOW - timedelta(days=1))
    assert "They last heard from us Mon 23 Nov 10:30." in words(told("n1", about))


def test_a_nudge_names_the_lead() -> None:
    assert LEAD in str(reminder(nudged_by=LEAD).payload())


def test_a_select_forgets_what_was_picked_in_it_before() -> None:
    first, second = (checked(reminder(nonce))["blocks"][-1]["block_id"] for nonce in ("n1", "n2"))
    assert first != second


@pytest.mark.parametrize(
    ("late", "said"), [(15, None), (59.9, None), (60, "1 minute"), (1860, "31 minutes"), (90000, "1 day")]
)
def test_a_late_reminder_says_so(late: float, said: str | None) -> None:
    shown = reminder(late=late)
    assert (f"This comes {said} late, I am sorry." in words(shown)) == (said is not None)


def test_a_snoozed_one_shows_its_new_time() -> None:
    shown = reminder(due_at=NOW + timedelta(days=2))
    assert labels(shown) == ["Done", "Snooze", "⋯"]
    assert "Thursday 26 November 2026 at 10:30" in words(shown)
    assert "F-17" in words(shown)
    assert "F-17 · It comes with your morning message." in words(reminder(due_at=NOW + timedelta(days=2), moved=True))


def moments(shown: Message) -> list[int]:
    """The moments that each reader sees by their own clock, in order."""

    def named(tree: Any) -> list[int]:
        if isinstance(tree, dict):
            own = [tree["timestamp"]] if tree.get("type") == "date" else []
            return own + [moment for branch in tree.values() for moment in named(branch)]
        return [moment for branch in tree for moment in named(branch)] if isinstance(tree, list) else []

    return named(checked(shown)["blocks"])


def test_what_several_read_says_each_time_by_their_own_clocks() -> None:
    before, after = NOW - timedelta(hours=2), NOW + timedelta(hours=2)
    about = followup(due_at=before, promised_by=after)
    long_overdue = escalations.escalation(Escalation(replace(about, promised_by=None), heard_at=before), NOW)
    assert moments(long_overdue) == [before.timestamp()] * 2
    offered = escalations.offers(Offers(AGENT, (about,), 1, after))
    assert moments(offered) == [after.timestamp(), before.timestamp(), after.timestamp()]
    assert moments(escalations.handover(Handover(AGENT, (about,), 1))) == [before.timestamp(), after.timestamp()]
    for shown in (long_overdue, offered):
        assert "today" not in words(shown)


@pytest.mark.parametrize("state", ["open", "done", "cancelled"])
def test_only_the_latest_reminder_can_be_acted_on(state: str) -> None:
    shown = reminder(latest=False, state=state, closed_at=None if state == "open" else NOW)
    assert labels(shown) == []
    assert len(shown.blocks) == 1


def escalated(**changes: Any) -> Message:
    away_until = changes.pop("away_until", None)
    return escalations.escalation(Escalation(followup(due_at=NOW - timedelta(days=1), **changes), away_until), NOW)


def test_an_escalation_can_be_acted_on_until_it_is_in_hand() -> None:
    shown = escalated()
    assert labels(shown) == ["Take over", "Nudge", "Leave", "Why?"]
    assert "F-17 is 1 day overdue" in words(shown)
    for over in (followup(due_at=NOW + timedelta(hours=1)), followup(state="done", closed_at=NOW)):
        assert labels(escalations.escalation(Escalation(over), NOW)) == []
    assert labels(escalations.escalation(Escalation(followup(), latest=False), NOW)) == []


@pytest.mark.parametrize("show", [escalated, reminder])
def test_long_words_leave_room_for_the_buttons(show: Callable[..., Message]) -> None:
    shown = show(what="tell her more " * 214)
    assert "tell her more" in words(shown)
    assert "the rest is kept" in words(shown)
    assert len(words(shown)) < 700
    assert len(shown.text) < 400
    assert "the rest is kept" not in words(show(what="y" * 200))


def test_what_a_lead_did_is_said_and_not_offered_again() -> None:
    nudged, left = escalated(nudged_by=LEAD), escalated(left_by=LEAD)
    assert labels(nudged) == ["Take over", "Leave", "Why?"]
    assert labels(left) == ["Take over", "Nudge", "Why?"]
    assert all(LEAD in str(shown.payload()) for shown in (nudged, left))


def test_somebody_who_is_away_is_not_nudged() -> None:
    shown = escalated(away_until=NOW + timedelta(days=3))
    assert labels(shown) == ["Take over", "Leave", "Why?"]


def test_what_waits_while_somebody_is_away_is_one_message() -> None:
    shown = escalations.offers(Offers(AGENT, (followup(), followup(number=18)), 12, NOW + timedelta(days=3)))
    assert "12 promises wait for a colleague" in words(shown)
    assert labels(shown) == ["Take over", "Why?"] * 2
    assert labels(escalations.offers(Offers(AGENT))) == []


def overdue(*left: Followup, away_until: datetime | None = None, total: int = 0, latest: bool = True) -> Message:
    return escalations.overdue(Overdue(AGENT, left, total or len(left), away_until, latest), NOW)


def test_what_one_person_left_is_one_message_with_the_same_buttons_for_each() -> None:
    nudged = followup(number=18, due_at=NOW - timedelta(days=2), nudged_by=LEAD)
    shown = overdue(followup(due_at=NOW - timedelta(days=1)), nudged, total=12)
    assert "12 promises are overdue" in words(shown)
    for said in ("F-17", "1 day overdue", "F-18", "2 days overdue"):
        assert said in words(shown)
    assert "… and 10 more: /followup team" in words(shown)
    assert labels(shown) == ["Take over", "Nudge", "Leave", "Why?", "Take over", "Leave", "Why?"]
    assert LEAD in str(shown.payload())


def test_what_is_in_hand_or_stands_further_down_carries_no_buttons() -> None:
    assert "in hand" in words(overdue())
    assert "further down" in words(overdue(followup(), latest=False))
    assert labels(overdue()) == labels(overdue(followup(), latest=False)) == []
    assert "Nudge" not in labels(overdue(followup(), away_until=NOW + timedelta(days=3)))


def test_a_handover_names_each() -> None:
    shown = escalations.handover(Handover(AGENT, (followup(), followup(number=18)), 12))
    assert "handed you 12 follow-ups" in words(shown)
    assert "… and 10 more: /followup list" in words(shown)
    assert labels(shown) == ["Done", "Change", "Why?"] * 2


def test_why_one_is_seen() -> None:
    named = reasons.why(Why(followup(asked="friday at 3"), True, "09:00–18:00", again_at=NOW, leads_at=NOW), NOW)
    assert "“friday at 3”" in words(named)
    assert "whatever the hour" in words(named)
    assert "I remind again today 10:30" in words(named)
    assert "The leads hear of it today 10:30" in words(named)
    chosen = reasons.why(Why(followup(exact=False), True, "09:00–18:00", reminder_at=NOW), NOW)
    assert "within working hours (09:00–18:00)" in words(chosen)


def test_a_phrase_of_two_readings_is_settled_by_one_press() -> None:
    choices = [
        Moment(NOW + timedelta(days=days), ZONE, exact, "next friday") for days, exact in ((3, False), (10, True))
    ]
    view = followups.form(when="next friday", choices=choices, problems={"when": "Which Friday?"}, metadata="m")
    checked(view)
    (asked,) = [block for block in view["blocks"] if block.get("block_id") == "meant"]
    assert [option["value"] for option in asked["element"]["options"]] == ["2026-11-27", "2026-12-04 10:30"]
    assert "Friday 27 November 2026" in words(view)


def test_the_form_shows_what_was_understood_and_what_was_not() -> None:
    view = followups.form(
        customer="#4312", what="x" * 4000, when="soon", problems={"when": "When is that?"}, metadata="m"
    )
    checked(view)
    assert (view["callback_id"], view["title"]["text"], view["private_metadata"]) == ("followup_form", "Follow-up", "m")
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert {name: element["action_id"] for name, element in fields.items()} == {
        name: name for name in ("customer", "what", "when", "sort")
    }
    assert fields["what"]["initial_value"] == "x" * 3000
    assert fields["what"]["max_length"] == 3000
    assert "the rest is kept" in str(view)
    assert "the rest is kept" not in str(followups.form(what="x" * 3000, metadata="m"))
    assert "the rest is kept" not in str(followups.form(what="x" * 2999, metadata="m"))
    types = [block["type"] for block in view["blocks"]]
    assert types == ["input", "input", "context", "input", "input"]
    assert "When is that?" in words(view)


def test_the_snooze_form_starts_at_the_given_time() -> None:
    view = followups.snooze_form(followup(), "2026-11-27", "15:00", "Asia/Tokyo", "17")
    checked(view)
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert fields["day"]["initial_date"] == "2026-11-27"
    assert fields["time"]["initial_time"] == "15:00"
    assert view["callback_id"] == "snooze_form"
    assert "In your time zone, Asia/Tokyo." in str(view)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "less than a minute"), (61, "1 minute"), (7200, "2 hours"), (86400, "1 day")]
)
def test_a_span_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert followups.span(seconds) == said


def test_what_is_for_nobody_named_yet_asks_who_it_is_wherever_it_stands() -> None:
    unnamed = followup(customer=Customer(9, ()), reminded_at=NOW, promised_by=NOW + timedelta(hours=1))
    due = reminders.reminder(Reminder(unnamed, True, 0.0), "n", NOW)
    assert "someone not named yet" in words(due)
    assert labels(due) == ["Done", "Draft reply", "Who is it?", "Snooze", "⋯"]
    later = replace(unnamed, due_at=NOW + timedelta(hours=2), reminded_at=None)
    assert "Who is it?" in labels(reminders.reminder(Reminder(later, True, 0.0), "n", NOW))
    listed = lists.listing(Page((unnamed,), 1), "mine", VIEWER, NOW, "n")
    assert labels(listed) == ["Done", "Who is it?", "Change", "Snooze"]
    for said in (
        reminders.reminder(Reminder(followup(), True, 0.0), "n", NOW),
        lists.listing(Page((followup(),), 1), "mine", VIEWER, NOW, "n"),
    ):
        assert "Who is it?" not in labels(said)


def test_the_form_for_who_it_is_shows_the_promise_and_asks_for_nothing_else() -> None:
    form = checked(naming.form(followup(customer=Customer(9, ())), "Edda", metadata="{}"))
    assert "tell her about the refund" in str(form["blocks"][0])
    (asked,) = (block for block in form["blocks"] if block["type"] == "input")
    assert (asked["block_id"], asked["element"]["initial_value"]) == ("customer", "Edda")
    gone = checked(naming.form(followup(customer=Customer(9, ()), what=""), "", metadata="{}"))
    assert [block["type"] for block in gone["blocks"]] == ["input"]
