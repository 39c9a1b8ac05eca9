"""Teaches the encoders in `prompts/learned/` from the sentences and messages in `evaluation/training/`.

`make learn-encoder` writes them anew, in an environment of its own, within two hours on two processors. `ON=yes` goes
on for another round after some lessons were added: it reads what is new, and a part of the rest lest that be forgotten.
It begins from the last round, which that environment keeps in full precision, and where there is none from what is
written; what it writes is the mean of the last rounds of each. Nothing here ever reads what is held back.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.learn import GREETED, LEARNED, TRAINING, files, sentences, table
from prompts.mail import read_message
from prompts.people import without_signature
from prompts.text import plain

if TYPE_CHECKING:
    from evaluation.network import Network  # PyTorch stands in an environment of its own

ABOUT = LEARNED / "encoder.json"
ROUNDS = Path(".venv-learn")
"""Where what was learned in each round is kept."""
LANGUAGES = ("en", "de", "fr", "es", "it")
LABELS: Mapping[str, tuple[str, ...]] = {
    "promise": ("harmless", "promises"),
    "feeling": ("angry", "anxious", "confused", "curious", "disappointed", "happy", "neutral", "sad"),
    "matter": (
        "billing", "broken", "cancellation", "late", "other", "outage", "praise", "question", "return", "rude",
    ),
    "sensitive": ("bereavement", "discrimination", "harm", "illness", "none", "privacy", "takeover"),
}  # fmt: skip
LAYERS: Mapping[int, int] = {6: 3, 12: 1}
"""How many layers each encoder has, and how often all is read by it at first."""
AGAIN, NEWS = {6: 0.08, 12: 0.05}, 2
"""What part of all that was read before is read again where it goes on, and how often what is new is read."""
RATE, WARMING, DROPPED, DOUBT = {6: 2e-4, 12: 1.5e-4}, 0.06, 0.1, 0.05
"""How far a step goes in an encoder of so many layers, half as far where it goes on, and how much of the way it takes
to go so far, how much is left out at random, and how much of a label is doubted."""
LAST: Mapping[int, int] = {6: 4, 12: 1}
"""Of how many of its last rounds the mean is written: with more of them, what was learned last hardly shows."""
TOKENS, A_STEP = {"promise": 64, "message": 220}, {"promise": 1400, "message": 1800}
"""So many tokens of a text are read, and about so many in one step."""
UNACCENTED = {"promise": 0.25, "message": 0.1}
"""So many are read as people write who leave accents out."""
COMMON = 25_000
"""So many of each language's commonest words are known besides those that we use."""
BEHIND = 8
"""Of so many sentences one is read behind another, too."""
OFTEN = 3
"""How often a text that matters is read at most."""
SEED = 7


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text and what a thoughtful colleague hears in it: for each thing its label."""

    text: str
    heard: Mapping[str, str]

    @property
    def kind(self) -> str:
        return "promise" if "promise" in self.heard else "message"


def lessons(paths: Iterable[Path]) -> list[Lesson]:
    """All that there is to learn from these training files, what matters more than once."""
    said = {"sentences": _sentences, "messages": _messages}
    return [lesson for path in paths for lesson in said[path.parent.name](path)]


def digest() -> str:
    """The same for the same training files and ways of learning."""
    steps = (LAYERS, AGAIN, NEWS, LAST, RATE, WARMING, DROPPED, DOUBT, TOKENS, A_STEP)
    ways = (*steps, UNACCENTED, BEHIND, GREETED, OFTEN, SEED)
    return hashlib.sha256(json.dumps([ways, digests()]).encode()).hexdigest()


def digests() -> dict[str, str]:
    """What tells each training file from what it was before, by its path."""
    return {
        path.relative_to(TRAINING).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(TRAINING.rglob("*.toml"))
    }


def _sentences(path: Path) -> Iterator[Lesson]:
    for text, label, often in sentences(path):
        yield from [Lesson(plain(text), {"promise": label})] * min(OFTEN, often)
    said = table(path)
    harmless = said.get("harmless", ())[::BEHIND]
    # So that two sentences heard together promise only what one of them does, or what they say together.
    for label in LABELS["promise"]:
        for before, text in zip(harmless, said.get(label, ())[1::BEHIND], strict=False):
            yield Lesson(plain(f"{before} {text}"), {"promise": label})


def _messages(path: Path) -> Iterator[Lesson]:
    said = table(path)
    for entry in said["message"]:
        text = plain(without_signature(read_message(entry["text"]).text))
        heard = {name: entry.get(name, "none") for name in ("feeling", "matter", "sensitive")}
        yield from [Lesson(text, heard)] * min(OFTEN, said.get("often", 1))


def unaccented(text: str) -> str:
    """`text` as it stands where somebody leaves the accents out."""
    letters = unicodedata.normalize("NFKD", text).replace("ß", "ss")
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def main() -> None:
    """Writes the encoders' weights, their vocabulary, and what they were learned from."""
    from sentencepiece import SentencePieceProcessor
    from wordfreq import top_n_list

    from evaluation.network import Network
    from evaluation.pretrained import pretrained, vocabulary, worth_knowing

    paths, model = [*files("sentences"), *files("messages")], pretrained()
    learned = lessons(paths)
    said = [*(lesson.text for lesson in learned), *(w for code in LANGUAGES for w in top_n_list(code, COMMON))]
    known = worth_knowing(model, (*said, *map(unaccented, said)))
    pieces = [model.pieces[at] for at in known]
    kept = vocabulary(pieces)
    words = SentencePieceProcessor(model_proto=kept)
    for layers in LAYERS:
        names = {name: len(labels) for name, labels in LABELS.items()}
        network = Network(model, known, names, layers, DROPPED)
        _write(layers, network, [name for name, _ in pieces], words, paths)
    (LEARNED / "words.model").write_bytes(kept)
    about = {"layers": list(LAYERS), "labels": LABELS, "learned_from": digest(), "files": digests()}
    ABOUT.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _write(layers: int, network: Network, pieces: Sequence[str], words: Any, paths: Sequence[Path]) -> None:
    """Teaches the encoder of so many layers, from the beginning or a round more; writes the mean of its last rounds."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    torch.manual_seed(SEED)
    written = LEARNED / f"encoder-{layers}.onnx"
    rounds = sorted(ROUNDS.glob(f"{layers}-*.pt"), key=lambda path: int(path.stem.rpartition("-")[2]))
    if os.environ.get("ON") == "yes":
        if rounds:
            network.go_on(rounds[-1], pieces)
        else:
            network.go_on_from_written(written, LEARNED / "words.model", pieces)
            rounds = [_keep(network, layers, 0, pieces)]
        _taught(network, words, _further(paths, AGAIN[layers]), 1, RATE[layers] / 2)
    else:
        for old in rounds:
            old.unlink()
        rounds = []
        _taught(network, words, lessons(paths), LAYERS[layers], RATE[layers])
    rounds = [*rounds, _keep(network, layers, len(rounds), pieces)]
    network.mean_of(rounds[-LAST[layers] :], pieces)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.onnx")
        network.save(whole)
        # A byte a weight, of which one bit stays free, so that no processor's narrow sums overflow.
        quantize_dynamic(whole, written, weight_type=QuantType.QInt8, reduce_range=True, per_channel=True,
                         op_types_to_quantize=["MatMul", "Gemm", "Gather"])  # fmt: skip


def _keep(network: Network, layers: int, number: int, pieces: Sequence[str]) -> Path:
    path = ROUNDS / f"{layers}-{number}.pt"
    network.keep(path, pieces)
    return path


def _further(paths: Sequence[Path], part: float) -> list[Lesson]:
    """What a further round reads: what is new or changed since it was last taught, and a part of the rest."""
    before, now = json.loads(ABOUT.read_text(encoding="utf-8"))["files"], digests()
    known = [path for path in paths if before.get(name := path.relative_to(TRAINING).as_posix()) == now[name]]
    rest = lessons(known)
    return lessons(set(paths) - set(known)) * NEWS + random.Random(SEED).sample(rest, round(part * len(rest)))


def _taught(network: Network, words: Any, learned: Sequence[Lesson], epochs: int, furthest: float) -> None:
    """Reads these lessons so often, a batch of sentences or of messages a step, in random order."""
    chance = random.Random(SEED)
    steps, at = len(_batches(words, learned, chance)) * epochs, 0
    while at < steps:
        for batch in _batches(words, learned, chance)[: steps - at]:
            rate = furthest * min(1, at / (WARMING * steps)) * max(0.02, 1 - at / steps)
            answers = _answers([lesson for _, lesson in batch])
            loss = network.learn([tokens for tokens, _ in batch], answers, rate, DOUBT)
            at += 1
            if at % 100 == 0:
                print(f"step {at:,} of {steps:,}: {loss:.3f}", flush=True)


def _batches(words: Any, learned: Sequence[Lesson], chance: random.Random) -> list[list[tuple[list[int], Lesson]]]:
    found: list[list[tuple[list[int], Lesson]]] = []
    for kind, most in A_STEP.items():
        some = [lesson for lesson in learned if lesson.kind == kind]
        said = [unaccented(it.text) if chance.random() < UNACCENTED[kind] else it.text for it in some]
        begin, end, inside = words.bos_id(), words.eos_id(), TOKENS[kind] - 2
        read = [([begin, *words.encode(text)[:inside], end], lesson) for text, lesson in zip(said, some, strict=True)]
        read.sort(key=lambda one: len(one[0]) + chance.random() * 6)  # texts of about one length stand together
        batch: list[tuple[list[int], Lesson]] = []
        for one in read:
            if batch and len(one[0]) * (len(batch) + 1) > most:
                found.append(batch)
                batch = []
            batch.append(one)
        found += [batch] if batch else []
    chance.shuffle(found)
    return found


def _answers(batch: Sequence[Lesson]) -> dict[str, list[int]]:
    return {name: [LABELS[name].index(lesson.heard[name]) for lesson in batch] for name in batch[0].heard}


if __name__ == "__main__":
    main()
