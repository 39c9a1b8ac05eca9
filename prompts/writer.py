"""Who writes a draft: the model if there is one, and the phrasebook whenever there is none or it fails."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Self

from prompts import phrasebook
from prompts.brief import Asked, Brief, Reply
from prompts.encoder import encoder
from prompts.exchange import Unusable
from prompts.model import AT_ONCE, ModelWriter
from prompts.question import VERSION

DEFAULT_MODEL = "gpt-4.1-mini"


class Writer:
    """Writes every draft there is to write; content is never a reason to fail."""

    def __init__(self, model: ModelWriter | None = None) -> None:
        self._model = model
        self._threads = ThreadPoolExecutor(AT_ONCE, "phrasebook")

    @classmethod
    def configured(
        cls,
        api_key: str | None = None,
        base_url: str | None = None,
        model: str | None = None,
        deadline_seconds: float = 20,
    ) -> Self:
        """A writer with a model if a key or a base address is given, otherwise with the phrasebook alone."""
        if not (api_key or base_url):
            return cls()
        return cls(ModelWriter(api_key, base_url, model or DEFAULT_MODEL, deadline_seconds))

    @property
    def takes_time(self) -> bool:
        """Whether a draft takes so long that its agent should see that it is being written."""
        return self._model is not None

    async def prepare(self) -> None:
        """Loads what the first draft by a model takes, and the phrasebook behind it. That takes seconds, which are not
        to go from the time that the model has."""
        if self._model is not None:
            await asyncio.to_thread(self._model.load)
            await self._of_phrasebook(Brief("Where is my order?"))

    async def write(self, brief: Brief) -> Reply:
        """A reply to the brief's message; `fallback` tells why the phrasebook wrote it in the model's place."""
        began = time.perf_counter()
        reply = await self._write(brief)
        return replace(reply, seconds=time.perf_counter() - began)

    async def _write(self, brief: Brief) -> Reply:
        if self._model is None or not brief.model_allowed:
            return await self._of_phrasebook(brief)
        is_asked = asyncio.Event()
        spare = asyncio.create_task(self._spare(brief, is_asked))
        try:
            return await self._model.write(brief, is_asked)
        except Unusable as reason:
            is_asked.set()
            asked = Asked(self._model.model, VERSION, reason.flaw)
            instead = replace(await spare, fallback=str(reason), instead_of=asked)
            return replace(instead, sent=reason.sent, tokens=reason.tokens)
        finally:
            spare.cancel()

    async def _spare(self, brief: Brief, is_asked: asyncio.Event) -> Reply:
        """The phrasebook's, written while the model writes, which takes a hundred times as long: many that fail at
        once, as when a model hangs, are then no crowd at the end of their time. It comes after the question: what was
        read for that is known."""
        await is_asked.wait()
        return await self._of_phrasebook(brief)

    async def _of_phrasebook(self, brief: Brief) -> Reply:
        try:
            writing = asyncio.get_running_loop().run_in_executor(self._threads, phrasebook.write, brief)
        except RuntimeError:  # closed by now, as what still waited was cancelled
            raise asyncio.CancelledError from None
        return await writing

    async def check(self) -> str | None:
        """Asks the model a small question, then closes its connections. None when it answers or when there is none,
        otherwise a sentence that says what is wrong, without secrets."""
        if self._model is None:
            return None
        try:
            await self._model.check()
        except Unusable as reason:
            return f"{reason} Look at OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL."
        except Exception as error:  # noqa: BLE001 (whatever it is, it is the answer to the question)
            return f"The model cannot be asked ({type(error).__name__}). Look at OPENAI_BASE_URL."
        finally:
            await self._model.close()
        return None

    async def close(self) -> None:
        """Closes the model's connections, if there are any. What is asked for from now on, and what waits, is cancelled
        and not written: whoever starts next has it written."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._model is not None:
            await self._model.close()

    def describe(self) -> str:
        """Who writes, in one line, without secrets."""
        less = "" if encoder() else " Words alone are weighed: the encoder's libraries are not installed."
        if self._model is None:
            return f"Drafts are written offline, from the phrasebook.{less}"
        return f"Drafts are written by {self._model.describe()}; after that from the phrasebook.{less}"
