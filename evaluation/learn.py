"""Teaches the classifiers in `prompts/learned/` from the sentences and messages in `evaluation/training/`.

`make learn` writes them all anew; the same sentences give the same tables. Nothing here ever reads what is held back.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prompts import ear, reading
from prompts.classifier import SLOTS, slots_of
from prompts.mail import read_message

ROOT = Path(__file__).parent.parent
TRAINING = Path(__file__).with_name("training")
LEARNED = Path(ear.__file__).with_name("learned")
SEEN = 2
"""In how many texts a feature must stand to count."""
GREETED = 6
"""Of so many sentences one is read behind a greeting, too."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text's features and the label that a thoughtful colleague gives it."""

    features: frozenset[str]
    label: str


@dataclass(frozen=True, slots=True)
class Course:
    """How a classifier is taught: what it learns from, the files behind it, and how freely it may weigh (the inverse
    of a regularisation's strength)."""

    lessons: Callable[[], Iterable[Lesson]]
    files: tuple[str, ...]
    freedom: float

    @property
    def digest(self) -> str:
        """The same for the same files, wherever they lie: those that matter most, not every rule behind a feature."""
        said = hashlib.sha256(f"{self.freedom} {SLOTS} {SEEN} {GREETED}".encode())
        for path in sorted(path for pattern in self.files for path in ROOT.glob(pattern)):
            said.update(path.read_bytes())
        return said.hexdigest()


def files(folder: str) -> list[Path]:
    """The training files of that folder, in order."""
    return sorted((TRAINING / folder).glob("*.toml"))


def table(path: Path) -> dict[str, Any]:
    """What a training file says."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def sentences(path: Path) -> Iterator[tuple[str, str, int]]:
    """A file's sentences, each with its label and how often it counts; some behind a greeting, too."""
    greetings, said = table(TRAINING / "greetings.toml"), table(path)
    small, language = frozenset(greetings["small"].split()), path.stem.rpartition("_")[2]
    for label in ("promises", "harmless"):
        for number, text in enumerate(said.get(label, ())):
            yield text, label, said.get("often", 1)
            if number % GREETED == 0 and (begins := greetings.get(language)):
                yield f"{begins[number // GREETED % len(begins)]} {_going_on(text, language, small)}", label, 1


def _going_on(text: str, language: str, small: frozenset[str]) -> str:
    """`text` as it goes on behind a greeting, where German nouns keep their capitals."""
    first, _, rest = text.partition(" ")
    keeps = first.startswith("I") and len(first) < 5 if language == "en" else language == "de"
    return text if keeps and first.lower() not in small else f"{first[:1].lower()}{first[1:]} {rest}".rstrip()


def _sentences() -> Iterator[Lesson]:
    for path in files("sentences"):
        for text, label, often in sentences(path):
            yield from [Lesson(ear.features(text), label)] * often


def _messages(label: str) -> Iterator[Lesson]:
    for path in files("messages"):
        said = table(path)
        for entry in said["message"]:
            lesson = Lesson(reading.features(read_message(entry["text"]).text), entry.get(label, "none"))
            yield from [lesson] * said.get("often", 1)


_OF_SENTENCES = (
    "evaluation/training/sentences/*.toml",
    "evaluation/training/greetings.toml",
    "prompts/lexicon/guard.toml",
    "prompts/lexicon/amounts.toml",
    "prompts/classifier.py",
    "prompts/text.py",
)
_OF_MESSAGES = (
    "evaluation/training/messages/*.toml",
    "prompts/lexicon/cues.toml",
    "prompts/classifier.py",
    "prompts/mail.py",
    "prompts/text.py",
)
COURSES: Mapping[str, Course] = {
    "feeling": Course(lambda: _messages("feeling"), _OF_MESSAGES, 20),
    "matter": Course(lambda: _messages("matter"), _OF_MESSAGES, 10),
    "sensitive": Course(lambda: _messages("sensitive"), _OF_MESSAGES, 20),
    "promise": Course(_sentences, _OF_SENTENCES, 20),
}


def matrix(texts: Sequence[frozenset[str]]) -> Any:
    """A sparse row for each text, of length 1 before what too few texts have is left out."""
    from scipy.sparse import csr_matrix

    counts = Counter(feature for features in texts for feature in features)
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for features in texts:
        known = slots_of(feature for feature in sorted(features) if counts[feature] >= SEEN)
        columns += known
        values += [1 / max(1, len(features)) ** 0.5] * len(known)
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(texts), SLOTS))


def learn(course: Course) -> tuple[dict[str, Any], bytes]:
    """What a classifier is but for its weights, and these, as they are kept."""
    import numpy
    from sklearn.linear_model import LogisticRegression

    lessons = list(course.lessons())
    model = LogisticRegression(C=course.freedom, class_weight="balanced", max_iter=2000)
    model.fit(matrix([lesson.features for lesson in lessons]), [lesson.label for lesson in lessons])
    coefficients, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        coefficients, bias = numpy.vstack([-coefficients / 2, coefficients / 2]), numpy.array([-bias[0], bias[0]]) / 2
    unit = float(numpy.abs(coefficients).max()) / 127
    about = {
        "labels": list(model.classes_),
        "learned_from": course.digest,
        "unit": round(unit, 6),
        "bias": numpy.rint(bias / unit).astype(int).tolist(),
    }
    return about, numpy.rint(coefficients / unit).astype(numpy.int8).tobytes()


def main() -> None:
    """Writes every table, or those that are named."""
    LEARNED.mkdir(exist_ok=True)
    for name in sys.argv[1:] or COURSES:
        about, weights = learn(COURSES[name])
        kept = gzip.compress(json.dumps(about).encode() + b"\n" + weights, mtime=0)
        (LEARNED / f"{name}.gz").write_bytes(kept)
        print(f"{name}: {len(weights) - weights.count(0):,} weights, {len(kept) / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
