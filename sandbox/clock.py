"""The workspace's wall time: this machine's, moved forward as far as somebody asked for."""

import os
import re
import time
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Clock:
    """Wall time that only goes forward.

    `file` receives the offset in seconds (a float as text) whenever it changes, written in one piece; an offset that
    already stands there is taken over, so that a restart does not turn time back. `zone` is the one in which
    `to("tomorrow 9:00")` is read.
    """

    def __init__(self, file: Path | None = None, zone: str = "Europe/Berlin") -> None:
        self._file = file
        self._zone = ZoneInfo(zone)
        self._last_ts = 0
        self.offset = float(file.read_text()) if file and file.exists() else 0.0
        self._write()

    def now(self) -> float:
        """Seconds since 1970 in the workspace's time."""
        return time.time() + self.offset

    def local(self) -> datetime:
        return datetime.fromtimestamp(self.now(), self._zone)

    def ts(self) -> str:
        """The next message timestamp: it follows the wall time, and no two are alike."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def forward(self, by: timedelta | str) -> None:
        """Moves the time forward by a span, such as `timedelta(hours=1)`, "10 min" or "1h". ValueError if backward."""
        span = by if isinstance(by, timedelta) else _span(by)
        if span < timedelta(0):
            raise ValueError("The workspace's time only goes forward.")
        self.offset += span.total_seconds()
        self._write()

    def to(self, moment: datetime | str) -> None:
        """Moves the time to a moment: an aware datetime, "tomorrow 9:00", "next monday 9:00" or ISO 8601."""
        target = moment if isinstance(moment, datetime) else self._read(moment)
        self.forward(timedelta(seconds=target.timestamp() - self.now()))

    def _read(self, phrase: str) -> datetime:
        match = re.fullmatch(r"(today|tomorrow|next (\w+))\s+(\d{1,2}):(\d{2})", phrase.strip().lower())
        if not match:
            read = datetime.fromisoformat(phrase)
            return read if read.tzinfo else read.replace(tzinfo=self._zone)
        now = self.local()
        days = {"today": 0, "tomorrow": 1}.get(match[1])
        if days is None:
            days = (WEEKDAYS.index(match[2]) - now.weekday() - 1) % 7 + 1
        return (now + timedelta(days=days)).replace(hour=int(match[3]), minute=int(match[4]), second=0, microsecond=0)

    def _write(self) -> None:
        if self._file:
            part = self._file.with_name(self._file.name + ".part")
            part.write_text(repr(self.offset))
            os.replace(part, self._file)


def _span(text: str) -> timedelta:
    match = re.fullmatch(r"\+?(\d+(?:\.\d+)?)\s*([a-z]+?)(?:ute|our|ay|eek)?s?", text.strip().lower())
    if not match or match[2] not in UNITS:
        raise ValueError(f"“{text}” is no span of time; write for example 10 min, 1h or 2 days.")
    return timedelta(**{UNITS[match[2]]: float(match[1])})
