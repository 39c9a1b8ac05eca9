"""The line to a model's server: what goes out on it is noticed as it goes, it leads nowhere else, and no answer on it
is without end. Imported when first needed: the client library is large, and without a model nobody needs it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from httpx2 import AsyncByteStream, InvalidURL, Request, Response, Timeout
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError

__all__ = ["InvalidURL", "TooLong", "opened", "telling"]

LONGEST = 1_000_000
"""Bytes of one answer, fifty times what a long one has: whoever thinks aloud first has room for it."""
_GOES_OUT = ".send_request_body.started"
_on_leaving: ContextVar[Callable[[], None] | None] = ContextVar("on_leaving", default=None)


class TooLong(OpenAIError):
    """An answer is longer than LONGEST."""


def opened(api_key: str, base_url: str | None, timeout: float) -> AsyncOpenAI:
    """A client of the server at `base_url`, None for OpenAI's own. Raises InvalidURL for what is no address.

    It does not follow when the server sends it on: what a customer wrote is for this one alone.
    """
    client = AsyncOpenAI(
        api_key=api_key,
        base_url=base_url,
        max_retries=0,
        timeout=Timeout(timeout, connect=timeout / 2),  # who does not shake hands by then is not there
        default_headers={"Accept-Encoding": "identity"},
        http_client=DefaultAsyncHttpxClient(
            follow_redirects=False, event_hooks={"request": [_watched], "response": [_measured]}
        ),
    )
    client.chat.completions.create  # noqa: B018 (it loads this when it is first looked at, which takes a while)
    return client


@contextmanager
def telling(on_leaving: Callable[[], None]) -> Iterator[None]:
    """Calls `on_leaving` whenever what is asked inside goes out: there is a connection, and it goes into that."""
    token = _on_leaving.set(on_leaving)
    try:
        yield
    finally:
        _on_leaving.reset(token)


async def _watched(request: Request) -> None:
    on_leaving = _on_leaving.get()

    async def trace(name: str, info: Any) -> None:
        if on_leaving and name.endswith(_GOES_OUT):
            on_leaving()

    request.extensions["trace"] = trace


async def _measured(response: Response) -> None:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise OpenAIError("packed unasked, however long it is")
    assert isinstance(response.stream, AsyncByteStream)
    response.stream = _Measured(response.stream)


class _Measured(AsyncByteStream):
    """An answer as it comes in, as far as it is not too long."""

    def __init__(self, stream: AsyncByteStream) -> None:
        self._stream, self._left = stream, LONGEST

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise TooLong
            yield part

    async def aclose(self) -> None:
        await self._stream.aclose()
