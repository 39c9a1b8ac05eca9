"""What a run says while it goes on."""

from __future__ import annotations

import sys


def say(words: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
