"""How well phrases of time are read: by us, and by the libraries that people would take instead.

All of them read the suite's table, `tests/bot/phrases.toml`, at its five times of asking, in Berlin. Judged alike:

- A phrase of one meaning is right with its time to the minute, or its day where it names no time of day; what comes
  again has to be told as such.
- One that people mean in two ways, or that is too vague, has to be asked about or refused: an answer is a guess.
- What is past, impossible or no time at all has to be refused; a past answer is as good as a refusal, for whoever
  looks at it.
"""

from __future__ import annotations

import importlib
import logging
import statistics
import time
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.report import Row
from bot.hours import Hours
from bot.moments import read

TABLE = Path(__file__).parents[1] / "tests" / "bot" / "phrases.toml"
ZONE = ZoneInfo("Europe/Berlin")
OFFICE = Hours.parse("mon-fri", "09:00", "18:00")
LANGUAGES = {"english": "en-US", "german": "de-DE"}
UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
MEDIAN_MS = 5
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase at one time of asking (aware), and what the table says of it."""

    says: str
    meant: str
    locale: str
    now: datetime

    @property
    def doubtful(self) -> bool:
        """Whether it has to be asked about."""
        return self.meant == "ask" or " or " in self.meant

    @property
    def at(self) -> datetime | None:
        """When it is, as clocks show it; None for what is no time to come."""
        meant = self.meant.removeprefix("by ").removeprefix("every ").removesuffix(" ~")
        if self.doubtful or meant in ("past", "wrong", "none"):
            return None
        if meant.startswith("+"):
            passed = timedelta(**{UNITS[meant[-1]]: int(meant[1:-1])})
            return (self.now.astimezone(UTC) + passed).astimezone(ZONE).replace(tzinfo=None)
        return datetime.fromisoformat(meant)


@dataclass(frozen=True, slots=True)
class Answer:
    """A time that a reader gave, as clocks show it, and whether it said that it comes again."""

    at: datetime
    repeats: bool = False


Reader = Callable[[Phrase], Answer | None]


@dataclass
class Score:
    """How a reader did, by what was asked of it."""

    clear: list[bool | None] = field(default_factory=list)  # right, wrong, or None: refused
    english: list[bool | None] = field(default_factory=list)  # those of them in English, which all of them read
    doubtful: list[bool] = field(default_factory=list)  # whether it asked or refused
    no_time: list[bool] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, phrase: Phrase, answer: Answer | None) -> None:
        """Judges one answer."""
        if phrase.at is not None:
            judged = None if answer is None else _is_right(phrase, phrase.at, answer)
            self.clear.append(judged)
            if phrase.locale.startswith("en"):
                self.english.append(judged)
        elif phrase.doubtful:
            self.doubtful.append(answer is None)
        else:
            self.no_time.append(answer is None or answer.at <= phrase.now.replace(tzinfo=None))


def _is_right(phrase: Phrase, at: datetime, answer: Answer) -> bool:
    """To the minute where a time of day was named, else to the day."""
    if answer.repeats != phrase.meant.startswith("every "):
        return False
    if phrase.meant.endswith("~"):
        return answer.at.date() == at.date()
    return abs(answer.at - at) < A_MINUTE


def phrases() -> Iterator[Phrase]:
    """The table, each phrase at each time of asking."""
    table = tomllib.loads(TABLE.read_text())
    sections = {locale: table[language] for language, locale in LANGUAGES.items()}
    for locale, rows in (*sections.items(), *table["locale"].items()):
        for says, meant in rows.items():
            here = meant.get("Berlin") or meant["else"] if isinstance(meant, Mapping) else meant
            meanings = here if isinstance(here, list) else [here] * len(table["nows"])
            for wall, meaning in zip(table["nows"], meanings, strict=True):
                yield Phrase(says, meaning, locale, datetime.fromisoformat(wall).replace(tzinfo=ZONE))


# The readers: each as its documentation says, told the language, and that times are to come


def ours() -> Reader:
    """`bot.moments`."""

    def reader(phrase: Phrase) -> Answer | None:
        moment = read(phrase.says, phrase.now, ZONE.key, OFFICE, phrase.locale).moment
        return Answer(_shown(moment.at), moment.repeat is not None) if moment else None

    return reader


def _dateparser() -> Reader:
    dateparser = importlib.import_module("dateparser")

    def reader(phrase: Phrase) -> Answer | None:
        settings = {"RELATIVE_BASE": phrase.now.replace(tzinfo=None), "PREFER_DATES_FROM": "future"}
        found = dateparser.parse(phrase.says, languages=[phrase.locale[:2]], settings=settings)
        return Answer(_shown(found)) if found else None

    return reader


def _parsedatetime() -> Reader:
    calendar = importlib.import_module("parsedatetime").Calendar()

    def reader(phrase: Phrase) -> Answer | None:
        found, status = calendar.parseDT(phrase.says, sourceTime=phrase.now.replace(tzinfo=None))
        return Answer(found) if status else None

    return reader


def _recurrent() -> Reader:
    recurrent = importlib.import_module("recurrent")
    rrulestr = importlib.import_module("dateutil.rrule").rrulestr

    def reader(phrase: Phrase) -> Answer | None:
        now = phrase.now.replace(tzinfo=None)
        found = recurrent.RecurringEvent(now_date=now).parse(phrase.says)
        if not isinstance(found, str):
            return Answer(found) if found else None
        first = rrulestr(found, dtstart=now).after(now)
        return Answer(first, repeats=True) if first else None

    return reader


def _timefhuman() -> Reader:
    library = importlib.import_module("timefhuman")

    def reader(phrase: Phrase) -> Answer | None:
        found = library.timefhuman(phrase.says, library.tfhConfig(now=phrase.now.replace(tzinfo=None)))
        one = found[0] if isinstance(found, list) and len(found) == 1 else found
        if isinstance(one, timedelta):
            return Answer(phrase.now.replace(tzinfo=None) + one)
        return Answer(_shown(one)) if isinstance(one, datetime) else None

    return reader


def _ctparse() -> Reader:
    library = importlib.import_module("ctparse")

    def reader(phrase: Phrase) -> Answer | None:
        found = library.ctparse(phrase.says, ts=phrase.now.replace(tzinfo=None))
        moment = getattr(found and found.resolution, "dt", None)
        return Answer(moment) if moment else None

    return reader


def _shown(at: datetime) -> datetime:
    """What clocks in the zone show then."""
    return at.astimezone(ZONE).replace(tzinfo=None) if at.tzinfo else at


LIBRARIES: Mapping[str, Callable[[], Reader]] = {
    "dateparser": _dateparser,
    "parsedatetime": _parsedatetime,
    "recurrent": _recurrent,
    "timefhuman": _timefhuman,
    "ctparse": _ctparse,
}


def score(reader: Reader) -> Score:
    """Has the whole table read. An exception is a refusal: it is not silent."""
    found = Score()
    for phrase in phrases():
        began = time.perf_counter()
        try:
            answer = reader(phrase)
        except Exception:  # noqa: BLE001 (whatever a library raises)
            answer = None
        found.seconds.append(time.perf_counter() - began)
        found.add(phrase, answer)
    return found


def rows_of(name: str, found: Score, *, goals: bool = False) -> list[Row]:
    """One reader's figures; ours have goals."""
    guessed, misread = found.doubtful.count(False), found.no_time.count(False)
    median = statistics.median(found.seconds) * 1e3

    def row(what: str, figure: str, goal: str, reached: bool) -> Row:
        return Row(f"{name}: {what}", figure, goal if goals else "", reached if goals else None)

    return [
        row(
            f"of {len(found.clear)} clear ones right, refused, silently wrong",
            _shares(found.clear),
            "all right",
            all(found.clear),
        ),
        row(
            f"of {len(found.english)} clear English ones right, refused, silently wrong",
            _shares(found.english),
            "all right",
            all(found.english),
        ),
        row(
            f"of {len(found.doubtful)} doubtful ones asked or refused, guessed",
            f"{1 - guessed / len(found.doubtful):.1%}, {guessed / len(found.doubtful):.1%}",
            "none guessed",
            not guessed,
        ),
        row(
            f"of {len(found.no_time)} past, impossible or no times refused, silently misread",
            f"{1 - misread / len(found.no_time):.1%}, {misread / len(found.no_time):.1%}",
            "none misread",
            not misread,
        ),
        row("a phrase (median)", f"{median:.2f} ms", f"under {MEDIAN_MS} ms", median < MEDIAN_MS),
    ]


def _shares(judged: list[bool | None]) -> str:
    return ", ".join(f"{judged.count(verdict) / len(judged):.1%}" for verdict in (True, None, False))


async def of_phrases(directory: Path) -> list[Row]:
    """Phrases of time, read by us and by five libraries."""
    warnings.simplefilter("ignore")  # theirs, about Pythons to come
    logging.getLogger("ctparse").setLevel(logging.CRITICAL)
    many = len({(phrase.says, phrase.locale) for phrase in phrases()})
    rows = rows_of(f"{many} phrases at 5 times, ours", score(ours()), goals=True)
    for name, make in LIBRARIES.items():
        try:
            rows += rows_of(f"{name} {version(name)}", score(make()))
        except (PackageNotFoundError, ImportError) as absence:
            rows.append(Row(name, f"not measured: {absence or 'not installed'}"))
    return rows
