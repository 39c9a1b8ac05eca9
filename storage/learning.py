"""Queries about how drafts fared and what they took of a model: each version of each that was written for its agent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from storage.records import DraftState
from storage.tables import draft_versions, drafts

_CORRECTED = or_(drafts.c.felt.is_not(None), drafts.c.about.is_not(None))


@dataclass(frozen=True, slots=True)
class Writing:
    """One version of a draft that was written for its agent, what it took, and what became of the draft."""

    draft: int
    state: DraftState
    edited: float | None
    corrected: bool
    """Whether the agent saw another feeling or another matter."""
    writer: str
    prompt_version: str
    instead_of: str | None
    """The model that gave nothing to show, so that the phrasebook wrote this; what was spent, it took."""
    instead_of_version: str | None
    seconds: float
    tokens_asked: int
    tokens_answered: int
    cost: int | None
    """Millionths of the currency's unit; None where the policy named no price."""
    currency: str | None


def since(tx: Connection, when: datetime) -> Sequence[Writing]:
    """What was written for agents of the drafts begun from `when` on, each draft's versions in their order."""
    return _writings(tx, drafts.c.created_at >= when)


def of_drafts(tx: Connection, numbers: Collection[int]) -> Sequence[Writing]:
    """The same of these drafts."""
    return _writings(tx, drafts.c.id.in_(numbers))


def _writings(tx: Connection, those: ColumnElement[bool]) -> Sequence[Writing]:
    draft, version = drafts.c, draft_versions.c
    query = (
        select(
            draft.id.label("draft"), draft.state, draft.edited, _CORRECTED.label("corrected"),
            version.writer, version.prompt_version, version.instead_of, version.instead_of_version, version.seconds,
            func.coalesce(version.tokens_asked, 0).label("tokens_asked"),
            func.coalesce(version.tokens_answered, 0).label("tokens_answered"), version.cost, version.currency,
        )
        .join(draft_versions, and_(version.draft_id == draft.id, version.writer != draft.agent))
        .where(those)
        .order_by(draft.id, version.version)
    )  # fmt: skip
    return [Writing(**{**row._mapping, "corrected": bool(row.corrected)}) for row in tx.execute(query)]
