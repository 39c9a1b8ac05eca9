"""Does kindness work? As the team reads it, on a phone, and by ear."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from test_views_followups import labels, words
from test_views_samples import kindnesses

from bot.intervals import Interval
from bot.kindness import Compared, Line, Report
from handlers.views import kindness
from handlers.views.limits import checked
from sandbox.limits.blocks import check_blocks
from storage.records import Share


def rows(r: Report) -> list[list[str]]:
    """The table's cells, without its header."""
    blocks = kindness.report(r).payload()["blocks"]
    check_blocks(blocks, "message")
    (table,) = (block for block in blocks if block["type"] == "data_table")
    return [[cell["text"] for cell in row] for row in table["rows"][1:]]


def test_each_measure_has_both_sides_the_difference_and_its_range() -> None:
    found = {row[0]: row[1:] for row in rows(kindnesses())}
    assert found["Account credit: solved"] == ["81% of 42", "70% of 310", "+11 in 100 (−3 to +22), may be chance"]
    assert found["Account credit: back in 30 days"] == ["4 of 9", "0% of 300", "too few to say"]
    assert found["Account credit: CSAT"] == ["+0.8 (20)", "+0.1 (150)", "+0.7 (+0.2 to +1.2)"]
    assert found["Account credit: NPS, after"] == ["9.0 (12)", "7.0 (15)", "+2.0; no range, as all answered alike"]
    assert found["Handwritten note"] == ["9", "343", "too few to say"]
    assert found["Personal follow-up: solved"][0] == "81% of 42"


def test_a_phone_has_room_for_each_header() -> None:
    (table,) = (block for block in kindness.report(kindnesses()).payload()["blocks"] if block["type"] == "data_table")
    assert all(len(cell["text"]) <= len("Measure") for cell in table["rows"][0])


def test_what_it_cost_stands_below() -> None:
    said = " ".join(words(kindness.report(kindnesses())).split())
    assert "Account credit: $20 a case; $24.69 for each solved matter, whether or not it came of the gesture (" in said
    assert "gesture ($22 to $31); $29 for" in said
    assert "$29 for each CSAT point more ($17 to $900); 3 in another currency not counted" in said
    free = replace(kindnesses(), lines=kindnesses().lines[:1])
    assert "What it cost" not in words(kindness.report(free))


def test_nobody_is_told_that_one_caused_the_other_and_everything_is_explained() -> None:
    shown = kindness.report(kindnesses())
    said = words(shown)
    assert "not what caused it" in said
    assert "not what caused it" in shown.text
    assert labels(shown) == ["What do these mean?"]
    meant = words(kindness.meanings())
    for meaning in ("first follow-up", "granted by then", "stands for the proactive fix", "30 days are over", "95%"):
        assert meaning in meant
    assert said.index("not what caused it") < said.index("Account credit")


def test_who_hears_it_gets_the_same() -> None:
    text = kindness.report(kindnesses()).text
    assert text.startswith("Does kindness work? The last 12 months, 352 customers.")
    assert "Account credit: solved 81% of 42 with, 70% of 310 without: +11 in 100 (−3 to +22), may be chance;" in text


def test_many_kinds_are_cut_and_the_message_stays_in_its_frame() -> None:
    many = kindnesses("W" * 75, 50)
    shown = kindness.report(many)
    assert "… and 46 more kinds of gestures." in words(shown)
    assert len(json.dumps(checked(shown)["blocks"], ensure_ascii=False)) < 12_000


@pytest.mark.parametrize(("low", "high", "by_chance"), [(0.01, 0.2, False), (-0.2, -0.01, False), (0.0, 0.2, True)])
def test_only_a_range_with_nothing_in_it_may_be_chance(low: float, high: float, by_chance: bool) -> None:
    compared = Compared("solved", Share(10, 20), Share(10, 20), (low + high) / 2, Interval(low, high))
    line = Line("kept", "", 20, 20, (compared,), None)
    ((*_, said),) = rows(Report("quarter", 40, "USD", (line,)))
    assert ("may be chance" in said) is by_chance
    assert rows(Report("quarter", 40, "USD", (line,)))[0][0] == "Promise kept: solved"


def test_nothing_yet() -> None:
    shown = kindness.report(Report("quarter", 0, "USD", ()))
    assert shown.text == "No follow-up was done in the last 90 days: there is nothing to compare yet."


def test_where_no_kindness_was_there_is_nothing_to_compare() -> None:
    assert "nothing to compare" in kindness.report(Report("year", 7, "USD", ())).text
