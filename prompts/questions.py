"""Turning a question round, so that a reply can name it: 'Can I …?' as 'whether you can …'."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What a question asks about: a few words behind an article, no 'not' or 'really' among them.
_SUBJECT = (
    r"(?:the|this|that|these|those|my|our|your)"
    r"(?: (?!not\b|never\b|ever\b|even\b|still\b|really\b|also\b)[\w’'-]+){1,5}?"
)
_TURNS: tuple[tuple[str, str], ...] = (
    (r"how (?:do|can|could|should|would) (?:i|we) (?P<rest>.+)", "how to {rest}"),
    (r"where (?:do|can|could|should) (?:i|we) (?P<rest>.+)", "where to {rest}"),
    (r"(?:can|could|may) (?:i|we) (?P<rest>.+)", "whether you can {rest}"),
    (r"do you (?:also |even |still )?(?P<rest>(?!know|think|mind|want|really).+)", "whether we {rest}"),
    (r"is it (?:still )?possible to (?P<rest>.+)", "whether it’s possible to {rest}"),
    (
        r"am i (?P<rest>(?!right|correct|wrong|supposed|meant|being|just|the only|missing|alone|really).+)",
        "whether you are {rest}",
    ),
    (
        r"how (?P<many>long|much|often) do (?:i|we) (?P<rest>(?!know|think|mind|really|still).+)",
        "how {many} you {rest}",
    ),
    (
        r"(?P<what>what time|when|on which days) do you (?P<rest>(?:open|close|deliver|ship|restock)\b.*)",
        "{what} we {rest}",
    ),
    (r"how long do you (?P<rest>(?:take|need)\b.*)", "how long we {rest}"),
    (rf"when will (?P<what>{_SUBJECT}) be (?P<rest>(?:back|available|in stock)\b.*)", "when {what} will be {rest}"),
    (
        rf"when will (?P<what>it|they|{_SUBJECT}) (?P<rest>(?:arrive|come|ship|get here|be (?:here|delivered))\b.*)",
        "when {what} will {rest}",
    ),
    (
        rf"when (?P<do>do|does) (?P<what>it|they|{_SUBJECT}) (?P<verb>arrive|come|ship)(?P<rest>.*)",
        "when {what} {verb}{s}{rest}",
    ),
    (r"are you (?P<rest>(?:still )?(?:open|closed)\b.*)", "whether we are {rest}"),
    (
        rf"what does (?P<what>(?:it|this)|{_SUBJECT}) (?P<verb>cover|cost|include|contain|mean)(?P<rest>)",
        "what {what} {verb}s{rest}",
    ),
    (
        rf"does (?P<what>{_SUBJECT}) (?P<verb>come|fit|include|need|cover|contain|last|cost|run|take|support)"
        r"(?P<rest> .+|)",
        "whether {what} {verb}s{rest}",
    ),
    (
        rf"(?P<be>is|are) (?P<what>{_SUBJECT}) (?P<rest>(?:(?:still|also|now) )?(?:(?:back )?in stock|available"
        r"|included|covered|compatible|waterproof)\b.*)",
        "whether {what} {be} {rest}",
    ),
    (r"is there (?P<rest>.+)", "whether there is {rest}"),
    (r"are there (?P<rest>.+)", "whether there are {rest}"),
    (r"what are your (?P<rest>[\w ]+?)(?P<tail> (?:on|in|at|for|during) .+)?", "what our {rest} are{tail}"),
    (r"what is your (?P<rest>[\w ]+?)(?P<tail> (?:on|in|at|for|during) .+)?", "what our {rest} is{tail}"),
    (r"which (?P<what>[\w ]{2,30}?) do i (?P<rest>.+)", "which {what} you {rest}"),
    (r"which (?P<what>[\w ]{2,30}?) should i (?P<rest>.+)", "which {what} to {rest}"),
    (
        r"how long (?P<do>do|does) (?P<what>(?!you\b|we\b|i\b)[\w ]{2,30}?) (?P<verb>take|last)(?P<rest>.*)",
        "how long {what} {verb}{s}{rest}",
    ),
)
_TURNED = {
    "my": "your", "me": "you", "i": "you", "mine": "yours", "myself": "yourself",
    "we": "you", "our": "your", "us": "you",
    "your": "our", "you": "us", "yours": "ours", "am": "are",
    "i'm": "you’re", "i’m": "you’re", "i've": "you’ve", "i’ve": "you’ve",
}  # fmt: skip
_LEAD_IN = (
    r"^(?:(?:hi|hello|hey|dear|so|and|also|but|ok|okay|oh|by the way|btw|p\.?s|(?:quick |one more |one last )?question"
    r"|one (?:more|last) thing|just wondering)\b[\s,:–-]*(?:there|team|all)?[\s,:–-]*)+"
)


def question_in(text: str, language: str) -> str | None:
    """Their first question as a reply can name it: turned round in English, word for word in German."""
    for found in re.finditer(r"[^.!?:\n]{6,140}\?", text):
        question = found[0].strip(" ,–-")
        if _SCORNS.search(question) or _DEMEANS.search(question) or re.search(r"[<>@/\"“”„{}\[\]*_`~|¦\\]", question):
            continue
        for said in (question, *_behind_commas(question)):
            named = _named_in_german(said, whole=said == question) if language == "de" else _turn(_begun(said))
            if named is not None:
                return named
    return None


def wants_an_answer(text: str, language: str) -> bool:
    """Whether a text asks something, named or not, that is no mere turn of speech, as 'how can I ever thank you?'."""
    named = question_in(text, language)
    if named is not None and not _RHETORICAL.match(named):
        return True
    asked = (part for found in re.finditer(r"[^.!?:\n]{6,140}\?", text) for part in _parts(found[0].strip(" ,–-")))
    begins = _ASKS[language]
    return any(begins.match(part) and not (_RHETORICAL.match(part) or _SCORNS.search(part)) for part in asked)


def asks_in_scorn(text: str) -> bool:
    """Whether what a text asks wants no answer, as 'how long do I have to put up with this?'."""
    return any(_SCORNS.search(asked[0]) for asked in re.finditer(r"[^.!?:\n]{6,140}\?", text))


def merely_asks(text: str) -> bool:
    """Whether a short `text` is nothing but a question of how something is done, by which nothing went wrong."""
    asked, _, rest = text.rpartition("?")
    is_short = len(asked.split()) <= _MOST_OF_A_QUESTION and _THANKS.fullmatch(rest) is not None
    question = re.split(r"[.!?]\s", asked)[-1]
    return is_short and bool(_HOW_TO.match(_begun(question))) and not _WRONG.search(question)


def _parts(question: str) -> Iterator[str]:
    return (_begun(part) for part in (question, *_behind_commas(question)))


def _behind_commas(question: str) -> Iterator[str]:
    """What stands behind each comma or dash, as in 'Thank you, do you also …?'"""
    return (question[gap.end() :] for gap in re.finditer(r",\s+|\s[–—-]\s", question))


def _begun(question: str) -> str:
    return re.sub(_LEAD_IN, "", question.removesuffix("?").strip(), flags=re.I)


_MOST_OF_A_QUESTION = 20
_THANKS = re.compile(
    r"(?:\W*+(?:(?:many )?thanks?|thank you|thx|(?:vielen )?dank|danke))?(?: \w+){0,3}\W*+", re.IGNORECASE
)
_HOW_TO = re.compile(
    r"(?!how (?:dare|is it|come|on earth)\b)(?:where|how|can|could|may|do|does|is (?:it|there)|which|wo|wie|kann"
    r"|könn\w+|darf|gibt es|ist es|welche\w*)\b.*\b(?:find|download|see|get|pay|change|update|print|receive|view"
    r"|reach|add|enter|switch|take cards?|accept|finde\w*|sehe\w*|bekomm\w*|zahl\w*|bezahl\w*|herunter\w*|lade\w*"
    r"|änder\w*|ausdruck\w*|drucke\w*|einseh\w*|umstell\w*|hinterleg\w*|eintrag\w*)\b",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"\b(?:twice|double\w*|wrong|instead|still|again|charg\w+|why|errors?|mistake|refund\w*|too much|more than"
    r"|missing|never|not|no|money|nobody|fees?|deposit|gone|took|take off|taking|stop|late|overpa\w+|zweimal|doppelt"
    r"|falsch\w*|statt|warum|wieso|weshalb|\w*abgebucht|obwohl|immer|nicht|kein\w*|fehl\w+|zurück|erstatt\w*|geld"
    r"|zu viel|schon wieder|stimm\w*|höher|bleibt|\w*gebühr\w*|streichen|gutschrift)\b|n['’]t\b|[!€$£]",
    re.IGNORECASE,
)
_VERB_FIRST = re.compile(
    r"(?:kann|könn\w+|darf|gibt|haben|habt|bieten|liefer\w+|verkauf\w+|führ\w+|versend\w+|verschick\w+|nehmen|ist es"
    r"|passt|muss|wird|gilt|läuft|zählt)\b",
    re.I,
)
_ASKING_WORD = re.compile(r"(?:wie|wo|wann|was|welche\w*)\b", re.I)


def _named_in_german(question: str, *, whole: bool) -> str | None:
    """The question as it can be quoted. Behind a comma, an asking word only begins a clause: '…, was das kostet?'"""
    bare = re.sub(r"^(?:hallo|guten tag|hi|moin|liebes? \w+|und|also|übrigens)[\s,]+", "", question, flags=re.I)
    is_one = _VERB_FIRST.match(bare) or (whole and _ASKING_WORD.match(bare))
    return bare[:1].upper() + bare[1:] if is_one and len(bare) <= 90 else None


# How a question begins that somebody wants to know about a thing, an order or us.
_ASKS = {
    "en": re.compile(
        r"(?:do|does|is|are|will|would|can|could|may|when|which|how (?:much|many|long|often|far|big|soon)|any chance"
        r"|what about|what(?:’s|'s| is| are| do| does| size| time))\b(?! you (?:know|believe|imagine|see)\b)",
        re.I,
    ),
    "de": re.compile(
        rf"{_VERB_FIRST.pattern}|(?:ist|sind|geht|gilt|kommt|kommen|funktioniert|bekomme|brauche|soll|wann|wo|welche\w*"
        r"|wie (?:lange|viele?|oft|hoch|groß|weit|teuer)|was (?:kostet|kosten|ist|sind|muss))\b",
        re.I,
    ),
}
# In the form in which a question is found. What follows 'how to' or 'can I' in a thank-you is often one more thanks.
_RHETORICAL = re.compile(
    r"(?:how to|whether you can|can i|could i|may i|whether it’s possible to) (?:(?:just|only|even|ever|also|possibly"
    r"|please) )*(?:say|tell|thank|repay|praise|express|put|be|imagine|believe|hug|give you)\b|whether (?:we"
    r"|there (?:is|are)) (?:ever|always|all|really|know|reali[sz]e)\b|(?:whether there (?:is|are)|is there"
    r"|are there) any(?:body|one|thing) (?:better|nicer)\b|(?:kann|darf|könnte|könnten) (?:ich|man|wir) .*\b(?:danken"
    r"|bedanken|sagen|loben|glauben|vorstellen)\b|was (?:will|möchte|braucht|wünscht) man\b|wie (?:macht|machen"
    r"|schafft|schaffen) (?:ihr|sie)\b|wie (?:kann|soll|darf) ich (?:ihnen|euch|mich)\b|gibt (?:es"
    r"|’s) (?:noch )?(?:et)?was (?:besser|schöner|netter)",
    re.I,
)


# Who asks so wants no answer.
_SCORNS = re.compile(
    r"\b(?:put up with|stand for this|(?:for|like|think (?:i|we)(?:['’]m| am| are|['’]re)) (?:an? )?(?:fools?|idiots?"
    r"|stupid|dumb)(?! like (?:me|us)\b| people)|(?:have to|must|should|need to) (?:(?:i|we) )?(?:beg|suffer|endure)"
    r"|on earth(?! do (?:i|we)\b)|the hell|gefallen lassen|bieten lassen|für (?:dumm|blöd|idioten)(?! wie)|zum"
    r" narren|ertragen|verarsch\w*|veralber\w*|betteln)\b",
    re.I,
)
# What nobody wants to read back, even of those who say it of themselves: 'for idiots like me'.
_DEMEANS = re.compile(r"\b(?:fools?|idiot\w*|stupid|dumb|dumm\w*|blöd\w*)\b", re.I)
# Where 'you' is whom something is done to, so that it can be said as 'us'.
_DONE_TO_YOU = re.compile(
    r"\byou(?=[ ,]*$|,|\s+(?:for|with|by|on|in|at|to|from|about|and|or|via|before|after|tomorrow|today|again|directly"
    r"|personally|online|back|through|over|during|my|the|this|an?|it|some|cash|money|first|instead|if|when|as|under)\b)",
    re.I,
)
_ANOTHER = re.compile(
    r",? (?:and|or) (?:do|does|can|could|may|is|are|will|would|what|how|when|where|which|who|why)\b.*", re.I
)


def _turn(question: str) -> str | None:
    """The question turned round, without a second one that hangs on it; None if it is none that can be."""
    question = _ANOTHER.sub("", question[:1].lower() + question[1:])
    for pattern, turned in _TURNS:
        match = re.fullmatch(pattern, question, re.I)
        if (
            match is None
            or len(match[0]) > 110
            or re.match(r"(?:please|tell|help|explain|look|get an answer)\b", match["rest"].strip(), re.I)
        ):
            continue
        if any(_DONE_TO_YOU.sub("", part or "").lower().split().count("you") for part in match.groups()):
            return None
        parts = {name: _swap(part or "") for name, part in match.groupdict().items()}
        return turned.format_map({"tail": "", "s": "s" if parts.get("do", "").lower() == "does" else "", **parts})
    return None


def _swap(words: str) -> str:
    """The words with 'my' and 'your' changing sides; 'US' is a country."""
    return re.sub(r"[\w'’]+", lambda m: m[0] if m[0] == "US" else _TURNED.get(m[0].lower(), m[0]), words)
