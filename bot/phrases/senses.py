"""What the parts of a time phrase mean, before anyone asked what time it is now."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from bot.hours import Duration

Unit = Literal["day", "week", "month", "quarter", "year"]
Edge = Literal["start", "middle", "late", "end"]
PartName = Literal[
    "morning", "mid-morning", "late morning", "noon", "early afternoon", "afternoon", "mid-afternoon",
    "late afternoon", "evening", "late evening", "midnight", "eod", "night", "now",
]  # fmt: skip
NO_TIME_YET = "is no time yet: name a day or a time, like 'friday 9am' or 'in 2 hours'."


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day counted from today: 'tomorrow' is 1, 'yesterday' -1."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (0 = Monday): the coming one, or the one of a calendar week.

    1 is next week's, 2 the one after that, -1 past. `said_next`: only 'next friday' said so, which many say of the
    coming one.
    """

    number: int
    week: int | None = None
    said_next: bool = False


@dataclass(frozen=True, slots=True)
class Nth:
    """The first (1) or the last (-1) such weekday of a month, or working day if `weekday` is None, or `any_day`."""

    n: int
    weekday: int | None
    any_day: bool = False


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
    """A day of this (0) or the next (1) week, month or year: its first, one in its middle, or its last working day.

    With a `number`, the coming such month (1 = January) or ISO week, or that of a `year`.
    """

    unit: Unit
    ahead: int
    edge: Edge = "start"
    number: int | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A span from now, or from the time beside it when `anchored` ('2 days after friday'); below zero it is past.

    `idiom`: 'in acht Tagen', which most say of a week.
    """

    duration: Duration
    anchored: bool = False
    idiom: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as typed, possibly impossible.

    `loose`: nothing said whether before or after noon; `bare`: nor that it counts to 24, as 'Uhr' does.
    """

    hour: int
    minute: int = 0
    second: int = 0
    loose: bool = False
    bare: bool = False


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
    """What comes again every so many days, weeks or months: 'every other friday', 'monthly'.

    On these `weekdays`, on the agent's working days (`working`), on the `nth` such weekday of the month, or on its
    `day` (-1: the last); otherwise counted from today.
    """

    unit: Unit
    every: int = 1
    weekdays: frozenset[int] = frozenset()
    working: bool = False
    nth: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class UntilDone:
    """'until done': a repeated time is asked for, not told of."""


@dataclass(frozen=True, slots=True)
class Several:
    """More than one time in one breath: '9am-5pm', 'monday or tuesday'."""


@dataclass(frozen=True, slots=True)
class Vague:
    """Words about time that name none: 'soon', 'sometime next week'. `why` ends the sentence that begins with them."""

    why: str = NO_TIME_YET


Sense = (
    Ahead | Weekday | Nth | Calendar | Slashed | Period | Span | Clock | Part | Zone
    | Repeating | UntilDone | Several | Vague
)  # fmt: skip
Senses = dict[type, Sense]
S = TypeVar("S", bound=Sense)
DAYS = (Ahead, Weekday, Calendar, Slashed, Period)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A time phrase in a text, from `start` to `end`, with at most one sense of each sort.

    `between`: the small words that lead into it and stand in it ('by', 'on the'). `deadline`: it is to be kept by then.
    """

    start: int
    end: int
    senses: Senses
    between: str = ""
    deadline: bool = False

    def of(self, sort: type[S]) -> S | None:
        """The phrase's sense of one sort."""
        sense = self.senses.get(sort)
        return sense if isinstance(sense, sort) else None

    @property
    def repeats(self) -> bool:
        """Whether it comes again and again."""
        return Repeating in self.senses

    @property
    def names_a_past_hour(self) -> bool:
        """Whether it is a clock time of a day that is past: 'yesterday at 5'."""
        return Clock in self.senses and self.aside and Vague not in self.senses and not self.repeats

    @property
    def aside(self) -> bool:
        """Whether it is vague, of the past, or repeated: people mention such times, they seldom ask for them."""
        ahead, weekday, span = self.of(Ahead), self.of(Weekday), self.of(Span)
        return (
            Vague in self.senses
            or (self.repeats and UntilDone not in self.senses)
            or (ahead is not None and ahead.days < 0)
            or (weekday is not None and weekday.week == -1)
            or (span is not None and not span.anchored and span.duration.is_past)
        )
