"""How long a draft takes: written by the phrasebook, by itself and until the agent sees it; and what everybody else
waits while sixty agents wait for a model that has taken their call and says nothing."""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import processes
from benchmarks.load import Load, generate
from benchmarks.workspace import AGENTS
from evaluation.fake_model import HANGS, fake_model
from prompts import phrasebook
from prompts.brief import Brief
from sandbox import demo
from sandbox.server import Sandbox

DRAFTS = 20
APART_SECONDS = 0.25
HANGING = 60
DEADLINE_SECONDS = 12
"""What the bot is told a draft may take; short, so that all sixty are looked at to their end."""
PER_SECOND = 8
"""The share of Slack's limit on posting that the bot takes where nobody says otherwise: so many replies that are ready
at once would wait for each other, were none of them shown before."""
TYPING_SECONDS = 4.0
OTHERS = 4


@dataclass(frozen=True, slots=True)
class Drafting:
    """Medians in milliseconds: of the writing alone, and from the command to the finished draft on the screen."""

    writing: float
    on_screen: float


@dataclass(frozen=True, slots=True)
class Hanging:
    """`beside` is `/followup` by four others meanwhile, each as soon as the last is answered, `alone` the same with no
    draft under way; `slowest` the seconds from a command to the last of the `answered` drafts on its agent's screen;
    `calls` is how many the model had."""

    alone: Load
    beside: Load
    answered: int
    slowest: float
    calls: int


async def hanging(slack: Sandbox, directory: Path) -> Hanging:
    """Sixty agents ask for a draft at once, of a model that hangs."""
    async with (
        fake_model() as model,
        processes.bot(
            slack,
            f"sqlite:///{directory / 'hanging.db'}",
            messages_per_second=PER_SECOND,
            OPENAI_BASE_URL=model.url,
            OPENAI_API_KEY="none",
            OPENAI_MODEL="silent",
            DRAFT_DEADLINE_SECONDS=str(DEADLINE_SECONDS),
        ) as bot,
    ):
        model.will_say(HANGS)
        await _ask(slack, AGENTS[-1], _letter(0), 60)  # the first one loads the model's client
        others = AGENTS[HANGING : HANGING + OTHERS]
        alone = await generate(bot.port, slack.secret, others, TYPING_SECONDS)
        asked = [asyncio.create_task(_ask(slack, agent, _letter(n), 60)) for n, agent in enumerate(AGENTS[:HANGING])]
        await slack.until(lambda: model.asked > HANGING, seconds=DEADLINE_SECONDS)
        beside = await generate(bot.port, slack.secret, others, TYPING_SECONDS)
        took = [each for each in await asyncio.gather(*asked, return_exceptions=True) if isinstance(each, float)]
    return Hanging(alone, beside, len(took), max(took, default=0.0), model.asked - 1)


async def measure(slack: Sandbox, directory: Path) -> Drafting:
    """Asks for a draft to each of the demo's letters, each time as another agent."""
    on_screen = []
    async with processes.bot(slack, f"sqlite:///{directory / 'drafts.db'}"):
        for number in range(DRAFTS):
            on_screen.append(await _ask(slack, AGENTS[number], _letter(number)))
            await asyncio.sleep(APART_SECONDS)
    return Drafting(
        writing=statistics.median(_write(_letter(DRAFTS + number)) for number in range(DRAFTS)) * 1e3,
        on_screen=statistics.median(on_screen[1:]) * 1e3,  # the first one loads the phrasebook
    )


def _letter(number: int) -> str:
    """One of the demo's letters, and never the same twice: what was read once is remembered for a while."""
    return f"{demo.LETTERS[number % len(demo.LETTERS)].body} This is my letter number {number}."


async def _ask(slack: Sandbox, agent: str, letter: str, seconds: float = 10) -> float:
    began = time.perf_counter()
    ack = await slack.command(agent, "/draft", letter, channel="C0SUPPORT")
    assert ack.ok, f"/draft was answered with {ack.status} {ack.error}"
    channel = slack.workspace.dm(agent).id

    def finished() -> bool:
        found = slack.find(agent, "", channel=channel)
        return found is not None and found.has("Edit")

    await slack.until(finished, seconds=seconds)
    return time.perf_counter() - began


def _write(letter: str) -> float:
    began = time.perf_counter()
    phrasebook.write(Brief(letter))
    return time.perf_counter() - began
