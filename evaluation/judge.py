"""A model that reads replies and gives marks by the rubric in `rubric.md`, where a model is configured."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field

from evaluation.messages import Message
from evaluation.writers import Server

RUBRIC = Path(__file__).with_name("rubric.md")
POINTS = ("listened", "warmth", "honesty", "forward", "voice")
DEADLINE_SECONDS = 60.0
Mark = Annotated[int, Field(ge=1, le=5, strict=True)]


class Marks(BaseModel):
    """What the judge gave, 1 to 5 each, and why in a sentence."""

    listened: Mark
    warmth: Mark
    honesty: Mark
    forward: Mark
    voice: Mark
    why: str = ""

    @property
    def mean(self) -> float:
        """The mean of the five."""
        return float(sum(getattr(self, point) for point in POINTS)) / len(POINTS)


SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        **{point: {"type": "integer", "minimum": 1, "maximum": 5} for point in POINTS},
        "why": {"type": "string"},
    },
    "required": [*POINTS, "why"],
    "additionalProperties": False,
}


class Judge:
    """Asks the judging model; it does not learn who wrote what it reads."""

    def __init__(self, server: Server, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        self.name, self._deadline, self._client = server.model, deadline_seconds, server.client()

    async def marks(self, message: Message, text: str) -> Marks | None:
        """Its marks for the reply `text`; None if it gave none within the deadline, or none that the rubric knows."""
        import openai

        try:
            async with asyncio.timeout(self._deadline):
                answer = await self._client.chat.completions.create(
                    model=self.name, messages=_asked(message, text), response_format=_FORMAT, temperature=0
                )
            return Marks.model_validate(json.loads(answer.choices[0].message.content))
        except (TimeoutError, openai.OpenAIError, ValueError, LookupError, AttributeError, TypeError):
            return None

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.close()


_FORMAT = {"type": "json_schema", "json_schema": {"name": "marks", "strict": True, "schema": SCHEMA}}


def _asked(message: Message, text: str) -> list[dict[str, Any]]:
    """The rubric, then message and draft as JSON, so that neither can pass for a part of the rubric."""
    read = {"customer’s message": message.text, "what they need": message.need, "draft": text}
    return [
        {"role": "system", "content": RUBRIC.read_text(encoding="utf-8")},
        {"role": "user", "content": json.dumps(read, ensure_ascii=False)},
    ]
