"""The words for time in English and German, as pieces of regular expressions (matched without regard to case).

An umlaut in a pattern also matches its spelling with 'e' and without its dots: 'frueh', 'fruh'.
"""

import difflib
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
    "wednesday|weds|wensday|wendsday|mittwoch": 2,
    "thursday|thurs|thur|thu|donnerstag": 3,
    "friday|fri|freitag": 4,
    "saturday|samstag|sonnabend": 5,
    "sunday|sonntag": 6,
}
# Words of their own in one of the languages: they need something beside them that speaks of time.
ENGLISH_SHORT = {"wed": 2, "sat": 5, "sun": 6}
GERMAN_SHORT = {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6}
_FULL_WEEKDAYS = {
    name: number
    for names, number in WEEKDAYS.items()
    for name in names.split("|")
    if name.endswith(("day", "tag", "woch", "abend"))
}
# What a mistyped weekday looks like, to be told by `mistyped_weekday`.
MISTYPED = r"[mtwfs]\w{2,8}(?:day|dya|ady|dy|ay)|[mdfs]\w{2,8}(?:tag|tga|atg|tg|ag)|m\w{2,6}och"

# Numbers that also stand for hours, then those that only count.
_TO_TWELVE = {
    "two|zwei|zwo": 2,
    "three|drei": 3,
    "four|vier": 4,
    "five|fünf": 5,
    "six|sechs": 6,
    "seven|sieben": 7,
    "eight|acht": 8,
    "nine|neun": 9,
    "ten|zehn": 10,
    "eleven|elf": 11,
    "twelve|zwölf": 12,
}
_TO_TWENTY_FOUR = {
    "thirteen|dreizehn": 13,
    "fourteen|vierzehn": 14,
    "fifteen|fünfzehn": 15,
    "sixteen|sechzehn": 16,
    "seventeen|siebzehn": 17,
    "eighteen|achtzehn": 18,
    "nineteen|neunzehn": 19,
    "twenty|zwanzig": 20,
    "twenty[ -]?one|einundzwanzig": 21,
    "twenty[ -]?two|zweiundzwanzig": 22,
    "twenty[ -]?three|dreiundzwanzig": 23,
    "twenty[ -]?four|vierundzwanzig": 24,
}
MINUTES = {
    "five|fünf": 5,
    "ten|zehn": 10,
    "fifteen|fünfzehn": 15,
    "twenty|zwanzig": 20,
    "twenty[ -]?five|fünfundzwanzig": 25,
    "thirty|dreißig|dreissig": 30,
    "forty|vierzig": 40,
    "forty[ -]?five|fünfundvierzig": 45,
    "fifty|fünfzig": 50,
}
NUMBERS: dict[str, float] = {
    "an?|one|ein(?:e[nmr]?|s)?": 1,
    "(?:a )?couple(?: of)?": 2,
    **_TO_TWELVE,
    **_TO_TWENTY_FOUR,
    **{words: n for words, n in MINUTES.items() if n > 24},
    "sixty|sechzig": 60,
    "ninety|neunzig": 90,
    "half an?|eine[rm]? halbe[nr]?|halbe[nr]?": 0.5,
    "one and a half|eineinhalb|anderthalb": 1.5,
    "two and a half|zweieinhalb": 2.5,
}
HOURS = {**_TO_TWELVE, "one|eins?": 1}
GERMAN_HOURS = HOURS | _TO_TWENTY_FOUR
ORDINALS = {
    "first|1st|erste[nrms]?": 1,
    "second|2nd|zweite[nrms]?": 2,
    "third|3rd|dritte[nrms]?": 3,
    "fourth|4th|vierte[nrms]?": 4,
    "last|letzte[nrms]?": -1,
}

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
    "quarters?|quartale?n?": Duration(months=3),
    "mo|months?|monate?n?": MONTH,
    "years?|jahre?n?": Duration(months=12),
    r"(?:business|working|work|week)[\s-]?days?|(?:werk|arbeits)tage?[ns]?": BUSINESS_DAY,
}
WHOLE_AMOUNTS = {
    "(?:a )?quarter (?:of an )?hour|(?:eine[r]? )?viertelstunde": Duration(elapsed=timedelta(minutes=15)),
    "three quarters of an hour": Duration(elapsed=timedelta(minutes=45)),
    "(?:eine[mns]? )?vierteljahre?s?": Duration(months=3),
    "half a year|(?:eine[mns]? )?halbe[sn] jahre?s?": Duration(months=6),
    "half hour": Duration(elapsed=timedelta(minutes=30)),
    "(?:eine[r]? )?dreiviertelstunde": Duration(elapsed=timedelta(minutes=45)),
}

MONTH_LIKE = r"(?:jan|jän|feb|mar|mär|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d_]*"
# Months that are also plain words: 'option 1 may work', 'march 3 steps on'.
PLAIN_MONTHS = ("may", "mar", "march", "mai", "jan", "dec")

_LONG_MONTHS = (
    *("january", "february", "august", "september", "october", "november", "december"),
    *("januar", "februar", "oktober", "dezember"),
)

# What may follow a bare hour without making it a number of things: 'at 3 about the refund', not 'at 3 places'.
AFTER_HOUR = (
    "about|for|to|with|and|or|regarding|re|because|if|when|so|on|in|via|by|please|pls|thanks|sharp|latest|call|email|"
    "ask|tell|send|check|remind|who|that|he|she|they|we|i|wegen|mit|für|zum|zur|über|und|oder|weil|ob|wenn|per|am|"
    "anrufen|nachfragen|melden|zurückrufen|erinnern|schreiben|bitte|danke|spätestens|nochmal"
)


@cache
def spelled(pattern: str) -> str:
    """`pattern`, its umlauts also as 'ae', as a letter with a combining mark or a plain one, its spaces of any kind."""
    for umlaut, letter in {"ä": "a", "ö": "o", "ü": "u"}.items():
        pattern = pattern.replace(umlaut, f"(?:{umlaut}|{letter}(?:e|\N{COMBINING DIAERESIS})?)")
    return pattern.replace(" ", r"\s+")


def any_of(table: Mapping[str, object]) -> str:
    """A pattern for every word of a table."""
    return "(?:" + "|".join(table) + ")"


def meaning(table: Mapping[str, T], word: str) -> T | None:
    """What the table says about a word that one of its patterns matches."""
    for words, value in table.items():
        if _compiled(words).fullmatch(word):
            return value
    return None


@cache  # the one of `re` is too small for all of them
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(spelled(words), re.IGNORECASE)


@lru_cache(maxsize=512)
def mistyped_weekday(word: str) -> int | None:
    """The weekday that a word is but for one letter missing, doubled, wrong or in the wrong place: 'thrusday'."""
    typed = word.lower()
    for name, number in _FULL_WEEKDAYS.items():
        if typed[0] == name[0] and abs(len(typed) - len(name)) <= 1 and _differ_in_one_place(typed, name):
            return number
    return None


def _differ_in_one_place(one: str, other: str) -> bool:
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


@lru_cache(maxsize=512)
def month_number(word: str) -> int | None:
    """The month that an English or German word names in full, short or nearly, or None: 'Dez.', 'Jänner', 'Decmber'."""
    import dateparser  # slow to import, and most phrases name no month

    written = unicodedata.normalize("NFC", word.lower()).rstrip(".").replace("ae", "ä").replace("marz", "märz")
    if len(written) >= 6:
        written = next(iter(difflib.get_close_matches(written, _LONG_MONTHS, n=1, cutoff=0.85)), written)
    settings = {"STRICT_PARSING": True, "REQUIRE_PARTS": ["day", "month"], "PARSERS": ["absolute-time"]}
    read = dateparser.parse(f"1 {written} 2000", languages=["en", "de"], settings=settings)
    return read.month if read is not None and (read.day, read.year) == (1, 2000) else None
