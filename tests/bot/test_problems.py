"""Problems that many customers have: noticed, asked about once, confirmed, and fixed."""

from __future__ import annotations

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
    candidates,
    card,
    customer,
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
    customers,
    drafts,
    followups,
    giving,
    handovers,
    home,
    moments,
    people,
    problems,
    timers,
)
from bot.desk import Desk
from bot.errors import AlreadyDecided, LeadsProblems, NotALead, NotFound
from storage import customers as stored_customers
from storage import problems as stored

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
    found = [candidates(desk), candidates(desk)]
    numbers = at_once(
        *[
            lambda at=at: problems.notice(desk, found[at][0], found[at][1][0], None, found[at][1][0].members)
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
        rooms = [stored.texts_before(tx, room, None, desk.clock() - timedelta(days=1), 500, 500)[0]
                 for room in stored.ROOMS]  # fmt: skip
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
    followups.snooze(desk, a_request(), ANNA, 2, "In 1 hour")
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
    assert of_draft.what.startswith("Tell them that we know about the trouble (")
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


def test_it_is_fixed_and_each_agent_tells_their_customers(desk: Desk) -> None:
    a_problem(desk)
    assert card(desk, 1).waiting == 4
    clock_of(desk).pass_by(hours=2)
    timers.ring(desk)
    followups.done(desk, a_request(), ANNA, 1)
    followups.cancel(desk, a_request(), ANNA, 2)
    before = followups.get(desk, 3)
    problems.fixed(desk, a_request(), LOU, 1)
    see_to_all(desk)
    see_to_all(desk)
    (again,) = open_of(desk, customer(0))
    assert again.what == "It’s fixed: tell them.", "who was told that we know hears that it is over"
    assert open_of(desk, customer(1)) == [], "nothing was promised any more"
    news, waited = sorted(open_of(desk, customer(2)), key=lambda f: -f.id)
    assert (waited.id, waited.what, waited.due_at, waited.problem) == (3, CRASH[2], before.due_at, None)
    assert timers_of(desk, "followup:3").keys() == {"remind_again", "escalation"}, "and it is nudged about again"
    assert (news.what, news.owner, news.due_at) == ("It’s fixed: tell them.", ANNA.id, desk.clock())
    assert log_of(desk).count("followup.resumed") == 2
    assert log_of(desk).count("followup.fixed") == 0
    assert look(desk) == []
    assert card(desk, 1).fixed_by == LOU.id
    assert chain_is_valid(desk)


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
    for followup in (made, *(f for f in open_of(desk, customer(0)) if f.what != CRASH[0])):
        assert followup.due_at - desk.clock() == timedelta(hours=9)
        assert followup.moved
    assert timers_of(desk, f"followup:{made.id}") == {"reminder": made.due_at}


def test_what_is_promised_for_later_keeps_its_time_and_words_when_it_is_fixed(desk: Desk) -> None:
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
    assert followups.get(desk, promise.id) == promise
    assert timers_of(desk, f"followup:{promise.id}").keys() == {"reminder"}
    assert "It’s fixed: tell them." in {f.what for f in open_of(desk, customer(9))}


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
    assert "It’s fixed: tell them." in {f.what for f in open_of(desk, customer(9))}


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
    for draft in made:
        shown = drafts.get(desk, LEA, draft.id)
        assert (shown.state, shown.flagged, shown.promise, shown.agent) == ("ready", (), None, LEA.id)
        assert "login" in shown.reply
        assert shown.reply.endswith(desk.policy.drafts.signature)
    assert {("draft", f"draft:{draft.id}", LEA.id) for draft in made} <= set(waiting(desk))
    assert announcements.draft(desk, a_request(), LEA, number) == made, "pressed again they are the same"
    drafts.discard(desk, a_request(), LEA, made[0].id)
    again = announcements.draft(desk, a_request(), LEA, number)
    assert (again[0].id, again[1].id) == (3, made[1].id)
    assert drafts.use(desk, a_request(), LEA, made[1].id).state == "used"


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
    assert home.day(desk, ANNA).overdue_count == 8, "what she wrote, and the news"
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
