"""Finding people's names where a text gives them away: a greeting, a signature, an introduction, a mail's header."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from prompts.closings import ORNAMENT, closes, is_nobody, may_be_called, name_below
from prompts.signers import names_at_the_end
from prompts.wordlists import listed

_ADDRESSED = ("mr", "mrs", "ms", "dr", "prof", "herr", "frau")  # whom one addresses by their title
_TITLES = r"(?:(?:mr|mrs|ms|miss|mx|dr|prof|herrn?|frau|monsieur|madame|mme|señora?|signora?|sig)\b\.?\s+)"
_NAME = r"[^\W\d_][\w'’.-]*"
_NAMES = rf"(?P<names>{_NAME}(?:[ \t]+{_NAME}){{0,4}})"
_LONGEST_NAME = 8  # words
_LONGEST_FORMULA, _LONGEST_GREETED = 80, 60  # characters
_LONGEST_END = 400  # characters: a signature with a company's lines below
_LARGE = r"(?-i:[^\W\d_a-zäöüß])[\w'’.-]*"
_SMALL = rf"(?:{'|'.join(sorted(listed('names', 'particles')))})\b"
# Who signs may put a flower between their names, or somebody else's name beside theirs. Of six words or more each is
# written large, or the line would be a sentence.
_BETWEEN = rf"(?:{ORNAMENT}++(?:[&+]{ORNAMENT}*+)?|[&+]{ORNAMENT}*+)"
_SIGNED_NAMES = (
    rf"(?P<names>{_LARGE}(?:{_BETWEEN}(?:{_LARGE}|{_SMALL})){{5,{_LONGEST_NAME - 1}}}(?=[^\w'’-]|\Z)"
    rf"|{_NAME}(?:{_BETWEEN}{_NAME}){{0,4}})"
)
# What people put behind the name that they sign with: '(she/her)', ', 34', ', Berlin', ' | CEO Foo Inc.'
_BESIDE = rf"(?P<beside>\([^()\n]{{1,60}}\)|,[ \t]*(?:\d{{1,3}}|{_LARGE}(?:[ \t]+{_LARGE}){{0,2}})|[|·•/][^\n]{{1,80}})"

_GREETING = re.compile(
    r"\b(?:dear|hi|hello|hey|good (?:morning|afternoon|evening)|hallo|liebe[rs]?|guten (?:tag|morgen|abend)|moin|servus"
    r"|gr(?:ü|ue)(?:ß|ss) gott|sehr geehrte[rs]?|bonjour|bonsoir|ch(?:er|ère)|salut|hola|estimad[oa]|querid[oa]"
    rf"|buongiorno|ciao|gentile|car[oa])[ \t]+{_TITLES}*{_NAMES}",
    re.IGNORECASE,
)
# 'Thanks so much', 'Thanks in advance': what is written large behind the thanks is a name, but for a few words.
_MORE_THANKS = r"(?: (?:(?-i:[a-zäöüß]|[A-Z]{2})\w*|in|advance|im|voraus|so|very|much|a|lot|again))"
_CLOSING = re.compile(
    r"(?:(?P<formula>\b(?:(?:all the |my )?best(?: regards| wishes)?|(?:kind(?:est)?|warm) regards|regards|sincerely"
    rf"|yours(?: \w+)?|cheers|thx|(?:many )?thanks{_MORE_THANKS}{{0,3}}+|thank you{_MORE_THANKS}{{0,3}}+"
    r"|love|take care|respectfully"
    r"|(?:(?:viele|liebe|beste|herzliche|schöne|freundliche|mit \w+en) )?gr(?:ü|ue)(?:ß|ss)e?n?"
    rf"|gru(?:ß|ss)|mfg|vg|lg|hochachtungsvoll|(?:vielen |besten |herzlichen )?dank(?:e)?{_MORE_THANKS}{{0,2}}+"
    r"|cordialement|bien à vous|merci|un saludo|saludos(?: cordiales)?|atentamente|gracias|(?:cordiali|distinti) saluti"
    # What else one says goodbye with begins a sentence, and what greets as well does not begin the message.
    r"|grazie|(?:^|(?<=[.!?,)] ))(?:tsch(?:ü|ue)(?:ß|ss)|tschau|bye|bis (?:bald|dann)|see you(?: soon)?)"
    r"|(?:(?<=\n)|(?<=[.!?,)] ))(?:ciao|servus))\b)"
    rf"{ORNAMENT}*+[,.!;:–—-]*+(?:{ORNAMENT}|\n)*+|^[ \t]*+[-–—~]{{1,2}}[ \t]*+)"
    rf"(?:(?:ihre?|deine?|euere?|your)[ \t]+)?{_TITLES}*{_SIGNED_NAMES}{ORNAMENT}*+"
    rf"(?(formula)(?:{_BESIDE}{ORNAMENT}*+)?)[.,!]?{ORNAMENT}*+(?=\n|\Z|(?<=\s)p\.?s\b)",
    re.IGNORECASE | re.MULTILINE,
)
_AND = re.compile(r"[ \t]*[&+][ \t]*|[ \t]+(?:and|und|et)[ \t]+", re.IGNORECASE)
# 'Thanks to Ann', 'Thanks Ann': a comma or a new line before the name would make it a signature.
_THANKS_SOMEBODY = re.compile(r"(?:\w+ )?(?:thanks|thank you|danke?)(?: (?:to|for|an|für) |[ \w]*\Z)", re.IGNORECASE)
# 'See you Friday', 'Bye Telekom': as it names what they take leave of, only who is surely somebody signs with it.
_TAKES_LEAVE = re.compile(
    rf"(?:tsch(?:ü|ue)(?:ß|ss)|tschau|bye|bis (?:bald|dann)|see you(?: soon)?|ciao|servus)[ \t]+{_TITLES}*",
    re.IGNORECASE,
)
# What one signs with, over one's name or without.
_SIGNED_WITH_THANKS = re.compile(
    r"(?:(?:^|\n)[ \t]*+|(?<=[.!?])[ \t]++)"
    r"(?:(?:many )?thanks|thank you|thx|cheers|(?:(?:vielen|besten|herzlichen) )?dank|danke(?:schön)?)"
    r"(?: (?:in advance|im voraus|schon mal|again|so much))?[ \t]*+"
    rf"(?:[,.!]?[ \t]*\n\s*{_TITLES}*{_NAMES}[.,!]?|[.!]*)\s*\Z",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"\b(?:my name(?:’s|'s| is)|i am called|this is|mein name ist|ich hei(?:ß|ss)e|mein name:|je m[’']appelle"
    rf"|mon nom est|me llamo|mi nombre es|mi chiamo)[ \t]+{_TITLES}*{_NAMES}",
    re.IGNORECASE,
)
# 'I'm Sarah Miller'; one word alone is what somebody is as often as their name.
_I_AM = re.compile(
    rf"\b(?i:i[’']m|i am|(?P<german>ich bin))[ \t]+(?P<names>{_LARGE}(?:[ \t]+(?:{_SMALL}[ \t]+)*{_LARGE}){{0,4}})"
)
_TITLED = re.compile(rf"\b(?:mr|mrs|ms|dr|prof|herrn?|frau|monsieur|madame|señora?|signora?)\b\.?[ \t]+{_NAMES}", re.I)
_HEADER = re.compile(
    r"^[ \t>*]*(?:from|to|cc|von|an|de|da)[ \t]*:[ \t*]*[\"“„]?"
    rf"(?P<names>{_NAME}(?:[ \t]+{_NAME}){{0,{_LONGEST_NAME - 1}}})"
    r"(?=[\"”“]?[ \t]*[<(\[\n])",
    re.IGNORECASE | re.MULTILINE,
)

# '… please help. Ruth', '… please help. – Ruth': nothing but one to three capitalised words behind the last sentence.
_BEHIND_THE_END = re.compile(
    r"(?<=[.!?])[ \t]+(?:[-–—~][ \t]*)?(?P<name>[A-ZÄÖÜ][a-zäöüß'’-]+[a-zäöüß](?:[ \t]+[A-ZÄÖÜ][\w'’-]*){0,2})\.?\s*\Z"
)
# 'Hi, I'm Sarah Miller. …'
_BEGINS_WITH_A_NAME = re.compile(
    r"\A\W*(?:(?i:hi|hello|hey|hallo|guten tag|moin)(?i: there| team| zusammen)?[,.!]?\s+)?"
    r"(?i:i[’']m|i am|my name is|my name[’']s|this is|(?P<german>ich bin)|ich heiße|mein name ist)[ \t]+"
    r"(?P<name>[A-ZÄÖÜ][\w-]+(?:[ \t]+[A-ZÄÖÜ][\w-]*){0,2})(?=[.,!:]|[ \t]*\n|[ \t]+(?:and|from|und|aus)\b)"
)
# Below a closing formula a name may begin a line that goes on: 'Maya - still waiting', 'Maya <maya@…>'.
_GOES_ON = re.compile(
    rf"{ORNAMENT}*+(?P<names>{_LARGE}(?:{_BETWEEN}(?:{_LARGE}|(?i:{_SMALL}))){{0,4}}){ORNAMENT}*+[,<(\[|#+:–—-]"
    r"(?![^\n]*[.!?](?:\s|\Z))"
)
# A name that ends it by itself, without a closing formula.
_BY_ITSELF = re.compile(
    rf"\n[ \t]*\n{ORNAMENT}*+(?P<names>{_LARGE}(?:{_BETWEEN}(?:{_LARGE}|(?i:{_SMALL}))){{0,3}}){ORNAMENT}*+\s*\Z"
)
# 'Ingrid Solberg here. …'
_HERE = re.compile(
    r"\A\s*(?:(?i:hi|hello|hey|hallo|guten tag|moin)(?i: there| team| zusammen)?[,.!]?\s+)?"
    r"(?P<name>[A-ZÄÖÜ][\w'’-]+(?:[ \t]+[A-ZÄÖÜ][\w'’-]+){0,2}) (?:here|hier)(?=[.,!:–-])"
)
# 'Anna from Leeds' signs, 'Anna was brilliant' is told of.
_FROM = re.compile(r"[ \t]+(?:from|of|in|at|and|aus|vom?|und|bei)\b|[ \t]*[&+]")
_NOT_NAMES, _PARTICLES = listed("names", "not_names"), listed("names", "particles")
_GAPS = re.compile(f"{ORNAMENT}+")


def _name_of(found: str, *, lower_case: bool) -> str | None:
    """The name at the beginning of `found`; words in lower case count only where nothing else can stand."""
    tokens: list[str] = []
    for token in _GAPS.sub(" ", found).split():
        bare = token.strip(".,!'’-")
        if tokens and bare.casefold() in _PARTICLES:
            tokens.append(bare)
            continue
        if bare.casefold() in _NOT_NAMES or not (lower_case or bare[:1].isupper()):
            break
        tokens.append(bare)
        if token.endswith((",", "!")) or (token.endswith(".") and len(bare) > 2):
            break
    while tokens and tokens[-1].casefold() in _PARTICLES:
        tokens.pop()
    name = " ".join(tokens)
    return name if len(name) > 1 else None


def names_in(text: str) -> Iterator[str]:
    """The names that `text` itself gives away, as spelled there; may repeat."""
    for pattern in (_GREETING, _CLOSING, _INTRODUCED, _TITLED, _HEADER):
        for match in pattern.finditer(text):
            found = match["names"]
            short = len(found.split()) <= 2
            alone = (pattern is _CLOSING and not match["beside"]) or (
                pattern is _GREETING and text[match.end() : match.end() + 1] in (",", "!", "\n")
            )
            together = _AND.split(found) if pattern is _CLOSING else [found]
            if pattern is _CLOSING and _takes_leave_of(match):
                continue
            for one in together:
                name = _name_of(one, lower_case=short and alone and len(together) == 1)
                if name is not None:
                    yield name
    yield from _introduced_in(text)
    yield from (*_signed_in(text), *names_at_the_end(text))


def _introduced_in(text: str) -> Iterator[str]:
    """The names of those who say that they are: 'I'm Sarah Miller', or 'I'm Sarah' at the beginning."""
    yield from filter(None, map(_own_name, _I_AM.finditer(text)))
    begun = _BEGINS_WITH_A_NAME.search(text)
    if begun and not begun["german"] and may_be_called(begun["name"]) and (name := name_alone(begun["name"])):
        yield name


def _signed_in(text: str) -> Iterator[str]:
    """The names below a formula in its own line, whatever stands behind them, and what ends `text` without one."""
    if name := name_below(text):
        yield name
    lines = [line for line in text.splitlines() if line.strip()]
    below = (_GOES_ON.match(line) for above, line in pairwise(lines) if len(above) < _LONGEST_FORMULA and closes(above))
    # By itself may stand anything below it: 'Desk Lamp Oslo'.
    alone = _BY_ITSELF.search(text)
    is_somebody = alone is not None and any(map(_begins_with_a_given_name, _AND.split(_GAPS.sub(" ", alone["names"]))))
    for found in filter(None, (*below, alone if is_somebody else None)):
        if not is_nobody(found["names"]):
            yield from filter(None, (name_alone(_GAPS.sub(" ", one)) for one in _AND.split(found["names"])))


def _own_name(match: re.Match[str]) -> str | None:
    """The name in what somebody says that they are: 'I'm Sarah Miller', and neither 'I'm Furious' nor 'Ich bin Mieter
    Ihrer Wohnung', as German writes every noun large."""
    name = _name_of(match["names"], lower_case=False)
    if name is None:
        return None
    is_given = _begins_with_a_given_name(name)
    is_full = " " in name and not match["german"] and not name.isupper() and may_be_called(name)
    return name if is_given or is_full else None


def name_alone(text: str, *, lower_case: bool = False) -> str | None:
    """The name that is all of `text`, as in a list of people; None if it is none, or more than that."""
    tokens = text.strip("\"'“”„ ").split()
    proper = [token for token in tokens if token.casefold() not in _PARTICLES]
    fitting = all(
        re.fullmatch(_NAME, token) and (lower_case or token[0].isupper()) and token.casefold() not in _NOT_NAMES
        for token in proper
    )
    return " ".join(tokens) if proper and fitting and len(tokens) <= _LONGEST_NAME else None


def signed_name(text: str) -> str | None:
    """The name under the message or at its beginning ('Ruth here.', 'I'm Ruth.'), if it is signed with one."""
    return signature(text)[0] or name_below(text) or _certain_name(text)


def signed_as(text: str) -> str | None:
    """The name that `text` is signed with, behind the title of whoever gives no first name: 'Frau Kern'."""
    name = signed_name(text)
    titles = rf"((?:\b(?:{'|'.join(_ADDRESSED)})\b\.?[ \t]+)+)"
    title = name and re.search(rf"{titles}{re.escape(name)}[ \t.,!]*(?=\n|\Z)", text, re.I)
    return f"{title[1].title().strip()} {name}" if title and name and " " not in name else name


def _certain_name(text: str) -> str | None:
    """The name behind the last sentence, after 'I'm' or before 'here', if it begins as people are called and no place
    is."""
    for pattern in (_BEHIND_THE_END, _BEGINS_WITH_A_NAME, _HERE):
        found = pattern.search(text)
        if found is None:
            continue
        first, *rest = re.split(r"[\s-]", found["name"].casefold())
        if first in listed("names", "given") and not _NOT_NAMES.intersection((first, *rest)):
            return found["name"]
    return None


def signature(text: str) -> tuple[str | None, str]:
    """The name under the message and what stands below it; None and '' if it ends with none."""
    end, last, below = text[-_LONGEST_END:], None, ""
    for match in _CLOSING.finditer(end):
        if _THANKS_SOMEBODY.match(end[match.start() : match.start("names")]) or _takes_leave_of(match):
            continue
        found = _GAPS.sub(" ", match["names"])
        name = _name_of(found, lower_case=False)
        behind = found[len(name) :] if name else ""
        goes_on = re.match(r"[ \t]+[a-zäöüß]{2,}|[ \t]*[&+]", behind) is not None
        signs = name is not None and name.casefold() in listed("names", "given") and _FROM.match(behind) is not None
        if name and not is_nobody(found) and (signs or not goes_on):
            last, below = name, end[match.end() :]
    return last, below


def _takes_leave_of(match: re.Match[str]) -> bool:
    """Whether a closing formula goes on in its line with what may be anything."""
    before = match.string[match.start() : match.start("names")]
    return _TAKES_LEAVE.fullmatch(before) is not None and not _begins_with_a_given_name(match["names"])


def _begins_with_a_given_name(name: str) -> bool:
    return re.split(r"[\s.,!-]", name.strip().casefold())[0] in listed("names", "given")


def above_signature(text: str) -> str:
    """`text` less the name below its closing formula, whoever's it is, and all that stands below that."""
    tail = max(0, len(text) - _LONGEST_END)
    signed = [match.start("names") for match in _CLOSING.finditer(text, tail) if _is_proper(match["names"])]
    return text[: signed[-1]] if signed else text


def _is_proper(found: str) -> bool:
    """Whether each word is written large, but for what stands between names: no sentence."""
    said = [word for word in _GAPS.sub(" ", _AND.sub(" ", found)).split() if word.casefold() not in _PARTICLES]
    return bool(said) and _name_of(found, lower_case=False) is not None and not any(word[0].islower() for word in said)


def without_signature(text: str) -> str:
    """`text` less the thanks that end it, with a name below or without: 'Thanks,' ends angry letters too."""
    return _SIGNED_WITH_THANKS.sub("", text) or text


def addressed(name: str | None, *, whole: bool) -> str | None:
    """The name to address them by, whole or the first one, titles kept; None if it is no name of a person."""
    parts = (name or "").split()
    if (
        len(name or "") > _LONGEST_GREETED
        or not 1 <= len(parts) <= 4
        or not all(re.fullmatch(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*", part) for part in parts)
    ):
        return None
    while len(parts) > 1 and len(parts[-1].rstrip(".")) == 1:
        parts.pop()  # 'Mareike T.'
    if len(parts[0].rstrip(".")) == 1 or parts[0].endswith(("'s", "’s")):
        return None  # 'M. Achterberg' is nobody's 'M', and 'Maya's Mum' is not Maya
    small = {part for part in parts[1:-1] if part in _PARTICLES}
    parts = [
        part.capitalize() if (part.islower() and part not in small) or (part.isupper() and len(part) > 3) else part
        for part in parts
    ]
    titled = parts[0].rstrip(".").lower() in _ADDRESSED
    return " ".join(parts if titled or whole else parts[:1])
