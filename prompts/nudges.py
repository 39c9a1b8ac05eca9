"""What a message of few words wants of us ourselves, without a matter: an answer that is due, a voice, or a person."""

from __future__ import annotations

import re
from typing import Literal

from prompts.people import without_signature
from prompts.text import words

Nudge = Literal["chased", "call", "person"]

_MOST_WORDS = 30
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|hallo|moin|servus|guten (?:tag|morgen|abend)|liebes?|sehr geehrte)\b"
    r"(?! (?:is|are|any)\b)(?: (?:there|again|all|team|support|zusammen|nochmals?|damen und herren)){0,2}[,.!]+\s+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_NUMBER = re.compile(r"\+?\(?\d[\d\s()/.-]{4,}\d")
_HELLO = re.compile(r"(?:hello|hallo)(?: (?:hello|hallo))*", re.IGNORECASE)
_POLITE = (
    r"(?:please|pls|bitte|just|mal|doch|now|jetzt|sofort|endlich|finally|urgently|dringend|kindly|so|einfach|kurz)"
)
_WHEN = (
    r"(?:today|tomorrow|asap|soon|heute|morgen|this (?:morning|afternoon|evening)|(?:before|after|at|um|ab|vor|nach)"
    r" \d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|uhr|o['’]clock))?)"
)
# What stands beside it, and wants nothing by itself.
_BESIDE = re.compile(
    r"(?:thanks?|thank you|thx|danke|vielen dank|cheers|please|bitte|regards|best|lg|mfg|(?:viele|liebe|beste) grüße)"
    r"(?: (?:in advance|im voraus|you|again|so much|und (?:viele"
    r"|liebe) grüße))?(?-i:,? [A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)?)?"
    r"|now|jetzt|sofort|asap|nicht mit (?:einem|einer) (?:bot|maschine|roboter|ki)|not (?:to |with )?an? (?:bot"
    r"|machine|robot)"
    r"|(?:second|third|fourth|fifth) time i (?:ask|write)"
    r"|i wrote (?:to you )?on [\w .]{3,20}(?: and again on [\w .]{3,20})?"
    r"|i(?:['’]ve| have)? (?:written|wrote|e?mailed|messaged|asked|called|rang|rung)(?: to)?(?: you)?"
    r"(?: (?:already|before|again|now|once|twice|several times|\w+ times|last (?:week|month)|yesterday"
    r"|(?:\w+ )?(?:days|weeks)"
    r" ago))*"
    r"|ich habe(?: (?:ihnen|euch|schon|bereits|jetzt|nun|mal|einmal|zweimal|dreimal|\w+ mal|mehrfach|mehrmals|gestern"
    r"|letzte woche|vor \w+ (?:tagen|wochen)))* (?:geschrieben|angerufen|gefragt)"
    r"|(?:my (?:phone |mobile )?number is|meine (?:nummer|telefonnummer)(?: ist| lautet)?|tel\w*|mobile?|handy)",
    re.IGNORECASE,
)
_ANSWER = r"(?:(?:an? |your |any |eine |ihre |eure |die )?(?:answer|reply|response|word|antwort|rückmeldung|nachricht))"
_LETTER = r"(?:message|e-?mails?|mails?|question|request|nachricht|frage|anfrage)"
_CHASES = re.compile(
    r"(?:so|and|und|also|ok(?:ay)?)?,? ?(?:"
    rf"hello|hallo|ping|bump|(?:just )?following up(?: (?:on|with) (?:this|that|my (?:last |previous )?{_LETTER}))?"
    r"|(?:just )?(?:checking in|chasing(?: (?:this|you))?)(?: (?:on this|again|up))*"
    r"|(?:is there |are there |have you (?:got |had )?|do you have )?any (?:news|updates?|progress|word|answer|reply)"
    r"(?: (?:yet|please|on (?:this|that|it)|for me|from you))*"
    rf"|(?:is )?any(?:body|one)(?: (?:still|even))? (?:there|home|reading this|listening|out there"
    rf"|read(?:ing)? my {_LETTER})"
    r"|(?:i(?:['’]m| am) )?still (?:waiting|nothing|no (?:answer|reply|response|word|news))"
    rf"(?: (?:for|on|to) (?:{_ANSWER}|you|hear(?: back)?(?: from you)?))?(?: (?:yet|here|from you))*"
    r"|(?:(?:i )?have(?:n['’]t| not)|haven['’]t) (?:heard|had)(?: (?:back|anything|an answer|a reply|from you|yet))*"
    r"|no (?:answer|reply|response)(?: (?:yet|so far|from you))*|please (?:answer|reply|respond)(?: (?:to me|soon"
    r"|asap))*"
    rf"|did you (?:even )?(?:get|receive|see|read) my (?:last |previous |first )?{_LETTER}"
    r"|when (?:will|do|can) i (?:hear|(?:get|expect) an? (?:answer|reply|response))(?: (?:back|from you|finally))*"
    r"|(?:can|could) you (?:please )?give me an update|was ist (?:denn )?nun"
    r"|seit \w+ (?:tagen|wochen) (?:höre|warte) ich(?: nichts)?(?: (?:von|auf) (?:euch|ihnen|sie))?"
    rf"|when will (?:someone|somebody|anyone|you)(?: finally)? (?:reply|answer|respond)(?: to (?:me"
    rf"|my {_LETTER})(?: from \w+)?)?"
    r"|where (?:do )?(?:things|we) stand|what(?:['’]s| is) the (?:status|latest)(?: (?:please|on this|here))*"
    r"|why (?:does|is|do|has) (?:nobody|no one|you not|noone) (?:answer(?:ing|ed)?|repl(?:y|ies|ying|ied)"
    r"|respond(?:ing|ed)?)(?: me)?"
    r"|why (?:don['’]?t|aren['’]?t|haven['’]t) you (?:answer(?:ing|ed)?|repl(?:y|ying|ied)|respond(?:ing|ed)?)(?: me)?"
    r"|(?:no ?body|no one) (?:answers|replies|is answering|has answered|answered|replied"
    r"|got back to me)(?: me)?(?: yet)?"
    r"|(?:gibt es|gibt['’]?s|haben sie|habt ihr)(?: (?:schon|denn|inzwischen|bereits|mal))*"
    r" (?:(?:et|irgend)?was neues|neuigkeiten|neues|einen neuen stand|news|eine antwort|ein update)(?: für mich)?"
    r"|(?:schon |irgend)?was neues|neuigkeiten|ist (?:da|dort|hier)(?: (?:noch|überhaupt|denn))* (?:jemand|wer)"
    r"|(?:ich )?(?:warte|hake)(?: (?:immer|noch|noch immer|schon|weiterhin|nochmals?|einmal|lange|nach|mal|hier|jetzt"
    rf"|seit (?:\w+ ){{1,2}}(?:tagen|wochen|monaten)))*(?: auf (?:{_ANSWER}|sie|euch))?"
    rf"|(?:haben sie|habt ihr) meine (?:letzte |erste )?{_LETTER} (?:überhaupt )?(?:bekommen|erhalten|gelesen|gesehen)"
    r"|wann (?:höre|bekomme|kriege|kann) ich(?: (?:denn|endlich|mal|wieder))*"
    r" (?:von ihnen|von euch|eine antwort|antwort|rückmeldung|bescheid|mit (?:einer|ihrer|eurer) (?:antwort"
    r"|rückmeldung))(?: rechnen)?"
    r"|wie ist (?:denn )?(?:der|da der) (?:aktuelle )?stand(?: der dinge)?|wie weit (?:sind sie|seid ihr)(?: damit)?"
    r"|warum (?:antwortet|antworten|meldet sich)(?: (?:mir|denn|sie|ihr|niemand|keiner|nicht|bei mir))+"
    r"|(?:leider )?(?:immer )?noch (?:keine (?:antwort|rückmeldung)|nichts gehört)"
    r"|bitte (?:antworten sie|antwortet|um (?:antwort|rückmeldung))(?: (?:mir|endlich|bald))*"
    r")",
    re.IGNORECASE,
)
_WHO = (
    r"(?:an? |the |your |some|any|einem? |einen |einer |jemand(?:em|en)?|irgend)?(?:real |actual |live |echte[nrm] "
    r"|richtige[nrm] )?(?:human(?: being)?|person|body|one|agent|manager|supervisor|operator|mensch(?:en)?"
    r"|mitarbeiter(?:in)?|chef(?:in)?|vorgesetzten|berater(?:in)?)?(?: of yours| bei ihnen)?"
)
_TAIL = (
    rf"(?: (?:{_POLITE}|{_WHEN}|back|up|on|at|under|unter|zurück|an|about this|instead|over the phone|by phone"
    r"|am telefon))*"
)
_CALLS = re.compile(
    rf"(?:(?:can|could|may|will|would) (?:i|you|one of you|someone|somebody|anyone|anybody)|i(?:['’]d"
    rf"| would) (?:like|prefer) to"
    rf"|i (?:want|need) to|let me)?(?: ?{_POLITE})*,? ?(?:"
    rf"(?:speak|talk|chat) (?:to|with) {_WHO}|(?:call|ring|phone) (?:me|us)"
    rf"|(?:give|get) me (?:a )?(?:call|ring|{_WHO})"
    r"|(?:a )?(?:human|real person|agent|call ?back)(?: please)?"
    rf"){_TAIL}|i(?:['’]d| would) like (?:a call(?: ?back)?|to be called"
    rf"){_TAIL}"
    r"|(?:kann|könnte|darf|möchte|will|würde)(?: ich)?(?: gerne?)?(?: bitte| mal| auch)*"
    rf"(?: mit)? {_WHO}(?: am telefon)? (?:sprechen|reden|telefonieren)"
    r"|ich (?:möchte|will|würde|muss)(?: gerne?| bitte| mal| endlich)*"
    rf"(?: mit)? {_WHO} (?:sprechen|reden|telefonieren)"
    rf"|(?:bitte )?(?:rufen sie|ruft|ruf) (?:mich|uns){_TAIL}"
    rf"|(?:kann|könnte) mich (?:bitte |mal )*(?:jemand|wer){_TAIL} (?:zurückrufen|anrufen)"
    rf"|(?:können sie|könnten sie|könnt ihr|könntet ihr) mich{_TAIL} (?:zurückrufen|anrufen)"
    rf"|(?:ich )?(?:bitte|wünsche|möchte|brauche)?(?: um)?(?: einen)? ?rückruf(?: bitte| erbeten| erwünscht)?{_TAIL}",
    re.IGNORECASE,
)
_MACHINE = r"(?:chat)?(?:bot|robot|machine|ai|software|human|person)"
_WHO_ARE_YOU = re.compile(
    r"(?:are you|is this|am i (?:talking|speaking|writing) (?:to|with)) (?:an? )?(?:real |actual |automated )?"
    rf"(?:{_MACHINE}|real|reply|answer)(?: or (?:an? )?(?:real )?{_MACHINE})?"
    r"|(?:sind sie|bist du|ist das|ist hier|(?:spreche|schreibe|rede) ich(?: hier)? mit) (?:denn )?(?:ein(?:em?|er)? )?"
    r"(?:(?:chat)?bot|roboter|maschine|ki|mensch(?:en)?|echte[mrn]? menschen?)",
    re.IGNORECASE,
)


def nudge_in(text: str) -> Nudge | None:
    """What a short `text` asks of us and nothing else: news of what they wrote before, to talk, or who writes here."""
    said = re.sub(r"[ \t]+", " ", _NUMBER.sub(" ", _GREETING.sub("", without_signature(text))))
    if len(words(said)) > _MOST_WORDS:
        return None
    parts = [part for part in map(_bare, _SENTENCE.findall(said)) if part]
    if parts and all(_HELLO.fullmatch(part) for part in parts) and "??" not in text and len(parts) == 1:
        return None  # a mere greeting
    heard = {_heard(part) for part in parts if not _BESIDE.fullmatch(part)}
    if not heard or None in heard:
        return None
    return "call" if "call" in heard else "person" if "person" in heard else "chased"


def names_a_number(text: str) -> bool:
    """Whether a telephone number stands in `text`, or what looks like one."""
    return _NUMBER.search(text) is not None


def _heard(sentence: str) -> Nudge | None:
    """What a sentence asks of us, be it several things: 'Still no answer, is anybody there?'"""
    if _WHO_ARE_YOU.fullmatch(sentence):
        return "person"
    parts = [_bare(part) for part in re.split("[,:]", sentence)]
    wanted = [part for part in parts if not _BESIDE.fullmatch(part)]
    if _CALLS.fullmatch(sentence) or (wanted and all(map(_CALLS.fullmatch, wanted))):
        return "call"
    return "chased" if _CHASES.fullmatch(sentence) or (wanted and all(map(_CHASES.fullmatch, wanted))) else None


def _bare(said: str) -> str:
    return said.strip(" ,;:.!?\n–-…")
