"""How much of a thousand made-up identifiers would leave the house."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from evaluation.identifiers import AMOUNTS, POSITIONS, Identifier, identifiers, names
from evaluation.report import Part, Row, grid, percent
from prompts.redaction import PLACEHOLDER, redact

SEED = 4312
NAMES_EACH = 100
CHECKED = ("card", "IBAN")
_TELLING = {"card": 5, "IBAN": 5, "phone": 5, "order": 4}


def leaks(identifier: Identifier) -> bool:
    """Whether a telling part of the identifier is left once its text is redacted.

    Of a number that is any run of four or five of its digits and letters, of an email either side of its @, of a postal
    address its street or its number of the town, of a name any part of it.
    """
    left = PLACEHOLDER.sub(" ", redact(identifier.text, identifier.names).text)
    if run := _TELLING.get(identifier.kind):
        value, rest = _compact(identifier.value), _compact(left)
        run = min(run, len(value))
        return any(value[i : i + run] in rest for i in range(len(value) - run + 1))
    return any(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", left, re.I) for part in _parts(identifier))


def comes_back(identifier: Identifier) -> bool:
    """Whether the text stands again as it was once its placeholders are restored."""
    redacted = redact(identifier.text, identifier.names)
    return redacted.restore(redacted.text).casefold() == identifier.text.casefold()


def evaluated(numbers: Sequence[Identifier] | None = None, people: Sequence[Identifier] | None = None) -> Part:
    """The leaks of each kind, and how many of the names were found."""
    numbers = identifiers(SEED) if numbers is None else numbers
    people = names(SEED, NAMES_EACH) if people is None else people
    leaked = [identifier for identifier in numbers if leaks(identifier)]
    known = [identifier for identifier in people if leaks(identifier)]
    of_kind, all_of_kind = Counter(one.kind for one in leaked), Counter(one.kind for one in numbers)
    missed, all_of_position = Counter(one.kind for one in known), Counter(one.kind for one in people)
    verifiable = sum(of_kind[kind] for kind in CHECKED)
    unrestored = sum(not comes_back(one) for one in (*numbers, *people))
    told = [position for position in POSITIONS if position != "in passing"]
    found = sum(all_of_position[position] - missed[position] for position in told)
    rows = [
        Row("made-up identifiers", f"{len(numbers):,}", "1,000", len(numbers) >= 1000),
        Row("· that a checksum can verify and that leave the house", str(verifiable), "none", verifiable == 0),
        *(
            Row(f"· {kind}: of {all_of_kind[kind]} leave", str(of_kind[kind]), "none", of_kind[kind] == 0)
            for kind in AMOUNTS
            if kind not in CHECKED
        ),
        Row("· texts that do not come back as they were", str(unrestored), "none", unrestored == 0),
        Row(
            "names found, where something tells that they are names",
            percent(found, sum(all_of_position[position] for position in told)),
        ),
    ]
    kinds = grid(
        ["identifier", "how many", "left the house"],
        ([kind, str(all_of_kind[kind]), str(of_kind[kind])] for kind in AMOUNTS),
    )
    positions = grid(
        ["where a name stands", "how many", "found"],
        (
            [position, str(many), percent(many - missed[position], many)]
            for position in POSITIONS
            if (many := all_of_position[position])
        ),
    )
    misses = tuple(f"left the house, {one.kind}: {one.text!r}" for one in (*leaked, *known) if one.kind != "in passing")
    return Part("What leaves the house", tuple(rows), f"{kinds}\n\n{positions}", misses)


def _parts(identifier: Identifier) -> list[str]:
    """What would tell who it is, each part by itself."""
    if identifier.kind == "email":
        return [re.sub(r"\s", "", part) for part in identifier.value.split("@")]
    if identifier.kind == "postal address":
        street, town = identifier.value.split(", ", 1)
        return [street, *re.findall(r"\d{5}|[A-Z]S\d{1,2} \d[A-Z]{2}", town)]
    return [part for part in identifier.value.split() if len(part) > 1]


def _compact(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text).upper() if character.isalnum())
