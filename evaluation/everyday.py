"""What the phrasebook takes plain, short, everyday messages to be about: far more of them are written than laments."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.messages import FEELINGS, LANGUAGES, MATTERS
from evaluation.report import Part, Row, grid, percent
from prompts.brief import Brief
from prompts.case import understood

FOLDER = Path(__file__).with_name("everyday")
PARTS: Mapping[str, str] = {"seen": "seen", "held back": "held"}
"""What thresholds were chosen with, and what nobody who tunes looks at; and the names of their files."""
CLAIMS = MATTERS - {"question", "other"}
"""Matters that a letter names, which misleads whoever wrote of something else."""
SETTLED: Mapping[str, tuple[str, ...]] = {"closed": ("praise", "other"), "thanks": ("praise", "other")}
"""What else a letter may answer to, and which matters that fits."""


@dataclass(frozen=True, slots=True)
class Everyday:
    """A message, how it is felt, and the one or two matters that thoughtful colleagues would say it is about."""

    text: str
    language: str
    feeling: str
    matters: tuple[str, ...]
    part: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the letter is about: rightly so, or claiming what they did not write of."""

    message: Everyday
    kind: str
    feels: bool

    @property
    def right(self) -> bool:
        return not {self.kind, *SETTLED.get(self.kind, ())}.isdisjoint(self.message.matters)

    @property
    def misleads(self) -> bool:
        return self.kind in CLAIMS and not self.right


def load(folder: Path = FOLDER) -> list[Everyday]:
    """All messages. Raises `ValueError` for a label that is none."""
    found: list[Everyday] = []
    for part, name in PARTS.items():
        for entry in tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))["message"]:
            matters = tuple(entry[key] for key in ("matter", "or") if key in entry)
            if entry["feeling"] not in FEELINGS or not MATTERS.issuperset(matters):
                raise ValueError(f"{name}.toml: no such label: {entry['feeling']}, {', '.join(matters)}")
            found.append(Everyday(entry["text"], entry["language"], entry["feeling"], matters, part))
    return found


def judged(message: Everyday) -> Verdict:
    """What the phrasebook makes of a message."""
    case = understood(Brief(message=message.text))
    return Verdict(message, case.kind, case.reading.feeling == message.feeling)


def evaluated(messages: Sequence[Everyday]) -> Part:
    """How many letters are about something else than the message, in each part."""
    verdicts = [judged(message) for message in messages]
    rows: list[Row] = []
    lines: list[list[str]] = []
    for part in PARTS:
        here = [verdict for verdict in verdicts if verdict.message.part == part]
        misled = sum(verdict.misleads for verdict in here)
        rows += [
            Row(f"{part}: of {len(here)} letters about something else", f"{misled} ({percent(misled, len(here))})"),
            Row(f"{part}: matter right", percent(sum(verdict.right for verdict in here), len(here))),
            Row(f"{part}: feeling right", percent(sum(verdict.feels for verdict in here), len(here))),
        ]  # fmt: skip
        for language in LANGUAGES:
            spoken = [verdict for verdict in here if verdict.message.language == language]
            cells = (sum(verdict.misleads for verdict in spoken), sum(verdict.right for verdict in spoken))
            lines.append([part, language, *(f"{count} of {len(spoken)}" for count in cells)])
    misses = tuple(
        f"{verdict.kind} for {' or '.join(verdict.message.matters)}: {verdict.message.text}"
        for verdict in verdicts
        if verdict.misleads and verdict.message.part != "held back"
    )
    return Part("Everyday messages", tuple(rows), grid(["messages", "language", "misled", "right"], lines), misses)
