"""Random people do random things to gestures; a simple model says what may come of it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from unittest import mock

import pytest
from desks import (
    ANNA,
    BEN,
    EVERYBODY,
    JANE,
    LEA,
    LOU,
    POLICY,
    a_gesture,
    a_request,
    chain_is_valid,
    clock_of,
    log_of,
    open_desk,
    run,
)  # fmt: skip
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy.exc import DBAPIError

from bot import decisions, gestures, giving, timers
from bot.errors import (
    AlreadyDecided,
    NotALead,
    NotYetDecided,
    NotYours,
    OverPolicy,
    OwnRequest,
    Refusal,
    SameAmount,
    YouApprovedAlready,
)
from bot.policy import Limit
from storage import gestures as stored
from storage.database import Database
from storage.records import Decision, Person

CUSTOMER_LIMIT, BUDGET = 60_000, 6_000
LEADS = {LEA.id, LOU.id}
COUNTED = ("requested", "granted", "approved", "delivered")
AMOUNTS = st.sampled_from([500, 2_500, 2_501, 12_000, 20_000, 20_001, 40_000, 100_000, 100_001])
PEOPLE = st.sampled_from(EVERYBODY)
# Gestures whose entries in the ledger do not add up to what counts of them.
UNBALANCED = (
    "SELECT id FROM gestures WHERE (SELECT sum(amount) FROM ledger WHERE gesture_id = gestures.id)"
    " <> CASE WHEN state IN ('requested', 'granted', 'approved', 'delivered') THEN cost ELSE 0 END"
)


@dataclass
class Expected:
    """A gesture as the model has it."""

    requester: Person
    amount: int
    state: str
    needs: int
    approved_by: frozenset[str] = frozenset()

    @property
    def alone(self) -> bool:
        return self.needs == 0


class AtADesk(RuleBasedStateMachine):
    """Steps at a desk with a database of its own, under these `limits`."""

    template: Path
    limits: ClassVar[Mapping[str, Limit]] = {}

    def __init__(self) -> None:
        super().__init__()
        self.room = TemporaryDirectory()
        file = Path(self.room.name) / "model.db"
        shutil.copy(self.template, file)
        self.database = Database(f"sqlite:///{file}")
        self.desk = open_desk(self.database, gestures=replace(POLICY.gestures, **self.limits))

    def teardown(self) -> None:
        assert chain_is_valid(self.desk)
        self.desk.executor.close()
        self.database.close()
        self.room.cleanup()


class Machine(AtADesk):
    """A simple model says what may come of each step."""

    limits: ClassVar[Mapping[str, Limit]] = {
        "customer_limit": Limit(CUSTOMER_LIMIT, 365),
        "agent_budget": Limit(BUDGET, 30),
    }

    def __init__(self) -> None:
        super().__init__()
        self.all: dict[int, Expected] = {}

    def spent(self, but: int | None = None) -> int:
        return sum(one.amount for n, one in self.all.items() if one.state in COUNTED and n != but)

    def granted_by(self, person: Person) -> int:
        mine = (one for one in self.all.values() if one.requester == person and one.alone)
        return sum(one.amount for one in mine if one.state in ("granted", "delivered"))

    @rule(person=PEOPLE, amount=AMOUNTS)
    def request(self, person: Person, amount: int) -> None:
        if amount > 100_000 or self.spent() + amount > CUSTOMER_LIMIT:
            return self.refused(OverPolicy, lambda: a_gesture(self.desk, amount, person, customer=JANE))
        needs = 2 if amount > 20_000 else 1 if amount > 2_500 else 0
        if not needs and self.granted_by(person) + amount > BUDGET:
            needs = 1
        made = a_gesture(self.desk, amount, person, customer=JANE)
        self.all[made.id] = Expected(person, amount, "requested" if needs else "granted", needs)
        return None

    @precondition(lambda self: self.all)
    @rule(data=st.data(), person=PEOPLE)
    def approve(self, data: st.DataObject, person: Person) -> None:
        number, one = self.pick(data)

        def act() -> object:
            return decisions.approve(self.desk, a_request(), person, number)

        if error := self.may_not_decide(person, one):
            return self.refused(error, act)
        if person.id in one.approved_by:
            return self.refused(YouApprovedAlready, act)
        act()
        one.approved_by |= {person.id}
        if len(one.approved_by) == one.needs:
            one.state = "approved"
        return None

    @precondition(lambda self: self.all)
    @rule(data=st.data(), person=PEOPLE)
    def decline(self, data: st.DataObject, person: Person) -> None:
        number, one = self.pick(data)

        def act() -> object:
            return decisions.decline(self.desk, a_request(), person, number, "no")

        if error := self.may_not_decide(person, one):
            return self.refused(error, act)
        act()
        one.state = "declined"
        return None

    @precondition(lambda self: self.all)
    @rule(data=st.data(), person=PEOPLE, amount=AMOUNTS)
    def change(self, data: st.DataObject, person: Person, amount: int) -> None:
        number, one = self.pick(data)

        def act() -> object:
            return decisions.change(self.desk, a_request(), person, number, amount, None, "rather this")

        if error := self.may_not_decide(person, one):
            return self.refused(error, act)
        if amount == one.amount:
            return self.refused(SameAmount, act)
        if amount > 100_000 or self.spent(but=number) + amount > CUSTOMER_LIMIT:
            return self.refused(OverPolicy, act)
        act()
        alone = amount <= 20_000
        one.amount, one.needs = amount, 1 if alone else 2
        one.approved_by = frozenset({person.id}) if alone else frozenset()
        one.state = "approved" if alone else "requested"
        return None

    @precondition(lambda self: self.all)
    @rule(data=st.data(), person=PEOPLE, deliver=st.booleans())
    def end(self, data: st.DataObject, person: Person, deliver: bool) -> None:
        number, one = self.pick(data)
        person = data.draw(st.sampled_from([person, one.requester]))
        before, state = (("granted", "approved"), "delivered") if deliver else (
            ("requested", "granted", "approved"), "withdrawn"
        )  # fmt: skip

        def act() -> object:
            return (giving.deliver if deliver else gestures.withdraw)(self.desk, a_request(), person, number)

        if person != one.requester:
            return self.refused(NotYours, act)
        if deliver and one.state == "requested":
            return self.refused(NotYetDecided, act)
        if one.state not in (*before, state):
            return self.refused(AlreadyDecided, act)
        act()
        one.state = state
        return None

    @precondition(lambda self: any(one.state == "requested" for one in self.all.values()))
    @rule()
    def expire(self) -> None:
        clock_of(self.desk).pass_by(hours=8)
        timers.ring(self.desk)
        for one in self.all.values():
            one.state = "expired" if one.state == "requested" else one.state

    @invariant()
    def nobody_gave_more_than_allowed_or_decided_their_own(self) -> None:
        for number, one in self.all.items():
            found = gestures.get(self.desk, number)
            assert (found.state, found.amount, found.needs) == (one.state, one.amount, one.needs)
            assert {said.lead for said in found.approvals} == one.approved_by
            assert found.requester not in {said.lead for said in found.decisions}
        ((spent,),) = run(
            self.database,
            "SELECT coalesce(sum(cost), 0) FROM gestures WHERE state NOT IN ('declined', 'withdrawn', 'expired')",
        )
        assert spent == self.spent() <= CUSTOMER_LIMIT
        assert run(self.database, UNBALANCED) == []
        for person in (ANNA, BEN, LEA, LOU):
            assert self.granted_by(person) <= BUDGET

    def pick(self, data: st.DataObject) -> tuple[int, Expected]:
        number = data.draw(st.sampled_from(sorted(self.all)))
        return number, self.all[number]

    def may_not_decide(self, person: Person, one: Expected) -> type[Exception] | None:
        if person.id not in LEADS:
            return NotALead
        if person == one.requester:
            return OwnRequest
        return None if one.state == "requested" else AlreadyDecided

    def refused(self, error: type[Exception], act: Callable[[], object]) -> None:
        """Asserts that it is refused and leaves no trace."""
        before = log_of(self.desk)
        try:
            act()
        except error:
            assert log_of(self.desk) == before
        else:
            raise AssertionError(f"{error.__name__} was not raised")


class Unguarded(AtADesk):
    """The application asks nobody who they are: only the database's own constraints stand between."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: list[int] = []
        self.guard = mock.patch.object(decisions, "_may_decide", return_value=decisions.May(None, None))
        self.guard.start()

    def teardown(self) -> None:
        self.guard.stop()
        super().teardown()

    @rule(person=PEOPLE, amount=st.sampled_from([12_000, 20_001, 40_000]))
    def request(self, person: Person, amount: int) -> None:
        with contextlib.suppress(OverPolicy):
            self.numbers.append(a_gesture(self.desk, amount, person).id)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), person=PEOPLE, verdict=st.sampled_from(["approve", "decline", "change"]))
    def decide(self, data: st.DataObject, person: Person, verdict: str) -> None:
        number = data.draw(st.sampled_from(self.numbers))
        with contextlib.suppress(Refusal, DBAPIError):
            if verdict == "approve":
                decisions.approve(self.desk, a_request(), person, number)
            elif verdict == "decline":
                decisions.decline(self.desk, a_request(), person, number, "no")
            else:
                decisions.change(self.desk, a_request(), person, number, 30_000, None, "more")

    @precondition(lambda self: self.numbers)
    @rule(data=st.data(), person=PEOPLE, state=st.sampled_from(["approved", "delivered", "granted"]))
    def force(self, data: st.DataObject, person: Person, state: str) -> None:
        """A bug writes what it likes."""
        number = data.draw(st.sampled_from(self.numbers))
        when = {"decided_at": self.desk.clock(), "delivered_at": self.desk.clock() if state == "delivered" else None}
        with contextlib.suppress(DBAPIError), self.database.begin() as tx:
            stored.change(tx, number, state=state, needs=0, **when)
        with contextlib.suppress(DBAPIError), self.database.begin() as tx:
            stored.change(tx, number, state=state, **when)
        with contextlib.suppress(DBAPIError), self.database.begin() as tx:
            said = Decision(person.id, "approve", 12_000, "", self.desk.clock(), 1)
            stored.decide(tx, number, said)

    @invariant()
    def nothing_is_given_that_enough_others_did_not_approve(self) -> None:
        for number in self.numbers:
            found = gestures.get(self.desk, number)
            assert found.requester not in {said.lead for said in found.decisions}
            assert len({said.lead for said in found.approvals}) == len(found.approvals)
            if found.state in ("approved", "delivered"):
                assert found.needs > 0
                assert len([said for said in found.approvals if said.amount == found.amount]) >= found.needs
            assert found.state != "granted"
        assert run(self.database, UNBALANCED) == []


def steps(of: type[AtADesk], migrated_file: Path) -> None:
    """Random steps, more of them with MODEL_EXAMPLES."""
    of.template = migrated_file
    slow, examples = [HealthCheck.too_slow], int(os.environ.get("MODEL_EXAMPLES", "6"))
    asked = settings(max_examples=examples, stateful_step_count=30, deadline=None, suppress_health_check=slow)
    run_state_machine_as_test(of, settings=asked)


@pytest.mark.timeout(3600)
def test_no_way_around_the_rules(migrated_file: Path) -> None:
    steps(Machine, migrated_file)


@pytest.mark.timeout(3600)
def test_no_way_around_the_constraints(migrated_file: Path) -> None:
    steps(Unguarded, migrated_file)
