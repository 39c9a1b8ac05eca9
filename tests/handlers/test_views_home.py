"""A person's day, a customer's timeline, the figures, the help and the one-sentence answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from test_views_followups import words
from test_views_samples import (
    AGENT,
    COLLEAGUE,
    LEAD,
    NOW,
    ZONE,
    customer,
    day,
    few_figures,
    figures,
    followup,
    team_day,
    timeline,
)

from handlers.views import customers, figure_words, help, home, notices, plain, team, timelines
from handlers.views import figures as figure_views
from handlers.views.limits import checked
from storage.records import Customer, Day, Limit, OpenDraft, Spending, Timeline

COMMANDS = ("/followup", "/draft", "/gesture", "/customer", "/service")


def pressable(view: dict[str, Any]) -> list[str]:
    elements = [e for block in view["blocks"] if block["type"] == "actions" for e in block["elements"]]
    return [e["text"]["text"] if "text" in e else e["placeholder"]["text"] for e in elements]


SNOOZED = ["Done", "Change", "Snooze"]


def test_the_home_of_a_lead_offers_what_can_be_done_today() -> None:
    view = home.home(day(at_risk=(followup(number=5, promised_by=NOW + timedelta(hours=2)),)), NOW)
    checked(view)
    assert view["type"] == "home"
    assert pressable(view)[:2] == ["Retry", "Reassign…"], "what nobody else sees comes first"
    assert "I was away Monday 14:30–08:30, 1 reminder came late." in words(view)
    assert [label for label in pressable(view) if label not in ("Retry", "Reassign…")] == [
        *SNOOZED * 3,
        *("Delivered", "Withdraw", "Withdraw"),
        *("Approve", "Change…", "Decline"),
        *SNOOZED,
        *("My hours", "I’m away…"),
    ]
    assert "🤝 Promises at risk (1)" in words(view)
    assert "You decide up to $25." in words(view)


def test_a_select_is_a_new_one_at_each_rendering() -> None:
    def menus(at: datetime) -> list[str]:
        blocks = home.home(day(), at)["blocks"]
        return [block["block_id"] for block in blocks if str(block.get("block_id", "")).startswith("snooze.")]

    assert not set(menus(NOW)) & set(menus(NOW + timedelta(seconds=1)))


def test_the_home_of_a_guest_says_only_whom_it_is_for() -> None:
    view = home.for_the_team()
    checked(view)
    assert view["type"] == "home"
    assert "support team" in words(view)
    assert pressable(view) == []


def test_the_home_of_an_agent_has_nothing_to_decide() -> None:
    assert "Approve" not in pressable(home.home(day(is_lead=False), NOW))


def test_a_quiet_day_says_so_and_what_to_do() -> None:
    view = home.home(Day(day().person), NOW)
    assert "Nothing is due today." in words(view)
    assert pressable(view) == ["My hours", "I’m away…"]


def test_a_lead_s_day_is_not_called_quiet_while_the_team_is_late() -> None:
    view = home.home(Day(day().person, is_lead=True, team=day().team), NOW)
    assert "Nothing of yours is due today; 12 of the team’s are overdue, see below." in words(view)
    assert "Nothing is due today" not in words(view)


def test_a_full_home_stays_within_a_view_and_says_what_it_leaves_out() -> None:
    counts = {"at_risk_count": 60, "overdue_count": 200, "today_count": 40, "later_count": 200}
    gestures = {"undelivered_count": 500, "requests_count": 70, "to_decide_count": 90}
    promised = tuple(followup(number=n, promised_by=NOW + timedelta(hours=1)) for n in range(100, 115))
    view = home.home(day(many=15, at_risk=promised, **counts, **gestures), NOW)
    assert len(checked(view)["blocks"]) <= 100
    assert len(json.dumps(view)) < 250_000
    for said in ("Promises at risk (60)", "Overdue (200)", "Today (40)", "Later (200)", "Could not be delivered (19)"):
        assert said in words(view)
    for said in ("To deliver (500)", "My requests (70)", "To decide (90)", "The team", "What you can give"):
        assert said in words(view)
    assert "… and 56 more: /followup list" in words(view)
    assert "… and 496 more: /gesture list" in words(view)
    assert "… and 86 more: see their cards" in words(view)
    assert words(view).count("Thu 26 Nov") == home.FEW_ROWS
    assert pressable(view)[-2:] == ["My hours", "I’m away…"]


def test_an_agent_s_home_has_room_for_more_of_each() -> None:
    view = home.home(day(many=15, is_lead=False, letters=(), overdue_count=200), NOW)
    assert len(checked(view)["blocks"]) <= 100
    assert f"… and {200 - home.ROWS} more: /followup list" in words(view)


def test_drafts_to_look_at_lead_to_their_messages() -> None:
    placed = OpenDraft(7, "Where is my parcel? " * 20, customer(), "D0ADA", "1700000000.000100")
    mine = Day(day().person, drafts=(placed, OpenDraft(6, "")), drafts_count=8)
    view = home.home(mine, NOW, address="https://acme.slack.com/")
    checked(view)
    assert "Drafts to look at (8)" in words(view)
    assert "'url': 'https://acme.slack.com/archives/D0ADA/p1700000000000100'" in str(view)
    assert "… and 6 more: in our direct messages" in words(view)
    assert "D-6" in words(view)
    assert words(view).count("Where is my parcel?") < 6
    assert "http" not in str(home.home(mine, NOW)), "where nobody knows the address, its name must do"
    assert "Drafts to look at" not in words(home.home(Day(day().person), NOW))


def test_a_draft_to_look_at_shows_what_they_say_and_not_the_line_that_says_who_they_are() -> None:
    letter = "Mara Lindt · mara@example.com · #4312\nBroken again\nThe handle is cracked once more."
    for of, said in (
        (OpenDraft(7, letter, customer()), "“Broken again The handle is cracked once more.”"),
        (OpenDraft(7, letter.partition("\n")[0], customer()), "“Mara Lindt · mara@example.com · #4312”"),
        (OpenDraft(7, letter), "“Mara Lindt · mara@example.com · #4312 Broken again"),
    ):
        assert said in words(home.home(Day(day().person, drafts=(of,), drafts_count=1), NOW))


def test_a_full_home_has_room_for_drafts_too() -> None:
    drafts = tuple(OpenDraft(n, "late again", customer(), "D0ADA", "1700000000.000100") for n in range(5))
    view = home.home(day(many=15, drafts=drafts, drafts_count=5), NOW, address="https://acme.slack.com/")
    assert len(checked(view)["blocks"]) <= 100
    assert "Drafts to look at (5)" in words(view)
    assert "Later" in words(view)


def test_somebody_away_reads_until_when_and_who_looks_after_it() -> None:
    back = datetime(2026, 11, 30, 8, tzinfo=UTC)
    view = home.home(day(person=replace(day().person, away_until=back, stand_in=COLLEAGUE)), NOW)
    assert "You are away until  Monday 30 November ;   looks after what comes due." in words(view)
    assert f"'user_id': '{COLLEAGUE}'" in str(view)
    assert pressable(view)[0] == "I’m back"
    assert "I’m away…" not in pressable(view)
    alone = home.home(day(person=replace(day().person, away_until=back)), NOW)
    assert "; the team  looks after what comes due" in words(alone)
    again = home.home(day(person=replace(day().person, away_until=back)), back)
    assert "I’m back" not in pressable(again)


def test_the_form_for_being_away_starts_from_what_is_known() -> None:
    view = home.away_form("2026-11-30", COLLEAGUE, "“32 Nov” is no day.", "m")
    fields = {block["block_id"]: block for block in checked(view)["blocks"] if block["type"] == "input"}
    assert view["callback_id"] == "away_form"
    assert fields["when"]["element"]["initial_date"] == "2026-11-30"
    assert fields["stand_in"]["element"]["initial_user"] == COLLEAGUE
    assert fields["stand_in"]["optional"]
    assert "the leads find somebody" in words(view) + fields["stand_in"]["hint"]["text"]
    assert "⚠️ “32 Nov” is no day." in words(view)
    assert "initial_user" not in str(home.away_form("2026-11-30", None, None, "m"))


@pytest.mark.parametrize(
    ("stand_in", "handed", "said"),
    [
        (None, 0, "The leads see each of yours as it comes due, and find somebody."),
        (COLLEAGUE, 0, "Your stand-in looks after what comes due; nothing of yours does before you are back."),
        (COLLEAGUE, 1, "Your stand-in has 1 follow-up of yours now, and was told."),
        (COLLEAGUE, 4, "Your stand-in has 4 follow-ups of yours now, and was told."),
    ],
)
def test_who_goes_away_reads_who_has_what(stand_in: str | None, handed: int, said: str) -> None:
    away = replace(day().person, away_until=datetime(2027, 1, 4, 8, tzinfo=UTC), stand_in=stand_in)
    shown = home.gone(away, handed, NOW)
    assert shown.text == f"You are away until Monday 4 January 2027. {said}"
    assert said.removeprefix("Your stand-in") in words(shown)
    assert ("'user_id'" in str(shown.payload())) == (stand_in is not None)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((0, 1, 2, 3, 4), "Monday to Friday"),
        ((0, 1), "Monday, Tuesday"),
        ((0, 2, 3, 4, 6), "Monday, Wednesday to Friday, Sunday"),
    ],
)
def test_weekdays_are_said_as_people_say_them(days: tuple[int, ...], said: str) -> None:
    assert home.days_in_words(frozenset(days)) == said


def test_hours_are_said_or_else_the_teams_count() -> None:
    person = day().person
    assert home.hours_in_words(person) == "The team’s hours count for you."
    own = replace(person, hours_days="mon-thu", hours_start="08:00", hours_end="16:00")
    assert home.hours_in_words(own) == f"Monday to Thursday, 08:00 to 16:00 ({ZONE})"


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


def test_a_timeline_shows_all_that_is_known() -> None:
    shown = timelines.timeline(timeline(), NOW, ZONE)
    for said in (
        "Mara Lindt",
        "#4312",
        "likes to be called Sam",
        "F-1",
        "overdue since",
        "G-20",
        "Handwritten note",
        "D-5",
        "gold · German · CSAT 4 of 5 (today) · NPS 9 of 10 (Sat 21 Nov) · last heard from us yesterday 10:30",
        "promise kept",
        "promise kept late",
        "imported",
        "Thanks for",
    ):
        assert said in words(shown)
    assert words(shown).index("likes to be called Sam") < words(shown).index("Open") < words(shown).index("Before")
    assert shown.text.startswith("Mara Lindt: 36 in all, 21 open. likes to be called Sam")


def test_an_unknown_customer_and_a_forgotten_one_are_told_apart() -> None:
    unknown = timelines.timeline(Timeline(customer()), NOW, ZONE)
    assert "/customer “Mara Lindt” note" in words(unknown)
    forgotten = timelines.timeline(Timeline(Customer(1, (), forgotten=True)), NOW, ZONE)
    assert "erased" in words(forgotten)
    assert "/customer" not in words(forgotten)


def test_a_note_is_repeated_as_it_was_kept() -> None:
    note = timeline().notes[0]
    assert "likes to be called Sam" in words(customers.noted(customer(), note, customer().references[0]))


def test_figures_say_what_they_count() -> None:
    shown = figure_views.figures(figures(), "This week")
    for said in (
        "27 of 30 (90%)",
        "9 of 12 (75%)",
        "$180",
        "Not delivered yet",
        "15 min",
        "Account credit:  8 ($180)",
    ):
        assert said in words(shown)
    assert "3 not delivered yet" in shown.text
    assert "These are small numbers" not in words(shown)


def test_small_figures_are_said_to_be_small_and_get_no_percentage() -> None:
    few = few_figures(recorded=4, done=3, done_on_time=2)
    assert "small numbers" in words(figure_views.figures(few, "This week"))
    assert "%" not in words(figure_views.figures(few, "This week"))
    assert figure_words.share(0, 0) == "0 of 0"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_examples(command: str) -> None:
    shown = help.help_for(command)
    checked(shown)
    assert command in shown.text
    assert len(shown.text) > 60
    assert f"{command} " in words(shown).replace('"', " ")
    assert "'code': True" in str(shown.payload())
    assert 3 <= sum(len(block["elements"]) for block in shown.payload()["blocks"]) <= 6


@pytest.mark.parametrize("words_typed", [4, 500])
def test_what_cannot_be_read_is_shown_by_its_head_above_the_help_and_whole(words_typed: int) -> None:
    typed = " ".join(f"word{n}" for n in range(words_typed))[:3000]
    shown = help.help_for("/service", typed)
    above, _, below = words(shown).partition("/service month")
    assert typed[:20] in above
    assert len(above) < 400, "what to type instead is seen at once"
    assert typed in (above if words_typed == 4 else below), "nothing typed is lost"
    assert words(shown).count(typed) == 1


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


def test_a_lead_reads_how_the_team_stands() -> None:
    said = words(home.home(day(), NOW))
    assert "12 overdue :   3 ,   3 ,   3 ,   3 Mara Lindt" in said
    assert "… and 7 more. All of them, with their buttons:  /followup team" in said
    assert "$600  in 7 gestures within 30 days, $480 of it without a lead." in said
    assert "A customer may get $2,000 within 365 days; with what is asked now:  x  $1,800" in said


def test_where_leads_allowed_all_of_it_nothing_was_given_alone() -> None:
    spending = Spending(30, 50_000, "USD", total=4_900, count=1)
    said = words(home.home(day(team=team_day(spending=spending)), NOW))
    assert "$49  in 1 gesture within 30 days, none of it without a lead." in said


def test_a_team_that_is_well_is_said_to_be() -> None:
    well = team_day(overdue=(), owners=(), spending=Spending(30, 50_000, "USD"), limit=Limit(365, 1, "USD"))
    view = home.home(day(team=well), NOW)
    assert "Nothing of the team’s is overdue. 🌿" in words(view)
    assert "Nothing within 30 days. An agent may give $500 alone in that time." in words(view)
    assert "A customer may get" not in words(view)


@pytest.mark.parametrize(("foreign", "said"), [(1, "1 more is"), (3, "3 more are")])
def test_what_cost_another_currency_is_said_not_to_be_counted(foreign: int, said: str) -> None:
    for spent in (Spending(30, 50_000, "USD", (), 60_000, 7, foreign), Spending(30, 50_000, "USD", foreign=foreign)):
        assert f"{said} in another currency and not counted." in words(
            home.home(day(team=team_day(spending=spent)), NOW)
        )


def test_whoever_works_alone_does_not_read_their_own_twice() -> None:
    mine = team_day(owners=((AGENT, 1),), overdue=(followup(),))
    said = words(home.home(day(team=mine), NOW))
    assert "1 overdue :" not in said
    assert "Nothing of the team’s" not in said


def test_a_team_without_limits_is_shown_without_them() -> None:
    view = home.home(day(team=team_day(spending=None, limit=None)), NOW)
    checked(view)
    assert "Given" not in words(view)


def test_it_is_said_when_slack_has_not_told_who_leads() -> None:
    assert team.UNSURE in words(home.home(day(team=team_day(is_doubtful=True)), NOW))
    assert team.UNSURE not in words(home.home(day(), NOW))
