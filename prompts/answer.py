"""A model's answer: found in what it said, checked, and cleaned before anybody reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, cast, get_args

from pydantic import AliasChoices, BaseModel, BeforeValidator, Field, ValidationError

from prompts.brief import LONGEST_REPLY, Feeling, Matter, Sensitive, Severity
from prompts.languages import is_short_of_another, speaks_another
from prompts.redaction import Redactor
from prompts.text import tidy, words

MOST_CHECKS = 6
_MENTION = re.compile(r"<[!@#][^>\n]{0,80}>|(?<![\w.])@(?:channel|here|everyone)\b", re.IGNORECASE)
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>\s]+)(?:\|([^>\n]*))?>|\[([^\]\n]{1,200})\]\((\S+?)\)", re.IGNORECASE)
# Any scheme, what runs or writes by itself, and hosts by their ending or by the path behind them.
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z\d+.-]{1,20}\s?:\s?//|(?<!\S)//(?=\w)|\b(?:https?|javascript|data|mailto|tel):(?=\S)|\bwww\.)[^\s<>()]+"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[\w-]+\.)+(?:com|net|org|io|de|co|cn|info|shop|app|dev|eu|link|ly|me|ru|xyz|top|uk|ai|fr|es|it|at|ch|biz|site|online"
    r"|click)(?:/[^\s<>()]*)?\b"
    r"|\b(?:[\w-]{2,}\.)+[a-z]{2,24}/[^\s<>()]*",
    re.IGNORECASE,
)
# Letters and signs as wide as Chinese ones spell links, too; the wide marks of a Chinese sentence stay.
_WIDE = {
    wide: wide - 0xFEE0
    for wide in range(0xFF01, 0xFF5F)
    if chr(wide - 0xFEE0).isalnum() or chr(wide - 0xFEE0) in "./:@<>|"
}
_ANSWERS = 5  # words at least: 'Noticeable.' answers nobody
_FEWEST_WORDS = 4
_LATIN = re.compile("[\0-\u024f\u1e00-\u1eff\u2000-\u20cf]*")


_NOTHING = ("", "null", "none", "n/a", "-")


class Unfit(ValueError):
    """An answer that cannot be used; the text says why, for the model to do better."""


def _one_of(allowed: tuple[str, ...], otherwise: str) -> BeforeValidator:
    return BeforeValidator(
        lambda said: said.strip().lower() if isinstance(said, str) and said.strip().lower() in allowed else otherwise
    )


def _listed(said: object) -> list[str]:
    """The texts in what was said, be it one or a list; nothing where it is something else."""
    items = said if isinstance(said, list) else [said]
    return [item for item in items if isinstance(item, str) and item.strip().lower() not in _NOTHING]


def _share(said: object) -> float:
    """A number from 0 to 1; 0 for anything else."""
    if isinstance(said, str):
        try:
            said = float(said)
        except ValueError:
            return 0.0
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said <= 1 else 0.0


_text = BeforeValidator(lambda said: said if isinstance(said, str) else "")
_Texts = Annotated[list[str], BeforeValidator(_listed)]


class Answer(BaseModel):
    """The fields that the model is asked for; all but the reply may be missing or nonsense and then count as unsaid."""

    feeling: Annotated[str, _one_of(get_args(Feeling), "neutral")] = "neutral"
    matter: Annotated[str, _one_of(get_args(Matter), "other")] = "other"
    confidence: Annotated[float, BeforeValidator(_share)] = 0.0
    severity: Annotated[str, _one_of(get_args(Severity), "low")] = "low"
    sensitive: Annotated[str, _one_of(get_args(Sensitive), "")] = ""
    need: Annotated[str, _text] = ""
    language: Annotated[str, _text] = ""
    reply: str
    check: _Texts = []
    # A model may name its one promise in the singular.
    promises: _Texts = Field(default=[], validation_alias=AliasChoices("promises", "promise"))
    used: _Texts = []
    suggested: _Texts = []

    @property
    def felt(self) -> Feeling:
        return cast(Feeling, self.feeling)

    @property
    def about(self) -> Matter:
        return cast(Matter, self.matter)

    @property
    def stakes(self) -> Severity:
        return cast(Severity, self.severity)

    @property
    def grave(self) -> Sensitive | None:
        return cast(Sensitive, self.sensitive) if self.sensitive else None


def _schema(bounds: Mapping[str, int]) -> dict[str, object]:
    """The answer's form. Texts and lists are `bounds` long at the most, where there are any."""
    kinds: dict[str, object] = {"enum": [*get_args(Sensitive), None]}
    if not bounds:
        kinds["type"] = ["string", "null"]
    texts = {name: {"type": "string", **_bound("maxLength", bounds, name)} for name in ("need", "language", "reply")}
    lists = {
        name: {"type": "array", "items": {"type": "string", **_bound("maxLength", bounds, "item")}}
        | _bound("maxItems", bounds, name)
        for name in ("check", "promises", "used", "suggested")
    }
    return {
        "type": "object",
        "properties": {
            "feeling": {"type": "string", "enum": list(get_args(Feeling))},
            "confidence": {"type": "number"},
            "matter": {"type": "string", "enum": list(get_args(Matter))},
            "severity": {"type": "string", "enum": list(get_args(Severity))},
            "sensitive": kinds,
            **texts,
            **lists,
        },
        "required": [*Answer.model_fields],
        "additionalProperties": False,
    }


def _bound(keyword: str, bounds: Mapping[str, int], name: str) -> dict[str, int]:
    return {keyword: bounds[name]} if name in bounds else {}


SCHEMA = _schema({})
"""As OpenAI's strict mode takes it, which knows no bounds."""
BOUNDED = _schema({"need": 120, "language": 10, "item": 160, "check": 4, "promises": 4, "used": 5, "suggested": 4})
"""As a server takes it that makes a grammar of it: a small model ends only where it must."""


def answer_in(said: str) -> Answer:
    """The answer in what the model said, in fences or prose if it must be; raises `Unfit` if there is none."""
    for found in _objects(said):
        try:
            return Answer.model_validate(found)
        except ValidationError:
            continue
    raise Unfit("it holds no JSON object with these fields.")


def cleaned(reply: str, redactor: Redactor, message: str, language: str) -> tuple[str, bool]:
    """The reply as it may be shown, placeholders restored, and whether a link or address had to be taken out.

    Raises `Unfit` where cleaning is not enough: an unknown placeholder, no words, too many, another language.
    """
    text = tidy(reply)
    if redactor.unknown(text):
        raise Unfit("it has a placeholder that was not in the message.")
    stripped, links = _plain(text, message)
    restored = tidy(re.sub(r" {2,}", " ", redactor.restore(stripped)))
    if not re.search(r"[^\W\d_]{2,}", restored):
        raise Unfit("the reply is empty.")
    if _is_a_stump(restored):
        raise Unfit("the reply is no whole sentence.")
    if len(restored) > LONGEST_REPLY:
        raise Unfit(f"the reply is longer than {LONGEST_REPLY} characters.")
    if speaks_another(restored, language) or is_short_of_another(restored, language):
        raise Unfit(f'the reply is not in the language "{language}".')
    return restored, links


def _is_a_stump(text: str) -> bool:
    """Whether it is no sentence in Latin letters that answers anybody, which has some words and an end; others may have
    neither spaces nor stops."""
    said = [word for word in words(text) if re.search(r"[^\W\d_]", word)]
    ends = re.search(r"[.!?]$", text) is not None or (len(said) >= _FEWEST_WORDS and re.search(r"[.!?…]", text))
    return _LATIN.fullmatch(text) is not None and (len(said) < _ANSWERS or not ends)


def _plain(text: str, message: str) -> tuple[str, bool]:
    """`text` without mentions, markup and addresses that are not theirs, and whether any address went. What is taken
    out may bring together what stood around it, so it is looked at again until nothing changes."""
    links, text = False, text.translate(_WIDE)
    while True:
        before = text
        text = re.sub(r"\*\*|__", "", _MENTION.sub("", text))
        text = _LINK.sub(lambda link: (link[2] or link[1]) if link[1] else link[3], text)
        stripped = _ADDRESS.sub(lambda address: address[0] if _theirs(address[0], message) else "", text)
        links, text = links or stripped != text, stripped
        if text == before:
            return text, links


def short(line: str, redactor: Redactor, limit: int = 200) -> str:
    """One line of a remark, cleaned like the reply and cut at `limit` characters."""
    line = " ".join(_plain(tidy(redactor.restore(line)), "")[0].split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def among(said: Iterable[str], allowed: Iterable[str]) -> tuple[str, ...]:
    """Those of `allowed` that were said, in their own order and spelling."""
    known = {" ".join(text.split()).casefold() for text in said}
    return tuple(dict.fromkeys(text for text in allowed if " ".join(text.split()).casefold() in known))


def count(text: str) -> int:
    """How many words `text` has."""
    return len(words(text))


def _theirs(address: str, message: str) -> bool:
    return address.rstrip(".,;:!?").casefold() in message.casefold()


def _objects(said: str) -> Iterator[Any]:
    """Every JSON value in the text: all of it, then what stands in fences, then from each brace on. Texts in it may run
    over lines, as models write them."""
    for candidate in (said, *re.findall(r"```(?:json)?\s*(.*?)```", said, re.DOTALL | re.IGNORECASE)):
        try:
            yield json.loads(candidate, strict=False)
        except (ValueError, RecursionError):  # the latter for thousands of brackets
            continue
    decoder = json.JSONDecoder(strict=False)
    for brace in list(re.finditer(r"\{", said))[:50]:
        try:
            yield decoder.raw_decode(said, brace.start())[0]
        except (ValueError, RecursionError):
            continue
