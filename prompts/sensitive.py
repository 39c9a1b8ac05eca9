"""What one slows down for in a message: what its signs tell, and what stands between the lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import cast, get_args

from prompts.brief import Sensitive
from prompts.text import bounded, fold
from prompts.wordlists import lexicon

SPOKEN_OF, MEANT, PLAIN, NAMED, HEARD, OUTWEIGHS = 0.4, 0.27, 0.5, 0.6, 0.1, 2
"""How likely it must be that something hurts where no sign tells it, and the likeliest of what it may be; how likely
that somebody is in their account or data; how likely what hurts must be to be named; how likely what a sign tells, as
kettles die too; and how many times likelier something else must be: 'we came home from the clinic without the baby' is
no illness. It is better to slow down for nothing than to be brisk with the bereaved."""
_CERTAIN_SIGNS = frozenset(("despair", "harm"))
_THEIR_DATA = re.compile(
    r"data|daten|details|angaben|information|gdpr|dsgvo|privacy|datenschutz|personal|persönlich|address|adress"
    r"|anschrift|profil|somebody|someone|another|else|fremd|ander(?:e[nrms]?|n)\b",
    re.IGNORECASE,
)
_HURTS: tuple[Sensitive, ...] = ("bereavement", "illness", "discrimination", "harm")

# Which sign tells which sensitive matter, the most urgent first.
_SENSITIVE: tuple[tuple[Sensitive, str], ...] = (
    ("harm", "despair"),
    ("harm", "harm"),
    ("harm", "danger"),
    ("bereavement", "loss"),
    ("discrimination", "discrimination"),
    ("illness", "illness"),
    ("takeover", "takeover"),
    ("privacy", "privacy"),
)

# Whoever only tells us a new address of their own, or asks us to put it right.
_OWN_ADDRESS = re.compile(
    r"\b(?:my|our|the|an?|new|mein\w*|unser\w*|neue\w*|die) (?:\w+ )?\w*(?:address|adresse|anschrift)\b", re.IGNORECASE
)
_NEW = re.compile(
    r"\b(?:change[ds]?|changing|update|correct|new|mov(?:ed?|ing)|ändern?|geändert|ändert|umgezogen|ziehen?|umzug|neue\w*"
    r"|aktualisier\w*|korrigier\w*)\b",
    re.IGNORECASE,
)
# Whose data went to somebody else, whatever is new of them.
_SOMEBODY_ELSE = (
    r"(?:my (?:\w+[ -]){0,2}?(?:ex(?:-\w+)?|husband|wife|partner|boyfriend|girlfriend|stalker|landlord|boss|employer"
    r"|neighbou?r|mother|father|brother|sister|son|daughter|family|friend)s?|an? (?:\w+ )?(?:stranger|man|woman|caller"
    r"|company|third party)|strangers|third parties|some(?:one|body)|any(?:one|body)|(?:an)?other customers?|him|her"
    r"|them|advertisers|dritte\w*|fremde\w*|jemand\w*|mein\w* (?:ex\w*(?:-\w+)?|mann|frau|nachbar\w*|vermieter\w*"
    r"|chef\w*)|andere\w* (?:kunden|leute\w*|firma|firmen))"
)
_THEIRS = r"(?:address|number|data|details|e-?mail|adresse|anschrift|nummer|daten)"
_GIVEN = r"(?:give|gave|given|giving|told|tell|leaked|shared|passed|sold|disclosed|revealed|handed|forwarded|sent)"
_NOT_BY_THEM = r"(?<!\bi )(?<!\bi have )(?<!\bi['’]ve )(?<!\bwe )"
_PASSED_ON = re.compile(
    rf"{_NOT_BY_THEM}\b{_GIVEN} (?:on |out )?(?:\w+ ){{0,6}}?{_THEIRS}\b[^.!?]{{0,20}}?"
    rf" (?:to|with) {_SOMEBODY_ELSE}\b"
    rf"|{_NOT_BY_THEM}\b(?:gave|given|told|sent|showed) {_SOMEBODY_ELSE} (?:\w+ ){{0,4}}?"
    rf"{_THEIRS}\b"
    rf"|\b(?!ich\b)\w+ (?:hat|haben|habt)\b[^.!?]{{0,60}}\b{_THEIRS}\b[^.!?]{{0,20}}\b{_SOMEBODY_ELSE}\b[^.!?]{{0,20}}"
    r"\b(?:weiter|heraus|raus|preis)?(?:gegeben|geleitet|gesagt|verraten|genannt|verkauft)\b"
    rf"|\b(?!ich\b)\w+ (?:hat|haben|habt)\b[^.!?]{{0,40}}\b{_SOMEBODY_ELSE}\b[^.!?]{{0,20}}\b{_THEIRS}\b[^.!?]{{0,20}}"
    r"\b(?:weiter|heraus|raus|preis)?(?:gegeben|geleitet|gesagt|verraten|genannt|verkauft)\b",
    re.IGNORECASE,
)
# Whoever was taken in: what was not ours, and what they gave it.
_FAKE = re.compile(
    r"\bphish|\bscammers?\b|\bfell for\b|\bfraud(?:ster|ulent)|\b(?:scam|fake|false|bogus) (?:web)?(?:site|page"
    r"|e?-?mail|text|link|shop|call)|looked like (?:it came from )?(?:you|yours)\b|wasn['’]t (?:from )?you\b"
    r"|gefälscht|betrugs|falsche\w* (?:mail|seite|sms)|gar nicht von (?:ihnen|euch)",
    re.IGNORECASE,
)
_GAVE = re.compile(
    r"\b(?:typed|entered|gave|given|put|filled|sent|clicked|read (?:him|her|them|out))\b|eingegeben|eingetippt"
    r"|geklickt|angeklickt|weitergegeben|vorgelesen|überwiesen|geschickt",
    re.IGNORECASE,
)
# They gave it nothing, or nearly did.
_NOT_QUITE = re.compile(
    r"\b(?:nearly|almost|fast|beinahe|never|not|nichts?|nie|kein\w*)\b[^.,;!?]{0,60}$|n['’]t\b[^.,;!?]{0,20}$",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"[^.,;!?]{0,12}\b(?:nothing|nichts)\b", re.IGNORECASE)

# Days that are kept for mothers and fathers, and speak of no bereavement, and things that die.
_DAYS = re.compile(r"\b(?:mother|father|parent|grandparent)(?:['’]s|s['’]?) day\b|\b(?:mutter|vater)tag\w*", re.I)
_THING_DIED = re.compile(
    r"(?<!im )(?<!am )(?<!vom )(?<!beim )(?<!dem )(?<!in the )(?<!on the )(?<!at the )(?<!by the )"
    r"(?P<thing>\b(?:\w*(?:drucker|telefon|handy|akku|batterie|laptop|rechner|computer|fernseher"
    r"|gerät|maschine|mixer|kocher|auto|toaster|schrank|router|tablet|kamera|lampe|föhn|motor|display)|phone|battery"
    r"|laptop|computer|tv|machine|kettle|car|toaster|fridge|router|tablet|camera|lamp|engine|screen|printer|\w*washer"
    r"|blender|mixer|drive|pump|feeder|watch|dryer|oven|heater|boiler|mower|vacuum|freezer|speaker|headphones|earbuds"
    r"|console|keyboard|mouse|monitor|server|app|website|connection|bulb|charger|flowers?|plants?|roses|bouquet"
    r"|sim(?: card)?|line|landline|(?:phone )?number|hedge|lawn|blumen|rosen|pflanzen?|strauß)"
    r"(?: (?:that |which )?(?:i|we|you) (?:\w+ )?(?:bought|ordered|got|purchased|received|sold|sent|delivered)"
    r"(?: me| us)?(?: (?:(?:from|at) (?:you|your \w+)|last \w+|yesterday|today|in \w+))*)?"
    r"(?: (?:is|are|been|were|came|arrived|kamen|waren|has|was|finally|also|then"
    r"|just|suddenly|now|completely|ist|war|mir|plötzlich|jetzt|ganz|schon|heute"
    r"|gestern)){0,3} )(?:(?P<german>gestorben|tot)|died|dead|passed away)\b",
    re.IGNORECASE,
)
# Where nobody but they themselves is spoken of, nobody else is in their account.
_SOMEBODY = re.compile(
    r"some(?:one|body)|strang|\belse\b|hack|stole|\bthey\b|not me\b|n['’]t me\b|changed|codes?\b|order|withdr"
    r"|transfer|spent|jemand|fremd|unbekannt|gestohlen|geklaut|nicht von mir|ich war das nich|geändert|umgestellt"
    r"|bestell|abgebucht|überw|gekauft|bought|scam|fake|fraud|betrug|phish",
    re.IGNORECASE,
)
# What is said where nobody died at all.
_FIGURES = re.compile(
    r"\b(?:vor (?:lachen|scham|langeweile|peinlichkeit|neugier) (?:\w+ )?gestorben"
    r"|(?:ich|wir) (?:\w+ ){0,3}vor hunger (?:\w+ )?gestorben"
    r"|(?:(?:nearly|almost) )?died (?:laughing|of (?:laughter|boredom|shame|embarrassment)"
    r"|when (?:i|we) (?:saw|read|opened|heard))|zum sterben (?:gut|schön|langweilig"
    r"|lecker)|baby(?= ?monitor| ?phone)"
    r"|(?:nearly|almost) had a heart attack|heart attack when (?:i|we) (?:saw|read|opened|got)"
    r"|(?:could|would|i['’]d) kill (?:(?:some|any)(?:one|body) )?for (?=an?\b|some\b|th)"
    r"|shoot (?:you|him|her|them) (?:an?|another|over an?) (?:quick |short )?(?:e-?mail|mail|message|text|line|note|dm"
    r"|photo|picture)|i(?:['’]m| am|['’]ll| will| could| might)(?: (?:just|really|gonna|(?:going|about) to)){0,2}"
    r" (?:explode|blow up)(?! (?:the|your)\b)|(?:are|is|['’]re) (?:all )?dead to (?:me|us)"
    r"|(?:seid|bist|sind) (?:\w+ ){0,2}für (?:mich|uns) gestorben|für (?:mich|uns) (?:seid|sind) (?:\w+ ){0,2}gestorben"
    r"|gave me a heart attack|fast (?:\w+ ){0,2}herzinfarkt|lost (?=(?:my|our) \w+['’]s \w))\b",
    re.IGNORECASE,
)
# What may hurt somebody by itself.
_MAY_HURT = re.compile(
    r"\b(?:steps?|stairs?|ladder|railings?|shel(?:f|ves)|chairs?|stool|bed|bunk|cot|swing|slide|seat|brakes?|wheels?"
    r"|wires?|cables?|plugs?|sockets?|battery|charger|kettle|heater|oven|glass|screws?|gate|door|lift|elevator|floor|ice"
    r"|wobbl\w*|loose|sharp|slip\w*|trip\w*|collaps\w*|fall\w*|tip\w*|sparks?|shocks?|gas|fumes|unsafe|danger\w*"
    r"|hazard\w*|recall\w*|treppe|stufen?|leiter|geländer|regal\w*|stuhl|hocker|bett|schaukel|rutsche|sitz|bremsen?"
    r"|rad|kabel|stecker|steckdose|akku|ofen|glas|scherben|schrauben?|tor|tür|aufzug|boden|wackel\w*|locker|scharf\w*"
    r"|rutsch\w*|stolper\w*|kipp\w*|stürz\w*|funken|gefährlich\w*|gefahr|scooter|bikes?|bicycle|prams?|buggy|stroller"
    r"|trampoline|spring|handlebars?|forks?|helmets?|harness|straps?|nails?|blades?|saw|alarms?|detectors?"
    r"|pager|pumps?|insulin|oxygen|medicines?|medication|pills|tablets|ventilator|defibrillator|hospital|drove"
    r"|driving|raced|speed\w*|snap\w*|crack\w*|brok\w*|leak\w*|smok\w*|overheat\w*|came off"
    r"|roller|fahrrad\w*|kinderwagen|trampolin|feder|lenker|gabel|helm|gurt\w*|nägel|klinge\w*|säge|\w*melder|insulin\w*|sauerstoff\w*|\w*pumpe|medikament\w*"
    r"|tabletten|krankenhaus|klinik|fährt|fuhr|rast|raste|brech\w*|brich\w*|\w*gebrochen|(?:fix|repair|mend|replace|recall"
    r"|secure|check) (?!this (?:mess|problem|issue|now|today)\b)(?:the|your|this|that|these|those|my|our) \w+"
    r"|(?:if|when|once) you (?:touch|use|open|sit|lean|step|plug|pull|press|lift|climb|ride|turn|drop)\w*)\b",
    re.IGNORECASE,
)
# What they ask of us, or else.
_OR_ELSE = re.compile(
    r"\b(?:unless|otherwise|or (?:else|someone|somebody|people|there|i(?:['’]ll| will))"
    r"|if (?:nobody|no one|nothing)"
    r"|(?:if|until) (?:you|i|we|this|that|it|(?:my|the) (?:\w+ )?(?:refund|money|parcel|package|order|problem))\b"
    r"[^.,!?]{0,20}?(?:\b(?:not|never|cannot|ignor\w*|refus\w*)|\w+n['’]?t)"
    r"|sonst|ansonsten|oder (?:jemand|ich|es)|es sei denn"
    r"|(?:wenn|falls|solange) (?:ihr|sie|ich|wir|das|dies|es|mein\w* (?:geld|paket|bestellung|erstattung))\b"
    r"[^.!?]{0,40}?\b(?:nicht|kein\w*))\b",
    re.IGNORECASE,
)
_ONE_OF_US = re.compile(
    r"\b(?:you(?: all)?(?:['’]?re| are|['’]?ll| will)|(?:one of you|your (?:staff|drivers?|people))"
    r"(?:['’]s| is| are| will)?|einer von euch)\b[^.!?]{0,30}"
    r"\b(?:hurt|injured|killed|die|verletzt|zu schaden|sterben|dran glauben|getötet)\b",
    re.IGNORECASE,
)
_EXPECTING = re.compile(r"\bpregnan|\bschwanger|\bexpecting\b", re.IGNORECASE)


def in_earnest(text: str) -> str:
    """`text` less what only sounds as if somebody had died: the days for mothers and fathers, figures of speech, and
    things that do."""
    text = _FIGURES.sub(" ", text)
    return _THING_DIED.sub(lambda it: it["thing"] + ("kaputt" if it["german"] else "broken"), _DAYS.sub(" ", text))


def sensitive_matter(likely: Mapping[str, float], signs: Collection[str], text: str) -> tuple[Sensitive | None, bool]:
    """What a sign in `text` tells and the words do not deny, the most urgent first; else what stands between the lines.
    And whether that is plain enough to be named.

    `likely` is how likely each sensitive matter is, 0 to 1, and `none` of them.
    """
    softly = _said_softly(text)
    if softly.intersection(("despair", "danger")) or threatens(text):
        return "harm", True
    told = _told(likely, signs, softly, text)
    return ("harm", True) if told[0] is None and "warning" in softly else told


def _told(
    likely: Mapping[str, float], signs: Collection[str], softly: Collection[str], text: str
) -> tuple[Sensitive | None, bool]:
    """The same of a message that nobody is harmed in."""
    signs = {*signs, "takeover"} if _was_taken_in(text) else signs
    told = ((kind, sign) for kind, sign in _SENSITIVE if sign in signs)
    plain = next((kind for kind, sign in told if sign in _CERTAIN_SIGNS or likely[kind] >= HEARD), None)
    meant = cast(Sensitive, max(get_args(Sensitive), key=lambda kind: likely[kind]))
    if plain is not None:
        outweighed = not _CERTAIN_SIGNS.intersection(signs) and likely[meant] > OUTWEIGHS * likely[plain]
        return (meant, likely[meant] >= NAMED) if outweighed else (plain, True)
    if "loss" in softly:
        return "bereavement", False
    if "discrimination" in softly:
        return "discrimination", True
    if meant in _HURTS:
        is_well = meant == "illness" and _EXPECTING.search(text) is not None
        hurts = not is_well and sum(likely[kind] for kind in _HURTS) >= SPOKEN_OF and likely[meant] >= MEANT
        return (meant, likely[meant] >= NAMED) if hurts else (None, False)
    theirs = _SOMEBODY if meant == "takeover" else _THEIR_DATA
    if meant == "privacy" and _NEW.search(text) and not _PASSED_ON.search(text):
        text = _OWN_ADDRESS.sub(" ", text)
    return (meant, True) if likely[meant] >= PLAIN and theirs.search(text) else (None, False)


def despairs(text: str) -> bool:
    """Whether `text` says softly that they may be about to harm themselves."""
    return "despair" in _said_softly(text)


def threatens(text: str) -> bool:
    """Whether `text` threatens somebody in words that no sign knows: also that somebody will be hurt who is one of us,
    or unless we do something, where it names nothing that may hurt them."""
    softly = _said_softly(text)
    if "threat" in softly:
        return True
    is_meant = _OR_ELSE.search(text) is not None or _ONE_OF_US.search(text) is not None
    return "warning" in softly and is_meant and not _MAY_HURT.search(text)


@lru_cache(maxsize=64)
def _said_softly(text: str) -> frozenset[str]:
    folded = fold(text, without_markup=True).text
    return frozenset(name for name, pattern in _soft_words().items() if pattern.search(folded))


@cache
def _soft_words() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(map(bounded, said))) for name, said in lexicon("sensitive").items()}


def _was_taken_in(text: str) -> bool:
    """Whether they gave something to what was not ours."""
    gave = (m for m in _GAVE.finditer(text) if not _NOT_QUITE.search(text[: m.start()]))
    return _FAKE.search(text) is not None and any(not _NOTHING.match(text[m.end() :]) for m in gave)
