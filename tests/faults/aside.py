"""Work that keeps a process busy, or spoils it for others, has one of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")


async def aside(work: Callable[..., T], *given: Any) -> T:
    """What a function of a module returns that is called in a fresh process."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return await asyncio.get_running_loop().run_in_executor(pool, work, *given)
