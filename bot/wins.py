"""The week's good turns, told to the team: promises kept, gestures that landed, thanks received.

Never a failure, never a number for one person, and nobody who opted out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from bot import gesture_words, mentions, reading, weeks
from bot.desk import Desk
from bot.policy_values import Weekly
from prompts.redaction import Redactor
from storage import customers, figures, outbox, people, thanks, timers, wins
from storage.records import Landed, Person, Post, Praise, Thanks, Wins
from storage.subjects import number_of
from storage.timers import Timer
from storage.wins import Delivered, Word

KIND, SUBJECT = "wins", "team"
PRIORITY = 35
MOST_GESTURES = 2
A_WEEK = timedelta(days=7, hours=1)
WORDS_LOOKED_AT = 150  # in what somebody is thanked with, which is shown up to 300 characters


def is_on(desk: Desk) -> bool:
    """Whether the policy has the good turns told at all."""
    return _when(desk) is not None


def keep(desk: Desk) -> None:
    """Sees to it that the next ones are told when the policy says so, or none where it is off.

    A week that came due while nobody was there is still told.
    """
    when, now = _when(desk), desk.clock()
    with desk.database.begin() as tx:
        if when is None:
            timers.disarm(tx, SUBJECT, KIND)
        elif any(timer.kind == KIND and timer.due_at <= now for timer in timers.of_subject(tx, SUBJECT)):
            timers.arm_by(tx, KIND, SUBJECT, now)  # starts one anew that was set aside
        else:
            timers.arm(tx, KIND, SUBJECT, weeks.next_one(when, desk.policy.team.timezone, now))


def post(tx: Connection, desk: Desk, timer: Timer) -> None:
    """Tells the week up to its last time by the policy, unless there is nothing to tell, and sets the next one."""
    when, channel, zone = _when(desk), desk.policy.team.wins_channel, desk.policy.team.timezone
    if when is None or channel is None:
        return
    until = weeks.last_one(when, zone, timer.due_at)
    timers.arm(tx, KIND, SUBJECT, weeks.next_one(when, zone, timer.due_at))
    if not _week(tx, desk, until).is_empty:
        outbox.add(tx, KIND, f"{KIND}:{int(until.timestamp())}", channel, PRIORITY, timer.due_at, desk.clock())


def load(tx: Connection, desk: Desk, post: Post) -> Wins | None:
    """What the post of a week says as things stand; None when there was nothing left to say before it was shown."""
    found = _week(tx, desk, datetime.fromtimestamp(number_of(post.subject), UTC))
    return None if post.ts is None and (found.is_empty or not is_on(desk)) else found


def changed(tx: Connection) -> None:
    """Somebody opted out, or in: every post is written anew."""
    for subject in outbox.subjects(tx, KIND):
        outbox.changed(tx, subject, everywhere=True)


def telling(tx: Connection, times: Sequence[datetime]) -> Sequence[str]:
    """The posts whose week has one of these times in it, as messages name them."""
    posted = outbox.subjects(tx, KIND)
    told = [(subject, datetime.fromtimestamp(number_of(subject), UTC)) for subject in posted]
    # A week is an hour longer or shorter where clocks change, and the policy may move its end.
    return [subject for subject, until in told if any(until - A_WEEK <= at < until for at in times)]


def _when(desk: Desk) -> Weekly | None:
    return desk.policy.service.wins_at if desk.policy.team.wins_channel else None


def _week(tx: Connection, desk: Desk, until: datetime) -> Wins:
    since = weeks.before(desk.policy.team.timezone, until)
    kept_by = wins.keepers(tx, since, until)
    given, said = wins.delivered(tx, since, until), thanks.between(tx, since, until)
    whom = {*kept_by, *(each.giver for each in given), *(who for each in said for who in (each.person, each.author))}
    named = {who: person for who, person in people.get_many(tx, whom).items() if person.praised}
    keepers = _in_order(named[who] for who in kept_by if who in named)
    return Wins(
        since=since,
        until=until,
        kept=figures.promises(tx, since, until, until).kept if len(kept_by) > 1 else None,
        keepers=keepers,
        others=0 < len(keepers) < len(kept_by),
        landed=_landed(tx, [each for each in given if each.giver in named], named, until),
        praises=_praises(tx, said, named, people.unnamed(tx)),
    )


def _in_order(persons: Iterable[Person]) -> tuple[Person, ...]:
    """By name, whatever the case and the marks on letters."""
    return tuple(sorted(persons, key=lambda who: (unicodedata.normalize("NFKD", who.name).casefold(), who.id)))


def _landed(
    tx: Connection, given: Sequence[Delivered], named: Mapping[str, Person], until: datetime
) -> tuple[Landed, ...]:
    """One or two gestures, best those of which it is known that they did good; none after which it went badly."""
    if not given:
        return ()
    whose, since = {each.customer for each in given}, min(each.at for each in given)
    solved, content = wins.solved(tx, whose, since, until), wins.answered(tx, whose, since, until)
    turns: list[Landed] = []
    for each in given:
        after = [_last(said.get(each.customer, ()), each.at) for said in (solved, content)]
        if False not in after:
            what = gesture_words.describe_gesture(each, each.amount, each.currency)
            turns.append(Landed(what, named[each.giver], *(known is True for known in after)))
    turns.sort(key=lambda turn: not (turn.solved or turn.content))
    others = [turn for turn in turns[1:] if turn.giver.id != turns[0].giver.id]  # better two people than one twice
    return tuple([*turns[:1], *others, *turns[1:]][:MOST_GESTURES])


def _last(said: Sequence[Word], since: datetime) -> bool | None:
    """What was said last from then on, if anything."""
    return next((word.good for word in reversed(said) if word.at >= since), None)


def _known_names(tx: Connection, words: str) -> Sequence[str]:
    """The full names of customers in the beginning of a text, as far as it is shown."""
    bare = [re.sub(r"['’]s?$", "", word.strip('.,;:!?()"')) for word in words.split()[:WORDS_LOOKED_AT]]
    spans = [" ".join(bare[at : at + length]) for length in (2, 3) for at in range(len(bare) - length + 1)]
    keys = {reading.reference("name", span).key for span in spans}
    known = customers.get_many(tx, customers.with_name(tx, keys)) if keys else {}
    named = [reference for customer in known.values() for reference in customer.references]
    return [reference.value for reference in named if reference.kind == "name" and reference.key in keys]


def _praises(
    tx: Connection, said: Sequence[Thanks], named: Mapping[str, Person], unnamed: Sequence[Person]
) -> tuple[Praise, ...]:
    """Thanks to those who may be named, in order; what was said to several at a time is told once, and without what
    tells who a customer is."""
    hidden = [mentions.pattern(person) for person in unnamed]
    told: list[Praise] = []
    for _, alike in groupby(said, lambda one: (one.author, one.at, one.words, one.customer)):
        several = list(alike)
        first, persons = several[0], _in_order(named[one.person] for one in several if one.person in named)
        names_nobody = not any(name.search(first.words) for name in hidden)
        if persons:
            theirs = [reference.value for reference in first.customer.references] if first.customer else []
            masked = Redactor((*theirs, *_known_names(tx, first.words))).mask(first.words)
            words = masked if names_nobody else ""
            told.append(Praise(persons, named.get(first.author), words, first.customer is not None))
    return tuple(told)
