"""A letter from the phrasebook: a case put into words, in a style, without anything that the guard would mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from prompts.brief import SURE
from prompts.case import Case
from prompts.chosen import NUDGES, closing, greeting, meeting, opening
from prompts.contractions import in_full
from prompts.details import Details
from prompts.guard import flags
from prompts.heard import (
    WHOLE_MATTER,
    line_to_read_back,
    names_hardly,
    names_plainly,
    names_something,
    whole_matter,
    worth_naming,
    years_in,
)
from prompts.nouns import Noun
from prompts.nudges import names_a_number
from prompts.phrases import Phrases, agent_words
from prompts.refunds import speaks_of_it, wants_money_back

SHORTEST, SHORT, USUAL, WARM, WARMEST = -2, -1, 0, 1, 3
WORDINGS = 3
MOST_NAMED = 2
# Kinds of letters that speak of other things than money.
_BESIDE_MONEY = ("late", "broken", "outage", "rude", "cancellation", "return", "question", "other")
_SAFETY = ("danger", "takeover", "despair")

_EXCHANGE = re.compile(
    r"exchang|swap|tausch|(?:different|another|bigger|smaller|larger|andere|größere|kleinere) (?:size|größe)", re.I
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
    yield (bare := replace(case, question=None))
    yield (bare := replace(bare, details=replace(bare.details, sentences=())))
    yield (bare := replace(bare, details=bare.details.without_item))
    yield (bare := replace(bare, details=replace(bare.details, things=())))
    yield (bare := replace(bare, name=None, full_name=None, brief=replace(case.brief, approved=())))
    yield replace(bare, brief=replace(case.brief, approved=(), signature="", signatures={}))


def composed(case: Case, style: Style) -> str:
    """The letter in that style: greeting, what happened, what happens next, an open end."""
    kind, mood, level, turn = case.kind, case.mood, style.level, style.turn
    phrases = _phrases(case, style)

    def say(section: str, name: str, turn: int = 0) -> str:
        said = phrases.say(section, name, turn)
        return in_full(said) if style.formal and case.language == "en" else said

    opened, met = say("open", opening(case), turn), say("meet", meeting(case), turn)
    short_opening = say("short_open", kind, turn) or say("short_open", mood, turn)
    if level == SHORT and case.kind in _SAFETY:
        opened = f"{opened} {met}"  # what keeps them safe is never left out
    begun = {SHORTEST: short_opening, SHORT: opened}.get(level, " ".join(filter(None, (opened, met))))
    phrases = _filled(phrases, case, begun, short=level < USUAL)

    def heard(section: str) -> str:
        is_report = mood == "praise" and case.reading.feeling == "neutral"  # that all went well moves nobody
        said = say(section, mood, turn) if phrases.values["told"] and not is_report else ""
        said = said or (say("years", "long") if level >= USUAL and phrases.values["years"] else "")
        return said or (say("line", mood, turn) if level > SHORTEST and phrases.values["line"] else "")

    def money(length: str, said: str) -> str:
        """That they want their money back, where what is `said` does not name it and nothing was granted instead."""
        is_beside = kind in _BESIDE_MONEY and not (case.brief.approved or speaks_of_it(said))
        return say("money_back", length) if is_beside and wants_money_back(case.message.text) else ""

    own = case.thanks_the_agent  # nobody passes on what was said to themselves
    short_step = "" if own else say("short_step", case.deed, turn)
    asked, short_asked = (
        say(section, "praise_question", turn) if case.asks_beside_thanks else "" for section in ("step", "short_step")
    )
    granted = " ".join(
        Phrases(case.language, {"words": gesture.said_in(case.language)}, 0).say("granted", "one")
        for gesture in case.brief.approved
        if not (case.grave or case.unread)
    )
    signature = _signed(case, phrases, formal=style.formal)
    short_step = " ".join(filter(None, (short_step, money("short", f"{begun} {short_step}"))))
    if level == SHORTEST:
        return _paragraphs([begun, heard("short_heard"), short_step, short_asked, granted], [signature])
    greeted = say("greeting", greeting(case, formal=style.formal))
    step, second = "" if own else say("step", case.deed, turn), say("second", kind) if style.options else ""
    step = " ".join(filter(None, (step, money("usual", f"{begun} {step}"))))
    warmth = [say("warm", mood, turn + extra) for extra in range(min(level, WARMEST - 1))]
    ways = [[say("choice", "lead", turn)], [say("choice", "first"), step], [second], []] if second else [[step]]
    ways[-1] += [*warmth[1:2], granted]
    if level == SHORT:
        said = [begun, heard("short_heard")]
        rest = [said, *ways] if second else [[*said, short_step, short_asked, granted]]
        return _paragraphs([greeted], *rest, [signature])
    return _paragraphs(
        [greeted],
        [begun, heard("heard"), *warmth[:1]],
        *ways,
        [asked],
        [
            say("note", case.topic) if case.topic else "",
            say("warmest", mood) if level == WARMEST and kind != "call" else "",
            say("close", closing(case, formal=style.formal), turn),
        ],
        [signature],
    )


def _signed(case: Case, phrases: Phrases, *, formal: bool) -> str:
    """What stands under the letter."""
    farewell = phrases.say("farewell", "formal") if formal else ""
    return "\n".join(filter(None, (farewell, case.brief.signature_in(case.language).strip())))


def _filled(phrases: Phrases, case: Case, said: str, *, short: bool) -> Phrases:
    """The sentences with what else they told us: of what `said` has not named yet, one or two things worth naming."""
    kept, feeling = case.details.things, case.reading.feeling
    if case.kind in ("despair", "unclear", "unread", "fixed", *NUDGES):
        kept = ()
    if case.grave or case.kind == "rude":
        kept = tuple(thing for thing in kept if thing.kind != "quote")  # an insult is not said again
    if case.mood == "grave":
        kept = tuple(thing for thing in kept if not thing.service)  # nobody takes a subscription to heart
    things = worth_naming(kept, said, fondly=feeling in ("happy", "sad", "neutral"), short=short)
    years = years_in(kept, case.message.text) if feeling in ("disappointed", "sad", "happy") else ""
    if case.grave and years and things and things[0].weight < WHOLE_MATTER:
        things = []  # forty years say more
    values = {"named": "", "told": "", "years": "" if years in said else years, "line": ""}
    if not (values["years"] or _asks(case, said) or names_plainly(things)):
        is_named = names_hardly(things) or names_something(said, case.matter_of_details)
        values["line"] = _line(case, kept if is_named else None)
    if things and not values["line"]:
        last = {"en": " and ", "de": " und "}[case.language]
        values["named"] = last.join(thing.about or _quoted(thing.name, case.language) for thing in things)
        values["told"] = Phrases(case.language, values, 0).say("told", "one")
    return replace(phrases, values={**phrases.values, **values})


def _asks(case: Case, said: str) -> bool:
    """Whether `said` names what they ask."""
    return case.question is not None and case.question in said


def _line(case: Case, beside: Sequence[Noun] | None) -> str:
    """A line of theirs to read back; where one of the things could be named instead, only one that tells more of
    them."""
    reading = case.reading
    is_tender = case.grave and case.kind not in ("takeover", "privacy")
    is_meant = case.mood != "praise" or (reading.feeling == "happy" and reading.confidence >= SURE)
    if is_tender or not is_meant or case.kind in ("rude", "unread", "unclear", "fixed", *NUDGES) or reading.sarcastic:
        return ""
    calm = case.mood != "hurt" and reading.feeling != "angry"
    told = (said for said in case.details.sentences if case.mood != "praise" or not said.endswith("?"))
    return line_to_read_back(told, case.message.text, calm=calm, beside=beside)


def _phrases(case: Case, style: Style) -> Phrases:
    """The sentences, with what this case fills them with; the comment at the head of each phrase file explains it."""
    details, language = case.matter_of_details, case.language
    moment = {"hour": case.step.hour(language), "weekday": case.step.weekday(language)}
    their = Phrases(language, {}, 0).say("their", details.called)
    what = _what(details, their, language)
    its = _object(details, their) if language == "de" else what
    about = details.about or (its if not details.yours else None) or whole_matter(details.things) or details.service
    values = {
        "d": details,
        "what": what or None,
        "their": their,
        "about": about,
        "object": its,
        "should": "hätten" if details.plural else "hätte",
        "feeling": case.reading.feeling,
        "sure": case.reading.confidence >= SURE,
        "hurtful": case.hurtful,
        "thanked": details.thanked,
        "matter": case.reading.matter,
        "by": Phrases(language, moment, 0).say("by", case.step.day),
        "question": case.question,
        "errand": agent_words()["errands"][language][case.reading.matter],
        "reversal": next(iter(re.findall("storn|widerruf", case.message.text.lower())), ""),
        "common": _common(case),
        "number": names_a_number(case.message.text),
        "exchange": _EXCHANGE.search(case.message.text) is not None,
        "name": case.full_name if style.formal else case.name,
        "named": "",
        "told": "",
        "years": "",
        "line": "",
    }
    return Phrases(language, values, crc32(case.message.text.encode("utf-8", "replace")))


def _what(details: Details, their: str, language: str) -> str:
    """What it is about, by what it is and by its number, and nothing twice: 'your gym membership 445 221'."""
    named = [name for name, found in (("item", details.yours), ("reference", details.reference)) if found]
    form = "both" if len(named) == 2 else "".join(named)
    numbered = their.split()[-1].lower()
    if form == "both" and details.yours and details.yours.lower().endswith(numbered):
        return f"{details.yours} {details.reference}"
    return Phrases(language, {"d": details, "their": their}, 0).say("what", form)


def _common(case: Case) -> str:
    """What they wrote of that others report, too; '' where nobody can tell."""
    words = case.brief.owed.common if case.brief.owed else ()
    held = [re.compile(rf"\b{re.escape(word)}", re.I) for word in words if word.strip()]
    things = sorted(case.details.things, key=lambda thing: thing.at)
    named = [thing.about for thing in things if thing.about and any(word.search(thing.about) for word in held)]
    return {"en": " and ", "de": " und "}[case.language].join(named[:MOST_NAMED])


def _object(details: Details, their: str) -> str | None:
    """What it is about or they cancel, in the German accusative; None where nobody can tell it."""
    if details.yours:
        return details.about
    return f"{their.replace('Ihr ', 'Ihren ')} {details.reference}" if details.reference else None


def _quoted(name: str, language: str) -> str:
    """Their own word, where nobody can tell its article."""
    return f"„{name}“" if language == "de" else f"“{name}”"


def _paragraphs(*paragraphs: list[str]) -> str:
    return "\n\n".join(filter(None, (" ".join(filter(None, sentences)) for sentences in paragraphs)))
