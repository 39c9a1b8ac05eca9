"""What the parts of a time phrase mean, before anyone asked what time it is now."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from bot.hours import Duration

Unit = Literal["week", "month", "year"]
PartName = Literal["morning", "noon", "afternoon", "evening", "midnight", "eod", "night", "now"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day counted from today: 'tomorrow' is 1, 'yesterday' -1."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (0 = Monday): the coming one, or the one of a calendar week (1: next week's, -1: past)."""

    number: int
    week: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A date. Without a year, the coming one; without a month, the coming such day of a month."""

    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Slashed:
    """A date written as 5/6: which number is the month depends on where the reader lives."""

    first: int
    second: int
    year: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """The first day, or the last working day, of this (0) or the next (1) week, month or year."""

    unit: Unit
    ahead: int
    last: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A span from now, or from the day beside it when `anchored` ('2 days after friday'); below zero it is past."""

    duration: Duration
    anchored: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as typed, possibly impossible. `loose`: nothing said whether before or after noon."""

    hour: int
    minute: int = 0
    second: int = 0
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day."""

    name: PartName


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone beside a clock time: an IANA name, 'UTC', an offset such as '+01:00', or an abbreviation."""

    name: str


@dataclass(frozen=True, slots=True)
class Repeating:
    """'every monday', 'daily': a reminder comes once."""


@dataclass(frozen=True, slots=True)
class Several:
    """More than one time in one breath: '9am-5pm', 'monday or tuesday'."""


Sense = Ahead | Weekday | Calendar | Slashed | Period | Span | Clock | Part | Zone | Repeating | Several
S = TypeVar("S", bound=Sense)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A time phrase in a text, from `start` to `end`, with at most one sense of each sort."""

    start: int
    end: int
    senses: dict[type, Sense]

    def of(self, sort: type[S]) -> S | None:
        """The phrase's sense of one sort."""
        sense = self.senses.get(sort)
        return sense if isinstance(sense, sort) else None

    @property
    def aside(self) -> bool:
        """Whether it tells of the past or of something repeated: people mention such times, they don't ask for them."""
        ahead, weekday, span = self.of(Ahead), self.of(Weekday), self.of(Span)
        return (
            Repeating in self.senses
            or (ahead is not None and ahead.days < 0)
            or (weekday is not None and weekday.week == -1)
            or (span is not None and not span.anchored and span.duration.is_past)
        )
