"""What a customer wrote, kept in one text with what we are to do about it: ours first, theirs quoted below.

So their words go wherever ours go, are found with them and are erased with them, and nobody takes them for our own.
"""

from __future__ import annotations

from prompts.senders import sender_of

MARK, CLOSING = "\nThey wrote: “", "”"
SHORT = "…"


def beside(ours: str, theirs: str) -> str:
    """Both in one text; ours alone where they wrote nothing."""
    return f"{ours.strip()}{MARK}{theirs.strip()}{CLOSING}" if theirs.strip() else ours


def apart(text: str) -> tuple[str, str]:
    """What we are to do, and what they wrote; '' for nothing."""
    ours, mark, theirs = text.partition(MARK)
    return (ours, theirs.removesuffix(CLOSING)) if mark else (text, "")


def said(message: str) -> str:
    """What a customer's message says below the line that an inbox puts over it; that line where it is all there is."""
    return sender_of(message)[1].strip() or message


def heard(text: str) -> str:
    """The words that tell what troubles them: theirs, or all there are where none of theirs are quoted."""
    ours, written = apart(text)
    return written or ours


def beginning(text: str, most: int) -> str:
    """The first words of a text in one line, of at most so many characters; an ellipsis says that there are more."""
    tidy = " ".join(text.split())
    if len(tidy) <= most:
        return tidy
    end = tidy.rfind(" ", 0, most)
    return tidy[: end if end > most // 2 else most - 1].rstrip(" ,;:–—-") + SHORT
