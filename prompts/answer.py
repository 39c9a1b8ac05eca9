"""A model's answer: found in what it said, checked, and cleaned before anybody reads it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, cast, get_args

from pydantic import BaseModel, BeforeValidator, ValidationError

from prompts.brief import LONGEST_REPLY, Feeling, Matter
from prompts.languages import speaks_another
from prompts.redaction import Redactor
from prompts.text import tidy, words

MOST_CHECKS = 6
_MENTION = re.compile(r"<[!@#][^>\n]{0,80}>|(?<![\w.])@(?:channel|here|everyone)\b", re.IGNORECASE)
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>\s]+)(?:\|([^>\n]*))?>|\[([^\]\n]{1,200})\]\((\S+?)\)", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(?:https?://|ftp://|www\.)[^\s<>()]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[\w-]+\.)+(?:com|net|org|io|de|co|info|shop|app|eu|link)(?:/[^\s<>()]*)?\b",
    re.IGNORECASE,
)


class Unfit(ValueError):
    """An answer that cannot be used; the text says why, for the model to do better."""


def _one_of(allowed: tuple[str, ...], otherwise: str) -> BeforeValidator:
    return BeforeValidator(
        lambda said: said.strip().lower() if isinstance(said, str) and said.strip().lower() in allowed else otherwise
    )


def _listed(said: object) -> object:
    return [said] if isinstance(said, str) else said or []


def _no_time(said: object) -> object:
    return None if isinstance(said, str) and said.strip().lower() in ("", "null", "none", "n/a", "-") else said


class Answer(BaseModel):
    """The fields that the model is asked for."""

    feeling: Annotated[str, _one_of(get_args(Feeling), "neutral")] = "neutral"
    matter: Annotated[str, _one_of(get_args(Matter), "other")] = "other"
    need: str = ""
    language: str = ""
    reply: str
    check: Annotated[list[str], BeforeValidator(_listed)] = []
    promise: Annotated[str | None, BeforeValidator(_no_time)] = None

    @property
    def felt(self) -> Feeling:
        return cast(Feeling, self.feeling)

    @property
    def about(self) -> Matter:
        return cast(Matter, self.matter)


SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {
        "feeling": {"type": "string", "enum": list(get_args(Feeling))},
        "matter": {"type": "string", "enum": list(get_args(Matter))},
        "need": {"type": "string"},
        "language": {"type": "string"},
        "reply": {"type": "string"},
        "check": {"type": "array", "items": {"type": "string"}},
        "promise": {"type": ["string", "null"]},
    },
    "required": ["feeling", "matter", "need", "language", "reply", "check", "promise"],
    "additionalProperties": False,
}


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
    text = re.sub(r"\*\*|__", "", _MENTION.sub("", tidy(reply)))
    if redactor.unknown(text):
        raise Unfit("it has a placeholder that was not in the message.")
    text = _LINK.sub(
        lambda link: (link[2] or link[1]) if link[1] else f"{link[3]}" if link[3] != link[4] else link[4], text
    )
    stripped = _ADDRESS.sub(lambda address: address[0] if _theirs(address[0], message) else "", text)
    restored = tidy(re.sub(r" {2,}", " ", redactor.restore(stripped)))
    if not re.search(r"[^\W\d_]{2,}", restored):
        raise Unfit("the reply is empty.")
    if len(restored) > LONGEST_REPLY:
        raise Unfit(f"the reply is longer than {LONGEST_REPLY} characters.")
    if speaks_another(restored, language):
        raise Unfit(f'the reply is not in the language "{language}".')
    return restored, stripped != text


def short(line: str, redactor: Redactor, limit: int = 200) -> str:
    """One line of a remark, cleaned like the reply and cut at `limit` characters."""
    line = " ".join(_MENTION.sub("", tidy(redactor.restore(line))).split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def count(text: str) -> int:
    """How many words `text` has."""
    return len(words(text))


def _theirs(address: str, message: str) -> bool:
    return address.rstrip(".,;:!?").casefold() in message.casefold()


def _objects(said: str) -> Iterator[Any]:
    """Every JSON value in the text: all of it, then what stands in fences, then from each brace on."""
    for candidate in (said, *re.findall(r"```(?:json)?\s*(.*?)```", said, re.DOTALL | re.IGNORECASE)):
        try:
            yield json.loads(candidate)
        except ValueError:
            continue
    decoder = json.JSONDecoder()
    for brace in list(re.finditer(r"\{", said))[:50]:
        try:
            yield decoder.raw_decode(said, brace.start())[0]
        except ValueError:
            continue
