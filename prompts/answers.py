"""The team's own answers: Markdown files, found by the words of a message; what is not found is not claimed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock

from prompts.brief import Fact
from prompts.text import fold
from prompts.wordlists import listed

LONGEST_PASSAGE = 1_200  # characters; a longer section is cut into its paragraphs
MOST = 3
SHORTEST_WORD, STEM = 4, 6
MOST_WORDS = 60
ENOUGH = 2  # words of the message that a passage must share, or any two texts would have something in common
COMMON = 0.5  # a word in more than this share of the passages tells nothing
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)


class Answers:
    """Passages to look things up in, by SQLite's full-text index in memory. For any thread."""

    def __init__(self, passages: Iterable[Fact] = ()) -> None:
        self._passages = tuple(passages)
        self._lock = Lock()
        self._index = sqlite3.connect(":memory:", check_same_thread=False)
        self._index.execute("CREATE VIRTUAL TABLE passages USING fts5(words)")
        stemmed = [(at, " ".join(_stems(f"{p.source} {p.text}"))) for at, p in enumerate(self._passages)]
        self._index.executemany("INSERT INTO passages (rowid, words) VALUES (?, ?)", stemmed)
        said = [set(text.split()) for _, text in stemmed]
        often = COMMON * len(said) if len(said) > MOST else len(said)
        self._common = {stem for stem in set().union(*said) if sum(stem in passage for passage in said) > often}

    def __len__(self) -> int:
        return len(self._passages)

    @classmethod
    def load(cls, folder: Path) -> Answers:
        """Every Markdown file below `folder`, a passage for each section. Raises OSError and UnicodeDecodeError."""
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder} is no folder")
        files = sorted(folder.rglob("*.md"))
        return cls(p for file in files for p in _passages(file.relative_to(folder), file.read_text("utf-8")))

    def about(self, message: str, most: int = MOST) -> tuple[Fact, ...]:
        """The passages that say most about a message, the most fitting first; none where too little is shared."""
        wanted = list(dict.fromkeys(stem for stem in _stems(message) if stem not in self._common))[:MOST_WORDS]
        if len(wanted) < ENOUGH or not self._passages:
            return ()
        asked = " OR ".join(f'"{stem}"' for stem in wanted)
        with self._lock:
            rows = self._index.execute(
                "SELECT rowid, words FROM passages WHERE passages MATCH ? ORDER BY bm25(passages) LIMIT 20", (asked,)
            ).fetchall()
        fitting = [at for at, said in rows if len(set(wanted) & set(said.split())) >= ENOUGH]
        return tuple(self._passages[at] for at in fitting[:most])


def _stems(text: str) -> Iterator[str]:
    """The words of a text that tell something, cut at their sixth letter: that is stem enough in English and German,
    and asks for no dictionary of either."""
    for word in re.findall(r"\w+", fold(text).text):
        if len(word) >= SHORTEST_WORD and word not in _EVERYDAY:
            yield word[:STEM]


def _passages(file: Path, text: str) -> Iterator[Fact]:
    """The sections of a file, each under its heading."""
    parts = _HEADING.split(text)
    for heading, body in zip(("", *parts[1::2]), parts[::2], strict=True):
        source = f"{file}, {heading}" if heading else str(file)
        yield from (Fact(source, piece) for piece in _pieces(body))


def _pieces(body: str) -> Sequence[str]:
    """A section as a whole, or its paragraphs where it is long."""
    whole = body.strip()
    pieces = [whole] if len(whole) <= LONGEST_PASSAGE else re.split(r"\n\s*\n", whole)
    return [piece.strip()[:LONGEST_PASSAGE] for piece in pieces if piece.strip()]


_EVERYDAY = listed("answers", "everyday")
NO_ANSWERS = Answers()
