"""The intake of a file's lines: whom each means, whether it says anything new, and then all of it written at once.

What a file says is judged in a look that holds nobody up; the writing is as short as it can be.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from bot.timelines import IMPORTED
from storage import imports
from storage.imports import Key
from storage.records import Reference

TWO = "{} and {} lead to two customers here: make them one first, with /customer … alias …"
KINDS = ("email", "ticket", "name", "alias")
TRAITS = ("tier", "language")


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """A customer as a file knows them: `names` tell who it is, an address, a ticket and a name as far as it has them;
    `alias` is one more way to say it."""

    line: int
    names: tuple[Reference, ...]
    alias: Reference | None = None
    tier: str | None = None
    language: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A score that a customer gave. `who` may be a mere word, which means somebody known or nobody."""

    line: int
    who: Reference
    kind: str
    value: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of lines: how many were `new`, added to what was `known`, or said the `same` again; how many
    `customers` came with them; and how many of these are known by their address alone, as `namesakes` of others."""

    new: int = 0
    known: int = 0
    same: int = 0
    customers: int = 0
    namesakes: int = 0


class Overtaken(Exception):
    """Of whom a file speaks, somebody is not who they were when it was judged."""


@dataclass(slots=True)
class Intake:
    """Takes in lines in one look, and keeps what is new in mind until `write`. `wrong` is told of lines that cannot be
    taken, and why.

    Customers who are still to be made have a number below 0.
    """

    tx: Connection
    now: datetime
    wrong: Callable[[int, str], None]
    made: int = 0
    namesakes: int = 0
    owners: dict[Key, int] = field(default_factory=dict)
    emailed: set[int] = field(default_factory=set)
    names: list[tuple[int, Reference]] = field(default_factory=list)
    traits: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    seen: tuple[dict[Key, int], dict[int, tuple[str | None, str | None]]] = field(default_factory=lambda: ({}, {}))
    """Whose the references were, and the traits, when the file was judged."""
    changed: set[int] = field(default_factory=set)
    said: dict[tuple[int, int], int] = field(default_factory=dict)
    """On which line a customer's tier (0) or language (1) stands."""
    known_notes: set[tuple[int, str]] = field(default_factory=set)
    notes: list[tuple[int, str]] = field(default_factory=list)
    known_scores: dict[tuple[int, str, datetime], int] = field(default_factory=dict)
    scores: list[tuple[int, str, datetime]] = field(default_factory=list)

    def customers(self, lines: Sequence[CustomerLine]) -> Outcome:
        """Takes in customers."""
        known = self._look_up(ref for one in lines for ref in (*one.names, one.alias) if ref)
        self.traits = imports.traits(self.tx, known)
        self.seen = (self.seen[0], dict(self.traits))
        self.known_notes = imports.notes_of(self.tx, known if any(one.note for one in lines) else ())
        fates = Counter(self._customer(one) for one in lines)
        return Outcome(fates["new"], fates["known"], fates["same"], self.made, self.namesakes)

    def scored(self, lines: Sequence[ScoreLine]) -> Outcome:
        """Takes in scores."""
        self.known_scores = imports.scores_of(self.tx, self._look_up(one.who for one in lines))
        fates = Counter(self._score(one) for one in lines)
        return Outcome(new=fates["new"], same=fates["same"], customers=self.made)

    @property
    def rows(self) -> int:
        """How many rows there are to write."""
        return self.made + len(self.names) + len(self.changed) + len(self.notes) + len(self.scores)

    @property
    def anew(self) -> dict[int, set[Key]]:
        """Who of the known customers has more to show, and the names that are new for each."""
        found: dict[int, set[Key]] = {who: set() for who, _ in self.notes if who > 0}
        for who, reference in self.names:
            if who > 0:
                found.setdefault(who, set()).add(_key(reference))
        return found

    def write(self, tx: Connection) -> None:
        """Writes what is new. Raises Overtaken or IntegrityError when somebody recorded the same meanwhile."""
        self._hold(tx)
        made = imports.add_customers(tx, self.made, self.now)

        def number(who: int) -> int:
            return made[-who - 1] if who < 0 else who

        imports.add_references(tx, [(number(who), ref) for who, ref in self.names])
        imports.set_traits(tx, {number(who): self.traits[who] for who in self.changed})
        imports.add_notes(tx, [(number(who), text) for who, text in self.notes], IMPORTED, self.now)
        scores = [(number(who), kind, at, self.known_scores[who, kind, at]) for who, kind, at in self.scores]
        imports.add_scores(tx, scores)

    def _hold(self, tx: Connection) -> None:
        """Keeps those who are known who they are, so that nobody forgets or merges them meanwhile. Raises Overtaken."""
        written = {who for who, _ in (*self.names, *self.notes)} | self.changed | {who for who, _, _ in self.scores}
        known = {who for who in written if who > 0}
        owners, traits = self.seen
        theirs = {key: who for key, who in owners.items() if who in known}
        changed = {who for who in self.changed if who > 0}
        imports.hold(tx, known)
        now = imports.owners(tx, {key for _, key in theirs})
        if any(now.get(key) != who for key, who in theirs.items()):
            raise Overtaken
        if imports.traits(tx, changed) != {who: traits[who] for who in changed}:
            raise Overtaken

    def _look_up(self, references: Iterable[Reference]) -> set[int]:
        """Whom we know of these."""
        self.owners = imports.owners(self.tx, {reference.key for reference in references})
        self.seen = (dict(self.owners), {})
        known = set(self.owners.values())
        self.emailed = imports.with_email(self.tx, known)
        return known

    def _customer(self, one: CustomerLine) -> str:
        """Takes in one customer: new, known or the same."""
        before = self._size
        found = self._whom(one)
        if found is None:
            return "wrong"
        who, names = found
        is_new = who is None
        if who is None:
            self.made += 1
            who = -self.made
        for reference in names:
            self._name(who, reference)
        for place, value in enumerate((one.tier, one.language)):
            if value:
                self._give(one.line, who, place, value)
        if one.note and (who, one.note) not in self.known_notes:
            self.known_notes.add((who, one.note))
            self.notes.append((who, one.note))
        return "new" if is_new else "same" if self._size == before else "known"

    @property
    def _size(self) -> tuple[int, int, int]:
        return len(self.names), len(self.changed), len(self.notes)

    def _whom(self, one: CustomerLine) -> tuple[int | None, list[Reference]] | None:
        """Who a line's customer is (None: somebody new), and the names that are theirs; None where it is wrong.

        An address or a ticket tells. A name does too, unless it is somebody's who is known by another address: of two
        people with one name, the second is known by theirs alone.
        """
        names = list(one.names)
        telling = {self.owners[_key(ref)]: ref for ref in names if ref.kind != "name" and _key(ref) in self.owners}
        if len(telling) > 1:
            self._refuse(one, *telling.values())
            return None
        who = next(iter(telling), None)
        name = next((ref for ref in names if ref.kind == "name"), None)
        called = self.owners.get(_key(name)) if name else None
        if name and called is not None and called != who:
            has_address = who in self.emailed or any(ref.kind == "email" for ref in names)
            if has_address and called in self.emailed:
                self.namesakes += 1
                names.remove(name)
            elif who is None:
                who = called
            else:
                self._refuse(one, telling[who], name)
                return None
        if one.alias:
            if self._all_called(one.alias) - {who}:
                self._refuse(one, names[0], one.alias)
                return None
            names.append(one.alias)
        return who, names

    def _refuse(self, one: CustomerLine, first: Reference, second: Reference) -> None:
        kinds = {"email": "the address", "ticket": "the ticket", "name": "the name", "alias": "the alias"}
        self.wrong(one.line, TWO.format(kinds[first.kind], kinds[second.kind]))

    def _all_called(self, reference: Reference) -> set[int]:
        """To whom a reference leads; a bare word leads to whoever is called so in any way."""
        kinds = KINDS if reference.kind == "alias" else (reference.kind,)
        return {self.owners[kind, reference.key] for kind in kinds if (kind, reference.key) in self.owners}

    def _name(self, who: int, reference: Reference) -> None:
        if _key(reference) not in self.owners:
            self.owners[_key(reference)] = who
            self.names.append((who, reference))
            if reference.kind == "email":
                self.emailed.add(who)

    def _give(self, line: int, who: int, place: int, value: str) -> None:
        """Gives a customer a tier (0) or a language (1), which no other line may contradict."""
        stands = list(self.traits.get(who, (None, None)))
        first = self.said.setdefault((who, place), line)
        if stands[place] == value:
            return
        if first != line:
            self.wrong(line, f"line {first} gives the same customer another {TRAITS[place]}")
        stands[place] = value
        self.traits[who] = (stands[0], stands[1])
        self.changed.add(who)

    def _score(self, one: ScoreLine) -> str:
        """Takes in one score: new, or the same."""
        found = self._all_called(one.who)
        if len(found) != 1 and one.who.kind == "alias":
            how = "several customers are" if found else "nobody is"
            self.wrong(one.line, f"{how} known by that word")
            return "wrong"
        if not found:
            self.made += 1
            self._name(-self.made, one.who)
            found = {-self.made}
        score = (found.pop(), one.kind, one.at)
        if score not in self.known_scores:
            self.known_scores[score] = one.value
            self.scores.append(score)
            return "new"
        if self.known_scores[score] != one.value:
            self.wrong(one.line, f"the same customer gave another score, {self.known_scores[score]}, at that time")
        return "same"


def _key(reference: Reference) -> Key:
    return reference.kind, reference.key
