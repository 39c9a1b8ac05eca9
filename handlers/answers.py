"""What a listener can answer."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from handlers.views.blocks import Message


@dataclass(frozen=True, slots=True)
class Private:
    """Words that only this person sees. `instead`: they take the place of the private answer that was pressed."""

    message: Message
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A form to open, or, in answer to a form, the one to go on with."""

    view: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problems:
    """A form cannot be taken: a sentence beside each field (by block id)."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Following:
    """Words for now, while the `answer` itself takes longer than Slack waits: it follows."""

    message: Message
    answer: Awaitable[Private]


Answer: TypeAlias = Private | Form | Problems | Following | None
