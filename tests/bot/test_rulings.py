"""Asking the policy: explaining one case, and tables of cases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from desks import ANNA, JANE, LEA, a_gesture, a_request

from bot import customers, rulings
from bot.desk import Desk
from bot.errors import BadAmount, BadPolicyQuestion
from bot.policy import load
from bot.rules import Case
from bot.verdicts import ANY_CASE

AIRLINE = load(Path("examples/airline.toml"))
TABLE = Path("examples/airline_cases.toml")


def asking(desk: Desk, kind: str = "credit", amount: str = "120", customer: str = "", case: Case = ANY_CASE) -> str:
    verdict = rulings.explain(desk, ANNA.id, kind, amount, customer, case)
    return f"{verdict.outcome}: {verdict.words}"


class TestExplain:
    def test_says_who_decides_and_why(self, sqlite_desk: Desk) -> None:
        assert (
            asking(sqlite_desk) == "one_lead: Account credit: up to $25 the agent decides alone; $120 takes one lead."
        )
        assert asking(sqlite_desk, "disc", "5%").startswith("granted: ")

    def test_counts_what_the_customer_and_the_agent_have(self, sqlite_desk: Desk) -> None:
        for _ in range(2):
            a_gesture(sqlite_desk, 95_000, reason=f"again {_}")
        assert asking(sqlite_desk, amount="$120", customer=JANE.value).startswith("refused: One customer")
        assert asking(sqlite_desk, amount="$120", customer="somebody@example.com").startswith("one_lead: ")

    def test_records_nothing(self, sqlite_desk: Desk) -> None:
        asking(sqlite_desk, customer="new@example.com")
        with pytest.raises(Exception, match="know no customer"):
            customers.timeline(sqlite_desk, replace(JANE, key="new@example.com", value="new@example.com"))

    def test_knows_the_customers_tier(self, sqlite_desk: Desk) -> None:
        desk = replace(sqlite_desk, policy=AIRLINE)
        case = Case("cancelled", None, 2, frozenset({"asked", "checked"}))
        assert asking(desk, "certificate", "", JANE.value, case).startswith("refused: Travel certificate: only $100")
        customers.set_tier(desk, a_request(), LEA, JANE, "Gold")
        assert asking(desk, "certificate", "", JANE.value, case).startswith("granted: ")

    @pytest.mark.parametrize(
        ("kind", "amount", "case", "problem"),
        [
            ("bicycle", "1", Case(), "no kind of gesture"),
            ("credit", "ten bucks", Case(), "amount"),
            ("credit", "", Case(), "How much"),
            ("credit", "1", Case(reason="late"), "late is no reason of this policy: it knows none."),
            ("credit", "1", Case(tier="gold"), "gold is no tier"),
            ("credit", "1", Case(facts=frozenset({"asked"})), "asked is no fact"),
        ],
    )
    def test_what_cannot_be_asked(self, sqlite_desk: Desk, kind: str, amount: str, case: Case, problem: str) -> None:
        with pytest.raises((BadPolicyQuestion, BadAmount), match=problem):
            asking(sqlite_desk, kind, amount, "", case)


class TestTables:
    def test_the_airlines_cases_are_decided_as_expected(self) -> None:
        tried = list(rulings.try_cases(AIRLINE, TABLE))
        assert [one.problem for one in tried] == [""] * 17

    def test_what_is_decided_otherwise_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "cases.toml"
        file.write_text(
            '[[case]]\nkind = "note"\nexpect = "refused"\n[[case]]\nkind = "note"\nexpect = "granted"\nbecause = "x"'
        )
        assert [one.problem for one in rulings.try_cases(AIRLINE, file)] == [
            "granted, not refused", "not because of “x”",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("", "no table"),
            ("[[case]]\n", "kind"),
            ('[[case]]\nkind = "note"\nexpect = "yes"', "expect must be one of"),
            ('[[case]]\nkind = "note"\nexpect = "granted"\nreson = "x"', "reson"),
            ("[[case", "no table"),
        ],
    )
    def test_what_is_no_table_says_so(self, tmp_path: Path, text: str, problem: str) -> None:
        file = tmp_path / "cases.toml"
        file.write_text(text)
        with pytest.raises(BadPolicyQuestion, match=problem):
            list(rulings.try_cases(AIRLINE, file))
