"""Who writes in the evaluation: ours, and the two that anybody would have within an hour."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from evaluation.words import words
from prompts import phrasebook
from prompts.brief import Brief, Feeling, Matter, Reply
from prompts.languages import language_of
from prompts.writer import DEFAULT_MODEL, Writer

DEADLINE_SECONDS = 60.0
NAIVE_PROMPT = "Write a friendly reply to this message from a customer. Sign as {signature}.\n\n{message}"


class Author(Protocol):
    """Writes a reply to every brief."""

    @property
    def name(self) -> str: ...

    @property
    def reads(self) -> bool:
        """Whether its replies say which feeling and matter it read."""
        ...

    async def write(self, brief: Brief) -> Reply: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Server:
    """A model's server and its model, as the environment names them."""

    key: str | None
    url: str | None
    model: str

    @classmethod
    def configured(cls, environment: Mapping[str, str] = os.environ) -> Server | None:
        """The server of OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL; None without a key or a base address."""
        key, url = environment.get("OPENAI_API_KEY") or None, environment.get("OPENAI_BASE_URL") or None
        return cls(key, url, environment.get("OPENAI_MODEL") or DEFAULT_MODEL) if key or url else None

    def client(self) -> Any:
        """A client of the server that tries nothing twice."""
        import openai

        return openai.AsyncOpenAI(api_key=self.key or "none", base_url=self.url, max_retries=0)


class Phrasebook:
    """Ours, offline."""

    name, reads = "phrasebook", True

    async def write(self, brief: Brief) -> Reply:
        return phrasebook.write(brief)

    async def close(self) -> None:
        """Nothing is open."""


class Model:
    """Ours, with the configured model; where it gives nothing usable the phrasebook answers, as in the bot."""

    reads = True

    def __init__(self, server: Server) -> None:
        self.name = server.model
        self._writer = Writer.configured(server.key, server.url, server.model, DEADLINE_SECONDS)

    async def write(self, brief: Brief) -> Reply:
        return await self._writer.write(brief)

    async def close(self) -> None:
        await self._writer.close()


class NaivePrompt:
    """The same model, asked as one asks it on the first day. A reply that fails is an empty one."""

    reads = False

    def __init__(self, server: Server) -> None:
        self.name, self._model, self._client = f"naive prompt, {server.model}", server.model, server.client()

    async def write(self, brief: Brief) -> Reply:
        import openai

        asked = NAIVE_PROMPT.format(signature=brief.signature, message=brief.message)
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                answer = await self._client.chat.completions.create(
                    model=self._model, messages=[{"role": "user", "content": asked}]
                )
            text = answer.choices[0].message.content or ""
        except (TimeoutError, openai.OpenAIError, LookupError, AttributeError, TypeError) as problem:
            return unread("", self.name, fallback=type(problem).__name__)
        return unread(text, self.name)

    async def close(self) -> None:
        await self._client.close()


class NaiveTemplate:
    """A template a matter with the order's number filled in, chosen by a dozen words."""

    name, reads = "naive template", True

    async def write(self, brief: Brief) -> Reply:
        data, said, language = words("baselines"), brief.message.lower(), _language(brief)
        matter = next((m for m, cues in data["matters"].items() if any(cue in said for cue in cues)), "other")
        feeling = next((f for f, cues in data["feelings"].items() if any(cue in said for cue in cues)), "neutral")
        order = re.search(r"#?\b\d{4,}\b", brief.message)
        about = data["about"][language][matter] + (f" ({order[0]})" if order else "")
        text = data["template"][language].format(about=about, signature=brief.signature_in(language))
        return unread(text, self.name, feeling=cast(Feeling, feeling), matter=cast(Matter, matter))

    async def close(self) -> None:
        """Nothing is open."""


class Macro:
    """The same words for everybody, as help desks ship them."""

    name, reads = "stock macro", False

    async def write(self, brief: Brief) -> Reply:
        language = _language(brief)
        text = words("baselines")["macro"][language].format(signature=brief.signature_in(language))
        return unread(text, self.name)

    async def close(self) -> None:
        """Nothing is open."""


def authors(server: Server | None) -> list[Author]:
    """Ours first, then two baselines: a template, and a naive prompt where there is a model, else a macro."""
    if server is None:
        return [Phrasebook(), NaiveTemplate(), Macro()]
    return [Phrasebook(), Model(server), NaiveTemplate(), NaivePrompt(server)]


def unread(
    text: str, writer: str, *, feeling: Feeling = "neutral", matter: Matter = "other", fallback: str | None = None
) -> Reply:
    """A reply of a writer that has nothing to say beside its text."""
    return Reply(
        text=text,
        feeling=feeling,
        matter=matter,
        need="",
        language="",
        check=(),
        promise=None,
        writer=writer,
        prompt_version="",
        fallback=fallback,
    )


def _language(brief: Brief) -> str:
    return "de" if language_of(brief.message) == "de" else "en"
