"""The words for time in English and German, as pieces of regular expressions (matched without regard to case).

An umlaut in a pattern also matches its spelling with 'e': 'frueh'.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import timedelta
from functools import cache, lru_cache
from typing import TypeVar

from bot.hours import Duration

T = TypeVar("T")

WEEKDAYS = {
    "monday|mon|montag": 0,
    "tuesday|tues|tue|dienstag": 1,
    "wednesday|mittwoch": 2,
    "thursday|thurs|thur|thu|donnerstag": 3,
    "friday|fri|freitag": 4,
    "saturday|samstag|sonnabend": 5,
    "sunday|sonntag": 6,
}
# Words of their own in one of the languages: they need something beside them that speaks of time.
ENGLISH_SHORT = {"wed": 2, "sat": 5, "sun": 6}
GERMAN_SHORT = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}

NUMBERS = {
    "an?|one|ein(?:e[nmr]?|s)?": 1.0,
    "(?:a )?couple of|two|zwei|zwo": 2.0,
    "three|drei": 3.0,
    "four|vier": 4.0,
    "five|fünf": 5.0,
    "six|sechs": 6.0,
    "seven|sieben": 7.0,
    "eight|acht": 8.0,
    "nine|neun": 9.0,
    "ten|zehn": 10.0,
    "eleven|elf": 11.0,
    "twelve|zwölf": 12.0,
    "fifteen|fünfzehn": 15.0,
    "twenty|zwanzig": 20.0,
    "thirty|dreißig|dreissig": 30.0,
    "half an?|eine[rm]? halbe[nr]?|halbe[nr]?": 0.5,
    "one and a half|eineinhalb|anderthalb": 1.5,
    "two and a half|zweieinhalb": 2.5,
}
HOURS = {words: int(n) for words, n in NUMBERS.items() if 2 <= n <= 12} | {"one|eins?": 1}

SECOND, MINUTE, HOUR, DAY, WEEK, MONTH = (
    Duration(elapsed=timedelta(seconds=1)),
    Duration(elapsed=timedelta(minutes=1)),
    Duration(elapsed=timedelta(hours=1)),
    Duration(days=1),
    Duration(days=7),
    Duration(months=1),
)
BUSINESS_DAY = Duration(business_days=1)
UNITS = {
    "s|secs?|seconds?|sek|sekunden?": SECOND,
    "m|mins?|minutes?|minuten?": MINUTE,
    "h|hrs?|hours?|std|stunden?": HOUR,
    "d|days?|tage?n?": DAY,
    "w|wks?|weeks?|wochen?": WEEK,
    "fortnights?": Duration(days=14),
    "mo|months?|monate?n?": MONTH,
    "years?|jahre?n?": Duration(months=12),
    r"(?:business|working|work|week)[\s-]?days?|(?:werk|arbeits)tage?n?": BUSINESS_DAY,
}
WHOLE_AMOUNTS = {
    "(?:a )?quarter (?:of an )?hour|(?:eine[r]? )?viertelstunde": Duration(elapsed=timedelta(minutes=15)),
    "half hour": Duration(elapsed=timedelta(minutes=30)),
    "(?:eine[r]? )?dreiviertelstunde": Duration(elapsed=timedelta(minutes=45)),
}

MONTH_LIKE = r"(?:jan|jän|feb|mar|mär|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d_]*"
# Months that are also plain words: 'option 1 may work', 'march 3 steps on'.
PLAIN_MONTHS = ("may", "mar", "march", "mai", "jan", "dec")

# What may follow a bare hour without making it a number of things: 'at 3 about the refund', not 'at 3 places'.
AFTER_HOUR = (
    "about|for|to|with|and|or|regarding|re|because|if|when|so|on|in|via|by|please|pls|thanks|sharp|latest|call|email|"
    "ask|tell|send|check|remind|who|that|he|she|they|we|wegen|mit|für|zum|zur|über|und|oder|weil|ob|wenn|per|am|"
    "anrufen|nachfragen|melden|zurückrufen|erinnern|schreiben|bitte|danke|spätestens|nochmal"
)


@cache
def spelled(pattern: str) -> str:
    """`pattern`, its umlauts also as 'ae', 'oe', 'ue' and as a letter with a combining mark, its spaces of any kind."""
    for umlaut, letter in {"ä": "a", "ö": "o", "ü": "u"}.items():
        pattern = pattern.replace(umlaut, f"(?:{umlaut}|{letter}e|{letter}\N{COMBINING DIAERESIS})")
    return pattern.replace(" ", r"\s+")


def any_of(table: Mapping[str, object]) -> str:
    """A pattern for every word of a table."""
    return "(?:" + "|".join(table) + ")"


def meaning(table: Mapping[str, T], word: str) -> T | None:
    """What the table says about a word that one of its patterns matches."""
    for words, value in table.items():
        if re.fullmatch(spelled(words), word, re.IGNORECASE):
            return value
    return None


@lru_cache(maxsize=512)
def month_number(word: str) -> int | None:
    """The month that an English or German word names in full or short, or None: 'Dez.', 'Sept', 'Jänner'."""
    import dateparser  # slow to import, and most phrases name no month

    written = unicodedata.normalize("NFC", word.lower()).rstrip(".").replace("ae", "ä")
    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month"], "PARSERS": ["absolute-time"]}
    read = dateparser.parse(f"1 {written} 2000", languages=["en", "de"], settings=settings)
    return read.month if read is not None and (read.day, read.year) == (1, 2000) else None
