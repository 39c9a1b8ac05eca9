"""The evaluation's word lists: TOML beside the code, so that adding a phrase needs no code."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent


@cache
def words(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml`, read once."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
