"""Problems that many customers have: noticed, asked about once, confirmed, and fixed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from desks import (
    ANNA,
    BEN,
    BERLIN,
    LEA,
    LOU,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    behind,
    chain_is_valid,
    clock_of,
    every_text,
    loaded,
    log_of,
    run,
    send_all,
    timers_of,
    waiting,
)
from troubles import (
    CRASH,
    a_problem,
    audit_texts,
    card,
    customer,
    found_in,
    give_all,
    look,
    offer,
    open_of,
    see_to_all,
    trouble,
)

from bot import (
    affected,
    announcements,
    candidates,
    corrections,
    customers,
    delivery,
    drafts,
    followups,
    giving,
    handovers,
    home,
    moments,
    naming,
    people,
    problems,
    snoozing,
    timers,
)
from bot.corrections import Correction
from bot.desk import Desk
from bot.errors import AlreadyDecided, LeadsProblems, NotALead, NotFound
from storage import customers as stored_customers
from storage import outbox
from storage import problems as stored
from storage import texts as stored_texts
from storage.records import Person, Problem, Unsolved

# noticing


async def test_follow_ups_drafts_and_gestures_of_a_day_are_put_before_the_leads_once(desk: Desk) -> None:
    trouble(desk, 2)
    await a_draft(desk, CRASH[1], customer(7))
    await a_draft(desk, CRASH[2])  # of nobody we know
    a_gesture(desk, 1000, customer=customer(8), reason=CRASH[0])
    a_followup(desk, what="call about the lamp")
    assert look(desk) == [1]
    assert ("problem", "problem:1", "C0LEADS") in waiting(desk)
    shown = card(desk, 1)
    assert (shown.state, shown.matter, shown.label) == ("asked", "matter:outage", "Outage")
    assert (shown.customers, shown.texts) == (4, 5)
    assert set(shown.words.split(" · ")) == {"app", "login", "crashes"}
    assert {one.name for one in shown.examples} == {"F-1", "F-2", "D-1", "G-1"}
    assert look(desk) == [], "nothing is new"
    assert log_of(desk, "problem:1") == ["problem.noticed"]
    assert chain_is_valid(desk)


def test_three_customers_are_no_problem_of_many_nor_is_one_who_writes_often(desk: Desk) -> None:
    trouble(desk, 3)
    for what in CRASH:
        a_followup(desk, what=what, customer=customer(0))
    assert look(desk) == []


def test_the_policy_says_from_how_many_on(desk: Desk) -> None:
    trouble(desk, 3)
    desk = replace(desk, policy=replace(desk.policy, service=replace(desk.policy.service, problem_at=3)))
    assert look(desk) == [1]


def test_what_was_written_two_days_ago_is_over(desk: Desk) -> None:
    trouble(desk, 2)
    clock_of(desk).pass_by(hours=25)
    trouble(desk, 3, 2)
    assert look(desk) == []


def test_what_was_written_over_a_weekend_is_looked_at_on_monday(desk: Desk) -> None:
    clock_of(desk).pass_by(days=4, hours=5)
    assert look(desk) == [], "on friday at five"
    for first in (0, 2):
        clock_of(desk).pass_by(days=1)
        trouble(desk, 2, first)
    clock_of(desk).pass_by(hours=16)
    assert look(desk) == [1]
    assert card(desk, 1).customers == 4


def test_nobody_looks_back_for_more_than_four_days(desk: Desk) -> None:
    look(desk)
    clock_of(desk).pass_by(days=1)
    trouble(desk, 2)
    clock_of(desk).pass_by(days=4.1)
    trouble(desk, 2, 2)
    assert look(desk) == []


def test_the_same_trouble_days_later_joins_the_problem_that_is_still_open(desk: Desk) -> None:
    number = a_problem(desk)
    for days, grown in ((2, 6), (7, 10)):
        for _ in range(days):
            clock_of(desk).pass_by(days=1, hours=1)
            assert look(desk) == [], "so that what is in it already is not looked at any more"
        trouble(desk, 4, grown - 4)
        assert look(desk) == [number]
        see_to_all(desk)
        shown = card(desk, number)
        assert (shown.state, shown.customers) == ("confirmed", grown)
    assert len(open_of(desk, customer(2))) == 2, "what was written twice, and nothing of the bot's own"
    assert {f.problem for f in open_of(desk, customer(9))} == {number}


def test_while_nobody_has_said_yet_it_is_not_asked_a_second_time_either(desk: Desk) -> None:
    trouble(desk)
    assert look(desk) == [1]
    clock_of(desk).pass_by(days=6)
    trouble(desk, 4, 4)
    assert look(desk) == [1]
    assert [one.customers for one in problems.open_ones(desk, LEA)] == [8]


def test_what_was_fixed_or_is_none_is_joined_by_nobody(desk: Desk) -> None:
    number = a_problem(desk)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    clock_of(desk).pass_by(days=2)
    trouble(desk, 4, 20)
    assert look(desk) == [2]
    problems.dismiss(desk, a_request(), LEA, 2)
    clock_of(desk).pass_by(days=2)
    trouble(desk, 4, 30)
    assert look(desk) == [3]


def test_another_trouble_is_asked_about_beside_the_one_that_is_open(desk: Desk) -> None:
    a_problem(desk)
    clock_of(desk).pass_by(days=2)
    for number in range(20, 24):
        a_followup(desk, what="her parcel never arrived, the courier lost it", customer=customer(number))
    assert look(desk) == [2]


def test_a_growing_one_updates_its_card_and_is_not_asked_twice(desk: Desk) -> None:
    trouble(desk, 4)
    assert look(desk) == [1]
    assert card(desk, 1).customers == 4
    clock_of(desk).pass_by(hours=1)
    trouble(desk, 3, 4, BEN)
    assert look(desk) == [1]
    assert [kind for kind, _, _ in waiting(desk)] == ["problem"]
    assert card(desk, 1).customers == 7
    assert log_of(desk, "problem:1") == ["problem.noticed", "problem.grown"]


def test_two_who_look_at_once_ask_once(desk: Desk) -> None:
    trouble(desk)
    found = [found_in(desk), found_in(desk)]
    numbers = at_once(
        *[
            lambda at=at: candidates.notice(desk, found[at][0], found[at][1][0], None, found[at][1][0].members)
            for at in (0, 1)
        ]
    )
    assert sorted(numbers, key=str) == [1, None]
    assert [kind for kind, _, _ in waiting(desk)].count("problem") == 1


def test_what_was_dismissed_is_not_asked_again(desk: Desk) -> None:
    trouble(desk)
    look(desk)
    assert problems.dismiss(desk, a_request(), LEA, 1).state == "dismissed"
    trouble(desk, 4, 4)
    assert look(desk) == [], "not on the same day"
    clock_of(desk).pass_by(hours=21)
    assert look(desk) == [2], "on the next day only what was not in it"
    assert card(desk, 2).customers == 4


def test_every_hour_of_the_team_s_somebody_looks(desk: Desk) -> None:
    problems.keep(desk)
    assert timers_of(desk, "team") == {"problems": desk.clock() + timedelta(hours=1)}
    clock_of(desk).pass_by(hours=1)
    assert timers.ring(desk).kinds == {"problems"}
    assert timers_of(desk, "team") == {"problems": desk.clock() + timedelta(hours=1)}
    clock_of(desk).pass_by(hours=4.5)  # half past five in the afternoon
    timers.ring(desk)
    tomorrow = timers_of(desk, "team")["problems"]
    assert tomorrow - desk.clock() == timedelta(hours=15.5), "at nine"


async def test_what_the_bot_wrote_itself_speaks_of_no_trouble(desk: Desk) -> None:
    trouble(desk, 3)
    await a_draft(desk, CRASH[1], customer(7))
    own = texts(desk)
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    announcements.draft(desk, a_request(), LEA, 1)
    for one in give_all(desk, LEA, 1, offer(500)).given:
        giving.deliver(desk, a_request(), LEA, int((one.gesture or "")[2:]))
    assert any("Check how it landed" in text for text in every_text(desk.database))
    problems.fixed(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert texts(desk) == own


def texts(desk: Desk) -> set[str]:
    """What is looked at for trouble, by what it is."""
    with desk.database.read() as tx:
        rooms = [stored_texts.before(tx, room, None, desk.clock() - timedelta(days=1), 500, 500)[0]
                 for room in stored_texts.ROOMS]  # fmt: skip
    return {text.subject for room in rooms for text in room}


# deciding


def test_only_leads_decide_and_the_second_press_says_who_was_first(desk: Desk) -> None:
    trouble(desk)
    look(desk)
    for deed in (problems.confirm, problems.dismiss, problems.fixed):
        with pytest.raises(NotALead):
            deed(desk, a_request(), ANNA, 1)
    with pytest.raises(AlreadyDecided, match="Nobody has said yet"):
        problems.fixed(desk, a_request(), LEA, 1)
    with pytest.raises(NotFound):
        problems.confirm(desk, a_request(), LEA, 9)
    request = a_request()
    first = problems.confirm(desk, request, LEA, 1)
    assert (first.state, first.lead) == ("confirmed", LEA.id)
    assert problems.confirm(desk, request, LEA, 1) == first, "a repeat of the same press"
    for deed in (problems.confirm, problems.dismiss):
        with pytest.raises(AlreadyDecided, match=f"<@{LEA.id}> was first and said that P-1 is one problem"):
            deed(desk, a_request(), LOU, 1)
    problems.fixed(desk, a_request(), LOU, 1)
    with pytest.raises(AlreadyDecided, match=f"<@{LOU.id}> was first and said that P-1 is fixed"):
        problems.fixed(desk, a_request(), LEA, 1)
    assert log_of(desk, "problem:1") == ["problem.noticed", "problem.confirmed", "problem.fixed"]


def test_leads_at_once_make_one_decision(desk: Desk) -> None:
    trouble(desk)
    look(desk)
    said = at_once(
        lambda: problems.confirm(desk, a_request(), LEA, 1), lambda: problems.dismiss(desk, a_request(), LOU, 1)
    )
    assert sum(isinstance(one, AlreadyDecided) for one in said) == 1
    assert len(log_of(desk, "problem:1")) == 2


def test_leads_see_what_is_open(desk: Desk) -> None:
    with pytest.raises(LeadsProblems):
        problems.open_ones(desk, ANNA)
    trouble(desk)
    look(desk)
    assert [(p.name, p.state) for p in problems.open_ones(desk, LEA)] == [("P-1", "asked")]
    problems.dismiss(desk, a_request(), LEA, 1)
    assert problems.open_ones(desk, LEA) == []


# somebody pressed the wrong button


async def test_what_is_not_one_problem_after_all_goes_on_as_before(desk: Desk) -> None:
    trouble(desk, 3)
    await a_draft(desk, CRASH[1], customer(7))
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    clock_of(desk).pass_by(hours=2)
    timers.ring(desk)
    followups.done(desk, a_request(), ANNA, 3)
    (made,) = open_of(desk, customer(7))
    with pytest.raises(NotALead):
        problems.take_back(desk, a_request(), ANNA, 1)
    request = a_request()
    taken = problems.take_back(desk, request, LOU, 1)
    assert (taken.state, taken.lead) == ("dismissed", LOU.id)
    assert problems.take_back(desk, request, LOU, 1).state == "dismissed", "a repeat of the same press"
    see_to_all(desk)
    for number in (1, 2):
        followup = followups.get(desk, number)
        assert (followup.state, followup.what, followup.problem) == ("open", CRASH[number - 1], None)
        assert timers_of(desk, f"followup:{number}").keys() == {"remind_again", "escalation"}
    assert followups.get(desk, 3).state == "done"
    assert followups.get(desk, made.id).state == "cancelled"
    assert timers_of(desk, f"followup:{made.id}") == {}
    assert ("reminder", f"followup:{made.id}", ANNA.id) not in [
        (post.kind, post.subject, post.recipient) for post in send_all(desk) if loaded(desk, post) is not None
    ]
    assert log_of(desk, "problem:1") == ["problem.noticed", "problem.confirmed", "problem.taken_back"]
    assert log_of(desk).count("followup.resumed") == 2
    assert log_of(desk, f"followup:{made.id}")[-1] == "followup.cancelled"
    with pytest.raises(AlreadyDecided, match=f"<@{LOU.id}> was first and said that P-1 is not one problem"):
        problems.fixed(desk, a_request(), LEA, 1)
    assert problems.unsettled(desk) == []
    assert look(desk) == [], "not on the same day"
    assert chain_is_valid(desk)


def test_only_what_was_said_to_be_one_can_be_taken_back(desk: Desk) -> None:
    trouble(desk)
    look(desk)
    with pytest.raises(AlreadyDecided, match="Nobody has said yet"):
        problems.take_back(desk, a_request(), LEA, 1)
    problems.confirm(desk, a_request(), LEA, 1)
    problems.fixed(desk, a_request(), LEA, 1)
    with pytest.raises(AlreadyDecided, match="P-1 is fixed"):
        problems.take_back(desk, a_request(), LEA, 1)


def test_taken_back_half_way_nobody_waits(desk: Desk) -> None:
    trouble(desk, 45)
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    affected.see_to(desk, 1)
    problems.take_back(desk, a_request(), LEA, 1)
    assert problems.unsettled(desk) == [1]
    see_to_all(desk)
    assert {followups.get(desk, number).problem for number in range(1, 46)} == {None}
    assert problems.unsettled(desk) == []


async def test_what_somebody_promised_in_the_bot_s_own_is_kept(desk: Desk) -> None:
    trouble(desk, 3)
    await a_draft(desk, CRASH[1], customer(7))
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    (made,) = open_of(desk, customer(7))
    said = moments.read("thursday at 15:00", desk.clock(), BERLIN, desk.hours_of(ANNA), "en-GB").moment
    corrections.change(desk, a_request(), ANNA, made.id, Correction(customer(7), "call them", said, promised=True))
    problems.take_back(desk, a_request(), LEA, 1)
    see_to_all(desk)
    (kept,) = open_of(desk, customer(7))
    assert (kept.id, kept.what, kept.problem) == (made.id, "call them", None)
    assert timers_of(desk, f"followup:{made.id}").keys() == {"reminder"}


# two at once


async def another(desk: Desk, *whose: int) -> int:
    """Another problem that is confirmed, of which these customers wrote."""
    drafts_of = [await a_draft(desk, "where is my parcel?", customer(number)) for number in whose]
    with desk.database.begin() as tx:
        number = stored.add(tx, "matter:late", "parcel · courier", desk.clock())
        stored.join(tx, number, [(f"draft:{draft.id}", draft.customer and draft.customer.id) for draft in drafts_of])
    problems.confirm(desk, a_request(), LEA, number)
    see_to_all(desk)
    return number


async def test_whoever_has_two_problems_waits_for_one_at_a_time_and_hears_of_each(desk: Desk) -> None:
    number = a_problem(desk)
    other = await another(desk, 0, 1, 7)
    assert [len(open_of(desk, customer(who))) for who in (0, 1, 7)] == [1, 1, 1]
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    waits = [{f.problem for f in open_of(desk, customer(who))} for who in (0, 1, 7)]
    assert waits == [{None, other}, {None, other}, {other}]
    problems.fixed(desk, a_request(), LEA, other)
    see_to_all(desk)
    many = "Tell them that we know about the trouble. Many wrote: “parcel”, “courier”."
    late = f"It’s fixed: tell them. Before: {many}\nThey wrote: “where is my parcel?”"
    for who in (0, 1):
        assert {f.what for f in open_of(desk, customer(who))} == {
            f"It’s fixed: tell them. Before: {CRASH[who]}",
            late,
        }
    assert [f.what for f in open_of(desk, customer(7))] == [late]


async def test_whoever_has_told_of_the_first_hears_that_the_second_is_fixed(desk: Desk) -> None:
    number = a_problem(desk)
    other = await another(desk, 0)
    for one in (number, other):
        problems.fixed(desk, a_request(), LEA, one)
        affected.see_to(desk, one)  # and nobody sees to the other, before that is fixed as well
        (told,) = open_of(desk, customer(0))
        assert told.what.startswith("It’s fixed: tell them.")
        followups.done(desk, a_request(), ANNA, told.id)
    assert chain_is_valid(desk)


async def test_whoever_was_told_that_we_know_of_the_second_is_told_it_once(desk: Desk) -> None:
    number = a_problem(desk)
    own = a_followup(desk, what="her parcel is lost", customer=customer(0))
    other = await another(desk, 0)
    with desk.database.begin() as tx:
        stored.join(tx, other, [(f"followup:{own.id}", own.customer.id)])
    see_to_all(desk)
    followups.done(desk, a_request(), ANNA, own.id)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    assert [f.id for f in open_of(desk, customer(0))] == [1]


async def test_what_is_fixed_before_what_they_wait_for_is_told_beside_it(desk: Desk) -> None:
    number = a_problem(desk)
    other = await another(desk, 0)
    problems.fixed(desk, a_request(), LEA, other)
    see_to_all(desk)
    waits, told = sorted(open_of(desk, customer(0)), key=lambda followup: followup.id)
    said = "It’s fixed: tell them. Many wrote: “parcel”, “courier”.\nThey wrote: “where is my parcel?”"
    assert (told.what, told.problem, told.owner) == (said, None, ANNA.id)
    assert (waits.what, waits.problem) == (CRASH[0], number)


@pytest.mark.parametrize("told", [False, True])
async def test_whoever_was_told_of_the_first_hears_of_the_second_too(desk: Desk, told: bool) -> None:
    number = a_problem(desk)
    own = a_followup(desk, what="her parcel is lost", customer=customer(0))
    other = await another(desk, 0)
    with desk.database.begin() as tx:
        stored.join(tx, other, [(f"followup:{own.id}", own.customer.id)])
    see_to_all(desk)
    assert followups.get(desk, own.id).problem == other
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    (first,) = (f for f in open_of(desk, customer(0)) if f.what.startswith("It’s fixed"))
    if told:
        followups.done(desk, a_request(), ANNA, first.id)
    problems.fixed(desk, a_request(), LEA, other)
    see_to_all(desk)
    assert followups.get(desk, own.id).what == "It’s fixed: tell them. Before: her parcel is lost"
    assert len(open_of(desk, customer(0))) == (1 if told else 2), "none is added to their own"


async def test_where_one_of_two_was_none_word_of_the_other_is_due(desk: Desk) -> None:
    trouble(desk, 3)
    await a_draft(desk, CRASH[1], customer(7))
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    (first,) = open_of(desk, customer(7))
    other = await another(desk, 7)
    assert open_of(desk, customer(7)) == [first]
    problems.take_back(desk, a_request(), LEA, 1)
    see_to_all(desk)
    see_to_all(desk)
    (second,) = open_of(desk, customer(7))
    assert (second.problem, second.id > first.id) == (other, True)


# nobody fixes it


def test_every_working_day_the_leads_hear_that_it_is_still_open(desk: Desk) -> None:
    number, told = a_problem(desk), []
    for days in (1, 1, 1, 1, 3):
        send_all(desk)
        clock_of(desk).pass_by(days=days - 0.1)
        timers.ring(desk)
        assert ("unsolved", "problem:1", "C0LEADS") not in waiting(desk)
        clock_of(desk).pass_by(days=0.1)
        timers.ring(desk)
        told += [post for post in send_all(desk) if post.kind == "unsolved"]
    assert clock_of(desk).now.strftime("%A %H") == "Monday 11"
    news = [found for post in told if isinstance(found := loaded(desk, post), Unsolved) and found.latest]
    assert [(one.problem.name, one.problem.label, one.problem.customers) for one in news] == [("P-1", "Outage", 4)]
    assert log_of(desk).count("problem.still_open") == 5
    problems.fixed(desk, a_request(), LEA, number)
    assert ("unsolved", "problem:1", "C0LEADS") in waiting(desk), "what stands there says so"
    assert "unsolved" not in timers_of(desk, "problem:1")


def test_what_is_settled_before_anybody_read_it_is_not_said(desk: Desk) -> None:
    number = a_problem(desk)
    clock_of(desk).pass_by(days=1)
    timers.ring(desk)
    problems.take_back(desk, a_request(), LEA, number)
    assert [loaded(desk, post) for post in send_all(desk) if post.kind == "unsolved"] == [None]


def test_one_that_is_open_already_is_watched_from_the_next_start_on(desk: Desk) -> None:
    a_problem(desk)
    run(desk.database, "DELETE FROM timers")
    problems.keep(desk)
    at = timers_of(desk, "problem:1")
    assert at == {"unsolved": desk.clock() + timedelta(days=1)}
    clock_of(desk).pass_by(hours=5)
    problems.keep(desk)
    assert timers_of(desk, "problem:1") == at, "no later for a start between"


def test_leads_have_it_on_their_home(desk: Desk) -> None:
    number = a_problem(desk)
    trouble(desk, 1, 4)
    team = home.day(desk, LEA).team
    assert team
    assert [(p.name, p.label, p.customers) for p in team.problems] == [("P-1", "Outage", 4)]
    problems.fixed(desk, a_request(), LEA, number)
    team = home.day(desk, LEA).team
    assert team
    assert team.problems == ()


# waiting for the fix


def test_nobody_is_nudged_until_it_is_fixed(desk: Desk) -> None:
    due, later = trouble(desk, 3), trouble(desk, 1, 3, hours=5)
    clock_of(desk).pass_by(hours=2)
    timers.ring(desk)
    assert timers_of(desk, "followup:1").keys() == {"remind_again", "escalation"}
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert timers_of(desk, "followup:1") == {}
    assert timers_of(desk, "followup:4").keys() == {"reminder"}, "the first reminder was asked for"
    clock_of(desk).pass_by(hours=3)
    timers.ring(desk)
    assert timers_of(desk, "followup:4") == {}
    assert {followups.get(desk, f.id).problem for f in (*due, *later)} == {1}
    assert followups.why(desk, ANNA, 1).followup.problem == 1
    snoozing.snooze(desk, a_request(), ANNA, 2, "In 1 hour")
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)
    assert timers_of(desk, "followup:2") == {}, "nor after it was put off"
    assert log_of(desk).count("followup.paused") == 4
    assert card(desk, 1).waiting == 4


def test_the_card_follows_what_waits(desk: Desk) -> None:
    a_problem(desk)
    its = ("problem", "problem:1", "C0LEADS")
    for deed, waits in ((followups.done, 3), (followups.reopen, 4), (followups.cancel, 3)):
        send_all(desk)
        deed(desk, a_request(), ANNA, 1)
        assert its in waiting(desk)
        assert card(desk, 1).waiting == waits
    a_followup(desk, customer=customer(0))
    followups.done(desk, a_request(), ANNA, a_followup(desk).id)
    assert its not in waiting(desk), "these wait for nothing"


def test_a_colleague_who_has_other_hours_now_or_takes_it_on_is_not_nudged_either(desk: Desk) -> None:
    a_problem(desk)
    clock_of(desk).pass_by(hours=2)
    timers.ring(desk)
    people.set_hours(desk, a_request(), ANNA, "mon-fri", "10:00", "17:00")
    handovers.give(desk, a_request(), ANNA, 1, BEN)
    timers.ring(desk)
    assert not {"remind_again", "escalation"} & timers_of(desk, "followup:1").keys()


async def test_every_customer_has_a_follow_up_with_whoever_has_their_draft_or_gesture(desk: Desk) -> None:
    trouble(desk, 2)
    await a_draft(desk, CRASH[1], customer(7))
    a_gesture(desk, 1000, BEN, customer=customer(8), reason=CRASH[0])
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    see_to_all(desk)
    (of_draft,), (of_gesture,) = open_of(desk, customer(7)), open_of(desk, customer(8))
    assert (of_draft.owner, of_gesture.owner) == (ANNA.id, BEN.id)
    said = (
        "Tell them that we know about the trouble. Many wrote: “app”, “crashes”, “log in”.\nThey wrote: “can’t log in"
    )
    assert of_draft.what.startswith(said), "what many have in common, and what this one wrote, each as their words"
    assert of_draft.due_at == desk.clock()
    assert len(open_of(desk, customer(0))) == 1, "who has one gets no second"
    timers.ring(desk)
    assert ("reminder", f"followup:{of_draft.id}", ANNA.id) in waiting(desk)
    assert timers_of(desk, f"followup:{of_draft.id}") == {}
    assert look(desk) == [], "these are no more of the trouble"
    assert card(desk, 1).customers == 4
    assert chain_is_valid(desk)


def test_who_joins_later_is_seen_to_as_well(desk: Desk) -> None:
    a_problem(desk)
    (late,) = trouble(desk, 1, 4)
    assert look(desk) == [1]
    see_to_all(desk)
    assert followups.get(desk, late.id).problem == 1


def test_many_are_seen_to_a_few_at_a_time_and_a_restart_goes_on(desk: Desk) -> None:
    trouble(desk, 45)
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    assert affected.see_to(desk, 1)
    assert sum(followups.get(desk, n).problem == 1 for n in range(1, 46)) == affected.CUSTOMERS
    assert problems.unsettled(desk) == [1]
    see_to_all(desk)
    assert sum(followups.get(desk, n).problem == 1 for n in range(1, 46)) == 45
    assert problems.unsettled(desk) == []
    assert not affected.see_to(desk, 1)
    assert not affected.see_to(desk, 99)


def test_whoever_sees_that_nobody_goes_on_does(desk: Desk) -> None:
    trouble(desk, 45)
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    clock_of(desk).pass_by(seconds=50)
    affected.see_to(desk, 1)
    clock_of(desk).pass_by(seconds=50)
    assert timers.ring(desk).kinds == frozenset(), "somebody has just been at it, and may be gone since"
    for _ in range(2):
        clock_of(desk).pass_by(minutes=1)
        assert timers.ring(desk).kinds == {problems.UNDER_WAY}
    see_to_all(desk)
    assert timers_of(desk, "problem:1").keys() == {"unsolved"}


def test_it_is_fixed_and_each_agent_tells_their_customers(desk: Desk) -> None:
    a_problem(desk)
    assert card(desk, 1).waiting == 4
    clock_of(desk).pass_by(hours=2)
    timers.ring(desk)
    followups.done(desk, a_request(), ANNA, 1)
    followups.cancel(desk, a_request(), ANNA, 2)
    problems.fixed(desk, a_request(), LOU, 1)
    see_to_all(desk)
    see_to_all(desk)
    (again,) = open_of(desk, customer(0))
    assert again.what == "It’s fixed: tell them. Many wrote: “app”, “crashes”, “login”.", (
        "who was told that we know hears that it is over"
    )
    assert open_of(desk, customer(1)) == [], "nothing was promised any more"
    (waited,) = open_of(desk, customer(2))
    assert (waited.id, waited.problem, waited.owner, waited.due_at) == (3, None, ANNA.id, desk.clock())
    assert waited.what == f"It’s fixed: tell them. Before: {CRASH[2]}", "their own says it: no second one"
    timers.ring(desk)
    assert ("reminder", "followup:3", ANNA.id) in waiting(desk)
    assert timers_of(desk, "followup:3").keys() == {"remind_again", "escalation"}, "and it is nudged about again"
    assert log_of(desk).count("followup.resumed") == 0
    assert log_of(desk).count("followup.fixed") == 2
    assert look(desk) == []
    assert card(desk, 1).fixed_by == LOU.id
    assert chain_is_valid(desk)


def test_who_said_that_it_is_fixed_is_known_whatever_becomes_of_its_messages(desk: Desk) -> None:
    number = a_problem(desk)
    problems.fixed(desk, a_request(), LOU, number)
    delivery.twin_removed(desk, "key", f"problem:{number}", "1700000000.000001")
    with pytest.raises(AlreadyDecided, match=f"<@{LOU.id}> was first and said that P-1 is fixed"):
        problems.fixed(desk, a_request(), LEA, number)


@pytest.mark.parametrize("end", [problems.fixed, problems.take_back])
def test_what_is_opened_again_after_the_end_is_nudged_about_again(
    desk: Desk, end: Callable[[Desk, str, Person, int], Problem]
) -> None:
    a_problem(desk)
    clock_of(desk).pass_by(hours=2)
    timers.ring(desk)
    for number in (1, 2):
        followups.done(desk, a_request(), ANNA, number)
    assert followups.reopen(desk, a_request(), ANNA, 2).problem == 1
    assert timers_of(desk, "followup:2") == {}, "before it, it waits on"
    end(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert followups.reopen(desk, a_request(), ANNA, 1).problem is None
    assert timers_of(desk, "followup:1").keys() == {"remind_again", "escalation"}


def test_of_two_for_one_customer_one_says_that_it_is_fixed_and_the_other_goes_on(desk: Desk) -> None:
    trouble(desk, 4)
    second = a_followup(desk, BEN, hours=30, what=CRASH[1], customer=customer(0))
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    problems.fixed(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert {f.id: f.what.startswith("It’s fixed: tell them.") for f in open_of(desk, customer(0))} == {
        1: True,
        second.id: False,
    }
    after = followups.get(desk, second.id)
    assert (after.what, after.due_at, after.problem) == (CRASH[1], second.due_at, None)


async def test_what_was_fixed_at_night_waits_for_the_morning(desk: Desk) -> None:
    trouble(desk, 3)
    await a_draft(desk, CRASH[1], customer(7))
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    clock_of(desk).pass_by(hours=12)
    problems.fixed(desk, a_request(), LEA, 1)
    see_to_all(desk)
    (made,) = open_of(desk, customer(7))
    assert made.what.startswith("It’s fixed: tell them. Before: Tell them that we know"), "the bot's own says both"
    for followup in (made, *open_of(desk, customer(0))):
        assert followup.due_at - desk.clock() == timedelta(hours=9)
        assert followup.moved
    assert timers_of(desk, f"followup:{made.id}") == {"reminder": made.due_at}


def test_what_is_promised_for_later_is_due_at_once_when_it_is_fixed_and_stays_promised(desk: Desk) -> None:
    trouble(desk, 3)
    said = moments.read("thursday at 15:00", desk.clock(), BERLIN, desk.hours_of(ANNA), "en-GB").moment
    assert said
    promise = followups.record(
        desk, followups.NewFollowup(a_request(), ANNA, customer(9), CRASH[0], said, promised=True)
    )
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    problems.fixed(desk, a_request(), LEA, 1)
    see_to_all(desk)
    (told,) = open_of(desk, customer(9))
    assert (told.id, told.due_at, told.promised_by) == (promise.id, desk.clock(), promise.promised_by)
    assert told.what == f"It’s fixed: tell them. Before: {CRASH[0]}"
    assert timers_of(desk, f"followup:{promise.id}") == {"reminder": desk.clock()}


def test_what_is_promised_by_a_time_is_nudged_about_all_the_same(desk: Desk) -> None:
    trouble(desk, 3)
    said = moments.read("tomorrow at 15:00", desk.clock(), BERLIN, desk.hours_of(ANNA), "en-GB").moment
    assert said
    new = followups.NewFollowup(a_request(), ANNA, customer(9), CRASH[0], said, promised=True)
    promise = followups.record(desk, new)
    subject = f"followup:{promise.id}"
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert followups.get(desk, promise.id).problem == 1
    assert log_of(desk, subject) == ["followup.recorded"], "it is not paused"
    clock_of(desk).now = promise.due_at
    timers.ring(desk)
    nudges = timers_of(desk, subject)
    assert nudges.keys() == {"remind_again", "escalation"}
    assert followups.why(desk, ANNA, promise.id).again_at == nudges["remind_again"]
    clock_of(desk).pass_by(minutes=30)
    problems.fixed(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert timers_of(desk, subject) == nudges, "nor is it put off"
    clock_of(desk).now = nudges["escalation"]
    timers.ring(desk)
    assert ("escalation", subject, "C0LEADS") in waiting(desk)


def test_one_that_was_due_already_when_many_had_the_problem_stays_watched_if_promised(desk: Desk) -> None:
    trouble(desk, 3)
    said = moments.read("today at 15:00", desk.clock(), BERLIN, desk.hours_of(ANNA), "en-GB").moment
    assert said
    new = followups.NewFollowup(a_request(), ANNA, customer(9), CRASH[0], said, promised=True)
    promise = followups.record(desk, new)
    clock_of(desk).now = promise.due_at
    timers.ring(desk)
    nudges = timers_of(desk, f"followup:{promise.id}")
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert timers_of(desk, f"followup:{promise.id}") == nudges
    assert nudges.keys() == {"remind_again", "escalation"}


def test_one_that_comes_again_and_again_goes_on(desk: Desk) -> None:
    said = moments.read("every friday at 3", desk.clock(), BERLIN, desk.hours_of(ANNA), "en-GB").moment
    assert said
    assert said.repeat
    new = followups.NewFollowup(a_request(), ANNA, customer(9), CRASH[0], said)
    repeating = followups.record(desk, new)
    number = a_problem(desk)
    assert followups.get(desk, repeating.id).problem == number
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    after = followups.get(desk, repeating.id)
    assert (after.what, after.due_at, after.problem) == (CRASH[0], repeating.due_at, None)
    assert any(f.what.startswith("It’s fixed: tell them. Many") for f in open_of(desk, customer(9)))


def test_the_trouble_coming_back_is_another_problem(desk: Desk) -> None:
    number = a_problem(desk)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    clock_of(desk).pass_by(minutes=1)
    trouble(desk, 4, 20)
    assert look(desk) == [2]


def test_what_was_written_before_it_was_fixed_is_no_new_problem(desk: Desk) -> None:
    number = a_problem(desk)
    trouble(desk, 4, 20)
    clock_of(desk).pass_by(minutes=1)
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    trouble(desk, 3, 30)
    assert look(desk) == []
    clock_of(desk).pass_by(minutes=1)
    trouble(desk, 4, 40)
    assert look(desk) == [2]
    assert card(desk, 2).customers == 4


def test_a_forgotten_customer_is_in_no_example_and_gets_no_follow_up(desk: Desk) -> None:
    trouble(desk)
    a_gesture(desk, 1000, customer=customer(8), reason=CRASH[0])
    look(desk)
    send_all(desk)
    customers.forget(desk, "customer0@example.com")
    customers.forget(desk, "customer8@example.com")
    assert ("problem", "problem:1", "C0LEADS") in waiting(desk), "the card shows it no longer"
    assert CRASH[0] not in {one.words for one in card(desk, 1).examples}
    problems.confirm(desk, a_request(), LEA, 1)
    see_to_all(desk)
    assert not any("Tell them" in text for text in every_text(desk.database))


# the message


async def test_a_draft_for_each_language_promises_nothing(desk: Desk) -> None:
    number = a_problem(desk, many=5)
    with pytest.raises(NotALead):
        announcements.draft(desk, a_request(), ANNA, number)
    made = announcements.draft(desk, a_request(), LEA, number)
    assert [draft.sound.language for draft in made] == ["en", "de"]
    for draft, signed in zip(made, ("The Support Team", "Ihr Support-Team"), strict=True):
        shown = drafts.get(desk, LEA, draft.id)
        assert (shown.state, shown.flagged, shown.promise, shown.agent) == ("ready", (), None, LEA.id)
        assert "login" not in shown.reply, "what it is says whoever sends it"
        assert "login" in shown.check[0]
        assert shown.reply.endswith(signed)
    assert {("draft", f"draft:{draft.id}", LEA.id) for draft in made} <= set(waiting(desk))
    assert announcements.draft(desk, a_request(), LEA, number) == made, "pressed again they are the same"
    drafts.discard(desk, a_request(), LEA, made[0].id)
    again = announcements.draft(desk, a_request(), LEA, number)
    assert (again[0].id, again[1].id) == (3, made[1].id)
    assert drafts.use(desk, a_request(), LEA, made[1].id).state == "used"


def test_what_is_promised_to_all_is_kept_and_quotes_nobody(desk: Desk) -> None:
    (made, *_) = announcements.draft(desk, a_request(), LEA, a_problem(desk, many=5))
    drafts.edit(desk, a_request(), LEA, made.id, "We are on it, and you’ll hear from us by tomorrow 5 pm.")
    used = drafts.use(desk, a_request(), LEA, made.id)
    assert used.followup is not None
    kept = followups.get(desk, used.followup)
    assert (kept.what, kept.owner) == ("“We are on it, and you’ll hear from us by tomorrow 5 pm.”", LEA.id)
    assert not drafts.get(desk, LEA, made.id).is_unnamed, "nobody is asked who all of them are"
    naming.name(desk, a_request(), LEA, kept.id, customer(0))
    customers.forget(desk, customer(0).value)
    assert followups.get(desk, kept.id).what == ""
    announced = drafts.get(desk, LEA, made.id)
    assert (announced.customer, announced.reply) == (None, used.reply), "what went to all is nobody's"


async def test_pressed_days_later_they_are_the_same_but_not_another_lead_s_nor_another_problem_s(desk: Desk) -> None:
    number = a_problem(desk)
    other = await another(desk, 0)
    made = announcements.draft(desk, a_request(), LEA, number)
    clock_of(desk).pass_by(days=3)
    timers.clear_old(desk)
    assert announcements.draft(desk, a_request(), LEA, number) == made
    known = {draft.id for draft in made}
    for lead, its in ((LOU, number), (LEA, other)):
        new = {draft.id for draft in announcements.draft(desk, a_request(), lead, its)}
        assert new
        assert not new & known
        known |= new


def test_no_draft_for_what_nobody_confirmed(desk: Desk) -> None:
    trouble(desk)
    look(desk)
    with pytest.raises(AlreadyDecided):
        announcements.draft(desk, a_request(), LEA, 1)


def test_the_trail_and_the_morning_stay_whole(desk: Desk) -> None:
    number = a_problem(desk)
    give_all(desk, LEA, number, offer(500))
    problems.fixed(desk, a_request(), LEA, number)
    see_to_all(desk)
    clock_of(desk).pass_by(hours=21)
    timers.ring(desk)
    assert timers.failed(desk) == 0
    assert home.day(desk, ANNA).overdue_count == 4, "what she wrote says the news"
    assert not any("login" in text for text in audit_texts(desk))
    assert chain_is_valid(desk)


@pytest.mark.postgres
async def test_who_is_merged_meanwhile_is_seen_to_as_who_they_are_then(postgres_desk: Desk) -> None:
    desk = postgres_desk
    trouble(desk, 3)
    gone = (await a_draft(desk, CRASH[1], customer(7))).customer
    kept = a_followup(desk, what="call about the lamp", customer=customer(9)).customer.id
    assert gone
    look(desk)
    problems.confirm(desk, a_request(), LEA, 1)
    with desk.database.begin() as tx:
        stored_customers.lock(tx, kept)
        stored_customers.lock(tx, gone.id)
        made = behind(desk, lambda: affected.see_to(desk, 1))
        assert not made.done()
        stored_customers.merge(tx, kept, gone.id)
    assert made.result()
    see_to_all(desk)
    assert any(f.what.startswith("Tell them that we know") for f in open_of(desk, customer(9)))
    assert run(desk.database, "SELECT id FROM followups WHERE customer_id = :gone", gone=gone.id) == []


@pytest.mark.postgres
def test_one_grows_by_whom_somebody_merges_meanwhile_and_nobody_waits_in_a_circle(postgres_desk: Desk) -> None:
    desk = postgres_desk
    trouble(desk)
    look(desk)
    (late,) = trouble(desk, 1, 4)
    gone, kept = late.customer.id, a_followup(desk, what="call about the lamp", customer=customer(9)).customer.id
    newest, (grown,) = found_in(desk)
    with desk.database.begin() as tx:
        stored_customers.lock(tx, gone)
        stored_customers.lock(tx, kept)
        made = behind(desk, lambda: candidates.notice(desk, newest, grown, grown.number, grown.members))
        assert not made.done()
        stored_customers.merge(tx, kept, gone)
        outbox.changed(tx, "problem:1", everywhere=True)
    assert made.result() == 1
    with desk.database.read() as tx:
        assert kept in stored.customers_of(tx, 1)
        assert gone not in stored.customers_of(tx, 1)
