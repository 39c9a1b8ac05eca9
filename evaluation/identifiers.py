"""Made-up identifiers that are valid: a seed always makes the same ones."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from stdnum import iban, luhn

from evaluation.words import words

AMOUNTS = {"email": 180, "phone": 220, "card": 180, "IBAN": 180, "order": 140, "postal address": 100}
POSITIONS = ("greeting", "signature", "introduction", "record", "in passing")
_LANGUAGES = ("en", "de")
# First digits and length, as the card companies have them.
_CARDS = (("4", 16), ("52", 16), ("55", 16), ("2221", 16), ("6011", 16), ("37", 15), ("36", 14))
# Country, letters and digits behind its check digits.
_ACCOUNTS = (
    *(("DE", 0, 18), ("DE", 0, 18), ("AT", 0, 16), ("CH", 0, 17), ("PL", 0, 24), ("DK", 0, 14), ("LU", 0, 16)),
    *(("GB", 4, 14), ("IE", 4, 14), ("NL", 4, 10)),
)
_AT_HOME = {"en": ("US", "GB", "CA"), "de": ("DE", "AT", "CH")}
_ABROAD = ("FR", "ES", "IT", "NL", "PL", "SE", "IE", "AU", "DK", "BE")
_ASCII = {
    **dict(zip("éèñłóćıí", "eenlocii", strict=True)),
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "ß": "ss",
    "'": "",
    "á": "a",
}


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier in a customer's sentence. `names` is what the record says of the customer, for names alone."""

    kind: str
    value: str
    text: str
    names: tuple[str, ...] = ()


def identifiers(seed: int, amounts: Mapping[str, int] = AMOUNTS) -> list[Identifier]:
    """As many of each kind as `amounts` says, in English and German sentences by turns."""
    random = Random(seed)
    found = []
    for kind, many in amounts.items():
        for number in range(many):
            language = _LANGUAGES[number % 2]
            value = _MAKERS[kind](random, language)
            sentence = random.choice(words("made_up")["identifiers"][kind][language])
            found.append(Identifier(kind, value, sentence.format(value)))
    return found


def names(seed: int, each: int) -> list[Identifier]:
    """`each` names in every position: told by the text, told by the customer's record, and told by nothing."""
    random = Random(seed)
    found = []
    for position in POSITIONS:
        for number in range(each):
            first, last = _name(random)
            whole = f"{first} {last}"
            recorded = position == "record"
            said = random.choice((whole, first, last) if recorded else (whole, first))
            sentence = random.choice(words("made_up")["names"][position][_LANGUAGES[number % 2]])
            found.append(Identifier(position, said, sentence.format(said), (whole,) if recorded else ()))
    return found


def _name(random: Random) -> tuple[str, str]:
    data = words("made_up")
    return random.choice(data["first_names"].split()), random.choice(data["last_names"].split())


def _email(random: Random, language: str) -> str:
    first, last = ("".join(_ASCII.get(letter, letter) for letter in name.lower()) for name in _name(random))
    local = random.choice(
        (f"{first}.{last}", f"{first[0]}{last}", f"{first}_{random.randint(1, 99)}", f"{last}+shop", f"{first}-{last}")
    )
    written = f"{local}@{random.choice(words('made_up')['hosts'])}"
    return random.choice((written, written, written, written.upper(), written.title(), written.replace("@", " @ ")))


def _phone(random: Random, language: str) -> str:
    """National where the sentence's readers would write it so, with the country's code otherwise."""
    at_home = _AT_HOME[language]
    region = random.choice((*at_home, *at_home, *_ABROAD))
    kind = random.choice((PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE))
    example = phonenumbers.example_number_for_type(region, kind)
    assert example is not None
    number = phonenumbers.PhoneNumber()
    while not phonenumbers.is_valid_number(number):
        number.merge_from(example)  # with its leading zeros, which are no part of the number itself
        number.national_number = int(f"{example.national_number}"[:-4] + _digits(random, 4))
    shapes = [PhoneNumberFormat.INTERNATIONAL, PhoneNumberFormat.E164]
    shapes += [PhoneNumberFormat.NATIONAL] * 2 if region in at_home else []
    written: str = phonenumbers.format_number(number, random.choice(shapes))
    return written.replace(" ", random.choice((" ", " ", "-", ".", "/", "\u00a0")))


def _card(random: Random, language: str) -> str:
    prefix, length = random.choice(_CARDS)
    body = prefix + _digits(random, length - len(prefix) - 1)
    number = body + luhn.calc_check_digit(body)
    assert luhn.is_valid(number)
    groups = [number[:4], number[4:10], number[10:]] if length < 16 else _in_fours(number)
    return str(random.choice(words("made_up")["gaps"])).join(groups)


def _iban(random: Random, language: str) -> str:
    """Of a country whose numbers `python-stdnum` knows how to build and check."""
    number = ""
    while not iban.is_valid(number):
        country, letters, digits = random.choice(_ACCOUNTS)
        bank = "".join(random.choices(string.ascii_uppercase, k=letters)) + _digits(random, digits)
        number = f"{country}{iban.calc_check_digits(f'{country}00{bank}')}{bank}"
    written = str(random.choice(words("made_up")["gaps"])).join(_in_fours(number))
    return written.lower() if random.random() < 0.15 else written


def _order(random: Random, language: str) -> str:
    digits, letters = _digits(random, random.randint(4, 9)), "".join(random.choices(string.ascii_uppercase, k=2))
    return random.choice(
        (f"#{digits}", f"ZD-{digits[:5]}", f"{letters}{digits}", f"INV-2026-{digits[:4]}", f"2026-{digits}", digits)
    )


def _postal_address(random: Random, language: str) -> str:
    streets, towns = words("made_up")["streets"][language], words("made_up")["towns"]
    street, house = random.choice(streets), f"{random.randint(1, 190)}{random.choice(('', '', 'a', 'b'))}"
    if language == "de":
        return f"{street} {house}, {random.randint(10115, 99998)} {random.choice(towns['de'])}"
    area, *unit = random.choices("ABDEFGHJLNPRSTUWXYZ", k=3)
    code = f"{area}S{random.randint(1, 19)} {random.randint(1, 9)}{''.join(unit)}"
    british = f"{random.choice(towns['en'])} {code}"
    american = f"{random.choice(towns['us'])} {random.randint(10001, 99950)}"
    return f"{house} {street}, {random.choice((british, american))}"


def _digits(random: Random, many: int) -> str:
    return "".join(random.choices(string.digits, k=many))


def _in_fours(number: str) -> list[str]:
    return [number[i : i + 4] for i in range(0, len(number), 4)]


_MAKERS: Mapping[str, Callable[[Random, str], str]] = {
    "email": _email,
    "phone": _phone,
    "card": _card,
    "IBAN": _iban,
    "order": _order,
    "postal address": _postal_address,
}
