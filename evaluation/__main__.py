"""Scores the words, prints the tables and keeps them in `evaluation/report.md`.

`python -m evaluation guard redaction` scores only these parts, and keeps nothing. `--misses` lists what was missed,
never of what is held back. A model takes part where OPENAI_API_KEY or OPENAI_BASE_URL names one.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace

from benchmarks.report import machine
from evaluation import everyday, guard, hostile_outputs, messages, redaction, replies, report
from evaluation.report import Part
from evaluation.writers import Server


async def of_replies(judge: str | None) -> Part:
    """Every writer's replies to the evaluation set."""
    server = Server.configured()
    judging = replace(server, model=judge) if server and judge else server
    return await replies.evaluated(messages.load(), server, judging)


async def of_everyday(judge: str | None) -> Part:
    """What plain, short, everyday messages are taken to be about."""
    return everyday.evaluated(everyday.load())


async def of_guard(judge: str | None) -> Part:
    """The promise guard on hostile and benign replies."""
    return guard.evaluated(guard.load())


async def of_redaction(judge: str | None) -> Part:
    """What leaves the house of a thousand identifiers."""
    return redaction.evaluated()


async def of_outputs(judge: str | None) -> Part:
    """A thousand hostile answers of a model."""
    return await hostile_outputs.evaluated()


PARTS: Mapping[str, Callable[[str | None], Coroutine[None, None, Part]]] = {
    "replies": of_replies,
    "everyday": of_everyday,
    "guard": of_guard,
    "redaction": of_redaction,
    "outputs": of_outputs,
}


def main() -> None:
    """Scores everything, or what is named. A missed goal stands in the table and is no error."""
    arguments = argparse.ArgumentParser(prog="python -m evaluation", description="Scores the words.")
    arguments.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    arguments.add_argument("--misses", action="store_true", help="list what was missed, except of what is held back")
    arguments.add_argument("--judge", metavar="MODEL", help="the model that judges; else the one that writes")
    given = arguments.parse_args()
    named = given.parts or list(PARTS)
    if unknown := set(named) - set(PARTS):
        arguments.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    done: list[Part] = []
    for number, name in enumerate(named, 1):
        print(f"{number}/{len(named)} {PARTS[name].__doc__}", file=sys.stderr, flush=True)
        part = asyncio.run(PARTS[name](given.judge))
        print(f"{part}\n", flush=True)
        if given.misses:
            print("\n".join((*part.misses, "")), flush=True)
        done.append(part)
    print(machine())
    if named == list(PARTS):
        report.write(done)


if __name__ == "__main__":
    main()
