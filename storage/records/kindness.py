"""What became of customers' matters, counted: enough to hold those with a kindness against those without."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    some: int = 0
    whole: int = 0

    @property
    def value(self) -> float:
        """From 0 to 1. Raises ZeroDivisionError of none."""
        return self.some / self.whole

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return Share(self.some + other.some, self.whole + other.whole)

    def __sub__(self, other: Share) -> Share:
        """What is left without some of the cases."""
        return Share(self.some - other.some, self.whole - other.whole)


@dataclass(frozen=True, slots=True)
class Sample:
    """Whole numbers, as many as `cases`: their sum, and the sum of their squares."""

    cases: int = 0
    total: int = 0
    squares: int = 0

    @property
    def mean(self) -> float:
        """Raises ZeroDivisionError of none."""
        return self.total / self.cases

    @property
    def variance(self) -> float:
        """The unbiased one. Raises ZeroDivisionError of fewer than two."""
        return (self.cases * self.squares - self.total**2) / (self.cases * (self.cases - 1))

    def __add__(self, other: Sample) -> Sample:
        """Both together."""
        return Sample(self.cases + other.cases, self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: Sample) -> Sample:
        """What is left without some of the cases."""
        return Sample(self.cases - other.cases, self.total - other.total, self.squares - other.squares)


@dataclass(frozen=True, slots=True)
class Answers:
    """What customers answered to one question: how their answers changed, and what they were afterwards."""

    change: Sample = Sample()
    after: Sample = Sample()

    def __add__(self, other: Answers) -> Answers:
        """Both together."""
        return Answers(self.change + other.change, self.after + other.after)

    def __sub__(self, other: Answers) -> Answers:
        """What is left without some of the cases."""
        return Answers(self.change - other.change, self.after - other.after)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of so many cases: how many were solved, of those that were said to be or not; how many customers came
    back in time, of those whose time is over; and what they answered, from 1 to 5 (CSAT) and from 0 to 10 (NPS)."""

    cases: int = 0
    solved: Share = Share()
    back: Share = Share()
    csat: Answers = Answers()
    nps: Answers = Answers()

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.cases + other.cases,
            self.solved + other.solved,
            self.back + other.back,
            self.csat + other.csat,
            self.nps + other.nps,
        )

    def __sub__(self, other: Tally) -> Tally:
        """What is left without some of the cases."""
        return Tally(
            self.cases - other.cases,
            self.solved - other.solved,
            self.back - other.back,
            self.csat - other.csat,
            self.nps - other.nps,
        )


@dataclass(frozen=True, slots=True)
class Spent:
    """What gestures cost, in minor units of the team's currency: in all, in the cases that were said to be solved or
    not, and in those whose answers changed or are known afterwards. `foreign`: how many cost another currency, and are
    in none of these."""

    total: int = 0
    told: int = 0
    foreign: int = 0
    csat_change: int = 0
    csat_after: int = 0
    nps_change: int = 0
    nps_after: int = 0
