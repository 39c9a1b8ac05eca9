"""A forgotten customer's words stand in no column of any table, whichever tables and columns there are."""

from __future__ import annotations

from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    chain_is_valid,
    clock_of,
    run,
    scribe_of,
    timers_of,
)
from sqlalchemy import Column, Table, Text, insert, select, update

from bot import clippings, customers, decisions, drafts, followups, giving, outcomes, reviews, timers
from bot.desk import Desk
from storage import service_tables as service
from storage import tables
from storage.records import Reference
from storage.tables import metadata

MARKER = "quinquereme"
NAME = Reference("name", f"Jane {MARKER}", f"jane {MARKER}")
TICKET = Reference("ticket", "#4312", "4312")

# Where words about a customer may stand. Each gets the marker before, and must have lost it after.
OF_WORDS = {
    "customer_references": {"key", "value"},
    "customer_notes": {"text"},
    "followups": {"what", "link", "reason"},
    "gestures": {"reason", "proof"},
    "decisions": {"words"},
    "drafts": {"message"},
    "draft_versions": {"reply", "need", "check", "promise", "wish", "note", "sent"},
    "clippings": {"text"},
    "thanks": {"words"},
    "merged_records": {"subject"},
    "problem_gestures": {"refused"},
    "reviews": {"words"},
}
# Where nothing about a customer can stand: ids, codes, words of our own or of people about themselves. Whoever adds a
# column of text says here or above what it is.
OF_OURS = {
    "absences": set[str](),
    "audit": {"at", "actor", "action", "subject", "data", "previous", "hash"},  # never anything personal: looked at too
    "audit_head": {"hash"},
    "blanket_orders": {"lead", "request", "kind", "reason", "code", "customers"},  # said to all, gone once it is done
    "clippings": {"id", "person"},
    "customers": {"tier", "language"},
    "customer_notes": {"author"},
    "customer_references": {"kind"},
    "decisions": {"lead", "on_behalf", "verdict"},
    "draft_versions": {
        "feeling", "matter", "about", "writer", "prompt_version", "severity", "sensitive", "used", "suggested",
        "currency", "instead_of", "instead_of_version",
    },
    "drafts": {"agent", "state", "wish", "felt", "about", "language", "tone", "origin"},
    "erasures": {"kind"},
    "followups": {
        "owner", "zone", "state", "salt", "origin", "escalated_from", "asked", "repeat", "nudged_by", "left_by",
        "handed_by",
    },
    "gestures": {
        "kind", "label", "unit", "currency", "requester", "state", "rule", "why", "policy", "salt", "code", "facts",
        "tier", "claimed_by",
    },
    "improvements": {"reason", "words", "author"},  # what the team changes, never about one customer
    "inbox": {"request", "subject"},
    "latecomers": {"person"},
    "ledger": {"entry"},
    "merges": {"actor", "kept_tier", "kept_language"},
    "outbox": {
        "key", "kind", "subject", "recipient", "state", "channel", "ts", "fingerprint", "trouble",
    },
    "pace": {"name"},
    "people": {
        "id", "name", "zone", "locale", "membership", "hours_days", "hours_start", "hours_end", "stand_in",
        "last_snooze",
    },
    "policies": {"digest", "text"},
    "problems": {"state", "matter", "words", "lead"},  # the words that many have in common
    "problem_gestures": {"lead"},
    "problem_members": {"subject", "stage"},
    "reviews": {"asked_by", "verdict", "lead"},
    "scores": {"kind"},
    "thanks": {"person", "author"},
    "timers": {"kind", "subject"},
}  # fmt: skip


def of_text(table: Table) -> set[str]:
    """The table's columns that hold text."""
    return {column.name for column in table.c if isinstance(column.type, Text)}


def holds_marker(desk: Desk, table: Table, column: Column[str]) -> bool:
    """Whether the marker stands anywhere in a column."""
    with desk.database.read() as tx:
        return any(MARKER in (value or "").casefold() for value in tx.execute(select(column)).scalars())


def marked(desk: Desk) -> set[tuple[str, str]]:
    """Every (table, column) in which the marker stands."""
    return {
        (table.name, name)
        for table in metadata.sorted_tables
        for name in of_text(table)
        if holds_marker(desk, table, table.c[name])
    }


async def everything_marked(desk: Desk) -> None:
    """A customer whose every record holds the marker, wherever words can stand."""
    words = f"about {MARKER}"
    scribe_of(desk).text = scribe_of(desk).promise = words
    a_followup(desk, what=words, customer=NAME)
    a_followup(desk, hours=1, what=words, customer=NAME)
    cancelled = a_followup(desk, what=words, customer=NAME)
    followups.cancel(desk, a_request(), ANNA, cancelled.id)
    outcomes.give_reason(desk, a_request(), ANNA, cancelled.id, words)
    decisions.decline(desk, a_request(), LEA, a_gesture(desk, customer=NAME, reason=words).id, words)
    given = a_gesture(desk, 2_000, customer=TICKET, person=NAME, reason=words)
    giving.deliver(desk, a_request(), ANNA, given.id)
    giving.prove(desk, a_request(), ANNA, given.id, words)
    customers.note(desk, a_request(), BEN, NAME, words)
    await a_draft(desk, words, NAME)
    await a_draft(desk, f"I am Jane {MARKER}, it is about #98 or #99")  # whom nobody has linked to them
    used = await a_draft(desk, words, NAME)
    reviews.ask(desk, a_request(), ANNA, used.id)
    reviews.suggest(desk, a_request(), LEA, 1, f"{words}!")
    drafts.use(desk, a_request(), ANNA, used.id)
    clippings.keep(desk, ANNA, words)
    a_followup(desk, customer=JANE)  # somebody else
    with desk.database.begin() as tx:
        theirs = {"customer_id": 1, "at": desk.clock()}
        tx.execute(insert(service.scores).values(kind="nps", value=1, **theirs))
        tx.execute(insert(service.thanks).values(person=ANNA.id, author=BEN.id, words=words, **theirs))
        asked = {"state": "asked", "matter": "matter:late", "words": "parcel", "noticed_at": desk.clock()}
        problem = tx.execute(insert(service.problems).values(**asked).returning(service.problems.c.id)).scalar_one()
        refused = {"problem_id": problem, "customer_id": 1, "lead": LEA.id, "refused": words}
        tx.execute(insert(service.problem_gestures).values(**refused))
        for number, (kept, other) in enumerate([(1, 2), (2, 1)], 1):  # whichever of the two they were
            tx.execute(insert(service.merges).values(kept_id=kept, other_id=other, actor=ANNA.id, at=desk.clock()))
            tx.execute(insert(service.merged_records).values(merge_id=number, subject=f"reference:name:jane {MARKER}"))
        tx.execute(
            update(tables.followups)
            .where(tables.followups.c.customer_id == 1)
            .values(link=f"https://example.com/{MARKER}")
        )
        version = dict.fromkeys(("need", "promise", "wish", "note", "sent"), words)
        tx.execute(update(tables.draft_versions).values(check=f'["{MARKER}"]', **version))
    clock_of(desk).pass_by(hours=1)
    timers.ring(desk)


def test_every_column_of_text_is_one_of_words_or_of_ours() -> None:
    unsorted = {
        (table.name, name)
        for table in metadata.sorted_tables
        for name in of_text(table) - OF_WORDS.get(table.name, set()) - OF_OURS.get(table.name, set())
    }
    assert unsorted == set()
    assert service.metadata is metadata


async def test_the_words_stand_everywhere_before_and_nowhere_after(desk: Desk) -> None:
    await everything_marked(desk)
    assert marked(desk) == {(table, name) for table, names in OF_WORDS.items() for name in names}
    assert timers_of(desk, "followup:1")
    customers.forget(desk, f'"Jane {MARKER}"')
    assert marked(desk) == set()
    assert chain_is_valid(desk)


async def test_scores_and_old_names_go_and_what_counts_stays(desk: Desk) -> None:
    await everything_marked(desk)
    ((other,),) = run(desk.database, "SELECT customer_id FROM customer_references WHERE key = :key", key=JANE.key)
    with desk.database.begin() as tx:
        tx.execute(update(tables.customers).values(tier="gold", language="de"))
        tx.execute(insert(service.scores).values(customer_id=other, kind="nps", value=9, at=desk.clock()))
        tx.execute(insert(service.thanks).values(
            person=ANNA.id, author=BEN.id, words="so kind", customer_id=other, at=desk.clock()))  # fmt: skip
    customers.forget(desk, f'"Jane {MARKER}"')
    assert run(desk.database, "SELECT customer_id FROM scores") == [(other,)]
    assert run(desk.database, "SELECT customer_id, words FROM thanks ORDER BY id") == [(1, ""), (other, "so kind")]
    assert run(desk.database, "SELECT count(*) FROM merges") == [(2,)]
    traits = dict(run(desk.database, "SELECT id, tier FROM customers"))
    assert (traits[1], traits[other]) == (None, "gold")
    assert run(desk.database, "SELECT language FROM customers WHERE id = 1") == [(None,)]


def test_merges_of_others_can_still_be_undone(desk: Desk) -> None:
    for name in ("one@example.com", "two@example.com", "three@example.com"):
        a_followup(desk, customer=Reference("email", name, name))
    with desk.database.begin() as tx:
        tx.execute(insert(service.merges).values(kept_id=1, other_id=2, actor=ANNA.id, at=desk.clock(), kept_tier="a"))
        tx.execute(insert(service.merged_records).values(merge_id=1, subject="reference:email:two@example.com"))
    customers.forget(desk, "three@example.com")
    assert run(desk.database, "SELECT subject FROM merged_records") == [("reference:email:two@example.com",)]
    assert run(desk.database, "SELECT kept_tier FROM merges") == [("a",)]
