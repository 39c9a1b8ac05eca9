"""The hours in which a shop, an office or a hotline is open: a reply that names them promises nothing by then."""

from __future__ import annotations

import re

_PLACE = (
    r"\b(?:shops?|stores?|offices?|hot-?line|help ?desk|service desk|switchboard|phone lines?|showroom|branch|counter"
    r"|(?:customer )?(?:service|support)(?: team)?|laden|läden|geschäfte?|filialen?|büros?|service-?hotline"
    r"|kundenservice|kundendienst|telefonzentrale|rezeption)\b"
)
_IS = r"(?:[’']re\b|[’']s\b|\s(?:are|is|will be|stays?)\b)"
_OPEN = r"(?:open|closed|available|reachable|staffed|here|there|in)\b(?! to (?:call|tell|write|send))"
_OFFEN = r"(?:offen|geöffnet|(?:auf|zu)(?=\W*$)|geschlossen|erreichbar|besetzt|(?:für (?:sie|dich|euch) )?da)\b"
_HOURS = re.compile(
    r"\b(?:(?:opening|business|office|service) hours|(?:öffnungs|geschäfts|service|sprech)zeiten)\b"
    rf"|{_PLACE}(?: team)?{_IS}(?: \w+)? {_OPEN}"
    rf"|{_PLACE}(?: (?:only|always|usually|already|again))? (?:opens|closes)\b"
    rf"|\bwe{_IS}(?: \w+)? (?:open|closed|available|reachable|(?:here|there) for you)\b"
    r"|\bwe (?:open|close)(?= (?:again|daily|every|at|on|from|until|till|tomorrow|today|mon|tue|wed|thu|fri|sat|sun))"
    rf"|\byou can (?:reach|call|ring|phone) (?:us|our {_PLACE})"
    rf"|{_PLACE}[^.;!?]{{0,20}} (?:ist|sind|hat|haben)\b[^.;!?]{{0,100}} {_OFFEN}"
    rf"|{_PLACE} (?:öffnet|öffnen|schließt|schließen)\b"
    rf"|\b(?:wir (?:sind|haben)|(?:sind|haben) wir)\b[^.;!?]{{0,100}} (?:offen|geöffnet|geschlossen|erreichbar"
    r"|für (?:sie|dich|euch) da)\b"
    r"|\b(?:sie erreichen|du erreichst|erreichen sie|erreichst du) (?:uns|unser\w*)\b",
    re.IGNORECASE,
)
# What somebody does, as no opening hours say it: then the time is asked about, or heard as a promise.
_DOES = re.compile(
    r"\b(?:i|we)(?:[’']ll| will)\b(?! be (?:open|closed|available|reachable|here|there))"
    r"|\bwill (?:call|ring|phone|tell|write|send|e-?mail|answer|reply|get back|come back|let you know|update)\b"
    r"|\byou(?:[’']ll| will) (?:have|hear|get|receive|know)\b"
    r"|\b(?:ich|wir) (?:werden?|rufen?|melden?|schreiben?|schicken?|senden?|sagen?|geben?|antworten?|informieren?)\b"
    r"|\b(?:werden?|rufen?|melden?|schreiben?|schicken?|senden?|sagen?|geben?|antworten?) (?:ich|wir)\b"
    r"|\b(?:rufen?|meldet?|schreiben?|schicken?|antworten?)\b[^.;!?]{0,100} (?:an|uns|mich|ihnen|dir|euch|zurück)\b",
    re.IGNORECASE,
)
_PART_ENDS = re.compile(r"[;.!?](?=\s)|,?\s(?:and|but|so|then|und|aber|dann)\s", re.IGNORECASE)


def are_told(sentence: str, start: int, end: int) -> bool:
    """Whether the time from `start` to `end` of a sentence says when somewhere is open, and no more than that."""
    begins = max((found.end() for found in _PART_ENDS.finditer(sentence, 0, start)), default=0)
    behind = _PART_ENDS.search(sentence, end)
    part = sentence[begins : behind.start() if behind else len(sentence)]
    return bool(_HOURS.search(part)) and not _DOES.search(part) and not _goes_on(sentence[len(part) + begins :])


def _goes_on(rest: str) -> bool:
    """Whether what follows says what the same people do: '… until 6 and will call you'."""
    return bool(
        re.match(r",?\s(?:and|und|then|dann)\s+(?:then |dann )?(?:will|call|ring|write|rufen?|melden?)\b", rest, re.I)
    )
