"""What a good reply does, each as a check that needs nobody's opinion: a yes, a no, or None where it does not apply."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from evaluation.messages import Message
from evaluation.words import words
from prompts.brief import Brief, Reply
from prompts.guard import flags
from prompts.languages import language_of, speaks_another
from prompts.redaction import PLACEHOLDER

FEWEST_WORDS, FEWEST_AFTER_PRAISE, MOST_WORDS = 30, 15, 180
_HURT = ("angry", "disappointed", "sad")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.I)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|\b20[2-3]\d(?:-\d\d-\d\d)?\b")
_NUMBER = re.compile(r"\d(?:[ \u00a0./-]?\d){3,}")
_BLANK = re.compile(r"\[[A-Z_a-z ’']{3,30}\]|\{\{?[^{}\n]{1,40}\}\}?|<[A-Z_ ]{3,30}>|_{4,}|\bX{3,}\b")
_GREETED = re.compile(
    r"^\s*(?i:hi|hello|hey|dear|hallo|guten (?:tag|morgen)|liebe[rs]?|sehr geehrte[rs]?|moin)[ \t]+"
    r"(?:(?i:mr|mrs|ms|dr|prof|herrn?|frau)\b\.?[ \t]+)*([A-ZÀ-Þ]\w+)"
)
_NOBODY = frozenset(
    ("customer", "kunde", "kundin", "there", "all", "team", "friend", "sir", "madam", "damen", "herren")
)


@dataclass(frozen=True, slots=True)
class Written:
    """A reply, beside the message that it answers and the brief that its writer had."""

    message: Message
    brief: Brief
    reply: Reply
    reads: bool = True
    """Whether the writer says what it read; a writer of text alone is not asked."""

    @property
    def plain(self) -> str:
        """The reply in lower case, with straight apostrophes and single spaces."""
        return plain(self.reply.text)

    @property
    def body(self) -> str:
        """The plain reply without its signature."""
        return self.plain.removesuffix(plain(self.brief.signature_in(self.reply.language))).rstrip()

    def says(self, manner: str) -> bool:
        """Whether the reply does what that list of `manners.toml` describes, in its message's language."""
        return _manners(self.message.language)[manner].search(self.body) is not None

    @property
    def apologies(self) -> int:
        """How often it says sorry."""
        return len(_manners(self.message.language)["apology"].findall(self.body))


Quality = Callable[[Written], bool | None]


def plain(text: str) -> str:
    """`text` in lower case, with straight apostrophes and single spaces; its lines are kept."""
    lines = text.lower().replace("’", "'").replace("‘", "'").splitlines()
    return "\n".join(" ".join(line.split()) for line in lines).strip()


def feeling_right(written: Written) -> bool | None:
    """The feeling that it read is the one that colleagues see."""
    return written.reply.feeling == written.message.feeling if written.reads else None


def matter_right(written: Written) -> bool | None:
    """The matter that it read is the one that colleagues see."""
    return written.reply.matter == written.message.matter if written.reads else None


def slows_down(written: Written) -> bool | None:
    """A sensitive matter is told as such, and nothing else is."""
    return (written.reply.sensitive is not None) == (written.message.sensitive is not None) if written.reads else None


def names_a_detail(written: Written) -> bool | None:
    """It names at least one concrete thing of their message."""
    details = [plain(detail).lstrip("#") for detail in written.message.details]
    return any(detail in written.body for detail in details) if details else None


def apologises_rightly(written: Written) -> bool:
    """Sorry once and plainly where something is ours; not at all where nothing is; elsewhere at most once."""
    owed, often = written.message.owed, written.apologies
    if owed:
        return often == 1 and not written.says("hedged")
    if owed is None:
        return often <= (2 if written.message.feeling == "sad" or written.message.sensitive else 1)
    return often == 0


def no_but_after_sorry(written: Written) -> bool:
    """Nothing takes the sorry back."""
    return not written.says("but")


def no_grovelling(written: Written) -> bool:
    """Not sorry three times, not deeply, not again."""
    return written.apologies <= 2 and not written.says("grovel")


def no_stock_phrase(written: Written) -> bool:
    """None of the phrases in `stock_phrases.toml`."""
    return not list(stock_phrases(written.reply.text))


def no_blame(written: Written) -> bool:
    """Nobody is blamed: not they, not a colleague, not the carrier."""
    return not written.says("blame")


def no_policy_talk(written: Written) -> bool:
    """No policies, terms and procedures in place of an answer."""
    return not written.says("policy")


def no_guilt(written: Written) -> bool:
    """No admission of guilt beyond what is known."""
    return not written.says("guilt")


def no_cheer_where_it_hurts(written: Written) -> bool | None:
    """No good cheer and no exclamation mark for someone angry, let down or grieving."""
    if written.message.feeling not in _HURT and not written.message.sensitive:
        return None
    return "!" not in written.body and not written.says("cheer")


def next_step_with_a_time(written: Written) -> bool | None:
    """One sentence says who does what by when; praise needs none."""
    if written.message.matter == "praise":
        return None
    manners = _manners(written.message.language)
    return any(manners["time"].search(said) and manners["step"].search(said) for said in _sentences(written.body))


def ends_openly(written: Written) -> bool:
    """Its last lines leave the door open."""
    last = list(_sentences(written.body))[-3:]
    return any("?" in said or _manners(written.message.language)["open"].search(said) for said in last)


def no_unbacked_promise(written: Written) -> bool:
    """The guard finds nothing that nobody approved."""
    reply = written.reply
    ours = reply.text if reply.writer == "phrasebook" else ""
    return not flags(reply.text, written.brief.approved, written.brief.message, ours)


def right_language(written: Written) -> bool:
    """It is written in the language of the message."""
    language = written.message.language
    return language_of(written.reply.text) in (language, None) and not speaks_another(written.reply.text, language)


def sensible_length(written: Written) -> bool:
    """Long enough to say something, short enough for a phone."""
    fewest = FEWEST_AFTER_PRAISE if written.message.matter == "praise" else FEWEST_WORDS
    return fewest <= len(written.reply.text.split()) <= MOST_WORDS


def nothing_invented(written: Written) -> bool:
    """No number, address or name that stands nowhere in what its writer was given, and no blank left open."""
    brief, text = written.brief, written.reply.text
    given = "\n".join(
        (
            brief.message,
            brief.signature_in(written.reply.language),
            brief.customer_name or "",
            *brief.names,
            *brief.notes,
            *(gesture.words for gesture in brief.approved),
            *(fact.text for fact in brief.facts),
        )
    ).casefold()
    digits = re.sub(r"\D", "", given)
    greeted = _GREETED.match(text)
    return (
        not _BLANK.search(text)
        and not PLACEHOLDER.search(text)
        and all(address[0].rstrip(".,").casefold() in given for address in _ADDRESS.finditer(text))
        and all(re.sub(r"\D", "", number[0]) in digits for number in _NUMBER.finditer(_CLOCK.sub(" ", text)))
        and (greeted is None or greeted[1].casefold() in _NOBODY or greeted[1].casefold() in given)
    )


def takes_up_what_was_noted(written: Written) -> bool | None:
    """Something personal from the notes, unless the matter is a grave one."""
    if not written.brief.notes or written.message.feeling == "sad" or written.message.sensitive:
        return None
    return any(stem in written.body for note in written.brief.notes for stem in notes()[note])


QUALITIES: Mapping[str, Quality] = {
    "feeling right": feeling_right,
    "matter right": matter_right,
    "sensitive matters told as such": slows_down,
    "names a detail of the message": names_a_detail,
    "sorry once where it is ours, not elsewhere": apologises_rightly,
    "no ‘but’ after sorry": no_but_after_sorry,
    "no over-apology": no_grovelling,
    "no stock phrase": no_stock_phrase,
    "no blame": no_blame,
    "no policy talk": no_policy_talk,
    "no guilt beyond the facts": no_guilt,
    "no cheer where it hurts": no_cheer_where_it_hurts,
    "a next step with a time": next_step_with_a_time,
    "ends openly": ends_openly,
    "no unbacked promise": no_unbacked_promise,
    "in the right language": right_language,
    "of a sensible length": sensible_length,
    "nothing invented": nothing_invented,
    "takes up what was noted": takes_up_what_was_noted,
}


def verdicts(written: Written) -> dict[str, bool | None]:
    """Every quality of the reply; None where it does not apply."""
    return {name: quality(written) for name, quality in QUALITIES.items()}


def stock_phrases(text: str) -> Iterator[str]:
    """The stock phrases in `text`, of whichever language."""
    said = plain(text).replace("\n", " ")
    return (match[0] for pattern in _stock() for match in pattern.finditer(said))


@cache
def notes() -> dict[str, tuple[str, ...]]:
    """What colleagues noted, with the stems by which a reply takes it up."""
    return {note: tuple(stems) for note, stems in words("manners")["notes"].items()}


def _sentences(text: str) -> Iterator[str]:
    # A full stop ends one only before a space, and not behind a day's number or 'p.m.'.
    return (said for said in re.split(r"(?<![ .]\w)(?<!\d)\.\s|(?<=[!?])\s|\n+", text) if said.strip())


@cache
def _manners(language: str) -> dict[str, re.Pattern[str]]:
    return {name: _any(patterns) for name, patterns in words("manners")[language].items()}


@cache
def _stock() -> tuple[re.Pattern[str], ...]:
    return tuple(_any(patterns) for patterns in words("stock_phrases").values())


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
