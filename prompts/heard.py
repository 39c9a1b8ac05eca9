"""What a letter names of what they told us, so that it shows that we listened: one thing or two, and never a list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace

from prompts.details import Details
from prompts.guard import flags
from prompts.nouns import BREAK, Noun, is_sayable
from prompts.questions import asks_in_scorn

TELLING = 0.9
"""From this weight on a thing is worth being the second one that a letter names."""
BESIDE_THE_MATTER = 1.8
"""The same where the letter has named what the matter is about: only what is most telling comes on top of that."""
WHOLE_MATTER = 1.5
"""From this weight on a thing may be what it is all about, if it stands early."""
PLAINLY_TOLD = 2.3
"""From this weight on a thing shows better that we read them than a line of theirs does."""
_EARLY = 2000  # the first two sentences
_FEWEST_WORDS, _SAYS_SOMETHING, _LONGEST_LINE = 3, 4, 90
_TELLING = tuple(map(re.compile, (r"\d", r"\?$", r"(?<=\w )[A-ZÄÖÜ]\w")))
# What is said to us or shouted, asks for a call or threatens is no line to read back.
_AT_US = re.compile(r"(?i:\b(?:you\w*|ihr\w*|sie|ihnen|euch|eure\w*|du|dein\w*|dir|dich|u|ur)\b)|!|\b[A-ZÄÖÜ]{4,}\b")
_WANTS_US = re.compile(
    r"\b(?:call|ring|phone|answer|reply|respond|ruft?|anruf\w*|antwort\w*|meld\w+|court|lawyers?|solicitors?|sue|suing|press"
    r"|public|review|anwält\w+|anwalt|gericht|klag\w+|presse|anzeig\w+|bewertung|(?:thanks?|thank you|danke|dank)"
    r" (?:for|für))\b",
    re.IGNORECASE,
)
# Nor is what is nobody's business; secrets are out of their sentences already.
_PRIVATE = re.compile(
    r"\d{4,}|\d \d{3}|pregnan|schwanger"
    r"|\b(?:blind|deaf|gehörlos|taub|old|alte?[nrs]?|aged|rentner\w*|wheelchair|rollstuhl|salary|gehalt)\b"
    r"|\b(?:i['’]m|he['’]s|she['’]s|i am|is|bin|ist|wird) \d{1,2}(?= and\b| und\b|[.,!]|$)"
    r"|\b(?:i weigh|ich wiege|pills|tabletten|doctors?|arzt|ärztin|therap\w+|divorced?|left me|geschieden|verlassen"
    r"|unemployed|jobless|arbeitslos|debts?|schulden|on benefits|bürgergeld)\b"
    r"|entschuldig\w+ für mein|\b(?:sorry|apolog\w+|excuse|forgive|pardon)\b(?: \w+)? my\b",
    re.IGNORECASE,
)
# Who is angry or let down and hears this back feels mocked.
_BITTER = re.compile(
    r"\b(?:joke|pathetic|ridiculous|useless|disgrac\w*|shame\w*|worst|scam\w*|theft|thie\w+|liars?|lies?|lied|stupid"
    r"|idiot\w*|hell|damn|shit\w*|crap\w*|fuck\w*|bloody|hate|rubbish|garbage|awful|terrible|disgust\w*|never again"
    r"|incompeten\w*|unfortunately|disappoint\w*|nice|lovely|brilliant|great|wonderful|bravo|congratulations|well done"
    r"|thank\w*"
    r"|lächerlich\w*|unverschämt\w*|frech\w*|witz\w*|peinlich\w*|schande|sauerei|saftladen|betr\w+g\w*|lüg\w*|dumm\w*|schei\w+|mist"
    r"|verdammt\w*|nie wieder|unfähig\w*|leider|enttäusch\w*|toll\w*|super|klasse|prima|herzlichen|danke?)\b",
    re.IGNORECASE,
)
_UNQUOTED = re.compile(rf"[“”„‚\"«»<>{{}}\[\]@/|`*_~{BREAK}]|:$")
_GREETS = re.compile(r"^(?:hi|hello|hey|dear|hallo|moin|guten? \w+|liebe[rs]?|sehr geehrte[rs]?)\b", re.IGNORECASE)
_GREETING = re.compile(rf"{_GREETS.pattern}[^,.;:!?]{{0,30}}[,.:!]\s*", re.IGNORECASE)
_LEFT_OUT = re.compile(rf"{BREAK}|\s{{2}}")  # a name, a number, what they quote
_ANYBODYS = ("order", "your account")
_NOT_WITH_US = r" (?:old|of age|alte?|jung|(?:of )?(?:warranty|guarantee)|garantie)\b"
_FEW = ("two", "three", "four", "zwei", "drei", "vier", *"234")


def worth_naming(things: Sequence[Noun], said: str, *, fondly: bool, short: bool) -> list[Noun]:
    """The most telling of `things` that `said` has not named yet, and no more than a sentence holds with ease.

    Where that is all there is, what they quote; what stands around or a day with its month, too, but not beside
    something better that was said already. `fondly` puts whoever is close to them before a second thing.
    """
    unsaid = [thing for thing in things if not (thing.generic or _is_said(thing, said))]
    ways = (
        [thing for thing in unsaid if thing.about and thing.kind in ("thing", "person") and not thing.scenic],
        [thing for thing in unsaid if thing.about and thing.kind == "name"],
        [thing for thing in unsaid if thing.kind == "quote"],
        [thing for thing in unsaid if thing.about],
        [thing for thing in unsaid if thing.kind == "thing"],
    )
    is_named = any(thing.kind == "thing" and not thing.generic and _is_said(thing, said) for thing in things)
    found = next((way for way in (ways[:3] if is_named else ways) if way), [])
    if not found:
        return []
    first, *others = found
    if fondly and first.kind != "person":
        others.sort(key=lambda thing: thing.kind != "person")
    if not others and first.kind == "thing":
        others = [replace(thing, weight=TELLING) for thing in unsaid if thing.kind == "date"]
    least = BESIDE_THE_MATTER if is_named else TELLING
    second = [] if short else [thing for thing in others[:1] if thing.weight >= least]
    return [first, *second]


def names_plainly(things: Sequence[Noun]) -> bool:
    """Whether one of the `things` is so telling that naming it shows that we read them."""
    return any(thing.weight >= PLAINLY_TOLD for thing in things)


def names_hardly(things: Sequence[Noun]) -> bool:
    """Whether one of the `things` shows at least that much."""
    return any(thing.weight >= TELLING and thing.about and thing.kind in ("thing", "person") for thing in things)


def names_something(said: str, details: Details) -> bool:
    """Whether `said` names anything that they told us."""
    values = (getattr(details, field.name) for field in fields(Details))
    named = (value for value in values if isinstance(value, str) and value not in _ANYBODYS)
    things = (thing.name for thing in details.things if not thing.generic)
    return details.fault == "twice" or any(name.casefold() in said.casefold() for name in (*named, *things))


def line_to_read_back(
    sentences: Iterable[str], message: str, *, calm: bool, beside: Sequence[Noun] | None = None
) -> str:
    """The sentence of theirs that shows best that we read them, as it can stand in quotation marks; '' if none can.

    Nothing long, rude, tender or secret, nothing that redaction hides, that is said to us or that would give something;
    where they are not `calm`, what tells something before what only says more than a few words, and no bitter word.
    Things that could be named `beside` ask for a line that names one of them, and a number.
    """
    whole = (" ".join(said.split()).strip(" ,;–-") for said in sentences if not _LEFT_OUT.search(said.strip()))
    found = [line for line in whole if _may_be_read_back(line, message)]
    if not calm:
        found = [line for line in found if not _BITTER.search(line)]
        found = [line for line in found if _tells(line)] or [
            line for line in found if len(line.split()) >= _SAYS_SOMETHING
        ]
    if beside is not None:
        found = [line for line in found if _tells_more(line, beside)]
    best = max(found, key=_tells, default="")
    return best if not best or best[-1] in ".!?…" else f"{best}."


def in_their_words(sentences: Iterable[str], most: int) -> str:
    """What they say happened, for a colleague: their first whole sentences that say something, in at most `most`
    characters; '' where the first of them is longer, or hides what is nobody's business."""
    told = ""
    for said in sentences:
        line = _GREETING.sub("", " ".join(said.split()))
        is_whole = not _LEFT_OUT.search(said.strip())
        if not told and not (is_whole and len(line.split()) >= _SAYS_SOMETHING):
            continue
        longer = f"{told} {line}".strip()
        if len(longer) > most or not is_whole:
            break
        told = longer
    return told.strip(" ,;:–-")


def _may_be_read_back(line: str, message: str) -> bool:
    fits = len(line.split()) >= _FEWEST_WORDS and len(line) <= _LONGEST_LINE and line in " ".join(message.split())
    unfit = (pattern.search(line) for pattern in (_UNQUOTED, _GREETS, _AT_US, _WANTS_US, _PRIVATE))
    plain = not any(unfit) and is_sayable(line) and not asks_in_scorn(line)
    if not (fits and plain):
        return False
    return not (flags(f"You write: “{line}”", their_words=message) if line.endswith("?") else flags(line))


def _tells_more(line: str, things: Sequence[Noun]) -> bool:
    """Whether it names one of the `things` that are worth it, and a number."""
    worthy = (thing.name for thing in things if thing.weight >= TELLING and not thing.generic)
    return re.search(r"\d", line) is not None and any(name in line for name in worthy)


def _tells(line: str) -> int:
    """In how many ways it tells something: a number, a question, a name or, in German, a noun."""
    return sum(way.search(line) is not None for way in _TELLING)


def whole_matter(things: Sequence[Noun]) -> str | None:
    """What it is all about, as it stands behind 'about' or 'um'; None where no thing stands out."""
    early = (thing for thing in things if thing.at < _EARLY and thing.weight >= WHOLE_MATTER)
    return next((thing.about for thing in early if thing.kind == "thing" and not (thing.generic or thing.scenic)), None)


def years_in(things: Sequence[Noun], text: str) -> str:
    """So many years that a letter had better not pass over them: 'nineteen years'; '' where there are none. How old
    somebody or something is, or for how long we answer for it, is no time with us."""
    spans = (thing.phrase for thing in things if thing.kind == "span")
    long = (span for span in spans if span.split()[-1] in ("years", "Jahre") and span.split()[0] not in _FEW)
    return next((span for span in long if not re.search(rf"\b{span}n?{_NOT_WITH_US}", text, re.IGNORECASE)), "")


def _is_said(thing: Noun, said: str) -> bool:
    return re.search(rf"\b{re.escape(thing.name.split()[-1])}", said, re.IGNORECASE) is not None
