"""Where English names a thing: behind 'my', 'the' or a number. No grammar is known here, only what ends a noun."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import dropwhile, takewhile

from prompts.nouns import A_PERSON, BREAK, OPENING, Kind, Noun, parts, told, usual, words, worth_saying
from prompts.wordlists import lexicon

_MOST_WORDS = 3
_A_PLACE = -0.4  # 'on the pavement': where something is tells less of it
_TIES = ("of", "for", "in", "on", "from", "with", "at")  # between a noun and another that tells which one


def nouns(tokens: Sequence[str]) -> Iterator[Noun]:
    """The nouns of a sentence's tokens, each with its place among them."""
    lists = words("en")
    for at, token in enumerate(tokens):
        said, behind, before = token.lower(), tokens[at + 1 : at + 8], tokens[at - 1] if at else BREAK
        if len(token) > 1 and token.isupper():
            behind = [word.lower() for word in behind]
        matter = 0.6 if before.lower() in lists["matter"] else 0.0
        asked = _is_asked(tokens[:at])
        if said in lists["theirs"]:
            yield from _noun(behind, "your", 1.6 + matter, at, asked=asked)
        elif said in ("a", "an", "some") and _is_a_simile(tokens[:at]):
            continue
        elif said == "this" and behind and _is_a_verb(behind[0].lower(), ""):
            continue  # 'if this works'
        elif said == "any" and behind and behind[0].lower() in ("news", "update", "updates", "progress"):
            continue
        elif said in lists["before"]:
            weight = (1.3 if said in lists["known"] else 1.0) + matter
            is_place = said == "the" and before.lower() in lists["where"]
            weight += _A_PLACE if is_place and behind and behind[0].islower() else 0.0
            yield from _noun(behind, "the", weight, at, asked=asked, meant=said in lists["known"] or matter > 0)
        elif said in lists["numbers"] or (token.isdecimal() and 1 < int(token) < 1000):
            yield from _noun(behind, said, 0.7, at)
        elif _is_a_name(token) and not _is_a_name(before) and before[-1] not in OPENING and not _is_numbered(behind):
            name = " ".join((token, *takewhile(lambda word: word.istitle() and word.isalpha(), behind[:1])))
            weight = 0.8 if before.lower() in lists["near"] else 0.6
            yield from worth_saying(Noun(name, "", name.lower(), weight, at, "name", name))
        elif before.lower() in ("with", "at") and at > 1 and _is_a_degree(tokens[at - 2].lower()):
            continue  # 'he is good with computers'
        elif _is(said, "goods") and (_stands_alone(tokens, at) or (said.endswith("s") and before.isalpha())):
            worn = "in" in (word.lower() for word in tokens[max(0, at - 2) : at])  # 'he came in muddy boots'
            yield from _said(said, "the", 1.3, at, _singular(said), f"the {said}", goods=True, meant=not worn)


def _singular(word: str) -> str:
    return re.sub(r"(?<=ss)es$|(?<=[^su])s$", "", word)


@cache
def _is(word: str, kind: str) -> bool:
    """Whether this noun is one of the `goods` or `services`, in its singular or plural."""
    listed = frozenset(lexicon("nouns")["en"][kind].split())
    return not listed.isdisjoint({word, word.removesuffix("s"), word.removesuffix("es"), re.sub("ves$", "f", word)})


def _stands_alone(tokens: Sequence[str], at: int) -> bool:
    """Whether it is named without any small word, as in 'Order 4312, sofa: …'."""
    before, behind = tokens[at - 1] if at else BREAK, tokens[at + 1] if at + 1 < len(tokens) else BREAK
    return before[-1] in f"{BREAK}.,:;!?–-" and not (behind.isalpha() and _is(behind.lower(), "goods"))


def _is_a_simile(before: Sequence[str]) -> bool:
    """Whether what follows is only what something is like: 'sat there like a dog', 'as big as a ball', but 'I'd like a
    box'."""
    if [word.lower() for word in (*before[-3:-2], *before[-1:])] == ["as", "as"]:
        return True
    return (
        before[-1:] == ["like"] and re.search(r"['’]d$|^(?:would|should|i|we|to|really)$", before[-2:][0], re.I) is None
    )


def _is_asked(before: Sequence[str]) -> bool:
    """Whether a question or an order begins before this noun, so that a verb without an ending may follow it: 'does the
    lamp …', 'does the warranty of the lamp …'."""
    lists = words("en")
    said = [word.lower().replace("’", "").replace("'", "") for word in before]
    if said[-1:] and said[-1] in _TIES:
        opened = next((at for at in range(len(said) - 1, -1, -1) if said[at] in lists["asking"]), len(said))
        said, whose = said[: opened + 1], said[opened + 1 :]
        if not whose or whose[0] not in lists["before"] | lists["theirs"]:
            return False
        if any(not word.isalpha() or word in lists["verbs"] | lists["no_nouns"] for word in whose):
            return False
    return bool(said) and said[-1] in lists["asking"]


def _noun(
    behind: Sequence[str], article: str, weight: float, at: int, *, asked: bool = False, meant: bool = True
) -> Iterator[Noun]:
    """The noun at the beginning of `behind`, with what describes it, if it is a noun that names something; `asked`
    says that a verb without an ending may follow it."""
    lists = words("en")
    spoken = list(takewhile(_goes_on, behind))
    described = list(dropwhile(lambda word: word.lower() in lists["light"], spoken))
    if described[1:] and described[0].lower() in lists["aspects"] and len(described) < len(spoken):
        described.pop(0)  # 'the wrong size dress'
    first = 0 if len(described) < len(spoken) else 1  # 'the second came', but 'the call came'
    pairs = enumerate(zip(("", *described), described, strict=False))
    end = next((n for n, (before, word) in pairs if n >= first and _ends_it(word, before, asked)), len(described))
    while end and _is_a_degree(described[end - 1].lower()):
        end -= 1  # 'no longer', 'a bit damp'
    if end > 1 and described[end - 1] in lists["lacked"] and (*described, *behind[len(spoken) :], "")[end] == "free":
        end -= 1  # 'the haggis gluten free'
    if not 0 < end <= _MOST_WORDS:
        return
    *before, noun = described[:end]
    if end == len(described) and behind[len(spoken) : len(spoken) + 1] in (["one"], ["ones"]):
        return  # 'the firm one'
    if before and before[-1].endswith(("'s", "’s")) and re.sub("ing$", "", noun) in lists["verbs"] - {noun}:
        *before, noun = before  # 'my manager's asking'
    noun = re.sub(r"['’]s?$", "", noun)
    head, counted = noun.lower(), article not in ("your", "the")
    if counted and (head not in lists["units"] if head in lists["vague"] else not head.endswith("s")):
        return
    if article == "your" and not before and noun[:1].isupper() and not _is(head, "goods"):
        article = ""  # 'my Leeds'
    if article == "your" and head in parts():
        article = "the"  # 'my handle broke': nobody writes about their handle
    pair = f"{before[-1].lower()}-{head}" if before else head  # 'dining table', where a table may be any
    goods, service = _is(head, "goods") or _is(pair, "goods"), _is(head, "services")
    vague = head in lists["vague"] or head in lists["calendar"] or (not before and head in lists["vague_alone"])
    whose = re.fullmatch(r"(\w+)['’]s", described[0].lower())  # 'his name's Callum'
    hardly = vague or _is_no_noun(head) or (whose and whose[1] in lists["vague"] | lists["vague_alone"])
    if not counted and hardly and not (goods or service):
        return
    name = " ".join((*before, noun))
    meaning = told(head, "en", goods=goods, service=service) + (A_PERSON if head in _people() else 0.0)
    weight += 0.4 if any(word[0].isupper() for word in described[:end]) else 0.0  # 'the Bath branch'
    weight += 0.04 * min(10, len(head)) + (0.3 if before else 0.0) + (meaning / 2 if before and not goods else meaning)
    about = None if counted and head in lists["units"] else f"{'the ' if counted else ''}{article} {name}".strip()
    kinds = {"goods": goods, "service": service, "meant": meant and not counted}
    yield from _said(name, article, weight, at, _singular(head), about, **kinds)


def _said(
    name: str, article: str, weight: float, at: int, head: str, about: str | None, **kinds: bool
) -> Iterator[Noun]:
    """The noun with all the ways in which a letter says it."""
    last = name.split()[-1].lower()
    several = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    yours = f"your {name}"
    person = article == "your" and last in _people()
    kind: Kind = "span" if about is None else "name" if not article else "person" if person else "thing"
    yield from worth_saying(Noun(name, article, head, weight, at, kind, about, yours, yours, several=several, **kinds))


@cache
def _people() -> frozenset[str]:
    """Whoever is close to them, and has less to do with us."""
    return frozenset(lexicon("details")["en"]["relatives"]) | (usual("en") & words("en")["people"])


def _goes_on(word: str) -> bool:
    """Whether a noun's phrase may go on with this word."""
    stem, *short = re.split(r"['’]", word.lower())
    return word[0].isalpha() and stem not in words("en")["ends"] and (not short or short[0] in ("", "s"))


def _is_a_name(word: str) -> bool:
    written = word[:1].isupper() and word.isalpha() and len(word) > 2 and not word.isupper()
    is_day = not words("en")["calendar"].isdisjoint({word.lower(), word.lower().removesuffix("s")})  # 'Thursdays'
    return written and not is_day and not any(word.lower() in words("en")[kind] for kind in ("vague", "ends"))


def _is_numbered(behind: Sequence[str]) -> bool:
    """Whether a number follows, so that it names one of many: 'Zone 3'."""
    return bool(behind) and behind[0].isdecimal()


def _is_a_degree(word: str) -> bool:
    """Whether it is an adjective that says how much, or more or most of it: 'cold', 'longer', 'silliest'."""
    adjectives = words("en")["degrees"]
    stem = re.sub(r"(?:e?r|e?st)$", "", word)
    stems = {stem, f"{stem}e", stem.removesuffix("e"), re.sub("ie?$", "y", stem), re.sub(r"(\w)\1e?$", r"\1", stem)}
    return word in adjectives or (word.endswith(("er", "est")) and not adjectives.isdisjoint(stems))


def _ends_it(word: str, before: str, asked: bool) -> bool:
    """Whether a noun's phrase is over before this word although nouns may begin with it."""
    said, owned = word.lower(), re.search(r"['’]s$", before) is not None
    verb = said.endswith(("ed", "ing", "ly")) or _is_a_verb(said, before) or (asked and said in words("en")["verbs"])
    gone = said in words("en")["no_nouns"]
    return said in words("en")["light"] or gone or (verb and not owned)  # 'dad's walking stick'


def _is_a_verb(word: str, before: str) -> bool:
    """Whether it is a verb behind that noun: 'the continents drift', 'the tracking says', but 'the bus stop'."""
    lists = words("en")
    several = re.search(r"[^su']s$", before) is not None
    plain = {word} if several else {word[:-1], word.removesuffix("es"), re.sub(r"ies$", "y", word)} - {word}
    return word in lists["no_nouns"] or not lists["verbs"].isdisjoint(plain if word.endswith("s") != several else ())


def _is_no_noun(word: str) -> bool:
    """Whether it is too short, a verb in the past, or an adjective by its ending."""
    adjective = re.search(r"\w{3}(?:ous|ful|ible|less|ed|ly)$|\w{4}able$", word) is not None
    return len(word) < 3 or word in words("en")["no_nouns"] or adjective
