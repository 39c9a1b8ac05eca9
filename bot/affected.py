"""What follows for those whom a problem of many concerns: nobody is nudged until it is fixed, then everybody is told;
and if it was none after all, all goes on as it did.

A few customers at a time, each seen to once: a member's stage follows the problem's state, so that whoever comes after
a restart goes on where it ended, and what joins later is seen to as well. The bot itself never writes to a customer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from sqlalchemy import Connection

from bot import escalations, followups, hours, problems, reminders, theirs
from bot.desk import Desk
from bot.owed import BEFORE, FIXED
from bot.problems import subject_of
from prompts.senders import sender_of
from storage import audit, customers, outbox, people, texts, timers
from storage import drafts as stored_drafts
from storage import followups as stored_followups
from storage import problems as stored
from storage.audit import Happening
from storage.records import Customer, Followup, Person, Problem
from storage.subjects import number_of, numbers_of
from storage.timers import Timer

CUSTOMERS = 20  # that are seen to in one transaction
NUDGES = ("remind_again", "escalation")
TELL = "Tell them that we know about the trouble."
MANY = "Many wrote: {words}."
SHOWN = 100  # characters of what a customer wrote
STAGES = {"confirmed": "confirmed", "fixed": "fixed", "dismissed": "asked"}  # of members, by their problem's state
Whose: TypeAlias = Mapping[str, tuple[int | None, str]]


def see_to(desk: Desk, number: int) -> bool:
    """Sees to the next customers of a problem that a lead said something of; whether there were any."""
    now = desk.clock()
    with desk.database.begin() as tx:
        stored.hold_with_open(tx, number)  # the end of one may have others be seen to again
        problem = stored.get(tx, number)
        if problem is None or problem.state not in STAGES:
            return False
        behind = stored.behind(tx, number, STAGES[problem.state], CUSTOMERS)
        subjects = sorted(subject for some in behind.values() for subject in some)
        if not subjects:
            timers.disarm(tx, subject_of(number), problems.UNDER_WAY)
            return False
        problems.under_way(tx, desk, subject_of(number))
        whose = _held(tx, number, subjects)
        if whose is None:
            return True  # another step finds them as they are now
        work = _Work(tx, desk, problem, now, whose)
        deeds = {"confirmed": work.wait, "fixed": work.tell, "dismissed": work.go_on}
        happened = list(deeds[problem.state]())
        stored.settle(tx, number, STAGES[problem.state], subjects)
        outbox.changed(tx, subject_of(number))
        audit.append_all(tx, now, happened)
        return True


def look_again(tx: Connection, desk: Desk, timer: Timer) -> Happening | None:
    """Nothing was heard for a while of whoever saw to those concerned: if anybody is left, whoever rang goes on with
    them, and looks again later."""
    if number_of(timer.subject) in stored.unsettled(tx):
        problems.under_way(tx, desk, timer.subject)
    return None


def _held(tx: Connection, number: int, subjects: Sequence[str]) -> Whose | None:
    """Whose these are, held in the order in which everybody holds them, so that nobody is merged or forgotten
    meanwhile; None if somebody was while we waited."""
    whose = texts.whose(tx, subjects)
    concerned = {customer for customer, _ in whose.values() if customer is not None}
    theirs = {its for its, _, _ in stored.followups_of(tx, number, concerned)}
    stored_followups.hold(tx, theirs | _followups(whose))
    customers.hold(tx, concerned)
    return whose if texts.whose(tx, subjects) == whose else None


def _followups(subjects: Iterable[str]) -> set[int]:
    return set(numbers_of(subjects, "followup"))


@dataclass(frozen=True)
class _Work:
    """One transaction's work: `whose` tells each member's customer and who has it in hand."""

    tx: Connection
    desk: Desk
    problem: Problem
    now: datetime
    whose: Whose

    @property
    def concerned(self) -> set[int]:
        return {customer for customer, _ in self.whose.values() if customer is not None}

    def wait(self) -> Iterator[Happening]:
        """Their follow-ups wait for the fix; whoever has none that waits for this or another problem, nor was told of
        this one, gets one, with whoever has their draft or gesture in hand. What was promised by a time is nudged about
        all the same."""
        tx, number = self.tx, self.problem.id
        waiting = [f for f in self.held(self.members()) if f.state == "open" and f.problem is None]
        stored_followups.wait_for(tx, [f.id for f in waiting], number)
        for f in (f for f in waiting if f.promised_by is None):
            timers.disarm(tx, reminders.subject_of(f), *NUDGES)
            yield self.happening("followup.paused", f)
        were_told = {who for _, who, state in stored.followups_of(tx, number, self.concerned) if state == "done"}
        in_hand = dict(self.whose.values())
        for customer in self.known(self.concerned - stored.who_wait(tx, self.concerned) - were_told):
            yield self.add(customer, in_hand[customer.id], TELL, waits=True)

    def tell(self) -> Iterator[Happening]:
        """What waits is due now and says so, once for each customer, what the bot made before what people wrote; the
        rest goes on, and whoever was told before, or has nothing that can say it, gets one more: but nobody two at
        once from the bot, of whichever problems. Who has another problem as well waits for that from now on."""
        theirs = [its for its, _, _ in stored.followups_of(self.tx, self.problem.id, self.concerned)]
        found = [f for f in self.held({*self.members(), *theirs}) if f.problem in (None, self.problem.id)]
        told = stored.who_are_to_hear(self.tx, self.concerned)
        for f in sorted((f for f in found if f.state == "open"), key=lambda f: f.origin != "problem"):
            if f.origin == "problem" or (f.customer.id not in told and self.can_say_it(f)):
                told.add(f.customer.id)
                yield self.due_now(f)
            elif f.problem is not None:
                yield from self.nudged_again(f)
        have = {f.customer.id for f in found}  # others had one that waited for another problem
        owners = {who: person for who, person in self.whose.values() if who is not None and who not in have}
        owners |= {f.customer.id: f.owner for f in found if f.state != "cancelled"}
        for customer in self.known(owners.keys() - told):
            yield self.add(customer, owners[customer.id], FIXED, waits=False)
        self.see_again({f.customer.id for f in found if f.state == "open" and f.problem is not None})

    def can_say_it(self, followup: Followup) -> bool:
        """Whether one that somebody wrote can be due now instead of at its time: not one that comes again and again,
        nor a promise that is due already, whose nudges must not be put off."""
        is_watched = followup.promised_by is not None and followup.due_at <= self.now
        waits = followup.problem is not None and not followup.customer.forgotten
        return waits and followup.repeat is None and not is_watched

    def go_on(self) -> Iterator[Happening]:
        """It was no problem of many: what people wrote goes on as it did, what the bot made for it is over unless
        somebody promised something in it; and who waits for another problem as well gets word of that."""
        theirs = [its for its, _, _ in stored.followups_of(self.tx, self.problem.id, self.concerned)]
        found = [f for f in self.held({*self.members(), *theirs}) if f.problem == self.problem.id and f.state == "open"]
        for f in found:
            if f.origin == "problem" and f.promised_by is None:
                yield self.cancelled(f)
            else:
                yield from self.nudged_again(f)
        self.see_again({f.customer.id for f in found})

    def see_again(self, concerned: Collection[int]) -> None:
        """These customers wait for this problem no more: what they wrote of others that are open is seen to anew."""
        for number in stored.see_again(self.tx, concerned):
            problems.under_way(self.tx, self.desk, subject_of(number))

    def members(self) -> set[int]:
        """The follow-ups among the members."""
        return _followups(self.whose)

    def held(self, numbers: Collection[int]) -> list[Followup]:
        """These follow-ups, held to the end of the transaction."""
        stored_followups.hold(self.tx, numbers)
        return list(stored_followups.get_many(self.tx, numbers))

    def known(self, numbers: Collection[int]) -> list[Customer]:
        """Those of these customers who still have a name."""
        found = customers.get_many(self.tx, sorted(numbers))
        return [found[number] for number in sorted(found) if not found[number].is_nameless]

    def due_now(self, followup: Followup) -> Happening:
        """It is time to tell this customer: reminds its owner as soon as they work, with what has changed."""
        tx = self.tx
        owner = self.owner(followup.owner)
        due, moved = self.soon(owner)
        what = f"{BEFORE}{followup.what}"
        stored_followups.change(
            tx, followup.id, what=what, due_at=due, exact=False, moved=moved, zone=owner.zone, problem=None,
            **escalations.heeded(followup),
        )  # fmt: skip
        timers.disarm(tx, reminders.subject_of(followup), *reminders.TIMERS)
        timers.arm(tx, "reminder", reminders.subject_of(followup), due)
        changed = followups.find(tx, followup.id)
        followups.show(tx, changed)
        said = audit.digest(stored_followups.salt_of(tx, followup.id), what)
        return self.happening("followup.fixed", changed, {"due": reminders.said(due), "what": said})

    def nudged_again(self, followup: Followup) -> Iterator[Happening]:
        """One that people wrote keeps its time and words, and goes on as it did; what is nudged about has never
        stopped."""
        tx, subject = self.tx, reminders.subject_of(followup)
        stored_followups.change(tx, followup.id, problem=None)
        changed = followups.find(tx, followup.id)
        followups.show(tx, changed)
        if not any(timer.kind in NUDGES for timer in timers.of_subject(tx, subject)):
            reminders.arm(tx, self.desk, changed, self.owner(followup.owner), self.now)
            yield self.happening("followup.resumed", changed)

    def cancelled(self, followup: Followup) -> Happening:
        """One of the bot's own that nobody needs any more."""
        tx, subject = self.tx, reminders.subject_of(followup)
        stored_followups.change(tx, followup.id, state="cancelled", closed_at=self.now, problem=None)
        timers.disarm(tx, subject, *reminders.TIMERS)
        followups.show(tx, followups.find(tx, followup.id))
        return self.happening("followup.cancelled", followup)

    def told(self, what: str, customer: Customer) -> str:
        """What is to be done, with what many have in common and how this customer put it, each as their words."""
        common = ", ".join(f"“{word}”" for word in self.problem.common)
        ours = f"{what} {MANY.format(words=common)}" if common else what
        return theirs.beside(ours, self.letters.get(customer.id, ""))

    @cached_property
    def letters(self) -> Mapping[int, str]:
        """How the message of each customer begins of whom somebody has a draft in hand."""
        written = stored_drafts.get_many(self.tx, numbers_of(self.whose, "draft"))
        return {
            draft.customer.id: theirs.beginning(sender_of(draft.message)[1], SHOWN)
            for draft in written
            if draft.customer is not None
        }

    def add(self, customer: Customer, owner: str, what: str, *, waits: bool) -> Happening:
        """A new follow-up, to be reminded of as soon as its owner works."""
        tx, number, salt, what = self.tx, self.problem.id, audit.salt(), self.told(what, customer)
        person = self.owner(owner)
        due, moved = self.soon(person)
        followup = stored_followups.add(
            tx, customer, salt, what=what, owner=person.id, zone=person.zone, created_at=self.now, due_at=due,
            exact=False, moved=moved, problem=number if waits else None, origin="problem",
        )  # fmt: skip
        followups.begin(tx, self.desk, person, followup, self.now)
        stored.join(tx, number, [(reminders.subject_of(followup), customer.id)], self.problem.state)
        data = {"customer": customer.id, "due": reminders.said(due), "what": audit.digest(salt, what)}
        return self.happening("followup.recorded", followup, data)

    def soon(self, owner: Person) -> tuple[datetime, bool]:
        """When to remind somebody, and whether `quiet` puts that off until they work."""
        if not self.desk.policy.followups.quiet:
            return self.now, False
        due = hours.next_working_moment(self.now, owner.zone, self.desk.hours_of(owner))
        return due, due > self.now

    def owner(self, person: str) -> Person:
        """Whose zone and hours count; a person whom we no longer know works as the team does."""
        zone = self.desk.policy.team.timezone
        return people.get(self.tx, person) or Person(person, "", zone, "en-US", "member")

    def happening(self, action: str, followup: Followup, data: Mapping[str, object] | None = None) -> Happening:
        """What the trail says, in the name of the lead who said what it is."""
        actor = self.problem.fixed_by or self.problem.lead or "extra-mile"
        about = {"problem": self.problem.id, **(data or {})}
        return Happening(actor, action, reminders.subject_of(followup), about)
