"""What sentences give by what they speak of: 'You asked for your money back. The answer is yes.', or 'The carrier
wanted 89 euros. I take that line out of your order.'

So a sentence may give what none of its words gives, and what is sent, owed or surely here on a day is told by how its
parts stand together. The words are those of `lexicon/affirmed.toml`.
"""

from __future__ import annotations

import re
from functools import cache

from prompts.amounts import amounts_in
from prompts.giving import lists
from prompts.text import bounded, words
from prompts.wordlists import lexicon

_MOST_WORDS, _MOST_WORDS_OF_A_DEED = 7, 14
_NEAR = 90  # characters between what comes and that it does: 'Your parcel, the one with the blue lamp, arrives …'
# 'You asked whether the refund has come', or what is refused in the same breath.
_ONLY_ASKS = re.compile(
    r"\b(?:whether|if|about|know|ob|wissen|si|se|savoir|saber|sapere|not|nicht|pas|no puedo|non posso|where|wo|ou"
    r"|donde|dove|statement|receipt|invoice|rechnung|quittung)\b"
)
_ONLY_HELPS = re.compile(
    r"\b(?:asks?|asking|checks?|look|find out|let (?:me|us)|help|understand|see|seh(?:e|en)|prufe?|frage?|verstehe?"
    r"|helfe?|klare?|kummere?|schaue?|regarde\w*|demande\w*|aider?|ayud\w+|mir\w+ (?:lo|la)|pregunt\w+|aiut\w+|guard\w+"
    r"|chied\w+|accounting|buchhaltung|gelesen|gesehen|read|moment|minute|momento|instant|message|nachricht)\b"
)
# 'Das bleibt bei uns auf dem Tisch': looked at, not settled.
_ON_OUR_DESK = re.compile(r"\b(?:auf dem|on (?:my|our)) (?:tisch|schreibtisch|desk)\b")
# The paper that is done, not the charge on it: 'Your invoice is attached. Consider it done.'
_IS_PAPER = re.compile(
    r"\b(?:attached|anbei|beigefugt|im anhang|ist raus|unterwegs|allegat\w|jointe?|ci-jointe?|adjunt\w)\b"
)
# What may stand before 'you ask for a refund' where that is all that a sentence says.
_LEADS_IN = re.compile(
    r"\W*(?:(?:so|and|now|also|thank you|i(?: can|.?ve)? (?:see|read|hear|understand|gather)(?: that)?|ich (?:sehe"
    r"|lese|verstehe)|dass|und|je (?:vois|lis|comprends) que|(?:veo|leo|entiendo) que|(?:vedo|leggo"
    r"|capisco) che)\W+){0,2}"
)
# What goes on behind it: 'You wanted the fee gone, and so it is'.
_GOES_ON = re.compile(r"[,:;–—]\s|\s-\s|\b(?:and|so|und|et|donc|y|e|which|who|that is|die|der|das|le voila|eccol\w)\b")


def affirms(before: str, said: str) -> bool:
    """Whether `said`, a short sentence, grants what `before` says that they ask for; both folded."""
    yes = _said("yes").match(said.strip(" \n.,:–-"))
    short = len(words(said)) <= _MOST_WORDS and yes is not None and not _ONLY_HELPS.search(said)
    asked = _said("asked").search(before) or _said("request").search(before)
    return short and bool(asked and _said("worth").search(before)) and not _ONLY_ASKS.search(before)


def strikes(before: str, said: str) -> bool:
    """Whether `said`, a short sentence, takes the amount or charge that `before` names off their bill or order; both
    folded."""
    short = len(words(said)) <= _MOST_WORDS_OF_A_DEED
    all_said = all(_said(part).search(said) for part in ("that_line", "struck", "from_where"))
    named = any(amounts_in(before)) or _said("charge").search(before) is not None
    return short and all_said and named and not _ONLY_HELPS.search(said)


def settles(before: str, said: str) -> bool:
    """Whether `said`, a short sentence, tells that nobody asks for the charge any more that `before` names."""
    short = len(words(said)) <= _MOST_WORDS and _said("settled").search(said)
    lies_here = _ON_OUR_DESK.search(said) or _ONLY_HELPS.search(said) or "?" in said
    return bool(short and _said("charge").search(before)) and not (lies_here or _IS_PAPER.search(before))


def grants(said: str) -> bool:
    """Whether `said`, folded, tells that what they asked for comes, that a bill of theirs is ours, that a new one is
    sent or here is a gift, or on which day something surely reaches them; or asks how they would like what nobody has
    granted yet."""
    asked = _said("asked_for").search(said) and _said("worth").search(said) and _said("comes").search(said)
    granted = asked and not _said("still_open").search(said)
    given = _said("given").search(lists().frames["harmless"].sub(" ", said))
    gives = given and not _said("not_given").search(said)
    return bool(granted or gives) or any(_said(one).search(said) for one in ("ours", "choice")) or _delivers(said)


def _delivers(said: str) -> bool:
    """Whether `said`, folded, is sure of the day on which something reaches them; nobody can be."""
    goods, reaches = _said("goods").search(said), _said("gets").search(said)
    if goods and not reaches:
        reaches = _said("reaches").search(said, goods.end(), goods.end() + _NEAR)
    day = reaches and _said("day").search(said, reaches.start())
    return bool(day) and "?" not in said and not _said("unsure").search(said)


def only_asks(said: str) -> bool:
    """Whether all that `said`, folded, tells is that they ask for what is money's worth: 'You would like a refund', and
    not 'The refund you asked for is booked'."""
    begins = _LEADS_IN.match(said)
    asked = _said("asked").match(said, begins.end() if begins else 0)
    worth = list(_said("worth").finditer(said, asked.start())) if asked else []
    return bool(worth) and not _GOES_ON.search(said, worth[0].end())


@cache
def _said(name: str) -> re.Pattern[str]:
    """Any of what the lexicon lists under that name."""
    return re.compile("|".join(map(bounded, lexicon("affirmed")[name])))
