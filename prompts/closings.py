"""The formula that ends a message in a line of its own, and whether what stands below is what a person is called."""

from __future__ import annotations

import re

from prompts.vocabulary import is_known
from prompts.wordlists import lexicon, listed

ORNAMENT = r"(?::[a-z0-9_+-]+:|[:;]-?[)D](?!\w)|<3|_|[^\w\n\x21\x23-\x29\x2b-\x2f:-@\[-\^{-}’–—·•])"
"""What people put around a name, or between its parts, that is none of it: a gap, quotation marks, a flower, ':)'."""
_AROUND = re.compile(rf"^{ORNAMENT}+|{ORNAMENT}+$")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_NAME_PART = re.compile(r"[^\W\d_][^\W\d_]*(?:['’-][^\W\d_]+)*")
_MOST_WORDS, _MOST_OF_A_PLACE, _MOST_OF_A_NAME = 8, 2, 3
# 'I'm Disappointed', 'I'm Truly Speechless': by the first word that says so, as 'Moira Lawless' is somebody.
_IS_SO = re.compile(
    r"(?:(?:\w+ly|quite|just|still|beyond)[\s-]+)*\w{2,}(?:[tsnky]ed|ful|less|ous|able|ible|ish)\b", re.IGNORECASE
)
_NOBODY = listed("closings", "nobody") | listed("closings", "ends")
_PLACES = frozenset(" ".join(place.split()) for place in str(lexicon("closings")["places"]).split(","))


def name_below(text: str) -> str | None:
    """The one to three capitalised words that are the last line of `text`, below a closing formula in its own line,
    whether or not any list knows them as names; None where they are none of a person."""
    lines = [line.strip(" \t*_~>") for line in text.splitlines() if line.strip(" \t*_~>")]
    if len(lines) < 2 or not closes(lines[-2]):
        return None
    name = _AROUND.sub("", lines[-1]).rstrip(" \t.,!")
    parts = name.split()
    proper = [part for part in parts if part.casefold() not in listed("names", "particles")]
    if not proper or len(proper) > _MOST_OF_A_NAME or not all(_like_a_name(part) for part in proper):
        return None
    is_initials = len(proper) == 1 and proper[0].isupper()
    return None if is_initials or parts[0] not in proper or is_nobody(name) else name


def is_nobody(words: str) -> bool:
    """Whether `words` below a formula are a company, a job, a place or what a program puts there: no person's name."""
    said = " ".join(words.split()).casefold().rstrip(".,!")
    parts = [part.strip(".,!()&") for part in said.split()]
    if not parts or listed("closings", "companies").intersection(parts[1:]):
        return True
    is_given = parts[0].split("-")[0] in listed("names", "given")
    return not is_given and (said in _PLACES or not _NOBODY.isdisjoint(parts))


def may_be_called(name: str) -> bool:
    """Whether it is no company, job or place, and not what people are, 'German Citizen' or 'Proud Welsh', as 'Irvine
    Welsh' is somebody."""
    parts, selves = re.split(r"[\s-]+", name.casefold()), listed("names", "selves")
    is_surname = len(parts) > 1 and parts[-1] in listed("names", "surnames") and not is_known(parts[0])
    is_so = not selves.isdisjoint(parts[:-1] if is_surname else parts) or _IS_SO.match(name) is not None
    return not is_nobody(name) and (parts[0] in listed("names", "given") or not is_so)


def closes(line: str) -> bool:
    """Whether a line is nothing but a closing formula: 'Mit freundlichem Gruß', 'Viele Grüße aus Kiel', 'Thanks,'."""
    words = [word.rstrip(".'’-").casefold() for word in _WORD.findall(line)]
    begins = next((index for index, word in enumerate(words) if word in listed("closings", "from")), len(words))
    formula, place = words[:begins], words[begins + 1 :]
    ends = listed("closings", "ends")
    return (
        len(words) <= _MOST_WORDS
        and "?" not in line
        and not re.search(r"\d", line)
        and len(place) <= _MOST_OF_A_PLACE
        and not ends.isdisjoint(formula)
        and ends.union(listed("closings", "beside")).issuperset(formula)
    )


def _like_a_name(part: str) -> bool:
    return (
        part[0].isupper()
        and len(part) > 1
        and _NAME_PART.fullmatch(part) is not None
        and part.casefold() not in listed("names", "not_names")
    )
