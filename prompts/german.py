"""Where German names a thing: wherever a word is written large.

And with which article, as far as a list, the noun's ending or what stands before it tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

from prompts.nouns import A_PERSON, BREAK, OPENING, Kind, Noun, given_names, told, usual, words, worth_saying
from prompts.wordlists import lexicon

# 'am Freitagabend' is when it is, and nothing that anybody writes about.
_DAY = re.compile(
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?"
    r"(?:morgen|vormittag|mittag|nachmittag|abend|nacht)?s?"
)
_PARTICIPLE = re.compile(r"\w*ge\w{4,}ten")
_DONE = re.compile(r"\w*ge\w{3,}(?:t|en)")  # 'ich habe eine durchgegeben'
# Adjectives and ordinals that German writes like nouns: 'das Nötige', 'zum Monatsersten'.
_ADJECTIVE = re.compile(
    r"\w{2,}[^\We]ige[nrsm]?|\w{3,}(?:lich|isch|haft|sam)e[nrsm]?|(?:aller|monats|jahres|quartals)?(?:erst|zweit|dritt|letzt|nächst)en?"
    r"|(?:viert|fünft|sechst|siebt|acht|neunt|zehnt|elft|zwölft|\w+zehnt|\w+[zß]igst)en?|(?:eigen|fremd|best|ander)e[nrsm]"
)
_DOING = re.compile(r"\w{2,}(?:en|ern|eln)")
# What the end of a noun tells of its gender; a plural has the article of a feminine.
_ENDINGS: Mapping[str, re.Pattern[str]] = {
    "die": re.compile(
        r"\w+(?:ung|heit|keit|schaft|tion|sion|tät|enz|anz|ik|[^gt]ie|[rl]ei|innen|ungen|heiten|keiten|ionen|täten)"
    ),
    "das": re.compile(r"\w{2,}(?:chen|lein|ment|ium|eum)"),
    "der": re.compile(r"\w{3,}(?:ling|ismus|or|eur|er)"),
}
_IN_E = re.compile(r"(?!ge)\w{3,}[^ei]e")
# Masculines that have an ending behind 'über': 'den Nachbarn', 'den Polizisten'.
_WEAK = re.compile(
    r"(?!.*(?:käse|code))\w+[^e]e|\w*(?:nachbar|mensch|bär|held)|\w+(?:[zlrn]ist|(?:stud|pati|kli|präsid|assist)ent|(?:liefer|praktik)ant)"
)
_BEFORE_NO_FEMININE = ("am", "im", "beim", "vom", "zum")
_NO_FEMININE = ("ein", "kein", "mein", "unser", "dein", "sein")
_ACCUSATIVE = {"der": "den", "die": "die", "das": "das"}
_THEIRS = {"der": "Ihren", "die": "Ihre", "das": "Ihr"}
_ARTICLES = ("der", "die", "das", "den", "dem")
_A_PLACE = 0.4
_NOT_THEIRS = 0.8  # lowers 'keinen Trockner', which they do not have
_WHICH = 1.1  # lifts 'die jährliche Zahlung' over what stands in anybody's message
_SHORTEST_END = 4  # letters: 'Tor' in 'Direktor' is none


def nouns(tokens: Sequence[str]) -> Iterator[Noun]:
    """The nouns of a sentence's tokens, each with its place among them."""
    large = [
        at for at, token in enumerate(tokens) if _is_large(token) and (at or _told_of(token.lower())[1] == "goods")
    ]
    yield from _written_large(tokens, large) if large else _written_small(tokens)
    yield from _spans(tokens)


def _is_large(token: str) -> bool:
    shouted = token.isupper() and len(token) > 3
    return token[0].isupper() and len(token) > 2 and not shouted and token.lower() not in words("de")["not_nouns"]


def _written_large(tokens: Sequence[str], large: Sequence[int]) -> Iterator[Noun]:
    """The nouns inside a sentence, two that stand side by side as one ('Black Friday')."""
    lists = words("de")
    for at in large:
        if at + 1 in large and not _is_numbered(tokens, at + 1):
            continue
        follows = at - 1 in large and not _is_numbered(tokens, at)
        first = at - 1 if follows and tokens[at - 1].lower() not in lists["vague"] else at
        before = tokens[first - 1].lower() if first else BREAK
        halved = tokens[at + 1 : at + 2] != [] and tokens[at + 1].startswith("-")  # 'Liefer- und Rechnungsadresse'
        opens = first > 0 and before[-1] in OPENING
        nothing = before in lists["nothing_after"] or _is_a_simile(tokens[:first])
        if nothing or opens or halved or _is_bent(tokens, first):
            continue
        owned = 0.6 if tokens[max(0, first - 2)].lower() in lists["matter"] and first > 1 else 0.0
        owned += 0.5 if before in lists["theirs"] else 0.3 if before in lists["before"] else 0.0
        if before in lists["doing"] and _DOING.fullmatch(tokens[at].lower()):
            owned = -0.7  # 'beim Warten': what one does is less of a thing
        elif first == at and tokens[at].lower() not in lists["calendar"] | lists["scenery"] and _is_a_place(tokens, at):
            owned -= _A_PLACE
        yield from _named(tokens, first, at, owned)


def _is_numbered(tokens: Sequence[str], at: int) -> bool:
    """Whether a number behind the noun tells which one, so that it is no part of the noun before: 'Kleid Größe 36'."""
    return tokens[at + 1 : at + 2] != [] and tokens[at + 1].isdecimal()


def _is_a_simile(before: Sequence[str]) -> bool:
    """Whether what follows is only what something is like: 'so groß wie ein Golfball'."""
    said = [token.lower() for token in before[-2:]]
    return said[:1] == ["wie"] and said[1:] in (["ein"], ["eine"], ["einen"], ["einem"], ["einer"])


def _is_a_place(tokens: Sequence[str], at: int) -> bool:
    """Whether it is where something is, which tells less of it: 'im Treppenhaus', 'auf der Liste'."""
    determiner, before = _determiner(tokens, at)
    return determiner in words("de")["where_the"] or (determiner in _ARTICLES and before in words("de")["where"])


def _written_small(tokens: Sequence[str]) -> Iterator[Noun]:
    """The nouns of somebody who writes everything small, told by the article before them."""
    lists = words("de")
    for at, (article, word) in enumerate(pairwise(tokens), 1):
        known = article.lower() in lists["before"] | lists["theirs"] and article.lower() not in lists["pronouns"]
        # 'das geht' and 'den roten schuhen' have no noun there.
        if article.lower() in ("der", "die", "das") and not re.search(r"(?:e[nrms]?|s?t|ig|lich|isch)$", word):
            known = len(word) > 6
        elif re.fullmatch(r"\w{1,6}e[nrms]?", word) or (_DONE.fullmatch(word) and word not in _listed()):
            known = False
        if known and len(word) > 4 and not _is_bent(tokens, at):
            yield from _named((*tokens[:at], word.capitalize()), at, at, 0.3)


def _named(tokens: Sequence[str], first: int, at: int, weight: float) -> Iterator[Noun]:
    name = " ".join(tokens[first : at + 1])
    head = name.lower().split()[-1]
    lists = words("de")
    bent = (_PARTICIPLE.fullmatch(head) or _ADJECTIVE.fullmatch(head)) is not None  # 'im Kleingedruckten'
    listed, group, several = _told_of(head)
    goods, service = group == "goods", group == "services"
    determiner, _ = _determiner(tokens, first)
    vague = head in lists["vague"] and not (goods and determiner)  # 'um 9 Uhr', but 'meine Uhr'
    if vague or bent or _DAY.fullmatch(head) or not re.fullmatch(r"[^\W\d_]+(?:[- ][^\W_]+)*", name):
        return
    evident = _shown(tokens, first, head)
    several = several or (evident == "die" and listed in ("der", "das"))  # 'die Kopfhörer'
    of_first = _told_of(tokens[first].lower())
    described = _described(tokens, first, head) if evident == "die" or (evident is None and listed == "die") else ""
    is_given = first == at and head in given_names()
    is_called = first < at and of_first[1] != "" and head not in _listed()  # 'Kater Mogli', 'Hotel Alpenblick'
    if is_called:
        listed = of_first[0]
    gender = None if is_given or head in lists["calendar"] else evident or listed
    if gender == "die" and tokens[first - 1].lower() in _BEFORE_NO_FEMININE and first:
        if not _DOING.fullmatch(head):
            return  # 'am Grabe', whose ending nobody says any more
        gender = "das"  # 'beim Einschalten'
    if gender == "die" and determiner in _NO_FEMININE:
        gender = "das" if _DOING.fullmatch(head) else None  # 'ein Piepen'
    alone = first == at and determiner == ""
    is_place = alone and gender is None and tokens[first - 1].lower() in lists["near"]
    is_place |= alone and head not in _listed() and not several and tokens[first - 1].lower() in ("von", "aus", "nach")
    bare = is_given or is_place
    weight += 0.08 * min(14, len(name)) + (
        -0.7 if head in lists["calendar"] else told(head, "de", goods=goods, service=service)
    )
    weight += 0.3 if gender and not bare else 0.0
    name = f"{described} {name}{_whereto(tokens, at, head)}".strip()
    weight += _WHICH if described else 0.0
    weight -= _NOT_THEIRS if goods and determiner.startswith("kein") else 0.0
    bent_word = tokens[first] if is_called else tokens[at]  # 'Ihren Neffen Torben'
    weak = gender == "der" and _WEAK.fullmatch(bent_word.lower()) is not None
    ending = "n" if bent_word.lower().endswith(("e", "nachbar")) else "en"
    inflected = name.replace(bent_word, bent_word + ending, 1) if weak else name
    about: str | None = None
    about_yours: str | None = None
    if bare:
        about = name
    elif gender:
        about_yours = f"{_THEIRS[gender]} {inflected}"
        about = about_yours if determiner in lists["theirs"] else f"{_ACCUSATIVE[gender]} {inflected}"
    close = determiner in lists["theirs"] and not _close().isdisjoint(name.lower().split())
    weight += A_PERSON if close else 0.0
    kind: Kind = "name" if bare else "person" if close else "thing"
    noun = Noun(name, "", head, weight, at, kind, about)
    yield from worth_saying(
        replace(
            noun,
            yours=f"{'Ihre' if gender == 'die' else 'Ihr'} {name}",
            about_yours=about_yours,
            goods=goods,
            service=service,
            meant=determiner in lists["theirs"] | lists["known"] or not determiner,
            several=several,
        )
    )


def _described(tokens: Sequence[str], at: int, head: str) -> str:
    """What tells one of many usual things apart: 'jährliche' of 'Zahlung', whose form no article changes."""
    before = tokens[at - 1] if at else ""
    return before if before in words("de")["which"] and head in usual("de") else ""


def _whereto(tokens: Sequence[str], at: int, head: str) -> str:
    """Where a journey goes, as it stands behind it: ' nach Kreta'."""
    goes = head.endswith(("reise", "flug", "fahrt", "urlaub")) and tokens[at + 1 : at + 2] == ["nach"]
    return f" nach {tokens[at + 2]}" if goes and at + 2 < len(tokens) and _is_large(tokens[at + 2]) else ""


@cache
def _close() -> frozenset[str]:
    """Whoever is close to them, people and animals."""
    return frozenset(lexicon("details")["de"]["relatives"]) | words("de")["people"]


@cache
def _told_of(head: str) -> tuple[str | None, str, bool]:
    """A noun's gender, which list it stands in, and whether it is more than one, as far as its end tells."""
    table = lexicon("nouns")["de"]
    best = ""
    found: tuple[str | None, str, bool] = (None, "", False)
    for name, lists in table.items():
        for gender, listed in lists.items():
            for word in listed.split():
                fits = head == word or (len(word) >= _SHORTEST_END and head.endswith(word))
                if fits and len(word) > len(best):
                    best, found = word, ("die" if gender == "many" else gender, name, gender == "many")
    if best:
        return found
    if head.endswith("n") and len(head) > 5 and (one := _told_of(head[:-1]))[0] == "die" and not one[2]:
        return "die", one[1], True
    if head.endswith("n") and _WEAK.fullmatch(head[:-1]) and (one := _told_of(head[:-1]))[0] == "der":
        return "der", one[1], False  # 'meinen Neffen'
    ended = next((gender for gender, ending in _ENDINGS.items() if ending.fullmatch(head)), None)
    return ended or ("die" if _IN_E.fullmatch(head) else None), "", False


@cache
def _listed() -> frozenset[str]:
    """Every noun of the lists."""
    lists = lexicon("nouns")["de"].values()
    return frozenset(word for by_gender in lists for listed in by_gender.values() for word in listed.split())


def _determiner(tokens: Sequence[str], at: int) -> tuple[str, str]:
    """The article or the like before a noun, over adjectives, and the word before that; '' where there is none."""
    lists, place = words("de"), at - 1
    determiners = lists["before"] | lists["theirs"]
    while (
        place >= 0 and tokens[place].lower() not in lists["all"] and re.fullmatch(r"[a-zäöüß]+e[nrms]?", tokens[place])
    ):
        place -= 1
    if place < 0 or tokens[place].lower() not in determiners:
        return "", ""
    return tokens[place].lower(), tokens[place - 1].lower() if place else ""


def _shown(tokens: Sequence[str], at: int, head: str) -> str | None:
    """The gender that the article before a noun shows; None where it fits several."""
    determiner, before = _determiner(tokens, at)
    if determiner in ("das", "ins", "ans", "dieses", "jedes"):
        return "das"
    if determiner == "zur" or re.fullmatch(r"(?:k?ein|[ms]ein|unser|ihr|eu[e]?r)er", determiner):
        return "die"
    if determiner == "die" or re.fullmatch(r"(?:k?ein|mein|unser|ihr|eur|dies|jed)e", determiner):
        return "die"
    if re.fullmatch(r"(?:d|k?ein|mein|unser|ihr|eur|dies|jed)en", determiner):
        return None if head.endswith("n") else "der"
    if determiner == "der" and before in words("de")["dative"]:
        return "die"
    return None


def _is_bent(tokens: Sequence[str], at: int) -> bool:
    """Whether the noun may have an ending that it has in no list: 'des Vertrags', 'mit Gästen', 'in vier Teilen'."""
    lists, noun = words("de"), tokens[at].lower()
    before = [token.lower() for token in tokens[max(0, at - 4) : at]]
    while before and before[-1] not in lists["all"] and re.fullmatch(r"[a-zäöüß]+e[nrms]?", before[-1]):
        before.pop()  # an adjective
    if before and (before[-1].isdecimal() or before[-1] in lists["numbers"]):
        before.pop()
    if before and before[-1] in lists["genitive"]:
        return noun.endswith("s")
    alike = noun.endswith(("ungen", "heiten", "keiten", "schaften", "ionen", "innen"))
    many = noun.endswith(("en", "ern", "eln")) and not alike
    article = bool(before) and before[-1].endswith("en") and before[-1] in lists["before"] | lists["theirs"]
    if article:
        before.pop()
    return many and ((bool(before) and before[-1] in lists["dative"]) or (article and not noun.endswith("en")))


def _spans(tokens: Sequence[str]) -> Iterator[Noun]:
    """How long, how far: 'sieben Wochen'."""
    units = lexicon("things")["de"]["units"]
    for at, (number, unit) in enumerate(pairwise(tokens)):
        many = number.lower() in words("de")["numbers"] or (number.isdecimal() and 1 < int(number) < 1000)
        if many and unit.lower() in units:
            named = units[unit.lower()]
            yield from worth_saying(Noun(f"{number.lower()} {named}", "", named.lower(), 0.5, at, "span"))
