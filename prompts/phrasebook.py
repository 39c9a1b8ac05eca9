"""The offline writer: reads a message, picks its words from the phrasebook, and needs neither network nor model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from zlib import crc32

from prompts.brief import Brief, Reply
from prompts.details import Details, details_of
from prompts.guard import flags
from prompts.mail import Message, read_message
from prompts.nextstep import NextStep, next_step
from prompts.people import signed_name
from prompts.phrases import LANGUAGES, Phrases, agent_words
from prompts.questions import question_in
from prompts.reading import Reading, language_of, read
from prompts.remembered import topic_of
from prompts.text import tidy, words

VERSION = "phrasebook.v1"
SHORTEST, SHORT, USUAL, WARM, WARMEST = -2, -1, 0, 1, 3
_TURNS = 3


@dataclass(frozen=True, slots=True)
class _Case:
    """A message with everything that was understood of it."""

    brief: Brief
    message: Message
    reading: Reading
    details: Details
    language: str
    step: NextStep
    question: str | None
    name: str | None
    topic: str | None

    @property
    def kind(self) -> str:
        """Which sentences open the reply and say what comes next."""
        if not self.message.text:
            return "empty"
        if self.reading.matter == "other" and self.reading.feeling == "neutral" and len(words(self.message.text)) <= 4:
            return "unclear"
        return "loss" if self.grave else self.reading.matter

    @property
    def grave(self) -> bool:
        return self.reading.loss or self.reading.illness

    @property
    def hurtful(self) -> bool:
        return self.reading.hurtful and not self.grave and self.kind not in ("praise", "empty", "unclear")

    @property
    def promises(self) -> bool:
        return self.kind != "praise"


def write(brief: Brief) -> Reply:
    """A reply to the brief's message, always the same one for the same brief. Promises no money but approved gestures."""
    case = _understood(brief)
    level, turn, edited = _wished(case)
    text, plainly = _safe(case, level, turn)
    return Reply(
        text=text,
        feeling=case.reading.feeling,
        matter=case.reading.matter,
        need=_need(case),
        language=case.language,
        check=tuple(_checks(case, level, edited=edited, plainly=plainly)),
        promise=case.step.typed if case.promises else None,
        writer="phrasebook",
        prompt_version=VERSION,
    )


def _understood(brief: Brief) -> _Case:
    message = read_message(brief.message)
    reading = read(message.text)
    theirs = language_of(message.text)
    wanted = brief.language or (
        theirs if theirs in brief.languages else brief.languages[0] if brief.languages else "en"
    )
    language = wanted if wanted in LANGUAGES else "en"
    urgent = reading.feeling in ("angry", "anxious") or reading.matter == "outage"
    # Their phrases fit only a reply in the language that they were said in.
    same = theirs is None or theirs == language
    return _Case(
        brief=brief,
        message=message,
        reading=reading,
        details=details_of(message.text, language) if same else Details(),
        language=language,
        step=next_step(brief.now, urgent=urgent),
        question=question_in(message.text, language) if same else None,
        name=_addressed(brief.customer_name or signed_name(message.text), language),
        topic=next((topic for note in brief.notes if (topic := topic_of(note))), None)
        if not (reading.loss or reading.illness)
        else None,
    )


def _wished(case: _Case) -> tuple[int, int, bool]:
    """How long and warm the reply should be, in which wording, and whether the previous one had been changed by hand."""
    brief = case.brief
    if brief.wish is None:
        return USUAL, 0, False
    previous = tidy(brief.previous or "")
    if not previous:
        return (WARM if brief.wish == "warmer" else SHORT), 0, False
    said = Counter(words(previous))
    versions = [
        (level, turn, _safe(case, level, turn)[0]) for level in range(SHORTEST, WARMEST + 1) for turn in range(_TURNS)
    ]

    def likeness(version: tuple[int, int, str]) -> tuple[bool, float]:
        other = Counter(words(version[2]))
        return version[2] == previous, (said & other).total() / max(1, (said | other).total())

    nearest = max(versions, key=likeness)
    level, turn = nearest[:2] if likeness(nearest)[1] >= 0.5 else (USUAL, 0)
    edited = nearest[2] != previous
    if brief.wish == "warmer":
        return (level + 1, turn, edited) if level < WARMEST else (WARMEST, (turn + 1) % _TURNS, edited)
    if level == SHORTEST:
        return SHORTEST, (turn + 1) % _TURNS, edited
    shorter = (
        lower
        for lower in range(level - 1, SHORTEST, -1)
        if len(words(_safe(case, lower, turn)[0])) <= 0.7 * said.total()
    )
    return next(shorter, SHORTEST), turn, edited


def _safe(case: _Case, level: int, turn: int) -> tuple[str, bool]:
    """The reply, and whether details had to be left out of it because the guard would have marked it with them."""
    text = ""
    for attempt, plainer in enumerate(_plainer(case)):
        text = _composed(plainer, level, turn)
        if not flags(text, case.brief.approved, case.brief.message):
            return text, attempt > 0
    return text, True


def _plainer(case: _Case) -> Iterator[_Case]:
    """The case, then ever less of what it says in the customer's or a colleague's own words."""
    yield case
    yield (bare := replace(case, details=replace(case.details, item=None, reference=None), question=None))
    yield replace(bare, name=None, brief=replace(case.brief, approved=()))
    yield replace(bare, name=None, brief=replace(case.brief, approved=(), signature=""))


def _composed(case: _Case, level: int, turn: int) -> str:
    """The reply at that length: greeting, what happened, what happens next, an open end."""
    kind = case.kind
    phrases = Phrases(case.language, _values(case), crc32(case.message.text.encode("utf-8", "replace")))
    mood = (
        "empty"
        if kind == "empty"
        else "grave"
        if case.grave
        else "hurt"
        if case.hurtful
        else "praise"
        if kind == "praise"
        else "plain"
    )
    addressed = "named" if case.name else "plain"
    greeting = phrases.say("greeting", f"grave_{addressed}" if case.grave else addressed)
    opening = phrases.say("open", _opening(case), turn)
    brief_step = phrases.say("short_step", kind, turn)
    granted = " ".join(
        Phrases(case.language, {"words": gesture.words}, 0).say("granted", "one")
        for gesture in case.brief.approved
        if not case.grave
    )
    signature = case.brief.signature.strip()
    if level == SHORTEST:
        brief_opening = phrases.say("short_open", mood, turn)
        return _paragraphs([brief_opening, brief_step, granted], [signature])
    if level == SHORT:
        return _paragraphs([greeting], [opening, brief_step, granted], [signature])
    meeting = phrases.say("meet", _meeting(case), turn)
    warmth = [phrases.say("warm", mood, turn + extra) for extra in range(min(level, WARMEST))]
    note = phrases.say("note", case.topic) if case.topic and not case.grave else ""
    closing = phrases.say(
        "close", mood if mood in ("praise", "grave", "empty") else "question" if kind == "question" else "usual", turn
    )
    return _paragraphs(
        [greeting],
        [opening, meeting, *warmth[:1]],
        [phrases.say("step", kind, turn), *warmth[1:2], granted],
        [note, *warmth[2:], closing],
        [signature],
    )


def _opening(case: _Case) -> str:
    if case.grave:
        return "loss" if case.reading.loss else "illness"
    if case.kind in ("question", "cancellation", "other") and case.hurtful:
        return f"{case.kind}_sorry"
    return case.kind


def _meeting(case: _Case) -> str:
    """Which sentence meets the feeling; none where the opening has done it already."""
    if case.grave:
        return "loss" if case.reading.loss else "illness"
    if case.kind in ("empty", "unclear", "praise") or (
        case.reading.feeling == "neutral" and case.kind in ("question", "cancellation", "other")
    ):
        return ""
    return case.reading.feeling


def _values(case: _Case) -> dict[str, object]:
    details, language = case.details, case.language
    by = Phrases(language, {"hour": case.step.hour(language), "weekday": case.step.weekday(language)}, 0)
    named = [name for name, found in (("item", details.item), ("reference", details.reference)) if found]
    section = "both" if len(named) == 2 else "".join(named)
    what = Phrases(language, {"d": details}, 0).say("what", section) or None
    # In German, 'Ihr Toaster' cannot follow 'es geht um', where 'Ihre Lampe' can.
    after_about = language == "en" or details.article == "Ihre" or not details.item
    return {
        "d": details,
        "what": what,
        "about": what if what and after_about else details.service,
        "should": "hätten" if details.plural else "hätte",
        "feeling": case.reading.feeling,
        "matter": case.reading.matter,
        "by": by.say("by", case.step.day),
        "question": case.question,
        "errand": agent_words()["errands"][language][case.reading.matter],
        "reversal": re.search("storn|widerruf", case.message.text, re.I) is not None,
        "name": case.name,
    }


def _addressed(name: str | None, language: str) -> str | None:
    """How to address them: by first name in English, by full name in German; None if it is no name of a person."""
    parts = (name or "").split()
    if not 1 <= len(parts) <= 4 or not all(re.fullmatch(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*", part) for part in parts):
        return None
    parts = [part.capitalize() if part.islower() or (part.isupper() and len(part) > 3) else part for part in parts]
    titled = parts[0].rstrip(".").lower() in ("mr", "mrs", "ms", "dr", "prof", "herr", "frau")
    return " ".join(parts if titled or language == "de" else parts[:1])


def _paragraphs(*paragraphs: list[str]) -> str:
    return "\n\n".join(filter(None, (" ".join(filter(None, sentences)) for sentences in paragraphs)))


def _named(case: _Case) -> dict[str, str]:
    """Their matter in words for a colleague."""
    details, english = case.details, case.language == "en"
    order = f"order {details.reference}" if details.reference and not details.invoice else None
    item = f"their {details.item}" if details.item and english else details.item and f"“{details.item}”"
    return {"what": item or order or "their order", "thing": item or order or "what they got from us"}


def _need(case: _Case) -> str:
    needs: dict[str, str] = agent_words()["needs"]
    return needs[case.kind].format(**_named(case))


def _checks(case: _Case, level: int, *, edited: bool, plainly: bool) -> Iterator[str]:
    """What the agent should look at, the most telling first."""
    signs, message, reading, brief = agent_words()["signs"], case.message, case.reading, case.brief
    noticed = {
        "plainly": plainly,
        "edited": edited,
        "shortest": level == SHORTEST,
        "warmest": level == WARMEST,
        "unsupported": bool(message.text)
        and brief.language is None
        and language_of(message.text) not in (*LANGUAGES, None),
        "other_language": brief.language is not None and brief.language not in LANGUAGES,
        "ours": message.ours,
        "several": message.several,
        "quotes": message.quotes and not message.several and bool(message.text),
        "cut": message.cut,
        "sarcastic": reading.sarcastic,
        "threat": re.search(
            r"\b(?:lawyer|attorney|sue|court|trustpilot|press|anwalt|gericht|verbraucherzentrale|presse)",
            message.text,
            re.I,
        )
        is not None,
        "money": re.search(
            r"\b(?:refund|money back|compensat|discount|voucher|erstatt|geld zurück|rückerstatt|rabatt|gutschein|entschädig)",
            message.text,
            re.I,
        )
        is not None,
        "informal": case.language == "de"
        and re.search(r"\b(?:du|dich|dir|dein\w*|ihr seid|ihr habt|euch|euer\w*|eure\w*)\b", message.text, re.I)
        is not None,
    }
    facts = agent_words()["facts"][case.kind]
    yield facts.format(**_named(case))
    if case.promises:
        yield signs["time"].format(typed=case.step.typed)
    yield from (signs[sign] for sign, seen in noticed.items() if seen)
    used = case.topic
    for note in brief.notes:
        if used is None or topic_of(note) != used:
            yield signs["note"].format(note=" ".join(tidy(note).split())[:200])
