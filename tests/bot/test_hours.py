from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import (
    Duration,
    Hours,
    add_business_days,
    add_duration,
    end_of_day,
    instant,
    next_shared_moment,
    next_working_moment,
    parse_duration,
    snooze_presets,
    start_of_day,
)

BERLIN = "Europe/Berlin"
OFFICE = Hours.parse("mon-fri", "09:00", "18:00")
GERMAN = Hours.parse("mon-fri", "09:00", "18:00", "DE")


def naive(wall: str) -> datetime:
    return datetime.fromisoformat(wall)


def berlin(wall: str) -> datetime:
    return naive(wall).replace(tzinfo=ZoneInfo(BERLIN))


zones = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/Havana",
        "UTC",
    ]
)
moments = st.datetimes(naive("2024-01-01"), naive("2035-01-01"), timezones=st.just(UTC))
working_hours = st.builds(
    Hours,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times(time(0), time(11, 59)),
    st.times(time(12), time(23, 59)),
    st.sampled_from([None, "DE", "DE-BY", "US"]),
)


# What people configure


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("mon,wed-fri", {0, 2, 3, 4}),
        ("Mon - Thu, Sat", {0, 1, 2, 3, 5}),
        ("sun-thu", {6, 0, 1, 2, 3}),
        ("tuesday", {1}),
        ("tues,thurs", {1, 3}),
    ],
)
def test_working_days_are_written_as_ranges_and_lists(days: str, numbers: set[int]) -> None:
    assert Hours.parse(days, "09:00", "17:30").days == numbers


def test_hours_keep_what_was_written() -> None:
    assert Hours.parse("mon-fri", "7:30", "16:00", "") == Hours(frozenset(range(5)), time(7, 30), time(16))


@pytest.mark.parametrize(
    ("days", "start", "end", "holidays", "sentence"),
    [
        ("", "09:00", "18:00", None, "no weekdays"),
        ("mon-", "09:00", "18:00", None, "no weekdays"),
        ("friend", "09:00", "18:00", None, "no weekdays"),
        ("1-5", "09:00", "18:00", None, "no weekdays"),
        ("mon-fri", "9", "18:00", None, "no time of day"),
        ("mon-fri", "09:00", "24:00", None, "no time of day"),
        ("mon-fri", "18:00", "09:00", None, "must end after"),
        ("mon-fri", "09:00", "09:00", None, "must end after"),
        ("mon-fri", "09:00", "18:00", "Atlantis", "no holidays for 'Atlantis'"),
        ("mon-fri", "09:00", "18:00", "DE-XX", "no holidays for 'DE-XX'"),
    ],
)
def test_impossible_hours_are_refused_with_a_sentence(
    days: str, start: str, end: str, holidays: str | None, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        Hours.parse(days, start, end, holidays)


def test_hours_without_a_day_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="at least one weekday"):
        Hours(frozenset(), time(9), time(18))


def test_holidays_are_free_where_the_team_is() -> None:
    epiphany, unity = date(2027, 1, 6), date(2028, 10, 3)
    assert OFFICE.is_working_day(unity)
    assert not GERMAN.is_working_day(unity)
    assert GERMAN.is_working_day(epiphany)
    assert not Hours.parse("mon-fri", "09:00", "18:00", "DE-BY").is_working_day(epiphany)


# Wall times that clocks skip or repeat


@pytest.mark.parametrize(
    ("zone", "skipped", "first_valid"),
    [
        (BERLIN, naive("2027-03-28 02:30"), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (BERLIN, naive("2027-03-28 02:00"), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("America/New_York", naive("2027-03-14 02:59:59.999999"), datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", naive("2026-10-04 02:10"), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
        ("America/Havana", naive("2027-03-14 00:15"), datetime(2027, 3, 14, 5, 0, tzinfo=UTC)),
        ("Pacific/Apia", naive("2011-12-30 12:00"), datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_skipped_wall_time_is_the_first_valid_moment_after(
    zone: str, skipped: datetime, first_valid: datetime
) -> None:
    assert instant(skipped, zone) == first_valid


def test_of_a_repeated_wall_time_the_first_counts() -> None:
    assert instant(naive("2026-10-25 02:30"), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(moments, zones)
def test_a_wall_time_that_exists_once_is_its_instant(at: datetime, zone: str) -> None:
    local = at.astimezone(ZoneInfo(zone))
    first = instant(local.replace(tzinfo=None), zone)
    assert first == at or (local.fold == 1 and first < at)


def test_days_start_and_end_by_the_hours_on_both_sides_of_a_change() -> None:
    assert start_of_day(date(2026, 10, 23), BERLIN, OFFICE) == datetime(2026, 10, 23, 7, tzinfo=UTC)
    assert start_of_day(date(2026, 10, 26), BERLIN, OFFICE) == datetime(2026, 10, 26, 8, tzinfo=UTC)
    assert end_of_day(date(2026, 10, 26), BERLIN, OFFICE) == datetime(2026, 10, 26, 17, tzinfo=UTC)


# Quiet


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (berlin("2026-11-25 09:00"), berlin("2026-11-25 09:00")),
        (berlin("2026-11-25 13:07"), berlin("2026-11-25 13:07")),
        (berlin("2026-11-25 18:00"), berlin("2026-11-25 18:00")),
        (berlin("2026-11-25 18:01"), berlin("2026-11-26 09:00")),
        (berlin("2026-11-25 06:00"), berlin("2026-11-25 09:00")),
        (berlin("2026-11-27 20:00"), berlin("2026-11-30 09:00")),
        (berlin("2026-11-28 12:00"), berlin("2026-11-30 09:00")),
        (berlin("2026-12-24 19:00"), berlin("2026-12-28 09:00")),
    ],
)
def test_quiet_waits_for_work(at: datetime, expected: datetime) -> None:
    assert next_working_moment(at, BERLIN, GERMAN) == expected


def test_two_meet_where_both_work() -> None:
    at, newyork, tokyo = berlin("2026-11-27 10:00"), ("America/New_York", OFFICE), ("Asia/Tokyo", OFFICE)
    assert next_shared_moment(at, newyork, (BERLIN, OFFICE)) == berlin("2026-11-27 15:00")
    assert next_shared_moment(berlin("2026-11-27 17:00"), tokyo, (BERLIN, OFFICE)) == berlin("2026-11-30 09:00")
    assert next_shared_moment(at, newyork, tokyo) is None


@given(moments, zones, working_hours, zones, working_hours)
def test_a_shared_moment_suits_both(at: datetime, zone: str, hours: Hours, other: str, others: Hours) -> None:
    found = next_shared_moment(at, (zone, hours), (other, others))
    if found is not None:
        assert found >= at
        assert next_working_moment(found, zone, hours) == found == next_working_moment(found, other, others)


@given(moments, zones, working_hours)
def test_quiet_always_lands_in_working_hours_and_never_before(at: datetime, zone: str, hours: Hours) -> None:
    moved = next_working_moment(at, zone, hours)
    day = moved.astimezone(ZoneInfo(zone)).date()
    assert moved >= at
    assert hours.is_working_day(day)
    assert start_of_day(day, zone, hours) <= moved <= end_of_day(day, zone, hours)
    assert next_working_moment(moved, zone, hours) == moved


# Business days and durations


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 25), 3, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 30)),
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
        (date(2026, 11, 30), -1, date(2026, 11, 27)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
    ],
)
def test_business_days_skip_what_is_free(day: date, n: int, expected: date) -> None:
    assert add_business_days(day, n, GERMAN) == expected


@given(st.dates(date(2024, 1, 1), date(2034, 1, 1)), st.integers(0, 60), working_hours)
def test_business_days_never_end_on_a_free_day_and_count_each_once(day: date, n: int, hours: Hours) -> None:
    end = add_business_days(day, n, hours)
    between = [day + timedelta(days=step) for step in range(1, (end - day).days + 1)]
    assert hours.is_working_day(end)
    assert sum(map(hours.is_working_day, between)) == (n or (1 if end != day else 0))


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("30m", Duration(elapsed=timedelta(minutes=30)), "30 minutes"),
        ("2h", Duration(elapsed=timedelta(hours=2)), "2 hours"),
        ("1h 30m", Duration(elapsed=timedelta(minutes=90)), "1 hour 30 minutes"),
        ("90 minutes", Duration(elapsed=timedelta(minutes=90)), "1 hour 30 minutes"),
        ("5 seconds", Duration(elapsed=timedelta(seconds=5)), "5 seconds"),
        ("1d", Duration(days=1), "1 day"),
        ("2 Weeks", Duration(days=14), "14 days"),
        ("1 business day", Duration(business_days=1), "1 business day"),
        ("2 working days", Duration(business_days=2), "2 business days"),
        ("1d 2h", Duration(days=1, elapsed=timedelta(hours=2)), "1 day 2 hours"),
    ],
)
def test_durations_are_read_and_told(text: str, expected: Duration, words: str) -> None:
    assert parse_duration(text) == expected
    assert str(expected) == words


@pytest.mark.parametrize(
    "text", ["", "soon", "2", "2x", "h", "-1h", "0m", "1h and more", "2 hourly", "1 month", "1.5h"]
)
def test_what_is_no_duration_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="write it like '30m'"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("at", "duration", "expected"),
    [
        (berlin("2026-10-24 15:00"), Duration(days=1), berlin("2026-10-25 15:00")),
        (berlin("2026-10-24 15:00"), Duration(elapsed=timedelta(hours=24)), berlin("2026-10-25 14:00")),
        (berlin("2026-11-27 15:00"), Duration(business_days=1), berlin("2026-11-30 15:00")),
        (berlin("2027-01-31 15:00"), Duration(months=1), berlin("2027-02-28 15:00")),
        (berlin("2026-12-31 15:00"), Duration(months=2), berlin("2027-02-28 15:00")),
        (berlin("2027-03-27 02:30"), Duration(days=1), berlin("2027-03-28 03:00")),
    ],
)
def test_days_keep_the_clock_time_and_hours_pass(at: datetime, duration: Duration, expected: datetime) -> None:
    assert add_duration(at, duration, BERLIN, OFFICE) == expected


def test_a_span_in_the_repeated_hour_passes_exactly() -> None:
    second_time = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    later = add_duration(second_time, Duration(elapsed=timedelta(minutes=5)), BERLIN, OFFICE)
    assert later - second_time == timedelta(minutes=5)


def test_what_leaves_the_calendar_says_so() -> None:
    for duration in (Duration(months=200_000), Duration(days=10_000_000), Duration(months=-30_000)):
        with pytest.raises(OverflowError):
            add_duration(datetime(2026, 1, 1, tzinfo=UTC), duration, BERLIN, OFFICE)


# Snoozing


def test_snoozing_on_a_friday_waits_for_monday_if_quiet() -> None:
    now, monday = berlin("2026-11-27 10:30"), berlin("2026-11-30 09:00")
    assert snooze_presets(now, BERLIN, OFFICE, quiet=True) == {
        "In 1 hour": berlin("2026-11-27 11:30"),
        "This afternoon": berlin("2026-11-27 14:00"),
        "Tomorrow morning": monday,
        "Next Monday": monday,
    }
    loud = snooze_presets(now, BERLIN, OFFICE, quiet=False)
    assert loud["Tomorrow morning"] == berlin("2026-11-28 09:00")


def test_an_hour_is_an_hour_even_at_night() -> None:
    now = berlin("2026-11-28 23:30")
    assert snooze_presets(now, BERLIN, OFFICE, quiet=True)["In 1 hour"] == now + timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "quiet", "offered"),
    [
        (berlin("2026-11-25 13:00"), True, True),
        (berlin("2026-11-25 13:01"), True, False),
        (berlin("2026-11-28 10:00"), True, False),
        (berlin("2026-11-28 10:00"), False, True),
    ],
)
def test_this_afternoon_is_offered_where_it_makes_sense(now: datetime, quiet: bool, offered: bool) -> None:
    assert ("This afternoon" in snooze_presets(now, BERLIN, OFFICE, quiet)) is offered


def test_next_monday_on_a_monday_is_in_a_week() -> None:
    presets = snooze_presets(berlin("2026-11-30 08:00"), BERLIN, OFFICE, quiet=True)
    assert presets["Next Monday"] == berlin("2026-12-07 09:00")


@given(moments, zones, working_hours, st.booleans())
def test_every_preset_is_to_come_and_quiet_where_asked(now: datetime, zone: str, hours: Hours, quiet: bool) -> None:
    presets = snooze_presets(now, zone, hours, quiet)
    assert {"In 1 hour", "Tomorrow morning", "Next Monday"} <= presets.keys()
    assert all(at > now and at.tzinfo is UTC for at in presets.values())
    if quiet:
        assert all(next_working_moment(at, zone, hours) == at for label, at in presets.items() if label != "In 1 hour")
