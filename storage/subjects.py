"""Subjects: how timers, messages and the audit trail name the record that they are about, such as 'followup:17'."""

from __future__ import annotations

from collections.abc import Iterable


def number_of(subject: str) -> int:
    """The number in a subject: 17 of 'followup:17'."""
    return int(subject.partition(":")[2])


def numbers_of(subjects: Iterable[str], room: str) -> list[int]:
    """The numbers of those of these subjects that a room keeps: 17 of 'followup:17' for 'followup'."""
    return [number_of(subject) for subject in subjects if subject.startswith(f"{room}:")]
