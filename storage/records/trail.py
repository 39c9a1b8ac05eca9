"""The audit trail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One link of the audit chain. `data` holds ids, amounts, rules and salted digests, never personal data."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    data: dict[str, object] = field(default_factory=dict)
    previous: str = ""
    hash: str = ""
