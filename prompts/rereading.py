"""A reading, once more is known of the message than its words: figures of speech, bookings, nods and good news."""

from __future__ import annotations

import re
from dataclasses import replace

from prompts.arrivals import merely_asks_when
from prompts.brief import TROUBLES, Feeling, Matter
from prompts.details import Details
from prompts.mail import Message
from prompts.misheard import matter_meant
from prompts.people import without_signature
from prompts.questions import merely_asks
from prompts.reading import TROUBLED, Reading, is_hurtful, read
from prompts.settled import is_glad_news, is_mock_praise
from prompts.text import words
from prompts.thanked import is_a_nod

# 'Size 43 please' asks for something, but nobody can tell whether anything comes back.
_A_SIZE = re.compile(r"\b(?:size|größe|gr\.?) ?\w{1,4}\b|\b\d{2}\b", re.IGNORECASE)
_SENDS_BACK = re.compile(
    r"return|send|sent|back|exchang|swap|\btoo\b|\bfit|wrong|instead|\bnot\b|n['’]t\b|retour|rück|tausch|zurück"
    r"|\bpass|\bzu\b|falsch|statt|widerruf|nicht",
    re.IGNORECASE,
)
_FEW = 6
# Whoever only asks how, or until when, has cancelled nothing yet.
_ASKS_HOW_IT_ENDS = re.compile(
    r"\W*(?:(?:hi|hello|hey|hallo|guten tag)(?: there)?\W+)?"
    r"(?:how|(?:can|could|may) (?:i|we)|until|till|by when|when|what"
    r"|is it|wie|kann (?:ich|man)|können wir|darf ich|bis wann|wann|was"
    r"|ist es)\b[^.!?\n]*\?\W*(?:thanks?|thank you|danke|vielen dank)?\W*",
    re.IGNORECASE,
)
# Whoever still has not got what they wait for praises nothing, …
_STILL_WITHOUT = re.compile(
    r"\bstill (?:no|without|waiting for|not (?:got|had|received|seen))(?: \w+){0,3}? (?:parcel|package|order|delivery"
    r"|refund|money|answer|reply|response|invoice|receipt|label|confirmation|call|part|replacement|appointment|internet|connection|signal"
    r"|heating|water|power|electricity|access|news(?! is good)|word)\b"
    r"|\b(?:immer noch|noch immer|schon wieder) (?:kein\w*|ohne|nichts von)(?: \w+){0,2}? (?:paket|bestellung|lieferung"
    r"|ware|erstattung|geld|gutschrift|antwort|rückmeldung|nachricht|rückruf|rechnung|quittung|etikett|bestätigung"
    r"|ersatz\w*|termin|internet|netz|empfang|heizung|wasser|strom|zugang)\b",
    re.IGNORECASE,
)
# … and what is to come back in stock is nothing that they return, unless something of theirs is.
_IN_STOCK_AGAIN = re.compile(
    r"\bback in (?:stock|store)\b|\b(?:one|size|colou?r|model|version)s? (?:\w+ ){0,2}be back\b"
    r"|\bwieder (?:lieferbar|erhältlich|vorrätig)\b",
    re.IGNORECASE,
)
_IS_THEIRS = re.compile(
    r"\b(?:return\w*|exchang\w+|swap\w*|refund\w*|send|broken|faulty)\b|kaputt|defekt|zurück|tausch|retour"
    r"|erstatt|\bfit\b|pinch|passt nicht",
    re.IGNORECASE,
)
_COMPLAINS = ("angry", "disappointed", "sad")
# Without any of these, what they write of their booking is a wish, and nobody waits.
_WAITING = re.compile(
    r"\b(?:still|yet|late|delay\w*|wait\w*|overdue|chas\w+|never|no(?:body| one)|not|noch|warte\w*|gewartet|spät\w*"
    r"|verspät\w*|verzöger\w*|überfällig|nie(?:mand)?|nicht|kein\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
# What people say of a matter as often as of themselves: whether they are in danger, the rest of the message tells.
_AT_A_LOSS = re.compile(
    r"\bat (?:my|our) wit['’]?s['’]? end\b|\bat the end of (?:my|our) (?:rope|tether)\b|\bat a (?:complete )?loss\b"
    r"|\b(?:don['’]?t|do not|no longer) (?:really )?know what (?:else )?(?:i can |we can |to "
    r"|i should )?do(?: any ?more)?\b|\bmit (?:meinem|unserem) latein am ende\b|\bwei(?:ß"
    r"|ss)\b[^.!?\n]{0,20}?\bnicht (?:mehr )?(?:weiter|ein noch aus)\b|\bwei(?:ß"
    r"|ss)\b[^.!?\n]{0,20}?\bnicht(?: mehr)?,? was (?:ich|wir) (?:\w+ )?(?:tun|machen) (?:soll|sollen|kann|können)\b",
    re.IGNORECASE,
)


def reading_of(text: str, felt: Feeling | None = None) -> Reading:
    """What `text` is about and how it is felt, where 'I'm at my wit's end' alone is despair about a matter."""
    reading = read(text, felt)
    rest = _AT_A_LOSS.sub(" ", text)
    if reading.sensitive != "harm" or reading.despair or rest == text:
        return reading
    other = read(rest, felt)
    return replace(reading, sensitive=other.sensitive, plainly=other.plainly)


def as_told(reading: Reading, details: Details, message: Message, about: Matter | None = None) -> Reading:
    """The reading, once more is known; where a person said what it is `about`, that stays. A feeling that was only read
    and does not go with it, as joy with a trouble or anger with praise, is then none that we know of."""
    told = _reread(reading, details, message)
    if about is None:
        return told
    is_odd = (about in TROUBLES and told.feeling == "happy") or (about == "praise" and told.feeling in TROUBLED)
    is_unknown = is_odd and told.confidence < 1 and told.sensitive is None
    feeling: Feeling = "neutral" if is_unknown else told.feeling
    return replace(told, feeling=feeling, matter=about, hurtful=is_hurtful(feeling, about))


def _reread(reading: Reading, details: Details, message: Message) -> Reading:
    """The reading, but for what a message tells apart from how likely its words are.

    'ok' and mockery are no praise, nor is what somebody still waits for; good news is no complaint. What comes back in
    stock is no return, and a size alone returns nothing. Whoever asks where the invoice lies was not charged wrongly,
    whoever asks how to cancel has not cancelled yet, whoever asks only when something comes tells of no delay, and who
    is charged after cancelling, or whose invoice never came, writes about money. Nobody waits for a booking of which
    they only say what they wish. What a few plain words mean is believed. Where a person said how it is felt, that
    stays.
    """
    was_said = reading.confidence == 1
    if is_a_nod(message.text):
        nod = replace(reading, matter="other", hurtful=False)
        return nod if was_said else replace(nod, feeling="neutral")
    if not was_said and reading.matter == "praise" and is_mock_praise(message.text):
        return replace(reading, feeling="angry", matter="other", hurtful=True)
    if not was_said and reading.sensitive is None and is_glad_news(message.text):
        return replace(reading, feeling="happy", matter="praise", hurtful=False)
    if not was_said and reading.matter == "praise" and _STILL_WITHOUT.search(message.text):
        return replace(reading, feeling="disappointed", matter="other", hurtful=True)
    if reading.matter == "return" and _IN_STOCK_AGAIN.search(message.text) and not _IS_THEIRS.search(message.text):
        return replace(reading, matter="praise" if reading.feeling == "happy" else "question", hurtful=False)
    if (meant := matter_meant(message.text, reading.matter)) is not None:
        return replace(reading, matter=meant, hurtful=is_hurtful(reading.feeling, meant))
    is_calm = reading.feeling not in _COMPLAINS
    if reading.matter == "billing" and is_calm and merely_asks(message.text):
        return replace(reading, matter="question", hurtful=False)
    if reading.matter == "late" and is_calm and not was_said and merely_asks_when(without_signature(message.text)):
        return replace(reading, feeling="curious", hurtful=False)
    if reading.matter == "cancellation" and is_calm and _ASKS_HOW_IT_ENDS.fullmatch(message.text):
        return replace(reading, matter="question", hurtful=False)
    if reading.matter in ("cancellation", "other") and details.fault == "cancelled":
        return replace(reading, matter="billing", hurtful=True)
    if (reading.matter == "other" or (reading.matter == "late" and not details.item)) and details.fault == "unsent":
        return replace(reading, matter="billing")
    few = len(words(message.text)) <= _FEW
    if reading.matter == "return" and few and _A_SIZE.search(message.text) and not _SENDS_BACK.search(message.text):
        return replace(reading, matter="other", hurtful=reading.feeling in ("angry", "disappointed"))
    if reading.matter != "late" or not details.booked or _WAITING.search(message.text):
        return reading
    return replace(reading, matter="other", hurtful=reading.feeling in ("angry", "disappointed"))
