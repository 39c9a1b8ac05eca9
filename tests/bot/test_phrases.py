"""The table of what people type, `phrases.toml`, and what holds for any time in any zone."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.hours import Hours, instant
from bot.moments import Moment, Reading, in_words, read

TABLE = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text())
OFFICE = Hours.parse("mon-fri", "09:00", "18:00")
LOCALES = {"english": "en-US", "german": "de-DE"}
ROWS = [
    *((phrase, meant, locale) for language, locale in LOCALES.items() for phrase, meant in TABLE[language].items()),
    *((phrase, meant, locale) for locale, phrases in TABLE["locale"].items() for phrase, meant in phrases.items()),
]
ELAPSED = re.compile(r"\+(?P<n>[0-9]+)(?P<unit>[smh])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}


def asked_at(zone: str) -> Iterator[datetime]:
    return (datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)) for wall in TABLE["nows"])


def meanings(meant: str | list[str] | dict[str, str | list[str]], zone: str) -> list[str]:
    """What a row says for each time of asking in one zone."""
    if isinstance(meant, dict):
        meant = meant.get(zone.rpartition("/")[2]) or meant["else"]
    return meant if isinstance(meant, list) else [meant] * len(TABLE["nows"])


def on_the_wall(meant: str, now: datetime) -> str:
    """A meaning in which what passes is told by the clock on the wall."""
    passes = ELAPSED.search(meant)
    if passes is None:
        return meant
    then = now.astimezone(UTC) + timedelta(**{UNITS[passes["unit"]]: int(passes["n"])})
    return meant.replace(passes[0], f"{then.astimezone(now.tzinfo):%Y-%m-%d %H:%M}")


def written(moment: Moment) -> str:
    local = moment.at.astimezone(ZoneInfo(moment.zone))
    said = "every " if moment.repeat else "by " if moment.deadline else ""
    return f"{said}{local:%Y-%m-%d %H:%M}{'' if moment.exact else ' ~'}"


def seen(reading: Reading) -> str:
    """A reading as the table writes it."""
    if reading.moment:
        return written(reading.moment)
    if reading.choices:
        return " or ".join(written(choice) for choice in reading.choices)
    match reading.problem or "":
        case "":
            return "none"
        case problem if "is past" in problem or "just passed" in problem:
            return "past"
        case problem if re.search("no such|contradicts|within five years", problem):
            return "wrong"
    return "ask"


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert len(TABLE["english"]) >= 190
    assert len(TABLE["german"]) >= 130
    assert (len(TABLE["nows"]), len(TABLE["zones"])) == (5, 3)


@pytest.mark.parametrize("zone", TABLE["zones"])
@pytest.mark.parametrize("locale", sorted({locale for _, _, locale in ROWS}))
def test_every_phrase_means_what_the_table_says(locale: str, zone: str) -> None:
    differences = []
    for phrase, meant, its_locale in ROWS:
        if its_locale != locale:
            continue
        for now, meaning in zip(asked_at(zone), meanings(meant, zone), strict=True):
            reading = read(phrase, now, zone, OFFICE, locale)
            wanted = (on_the_wall(meaning, now), "" if reading.moment else phrase)
            if (seen(reading), reading.rest) != wanted:
                differences.append(f"“{phrase}” at {now}: {seen(reading)}, not {wanted[0]}; left over “{reading.rest}”")
    assert differences == []


# Any time, in any zone

ZONES = [
    *("Europe/Berlin", "Europe/London", "Europe/Moscow", "America/New_York", "America/Los_Angeles", "America/St_Johns"),
    *("America/Sao_Paulo", "America/Havana", "America/Caracas", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo"),
    *("Asia/Tehran", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Chatham", "Africa/Cairo"),
    *("Africa/Casablanca", "Atlantic/Azores"),
]
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WALLS = st.integers(0, 1767 * 24 * 60).map(
    lambda minutes: datetime.fromisoformat("2026-11-27") + timedelta(minutes=minutes)
)


@settings(max_examples=3 * settings().max_examples)
@given(WALLS, st.sampled_from(ZONES))
def test_a_time_is_read_stored_and_shown_as_the_same(wall: datetime, zone: str) -> None:
    at = instant(wall, zone)
    shown = at.astimezone(ZoneInfo(zone))
    moments = [
        read(typed, NOW, zone, OFFICE).moment
        for typed in (
            f"{wall:%Y-%m-%d %H:%M}",
            f"{wall:%A} {wall.day} {wall:%B %Y} at {wall:%H:%M}",
            f"{wall.day}.{wall.month}.{wall.year} um {wall:%H:%M} Uhr",
            f"{wall:%b} {wall.day}, {wall.year} {wall:%I:%M%p}",
        )
    ]
    assert moments == [Moment(at, zone, True, moment.phrase if moment else "") for moment in moments]
    again = read(in_words(at, zone), NOW, zone, OFFICE).moment
    assert again is not None
    assert again.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown.replace(tzinfo=None)
    if shown.replace(tzinfo=None) != wall:  # clocks skip it: the first moment after
        assert shown.replace(tzinfo=None) > wall
        assert (at - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).replace(tzinfo=None) < wall


PHRASES = st.sampled_from([phrase for phrase, _, _ in ROWS])
GLUE = st.sampled_from([" ", ", ", " by ", " or ", " until ", " before ", " am ", " um ", "-", "", " Anna ", " not "])


@settings(max_examples=3 * settings().max_examples)
@given(st.lists(st.tuples(PHRASES, GLUE), min_size=1, max_size=4), st.sampled_from(ZONES), WALLS)
def test_no_mixture_of_phrases_fails_or_is_read_as_past(
    parts: list[tuple[str, str]], zone: str, wall: datetime
) -> None:
    text, now = "".join(phrase + glue for phrase, glue in parts), instant(wall, zone)
    reading = read(text, now, zone, OFFICE)
    moments = [reading.moment] if reading.moment else list(reading.choices)
    assert all(moment.at > now and moment.phrase in text for moment in moments)
    assert [moment.at for moment in moments] == sorted({moment.at for moment in moments})
    assert reading.moment is None or (reading.problem is None and not reading.choices)
    assert reading.moment is not None or reading.rest == text.strip()
    assert reading.problem is None or re.fullmatch(r"[^\n]+\.", reading.problem)
