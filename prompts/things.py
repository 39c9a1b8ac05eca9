"""The things that a message speaks of, in its own words and in a form that a sentence can hold: 'your kettle'.

What is vague, rude or painful is left out, and so is everything that redaction would hide or that sounds like a
promise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache

from prompts import english, german
from prompts.guard import flags
from prompts.nouns import BREAK, Noun, given_names, worth_saying
from prompts.redaction import PLACEHOLDER, Redactor
from prompts.text import BEHIND_A_DAY
from prompts.wordlists import lexicon

_MOST_THINGS = 20
_MOST_OF_A_SIGNATURE = 7
# '… Wann kommt es? Sabine Krüger', '… Gruß aus Husum, Tjark', '… Thx, Emma': a name behind the last sentence.
_NAME_AT_THE_END = re.compile(
    r"(?<=[.!?…)])(?<!\d\.)\s+(?:(?:viele|liebe|beste|schöne|herzliche|freundliche|lg|vg)?\s*gr(?:ü|ue|u)(?:ß|ss)e?\b[^!?\n]{0,90}"
    r"|(?:(?:many )?thanks|thank you|thx|cheers|best|love|(?:kind |warm )?regards|danke|merci|lg|vg|mfg)[,.! \t–-]+"
    r"(?-i:[A-ZÄÖÜ])[\w.'’-]+(?:[ \t]+(?-i:[A-ZÄÖÜ])[\w.'’-]*)?|x{2,}[ \t]+\w+"
    r"|(?-i:[^\W\d_a-zäöüß])[\w.'’-]*(?:[ \t]+(?-i:[^\W\d_a-zäöüß])[\w.'’-]*){0,2})\s*$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r",\s+(?P<given>[A-ZÄÖÜ]\w+)(?:[ \t]+[A-ZÄÖÜ][\w-]+)?[.!]?\s*$")  # 'Enttäuscht, Ben'
_TOKEN = re.compile(r"[^\W\d_][\w’'-]*\w|[^\W\d_]|\d+(?=[\s,.;!?)]|$)|\S\S*?(?=[^\W\d_]|\s|$)")
_SENTENCE = re.compile(rf"(?<=[.!?:])(?!(?<=\d\.)(?:{BEHIND_A_DAY}|(?-i:\s+[a-zäöü])))\s+|\n+", re.IGNORECASE)
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:kind|best|warm)\b.{0,12}(?:regards|wishes)|best|regards|sincerely|yours\b.*|cheers|(?:many )?thanks"
    r"|thx|thank you|(?:viele|liebe|beste|schöne|herzliche|mit \w+en)?\s*gr(?:ü|ue|u)(?:ß|ss)e?n?\b.*|mfg|vg|lg"
    r"|hochachtungsvoll|freundlichst|danke)[ \t]*[,.!]?(?:[ \t]+\S+)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CODE = re.compile(
    r"(?:error|fehler|http|status|(?P<tells>code|says|shows|sagt|zeigt|effect|returns?|meldet|gateway|server))"
    r"\W{1,3}(?:\w+\W){0,2}?(?<![€$£])(?P<code>50\d|4[02]\d)(?![\w.,]*\d)(?!\s*(?:€|euro?|pounds|dollars|usd|less|more|off)\b)",
    re.IGNORECASE,
)
# What a code of a server stands beside; without it, 'your letter says 500' tells a price.
_SERVED = re.compile(
    r"\b(?:app|apis?|servers?|web|(?:web)?sites?|pages?|seite|login|log in|screen|portal|dashboard|endpoint|gateway"
    r"|calls?)\b",
    re.IGNORECASE,
)
# What they were told, word for word: 'I got “Welcome back!” this morning'.
_QUOTED = re.compile(r"(?<!\w)[“„\"«](?P<said>[A-ZÄÖÜ][\w’']+(?: [\w’',]+){1,5}[.!?…]?)[”“\"»](?!\w)")
_FINDERS = {"en": english.nouns, "de": german.nouns}


def things_in(text: str, language: str, names: tuple[str, ...] = ()) -> tuple[Noun, ...]:
    """The things of `text`, the most telling first; `names` are those of the customer's record."""
    found: list[Noun] = []
    for number, sentence in enumerate(sentences_in(text, names)):
        early, meant = 0.4 / (1 + number), _figures(language).sub(f" {BREAK} ", sentence)
        found += (
            replace(thing, weight=thing.weight + early, at=1000 * number + thing.at)
            for thing in (
                *_FINDERS[language](_TOKEN.findall(meant)),
                *_dates(sentence, language),
                *_quotes(sentence, language),
            )
        )
    found += _codes(text, language)
    often = Counter(thing.head for thing in found)
    best: dict[str, Noun] = {}
    for thing in sorted(found, key=lambda thing: (-thing.weight, thing.at)):
        best.setdefault(thing.head, thing)
    first = {head: min(thing.at for thing in found if thing.head == head) for head in best}
    weighed = (
        replace(thing, weight=round(thing.weight + 0.4 * min(2, often[thing.head] - 1), 2), at=first[thing.head])
        for thing in best.values()
    )
    return tuple(_unlike(sorted(weighed, key=lambda thing: (-thing.weight, thing.at))[:_MOST_THINGS]))


@cache
def _figures(language: str) -> re.Pattern[str]:
    """Turns of speech whose nouns are no things: 'break this loop', 'im Regen stehen'."""
    return re.compile(rf"\b(?:{'|'.join(lexicon('things')[language]['figures'])})(?!\w)", re.IGNORECASE)


def _unlike(things: Iterable[Noun]) -> Iterator[Noun]:
    """Those that promise nothing and repeat no noun of an earlier one: no 'Leipzig' behind 'the Leipzig hub'."""
    said: set[str] = set()
    for thing in things:
        words = {word for word in thing.phrase.casefold().removeprefix("your ").split() if len(word) > 3}
        parts = (word for word in words if any(one.endswith(word) or word.endswith(one) for one in said))
        if not any(parts) and not flags(thing.phrase, ours=thing.phrase):  # no sentence to hear
            said |= words
            yield thing


@lru_cache(maxsize=16)
def sentences_in(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Each sentence that is theirs to us: no signature, nothing for machines, nothing that is hidden."""
    orders = re.compile(lexicon("things")["orders"], re.I)
    sentences = _SENTENCE.split(PLACEHOLDER.sub(BREAK, _body(Redactor(names).hide(text))))
    return tuple(sentence for sentence in sentences if not orders.search(sentence))


def _body(text: str) -> str:
    """`text` without the lines under it that are no sentences: a closing, a name, a company."""
    text = _NAME_AT_THE_END.sub("", text)
    if (signed := _SIGNED.search(text)) and signed["given"].lower() in given_names():
        text = text[: signed.start()]
    closing = list(_CLOSING.finditer(text))
    if closing and closing[-1].start() > len(text) // 3:
        text = text[: closing[-1].start()]
    lines = text.strip().split("\n")
    while len(lines) > 1 and len(lines[-1].split()) <= _MOST_OF_A_SIGNATURE and not re.search(r"[.!?]\s*$", lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _codes(text: str, language: str) -> Iterator[Noun]:
    """What a server answers when it fails: 'the 503'."""
    for match in _CODE.finditer(text):
        if match["tells"] and not _SERVED.search(text):
            continue
        said, article = (
            (f"the {match['code']} error", "the") if language == "en" else (f"den Fehler {match['code']}", "")
        )
        yield Noun(match["code"], article, match["code"], 2.3, match.start(), about=said)


def _quotes(sentence: str, language: str) -> Iterator[Noun]:
    """What they quote, as quotation marks of the letter's language hold it."""
    for match in _QUOTED.finditer(sentence):
        said = f"„{match['said']}“" if language == "de" else f"“{match['said']}”"
        yield from worth_saying(Noun(said, "", said.lower(), 0.6, match.start(), "quote", said))


def _dates(sentence: str, language: str) -> Iterator[Noun]:
    """Days with their month, as they wrote them."""
    for match in re.finditer(lexicon("things")[language]["date"], sentence):
        day = " ".join(match[0].split())
        article = "the" if " of " in day else ""
        about = f"den {day}" if language == "de" else f"{article} {day}".strip()
        yield Noun(day, article, day.lower(), 0.5, match.start(), "date", about)
