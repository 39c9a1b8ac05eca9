"""Whether what a message tells of is over and well: a cancellation or a return that is done, good news, or mockery."""

from __future__ import annotations

import re

# A cancellation is done where they say so; a return where nobody wants, sends or brings anything any more.
_CANCELLED = re.compile(
    r"\bcancell?ed\b(?! (?:my|our|it|the)\b.*\b(?:so|but|refund|still)\b)|\b(?:thanks?"
    r"|thank you)\b[^.!?\n]{0,20}\bcancell?ing\b|\b(?:storno|stornierung|stornieren"
    r"|kündigung)\b[^.!?\n]{0,20}\b(?:hat|ging|war|bestätigt|klick|erledigt|durch)\b|\b(?:danke"
    r"|dank)\b[^.!?\n]{0,25}\b(?:stornierung|storno|kündigung|absage)\b",
    re.IGNORECASE,
)
_WANTS_IT_BACK = re.compile(
    r"\bplease\b|\bpls\b|\bbitte\w*|\bhereby\b|\bhiermit\b|\bsend(?:ing)?\b|\b(?:go|goes|going|coming|comes) back\b"
    r"|\b(?:i|we)(?:['’]d| would| want| need| have to| must|['’]m| am|['’]re| are| will|['’]ll)\b|\bcan (?:i|we)\b"
    r"|\bmöcht\w+|\bwürd\w+|\bwollen\b|\bwill\b|\bmuss\b|\bmüssen\b|\bdarf ich\b|\bkann ich\b|\bkönn\w+\b|\babhol\w*"
    r"|\babgeholt\b|\bschicke?\b|\bsende\w*\b|\bbringe?\b|\b(?:geht|gehen|kommt|kommen) (?:\w+ )?(?:zurück|retour)\b",
    re.IGNORECASE,
)
_MOST_OF_NEWS = 25
_WENT = re.compile(
    r"\b(?:return|refund|exchange|swap|cancellation|rückgabe|rücksendung|retoure|umtausch|storno|stornierung"
    r"|kündigung|erstattung|geld)\b[^.!?]{0,30}\b(?:was|went|came|arrived|is in|is back|through|worked|hat|lief|ging"
    r"|war|ist|da|angekommen|geklappt|durch)\b|\btaking .{1,30} back\b|\btook .{1,30} back\b|\bit held\b",
    re.IGNORECASE,
)
_WELL = re.compile(
    r"\b(?:reibungslos|geklappt|(?:top|super)(?=\W*$|[.!,;]| (?:schnell|funktioniert|gelaufen|einfach|unkompliziert"
    r"|easy|fast|quick|smooth))|klasse|prima|spitze|easy|smooth\w*|without (?:any )?fuss|no fuss|perfekt|perfectly)\b",
    re.IGNORECASE,
)
_CLOUDED = re.compile(
    r"\?|\b(?:for nothing|für nichts|short|half|less|weniger|someone|somebody|else|ignored|disaster|verschwunden"
    r"|jemand\w*|fremd\w*|slow\w*|complicated|kompliziert|umständlich|nervig|mühsam|months?|monaten?|monate|old"
    r"|alten?|altes|refus\w*|reject\w*|denied|declined|abgelehnt|verweigert|weg|gone|hiermit|hereby|refund me"
    r"|cancel (?:my|it|the|us)|to be|geht also|also|so|claim\w*|but|aber|not|nicht|kein\w*|no (?:answer|money|refund"
    r"|sign)|never|nie|still|yet|noch|wieder|again|only|nur|just need|need|brauch\w*|please|bitte|wann|when|late"
    r"|spät\w*|kaputt|broken|wrong|falsch\w*|leider|unfortunately|finally|endlich|oh|ah|another|third|dritte\w*|weeks"
    r"|wochen|want|will|möcht\w+|would|like to|how|wie)\b|n['’]t\b|\.\.\.|…",
    re.IGNORECASE,
)
# '… but now it's all fine': whatever it was is over, and nothing but thanks and a name follow.
_ALL_FINE_NOW = re.compile(
    r"\b(?:but|and) (?:now|by now) (?:(?:it|everything|all)(?:['’]s| is)|we(?:['’]re| are)) (?:all )?"
    r"(?:fine|good|well|ok(?:ay)?|sorted|resolved|settled|perfect|great|working)"
    r"|\b(?:aber|und|doch) (?:jetzt|nun|inzwischen|mittlerweile)"
    r" (?:(?:passt|klappt|funktioniert|läuft) (?:wieder )?alles"
    r"|ist alles (?:wieder )?(?:gut|in ordnung|bestens|super|prima|geklärt|ok(?:ay)?))",
    re.IGNORECASE,
)
_NOTHING_BUT_THANKS = re.compile(
    r"[\s.!,]*(?:(?:(?:many )?thanks|thank you|vielen dank|danke)(?: (?:so much|very much|a lot|again|schön|sehr"
    r"|euch|ihnen)){0,2}[\s.!,]*)?(?:(?<=[\n,])\s*(?-i:[A-ZÄÖÜ])[\w-]+(?: (?-i:[A-ZÄÖÜ])[\w-]+)?\s*)?",
    re.IGNORECASE,
)
_INSULTS = re.compile(
    r"\bjoke of a\b|\b(?:clowns?|muppets?|idiots?|morons?|liars?|thieves|crooks|pathetic|scammers?|useless|saftladen"
    r"|idioten|lügner|betrüger|abzocker|trottel|lachnummer)\b",
    re.IGNORECASE,
)


def is_glad_news(text: str) -> bool:
    """Whether a short `text` plainly tells that all went well: 'Die Rückgabe lief reibungslos, top!'"""
    few = len(text.split()) <= _MOST_OF_NEWS
    went_well = not _CLOUDED.search(text) and bool(_WENT.search(text) and _WELL.search(text))
    return few and (went_well or _is_all_fine_now(text))


def _is_all_fine_now(text: str) -> bool:
    fine = _ALL_FINE_NOW.search(text)
    return fine is not None and _NOTHING_BUT_THANKS.fullmatch(text, fine.end()) is not None and "?" not in text


def is_mock_praise(text: str) -> bool:
    """Whether what sounds like praise insults."""
    return _INSULTS.search(text) is not None


def is_cancelled(text: str) -> bool:
    """Whether `text`, of a cancellation, tells of one that is done."""
    return _CANCELLED.search(text) is not None


def is_returned(text: str) -> bool:
    """Whether `text`, of a return, tells of one that is done."""
    return _WANTS_IT_BACK.search(text) is None
