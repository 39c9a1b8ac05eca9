"""A process that is watched from outside: it ends or freezes at a chosen statement of its database.

Orders stand in a file, and are obeyed as soon as it is there: {"note": FILE} adds a line to FILE at every moment;
{"moment": WORDS, "count": 3, "signal": 9} sends the process that signal when it reaches that moment for the third time.
Processes may share the file: the first to reach the moment takes the order away, and writes its process id into
FILE.struck.
"""

from __future__ import annotations

import json
import os
import re
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import Pool

LISTS = re.compile(r"\((?:\?|%\(\w+\)s(?:::\w+)?)(?:, (?:\?|%\(\w+\)s(?:::\w+)?))*\)")


class Watch:
    """Follows the order in a file; a newer file is a new order."""

    def __init__(self, file: Path) -> None:
        self._file, self._lock = file, threading.Lock()
        self._version: tuple[int, int] | None = None
        self._order: dict[str, Any] = {}

    def saw(self, moment: str) -> None:
        """The process reaches a moment."""
        with self._lock:
            if not self._is_ordered():
                return
            if note := self._order.get("note"):
                with Path(note).open("a") as notes:
                    notes.write(f"{moment}\n")
            elif moment == self._order["moment"]:
                self._order["count"] -= 1
                if self._order["count"] <= 0:
                    self._strike()

    def _is_ordered(self) -> bool:
        try:
            there = self._file.stat()
            if self._version != (version := (there.st_ino, there.st_mtime_ns)):
                self._order, self._version = json.loads(self._file.read_text()), version
        except FileNotFoundError:
            self._order = {}
        return bool(self._order)

    def _strike(self) -> None:
        signal, self._order = int(self._order["signal"]), {}
        struck = self._file.with_name(f"{self._file.name}.struck")
        try:
            self._file.rename(struck)
        except FileNotFoundError:  # another process was first
            return
        struck.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal)


def listen(watch: Watch) -> None:
    """Sees every statement and every commit of this process, before and after."""

    @event.listens_for(Engine, "before_cursor_execute")
    def before(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        connection.info["latest"] = shape(statement)
        watch.saw(f"before {shape(statement)}")

    @event.listens_for(Engine, "after_cursor_execute")
    def after(connection: Connection, cursor: Any, statement: str, *_: Any) -> None:
        watch.saw(f"after {shape(statement)}")

    @event.listens_for(Engine, "commit")
    def commit(connection: Connection) -> None:
        connection.info["committed"] = connection.info.get("latest", "")
        watch.saw(f"before COMMIT after {connection.info['committed']}")

    @event.listens_for(Pool, "checkin")
    def checkin(_: Any, record: Any) -> None:
        if (latest := record.info.pop("committed", None)) is not None:
            watch.saw(f"after COMMIT after {latest}")


def shape(statement: str) -> str:
    """A statement on one line, the same however many values it lists."""
    return re.sub(r"_\d+\b", "_n", LISTS.sub("(…)", " ".join(statement.split())))
