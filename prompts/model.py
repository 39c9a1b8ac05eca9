"""The writer that asks a model: any server that speaks Chat Completions, one client, one total deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from prompts import guard
from prompts.answer import MOST_CHECKS, SCHEMA, Unfit, among, answer_in, cleaned, short
from prompts.brief import Brief, Reply, Tokens
from prompts.phrases import agent_words
from prompts.question import VERSION, Question, Said, asked_again, question_of
from prompts.reading import known_feeling

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MOST_PROMISES = 4
MODELS_SHARE = 0.95
"""Of the time that a draft may take; the rest is for showing what came of it."""
_MOST_TOKENS = 10**9  # above that, a server counts something else
T = TypeVar("T")


class Unusable(Exception):
    """The model gave nothing to show; the text is one short sentence for the agent.

    `sent` is what left the house all the same, `tokens` what it took.
    """

    def __init__(self, why: str, sent: str | None = None, tokens: Tokens | None = None) -> None:
        super().__init__(why)
        self.sent, self.tokens = sent, tokens


@dataclass(slots=True)
class _Exchange:
    """What went to the model for one draft, and what it took so far."""

    sent: str | None = None
    tokens: Tokens | None = None

    def sends(self, messages: Iterable[Said]) -> None:
        """What they wrote stands first, as that is what may not leave; the standing instructions come after it."""
        said = sorted(messages, key=lambda message: message["role"] == "system")
        self.sent = "\n\n".join(message["content"] for message in said)

    def took(self, usage: object) -> None:
        """Adds a server's own count, if it gives one that can be one."""
        counts = [getattr(usage, name, None) for name in ("prompt_tokens", "completion_tokens")]
        asked, answered = (n if isinstance(n, int) and 0 <= n < _MOST_TOKENS else 0 for n in counts)
        if asked or answered:
            before = self.tokens or Tokens(0, 0)
            self.tokens = Tokens(before.asked + asked, before.answered + answered)


class ModelWriter:
    """Writes replies with a model.

    `base_url` None means OpenAI's own. `deadline_seconds` is for a whole draft: importing, connecting and a second try
    included.
    """

    def __init__(self, api_key: str | None, base_url: str | None, model: str, deadline_seconds: float) -> None:
        self.model = model
        self._api_key, self._base_url, self._deadline = api_key, base_url, deadline_seconds
        self._client: AsyncOpenAI | None = None
        self._structured = True

    def describe(self) -> str:
        """The model, its server and the deadline in one line, without secrets."""
        server = urlsplit(self._base_url).hostname if self._base_url else "OpenAI"
        return f"{self.model} at {server}, within {self._deadline:g} s"

    async def write(self, brief: Brief) -> Reply:
        """A reply to the brief's message; raises `Unusable` if the model gives none in time."""
        exchange = _Exchange()
        try:
            reply = await self._in_time(self._write(brief, exchange), brief.waited)
        except Unusable as reason:
            raise Unusable(str(reason), exchange.sent, exchange.tokens) from None
        return replace(reply, sent=exchange.sent, tokens=exchange.tokens)

    async def check(self) -> None:
        """Asks for as little as can be asked, in the form of a draft; raises `Unusable` if no answer comes in time."""
        question = {"role": "user", "content": "Answer in JSON, with one short word a field."}
        if not (await self._in_time(self._ask([question], _Exchange()))).strip():
            raise Unusable("The model’s answer was empty.")

    async def close(self) -> None:
        """Closes the client's connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _in_time(self, asking: Coroutine[Any, Any, T], waited: float = 0.0) -> T:
        gone = min(max(0.0, waited), self._deadline / 2)  # whoever takes over an old draft has time for it too
        try:
            async with asyncio.timeout(self._deadline * MODELS_SHARE - gone):
                return await asking
        except TimeoutError:
            raise Unusable(f"The model did not answer within {self._deadline:g} seconds.") from None

    async def _write(self, brief: Brief, exchange: _Exchange) -> Reply:
        question = await asyncio.to_thread(question_of, brief)
        said = await self._ask(question.messages, exchange)
        try:
            return self._reply(said, question)
        except Unfit as problem:
            said = await self._ask(asked_again(question, said, str(problem)), exchange)
        try:
            return self._reply(said, question)
        except Unfit:
            raise Unusable("The model’s answer could not be used.") from None

    def _reply(self, said: str, question: Question) -> Reply:
        """The reply in what the model said; raises `Unfit` if there is none that may be shown."""
        answer, brief, redactor = answer_in(said), question.brief, question.redactor
        text, links = cleaned(answer.reply, redactor, question.known_addresses, question.language)
        if brief.signature and brief.signature.casefold() not in text.casefold():
            text = f"{text}\n\n{brief.signature}"
        felt = known_feeling(brief.felt)
        sensitive = question.sensitive or answer.grave
        promises = tuple(filter(None, (short(time, redactor, 60) for time in answer.promises[:MOST_PROMISES])))
        checks = (
            agent_words()["signs"]["lead"] if sensitive else "",
            agent_words()["signs"]["unguarded"] if question.language not in guard.LANGUAGES else "",
            *(short(line, redactor) for line in answer.check[:MOST_CHECKS]),
            "A link or address that is not theirs was taken out of the draft." if links else "",
        )
        return Reply(
            text=text,
            feeling=felt or answer.felt,
            confidence=1.0 if felt else answer.confidence,
            matter=answer.about,
            severity="high" if sensitive else answer.stakes,
            sensitive=sensitive,
            need=short(answer.need, redactor),
            language=question.language,
            check=tuple(filter(None, checks)),
            promise=promises[0] if promises else None,
            promises=promises,
            used=among([redactor.restore(source) for source in answer.used], [fact.source for fact in brief.facts]),
            suggested=() if sensitive else among(answer.suggested, brief.kinds),
            writer=self.model,
            prompt_version=VERSION,
        )

    async def _ask(self, messages: Iterable[Said], exchange: _Exchange) -> str:
        """What the model says to the messages."""
        openai = await asyncio.to_thread(_openai)
        if self._client is None:
            self._client = openai.AsyncOpenAI(
                api_key=self._api_key or "none", base_url=self._base_url, max_retries=0, timeout=self._deadline
            )
        wanted: dict[str, Any] = {}
        if self._structured:
            wanted["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
            }
        messages = list(messages)
        exchange.sends(messages)
        try:
            completion = await self._client.chat.completions.create(
                model=self.model, messages=cast(Any, messages), **wanted
            )
            content = completion.choices[0].message.content
            exchange.took(completion.usage)
        except openai.APITimeoutError:
            raise Unusable(f"The model did not answer within {self._deadline:g} seconds.") from None
        except openai.APIConnectionError:
            raise Unusable("The model’s server could not be reached.") from None
        except openai.BadRequestError:
            # Some servers refuse a schema that they do not know; the prompt asks for the same JSON in words.
            if not self._structured:
                raise Unusable("The model’s server refused the request (400).") from None
            self._structured = False
            try:
                return await self._ask(messages, exchange)
            except Unusable:
                self._structured = True  # it was not the schema that it refused
                raise
        except openai.APIStatusError as error:
            raise Unusable(f"The model’s server answered with an error ({error.status_code}).") from None
        except (openai.OpenAIError, ValueError, AttributeError, LookupError, TypeError):
            # What came back was no Chat Completion; the client hands such bodies on unchecked.
            raise Unusable("The model’s server gave an answer that cannot be read.") from None
        return content if isinstance(content, str) else ""


def _openai() -> Any:
    """The client library, imported when first needed: it is large, and without a model nobody needs it."""
    import openai

    return openai
