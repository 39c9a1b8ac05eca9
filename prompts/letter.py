"""A letter from the phrasebook: a case put into words, in a style, without anything that the guard would mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from prompts.brief import TROUBLES
from prompts.case import Case
from prompts.guard import flags
from prompts.phrases import Phrases, agent_words

SHORTEST, SHORT, USUAL, WARM, WARMEST = -2, -1, 0, 1, 3
WORDINGS = 3
LEAST_THINGS, MOST_THINGS = 2, 3

_EXCHANGE = re.compile(
    r"exchang|swap|tausch|(?:different|another|bigger|smaller|larger|andere|größere|kleinere) (?:size|größe)", re.I
)
_CONTRACTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"\bwon’t\b", "will not"),
        (r"\bcan’t\b", "cannot"),
        (r"n’t\b", " not"),
        (r"’m\b", " am"),
        (r"’re\b", " are"),
        (r"’ve\b", " have"),
        (r"’ll\b", " will"),
        (r"’d\b", " would"),
        (r"\b(it|that|there|here|what|who)’s\b", r"\1 is"),
    )
)


@dataclass(frozen=True, slots=True)
class Style:
    """How a letter is written."""

    level: int = USUAL
    """From shortest to warmest."""
    turn: int = 0
    """Which wording, where there are several."""
    formal: bool = False
    options: bool = False
    """Whether it leaves them two ways to go on; there is nothing to choose in the shortest or in a grave matter."""


def written(case: Case, style: Style) -> tuple[str, bool]:
    """The letter, and whether details had to stay out of it because the guard would have marked it with them."""
    text = ""
    for attempt, plainer in enumerate(_plainer(case)):
        text = composed(plainer, style)
        if not flags(text, case.brief.approved, case.brief.message, ours=text):
            return text, attempt > 0
    return text, True


def register_of(case: Case, text: str) -> Style:
    """Whether `text` was written formally and with options, told by the lines that only such letters have."""
    phrases = _phrases(case, Style())
    formal = _signed(case, phrases, formal=True) in text
    leads = (phrases.say("choice", "lead", turn) for turn in range(WORDINGS))
    return Style(formal=formal, options=any(lead in text for lead in leads))


def has_options(case: Case) -> bool:
    """Whether there are two ways to go on from this matter."""
    return bool(_phrases(case, Style()).say("second", case.kind))


def _plainer(case: Case) -> Iterator[Case]:
    """The case, then ever less of what it says in the customer's or a colleague's own words."""
    yield case
    yield (bare := replace(case, details=replace(case.details, item=None, reference=None), question=None))
    yield (bare := replace(bare, details=replace(bare.details, things=())))
    yield (bare := replace(bare, name=None, full_name=None, brief=replace(case.brief, approved=())))
    yield replace(bare, brief=replace(case.brief, approved=(), signature=""))


def composed(case: Case, style: Style) -> str:
    """The letter in that style: greeting, what happened, what happens next, an open end."""
    kind, mood, level, turn = case.kind, case.mood, style.level, style.turn
    phrases = _phrases(case, style)

    def say(section: str, name: str, turn: int = 0, phrases: Phrases = phrases) -> str:
        said = phrases.say(section, name, turn)
        return _in_full(said) if style.formal and case.language == "en" else said

    def heard(section: str, said: str) -> str:
        things = _unsaid(case, said)[: LEAST_THINGS if section == "short_heard" or case.grave else MOST_THINGS]
        filled = replace(phrases, values={**phrases.values, "things": _listed(things, case.language)})
        return say(section, _hearing(case), turn, filled) if things else ""

    opening = say("open", _opening(case), turn)
    short_step = say("short_step", kind, turn)
    asked, short_asked = (
        say(section, "praise_question", turn) if case.asks_beside_thanks else "" for section in ("step", "short_step")
    )
    granted = " ".join(
        Phrases(case.language, {"words": gesture.said_in(case.language)}, 0).say("granted", "one")
        for gesture in case.brief.approved
        if not (case.grave or case.unread)
    )
    signature = _signed(case, phrases, formal=style.formal)
    if level == SHORTEST:
        short_opening = say("short_open", kind, turn) or say("short_open", mood, turn)
        return _paragraphs(
            [short_opening, heard("short_heard", short_opening), short_step, short_asked, granted], [signature]
        )
    greeting = say("greeting", _greeting(case, style))
    meeting = say("meet", _meeting(case), turn)
    step, second = say("step", kind, turn), say("second", kind) if style.options else ""
    warmth = [say("warm", mood, turn + extra) for extra in range(min(level, WARMEST - 1))]
    ways = [[say("choice", "lead", turn)], [say("choice", "first"), step], [second], []] if second else [[step]]
    ways[-1] += [*warmth[1:2], granted]
    if level == SHORT:
        begun = [opening, heard("short_heard", opening)]
        rest = [begun, *ways] if second else [[*begun, short_step, short_asked, granted]]
        return _paragraphs([greeting], *rest, [signature])
    return _paragraphs(
        [greeting],
        [opening, meeting, heard("heard", f"{opening} {meeting}"), *warmth[:1]],
        *ways,
        [asked],
        [
            say("note", case.topic) if case.topic else "",
            say("warmest", mood) if level == WARMEST else "",
            say("close", _closing(case, style), turn),
        ],
        [signature],
    )


def _signed(case: Case, phrases: Phrases, *, formal: bool) -> str:
    """What stands under the letter."""
    farewell = phrases.say("farewell", "formal") if formal else ""
    return "\n".join(filter(None, (farewell, case.brief.signature.strip())))


def _greeting(case: Case, style: Style) -> str:
    """Which greeting; nobody in mourning is a 'Dear customer'."""
    addressed = "named" if case.name else "plain"
    if style.formal and (case.name or not case.grave):
        return f"formal_{addressed}"
    return f"grave_{addressed}" if case.grave else addressed


def _opening(case: Case) -> str:
    """Which sentence names what happened."""
    if case.kind in ("question", "return", "cancellation", "other") and case.hurtful:
        return f"{case.kind}_sorry"
    if case.reading.feeling == "curious" and case.kind in TROUBLES:
        return "question"  # whoever only wants to know gets no apology
    return case.kind


def _meeting(case: Case) -> str:
    """Which sentence meets the feeling; none where the opening has done it already."""
    if case.grave:
        return case.kind
    if case.kind in ("empty", "unclear", "unread", "praise") or (
        case.reading.feeling == "neutral" and not case.hurtful
    ):
        return ""
    if case.reading.feeling == "happy" and case.kind in TROUBLES:
        return ""  # no pleasure behind an apology
    return case.reading.feeling


def _closing(case: Case, style: Style) -> str:
    """Which sentence leaves the end open."""
    if case.kind in ("question", "praise", "empty", "unread"):
        return case.kind
    return "formal" if style.formal and not case.grave else case.mood


def _hearing(case: Case) -> str:
    """Which sentence names their things; none for somebody in despair, where no thing matters."""
    if case.kind in ("despair", "unclear", "unread"):
        return ""
    return "question" if case.kind == "question" and not case.hurtful else case.mood


def _unsaid(case: Case, said: str) -> list[str]:
    """Things of theirs that `said` has not named yet."""
    return [thing for thing in case.details.things if thing.split()[-1].casefold() not in said.casefold()]


def _listed(things: Sequence[str], language: str) -> str:
    """'the kettle, the fuse and the lid'."""
    last = {"en": " and ", "de": " und "}[language]
    return last.join(filter(None, (", ".join(things[:-1]), *things[-1:])))


def _phrases(case: Case, style: Style) -> Phrases:
    """The sentences, with what this case fills them with; the comment at the head of each phrase file explains it."""
    details, language = case.details, case.language
    moment = {"hour": case.step.hour(language), "weekday": case.step.weekday(language)}
    named = [name for name, found in (("item", details.item), ("reference", details.reference)) if found]
    what = Phrases(language, {"d": details}, 0).say("what", "both" if len(named) == 2 else "".join(named)) or None
    # In German, 'Ihr Toaster' cannot follow 'es geht um', where 'Ihre Lampe' can.
    after_about = language == "en" or details.article == "Ihre" or not details.item
    values = {
        "d": details,
        "what": what,
        "about": what if what and after_about else details.service,
        "should": "hätten" if details.plural else "hätte",
        "feeling": case.reading.feeling,
        "matter": case.reading.matter,
        "by": Phrases(language, moment, 0).say("by", case.step.day),
        "question": case.question,
        "errand": agent_words()["errands"][language][case.reading.matter],
        "reversal": re.search("storn|widerruf", case.message.text, re.I) is not None,
        "exchange": _EXCHANGE.search(case.message.text) is not None,
        "name": case.full_name if style.formal else case.name,
    }
    return Phrases(language, values, crc32(case.message.text.encode("utf-8", "replace")))


def _in_full(text: str) -> str:
    """English without contractions: 'I’ll' as 'I will'."""
    for contraction, full in _CONTRACTIONS:
        text = contraction.sub(full, text)
    return text


def _paragraphs(*paragraphs: list[str]) -> str:
    return "\n\n".join(filter(None, (" ".join(filter(None, sentences)) for sentences in paragraphs)))
