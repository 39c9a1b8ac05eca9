"""Money under pressure: many decide, ask and split at the same moment, and no limit and no rule gives way."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError

from bot import decisions, gestures, leave, people, policy, requests
from bot.desk import Desk, Roster
from bot.errors import AlreadyDecided, NotALead, NotFound, OverPolicy, OwnRequest, Refusal
from bot.moments import Moment
from bot.rules import Cap
from prompts.writer import Writer
from storage import audit
from storage.database import Database
from storage.executor import Executor
from storage.records import Gesture, Person, Reference
from storage.tables import decisions as decided
from storage.tables import gestures as asked
from storage.tables import ledger
from tests.faults.bases import Base
from tests.faults.outcome import Outcome
from tests.forks import ROOT

T = TypeVar("T")
TOGETHER, SELF, ROLE, RACE, SPLIT = (
    "two leads decide at once", "self-approval, however it is tried", "a lead no more between showing and pressing",
    "50 ask at once", "one request split in many",
)  # fmt: skip
LEA, LOU = (Person(name, name, "Europe/Berlin", "en", "member") for name in ("U0LEAD", "U0LEAD2"))
AT_ONCE = 50
THREADS = 8  # that wait for each other at the database
BUDGET, LIMIT, TEAM = 50_000, 200_000, 120_000  # minor units
PRESSES = 50  # a busy file: nothing was written, and one presses again


@dataclass
class Bank:
    """A desk where people ask and decide; `broken` says what gave way."""

    desk: Desk
    chance: Random
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    broken: Counter[str] = field(default_factory=Counter)

    def agent(self) -> Person:
        """Somebody new."""
        name = f"U0AGENT{next(self.numbers)}"
        return people.remember(self.desk, Person(name, name, "Europe/Berlin", "en", "member"))

    def customer(self) -> Reference:
        """Somebody new."""
        address = f"c{next(self.numbers)}@example.com"
        return Reference("email", address, address)

    def delivery(self) -> str:
        """The identity of one more delivery."""
        return f"delivery-{next(self.numbers)}"

    def ask(self, agent: Person, amount: int, customer: Reference) -> Gesture:
        """Asks for a credit, each time for a reason of its own."""
        kind = self.desk.policy.gestures.kinds["credit"]
        reason = f"reason {next(self.numbers)}"
        new = requests.NewGesture(self.delivery(), agent, kind, amount, None, customer, reason)
        return requests.make(self.desk, new)

    def require(self, holds: bool, otherwise: str) -> None:
        """Counts what does not hold."""
        if not holds:
            self.broken[otherwise] += 1

    def outcome(self, fault: str, base: Base, times: int, notes: str) -> Outcome:
        """What gave way, with the trail and the ledger looked through."""
        with self.desk.database.read() as tx:
            self.desk.database.unhurried(tx)
            self.require(audit.verify(tx).problem is None, "the audit chain does not hold")
            sums = select(func.sum(ledger.c.amount)).where(ledger.c.gesture_id == asked.c.id).scalar_subquery()
            open_states = asked.c.state.in_(("requested", "granted", "approved", "delivered"))
            differ = select(func.count()).where((open_states & (sums != asked.c.cost)) | (~open_states & (sums != 0)))
            self.require(not tx.execute(differ).scalar(), "the ledger's sums differ from what counts")
        broken = tuple(f"{words} ({times})" for words, times in self.broken.items())
        return Outcome(fault, base.name, times, broken=broken, notes=notes)


@contextmanager
def bank(base: Base, seed: str, directory: Path) -> Iterator[Bank]:
    """A bank with a database of its own."""
    place = Path(tempfile.mkdtemp(prefix="money-", dir=directory))
    database = Database(base.fresh(place))
    rules = policy.load(ROOT / "policy.toml")
    roster = Roster(frozenset(rules.team.leads))
    desk = Desk(database, Executor(database), rules, lambda: datetime.now(UTC), roster, Writer())
    for lead in (LEA, LOU):
        people.remember(desk, lead)
    yield Bank(desk, Random(seed))
    desk.executor.close()
    database.close()


def at_once(*calls: Callable[[], T]) -> list[T | Exception]:
    """What each call returned or raised; they start together."""
    start = threading.Barrier(min(len(calls), THREADS))

    def tried(call: Callable[[], T], waits: bool) -> T | Exception:
        if waits:
            start.wait()
        for _ in range(PRESSES):
            try:
                return call()
            except OperationalError as error:
                found: Exception = error
                if "locked" not in str(error):
                    break
            except Exception as error:  # noqa: BLE001 (the caller looks at it)
                return error
        return found

    with ThreadPoolExecutor(min(len(calls), THREADS)) as pool:
        return list(pool.map(tried, calls, (at < THREADS for at in range(len(calls)))))


async def _in_a_thread(
    fault: str, attempt: Callable[[Bank, int], str], base: Base, times: int, seed: int, directory: Path
) -> Outcome:
    def run() -> Outcome:
        with bank(base, f"{seed} {fault}", directory) as there:
            return there.outcome(fault, base, times, attempt(there, times))

    return await asyncio.to_thread(run)


def _together(there: Bank, times: int) -> str:
    """Two leads say the same or the opposite at the same moment: one decision counts, the other is told who."""
    agent, desk, won = there.agent(), there.desk, Counter[str]()
    for at in range(times):
        number = there.ask(agent, 12_000, there.customer()).id
        second: Callable[[], Gesture] = (
            partial(decisions.approve, desk, there.delivery(), LOU, number),
            partial(decisions.decline, desk, there.delivery(), LOU, number, "no"),
            partial(decisions.change, desk, there.delivery(), LOU, number, 9_000, None, "less"),
        )[at % 3]  # fmt: skip
        said = at_once(partial(decisions.approve, desk, there.delivery(), LEA, number), second)
        winners = [answer for answer in said if isinstance(answer, Gesture)]
        losers = [answer for answer in said if isinstance(answer, AlreadyDecided)]
        there.require((len(winners), len(losers)) == (1, 1), f"{[type(answer).__name__ for answer in said]}")
        if winners and losers:
            won[winners[0].decisions[-1].verdict] += 1
            there.require(f"<@{winners[0].decisions[-1].lead}>" in str(losers[0]), "the other was not told who")
        with desk.database.read() as tx:
            last = (ledger.c.gesture_id == number, ledger.c.entry.in_(("approved", "declined")))
            entries = tx.execute(select(func.count()).where(*last)).scalar()
            there.require(entries == 1, f"{entries} entries of one decision")
    return ", ".join(f"{verdict}: {many}" for verdict, many in won.items())


def _alone(there: Bank, times: int) -> str:
    """Everybody who asked tries to decide it: as an agent, as a lead, as a deputy, by another number, past Python."""
    desk, refused = there.desk, Counter[str]()
    until = Moment(desk.clock() + timedelta(days=300), "Europe/Berlin", False, "then")
    deputy = there.agent()
    leave.go(desk, there.delivery(), LOU, until, deputy, deputise=True)
    agent = there.agent()
    for at in range(times):
        who = (agent, LEA, deputy)[at % 3]
        number = there.ask(who, 12_000, there.customer()).id
        try:
            if at % 4 == 3:
                _forge(desk, number, who)
            else:
                forged = number if at % 4 else number + 1_000_000
                decisions.approve(desk, there.delivery(), who, forged)
            there.require(False, f"{who.id} decided their own")
        except (NotALead, OwnRequest, NotFound, DBAPIError) as refusal:
            refused[type(refusal).__name__] += 1
        there.require(gestures.get(desk, number).state == "requested", "it was decided all the same")
    return ", ".join(f"{name}: {many}" for name, many in sorted(refused.items()))


def _forge(desk: Desk, number: int, who: Person) -> None:
    """Writes a decision straight into the tables, as a bug might."""
    row = {"gesture_id": number, "round": 1, "lead": who.id, "verdict": "approve", "amount": 12_000, "words": ""}
    with desk.database.begin() as tx:
        tx.execute(insert(decided), {**row, "at": desk.clock()})


def _no_more(there: Bank, times: int) -> str:
    """A lead has the card before them, and leads no more when they press."""
    desk, agent = there.desk, there.agent()
    lead = people.remember(desk, Person("U0WAS", "Was", "Europe/Berlin", "en", "member"))
    for _ in range(times):
        number = there.ask(agent, 12_000, there.customer()).id
        desk.roster.learn(frozenset({lead.id}), None)
        decisions.look(desk, lead, number)
        desk.roster.learn(frozenset(), None)
        try:
            decisions.approve(desk, there.delivery(), lead, number)
            there.require(False, "who leads no more decided")
        except NotALead:
            pass
        there.require(gestures.get(desk, number).state == "requested", "it was decided all the same")
    return ""


def _race(there: Bank, times: int) -> str:
    """Fifty ask at once, by turns from one agent, for one customer, and against a cap of the team."""
    for at in range(times):
        (_race_of_one_agent, _race_for_one_customer, _race_of_the_team)[at % 3](there)
    return f"{times * AT_ONCE} requests"


def _race_of_one_agent(there: Bank) -> None:
    agent = there.agent()
    at_once(*(partial(there.ask, agent, 2_000, there.customer()) for _ in range(AT_ONCE)))
    spent = _sum(there, (asked.c.requester == agent.id, asked.c.needs == 0))
    there.require(spent <= BUDGET, "an agent gave more than the budget")
    there.require(spent > BUDGET - 2_000, "an agent could give less than the budget")


def _race_for_one_customer(there: Bank) -> None:
    customer, agents = there.customer(), [there.agent() for _ in range(5)]
    amounts = [there.chance.randrange(1_000, 20_000) for _ in range(AT_ONCE)]
    said = at_once(*(partial(there.ask, there.chance.choice(agents), amount, customer) for amount in amounts))
    there.require(not any(isinstance(a, Exception) and not isinstance(a, Refusal) for a in said), "an error")
    numbers = [answer.customer.id for answer in said if isinstance(answer, Gesture)]
    there.require(_sum(there, (asked.c.customer_id == numbers[0],)) <= LIMIT, "a customer got more than the limit")


def _race_of_the_team(there: Bank) -> None:
    cap = Cap("team", 1, frozenset({"credit"}), amount=TEAM + _sum(there, ()), then="refuse")
    rules = replace(there.desk.policy, gestures=replace(there.desk.policy.gestures, caps=(cap,)))
    capped = replace(there, desk=replace(there.desk, policy=rules))
    agents = [there.agent() for _ in range(AT_ONCE)]
    said = at_once(*(partial(capped.ask, agent, 5_000, there.customer()) for agent in agents))
    there.require(sum(isinstance(answer, OverPolicy) for answer in said) == AT_ONCE - TEAM // 5_000, "not the cap")
    there.require(_sum(there, ()) <= (cap.amount or 0), "the team gave more than its cap")


def _sum(there: Bank, those: Sequence[Any]) -> int:
    """What counts of these, in minor units."""
    with there.desk.database.read() as tx:
        query = select(func.coalesce(func.sum(ledger.c.amount), 0)).join(asked, asked.c.id == ledger.c.gesture_id)
        return int(tx.execute(query.where(*those)).scalar_one())


def _split(there: Bank, times: int) -> str:
    """What nobody may give at once is asked for in parts of any size."""
    alone = 0
    for _ in range(times):
        agent, customer, left = there.agent(), there.customer(), 3 * LIMIT // 2
        while left > 0:
            part = min(left, there.chance.choice((500, 2_500, 9_000, 40_000, 100_000)))
            left -= part
            try:
                alone += there.ask(agent, part, customer).state == "granted"
            except OverPolicy:
                continue
        granted = _sum(there, (asked.c.requester == agent.id, asked.c.needs == 0))
        there.require(granted <= BUDGET, "an agent gave more than the budget")
        there.require(_sum(there, (asked.c.requester == agent.id,)) <= LIMIT, "a customer got more than the limit")
    return f"{alone} parts granted alone"


together = partial(_in_a_thread, TOGETHER, _together)
alone = partial(_in_a_thread, SELF, _alone)
no_more = partial(_in_a_thread, ROLE, _no_more)
race = partial(_in_a_thread, RACE, _race)
split = partial(_in_a_thread, SPLIT, _split)
