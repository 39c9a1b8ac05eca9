"""Turns: who says what in a conversation that was copied, with a name and a time over each message in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prompts.people import name_alone

_CLOCK = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:[ \u202f]?[ap]\.?m\.?)?(?: uhr)?"
_WEEKDAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch"
    r"|today|yesterday|heute|gestern"
)
_DAY = rf"(?:(?:{_WEEKDAY}|\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{0,4}}),? (?:(?:at|um) )?)"
_TIME = rf"[(\[]?{_DAY}?{_CLOCK}[)\]]?"
_WHO = r"(?P<who>[^\W\d_][\w'’.-]*(?: [\w'’.-]+){0,3}?(?: \([^()\n]{1,30}\))?)"
_CALLED = r"customer|client|user|visitor|kunde|kundin|agent|support|bot|(?:kunden)?service|mitarbeiter(?:in)?"
_BEGINS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        # 'Mara Lindt  10:12 AM', or the time in a line of its own, above what she says.
        rf"^[ *]*{_WHO}(?: (?:app|bot))?(?:[ *]+|[ *]*\n[ ]*){_TIME}[ ]*(?:\n|\Z)",
        # '[10:12] Mara: …', '12.11.2026, 10:12 - Mara: …'
        rf"^[ ]*{_TIME}[ ]*[-–]?[ ]*{_WHO}[ ]*:[ ]*",
        # 'Customer: …', 'Agent: …'
        rf"^[ *]*(?P<who>{_CALLED})[ *]*:[ *]*",
    )
)
_LATER = re.compile(rf"^[ ]*{_TIME}[ ]*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE)
_OURS = re.compile(
    r"\b(?:support|agent|bot|(?:customer |kunden)?(?:service|care|dienst)|mitarbeiter(?:in)?|help ?desk)\b",
    re.IGNORECASE,
)
_TALKS_LIKE_US = re.compile(
    r"\b(?:how|what) (?:can|may) (?:i|we) (?:help|do for)|\b(?:i am|i[’']m|we are|we[’']re) (?:so |very |really )?sorry"
    r"|\bsorry to hear|\bwe apologi[sz]e|\bwie k(?:ann ich|önnen wir) (?:ihnen |dir )?helfen"
    r"|\btut (?:mir|uns) (?:sehr )?leid",
    re.IGNORECASE,
)
_IS_A_DAY = re.compile(_WEEKDAY, re.IGNORECASE)
_FEWEST = 2  # people who talk to each other


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody said, and by which name."""

    who: str
    said: str

    @property
    def name(self) -> str | None:
        """What they are called, if it is a name."""
        return name_alone(_bare(self.who))

    @property
    def is_ours(self) -> bool:
        """Whether they are of the team, by their name or by what they say: 'Avery (Support)', 'How can I help?'"""
        return _OURS.search(self.who) is not None or _TALKS_LIKE_US.search(self.said) is not None


def turns_in(text: str) -> tuple[Turn, ...]:
    """The turns of a copied conversation, which begins with the first of them; none where `text` is no such thing."""
    for pattern in _BEGINS:
        begins = [match for match in pattern.finditer(text) if _is_somebody(match["who"])]
        if not _talk_to_each_other([match["who"] for match in begins], is_above=pattern is _BEGINS[0]):
            continue
        if text[: begins[0].start()].strip():
            continue
        ends = [*(match.start() for match in begins[1:]), len(text)]
        said = [_LATER.sub("", text[match.end() : end]).strip() for match, end in zip(begins, ends, strict=True)]
        if all(said):
            return tuple(Turn(match["who"], words) for match, words in zip(begins, said, strict=True))
    return ()


def customers_words(turns: tuple[Turn, ...]) -> str:
    """What the customer says in these: whoever speaks first and is, as far as it shows, none of the team."""
    ours = {turn.who for turn in turns if turn.is_ours}
    customer = next((turn.who for turn in turns if turn.who not in ours), turns[0].who)
    return "\n".join(turn.said for turn in turns if turn.who == customer)


def _talk_to_each_other(speakers: list[str], *, is_above: bool) -> bool:
    """Whether these are two people or more who talk. Where what is said stands in the same line, one of them speaks
    again, or is of the team: '9:00 Train: late, 10:00 Bus: late, too' is a list."""
    people = set(speakers)
    return len(people) >= _FEWEST and (is_above or len(people) < len(speakers) or any(map(_OURS.search, people)))


def _is_somebody(who: str) -> bool:
    """Whether it is what a person is called, no day or thing that has its time: 'Monday 10:12'."""
    called = _bare(who)
    is_part = not called or re.fullmatch(_CALLED, called, re.IGNORECASE) is not None
    return is_part or (name_alone(called) is not None and _IS_A_DAY.match(called) is None)


def _bare(who: str) -> str:
    """A name without what it is followed by: 'Avery (Support)', 'Avery Agent'."""
    return " ".join(_OURS.sub(" ", re.sub(r" \([^()\n]*\)$", "", who)).split())
