"""What a short text means, heard by two small transformers that have learned from our own sentences; offline.

Both hear all: whether a sentence promises something, how a message is felt, what it is about, and whether it is a
matter to slow down for. Word lists cannot know all the ways to say a thing, and tables of words that follow each other
miss what a sentence means as a whole. One has six layers and one has twelve, which began as those of
multilingual-e5-small (Wang et al. 2024, MIT), so they knew the words of our languages before they read ours. They err
on different texts, and what they hear together is right far more often than what either does. `make learn-encoder`
writes them anew.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import methodcaller
from typing import TYPE_CHECKING

from prompts.text import plain

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from sentencepiece import SentencePieceProcessor

TOKENS = 220
"""How many of a text are heard at once: about 900 characters."""
PIECES = 3
"""How many such pieces of a long text are heard: whoever rambles has said by then what it is about."""
READ_AT_MOST = 6_000  # characters, more than as many tokens take

Likely = dict[str, float]
"""How likely each label is, from 0 to 1; together 1."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Several that hear as one: `labels` names, for each thing that they hear, what it may be."""

    sessions: tuple[InferenceSession, ...]
    words: SentencePieceProcessor
    labels: dict[str, tuple[str, ...]]
    learned_from: str
    """The digest of what they were learned from."""

    def hear(self, text: str) -> dict[str, Likely]:
        """For each thing that is heard how likely each of its labels is: the mean of a long text's pieces.

        Every piece is heard by itself: a byte a number is rounded by what stands beside it, and the same words shall be
        heard the same wherever they stand.
        """
        import numpy

        sums = {name: numpy.zeros(len(labels)) for name, labels in self.labels.items()}
        with ThreadPoolExecutor(len(self.sessions)) as at_once:  # not kept: a process that forks would lose its threads
            for piece in self._pieces(text):
                heard = at_once.map(methodcaller("run", list(sums), {"tokens": [piece]}), self.sessions)
                for name, said in zip(sums, zip(*heard, strict=True), strict=True):
                    logits = numpy.mean(said, axis=0)[0]
                    powers = numpy.exp(logits - logits.max())
                    sums[name] += powers / powers.sum()
        return {
            name: dict(zip(self.labels[name], (likely / likely.sum()).tolist(), strict=True))
            for name, likely in sums.items()
        }

    def _pieces(self, text: str) -> list[list[int]]:
        """The text's tokens, in pieces that are short enough."""
        tokens, inside = self.words.encode(plain(text[:READ_AT_MOST])), TOKENS - 2
        return [
            [self.words.bos_id(), *tokens[start : start + inside], self.words.eos_id()]
            for start in range(0, max(1, len(tokens)), inside)
        ][:PIECES]


def hear(text: str) -> Mapping[str, Likely]:
    """What the encoders hear together in a text; nothing where there are none."""
    known = encoder()
    return known.hear(text) if known else {}


@cache
def encoder() -> Encoder | None:
    """Those that were learned, read once; None where their libraries have no build for this machine."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # a newer one than ours would report what it runs
    try:
        import onnxruntime
        from sentencepiece import SentencePieceProcessor
    except ImportError:
        return None
    folder = files("prompts").joinpath("learned")
    about = json.loads(folder.joinpath("encoder.json").read_text(encoding="utf-8"))
    words = SentencePieceProcessor(model_proto=folder.joinpath("words.model").read_bytes())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # many are heard at once, and nobody burns a processor waiting for work
    weights = (folder.joinpath(f"encoder-{layers}.onnx").read_bytes() for layers in about["layers"])
    sessions = (onnxruntime.InferenceSession(kept, options, providers=["CPUExecutionProvider"]) for kept in weights)
    labels = {heard: tuple(names) for heard, names in about["labels"].items()}
    return Encoder(tuple(sessions), words, labels, about["learned_from"])
