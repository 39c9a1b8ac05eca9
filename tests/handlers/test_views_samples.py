"""Records in every state with any words in them, and every view of them; the tests of the views draw from here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from bot import figure_rows
from bot.aliases import Alias
from bot.blankets import Owed, Room
from bot.intervals import Interval
from bot.kindness import Compared, Cost, Line, Price
from bot.kindness import Report as Kindness
from bot.lookups import Lookup
from bot.merging import Conflict, Merged
from bot.moments import Moment
from bot.service import Report
from handlers.views import blankets as blanket_views
from handlers.views import (
    customers,
    deliveries,
    draft_forms,
    drafts,
    escalations,
    followups,
    gesture_forms,
    gesture_lists,
    gestures,
    help,
    home,
    improvements,
    kindness,
    letters,
    lists,
    morning,
    notices,
    plain,
    reasons,
    reminders,
    reviews,
    thanks,
    timelines,
    trail,
    wins,
)
from handlers.views import figures as figure_views
from handlers.views import problems as problem_views
from handlers.views.blocks import Message
from handlers.views.pointers import pointer
from storage.records import (
    Absence,
    Anchor,
    Blanket,
    Card,
    Customer,
    Day,
    Decision,
    Draft,
    DraftState,
    Escalation,
    Example,
    Figures,
    Flagged,
    Followup,
    FollowupState,
    Gesture,
    GestureState,
    Given,
    Handover,
    Improvement,
    Landed,
    Letter,
    Limit,
    Merge,
    Note,
    Offers,
    Overdue,
    Page,
    Person,
    Praise,
    Problem,
    ProblemState,
    Reason,
    Recipient,
    Reference,
    Reminder,
    Renewal,
    Review,
    Reviewing,
    Sample,
    Score,
    Share,
    Spending,
    Spread,
    TeamDay,
    Thanked,
    Thanks,
    Timeline,
    Undelivered,
    Unsolved,
    Why,
    Wins,
)

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ZONE = "Europe/Berlin"
OPEN = ("open", "requested", "granted", "approved", "writing", "ready")
AGENT, COLLEAGUE, LEAD, LEAD_2, DECOY = "U0AGENT", "U0MATE", "U0LEAD", "U0LEAD2", "U0DECOY"
TEAM = {AGENT, COLLEAGUE, LEAD, LEAD_2}
HOSTILE = (
    "",
    "   ",
    "\n\n",
    f"<!channel> <!here> <@{DECOY}> <#C0DECOY> <https://evil.example|click>",
    "@channel *bold* _it_ ~no~ `code` ```block``` > quote & more",
    ":tada: 🎉 👨‍👩‍👧‍👦 é ﷽",
    "\u202egnimoc si 0021$ \u2067مرحبا\u2069 שלום",
    "x" * 3000,
    "<&>" * 1000,
    "long words, many of them " * 120,
    "line\n" * 600,
)


def customer(words: str = "Mara Lindt", number: int = 7) -> Customer:
    return Customer(number, (Reference("name", words, words.casefold()), Reference("ticket", "#4312", "4312")))


def followup(words: str | None = None, number: int = 17, **changes: Any) -> Followup:
    sample = Followup(
        id=number,
        customer=customer(words) if words is not None else customer(),
        what="tell her about the refund" if words is None else words,
        owner=AGENT,
        due_at=NOW - timedelta(minutes=1),
        zone=ZONE,
        exact=True,
        state="open",
        created_at=NOW - timedelta(days=2),
        link="https://team.slack.com/archives/C1/p1",
    )
    return replace(sample, **changes)


def gesture(words: str | None = None, number: int = 1042, **changes: Any) -> Gesture:
    sample = Gesture(
        id=number,
        customer=customer(words) if words is not None else customer(),
        kind="credit",
        label="Account credit",
        unit="money",
        amount=12000,
        currency="USD",
        price=None,
        cost=12000,
        reason="parcel arrived broken twice" if words is None else words,
        requester=AGENT,
        state="requested",
        needs=1,
        rule="over_agent_limit",
        why="Account credit: up to $25 the agent decides alone; $120 takes one lead.",
        policy="digest",
        requested_at=NOW - timedelta(minutes=30),
        expires_at=NOW + timedelta(hours=8),
    )
    return replace(sample, **changes)


def decision(
    verdict: str = "approve", lead: str = LEAD, words: str = "", amount: int = 12000, round: int = 1
) -> Decision:
    return Decision(lead, verdict, amount, words, NOW, round)  # type: ignore[arg-type]


def draft(words: str | None = None, **changes: Any) -> Draft:
    sample = Draft(
        id=5,
        agent=AGENT,
        message="My parcel is late again!" if words is None else words,
        state="ready",
        customer=customer(),
        version=1,
        reply="I’m sorry, that is too late. I’ll write to you tomorrow at 10." if words is None else words,
        feeling="angry",
        matter="late",
        need="to know when it arrives" if words is None else words,
        check=("the tracking number",) if words is None else (words,) * 3,
        promise="tomorrow 10:00" if words is None else words,
        writer="phrasebook",
        note=words,
        created_at=NOW,
    )
    return replace(sample, **changes)


def gestures_in_every_state(words: str | None = None) -> Iterator[Gesture]:
    said = words or "a word"
    verdicts = {"approved": "approve", "declined": "decline", "delivered": "approve"}
    for number, state in enumerate(get_args(GestureState), 1):
        made = (decision(verdicts[state], words=said),) if state in verdicts else ()
        closed = {
            "decided_at": None if state == "requested" else NOW,
            "delivered_at": NOW if state == "delivered" else None,
        }
        yield gesture(words, number, state=state, decisions=made, **closed)
    yield gesture(
        words, 20, unit="none", amount=0, cost=0, label="Handwritten note", needs=0, state="granted", expires_at=None
    )
    yield gesture(words, 21, unit="percent", amount=1250, price=8000, cost=1000, label="Discount on the next order")
    yield gesture(words, 22, unit="time", amount=2, cost=6000, label="Free months", needs=2, decisions=(decision(),))
    changes = (
        decision("approve", LEAD),
        decision("change", LEAD_2, said),
        decision("approve", LEAD, round=2, amount=6000),
    )
    yield gesture(words, 24, again_of=23)
    yield gesture(words, 23, state="approved", amount=6000, round=2, decided_at=NOW, decisions=changes)


def followups_in_every_state(words: str | None = None) -> Iterator[Followup]:
    for number, state in enumerate(get_args(FollowupState), 1):
        yield followup(words, number, state=state, closed_at=None if state == "open" else NOW)
    said = "every friday" if words is None else words
    yield followup(words, 30, due_at=NOW + timedelta(days=3), link=None, moved=True, exact=False, asked=said)
    yield followup(words, 31, due_at=NOW + timedelta(days=3), repeat="FREQ=WEEKLY", asked=said, they_owe=True)
    yield followup(words, 32, reminded_at=NOW, nudged_by=LEAD, promised_by=NOW + timedelta(hours=1), asked=said)
    yield followup(words, 33, reminded_at=NOW, left_by=LEAD, promised_by=NOW - timedelta(hours=1))
    yield followup(words, 34, state="done", closed_at=NOW, promised_by=NOW + timedelta(hours=1), solved=True)
    yield followup(words, 35, state="done", closed_at=NOW, promised_by=NOW - timedelta(hours=1), solved=False)
    yield followup(words, 36, state="cancelled", closed_at=NOW, reason=said)
    yield followup(words, 37, customer=Customer(9, ()), promised_by=NOW + timedelta(hours=1), link=None)


def drafts_in_every_state(words: str | None = None) -> Iterator[Draft]:
    for state in get_args(DraftState):
        yield draft(words, state=state)
    for wish in ("warmer", "shorter"):
        yield draft(words, state="writing", wish=wish)
    yield draft(words, state="writing", reply="", version=0)
    yield draft(words, promise=None, note=None, check=(), feeling="", need="", writer="", customer=None)
    yield draft(words, flagged=(Flagged(0, 8, words or "money"), Flagged(4, 20, "free"), Flagged(2990, 9000, "waiver")))


def reviews_in_every_state(words: str | None = None) -> Iterator[Reviewing]:
    """Of a draft as it was asked about and changed since, in every state of both."""
    said = "say that you close the account yourself" if words is None else words
    asked = Review(3, 5, 1, AGENT, NOW)
    answers = (asked, replace(asked, verdict="fine", lead=LEAD, answered_at=NOW),
               replace(asked, verdict="changes", words=said, lead=LEAD, answered_at=NOW))  # fmt: skip
    for review in answers:
        for state in get_args(DraftState):
            for version, flagged in ((1, (Flagged(0, 8, said),)), (2, ())):
                now = draft(words, state=state, version=version, flagged=flagged, sensitive="illness")
                yield Reviewing(review, now, now.reply, "illness", is_asked_anew=version == 2)
        yield Reviewing(review, draft(words, reply=review.words, version=2, customer=None), "", None)


def day(words: str | None = None, many: int = 1, **changes: Any) -> Day:
    person = Person(AGENT, "Ada" if words is None else words, ZONE, "en", "member")
    waiting = [gesture(words, number + 1) for number in range(many)]
    sample = Day(
        person=person,
        overdue=tuple(followup(words, number + 1) for number in range(many)),
        today=tuple(followup(words, number + 1, due_at=NOW + timedelta(hours=1)) for number in range(many)),
        later=tuple(followup(words, number + 1, due_at=NOW + timedelta(days=2)) for number in range(many)),
        later_count=many,
        requests=tuple(waiting),
        undelivered=tuple(replace(g, state="granted") for g in waiting),
        to_decide=tuple(replace(g, requester=COLLEAGUE) for g in waiting),
        allowance=("You decide up to $25.",) if words is None else (words,) * many,
        is_lead=True,
        letters=tuple(letters_in_every_state(words, many)),
        absence=Absence(NOW - timedelta(hours=20), NOW - timedelta(hours=2), many),
        team=team_day(words, many),
    )
    return replace(sample, **changes)


def team_day(words: str | None = None, many: int = 1, **changes: Any) -> TeamDay:
    """How a team stands of which everybody has as much overdue, and has given as much."""
    people = [COLLEAGUE, *(LEAD, LEAD_2, AGENT) * many]
    sample = TeamDay(
        overdue=tuple(followup(words, number + 1, owner=COLLEAGUE) for number in range(5)),
        owners=tuple((person, 3) for person in people),
        spending=Spending(30, 50_000, "USD", tuple((person, 12_000) for person in people), 60_000, 7),
        limit=Limit(365, 200_000, "USD", tuple((customer(words or "x"), 180_000) for _ in range(3))),
        problems=tuple(problems_in_every_state(words, many)),
    )
    return replace(sample, **changes)


def letters_in_every_state(words: str | None = None, many: int = 1) -> Iterator[Letter]:
    """Letters about a person, a channel and timers, with every reason there is a word for; and settled ones."""
    kinds = [*letters.KINDS, "from_tomorrow" if words is None else words or "nothing"]
    troubles = [*letters.WHY, "some_new_word", "ValueError", ""]
    for number, (recipient, trouble) in enumerate(zip((AGENT, "C0LEADS", "") * 5, troubles, strict=False), 1):
        whose = (None, customer(words or "x")) * len(kinds)
        lost = [Undelivered(kind, f"F-{at}", whose[at], trouble) for at, kind in enumerate(kinds)]
        yield Letter(number, recipient, words or "Ada", tuple(lost[: 4 + many]), len(lost) + many)
    yield Letter(91, AGENT, "Ada", (), 0, "reassigned", LEAD, COLLEAGUE)
    for recipient in (AGENT, "C0LEADS", ""):
        yield Letter(92, recipient, "Ada", (), 0, "retried", LEAD)
    yield Letter(93, AGENT, "Ada", (), 0)
    yield Letter(94, AGENT, "Ada", (), 0, "superseded")


def problems_in_every_state(words: str | None = None, many: int = 1) -> Iterator[Problem]:
    said = "app · login · crashes" if words is None else words
    for number, state in enumerate(get_args(ProblemState), 1):
        decided = {"lead": LEAD, "decided_at": NOW} if state != "asked" else {}
        fixed = {"fixed_at": NOW, "fixed_by": LEAD_2} if state == "fixed" else {}
        examples = tuple(Example(f"F-{n}", customer(said, n) if n % 2 else None, said, AGENT) for n in range(5))
        yield Problem(
            number, state, "matter:outage", said, NOW, **decided, **fixed, customers=many, texts=many,
            examples=examples, waiting=many, given=many - 1, label=said or "Outage",
        )  # fmt: skip


def blanket(words: str | None, many: int) -> Blanket:
    said = "the policy refuses" if words is None else words
    states = ("requested", "granted", "approved", "declined", "withdrawn", "expired", "delivered")
    got = [Recipient(customer(said, n), f"G-{n}", state, None) for n, state in enumerate(states * many)]
    refused = [Recipient(customer(said, n), None, None, said) for n in range(many)]
    return Blanket(next(problems_in_every_state(words, many)), (*got, *refused), {"USD": 12_000, "EUR": 5}, many - 1)


def reasons_of_a_week(words: str | None, many: int) -> list[Reason]:
    said = "two carriers" if words is None else words
    change = Improvement("code:late", said, LEAD, NOW)
    return [
        Reason(f"code:{n}", said or "Late", many, many - 1, change if n % 2 else None) for n in range(min(many, 10))
    ]


def timeline(words: str | None = None, many: int = 1) -> Timeline:
    note = Note(1, COLLEAGUE, "likes to be called Sam" if words is None else words, NOW)
    events = (*followups_in_every_state(words), *gestures_in_every_state(words), *drafts_in_every_state(words))
    still_open = tuple(e for e in events if e.state in OPEN)
    over = tuple(e for e in events if e not in still_open)
    scores = (Score(1, "csat", 4, NOW), Score(2, "nps", 9, NOW - timedelta(days=3)))
    return Timeline(
        customer(words) if words is not None else customer(),
        notes=(note,) * min(many, 4),
        rows=(*still_open, *over, replace(note, author="import"), *scores, some_thanks(words)),
        total=len(events) + 3 + many,
        open=len(still_open),
        tier="gold" if words is None else words,
        language="de",
        heard_at=NOW - timedelta(days=1),
        scores=scores,
        merge=Merge(3, 7, 9, COLLEAGUE, NOW),
        reopened=frozenset((30, 34)),
        earlier={30: False, 31: True},
    )


def lookups(words: str | None = None) -> Iterator[Lookup]:
    """Commands that name nobody, or several."""
    said = "Mara" if words is None else words
    two = (customer(said, 7), customer(said, 8))
    for rest in ("", "note likes tea", said):
        yield Lookup(said, rest, is_known=True, others=two)
        yield Lookup(said, rest, others=two)
        yield Lookup(said, rest, Reference("email", said, said))


def figures(words: str = "Account credit", **changes: Any) -> Report:
    sample = Figures(
        since=NOW - timedelta(days=7),
        until=NOW,
        currency="USD",
        recorded=40,
        promises_kept=18,
        promises_late=1,
        promises_broken=1,
        solved_at_once=12,
        solved_or_not=16,
        done=30,
        done_on_time=27,
        lateness=Spread(30, 240.0, 9_000.0),
        reopened=2,
        open_overdue=2,
        drafts=12,
        drafts_used=9,
        first_draft=Spread(12, 3.2, 12.0),
        gestures_granted=8,
        gestures_undelivered=3,
        gestures_cost=18000,
        requests_waiting=1,
        decision=Spread(8, 900.0, 9_000.0),
        decision_at_work=Spread(8, 600.0, 3_000.0),
        by_kind=(Given(words, 8, 18000),),
        by_reason=(Given(words, 8, 18000),),
    )
    before = Figures(
        since=NOW - timedelta(days=14),
        until=NOW - timedelta(days=7),
        currency="USD",
        recorded=35,
        promises_kept=15,
        promises_late=2,
        promises_broken=1,
        solved_at_once=7,
        solved_or_not=10,
        done=20,
        done_on_time=16,
        lateness=Spread(20, 300.0, 9_000.0),
        drafts=10,
        drafts_used=5,
        gestures_granted=6,
        gestures_cost=6000,
        by_kind=(Given(words, 6, 6000),),
    )
    done_on = tuple((NOW.date() - timedelta(days=7 - number), number) for number in range(8))
    return Report("week", replace(sample, **changes), before, done_on)


def few_figures(**changes: Any) -> Report:
    few = Figures(NOW, NOW, "USD", **changes)
    return Report("week", few, Figures(NOW, NOW, "USD"), ((NOW.date(), few.done),))


def some_thanks(words: str | None = None, **changes: Any) -> Thanks:
    said = "stayed late until her parcel was found" if words is None else words
    return replace(Thanks(3, COLLEAGUE, AGENT, said, NOW), **changes)


def good_turns(words: str | None = None, many: int = 1, **changes: Any) -> Wins:
    said = "Ada" if words is None else words
    mates = tuple(Person(who, said, ZONE, "en", "member") for who in (AGENT, COLLEAGUE)) * many
    praise = Praise(mates, mates[0], "stayed late" if words is None else words, by_customer=False)
    landed = Landed("Account credit of $20" if words is None else words, mates[0])
    sample = Wins(
        since=NOW - timedelta(days=7),
        until=NOW,
        kept=many,
        keepers=mates,
        others=True,
        landed=(landed, replace(landed, solved=True, content=True)),
        praises=(praise, replace(praise, author=None, by_customer=True), replace(praise, words="")) * many,
    )
    return replace(sample, **changes)


def kindnesses(words: str = "Account credit", many: int = 1) -> Kindness:
    """What went with kindness, in every shape: shares, answers, answers afterwards, too few, all alike, and costs."""
    cost = Cost(
        2_000.0, (Price("solved", 2_469.1, Interval(2_200, 3_100)), Price("csat", 2_900, Interval(1_700, 9e4))), 3
    )
    kinds = [Line("kind", words, 42, 310, _compared(), cost) for _ in range(many)]
    few = Line("kind", "Handwritten note", 9, 343, _compared(), None)
    return Kindness("year", 352, "USD", (Line("on time", "", 200, 152, _compared(), None), *kinds, few))


def _compared() -> tuple[Compared, ...]:
    return (
        Compared("solved", Share(34, 42), Share(217, 310), 0.1095, Interval(-0.0312, 0.2187)),
        Compared("back", Share(4, 9), Share(0, 300)),
        Compared("csat", Sample(20, 16, 30), Sample(150, 15, 200), 0.7, Interval(0.2, 1.2)),
        Compared("nps", Sample(12, 108, 972), Sample(15, 105, 735), 2.0, None, after_only=True),
    )


def every_message(words: str | None = None, many: int = 1) -> Iterator[tuple[str, Message]]:
    """Every message there is, by name, with `words` wherever somebody can type, and `many` of what comes in lists."""
    said = "a word" if words is None else words
    for number, f in enumerate(followups_in_every_state(words)):
        yield f"recorded {f.state} {number}", followups.recorded(f)
        yield f"followed {f.state} {number}", followups.followed(f)
        yield f"handed over {f.state} {number}", followups.handed(f)
        yield f"why {f.state} {number}", reasons.why(Why(f, True, "09:00–18:00", NOW, NOW, NOW), NOW)
        for away_until, latest in ((None, True), (NOW + timedelta(days=3), True), (None, False)):
            told = Escalation(f, away_until, NOW, latest)
            yield f"escalation {f.state} {number} {away_until} {latest}", escalations.escalation(told, NOW)
        for latest in (True, False):
            late = replace(f, reminders=2)
            told = Reminder(late, latest, 1860.0, heard_at=NOW, again="tomorrow 14:30", next_time=NOW)
            yield f"reminder {f.state} {number} {latest}", reminders.reminder(told, "n1", NOW)
    pages = tuple(followup(words, number + 1, due_at=NOW + timedelta(hours=number - 3)) for number in range(many))
    viewer = Person(AGENT, said, ZONE, "en", "member", last_snooze=said)
    for which in ("mine", "team", "find"):
        loads = tuple((COLLEAGUE, number, number // 2) for number in range(many)) if which == "team" else ()
        page = Page(pages[:10], many, 0, loads)
        yield f"follow-ups {which}", lists.listing(page, which, viewer, NOW, "n1", said, "clip")
        left_by_others = tuple(
            replace(f, owner=COLLEAGUE, reminded_at=f.due_at, repeat="FREQ=DAILY") for f in pages[:10]
        )
        page = Page(left_by_others, many, 0, loads)
        yield f"follow-ups {which}, left by others", lists.listing(page, which, viewer, NOW, "n1", said, "clip")
        yield f"no follow-ups {which}", lists.listing(Page((), 0), which, viewer, NOW, "n1", said)
    yield "offers", escalations.offers(Offers(COLLEAGUE, pages[:10], many, NOW))
    yield "offers, settled", escalations.offers(Offers(COLLEAGUE))
    for away_until, latest in ((None, True), (NOW + timedelta(days=3), True), (None, False)):
        left = Overdue(COLLEAGUE, pages[:10], many, away_until, latest)
        yield f"overdue {away_until} {latest}", escalations.overdue(left, NOW)
    yield "overdue, in hand", escalations.overdue(Overdue(COLLEAGUE, (), 0), NOW)
    yield "handover", escalations.handover(Handover(COLLEAGUE, pages[:10], many, NOW))
    expired = gesture(words, state="expired", decided_at=NOW)
    yield "time to ask", gestures.time_to_ask(Renewal(expired), AGENT)
    for g in gestures_in_every_state(words):
        yield f"answer {g.state}", gestures.answer(g, AGENT)
        yield f"told {g.state}", gestures.told(g, AGENT)
        yield f"time to ask, since then {g.state}", gestures.time_to_ask(Renewal(expired, g), AGENT)
        yield f"decided {g.state}", notices.decided(g)
        yield f"waiting {g.state}", gestures.waiting(g, NOW)
        yield f"waiting {g.state}, overtaken", gestures.waiting(g, NOW, latest=False)
        yield f"card {g.state}", gestures.card(Card(g, (), 0, 0))
        others = tuple(gesture(words, number) for number in range(7, 7 + min(many, 20)))
        yield (
            f"card {g.state} again",
            gestures.card(Card(g, (replace(g, id=3, decided_at=NOW),) * 5, 12, 4500, also=others)),
        )
    all_gestures = tuple(gestures_in_every_state(words)) * many
    yield "gestures", gesture_lists.listing(all_gestures, AGENT)
    yield "no gestures", gesture_lists.listing((), AGENT)
    yield "similar", gesture_lists.similar(gesture(words), all_gestures[:5])
    yield "nothing similar", gesture_lists.similar(gesture(words), ())
    notes = tuple(replace(g, claimed_by=by) for g in all_gestures for by in (None, AGENT, "U0MATE"))
    yield "notes", gesture_lists.notes(notes, AGENT)
    yield "no notes", gesture_lists.notes((), AGENT)
    for viewer in ("U0MATE", AGENT):
        yield "asked already", gestures.asked_already(gesture(words), viewer)
    yield "proved", gestures.told(gesture(words, state="delivered", delivered_at=NOW, proof=said), AGENT)
    yield "ruled card", gestures.card(Card(gesture(words), (), 0, 0, said * 4, Score(1, "nps", 0, NOW)))
    yield "anchor", trail.anchor(Anchor(1_234_567, "f" * 64))
    yield "log", gesture_lists.log(None, all_gestures, len(all_gestures))
    yield "log of a customer", gesture_lists.log(said, all_gestures, len(all_gestures))
    yield "empty log", gesture_lists.log(said, (), 0)
    yield "allowance", gesture_lists.allowance((said,) * many)
    yield "no allowance", gesture_lists.allowance(())
    for d in drafts_in_every_state(words):
        yield f"draft {d.state}", drafts.draft(d)
        yield "pointer", pointer(d)
        yield "pointer to one's own", pointer(d, is_own=True)
        yield f"bare {d.state}", drafts.bare(d)
    for number, one in enumerate(reviews_in_every_state(words)):
        yield f"review {number}", reviews.card(one)
        if not one.review.is_open:
            yield f"reviewed {number}", reviews.told(one)
        yield f"draft beside review {number}", drafts.draft(replace(one.draft, review=one.review))
    for one in letters_in_every_state(words, many):
        yield f"letter to {one.recipient} {one.outcome}", letters.letter(one)
    shown, unknown = timeline(words, many), Timeline(customer(said))
    yield "timeline", timelines.timeline(shown, NOW, ZONE)
    yield "timeline of two", timelines.timeline(shown, NOW, ZONE, customer(said, 8))
    yield "timeline, a later page", timelines.timeline(replace(shown, start=12, total=500), NOW, ZONE)
    yield "empty timeline", timelines.timeline(unknown, NOW, ZONE)
    yield "empty timeline of two", timelines.timeline(replace(unknown, merge=shown.merge), NOW, ZONE, customer())
    called = Customer(7, tuple(Reference("name", said, said) for _ in range(many)))
    conflicts = (Conflict("tier", said, said), Conflict("language", "de", said))
    yield "same", customers.same(Merged(called, 3))
    yield "same, with conflicts", customers.same(Merged(called, 3, conflicts))
    yield "taken apart", customers.taken_apart(customer(said, 7), customer(said, 8))
    for other in (None, customer(said, 8)):
        alias = Alias(called, Reference("alias", said, said), other)
        yield f"alias {other is None}", customers.aliased(alias)
        yield f"known alias {other is None}", customers.aliased(replace(alias, is_new=False))
        yield f"no alias {other is None}", customers.unaliased(alias)
    yield "language", customers.speaks(customer(said), said)
    for number, found in enumerate(lookups(words)):
        yield f"which {number}", customers.which(found)
        yield f"which {number}, to go on", customers.which(found, "key")
    yield "apart", customers.apart(customer(said, 7), customer(said, 8))
    for person in (day(words).person, replace(day(words).person, away_until=NOW, stand_in="U0MATE")):
        yield "gone", home.gone(person, many, NOW)
    yield "why in the morning", morning.why(day(words).person, "Monday to Friday", NOW, quiet=True, now=NOW)
    yield "forgotten timeline", timelines.timeline(Timeline(Customer(1, (), True)), NOW, ZONE)
    note, somebody = Note(1, COLLEAGUE, said, NOW), customer(said)
    yield "noted", customers.noted(somebody, note, somebody.references[0])
    yield "noted elsewhere", customers.noted(somebody, note, Reference("name", f"{said}!", f"{said.casefold()}!"))
    yield (
        "noted nothing",
        customers.noted(Customer(1, (), forgotten=True), replace(note, text=""), Reference("name", said, said)),
    )
    yield "to keep", customers.keep(Reference("name", said, said), said, "key", said)
    yield "digest", morning.digest(day(words, many), NOW, "n1")
    yield "earlier digest", morning.digest(day(words, many), NOW, "n1", latest=False)
    yield "empty digest", morning.digest(Day(day(words).person), NOW, "n1")
    yield "figures", figure_views.figures(figures(said), said)
    yield "no figures", figure_views.figures(few_figures(), said)
    yield "few figures", figure_views.figures(few_figures(recorded=1, done=1, done_on_time=1), said)
    yield "the week", figure_views.weekly(figures(said))
    yield (
        "the week with reasons",
        figure_views.weekly(replace(figures(said), reasons=tuple(reasons_of_a_week(said, many)))),
    )
    unfixed = tuple(problems_in_every_state(words, many))
    yield "the week with problems", figure_views.weekly(replace(figures(said), problems=unfixed))
    yield "a quiet week with problems", figure_views.weekly(replace(few_figures(), problems=unfixed))
    yield "meanings", figure_views.meanings()
    yield "values", figure_views.as_csv(figure_rows.as_csv(figures(said)))
    for p in problems_in_every_state(words, many):
        yield f"problem {p.state}", problem_views.card(p)
        yield f"problem {p.state}, answered", problem_views.answered(p)
        for latest in (True, False):
            yield f"problem {p.state}, still open", problem_views.unsolved(Unsolved(p, latest))
    yield "problems", problem_views.listing(list(problems_in_every_state(words, many)) * 5)
    yield "no problems", problem_views.listing([])
    yield "announcements", problem_views.drafted([draft(words), draft(words)])
    yield "blanket", blanket_views.blanket(blanket(words, many))
    yield "empty blanket", blanket_views.blanket(Blanket(next(problems_in_every_state(words)), (), {"USD": 0}))
    to_deliver = [gesture(words, n, state="granted") for n in range(1, min(many, 10) + 1)]
    p = next(problems_in_every_state(words, many))
    yield "to deliver", deliveries.owed(Owed(p, to_deliver, many, 0), AGENT)
    yield "to deliver, the last", deliveries.owed(Owed(p, to_deliver, many + 10, 10), AGENT)
    yield "delivering", deliveries.under_way(Owed(p, to_deliver, many, 0))
    yield "all delivered", deliveries.all_delivered(p.name, many, 0)
    yield "not all delivered", deliveries.all_delivered(p.name, many, many)
    yield "nothing to deliver", deliveries.owed(Owed(p, [], 0, 0), AGENT)
    for is_lead in (True, False):
        yield "top reasons", improvements.reasons(reasons_of_a_week(words, many), is_lead=is_lead)
    yield "no reasons", improvements.reasons([], is_lead=True)
    yield "kindness", kindness.report(kindnesses(said, many))
    yield "what kindness means", kindness.meanings()
    yield "no kindness", kindness.report(Kindness("quarter", 0, "USD", ()))
    for command in ("/followup", "/draft", "/gesture", "/customer", "/service", said):
        yield f"help {command}", help.help_for(command)
        yield f"help {command}, with what was typed", help.help_for(command, said)
    for t in (some_thanks(words), some_thanks(words, customer=customer(said)), some_thanks(words=said * 3)):
        for is_named in (True, False, None):
            yield f"thanked {is_named}", thanks.thanked(Thanked(t, is_named))
    for is_named in (True, False):
        yield f"praised {is_named}", thanks.praised(replace(day(words).person, praised=is_named))
        yield f"thanks passed on {is_named}", thanks.passed_on([some_thanks(words)] * many, publicly=is_named)
    yield "good turns", wins.wins(good_turns(words, many))
    yield "good turns of one", wins.wins(good_turns(words, kept=None, others=False, landed=(), praises=()))
    yield "good turns of nobody", wins.wins(good_turns(words, keepers=(), others=False))
    yield "good turns, over", wins.wins(Wins(NOW, NOW))
    yield "note", plain.note(said)
    yield "outage", plain.note(plain.OUTAGE)


def every_view(words: str | None = None, many: int = 1) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every form and the App Home, by name, likewise."""
    said = "a word" if words is None else words
    problems = dict.fromkeys(("customer", "what", "when", "kind", "amount", "person", "reason"), said)
    kinds = [(f"kind{number}", said) for number in range(many)]
    yield "follow-up form", followups.form(metadata="{}")
    yield (
        "follow-up form, filled",
        followups.form(customer=said, what=said * 2, when=said, problems=problems, metadata="{}", followup_id=17),
    )
    choices = [Moment(NOW + timedelta(days=days), ZONE, days == 1, said) for days in (1, 8)]
    yield "follow-up form, to choose", followups.form(when=said, choices=choices, problems=problems, metadata="{}")
    yield "hand form", followups.hand_form(followup(words), "{}")
    yield "reason form", followups.reason_form(followup(words), "{}")
    yield "snooze form", followups.snooze_form(followup(words), "2026-11-27", "15:00", ZONE, "17")
    yield "gesture form", gesture_forms.form([("credit", "Account credit")], metadata="{}")
    yield (
        "gesture form, filled",
        gesture_forms.form(
            kinds,
            kind="kind0",
            amount=said,
            customer=said,
            reason=said * 2,
            person=said,
            problems=problems,
            metadata="{}",
        ),
    )
    yield "change form", gesture_forms.change_form(gesture(words), said, "1042")
    yield "decline form", gesture_forms.decline_form(gesture(words), "1042")
    wanted = gesture_forms.Wanted(
        [(f"r{n}", said) for n in range(10)], [(f"f{n}", said) for n in range(10)], [said] * 3, "r1", ["f2"], said
    )
    yield "gesture form, with rules", gesture_forms.form(kinds, wanted=wanted, problems=problems, metadata="{}")
    yield "proof form", gesture_forms.proof_form(gesture(words), "1042")
    yield "note form", customers.note_form(said, said * 2, "{}")
    yield "empty note form", customers.note_form("", "", "{}")
    yield "thanks form", thanks.form(metadata="{}")
    told = dict.fromkeys(("colleagues", "customer", "words"), said)
    picked = [AGENT, COLLEAGUE] * many
    yield (
        "thanks form, filled",
        thanks.form(colleagues=picked, customer=said, words=said * 2, problems=told, metadata="{}"),
    )
    yield "draft form", draft_forms.form(message=said * 2, metadata="{}")
    yield "empty draft form", draft_forms.form(metadata="{}")
    yield "draft form for a promise", draft_forms.form(about=followup(words), metadata="{}")
    yield "suggest form", reviews.suggest_form(next(reviews_in_every_state(words)), "{}")
    yield "edit form", draft_forms.edit_form(draft(words), "5")
    yield "home of a guest", home.for_the_team()
    yield "home", home.home(day(words, many), NOW)
    yield "empty home", home.home(Day(day(words).person), NOW)
    yield "home of an agent", home.home(day(words, many, is_lead=False), NOW)
    yield "reassign form", letters.reassign_form(next(letters_in_every_state(words)), "{}")
    yield "hours", home.hours_form(day(words).person, ["mon", "fri"], "09:00", "18:00", "{}")
    yield "away", home.away_form("2026-11-30", "U0MATE", said, "{}")
    yield "away as a lead", home.away_form("2026-11-30", None, None, "{}", is_lead=True)
    yield "away, as it is", home.away_form("2026-11-30", None, None, "{}")
    room = Room(next(problems_in_every_state(words, many)), range(many), 40_000, 50_000, "USD")
    yield "blanket form", blanket_views.form(room, [("credit", "Account credit")], metadata="{}")
    filled = {"kind": "kind0", "amount": said, "reason": said * 2, "code": "r1"}
    coded = [(f"r{n}", said) for n in range(10)]
    yield (
        "blanket form, filled",
        blanket_views.form(room, kinds, reasons=coded, values=filled, total=12_000, metadata="{}"),
    )
    yield "improvement form", improvements.form(reasons_of_a_week(words, many), "{}")
    yield "notice", notices.notice(plain.note(said))
    yield "hours, none", home.hours_form(day(words).person, [], "", "", "{}")
