"""A brief with everything that was understood of its message: what the phrasebook chooses its words by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from prompts.brief import SURE, TROUBLES, Brief, Owed, Severity
from prompts.details import CONTRACTS, Details, details_of
from prompts.languages import is_foreign, language_of
from prompts.mail import Message, read_message, thread_in
from prompts.misheard import HARDLY_ANY, kind_meant, says_too_little
from prompts.nextstep import NextStep, next_step
from prompts.nouns import BREAK
from prompts.nudges import nudge_in
from prompts.people import addressed, signed_as, signed_name
from prompts.phrases import LANGUAGES
from prompts.questions import question_in, wants_an_answer
from prompts.reading import Reading, known_feeling, known_matter
from prompts.remembered import topic_of
from prompts.rereading import as_told, reading_of
from prompts.secrets import without_secrets
from prompts.settled import is_cancelled, is_returned
from prompts.text import words
from prompts.thanked import is_thanked_alone, is_unsettled, missed_in, thanked_in
from prompts.things import things_in

_HARDLY_ANY_THINGS = 2
_MOST_SUGGESTED = 2
_GLAD = 0.75
# No good news goes with how they were treated, that harm may come, or that others are in their account or data.
_SERIOUS = ("discrimination", "harm", "danger", "takeover", "privacy")
# Kinds of letters that apologise for nothing.
_NOTHING_WRONG = ("praise", "empty", "unclear", "unread", "closed", "thanks")
# Nor do those of what they want done, to anybody who bears it calmly.
_ERRANDS = ("copy", "voucher", "price", "instalments")
# And those after which nothing is to be done.
_NOTHING_LEFT = ("closed", "thanks")
# Kinds of letters that may call a thing theirs.
_ABOUT_GOODS = ("late", "broken", "return", "praise", "question", "other", "chased")


@dataclass(frozen=True)  # without slots, so that what is asked of it time and again is found out once
class Case:
    """A message with everything that was understood of it."""

    brief: Brief
    message: Message
    reading: Reading
    details: Details
    language: str
    """The reply's language, one of the phrasebook's."""
    theirs: str | None
    """The customer's language, as far as it can be told."""
    step: NextStep
    question: str | None
    asks: bool
    """Whether they ask something that they want to know, even if the reply cannot name it."""
    name: str | None
    """How they are addressed: by first name in English, by full name in German."""
    full_name: str | None
    topic: str | None
    """What was remembered about them and has a sentence of its own."""
    unread: bool = False
    """Whether their language is none that we read: nothing is known of what they say, nor how it is meant."""

    @property
    def grave(self) -> bool:
        """Whether the matter is one to slow down for: no cheer, no gesture, nothing personal from the notes."""
        return self.reading.sensitive is not None

    @property
    def is_fixed(self) -> bool:
        """Whether the reply brings word that what they reported is fixed."""
        return is_news(self.brief.owed, self.reading)

    @cached_property
    def kind(self) -> str:
        """Which sentences open the reply."""
        return "fixed" if self.is_fixed and not self.grave else self.occasion

    @property
    def deed(self) -> str:
        """Which sentences say what comes next."""
        return "fixed_grave" if self.is_fixed and self.grave else self.kind

    @cached_property
    def occasion(self) -> str:
        """What their message is about: as the agent sees it, if they said so."""
        if not self.message.text:
            return "empty"
        if self.unread:
            return "unread"
        if self.reading.sensitive == "harm":
            return "despair" if self.reading.despair else "harm" if self.reading.threatens else "danger"
        if self.reading.sensitive is not None:
            return self.reading.sensitive if self.reading.plainly else "tender"
        if seen := known_matter(self.brief.about) or nudge_in(self.message.text):
            return seen
        if self._is_settled:
            return "praise"
        if (meant := kind_meant(self.message.text, self.reading.matter)) and not (
            meant == "outage" and self.details.item
        ):
            return meant
        if self.reading.matter == "praise" and missed_in(self.message.text):
            return "other"
        if self.reading.matter == "other" and self.reading.feeling in ("neutral", "curious"):
            if self.question:
                return "question"
            return "unclear" if says_too_little(self.message.text, self.details.things) else "other"
        return self.reading.matter

    @property
    def _is_settled(self) -> bool:
        """Whether they write of trouble only because it is over, or of nothing but thanks, and are glad of it."""
        reading = self.reading
        glad = reading.feeling == "happy" and reading.confidence >= (SURE if self.details.thanked else _GLAD)
        told_so = self.details.thanked or self.brief.felt is None
        done = {"cancellation": is_cancelled, "return": is_returned}.get(reading.matter)
        return (
            glad
            and told_so
            and (
                reading.matter in TROUBLES
                or (done and done(self.message.text))
                or (reading.matter == "other" and self.details.thanked)
            )
            and not self.asks
            and not is_unsettled(self.message.text)
        )

    @cached_property
    def matter_of_details(self) -> Details:
        """The details, of which only what the matter is about is called theirs: nobody cancels a lamp."""
        details, kind = self.details, self.occasion
        if kind == "cancellation":
            services = (thing for thing in details.things if thing.service)
            if service := min(services, key=lambda thing: thing.at, default=None):
                return replace(
                    details, item=service.name, yours=service.yours, about=service.about_yours, plural=service.several
                )
            return details
        about_goods = kind in _ABOUT_GOODS or (kind == "billing" and details.fault == "twice")
        lasting = kind in TROUBLES and kind != "billing" and details.called in CONTRACTS
        reference = None if lasting else details.reference
        kept = details if about_goods else details.without_item
        return replace(kept, reference=reference)

    @cached_property
    def hurtful(self) -> bool:
        """Whether we owe them an apology."""
        if self.kind in _ERRANDS and self.reading.feeling not in ("angry", "disappointed"):
            return False
        return self.reading.hurtful and not self.grave and self.kind not in _NOTHING_WRONG

    @cached_property
    def mood(self) -> str:
        """What kind of warmth fits."""
        if self.kind in _NOTHING_LEFT:
            return "closed"
        if self.kind in ("empty", "praise", "unread", "fixed"):
            return self.kind
        if self.grave:
            return "serious" if self.kind in _SERIOUS else "grave"
        return "hurt" if self.hurtful else "plain"

    @cached_property
    def asks_beside_thanks(self) -> bool:
        """Whether the praise holds a question, which is easily overlooked."""
        return self.kind == "praise" and self.asks

    @property
    def thanks_the_agent(self) -> bool:
        """Whether the praise is for the very agent who writes, so that nothing is left to pass on."""
        return self.kind == "praise" and is_thanked_alone(self.brief.agent_name, self.message.text)

    @property
    def promises(self) -> bool:
        """Whether the reply says by when they will hear from us."""
        return not self.is_fixed and self.kind not in _NOTHING_LEFT and (self.kind != "praise" or self.asks)

    @property
    def severity(self) -> Severity:
        """High where the matter is sensitive, keeps happening, or comes before a day that will not come again."""
        feeling, details = self.reading.feeling, self.details
        is_pressing = feeling == "anxious" or details.occasion or details.often
        if self.grave or self.kind == "unsafe" or (self.hurtful and is_pressing):
            return "high"
        return "medium" if self.hurtful or feeling in ("anxious", "sad") else "low"

    @property
    def suggested(self) -> tuple[str, ...]:
        """The gestures that would fit, from the brief's, the smallest sufficient one first.

        None where nothing went wrong on our side or in a sensitive matter, and one size up where much is at stake or
        where it is about their money: a kind word alone does not make up for that.
        """
        if not self.hurtful:
            return ()
        kinds, is_more = self.brief.kinds, self.severity == "high" or self.kind == "billing"
        return (kinds[1:] or kinds if is_more else kinds)[:_MOST_SUGGESTED]


def understood(brief: Brief) -> Case:
    """Reads the brief's message, in its own words only."""
    whole = read_message(brief.message)
    message = replace(whole, text=without_secrets(whole.text, BREAK))
    unread = is_foreign(message.text, LANGUAGES)
    theirs = their_language(message.text, brief.message)
    wanted = brief.language_for(theirs)
    language = wanted if wanted in LANGUAGES else "en"
    # Phrases of theirs fit only a reply in the language that they were said in.
    same = not unread and theirs in (None, language)
    details = _details(message, brief, language) if same else Details()
    reading = reading_of("" if unread else message.text, known_feeling(brief.felt))
    reading = as_told(reading, details, message, known_matter(brief.about))
    spoken = theirs if theirs in LANGUAGES else language
    signed = signed_as(message.text)
    if reading.feeling == "happy" and signed_name(message.text) in thanked_in(message.text):
        signed = None  # whom they thank
    who = brief.customer_name or message.sender.name or signed
    return Case(
        brief=brief,
        message=message,
        reading=reading,
        details=details,
        language=language,
        theirs=theirs,
        step=next_step(
            brief.now,
            urgent=_urgent(reading),
            days_off=brief.days_off,
            hours=brief.hours,
            wanted_by=_wanted_by(brief),
        ),
        question=question_in(message.text, language) if same else None,
        asks=wants_an_answer(message.text, spoken),
        name=addressed(who, whole=language == "de"),
        full_name=addressed(who, whole=True),
        topic=None if reading.sensitive or unread else _remembered(brief),
        unread=unread,
    )


def their_language(own: str, message: str) -> str | None:
    """The language of a customer's `own` words; where these are too few to tell, of the thread that they stand in."""
    told = language_of(own)
    is_clear = told in LANGUAGES or (told is not None and len(words(own)) > HARDLY_ANY)
    return told if is_clear else language_of(thread_in(message)) or told


def _details(message: Message, brief: Brief, language: str) -> Details:
    """What stands in their own words; where these name hardly a thing, the thread below them may."""
    names = tuple(
        filter(
            None,
            (
                brief.customer_name,
                *brief.names,
                *message.sender.names,
                *brief.agent_name.split(),
                *thanked_in(message.text),
            ),
        )
    )
    details = details_of(message.text, language, names)
    if details.thanked and (missed := missed_in(message.text)):
        left = details_of(missed, language, names)  # what they thank us for is done
        said = {name: getattr(left, name) for name in ("item", "yours", "about", "plural", "things")}
        return replace(details, **said)
    if len(details.things) >= _HARDLY_ANY_THINGS:
        return details
    known = {thing.head for thing in details.things}
    below = things_in(without_secrets(thread_in(brief.message), BREAK), language, names)
    return replace(details, things=(*details.things, *(thing for thing in below if thing.head not in known)))


def _remembered(brief: Brief) -> str | None:
    return next((topic for note in brief.notes if (topic := topic_of(note))), None)


def is_news(owed: Owed | None, reading: Reading) -> bool:
    """Whether it is good news to them that it is fixed. Whoever writes of something graver, or may have written since,
    has it told by a colleague who has read them."""
    is_told = owed is not None and owed.is_fixed and not owed.since
    return is_told and not (reading.despair or reading.sensitive in _SERIOUS)


def _wanted_by(brief: Brief) -> datetime | None:
    """By when they need an answer: by their own words, or because we promised it already."""
    promised_by = brief.owed.promised_by if brief.owed else None
    return min(filter(None, (brief.wanted_by, promised_by)), default=None)


def _urgent(reading: Reading) -> bool:
    in_danger = reading.sensitive in ("harm", "takeover")
    return in_danger or reading.feeling in ("angry", "anxious") or reading.matter == "outage"
