"""A person's day, a customer's timeline, the figures, the help and the one-sentence answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from test_views_followups import labels, words
from test_views_samples import COLLEAGUE, LEAD, NOW, ZONE, customer, day, figures, timeline

from handlers.views import customers, help, home, notices, plain, service
from handlers.views.blocks import checked
from storage.records import Customer, Day, Figures, Timeline

COMMANDS = ("/followup", "/draft", "/gesture", "/customer", "/service")


def pressable(view: dict[str, Any]) -> list[str]:
    return [e["text"]["text"] for block in view["blocks"] if block["type"] == "actions" for e in block["elements"]]


def test_the_home_of_a_lead_offers_what_can_be_done_today() -> None:
    view = home.home(day(), NOW)
    checked(view)
    assert view["type"] == "home"
    assert pressable(view)[:2] == ["Retry", "Reassign…"], "what nobody else sees comes first"
    assert "I was away Monday 14:30–08:30, 1 reminder came late." in words(view)
    assert [label for label in pressable(view) if label not in ("Retry", "Reassign…")] == [
        *("Approve", "Change…", "Decline"),
        *("Done", "Change", "Done", "Change"),
        *("Delivered", "Withdraw"),
        *("Withdraw", "My hours"),
    ]
    assert "You decide up to $25." in words(view)


def test_the_home_of_a_guest_says_only_whom_it_is_for() -> None:
    view = home.for_the_team()
    checked(view)
    assert view["type"] == "home"
    assert "support team" in words(view)
    assert pressable(view) == []


def test_the_morning_of_an_earlier_day_shows_nothing_of_today() -> None:
    earlier = home.digest(day(), NOW, latest=False)
    assert words(earlier) == earlier.text == "This was the morning of an earlier day."


def test_the_home_of_an_agent_has_nothing_to_decide() -> None:
    assert "Approve" not in pressable(home.home(day(is_lead=False), NOW))


def test_a_quiet_day_says_so_and_what_to_do() -> None:
    view = home.home(Day(day().person), NOW)
    assert "Nothing is due today." in words(view)
    assert pressable(view) == ["My hours"]


def test_a_full_home_stays_within_a_view_and_says_what_it_leaves_out() -> None:
    view = home.home(day(many=30), NOW)
    assert len(checked(view)["blocks"]) <= 100
    assert "… and 22 more" in words(view)
    assert "… and 22 more: /followup list" in words(view)
    assert words(view).count("Thu 26 Nov") == 8


@pytest.mark.parametrize(
    ("hour", "said"), [(5, "Good morning"), (13, "Good afternoon"), (19, "Good evening"), (1, "Good evening")]
)
def test_the_greeting_follows_the_persons_own_clock(hour: int, said: str) -> None:
    at = NOW.replace(hour=0, minute=0) + timedelta(hours=hour - 1)  # Berlin is an hour ahead of UTC in November
    assert home.greeting(day().person, at) == f"{said}, Ada"


def test_hours_are_said_or_else_the_teams_count() -> None:
    person = day().person
    assert home.hours_in_words(person) == "The team’s hours count for you."
    own = replace(person, hours_days="mon-thu", hours_start="08:00", hours_end="16:00")
    assert home.hours_in_words(own) == f"mon-thu, 08:00 to 16:00 ({ZONE})"


def test_the_hours_form_starts_from_what_counts_now() -> None:
    view = home.hours_form(day().person, ["mon", "fri"], "09:00", "18:00", "m")
    fields = {block["block_id"]: block["element"] for block in checked(view)["blocks"] if block["type"] == "input"}
    assert view["callback_id"] == "hours_form"
    assert [option["value"] for option in fields["days"]["options"]] == [
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ]
    assert [option["value"] for option in fields["days"]["initial_options"]] == ["mon", "fri"]
    assert (fields["start"]["initial_time"], fields["end"]["initial_time"]) == ("09:00", "18:00")


def test_the_morning_message_lists_what_waits_with_buttons_for_what_is_due() -> None:
    shown = home.digest(day(), NOW)
    assert labels(shown) == ["Done", "Change"] * 2
    for said in ("Overdue", "Today", "To deliver", "My requests", "Waiting for a lead"):
        assert said in words(shown)
    assert "1 overdue, 1 due today" in shown.text
    assert len(checked(home.digest(day(many=30), NOW))["blocks"]) <= 50
    assert "Waiting for a lead’s decision" not in words(home.digest(day(is_lead=False), NOW))


def test_a_timeline_shows_all_that_is_known() -> None:
    shown = customers.timeline(timeline(), NOW, ZONE)
    for said in (
        "Mara Lindt",
        "#4312",
        "likes to be called Sam",
        "F-1",
        "overdue since",
        "G-20",
        "Handwritten note",
        "D-5",
    ):
        assert said in words(shown)
    assert "… and 3 older" in words(shown)
    assert "1 note, 4 follow-ups, 11 gestures, 9 drafts" in shown.text


def test_an_unknown_customer_and_a_forgotten_one_are_told_apart() -> None:
    unknown = customers.timeline(Timeline(customer(), (), (), ()), NOW, ZONE)
    assert "/customer “Mara Lindt” note" in words(unknown)
    forgotten = customers.timeline(Timeline(Customer(1, (), forgotten=True), (), (), ()), NOW, ZONE)
    assert "erased" in words(forgotten)
    assert "/customer" not in words(forgotten)


def test_a_note_is_repeated_as_it_was_kept() -> None:
    assert "likes to be called Sam" in words(customers.noted(timeline()))


def test_figures_say_what_they_count() -> None:
    shown = service.figures(figures(), "This week")
    for said in (
        "27 of 30 (90%)",
        "9 of 12 (75%)",
        "$180",
        "Not delivered yet",
        "15 minutes",
        "Account credit: 8 ($180)",
    ):
        assert said in words(shown)
    assert "3 not delivered yet" in shown.text
    assert "small numbers" not in words(shown)


def test_figures_of_very_many_kinds_still_fit() -> None:
    many = tuple((f"kind {n} " * 9, n, 100) for n in range(200))
    assert words(service.figures(figures(by_kind=many), "This week")).count("($1)") == 20


def test_small_figures_are_said_to_be_small_and_get_no_percentage() -> None:
    few = Figures(NOW, NOW, "USD", recorded=4, done=3, done_on_time=2)
    assert "small numbers" in words(service.figures(few, "This week"))
    assert "%" not in words(service.figures(few, "This week"))
    assert service.share(0, 0) == "0 of 0"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_examples(command: str) -> None:
    shown = help.help_for(command)
    checked(shown)
    assert command in shown.text
    assert len(shown.text) > 60
    assert f"{command} " in words(shown).replace('"', " ")
    assert "'code': True" in str(shown.payload())
    assert 3 <= sum(len(block["elements"]) for block in shown.payload()["blocks"]) <= 6


def test_help_for_anything_else_names_every_command() -> None:
    assert all(command in words(help.help_for("/what")) for command in COMMANDS)


def test_a_note_shows_what_to_type_as_code_and_people_by_name() -> None:
    shown = plain.note(f"F-17 is <@{COLLEAGUE}>'s. Type `/followup list`.", people=[COLLEAGUE])
    elements = checked(shown)["blocks"][0]["elements"][0]["elements"]
    assert {"type": "user", "user_id": COLLEAGUE} in elements
    assert {"type": "text", "text": "/followup list", "style": {"code": True}} in elements
    assert shown.text == "F-17 is a colleague's. Type `/followup list`."


def test_a_note_mentions_nobody_that_it_was_not_told_to() -> None:
    shown = plain.note(f"“<@{LEAD}>” is not a customer.", people=[COLLEAGUE])
    assert "'user_id'" not in str(shown.payload())
    assert f"<@{LEAD}>" in words(shown)


def test_a_notice_shows_a_message_as_a_dialog() -> None:
    view = notices.notice(plain.note("F-17 is done."))
    assert checked(view)["type"] == "modal"
    assert "F-17 is done." in words(view)
    assert "submit" not in view


def test_an_outage_says_that_nothing_was_recorded() -> None:
    assert "nothing was recorded" in plain.note(plain.OUTAGE).text
