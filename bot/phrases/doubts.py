"""Phrases that people mean in two ways: each of the two, for the reader to choose.

The doubts are told in `bot.moments`; whoever sees no doubt gets the phrase itself.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.hours import Duration
from bot.phrases.senses import Ahead, Calendar, Clock, Part, Period, Phrase, Sense, Senses, Slashed, Span, Weekday, Zone
from bot.phrases.which_day import Viewpoint

_MORNING_OR_EVENING = range(7, 12)  # an hour from 1 to 6 is one of the afternoon to people at work
_TWO_DAYS = 2


def readings(phrase: Phrase, view: Viewpoint) -> list[Phrase]:
    """The ways to read a phrase, one or two, as phrases without a doubt; some may be past."""
    return [replace(phrase, senses=senses) for senses in _readings(phrase, view)]


def _readings(phrase: Phrase, view: Viewpoint) -> list[Senses]:
    slashed, weekday, clock, part = phrase.of(Slashed), phrase.of(Weekday), phrase.of(Clock), phrase.of(Part)
    span = phrase.of(Span)
    if slashed is not None:
        return [_with(phrase, date, without=Slashed) for date in _dates(slashed, view)]
    if weekday is not None and weekday.week and weekday.said_next and _may_be_this_weeks(weekday, phrase, view):
        earlier = replace(weekday, week=weekday.week - 1 or None)
        return [_with(phrase, earlier), _with(phrase, weekday)]
    if weekday is not None and span is not None and not span.anchored:
        return _in_weeks(phrase, weekday, span, view)
    if span is not None and span.idiom and not span.anchored and phrase.senses.keys() <= {Span, Ahead}:
        return [_with(phrase, replace(span, duration=Duration(days=days))) for days in (7, 8)]
    if part == Part("midnight") and phrase.senses.keys() - {Part, Zone} and phrase.of(Ahead) != Ahead(0):
        return [_with(phrase, Clock(hour), without=Part) for hour in (0, 24)]
    if clock is not None and phrase.senses.keys() == {Clock} and _may_be_tonight(clock, view):
        evening = replace(clock, hour=clock.hour + 12)
        return [_with(phrase, Ahead(0), evening), _with(phrase, Ahead(1))]
    return [phrase.senses]


def _with(phrase: Phrase, *senses: Sense, without: type | None = None) -> Senses:
    kept = {sort: sense for sort, sense in phrase.senses.items() if sort is not without}
    return kept | {type(sense): sense for sense in senses}


def _may_be_this_weeks(weekday: Weekday, phrase: Phrase, view: Viewpoint) -> bool:
    """Whether some would say 'next' of the one in this calendar week: it is not over, nor today's nor tomorrow's."""
    return Period not in phrase.senses and weekday.number - view.today.weekday() >= _TWO_DAYS


def _in_weeks(phrase: Phrase, weekday: Weekday, span: Span, view: Viewpoint) -> list[Senses]:
    """'monday in two weeks', once this week's is over: of the week in two weeks, or two weeks after the coming one."""
    if span.duration.days == 8:
        return [phrase.senses]
    counted = _with(phrase, replace(weekday, week=span.duration.days // 7, said_next=False), without=Span)
    if weekday.number >= view.today.weekday():
        return [counted]
    return [counted, _with(phrase, replace(span, anchored=True))]


def _may_be_tonight(clock: Clock, view: Viewpoint) -> bool:
    """Whether 'at 8' may be this evening's: this morning's has passed, and this evening's has not."""
    if not clock.bare or clock.hour not in _MORNING_OR_EVENING or clock.minute > 59:
        return False
    morning = timedelta(hours=clock.hour, minutes=clock.minute)
    return not view.is_to_come(view.today, morning) and view.is_to_come(view.today, morning + timedelta(hours=12))


def _dates(slashed: Slashed, view: Viewpoint) -> Iterable[Calendar]:
    """Which of the two numbers is the month: the one that can be, or as the reader's locale has it, or both."""
    month_first = Calendar(slashed.second, slashed.first, slashed.year)
    day_first = Calendar(slashed.first, slashed.second, slashed.year)
    if slashed.first > 12 or slashed.second == slashed.first:
        return [day_first]
    if slashed.second > 12:
        return [month_first]
    match _month_comes_first(view):
        case True:
            return [month_first]
        case False:
            return [day_first]
    return [month_first, day_first]


def _month_comes_first(view: Viewpoint) -> bool | None:
    """Whether a reader writes the month first; None where locale and zone don't tell."""
    from babel.core import get_global  # the table of zones is read from disk, and few write dates with slashes

    language, _, region = view.locale.replace("_", "-").lower().partition("-")
    if language == "en" and region in ("", "us", "ca"):
        return True if region != "ca" and get_global("zone_territories").get(view.zone) == "US" else None
    return False
