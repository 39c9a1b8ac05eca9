"""Tracebacks that may stand in a log."""

from __future__ import annotations


def without_words(error: BaseException) -> BaseException:
    """The error with its kind and its place, and without its message: that may hold a customer's words."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
