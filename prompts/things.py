"""The things that a message speaks of, in its own words and in a form that a list can hold: 'your kettle', 'the fuse'.

No grammar is known here, only where nouns stand: in English behind 'my', 'the' or a number, in German wherever a word
is written large. What is vague, rude or painful is left out, and so is everything that redaction would hide or that
sounds like a promise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import dropwhile, pairwise, takewhile
from typing import Any

from prompts.guard import flags
from prompts.redaction import PLACEHOLDER, Redactor
from prompts.wordlists import lexicon

_MOST_THINGS = 20
_LONGEST = 32
_MOST_OF_A_SIGNATURE = 7
_MOST_WORDS = 3
_BREAK = "¦"
# Behind one of these, a capital begins a sentence rather than a name.
_OPENING = ("„", "“", '"', "‚", "(", "-", "–", ">", "*", _BREAK)
# '… Wann kommt es? Sabine Krüger': a name that stands by itself behind the last sentence.
_NAME_AT_THE_END = re.compile(r"(?<=[.!?…])[ \t]+(?:[^\W\d_a-zäöüß][\w.'’-]*[ \t]*){1,3}$")
_PARTICIPLE = re.compile(r"\w*ge\w{4,}ten")
# Adjectives and ordinals that German writes like nouns: 'das Nötige', 'zum Monatsersten'.
_ADJECTIVE = re.compile(
    r"\w{2,}[^\We]ige[nrsm]?|\w{3,}(?:lich|isch|haft|sam)e[nrsm]?|(?:aller|monats|jahres|quartals)?(?:erst|zweit|dritt|letzt|nächst)en?"
    r"|(?:viert|fünft|sechst|siebt|acht|neunt|zehnt|elft|zwölft|\w+zehnt|\w+[zß]igst)en?|(?:eigen|fremd|best|ander)e[nrsm]"
)
_DOING = re.compile(r"\w{2,}(?:en|ern|eln)")
_TOKEN = re.compile(r"[^\W\d_][\w’'-]*\w|[^\W\d_]|\d+(?=[\s,.;!?)]|$)|\S\S*?(?=[^\W\d_]|\s|$)")
# No sentence ends behind the day in '3. Oktober'.
_SENTENCE = re.compile(r"(?<=[.!?:])(?!\s+(?:Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez))\s+|\n+")
_CLOSING = re.compile(
    r"^[ \t]*(?:(?:kind|best|warm)\b.{0,12}(?:regards|wishes)|best|regards|sincerely|yours\b.*|cheers|(?:many )?thanks"
    r"|thx|thank you|(?:viele|liebe|beste|schöne|herzliche|mit \w+en)?\s*gr(?:ü|ue|u)(?:ß|ss)e?n?\b.*|mfg|vg|lg"
    r"|hochachtungsvoll|freundlichst|danke)[ \t]*[,.!]?(?:[ \t]+\S+)?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _Thing:
    phrase: str
    head: str
    """The noun itself in lower case, by which two mentions are told as one thing."""
    weight: float
    at: int


def things_in(text: str, language: str, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The things of `text`, the most telling first; `names` are those of the customer's record."""
    find = {"en": _english, "de": _german}[language]
    found: list[_Thing] = []
    for number, sentence in enumerate(_sentences(text, names)):
        early = 0.4 / (1 + number)
        found += (
            replace(thing, weight=thing.weight + early, at=1000 * number + thing.at)
            for thing in (*find(_TOKEN.findall(sentence)), *_dates(sentence, language))
        )
    often = Counter(thing.head for thing in found)
    best: dict[str, _Thing] = {}
    for thing in sorted(found, key=lambda thing: (-thing.weight, thing.at)):
        best.setdefault(thing.head, thing)
    weighed = sorted(best.values(), key=lambda thing: (-thing.weight - 0.4 * min(2, often[thing.head] - 1), thing.at))
    return tuple(_unlike(thing.phrase for thing in weighed[:_MOST_THINGS]))


def _unlike(phrases: Iterable[str]) -> Iterator[str]:
    """Those that promise nothing and repeat no noun of an earlier one: not 'Leipzig' behind 'the Leipzig hub'."""
    said: set[str] = set()
    for phrase in phrases:
        words = {word for word in phrase.casefold().removeprefix("your ").split() if len(word) > 3}
        if not words & said and not flags(phrase):
            said |= words
            yield phrase


def _sentences(text: str, names: tuple[str, ...]) -> Iterator[str]:
    """Each sentence that is theirs to us: no signature, nothing for machines, nothing that is hidden."""
    orders = re.compile(lexicon("things")["orders"], re.I)
    for sentence in _SENTENCE.split(PLACEHOLDER.sub(_BREAK, _body(Redactor(names).hide(text)))):
        if not orders.search(sentence):
            yield sentence


def _body(text: str) -> str:
    """`text` without the lines under it that are no sentences: a closing, a name, a company."""
    text = _NAME_AT_THE_END.sub("", text)
    closing = list(_CLOSING.finditer(text))
    if closing and closing[-1].start() > len(text) // 3:
        text = text[: closing[-1].start()]
    lines = text.strip().split("\n")
    while len(lines) > 1 and len(lines[-1].split()) <= _MOST_OF_A_SIGNATURE and not re.search(r"[.!?]\s*$", lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _english(tokens: Sequence[str]) -> Iterator[_Thing]:
    words = _words("en")
    for at, token in enumerate(tokens):
        said, behind, before = token.lower(), tokens[at + 1 : at + 8], tokens[at - 1] if at else _BREAK
        if len(token) > 1 and token.isupper():
            behind = [word.lower() for word in behind]
        matter = 0.6 if before.lower() in words["matter"] else 0.0
        asked = before.lower().replace("’", "").replace("'", "") in words["asking"]
        if said in words["theirs"]:
            yield from _noun(behind, "your", 1.6 + matter, at, asked=asked)
        elif said in ("a", "an", "some") and _is_a_simile(tokens[:at]):
            continue
        elif said == "this" and behind and _is_a_verb(behind[0].lower(), ""):
            continue  # 'if this works'
        elif said in words["before"]:
            weight = (1.3 if said in ("the", "this", "these") else 1.0) + matter
            yield from _noun(behind, "the", weight, at, asked=asked)
        elif said in words["numbers"] or (token.isdecimal() and 1 < int(token) < 1000):
            yield from _noun(behind, said, 0.7, at)
        elif _is_a_name(token) and not _is_a_name(before) and before[-1] not in _OPENING:
            name = " ".join((token, *takewhile(lambda word: word.istitle() and word.isalpha(), behind[:1])))
            yield from _worth_saying(name, name.lower(), 0.8 if before.lower() in words["near"] else 0.6, at)


def _is_a_simile(before: Sequence[str]) -> bool:
    """Whether what follows is only what something is like: 'sat there like a dog', but 'I'd like a box'."""
    return (
        before[-1:] == ["like"] and re.search(r"['’]d$|^(?:would|should|i|we|to|really)$", before[-2:][0], re.I) is None
    )


def _noun(behind: Sequence[str], article: str, weight: float, at: int, *, asked: bool = False) -> Iterator[_Thing]:
    """The noun at the beginning of `behind`, with what describes it, if it is a noun that names something; `asked`
    says that a verb without an ending may follow it."""
    words = _words("en")
    spoken = list(takewhile(_goes_on, behind))
    described = list(dropwhile(lambda word: word.lower() in words["light"], spoken))
    first = 0 if len(described) < len(spoken) else 1  # 'the second came', but 'the call came'
    pairs = enumerate(zip(("", *described), described, strict=False))
    end = next((n for n, (before, word) in pairs if n >= first and _ends_it(word, before, asked)), len(described))
    while end and _is_a_degree(described[end - 1].lower()):
        end -= 1  # 'no longer', 'a bit damp'
    if not 0 < end <= _MOST_WORDS:
        return
    *before, noun = described[:end]
    if before and before[-1].endswith(("'s", "’s")) and re.sub("ing$", "", noun) in words["verbs"] - {noun}:
        *before, noun = before  # 'my manager's asking'
    noun = re.sub(r"['’]s?$", "", noun)
    head, counted = noun.lower(), article not in ("your", "the")
    if counted and (head not in words["units"] if head in words["vague"] else not head.endswith("s")):
        return
    vague = head in words["vague"] or head in words["calendar"] or (not before and head in words["vague_alone"])
    whose = re.fullmatch(r"(\w+)['’]s", described[0].lower())  # 'his name's Callum'
    if not counted and (vague or _is_no_noun(head) or (whose and whose[1] in words["vague"] | words["vague_alone"])):
        return
    usual = 0.7 if head in _usual("en") else 0.0
    told = 0.04 * min(10, len(head)) + (0.3 if before else 0.0) - usual
    yield from _worth_saying(" ".join((article, *before, noun)), head.rstrip("s"), weight + told, at)


def _goes_on(word: str) -> bool:
    """Whether a noun's phrase may go on with this word."""
    stem, *short = re.split(r"['’]", word.lower())
    return word[0].isalpha() and stem not in _words("en")["ends"] and (not short or short[0] in ("", "s"))


def _is_a_name(word: str) -> bool:
    written = word[:1].isupper() and word.isalpha() and len(word) > 2 and not word.isupper()
    return written and not any(word.lower() in _words("en")[kind] for kind in ("calendar", "vague", "ends"))


def _is_a_degree(word: str) -> bool:
    """Whether it is an adjective that says how much, or more or most of it: 'cold', 'longer', 'silliest'."""
    adjectives = _words("en")["degrees"]
    stem = re.sub(r"(?:e?r|e?st)$", "", word)
    stems = {stem, f"{stem}e", stem.removesuffix("e"), re.sub("ie?$", "y", stem), re.sub(r"(\w)\1e?$", r"\1", stem)}
    return word in adjectives or (word.endswith(("er", "est")) and not adjectives.isdisjoint(stems))


def _ends_it(word: str, before: str, asked: bool) -> bool:
    """Whether a noun's phrase is over before this word although nouns may begin with it."""
    said, owned = word.lower(), re.search(r"['’]s$", before) is not None
    verb = said.endswith(("ed", "ing", "ly")) or _is_a_verb(said, before) or (asked and said in _words("en")["verbs"])
    gone = said in _words("en")["no_nouns"]
    return said in _words("en")["light"] or gone or (verb and not owned)  # 'dad's walking stick'


def _is_a_verb(word: str, before: str) -> bool:
    """Whether it is a verb behind that noun: 'the continents drift', 'the tracking says', but 'the bus stop'."""
    words = _words("en")
    several = re.search(r"[^su']s$", before) is not None
    plain = {word} if several else {word[:-1], word.removesuffix("es"), re.sub(r"ies$", "y", word)} - {word}
    return word in words["no_nouns"] or not words["verbs"].isdisjoint(plain if word.endswith("s") != several else ())


def _is_no_noun(word: str) -> bool:
    """Whether it is too short, a verb in the past, or an adjective by its ending."""
    adjective = re.search(r"\w{3}(?:ous|ful|ible|less|ed|ly)$|\w{4}able$", word) is not None
    return len(word) < 3 or word in _words("en")["no_nouns"] or adjective


def _german(tokens: Sequence[str]) -> Iterator[_Thing]:
    large = [at for at, token in enumerate(tokens) if at and _is_large(token)]
    yield from _written_large(tokens, large) if large else _written_small(tokens)
    yield from _spans(tokens)


def _is_large(token: str) -> bool:
    shouted = token.isupper() and len(token) > 3
    return token[0].isupper() and len(token) > 2 and not shouted and token.lower() not in _words("de")["not_nouns"]


def _written_large(tokens: Sequence[str], large: Sequence[int]) -> Iterator[_Thing]:
    """The nouns inside a sentence, two that stand side by side as one ('Black Friday')."""
    words = _words("de")
    for at in large:
        if at + 1 in large:
            continue
        first = at - 1 if at - 1 in large and tokens[at - 1].lower() not in words["vague"] else at
        before = tokens[first - 1].lower()
        halved = tokens[at + 1 : at + 2] != [] and tokens[at + 1].startswith("-")  # 'Liefer- und Rechnungsadresse'
        if before in words["nothing_after"] or before[-1] in _OPENING or halved or _is_bent(tokens, first):
            continue
        owned = 0.5 if before in words["theirs"] else 0.3 if before in words["before"] else 0.0
        if before in words["doing"] and _DOING.fullmatch(tokens[at].lower()):
            owned = -0.7  # 'beim Warten': what one does is less of a thing
        yield from _named(" ".join(tokens[first : at + 1]), owned, at)


def _written_small(tokens: Sequence[str]) -> Iterator[_Thing]:
    """The nouns of somebody who writes everything small, told by the article before them."""
    words = _words("de")
    for at, (article, word) in enumerate(pairwise(tokens), 1):
        told = article.lower() in words["before"] | words["theirs"] and article.lower() not in words["pronouns"]
        # 'das geht' and 'den roten schuhen' have no noun there.
        if article.lower() in ("der", "die", "das") and not re.search(r"(?:e[nrms]?|s?t|ig|lich|isch)$", word):
            told = len(word) > 6
        elif re.fullmatch(r"\w{1,6}e[nrms]?", word):
            told = False
        if told and len(word) > 4 and not _is_bent(tokens, at):
            yield from _named(word.capitalize(), 0.3, at)


def _named(phrase: str, weight: float, at: int) -> Iterator[_Thing]:
    head = phrase.lower().split()[-1]
    words = _words("de")
    bent = (_PARTICIPLE.fullmatch(head) or _ADJECTIVE.fullmatch(head)) is not None  # 'im Kleingedruckten'
    if head not in words["vague"] and not bent and re.fullmatch(r"[^\W\d_]+(?:[- ][^\W_]+)*", phrase):
        usual = 0.7 if head in _usual("de") or head in words["calendar"] else 0.0
        yield from _worth_saying(phrase, head, weight + 0.08 * min(14, len(phrase)) - usual, at)


def _is_bent(tokens: Sequence[str], at: int) -> bool:
    """Whether the noun may have an ending that it has in no list: 'des Vertrags', 'mit Gästen', 'in vier Teilen'."""
    words, noun = _words("de"), tokens[at].lower()
    before = [token.lower() for token in tokens[max(0, at - 4) : at]]
    while before and before[-1] not in words["all"] and re.fullmatch(r"[a-zäöüß]+e[nrms]?", before[-1]):
        before.pop()  # an adjective
    if before and (before[-1].isdecimal() or before[-1] in words["numbers"]):
        before.pop()
    if before and before[-1] in words["genitive"]:
        return noun.endswith("s")
    alike = noun.endswith(("ungen", "heiten", "keiten", "schaften", "ionen", "innen"))
    many = noun.endswith(("en", "ern", "eln")) and not alike
    article = bool(before) and before[-1].endswith("en") and before[-1] in words["before"] | words["theirs"]
    if article:
        before.pop()
    return many and ((bool(before) and before[-1] in words["dative"]) or (article and not noun.endswith("en")))


def _spans(tokens: Sequence[str]) -> Iterator[_Thing]:
    """How long, how far: 'sieben Wochen'."""
    units = lexicon("things")["de"]["units"]
    for at, (number, unit) in enumerate(pairwise(tokens)):
        many = number.lower() in _words("de")["numbers"] or (number.isdecimal() and 1 < int(number) < 1000)
        if many and unit.lower() in units:
            named = units[unit.lower()]
            yield from _worth_saying(f"{number.lower()} {named}", named.lower(), 0.5, at)


def _dates(sentence: str, language: str) -> Iterator[_Thing]:
    """Days with their month, as they wrote them."""
    for match in re.finditer(lexicon("things")[language]["date"], sentence):
        day = " ".join(match[0].split())
        yield _Thing(f"the {day}" if " of " in day else day, day.lower(), 0.5, match.start())


def _worth_saying(phrase: str, head: str, weight: float, at: int) -> Iterator[_Thing]:
    """The thing, unless it is too long, somebody's code, or had better not be said back."""
    said = phrase.lower()
    rude = any(root in said for root in _words("any")["rude"])
    unsaid = any(word in _words("any")["unsaid"] for word in re.split(r"[\s-]", said))
    if not rude and not unsaid and len(phrase) <= _LONGEST and not re.search(r"_|\d{4}", phrase):
        yield _Thing(phrase, head, weight, at)


@cache
def _usual(language: str) -> frozenset[str]:
    """Nouns that stand in anybody's message, 'order' or 'email'; not people and animals close to them."""
    details = lexicon("details")
    return frozenset(details["not_items"][language].split()) - set(details[language]["relatives"])


@cache
def _words(language: str) -> dict[str, frozenset[str]]:
    """The word lists of a language, and of all of them together; 'any' has those that count in every language."""
    data: dict[str, Any] = lexicon("things")
    lists = data if language == "any" else data[language]
    sets = {name: frozenset(words.split()) for name, words in lists.items() if isinstance(words, str)}
    return {**sets, "all": frozenset().union(*sets.values())}
