"""Starts `app.py` many times without loading it each time: a mother process has loaded it, and forks.

What a fork runs is the program's own `main`, in an environment and a directory of its own. It is there in a moment, so
that tests spend their time on the work that the process does, and not on the interpreter's start.

`python -m tests.forks SOCKET` is the mother. Whoever connects to the socket sends one line of JSON and gets one child:
first a line with its process id, then one with its exit code once it has ended. She ends with her standard input, and
her children with her.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import runpy
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[1]
LONGEST_ORDER = 2**20


class Child:
    """A forked process, to be used as one of asyncio's."""

    def __init__(self, pid: int, ending: asyncio.StreamReader, line: asyncio.StreamWriter) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line, self._end = line, asyncio.create_task(self._hear_of_its_end(ending))

    async def _hear_of_its_end(self, ending: asyncio.StreamReader) -> int:
        said = await ending.readline()
        self.returncode = int(said) if said else -signal.SIGKILL  # without its mother it ended, too
        self._line.close()
        return self.returncode

    async def wait(self) -> int:
        """Its exit code, once it has ended; the signal's number below zero when it was killed."""
        return await asyncio.shield(self._end)

    def send_signal(self, how: int) -> None:
        """Sends it a signal. ProcessLookupError when it has ended."""
        if self.returncode is not None:
            raise ProcessLookupError
        os.kill(self.pid, how)


async def fork(
    place: Path, environment: Mapping[str, str], arguments: Sequence[str], *, out: Path | None = None, err: Path
) -> Child:
    """A process that runs `app.py` with these arguments in a directory, and adds what it writes to these files."""
    listening, line = await asyncio.open_unix_connection(_mother())
    order = {"place": str(place), "environment": dict(environment), "arguments": [*arguments]}
    line.write(json.dumps({**order, "out": str(out or os.devnull), "err": str(err)}).encode() + b"\n")
    return Child(int(await listening.readline()), listening, line)


@cache
def _mother() -> str:
    """Starts her, once in each process that forks; the path of her socket."""
    place = Path(tempfile.mkdtemp(prefix="forks-"))
    path = str(place / "socket")
    mother = subprocess.Popen(
        [sys.executable, "-m", "tests.forks", path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert mother.stdin
    assert mother.stdout

    def bury() -> None:
        mother.stdin.close()  # type: ignore[union-attr]
        mother.wait()
        shutil.rmtree(place)

    atexit.register(bury)
    assert mother.stdout.readline(), "she did not start"
    return path


# What follows is the mother's.


def main(path: str) -> None:
    """Forks a child for everybody who connects, until her standard input ends."""
    program = runpy.run_path(str(ROOT / "app.py"), run_name="app")
    _learn()
    children: dict[int, socket.socket] = {}
    wake_up, bell = os.pipe()
    os.set_blocking(bell, False)
    signal.set_wakeup_fd(bell, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    with socket.socket(socket.AF_UNIX) as door, selectors.DefaultSelector() as waiting:
        door.bind(path)
        door.listen(64)
        for what in (door, sys.stdin, wake_up):
            waiting.register(what, selectors.EVENT_READ)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while ready := [key.fileobj for key, _ in waiting.select()]:
            if wake_up in ready:
                os.read(wake_up, 4096)
                _bury(children)
            if door in ready:
                line, _ = door.accept()
                order = json.loads(line.makefile().readline(LONGEST_ORDER))
                if (pid := os.fork()) == 0:
                    _live(program["main"], order)
                children[pid] = line
                line.sendall(b"%d\n" % pid)
            if sys.stdin in ready:
                break
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _learn() -> None:
    """Loads what a process loads with its first draft."""
    from prompts.guard import flags
    from prompts.reading import read

    read("My parcel never came.")
    flags("It will be with you by Friday, and we will pay for the delivery.")


def _bury(children: dict[int, socket.socket]) -> None:
    for pid in [*children]:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with children.pop(pid) as line, contextlib.suppress(BrokenPipeError):  # nobody waits for it any more
                line.sendall(b"%d\n" % os.waitstatus_to_exitcode(status))


def _live(program: Callable[[], int], order: Mapping[str, Any]) -> NoReturn:
    """The child's whole life."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    for number, file in ((1, order["out"]), (2, order["err"])):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.chdir(order["place"])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    sys.argv = ["app.py", *order["arguments"]]
    if orders := os.environ.get("WATCHED_ORDERS"):
        from tests.faults.watched import Watch, listen

        listen(Watch(Path(orders)))
    code: object = 1
    try:
        code = program()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - as the interpreter shows what nobody caught
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


if __name__ == "__main__":
    main(sys.argv[1])
