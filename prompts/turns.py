"""Turns: who says what in a conversation that was copied, with a name and a time over each message in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from prompts.people import name_alone
from prompts.text import words

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
# What nobody says but the team, and what it says where a customer may be as polite: 'Sorry about that, it is 4711'.
_OFFERS_HELP = re.compile(
    r"\b(?:how|what) (?:can|may) (?:i|we) (?:help|do for)|\bsorry to hear|\bwe apologi[sz]e"
    r"|\bwie k(?:ann ich|önnen wir) (?:ihnen |dir )?helfen",
    re.IGNORECASE,
)
_REGRETS = re.compile(
    r"\bsorry (?:about (?:that|this)|(?:for|about) (?:the|this|any) (?:inconvenience|delay|wait))"
    r"|\bdas tut (?:mir|uns) (?:sehr |wirklich )?leid|\btut uns (?:sehr |wirklich )?leid",
    re.IGNORECASE,
)
# What has its time and is nobody.
_IS_NOBODY = re.compile(
    rf"(?:{_WEEKDAY}|departures?|arrivals?|trains?|bus|flights?|check-?(?:in|out)|pick-?up|delivery|boarding|gate"
    r"|abfahrt|ankunft|abflug|zug|flug|abholung|lieferung|termin|anruf)\b",
    re.IGNORECASE,
)
_BY_A_PROGRAM = re.compile(r"\d[ \u202f]?[ap]\.?m\b", re.IGNORECASE)
# 'Tom 10:12', and below it 'said that it would come': what is told of somebody.
_IS_TOLD = re.compile(r"(?:said|says|told|asked|promised|wrote|called|was|sagte?|meinte?|versprach|schrieb|rief|war)\b")
_FEWEST = 2  # people who talk to each other, and words that the customer says
_SHORTEST_SENTENCE = 3  # words


@dataclass(frozen=True, slots=True)
class Turn:
    """What somebody said, and by which name."""

    who: str
    said: str

    @property
    def name(self) -> str | None:
        """What they are called, if it is a name."""
        return name_alone(_bare(self.who))


def turns_in(text: str) -> tuple[Turn, ...]:
    """The turns of a copied conversation, which begins with the first of them; none where `text` is no such thing, or
    may be none: nothing of what a customer writes is to be lost."""
    tests = (_is_talk_below_names, _is_talk_behind_names, _is_talk_behind_labels)
    for pattern, is_talk in zip(_BEGINS, tests, strict=True):
        begins = [match for match in pattern.finditer(text) if _is_somebody(match["who"])]
        if len({match["who"] for match in begins}) < _FEWEST or text[: begins[0].start()].strip():
            continue
        ends = [*(match.start() for match in begins[1:]), len(text)]
        said = [_LATER.sub("", text[match.end() : end]).strip() for match, end in zip(begins, ends, strict=True)]
        turns = tuple(Turn(match["who"], one) for match, one in zip(begins, said, strict=True))
        is_said = all(said) and len(words(customers_words(turns))) >= _FEWEST
        if is_said and is_talk(turns, [match[0] for match in begins]):
            return turns
    return ()


def customers_words(turns: tuple[Turn, ...]) -> str:
    """What the customer says in these: whoever speaks first and is, as far as it shows, none of the team."""
    customer = _customer(turns)
    return "\n".join(turn.said for turn in turns if turn.who == customer)


def _customer(turns: tuple[Turn, ...]) -> str:
    """What the customer is called. Who speaks first is of the team by what they are called or offer alone."""
    first = turns[0].who
    called = {turn.who for turn in turns if _OURS.search(turn.who)}
    offering = called | {turn.who for turn in turns if _OFFERS_HELP.search(turn.said)}
    sorry = offering | {turn.who for turn in turns if turn.who != first and _REGRETS.search(turn.said)}
    others = (turn.who for ours in (sorry, offering, called) for turn in turns if turn.who not in ours)
    return next(others, first)


def _is_talk_below_names(turns: tuple[Turn, ...], above: list[str]) -> bool:
    """Whether people talk in what stands below names and times. Of two who say one thing each, a program wrote the
    times, or one is of the team: 'Tom 10:12', 'Ann 10:15' may be two calls, and what stands last the customer's."""
    if any(map(_is_of_the_team, turns)):
        return True
    by_a_program = all(map(_BY_A_PROGRAM.search, above)) and "\n" not in turns[-1].said
    return (_somebody_speaks_again(turns) or by_a_program) and not any(_IS_TOLD.match(turn.said) for turn in turns)


def _is_talk_behind_names(turns: tuple[Turn, ...], _: list[str]) -> bool:
    """Whether people talk where what is said stands in one line with a time: '9:00 Train: late, 10:00 Bus: late, too'
    is a list."""
    return (_somebody_speaks_again(turns) or any(map(_is_of_the_team, turns))) and not _goes_on_below(turns)


def _is_talk_behind_labels(turns: tuple[Turn, ...], _: list[str]) -> bool:
    """Whether people talk where each is only called what they are: 'Customer: Mara Lindt, Service: DSL 100' is a form,
    and 'Service: bad, Agent: rude' is a list; neither asks how it can help."""
    if all(_OURS.search(turn.who) for turn in turns) or _goes_on_below(turns):
        return False
    said = [turn.said.partition("\n")[0] for turn in turns]
    if _somebody_speaks_again(turns) or any(_OFFERS_HELP.search(turn.said) for turn in turns):
        return any(map(_is_a_sentence, said))
    return all(_is_a_sentence(line) and line.endswith((".", "!", "?", "…")) for line in said)


def _somebody_speaks_again(turns: tuple[Turn, ...]) -> bool:
    return len({turn.who for turn in turns}) < len(turns)


def _is_of_the_team(turn: Turn) -> bool:
    return _OURS.search(turn.who) is not None or _OFFERS_HELP.search(turn.said) is not None


def _goes_on_below(turns: tuple[Turn, ...]) -> bool:
    """Whether a paragraph stands below the last turn, if that is not the customer's: it may be."""
    return "\n\n" in turns[-1].said and turns[-1].who != _customer(turns)


def _is_a_sentence(line: str) -> bool:
    """Whether somebody says something in it, and it is not a name or the like, which is written large."""
    spoken = words(line)
    return len(spoken) >= _SHORTEST_SENTENCE and any(word[0].islower() for word in spoken[1:])


def _is_somebody(who: str) -> bool:
    """Whether it is what a person is called, no day or thing that has its time: 'Monday 10:12'."""
    called = _bare(who)
    is_part = not called or re.fullmatch(_CALLED, called, re.IGNORECASE) is not None
    return is_part or (name_alone(called) is not None and _IS_NOBODY.match(called) is None)


def _bare(who: str) -> str:
    """A name without what it is followed by: 'Avery (Support)', 'Avery Agent'."""
    return " ".join(_OURS.sub(" ", re.sub(r" \([^()\n]*\)$", "", who)).split())
