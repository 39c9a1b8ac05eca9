"""The writer that asks a model: any server that speaks Chat Completions, one client, one total deadline."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from prompts.answer import MOST_CHECKS, SCHEMA, Unfit, answer_in, cleaned, count, short
from prompts.brief import LONGEST_MESSAGE, Brief, Feeling, Matter, Reply
from prompts.languages import language_of
from prompts.redaction import Redactor

if TYPE_CHECKING:
    from openai import AsyncOpenAI

VERSION = "reply.v1"
_Message = dict[str, Any]
T = TypeVar("T")


class Unusable(Exception):
    """The model gave nothing to show; the text is one short sentence for the agent."""


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
        return await self._in_time(self._write(brief))

    async def check(self) -> None:
        """Asks for as little as can be asked, in the form of a draft; raises `Unusable` if no answer comes in time."""
        question = {"role": "user", "content": "Answer in JSON, with one short word a field."}
        if not (await self._in_time(self._ask([question]))).strip():
            raise Unusable("The model’s answer was empty.")

    async def close(self) -> None:
        """Closes the client's connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _in_time(self, asking: Coroutine[Any, Any, T]) -> T:
        try:
            async with asyncio.timeout(self._deadline):
                return await asking
        except TimeoutError:
            raise Unusable(f"The model did not answer within {self._deadline:g} seconds.") from None

    async def _write(self, brief: Brief) -> Reply:
        redactor = Redactor(tuple(filter(None, (brief.customer_name, *brief.names))))
        message = brief.message[:LONGEST_MESSAGE]
        language = _language(brief)
        asked = await asyncio.to_thread(_asked, brief, message, language, redactor)
        said = await self._ask(asked)
        try:
            return self._reply(said, redactor, message, language, brief)
        except Unfit as problem:
            again = _template("repair.v1.j2", {"problem": str(problem)})
            said = await self._ask(
                [*asked, {"role": "assistant", "content": said[:LONGEST_MESSAGE]}, {"role": "user", "content": again}]
            )
        try:
            return self._reply(said, redactor, message, language, brief)
        except Unfit:
            raise Unusable("The model’s answer could not be used.") from None

    def _reply(self, said: str, redactor: Redactor, message: str, language: str, brief: Brief) -> Reply:
        answer = answer_in(said)
        text, links = cleaned(answer.reply, redactor, f"{message}\n{brief.previous or ''}", language)
        if brief.signature and brief.signature.casefold() not in text.casefold():
            text = f"{text}\n\n{brief.signature}"
        checks = [short(line, redactor) for line in answer.check[:MOST_CHECKS]]
        return Reply(
            text=text,
            feeling=answer.felt,
            matter=answer.about,
            need=short(answer.need, redactor),
            language=language,
            check=(
                *filter(None, checks),
                *(["A link or address that is not theirs was taken out of the draft."] if links else []),
            ),
            promise=short(answer.promise, redactor, 60) or None if answer.promise else None,
            writer=self.model,
            prompt_version=VERSION,
        )

    async def _ask(self, messages: list[_Message]) -> str:
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
        try:
            completion = await self._client.chat.completions.create(
                model=self.model, messages=cast(Any, messages), **wanted
            )
            content = completion.choices[0].message.content
        except openai.APITimeoutError:
            raise Unusable(f"The model did not answer within {self._deadline:g} seconds.") from None
        except openai.APIConnectionError:
            raise Unusable("The model’s server could not be reached.") from None
        except openai.BadRequestError:
            # Some servers refuse a schema that they do not know; the prompt asks for the same JSON in words.
            if not self._structured:
                raise Unusable("The model’s server refused the request (400).") from None
            self._structured = False
            return await self._ask(messages)
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


def _language(brief: Brief) -> str:
    theirs = language_of(brief.message)
    known = theirs if theirs in brief.languages else None
    return brief.language or known or (brief.languages[0] if brief.languages else "en")


def _asked(brief: Brief, message: str, language: str, redactor: Redactor) -> list[_Message]:
    """The prompt, with every identifier hidden."""
    hidden = redactor.hide(message)
    previous = redactor.hide(brief.previous or "")
    values: Mapping[str, object] = {
        "tone": brief.tone,
        "language": language,
        "signature": brief.signature,
        "approved": [redactor.hide(gesture.words) for gesture in brief.approved],
        "fence": f"=== {hashlib.sha256(message.encode('utf-8', 'replace')).hexdigest()[:12]} ===",
        "feelings": get_args(Feeling),
        "matters": get_args(Matter),
        "now": f"{brief.now:%A, %d %B %Y, %H:%M}",
        "customer": redactor.hide(brief.customer_name) if brief.customer_name else None,
        "notes": [redactor.hide(" ".join(note.split())) for note in brief.notes],
        "message": hidden,
        "wish": brief.wish if previous else None,
        "previous": previous,
        "most_words": max(15, round(0.6 * count(previous))),
    }
    return [
        {"role": "system", "content": _template(f"{VERSION}.system.j2", values)},
        {"role": "user", "content": _template(f"{VERSION}.user.j2", values)},
    ]


def _template(name: str, values: Mapping[str, object]) -> str:
    return _environment().get_template(name).render(values)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Prompts are plain text, never HTML: escaping would change the customer's words.
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        undefined=StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # noqa: S701
    )
