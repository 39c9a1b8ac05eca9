"""Every writer's replies to every message, scored on every quality."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from evaluation import qualities, writers
from evaluation.judge import POINTS, Judge, Marks
from evaluation.messages import Message
from evaluation.qualities import QUALITIES, Written, verdicts
from evaluation.report import Part, Row, grid, percent, share
from evaluation.writers import Author, Server
from prompts.brief import Brief

FEELING_GOAL = 80
FEWEST_MESSAGES = 200
AT_ONCE = 4
_NOTED_EVERY = 5
_BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = (
    datetime(2026, 3, 3, 10, 30, tzinfo=_BERLIN),  # a Tuesday's morning
    datetime(2026, 3, 4, 15, 45, tzinfo=_BERLIN),
    datetime(2026, 3, 6, 17, 20, tzinfo=_BERLIN),  # a Friday's evening: the next step is on Monday
    datetime(2026, 3, 7, 11, 0, tzinfo=_BERLIN),
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A reply with its verdicts, the judge's marks if there is a judge, and how long its writing took."""

    written: Written
    verdicts: dict[str, bool | None]
    seconds: float
    marks: Marks | None = None

    @property
    def held(self) -> bool:
        """Whether its message was held back."""
        return self.written.message.held

    @property
    def flawless(self) -> bool:
        """Whether nothing that applies is missed."""
        return False not in self.verdicts.values()


def brief_of(message: Message, number: int) -> Brief:
    """What the writers are told of a message: its words, at one of four moments; every fifth time a note as well."""
    noted = tuple(qualities.notes())
    is_noted = number % _NOTED_EVERY == 0
    return Brief(
        message.text,
        notes=(noted[number // _NOTED_EVERY % len(noted)],) if is_noted else (),
        now=MOMENTS[number % len(MOMENTS)],
    )


async def score(author: Author, messages: Sequence[Message], judge: Judge | None = None) -> list[Scored]:
    """Has the author answer every message, a few at once, and scores what it wrote."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, message: Message) -> Scored:
        async with turns:
            brief = brief_of(message, number)
            began = time.perf_counter()
            reply = await author.write(brief)
            seconds = time.perf_counter() - began
            written = Written(message, brief, reply, author.reads)
            marks = await judge.marks(message, reply.text) if judge and reply.text.strip() else None
            return Scored(written, verdicts(written), seconds, marks)

    return await asyncio.gather(*(one(number, message) for number, message in enumerate(messages)))


async def evaluated(messages: Sequence[Message], server: Server | None, judging: Server | None) -> Part:
    """All writers over all messages, as a part of the report; ours have goals."""
    judge = Judge(judging) if judging else None
    scored: dict[str, list[Scored]] = {}
    try:
        for author in writers.authors(server):
            try:
                scored[author.name] = await score(author, messages, judge)
            finally:
                await author.close()
    finally:
        if judge:
            await judge.close()
    ours = [writers.Phrasebook.name, *([server.model] if server else [])]
    rows = [
        Row(
            "messages of our own writing",
            str(len(messages)),
            f"at least {FEWEST_MESSAGES}",
            len(messages) >= FEWEST_MESSAGES,
        )
    ]
    for name in ours:
        rows += _rows(name, scored[name])
    drawn = {
        "Every quality, messages that the writers were tuned on": _table(scored, held=False),
        "Every quality, messages held back": _table(scored, held=True),
        **({f"The judge, {judge.name}": _judged(scored)} if judge else {}),
        **{f"{name}: where it does well and where not": _breakdown(scored[name]) for name in ours},
    }
    tables = "\n\n".join(f"### {title}\n\n{table}" for title, table in drawn.items())
    misses = tuple(line for name in ours for line in _misses(name, scored[name]))
    return Part("Replies", tuple(rows), tables, misses)


def _rows(name: str, scored: list[Scored]) -> list[Row]:
    """One of our writers beside its goals, the part held back by itself."""
    rows: list[Row] = []
    for half, part in (("tuned on", _of(scored, held=False)), ("held back", _of(scored, held=True))):
        if not part:
            continue
        right = [one.verdicts["feeling right"] is True for one in part]
        reached = 100 * sum(right) >= FEELING_GOAL * len(right)
        rows.append(Row(f"{name}, {half}: feeling right", share(right), f"at least {FEELING_GOAL} %", reached))
        for quality, what in (
            ("no stock phrase", "replies with a stock phrase"),
            ("no unbacked promise", "replies with an unbacked promise"),
            ("names a detail of the message", "replies that name no detail"),
        ):
            missed = sum(one.verdicts[quality] is False for one in part)
            rows.append(Row(f"· {what}", str(missed), "none", missed == 0))
        rows.append(Row("· replies that miss nothing at all", share(one.flawless for one in part)))
    rows.append(Row(f"{name}: a reply (median)", f"{statistics.median(one.seconds for one in scored) * 1e3:.0f} ms"))
    if instead := sum(one.written.reply.fallback is not None for one in scored):
        rows.append(Row("· written by the phrasebook in its place", str(instead)))
    return rows


def _table(scored: dict[str, list[Scored]], *, held: bool) -> str:
    parts = {name: _of(all_of_it, held=held) for name, all_of_it in scored.items()}
    lines = [
        [quality, *(share(one.verdicts[quality] for one in part) for part in parts.values())] for quality in QUALITIES
    ]
    lines.append(["**all that applies**", *(share(one.flawless for one in part) for part in parts.values())])
    return grid(["quality", *parts], lines)


def _judged(scored: dict[str, list[Scored]]) -> str:
    lines = []
    for name, all_of_it in scored.items():
        for half, held in (("tuned on", False), ("held back", True)):
            part = _of(all_of_it, held=held)
            given = [one.marks for one in part if one.marks]
            if given:
                means = [f"{statistics.mean(getattr(marks, point) for marks in given):.1f}" for point in POINTS]
                mean = f"{statistics.mean(marks.mean for marks in given):.2f}"
            else:
                means, mean = ["–"] * len(POINTS), "–"
            lines.append([name, half, *means, mean, f"{len(given)} of {len(part)}"])
    return grid(["writer", "messages", *POINTS, "mean", "judged"], lines)


def _breakdown(scored: list[Scored]) -> str:
    """Feelings, matters, styles and traps, both halves together."""
    lines = []
    for what, labels in (
        ("feeling", sorted({one.written.message.feeling for one in scored})),
        ("matter", sorted({one.written.message.matter for one in scored})),
        ("style", sorted({one.written.message.style for one in scored})),
        ("trap", sorted({trap for one in scored for trap in one.written.message.traps})),
        ("language", sorted({one.written.message.language for one in scored})),
    ):
        for label in labels:
            part = [one for one in scored if _is(one.written.message, what, label)]
            lines.append(
                [
                    f"{what}: {label}",
                    str(len(part)),
                    *(share(one.verdicts[quality] for one in part).split(" of ")[0] for quality in _TOLD),
                    percent(sum(one.flawless for one in part), len(part)),
                ]
            )
    return grid(["messages", "how many", *_TOLD, "all that applies"], lines)


_TOLD = ("feeling right", "matter right", "names a detail of the message", "sorry once where it is ours, not elsewhere")


def _is(message: Message, what: str, label: str) -> bool:
    return label in message.traps if what == "trap" else getattr(message, what) == label


def _misses(name: str, scored: Iterable[Scored]) -> Iterable[str]:
    for one in scored:
        missed = [quality for quality, verdict in one.verdicts.items() if verdict is False]
        if missed and not one.held:
            reply, message = one.written.reply, one.written.message
            read = f"{reply.feeling}/{reply.matter} for {message.feeling}/{message.matter}"
            yield f"{name} {message.id} ({read}): {', '.join(missed)}"


def _of(scored: Iterable[Scored], *, held: bool) -> list[Scored]:
    return [one for one in scored if one.held is held]
