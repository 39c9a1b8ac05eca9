"""Candidates: what may be a problem that many customers have, found in what was written of late.

The search goes in small steps, so that whoever types meanwhile is answered as soon as ever; what it finds is written
down in short transactions.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot import matters, similar, theirs
from bot.desk import Desk
from bot.problems import subject_of
from bot.similar import Group, Said
from prompts.topics import READ_AT_MOST, everyday, matter_of, stems
from storage import audit, customers, inbox, outbox
from storage import problems as stored
from storage import texts as stored_texts
from storage.records.problems import BETWEEN
from storage.texts import Text

DAY = timedelta(days=1)
PRIORITY = 14
LONGEST = timedelta(days=4)  # that is looked back: over a weekend with a holiday
ROWS, READ_AT_ONCE = 200, 8  # texts that are loaded, and read, in one step
MEMBERS = 200  # that are written down in one transaction
SAME = 0.5  # which part of the smaller one of two they share if they are one and the same problem
UNCLEAR = f"{matters.MATTER}other"
Member: TypeAlias = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be one problem: the texts that are new, as (subject, customer). `number` is that of the problem which
    they join; None for a new one."""

    number: int | None
    matter: str
    words: str
    members: Sequence[Member]

    def parts(self) -> Iterator[Sequence[Member]]:
        """The members, as many at a time as one transaction takes."""
        yield from (self.members[start : start + MEMBERS] for start in range(0, len(self.members), MEMBERS))


Found: TypeAlias = tuple[int, list[Candidate]]
Search: TypeAlias = Generator[None, None, Found]


def search(desk: Desk) -> Search:
    """Looks through what was written of late, in steps of a few milliseconds; the last problem's number before, and
    candidates."""
    texts, since = dict[str, Text](), _since(desk)
    for room in stored_texts.ROOMS:
        number: int | None = None
        while True:
            with desk.database.read() as tx:
                found, number = stored_texts.before(tx, room, number, since, ROWS, READ_AT_MOST)
            texts.update((text.subject, text) for text in found)
            yield
            if number is None:
                break
    said = []
    for at, text in enumerate(texts.values()):
        said.append(Said(text.subject, text.customer, stems(theirs.heard(text.words))))
        if at % READ_AT_ONCE == 0:
            yield
    groups = yield from similar.group(
        said, desk.policy.service.problem_at, lambda one: _topics(texts[one.subject]), everyday()
    )
    with desk.database.read() as tx:
        newest = stored.newest(tx)
    candidates: list[Candidate] = []
    for group in groups:
        with desk.database.read() as tx:
            candidates += filter(None, [_candidate(tx, desk, group, texts)])
        yield
    return newest, candidates


def _since(desk: Desk) -> datetime:
    """From when on texts are looked at: a day before the last look, so that what was written while nobody looked, over
    a weekend say, is seen with what was written around it."""
    now = desk.clock()
    with desk.database.read() as tx:
        last = stored_texts.last_look(tx)
    return max(now - LONGEST, min(last or now, now) - DAY)


def looked(desk: Desk, at: datetime) -> None:
    """What was written up to then is looked through, and what was found in it is written down."""
    with desk.database.begin() as tx:
        stored_texts.looked(tx, at)


def go_on(search: Search, seconds: float) -> Found | None:
    """Goes on with a search for so long; what it found once it is over."""
    until = time.perf_counter() + seconds
    try:
        while time.perf_counter() < until:
            next(search)
    except StopIteration as end:
        found: Found = end.value
        return found
    return None


def _topics(text: Text) -> Collection[str]:
    matter = matter_of(theirs.heard(text.words))
    return {*([f"{matters.CODE}{text.code}"] if text.code else []), *([f"{matters.MATTER}{matter}"] if matter else [])}


def _candidate(tx: Connection, desk: Desk, group: Group, texts: dict[str, Text]) -> Candidate | None:
    """What is new of a group: it joins the open problem that it mostly is, or that has the same matter and words; what
    was dismissed or is fixed stays so."""
    overlaps = stored.overlaps(tx, group.subjects)
    known = {number: problem for number in overlaps if (problem := stored.get(tx, number))}
    same = [
        problem
        for number, problem in known.items()
        if len(overlaps[number]) >= SAME * min(len(group.subjects), problem.texts)
    ]
    words, seen = BETWEEN.join(group.words), set[str]().union(*overlaps.values())
    members = [(subject, texts[subject].customer) for subject in group.subjects if subject not in seen]
    current = [problem for problem in same if problem.state in ("asked", "confirmed")]
    if current:
        number = max(current, key=lambda problem: (len(overlaps[problem.id]), -problem.id)).id
        return Candidate(number, group.topic, words, members) if members else None
    if any(problem.state == "dismissed" and _is_today(desk, problem.decided_at) for problem in same):
        return None
    over = max((problem.fixed_at for problem in same if problem.fixed_at), default=None)
    if over is not None:  # what was written before speaks of what is fixed
        since = stored_texts.written_after(tx, [subject for subject, _ in members], over)
        members = [(subject, customer) for subject, customer in members if subject in since]
    joins = _open_one(tx, group.topic or UNCLEAR, words)
    if joins is not None:
        return Candidate(joins, group.topic, words, members) if members else None
    concerned = {customer for _, customer in members} - {None}
    return Candidate(None, group.topic, words, members) if len(concerned) >= desk.policy.service.problem_at else None


def _open_one(tx: Connection, matter: str, words: str) -> int | None:
    """The open problem that has this matter and much the same words, however old it is: the oldest of several."""
    these, common = stems(words).keys(), everyday()
    alike = (
        number for number, its in stored.open_of(tx, matter) if similar.are_alike(these, stems(its).keys(), common)
    )
    return next(alike, None)


def _is_today(desk: Desk, at: datetime | None) -> bool:
    here = ZoneInfo(desk.policy.team.timezone)
    return at is not None and at.astimezone(here).date() == desk.clock().astimezone(here).date()


def notice(desk: Desk, newest: int, candidate: Candidate, number: int | None, members: Sequence[Member]) -> int | None:
    """Puts a new problem before the leads, or has the one of this number grow; the number.

    None when somebody else looked at the same time (there was one after the `newest`), or it is open no longer.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        if number is None:
            if inbox.enter(tx, f"problem-after:{newest}", now) is not None:
                return None
            number, action = stored.add(tx, candidate.matter or UNCLEAR, candidate.words, now), "problem.noticed"
            outbox.add(tx, "problem", subject_of(number), desk.policy.team.approvals_channel, PRIORITY, now, now)
        else:
            problem, action = stored.get(tx, number, lock=True), "problem.grown"
            if problem is None or problem.state not in ("asked", "confirmed"):
                return None
            known = stored.overlaps(tx, [subject for subject, _ in members]).get(number, set())
            members = [(subject, customer) for subject, customer in members if subject not in known]
        customers.hold(tx, {who for _, who in members if who is not None})
        now_of = stored_texts.whose(tx, [subject for subject, _ in members])  # merged meanwhile, or corrected
        members = [(subject, now_of[subject][0] if subject in now_of else who) for subject, who in members]
        stored.join(tx, number, members)
        if action == "problem.grown":
            outbox.changed(tx, subject_of(number))  # after the customers, as whoever merges or forgets them does
        audit.append(tx, now, "extra-mile", action, subject_of(number), {"texts": len(members)})
        return number
