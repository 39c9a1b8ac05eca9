"""How long a draft takes when the phrasebook writes it: the writing by itself, and until the agent sees it."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.workspace import AGENTS
from prompts import phrasebook
from prompts.brief import Brief
from sandbox import demo
from sandbox.server import Sandbox

DRAFTS = 20
APART_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Drafting:
    """Medians in milliseconds: of the writing alone, and from the command to the finished draft on the screen."""

    writing: float
    on_screen: float


async def measure(slack: Sandbox, directory: Path) -> Drafting:
    """Asks for a draft to each of the demo's letters, each time as another agent."""
    on_screen = []
    async with processes.bot(slack, f"sqlite:///{directory / 'drafts.db'}"):
        for number in range(DRAFTS):
            on_screen.append(await _ask(slack, AGENTS[number], _letter(number)))
            await asyncio.sleep(APART_SECONDS)
    return Drafting(
        writing=statistics.median(_write(_letter(number)) for number in range(DRAFTS)) * 1e3,
        on_screen=statistics.median(on_screen[1:]) * 1e3,  # the first one loads the phrasebook
    )


def _letter(number: int) -> str:
    return demo.LETTERS[number % len(demo.LETTERS)].body


async def _ask(slack: Sandbox, agent: str, letter: str) -> float:
    began = time.perf_counter()
    ack = await slack.command(agent, "/draft", letter, channel="C0SUPPORT")
    assert ack.ok, f"/draft was answered with {ack.status} {ack.error}"
    channel = slack.workspace.dm(agent).id

    def finished() -> bool:
        found = slack.find(agent, "", channel=channel)
        return found is not None and found.has("Edit")

    await slack.until(finished, seconds=10)
    return time.perf_counter() - began


def _write(letter: str) -> float:
    began = time.perf_counter()
    phrasebook.write(Brief(letter))
    return time.perf_counter() - began
