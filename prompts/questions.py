"""Turning a question round, so that a reply can name it: 'Can I …?' as 'whether you can …'."""

from __future__ import annotations

import re

_TURNS: tuple[tuple[str, str], ...] = (
    (r"how (?:do|can|could|should|would) (?:i|we) (?P<rest>.+)", "how to {rest}"),
    (r"where (?:do|can|could|should) (?:i|we) (?P<rest>.+)", "where to {rest}"),
    (r"(?:can|could|may) (?:i|we) (?P<rest>.+)", "whether you can {rest}"),
    (r"do you (?:also |even |still )?(?P<rest>(?!know|think|mind|want|really).+)", "whether we {rest}"),
    (r"is it (?:still )?possible to (?P<rest>.+)", "whether it’s possible to {rest}"),
    (r"is there (?P<rest>.+)", "whether there is {rest}"),
    (r"are there (?P<rest>.+)", "whether there are {rest}"),
    (r"what are your (?P<rest>[\w ]+?)(?P<tail> (?:on|in|at|for|during) .+)?", "what our {rest} are{tail}"),
    (r"what is your (?P<rest>[\w ]+?)(?P<tail> (?:on|in|at|for|during) .+)?", "what our {rest} is{tail}"),
    (r"which (?P<what>[\w ]{2,30}?) (?:do|should) i (?P<rest>.+)", "which {what} you {rest}"),
    (r"how long (?:do|does) (?P<what>[\w ]{2,30}?) (?P<verb>take|last)(?P<rest>.*)", "how long {what} {verb}{s}{rest}"),
)
_TURNED = {
    "my": "your", "me": "you", "i": "you", "mine": "yours", "myself": "yourself",
    "we": "you", "our": "your", "us": "you",
    "your": "our", "you": "us", "yours": "ours", "am": "are",
    "i'm": "you’re", "i’m": "you’re", "i've": "you’ve", "i’ve": "you’ve",
}  # fmt: skip
_LEAD_IN = (
    r"^(?:(?:hi|hello|hey|dear|so|and|also|but|ok|okay|(?:quick )?question|just wondering)\b"
    r"[\s,:–-]*(?:there|team|all)?[\s,:–-]*)+"
)


def question_in(text: str, language: str) -> str | None:
    """Their first question as a reply can name it: turned round in English, word for word in German."""
    for found in re.finditer(r"[^.!?:\n]{6,140}\?", text):
        question = found[0].strip(" ,–-")
        if re.search(r"[<>@/\"“”„{}\[\]*_`~|\\]", question):
            continue
        if language == "de":
            bare = re.sub(r"^(?:hallo|guten tag|hi|moin|liebes? \w+|und|also)[\s,]+", "", question, flags=re.I)
            return bare[:1].upper() + bare[1:] if len(bare) <= 90 and _starts_like_one(bare) else None
        turned = _turn(re.sub(_LEAD_IN, "", question.removesuffix("?").strip(), flags=re.I))
        if turned is not None:
            return turned
    return None


def _starts_like_one(question: str) -> bool:
    return (
        re.match(
            r"(?:wie|wo|wann|was|welche\w*|kann|könn\w+|darf|gibt|haben|habt|bieten|liefer\w+|ist es|passt|muss)\b",
            question,
            re.I,
        )
        is not None
    )


_ANOTHER = re.compile(
    r",? (?:and|or) (?:do|does|can|could|may|is|are|will|would|what|how|when|where|which|who|why)\b.*", re.I
)


def _turn(question: str) -> str | None:
    """The question turned round, without a second one that hangs on it; None if it is none that can be."""
    question = _ANOTHER.sub("", question)
    for pattern, turned in _TURNS:
        match = re.fullmatch(pattern, question, re.I)
        if (
            match is None
            or len(match[0]) > 110
            or re.match(r"(?:please|tell|help|explain|look|get an answer)\b", match["rest"].strip(), re.I)
        ):
            continue
        parts = {name: _swap(part or "") for name, part in match.groupdict().items()}
        plural = parts.get("what", "").endswith("s")
        return turned.format_map({"tail": "", "s": "" if plural else "s", **parts})
    return None


def _swap(words: str) -> str:
    """The words with 'my' and 'your' changing sides."""
    return re.sub(r"[\w'’]+", lambda m: _TURNED.get(m[0].lower(), m[0]), words)
