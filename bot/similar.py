"""Grouping a day's short texts into what may be one problem of many customers. Pure, and never every text with every.

Two texts speak of the same when they share a pair of telling words that go together more often than by chance; pairs
that mostly the same texts hold are one group. A group has one matter: whose text is clearly about another stays out.
Where the matter is clear to few, most of them must say little else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from math import exp, log, sqrt
from typing import TypeAlias

Pair: TypeAlias = tuple[str, str]

QUIET = 50  # so many customers who write of something else are imagined, so that on a quiet day not all is unusual
NEAR = 4  # telling words from one word of a pair to the other at most
TOGETHER = 0.5  # how often two words that belong together stand together, as the cosine of their texts
BY_CHANCE = exp(-14)  # about how likely words may be together so often by chance that else go apart
ALIKE = 0.7  # which part of a pair's texts is in a group that it belongs to
SPEAKS_OF_IT = 8  # one of so many telling words of a text must be of what its group is about, and two at least
SOME = 0.25  # which part of a group's customers must clearly speak of a matter for it to be the group's
MOST = 0.5  # which part of a group's customers must clearly speak of its matter, or else say little beside its words
SHORT = 3  # telling words of a text that says little more than what the group is about
SHOWN = 4  # words
BREATH = 64  # texts between two moments to let others go first


@dataclass(frozen=True, slots=True)
class Said:
    """One short text: what it is (followup:17), whose (None where nobody knows), and its telling words by stem."""

    subject: str
    customer: int | None
    stems: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """What many customers speak of: the texts in order, the matter or reason they share ('' if none is clear), the
    words they have in common, the most common first, and who they are."""

    subjects: tuple[str, ...]
    topic: str
    words: tuple[str, ...]
    customers: frozenset[int]


Topics: TypeAlias = Callable[[Said], Collection[str]]
Steps: TypeAlias = Generator[None, None, list[Group]]


def groups(
    texts: Iterable[Said], fewest: int, topics_of: Topics, everyday: Collection[str] = frozenset()
) -> list[Group]:
    """The groups of at least `fewest` different customers, the largest first; in whatever order the texts come.

    `everyday` are words that are common in the trade: two of them make no problem.
    """
    steps = group(texts, fewest, topics_of, everyday)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: list[Group] = end.value
            return found


def group(texts: Iterable[Said], fewest: int, topics_of: Topics, everyday: Collection[str] = frozenset()) -> Steps:
    """The same in steps of a few milliseconds. `topics_of` tells matters and reasons, asked only where needed."""
    search = _Search(sorted(texts, key=lambda said: said.subject), fewest, topics_of, frozenset(everyday))
    yield from search.index()
    return (yield from search.gather())


def are_alike(these: Set[str], those: Set[str], everyday: Collection[str]) -> bool:
    """Whether what two groups have in common, in stems, tells of the same: they share two words at least, not only
    everyday ones, and no fewer than tell them apart."""
    shared = these & those
    return len(shared) >= max(2, len(these ^ those)) and not shared <= frozenset(everyday)


@dataclass(slots=True)
class _Search:
    texts: Sequence[Said]
    fewest: int
    topics_of: Topics
    everyday: frozenset[str]
    common: dict[str, int] = field(default_factory=dict)  # how many customers say a word, where enough do
    holding: dict[Pair, list[int]] = field(default_factory=dict)  # the texts that hold a notable pair
    pairs: dict[int, list[Pair]] = field(default_factory=lambda: defaultdict(list))  # the other way around
    short: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))  # short texts by their words
    topics: dict[int, frozenset[str]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def index(self) -> Generator[None, None, None]:
        """Finds the notable pairs."""
        who: dict[str, set[int]] = defaultdict(set)
        for said in self.texts:
            if said.customer is not None:
                for stem in said.stems:
                    who[stem].add(said.customer)
        yield
        # A word of few customers is in no group: without the rare ones hardly any pairs are left.
        self.common = {stem: len(customers) for stem, customers in who.items() if len(customers) >= self.fewest}
        del who
        counts: Counter[Pair] = Counter()
        for at, said in enumerate(self.texts):
            counts.update(self.pairs_of(said))
            if at % BREATH == 0:
                yield
        holding: dict[Pair, list[int]] = {pair: [] for pair, count in counts.items() if count >= self.fewest}
        del counts
        for at, said in enumerate(self.texts):
            for pair in self.pairs_of(said):
                if pair in holding:
                    holding[pair].append(at)
            if len(said.stems) <= SHORT:
                for stem in said.stems:
                    self.short[stem].append(at)
            if at % BREATH == 0:
                yield
        everybody = QUIET + len({said.customer for said in self.texts} - {None})
        for number, (pair, texts) in enumerate(holding.items()):
            one, other = (self.common[stem] for stem in pair)
            if _is_notable(len(self.customers(texts)), one, other, everybody):
                self.holding[pair] = texts
                for at in texts:
                    self.pairs[at].append(pair)
            if number % BREATH == 0:
                yield

    def gather(self) -> Steps:
        """Takes the pair that tells most, with all that belongs to it, until none has enough customers."""
        found: list[Group] = []
        waiting = [(-self.weight(pair), pair) for pair in self.holding]
        heapify(waiting)
        while waiting:
            yield
            before, pair = heappop(waiting)
            weight = self.weight(pair)
            if weight < -before:
                if weight:
                    heappush(waiting, (-weight, pair))
                continue
            one, members = yield from self.around(pair)
            if one is not None:
                found.append(one)
                self.taken |= members
                heappush(waiting, (before, pair))  # what it says of another matter may be a group of its own
        return sorted(found, key=lambda one: (-len(one.customers), one.subjects))

    def weight(self, pair: Pair) -> float:
        """How much a pair tells: it belongs together, and many say it; 0 where too few are left who do."""
        many = len(self.customers(self.free(pair)))
        if many < self.fewest:
            return 0.0
        return many * sqrt(many) / sqrt(self.common[pair[0]] * self.common[pair[1]])

    def around(self, pair: Pair) -> Generator[None, None, tuple[Group | None, set[int]]]:
        """The group of a pair, if there is one, and its texts."""
        first = set(self.free(pair))
        shared = Counter(other for at in first for other in self.pairs[at])
        core, members = set(pair), set(first)
        for other, many in shared.items():
            its = self.free(other)
            if many >= ALIKE * len(its):
                core.update(other)
                members.update(its)
        yield
        members = {at for at in members if self.shared(at, core) >= max(2, len(self.texts[at].stems) / SPEAKS_OF_IT)}
        topic = yield from self.topic(members)
        clear = {at for at in members if topic in self.topics[at]}
        if len(self.customers(clear)) < SOME * len(self.customers(members)):
            topic, clear = "", set()
        members = clear | {at for at in members if not self.topics[at]}
        plain = {at for at in members if 2 * self.shared(at, core) >= len(self.texts[at].stems)}
        if max(len(self.customers(some)) for some in (clear, plain)) < MOST * len(self.customers(members)):
            return None, set()
        near = {at for stem in core for at in self.short[stem]} if topic else set()
        for at in sorted(near - members - self.taken):
            is_near = 2 * self.shared(at, core) >= len(self.texts[at].stems)
            if is_near and topic in (yield from self.topics_at(at)):
                members.add(at)
        customers = self.customers(members)
        if len(customers) < self.fewest:
            return None, set()
        subjects = tuple(self.texts[at].subject for at in sorted(members))
        return Group(subjects, topic, self.words(core, members), customers), members

    def shared(self, at: int, core: Set[str]) -> int:
        """How many of these words a text holds."""
        return len(core & self.texts[at].stems.keys())

    def topic(self, members: Iterable[int]) -> Generator[None, None, str]:
        """The matter or reason of the most customers; '' if none is clear."""
        whose: dict[str, set[int | None]] = defaultdict(set)
        for at in sorted(members):
            for topic in (yield from self.topics_at(at)):
                whose[topic].add(self.texts[at].customer)
        return min(whose, key=lambda topic: (-len(whose[topic]), topic), default="")

    def topics_at(self, at: int) -> Generator[None, None, frozenset[str]]:
        """What a text is about, asked once."""
        if at not in self.topics:
            yield
            self.topics[at] = frozenset(self.topics_of(self.texts[at]))
        return self.topics[at]

    def words(self, core: Iterable[str], members: Collection[int]) -> tuple[str, ...]:
        """The words that most of these texts have in common, as they say them most often."""
        said = {stem: Counter(self.texts[at].stems[stem] for at in members if stem in self.texts[at].stems)
                for stem in core}  # fmt: skip
        often = sorted((stem for stem in said if said[stem]), key=lambda stem: (-said[stem].total(), stem))
        return tuple(min(said[stem], key=lambda word: (-said[stem][word], word)) for stem in often[:SHOWN])

    def pairs_of(self, said: Said) -> Iterator[Pair]:
        """Every two of a text's common words that stand near each other, everyday words aside."""
        stems = [stem for stem in said.stems if stem in self.common]
        for at, one in enumerate(stems):
            for other in stems[at + 1 : at + 1 + NEAR]:
                if one not in self.everyday or other not in self.everyday:
                    yield (one, other) if one < other else (other, one)

    def free(self, pair: Pair) -> list[int]:
        """The texts that hold a pair and are in no group yet."""
        return [at for at in self.holding[pair] if at not in self.taken]

    def customers(self, texts: Iterable[int]) -> frozenset[int]:
        """Whose these texts are, each once, as far as anybody knows."""
        return frozenset(who for at in texts if (who := self.texts[at].customer) is not None)


def _is_notable(both: int, one: int, other: int, everybody: int) -> bool:
    """Whether two words stand together more often than words do that have nothing to do with each other: of
    `everybody`, so many customers say `one`, the `other`, and `both`."""
    if both >= TOGETHER * sqrt(one * other):
        return True
    chance = one * other / everybody
    return both > chance and both * log(both / chance) - (both - chance) >= -log(BY_CHANCE)
