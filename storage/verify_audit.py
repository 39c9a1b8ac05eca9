"""Verifies an export of Extra Mile's audit trail, anywhere and by itself: it needs Python 3.9 and nothing else.

    python verify_audit.py audit.jsonl [--anchor SEQ:HASH]

Reads the trail as it was exported (jsonl or csv), from its first entry on. Each entry is sealed with the SHA-256 of its
fields and of the seal before it, so that what was edited, deleted, put elsewhere or forked shows at the first entry
that no longer fits. What was cut off at the end shows against an anchor: the number and the seal of a later entry, as
they were posted to the leads' channel. Ends with 0 if all holds, with 1 and the first bad entry if not.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO

SEALED = ("seq", "at", "actor", "action", "subject", "data", "previous")


def seal(entry: Mapping[str, Any]) -> str:
    """The seal of an entry: SHA-256 over its fields as a JSON array."""
    fields = [int(entry["seq"]), *(entry[name] for name in SEALED[1:])]
    return hashlib.sha256(json.dumps(fields, separators=(",", ":"), ensure_ascii=True).encode()).hexdigest()


def entries(file: TextIO) -> Iterator[Mapping[str, Any]]:
    """The entries of an export, one at a time; in csv a quote stands before what a spreadsheet would run."""
    first = file.read(1)
    file.seek(0)
    if first == "{":
        for line in file:
            yield json.loads(line)
    else:
        for row in csv.DictReader(file):
            yield {name: value[1:] if value[:2] in ("'=", "'+", "'-", "'@") else value for name, value in row.items()}


def verify(found: Iterable[Mapping[str, Any]], anchor: tuple[int, str] | None = None) -> tuple[int, str, str | None]:
    """How many entries hold, the last seal, and the first problem in words, or None. In constant memory."""
    seq, previous = 0, "0" * 64
    rest = iter(found)
    while True:
        try:
            entry = next(rest)
            number, sealed = int(entry["seq"]), seal(entry)
        except StopIteration:
            break
        except (KeyError, TypeError, ValueError):
            return seq, previous, f"entry {seq + 1} cannot be read"
        if number != seq + 1:
            return seq, previous, f"entry {seq + 1} is missing, or not in its place"
        if entry.get("previous") != previous:
            return seq, previous, f"entry {seq + 1} does not follow the one before it"
        if sealed != entry.get("hash"):
            return seq, previous, f"entry {seq + 1} was changed"
        seq, previous = seq + 1, entry["hash"]
        if anchor and anchor[0] == seq and anchor[1] != previous:
            return seq - 1, previous, f"entry {seq} is not the one that was anchored"
    if anchor and anchor[0] > seq:
        return seq, previous, f"entry {seq + 1} is missing: an anchor knows {anchor[0]} entries"
    return seq, previous, None


def main() -> int:
    """Verifies the file that is named."""
    parser = argparse.ArgumentParser(description="Verifies an export of the audit trail.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--anchor", metavar="SEQ:HASH", help="a later entry's number and seal, as they were posted")
    arguments = parser.parse_args()
    anchor = None
    if arguments.anchor:
        seq, _, digest = arguments.anchor.partition(":")
        if not seq.isdecimal() or int(seq) < 1:
            parser.error("an anchor is a number and a seal, as in 1234:0a1b…")
        anchor = (int(seq), digest)
    with arguments.file.open(encoding="utf-8", newline="") as file:
        count, head, problem = verify(entries(file), anchor)
    if problem:
        print(f"The audit trail is broken: {problem}.")
        return 1
    print(f"{count} entries hold together. Head: {head}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
