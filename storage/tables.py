"""The tables, with everything the database itself forbids.

A bug in Python must not be able to write what may never be true, so the rules that money and trust hang on stand
here as keys, checks and triggers: one decision per lead and round, nobody decides their own request, an approval
has as many different leads as it needs, the audit trail only grows. It is long because these rules lean on each other
and are read together.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from storage.types import Instant

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_N_name)s_uq",
        "ix": "%(table_name)s_%(column_0_N_name)s_ix",
        "ck": "%(table_name)s_%(constraint_name)s_ck",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself


def index_of_some(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows for which `where` holds, on either database."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def one_of(column: str, *values: str) -> CheckConstraint:
    """The column holds one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=column)


people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("membership", Text, nullable=False),
    Column("hours_days", Text),
    Column("hours_start", Text),
    Column("hours_end", Text),
    Column("away_until", Instant),
    Column("stand_in", Text),
    Column("last_snooze", Text),
    Column("deputised", Boolean, nullable=False, server_default=false()),  # the stand-in decides for this lead
    Column("praised", Boolean, nullable=False, server_default=true()),  # may be named among the week's good turns
    one_of("membership", "member", "guest", "outsider", "gone"),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("created_at", Instant, nullable=False),
    Column("forgotten_at", Instant),
    Column("tier", Text),
    Column("language", Text),  # two letters
    sqlite_autoincrement=True,
)

references = Table(
    "customer_references",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False, index=True),
    one_of("kind", "email", "ticket", "name", "alias"),
)

# Who looks like the same person and is not, so that nobody is asked again; `one` has the smaller number.
apart = Table(
    "customers_apart",
    metadata,
    Column("one_id", Id, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("other_id", Id, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
)

notes = Table(
    "customer_notes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False, index=True),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

policies = Table(
    "policies",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("first_used_at", Instant, nullable=False),
)

followups = Table(
    "followups",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("zone", Text, nullable=False),
    Column("exact", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("link", Text),
    Column("salt", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("reminded_at", Instant),
    Column("reminders", Integer, nullable=False, server_default="0"),
    Column("closed_at", Instant),
    Column("late", Float, nullable=False, server_default="0"),
    Column("escalated_from", Text),
    Column("asked", Text, nullable=False, server_default=""),  # the words for when, as typed
    Column("moved", Boolean, nullable=False, server_default=false()),
    Column("promised_by", Instant),
    Column("they_owe", Boolean, nullable=False, server_default=false()),
    Column("repeat", Text),  # an RRULE in wall time
    Column("solved", Boolean),
    Column("follows", Id),
    Column("reason", Text),
    Column("nudged_by", Text),
    Column("left_by", Text),
    Column("handed_by", Text),
    Column("origin", Text),  # what made it, if it was the bot: check_in, problem
    Column("problem", Id),  # of many customers, that this waits for: nobody is nudged meanwhile
    one_of("state", "open", "done", "cancelled"),
    CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed"),
    Index("followups_customer_ix", "customer_id", "created_at"),
    index_of_some("followups_open_ix", "owner", "due_at", where="state = 'open'"),
    index_of_some("followups_heard_ix", "customer_id", "closed_at", where="state = 'done'"),
    index_of_some("followups_promised_ix", "promised_by", where="promised_by IS NOT NULL"),
    index_of_some("followups_follows_ix", "follows", where="follows IS NOT NULL"),
    sqlite_autoincrement=True,
)

# Promises whose time was over when their follow-up was reopened or got another time: that they were kept, or missed.
past_promises = Table(
    "past_promises",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("followup_id", Id, ForeignKey("followups.id"), nullable=False, index=True),
    Column("promised_by", Instant, nullable=False, index=True),
    Column("kept", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

gestures = Table(
    "gestures",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("currency", Text, nullable=False),
    Column("price", BigInteger),
    Column("cost", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("needs", Integer, nullable=False),
    Column("round", Integer, nullable=False, server_default="1"),
    Column("rule", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("policy", Text, ForeignKey("policies.digest"), nullable=False),
    Column("salt", Text, nullable=False),
    Column("requested_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("decided_at", Instant),
    Column("delivered_at", Instant),
    Column("code", Text),  # of the reason
    Column("units", Integer, nullable=False, server_default="1"),
    Column("facts", Text, nullable=False, server_default="[]"),  # a JSON array of codes
    Column("tier", Text),  # the customer's, then
    Column("proof", Text),
    Column("claimed_by", Text),
    Column("again_of", Id),  # the expired request that it asks for again
    one_of("unit", "percent", "money", "time", "none"),
    one_of("state", "requested", "granted", "approved", "declined", "withdrawn", "expired", "delivered"),
    CheckConstraint("amount >= 0 AND cost >= 0 AND (price IS NULL OR price > 0)", name="amounts"),
    CheckConstraint("needs BETWEEN 0 AND 2", name="needs"),
    CheckConstraint("state NOT IN ('requested', 'approved') OR needs > 0", name="needs_a_lead"),
    CheckConstraint("state <> 'granted' OR needs = 0", name="granted_alone"),
    CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered"),
    CheckConstraint("(state = 'requested') = (decided_at IS NULL)", name="decided"),
    Index("gestures_customer_ix", "customer_id", "requested_at"),
    Index("gestures_requester_ix", "requester", "requested_at"),
    Index("gestures_kind_ix", "kind", "code", "id"),
    index_of_some("gestures_decided_ix", "decided_at", where="decided_at IS NOT NULL"),
    index_of_some("gestures_heard_ix", "customer_id", "delivered_at", where="state = 'delivered'"),
    index_of_some("gestures_open_ix", "state", where="state IN ('requested', 'granted', 'approved')"),
    index_of_some("gestures_asked_ix", "requester", "state", where="state IN ('requested', 'granted', 'approved')"),
    index_of_some("gestures_claimed_ix", "claimed_by", where="claimed_by IS NOT NULL"),
    index_of_some("gestures_again_ix", "again_of", where="again_of IS NOT NULL", unique=True),
    # What was given of late is summed up from this index alone, so it holds the state and the currency too.
    index_of_some(
        *("gestures_given_ix", "requested_at", "requester", "needs", "cost", "state", "currency"),
        where="state IN ('granted', 'approved', 'delivered')",
    ),
    sqlite_autoincrement=True,
)

# What counts against limits, in minor units: the sum of a gesture's entries is its cost while it counts, and 0 after.
# Triggers write it, so that no version and no bug can give what does not count.
ledger = Table(
    "ledger",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("gesture_id", Id, ForeignKey("gestures.id"), nullable=False, index=True),
    Column("entry", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    one_of("entry", "requested", "granted", "changed", "approved", "declined", "withdrawn", "expired", "delivered"),
    sqlite_autoincrement=True,
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("gesture_id", Id, ForeignKey("gestures.id"), nullable=False),
    Column("round", Integer, nullable=False),
    Column("lead", Text, nullable=False),
    Column("on_behalf", Text),  # the lead who is away, for whom a deputy decides
    Column("verdict", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    one_of("verdict", "approve", "decline", "change"),
    UniqueConstraint("gesture_id", "round", "lead", "verdict"),
    sqlite_autoincrement=True,
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("agent", Text, nullable=False, index=True),
    Column("customer_id", Id, ForeignKey("customers.id")),
    Column("message", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default="0"),
    Column("wish", Text),
    # How the agent wants it: the feeling and the matter as they see them, the language, one of the policy's tones.
    Column("felt", Text),
    Column("about", Text),
    Column("language", Text),
    Column("tone", Text),
    Column("model_allowed", Boolean, nullable=False, server_default=true()),
    Column("edited", Float),  # once it is used: how much of what was written the agent changed, 0 to 1
    Column("created_at", Instant, nullable=False, index=True),
    Column("closed_at", Instant),
    Column("origin", Text),  # what made it, if it was the bot: problem
    Column("followup", Id),  # that keeps what it promises
    Column("said_at", Instant),  # when the message stood in Slack, if it was not pasted
    # Who writes it now and until when (seconds of the database's clock), so that a restart finishes it.
    Column("held_until", Float, nullable=False, server_default="0"),
    Column("fence", Integer, nullable=False, server_default="0"),
    one_of("state", "writing", "ready", "used", "discarded"),
    Index("drafts_customer_ix", "customer_id", "created_at"),
    index_of_some("drafts_heard_ix", "customer_id", "closed_at", where="state = 'used'"),
    index_of_some("drafts_writing_ix", "held_until", where="state = 'writing'"),
    index_of_some("drafts_ready_ix", "agent", "id", where="state = 'ready'"),
    index_of_some("drafts_kept_ix", "followup", where="followup IS NOT NULL"),
    sqlite_autoincrement=True,
)

draft_versions = Table(
    "draft_versions",
    metadata,
    Column("draft_id", Id, ForeignKey("drafts.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("reply", Text, nullable=False),
    Column("feeling", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("about", Text),  # the matter, where the agent said it before this was written
    Column("need", Text, nullable=False),
    Column("check", Text, nullable=False),  # a JSON array of sentences
    Column("promise", Text),
    Column("promised_by", Instant),
    Column("wish", Text),
    Column("writer", Text, nullable=False),
    Column("prompt_version", Text, nullable=False),
    Column("note", Text),
    Column("confidence", Float, nullable=False, server_default="0"),
    Column("severity", Text, nullable=False, server_default="low"),
    Column("sensitive", Text),
    Column("used", Text, nullable=False, server_default="[]"),  # JSON arrays of sources and of kinds' labels
    Column("suggested", Text, nullable=False, server_default="[]"),
    Column("sent", Text),  # what left the house, word for word
    Column("seconds", Float, nullable=False, server_default="0"),
    Column("tokens_asked", Integer),
    Column("tokens_answered", Integer),
    # What they cost at the policy's price of that day: millionths of this currency's unit; neither where none is named.
    Column("cost", BigInteger),
    Column("currency", Text),
    # The model that gave nothing to show, so that the phrasebook wrote, and the version of its prompt.
    Column("instead_of", Text),
    Column("instead_of_version", Text),
    Column("written_at", Instant, nullable=False),
)

timers = Table(
    "timers",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("due_at", Instant, nullable=False),
    Column("failed", Boolean, nullable=False, server_default=false()),
    index_of_some("timers_due_ix", "due_at", where="NOT failed"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("occurrence", Integer, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("wanted", Integer, nullable=False, server_default="1"),
    Column("shown", Integer, nullable=False, server_default="0"),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    # Nobody takes it before this second of the database's clock: a lease while it is sent, a pause after a refusal.
    Column("held_until", Float, nullable=False, server_default="0"),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("doubtful", Boolean, nullable=False, server_default=false()),
    Column("channel", Text),
    Column("ts", Text),
    Column("fingerprint", Text),
    Column("trouble", Text),
    # When it was first seen in Slack (wall time), and when to look for a late twin of it (the database's clock).
    Column("shown_at", Instant),
    Column("look_at", Float),
    Column("looks", Integer, nullable=False, server_default="0"),
    one_of("state", "ready", "sending", "settled", "dropped", "dead"),
    UniqueConstraint("kind", "subject", "recipient", "occurrence"),
    CheckConstraint("shown <= wanted", name="shown"),
    Index("outbox_subject_ix", "subject"),
    *(
        index_of_some(f"outbox_{name}_ix", *columns, where=those)
        for name, columns, those in (
            ("lane", ("recipient", "priority", "due_at", "id"), "state IN ('ready', 'sending') AND ts IS NULL"),
            ("change", ("priority", "id"), "state IN ('ready', 'sending') AND ts IS NOT NULL"),
            ("held", ("held_until",), "state IN ('ready', 'sending') AND held_until > 0"),
            ("look", ("look_at",), "look_at IS NOT NULL"),
            ("dead", ("recipient",), "state = 'dead'"),
        )
    ),
    sqlite_autoincrement=True,
)

# How fast Slack lets us go, shared by all replicas: a row for each recipient (a lane) and each method, in seconds of
# the database's clock, and one for that clock itself.
pace = Table(
    "pace",
    metadata,
    Column("name", Text, primary_key=True),
    Column("free_at", Float, nullable=False),
    Column("limited_until", Float, nullable=False, server_default="0"),
)

# That somebody is there: the one row that every replica renews, in wall time and by the database's clock.
presence = Table(
    "presence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seen_at", Instant, nullable=False),
    Column("beat", Float, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

# When nobody was there, and whose reminders came late by it.
absences = Table(
    "absences",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    sqlite_autoincrement=True,
)

latecomers = Table(
    "latecomers",
    metadata,
    Column("absence_id", Id, ForeignKey("absences.id"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column("reminders", Integer, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    Column("request", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

clippings = Table(
    "clippings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Id, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("previous", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, unique=True),
    Index("audit_subject_ix", "subject"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Id, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
