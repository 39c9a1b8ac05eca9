"""A customer's own deadline: read out of their words where these make it one, and told to their agent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from desks import BERLIN
from hypothesis import given
from hypothesis import strategies as st

from bot.deadlines import FARTHEST, Deadline, read, told
from bot.hours import WEEKDAYS, Hours
from bot.phrases.which_day import Viewpoint

HOURS = Hours.parse("mon-fri", "09:00", "18:00")
GERMAN = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
LATER = "call them, or say so in the reply."


def at(day: int, hour: int = 0, minute: int = 0, month: int = 11, zone: str = BERLIN) -> datetime:
    """A moment of 2026 in that zone; the 24th of November is a Tuesday."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone))


TUESDAY = at(24, 10)


def deadline(
    message: str, said_at: datetime = TUESDAY, now: datetime | None = None, *, is_dated: bool = False
) -> Deadline | None:
    """What is read of a message that was said then, seen now or then."""
    zone = str(said_at.tzinfo)
    return read(message, Viewpoint(said_at, zone, HOURS, "en-GB"), now or said_at, is_dated=is_dated)


@pytest.mark.parametrize(
    ("message", "by"),
    [
        ("I need an answer by 5 pm today.", "by Tue 24 Nov, 17:00"),
        ("Hello,\n\nall I need is an answer\nby 5 pm.\n\nThanks", "by Tue 24 Nov, 17:00"),
        ("The wedding is on Saturday.", "before Sat 28 Nov"),
        ("Bitte antworten Sie spätestens bis Freitag 17 Uhr.", "by Fri 27 Nov, 17:00"),
        ("Ich brauche das Kleid vor Montag.", "before Mon 30 Nov"),
        ("I need the parcel before the weekend.", "before Sat 28 Nov"),
        ("Vor dem Wochenende brauche ich das Paket.", "before Sat 28 Nov"),
        ("Rufen Sie mich noch heute an!", "by Tue 24 Nov"),
        ("Ich brauche heute eine Antwort von Ihnen.", "by Tue 24 Nov"),
        ("Please reply today.", "by Tue 24 Nov"),
        ("I need to know by end of day.", "by Tue 24 Nov"),
        ("Can you get back to me before noon tomorrow?", "by Wed 25 Nov, 12:00"),
        ("If I don't hear from you by Friday, I will cancel.", "by Fri 27 Nov"),
        ("Wenn ich bis Freitag nichts von Ihnen höre, kündige ich.", "by Fri 27 Nov"),
        ("Sollte ich bis Freitag keine Antwort haben, gehe ich zum Anwalt.", "by Fri 27 Nov"),
        ("Unless this is fixed by Friday, we leave.", "by Fri 27 Nov"),
        ("Bis Freitag muss das geklärt sein.", "by Fri 27 Nov"),
        ("By Friday I need an answer.", "by Fri 27 Nov"),
        ("I ordered a dress that I need by Friday.", "by Fri 27 Nov"),
        ("It was due on Monday. I need it by Thursday at the latest.", "by Thu 26 Nov"),
        ("Ich muss bis Freitag ein Ergebnis haben.", "by Fri 27 Nov"),
        ("I need it for Saturday.", "before Sat 28 Nov"),
        ("Ich brauche die Schuhe für die Hochzeit am Samstag.", "before Sat 28 Nov"),
        ("Meine Tochter hat am Samstag Geburtstag.", "before Sat 28 Nov"),
        ("Am Samstag heirate ich, und das Kleid ist nicht da.", "before Sat 28 Nov"),
        ("My flight leaves tomorrow at 6.", "before Wed 25 Nov"),
        ("Der Termin bei der Behörde ist am Montag um acht.", "by Mon 30 Nov, 08:00"),
        ("You have until Friday to fix this.", "by Fri 27 Nov"),
        ("Sie haben bis Freitag Zeit.", "by Fri 27 Nov"),
        ("Please respond within 24 hours.", "by Wed 25 Nov, 10:00"),
        ("The deadline is Friday 3pm.", "by Fri 27 Nov, 15:00"),
        ("Antwort bitte bis Donnerstag, 12 Uhr!", "by Thu 26 Nov, 12:00"),
        ("I need it by 27/11, please.", "by Fri 27 Nov"),
        ("I have to hand it in by midnight.", "by Tue 24 Nov, 24:00"),
        ("I have to decide tonight", "by Tue 24 Nov"),
        ("We have to decide on Friday.", "by Fri 27 Nov"),
        ("bitte bis Montag mitteilen", "by Mon 30 Nov"),
        ("Mitteilung bis Montag!", "by Mon 30 Nov"),
        ("I must have it by Friday, and the invoice by Thursday, please.", "by Thu 26 Nov"),
    ],
)
def test_words_that_make_a_time_their_deadline(message: str, by: str) -> None:
    found = deadline(message)
    assert found is not None
    assert found.by == by


@pytest.mark.parametrize(
    ("message", "by"),
    [
        ("um 17 Uhr muss ich den Antrag einreichen", "by Tue 24 Nov, 17:00"),
        ("Ich muss den Antrag um 17 Uhr einreichen.", "by Tue 24 Nov, 17:00"),
        ("I have to hand in my thesis tomorrow.", "before Wed 25 Nov"),
        ("our demo is at 2 pm", "by Tue 24 Nov, 14:00"),
        ("I have a demo with a customer at 2 pm today.", "by Tue 24 Nov, 14:00"),
        ("Um 14 Uhr haben wir eine Kundenpräsentation.", "by Tue 24 Nov, 14:00"),
        ("Heute um 16 Uhr ist unsere Live-Demo.", "by Tue 24 Nov, 16:00"),
        ("We present to the board at 3 pm.", "by Tue 24 Nov, 15:00"),
        ("The payroll run closes at noon.", "by Tue 24 Nov, 12:00"),
        ("My exam is today.", "by Tue 24 Nov"),
        ("My rent goes out tomorrow.", "before Wed 25 Nov"),
        ("die Abgabe ist morgen um 12", "by Wed 25 Nov, 12:00"),
        ("Das Problem: Abgabe morgen 12 Uhr!", "by Wed 25 Nov, 12:00"),
        ("ich brauche das bis zum Wochenende", "before Sat 28 Nov"),
        ("I need it by the weekend.", "before Sat 28 Nov"),
        ("I need this for the weekend.", "before Sat 28 Nov"),
        ("before the kids are back on Monday", "before Mon 30 Nov"),
        ("Ich brauche das Bett, bevor die Kinder am Montag zurück sind.", "before Mon 30 Nov"),
        ("Das muss fertig sein, bevor wir am Freitag fliegen.", "before Fri 27 Nov"),
        ("Please sort it out before my exam on Thursday.", "before Thu 26 Nov"),
        ("Vorstellungsgespräch am Donnerstag", "before Thu 26 Nov"),
        ("Ich habe am Donnerstag ein Vorstellungsgespräch.", "before Thu 26 Nov"),
        ("Job interview on Thursday and no suit.", "before Thu 26 Nov"),
        ("The guests arrive on Friday.", "before Fri 27 Nov"),
        ("She wanted to wear it before she goes back to Australia tomorrow.", "before Wed 25 Nov"),
        ("Before he flies home to his family on Friday, please call.", "before Fri 27 Nov"),
        ("I HAVE A COURT DEADLINE ON FRIDAY", "by Fri 27 Nov"),
        ("We have a filing deadline tomorrow at 5 pm.", "by Wed 25 Nov, 17:00"),
        ("My flight is in 3 hours and the booking shows nothing!", "by Tue 24 Nov, 13:00"),
        ("I’m flying out in 90 minutes.", "by Tue 24 Nov, 11:30"),
        ("We leave in 2 hours, I still have no tickets", "by Tue 24 Nov, 12:00"),
        ("In half an hour my meeting starts.", "by Tue 24 Nov, 10:30"),
        ("I need the answer in two hours.", "by Tue 24 Nov, 12:00"),
        ("Mein Flug geht in 3 Stunden", "by Tue 24 Nov, 13:00"),
        ("In zwei Stunden fängt meine Präsentation an.", "by Tue 24 Nov, 12:00"),
        ("The movers come tomorrow at 8am.", "by Wed 25 Nov, 08:00"),
        ("We have a tax audit on Friday.", "before Fri 27 Nov"),
        ("Wir haben am Freitag Betriebsprüfung, bitte dringend melden", "before Fri 27 Nov"),
    ],
)
def test_what_takes_place_is_a_deadline_as_an_appointment_says_it(message: str, by: str) -> None:
    found = deadline(message)
    assert found is not None
    assert found.by == by


@pytest.mark.parametrize(
    ("said_at", "by"), [(at(24, 10), "by Tue 24 Nov, 18:00"), (at(24, 19), "by Wed 25 Nov, 06:00")]
)
def test_a_flight_at_six_may_leave_at_the_first_six_to_come(said_at: datetime, by: str) -> None:
    found = deadline("I have a flight at 6", said_at)
    assert found is not None
    assert found.by == by


@pytest.mark.parametrize(
    "message",
    [
        "I called at 2 pm.",
        "Gestern um 17 Uhr habe ich angerufen.",
        "Um 17 Uhr war niemand da.",
        "The parcel should have come at 6.",
        "Your shop closes at 6 pm.",
        "Ihr Laden schließt um 18 Uhr.",
        "Feierabend ist um 17 Uhr.",
        "I had a flight at 6 and missed it.",
        "I had surgery on Tuesday and the bandage you sent was wrong.",
        "Am Freitag habe ich meinen Flug verpasst.",
        "Am Samstag hat mein Sohn Geburtstag gefeiert.",
        "I have missed my flight at 6.",
        "The demo was moved to 2 pm.",
        "Ich habe am Donnerstag einen Flug gebucht.",
        "Wir haben am Freitag die Demo verschoben.",
        "Ich habe Donnerstag kein Vorstellungsgespräch.",
        "The concert on Saturday is cancelled.",
        "You told me the demo is at 2 pm.",
        "Der Verkäufer sagte, die Demo ist um 14 Uhr.",
        "If I have a flight at 6, can I still check in?",
        "Can I have an appointment at 6?",
        "Does the concert start at 8 pm?",
        "Your demo starts at 2 pm.",
        "My appointment with your technician is on Thursday.",
        "Ich habe am Donnerstag einen Termin bei Ihnen.",
        "For example the printer is at 2 pm on again.",
        "I get up at 6 every day.",
        "Ich muss um 17 Uhr die Kinder abholen.",
        "Um 17 Uhr muss ich nichts einreichen.",
        "I booked a room for the weekend.",
        "Das Angebot gilt bis zum Wochenende.",
        "I was told it comes by the weekend.",
        "Please don't call before the kids are back on Monday.",
        "Ich habe angerufen, bevor die Kinder am Montag zurück waren.",
        "It broke before my exam on Thursday.",
        "I called before she went back to Australia on Monday.",
        "You told me the flight leaves in 3 hours.",
        "The technician said he would be here in two hours.",
        "I’ll be back in 2 hours.",
        "I need to leave in 2 hours.",
        "The refund arrived in 2 hours, wow.",
        "If my flight is in 3 hours, can I still cancel?",
        "Der Kurier kommt in 2 Stunden.",
        "My meeting with you is in 3 hours.",
        "I had a court deadline on Friday.",
        "Do I have a deadline on Friday?",
        "If we have a deadline on Friday, who tells us?",
        "Your team has a deadline on Friday.",
        "You told me I have a deadline on Friday.",
        "Es ging vor der Prüfung am Donnerstag kaputt.",
    ],
)
def test_what_was_and_what_is_ours_is_no_appointment_of_theirs(message: str) -> None:
    assert deadline(message) is None


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Where is my parcel?",
        "I ordered it on Friday.",
        "You said it would arrive by Friday.",
        "My order was supposed to be here by Friday, and I need help.",
        "I need the dress that you promised by Friday.",
        "Das Paket sollte bis Freitag da sein.",
        "Mir wurde gesagt, dass es bis Freitag kommt.",
        "Ich brauche das Kleid, das Sie bis Freitag versprochen haben.",
        "I am away until Friday.",
        "Ich brauche Hilfe, bis Freitag bin ich im Urlaub.",
        "It broke today.",
        "I need an answer by noon my time.",
        "Please call me back by 5.",
        "My birthday was on Saturday.",
        "Bis heute habe ich nichts gehört.",
        "I don't need it by Friday.",
        "Please don't call before Friday.",
        "Rufen Sie bitte nicht vor Freitag an.",
        "Bitte lassen Sie bis Freitag nichts abbuchen.",
        "If I order by Friday, when will it arrive?",
        "Your letter says that if it is not paid by Friday, you go to court.",
        "Is the shop open until Friday?",
        "I need help with the order that I placed today.",
        "Please explain why my internet is down today.",
        "I need a refund for the call on Friday.",
        "I need to travel tomorrow.",
        "Für die Zeit vom 3. bis 28. bitte ich um Erstattung.",
        "Bitte vermerken: Annahme nur Mo bis Do bis 14 Uhr.",
        "I paid two weeks ago and need a refund.",
        "Ich warte seit Montag und brauche Hilfe.",
        "Do I have to decide tonight?",
        "If I have to decide tonight, tell me.",
        "I had to decide tonight.",
        "I need it by Tuesday.",  # said on a Tuesday: today, or in a week?
        "I need it by next Friday.",  # this week's, or next week's?
        "I need it by 3 pm my time.",
        "I need it by 3 pm EST.",
        "I need it by 12 June.",  # nobody hurries for that
        "J’ai besoin d’une réponse avant vendredi.",
        'They wrote "please reply by Friday".',
    ],
)
def test_times_that_are_no_deadline_of_theirs(message: str) -> None:
    assert deadline(message) is None


def test_a_day_is_over_when_work_ends_on_it_and_before_it_when_it_begins() -> None:
    by, before = deadline("I need it by Friday."), deadline("I need it before Friday.")
    assert by is not None
    assert before is not None
    assert (by.at, before.at) == (at(27, 18), at(27))


def test_whoever_works_late_may_still_keep_today() -> None:
    late = deadline("I need an answer today.", at(24, 10), at(24, 19))
    assert late is not None
    assert late.at == at(25)


def test_whoever_decides_tonight_can_still_be_helped_after_work() -> None:
    tonight = deadline("I have to decide tonight.", at(24, 19))
    assert tonight is not None
    assert (tonight.at, tonight.by) == (at(25), "by Tue 24 Nov")


class TestWhenItWasSaid:
    def test_today_is_the_day_of_the_message(self) -> None:
        old = deadline("I need an answer by 5 pm today.", at(23, 15), TUESDAY, is_dated=True)
        assert old is not None
        assert (old.at, old.by) == (at(23, 17), "by Mon 23 Nov, 17:00")

    def test_a_clock_time_that_has_just_passed_may_have_been_said_before(self) -> None:
        assert deadline("I need an answer by 5 pm.", at(24, 18)) is None
        dated = deadline("I need an answer by 5 pm.", at(24, 18), is_dated=True)
        assert dated is not None
        assert dated.at == at(25, 17)

    def test_this_morning_s_is_tomorrow_s_in_the_evening(self) -> None:
        early = deadline("Call me by 9 am.", at(24, 17))
        assert early is not None
        assert early.at == at(25, 9)

    def test_of_several_the_next_to_come_counts(self) -> None:
        said = "I need the form by noon today, and I need the answer by Friday."
        for now, by in ((TUESDAY, "by Tue 24 Nov, 12:00"), (at(24, 13), "by Fri 27 Nov"), (at(30, 9), "by Fri 27 Nov")):
            found = deadline(said, TUESDAY, now)
            assert found is not None
            assert found.by == by

    @pytest.mark.parametrize(
        ("said_at", "message", "expected"),
        [
            (at(24, 15, month=10), "I need it by 5 pm tomorrow.", datetime(2026, 10, 25, 16, tzinfo=UTC)),
            (at(28, 15, month=3), "I need it by 5 pm tomorrow.", datetime(2026, 3, 29, 15, tzinfo=UTC)),
            (at(28, 15, month=3), "I need it by 2:30 am tomorrow.", datetime(2026, 3, 29, 1, tzinfo=UTC)),
            (at(24, 15, month=10), "Ich brauche es vor Montag.", datetime(2026, 10, 25, 23, tzinfo=UTC)),
            (at(24, 15, month=10), "Answer within 20 hours, please.", datetime(2026, 10, 25, 9, tzinfo=UTC)),
        ],
    )
    def test_when_clocks_change(self, said_at: datetime, message: str, expected: datetime) -> None:
        found = deadline(message, said_at)
        assert found is not None
        assert found.at == expected


class TestTold:
    by = Deadline(at(24, 17), "by Tue 24 Nov, 17:00")

    def test_one_that_can_be_kept_is_named(self) -> None:
        for promised_by in (None, at(24, 16), at(24, 17)):
            assert told(self.by, promised_by, TUESDAY, BERLIN) == ("They need an answer by Tue 24 Nov, 17:00.",)

    def test_a_promise_that_comes_later_is_told(self) -> None:
        said = "They need an answer by Tue 24 Nov, 17:00; this promises"
        assert told(self.by, at(24, 18), TUESDAY, BERLIN) == (f"{said} 18:00: {LATER}",)
        assert told(self.by, at(25, 12), TUESDAY, BERLIN) == (f"{said} Wed 25 Nov, 12:00: {LATER}",)

    def test_one_that_is_past_is_told(self) -> None:
        said = told(self.by, at(25, 12), at(24, 17), BERLIN)
        assert said == (f"They needed an answer by Tue 24 Nov, 17:00, and that is past: {LATER}",)

    def test_without_one_there_is_nothing_to_tell(self) -> None:
        assert told(None, at(25, 12), TUESDAY, BERLIN) == ()


ZONES = st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
SAID = st.integers(0, 60 * 24 * 365 * 4).map(lambda minutes: at(1, month=1) + timedelta(minutes=minutes))
WANTED = st.sampled_from(
    [
        ("I need an answer by {en} at {hour}:{minute:02}.", "by"),
        ("Please write before {en} {hour}:{minute:02}, it is urgent.", "by"),
        ("Ich brauche bis {de} um {hour}:{minute:02} Uhr eine Antwort.", "by"),
        ("Spätestens {de}, {hour}:{minute:02} Uhr muss ich es wissen.", "by"),
        ("Can you fix it before {en}?", "before"),
        ("Können Sie mir vor {de} antworten?", "before"),
    ]
)


@given(SAID, ZONES, st.integers(0, 6), st.integers(10, 23), st.integers(0, 59), WANTED)
def test_a_weekday_that_they_name_is_the_coming_one(
    said: datetime, zone: str, weekday: int, hour: int, minute: int, wanted: tuple[str, str]
) -> None:
    said_at = said.astimezone(ZoneInfo(zone))
    words = wanted[0].format(en=WEEKDAYS[weekday].capitalize(), de=GERMAN[weekday], hour=hour, minute=minute)
    found = deadline(words, said_at)
    days = (weekday - said_at.weekday()) % 7
    if days == 0:  # today, or in a week
        assert found is None or found.at.astimezone(ZoneInfo(zone)).date() == said_at.date()
        return
    assert found is not None, words
    local = found.at.astimezone(ZoneInfo(zone))
    assert local.date() == (said_at + timedelta(days=days)).date()
    assert (local.hour, local.minute) == ((hour, minute) if wanted[1] == "by" else (0, 0))
    assert (":" in found.by) == (wanted[1] == "by")


@given(
    SAID,
    ZONES,
    st.sampled_from([*WEEKDAYS, "tomorrow", "noon tomorrow", "5 pm today", "Freitag", "morgen", "heute 17 Uhr"]),
    st.sampled_from(
        [
            "You promised an answer by {}.",
            "It was supposed to be here by {}.",
            "I was told that it would come by {}.",
            "Mir wurde versprochen, dass es bis {} kommt.",
            "Das Paket sollte bis {} da sein.",
            "I am away until {}.",
            "I do not need it before {}.",
        ]
    ),
)
def test_what_is_only_told_is_never_their_deadline(said: datetime, zone: str, when: str, words: str) -> None:
    assert deadline(words.format(when), said.astimezone(ZoneInfo(zone))) is None


EVENTS = st.sampled_from(
    [
        ("Our {} is at {}.", ("demo", "webinar", "payroll", "board presentation", "wedding")),
        ("I have an important {} at {}.", ("exam", "flight", "interview", "hearing")),
        ("Unsere {} ist um {} Uhr.", ("Demo", "Hochzeit", "Abgabe", "Präsentation")),
        ("Ich habe um {1} Uhr {0}.", ("Prüfung", "ein Vorstellungsgespräch", "eine Anhörung")),
    ]
)


@given(SAID, ZONES, EVENTS, st.data(), st.integers(13, 23), st.integers(0, 59))
def test_an_appointment_is_the_coming_one_and_none_that_was_or_is_asked_about(
    said: datetime, zone: str, event: tuple[str, tuple[str, ...]], data: st.DataObject, hour: int, minute: int
) -> None:
    said_at = said.astimezone(ZoneInfo(zone))
    words = event[0].format(data.draw(st.sampled_from(event[1])), f"{hour}:{minute:02}")
    found = deadline(words, said_at, is_dated=True)
    assert found is not None, words
    local = found.at.astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (hour, minute)
    assert said_at < local <= said_at + timedelta(days=1, hours=1)
    was = {" is ": " was ", " have ": " had ", " ist ": " war ", " habe ": " hatte "}
    for now, before in was.items():
        if now in words:
            assert deadline(words.replace(now, before), said_at, is_dated=True) is None
    for doubt in ("You told me {}", "If {}"):
        assert deadline(doubt.format(words), said_at, is_dated=True) is None


PARTS = (
    "I need it by before until bis vor spätestens today heute noch tomorrow morgen friday Freitag 5 pm 17 Uhr 12 27.11."
    " was promised not if wenn nicht brauche , . ! ? the wedding is on am für for within 2 hours Stunden"
    " i have a flight at 6 um Demo ist bevor sind zurück weekend muss ich einreichen"
)


@given(
    st.lists(st.sampled_from(PARTS.split()), max_size=25).map(" ".join) | st.text(max_size=200),
    SAID,
    ZONES,
    st.booleans(),
)
def test_any_text_at_all_is_read_and_nothing_far_away_or_of_another_day_found(
    text: str, said: datetime, zone: str, is_dated: bool
) -> None:
    said_at = said.astimezone(ZoneInfo(zone))
    found = deadline(text, said_at, is_dated=is_dated)
    if found is not None:
        assert found.at.astimezone(ZoneInfo(zone)).date() >= said_at.date()
        assert found.at <= said_at.astimezone(UTC) + FARTHEST + timedelta(days=1)
        assert found.by.startswith(("by ", "before "))
