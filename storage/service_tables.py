"""The tables of the customer, the day and the figures: scores, merges, thanks, problems that many have, what leads read
before it is sent, and how far old words are erased."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from storage.tables import Id, metadata, one_of
from storage.types import Instant

# How satisfied customers were, as imported: CSAT from 1 to 5, NPS from 0 to 10. The same row twice is one.
scores = Table(
    "scores",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("customer_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("value", Integer, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    one_of("kind", "csat", "nps"),
    CheckConstraint(
        "(kind = 'csat' AND value BETWEEN 1 AND 5) OR (kind = 'nps' AND value BETWEEN 0 AND 10)", name="value"
    ),
    UniqueConstraint("customer_id", "kind", "at"),
    sqlite_autoincrement=True,
)

# Two customers became one; what belonged to `other` is named in `merged_records`, so that it can be taken apart again.
merges = Table(
    "merges",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("kept_id", Id, ForeignKey("customers.id"), nullable=False, index=True),
    Column("other_id", Id, ForeignKey("customers.id"), nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("undone_at", Instant),
    # What the kept one was before, where the other's stands now.
    Column("kept_tier", Text),
    Column("kept_language", Text),
    sqlite_autoincrement=True,
)

merged_records = Table(
    "merged_records",
    metadata,
    Column("merge_id", Id, ForeignKey("merges.id"), primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),  # followup:1, gesture:1, draft:1, note:1, score:1, reference:KIND:KEY
)

# A follow-up that was done and was opened again.
reopenings = Table(
    "reopenings",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("followup_id", Id, ForeignKey("followups.id"), nullable=False, index=True),
    Column("closed_at", Instant, nullable=False, index=True),
    Column("reopened_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

# Somebody was thanked, by a customer or a colleague.
thanks = Table(
    "thanks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("person", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("customer_id", Id, ForeignKey("customers.id"), index=True),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    sqlite_autoincrement=True,
)

# Things that look like one problem of many customers: put before a lead, who says whether they are.
problems = Table(
    "problems",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("state", Text, nullable=False),
    Column("matter", Text, nullable=False),
    Column("words", Text, nullable=False),  # what they have in common, as the lead reads it
    Column("noticed_at", Instant, nullable=False, index=True),
    Column("lead", Text),
    Column("decided_at", Instant),
    Column("fixed_at", Instant),
    one_of("state", "asked", "dismissed", "confirmed", "fixed"),
    CheckConstraint("(state = 'asked') = (lead IS NULL)", name="lead"),
    CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
    CheckConstraint("(state = 'fixed') = (fixed_at IS NOT NULL)", name="fixed"),
    sqlite_autoincrement=True,
)

# What speaks of it. `stage` follows the problem's state: a member whose stage lags behind is still to be seen to.
problem_members = Table(
    "problem_members",
    metadata,
    Column("problem_id", Id, ForeignKey("problems.id"), primary_key=True, autoincrement=False),
    Column("subject", Text, primary_key=True),  # followup:1, gesture:1, draft:1
    Column("customer_id", Id, ForeignKey("customers.id"), index=True),  # None where nobody knows
    Column("stage", Text, nullable=False, server_default="asked"),
    one_of("stage", "asked", "confirmed", "fixed"),
    Index("problem_members_subject_ix", "subject"),
)

# The gesture that a customer was to get because of a problem, one each: what was asked for, or why it was not possible.
problem_gestures = Table(
    "problem_gestures",
    metadata,
    Column("problem_id", Id, ForeignKey("problems.id"), primary_key=True, autoincrement=False),
    Column("customer_id", Id, ForeignKey("customers.id"), primary_key=True, autoincrement=False),
    Column("lead", Text, nullable=False),
    Column("gesture_id", Id, ForeignKey("gestures.id"), index=True),
    Column("refused", Text),
    CheckConstraint("(gesture_id IS NULL) = (refused IS NOT NULL)", name="outcome"),
)

# A gesture for all whom a problem concerns, as a lead ordered it, until it was asked for for each of them: so that it
# goes on where a process ended half-way.
blanket_orders = Table(
    "blanket_orders",
    metadata,
    Column("problem_id", Id, ForeignKey("problems.id"), primary_key=True, autoincrement=False),
    Column("lead", Text, primary_key=True),
    Column("request", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("price", BigInteger),
    Column("reason", Text, nullable=False),
    Column("code", Text),
    Column("customers", Text, nullable=False),  # a JSON array of their numbers
)

# When somebody last looked through what was written for problems of many, to its end: the one row that all replicas
# renew. What was written since, and a day before, is looked at next.
problem_looks = Table(
    "problem_looks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

# What the team changes about a reason that comes up again and again.
improvements = Table(
    "improvements",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("reason", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

# A lead was asked to read a version of a draft before it is sent, once each; whoever asked does not answer.
reviews = Table(
    "reviews",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("draft_id", Id, ForeignKey("drafts.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("verdict", Text),
    Column("words", Text, nullable=False, server_default=""),
    Column("lead", Text),
    Column("answered_at", Instant),
    one_of("verdict", "fine", "changes"),
    CheckConstraint("(verdict IS NULL) = (lead IS NULL)", name="lead"),
    CheckConstraint("(verdict IS NULL) = (answered_at IS NULL)", name="answered"),
    CheckConstraint("lead IS NULL OR lead <> asked_by", name="four_eyes"),
    UniqueConstraint("draft_id", "version"),
    sqlite_autoincrement=True,
)

# How far a night's erasing has come: of each kind of record, the last number that was looked at (none: all were), and
# how many lost their words. It is empty between two nights.
erasures = Table(
    "erasures",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("looked_up_to", Id),
    Column("erased", Integer, nullable=False),
    CheckConstraint("erased >= 0", name="erased"),
)
