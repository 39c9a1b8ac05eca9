from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import allowances
from bot.gesture_words import describe_amount, describe_gesture, describe_median
from bot.policy import Kind, Limit, Policy, Unit, load
from bot.verdicts import (
    Verdict,
    cost,
    judge,
    lead_may_decide_alone,
)

POLICY = load(Path("policy.toml"))
KINDS = POLICY.gestures.kinds
DISCOUNT, CREDIT, FREE, NOTE = KINDS["discount"], KINDS["credit"], KINDS["free_time"], KINDS["note"]
RANK = {"granted": 0, "one_lead": 1, "two_leads": 2, "refused": 3}


def verdict(kind: Kind, amount: int, customer: int = 0, agent: int = 0, policy: Policy = POLICY) -> Verdict:
    return judge(policy, kind, amount, cost(kind, amount, None, policy), customer, agent)


@pytest.mark.parametrize(
    ("kind", "amount", "outcome", "rule", "words"),
    [
        (CREDIT, 1, "granted", "within_agent_limit", "Account credit: up to $25 the agent decides alone."),
        (CREDIT, 2500, "granted", "within_agent_limit", "Account credit: up to $25 the agent decides alone."),
        (
            CREDIT,
            12_000,
            "one_lead",
            "over_agent_limit",
            "Account credit: up to $25 the agent decides alone; $120 takes one lead.",
        ),
        (CREDIT, 2501, "one_lead", "over_agent_limit", "up to $25 the agent decides alone; $25.01 takes one lead."),
        (CREDIT, 20_000, "one_lead", "over_agent_limit", "$200 takes one lead."),
        (
            CREDIT,
            20_001,
            "two_leads",
            "over_lead_limit",
            "Account credit: up to $200 one lead decides; $200.01 takes two different leads.",
        ),
        (CREDIT, 100_000, "two_leads", "over_lead_limit", "$1,000 takes two different leads."),
        (CREDIT, 100_001, "refused", "over_maximum", "Account credit: the policy allows up to $1,000, not $1,000.01."),
        (CREDIT, 0, "refused", "not_above_zero", "Account credit: the amount must be above zero."),
        (CREDIT, -1, "refused", "not_above_zero", "Account credit: the amount must be above zero."),
        (DISCOUNT, 1000, "granted", "within_agent_limit", "up to 10% the agent decides alone."),
        (DISCOUNT, 1001, "one_lead", "over_agent_limit", "10.01% takes one lead."),
        (DISCOUNT, 3001, "two_leads", "over_lead_limit", "up to 30% one lead decides; 30.01% takes two"),
        (DISCOUNT, 5001, "refused", "over_maximum", "up to 50%, not 50.01%."),
        (FREE, 1, "one_lead", "over_agent_limit", "Free months: 1 month takes one lead."),
        (FREE, 3, "two_leads", "over_lead_limit", "Free months: up to 1 month one lead decides; 3 months takes two"),
        (NOTE, 0, "granted", "agent_decides", "Handwritten note: the agent decides alone."),
        (replace(NOTE, agent_decides=False), 0, "one_lead", "lead_decides", "Handwritten note: one lead decides."),
    ],
)
def test_the_amount_decides_who_decides(kind: Kind, amount: int, outcome: str, rule: str, words: str) -> None:
    judged = verdict(kind, amount)
    assert (judged.outcome, judged.rule) == (outcome, rule)
    assert judged.words.endswith(words) or words in judged.words


def test_an_agents_budget_counts_up_to_the_cent() -> None:
    assert verdict(CREDIT, 2000, agent=48_000).outcome == "granted"
    over = verdict(CREDIT, 2000, agent=48_001)
    assert (over.outcome, over.rule) == ("one_lead", "over_agent_budget")
    assert over.words == (
        "An agent may grant up to $500 within 30 days alone; $480.01 of it is used and this counts $20, "
        "so it takes one lead."
    )


def test_a_customers_limit_refuses_whoever_asks_and_whatever_else_allows() -> None:
    assert verdict(CREDIT, 2000, customer=198_000).outcome == "granted"
    for amount in (2000, 12_000, 50_000):
        over = verdict(CREDIT, amount, customer=198_001)
        assert (over.outcome, over.rule) == ("refused", "over_customer_limit")
    assert verdict(CREDIT, 2000, customer=198_001).words == (
        "One customer may get up to $2,000 within 365 days; this one already has $1,980.01, open requests included, "
        "and this counts $20."
    )


def test_refusals_win_over_every_other_rule() -> None:
    assert verdict(CREDIT, 100_001, customer=10**9, agent=10**9).outcome == "refused"
    assert verdict(CREDIT, 12_000, customer=10**9, agent=10**9).rule == "over_customer_limit"
    assert verdict(CREDIT, 50_000, agent=10**9).outcome == "two_leads"


def test_what_costs_nothing_meets_no_limit_on_money() -> None:
    assert verdict(NOTE, 0, customer=10**9, agent=10**9).outcome == "granted"
    flowers = replace(NOTE, costs=4000)
    assert verdict(flowers, 0, agent=46_001).rule == "over_agent_budget"
    assert verdict(flowers, 0, customer=196_001).rule == "over_customer_limit"


def test_rules_that_are_switched_off_forbid_nothing() -> None:
    free = replace(POLICY, gestures=replace(POLICY.gestures, customer_limit=None, agent_budget=None))
    assert verdict(CREDIT, 2500, customer=10**9, agent=10**9, policy=free).outcome == "granted"


@pytest.mark.parametrize(
    ("kind", "amount", "price", "minor"),
    [
        (CREDIT, 1250, None, 1250),
        (DISCOUNT, 1000, None, 1000),
        (DISCOUNT, 1255, None, 1255),
        (DISCOUNT, 1000, 8000, 800),
        (DISCOUNT, 1000, 5, 1),  # half a cent rounds up
        (DISCOUNT, 1000, 4, 0),
        (DISCOUNT, 3333, 9999, 3333),
        (FREE, 2, None, 6000),
        (NOTE, 0, None, 0),
        (replace(DISCOUNT, costs=1), 50, None, 1),
        (replace(DISCOUNT, costs=1), 49, None, 0),
        (replace(NOTE, costs=400), 0, None, 400),
    ],
)
def test_what_a_gesture_counts_is_exact(kind: Kind, amount: int, price: int | None, minor: int) -> None:
    assert cost(kind, amount, price, POLICY) == minor


def test_one_lead_is_enough_up_to_the_leads_limit() -> None:
    assert lead_may_decide_alone(CREDIT, 20_000)
    assert not lead_may_decide_alone(CREDIT, 20_001)
    assert lead_may_decide_alone(NOTE, 0)


def test_the_allowance_says_what_i_may_and_what_is_left() -> None:
    assert allowances.in_words(POLICY, 2050) == [
        "Alone you may grant $500 within 30 days: $479.50 is left, above it a lead decides.",
        "One customer may get up to $2,000 within 365 days.",
        "Discount on the next order: up to 10% you decide, up to 30% one lead, up to 50% two leads.",
        "Account credit: up to $25 you decide, up to $200 one lead, up to $1,000 two leads.",
        "Free months: up to 1 month one lead, up to 3 months two leads.",
        "Handwritten note: you decide.",
    ]
    assert "$0 is left" in allowances.in_words(POLICY, 10**9)[0]


def test_the_allowance_leaves_out_what_is_off() -> None:
    kinds = {"note": replace(NOTE, agent_decides=False), "credit": replace(CREDIT, lead_limit=2500, maximum=2500)}
    gestures = replace(POLICY.gestures, kinds=kinds, customer_limit=None, agent_budget=None)
    assert allowances.in_words(replace(POLICY, gestures=gestures), 0) == [
        "Handwritten note: one lead decides.",
        "Account credit: up to $25 you decide.",
    ]
    daily = replace(POLICY.gestures, kinds={}, customer_limit=Limit(100, 1), agent_budget=None)
    assert allowances.in_words(replace(POLICY, gestures=daily), 0) == ["One customer may get up to $1 within a day."]


@dataclass(frozen=True)
class Given:
    """A gesture on record, whose kind the policy may have lost since."""

    label: str
    unit: Unit


@pytest.mark.parametrize(
    ("gesture", "amount", "price", "worth", "words"),
    [
        (Given("Account credit", "money"), 2000, None, "$20", "Account credit of $20"),
        (Given("VIP discount", "percent"), 1000, None, "10%", "10% VIP discount"),
        (Given("Rabatt auf die Bestellung", "percent"), 1000, None, "10%", "10% Rabatt auf die Bestellung"),
        (Given("Discount on the next order", "percent"), 1000, None, "10%", "10% discount on the next order"),
        (Given("Discount", "percent"), 1250, 8000, "12.5%", "12.5% discount (on $80)"),
        (Given("Discount", "percent"), 5, None, "0.05%", "0.05% discount"),
        (Given("Free months", "time"), 1, None, "1 month", "1 free month"),
        (Given("Free months", "time"), 2, None, "2 months", "2 free months"),
        (Given("Longer trial", "time"), 2, None, "2 months", "Longer trial of 2 months"),
        (Given("Handwritten note", "none"), 0, None, "", "Handwritten note"),
    ],
)
def test_a_gesture_reads_as_one_says_it(gesture: Given, amount: int, price: int | None, worth: str, words: str) -> None:
    assert describe_amount(gesture, amount, "USD") == worth
    assert describe_gesture(gesture, amount, "USD", price) == words


@pytest.mark.parametrize(
    ("unit", "amounts", "said"),
    [
        ("money", [4000, 1500, 1000], "$15"),
        ("money", [4000, 1500], "$27.50"),
        ("money", [1, 2], "$0.02"),  # a cent is not parted
        ("percent", [1000, 1500], "12.5%"),
        ("time", [3, 2], "2.5 months"),
        ("time", [1, 1], "1 month"),
        ("time", [2, 2, 9], "2 months"),
        ("none", [0, 0], ""),
    ],
)
def test_a_median_lies_between_the_middle_two(unit: Unit, amounts: list[int], said: str) -> None:
    assert describe_median(Given("A gesture", unit), amounts, "USD") == said


AMOUNTS = st.integers(1, 120_000)
SPENT = st.integers(0, 250_000)


@given(st.sampled_from(list(KINDS.values())), AMOUNTS, AMOUNTS, SPENT, SPENT, SPENT, SPENT)
def test_more_never_needs_less(kind: Kind, one: int, two: int, c1: int, c2: int, a1: int, a2: int) -> None:
    small = verdict(kind, min(one, two), min(c1, c2), min(a1, a2))
    large = verdict(kind, max(one, two), max(c1, c2), max(a1, a2))
    assert RANK[small.outcome] <= RANK[large.outcome]


@given(st.sampled_from([DISCOUNT, CREDIT, FREE]), AMOUNTS, SPENT, SPENT)
def test_nobody_grants_alone_beyond_any_limit(kind: Kind, amount: int, customer: int, agent: int) -> None:
    judged = verdict(kind, amount, customer, agent)
    counts = cost(kind, amount, None, POLICY)
    if judged.outcome == "granted":
        assert amount <= kind.agent_limit
        assert agent + counts <= 50_000
    if judged.outcome != "refused":
        assert amount <= kind.maximum
        assert customer + counts <= 200_000
    if judged.outcome == "one_lead":
        assert lead_may_decide_alone(kind, amount)
