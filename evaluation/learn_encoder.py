"""Teaches the encoders in `prompts/learned/` from the sentences and messages in `evaluation/training/`.

`make learn-encoder` writes them anew, in an environment of its own, within two hours on two processors. What they
learned stays in that environment in full precision, and `ON=yes` goes on from there for another round, as after some
lessons were added; what is written is the mean of the last rounds of each. Nothing here ever reads what is held back.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.learn import GREETED, LEARNED, TRAINING, sentences, tables
from prompts.mail import read_message
from prompts.people import without_signature
from prompts.text import plain

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
MORE_EPOCHS, RATE, WARMING, DROPPED, DOUBT = {6: 0.3, 12: 0.65}, {6: 2e-4, 12: 1.5e-4}, 0.06, 0.1, 0.05
"""How often all is read again where it goes on, or what part of it, how far a step goes in an encoder of so many layers
and how much of the way it takes to go so far, how much is left out at random, and how much of a label is doubted."""
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


def lessons() -> list[Lesson]:
    """All that there is to learn from, what matters more than once."""
    return [*_sentences(), *_messages()]


def digest() -> str:
    """The same for the same training files and ways of learning."""
    steps = (LAYERS, MORE_EPOCHS, LAST, RATE, WARMING, DROPPED, DOUBT, TOKENS, A_STEP)
    ways = (*steps, UNACCENTED, BEHIND, GREETED, OFTEN, SEED)
    said = hashlib.sha256(json.dumps(ways).encode())
    for path in sorted(TRAINING.rglob("*.toml")):
        said.update(path.read_bytes())
    return said.hexdigest()


def _sentences() -> Iterator[Lesson]:
    for text, label, often in sentences():
        yield from [Lesson(plain(text), {"promise": label})] * min(OFTEN, often)
    for table in tables("sentences"):
        harmless = table.get("harmless", ())[::BEHIND]
        # So that two sentences heard together promise only what one of them does, or what they say together.
        for label in LABELS["promise"]:
            for before, text in zip(harmless, table.get(label, ())[1::BEHIND], strict=False):
                yield Lesson(plain(f"{before} {text}"), {"promise": label})


def _messages() -> Iterator[Lesson]:
    for table in tables("messages"):
        for entry in table["message"]:
            text = plain(without_signature(read_message(entry["text"]).text))
            heard = {name: entry.get(name, "none") for name in ("feeling", "matter", "sensitive")}
            yield from [Lesson(text, heard)] * min(OFTEN, table.get("often", 1))


def unaccented(text: str) -> str:
    """`text` as it stands where somebody leaves the accents out."""
    letters = unicodedata.normalize("NFKD", text).replace("ß", "ss")
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def main() -> None:
    """Writes the encoders' weights, their vocabulary, and what they were learned from."""
    from sentencepiece import SentencePieceProcessor
    from wordfreq import top_n_list

    from evaluation.pretrained import pretrained, vocabulary, worth_knowing

    learned, model = lessons(), pretrained()
    said = [*(lesson.text for lesson in learned), *(w for code in LANGUAGES for w in top_n_list(code, COMMON))]
    known = worth_knowing(model, (*said, *map(unaccented, said)))
    pieces = [model.pieces[at] for at in known]
    kept = vocabulary(pieces)
    for layers in LAYERS:
        _write(layers, model, known, pieces, SentencePieceProcessor(model_proto=kept), learned)
    (LEARNED / "words.model").write_bytes(kept)
    about = {"layers": list(LAYERS), "labels": LABELS, "learned_from": digest()}
    (LEARNED / "encoder.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _write(
    layers: int, model: Any, known: Sequence[int], pieces: Sequence[Any], words: Any, learned: Sequence[Lesson]
) -> None:
    """Teaches the encoder of so many layers, from the beginning or a round more; writes the mean of its last rounds."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    from evaluation.network import Network

    torch.manual_seed(SEED)
    network = Network(model, known, {name: len(labels) for name, labels in LABELS.items()}, layers, DROPPED)
    names = [name for name, _ in pieces]
    before = sorted(ROUNDS.glob(f"{layers}-*.pt"), key=lambda path: int(path.stem.rpartition("-")[2]))
    rounds = before if os.environ.get("ON") == "yes" else []
    if rounds:
        network.go_on(rounds[-1], names)
    _taught(network, words, learned, MORE_EPOCHS[layers] if rounds else LAYERS[layers], RATE[layers])
    for old in set(before) - set(rounds):
        old.unlink()
    rounds = [*rounds, ROUNDS / f"{layers}-{len(rounds)}.pt"]
    network.keep(rounds[-1], names)
    network.mean_of(rounds[-LAST[layers] :], names)
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder, "whole.onnx")
        network.save(whole)
        # A byte a weight, of which one bit stays free, so that no processor's narrow sums overflow.
        quantize_dynamic(whole, LEARNED / f"encoder-{layers}.onnx", weight_type=QuantType.QInt8, reduce_range=True,
                         op_types_to_quantize=["MatMul", "Gemm", "Gather"])  # fmt: skip


def _taught(network: Any, words: Any, learned: Sequence[Lesson], epochs: float, furthest: float) -> None:
    """Reads all lessons so often, a batch of sentences or of messages a step, in random order."""
    chance = random.Random(SEED)
    steps, at = round(len(_batches(words, learned, chance)) * epochs), 0
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
