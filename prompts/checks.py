"""What an agent should know beside the phrasebook's draft: what the customer needs, and what to look at first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prompts import guard
from prompts.brief import Fact
from prompts.case import Case
from prompts.languages import language_name, language_of
from prompts.phrases import LANGUAGES, agent_words
from prompts.remembered import topic_of
from prompts.secrets import holds_secret
from prompts.text import tidy

LONGEST_NOTE = 200
MOST_FACTS, MOST_NUMBERS = 2, 4
# Sue is a name, too: what somebody does is written small, or all large among others that are, and stands behind who
# does it or before whom.
_WOULD = (
    r"\b(?:to|will|would|could|can|shall|may|might|must|gonna|i|we|they|and|or|[’']ll|[’']d)\s+(?:\w+ly\s+|just\s+)?"
)
_SUE = (
    rf"{_WOULD}(?-i:sue|SUE)\b(?![\w.+-]*@)"
    r"|\b(?-i:sue|SUE)\s+(?:you|your|them|the|this|for|over)\b|\b(?-i:sued|suing)\b"
)
_THREAT = re.compile(
    rf"\b(?:lawyer|attorney|court|trustpilot|press|anwalt|gericht|verbraucherzentrale|presse)|{_SUE}", re.I
)
_MONEY = re.compile(
    r"\b(?:refund|money back|compensat|discount|voucher|(?:rück)?erstatt|geld zurück|rabatt|gutschein|entschädig)", re.I
)
# What gives money, or says what becomes of it.
_GIVEN = re.compile(rf"[€$£]|{_MONEY.pattern}", re.I)
_FORMAL = re.compile(r"\b(?:Sie|Ihnen|Ihre?[nmrs]?)\b")
_NUMBER = re.compile(r"(?<!\w)(?:[^\W\d_]{1,5}-?)?\d(?:[\w.,:/-]*\w)?")  # '4312', 'ZD-88', '12.50', '27'
_INFORMAL = re.compile(r"\b(?:du|dich|dir|dein\w*|ihr (?:seid|habt|wart|könnt)|euch|euer\w*|eure\w*)\b", re.I)


def need_of(case: Case) -> str:
    """What the customer needs, in a few words for a colleague."""
    needs: dict[str, str] = agent_words()["needs"]
    return needs["praise_question" if case.asks_beside_thanks else _kind(case)].format(**_named(case))


def _kind(case: Case) -> str:
    """What the letter answers; of the bills, those that never came apart."""
    return "unsent" if (case.kind, case.details.fault) == ("billing", "unsent") else case.kind


def checks_for(case: Case, noticed: dict[str, bool]) -> Iterator[str]:
    """What to look at, the facts first; `noticed` are signs that only the writing showed."""
    signs, text, owed = agent_words()["signs"], "" if case.unread else case.message.text, case.brief.owed
    seen = {
        **noticed,
        "other_language": case.brief.language is not None and case.brief.language not in LANGUAGES,
        "ours": case.message.ours,
        "several": case.message.several,
        "together": case.message.together,
        "quotes": case.message.quotes and not (case.message.several or case.message.together) and bool(text),
        "cut": case.message.cut,
        "sarcastic": case.reading.sarcastic,
        "threat": _THREAT.search(text) is not None,
        "money": not case.brief.approved and _MONEY.search(text) is not None,
        "secret": holds_secret(case.brief.message),
        "informal": case.language == "de" and _INFORMAL.search(text) is not None,
    }
    if case.unread:
        named = language_name(case.theirs)
        yield signs["unread"].format(language=named) if named else signs["unread_other"]
    if case.grave:
        yield signs["lead"]
    if not case.thanks_the_agent:
        yield agent_words()["facts"][_kind(case)].format(**_named(case))
    if case.asks_beside_thanks:
        yield agent_words()["facts"]["question"]
    yield from (signs[sign] for sign, is_so in seen.items() if is_so)
    if owed and owed.is_fixed and not case.is_fixed:
        yield signs["fixed_since" if owed.since else "fixed_unsaid"]
    elif owed and owed.what.strip() and not case.is_fixed:
        yield signs["owed"].format(what=_brief(owed.what))
    for fact in case.brief.facts[:MOST_FACTS]:
        yield signs["fact"].format(source=fact.source)
    for note in case.brief.notes:
        if case.topic is None or topic_of(note) != case.topic:
            yield signs["note"].format(note=_brief(note))


def checks_beside(case: Case, text: str, facts: Sequence[Fact]) -> Iterator[str]:
    """What to look at beside a reply in an agent's own words, to which the team's own answers say these `facts`."""
    signs, theirs, owed = agent_words()["signs"], "" if case.unread else case.message.text, case.brief.owed
    is_formal = _FORMAL.search(text) is not None and not _INFORMAL.search(text)
    seen = {
        "unguarded": language_of(text) not in (None, *guard.LANGUAGES),
        "ours": case.message.ours,
        "several": case.message.several,
        "together": case.message.together,
        "cut": case.message.cut,
        "threat": _THREAT.search(theirs) is not None,
        "money": _MONEY.search(theirs) is not None and not _GIVEN.search(text),
        "secret": holds_secret(case.brief.message),
        "informal": _INFORMAL.search(theirs) is not None and is_formal,
    }
    if case.grave:
        yield signs["lead"]
    yield {**agent_words()["facts"], **agent_words()["own"]}[case.kind].format(**_named(case))
    if numbers := _unknown_numbers(case, text, facts):
        yield signs["numbers"].format(numbers=", ".join(numbers[:MOST_NUMBERS]))
    for fact in facts[:MOST_FACTS]:
        yield signs["answers"].format(source=fact.source)
    if owed and owed.what.strip() and not case.is_fixed:
        yield signs["noted"].format(what=_brief(owed.what))
    if owed and owed.since:
        yield signs["fixed_since"]
    yield from (signs[sign] for sign, is_so in seen.items() if is_so)
    for note in case.brief.notes:
        yield signs["note"].format(note=_brief(note))


def _unknown_numbers(case: Case, text: str, facts: Sequence[Fact]) -> list[str]:
    """The numbers in a reply that stand in nothing that we know: an order, a date, an amount, a telephone."""
    brief = case.brief
    given = (f"{gesture.words} {gesture.amount}" for gesture in brief.approved)
    noted = (*brief.names, *brief.notes, brief.owed.what if brief.owed else "")
    said = (brief.message, brief.signature_in(case.language), *noted, *given, *(fact.text for fact in facts))
    known = set(_NUMBER.findall(" ".join(said)))
    return [number for number in dict.fromkeys(_NUMBER.findall(text)) if number not in known]


def _brief(words: str) -> str:
    return " ".join(tidy(words).split())[:LONGEST_NOTE]


def _named(case: Case) -> dict[str, str]:
    """Their matter in words for a colleague."""
    details = case.details
    order = f"{details.called} {details.reference}" if details.reference and details.called != "invoice" else None
    item = details.item and (f"their {details.item}" if case.language == "en" else f"“{details.item}”")
    return {
        "what": item or order or ("their booking" if details.booked else "their order"),
        "thing": item or order or "what they got from us",
    }
