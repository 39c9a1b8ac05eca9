"""Whether somebody cancels who writes of it: many keep, change or take back, or were cancelled by us."""

from __future__ import annotations

import re

_CERTAIN = 0.9  # from here on a cancellation is believed without a word for it
# Whoever keeps or changes something cancels nothing, and whoever cancels hardly ever does so without one of these.
_KEEPS = re.compile(
    r"\b(?:confirm|bestätig|paus(?:e|ing|ier)|resched|chang(?:e|ing)|correct|umbuch|verschieb|verleg|änder)", re.I
)
_CANCELS = re.compile(
    r"cancel|terminat|unsubscrib|k(?:ü|ue)ndig|storn|bestell\w* ab|abbestell|abmeld|widerruf|absag|sage? \w+ ab|streich"
    r"|call\w* off|\bnotice\b|(?:clos|delet|end|stop|leav|quit)(?:e|es|ed|ing|ting)?\b|lösch|schließ|austr(?:et|itt)"
    r"|tret\w* aus|beend|nicht (?:mehr )?verläng|opt\w* out|get (?:me )?out",
    re.IGNORECASE,
)
# Whoever stays after all, and whoever has cancelled long since and writes of something else.
_STAYS = re.compile(
    r"\b(?:will|i['’]ll|shall|decided to|going to|i['’]m|happy to|glad to) (?:stay|staying|remain|keep)\b"
    r"|\b(?:withdraw|take back|revoke|cancel|undo) (?:my|our|the) cancellation\b"
    r"|\b(?:zieh|nehm)\w* (?:ich |wir |hiermit )*(?:meine|die|unsere) (?:kündigung|stornierung)\b[^.!?\n]{0,20}\bzurück"
    r"|(?:kündigung|stornierung) (?:wieder |doch )*(?:zurückziehen|zurücknehmen|rückgängig)"
    r"|changed my mind|\bbleiben? (?:ich|wir)\b|\b(?:ich|wir) bleiben?\b(?! auf)|anders überlegt|doch behalten",
    re.IGNORECASE,
)
# Who asks us to cancel nothing: 'Please don't cancel my order.'
_ASKS_TO_KEEP = re.compile(
    r"(?:(?:^|[.!?,;:]\s*|\b(?:please|but|so|and)\s+)(?:please\s+)?(?:do not|don['’]t|never)(?: you dare(?: to)?)?"
    r"|\b(?:do not|don['’]t) (?:want|wish|intend) to|\bnot to) cancel\b"
    r"(?!(?: \w+){0,2} (?:whole|entire|all|everything)\b| (?:all|everything|only|just)\b|[^.!?\n]{0,30}\bbut\b)"
    r"|(?:^|[.!?,;:]\s*|\b(?:bitte|aber|und|also)\s+)(?:stornier|kündig)\w* (?:sie|ihr)"
    r"(?: (?:bitte|mir|uns|(?:mein|unser|das|die|den|es|ihn|sie)\w*(?: \w+)?)){0,3}"
    r" nicht\b(?! (?:nur|die ganze|alles))"
    r"|\b(?:bitte|möchten?|will|wollen)\b[^.!?\n]{0,30} nicht (?:stornieren|kündigen)\b(?! (?:müssen|können))",
    re.IGNORECASE,
)
# But not who cancels in the same breath, …
_CANCELS_NOW = re.compile(
    r"\b(?:please|bitte)\b[^.!?\n]{0,40}(?:cancel(?!lation| (?:my|our|the) cancellation)"
    r"|k(?:ü|ue)ndig(?!ung)|storn(?!ierung))"
    r"(?![^.!?\n]{0,12}rückgängig)"
    r"|(?:ich|wir) (?:\w+ ){0,2}k(?:ü|ue)ndigen?\b|\bk(?:ü|ue)ndige\b|\b(?:storn\w+|kündigen) sie\b"
    r"|(?:^|[.!?:,] ?|so |then )cancel (?:my|our|the|it)(?! cancellation)|until you cancel",
    re.IGNORECASE,
)
# … nor whom we cancelled ourselves.
_WE_CANCELLED = re.compile(
    r"(?<!can )(?<!could )(?<!will )(?<!would )(?<!please )(?<!did )(?<!if )(?<!should )"
    r"\b(?:you|they)(?:['’]ve| have)? (?:just |then |now |simply )*cancell?ed\b"
    r"|\b(?:then|now) (?:you|they) cancel\b"
    r"|\b(?:sie|ihr) (?:haben|habt)\b(?:(?!\bnicht\b)[^.!?\n]){0,50}\bstorniert\b",
    re.IGNORECASE,
)
_HAS_CANCELLED = re.compile(
    r"\b(?:already|long since|have|had|i['’]ve) cancell?ed\b|\bcancell?ed (?:\w+ ){0,3}(?:in|on|last|back in|since)\b"
    r"|\b(?:bereits|schon|längst) gekündigt\b|\bgekündigt habe\b|\b(?:habe|hatte|hab) [^.!?\n]{0,40}\bgekündigt\b",
    re.IGNORECASE,
)


def cancels_nothing(text: str, likely: float, *, is_about_money: bool) -> bool:
    """Whether `text`, `likely` a cancellation (0 to 1) by what was learned, is none by its words; one done long
    since is none where it `is_about_money`."""
    if not _CANCELS.search(text) and (_KEEPS.search(text) or likely < _CERTAIN):
        return True
    rest = _ASKS_TO_KEEP.sub(" ", text)
    stays = (rest != text or _STAYS.search(text) is not None) and not _CANCELS_NOW.search(rest)
    return stays or _WE_CANCELLED.search(text) is not None or (is_about_money and bool(_HAS_CANCELLED.search(text)))
