"""The policy's rules and caps: what fits a case, what it decides, and the words for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import allowances
from bot.policy import Policy, load
from bot.rules import Cap, Case, Rule, Used, exceeded, fits
from bot.verdicts import Verdict, cost, fixed_amount, judge

AIRLINE = load(Path("examples/airline.toml"))
CERTIFICATE, MILES = AIRLINE.gestures.kinds["certificate"], AIRLINE.gestures.kinds["miles"]
GOOD = frozenset({"asked", "checked"})
CANCELLED = Case("cancelled", "gold", 3, GOOD)
CODES = st.sampled_from([None, "cancelled", "delayed", "baggage", "service"])
TIERS = st.sampled_from([None, "regular", "silver", "gold"])
FACTS = st.frozensets(st.sampled_from(sorted(AIRLINE.gestures.facts)))
CASES = st.builds(Case, CODES, TIERS, st.integers(1, 12), FACTS)


def verdict(amount: int, case: Case, used: tuple[Used, ...] = (), policy: Policy = AIRLINE) -> Verdict:
    kind = policy.gestures.kinds["certificate"]
    return judge(policy, kind, amount, cost(kind, amount, None, policy), 0, 0, case, used)


class TestFitting:
    def test_an_empty_rule_fits_everything(self) -> None:
        assert fits(Rule(), Case())
        assert fits(Rule(), CANCELLED)

    @pytest.mark.parametrize(
        ("rule", "fitting"),
        [
            (Rule(reasons=frozenset({"cancelled", "delayed"})), True),
            (Rule(reasons=frozenset({"delayed"})), False),
            (Rule(tiers=frozenset({"silver"})), False),
            (Rule(facts=frozenset({"asked"})), True),
            (Rule(facts=frozenset({"asked", "insured"})), False),
            (Rule(unless=frozenset({"insured"})), True),
            (Rule(unless=frozenset({"checked"})), False),
        ],
    )
    def test_each_condition_must_hold(self, rule: Rule, fitting: bool) -> None:
        assert fits(rule, CANCELLED) is fitting

    @given(CASES)
    def test_what_is_refused_nothing_allows(self, case: Case) -> None:
        if "asked" not in case.facts or "checked" not in case.facts:
            for amount in (5_000, 10_000, 10_000 * case.units):
                assert verdict(amount, case).outcome == "refused"

    @given(CASES, st.integers(1, 200_000))
    def test_only_the_fixed_amount_is_ever_given(self, case: Case, amount: int) -> None:
        if verdict(amount, case).outcome != "refused":
            assert amount == fixed_amount(CERTIFICATE, case)
            assert amount == {"cancelled": 10_000, "delayed": 5_000}[str(case.reason)] * case.units


class TestWords:
    def test_the_amount_is_fixed_for_each(self) -> None:
        assert verdict(25_000, CANCELLED).words == (
            "Travel certificate: it is $100 for each passenger, so $300 for 3, not $250."
        )

    def test_what_would_be_allowed_for_this_reason(self) -> None:
        told = verdict(10_000, replace(CANCELLED, tier="regular"))
        assert (told.outcome, told.rule) == ("refused", "no_rule_allows")
        assert told.words.startswith(
            "Travel certificate: only $100 for each passenger if it is about Cancelled flight and the customer is "
            "silver or gold; or "
        )
        assert "Delayed" not in told.words

    def test_for_which_reasons_there_is_anything(self) -> None:
        assert verdict(10_000, replace(CANCELLED, reason="baggage")).words == (
            "Travel certificate: only if it is about Cancelled flight or Delayed flight."
        )

    def test_what_is_allowed_today(self) -> None:
        said = allowances.in_words(AIRLINE, 0)
        assert "Travel certificate: it is never offered unasked." in said
        assert "Bonus miles: only if it is about Late baggage or Service on board." in said
        assert "The team may give up to $20,000 of Travel certificate within 30 days; then one lead decides." in said

    def test_what_is_left_of_a_cap(self) -> None:
        used = [None if cap.per == "customer" else Used(1_999_000, 3) for cap in AIRLINE.gestures.caps]
        said = allowances.in_words(AIRLINE, 0, used)
        team = "The team may give up to $20,000 of Travel certificate within 30 days"
        assert f"{team} (left: $10); then one lead decides." in said
        assert not any("left" in sentence for sentence in said if sentence.startswith("One customer"))


class TestCaps:
    CUSTOMER = Cap("customer", 30, frozenset({"credit"}), amount=5_000, count=2)

    @pytest.mark.parametrize(
        ("used", "kind", "cost_minor", "over"),
        [
            (Used(0, 0), "credit", 5_000, False),
            (Used(1, 0), "credit", 5_000, True),
            (Used(5_000, 1), "credit", 0, False),
            (Used(0, 2), "credit", 0, True),
            (Used(9_999, 9), "note", 9_999, False),
        ],
    )
    def test_count_up_to_the_cent(self, used: Used, kind: str, cost_minor: int, over: bool) -> None:
        assert bool(exceeded([self.CUSTOMER], [used], kind, cost_minor)) is over

    def test_beyond_one_leads_decide_or_nobody(self) -> None:
        asked = replace(CANCELLED, units=1)
        assert verdict(10_000, asked, (Used(0, 2), Used())).outcome == "two_leads"
        assert verdict(10_000, asked, (Used(), Used(1_990_001, 9))).outcome == "one_lead"
        both = verdict(10_000, asked, (Used(0, 2), Used(2_000_000, 9)))
        assert both.outcome == "two_leads", "what asks for the most counts"
        strict = replace(AIRLINE, gestures=replace(AIRLINE.gestures, caps=(Cap("agent", 1, count=1),)))
        told = verdict(10_000, asked, (Used(0, 1),), strict)
        assert (told.outcome, told.rule) == ("refused", "over_cap")
        assert told.words == (
            "One agent may give 1 gesture within a day; this one already has 1 gesture, open requests included."
        )

    @given(CASES, st.integers(0, 3), st.integers(0, 3_000_000))
    def test_more_used_never_allows_more(self, case: Case, count: int, amount: int) -> None:
        rank = ["granted", "one_lead", "two_leads", "refused"]
        worth = fixed_amount(CERTIFICATE, case) or 10_000
        fresh, used = (verdict(worth, case, then) for then in ((Used(), Used()), (Used(0, count), Used(amount, count))))
        assert rank.index(used.outcome) >= rank.index(fresh.outcome)
