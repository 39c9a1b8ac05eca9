"""Postal addresses: a street with its number, a post box, a postcode with its town, as several countries write them.

A street alone is no address, and neither is a number before a word: what reads like one in everyday speech ('3 days on
the road', 'via app 14 times') is told apart by small words, by what a number counts, and by capitals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from prompts.text import Folded
from prompts.wordlists import listed


def _any(name: str) -> str:
    """A pattern for any word of that list, the longest first."""
    return f"(?:{'|'.join(sorted(listed('addresses', name), key=lambda word: (-len(word), word)))})"


# Everything is matched on folded text: small letters, no accents, 'ss' for 'ß'. Of a match, the group `name` must be
# capitalised, `ending` and `certain` end with a name, `large` is all in capitals, and `code` alone is the address.
_WORD = r"[^\W\d_][\w'’.-]{0,30}"
_GAP = r"[ \t]+"
_THEN = r"(?:[ \t]*,[ \t]*|[ \t]+-[ \t]+|[ \t]*,?[ \t]*\n[ \t]*|[ \t]+)"
_COUNTED = rf"(?:[.,]?\d|[ \t]?{_any('counted')}(?!\w))"
_HOUSE = rf"\d{{1,4}}(?:[ \t]?[a-g]\b)?(?:[ \t]?[-/+][ \t]?\d{{1,4}}[a-g]?\b){{0,3}}(?!{_COUNTED})"
_NUMBER = rf"(?:,[ \t]*|{_GAP}|(?<=\.))(?:nr\.?[ \t]*|no\.?[ \t]*|n[.°º][ \t]*)?{_HOUSE}"
_FIRST = rf"(?<![\w.,:/-])\d{{1,5}}(?:[ \t]?(?:bis|ter)\b|[ \t]?[a-g]\b|-\d{{1,5}}\b)?(?:,[ \t]*|{_GAP})"

_BRITISH = r"\b[a-z]{1,2}\d[a-z\d]?[ \t]?\d[abd-hjlnp-uw-z]{2}\b"
_AMERICAN = rf"\b{_any('states')}{_GAP}\d{{5}}(?:-\d{{4}})?\b"
_CANADIAN = r"\b[abceghj-npr-tvxy]\d[a-z][ \t]?\d[a-z]\d\b"
_AUSTRALIAN = r"\b(?:vic|nsw|qld|wa|sa|tas|act|nt)[ \t]+\d{4}\b"
_IRISH = r"\b[ac-fhknprtv-y]\d[\dw][ \t]?[ac-fhknprtv-y\d]{4}\b"
_TOWN = rf"(?:{_any('town')}{_GAP})?{_WORD}(?:{_GAP}(?:am|an der|ob der|im|in der|bei|sur){_GAP}{_WORD})?"
_CODE = r"(?:[a-z]{1,2}-[ \t]?)?(?:\d{4,5}|\d{4}-\d{3}|\d{2}-\d{3}|\d{3} \d{2})(?:[ \t]?[a-z]{2}\b)?"
_SURE_CODE = r"(?:(?:[a-z]{1,2}-)?\d{5}|[a-z]{1,2}-\d{4})"
_CONTINENTAL = rf"{_CODE}{_GAP}{_TOWN}"
_COUNTRIES = rf"(?:{_BRITISH}|{_AMERICAN}|(?:[a-z]{{2}}{_GAP})?{_CANADIAN}|{_AUSTRALIAN}|(?:\d\d?{_THEN})?{_IRISH})"
_ABROAD = rf"(?:{_WORD}(?:{_GAP}|(?=[,\n]))){{0,3}}{_THEN}?{_COUNTRIES}"
_ROOM = rf"{_any('inside')}\b\.?[ \t]?#?[\da-z]{{1,4}}\b"
_PLACE = (
    rf"(?:{_THEN}(?:{_ROOM}|#\d{{1,4}}\b|\d{{1,2}}[oa]\b[ \t]?[\w.]{{0,5}}))?(?:{_THEN}(?:{_CONTINENTAL}|{_ABROAD}))?"
)

_PART = rf"(?!{_any('small')}\b)[^\W_][\w'’.-]{{0,30}}{_GAP}"
_INDOORS = rf"(?:\b{_ROOM}{_THEN})?"
_COMPASS = rf"(?:{_GAP}(?:[ns][ew]?|[ew])\b)?"
_OF = rf"(?:{_any('of')}(?:{_GAP}|(?<=['’]))){{0,2}}"
_MORE = rf"(?:{_GAP}{_WORD}){{0,3}}?"
_GROWING = rf"(?<![\w-])(?!{_any('everyday')}\b)(?:[^\W_][\w.]{{0,30}}-){{0,4}}[^\W\d_]{{0,30}}?(?<=[^\W_][\w-])"
_AT = rf"(?:am|an|auf|beim|hinter|im|in|unter|zum|zur){_GAP}"

_ADDRESSES = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        # French, Spanish and Italian streets.
        rf"{_FIRST}(?:{_any('french')}|{_any('french_large')}){_GAP}{_OF}{_WORD}{_MORE}{_THEN}{_CONTINENTAL}",
        rf"{_FIRST}{_any('french')}{_GAP}{_OF}{_WORD}",
        rf"{_FIRST}{_any('french_large')}{_GAP}(?P<name>{_OF}{_WORD})",
        rf"(?<!\w){_any('spanish')}(?:{_GAP}|(?<=[/.])){_OF}{_WORD}{_MORE}{_NUMBER}{_PLACE}",
        rf"(?<!\w){_any('italian')}{_GAP}(?P<name>{_OF}{_WORD}{_MORE}){_NUMBER}{_PLACE}",
        # A number and an English street, a German one and its number, either with what stands behind.
        rf"{_INDOORS}{_FIRST}(?:{_PART}){{1,3}}{_any('streets')}\b\.?{_COMPASS}{_PLACE}",
        rf"{_INDOORS}{_FIRST}(?P<name>(?:{_PART}){{1,3}}{_any('streets_large')})\b\.?{_COMPASS}{_PLACE}",
        rf"{_GROWING}{_any('grown')}\b\.?{_NUMBER}{_PLACE}",
        rf"(?P<name>{_GROWING}{_any('grown_large')})\b{_NUMBER}{_PLACE}",
        rf"(?<![\w-])(?P<ending>(?:{_WORD}{_GAP}){{1,3}}{_any('alone')})\b\.?{_NUMBER}{_PLACE}",
        rf"(?<![\w-])(?P<ending>{_AT}(?:{_WORD}{_GAP}){{0,2}}{_WORD}){_NUMBER}{_THEN}{_CONTINENTAL}",
        rf"(?<![\w-])(?P<certain>(?:{_WORD}{_GAP}){{0,2}}{_WORD}){_NUMBER},?{_THEN}\d{{5}}{_GAP}{_TOWN}",
        rf"(?<!\w)strasse{_GAP}de[sr]{_GAP}[\w. ]{{3,20}}?{_NUMBER}{_PLACE}",
        rf"(?<!\w){_any('box')}[ \t]*:?[ \t]*\d{{1,6}}(?: \d{{2,3}})*\b{_PLACE}",
        # By itself, a postcode tells the street in Britain; elsewhere it needs its town, and a place to stand.
        rf"(?P<large>{_BRITISH}|{_CANADIAN})",
        rf"(?<!\w)(?P<name>{_WORD}),[ \t]*(?P<code>{_AMERICAN})",
        rf"\b(?:in|nach|aus|plz:?){_GAP}(?P<code>{_SURE_CODE}{_GAP}(?!{_COUNTED})(?P<name>{_TOWN}))",
        rf"^[ \t]*(?P<code>{_SURE_CODE}{_GAP}(?P<name>{_TOWN}))[ \t]*,?$",
    )
)
_FREE = re.compile(f"{_any('free')}|{_any('of')}")
_LEADING, _LEADING_LARGE = listed("addresses", "leading"), listed("addresses", "leading_large")


def addresses(text: str, folded: Folded) -> list[tuple[int, int]]:
    """Where postal addresses stand in `text`, whose folded form is `folded`, the longest first; they may overlap."""
    return sorted(_found(text, folded), key=lambda span: span[0] - span[1])


def _found(text: str, folded: Folded) -> Iterator[tuple[int, int]]:
    for pattern in _ADDRESSES:
        for match in pattern.finditer(folded.text):
            spans = {name: folded.span(*match.span(name)) for name, found in match.groupdict().items() if found}
            written = {name: text[slice(*span)] for name, span in spans.items()}
            start, end = spans.get("code", folded.span(*match.span()))
            for group in written.keys() & {"ending", "certain"}:
                start = spans[group][0] + _name_at_the_end(written[group], alone=group == "certain")
                end = end if start < spans[group][1] else start
            if _like_a_name(written.get("name", "")) and not re.search("[a-z]", written.get("large", "")):
                yield start, end


def _like_a_name(written: str) -> bool:
    """Whether its words, small ones apart, begin with a capital or a digit; 'DHL' is another kind of name."""
    words = [word for word in re.split(r"[\s-]+|(?<=['’])", written) if not _FREE.fullmatch(word.lower())]
    return not any(word[:1].islower() for word in words) and not (written.isupper() and len(written) < 7)


def _name_at_the_end(written: str, *, alone: bool) -> int:
    """Where the street's name begins in words that end with it: 'die Am Alten Markt' at 'Am'; its end if there is none.

    `alone` says that one word is enough: 'die Straße' names none, unless a postcode stands behind it.
    """
    *before, last = re.finditer(r"\S+", written)
    if not last[0][0].isupper():
        return len(written)
    begins = last.start() if alone else len(written)
    for word in reversed(before):
        said, large = word[0].lower(), word[0][0].isupper()
        small = _FREE.fullmatch(said) is not None
        if not large and not small:
            break
        if (large and not small) or said in _LEADING or (large and said in _LEADING_LARGE):
            begins = word.start()
    return begins
