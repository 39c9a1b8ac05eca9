"""Whose account it is, and whose data: who else has them, by a customer's own words."""

from __future__ import annotations

from prompts.wordlists import patterns


def was_taken_in(text: str) -> bool:
    """Whether they gave something to what was not ours."""
    said = patterns("theft")
    gave = (it for it in said["gave"].finditer(text) if not said["not_quite"].search(text[: it.start()]))
    return said["fake"].search(text) is not None and any(not said["nothing"].search(text[it.end() :]) for it in gave)


def speaks_of_somebody(text: str) -> bool:
    """Whether `text` speaks of anybody but themselves, or of what such a one does: else nobody is in their account."""
    return patterns("theft")["somebody"].search(text) is not None


def speaks_of_data(text: str) -> bool:
    """Whether `text` speaks of data or of whom they may belong to, and not just of a new address of their own."""
    said = patterns("theft")
    if said["new"].search(text) and not said["passed_on"].search(text):
        text = said["own_address"].sub(" ", text)
    return said["their_data"].search(text) is not None
