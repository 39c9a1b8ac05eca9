"""The times by which a customer wants something: told by the words around them, in English and German.

Most times in a customer's message are no deadline: when they ordered, what they were promised, until when they are
away. Of the words before a time, in its sentence, the nearest that wants or tells decides ('the dress I need by
friday', 'you said by friday'); without any, those behind it in its clause ('Bis Freitag brauche ich …'). In doubt it
is none: one that they do not have would hurry an agent for nothing. What of theirs takes place then is one as well:
'our demo is at 2 pm', 'bevor die Kinder am Montag zurück sind'. The words are those of `lexicon/demands.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Literal

from bot import phrases
from bot.phrases import Phrase
from bot.phrases.senses import DAYS, Ahead, Calendar, Clock, Part, Span, Weekday
from prompts.languages import language_of
from prompts.text import bounded
from prompts.wordlists import lexicon

LANGUAGES = ("en", "de")
Sort = Literal["by", "before", "held", ""]
FARTHEST = 300  # characters that are looked at before and behind a time
FAR, NEAR = 150, 60  # between what wants and the time: with a word like 'by', and where only nearness tells

_SENTENCE_END = re.compile(r"(?<![0-9])(?<!\b[ap]\.m)(?<!\b[ap])[.!?…]+(?=\s)|\n\s*\n")
_CLAUSE_END = re.compile(
    r"[,;:.!?()–—\n]|\b(?:and|but|or|because|as|so|what|why|how|whether|when|where|which|that|who|if|since"
    r"|und|aber|oder|weil|denn|wie|warum|wieso|ob|wann|dass|sonst|damit)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[,;:()–—]")
_NO = re.compile(r"\b(?:not|no|never|nothing|nobody|nicht|nie|kein\w*|nichts|niemand)\b|n['’]t\b", re.IGNORECASE)
_NOT_SO = re.compile(rf"{_NO.pattern}|;", re.IGNORECASE)
_THAT = re.compile(r"\s*(?:that|dass)?\W*", re.IGNORECASE)
_RANGE = re.compile(
    r"\b(?:from|vom|von|ab)\s+(?:the\s+)?[0-9][\w.:]*(?:\s+\w+)?\s+$", re.IGNORECASE
)  # 'vom 3. bis 28.'
_TWICE = re.compile(r"\bbis\b(?! (?:spätestens )?(?:zum|spätestens)).*\bbis\b", re.IGNORECASE)  # 'Mo bis Do bis 14 Uhr'
_IF = re.compile(
    r"\b(?P<unless>unless|es sei denn)\b[^;:]*$|\b(?:if|wenn|falls|sofern)\b[^,;:]*$"
    r"|(?:^|[,;:])\s*sollten? (?:ich|wir|das|es|sie|die|der)\b[^,;:]*$",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:before|vor)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till)\b", re.IGNORECASE)
_HAVE_UNTIL = re.compile(r"\b(?:have|giv(?:e|ing) (?:you|me|us)|only)\s+$", re.IGNORECASE)
_HAVE_TIME = re.compile(r"\s*Zeit\b")
_STILL_TODAY = re.compile(r"\b(?:noch heute|heute noch|still today)\b", re.IGNORECASE)
_SO_FAR = re.compile(r"(?:bis heute|bis jetzt|by now)\W*", re.IGNORECASE)
_NO_LEAD = re.compile(r"\b(?:not|from|since|after|nicht|ab|seit|nach)\b", re.IGNORECASE)
_DEADLINE_ON = re.compile(r"deadline\b", re.IGNORECASE)
_DEADLINE_IS = re.compile(r"\b(?:deadline|frist|stichtag)(?:\s*:|\s+(?:is|ist))\s+$", re.IGNORECASE)
_FOR = re.compile(r"\b(?:for|für|(?P<before>before|vor))\b", re.IGNORECASE)
# 'If I have to decide tonight …', 'Do I have to …?': what is wanted behind it is asked, or only a condition.
_ASKED = re.compile(
    r"\b(?:if|whether|do|does|wenn|falls|sofern|ob)\s+(?:(?:i|we|you|they|he|she|it|ich|wir|sie|er)\s+)?$",
    re.IGNORECASE,
)
_BY_WEEKEND = re.compile(r"\b(?:before|by|vor|bis)\s+(?:the|dem|zum)\s+(?:weekend|wochenende)\b", re.IGNORECASE)
_FOR_WEEKEND = re.compile(r"\b(?:for\s+the|für\s+das|fürs)\s+(?:weekend|wochenende)\b", re.IGNORECASE)
_HERE = "\ufffc"  # stands for a time in its sentence, as `@` does in the lexicon
_CLOCK_PARTS = (Part("noon"), Part("midnight"))
_WITH_US = re.compile(
    r"\b(?:your|ihr(?:e[nmrs]?)?|euer|eure[nmrs]?|(?:with|from) you|(?:bei|mit|von) (?:ihnen|euch|dir))\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:if|whether|when(?:ever)?|unless|once|wenn|falls|sofern|ob|sobald|told|said|says?|promised|hieß|laut)\b"
    r"(?:(?!\b(?:and|but|because|since|as|und|aber|weil|denn)\b)[^,;:.!?–—])*$"
    r"|\b(?:do|does|did|can|could|may|might|should|would|will|had)\s+$|\b(?:gesagt|sagten?|hieß),\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Demand:
    """A time by which a customer wants something, as they said it. `before`: a day that is named so is too late
    itself, as one on which something of theirs takes place."""

    phrase: Phrase
    typed: str
    before: bool


def demands(text: str) -> Iterator[Demand]:
    """What a customer wants by when, as they say it in `text`, in their own words."""
    language = language_of(text)
    if language not in (None, *LANGUAGES):
        return
    spoken = [_words(code) for code in LANGUAGES if language in (None, code)]
    # What is needed by the weekend or for it, is needed before its Saturday.
    said = _FOR_WEEKEND.sub("for saturday", _BY_WEEKEND.sub("before saturday", text))
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(said)), len(said)]
    for phrase in phrases.find(said):
        if phrase.aside:
            continue
        begins, ended = max(end for end in ends if end <= phrase.start), min(end for end in ends if end >= phrase.end)
        begins, ended = max(begins, phrase.start - FARTHEST), min(ended, phrase.end + FARTHEST)
        typed = said[phrase.start : phrase.end]
        around = _Around(phrase, said[begins : phrase.start], typed, said[phrase.end : ended])
        sort = next(filter(None, map(around.sort, spoken)), "")
        if sort:
            meant = _of_the_day(phrase) if sort == "held" else phrase
            yield Demand(replace(meant, deadline=True), typed, before=sort != "by")


def _of_the_day(phrase: Phrase) -> Phrase:
    """'My flight leaves tomorrow at 6': whoever does not say which six it is, is helped on the day before."""
    clock = phrase.of(Clock)
    if clock is None or not clock.loose or clock.hour > 6 or phrase.of(Ahead) == Ahead(0):
        return phrase
    if Part in phrase.senses or not phrase.senses.keys() & {*DAYS}:
        return phrase
    return replace(phrase, senses={sort: sense for sort, sense in phrase.senses.items() if sort is not Clock})


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's words, as patterns."""

    cues: re.Pattern[str]
    was: re.Pattern[str]
    needs: re.Pattern[str]
    elsewhere: re.Pattern[str]
    owed: re.Pattern[str]
    feast: re.Pattern[str]
    held: re.Pattern[str]
    held_on: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    listed = lexicon("demands")[language]
    named = {name: pattern for name, pattern in listed.items() if isinstance(pattern, str)}

    def filled(pattern: str) -> str:
        for name, one_of in named.items():
            pattern = pattern.replace(f"{{{name}}}", f"(?:{one_of})")
        return pattern

    def any_of(name: str) -> str:
        return "|".join(bounded(pattern) for pattern in listed[name]) or "(?!)"

    def one(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)

    def around(name: str) -> re.Pattern[str]:
        return one(rf"(?<!\w)(?:{filled('|'.join(listed[name])).replace('@', _HERE)})(?!\w)")

    opens_clause = rf"(?:^|[,;:\n]|\b(?:and|or|then|so|just)\b)\s*(?:{any_of('opens_clause')})"
    wants = rf"{any_of('wants')}|{opens_clause}|^\W*(?:{any_of('opens_sentence')})"
    return _Words(
        cues=one(rf"(?P<denies>{any_of('denies')})|(?P<wants>{wants})|(?P<tells>{any_of('tells')}|['’](?:m|re)\b)"),
        was=one(any_of("was")),
        needs=one(any_of("needs")),
        elsewhere=one(any_of("elsewhere")),
        owed=one(any_of("owed")),
        feast=one(filled(r"\b{feast}")),
        held=around("held"),
        held_on=around("held_on"),
    )


@dataclass(frozen=True, slots=True)
class _Around:
    """A time and what stands before and behind it in its sentence."""

    phrase: Phrase
    left: str
    typed: str
    right: str

    def sort(self, words: _Words) -> Sort:
        """How they want it: by the time or before it, or before something of theirs takes place then."""
        between = self.phrase.between
        if self.phrase.deadline or _STILL_TODAY.search(self.typed):
            wanted: Sort = "before" if _BEFORE.search(between) else "by"
            is_theirs = self._is_wanted(words) or (self._lead and self._is_held(words.held, words.held_on))
            return wanted if is_theirs else ""
        if _UNTIL.search(between):
            return "by" if _HAVE_UNTIL.search(self.left) else ""
        names_day = bool(self.phrase.senses.keys() & {Ahead, Weekday, Calendar})
        is_soon = self._is_soon
        if _NO_LEAD.search(between) or not (names_day or is_soon or self._names_clock):
            return ""
        if _DEADLINE_IS.search(self.left):
            return "by"
        if self._is_held(words.held, *([words.held_on] if names_day or is_soon else [])):
            return "held"
        return self._needed(words) if names_day or is_soon else ""

    @property
    def _names_clock(self) -> bool:
        """Whether it is a time of the day."""
        return Clock in self.phrase.senses or self.phrase.of(Part) in _CLOCK_PARTS

    @property
    def _is_soon(self) -> bool:
        """Whether it is so many hours or minutes ahead, and counts from nothing else: 'in 3 hours'."""
        span = self.phrase.of(Span)
        return span is not None and span.duration.elapsed > timedelta(0) and not span.anchored

    @property
    def _lead(self) -> str:
        """The deadline that they name as an event of its own: 'we have a court deadline on friday'."""
        named = _DEADLINE_ON.match(self.phrase.between)
        return named[0] if named else ""

    @property
    def clause(self) -> str:
        """What stands behind the time in its clause."""
        return _CLAUSE_END.split(self.right, maxsplit=1)[0]

    def _is_wanted(self, words: _Words) -> bool:
        """Whether what a word like 'by' leads into is what they want."""
        if _SO_FAR.fullmatch(self.typed) or _RANGE.search(self.left) or _TWICE.search(self.typed):
            return False
        if _HAVE_TIME.match(self.right) or self._is_threatened(words):
            return True
        nearest, behind = _last(words.cues.finditer(self.left)), words.cues.search(self.clause)
        if words.was.search(self.clause) or _NO.search(self.clause):
            return False
        if nearest is None:
            return behind is not None and behind.lastgroup == "wants"
        gap = self.left[nearest.end() :]
        is_told = _STOP.search(gap) and behind and behind.lastgroup == "tells"  # '…, bis Freitag bin ich verreist'
        return nearest.lastgroup == "wants" and len(gap) <= FAR and not (_NOT_SO.search(gap) or is_told)

    def _is_threatened(self, words: _Words) -> bool:
        """Whether it is a condition of theirs: 'if i hear nothing by friday', 'sollte ich bis freitag nichts hören'."""
        condition = _IF.search(self.left)
        if condition is None or not (condition["unless"] or _NO.search(condition[0]) or _NO.search(self.clause)):
            return False
        before = _last(words.cues.finditer(self.left[: condition.start()]))
        is_told = before and before.lastgroup == "tells" and _THAT.fullmatch(self.left, before.end(), condition.start())
        return not is_told

    def _needed(self, words: _Words) -> Sort:
        """How they want it who name a day alone: 'I need it today', 'please call today', 'I need it for saturday'."""
        nearest = _last(words.cues.finditer(self.left))
        if nearest is None:
            return "by" if not self.left.strip() and words.needs.match(self.right.lstrip()) else ""
        gap = self.left[nearest.end() :]
        if _ASKED.search(self.left, 0, nearest.start()):
            return ""
        if nearest.lastgroup != "wants" or len(gap) > NEAR or words.was.search(self.clause):
            return ""
        if _STOP.search(gap) or words.elsewhere.search(gap) or _NO.search(f"{gap} {self.clause}"):
            return ""
        needs = words.needs.search(self.left, nearest.start()) is not None
        what_for = _FOR.search(gap)
        if what_for or _FOR.search(self.phrase.between):
            is_to_come = what_for is None or words.feast.search(gap, what_for.end())
            wants = needs or (what_for is not None and what_for["before"] is not None)
            return "before" if wants and is_to_come and not words.owed.search(gap) else ""
        return "by" if needs or self.phrase.of(Ahead) == Ahead(0) else ""

    def _is_held(self, *held: re.Pattern[str]) -> bool:
        """Whether something of theirs takes place then for certain: not with us, nor only if or as somebody says."""
        sentence = " ".join(filter(None, (self.left.rstrip(), self._lead, f"{_HERE}{self.right}")))
        match = next(filter(None, (pattern.search(sentence) for pattern in held)), None)
        if match is None or _MAYBE.search(sentence, 0, match.start()):
            return False
        clause = f"{_CLAUSE_END.split(sentence[: match.start()])[-1]}{match[0]} {self.clause}"
        return not (_NO.search(clause) or _WITH_US.search(clause))


def _last(found: Iterable[re.Match[str]]) -> re.Match[str] | None:
    return next(iter([*found][-1:]), None)
