"""Phrases that people type, and what they mean. `~` marks a time that the bot chose: `quiet` may move it."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.hours import Hours
from bot.moments import Reading, in_words, next_occurrence, read, short_words

BERLIN = "Europe/Berlin"
OFFICE = Hours.parse("mon-fri", "09:00", "18:00")


def at(wall: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))


WEDNESDAY = at("2026-11-25 10:00")


def seen(reading: Reading) -> str:
    """A reading's moment as the tables write it: wall time, and `~` where it is not exact."""
    if reading.moment is None:
        return "none" if reading.problem is None else "problem"
    local = reading.moment.at.astimezone(ZoneInfo(reading.moment.zone))
    return f"{local:%Y-%m-%d %H:%M}" + ("" if reading.moment.exact else " ~")


def table(text: str) -> list[tuple[str, str]]:
    rows = (line.split("|") for line in text.strip().splitlines() if line.strip())
    return [(phrase.strip(), meaning.strip()) for phrase, meaning in rows]


ENGLISH = table("""
in 5 seconds                    | 2026-11-25 10:00
in 2h                           | 2026-11-25 12:00
in 90 min                       | 2026-11-25 11:30
in half an hour                 | 2026-11-25 10:30
in half hour                    | 2026-11-25 10:30
in an hour                      | 2026-11-25 11:00
in an hour and a half           | 2026-11-25 11:30
in 2 and 1/2 hours              | 2026-11-25 12:30
in 2.5 hours                    | 2026-11-25 12:30
in 1h30m                        | 2026-11-25 11:30
in 1 hour and 30 minutes        | 2026-11-25 11:30
in about 2 hours                | 2026-11-25 12:00
in a couple of hours            | 2026-11-25 12:00
in a quarter of an hour         | 2026-11-25 10:15
in three hours                  | 2026-11-25 13:00
in 20 hours                     | 2026-11-26 06:00
in 24 hours                     | 2026-11-26 10:00 ~
in 36h                          | 2026-11-26 22:00 ~
3 hours from now                | 2026-11-25 13:00
in 2 days                       | 2026-11-27 10:00 ~
in two days' time               | 2026-11-27 10:00 ~
in 1 day 2 hours                | 2026-11-26 12:00 ~
in a week                       | 2026-12-02 10:00 ~
in a fortnight                  | 2026-12-09 10:00 ~
2 weeks from now                | 2026-12-09 10:00 ~
2 weeks from today              | 2026-12-09 10:00 ~
in 3 months                     | 2027-02-25 10:00 ~
in 2 years                      | 2028-11-25 10:00 ~
in 2 days at 3pm                | 2026-11-27 15:00
in 3 business days              | 2026-11-30 09:00 ~
in 3 working days               | 2026-11-30 09:00 ~
in 1 business day               | 2026-11-26 09:00 ~
5 business days from now        | 2026-12-02 09:00 ~
in 3 business days at 2pm       | 2026-11-30 14:00
next business day               | 2026-11-26 09:00 ~
tomorrow                        | 2026-11-26 09:00 ~
tomorrow 9am                    | 2026-11-26 09:00
Tomorrow at 9:15 AM             | 2026-11-26 09:15
tmrw 9am                        | 2026-11-26 09:00
tommorow 9am                    | 2026-11-26 09:00
9am tomorrow                    | 2026-11-26 09:00
tomorrow at 9                   | 2026-11-26 09:00
tomorrow at noon                | 2026-11-26 12:00
tomorrow noon                   | 2026-11-26 12:00
tomorrow morning                | 2026-11-26 09:00 ~
tomorrow morning at 8           | 2026-11-26 08:00
tomorrow morning at 5           | 2026-11-26 05:00
tomorrow afternoon              | 2026-11-26 14:00 ~
tomorrow afternoon at 5         | 2026-11-26 17:00
tomorrow evening                | 2026-11-26 18:00
tomorrow night                  | 2026-11-26 18:00
tomorrow at 8 in the evening    | 2026-11-26 20:00
tomorrow 2:30                   | 2026-11-26 14:30
tomorrow 02:30                  | 2026-11-26 02:30
tomorrow at 12                  | 2026-11-26 12:00
tomorrow 12am                   | 2026-11-26 00:00
tomorrow 24:00                  | 2026-11-27 00:00
tomorrow eod                    | 2026-11-26 18:00 ~
end of tomorrow                 | 2026-11-26 18:00 ~
first thing tomorrow            | 2026-11-26 09:00 ~
tomorrow first thing            | 2026-11-26 09:00 ~
first thing in the morning      | 2026-11-26 09:00 ~
day after tomorrow              | 2026-11-27 09:00 ~
the day after tomorrow 8am      | 2026-11-27 08:00
in the morning                  | 2026-11-26 09:00 ~
in the afternoon                | 2026-11-25 14:00 ~
in the evening                  | 2026-11-25 18:00
9 in the morning                | 2026-11-26 09:00
this afternoon                  | 2026-11-25 14:00 ~
this evening                    | 2026-11-25 18:00
tonight                         | 2026-11-25 18:00
later tonight                   | 2026-11-25 18:00
tonight at 8                    | 2026-11-25 20:00
today 11am                      | 2026-11-25 11:00
today at 3                      | 2026-11-25 15:00
today at 15:45                  | 2026-11-25 15:45
at 5pm                          | 2026-11-25 17:00
at 9                            | problem
at 8                            | problem
at 3                            | 2026-11-25 15:00
@ 3                             | 2026-11-25 15:00
at three                        | 2026-11-25 15:00
at 3:30                         | 2026-11-25 15:30
at 11                           | 2026-11-25 11:00
at 10:01                        | 2026-11-25 10:01
3 o'clock                       | 2026-11-25 15:00
half past nine                  | problem
quarter past 4                  | 2026-11-25 16:15
quarter to 5                    | 2026-11-25 16:45
5.30pm                          | 2026-11-25 17:30
3 p.m.                          | 2026-11-25 15:00
15:30                           | 2026-11-25 15:30
noon                            | 2026-11-25 12:00
at midnight                     | 2026-11-26 00:00
tonight at midnight             | 2026-11-26 00:00
eod                             | 2026-11-25 18:00 ~
by EOD                          | 2026-11-25 18:00 ~
end of day                      | 2026-11-25 18:00 ~
close of business               | 2026-11-25 18:00 ~
end of today                    | 2026-11-25 18:00 ~
friday                          | 2026-11-27 09:00 ~
on friday                       | 2026-11-27 09:00 ~
by Friday                       | 2026-11-27 09:00 ~
this friday                     | 2026-11-27 09:00 ~
coming friday                   | 2026-11-27 09:00 ~
friday at 3                     | 2026-11-27 15:00
friday at 3:30                  | 2026-11-27 15:30
friday, 3pm                     | 2026-11-27 15:00
at 3 on friday                  | 2026-11-27 15:00
3pm friday                      | 2026-11-27 15:00
fri 15:30                       | 2026-11-27 15:30
friday eod                      | 2026-11-27 18:00 ~
eod friday                      | 2026-11-27 18:00 ~
friday morning                  | 2026-11-27 09:00 ~
friday night                    | 2026-11-27 18:00
friday 00:00                    | 2026-11-27 00:00
sat 3pm                         | 2026-11-28 15:00
on sat                          | 2026-11-28 09:00 ~
monday 9                        | 2026-11-30 09:00
monday morning                  | 2026-11-30 09:00 ~
next monday                     | 2026-11-30 09:00 ~
next monday at 10               | 2026-11-30 10:00
next friday                     | problem
next friday 3pm                 | problem
friday next week                | 2026-12-04 09:00 ~
next week friday                | 2026-12-04 09:00 ~
friday this week                | 2026-11-27 09:00 ~
friday in two weeks             | 2026-12-11 09:00 ~
a week from friday              | 2026-12-04 09:00 ~
2 days after friday             | 2026-11-29 09:00 ~
2 days before monday at 3pm     | 2026-11-28 15:00
wednesday                       | 2026-12-02 09:00 ~
wednesday 9am                   | 2026-12-02 09:00
wednesday 11am                  | 2026-11-25 11:00
wednesday 10am                  | 2026-12-02 10:00
next wednesday                  | 2026-12-02 09:00 ~
tuesday week                    | 2026-12-08 09:00 ~
a week on tuesday at 10         | 2026-12-08 10:00
next week                       | 2026-11-30 09:00 ~
mid next week                   | 2026-12-02 09:00 ~
same time tomorrow              | 2026-11-26 10:00
by 5 tomorrow                   | 2026-11-26 17:00
before 10 tomorrow              | 2026-11-26 10:00
8 tomorrow evening              | 2026-11-26 20:00
7 tonight                       | 2026-11-25 19:00
9 on monday                     | 2026-11-30 09:00
tonight at 1am                  | 2026-11-26 01:00
midnight tonight                | 2026-11-26 00:00
tomorrow at noon sharp          | 2026-11-26 12:00
friday lunch                    | 2026-11-27 12:00
last thing friday               | 2026-11-27 18:00 ~
end of next business day        | 2026-11-26 18:00 ~
the next business day           | 2026-11-26 09:00 ~
friday: 3pm                     | 2026-11-27 15:00
friday (3pm)                    | 2026-11-27 15:00
first of december at 9am        | 2026-12-01 09:00
last day of the month           | 2026-11-30 09:00 ~
end of january 2027             | 2027-01-29 18:00 ~
eow next week                   | 2026-12-04 18:00 ~
tuesday in the next week        | 2026-12-01 09:00 ~
2 hours before friday 3pm       | 2026-11-27 13:00
in 2:30 hours                   | 2026-11-25 12:30
in 2 hrs 30                     | 2026-11-25 12:30
in ~2 hours                     | 2026-11-25 12:00
in half a year                  | 2027-05-25 10:00 ~
in a week or so                 | 2026-12-02 10:00 ~
friday or so                    | 2026-11-27 09:00 ~
3pm Berlin time                 | 2026-11-25 15:00
in 2-3 days                     | problem
in two or three days            | problem
between monday and friday       | problem
any day but friday              | problem
the following tuesday           | problem
dec 9am                         | problem
monday from 9 to 10             | problem
in an hour, or tomorrow         | problem
beginning of next week          | 2026-11-30 09:00 ~
next month                      | 2026-12-01 09:00 ~
this weekend                    | 2026-11-28 09:00 ~
end of week                     | 2026-11-27 18:00 ~
by the end of the week          | 2026-11-27 18:00 ~
end of next week                | 2026-12-04 18:00 ~
eow                             | 2026-11-27 18:00 ~
end of month                    | 2026-11-30 18:00 ~
end of next month               | 2026-12-31 18:00 ~
eom                             | 2026-11-30 18:00 ~
2026-12-01                      | 2026-12-01 09:00 ~
2026-12-01 14:00                | 2026-12-01 14:00
2026-12-01 at 2pm               | 2026-12-01 14:00
2026-12-01 2:30 pm              | 2026-12-01 14:30
2026-12-01 2:30                 | 2026-12-01 02:30
2026-12-01T14:00                | 2026-12-01 14:00
2026-12-01T14:00Z               | 2026-12-01 15:00
2026-12-01T14:00:30.5+05:30     | 2026-12-01 09:30
2026-12-01 14:00 UTC            | 2026-12-01 15:00
2026/12/01                      | 2026-12-01 09:00 ~
1 dec                           | 2026-12-01 09:00 ~
1 dec 2pm                       | 2026-12-01 14:00
1 Dec 2027                      | 2027-12-01 09:00 ~
1st of December at 10am         | 2026-12-01 10:00
December 1st, 2026 at 10am      | 2026-12-01 10:00
27 Nov                          | 2026-11-27 09:00 ~
27-Nov-2026                     | 2026-11-27 09:00 ~
Nov 27 at 3pm                   | 2026-11-27 15:00
Friday 27 Nov                   | 2026-11-27 09:00 ~
fri, 27 November 2026, 3pm      | 2026-11-27 15:00
on friday the 27th              | 2026-11-27 09:00 ~
tomorrow, 26 November           | 2026-11-26 09:00 ~
24 Sep                          | 2027-09-24 09:00 ~
25 Nov at 3pm                   | 2026-11-25 15:00
29 feb                          | 2028-02-29 09:00 ~
on the 15th                     | 2026-12-15 09:00 ~
by the 30th                     | 2026-11-30 09:00 ~
12/25                           | 2026-12-25 09:00 ~
tomorrow 3pm UTC                | 2026-11-26 16:00
tomorrow 3pm UTC-5              | 2026-11-26 21:00
tomorrow noon UTC               | 2026-11-26 13:00
tomorrow 15:00 CET              | 2026-11-26 15:00
Wed, 02 Dec 2026 14:00:00 +0000 | 2026-12-02 15:00
tomorrow 15:00 America/New_York | 2026-11-26 21:00
""")

GERMAN = table("""
in 2 Stunden                | 2026-11-25 12:00
in einer Stunde             | 2026-11-25 11:00
in einer halben Stunde      | 2026-11-25 10:30
in einer Viertelstunde      | 2026-11-25 10:15
in anderthalb Stunden       | 2026-11-25 11:30
in eineinhalb Stunden       | 2026-11-25 11:30
in 1,5 Stunden              | 2026-11-25 11:30
in ca. 20 Minuten           | 2026-11-25 10:20
in zwölf Stunden            | 2026-11-25 22:00
in zwoelf Stunden           | 2026-11-25 22:00
in 5 Sekunden               | 2026-11-25 10:00
in 2 Tagen                  | 2026-11-27 10:00 ~
in zwei Tagen um 15 Uhr     | 2026-11-27 15:00
in einer Woche              | 2026-12-02 10:00 ~
heute in zwei Wochen        | 2026-12-09 10:00 ~
in drei Monaten             | 2027-02-25 10:00 ~
in 3 Werktagen              | 2026-11-30 09:00 ~
in 3 Arbeitstagen           | 2026-11-30 09:00 ~
am nächsten Werktag         | 2026-11-26 09:00 ~
heute um 17 Uhr             | 2026-11-25 17:00
heute Mittag                | 2026-11-25 12:00
heute Nachmittag            | 2026-11-25 14:00 ~
heute Abend                 | 2026-11-25 18:00
heute Abend um 8            | 2026-11-25 20:00
morgen                      | 2026-11-26 09:00 ~
morgen um 9                 | 2026-11-26 09:00
morgen früh                 | 2026-11-26 09:00 ~
morgen frueh                | 2026-11-26 09:00 ~
morgen früh um 6            | 2026-11-26 06:00
morgen Vormittag            | 2026-11-26 09:00 ~
morgen Mittag               | 2026-11-26 12:00
morgen Nachmittag um 4      | 2026-11-26 16:00
morgen Abend                | 2026-11-26 18:00
morgen um halb neun         | 2026-11-26 08:30
morgen 9.30 Uhr             | 2026-11-26 09:30
morgen so gegen 9           | 2026-11-26 09:00
am Morgen                   | 2026-11-26 09:00 ~
übermorgen                  | 2026-11-27 09:00 ~
uebermorgen 10 Uhr          | 2026-11-27 10:00
um 9                        | problem
um 9.30                     | problem
um 14h                      | 2026-11-25 14:00
um 17 Uhr 30                | 2026-11-25 17:30
um drei                     | 2026-11-25 15:00
3 Uhr nachts                | 2026-11-26 03:00
8 Uhr abends                | 2026-11-25 20:00
halb drei                   | 2026-11-25 14:30
halb eins                   | 2026-11-25 12:30
viertel nach drei           | 2026-11-25 15:15
viertel vor fünf            | 2026-11-25 16:45
dreiviertel vier            | 2026-11-25 15:45
Feierabend                  | 2026-11-25 18:00 ~
bis zum Feierabend          | 2026-11-25 18:00 ~
am Freitag                  | 2026-11-27 09:00 ~
bis Freitag                 | 2026-11-27 09:00 ~
am Freitag um 15 Uhr        | 2026-11-27 15:00
Freitag um 3                | 2026-11-27 15:00
um 9 am Freitag             | 2026-11-27 09:00
um 3 am Montag              | 2026-11-30 15:00
Freitagabend                | 2026-11-27 18:00
freitagnachmittag um 4      | 2026-11-27 16:00
montagvormittag             | 2026-11-30 09:00 ~
Montag früh                 | 2026-11-30 09:00 ~
Montag Morgen               | 2026-11-30 09:00 ~
Fr 15:30                    | 2026-11-27 15:30
Do. 15 Uhr                  | 2026-11-26 15:00
am Mo um 10                 | 2026-11-30 10:00
nächsten Montag             | 2026-11-30 09:00 ~
naechsten Montag um 10      | 2026-11-30 10:00
nächsten Freitag            | problem
kommenden Freitag           | 2026-11-27 09:00 ~
nächste Woche               | 2026-11-30 09:00 ~
Anfang nächster Woche       | 2026-11-30 09:00 ~
nächste Woche Freitag       | 2026-12-04 09:00 ~
Freitag in zwei Wochen      | 2026-12-11 09:00 ~
am Wochenende               | 2026-11-28 09:00 ~
Mitte nächster Woche        | 2026-12-02 09:00 ~
morgen um diese Zeit        | 2026-11-26 10:00
Ende der Woche              | 2026-11-27 18:00 ~
Ende nächster Woche         | 2026-12-04 18:00 ~
Ende des Monats             | 2026-11-30 18:00 ~
Monatsende                  | 2026-11-30 18:00 ~
nächsten Monat              | 2026-12-01 09:00 ~
27.11. 14:00                | 2026-11-27 14:00
27.11.                      | 2026-11-27 09:00 ~
am 27.11                    | 2026-11-27 09:00 ~
am ersten Dezember um 9     | 2026-12-01 09:00
morgen um 10.30h            | 2026-11-26 10:30
Fr. 27.11. 15h              | 2026-11-27 15:00
Di nächste Woche            | 2026-12-01 09:00 ~
Dienstag in der nächsten Woche | 2026-12-01 09:00 ~
Mitte der Woche             | 2026-12-02 09:00 ~
noch heute                  | 2026-11-25 18:00 ~
heute in 8 Tagen            | problem
in einem Vierteljahr        | 2027-02-25 10:00 ~
Mitte KW 50                 | 2026-12-09 09:00 ~
vor der Mittagspause        | 2026-11-25 12:00
Freitag spät                | problem
27.11 um 14 Uhr             | 2026-11-27 14:00
27.11.2026                  | 2026-11-27 09:00 ~
27.11.26 um 9:15 Uhr        | 2026-11-27 09:15
27. 11. 2026                | 2026-11-27 09:00 ~
Fr, 27.11. um 14 Uhr        | 2026-11-27 14:00
1. Dezember 14 Uhr          | 2026-12-01 14:00
1. Dez.                     | 2026-12-01 09:00 ~
3. März 2027                | 2027-03-03 09:00 ~
3. Maerz                    | 2027-03-03 09:00 ~
15. Jänner                  | 2027-01-15 09:00 ~
am 15.                      | 2026-12-15 09:00 ~
morgen 15:00 MEZ            | 2026-11-26 15:00
""")


@pytest.mark.parametrize(("phrase", "meaning"), ENGLISH + GERMAN)
def test_a_phrase_means_what_people_mean(phrase: str, meaning: str) -> None:
    assert seen(read(phrase, WEDNESDAY, BERLIN, OFFICE)) == meaning


NEEDS_COMPANY = {"12/25"}  # read only as the whole text, or beside 'on' or a clock time


@pytest.mark.parametrize(("phrase", "meaning"), [row for row in ENGLISH + GERMAN if row[0] not in NEEDS_COMPANY])
def test_a_phrase_at_the_end_of_a_sentence_leaves_the_sentence(phrase: str, meaning: str) -> None:
    text = f"“Friday Monday” tell Anna Schmidt why the 3 parcels of #4312 cost $25, {phrase}"
    reading = read(text, WEDNESDAY, BERLIN, OFFICE)
    assert seen(reading) == meaning
    if reading.moment:
        assert reading.moment.phrase == phrase
        assert reading.rest == "“Friday Monday” tell Anna Schmidt why the 3 parcels of #4312 cost $25"


@pytest.mark.parametrize(
    ("now", "zone", "phrase", "meaning"),
    [
        # the agent's own zone
        ("2026-11-25 23:30", "America/New_York", "tomorrow 9am", "2026-11-26 09:00"),
        ("2026-11-25 23:30", "America/New_York", "at 8", "2026-11-26 08:00"),
        ("2026-11-25 00:10", "Asia/Kolkata", "today at 9", "2026-11-25 09:00"),
        ("2026-11-25 00:10", "Asia/Kolkata", "friday at 3", "2026-11-27 15:00"),
        ("2026-11-25 10:00", "Australia/Lord_Howe", "in 2h", "2026-11-25 12:00"),
        ("2026-11-25 10:00", "Asia/Kolkata", "tomorrow 15:00 IST", "2026-11-26 15:00"),
        ("2026-11-25 10:00", "America/New_York", "tomorrow 3pm ET", "2026-11-26 15:00"),
        # the end of the day, before and after it
        ("2026-11-25 17:59", BERLIN, "eod", "2026-11-25 18:00 ~"),
        ("2026-11-25 18:00", BERLIN, "eod", "2026-11-26 18:00 ~"),
        ("2026-11-27 19:00", BERLIN, "eod", "2026-11-30 18:00 ~"),
        ("2026-11-28 10:00", BERLIN, "Feierabend", "2026-11-30 18:00 ~"),
        ("2026-11-27 19:00", BERLIN, "end of week", "2026-12-04 18:00 ~"),
        ("2026-11-28 10:00", BERLIN, "eow", "2026-12-04 18:00 ~"),
        ("2026-11-30 19:00", BERLIN, "Monatsende", "2026-12-31 18:00 ~"),
        # this evening, once it has begun: by what is left of it
        ("2026-11-25 17:59", BERLIN, "tonight", "2026-11-25 18:00"),
        ("2026-11-25 18:00", BERLIN, "tonight", "2026-11-25 20:00"),
        ("2026-11-25 19:20", BERLIN, "tonight", "2026-11-25 20:00"),
        ("2026-11-25 19:30", BERLIN, "heute Abend", "2026-11-25 20:00"),
        ("2026-11-25 19:31", BERLIN, "heute Abend", "2026-11-25 22:00"),
        ("2026-11-25 19:20", "America/New_York", "this evening", "2026-11-25 20:00"),
        ("2026-11-25 20:00", BERLIN, "noch heute Abend", "2026-11-25 22:00"),
        ("2026-11-25 21:30", BERLIN, "by tonight", "2026-11-25 22:00"),
        ("2026-11-25 21:31", BERLIN, "tonight", "problem"),
        ("2026-11-25 19:50", BERLIN, "late tonight", "2026-11-25 20:00"),
        ("2026-11-25 20:10", BERLIN, "late tonight", "2026-11-25 22:00"),
        ("2026-11-25 10:00", BERLIN, "later tonight", "2026-11-25 18:00"),
        ("2026-11-25 19:20", BERLIN, "later tonight", "2026-11-25 20:00"),
        ("2026-11-25 20:10", BERLIN, "later this evening", "2026-11-25 22:00"),
        ("2026-11-25 21:31", BERLIN, "later tonight", "problem"),
        ("2026-11-25 19:20", BERLIN, "later tonight at 9", "2026-11-25 21:00"),
        ("2026-11-25 10:00", BERLIN, "this evening late", "2026-11-25 20:00"),
        ("2026-11-25 20:10", BERLIN, "this evening late", "2026-11-25 22:00"),
        ("2026-11-25 19:20", BERLIN, "heute Abend später", "2026-11-25 20:00"),
        ("2026-11-25 19:20", BERLIN, "später heute Abend", "2026-11-25 20:00"),
        ("2026-11-25 20:10", BERLIN, "heute Abend spät", "2026-11-25 22:00"),
        ("2026-11-25 19:20", BERLIN, "tonight at 7", "problem"),
        ("2026-11-25 19:20", BERLIN, "tomorrow evening", "2026-11-26 18:00"),
        ("2026-11-25 19:20", BERLIN, "in the evening", "2026-11-26 18:00"),
        ("2026-11-25 19:20", BERLIN, "wednesday evening", "2026-12-02 18:00"),
        # weekdays seen from each side of the weekend
        ("2026-11-27 10:00", BERLIN, "friday", "2026-12-04 09:00 ~"),
        ("2026-11-27 10:00", BERLIN, "friday at 3", "2026-11-27 15:00"),
        ("2026-11-27 16:00", BERLIN, "friday at 3", "2026-12-04 15:00"),
        ("2026-11-27 10:00", BERLIN, "friday afternoon", "2026-11-27 14:00 ~"),
        ("2026-11-27 10:00", BERLIN, "next friday", "2026-12-04 09:00 ~"),
        ("2026-11-28 10:00", BERLIN, "next friday", "2026-12-04 09:00 ~"),
        ("2026-11-29 10:00", BERLIN, "next monday", "2026-11-30 09:00 ~"),
        ("2026-11-30 08:00", BERLIN, "next monday", "2026-12-07 09:00 ~"),
        ("2026-11-30 08:00", BERLIN, "monday", "2026-12-07 09:00 ~"),
        ("2026-11-28 10:00", BERLIN, "in 1 business day", "2026-11-30 09:00 ~"),
        # clocks that change
        ("2027-03-27 10:00", BERLIN, "tomorrow 02:30", "2027-03-28 03:00"),
        ("2027-03-27 02:30", BERLIN, "in 1 day", "2027-03-28 03:00 ~"),
        ("2027-03-27 10:00", BERLIN, "in 1 day", "2027-03-28 10:00 ~"),
        ("2027-03-13 12:00", "America/New_York", "2027-03-14 02:15", "2027-03-14 03:00"),
        ("2026-10-03 12:00", "Australia/Lord_Howe", "tomorrow 02:10", "2026-10-04 02:30"),
        # months and years that end
        ("2027-01-31 10:00", BERLIN, "in 1 month", "2027-02-28 10:00 ~"),
        ("2026-12-31 10:00", BERLIN, "tomorrow", "2027-01-01 09:00 ~"),
        ("2026-12-31 10:00", BERLIN, "1 jan", "2027-01-01 09:00 ~"),
        ("2026-12-15 10:00", BERLIN, "end of next month", "2027-01-29 18:00 ~"),
        ("2026-12-15 10:00", BERLIN, "next month", "2027-01-01 09:00 ~"),
        ("2027-01-31 10:00", BERLIN, "am 30.", "2027-03-30 09:00 ~"),
    ],
)
def test_a_phrase_is_read_where_and_when_its_writer_stands(now: str, zone: str, phrase: str, meaning: str) -> None:
    assert seen(read(phrase, at(now, zone), zone, OFFICE)) == meaning


def test_the_agents_own_hours_count() -> None:
    early = Hours.parse("sun-thu", "07:30", "16:00")
    assert seen(read("tomorrow", WEDNESDAY, BERLIN, early)) == "2026-11-26 07:30 ~"
    assert seen(read("eod", WEDNESDAY, BERLIN, early)) == "2026-11-25 16:00 ~"
    assert seen(read("in 2 business days", WEDNESDAY, BERLIN, early)) == "2026-11-29 07:30 ~"


def test_business_days_leave_out_holidays() -> None:
    german = Hours.parse("mon-fri", "09:00", "18:00", "DE")
    assert seen(read("in 1 business day", at("2026-12-24 10:00"), BERLIN, german)) == "2026-12-28 09:00 ~"


def test_seconds_are_exact_to_the_microsecond() -> None:
    now = datetime(2026, 11, 25, 9, 0, 0, 123456, tzinfo=UTC)
    moment = read("in 5 seconds", now, BERLIN, OFFICE).moment
    assert moment is not None
    assert moment.at == now + timedelta(seconds=5)
    assert moment.at.tzinfo is UTC


# Where the phrase stands


@pytest.mark.parametrize(
    ("text", "phrase", "rest"),
    [
        ("call Anna tomorrow about the refund", "tomorrow", "call Anna about the refund"),
        ("remind me in 2 days to call Anna", "in 2 days", "remind me to call Anna"),
        ("remind me tomorrow at 9 to call Anna", "tomorrow at 9", "remind me to call Anna"),
        ("call at 3 about the refund", "at 3", "call about the refund"),
        ("by friday: send the invoice", "by friday", "send the invoice"),
        ("Monday: call Anna", "Monday", "call Anna"),
        ("27.11. Rückruf Anna", "27.11.", "Rückruf Anna"),
        ("Rückruf am Freitag um 15 Uhr bei Anna", "am Freitag um 15 Uhr", "Rückruf bei Anna"),
        ("check the parcel, in 3 business days.", "in 3 business days", "check the parcel."),
        ("call Anna, tomorrow, about the parcel", "tomorrow", "call Anna, about the parcel"),
        ("call Anna (tomorrow) please", "tomorrow", "call Anna please"),
        ("call Anna friday (3pm) about it", "friday (3pm)", "call Anna about it"),
        ("friday?", "friday", ""),
        ("call her friday", "friday", "call her"),
        ("check her friday report, tomorrow", "tomorrow", "check her friday report"),
        ("she'd call tomorrow so ping her friday", "friday", "she'd call tomorrow so ping her"),
        ("weekly report is broken, call monday", "monday", "weekly report is broken, call"),
        ("parcel late tomorrow at 9", "tomorrow at 9", "parcel late"),
        ("invoice due by friday noon", "due by friday noon", "invoice"),
        ("call Anna tomorrow please", "tomorrow", "call Anna please"),
        ("  call\n\nAnna   back tomorrow", "tomorrow", "call\n\nAnna   back"),
        (":wave: tomorrow", "tomorrow", ":wave:"),
        ("#4312 2h", "2h", "#4312"),
        ('"Anna Schmidt" on 12/25', "on 12/25", '"Anna Schmidt"'),
        ("I am away tomorrow", "tomorrow", "I am away"),
        ("I am tomorrow at work", "tomorrow", "I am at work"),
        ("top 10 tonight", "tonight", "top 10"),
        ("buy 3 tomorrow", "tomorrow", "buy 3"),
        ("12 points, 2 questions, monday 10", "monday 10", "12 points, 2 questions"),
        ("tomorrow 9 items are due", "tomorrow", "9 items are due"),
        ("call tomorrow 3pm refund/credit", "tomorrow 3pm", "call refund/credit"),
        # of several, the one at the end counts
        ("Rechnung vom 12.11. prüfen, morgen um 9", "morgen um 9", "Rechnung vom 12.11. prüfen"),
        ("ask tomorrow about the order from friday", "tomorrow", "ask about the order from friday"),
        ("moved from monday to tuesday", "tuesday", "moved from monday to"),
        (
            "the parcel of next monday is late, call friday at 3",
            "friday at 3",
            "the parcel of next monday is late, call",
        ),
        ("tomorrow call Anna, or ask Ben friday 3pm!", "friday 3pm", "tomorrow call Anna, or ask Ben!"),
        ("call her about Monday in 1 hour", "in 1 hour", "call her about Monday"),
        ("tell them about friday in 2 days", "in 2 days", "tell them about friday"),
        ("renew on friday in 2 weeks", "on friday in 2 weeks", "renew"),
        # what is past or comes again is only told
        ("ordered last friday, call tomorrow", "tomorrow", "ordered last friday, call"),
        ("call tomorrow about the order from yesterday", "tomorrow", "call about the order from yesterday"),
        ("yesterday at 5 she rang, call tomorrow", "tomorrow", "yesterday at 5 she rang, call"),
        ("he wrote 2 days ago, call friday", "friday", "he wrote 2 days ago, call"),
        ("tomorrow call Anna who complains every friday", "tomorrow", "call Anna who complains every friday"),
        ("broken since monday, call tomorrow 10am", "tomorrow 10am", "broken since monday, call"),
        ("seit Montag kaputt, Rückruf morgen 10 Uhr", "morgen 10 Uhr", "seit Montag kaputt, Rückruf"),
        ("Guten Morgen Anna, morgen um 9", "morgen um 9", "Guten Morgen Anna"),
    ],
)
def test_the_phrase_is_taken_out_and_nothing_else(text: str, phrase: str, rest: str) -> None:
    reading = read(text, WEDNESDAY, BERLIN, OFFICE)
    assert reading.problem is None
    assert reading.moment is not None
    assert (reading.moment.phrase, reading.rest) == (phrase, rest)


NOT_A_TIME = """
may
march
second
she may call
march on
order 5
Bestellung 12
ticket 9
#4312
4312
call about the 3 items
10% off
10 % Rabatt
1 month free
top 10
sat on it
this sat on my desk
we sat down
the sun is out
they wed in spring
do it again
do 3 more
so what
waiting for so long
um so besser
I think so.
$25
25 EUR
€ 12.50
v2 at 3 places
at 10 Downing Street
look at 3 orders
um 3 Euro zu viel
reduce by 5
rating 9/10
1/2 price
open 24/7
version 1.2. released
see 1.2. above
option 1 may work
march 3 items
3 marbles
in december 3 customers complained
on the 2nd attempt
ask for the 2nd time
in the second order
in a second
waited 2h for a reply
offline for 2 hours
2 days after delivery
anna@tomorrow.com
https://example.com/2026-12-01
+49 30 12 15 30 45
:clock9:
:tomorrow:
<!date^1764061200^tomorrow|tomorrow>
"Friday Night" refund
“tomorrow 9am” is what she said
„Montag“ sagt der Kunde
«in 2h» is too late
‘next monday’ she said
good morning Anna
Guten Morgen Anna
schönes Wochenende
Black Friday discount
the Friday report is missing
monday's parcel
today’s order
same-day delivery
friday-only offer
seit Montag kaputt
broken since 9am
ordered last friday already
he calls every monday about it
weekly report is broken
she waits for Anna's weekly call about it
now
ZD-88
INV-2026
between 3 and 4 items
in 12345678 days
""".strip().splitlines()


@pytest.mark.parametrize("text", NOT_A_TIME)
def test_what_only_looks_like_a_time_is_left_alone(text: str) -> None:
    assert read(text, WEDNESDAY, BERLIN, OFFICE) == Reading(None, text, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("today at 9", "today 09:00, which is past"),
        ("call Anna today at 9am", "today 09:00, which is past"),
        ("today", "today 09:00, which is past"),
        ("this morning", "today 09:00, which is past"),
        ("heute Morgen", "today 09:00, which is past"),
        ("heute um 9", "today 09:00, which is past"),
        ("25 Nov 9am", "today 09:00, which is past"),
        ("monday this week", "Mon 23 Nov 09:00, which is past"),
        ("yesterday", "yesterday 09:00, which is past"),
        ("gestern um 15 Uhr", "yesterday 15:00, which is past"),
        ("gestern um 5 anrufen", "yesterday 17:00, which is past"),
        ("yesterday at 5 call", "yesterday 17:00, which is past"),
        ("last friday", "Fri 20 Nov 09:00, which is past"),
        ("she called 2 days ago", "Mon 23 Nov 10:00, which is past"),
        ("vor 2 Tagen", "Mon 23 Nov 10:00, which is past"),
        ("2020-01-01", "Wed 1 Jan 2020 09:00, which is past"),
        ("in 0 minutes", "today 10:00, which is past"),
        ("31 feb", "no such date"),
        ("30.02.2027", "no such date"),
        ("feb 30 2027", "no such date"),
        ("2026-13-01", "no such date"),
        ("0000-01-01", "no such date"),
        ("32.1.", "no such date"),
        ("29 feb 2027", "no such date"),
        ("on the 32nd", "no such date"),
        ("friday 25:00", "no such time"),
        ("tomorrow at 25", "no such time"),
        ("tomorrow 24:30", "no such time"),
        ("at 13:75", "no such time"),
        ("12:30:75", "no such time"),
        ("5/6", "Thu 6 May 2027 09:00 or Sat 5 Jun 2027 09:00"),
        ("5/6 2pm", "Thu 6 May 2027 14:00 or Sat 5 Jun 2027 14:00"),
        ("05-06-2027", "Thu 6 May 2027 09:00 or Sat 5 Jun 2027 09:00"),
        ("monday 27 nov", "27 November 2026 is a Friday, not Monday"),
        ("tomorrow, friday", "26 November 2026 is a Thursday, not Friday"),
        ("tomorrow, 27 Nov", "27 November 2026 is a Friday, not 26 November 2026"),
        ("tomorrow midnight", "tomorrow 00:00 or Fri 27 Nov 00:00"),
        ("next friday", "Fri 27 Nov 09:00 or Fri 4 Dec 09:00"),
        ("at 8", "today 20:00 or tomorrow 08:00"),
        ("monday in two weeks", "Mon 7 Dec 09:00 or Mon 14 Dec 09:00"),
        ("in acht Tagen", "Wed 2 Dec 10:00 or Thu 3 Dec 10:00"),
        ("call her soon", "is no time yet"),
        ("this week", "is no time yet"),
        ("after friday", "is no day yet"),
        ("friday before christmas", "is another day to everyone"),
        ("tomorrow late", "only a part of the time"),
        ("3pm their time", "not in their time"),
        ("tomorrow noon PST", "not in PST"),
        ("every friday 3pm UTC", "by the clocks of Europe/Berlin"),
        ("every month on the 32nd", "no such date"),
        ("KW 54", "no week 54"),
        ("3pm EST", "Europe/Berlin and in UTC, not in EST"),
        ("2026-12-01T14:00+99:00", "no time zone"),
        ("in 6 years", "within five years"),
        ("2099-01-01", "within five years"),
        ("9999-12-31 24:00", "within five years"),
        ("0001-01-01 00:00", ""),
        ("in 9999999 days", "within five years"),
        ("in 9999999 months", "within five years"),
        ("in 9999999 business days", "within five years"),
        ("in 9999999 hours", "within five years"),
        ("every hour", "more than once a day"),
        ("call her every third friday", "no rhythm that I keep"),
        ("every day until friday", "has a start or an end"),
        ("friday or monday", "more than one time"),
        ("Freitag oder Montag", "more than one time"),
        ("mon-fri", "more than one time"),
        ("9am-5pm", "more than one time"),
        ("3-5pm tomorrow", "more than one time"),
        ("14:00–15:00", "more than one time"),
        ("tomorrow at 3 or 4", "more than one time"),
        ("in an hour or two", "more than one time"),
        ("monday-10am", "more than one time"),
        ("between 3 and 4pm", "more than one time"),
        ("tomorrow 9am 10am", "more than one time"),
        ("24 Nov", "has just passed"),
        ("21.11. um 9", "has just passed"),
        ("tomorrow call Anna, friday call Ben about it", "“tomorrow” and “friday”: pick one time"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence_and_kept(text: str, sentence: str) -> None:
    reading = read(text, WEDNESDAY, BERLIN, OFFICE)
    assert reading.moment is None
    assert reading.rest == text
    assert reading.problem is not None
    assert sentence in reading.problem
    assert re.fullmatch(r"[^\n]+\.", reading.problem)


@pytest.mark.parametrize(
    ("locale", "zone", "text", "meaning"),
    [
        ("en-US", "America/New_York", "5/6", "2027-05-06 09:00 ~"),
        ("en_US", "America/Los_Angeles", "5/6/27", "2027-05-06 09:00 ~"),
        ("en-GB", "Europe/London", "5/6", "2027-06-05 09:00 ~"),
        ("de-DE", "Europe/Berlin", "5/6", "2027-06-05 09:00 ~"),
        ("de", "America/New_York", "5/6", "2027-06-05 09:00 ~"),
        ("en-US", "Europe/Berlin", "5/6", "problem"),
        ("en", "Asia/Kolkata", "5/6", "problem"),
        ("en-CA", "America/Toronto", "5/6", "problem"),
        ("en-US", "Europe/Berlin", "5/13", "2027-05-13 09:00 ~"),
        ("en-US", "America/New_York", "13/5", "2027-05-13 09:00 ~"),
        ("en-US", "Europe/Berlin", "6/6", "2027-06-06 09:00 ~"),
        ("en-US", "America/New_York", "31/31", "problem"),
    ],
)
def test_slash_dates_follow_the_locale_or_ask(locale: str, zone: str, text: str, meaning: str) -> None:
    assert seen(read(text, at("2026-11-25 10:00", zone), zone, OFFICE, locale)) == meaning


def test_who_may_mean_two_times_gets_both_to_choose_from() -> None:
    reading = read("call Anna by next friday noon", WEDNESDAY, BERLIN, OFFICE)
    assert (reading.moment, reading.rest) == (None, "call Anna by next friday noon")
    assert [choice.at for choice in reading.choices] == [at("2026-11-27 12:00"), at("2026-12-04 12:00")]
    assert {(choice.exact, choice.deadline, choice.phrase) for choice in reading.choices} == {
        (True, True, "by next friday noon")
    }


@pytest.mark.parametrize(
    ("now", "text", "meaning"),
    [
        ("2026-11-26 10:00", "next friday", "2026-12-04 09:00 ~"),  # nobody calls tomorrow next friday
        ("2026-11-25 10:00", "next monday", "2026-11-30 09:00 ~"),
        ("2026-11-25 07:00", "at 8", "2026-11-25 08:00"),
        ("2026-11-25 21:00", "at 8", "2026-11-26 08:00"),
        ("2026-11-25 10:00", "um 8 Uhr", "2026-11-26 08:00"),  # counts to 24
        ("2026-11-25 10:00", "11/12/2026", "2026-12-11 09:00 ~"),  # 12 November is past
        ("2026-11-25 10:00", "friday in two weeks", "2026-12-11 09:00 ~"),
    ],
)
def test_where_only_one_reading_is_left_nobody_is_asked(now: str, text: str, meaning: str) -> None:
    assert seen(read(text, at(now), BERLIN, OFFICE)) == meaning


# What is owed by a time, and what repeats


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("by friday noon", True),
        ("friday by noon", True),
        ("before 3pm", True),
        ("no later than friday", True),
        ("friday 3pm at the latest", True),
        ("within 2 hours", True),
        ("in the next 2 days", True),
        ("bis Freitag", True),
        ("spätestens am Freitag um 12", True),
        ("Freitag spätestens", True),
        ("vor 15 Uhr", True),
        ("innerhalb von 3 Tagen", True),
        ("friday noon", False),
        ("until friday", False),
        ("not before friday", False),
        ("nicht vor Freitag", False),
        ("2 days before monday", False),
        ("um fünf vor drei", False),
        ("in 2 hours", False),
    ],
)
def test_a_deadline_is_told_from_a_time(text: str, deadline: bool) -> None:
    moment = read(f"answer Anna {text}", WEDNESDAY, BERLIN, OFFICE).moment
    assert moment is not None
    assert (moment.deadline, moment.phrase) == (deadline, text)


@pytest.mark.parametrize(
    ("text", "first", "rule"),
    [
        ("every friday", "2026-11-27 09:00 ~", "FREQ=WEEKLY;BYDAY=FR"),
        ("every wednesday at 3", "2026-11-25 15:00", "FREQ=WEEKLY;BYDAY=WE"),
        ("every wednesday at 10:00", "2026-12-02 10:00", "FREQ=WEEKLY;BYDAY=WE"),
        ("jeden zweiten Freitag", "2026-11-27 09:00 ~", "FREQ=WEEKLY;BYDAY=FR;INTERVAL=2"),
        ("every weekday", "2026-11-26 09:00 ~", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every evening", "2026-11-25 18:00", "FREQ=DAILY"),
        ("every 3 weeks", "2026-12-16 09:00 ~", "FREQ=WEEKLY;BYDAY=WE;INTERVAL=3"),
        ("every 2 weeks on monday", "2026-11-30 09:00 ~", "FREQ=WEEKLY;BYDAY=MO;INTERVAL=2"),
        ("every month on the 31st", "2026-11-30 09:00 ~", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ("every year on 1 dec", "2026-12-01 09:00 ~", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1"),
        ("every last friday of the month", "2026-11-27 09:00 ~", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("am Ende jeden Monats", "2026-11-30 09:00 ~", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ],
)
def test_what_repeats_has_a_first_time_and_a_rule(text: str, first: str, rule: str) -> None:
    reading = read(text, WEDNESDAY, BERLIN, OFFICE)
    assert seen(reading) == first
    assert reading.moment is not None
    start, line = (reading.moment.repeat or "").split("\n")
    assert start == f"DTSTART:{datetime.fromisoformat(first.removesuffix(' ~')):%Y%m%dT%H%M%S}"
    assert line == f"RRULE:{rule}"


@pytest.mark.parametrize(
    ("text", "phrase", "rest"),
    [
        ("chase Anna every friday until done", "every friday until done", "chase Anna"),
        ("every friday until it's solved chase Anna", "every friday until it's solved", "chase Anna"),
        ("Anna jeden Freitag bis erledigt anrufen", "jeden Freitag bis erledigt", "Anna anrufen"),
        ("chase Anna every monday until they answer!", "every monday until they answer", "chase Anna!"),
        ("every friday: check the refund", "every friday", "check the refund"),
        ("they call every monday, ring back tomorrow 9am", "tomorrow 9am", "they call every monday, ring back"),
    ],
)
def test_what_repeats_is_asked_for_at_either_end_or_until_done(text: str, phrase: str, rest: str) -> None:
    reading = read(text, WEDNESDAY, BERLIN, OFFICE)
    assert reading.moment is not None, reading.problem
    assert (reading.moment.phrase, reading.rest) == (phrase, rest)


def occurrences(text: str, now: datetime, zone: str, n: int) -> list[str]:
    """The first n wall times of what repeats, as it comes due again and again."""
    moment = read(text, now, zone, OFFICE).moment
    assert moment is not None
    assert moment.repeat is not None
    due, walls = moment.at, []
    for _ in range(n):
        walls.append(f"{due.astimezone(ZoneInfo(zone)):%m-%d %H:%M}")
        due = next_occurrence(moment.repeat, due, zone, due)
    return walls


def test_what_repeats_keeps_the_time_on_the_wall() -> None:
    eve, new_york = at("2027-03-26 22:00"), at("2026-10-30 12:00", "America/New_York")
    assert occurrences("every day at 9", eve, BERLIN, 3) == ["03-27 09:00", "03-28 09:00", "03-29 09:00"]
    assert occurrences("every day at 02:30", eve, BERLIN, 3) == ["03-27 02:30", "03-28 03:00", "03-29 02:30"]
    assert occurrences("every day at 01:30", new_york, "America/New_York", 3) == [
        "10-31 01:30",
        "11-01 01:30",
        "11-02 01:30",
    ]
    assert occurrences("every other friday", WEDNESDAY, BERLIN, 3) == ["11-27 09:00", "12-11 09:00", "12-25 09:00"]
    assert occurrences("every month on the 31st", WEDNESDAY, BERLIN, 4) == [
        "11-30 09:00", "12-31 09:00", "01-31 09:00", "02-28 09:00",
    ]  # fmt: skip


def test_a_snooze_moves_neither_the_time_nor_the_rhythm() -> None:
    moment = read("every other friday at 3", WEDNESDAY, BERLIN, OFFICE).moment
    assert moment is not None
    assert moment.repeat is not None
    snoozed, now = at("2026-12-01 10:00"), at("2026-12-01 11:00")
    assert next_occurrence(moment.repeat, snoozed, BERLIN, now) == at("2026-12-11 15:00")


def test_a_bare_rule_is_counted_from_when_it_was_last_due() -> None:
    last = at("2026-11-27 15:00")
    assert next_occurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", last, BERLIN, last) == at("2026-12-11 15:00")
    assert next_occurrence("FREQ=WEEKLY;BYDAY=FR", last, BERLIN, at("2027-01-01 15:00")) == at("2027-01-08 15:00")
    with pytest.raises(ValueError, match="does not come again"):
        next_occurrence("FREQ=DAILY;COUNT=1", last, BERLIN, last)


# In words


def test_a_moment_in_words_names_weekday_date_time_and_zone() -> None:
    moment = at("2026-11-27 15:00")
    assert in_words(moment, BERLIN) == "Friday 27 November 2026 at 15:00 (Europe/Berlin, CET)"
    assert in_words(moment, "Australia/Lord_Howe") == "Saturday 28 November 2026 at 01:00 (Australia/Lord_Howe)"
    assert in_words(moment, "UTC") == "Friday 27 November 2026 at 14:00 (UTC)"
    assert in_words(at("2026-07-01 09:05"), BERLIN) == "Wednesday 1 July 2026 at 09:05 (Europe/Berlin, CEST)"


@pytest.mark.parametrize(
    ("wall", "words"),
    [
        ("2026-11-25 15:00", "today 15:00"),
        ("2026-11-26 09:00", "tomorrow 09:00"),
        ("2026-11-24 09:00", "yesterday 09:00"),
        ("2026-11-27 15:00", "Fri 27 Nov 15:00"),
        ("2027-01-04 15:00", "Mon 4 Jan 2027 15:00"),
    ],
)
def test_short_words_for_lists(wall: str, words: str) -> None:
    assert short_words(at(wall), BERLIN, WEDNESDAY) == words


ZONES = [
    *("Europe/Berlin", "Europe/London", "Europe/Moscow", "America/New_York", "America/Los_Angeles", "America/St_Johns"),
    *("America/Sao_Paulo", "America/Havana", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Asia/Tehran"),
    *("Australia/Lord_Howe", "Australia/Sydney", "Pacific/Apia", "Pacific/Chatham", "Africa/Cairo"),
    *("Africa/Casablanca", "Atlantic/Azores", "UTC"),
]
minutes = st.integers(2, 4 * 365 * 24 * 60)


@given(minutes, st.sampled_from(ZONES))
def test_what_is_shown_can_be_typed_back(ahead: int, zone: str) -> None:
    now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    moment = now + timedelta(minutes=ahead)
    local = moment.astimezone(ZoneInfo(zone))
    assume(local.fold == 0)
    for typed in (f"{local:%Y-%m-%d %H:%M}", in_words(moment, zone)):
        reading = read(typed, now, zone, OFFICE)
        assert reading.moment is not None, reading.problem
        assert (reading.moment.at, reading.moment.exact, reading.rest) == (moment, True, "")


# Whatever people type

PLAIN = "anna schmidt refund parcel late about the customer's broken 4312 7 order please call Lieferung Kunde ärgert"
WORDS = st.lists(st.sampled_from(PLAIN.split()), max_size=5).map(" ".join)
ODD = """
in at on by um am next last every monday fri sat tomorrow morgen heute eod noon 9 9am 15:30 3 2h 5 minutes days weeks
business halb drei uhr 27.11. 5/6 dec may 31 feb 2026-12-01 T Z - – or , . ( ) " “ ' : @ # $ % the of end week 99999999
before after vor nach from now ago midnight UTC CET Europe/Berlin +99:00 ß İ ſ \u0308 \0 🎉
"""
TIME_WORDS = st.sampled_from(ODD.split())


@given(WORDS, st.sampled_from([phrase for phrase, meaning in ENGLISH + GERMAN if "none" not in meaning]))
def test_no_word_is_lost(before: str, phrase: str) -> None:
    reading = read(f"{before}, {phrase}", WEDNESDAY, BERLIN, OFFICE)
    kept = reading.rest + " " + (reading.moment.phrase if reading.moment else "")
    assert sorted(re.findall(r"\w+", kept)) == sorted(re.findall(r"\w+", f"{before} {phrase}"))


@given(WORDS, WORDS, st.sampled_from(["tomorrow 9am", "in 2h", "friday at 3pm", "morgen um 9 Uhr", "2026-12-01 14:00"]))
def test_a_phrase_anywhere_leaves_exactly_the_other_words(before: str, after: str, phrase: str) -> None:
    reading = read(f"{before} {phrase} {after}", WEDNESDAY, BERLIN, OFFICE)
    assert reading.moment is not None
    assert reading.moment.phrase == phrase
    assert reading.rest.split() == f"{before} {after}".split()


@given(
    st.one_of(st.text(max_size=200), st.lists(TIME_WORDS, max_size=14).map(" ".join), st.lists(TIME_WORDS).map("".join))
)
def test_reading_never_fails_and_never_answers_with_the_past(text: str) -> None:
    reading = read(text, WEDNESDAY, BERLIN, OFFICE)
    if reading.moment is None:
        assert reading.rest == text.strip()
    else:
        assert reading.problem is None
        assert reading.moment.at > WEDNESDAY
        assert reading.moment.phrase in text


@pytest.mark.parametrize("padding", ["word ", "1. ", "x\n", "at "])
def test_in_a_long_text_a_time_stands_at_the_beginning_or_the_end(padding: str) -> None:
    pad = padding * (3000 // len(padding))
    for text, rest in ((f"tomorrow 9am: {pad}end", f"{pad}end"), (f"begin {pad}; tomorrow 9am", f"begin {pad}")):
        reading = read(text, WEDNESDAY, BERLIN, OFFICE)
        assert seen(reading) == "2026-11-26 09:00", text[:40]
        assert reading.rest.split() == rest.split()
    assert seen(read(f"begin {pad}; tomorrow 9am; {pad}end", WEDNESDAY, BERLIN, OFFICE)) == "none"


@given(st.integers(0, 1200))
def test_half_a_time_is_never_read_for_the_whole(more: int) -> None:
    for text in (f"call {'x' * 2000} by friday at 3{'!' * more}", f"call {'x' * more} by friday at 3. {'x' * 2000}"):
        reading = read(text, WEDNESDAY, BERLIN, OFFICE)
        assert reading.moment is None or reading.moment.phrase == "by friday at 3"
        assert (reading.moment is not None) == (more < 850) or 850 <= more < 900


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "pasted", [" ", "1", "1 ", '"', "'a ", "a.", "in 1h ", "1 hour and ", ":a", "monday ", "am ", "-"]
)
def test_no_pasted_text_keeps_us_busy(pasted: str) -> None:
    read(pasted * (20_000 // len(pasted)), WEDNESDAY, BERLIN, OFFICE)
