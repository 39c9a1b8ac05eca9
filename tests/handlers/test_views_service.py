"""The promise ledger as the team sees it."""

from __future__ import annotations

from dataclasses import replace

from test_views_followups import words
from test_views_samples import few_figures, figures

from bot.service import Report
from handlers.views import service
from handlers.views.blocks import checked
from storage.figures import Promises


def told(report: Report) -> str:
    """What the figures of a week say, with single spaces."""
    return " ".join(words(service.figures(report, "This week")).split())


def test_promises_kept_come_first_and_the_others_below() -> None:
    said = told(figures())
    assert "Promises kept: 18 of 20 (90%)" in said
    assert "Kept late: 1" in said
    assert "Broken: 1" in said
    assert said.index("Promises kept") < said.index("Kept late") < said.index("Broken") < said.index("Recorded")
    assert service.figures(figures(), "This week").text.startswith("This week: 18 of 20 (90%) promises kept;")


def test_the_time_before_stands_beside() -> None:
    assert "In the same time before, 15 of 18 (83%) were kept." in told(figures())
    first = replace(figures(), before=Promises(0, 0, 0))
    assert "the same time before" not in told(first)


def test_few_promises_get_no_percentage() -> None:
    few = few_figures(promises_kept=3, promises_late=1, solved_at_once=1, solved_or_not=2)
    said = told(few)
    assert "Promises kept: 3 of 4 " in said
    assert "Solved at the first contact: 1 of 2 " in said
    assert "%" not in said


def test_without_a_promise_it_says_how_to_make_one() -> None:
    said = told(few_figures())
    assert "by friday noon" in said
    assert "Broken" not in said


def test_solved_at_the_first_contact() -> None:
    assert "Solved at the first contact: 12 of 16 (75%)" in told(figures())


def test_nobody_is_named() -> None:
    assert "'user" not in str(checked(service.figures(figures(), "This week")))
