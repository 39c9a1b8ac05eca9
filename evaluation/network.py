"""The network behind an encoder while it learns: layers that know words, and a row of numbers for each label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from sentencepiece import SentencePieceProcessor
from torch import nn
from torch.backends.cpu import get_cpu_capability
from torch.nn import functional
from torch.nn.attention import SDPBackend, sdpa_kernel

from evaluation.pretrained import CLOSE, HEADS, LONGEST, WIDTH, WITHIN, Pretrained

HARDLY = 0.01
"""How much weights shrink a step, by the rate, so that none grows without need."""


class Network(nn.Module):
    """Hears texts of up to `LONGEST` tokens: the mean of what its `layers` make of them, weighed for each label.

    `known` are the vocabulary's places of the pieces it takes over, and `labels` how many there are of each thing.
    """

    def __init__(
        self, model: Pretrained, known: Sequence[int], labels: Mapping[str, int], layers: int, dropped: float
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(len(known), WIDTH)
        self.places = nn.Embedding(LONGEST, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, CLOSE)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(WIDTH, HEADS, WITHIN, dropped, "gelu", CLOSE, batch_first=True)
            for _ in range(layers)
        )
        for layer in self.layers:
            layer.self_attn.dropout, layer.dropout = 0.0, nn.Identity()  # a third of a step's time, for hardly anything
        self.dropped = nn.Dropout(dropped)
        self.heard = nn.ModuleDict({name: nn.Linear(WIDTH, many) for name, many in labels.items()})
        self._take_over(model, known)
        shrinking = [weights for weights in self.parameters() if weights.ndim > 1]
        others = [weights for weights in self.parameters() if weights.ndim == 1]
        groups = [{"params": shrinking, "weight_decay": HARDLY}, {"params": others, "weight_decay": 0}]
        self.steps = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)

    def forward(self, tokens: torch.Tensor, there: torch.Tensor | None = None) -> tuple[torch.Tensor, ...]:
        """What each text is heard to be, as logits, for each thing in turn; `there` tells tokens from padding."""
        there = torch.ones_like(tokens, dtype=torch.bool) if there is None else there
        said = self.norm(self.words(tokens) + self.places.weight[: tokens.shape[1]])
        for layer in self.layers:
            said = layer(said, src_key_padding_mask=~there)
        counted = there.unsqueeze(-1).to(said.dtype)
        mean = self.dropped((said * counted).sum(1) / counted.sum(1))
        return tuple(weights(mean) for weights in self.heard.values())

    def learn(
        self, texts: Sequence[Sequence[int]], answers: Mapping[str, Sequence[int]], rate: float, doubt: float
    ) -> float:
        """One step towards these answers; returns how far off it was."""
        self.train()
        for group in self.steps.param_groups:
            group["lr"] = rate
        # The quicker attention is slow where texts are padded, and short numbers where a processor only acts them out.
        short = torch.autocast("cpu", dtype=torch.bfloat16, enabled=get_cpu_capability() == "AVX512")
        with short, sdpa_kernel(SDPBackend.MATH):
            logits = dict(zip(self.heard, self(*_padded(texts)), strict=True))
        loss = sum(
            functional.cross_entropy(logits[name].float(), torch.tensor(answer), label_smoothing=doubt)
            for name, answer in answers.items()
        )
        self.steps.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters(), 1.0)
        self.steps.step()
        return float(loss.detach())

    def keep(self, path: Path, pieces: Sequence[str]) -> None:
        """Writes all that it has learned, so that learning can go on from there; `pieces` are its vocabulary."""
        torch.save({"pieces": list(pieces), "weights": self.state_dict()}, path)

    def go_on(self, path: Path, pieces: Sequence[str]) -> None:
        """Begins from what `keep` wrote; what has no equal there, new pieces and labels, begins as it is."""
        kept = torch.load(path, weights_only=True)
        self._begin_from(kept["weights"], kept["pieces"], pieces)

    def go_on_from_written(self, written: Path, words: Path, pieces: Sequence[str]) -> None:
        """Begins from what `save` wrote and was rounded to a byte a weight since, and from its vocabulary, `words`."""
        program = onnx.load(written).graph
        tables = {table.name: onnx.numpy_helper.to_array(table) for table in program.initializer}

        def in_full(name: str) -> torch.Tensor:
            rounded, zero, scale = (tables[f"{name}_{part}"] for part in ("quantized", "zero_point", "scale"))
            return torch.tensor((rounded.astype("float32") - zero.astype("float32")) * scale)

        # Some have lost their names; they stand in the order in which they are used.
        used = (node.input[1].removesuffix("_quantized") for node in program.node if node.op_type == "MatMulInteger")
        parts = ("self_attn.in_proj_weight", "self_attn.out_proj.weight", "linear1.weight", "linear2.weight")
        names = [*(f"layers.{at}.{part}" for at in range(len(self.layers)) for part in parts)]
        names += [f"heard.{name}.weight" for name in self.heard]
        weights = {name: torch.tensor(tables[name]) for name in self.state_dict() if name in tables}
        weights |= {name: in_full(given).T for name, given in zip(names, used, strict=True)}
        kept = SentencePieceProcessor(model_proto=words.read_bytes())
        before = [kept.id_to_piece(at) for at in range(kept.get_piece_size())]
        self._begin_from({**weights, "words.weight": in_full("words.weight")}, before, pieces)

    def _begin_from(
        self, weights: Mapping[str, torch.Tensor], kept_pieces: Sequence[str], pieces: Sequence[str]
    ) -> None:
        before = {piece: at for at, piece in enumerate(kept_pieces)}
        words = self.words.weight.detach().clone()
        for at, piece in enumerate(pieces):
            if piece in before:
                words[at] = weights["words.weight"][before[piece]]
        own = self.state_dict()
        alike = {name: table for name, table in weights.items() if table.shape == own[name].shape}
        self.load_state_dict({**own, **alike, "words.weight": words})

    def mean_of(self, paths: Sequence[Path], pieces: Sequence[str]) -> None:
        """Takes the mean of what `keep` wrote of several rounds, the last of which this is: it knows what is new and
        has forgotten less of what it knew before (Wortsman et al. 2022)."""
        last = {name: table.clone() for name, table in self.state_dict().items()}
        mean = {name: torch.zeros_like(table) for name, table in last.items()}
        for path in paths:
            self.load_state_dict(last)
            self.go_on(path, pieces)
            for name, table in self.state_dict().items():
                mean[name] += table / len(paths)
        self.load_state_dict(mean)

    def save(self, path: Path) -> None:
        """Writes it as ONNX, for one text of any length."""
        self.eval()
        program = torch.onnx.export(
            self, (torch.tensor([[4, 5, 6]]),), dynamo=True, input_names=["tokens"], output_names=list(self.heard),
            dynamic_shapes=({1: torch.export.Dim("tokens", max=LONGEST)},),
        )  # fmt: skip
        assert program is not None
        program.optimize()
        model = program.model_proto
        del model.graph.value_info[:]  # shapes from before the optimising, which whoever reads on trips over
        for part in (model, model.graph, *model.graph.node, *model.graph.initializer, *model.graph.input):
            del part.metadata_props[:]  # where in which file each step was written, on the machine that learned
            part.doc_string = ""
        onnx.save(model, path)

    def _take_over(self, model: Pretrained, known: Sequence[int]) -> None:
        def numbers(name: str) -> torch.Tensor:
            return torch.tensor(model.numbers(name))

        def rows(name: str, width: int = WIDTH) -> torch.Tensor:
            return torch.tensor(model.weights(name, width))

        taken: dict[str, torch.Tensor] = {
            "words.weight": rows("emb.word")[list(known)],
            "places.weight": numbers("emb.pos").view(-1, WIDTH)[:LONGEST] + numbers("emb.type")[:WIDTH],
            "norm.weight": numbers("emb.ln.w"),
            "norm.bias": numbers("emb.ln.b"),
        }
        for at in range(len(self.layers)):
            here = {
                "self_attn.in_proj_weight": torch.cat([rows(f"l{at}.{part}.w") for part in "qkv"]),
                "self_attn.in_proj_bias": torch.cat([numbers(f"l{at}.{part}.b") for part in "qkv"]),
                "self_attn.out_proj.weight": rows(f"l{at}.ao.w"),
                "self_attn.out_proj.bias": numbers(f"l{at}.ao.b"),
                "norm1.weight": numbers(f"l{at}.aln.w"),
                "norm1.bias": numbers(f"l{at}.aln.b"),
                "linear1.weight": rows(f"l{at}.fi.w"),
                "linear1.bias": numbers(f"l{at}.fi.b"),
                "linear2.weight": rows(f"l{at}.fo.w", WITHIN),
                "linear2.bias": numbers(f"l{at}.fo.b"),
                "norm2.weight": numbers(f"l{at}.oln.w"),
                "norm2.bias": numbers(f"l{at}.oln.b"),
            }
            taken |= {f"layers.{at}.{name}": table for name, table in here.items()}
        self.load_state_dict(taken, strict=False)
        for weights in self.heard.values():
            nn.init.normal_(weights.weight, std=0.02)
            nn.init.zeros_(weights.bias)


def _padded(texts: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """The texts' tokens side by side, and where there is one."""
    sequences: list[Any] = [torch.tensor(text) for text in texts]
    tokens = nn.utils.rnn.pad_sequence(sequences, batch_first=True)
    lengths = torch.tensor([len(text) for text in texts])
    return tokens, torch.arange(tokens.shape[1]) < lengths[:, None]
