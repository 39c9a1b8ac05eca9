"""Asking again in Slack: from the message that told of the end, from one's list, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from offices import NOON, Work
from test_views_followups import labels, words
from test_views_lists import values

from bot import gestures as use_cases
from bot import timers
from handlers.answers import Answer, Form, Private
from handlers.listeners import gestures, giving, register_all, renewals
from handlers.views.blocks import Message
from storage.records import Gesture, Person

BERLIN = ZoneInfo("Europe/Berlin")


@dataclass
class Clock:
    """Wall time that stands still until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def at(self, day: int, hour: int) -> None:
        self.now = datetime(2026, 11, day, hour, tzinfo=BERLIN)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def office(work: Work, clock: Clock) -> Work:
    """An office whose clock moves, with one request of Ava's that nobody decided on Monday."""
    moved = replace(work, office=replace(work.office, desk=replace(work.office.desk, clock=clock)))
    await asked(moved, 'credit $120 "Mara Lindt" her parcel was lost')
    await lapse(moved, clock)
    clock.at(24, 10)
    return moved


async def asked(work: Work, text: str, person: Person | None = None) -> Answer:
    who = person or work.ava
    return await gestures.command(work.office, work.delivery("command", "/gesture", who.id, text=text), who)


async def lapse(work: Work, clock: Clock) -> None:
    clock.now += timedelta(hours=8)
    await work.office.desk.executor.write(timers.ring, work.office.desk)


async def presses(work: Work, value: str, *, private: bool = False, person: Person | None = None) -> Answer:
    pressed = work.delivery("action", "gesture.again", value=value, private=private)
    assert register_all().listener(pressed) is renewals.ask_again
    return await renewals.ask_again(work.office, pressed, person or work.ava)


def weekdays(shown: Message) -> int:
    """How many moments it names with their weekday."""
    return str(shown.payload()).count("{day_divider_pretty} at {time}")


async def log(work: Work) -> list[Gesture]:
    return list((await work.office.read(use_cases.log, None))[0])


async def test_one_press_asks_again_and_a_second_is_answered_with_the_first(office: Work) -> None:
    first, second = await presses(office, "1"), await presses(office, "1")
    for answer in (first, second):
        assert isinstance(answer, Private)
        assert not answer.instead, "the message itself is changed by the outbox"
        assert "It asks again for G-1." in words(answer.message)
        assert labels(answer.message) == ["Withdraw"]
        assert "at work before" not in words(answer.message)
    assert [(one.id, one.state) for one in await log(office)] == [(2, "requested"), (1, "expired")]


async def test_the_list_goes_on_with_what_was_asked_again(office: Work) -> None:
    shown = await giving.mine(office.office, office.ava)
    assert values(shown.message) == {"Ask again": ["1 list 0"]}
    on = await presses(office, "1 list 0", private=True)
    assert isinstance(on, Private)
    assert (on.instead, values(on.message)) == (True, {"Withdraw": ["2 list 0"]})


async def test_another_private_answer_gives_way(office: Work) -> None:
    on = await presses(office, "1", private=True)
    assert isinstance(on, Private)
    assert on.instead


async def test_in_the_evening_it_is_asked_first_whether_to_wait_and_the_list_stays(office: Work, clock: Clock) -> None:
    clock.at(24, 19)
    on = await presses(office, "1 list 0", private=True)
    assert isinstance(on, Private)
    assert not on.instead
    assert "No lead is at work before" in words(on.message)
    for moment in (datetime(2026, 11, 25, 3, tzinfo=BERLIN), datetime(2026, 11, 25, 9, tzinfo=BERLIN)):
        assert str(int(moment.timestamp())) in str(on.message.payload())
    assert weekdays(on.message) == 2
    assert values(on.message) == {"Remind me then": ["1"], "Ask now": ["1 now"]}
    assert len(await log(office)) == 1, "nothing is asked yet"

    now = await presses(office, "1 now", private=True)
    assert isinstance(now, Private)
    assert now.instead
    assert "No lead is at work before that" in words(now.message)
    assert len(await log(office)) == 2


async def test_it_can_wait_until_a_lead_is_there(office: Work, clock: Clock) -> None:
    clock.at(24, 19)
    pressed = office.delivery("action", "gesture.put_off", value="1", private=True)
    assert register_all().listener(pressed) is renewals.put_off
    answer = await renewals.put_off(office.office, pressed, office.ava)
    assert isinstance(answer, Private)
    assert answer.instead
    assert "I remind you" in words(answer.message)
    assert "for Mara Lindt." in words(answer.message)
    assert weekdays(answer.message) == 1
    assert len(await log(office)) == 1
    clock.at(25, 9)
    answer = await renewals.put_off(office.office, pressed, office.ava)
    assert isinstance(answer, Private)
    assert labels(answer.message) == ["Ask again"]


@pytest.mark.parametrize(("hour", "is_late"), [(10, False), (17, False), (19, True), (2, False)])
async def test_whoever_asks_is_told_so_at_once(office: Work, clock: Clock, hour: int, is_late: bool) -> None:
    clock.at(24, hour)
    answer = await asked(office, 'credit $80 "Udo Kern" his crate is lost')
    assert isinstance(answer, Private)
    assert ("No lead is at work before that" in words(answer.message)) is is_late


@pytest.mark.parametrize(
    ("asked_at", "told_by"),
    [((24, 10), (24, 18)), ((24, 17), (25, 9)), ((27, 17), (30, 9))],  # the 27th is a Friday
)
async def test_word_is_promised_by_a_time_at_which_they_work(
    office: Work, clock: Clock, asked_at: tuple[int, int], told_by: tuple[int, int]
) -> None:
    clock.at(*asked_at)
    answer = await asked(office, 'credit $80 "Udo Kern" his crate is lost')
    assert isinstance(answer, Private)
    assert "You hear from me" in words(answer.message)
    assert "by" not in words(answer.message).split(), "‘by today at’ is no English"
    day, hour = told_by
    moment = datetime(2026, 11, day, hour, tzinfo=BERLIN)
    assert str(int(moment.timestamp())) in str(answer.message.payload())


async def test_no_word_is_promised_for_a_night_in_which_nobody_decides(office: Work, clock: Clock) -> None:
    clock.at(27, 19)
    answer = await asked(office, 'credit $80 "Udo Kern" his crate is lost')
    assert isinstance(answer, Private)
    assert "You hear from me" not in words(answer.message)
    assert "It expires" in words(answer.message)


async def test_a_colleague_who_asked_meanwhile_is_named(office: Work) -> None:
    await asked(office, 'credit $90 "Mara Lindt" her parcel was lost', office.ben)
    answer = await presses(office, "1 list 0", private=True)
    assert isinstance(answer, Private)
    assert not answer.instead
    assert "asked the leads about this already" in words(answer.message)
    assert f"'user_id': '{office.ben.id}'" in str(answer.message.payload())
    assert len(await log(office)) == 2


async def test_ones_own_that_was_typed_anew_is_shown(office: Work) -> None:
    await asked(office, 'credit $120 "Mara Lindt" her parcel was lost')
    answer = await presses(office, "1")
    assert isinstance(answer, Private)
    assert "You asked the leads about this already" in " ".join(words(answer.message).split())
    assert len(await log(office)) == 2


async def test_whose_ticket_it_is_is_asked_in_the_form_filled_as_before(office: Work, clock: Clock) -> None:
    rules = office.office.desk.policy.gestures
    free = {**rules.kinds, "discount": replace(rules.kinds["discount"], costs=0)}
    policy = replace(office.office.desk.policy, gestures=replace(rules, kinds=free))
    lenient = replace(office, office=replace(office.office, desk=replace(office.office.desk, policy=policy)))
    await asked(lenient, "discount 20% #4312 the third delay")
    await lapse(lenient, clock)
    form = await presses(office, "2")
    assert isinstance(form, Form)
    fields = {block["block_id"]: block["element"] for block in form.view["blocks"] if block["type"] == "input"}
    assert fields["kind"]["initial_option"]["value"] == "discount"
    typed = {name: fields[name]["initial_value"] for name in ("amount", "customer", "reason")}
    assert typed == {"amount": "20%", "customer": "#4312", "reason": "the third delay"}
    assert "Whose is it?" in words(dict(form.view))
    assert "person" in fields
