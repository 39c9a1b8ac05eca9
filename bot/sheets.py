"""Sheets: CSV files as spreadsheets save them, read line by line under their header."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from bot.errors import BadFile

Row = dict[str, str]
LONGEST_FIELD = 131_072  # characters; the csv module's own limit


def rows(
    file: Path, columns: Sequence[str], required: Sequence[str], wrong: Callable[[int, str], None]
) -> Iterator[tuple[int, Row]]:
    """Each line under the header that says anything, by its number in the file (the header's is 1), with the text in
    each column, '' for none. `wrong` is told of lines with too many fields.

    The columns may stand in any order, but one of those `required`, or each of them where they are all `columns`, must
    be there. Commas or, as in countries that write 1,5, semicolons stand between them. Raises BadFile.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            yield from _rows(opened, columns, required, wrong)
    except OSError as error:
        raise BadFile(problem=f"The file cannot be read ({error.strerror or error}).") from None
    except UnicodeDecodeError:
        raise BadFile(problem="The file is not text in UTF-8: save it as “CSV UTF-8”.") from None


def _rows(
    opened: IO[str], columns: Sequence[str], required: Sequence[str], wrong: Callable[[int, str], None]
) -> Iterator[tuple[int, Row]]:
    first = opened.readline(LONGEST_FIELD)
    opened.seek(0)
    reader = csv.reader(opened, delimiter=";" if ";" in first and "," not in first else ",", strict=True)
    header, line = None, 1
    try:
        for fields in reader:
            at, line = line, reader.line_num + 1
            if not any(field.strip() for field in fields):
                continue
            if header is None:
                header = _header(fields, columns, required)
            elif any(field.strip() for field in fields[len(header) :]):
                wrong(at, f"it has {len(fields)} fields, the header {len(header)}")
            else:
                yield at, dict.fromkeys(columns, "") | dict(zip(header, map(str.strip, fields), strict=False))
    except csv.Error:
        why = f"a quote is not closed, or a field is longer than {LONGEST_FIELD:,} characters"
        raise BadFile(problem=f"The file cannot be read as CSV from line {line} on: {why}.") from None
    if header is None:
        raise BadFile(problem=f"The file is empty: its first line names the columns, of {', '.join(columns)}.")


def _header(fields: Sequence[str], columns: Sequence[str], required: Sequence[str]) -> Sequence[str]:
    """The columns by name. Raises BadFile."""
    names = [field.strip().casefold() for field in fields]
    while names and not names[-1]:
        names.pop()
    known = f"The first line must name the columns, of {', '.join(columns)}"
    unknown = [name for name in names if name not in columns]
    if unknown:
        raise BadFile(problem=f"{known}; “{unknown[0][:40]}” is none of them.")
    if len(set(names)) < len(names):
        raise BadFile(problem=f"{known}, each of them once.")
    missing = [name for name in required if name not in names]
    if missing and (len(required) == len(columns) or len(missing) == len(required)):
        either = " or ".join(missing) if len(required) < len(columns) else missing[0]
        raise BadFile(problem=f"{known}; {either} is missing.")
    return names
