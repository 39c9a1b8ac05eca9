"""What may stand as one value in the policy file. Each check raises ValueError with the end of a sentence."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import time, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import Annotated, Any, Literal, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, PlainValidator

from bot.hours import WEEKDAYS, Duration, parse_duration, times
from bot.money import is_currency

Unit = Literal["percent", "money", "time", "none"]
NAME = "[A-Za-z0-9_-](?:[A-Za-z0-9_ -]{0,38}[A-Za-z0-9_-])?"
MOST_NAMED = 10  # what Slack's checkboxes can hold
LONGEST_SPAN = timedelta(days=366)
KEEPING = re.compile(r"([0-9]{1,5})\s*(d|w|month|y)(?:(?<=d)ays?|(?<=w)eeks?|(?<=month)s|(?<=y)ears?)?")
KEPT_UNITS = {"d": Duration(days=1), "w": Duration(days=7), "month": Duration(months=1), "y": Duration(months=12)}
LONGEST_KEPT = 100  # years

# The kinds of gestures where a file names none.
SAMPLE_KINDS: dict[str, dict[str, Any]] = {
    "discount": {
        "label": "Discount on the next order",
        "unit": "percent",
        "agent_limit": 10,
        "lead_limit": 30,
        "maximum": 50,
        "costs": 1,
    },
    "credit": {"label": "Account credit", "unit": "money", "agent_limit": 25, "lead_limit": 200, "maximum": 1000},
    "free_time": {
        "label": "Free months",
        "unit": "time",
        "agent_limit": 0,
        "lead_limit": 1,
        "maximum": 3,
        "costs": 30,
    },
    "note": {"label": "Handwritten note", "unit": "none", "agent_decides": True},
}


class Weekly(NamedTuple):
    """A weekday (0 = Monday) and a time of day."""

    day: int
    at: time


def shown(value: object) -> str:
    """A value as it may be repeated in a sentence: short, on one line."""
    words = repr(value) if isinstance(value, str) else str(value)
    return words if len(words) <= 40 else f"{words[:39]}…"


def _line(longest: int) -> PlainValidator:
    def check(value: object) -> str:
        words = _prose(value)
        if len(words) > longest or "\n" in words:
            raise ValueError(f"must be one line of text with at most {longest} characters")
        return words

    return PlainValidator(check)


def _prose(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"must be text in quotes, not {shown(value)}")
    if len(value) > 500 or any(unicodedata.category(c) in ("Cc", "Cs") for c in value if c != "\n"):
        raise ValueError("must be text of at most 500 characters that can be printed")
    return value.strip()


def _slack_id(pattern: str, meaning: str) -> PlainValidator:
    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"must be {meaning}, not {shown(value)}")
        return value

    return PlainValidator(check)


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false, without quotes")
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise ValueError(f"must be a number without quotes, not {shown(value)}")
    if value < 0:
        raise ValueError(f"must be zero or more, not {shown(value)}")
    return Decimal(value)


def _days(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3660:
        raise ValueError(f"must be a whole number of days from 1 to 3660, not {shown(value)}")
    return value


def _clock(value: object) -> time:
    if isinstance(value, time) and value == value.replace(second=0, microsecond=0):  # TOML's own 09:00:00
        return value
    if not isinstance(value, str) or not re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", value):
        raise ValueError(f'must be a time of day such as "09:00", not {shown(value)}')
    hour, minute = value.split(":")
    return time(int(hour), int(minute))


def _weekly(value: object) -> Weekly | None:
    if value is False:
        return None
    day, _, at = value.strip().partition(" ") if isinstance(value, str) else ("", "", "")
    found = [n for n, weekday in enumerate(WEEKDAYS) if len(day) >= 3 and weekday.startswith(day.lower())]
    if found:
        with suppress(ValueError):
            return Weekly(found[0], _clock(at.strip()))
    raise ValueError(f'must be a weekday and a time of day such as "mon 09:00", or false, not {shown(value)}')


def _span(value: object) -> Duration:
    try:
        span = parse_duration(value) if isinstance(value, str) else Duration()
    except ValueError:
        span = Duration()
    if not timedelta() < timedelta(days=span.days + span.business_days) + span.elapsed <= LONGEST_SPAN:
        raise ValueError(
            f'must be a span of time up to a year such as "30m", "2h", "1d" or "1 business day", not {shown(value)}'
        )
    return span


def _keeping(value: object) -> Duration:
    found = KEEPING.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    kept = times(KEPT_UNITS[found[2]], int(found[1])) if found else Duration()
    if kept == Duration() or kept.months > 12 * LONGEST_KEPT or kept.days > 366 * LONGEST_KEPT:
        raise ValueError(
            'must be a span of days, weeks, months or years, up to a century, such as "90d" or "2y", '
            f"not {shown(value)}"
        )
    return kept


def _zone(value: object) -> str:
    try:
        return ZoneInfo(_prose(value)).key
    except (KeyError, ValueError, OSError):  # unknown, not a path inside the database, a folder of it
        guess = get_close_matches(str(value)[:100], available_timezones(), n=1)
        hint = f"; did you mean {guess[0]}?" if guess else ""
        raise ValueError(f'must be a time zone such as "Europe/Berlin", not {shown(value)}{hint}') from None


def _currency(value: object) -> str:
    if not isinstance(value, str) or not is_currency(value):
        raise ValueError(f'must be the code of a currency in capitals such as "USD" or "EUR", not {shown(value)}')
    return value


def _unit(value: object) -> Unit:
    match value:
        case "percent" | "money" | "time" | "none":
            return value
    raise ValueError(f"must be one of percent, money, time, none, not {shown(value)}")


def _word(*allowed: str) -> PlainValidator:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {shown(value)}")
        return value

    return PlainValidator(check)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise ValueError(f"must be a whole number from 1 on, not {shown(value)}")
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(NAME, value):
        raise ValueError(f"must be a name of up to 40 letters, digits, spaces, _ and -, not {shown(value)}")
    return value


def _names_and_labels(value: object) -> object:
    if not isinstance(value, dict) or len(value) > MOST_NAMED:
        raise ValueError(f"must be a table of at most {MOST_NAMED} names, each with its label, not {shown(value)}")
    for name in value:
        _name(name)
    return value


def _language(value: object) -> str:
    if isinstance(value, str) and re.fullmatch("[a-z]{2}", value):
        try:
            Locale.parse(value)
        except UnknownLocaleError:
            pass
        else:
            return value
    raise ValueError(f'must be the two-letter code of a language such as "en" or "de", not {shown(value)}')


def _by_language(example: str) -> BeforeValidator:
    def check(value: object) -> object:
        if not isinstance(value, dict):
            raise ValueError(f'must be a table of words by language such as {{ de = "{example}" }}, not {shown(value)}')
        for code in value:
            _language(code)
        return value

    return BeforeValidator(check)


def _list(value: object) -> tuple[object, ...]:
    if not isinstance(value, list) or len(value) > 1000:
        raise ValueError(f"must be a list in brackets, not {shown(value)}")
    for index, item in enumerate(value):
        if item in value[:index]:
            raise ValueError(f"names {shown(item)} twice")
    return tuple(value)


def _filled(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError("must name at least one")
    return value


Line = Annotated[str, _line(200)]
Label = Annotated[str, _line(75)]  # what an option of a select in Slack can hold
Prose = Annotated[str, PlainValidator(_prose)]
Switch = Annotated[bool, PlainValidator(_switch)]
Number = Annotated[Decimal, PlainValidator(_number)]
Days = Annotated[int, PlainValidator(_days)]
Clock = Annotated[time, PlainValidator(_clock)]
Span = Annotated[Duration, PlainValidator(_span)]
OnceAWeek = Annotated[Weekly | None, PlainValidator(_weekly)]
Keeping = Annotated[Duration, PlainValidator(_keeping)]
Zone = Annotated[str, PlainValidator(_zone)]
Currency = Annotated[str, PlainValidator(_currency)]
AmountUnit = Annotated[Unit, PlainValidator(_unit)]
ChannelId = Annotated[str, _slack_id("[CG][A-Z0-9]{2,30}", "a channel's id such as C0LEADS")]
GroupId = Annotated[str, _slack_id("S[A-Z0-9]{2,30}", "a user group's id such as S0LEADS")]
PersonId = Annotated[str, _slack_id("[UW][A-Z0-9]{2,30}", "a member's id such as U0LEAD")]
Channels = Annotated[tuple[ChannelId, ...], BeforeValidator(_list)]
People = Annotated[tuple[PersonId, ...], BeforeValidator(_list)]
Language = Annotated[str, PlainValidator(_language)]
Languages = Annotated[tuple[Language, ...], BeforeValidator(_list), AfterValidator(_filled)]
Count = Annotated[int, PlainValidator(_count)]
Name = Annotated[str, PlainValidator(_name)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_list)]
Labels = Annotated[dict[str, Label], BeforeValidator(_names_and_labels)]
Tones = Annotated[dict[str, Prose], BeforeValidator(_names_and_labels)]
Words = Annotated[dict[str, Label], _by_language("Guthaben")]
Signatures = Annotated[dict[str, Prose], _by_language("Ihr Support-Team")]
Then = Annotated[Literal["allow", "one_lead", "two_leads", "refuse"], _word("allow", "one_lead", "two_leads", "refuse")]
Beyond = Annotated[Literal["one_lead", "two_leads", "refuse"], _word("one_lead", "two_leads", "refuse")]
Per = Annotated[Literal["customer", "agent", "team"], _word("customer", "agent", "team")]
