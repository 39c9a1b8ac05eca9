"""The small vocabulary in which Slack's limits are written down.

A check takes a value and the JSON pointer to it, and raises `Malformed` when Slack would not accept it.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, str], None]


class Malformed(ValueError):
    """A value that Slack does not accept; the text names the reason and the place, as Slack's own answer does."""

    def __init__(self, why: str, at: str) -> None:
        super().__init__(f"[ERROR] {why} [json-pointer:{at or '/'}]")


def anything(value: Any, at: str) -> None:
    """Accepts whatever stands there."""


def flag(value: Any, at: str) -> None:
    if not isinstance(value, bool):
        raise Malformed("must be a boolean", at)


def number(value: Any, at: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Malformed("must be a number", at)


def whole(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Malformed("must be an integer", at)
        if not least <= value <= most:
            raise Malformed(f"must be between {least} and {most}", at)

    return check


def string(most: int, least: int = 1) -> Check:
    """Text of `least` to `most` characters."""

    def check(value: Any, at: str) -> None:
        if not isinstance(value, str):
            raise Malformed("must be a string", at)
        if len(value) < least:
            raise Malformed(f"must be more than {least - 1} characters", at)
        if len(value) > most:
            raise Malformed(f"must be less than {most + 1} characters", at)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, at: str) -> None:
        if value not in allowed:
            raise Malformed(f"must be one of {', '.join(allowed)}", at)

    return check


def written_as(pattern: str, example: str) -> Check:
    def check(value: Any, at: str) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Malformed(f"must be written like {example}", at)

    return check


def listing(item: Check, least: int, most: int) -> Check:
    """A list of `least` to `most` items."""

    def check(value: Any, at: str) -> None:
        if not isinstance(value, list):
            raise Malformed("must be an array", at)
        if len(value) < least:
            raise Malformed(f"no less than {least} items allowed", at)
        if len(value) > most:
            raise Malformed(f"no more than {most} items allowed", at)
        for i, each in enumerate(value):
            item(each, f"{at}/{i}")

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others; a null counts as absent."""
    known = {**(optional or {}), **required}

    def check(value: Any, at: str) -> None:
        if not isinstance(value, dict):
            raise Malformed("must be an object", at)
        present = {key: each for key, each in value.items() if each is not None}
        for key in required:
            if key not in present:
                raise Malformed(f"missing required field: {key}", at)
        for key, each in present.items():
            if key not in known:
                raise Malformed(f"invalid additional property: {key}", at)
            known[key](each, f"{at}/{key}")

    return check


def by_type(checks: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of the checks its other fields must pass."""

    def check(value: Any, at: str) -> None:
        if not isinstance(value, dict):
            raise Malformed("must be an object", at)
        kind = value.get("type")
        if not isinstance(kind, str) or kind not in checks:
            raise Malformed(f"unsupported type: {kind}", at)
        checks[kind]({key: each for key, each in value.items() if key != "type"}, at)

    return check


def every(*checks: Check) -> Check:
    """All of the checks, in turn."""

    def check(value: Any, at: str) -> None:
        for each in checks:
            each(value, at)

    return check


def at_least_one(*keys: str) -> Check:
    """An object that has at least one of these fields."""

    def check(value: Any, at: str) -> None:
        if not any(value.get(key) for key in keys):
            raise Malformed(f"must have at least one of {', '.join(keys)}", at)

    return check
