"""What a lead says to a reply before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from storage.records.drafts import Draft

Verdict = Literal["fine", "changes"]


@dataclass(frozen=True, slots=True)
class Review:
    """One version of a draft that a lead was asked to read. `verdict` None: nobody has answered yet; `words` are what
    the lead would change, as a rule the whole reply written better."""

    id: int
    draft: int
    version: int
    asked_by: str
    asked_at: datetime
    verdict: Verdict | None = None
    words: str = ""
    lead: str | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.verdict is None


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A review with the draft as it stands now, and the `reply` and its `sensitive` matter as they were when it was
    asked for."""

    review: Review
    draft: Draft
    reply: str
    sensitive: str | None = None
    is_asked_anew: bool = False
    """Whether a later version was put before the leads."""

    @property
    def is_current(self) -> bool:
        """Whether the reply that was asked about is the one that the agent may still use."""
        return self.review.version == self.draft.version and self.draft.state in ("writing", "ready")

    @property
    def is_taken_over(self) -> bool:
        """Whether the lead's words are the reply now."""
        return self.review.verdict == "changes" and self.draft.reply == self.review.words != ""
