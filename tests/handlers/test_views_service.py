"""What leads see of how drafts fare."""

from __future__ import annotations

from dataclasses import replace

from test_views_followups import words

from bot.learning import Line, Report, Spent
from handlers.views import service as views
from handlers.views.limits import checked

FARED = Line("bars-1", "reply.v2", 40, 20, 10, 0.25, 5, 2, 1.84, 3, Spent(60_000, 8_000, 38_400))
STEPPED_IN = Line("phrasebook", "phrasebook.v1", 3, 1, 0, None, 0, 0, 0.012, 0, Spent())


def told(*lines: Line, currency: str = "USD") -> str:
    """What the figures say of these lines, with single spaces."""
    shown = views.learning(Report(lines, currency))
    checked(shown)
    return " ".join(words(shown).split()).replace(" ,", ",")


def test_a_version_is_told_with_its_time_its_tokens_and_its_cost() -> None:
    said = told(FARED, STEPPED_IN)
    assert "bars-1 · reply.v2 — 20 of 40 (50%) used as they were, 10 after a change" in said
    assert "5 discarded, 2 with another feeling or matter than it saw, 3 times replaced by the phrasebook" in said
    assert "written in 1.8 s, 68,000 tokens for $0.038 ($0.00096 a draft)" in said
    assert "phrasebook · phrasebook.v1 — 1 of 3 used as they were, 0 after a change, 0 discarded, written in" in said
    assert "price" not in said


def test_what_nobody_knows_is_not_told_as_a_cost() -> None:
    unpriced = told(replace(FARED, spent=Spent(60_000, 8_000, None, is_all=False)))
    assert "68,000 tokens What" in unpriced
    assert "known from when the policy names a price in [drafts]" in unpriced
    partly = told(replace(FARED, spent=Spent(60_000, 8_000, 1_230_000, is_all=False)), currency="EUR")
    assert "68,000 tokens for at least €1.23" in partly
    assert "a draft)" not in partly


def test_a_version_that_never_gave_a_draft_says_so() -> None:
    gave_nothing = replace(FARED, drafts=0, as_they_were=0, after_a_change=0, changed=None, seconds=None, replaced=1)
    assert "— no draft in the end, 1 time replaced by the phrasebook, 68,000 tokens for $0.038" in told(gave_nothing)
