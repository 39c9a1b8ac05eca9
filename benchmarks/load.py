"""People who type `/followup`, each as soon as the answer to the last one is there: a closed loop.

Run as `python -m benchmarks.load`, in a process of its own so that it takes no time from what it measures; requests
are written and signed before the first is sent. Prints one `Load` as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import secrets
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import uvloop

from benchmarks import signing
from benchmarks.processes import ROOT

FASTEST = 4000  # requests a second that are prepared for: more than the server can answer
DEADLINE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: `seconds` for all, answers by status class, and the quantiles of an answer in milliseconds."""

    seconds: float
    answered: int
    failed: int
    broken: int
    median: float
    p99: float
    slowest: float

    @property
    def rate(self) -> float:
        """Requests answered in a second."""
        return self.answered / self.seconds


async def generate(port: int, secret: str, users: list[str], seconds: float) -> Load:
    """Runs the generator in its own process."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.load", str(port), secret, str(seconds), *users,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds + DEADLINE_SECONDS):
            printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Load(**json.loads(printed))


def requests(port: int, secret: str, user: str, how_many: int) -> Iterator[bytes]:
    """Signed requests of one person, no two with the same words, customer, time or trigger."""
    run = secrets.token_hex(3)
    for number in range(how_many):
        text = f"{user}.{run}.{number}@example.com ask about parcel {run}-{number} in {2 + number % 40}h"
        yield signing.command(port, secret, user, "/followup", text, f"{number}.{run}.{user}")


async def _type(port: int, prepared: list[bytes], until: float, took: list[float], statuses: list[int]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in prepared:
        began = time.perf_counter()
        if began >= until:
            break
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        await reader.readexactly(int(length))
        took.append(time.perf_counter() - began)
        statuses.append(int(head[9:12]))
    writer.close()
    await writer.wait_closed()


async def _run(port: int, secret: str, seconds: float, users: list[str]) -> Load:
    each = int(FASTEST * seconds / len(users))
    prepared = [list(requests(port, secret, user, each)) for user in users]
    took: list[float] = []
    statuses: list[int] = []
    began = time.perf_counter()
    await asyncio.gather(*(_type(port, mine, began + seconds, took, statuses) for mine in prepared))
    elapsed = time.perf_counter() - began
    quantiles = statistics.quantiles(took, n=100)
    return Load(
        seconds=elapsed,
        answered=sum(status == 200 for status in statuses),
        failed=sum(status >= 500 for status in statuses),
        broken=sum(status != 200 and status < 500 for status in statuses),
        median=quantiles[49] * 1e3,
        p99=quantiles[98] * 1e3,
        slowest=max(took) * 1e3,
    )


def main() -> None:
    """Reads the command line, runs, prints."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("port", type=int)
    arguments.add_argument("secret")
    arguments.add_argument("seconds", type=float)
    arguments.add_argument("users", nargs="+")
    given = arguments.parse_args()
    load = uvloop.run(_run(given.port, given.secret, given.seconds, given.users))
    print(json.dumps(dataclasses.asdict(load)))


if __name__ == "__main__":
    main()
