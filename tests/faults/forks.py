"""Starts `app.py` many times without loading it each time: a mother process has loaded it, and forks.

What a fork runs is the program's own `main`, in an environment and a directory of its own. It is there in a moment, so
that what a run measures is the work that the process does, and not the interpreter's start.

`python -m tests.faults.forks` is the mother. She reads a line of JSON for each child, answers with its process id, and
says of each that ended: {"ended": PID, "code": CODE}.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import runpy
import select
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.watched import Watch, listen
from tests.scenarios.process import ROOT, Bot

LINE_LIMIT = 2**20


class Child:
    """A forked process, to be used as one of asyncio's."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.Event()

    def end(self, code: int) -> None:
        """It has ended."""
        self.returncode = code
        self._ended.set()

    async def wait(self) -> int:
        """Its exit code, once it has ended; the signal's number below zero when it was killed."""
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, how: int) -> None:
        """Sends it a signal. ProcessLookupError when it has ended."""
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, how)


class Mother:
    """The driver's end of the mother process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process, self._asking = process, asyncio.Lock()
        self._answers: asyncio.Queue[int] = asyncio.Queue()
        self._children: dict[int, Child] = {}

    async def listen(self) -> None:
        """Takes notice of what she says, to her end."""
        assert self._process.stdout
        async for line in self._process.stdout:
            said = json.loads(line)
            if "ended" in said:
                self._children.pop(said["ended"]).end(said["code"])
            else:
                self._children[said["pid"]] = Child(said["pid"])
                self._answers.put_nowait(said["pid"])

    async def fork(self, place: Path, log: Path, environment: Mapping[str, str], arguments: Sequence[str]) -> Child:
        """A process that runs `app.py` with these arguments."""
        assert self._process.stdin
        order = {"place": str(place), "log": str(log), "environment": dict(environment), "arguments": [*arguments]}
        async with self._asking:
            self._process.stdin.write(json.dumps(order).encode() + b"\n")
            return self._children[await self._answers.get()]


@contextlib.asynccontextmanager
async def mother() -> AsyncIterator[Mother]:
    """Starts her; with her end all her children end."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.forks",
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=LINE_LIMIT,
    )  # fmt: skip
    found = Mother(process)
    listening = asyncio.create_task(found.listen())
    try:
        yield found
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()
        await listening


class ForkedBot(Bot):
    """The bot as a child of a mother's."""

    def __init__(self, mother: Mother, place: Path, environment: Mapping[str, str], patience: float) -> None:
        super().__init__(place, environment, patience=patience)
        self._mother = mother

    async def launch(self) -> Any:
        """Forks it."""
        return await self._mother.fork(self.place, self.log_file, {**os.environ, **self.environment}, self.arguments)


# What follows is the mother's.


def main() -> None:
    """Forks a child for each line, until there are no more."""
    program = runpy.run_path(str(ROOT / "app.py"), run_name="app")
    children: set[int] = set()
    wake_up, bell = os.pipe()
    os.set_blocking(bell, False)
    signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    while True:
        ready, _, _ = select.select([sys.stdin.buffer, wake_up], [], [])
        if wake_up in ready:
            os.read(wake_up, 4096)
            _bury(children)
        if sys.stdin.buffer in ready:
            if not (line := sys.stdin.buffer.raw.readline()):
                break
            pid = os.fork()
            if pid == 0:
                _live(program, json.loads(line))
            children.add(pid)
            _say(pid=pid)
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _bury(children: set[int]) -> None:
    for pid in [*children]:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            children.discard(pid)
            _say(ended=pid, code=os.waitstatus_to_exitcode(status))


def _live(program: Mapping[str, Any], order: Mapping[str, Any]) -> None:
    """The child's whole life."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nothing, number)
    os.dup2(os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    os.chdir(order["place"])
    os.environ.clear()
    os.environ.update(order["environment"])
    sys.argv = ["app.py", *order["arguments"]]
    if orders := os.environ.get("WATCHED_ORDERS"):
        listen(Watch(Path(orders)))
    code = 70
    try:
        code = program["main"]()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _say(**what: int) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
