"""What the bot takes when nobody asks anything of it: time to start, and memory."""

from __future__ import annotations

import asyncio
import statistics
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from sandbox.server import Sandbox

IDLE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Resting:
    """`start`: seconds until `/readyz` answers 200, the median of the starts; `memory`: MB after idling."""

    start: float
    slowest_start: float
    memory: float


async def measure(slack: Sandbox, directory: Path, starts: int) -> Resting:
    """Starts the bot some times, the first time on no database at all, and lets it idle the last time."""
    seconds, memory = [], 0.0
    for number in range(1, starts + 1):
        async with processes.bot(slack, f"sqlite:///{directory / 'resting.db'}", messages_per_second=8) as bot:
            seconds.append(bot.seconds)
            if number == starts:
                await asyncio.sleep(IDLE_SECONDS)
                memory = bot.memory()
    return Resting(statistics.median(seconds), max(seconds), memory)
