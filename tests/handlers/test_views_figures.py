"""The figures as the team sees them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from test_views_followups import labels, words
from test_views_samples import NOW, few_figures, figures, reasons_of_a_week

from bot import figure_rows
from bot.service import Report
from handlers.views import figure_words
from handlers.views import figures as views
from handlers.views.limits import checked
from sandbox.limits.blocks import check_blocks
from storage.records import Csat, Figures, Given, Nps, Spread


def told(report: Report) -> str:
    """What the figures of a week say, with single spaces."""
    return " ".join(words(views.figures(report, "This week")).split())


def charts(report: Report) -> dict[str, dict[str, Any]]:
    """The charts, by their titles."""
    blocks = views.figures(report, "This week").payload()["blocks"]
    check_blocks(blocks, "message")
    return {block["title"]: block["chart"] for block in blocks if block["type"] == "data_visualization"}


def test_promises_kept_come_first_and_the_others_below() -> None:
    said = told(figures())
    assert "Promises kept: 18 of 20 (90%)" in said
    assert "Kept late: 1" in said
    assert "Broken: 1" in said
    assert said.index("Promises kept") < said.index("Kept late") < said.index("Broken") < said.index("Recorded")
    assert views.figures(figures(), "This week").text.startswith("This week: 18 of 20 (90%) promises kept;")


def test_the_time_before_stands_beside() -> None:
    said = told(figures())
    assert "Promises kept: 18 of 20 (90%) · before 15 of 18 (83%)" in said
    assert "Gestures granted: 8, worth $180 · before 6, worth $60" in said
    assert "“Before” are the 7 days before these." in said
    first = told(replace(figures(), before=few_figures().figures))
    assert "before" not in first.casefold()


def test_a_figure_without_a_case_before_stands_alone() -> None:
    before = replace(few_figures().figures, recorded=3)
    said = told(replace(figures(), before=before))
    assert "Recorded: 40 · before 3" in said
    assert "Promises kept: 18 of 20 (90%) Kept" in said


def test_few_promises_get_no_percentage() -> None:
    few = few_figures(promises_kept=3, promises_late=1, solved_at_once=1, solved_or_not=2)
    said = told(few)
    assert "Promises kept: 3 of 4 " in said
    assert "Solved at the first contact: 1 of 2 " in said
    assert "%" not in said
    assert "These are small numbers: read them as stories" in said


def test_small_numbers_beside_large_ones_are_named() -> None:
    assert "Small numbers (gestures, decisions): read them as stories" in told(figures())


def test_what_is_so_now_stands_apart_from_what_happened_in_that_time() -> None:
    said = told(few_figures(recorded=5, open_overdue=8, requests_waiting=2))
    parts = ("Follow-ups", "Recorded: 5", "Gestures", "At this moment, whenever it began", "Overdue now: 8",
             "Waiting for a lead: 2")  # fmt: skip
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)


def test_without_a_promise_it_says_how_to_make_one() -> None:
    said = told(few_figures(recorded=1))
    assert "by friday noon" in said
    assert "Broken" not in said


def test_an_empty_time_is_told_kindly() -> None:
    said = told(few_figures())
    assert "That is fine" in said
    assert "0" not in said.replace("by friday noon", "")
    assert "Overdue now: 2. Waiting for a lead: 0." in told(few_figures(open_overdue=2))


def test_a_quiet_week_is_one_sentence() -> None:
    shown = views.weekly(few_figures())
    assert len(shown.blocks) == 1
    assert "was quiet: nothing was written down, and nothing is overdue." in words(shown)
    assert "Overdue now: 2" in words(views.weekly(few_figures(open_overdue=2)))


def test_times_say_their_median_and_where_there_are_enough_their_90th_percentile() -> None:
    said = told(figures())
    assert "How late: median 4 min, 9 in 10 within 2 h 30 min, 30 cases · before 5 min, 2 h 30 min (20 cases)" in said
    assert "First draft: median 3 s, 9 in 10 within 12 s, 12 cases" in said
    assert "Time to a decision: median 15 min (10 min at work), 8 cases" in said


def test_what_customers_say_stands_there_once_it_is_known() -> None:
    assert "Customers say" not in told(figures())
    heard = figures(csat=Csat(40, 34, 4.25), nps=Nps(20, 11, 4))
    said = told(heard)
    assert "CSAT: 4.2 of 5, 34 of 40 (85%) satisfied" in said
    assert "NPS: +35 from 20 answers" in said
    assert "NPS: 2 for us, 1 against, of 4" in told(figures(nps=Nps(4, 2, 1)))


def test_reasons_and_kinds_stand_below_each_other() -> None:
    kinds = tuple(Given(f"Kind {number}", 9 - number, 100) for number in range(8))
    said = told(figures(by_kind=kinds, by_reason=(Given("Late parcel", 5, 9_000),)))
    assert "Kind 4: 5 ($1) … and 3 more kinds, in the CSV" in said
    assert "Kind 5" not in said
    assert "Late parcel: 5 ($90)" in said


def test_times_by_the_calendar_have_those_at_work_beside_them() -> None:
    said = told(figures(lateness_at_work=Spread(30, 120, 3600), first_draft_at_work=Spread(12, 2, 9)))
    assert "How late: median 4 min (2 min at work), 9 in 10 within 2 h 30 min (1 h at work), 30 cases" in said
    assert "First draft: median 3 s (2 s at work), 9 in 10 within 12 s (9 s at work), 12 cases" in said
    said = told(figures(first_draft_at_work=Spread(12, 0, 0)))
    assert "First draft: median 3 s (none at work), 9 in 10 within 12 s (none at work), 12 cases" in said
    assert "median 0 min (0 min at work)" in told(
        figures(lateness=Spread(3, 0, None), lateness_at_work=Spread(3, 0, None))
    )


def test_what_costs_another_currency_is_said() -> None:
    assert "another currency" not in told(figures())
    assert "Of these in another currency, not in the sum: 2" in told(figures(gestures_foreign=2))


def test_one_is_no_plural() -> None:
    one = views.figures(few_figures(recorded=1, drafts=1, gestures_granted=1), "This week").text
    assert one.startswith("This week: 1 follow-up recorded, 0 done; 1 draft; 1 gesture granted, worth $0,")


def test_solved_at_the_first_contact() -> None:
    assert "Solved at the first contact: 12 of 16 (75%)" in told(figures())


def test_nobody_is_named() -> None:
    assert "'user" not in str(checked(views.figures(figures(), "This week")))


def test_shares_are_drawn_beside_those_before() -> None:
    chart = charts(figures())["Shares, in percent"]
    assert chart["axis_config"]["categories"] == ["Promises kept", "On time", "Solved at once", "Drafts used"]
    assert {one["name"]: [point["value"] for point in one["data"]] for one in chart["series"]} == {
        "Before": [83.3, 80.0, 70.0, 50.0],
        "Now": [90.0, 90.0, 75.0, 75.0],
    }


def test_few_cases_make_no_chart_of_shares() -> None:
    assert "Shares, in percent" not in charts(replace(few_figures(promises_kept=9, done=9), done_on=figures().done_on))
    uneven = replace(figures(), before=few_figures(done=9, done_on_time=3).figures)
    assert [one["name"] for one in charts(uneven)["Shares, in percent"]["series"]] == ["Now"]


def test_a_single_bar_is_not_drawn() -> None:
    """Neither one share nor one day has anything beside it; nor is it said as if it were drawn."""
    week = figures().done_on
    one_day = replace(figures(), done_on=tuple((day, 9 if day == week[3][0] else 0) for day, _ in week))
    assert list(charts(one_day)) == ["Shares, in percent"]
    assert "Done by day" not in views.figures(one_day, "This week").text
    two_days = replace(one_day, done_on=(*one_day.done_on[:-1], (week[-1][0], 1)))
    assert list(charts(two_days)) == ["Shares, in percent", "Follow-ups done each day"]

    drafts = replace(few_figures(recorded=9, drafts=34, drafts_used=8), before=figures().before)
    assert charts(drafts) == {}
    shown = views.figures(drafts, "This week")
    assert "In percent" not in shown.text
    assert "Used: 8 of 34 (24%)" in " ".join(words(shown).split())
    both = replace(drafts, figures=replace(drafts.figures, done=20, done_on_time=18))
    assert charts(both)["Shares, in percent"]["axis_config"]["categories"] == ["On time", "Drafts used"]


def test_what_is_drawn_stands_in_the_text_too() -> None:
    report = figures()
    text = views.figures(report, "This week").text
    for chart in charts(report).values():
        for series in chart["series"]:
            for point in series["data"]:
                assert point["label"] in text
                assert f"{point['value']:g}" in text


def test_a_message_of_every_figure_stays_within_what_slack_takes() -> None:
    named = tuple(Given("A kind with a long label " * 3, 1_000_000, 10**12) for _ in range(100))
    spread = Spread(1_000_000, 1e6, 1e7)
    changes = {
        "csat": Csat(10**6, 10**6, 4.5), "nps": Nps(10**6, 10, 10), "by_kind": named, "by_reason": named,
        "lateness": spread, "lateness_at_work": spread, "first_draft": spread, "first_draft_at_work": spread,
        "decision": spread, "decision_at_work": spread,
    }  # fmt: skip
    full = figures(**changes)
    blocks = checked(views.figures(replace(full, before=full.figures), "The last 30 days"))["blocks"]
    assert len(json.dumps(blocks, ensure_ascii=False)) < 12_000


def test_each_figure_has_a_meaning() -> None:
    said = words(views.meanings())
    for name in ("Promises kept", "On time", "How late", "Reopened", "First draft", "CSAT", "NPS", "9 in 10", "Before"):
        assert name in said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0 min"), (0.2, "1 s"), (59, "59 s"), (60, "1 min"), (3599, "1 h"), (4800, "1 h 20 min"), (86400, "1 d"),
     (99_000, "1 d 4 h"), (7200, "2 h")],
)  # fmt: skip
def test_spans_are_short(seconds: float, said: str) -> None:
    assert figure_words.took(seconds) == said


def test_the_values_are_there_to_copy() -> None:
    text = figure_rows.as_csv(figures())
    shown = views.as_csv(text)
    check_blocks(checked(shown)["blocks"], "message")
    (block,) = shown.payload()["blocks"]
    assert "\n".join(piece["elements"][0]["text"] for piece in block["elements"]) == text.rstrip("\n")
    assert "promises kept,90.0,percent,20,83.333,18" in text


def test_too_many_values_say_where_they_all_are() -> None:
    named = tuple(Given(f"Kind {number} {'x' * 60}", 1, 100) for number in range(100))
    shown = views.as_csv(figure_rows.as_csv(figures(by_kind=named)))
    assert "more lines. For all of them, ask whoever looks after Extra Mile here." in words(shown)
    check_blocks(checked(shown)["blocks"], "message")
    assert "1 more line. For" in words(views.as_csv("\n".join(["x" * 2000] * 4 + ["x" * 2000])))


def test_the_week_is_named_by_its_last_day() -> None:
    assert views.weekly(figures()).text.startswith("The week to Tuesday 24 November: ")


def test_the_week_tells_what_came_up_most_with_the_button_to_change_it() -> None:
    top = tuple(reasons_of_a_week(None, 7))
    for week in (figures(), replace(figures(), figures=Figures(NOW, NOW, "USD"))):
        shown = views.weekly(replace(week, reasons=top))
        assert "What came up most" in words(shown)
        assert "two carriers" in words(shown)
        assert labels(shown)[-1] == "What we change…"
    assert "What we change…" not in labels(views.weekly(figures()))


def test_a_figure_is_no_case_of_another() -> None:
    """`Figures.is_empty` and what is shown agree: nothing that happened is called nothing."""
    for change in ("recorded", "promises_kept", "done", "reopened", "drafts", "gestures_granted"):
        assert not Figures(*few_args(), **{change: 1}).is_empty


def few_args() -> tuple[Any, Any, str]:
    few = few_figures().figures
    return few.since, few.until, few.currency
