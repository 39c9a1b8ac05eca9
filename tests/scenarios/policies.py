"""Policy files for stories: the sample, with whatever a story wants otherwise."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any

from tests.forks import ROOT


def sample_policy() -> dict[str, Any]:
    return tomllib.loads((ROOT / "policy.toml").read_text())


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """The base with values put over it, tables within tables too; None takes a key away."""
    found = dict(base)
    for key, value in over.items():
        known = found.get(key)
        found[key] = merged(known, value) if isinstance(known, dict) and isinstance(value, Mapping) else value
    return {key: value for key, value in found.items() if value is not None}


def as_toml(values: Mapping[str, Any]) -> str:
    """A policy as a file: a section for each of the first tables, inline tables below."""
    lines: list[str] = []
    for name, table in values.items():
        lines += [f"[{name}]", *(f"{key} = {_inline(value)}" for key, value in table.items()), ""]
    return "\n".join(lines)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value)
