"""The evaluation set: customers' messages of our own writing, with what two thoughtful colleagues would see in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from prompts.brief import Sensitive

FOLDER = Path(__file__).with_name("messages")
LANGUAGES = ("en", "de")
FEELINGS = frozenset(("angry", "disappointed", "anxious", "confused", "sad", "happy", "curious", "neutral"))
MATTERS = frozenset(
    ("late", "broken", "billing", "outage", "rude", "cancellation", "return", "question", "praise", "other")
)
STYLES = frozenset(("short", "plain", "rambling", "sarcastic", "polite-but-furious", "loyal-but-let-down"))
TRAPS = frozenset(
    (
        "money",
        "deadline",
        "legal",
        "sarcasm",
        "injection",
        "blame",
        "thread",
        "several",
        "sensitive",
        "identifiers",
        "promise",
    )
)
SENSITIVE = frozenset(get_args(Sensitive))


@dataclass(frozen=True, slots=True)
class Message:
    """A customer's message and its labels."""

    id: str
    text: str
    language: str
    held: bool
    """Whether it was held back while the writers were tuned."""
    feeling: str
    matter: str
    need: str
    details: tuple[str, ...] = ()
    """Strings of which a reply that listened names at least one."""
    style: str = "plain"
    traps: frozenset[str] = frozenset()
    sensitive: str | None = None

    @property
    def owed(self) -> bool | None:
        """Whether an apology is owed; None where a thoughtful colleague might or might not say sorry.

        What went wrong is ours, unless its writer is pleased or merely curious; grief asks for sympathy, which is
        another thing. Praise, and an untroubled request, leave nothing to apologise for.
        """
        wrong = self.matter in ("late", "broken", "outage", "rude")
        if self.sensitive or self.feeling == "sad":
            return None
        if self.matter == "praise":
            return False
        if wrong and self.feeling not in ("happy", "curious"):
            return True
        if self.matter == "billing" and self.feeling in ("angry", "disappointed"):
            return True
        if not wrong and self.matter != "billing" and self.feeling in ("happy", "curious", "neutral"):
            return False
        return None


def message_of(entry: Mapping[str, Any], language: str, *, held: bool = False) -> Message:
    """One entry of a file. Raises `ValueError` with its id where a label is none of ours, or a detail not in the text.

    Details count as standing in the text whatever their case.
    """
    message = Message(
        id=entry["id"],
        text=entry["text"],
        language=language,
        held=held,
        feeling=entry["feeling"],
        matter=entry["matter"],
        need=entry["need"],
        details=tuple(entry.get("details", ())),
        style=entry.get("style", "plain"),
        traps=frozenset(entry.get("traps", ())),
        sensitive=entry.get("sensitive"),
    )
    labels = (
        ("feeling", {message.feeling}, FEELINGS),
        ("matter", {message.matter}, MATTERS),
        ("style", {message.style}, STYLES),
        ("trap", set(message.traps), TRAPS),
        ("kind of sensitive", {message.sensitive} - {None}, SENSITIVE),
    )
    for what, given, known in labels:
        if strange := given - known:
            raise ValueError(f"{message.id}: there is no {what} {', '.join(map(repr, sorted(map(str, strange))))}")
    for detail in message.details:
        if detail.casefold() not in message.text.casefold():
            raise ValueError(f"{message.id}: the detail {detail!r} does not stand in its text")
    return message


def load(folder: Path = FOLDER) -> list[Message]:
    """Every message of the folder's files, `en.toml` and `en_held.toml` alike; a missing file is an empty one.

    Raises `ValueError` for a wrong label, or an id that stands there twice.
    """
    found: list[Message] = []
    for language in LANGUAGES:
        for name, held in ((f"{language}.toml", False), (f"{language}_held.toml", True)):
            path = folder / name
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["message"] if path.exists() else []
            found += [message_of(entry, language, held=held) for entry in entries]
    ids = [message.id for message in found]
    if doubled := sorted({name for name in ids if ids.count(name) > 1}):
        raise ValueError(f"these ids stand there twice: {', '.join(doubled)}")
    return found
