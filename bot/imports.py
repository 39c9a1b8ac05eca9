"""Imports: customers and their satisfaction scores from a CSV file, wholly or not at all.

A file is read and judged to its end before anything is written: what is wrong is told of every line at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError

from bot import aliases, briefs, languages, presence, reading, sheets
from bot.customers import show_anew, show_problems, show_records, subjects
from bot.desk import Desk
from bot.errors import BadCustomer, BadFile, BadLines
from bot.intake import CustomerLine, Intake, Outcome, Overtaken, ScoreLine
from bot.sheets import Row
from storage import audit
from storage import customers as stored
from storage.imports import Key
from storage.records import Reference

T = TypeVar("T")
CUSTOMERS = ("name", "email", "ticket", "alias", "tier", "language", "note")
NAMES = ("email", "ticket", "name")  # one of which tells who it is
SCORES = ("customer", "kind", "value", "at")
LONGEST_NAME, LONGEST_NOTE = 100, 3000
RANGES = {"csat": (1, 5), "nps": (0, 10)}
FIRST_YEAR = 1990
MOST_BESIDE_THE_BOT = 10_000  # rows: SQLite has one writer, and whoever types a command waits a second at most
SHOWN_AT_ONCE = 20  # customers
TOO_MANY = (
    "{rows:,} new rows at once would keep the bot waiting, so nothing was imported. Split the file into smaller "
    "ones, or stop the bot while you import it."
)
MEANWHILE = "Somebody recorded the same customers meanwhile, so nothing was imported. Please import the file again."


@dataclass(slots=True)
class Problems:
    """What is wrong with a file, by line."""

    found: dict[int, str] = field(default_factory=dict)

    def add(self, line: int, why: str) -> None:
        """Notes the first thing that is wrong with a line."""
        self.found.setdefault(line, why)

    def tell(self) -> None:
        """Raises BadLines if anything is wrong."""
        if self.found:
            told = "".join(f"\nline {line}: {why}" for line, why in sorted(self.found.items()))
            raise BadLines(count="1 line is" if len(self.found) == 1 else f"{len(self.found)} lines are", told=told)


class Wrong(Exception):
    """What is wrong with a line, in words that end no sentence."""


def customers(desk: Desk, file: Path) -> Outcome:
    """Imports customers with their names, their tier and language, and a note. Raises BadFile, and BadLines."""
    problems = Problems()
    lines = [*_read(sheets.rows(file, CUSTOMERS, NAMES, problems.add), problems, lambda *row: _customer(desk, *row))]
    return _written(desk, "customers", problems, lambda intake: intake.customers(lines))


def scores(desk: Desk, file: Path) -> Outcome:
    """Imports satisfaction scores; a time without a zone is the team's. Raises BadFile, and BadLines."""
    problems = Problems()
    lines = [*_read(sheets.rows(file, SCORES, SCORES, problems.add), problems, lambda *row: _score(desk, *row))]
    return _written(desk, "scores", problems, lambda intake: intake.scored(lines))


def in_words(what: str, outcome: Outcome) -> str:
    """What was imported, in a few sentences."""
    if what == "scores":
        came = f" {outcome.customers} of the customers were new." if outcome.customers else ""
        return f"Scores: {outcome.new} new, {outcome.same} the same again.{came}"
    alone = f" {outcome.namesakes} have a namesake here, so they go by their address." if outcome.namesakes else ""
    return f"Customers: {outcome.new} new, {outcome.known} known and added to, {outcome.same} the same again.{alone}"


def _read(rows: Iterator[tuple[int, Row]], problems: Problems, read: Callable[[int, Row], T]) -> Iterator[T]:
    """The lines of a file that can be read."""
    for line, row in rows:
        try:
            yield read(line, row)
        except (Wrong, BadCustomer) as wrong:
            problems.add(line, str(wrong).rstrip("."))


def _written(desk: Desk, what: str, problems: Problems, take: Callable[[Intake], Outcome]) -> Outcome:
    """Takes all lines in, and then writes them in one transaction; nothing where anything is wrong."""
    now = desk.clock()
    with desk.database.read() as tx:
        desk.database.unhurried(tx)
        intake = Intake(tx, now, problems.add)
        outcome = take(intake)
    problems.tell()
    if not intake.rows:
        return outcome
    if desk.database.is_sqlite and intake.rows > MOST_BESIDE_THE_BOT and presence.is_there(desk):
        raise BadFile(problem=TOO_MANY.format(rows=intake.rows))
    try:
        with desk.database.begin() as tx:
            desk.database.unhurried(tx)
            intake.write(tx)
            counts = {name: count for name, count in asdict(outcome).items() if count}
            audit.append(tx, now, "operator", f"{what}.imported", f"import:{what}", counts)
    except (IntegrityError, Overtaken):
        raise BadFile(problem=MEANWHILE) from None
    _show(desk, intake.anew)
    return outcome


def _show(desk: Desk, anew: Mapping[int, Collection[Key]]) -> None:
    """Has the messages about these customers follow, a few at a time, so that nobody waits for it."""
    left, any_renamed = iter(sorted(anew)), False
    while some := list(islice(left, SHOWN_AT_ONCE)):
        with desk.database.begin() as tx:
            known = stored.get_many(tx, some).values()
            renamed = [one for one in known if any((r.kind, r.key) in anew[one.id] for r in one.references[:1])]
            any_renamed |= bool(renamed)
            theirs = [subject for one in renamed for subject in subjects(tx, one.id)]
            show_records(tx, theirs)
            for number in some:
                briefs.changed(tx, number)
            show_problems(tx, theirs)
    if any_renamed:
        with desk.database.begin() as tx:
            show_anew(tx, ())  # what may name any of them


def _customer(desk: Desk, line: int, row: Row) -> CustomerLine:
    """One customer of a file. Raises Wrong and BadCustomer."""
    names = [READERS[kind](row[kind]) for kind in NAMES if row[kind]]
    if not names:
        raise Wrong("it has no name, email or ticket")
    tiers = {tier.casefold(): tier for tier in desk.policy.gestures.tiers}
    tier = tiers.get(row["tier"].casefold())
    if row["tier"] and tier is None:
        there = f"it knows {', '.join(tiers.values())}" if tiers else "it knows none"
        raise Wrong(f"“{row['tier'][:40]}” is no tier of the policy: {there}")
    language = languages.read(row["language"], desk.policy.drafts.languages)
    if row["language"] and language is None:
        raise Wrong(f"“{row['language'][:40]}” is no language: write its code or name, like de or German")
    note = reading.shown(row["note"]).strip()
    if len(note) > LONGEST_NOTE:
        raise Wrong(f"the note has more than {LONGEST_NOTE:,} characters")
    alias = aliases.read(row["alias"]) if row["alias"] else None
    return CustomerLine(line, tuple(names), alias, tier, language, note)


def _email(text: str) -> Reference:
    found = reading.customer_at_start(text)
    if found is None or found[0].kind != "email" or found[1]:
        raise Wrong("the email is no email address")
    return found[0]


def _ticket(text: str) -> Reference:
    found = reading.customer_at_start(f"#{text.lstrip('#')}")
    if found is None or found[0].kind != "ticket" or found[1]:
        raise Wrong("the ticket is none: write it like #4312 or ZD-88")
    return found[0]


def _name(text: str) -> Reference:
    name = reading.reference("name", text)
    is_name = any(letter.isalpha() for letter in name.value) and "@" not in text and '"' not in text
    if not is_name or len(name.value) > LONGEST_NAME:
        raise Wrong(f"the name is none: a name has letters, and no more than {LONGEST_NAME} characters")
    return name


READERS: Mapping[str, Callable[[str], Reference]] = {"email": _email, "ticket": _ticket, "name": _name}


def _score(desk: Desk, line: int, row: Row) -> ScoreLine:
    """One score of a file. Raises Wrong and BadCustomer."""
    empty = [column for column in SCORES if not row[column]]
    if empty:
        raise Wrong(f"{empty[0]} is empty")
    kind = row["kind"].casefold()
    if kind not in RANGES:
        raise Wrong(f"“{row['kind'][:40]}” is no kind of score: write csat or nps")
    least, most = RANGES[kind]
    if not re.fullmatch("[0-9]{1,2}", row["value"]) or not least <= int(row["value"]) <= most:
        raise Wrong(f"the value of {kind} is a whole number from {least} to {most}")
    return ScoreLine(line, aliases.read(row["customer"]), kind, int(row["value"]), _moment(desk, row["at"]))


def _moment(desk: Desk, text: str) -> datetime:
    """A date, or a date and time, in ISO 8601; without a zone it is the team's."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Wrong("the time is none: write it like 2026-11-23 or 2026-11-23T14:30+01:00") from None
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(desk.policy.team.timezone))
    if at.year < FIRST_YEAR or at > desk.clock():
        raise Wrong(f"the time is before {FIRST_YEAR} or still to come")
    return at.astimezone(UTC)
