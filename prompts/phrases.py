"""The phrasebook's sentences: loaded once, chosen by the message, filled in strictly."""

from __future__ import annotations

import tomllib
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from jinja2 import Environment, StrictUndefined, Template

_FOLDER = Path(__file__).with_name("phrases")
LANGUAGES = ("en", "de")
_BESIDE = ("unread", "fixed")  # files with what both languages say on one occasion


@dataclass(frozen=True, slots=True)
class Phrases:
    """The sentences of one language with what they are filled with. The same `seed` always chooses the same ones."""

    language: str
    values: Mapping[str, Any]
    seed: int

    def say(self, section: str, name: str, turn: int = 0) -> str:
        """The chosen sentence; `turn` moves on to the next wording. Empty if there is none under that name."""
        templates = _templates(self.language).get(section, {}).get(name, ())
        if not templates:
            return ""
        chosen = templates[(crc32(f"{self.seed} {section}".encode()) + turn) % len(templates)]
        return " ".join(chosen.render(self.values).split())


@lru_cache(maxsize=1)
def agent_words() -> dict[str, dict[str, Any]]:
    """What agents read beside a draft: needs, facts to check, signs that were noticed."""
    return _read("agent")


@lru_cache(maxsize=1)
def grants() -> tuple[str, ...]:
    """How the sentences begin that tell of a gesture, in every language."""
    return tuple(text.partition("{{")[0] for code in LANGUAGES for text in _read(code)["granted"].values())


@lru_cache(maxsize=len(LANGUAGES))
def _templates(language: str) -> dict[str, dict[str, tuple[Template, ...]]]:
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text, never HTML
    environment.filters["cap"] = lambda phrase: phrase[:1].upper() + phrase[1:]
    beside = [_read(name)[language] for name in _BESIDE]
    return {
        section: {
            name: tuple(environment.from_string(text) for text in ([written] if isinstance(written, str) else written))
            for name, written in dict(ChainMap(*(more.get(section, {}) for more in beside), table)).items()
        }
        for section, table in _read(language).items()
    }


def _read(name: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
