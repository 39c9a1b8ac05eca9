"""Keeping people's identifiers from a model: placeholders go out, and what they stand for comes back into the reply.

Emails, phone numbers, cards (Luhn), IBANs, order and ticket numbers, postal addresses, and names as far as the
customer's record, a greeting, a signature or an introduction tells them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import iban, luhn

from prompts.addresses import addresses
from prompts.people import names_in
from prompts.text import Folded, fold
from prompts.wordlists import listed

KINDS = ("EMAIL", "PHONE", "CARD", "IBAN", "ORDER", "ADDRESS", "NAME", "TEXT")
_REGIONS = ("DE", "US", "GB", "FR")
_GAP = r"[\s.,\-–—/_·|]{0,3}"

# A model may write a placeholder a little differently; each of these is read as the same.
PLACEHOLDER = re.compile(
    rf"[\[({{<«]\s*\\?({'|'.join(KINDS)})[\s_\\-]*(\d{{1,4}})\s*\\?[\])}}>»]|\b({'|'.join(KINDS)})_(\d{{1,4}})\b",
    re.IGNORECASE,
)
# An address may be broken up: 'jane @ example . com', 'jane (at) example (dot) com'. A stop with a gap behind it ends a
# sentence, unless the address has no ending yet and one stands there: 'Write to jane@example.com. Please hurry'. Of
# the endings none is a word that begins a sentence.
_AT_SIGN = r"(?:\s?@\s?|\s*[\[({<]\s*(?:at|@)\s*[\])}>]\s*)"
_DOT = r"(?:\.|\s*[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]\s*|\s+(?:dot|punkt)\s+)"
_ENDING = r"(?:com|net|org|info|biz|edu|gov|eu|de|ch|co|uk|fr|es|nl|pl|pt|ie|ca|au|io)(?![\w-])"
_BROKEN_UP = rf"(?:\s?\.\s?[\w-]{{2,63}}){{0,3}}?\s?\.\s?{_ENDING}(?:\s?\.\s?(?:uk|au)(?![\w-]))?|\s\.\s?[\w-]{{2,63}}"
_EMAIL = re.compile(
    rf"[\w.+%'-]{{1,64}}{_AT_SIGN}[\w-]{{1,63}}(?:(?:{_DOT}[\w-]{{2,63}}){{1,5}}|{_BROKEN_UP})"
    r"|[\w.+%-]{1,64}\s+(?:at|ät)\s+[\w-]{1,63}(?:\s+(?:dot|punkt)\s+[\w-]{2,63}){1,4}"
    r"|[\w.+%-]{1,64}@[^\W\d_][\w-]{1,62}"
)
_DIGITS = re.compile(rf"\d(?:{_GAP}\d){{11,}}")
_CARD_SHAPE = re.compile(r"(?<!\d)(?:\d{13,}|\d{4}([ .\-–/_])\d{4}\1\d{4}\1\d{4})(?!\d)")
_IBAN = re.compile(rf"(?=([a-z]{{2}}{_GAP}\d{_GAP}\d(?:{_GAP}[a-z0-9]){{11,30}}))")
_IBAN_SHAPE = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ .-]\d{4}){3,}(?:[ .-]\d{1,4})?")
_PHONE_SHAPE = re.compile(
    rf"(?<![\w+])\+\d(?:{_GAP}[()]?{_GAP}\d){{6,14}}"
    r"|(?<![\d-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\d-])|(?<![\d.-])\d{3}-\d{4}(?![\d-])"
    r"|(?:\b(?:tel|telefon|phone|mobile|mobil|handy|cell|call me (?:at|on)|whatsapp|fax|rufnummer)"
    r"\b[\s.:#]*(?:nr|no|number|nummer|is|ist)?"
    rf"[\s.:]*)(?P<digits>\(?\d(?:{_GAP}[()]?{_GAP}\d){{4,14}})"
)
_ORDER = re.compile(
    r"\b(?:orders?|tickets?|invoices?|cases?|tracking|shipments?|parcels?|customer|account|contract|booking|reference|ref"
    r"|bestellung|auftrag|ticket|rechnung|kunden|vertrags|sendung|sendungs|buchung|bestell|auftrags|rechnungs|vorgang|fall)"
    r"[\s-]*(?:numbers?|no|nr|id|nummer|code)?(?:\s+(?:is|was|ist|war|lautet))?[\s.:#-]*(?P<id>#?(?=[\w/-]*\d)[a-z0-9][\w/-]{1,30})"
    r"|(?<![\w#])(?P<hash>#[a-z]{0,5}-?\d[\w-]{0,20})"
)
_CODE = re.compile(r"(?<![\w-])[A-Z]{1,5}-?\d[A-Z\d-]{2,24}(?![\w-])|(?<![\w-])[A-Z]{2,5}-\d{1,10}(?![\w-])")

_EVERYDAY, _NOT_PARTS = listed("names", "everyday"), listed("names", "not_parts")
_UMLAUTS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))

_Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text with placeholders, and the way back."""

    text: str
    _redactor: Redactor

    def restore(self, text: str) -> str:
        """`text` with every known placeholder replaced by what it stands for."""
        return self._redactor.restore(text)


class Redactor:
    """Hides identifiers in texts that belong together: the same value gets the same placeholder in all of them."""

    def __init__(self, names: tuple[str, ...] = ()) -> None:
        self._names: dict[str, str] = {}
        self._placeholders: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        for name in names:
            self._learn(name)

    def hide(self, text: str, most: int | None = None) -> str:
        """`text` with placeholders such as `[EMAIL_1]` for every identifier that is recognised; of that at most so many
        characters, as nothing would be recognised by its first half."""
        for name in names_in(text):
            self._learn(name)
        hidden = self._replaced(text, self._placeholder)
        return hidden if most is None else _beginning(hidden, most)

    def mask(self, text: str) -> str:
        """`text` for everybody to read, with no way back. Names count only where they were given: people may be named
        who are no customers."""
        return self._replaced(text, lambda kind, _: "a customer" if kind == "NAME" else "…")

    def _replaced(self, text: str, by: Callable[[str, str], str]) -> str:
        """`text` with what is recognised replaced, by its kind and its value."""
        folded = fold(text)
        taken = bytearray(len(text))
        spans: list[_Span] = []
        for start, end, kind in self._found(text, folded):
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                spans.append((start, end, kind))
        pieces: list[str] = []
        last = 0
        for start, end, kind in sorted(spans):
            pieces += text[last:start], by(kind, text[start:end])
            last = end
        return "".join(pieces) + text[last:]

    def restore(self, text: str) -> str:
        """`text` with every known placeholder, slightly altered ones too, replaced by what it stands for."""

        def value(match: re.Match[str]) -> str:
            return self._values.get(f"[{(match[1] or match[3]).upper()}_{int(match[2] or match[4])}]", match[0])

        return PLACEHOLDER.sub(value, text)

    def unknown(self, text: str) -> bool:
        """Whether `text` holds a placeholder that stands for nothing."""
        return any(
            f"[{(m[1] or m[3]).upper()}_{int(m[2] or m[4])}]" not in self._values for m in PLACEHOLDER.finditer(text)
        )

    def _placeholder(self, kind: str, value: str) -> str:
        key = fold(value).text
        key = re.sub(r"[\W_]", "", key) if kind in ("CARD", "IBAN", "PHONE") else re.sub(r"\s+", " ", key)
        key = value if kind == "TEXT" else key
        if (kind, key) not in self._placeholders:
            placeholder = f"[{kind}_{1 + sum(known == kind for known, _ in self._placeholders)}]"
            self._placeholders[kind, key] = placeholder
            self._values[placeholder] = self._names.get(key, value) if kind == "NAME" else value
        return self._placeholders[kind, key]

    def _learn(self, name: str) -> None:
        name = " ".join(name.split())
        parts = [part for part in re.split(r"[\s,]+", name) if part.casefold().strip(".") not in _NOT_PARTS]
        for spelling in (name, *(part for part in parts if "@" not in part)):
            key = fold(spelling).text
            if len(key) > 1 and any(c.isalnum() for c in key):
                self._names.setdefault(key, spelling)

    def _found(self, text: str, folded: Folded) -> Iterator[_Span]:
        """Everything to hide, the more telling kind first where two overlap."""
        for match in PLACEHOLDER.finditer(text):
            yield *match.span(), "TEXT"
        for kind, pattern in (("EMAIL", _EMAIL),):
            for match in pattern.finditer(folded.text):
                yield *folded.span(*match.span()), kind
        for start, end in _ibans(folded.text):
            yield *folded.span(start, end), "IBAN"
        for start, end in _cards(folded.text):
            yield *folded.span(start, end), "CARD"
        for start, end in addresses(text, folded):
            yield start, end, "ADDRESS"
        for match in _ORDER.finditer(folded.text):
            yield *folded.span(*match.span("id" if match["id"] else "hash")), "ORDER"
        for start, end in _phones(folded.text):
            yield *folded.span(start, end), "PHONE"
        for match in _CODE.finditer(text):
            yield *match.span(), "ORDER"
        yield from self._named(text, folded)

    def _named(self, text: str, folded: Folded) -> Iterator[_Span]:
        for key in sorted(self._names, key=len, reverse=True):
            guarded = len(key) < 3 or key in _EVERYDAY
            for spelling in _spellings(key, self._names[key]):
                pattern = r"\s+".join(map(re.escape, spelling.split()))
                for match in re.finditer(rf"(?<!\w){pattern}(?=(?:['’]?s)?(?!\w))", folded.text):
                    start, end = folded.span(*match.span())
                    if not guarded or text[start].isupper():
                        yield start, end, "NAME"


def redact(text: str, names: tuple[str, ...] = ()) -> Redacted:
    """`text` with its identifiers hidden; `names` are those of the customer's record."""
    redactor = Redactor(names)
    return Redacted(redactor.hide(text), redactor)


def _beginning(hidden: str, most: int) -> str:
    """The first `most` characters, or fewer where these would end amid a placeholder."""
    halved = (found.start() for found in PLACEHOLDER.finditer(hidden) if found.start() < most < found.end())
    return hidden[: next(halved, most)]


def _spellings(key: str, name: str) -> set[str]:
    """A folded name and how it is written without, or with, umlauts."""
    long, short = name.casefold(), key
    for umlaut, letters in _UMLAUTS:
        long = long.replace(umlaut, letters)
        short = short.replace(letters, letters[0] if letters != "ss" else "ss")
    return {key, fold(long).text, short}


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Overlapping spans as one."""
    start = end = -1
    for first, last in sorted(spans):
        if first > end:
            if end > 0:
                yield start, end
            start, end = first, last
        end = max(end, last)
    if end > 0:
        yield start, end


def _cards(text: str) -> Iterator[tuple[int, int]]:
    """Every run of 13 to 19 digits that may be a card's number, all of them where several readings overlap."""
    spans = [match.span() for match in _CARD_SHAPE.finditer(text)]
    for run in _DIGITS.finditer(text):
        at = [index for index in range(*run.span()) if text[index].isdigit()]
        if len(at) > 200:
            spans.append(run.span())
            continue
        digits = "".join(text[index] for index in at)
        starts = [i for i in range(len(at)) if i == 0 or at[i] - at[i - 1] > 1]
        ends = {i + 1 for i in range(len(at)) if i + 1 == len(at) or at[i + 1] - at[i] > 1}
        spans += [
            (at[first], at[first + length - 1] + 1)
            for first in starts
            for length in range(13, 20)
            if first + length in ends and digits[first] in "23456" and luhn.is_valid(digits[first : first + length])
        ]
    return _merged(spans)


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """Every stretch whose letters and digits make a valid IBAN, and what has the shape of a mistyped one."""
    spans = [match.span() for match in _IBAN_SHAPE.finditer(text)]
    for match in _IBAN.finditer(text):
        at = [index for index in range(*match.span(1)) if text[index].isalnum()]
        compact = "".join(text[index] for index in at)
        length = next((n for n in range(len(at), 14, -1) if iban.is_valid(compact[:n])), None)
        if length is not None:
            spans.append((at[0], at[length - 1] + 1))
    return _merged(spans)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """Phone numbers in the notations of several countries, and what is called one."""
    spans = [match.span("digits" if match["digits"] else 0) for match in _PHONE_SHAPE.finditer(text)]
    for region in _REGIONS:
        spans += [(found.start, found.end) for found in phonenumbers.PhoneNumberMatcher(text, region)]
    return _merged(spans)
