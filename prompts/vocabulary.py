"""The words that ours know: all that stands in our lexicons and our phrases. What is none of them may be a name."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from prompts.text import fold
from prompts.wordlists import listed

_SHORTEST = 5  # letters of a word that makes another one known: 'lieferung' in 'Lieferungsverzug'
_NO_WORDS = re.compile(r"^[ \t]*#.*$|\\[a-zA-Z]", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_known(word: str) -> bool:
    """Whether it is a word of ours, or one that begins or ends with such a word, and not only somebody's name."""
    folded = fold(word).text
    if folded in listed("names", "given") | listed("names", "everyday"):
        return False
    cuts = range(_SHORTEST, len(folded) - 2)
    return folded in _words() or any(folded[:cut] in _words() or folded[-cut:] in _words() for cut in cuts)


@cache
def _words() -> frozenset[str]:
    """All of them, folded; a pattern's pieces count as words, and names do not."""
    folder = files("prompts")
    kept = [file for part in ("lexicon", "phrases") for file in folder.joinpath(part).iterdir() if file.is_file()]
    text = "\n".join(file.read_text(encoding="utf-8") for file in kept if file.name != "names.toml")
    said = _WORD.findall(fold(_NO_WORDS.sub(" ", text)).text)
    return frozenset(said) | {fold(word).text for word in listed("names", "not_names") | listed("names", "selves")}
