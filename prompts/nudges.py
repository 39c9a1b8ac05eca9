"""What a message of few words wants of us ourselves, with no matter in it: an answer that is due, or a voice."""

from __future__ import annotations

import re
from typing import Literal

from prompts.people import without_signature
from prompts.text import words

Nudge = Literal["chased", "call"]

_MOST_WORDS = 30
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|hallo|moin|servus|guten (?:tag|morgen|abend)|liebes?|sehr geehrte)\b"
    r"(?! (?:is|are|any)\b)(?: (?:there|again|all|team|support|zusammen|nochmals?|damen und herren)){0,2}[,.!]+\s+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_POLITE = r"(?:please|pls|bitte|just|mal|doch|now|jetzt|sofort|endlich|finally|urgently|dringend|kindly|so)"
_FILLER = re.compile(
    r"(?:thanks?|thank you|thx|danke|vielen dank|cheers|please|bitte|regards|best|lg|mfg|(?:viele|liebe|beste) grüße)"
    r"(?: (?:in advance|im voraus|you|again|so much|und (?:viele|liebe) grüße))?",
    re.IGNORECASE,
)
_OFTEN = (
    r"(?:already|before|again|now|once|twice|several times|(?:two|three|four|five|six|ten) times|last (?:week|month)"
    r"|yesterday|(?:\w+ )?(?:days|weeks) ago|schon|bereits|jetzt|nun|mal|einmal|zweimal|dreimal|viermal|\w+ mal"
    r"|mehrfach"
    r"|mehrmals|gestern|letzte woche|vor \w+ (?:tagen|wochen))"
)
_CHASES = re.compile(
    r"(?:so|and|und|also|ok(?:ay)?)?,? ?(?:"
    r"hello|hallo|ping|bump|(?:just )?following up(?: (?:on|with) (?:this|that|my \w+))?"
    r"|(?:just )?(?:checking in|chasing(?: (?:this|you))?)(?: (?:on this|again|up))*"
    r"|(?:is there |are there |have you (?:got |had )?|do you have )?any (?:news|updates?|progress|word|answer|reply)"
    r"(?: (?:yet|please|on (?:this|that|it)|for me|from you))*"
    r"|(?:is )?any(?:body|one)(?: (?:still|even))? (?:there|home|reading this|listening|out there|read(?:ing)? my \w+)"
    r"|(?:i(?:['’]m| am) )?still (?:waiting|nothing|no (?:answer|reply|response|word|news))"
    r"(?: (?:for|on|to) (?:an? |your |any )?(?:answer|reply|response|word|you|hear(?: back)?(?: from you)?))?"
    r"(?: (?:yet|here|from you))*"
    r"|did you (?:even )?(?:get|receive|see|read) my (?:last |previous |first )?(?:message|e-?mails?|mail|question)s?"
    r"|when (?:will|do|can) i (?:hear|get|expect) (?:\w+ ){0,3}?(?:you|back|answer|reply|response|word)"
    r"|where (?:do )?(?:things|we) stand|what(?:['’]s| is) the (?:status|latest)(?: (?:please|on this|here))*"
    r"|why (?:does|is|do) (?:nobody|no one|you not|noone) (?:answer(?:ing)?|repl(?:y|ies|ying)|respond(?:ing)?)(?: me)?"
    r"|why (?:don['’]?t|aren['’]?t) you (?:answer(?:ing)?|reply(?:ing)?|respond(?:ing)?)(?: me)?"
    r"|(?:no ?body|no one) (?:answers|replies|is answering|has answered|got back to me)(?: me)?(?: yet)?"
    rf"|i(?:['’]ve| have) (?:written|e?mailed|messaged|asked|called|rung)(?: to)?(?: you)?(?: {_OFTEN})*"
    r"|(?:gibt es|gibt['’]?s|haben sie|habt ihr)(?: (?:schon|denn|inzwischen|bereits|mal))*"
    r" (?:et)?(?:was|irgendwas|neuigkeiten|neues|einen neuen stand|news|eine antwort|ein update)(?: (?:neues"
    r"|für mich))*"
    r"|(?:schon |irgend)?was neues|neuigkeiten|ist (?:da|dort|hier)(?: (?:noch|überhaupt|denn))* (?:jemand|wer)"
    r"|(?:ich )?(?:warte|hake)(?: (?:immer|noch|noch immer|schon|weiterhin|nochmals?|einmal|lange|nach|mal|hier))*"
    r"(?: auf (?:eine |ihre |eure |die )?(?:antwort|rückmeldung|nachricht|sie|euch))?"
    r"|(?:haben sie|habt ihr) meine (?:letzte |erste )?(?:nachricht|e-?mail|mail|frage)e?n?"
    r" (?:überhaupt )?(?:bekommen|erhalten|gelesen|gesehen)"
    r"|wann (?:höre|bekomme|kriege|kann) ich(?: (?:denn|endlich|mal|wieder))*"
    r" (?:von ihnen|von euch|was|etwas|eine antwort|antwort|rückmeldung|bescheid|mit \w+ \w+)(?: \w+){0,2}"
    r"|wie ist (?:denn )?(?:der|da der) (?:aktuelle )?stand(?: der dinge)?|wie weit (?:sind sie|seid ihr)(?: damit)?"
    r"|warum (?:antwortet|meldet sich)(?: mir| denn)? (?:niemand|keiner|ihr nicht|denn niemand)"
    r"|(?:leider )?(?:immer )?noch (?:keine (?:antwort|rückmeldung)|nichts (?:gehört|bekommen))"
    rf"|ich habe (?:(?:ihnen|euch|{_OFTEN}) )*(?:geschrieben|angerufen|gefragt)"
    r")",
    re.IGNORECASE,
)
_WHO = (
    r"(?:an? |some|any|einem? |einer |jemand(?:em|en)?|irgend)?(?:real |actual |live |echte[nrm] |richtige[nrm] )?"
    r"(?:human(?: being)?|person|body|one|agent|manager|supervisor|operator|mensch(?:en)?|mitarbeiter(?:in)?"
    r"|person|chef(?:in)?|vorgesetzten|berater(?:in)?)?(?: of yours| bei ihnen)?"
)
_CALLS = re.compile(
    rf"(?:(?:can|could|may|will|would) (?:i|you|someone|somebody|anyone|anybody)|i(?:['’]d| would) (?:like|prefer) to"
    rf"|i (?:want|need) to|let me)?(?: ?{_POLITE})*,? ?(?:"
    rf"(?:speak|talk|chat) (?:to|with) {_WHO}"
    r"|(?:call|ring|phone) (?:me|us)(?: (?:back|up|asap|today|tomorrow|soon|on|at|under))*"
    r"|(?:give|get) me (?:a )?(?:call|ring|human|person|real person|somebody real)(?: back)?"
    r"|(?:a )?(?:human|real person|call ?back)(?: please)?"
    rf")(?: {_POLITE})*(?: (?:on|at|under|about this|instead|over the phone|by phone))*"
    r"|are you (?:a )?(?:bot|robot|machine|real(?: person)?|human)|is this a (?:bot|robot|machine|real person)"
    r"|(?:kann|könnte|darf|möchte|will|würde)(?: ich)?(?: gerne?)?(?: bitte| mal| auch)*"
    rf"(?: mit)? {_WHO}(?: am telefon)? (?:sprechen|reden|telefonieren)"
    r"|ich (?:möchte|will|würde|muss)(?: gerne?| bitte| mal| endlich)*"
    rf" mit {_WHO} (?:sprechen|reden|telefonieren)"
    r"|(?:bitte )?(?:rufen sie|ruft|ruf) (?:mich|uns)(?: (?:bitte|doch|mal|einfach|kurz|heute|morgen|dringend"
    r"|unter|zurück|an))*"
    r"|(?:kann|könnte) mich (?:bitte |mal )*(?:jemand|wer)(?: bitte| mal)* (?:zurückrufen|anrufen)"
    r"|(?:können|könnten) sie mich(?: bitte| mal)* (?:zurückrufen|anrufen)"
    r"|(?:ich )?(?:bitte|wünsche|möchte|brauche)?(?: um)?(?: einen)? ?rückruf(?: bitte| erbeten| erwünscht)?"
    r"|(?:sind sie|bist du|ist das|ist hier) (?:ein )?(?:bot|roboter|maschine|mensch|echter mensch)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\+?\(?\d[\d\s()/.-]{4,}\d")


def nudge_in(text: str) -> Nudge | None:
    """What a short `text` asks of us and nothing else: news of what they wrote before, or to talk with somebody."""
    said = _NUMBER.sub(" ", _GREETING.sub("", without_signature(text)))
    if len(words(said)) > _MOST_WORDS:
        return None
    heard = {_heard(part) for part in map(_bare, _SENTENCE.findall(said)) if part and not _FILLER.fullmatch(part)}
    return None if None in heard else "call" if "call" in heard else "chased" if heard else None


def _heard(sentence: str) -> Nudge | None:
    """What a sentence asks of us, be it several things: 'Still no answer, is anybody there?'"""
    if _CALLS.fullmatch(sentence):
        return "call"
    ways = ([sentence], map(_bare, sentence.split(",")))
    return "chased" if any(all(map(_CHASES.fullmatch, parts)) for parts in ways) else None


def _bare(said: str) -> str:
    return said.strip(" ,;:.!?\n–-…")


def names_a_number(text: str) -> bool:
    """Whether a telephone number stands in `text`, or what looks like one."""
    return _NUMBER.search(text) is not None
