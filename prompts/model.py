"""The writer that asks a model: any server that speaks Chat Completions, one client, one total deadline."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from prompts import guard
from prompts.answer import BOUNDED, MOST_CHECKS, SCHEMA, Unfit, among, answer_in, cleaned, count, short
from prompts.brief import Brief, Reply
from prompts.exchange import Exchange, Unusable
from prompts.objections import is_of_another_thing, reason_of
from prompts.phrases import agent_words
from prompts.question import VERSION, Question, Said, asked_again, question_of
from prompts.reading import known_feeling, known_matter
from prompts.refusals import refused

if TYPE_CHECKING:
    from openai import AsyncOpenAI

log = logging.getLogger(__name__)

MOST_PROMISES = 4
FEWEST_WORDS = 12  # of a reply that can say what it should
# How servers are asked for the answer's form, the strictest first: OpenAI's way, that of llama.cpp's Python server and
# some hosts, and with words alone; the prompt asks for the same JSON in words, too.
FORMS: tuple[dict[str, Any], ...] = (
    {"response_format": {"type": "json_schema", "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA}}},
    {"response_format": {"type": "json_object", "schema": BOUNDED}},
    {},
)
MOST_ANSWERED = 1_500
"""Tokens of one answer, three times what a good one has. A small model may repeat itself without end, and its server go
on with that long after the deadline, while later drafts wait."""
BROKE_OFF = "it broke off before its end. Be briefer: a reply of at most 100 words, and short entries."
OBJECT = re.compile(r"\s*(?:```(?:json)?\s*)?\{")  # as an answer begins that was begun without a thought
MODELS_SHARE = 0.95
"""Of the time that a draft may take; the rest is for showing what came of it."""
SHOWING_SECONDS = 0.04
"""What showing one draft takes. So much less has the model for one that others wait for: when it hangs, they are ready
one after the other."""
REFUSALS = (400, 422)
UNREACHED = "The model’s server could not be reached."
INSTEAD = dict.fromkeys(range(300, 400), "sends us on to another address, which is not followed")
INSTEAD |= dict.fromkeys(REFUSALS, "refused the request")
"""What a server did that gave one of these statuses instead of an answer."""
AT_ONCE = 2
"""So many threads read what customers write: with more of them whoever answers Slack would wait behind all of them."""
T = TypeVar("T")


class ModelWriter:
    """Writes replies with a model.

    `base_url` None means OpenAI's own. `deadline_seconds` is for a whole draft: importing, connecting and a second try
    included.
    """

    def __init__(self, api_key: str | None, base_url: str | None, model: str, deadline_seconds: float) -> None:
        self.model = model
        self._api_key, self._base_url, self._deadline = api_key, base_url, deadline_seconds
        self._client: AsyncOpenAI | None = None
        self._opening = Lock()
        self._form = 0  # of FORMS, the first that this server has not refused
        self._most: int | None = MOST_ANSWERED
        self._threads = ThreadPoolExecutor(AT_ONCE, "question")
        self._asking = 0  # how many drafts wait for an answer

    def describe(self) -> str:
        """The model, its server and the deadline in one line, without secrets."""
        return f"{self.model} at {_server(self._base_url)}, within {self._deadline:g} s"

    def load(self) -> None:
        """Loads what the first question takes, so that it has its time for asking."""
        self._question(Brief("Where is my order?"))

    def _question(self, brief: Brief) -> Question:
        self._open()
        return question_of(brief)

    def _open(self) -> None:
        with suppress(_line()[0].InvalidURL):  # who asks is told
            self._opened()

    def _opened(self) -> AsyncOpenAI:
        """The client, opened once. Raises InvalidURL."""
        with self._opening:
            if self._client is None:
                self._client = _line()[0].opened(self._api_key or "none", self._base_url, self._deadline)
            return self._client

    async def write(self, brief: Brief, is_asked: asyncio.Event) -> Reply:
        """A reply to the brief's message; raises `Unusable` if the model gives none in time. `is_asked` is set once the
        question is made."""
        exchange = Exchange()
        try:
            reply = await self._in_time(self._write(brief, exchange, is_asked), exchange, brief.waited)
        except Unusable as reason:
            raise Unusable(str(reason), exchange.sent, exchange.tokens, exchange.flaw) from None
        except Exception as error:  # noqa: BLE001 (whatever broke, what left the house is told and what it took counts)
            log.error("the model's writer broke off: %s", type(error).__name__)
            raise Unusable("The model’s answer could not be used.", exchange.sent, exchange.tokens) from None
        return replace(reply, sent=exchange.sent, tokens=exchange.tokens, tries=exchange.times)

    async def check(self) -> None:
        """Asks for as little as can be asked, in the form of a draft; raises `Unusable` if no answer comes in time."""
        question = {"role": "user", "content": "Answer in JSON, with one short word a field."}
        exchange = Exchange()
        await asyncio.to_thread(self._open)
        if not (await self._in_time(self._ask([question], exchange), exchange)).strip():
            raise Unusable("The model’s answer was empty.")

    async def close(self) -> None:
        """Closes the client's connections, and makes no more questions."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def _in_time(self, asking: Coroutine[Any, Any, T], exchange: Exchange, waited: float = 0.0) -> T:
        gone = min(max(0.0, waited), self._deadline / 2)  # whoever takes over an old draft has time for it too
        time = self._deadline * MODELS_SHARE - min(SHOWING_SECONDS * self._asking, self._deadline / 4)
        self._asking += 1
        try:
            async with asyncio.timeout(time - gone):
                return await asking
        except TimeoutError:
            raise self._late(exchange) from None
        finally:
            self._asking -= 1

    def _late(self, exchange: Exchange) -> Unusable:
        """The time is over, and the model is not to blame where nothing reached it."""
        if exchange.is_calling and not exchange.sent:
            return Unusable(UNREACHED)
        why = "" if exchange.sent else ": there was no time left to ask it"
        return Unusable(f"The model did not answer within {self._deadline:g} seconds{why}.")

    async def _write(self, brief: Brief, exchange: Exchange, is_asked: asyncio.Event) -> Reply:
        # All that takes the processor, in one go.
        question = await asyncio.get_running_loop().run_in_executor(self._threads, self._question, brief)
        is_asked.set()
        said = await self._ask(question.messages, exchange)
        try:
            return self._reply(said, question)
        except Unfit as problem:
            exchange.flaw = BROKE_OFF if exchange.broke_off else str(problem)
            if exchange.broke_off and not OBJECT.match(said):
                self._most = None  # it thinks before it answers, and that is counted, too
            said = await self._ask(asked_again(question, said, exchange.flaw), exchange)
        try:
            return self._reply(said, question)
        except Unfit as problem:
            exchange.flaw = BROKE_OFF if exchange.broke_off else str(problem)
            raise Unusable("The model’s answer could not be used.") from None

    def _reply(self, said: str, question: Question) -> Reply:
        """The reply in what the model said; raises `Unfit` if there is none that may be shown."""
        answer, brief, redactor = answer_in(said), question.brief, question.redactor
        text, links = cleaned(answer.reply, redactor, question.known_addresses, question.language)
        is_short = count(text) < FEWEST_WORDS
        signature = brief.signature_in(question.language)
        if signature and signature.casefold() not in text.casefold():
            text = f"{text}\n\n{signature}"
        felt = known_feeling(brief.felt)
        sensitive = question.sensitive or answer.grave
        promises = tuple(filter(None, (short(time, redactor, 60) for time in answer.promises[:MOST_PROMISES])))
        checks = (
            agent_words()["signs"]["lead"] if sensitive else "",
            agent_words()["signs"]["unguarded"] if question.language not in guard.LANGUAGES else "",
            agent_words()["signs"]["fixed_since"] if brief.owed and brief.owed.since else "",
            *(agent_words()["signs"]["refuses"].format(what=what) for what in refused(text)),
            *(short(line, redactor) for line in answer.check[:MOST_CHECKS]),
            "It is very short: see whether it answers them, and says what happens next." if is_short else "",
            "A link or address that is not theirs was taken out of the draft." if links else "",
        )
        return Reply(
            text=text,
            feeling=felt or answer.felt,
            confidence=1.0 if felt else answer.confidence,
            matter=known_matter(brief.about) or answer.about,
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

    async def _ask(self, messages: Iterable[Said], exchange: Exchange) -> str:
        """What the model says to the messages."""
        line, openai = _line()
        messages = list(messages)
        try:
            client = self._opened()
            exchange.is_calling = True
            with line.telling(lambda: exchange.sends(messages)):
                completion = await self._completion(client, openai, messages)
            exchange.took(completion)
            content = completion.choices[0].message.content
        except openai.APITimeoutError:
            raise self._late(exchange) from None
        except (openai.APIConnectionError, line.InvalidURL, ExceptionGroup):  # the last for a port that is none
            raise Unusable(UNREACHED) from None
        except openai.APIStatusError as error:
            did = INSTEAD.get(error.status_code, "answered with an error")
            raise Unusable(f"The model’s server {did} ({error.status_code}).") from None
        except line.TooLong:
            raise Unusable("The model’s server gave an answer that is too long.") from None
        except (openai.OpenAIError, ValueError, AttributeError, LookupError, TypeError):
            # What came back was no Chat Completion; the client hands such bodies on unchecked.
            raise Unusable("The model’s server gave an answer that cannot be read.") from None
        return content if isinstance(content, str) else ""

    async def _completion(self, client: AsyncOpenAI, openai: Any, messages: list[Said]) -> Any:
        """What the server gives to the messages, in the strictest form that it does not refuse. That is remembered once
        it has answered; what it refuses in two forms with the same words of another thing, it refuses in any."""
        form, most, reason = self._form, self._most, ""
        while True:
            wanted: dict[str, Any] = {**FORMS[form], **({"max_tokens": most} if most else {})}
            try:
                given = await client.chat.completions.create(model=self.model, messages=cast(Any, messages), **wanted)
            except openai.APIStatusError as error:
                # Whatever the status, one that names a field is about that field.
                refused, said, before = error.status_code in REFUSALS, str(error), reason
                reason = reason_of(error)
                is_another = reason == before and is_of_another_thing(reason)
                if most and "max_tokens" in said:
                    most = None
                elif form + 1 < len(FORMS) and ((refused and not is_another) or "response_format" in said):
                    form += 1
                else:
                    raise
            else:
                self._form, self._most = form, most
                return given


def _server(address: str | None) -> str:
    """Which server an address means, without secrets."""
    with suppress(ValueError):
        return (urlsplit(address).hostname if address else "OpenAI") or "no address"
    return "no address"


def _line() -> tuple[Any, Any]:
    """The line to the server and the client library, imported when first needed."""
    import openai

    from prompts import line

    return line, openai
