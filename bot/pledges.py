"""The times by which a reply's own words promise something, in English and German, and the times that may be one.

A time that is said as a deadline ('by friday') is promised where its sentence says that we do something, or what the
customer has by then. Any other ('at 4 today') only where just that time is named for what we do for them: 'we will ring
you at three', 'you'll have my answer at 4', 'morgen rufe ich Sie an'. Opening hours and appointments are no promise.
"""

from __future__ import annotations

import re

from bot import phrases
from bot.phrases import Phrase
from prompts import ear
from prompts.languages import language_of

SORRY = re.compile(r"\b(?:sorry|apologi[sz]e|leid|entschuldig\w*|verzeihung)\b", re.I)  # for what was
_SO_FAR = re.compile(r"(?:bis heute|bis jetzt|by today|by now|until now)\W*", re.I)  # tells what was, too
_ASIDE = re.compile(r"\s*\([^()\n]{1,20}\)")  # 'by noon tomorrow (Tuesday)': the weekday is said for clearness only
_NO_TIME_OF_OURS = re.compile(r"\b(?:until|till|from|since|not|after|for|ab|seit|nach|nicht|für|frühestens)\b", re.I)
_GIVEN_UNTIL = re.compile(r"\b(?:give|allow) (?:me|us)\W*$", re.I)
_UNTIL = re.compile(r"\b(?:until|till)\b", re.I)
_FARTHEST = 300  # characters that are looked at before and behind a time
_HERE = "\ufffc"  # stands for a time in its sentence

_WILL = r"(?:[’']ll| will)\b"
# 'I call you at 9'
_NOW = (
    r"(?<!shall )(?<!should )(?<!if )(?<!that )(?<!when )(?<!can )(?<!may )"
    r"(?<!before )(?<!once )(?<!unless )(?<!until )(?<!after )(?<!do )(?<!did )\b(?:i|we) "
    r"(?=(?:call|ring|phone|get back|come back|write|reply|answer|let you know|follow up)\b)"
)
# Somebody by name, or one of us; not 'they will call you', which may be anybody.
_COLLEAGUE = (
    r"(?:\b(?-i:(?!(?:The|They|This|That|It|You|He|She|We|If|What|When|Who|Nobody)\b)[A-Z][a-zäöüß]+)"
    r"|\b(?:my colleague|a colleague|our team|my team|one of us|somebody|someone)(?: \w+)?)" + _WILL
)
_TO_YOU = (
    r"\b(?:(?:call|ring|phone|tell|e-?mail|text|message|contact|update|send|give|let|answer) you"
    r"|(?:write|reply|get back|come back)(?: to)? you)\b"
)
_COLLEAGUE_DOES = rf"{_COLLEAGUE} (?!not |never )(?:\w+ )?{_TO_YOU}"
_DO = (
    r"\b(?:call|ring|phone|tell|e-?mail|text|message|contact|update|send|write|answer|reply|confirm|let you know"
    r"|get back|come back|be in touch|follow up|give you)\b"
)
_SOMETHING = (
    r"(?:it|them|word|news|everything|(?:my|our|an?|the|your) (?:\w+ )?(?:answer|reply|response|update|decision"
    r"|results?|list|link|invoice|offer|quote|refund|confirmation|report|documents?|call|message|e-?mail|news))"
)
_YOU_HAVE = rf"\byou{_WILL} (?:hear|know|find out|(?:have|get|receive) {_SOMETHING})\b"
_FROM_US = r"\b(?:expect|get|have|receive)\b[^.;,]{0,100}\bfrom (?:me|us)\b"
_MACHEN = r"(?:rufen?|melden?|schreiben?|schicken?|senden?|sagen?|geben?|antworten?|informieren?|mailen?)"
_ICH = rf"\b(?:(?:ich|wir) {_MACHEN}|{_MACHEN} (?:ich|wir))\b"
_SIE = r"\b(?:(?:hören|erhalten|bekommen) Sie|Sie (?:hören|erhalten|bekommen)|hörst du|du hörst)\b"
_WERDEN = r"\b(?:(?:ich|wir) werden?|werden? (?:ich|wir))\b"
_TUN = r"(?:an|zurück)rufen|melden|schreiben|schicken|senden|sagen|geben|antworten|informieren|mailen"

_NOT = r"\b(?:not|never|nicht|nie|keine?[nrms]?)\b|n[’']t\b|[;:](?=\s)"
# Between what we do and its time: what begins something else, which then has the time ('the link for your session').
_ELSE = (
    rf"(?:(?!{_NOT}|\b(?:for|about|of|on|which|that|what|who|when|where|whether|how|if|because|as|since|so|and|but|before"
    r"|after|für|zu|zum|zur|über|dass|ob|was|wie|wann|weil|wenn|und|aber|von|vom|vor|nach)\b)[^\ufffc])*?"
)
_WE_WILL = rf"(?:\b(?:i|we){_WILL}|{_NOW}|\b(?:i|we)\b(?:(?!{_NOT}).)*?\b(?:and|then) will\b)"
_WE_DO_IT = rf"(?:{_WE_WILL}(?:(?!{_NOT}).)*?{_DO}|{_COLLEAGUE_DOES}|{_YOU_HAVE}|{_FROM_US}|{_ICH}|{_SIE})"
_OPENS = r"(?:^|[,;:–—])\W*(?:(?:and|then|but|so|und|dann|aber)\W+)?"
_AT_A_TIME = re.compile(
    rf"{_WE_DO_IT}{_ELSE}{_HERE}"
    rf"|{_OPENS}{_HERE}\W*{_WE_DO_IT}"
    rf"|{_WERDEN}{_ELSE}{_HERE}(?:(?!{_NOT}).)*?\b(?:{_TUN})\b"
    rf"|{_OPENS}{_HERE}\W*{_WERDEN}(?:(?!{_NOT}).)*?\b(?:{_TUN})\b",
    re.I | re.S,
)
_CLAUSE_END = re.compile(r"[,;:–—]|\b(?:and|but|und|aber)\b", re.I)
_DOES_IT = re.compile(_WE_DO_IT, re.I | re.S)
# Whatever it is that one of us does: 'Bis Freitag kläre ich …', 'I will fix it by Friday so that it can be closed'.
_DOES_SOMETHING = re.compile(
    r"\b(?:i|we)(?:[’']ll| will) (?!be (?:open|closed)\b)\w+|\b(?:kläre|prüfe|erledige|regle|sehe|mache|kümmere) ich\b"
    r"|\bich (?:kläre|prüfe|erledige|regle|kümmere|sehe|mache)\b|\bund (?:kläre|prüfe|erledige|regle) (?:das|es|sie)\b",
    re.I,
)
_FRENCH_OR_SPANISH = re.compile(
    r"\b(?:demain|après-demain|aujourd[’']hui|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|(?<!esta )(?<!por la )mañana|hoy|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b",
    re.I,
)
# How long something may come back and how long somebody is there, which holds for everybody and is no time of ours.
_RULE = re.compile(
    r"\b(?:returns?|exchanges?)\b[^.;]{0,30}\b(?:are|is) (?:accepted|taken|possible)\b"
    r"|\bwe (?:accept|take) (?:returns?|exchanges?)\b|\byou (?:can|may) (?:return|exchange|send [^.;,]{1,30} back)\b"
    r"|\b(?:rückgaben?|rücksendungen?|retouren|umtausch)\b[^.;]{0,40}\b(?:nehmen wir|akzeptieren wir|möglich)\b"
    r"|\bsie können [^.;]{0,60}\b(?:zurückgeben|zurückschicken|zurücksenden|umtauschen)\b"
    r"|\b(?:geöffnet|offen|geschlossen|closed|erreichbar|öffnungszeiten|opening hours|erreichen sie uns"
    r"|sie erreichen uns|für sie da)\b"
    r"|\b(?:we|shop|store|desk|office)(?:[’']re| are| is|[’']ll be| will be) open\b",
    re.I,
)
# Who does it by then: a deadline that a reply tells of ('you should have had it by Friday') is no promise.
_BY_THEN = re.compile(
    rf"{_WE_WILL}|\byou{_WILL}(?! (?:need|have) to\b)|\b(?:i|we)(?:[’'](?:m|re)| am| are| can)\b"
    rf"|\bhear from (?:me|us)\b|{_FROM_US}|{_COLLEAGUE_DOES}"
    r"|\bwill be (?:in your \w+|with you)\b|\bour \w+ will\b|\b(?:ich|wir|mir|uns)\b"
    r"|^(?!.*(?:\?|\b(?:Zeit|Möglichkeit|Gelegenheit|Termin)\b)).*"
    r"(?-i:\b(?:[Hh]aben|[Hh]ören|[Ee]rhalten|[Bb]ekommen|[Ww]issen) Sie\b"
    r"|\bSie (?:haben|hören|erhalten|bekommen|wissen)\b)",
    re.I | re.S,
)


def times_in(reply: str) -> list[str]:
    """The times by which a reply promises something, as they are said there, each once."""
    return list(dict.fromkeys(typed for sentence in ear.sentences(reply) for typed in _promised(sentence)))


def promises(sentence: str) -> bool:
    """Whether a sentence says by when somebody hears from us."""
    return bool(_promised(sentence))


def times(text: str) -> list[str]:
    """All times that a text asks for or tells of, promised or not, as they are said; vague and past ones are none."""
    bare = _ASIDE.sub("", text)
    return [bare[phrase.start : phrase.end] for phrase in phrases.find(bare) if not phrase.aside]


def unheard(reply: str) -> list[str]:
    """The times of a reply that it does not promise as far as we hear, but for those that an apology or a rule names;
    in French and Spanish, of which we hear no promises, the days."""
    told = [typed for sentence in ear.sentences(reply) for typed in _told(sentence)]
    named = _FRENCH_OR_SPANISH.findall(reply) if language_of(reply) in ("fr", "es") else []
    return list(dict.fromkeys([*told, *named]))


def deadlines(text: str) -> list[str]:
    """The times by which something is to happen, whoever does it, as they are said in `text`."""
    said = (text[phrase.start : phrase.end] for phrase in phrases.find(text) if phrase.deadline)
    return [words for words in said if not _SO_FAR.fullmatch(words)]


def _promised(sentence: str) -> list[str]:
    """What `times_in` finds in one sentence."""
    bare = _ASIDE.sub("", sentence)
    told = [bare[phrase.start : phrase.end] for phrase in _of_ours(bare) if _is_promised(bare, phrase)]
    return [words for words in told if not _SO_FAR.fullmatch(words)]


def _told(sentence: str) -> list[str]:
    """What `unheard` finds in one sentence."""
    bare, promised = _ASIDE.sub("", sentence), _promised(sentence)
    told = [bare[phrase.start : phrase.end] for phrase in _of_ours(bare) if not phrase.aside]
    return [words for words in told if words not in promised]


def _of_ours(sentence: str) -> list[Phrase]:
    """The times that a sentence may promise: none of an apology, and none that its clause tells of as a rule."""
    if SORRY.search(sentence):
        return []
    return [phrase for phrase in phrases.find(sentence) if not _is_a_rule(sentence, phrase)]


def _is_a_rule(sentence: str, phrase: Phrase) -> bool:
    begins = max((end.end() for end in _CLAUSE_END.finditer(sentence, 0, phrase.start)), default=0)
    ends = next((end.start() for end in _CLAUSE_END.finditer(sentence, phrase.end)), len(sentence))
    begins, ends = max(begins, phrase.start - _FARTHEST), min(ends, phrase.end + _FARTHEST)
    spans = (rule.span() for rule in _RULE.finditer(sentence))
    is_told = any(start < ends and begins < end for start, end in spans)
    return is_told and not (_DOES_IT.search(sentence[begins:ends]) or _DOES_SOMETHING.search(sentence))


def _is_promised(sentence: str, phrase: Phrase) -> bool:
    """Whether a time is one by which its sentence says that we do something."""
    if phrase.deadline:
        return bool(_BY_THEN.search(sentence[max(0, phrase.start - _FARTHEST) : phrase.end + _FARTHEST]))
    before, after = sentence[: phrase.start][-_FARTHEST:], sentence[phrase.end :][:_FARTHEST]
    if _UNTIL.search(phrase.between):
        return bool(_GIVEN_UNTIL.search(before))
    is_ours = not phrase.aside and not _NO_TIME_OF_OURS.search(phrase.between)
    return is_ours and bool(_AT_A_TIME.search(f"{before}{_HERE}{after}"))
