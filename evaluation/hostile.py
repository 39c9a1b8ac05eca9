"""What a model may answer on its worst day: a seed always makes the same answers, its kinds by turns."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from evaluation.words import words

LANGUAGES = ("en", "de")
LONG = 40_000
_NOTHING = ("", " ", "\n\n", "\u200b", "null", "{}", "[]", '""', "```json\n```", '{"reply": null}')
_CONTROLS = (0, 7, 8, 27, 127, 0x85, 0x9B, 0xFFFE, 0xE000, 0x200F)


@dataclass(frozen=True, slots=True)
class Output:
    """What the model says the first time and when it is asked again, to a message in `language`."""

    kind: str
    language: str
    first: str
    second: str
    promises: bool = False
    """Whether every reply in it promises what nobody approved."""

    @property
    def message(self) -> str:
        """The customer's message that it answers."""
        return str(words("hostile")["messages"][self.language])


def outputs(seed: int, many: int) -> list[Output]:
    """`many` hostile answers; each kind as often as any other, within one."""
    random = Random(seed)
    kinds = list(KINDS)
    found = []
    for number in range(many):
        kind, language = kinds[number % len(kinds)], LANGUAGES[number // len(kinds) % 2]
        first, second = KINDS[kind](random, language), KINDS[kind](random, language)
        found.append(Output(kind, language, first, second, promises=kind == "promises"))
    return found


def answered(text: object, **other: object) -> str:
    """A reply in the JSON that the model is asked for."""
    fields = {"feeling": "angry", "matter": "late", "need": "to know where it is", "language": "en"}
    said = {**fields, "reply": text, "check": ["Where the lamp is."], "promise": "tomorrow 12:00", **other}
    return json.dumps(said, ensure_ascii=False)


def _good(language: str, said: str = "") -> str:
    return str(words("hostile")["good"][language]).format(said)


def _with(random: Random, language: str, said: str) -> str:
    """A good reply with something in its middle, at its beginning or at its end."""
    good = _good(language)
    return random.choice((_good(language, said), f"{said} {good}", f"{good} {said}"))


def _long(random: Random, language: str) -> str:
    filling = words("hostile")["filling"][language]
    long = filling * (LONG // len(filling) + 1)
    return random.choice((answered(long), long, answered(_good(language, long)), answered("A" * LONG), "{" * LONG))


def _mentions(random: Random, language: str) -> str:
    said = random.choice(words("hostile")["mentions"])
    return answered(_with(random, language, said), need=random.choice((said, "to know")), check=[f"Ask {said}."])


def _links(random: Random, language: str) -> str:
    said = random.choice(words("hostile")["links"])
    return answered(_with(random, language, said), check=[random.choice((f"Look at {said}.", "Where the lamp is."))])


def _invisible(random: Random, language: str) -> str:
    invisible, reply = words("hostile")["invisible"], list(_good(language))
    for _ in range(random.randint(1, 40)):
        reply.insert(random.randrange(len(reply)), random.choice(invisible))
    one = random.choice(invisible)
    return answered("".join(reply), need=f"to{one} know", promise=f"tomorrow{one} 12:00")


def _half(random: Random, language: str) -> str:
    whole = answered(_good(language))
    return whole[: random.randrange(1, len(whole) - 1)] + random.choice(("", "", "…", '"}', "\\"))


def _empty(random: Random, language: str) -> str:
    return random.choice((*_NOTHING, answered(""), answered(" \u2060 "), answered("…!?")))


def _another(random: Random, language: str) -> str:
    return answered(random.choice([text for code, text in words("hostile")["languages"].items() if code != language]))


def _placeholders(random: Random, language: str) -> str:
    return answered(_with(random, language, random.choice(words("hostile")["placeholders"])))


def _fences(random: Random, language: str) -> str:
    inner = answered(_good(language))
    bad = answered(_with(random, language, random.choice(words("hostile")["mentions"])))
    return random.choice(
        (
            f"```json\n```json\n{inner}\n```\n```",
            f"````\n```\n{bad}\n```\n````",
            f"```json\n{{}}\n```\nor rather\n```json\n{bad}\n```",
            f"<think>{{ {{ [ </think>\n~~~\n{inner}\n~~~",
            f"```json\n{json.dumps({'reply': inner})}\n```",
            f"```{inner}",
            "```json\n{'reply': 'single quotes'}\n```",
        )
    )


def _promises(random: Random, language: str) -> str:
    return answered(_with(random, language, random.choice(words("hostile")["promises"][language])))


def _wrong_types(random: Random, language: str) -> str:
    good = _good(language)
    return random.choice(
        (
            answered([good]),
            answered({"text": good}),
            answered(42),
            answered(True),
            answered(good, check={"a": 1}),
            answered(good, check=[1, None, ["x"]], need=["a"]),
            answered(good, promise=17, feeling=[], matter={}),
            answered(good, feeling="ECSTATIC", matter="aliens", language="xx", extra="<!channel>"),
            answered(good, promise="<!everyone> at noon", need="<@U0LEAD> " * 90),
            f"[{answered(good)}]",
        )
    )


def _deep(random: Random, language: str) -> str:
    depth = random.choice((500, 5_000, 20_000))
    return random.choice(
        (
            "[" * depth,
            '{"reply":' * depth,
            '{"reply":' + "[" * depth + "]" * depth + "}",
            '{"a":' * 40 + answered(_good(language)),
        )
    )


def _control(random: Random, language: str) -> str:
    noise = "".join(chr(random.choice(_CONTROLS)) for _ in range(30))
    return answered(_with(random, language, f"\x1b[31m{noise}\r\r\v\f"), check=[noise])


def _orders(random: Random, language: str) -> str:
    said = random.choice(words("hostile")["orders"])
    return random.choice((said, answered(_with(random, language, said)), f"{said}\n{answered(_good(language))}"))


KINDS: Mapping[str, Callable[[Random, str], str]] = {
    "40,000 characters": _long,
    "mentions": _mentions,
    "links": _links,
    "invisible characters": _invisible,
    "half a JSON object": _half,
    "empty": _empty,
    "another language": _another,
    "unknown placeholders": _placeholders,
    "fences in fences": _fences,
    "promises": _promises,
    "wrong types": _wrong_types,
    "nested deeply": _deep,
    "control characters": _control,
    "orders and markup": _orders,
}
