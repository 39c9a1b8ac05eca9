"""Retention: what is over for longer than the policy keeps its words loses them, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desks import (
    ANNA,
    JANE,
    LEA,
    MONDAY_NOON,
    PROSE,
    TICKET,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    chain_is_valid,
    claim_some,
    clock_of,
    every_text,
    loaded,
    log_of,
    run,
    scribe_of,
    send_all,
    timers_of,
    waiting,
)
from sqlalchemy import insert

from bot import (
    corrections,
    customers,
    decisions,
    drafting,
    drafts,
    followups,
    giving,
    outcomes,
    retention,
    reviews,
    thanks,
    timers,
)
from bot.corrections import Correction
from bot.desk import Desk
from bot.hours import Duration
from bot.policy import PolicyError, load
from bot.thanks import NewThanks
from storage import audit, erasures, outbox
from storage import followups as stored_followups
from storage import problems as stored_problems
from storage.records import Card, Example, Post, Problem, Reference
from storage.service_tables import problem_gestures, problems, scores

BOB = Reference("email", "bob@example.com", "bob@example.com")
NINETY_DAYS = Duration(days=90)
KINDS = ("drafts", "messages", "notes", "followups", "reasons", "thanks", "scores")
BOOKS = (
    "SELECT id, state, owner, due_at, closed_at, promised_by FROM followups ORDER BY id",
    "SELECT id, state, kind, amount, cost, code, decided_at, delivered_at FROM gestures ORDER BY id",
    "SELECT gesture_id, lead, verdict, amount FROM decisions ORDER BY id",
    "SELECT id, state, version, edited FROM drafts ORDER BY id",
    "SELECT draft_id, version, verdict, lead FROM reviews ORDER BY id",
    "SELECT draft_id, version, writer, feeling, matter FROM draft_versions ORDER BY draft_id, version",
)


def keeping(desk: Desk, *kinds: str, span: Duration = NINETY_DAYS) -> Desk:
    """The same desk under a policy that keeps these kinds only for so long."""
    return replace(desk, policy=replace(desk.policy, keeps=dict.fromkeys(kinds, span)))


def a_night(desk: Desk) -> None:
    """The next night's erasing, from its first stretch to its last."""
    retention.keep(desk)
    clock_of(desk).now = max(desk.clock(), timers_of(desk, retention.SUBJECT)[retention.KIND])
    for _ in range(200):
        timers.ring(desk)
        due = timers_of(desk, retention.SUBJECT)[retention.KIND]
        if due - desk.clock() > timedelta(hours=1):
            return
        clock_of(desk).now = due
    raise AssertionError("the night has no end")


async def everything_over(desk: Desk) -> None:
    """Records of every kind that are over, all with the same words in them."""
    followups.done(desk, a_request(), ANNA, a_followup(desk, what=PROSE).id)
    followup = a_followup(desk, what=PROSE)
    followups.cancel(desk, a_request(), ANNA, followup.id)
    outcomes.give_reason(desk, a_request(), ANNA, followup.id, PROSE)
    decisions.decline(desk, a_request(), LEA, a_gesture(desk, reason=PROSE).id, PROSE)
    given = a_gesture(desk, 2_000, reason=PROSE)
    giving.deliver(desk, a_request(), ANNA, given.id)
    giving.prove(desk, a_request(), ANNA, given.id, PROSE)
    scribe_of(desk).text = scribe_of(desk).promise = PROSE
    used = await a_draft(desk, PROSE, JANE)
    reviews.ask(desk, a_request(), ANNA, used.id)
    reviews.suggest(desk, a_request(), LEA, 1, f"{PROSE}?")
    drafts.edit(desk, a_request(), ANNA, used.id, f"{PROSE}!")
    drafts.use(desk, a_request(), ANNA, used.id)
    drafts.discard(desk, a_request(), ANNA, (await a_draft(desk, PROSE, JANE)).id)
    run(desk.database, "UPDATE draft_versions SET sent = :words, need = :words", words=PROSE)
    customers.note(desk, a_request(), ANNA, JANE, PROSE)
    with desk.database.begin() as tx:
        tx.execute(insert(scores).values(customer_id=1, kind="csat", value=2, at=desk.clock()))
        times = dict.fromkeys(("noticed_at", "decided_at", "fixed_at"), desk.clock())
        decided = {"state": "fixed", "lead": LEA.id, **times}
        tx.execute(insert(problems).values(matter="", words="", **decided))
        tx.execute(insert(problem_gestures).values(problem_id=1, customer_id=1, lead=LEA.id, refused=PROSE))
        outbox.add(tx, "blanket", "problem:1", LEA.id, 1, desk.clock(), desk.clock())
        for days in (0, 7):
            wins_of = f"wins:{int((desk.clock() + timedelta(days=days)).timestamp())}"
            outbox.add(tx, "wins", wins_of, "C0WINS", 1, desk.clock(), desk.clock())
    thanks.give(desk, NewThanks(a_request(), ANNA, [LEA], PROSE))


def said(desk: Desk) -> list[str]:
    """Where the words still stand."""
    return [text for text in every_text(desk.database) if any(word in text for word in PROSE.split())]


def salt_of(desk: Desk, table: str, number: int) -> str:
    """The salt that stands beside a record."""
    ((salt,),) = run(desk.database, f"SELECT salt FROM {table} WHERE id = :it", it=number)
    assert salt, "without one, whoever reads the trail can try words until one fits"
    return str(salt)


def digests_of(desk: Desk, *actions: str) -> list[object]:
    """What the trail keeps of the words that came with these actions, in order."""
    with desk.database.read() as tx:
        told = [entry.data for entry in audit.entries(tx) if entry.action in actions]
    return [data[kind] for data in told for kind in ("what", "reason", "proof") if kind in data]


def examples(desk: Desk, post: Post) -> tuple[Example, ...]:
    """What a problem's card quotes."""
    shown = loaded(desk, post)
    assert isinstance(shown, Problem)
    return shown.examples


class TestAtNight:
    async def test_all_words_go_and_the_books_stay(self, desk: Desk) -> None:
        desk = keeping(desk, *KINDS)
        await everything_over(desk)
        books = [run(desk.database, query) for query in BOOKS]
        assert len(said(desk)) > 12
        clock_of(desk).pass_by(days=91)
        a_night(desk)
        assert said(desk) == []
        assert [run(desk.database, query) for query in BOOKS] == books
        assert run(desk.database, "SELECT count(*) FROM scores") == [(0,)]
        assert chain_is_valid(desk)
        with desk.database.read() as tx:
            entry = audit.last(tx)
        assert entry is not None
        assert (entry.action, entry.subject) == ("words.erased", "team")
        assert entry.data == {
            "drafts": 2, "messages": 2, "notes": 1, "followups": 2, "reasons": 3, "thanks": 1, "scores": 1,
        }  # fmt: skip

    async def test_what_is_younger_stays(self, desk: Desk) -> None:
        desk = keeping(desk, *KINDS)
        await everything_over(desk)
        before = said(desk)
        clock_of(desk).pass_by(days=88)
        a_night(desk)
        assert said(desk) == before
        assert "words.erased" not in log_of(desk)

    @pytest.mark.parametrize("kind", KINDS)
    async def test_each_kind_by_itself(self, desk: Desk, kind: str) -> None:
        desk = keeping(desk, kind)
        await everything_over(desk)
        clock_of(desk).pass_by(days=91)
        a_night(desk)
        with desk.database.read() as tx:
            entry = audit.last(tx)
        assert entry is not None
        assert set(entry.data) == {kind}
        emptied = {
            "drafts": "SELECT count(*) FROM draft_versions, reviews"
            " WHERE reply <> '' OR promise IS NOT NULL OR words <> ''",
            "messages": "SELECT count(*) FROM drafts d JOIN draft_versions v ON v.draft_id = d.id"
            " WHERE message <> '' OR sent IS NOT NULL OR need <> ''",
            "notes": "SELECT count(*) FROM customer_notes",
            "followups": "SELECT count(*) FROM followups"
            " WHERE state <> 'open' AND (what <> '' OR reason IS NOT NULL OR salt <> '')",
            "reasons": "SELECT count(*) FROM gestures, decisions, problem_gestures"
            " WHERE reason <> '' OR words <> '' OR proof IS NOT NULL OR gestures.salt <> '' OR refused <> ''",
            "thanks": "SELECT count(*) FROM thanks WHERE words <> ''",
            "scores": "SELECT count(*) FROM scores",
        }
        left = {name: run(desk.database, query) == [(0,)] for name, query in emptied.items()}
        assert left == {name: name == kind for name in emptied}

    async def test_what_is_open_is_never_touched(self, desk: Desk) -> None:
        desk = keeping(desk, "followups", "reasons")
        a_followup(desk, what=PROSE)
        reopened = a_followup(desk, what=PROSE)
        followups.done(desk, a_request(), ANNA, reopened.id)
        followups.reopen(desk, a_request(), ANNA, reopened.id)
        a_gesture(desk, 2_000, reason=PROSE)  # granted, and not yet with the customer
        before = said(desk)
        clock_of(desk).pass_by(days=4000)
        a_night(desk)
        assert said(desk) == before

    @pytest.mark.parametrize(("state", "left"), [("confirmed", PROSE), ("dismissed", ""), ("fixed", "")])
    def test_why_somebody_got_nothing_stays_while_their_problem_is_open(
        self, desk: Desk, state: str, left: str
    ) -> None:
        desk = keeping(desk, "reasons")
        whose = a_followup(desk).customer.id
        with desk.database.begin() as tx:
            fixed_at = desk.clock() if state == "fixed" else None
            times = {"noticed_at": desk.clock(), "decided_at": desk.clock(), "fixed_at": fixed_at}
            tx.execute(insert(problems).values(matter="", words="", state=state, lead=LEA.id, **times))
            tx.execute(insert(problem_gestures).values(problem_id=1, customer_id=whose, lead=LEA.id, refused=PROSE))
        clock_of(desk).pass_by(days=91)
        a_night(desk)
        assert run(desk.database, "SELECT refused FROM problem_gestures") == [(left,)]

    @pytest.mark.parametrize("kind", ["drafts", "messages"])
    async def test_a_draft_that_nobody_used_is_over_since_it_was_written(self, desk: Desk, kind: str) -> None:
        desk = keeping(desk, kind)
        scribe_of(desk).text = PROSE
        old, new = await a_draft(desk, PROSE, JANE), await a_draft(desk, PROSE, JANE)
        clock_of(desk).pass_by(days=60)
        writing = drafting.rewrite(desk, a_request(), ANNA, new.id, "shorter")
        assert writing.fence is not None
        assert await drafting.write(desk, new.id, writing.fence)
        clock_of(desk).pass_by(days=40)
        a_night(desk)
        assert [(draft.state, draft.reply if kind == "drafts" else draft.message) for draft in (
            drafts.get(desk, ANNA, old.id), drafts.get(desk, ANNA, new.id))] == [
            ("discarded", ""), ("ready", PROSE)]  # fmt: skip
        a_night(desk)
        assert log_of(desk).count("words.erased") == 1

    async def test_every_message_that_shows_them_is_shown_anew(self, desk: Desk) -> None:
        desk = keeping(desk, "followups", "drafts", "reasons")
        await everything_over(desk)
        a_followup(desk, hours=1)
        clock_of(desk).pass_by(hours=1)
        timers.ring(desk)
        send_all(desk)
        over = run(
            desk.database,
            "SELECT kind, subject FROM outbox"
            " WHERE subject IN ('gesture:1', 'gesture:2', 'draft:1', 'draft:2', 'problem:1', 'review:1')",
        )
        clock_of(desk).pass_by(days=91)
        run(desk.database, "DELETE FROM timers")
        a_night(desk)
        shown = sorted((kind, subject) for kind, subject, _ in waiting(desk))
        assert shown == sorted(over)
        assert {kind for kind, _ in shown} >= {"card", "told", "draft", "reply"}

    @pytest.mark.parametrize("kind", ["thanks", "reasons"])
    async def test_thanks_and_refusals_are_shown_anew_where_they_stand(self, desk: Desk, kind: str) -> None:
        desk = keeping(desk, kind)
        await everything_over(desk)
        clock_of(desk).pass_by(days=91)
        send_all(desk)
        run(desk.database, "DELETE FROM timers")
        a_night(desk)
        week = f"wins:{int((MONDAY_NOON + timedelta(days=7)).timestamp())}"
        shown = {subject for kind, subject, _ in waiting(desk) if kind not in ("card", "told")}
        assert shown == ({"thanks:1", week} if kind == "thanks" else {"problem:1"})

    def test_the_cards_on_which_leads_decide_follow_a_score(self, desk: Desk) -> None:
        desk = keeping(desk, "scores")
        asked = a_gesture(desk)
        a_gesture(desk, customer=BOB)
        a_gesture(desk, 2_000)  # granted at once: nobody decides
        with desk.database.begin() as tx:
            tx.execute(insert(scores).values(customer_id=asked.customer.id, kind="csat", value=2, at=desk.clock()))
        (card,) = (post for post in send_all(desk) if (post.kind, post.subject) == ("card", f"gesture:{asked.id}"))
        shown = loaded(desk, card)
        assert isinstance(shown, Card)
        assert shown.score
        clock_of(desk).pass_by(days=91)
        run(desk.database, "DELETE FROM timers")
        a_night(desk)
        (card,) = send_all(desk)
        shown = loaded(desk, card)
        assert isinstance(shown, Card)
        assert (shown.gesture.id, shown.score) == (asked.id, None)

    def test_a_problem_s_card_quotes_them_no_more(self, desk: Desk) -> None:
        desk = keeping(desk, "followups")
        over, still_open = a_followup(desk, what=PROSE), a_followup(desk)
        followups.done(desk, a_request(), ANNA, over.id)
        with desk.database.begin() as tx:
            for number, one in enumerate((over, still_open), 1):
                stored_problems.add(tx, "matter:late", "parcel", desk.clock())
                stored_problems.join(tx, number, [(f"followup:{one.id}", one.customer.id)])
                outbox.add(tx, "problem", f"problem:{number}", "C0LEADS", 1, desk.clock(), desk.clock())
        before = {one.words for post in send_all(desk) if post.subject == "problem:1" for one in examples(desk, post)}
        assert before == {PROSE}
        clock_of(desk).pass_by(days=91)
        run(desk.database, "DELETE FROM timers")
        a_night(desk)
        (post,) = [post for post in send_all(desk) if post.kind == "problem"]
        assert post.subject == "problem:1", "the other quotes nothing that is over"
        assert {one.words for one in examples(desk, post)} == {""}

    def test_a_night_later_there_is_nothing_left_to_erase(self, desk: Desk) -> None:
        desk = keeping(desk, "followups")
        followups.done(desk, a_request(), ANNA, a_followup(desk).id)
        clock_of(desk).pass_by(days=91)
        a_night(desk)
        a_night(desk)
        assert log_of(desk).count("words.erased") == 1

    def test_words_that_came_back_go_again(self, desk: Desk) -> None:
        desk = keeping(desk, "followups")
        number = a_followup(desk).id
        for _ in range(2):
            followups.done(desk, a_request(), ANNA, number)
            clock_of(desk).pass_by(days=91)
            a_night(desk)
            assert followups.get(desk, number).what == ""
            followups.reopen(desk, a_request(), ANNA, number)
            corrections.change(desk, a_request(), ANNA, number, Correction(JANE, PROSE))

    def test_words_that_came_back_cannot_be_guessed(self, desk: Desk) -> None:
        """The trail keeps a digest of them, and a salt that was erased with the words before would seal nothing."""
        desk = keeping(desk, "followups", "reasons")
        number, given = a_followup(desk).id, a_gesture(desk, 2_000).id
        followups.cancel(desk, a_request(), ANNA, number)
        giving.deliver(desk, a_request(), ANNA, given)
        clock_of(desk).pass_by(days=91)
        a_night(desk)
        outcomes.give_reason(desk, a_request(), ANNA, number, PROSE)
        giving.prove(desk, a_request(), ANNA, given, PROSE)
        followups.reopen(desk, a_request(), ANNA, number)
        corrections.change(desk, a_request(), ANNA, number, Correction(JANE, PROSE))
        assert (
            digests_of(desk, "followup.reason_given", "followup.changed")
            == [audit.digest(salt_of(desk, "followups", number), PROSE)] * 2
        )
        assert digests_of(desk, "gesture.proved") == [audit.digest(salt_of(desk, "gestures", given), PROSE)]


class TestStretches:
    def many(self, desk: Desk, count: int) -> None:
        """So many follow-ups of Jane's that are done since now."""
        a_followup(desk, what="open")
        with desk.database.begin() as tx:
            row = {
                "customer_id": 1, "what": PROSE, "owner": ANNA.id, "due_at": desk.clock(), "zone": "UTC", "exact": True,
                "state": "done", "salt": "s", "created_at": desk.clock(), "closed_at": desk.clock(),
            }  # fmt: skip
            tx.execute(stored_followups.followups.insert(), [row] * count)

    def test_a_few_hundred_at_a_time(self, desk: Desk) -> None:
        desk = keeping(desk, "followups")
        self.many(desk, 2 * retention.AT_ONCE + 10)
        clock_of(desk).pass_by(days=91)
        retention.keep(desk)
        clock_of(desk).now = timers_of(desk, "team")["retention"]
        run(desk.database, "DELETE FROM timers WHERE kind <> 'retention'")
        left = []
        for _ in range(3):
            timers.ring(desk)
            left += [count for ((count,),) in [run(desk.database, "SELECT count(*) FROM followups WHERE salt = 's'")]]
            clock_of(desk).now = timers_of(desk, "team")["retention"]
        assert left == [retention.AT_ONCE + 10, 10, 0]
        assert "words.erased" not in log_of(desk), "the night is not over before it has looked at all"
        a_night(desk)
        assert log_of(desk)[-1] == "words.erased"

    def test_another_process_goes_on_where_one_died(self, desk: Desk) -> None:
        desk = keeping(desk, "followups")
        self.many(desk, retention.AT_ONCE + 1)
        clock_of(desk).pass_by(days=91)
        retention.keep(desk)
        clock_of(desk).now = timers_of(desk, "team")["retention"]
        timers.ring(desk)
        retention.keep(desk)  # as it does when it starts
        a_night(desk)
        with desk.database.read() as tx:
            entry, progress = audit.last(tx), erasures.progress(tx)
        assert entry is not None
        assert (entry.data, progress) == ({"followups": retention.AT_ONCE + 1}, {})

    def test_many_messages_give_slack_time(self, desk: Desk) -> None:
        desk = keeping(desk, "reasons")
        for _ in range(4):
            decisions.decline(desk, a_request(), LEA, a_gesture(desk).id, "no")
        messages = len(send_all(desk))
        clock_of(desk).pass_by(days=91)
        retention.keep(desk)
        now = clock_of(desk).now = timers_of(desk, "team")["retention"]
        run(desk.database, "DELETE FROM timers WHERE kind <> 'retention'")
        timers.ring(desk)
        rest = timers_of(desk, "team")["retention"] - now
        assert rest == timedelta(seconds=messages * retention.SECONDS_A_MESSAGE)
        assert messages >= 8

    def test_a_few_messages_at_a_time(self, desk: Desk) -> None:
        """However few records they show: all at once would have Slack hold up every change, and all who press."""
        desk = keeping(desk, "reasons")
        for _ in range(3 * retention.MESSAGES):
            decisions.decline(desk, a_request(), LEA, a_gesture(desk, customer=TICKET, person=JANE).id, "no")
        send_all(desk)
        clock_of(desk).pass_by(days=91)
        retention.keep(desk)
        run(desk.database, "DELETE FROM timers WHERE kind <> 'retention'")
        rounds = 0
        while "words.erased" not in log_of(desk):
            clock_of(desk).now = timers_of(desk, "team")["retention"]
            timers.ring(desk)
            messages = len(send_all(desk))
            assert messages <= retention.MESSAGES
            rounds += messages > 0
        assert rounds >= 6
        assert run(desk.database, "SELECT count(*) FROM gestures WHERE reason <> ''") == [(0,)]

    def test_whoever_is_forgotten_is_first(self, desk: Desk) -> None:
        desk = keeping(desk, "reasons")
        for who in (TICKET, JANE):
            a_followup(desk, customer=who)
        for _ in range(2):
            decisions.decline(desk, a_request(), LEA, a_gesture(desk, customer=JANE).id, "no")
        older = a_gesture(desk, customer=BOB)
        decisions.decline(desk, a_request(), LEA, older.id, "no")
        send_all(desk)
        clock_of(desk).pass_by(days=91)
        retention.keep(desk)
        clock_of(desk).now = timers_of(desk, "team")["retention"]
        run(desk.database, "DELETE FROM timers WHERE kind <> 'retention'")
        timers.ring(desk)
        customers.forget(desk, BOB.value)
        first = claim_some(desk, 2)
        assert {post.subject for post in first} == {f"gesture:{older.id}"}

    @pytest.mark.postgres
    def test_what_somebody_holds_is_left_for_another_night(self, postgres_desk: Desk) -> None:
        desk = keeping(postgres_desk, "followups")
        for _ in range(2):
            followups.done(desk, a_request(), ANNA, a_followup(desk, what=PROSE).id)
        clock_of(desk).pass_by(days=91)
        with desk.database.begin() as tx:
            stored_followups.hold(tx, [1])
            a_night(desk)
        assert [followups.get(desk, number).what for number in (1, 2)] == [PROSE, ""]
        a_night(desk)
        assert followups.get(desk, 1).what == ""


class TestWhen:
    def test_at_three_where_the_team_is_every_night(self, desk: Desk) -> None:
        desk = keeping(desk, "notes")
        retention.keep(desk)
        retention.keep(desk)
        tonight = datetime(2026, 11, 24, 2, tzinfo=UTC)
        assert timers_of(desk, "team") == {"retention": tonight}
        a_night(desk)
        assert timers_of(desk, "team") == {"retention": tonight + timedelta(days=1)}

    def test_never_where_the_policy_keeps_everything(self, desk: Desk) -> None:
        retention.keep(desk)
        assert timers_of(desk, "team") == {}
        retention.keep(keeping(desk, "notes"))
        retention.keep(desk)
        assert timers_of(desk, "team") == {}

    def test_months_and_years_are_the_calendar_s(self, desk: Desk) -> None:
        desk = keeping(desk, "notes", span=Duration(months=12))
        customers.note(desk, a_request(), ANNA, JANE, PROSE)
        clock_of(desk).now = MONDAY_NOON + timedelta(days=364)
        a_night(desk)
        assert said(desk) == [PROSE]
        a_night(desk)
        assert said(desk) == []


LEAST = '[team]\napprovals_channel = "C0LEADS"\nleads = ["U0LEAD"]\n'


class TestPolicy:
    def read(self, tmp_path: Path, data: str) -> dict[str, Duration]:
        file = tmp_path / "policy.toml"
        file.write_text(f"{LEAST}[data]\n{data}")
        return dict(load(file).keeps)

    def test_what_is_absent_is_kept(self, tmp_path: Path) -> None:
        assert self.read(tmp_path, "") == {}
        assert dict(load(Path("policy.toml")).keeps) == {}

    @pytest.mark.parametrize(
        ("written", "span"),
        [("90d", Duration(days=90)), ("1 day", Duration(days=1)), ("2 weeks", Duration(days=14)),
         ("6 months", Duration(months=6)), ("2y", Duration(months=24)), ("1 Year", Duration(months=12))],
    )  # fmt: skip
    def test_spans(self, tmp_path: Path, written: str, span: Duration) -> None:
        assert self.read(tmp_path, f'keep_notes = "{written}"') == {"notes": span}

    def test_every_kind_has_its_key(self, tmp_path: Path) -> None:
        found = self.read(tmp_path, "\n".join(f'keep_{kind} = "90d"' for kind in erasures.KINDS))
        assert set(found) == set(erasures.KINDS) == set(KINDS)

    @pytest.mark.parametrize(
        "written", ['"90"', '"5m"', '"0d"', '"2h"', '"1 business day"', '"200y"', "90", "true", '""']
    )
    def test_anything_else_is_one_sentence(self, tmp_path: Path, written: str) -> None:
        with pytest.raises(PolicyError) as refused:
            self.read(tmp_path, f"keep_drafts = {written}")
        said = str(refused.value)
        assert "data.keep_drafts must be a span of days, weeks, months or years" in said
        assert said.endswith(".")
        assert "\n" not in said

    def test_an_unknown_key(self, tmp_path: Path) -> None:
        with pytest.raises(PolicyError, match=r"data\.keep_note "):
            self.read(tmp_path, 'keep_note = "90d"')
