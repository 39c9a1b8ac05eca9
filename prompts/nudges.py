"""What a message of few words wants of us ourselves, without a matter: an answer that is due, a voice, or a person."""

from __future__ import annotations

import re
from typing import Literal

from prompts.people import without_signature
from prompts.text import words

Nudge = Literal["chased", "call", "person"]

_MOST_WORDS = 30
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|hallo|moin|servus|guten (?:tag|morgen|abend)|liebes?|sehr geehrte)\b(?! (?:is|are"
    r"|any)\b)(?: (?:there|again|all|team|support|zusammen|nochmals?|damen und herren)){0,2}[,.!]+\s+",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")
_NUMBER = re.compile(r"\+?\(?\d[\d\s()/.-]{4,}\d")
_HELLO = re.compile(r"(?:hello|hallo)(?: (?:hello|hallo))*", re.IGNORECASE)
_POLITE = (
    r"(?:please|pls|bitte|just|mal|doch|now|jetzt|sofort|endlich|finally|urgently|dringend|kindly|so|einfach|kurz)"
)
_WHEN = (
    r"(?:today|tomorrow|asap|soon|heute|morgen|this (?:morning|afternoon|evening)|(?:before|after|at|um|ab|vor"
    r"|nach) \d{1,2}(?:[:.]\d\d)?(?: ?(?:am|pm|uhr|o['’]clock))?)"
)
# What stands beside it, and wants nothing by itself.
_BESIDE = re.compile(
    r"(?:thanks?|thank you|thx|danke|vielen dank|cheers|please|bitte|regards|best|lg|mfg|(?:viele|liebe"
    r"|beste) grüße)(?: (?:in advance|im voraus|you|again|so much|und (?:viele"
    r"|liebe) grüße))?(?-i:,? [A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)?)?|now|jetzt|sofort|asap|nicht mit (?:einem"
    r"|einer) (?:bot|maschine|roboter|ki)|not (?:to |with )?an? (?:bot|machine|robot)|(?:second|third|fourth"
    r"|fifth) time i (?:ask|write)|i wrote (?:to you )?on [\w .]{3,20}(?: and again on [\w .]{3,20})?|i(?:['’]ve"
    r"| have)? (?:written|wrote|e?mailed|messaged|asked|called|rang|rung)(?: to)?(?: you)?(?: (?:already|before|again"
    r"|now|once|twice|several times|\w+ times|last (?:week|month)|yesterday|(?:\w+ )?(?:days|weeks) ago))*"
    r"|ich habe(?: (?:ihnen|euch|schon|bereits|jetzt|nun|mal|einmal|zweimal|dreimal|\w+ mal|mehrfach|mehrmals|gestern"
    r"|letzte woche|vor \w+ (?:tagen|wochen)))* (?:geschrieben|angerufen|gefragt)|(?:my (?:phone |mobile )?number is"
    r"|meine (?:nummer|telefonnummer)(?: ist| lautet)?|tel\w*|mobile?|handy)",
    re.IGNORECASE,
)
_ANSWER = r"(?:(?:an? |your |any |eine |ihre |eure |die )?(?:answer|reply|response|word|antwort|rückmeldung|nachricht))"
_LETTER = r"(?:message|e-?mails?|mails?|question|request|nachricht|frage|anfrage)"
_CHASES = re.compile(
    r"(?:so|and|und|also|ok(?:ay)?)?,? ?(?:"
    rf"hello|hallo|ping|bump|(?:just )?following up(?: (?:on|with) (?:this|that|my (?:last |previous )?{_LETTER}))?"
    r"|(?:just )?(?:checking in|chasing(?: (?:this|you))?)(?: (?:on this|again|up))*|(?:is there |are there "
    r"|have you (?:got |had )?|do you have )?any (?:news|updates?|progress|word|answer|reply)(?: (?:yet|please"
    r"|on (?:this|that|it)|for me|from you))*"
    rf"|(?:is )?any(?:body|one)(?: (?:still|even))? (?:there|home|reading this|listening|out there"
    rf"|read(?:ing)? my {_LETTER})"
    r"|(?:i(?:['’]m| am) )?still (?:waiting|nothing|no (?:answer|reply|response|word|news))"
    rf"(?: (?:for|on|to) (?:{_ANSWER}|you|hear(?: back)?(?: from you)?))?(?: (?:yet|here|from you))*"
    r"|(?:(?:i )?have(?:n['’]t| not)|haven['’]t) (?:heard|had)(?: (?:back|anything|an answer|a reply|from you|yet))*"
    r"|no (?:answer|reply|response)(?: (?:yet|so far|from you))*|please (?:answer|reply|respond)(?: (?:to me|soon"
    r"|asap))*"
    rf"|did you (?:even )?(?:get|receive|see|read) my (?:last |previous |first )?{_LETTER}"
    r"|when (?:will|do|can) i (?:hear|(?:get|expect) an? (?:answer|reply|response))(?: (?:back|from you|finally))*"
    r"|(?:can|could) you (?:please )?give me an update|was ist (?:denn )?nun|seit \w+ (?:tagen|wochen) (?:höre"
    r"|warte) ich(?: nichts)?(?: (?:von|auf) (?:euch|ihnen|sie))?"
    rf"|when will (?:someone|somebody|anyone|you)(?: finally)? (?:reply|answer|respond)(?: to (?:me"
    rf"|my {_LETTER})(?: from \w+)?)?"
    r"|where (?:do )?(?:things|we) stand|what(?:['’]s| is) the (?:status|latest)(?: (?:please|on this|here))*"
    r"|why (?:does|is|do|has) (?:nobody|no one|you not|noone) (?:answer(?:ing|ed)?|repl(?:y|ies|ying|ied)"
    r"|respond(?:ing|ed)?)(?: me)?|why (?:don['’]?t|aren['’]?t|haven['’]t) you (?:answer(?:ing|ed)?|repl(?:y|ying|ied)"
    r"|respond(?:ing|ed)?)(?: me)?|(?:no ?body|no one) (?:answers|replies|is answering|has answered|answered|replied"
    r"|got back to me)(?: me)?(?: yet)?|(?:gibt es|gibt['’]?s|haben sie|habt ihr)(?: (?:schon|denn|inzwischen|bereits"
    r"|mal))* (?:(?:et|irgend)?was neues|neuigkeiten|neues|einen neuen stand|news|eine antwort"
    r"|ein update)(?: für mich)?|(?:schon |irgend)?was neues|neuigkeiten|ist (?:da|dort|hier)(?: (?:noch|überhaupt"
    r"|denn))* (?:jemand|wer)|(?:ich )?(?:warte|hake)(?: (?:immer|noch|noch immer|schon|weiterhin|nochmals?|einmal"
    r"|lange|nach|mal|hier|jetzt"
    rf"|seit (?:\w+ ){{1,2}}(?:tagen|wochen|monaten)))*(?: auf (?:{_ANSWER}|sie|euch))?|(?:haben sie"
    rf"|habt ihr) meine (?:letzte |erste )?{_LETTER} (?:überhaupt )?(?:bekommen|erhalten|gelesen|gesehen)"
    r"|wann (?:höre|bekomme|kriege|kann) ich(?: (?:denn|endlich|mal|wieder))* (?:von ihnen|von euch|eine antwort"
    r"|antwort|rückmeldung|bescheid|mit (?:einer|ihrer|eurer) (?:antwort|rückmeldung))(?: rechnen)?"
    r"|wie ist (?:denn )?(?:der|da der) (?:aktuelle )?stand(?: der dinge)?|wie weit (?:sind sie|seid ihr)(?: damit)?"
    r"|warum (?:antwortet|antworten|meldet sich)(?: (?:mir|denn|sie|ihr|niemand|keiner|nicht|bei mir))+"
    r"|(?:leider )?(?:immer )?noch (?:keine (?:antwort|rückmeldung)|nichts gehört)|bitte (?:antworten sie|antwortet"
    r"|um (?:antwort|rückmeldung))(?: (?:mir|endlich|bald))*)",
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
    rf"(?:(?:can|could|may|will|would) (?:i|you|one of you|someone|somebody|anyone|anybody)|i(?:['’]d| would) (?:like"
    rf"|prefer) to|i (?:want|need) to|let me)?(?: ?{_POLITE})*,? ?(?:(?:speak|talk|chat) (?:to|with) {_WHO}|(?:call"
    rf"|ring|phone) (?:me|us)|(?:give|get) me (?:a )?(?:call|ring|{_WHO})"
    r"|(?:a )?(?:human|real person|agent|call ?back)(?: please)?"
    rf"){_TAIL}|i(?:['’]d| would) like (?:a call(?: ?back)?|to be called){_TAIL}"
    r"|(?:kann|könnte|darf|möchte|will|würde)(?: ich)?(?: gerne?)?(?: bitte| mal| auch)*"
    rf"(?: mit)? {_WHO}(?: am telefon)? (?:sprechen|reden|telefonieren)"
    r"|ich (?:möchte|will|würde|muss)(?: gerne?| bitte| mal| endlich)*"
    rf"(?: mit)? {_WHO} (?:sprechen|reden|telefonieren)|(?:bitte )?(?:rufen sie|ruft|ruf) (?:mich|uns){_TAIL}|(?:kann"
    rf"|könnte) mich (?:bitte |mal )*(?:jemand|wer){_TAIL} (?:zurückrufen|anrufen)|(?:können sie|könnten sie"
    rf"|könnt ihr|könntet ihr) mich{_TAIL} (?:zurückrufen|anrufen)|(?:ich )?(?:bitte|wünsche|möchte"
    rf"|brauche)?(?: um)?(?: einen)? ?rückruf(?: bitte| erbeten| erwünscht)?{_TAIL}",
    re.IGNORECASE,
)
_MACHINE = r"(?:chat)?(?:bot|robot|machine|ai|software|human|person)"
_WHO_ARE_YOU = re.compile(
    r"(?:are you|is this|am i (?:talking|speaking|writing) (?:to|with)) (?:an? )?(?:real |actual |automated )?"
    rf"(?:{_MACHINE}|real|reply|answer)(?: or (?:an? )?(?:real )?{_MACHINE})?"
    r"|(?:sind sie|bist du|ist das|ist hier|(?:spreche|schreibe|rede) ich(?: hier)? mit) (?:denn )?(?:ein(?:em?"
    r"|er)? )?(?:(?:chat)?bot|roboter|maschine|ki|mensch(?:en)?|echte[mrn]? menschen?)",
    re.IGNORECASE,
)


def nudge_in(text: str) -> Nudge | None:
    """What a short `text` asks of us and nothing else: news of what they wrote before, to talk, or who writes here."""
    said = re.sub(r"[ \t]+", " ", _NUMBER.sub(" ", _GREETING.sub("", without_signature(text))))
    if len(words(said)) > _MOST_WORDS:
        return None
    parts = [part for part in map(_bare, _SENTENCE.findall(said)) if part]
    if len(parts) == 1 and _HELLO.fullmatch(parts[0]) and "??" not in text:
        return None  # nobody has waited yet who only greets
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
