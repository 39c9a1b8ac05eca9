"""The names in the line that ends a letter, whether or not any list knows them: a full name by itself, in capitals or
not, one spelled out with gaps, and those of several who sign together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompts.closings import ORNAMENT, closes, is_nobody
from prompts.vocabulary import is_known
from prompts.wordlists import listed

_AROUND = re.compile(rf"^(?:{ORNAMENT}|[-–—])+|(?:{ORNAMENT}|[.,])+$")
_LARGE = r"[^\W\d_a-zäöüß]"
_PART = rf"(?:{_LARGE}[a-zäöüß'’à-ÿ]+(?:-{_LARGE}[a-zà-ÿ]+)?|{_LARGE}(?:['’-]?{_LARGE})+)"
_NAME = re.compile(rf"{_PART}(?: {_PART}){{0,2}}")
_FULL_NAME = re.compile(rf"{_PART}(?: {_PART}){{1,2}}")
_SPELLED = re.compile(rf"{_LARGE}(?:[ \t]{_LARGE}){{2,11}}")
_TOGETHER = re.compile(r"[ \t]*(?:,[ \t]*(?:&|and\b|und\b)?|[&+]|\b(?:and|und)\b)[ \t]*")
_FEWEST_LETTERS = 4  # of what is spelled out and no list knows: fewer are 'S O S'
_ENDS = tuple(".!?…)")


def names_at_the_end(text: str) -> Iterator[str]:
    """The names in the last line of `text`, below other words of theirs."""
    above, _, last = text.rstrip().rpartition("\n")
    above, line = above.rstrip(), _AROUND.sub("", last)
    if not above.strip():
        return
    if _SPELLED.fullmatch(line):
        yield from _spelled(line)
        return
    parts = _TOGETHER.split(line)
    if len(parts) > 1:
        yield from _signing_together(parts, is_closed=closes(above.rpartition("\n")[2]))
    elif above.endswith(_ENDS) and _FULL_NAME.fullmatch(line) and not is_nobody(line):
        said = set(re.findall(r"\w+", above.casefold()))
        if not any(is_known(word) or word.casefold() in said for word in re.split("[ -]", line)):
            yield line


def _spelled(line: str) -> Iterator[str]:
    """'M A Y A', as it is spelled out and as a word."""
    name = "".join(line.split())
    if name.casefold() in listed("names", "given") or (len(name) >= _FEWEST_LETTERS and not is_known(name)):
        yield line
        yield name


def _signing_together(parts: list[str], *, is_closed: bool) -> Iterator[str]:
    """Each of 'Maya, Tom & Kim', below a closing formula or where one of them is surely somebody."""
    are_people = is_closed or any(part.split(" ")[0].casefold() in listed("names", "given") for part in parts)
    if are_people and all(map(_NAME.fullmatch, parts)):
        yield from (part for part in parts if not (is_nobody(part) or any(map(is_known, re.split("[ -]", part)))))
