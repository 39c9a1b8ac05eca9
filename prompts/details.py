"""The concrete things in a message that a reply can name: which order, which thing, how long, how often, what for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from prompts.mourned import THEIR, has_died, somebody_lives
from prompts.nouns import Noun
from prompts.people import without_signature
from prompts.things import sentences_in, things_in
from prompts.wordlists import compiled, lexicon

# What stands behind a number that counts: 'Vertrag 24 Monate'.
_COUNTED = (
    "eur|euros?|usd|dollars?|gbp|pounds?|chf|franken|uhr|hours?|stunden?|days?|tagen?|tage|weeks?|wochen?|months?|monaten?"
    "|monate|years?|jahren?|jahre|nights?|nächten?|nächte|people|persons?|personen|times"
)
_REFERENCE = re.compile(
    r"\b(?P<word>order|ticket|invoice|booking|reservation|reference|membership|member|policy|contract"
    r"|bestell(?:ung)?|auftrag|rechnung|buchung|reservierung|mitglied(?:schaft)?|vertrag|police)"
    r"(?:s?nummer)?[\s,(-]*(?:numbers?|nummer|no\.?|nr\.?|id|code|ref(?:erence)?(?: number)?)?"
    r"(?:\s+(?:is|ist|lautet)(?=\s+[A-Z]{0,3}[\d-]{4}))?[\s:#]*"
    r"(?P<id>(?-i:[A-Z]{2,4}) \d{3,8}|\d{1,3}(?: \d{3})+|(?=[\w-]{0,11}\d)[A-Za-z0-9][\w-]{1,14})(?![\w.,]*\d)"
    rf"(?!(?: \d{{3}})*\s?(?:[€$£%]|(?:{_COUNTED})\b))"
    r"|(?<!\w)#(?P<hash>[A-Za-z]{0,4}-?\d[\w-]{1,14})",
    re.IGNORECASE,
)
_CALLED = {
    "invoice": "invoice|rechnung",
    "booking": "booking|buchung",
    "reservation": "reservation|reservierung",
    "appointment": "appointment|termin",
    "membership": "member|mitglied",
    "contract": "contract|vertrag",
    "policy": "polic",
}
CONTRACTS = ("membership", "contract", "policy")
"""What neither comes late nor breaks."""
# Whoever comes to them is an appointment where it is about their coming.
_VISITOR = (
    r"(?:service)?(?:technicians?|techniker(?:in)?|monteur(?:in)?|handwerker(?:in)?|installers?"
    r"|electricians?|plumbers?)"
)
_COMES = (
    r"(?:c[ao]mes?|coming|show(?:s|ed|n|ing)?|turn(?:s|ed)? up|appear\w*|arriv\w*|due|kam|komm(?:t|en)|gekommen"
    r"|erschien\w*|aufgetaucht|da)"
)
_BOOKED = re.compile(
    r"\b(?:(?P<booking>bookings?|buchung(?:en)?)|(?P<reservation>reservations?|reservierung(?:en)?)"
    rf"|(?P<appointment>appointments?|termin|{_VISITOR}\b(?=[^.!?;]{{0,40}}?\b{_COMES}\b)))\b",
    re.IGNORECASE,
)
# A visit that did not take place, whatever contract or order it was for.
_SAME = r"(?:(?!\b(?:aber|but|und|and)\b)[^.!?;])"
_NO_VISIT = re.compile(
    rf"\b{_VISITOR}\b(?={_SAME}{{0,60}}?(?:\b(?:not|never|nicht|nie)\b|n['’]t\b)[^,.!?;]{{0,20}}?\b{_COMES}\b)"
    rf"|\b(?:nobody|no one) (?:\w+ ){{0,2}}{_COMES}\b(?=[^.!?;]{{0,20}}? (?:for|to) (?:\w+ )?"
    r"(?:repair|fit|install|fix|mount|mend|look at))"
    r"|\bzu[rm] (?:reparatur|montage|einbau|installation|termin)\b(?=[^.!?;]{0,30}?\b(?:niemand|keiner)\b)"
    rf"|\b(?:kein\w*|no) {_VISITOR}\b(?=[^,.!?;]{{0,40}}?\b{_COMES}\b)"
    rf"|\b(?:kam|kommt|erschien)\b[^,.!?;]{{0,30}}?\b(?:kein\w* {_VISITOR}\b|{_VISITOR} (?:\w+ )?nicht\b)",
    re.IGNORECASE,
)
_FINE = (
    r"(?:fine|ok(?:ay)?|intact|unharmed|undamaged|unbroken|all right|heil|ganz|in ordnung|unversehrt|unbeschädigt)\b"
)
_ORDERED = re.compile(
    r"order|bought|purchas|wait|return|exchang|send|cancel|bestell|gekauft|zurück|tausch", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Details:
    """What was found, each as a phrase of the reply's language that a sentence can hold; None or False if nothing."""

    reference: str | None = None
    """The number of an order or booking, as they wrote it; a ticket's is ours, not theirs."""
    called: str = "order"
    """What it numbers, or what they speak of without a number: an order unless they say booking, reservation, invoice,
    membership, contract or policy."""
    item: str | None = None
    yours: str | None = None
    """The item as theirs, in the nominative: 'your toaster', 'Ihr Toaster'."""
    about: str | None = None
    """The same behind 'about' or 'um': 'Ihren Toaster'; None where nobody can tell its gender."""
    plural: bool = False
    lasted: str | None = None
    """How long it has been going on ('two weeks'; German in the dative)."""
    after: str | None = None
    """After how long it failed ('three days')."""
    since: str | None = None
    often: str | None = None
    """The 'third' of 'for the third time'; German with 'zum … Mal' around it."""
    asked: bool = False
    """Whether `often` counts their attempts to reach us rather than our failures."""
    ignored: bool = False
    loyal: str | None = None
    occasion: str | None = None
    person: str | None = None
    mourned: str | None = None
    """Who has died, by their own words; None where nobody says so: 'My wife had a miscarriage'."""
    fault: str | None = None
    """unsent, twice, cancelled, owed, wanted (billing); damaged, wrong, missing (goods)."""
    place: str | None = None
    service: str | None = None
    things: tuple[Noun, ...] = ()
    """What else it speaks of, the most telling first."""
    sentences: tuple[str, ...] = ()
    """Their own sentences, with a mark (`nouns.BREAK`) for whatever is hidden."""

    thanked: bool = False

    @property
    def without_item(self) -> Details:
        """Less what a letter would call theirs."""
        return replace(self, item=None, yours=None, about=None, plural=False, reference=None)

    @property
    def booked(self) -> bool:
        """Whether it is about something that no warehouse and no carrier knows of."""
        return self.called in ("booking", "reservation", "appointment")


@lru_cache(maxsize=256)  # of one message, each version of a reply asks for them
def details_of(text: str, language: str, names: tuple[str, ...] = ()) -> Details:
    """What stands in `text`, for a reply in `language` ('en' or 'de'); things of another language are left alone.

    `names` are those of the customer's record, which are no things, and its tickets, which are no orders.
    """
    table = lexicon("details")[language]
    reference = next((match for match in _REFERENCE.finditer(text) if not _is_a_ticket(match, names)), None)
    things = things_in(text, language, names)
    item = _item(text, language, things)
    if _NO_VISIT.search(text):
        reference = item = None  # they wait for whoever comes, not for what these name
    asked, often = _often(text, table)
    lasted, after = _durations(text, table, language)
    since = compiled(rf"\b{table['since']}").search(text)
    loyal = compiled(rf"\b{table['loyal']}").search(text)
    return Details(
        reference=(reference["id"] or reference["hash"]) if reference else None,
        called=_called(reference, text),
        item=item.name if item else None,
        yours=item.yours if item else None,
        about=item.about_yours if item else None,
        plural=item is not None and item.several,
        lasted=lasted,
        after=after,
        since=_capitals(since["since"].lower(), language) if since else None,
        often=often,
        asked=asked,
        ignored=compiled(rf"\b(?:{table['ignored']})").search(text) is not None,
        loyal=_capitals(loyal["loyal"].lower(), language) if loyal else None,
        occasion=_first(table["occasion"], text, whole=language == "en"),
        person=_first({rf"{THEIR} (?:\w+ )?{k}": v for k, v in table["relatives"].items()}, text),
        mourned=None if somebody_lives(text) else _first({has_died(k): v for k, v in table["relatives"].items()}, text),
        fault=next((name for name, pattern in table["fault"].items() if compiled(pattern).search(text)), None),
        place=next((name for name, pattern in table["place"].items() if compiled(pattern).search(text)), None),
        service=next((name for name, pattern in table["service"].items() if compiled(pattern).search(text)), None),
        things=things,
        sentences=sentences_in(text, names),
        thanked=compiled(rf"\b(?:{table['thanks']})").search(without_signature(text)) is not None,
    )


def _is_a_ticket(reference: re.Match[str], names: tuple[str, ...]) -> bool:
    """Whether it is the number that the team itself gave to what they wrote, not one of an order of theirs."""
    tickets = {name.lstrip("#").casefold() for name in names}
    if reference["word"]:
        return reference["word"].lower() == "ticket"
    return reference["hash"].casefold() in tickets


def _durations(text: str, table: dict[str, Any], language: str) -> tuple[str | None, str | None]:
    """How long it has lasted, and after how long it failed."""
    lasted = after = None
    for match in compiled(rf"\b{table['duration']}\b").finditer(text):
        before, behind = text[max(0, match.start() - 30) : match.start()], text[match.end() : match.end() + 30]
        around = (text[max(0, match.start() - 45) : match.start()] + behind).lower()
        if re.search("customer|client|with you|member|kund|treu", around) or match["unit"].lower().startswith(
            ("year", "jahr")
        ):
            continue
        if re.search(r"\b(?:i|we|ich|wir) (?:arrived|came|were|was|kam(?:en)?|war(?:en)?) (?:\w+ )?$", before, re.I):
            continue  # it was they who came late
        if re.search(r"\b(?:lasts?|lasted|hält|hielt|reicht|läuft) (?:\w+ ){0,3}$", before, re.I):
            continue  # a battery's hours
        if match["unit"].lower() == "hour" and behind.startswith(" later"):
            continue
        phrase = _span(match["n"].lower(), match["unit"].lower(), table, language)
        if re.search(rf"\b{table['broke_after']} $", before, re.I):
            after = after or phrase
        elif re.search(rf"\b{table['waited_before']} $", before, re.I) or re.match(
            rf"\s{table['waited_after']}\b", behind, re.I
        ):
            lasted = lasted or phrase
    return lasted, after


def _span(number: str, unit: str, table: dict[str, Any], language: str) -> str:
    said = table["numbers"].get(number, number)
    key = next(key for key in table["units"] if unit.startswith(key))
    if language == "en":
        return f"{'an' if key == 'hour' else 'a'} {key}" if said in ("a", "one") else f"{said} {key}s"
    if said == "eine":
        return str(table["one"][key])
    return f"{said} {table['units'][key]}"


def _often(text: str, table: dict[str, Any]) -> tuple[bool, str | None]:
    match = compiled(rf"\b(?:{table['often']})\b").search(text)
    if match is None:
        return False, None
    around = text[max(0, match.start() - 40) : match.end() + 40]
    nth = match["nth"]
    return re.search(rf"\b\w*(?:{table['asking']})", around, re.I) is not None, nth.lower().rstrip("n") if nth else None


def _called(reference: re.Match[str] | None, text: str) -> str:
    """What they call that which the reference numbers."""
    word = reference["word"].lower() if reference and reference["word"] else ""
    if _NO_VISIT.search(text):
        return "appointment"
    called = next((name for name, stems in _CALLED.items() if re.match(stems, word)), None)
    if called is None and word in ("", "reference") and (booked := _BOOKED.search(text)):
        called = booked.lastgroup
    return called or "order"


def _item(text: str, language: str, things: tuple[Noun, ...]) -> Noun | None:
    """The thing that it is about: one they say they ordered or that is broken, or else the first that can be bought."""
    goods = [thing for thing in things if thing.goods and thing.meant]
    named: list[Noun] = []
    matches = (match for pattern in lexicon("details")[language]["item"] for match in compiled(pattern).finditer(text))
    parts = _stop_words()["parts"] | _stop_words()["limbs"]
    for match in sorted(matches, key=lambda match: match.start("item")):
        said = _thing(match["item"], language, ended=match.end("item") < match.end())
        thing = said and next((thing for thing in things if thing.kind == "thing" and _names(thing, said)), None)
        if thing and (thing.head not in parts or _ORDERED.search(match[0])):
            named.append(thing)
            break
    hurt = (thing for thing in (*goods, *named) if not (_is_fine(thing, text) or _did_not_come(thing, text)))
    return min(hurt, key=lambda thing: thing.at, default=None)


def _is_fine(thing: Noun, text: str) -> bool:
    """Whether they say that it is all right, unlike something else: 'the box was crushed, but the vase is fine'."""
    said = rf"{re.escape(thing.name)} (?:is|are|was|were|ist|sind|war|blieb)(?: \w+)? {_FINE}"
    return re.search(rf"\b(?:but|though|aber|doch)\b[^.!?]*\b{said}|\b{said},? (?:but|aber)\b", text, re.I) is not None


def _did_not_come(thing: Noun, text: str) -> bool:
    """Whether it is what something else came without: 'the package is missing the charger'."""
    name = re.escape(thing.name)
    lacks = rf"\b(?:missing|(?:came|arrived) without) (?!(?:from|in|on)\b)(?:\w+ ){{0,2}}{name}\b"
    is_missing = rf"\b{name} (?:is|are|was|were) missing(?=\W*$|[^\w\s]| (?:and|but|too|from|in|when|though|again)\b)"
    return re.search(rf"{lacks}|{is_missing}", text, re.I) is not None


def _names(thing: Noun, said: str) -> bool:
    """Whether it is the thing that was said, and neither a place ('Leeds') nor one of anybody's."""
    return said.split()[-1].casefold() in thing.name.casefold().split() and not thing.generic


def _thing(said: str, language: str, *, ended: bool) -> str | None:
    """The thing's name in the words said, cut at the first word that cannot be part of it; None if they name no thing.

    `ended` says that what follows was recognised too, so nothing may be cut off.
    """
    stop = _stop_words()[language]
    spoken = [word for word in said.split() if word.lower() not in _stop_words()["rude"]]
    cut = next((index for index, word in enumerate(spoken) if word.lower() in stop), len(spoken))
    kept = spoken[:cut]
    if not kept or (ended and cut < len(spoken)) or len(" ".join(kept)) > 30 or len(kept[-1]) < 3 or kept[0].isdigit():
        return None
    if all(word.isdigit() or word.endswith(("ing", "ly")) for word in kept):
        return None
    return " ".join(word.lower() if language == "en" and word.isupper() and len(word) > 4 else word for word in kept)


def _capitals(phrase: str, language: str) -> str:
    """Days, months and feasts with their capitals; in German every noun."""
    small = _stop_words()["small"] | set(lexicon("details")[language]["numbers"])
    return " ".join(word if word in small else word.capitalize() for word in phrase.split())


def _first(table: dict[str, str], text: str, *, whole: bool = True) -> str | None:
    """The phrase whose key stands first in `text`."""
    end = r"(?:s|['’]s)?\b" if whole else ""
    found = [(m.start(), phrase) for key, phrase in table.items() if (m := compiled(rf"\b{key}{end}").search(text))]
    return min(found)[1] if found else None


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in lexicon("details")["not_items"].items()}
