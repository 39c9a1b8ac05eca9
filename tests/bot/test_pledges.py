"""Which times a reply's own words promise, and when those are."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot import pledges, promises
from bot.desk import Desk
from tests.bot.desks import ANNA, BERLIN, MONDAY_NOON


def at(day: int, hour: int) -> datetime:
    """A moment of the week in which these tests play, in Berlin; the 23rd is the Monday."""
    return datetime(2026, 11, day, hour, tzinfo=ZoneInfo(BERLIN))


@pytest.mark.parametrize(
    ("reply", "by"),
    [
        ("You'll have my answer at 4 today.", at(23, 16)),
        ("Tomorrow by ten I'll send you the list.", at(24, 10)),
        ("I've asked billing and will tell you by 5 pm.", at(23, 17)),
        ("We will ring you at three this afternoon.", at(23, 15)),
        ("Expect a call from me before 2 pm.", at(23, 14)),
        ("By Monday noon the new invoice will be in your inbox.", at(30, 12)),
        ("Ben will call you tomorrow at 9.", at(24, 9)),
        ("I'll look into it and write to you before the weekend.", at(27, 18)),
        ("Give me until 4 pm, then you'll know more.", at(23, 16)),
        ("Morgen um 10 Uhr rufe ich Sie an.", at(24, 10)),
        ("Bis Montag haben Sie die Rechnung.", at(30, 18)),
        ("Ich werde Ihnen morgen um 10 Uhr schreiben.", at(24, 10)),
        ("Du hörst morgen um 10 Uhr von uns.", at(24, 10)),
        ("I've booked your session for Thursday at 10:00 and will send the link by Monday.", at(30, 18)),
        ("Your session is Thursday at 10:00, and I'll call you tomorrow at 9.", at(24, 9)),
    ],
)
def test_a_time_that_is_promised_is_heard(desk: Desk, reply: str, by: datetime) -> None:
    assert pledges.promises(reply)
    assert promises.found_in(desk, ANNA, reply, MONDAY_NOON) == by


@pytest.mark.parametrize(
    ("reply", "hour", "by"),
    [
        ("Ich rufe Sie heute Abend an.", 12, at(23, 18)),
        ("Ich rufe Sie heute Abend an.", 18, at(23, 20)),
        ("Ich melde mich noch heute Abend bei Ihnen.", 19, at(23, 20)),
        ("I'll call you tonight.", 20, at(23, 22)),
        ("I'll call you tonight.", 22, None),
    ],
)
def test_this_evening_is_promised_by_what_is_left_of_it(
    sqlite_desk: Desk, reply: str, hour: int, by: datetime | None
) -> None:
    assert promises.found_in(sqlite_desk, ANNA, reply, at(23, hour)) == by


def test_a_part_of_the_day_is_heard() -> None:
    assert pledges.times_in("Morgen Vormittag rufe ich Sie an.") == ["Morgen Vormittag"]


@pytest.mark.parametrize(
    "reply",
    [
        "Our shop closes at 5 pm today.",
        "Our shop closes at 5 pm today, and I'll call you.",
        "Your session is Thursday at 10:00.",
        "I'll send you the link for your session on Thursday at 10:00.",
        "I'll call you about your appointment tomorrow at 9.",
        "I will see you on Thursday at 10:00.",
        "You wrote this morning at 9.",
        "I won't be able to call you tomorrow at 9.",
        "We will not call you at 3 pm today.",
        "You'll have until Friday to send it back.",
        "You will need to send it back by Friday.",
        "You will have your session tomorrow at 10.",
        "The courier rings tomorrow at 9.",
        "Ben will not call you tomorrow at 9.",
        "I asked the courier and they will send it tomorrow at 9.",
        "They will call you tomorrow at 9.",
        "The price goes down tomorrow by ten percent.",
        "Sie haben bis Montag Zeit.",
        "Sie haben morgen um 10 Uhr Ihren Termin.",
        "Wir haben morgen um 10 Uhr geschlossen.",
        "Shall I call you tomorrow at 9?",
        "You asked that we call you tomorrow at 9, which is not possible.",
        "I’m sorry that we will only reach you by Friday.",
        "Before I call you at 9 tomorrow, please check.",
        "Once we reply at 9 tomorrow, you can decide.",
        "Unless I call you at 9 tomorrow, come in.",
        "Do we call you at 9 tomorrow?",
    ],
)
def test_any_other_time_is_no_promise(reply: str) -> None:
    assert pledges.times_in(reply) == []
    assert not pledges.promises(reply)


def test_a_reply_without_an_end_is_heard_to_its_end() -> None:
    """Patterns that go back over what they have read would take longer than any test may."""
    reply = "I have asked and we will send and expect, " * 150 + "it closes at 5 pm today."
    assert pledges.times_in(reply) == []
    assert pledges.unheard("we are open tomorrow at 9 " * 60) == []


@pytest.mark.parametrize(
    "reply",
    [
        "Rückgaben nehmen wir innerhalb von 30 Tagen an.",
        "Sie können die Vase innerhalb von 14 Tagen zurückschicken.",
        "Returns are accepted within 30 days.",
        "We take returns within 30 days, with the label on.",
        "Wir haben bis 18 Uhr geöffnet.",
        "Sie erreichen uns bis 18 Uhr.",
        "Am Heiligabend haben wir bis 14 Uhr offen.",
        "We will be open by 9 am tomorrow.",
    ],
)
def test_a_rule_or_an_hour_of_opening_is_neither_promised_nor_asked_about(reply: str) -> None:
    assert pledges.times_in(reply) == []
    assert pledges.unheard(reply) == []


@pytest.mark.parametrize(
    ("reply", "time"),
    [
        ("You can send me the photos here, and I will call you by Friday at noon.", "by Friday at noon"),
        ("Exchange is possible, and I'll send you the label by Friday at noon.", "by Friday at noon"),
        ("Umtausch ist möglich, und ich rufe Sie morgen um 15 Uhr an.", "morgen um 15 Uhr"),
        ("Sie können sie bis Montag zurückschicken, und ich melde mich bis Freitag 12 Uhr.", "bis Freitag 12 Uhr"),
        ("I get back to you within 48 hours.", "within 48 hours"),
        ("I will fix it by Friday so that the ticket can be closed.", "by Friday"),
        ("Bis Freitag kläre ich den offen gebliebenen Betrag.", "Bis Freitag"),
        ("Ich bin bis morgen 10 Uhr erreichbar und kläre das.", "bis morgen 10 Uhr"),
        ("I call you tomorrow at 10.", "tomorrow at 10"),
        ("Our technician will be there by Friday at 9.", "by Friday at 9"),
        ("Wir haben bis 18 Uhr geöffnet, und ich rufe Sie bis 17 Uhr an.", "bis 17 Uhr"),
        ("Ich rufe Sie am 20. Dez. um 9 Uhr an.", "am 20. Dez. um 9 Uhr"),
        ("Ich melde mich bis zum 20. Dezember bei Ihnen.", "bis zum 20. Dezember"),
    ],
)
def test_what_we_do_beside_a_rule_is_promised(reply: str, time: str) -> None:
    assert pledges.times_in(reply) == [time]


def test_what_we_do_about_a_return_is_promised() -> None:
    assert pledges.times_in("I will look into your return by Friday at noon.") == ["by Friday at noon"]
