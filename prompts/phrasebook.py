"""The offline writer: reads a message, picks its words from the phrasebook, and needs neither network nor model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from zlib import crc32

from prompts.brief import Brief, Reply
from prompts.case import Case, understood
from prompts.checks import checks_for, need_of
from prompts.guard import flags
from prompts.phrases import Phrases, agent_words
from prompts.text import tidy, words

VERSION = "phrasebook.v1"
SHORTEST, SHORT, USUAL, WARM, WARMEST = -2, -1, 0, 1, 3
_WORDINGS = 3
_CLEARLY_SHORTER = 0.7
_ALIKE = 0.5
_EXCHANGE = re.compile(
    r"exchang|swap|tausch|(?:different|another|bigger|smaller|larger|andere|größere|kleinere) (?:size|größe)", re.I
)


def write(brief: Brief) -> Reply:
    """A reply to the brief's message, always the same for the same brief; names no gesture but approved ones."""
    case = understood(brief)
    level, turn, edited = _wished(case)
    text, plainly = _safe(case, level, turn)
    noticed = {
        "plainly": plainly,
        "edited": edited,
        "shortest": level == SHORTEST,
        "warmest": level == WARMEST,
    }
    return Reply(
        text=text,
        feeling=case.reading.feeling,
        matter=case.reading.matter,
        sensitive=case.reading.sensitive,
        need=need_of(case),
        language=case.language,
        check=tuple(checks_for(case, noticed)),
        promise=case.step.typed if case.promises else None,
        writer="phrasebook",
        prompt_version=VERSION,
    )


def _wished(case: Case) -> tuple[int, int, bool]:
    """The level between shortest and warmest, the wording, and whether the previous reply had been changed by hand."""
    brief = case.brief
    previous = tidy(brief.previous or "")
    if brief.wish is None or not previous:
        return {"warmer": WARM, "shorter": SHORT, None: USUAL}[brief.wish], 0, False
    level, turn, edited = _written_before(case, previous)
    if brief.wish == "warmer":
        return (level + 1, turn, edited) if level < WARMEST else (WARMEST, (turn + 1) % _WORDINGS, edited)
    if level == SHORTEST:
        return SHORTEST, (turn + 1) % _WORDINGS, edited
    most = _CLEARLY_SHORTER * len(words(previous))
    fitting = (lower for lower in range(level - 1, SHORTEST, -1) if len(words(_safe(case, lower, turn)[0])) <= most)
    return next(fitting, SHORTEST), turn, edited


def _written_before(case: Case, previous: str) -> tuple[int, int, bool]:
    """At which level and in which wording `previous` was written, and whether it has been changed since."""
    said = Counter(words(previous))
    nearest, likeness = (USUAL, 0), _ALIKE
    for level in range(SHORTEST, WARMEST + 1):
        for turn in range(_WORDINGS):
            text = _safe(case, level, turn)[0]
            if text == previous:
                return level, turn, False
            other = Counter(words(text))
            alike = (said & other).total() / max(1, (said | other).total())
            if alike > likeness:
                nearest, likeness = (level, turn), alike
    return *nearest, True


def _safe(case: Case, level: int, turn: int) -> tuple[str, bool]:
    """The reply, and whether details had to stay out of it because the guard would have marked it with them."""
    text = ""
    for attempt, plainer in enumerate(_plainer(case)):
        text = _composed(plainer, level, turn)
        if not flags(text, case.brief.approved, case.brief.message):
            return text, attempt > 0
    return text, True


def _plainer(case: Case) -> Iterator[Case]:
    """The case, then ever less of what it says in the customer's or a colleague's own words."""
    yield case
    yield (bare := replace(case, details=replace(case.details, item=None, reference=None), question=None))
    yield (bare := replace(bare, name=None, brief=replace(case.brief, approved=())))
    yield replace(bare, brief=replace(case.brief, approved=(), signature=""))


def _composed(case: Case, level: int, turn: int) -> str:
    """The reply at that level: greeting, what happened, what happens next, an open end."""
    kind, mood = case.kind, case.mood
    phrases = Phrases(case.language, _values(case), crc32(case.message.text.encode("utf-8", "replace")))
    addressed = "named" if case.name else "plain"
    greeting = phrases.say("greeting", f"grave_{addressed}" if case.grave else addressed)
    opening = phrases.say("open", _opening(case), turn)
    short_step = phrases.say("short_step", kind, turn)
    granted = " ".join(
        Phrases(case.language, {"words": gesture.words}, 0).say("granted", "one")
        for gesture in case.brief.approved
        if not case.grave
    )
    signature = case.brief.signature.strip()
    if level == SHORTEST:
        return _paragraphs([phrases.say("short_open", kind, turn) or phrases.say("short_open", mood, turn), short_step, granted], [signature])
    if level == SHORT:
        return _paragraphs([greeting], [opening, short_step, granted], [signature])
    meeting = phrases.say("meet", _meeting(case), turn)
    warmth = [phrases.say("warm", mood, turn + extra) for extra in range(min(level, WARMEST - 1))]
    warmest = phrases.say("warmest", mood) if level == WARMEST else ""
    note = phrases.say("note", case.topic) if case.topic else ""
    closing = phrases.say("close", kind if kind in ("question", "praise", "empty") else mood, turn)
    return _paragraphs(
        [greeting],
        [opening, meeting, *warmth[:1]],
        [phrases.say("step", kind, turn), *warmth[1:2], granted],
        [note, warmest, closing],
        [signature],
    )


def _opening(case: Case) -> str:
    """Which sentence names what happened."""
    if case.kind in ("question", "return", "cancellation", "other") and case.hurtful:
        return f"{case.kind}_sorry"
    return case.kind


def _meeting(case: Case) -> str:
    """Which sentence meets the feeling; none where the opening has done it already."""
    if case.grave:
        return case.kind
    if case.kind in ("empty", "unclear", "praise") or (case.reading.feeling == "neutral" and not case.hurtful):
        return ""
    return case.reading.feeling


def _values(case: Case) -> dict[str, object]:
    """What the sentences are filled with; the comment at the head of each phrase file explains them."""
    details, language = case.details, case.language
    moment = {"hour": case.step.hour(language), "weekday": case.step.weekday(language)}
    named = [name for name, found in (("item", details.item), ("reference", details.reference)) if found]
    what = Phrases(language, {"d": details}, 0).say("what", "both" if len(named) == 2 else "".join(named)) or None
    # In German, 'Ihr Toaster' cannot follow 'es geht um', where 'Ihre Lampe' can.
    after_about = language == "en" or details.article == "Ihre" or not details.item
    return {
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
        "name": case.name,
    }


def _paragraphs(*paragraphs: list[str]) -> str:
    return "\n\n".join(filter(None, (" ".join(filter(None, sentences)) for sentences in paragraphs)))
