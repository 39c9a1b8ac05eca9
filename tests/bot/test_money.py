from contextlib import suppress
from decimal import Decimal

import pytest
from babel.numbers import list_currencies
from hypothesis import given
from hypothesis import strategies as st

from bot.money import (
    LARGEST,
    Doubtful,
    decimal_marks,
    in_small,
    in_words,
    is_currency,
    meant,
    minor_digits,
    read_number,
    to_steps,
)

CURRENCIES = sorted(list_currencies())
SEPARATORS = {"en": (",", "."), "de": (".", ","), "ch": ("'", "."), "fr": ("\u202f", ",")}


@pytest.mark.parametrize(("currency", "digits"), [("USD", 2), ("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_each_currency_has_its_own_decimals(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize(
    ("minor", "currency", "words"),
    [
        (12000, "USD", "$120"),
        (1250, "USD", "$12.50"),
        (1205, "EUR", "€12.05"),
        (500, "JPY", "¥500"),
        (100_000, "USD", "$1,000"),
        (2500, "CHF", "CHF\u00a025"),
        (1_000_000, "KWD", "KWD\u00a01,000.000"),
        (0, "USD", "$0"),
        (5, "USD", "$0.05"),
        (-1250, "USD", "-$12.50"),
    ],
)
def test_money_is_written_as_people_write_it(minor: int, currency: str, words: str) -> None:
    assert in_words(minor, currency) == words


@pytest.mark.parametrize(
    ("millionths", "currency", "words"),
    [
        (0, "USD", "$0"),
        (7, "USD", "$0.000007"),
        (526, "USD", "$0.00053"),
        (42_000, "USD", "$0.042"),
        (98_765, "USD", "$0.10"),
        (1_234_567, "USD", "$1.23"),
        (3_140_000, "JPY", "¥3.1"),
        (31_400_000, "JPY", "¥31"),
        (526, "CHF", "CHF\u00a00.00053"),
        (526, "KWD", "KWD\u00a00.00053"),
    ],
)
def test_what_tokens_cost_is_told_however_little_it_is(millionths: int, currency: str, words: str) -> None:
    assert in_small(millionths, currency) == words


@given(st.integers(0, LARGEST), st.sampled_from(CURRENCIES))
def test_what_is_written_can_be_read_back_exactly(minor: int, currency: str) -> None:
    digits = "".join(c for c in in_words(minor, currency) if c.isdigit() or c in ".,")
    assert read_number(digits.strip("."), minor_digits(currency), grouped=True) == minor


@given(st.integers(0, LARGEST), st.sampled_from(sorted(SEPARATORS)))
def test_numbers_read_alike_however_a_country_writes_them(minor: int, country: str) -> None:
    group, point = SEPARATORS[country]
    written = f"{minor // 100:,}.{minor % 100:02}".translate({ord(","): group, ord("."): point})
    assert read_number(written, 2, grouped=True) == minor


@pytest.mark.parametrize(
    ("text", "digits", "steps"),
    [
        ("12,5", 2, 1250),
        ("1,000", 2, 100_000),
        ("1.000", 2, 100_000),
        ("1.000.000", 2, 100_000_000),
        ("1,000", 0, 1000),
        ("1.500", 3, 1500),
        ("1,500.250", 3, 1_500_250),
        ("0.500", 3, 500),
        ("007", 0, 7),
    ],
)
def test_a_lone_mark_before_three_digits_groups_unless_the_currency_has_three_decimals(
    text: str, digits: int, steps: int
) -> None:
    assert read_number(text, digits, grouped=True) == steps


@pytest.mark.parametrize(
    ("text", "digits", "problem"),
    [
        ("1000.505", 2, "two decimals"),
        ("0.500", 2, "two decimals"),
        ("12.5", 0, "whole number"),
        ("1,500", 3, r"could mean 1500 or 1\.500: type the one you mean"),
        ("1,00,000", 2, "without doubt"),
        ("1.000.50", 2, "without doubt"),
        ("1,000,50", 2, "without doubt"),
        ("9" * 30, 2, "larger"),
        ("9" * 3000, 2, "can be used"),
        ("", 2, "without doubt"),
        ("١٢", 2, "without doubt"),
    ],
)
def test_what_cannot_be_read_exactly_is_refused(text: str, digits: int, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        read_number(text, digits, grouped=True)


@pytest.mark.parametrize(
    ("currency", "marks"),
    [("USD", "."), ("CHF", "."), ("JPY", "."), ("EUR", ","), ("SEK", ","), ("BRL", ","), ("XOF", ".,")],
)
def test_what_parts_decimals_is_told_by_the_currencys_home(currency: str, marks: str) -> None:
    assert decimal_marks(currency) == marks


@pytest.mark.parametrize(
    ("text", "digits", "decimal", "choice"),
    [
        ("1.000", 2, ".", "1000 or 1.00"),
        ("12.505", 2, ".", "12505 or 12.50"),
        ("1,000", 2, ",", "1000 or 1.00"),
        ("1.000", 0, ".", "1000 or 1:"),
        ("1.000", 2, ".,", "1000 or 1.00"),
    ],
)
def test_a_lone_mark_that_could_part_decimals_is_asked_about(text: str, digits: int, decimal: str, choice: str) -> None:
    with pytest.raises(Doubtful, match=f"could mean {choice}"):
        read_number(text, digits, grouped=True, decimal=decimal)
    assert read_number(text.replace(",", ".") + ".000", digits, grouped=True, decimal=decimal)
    other = text.translate(str.maketrans(".,", ",."))
    if decimal != ".,":
        assert read_number(other, digits, grouped=True, decimal=decimal) == read_number(text, digits, grouped=True)


@given(
    st.integers(1, 999),
    st.integers(0, 999),
    st.sampled_from(".,'"),
    st.sampled_from(["", ".", ",", ".,"]),
    st.integers(0, 3),
)
def test_no_mark_before_three_digits_is_read_as_what_it_may_not_mean(
    whole: int, rest: int, mark: str, decimal: str, digits: int
) -> None:
    """Whatever is read is the only thing it can mean where that mark parts what it parts."""
    means = set()
    if mark != "'" and (digits == 3 or mark in decimal):
        means.add((whole * 1000 + rest) * 10**digits // 1000 if digits < 3 else whole * 1000 + rest)
    if digits < 3 or mark != ".":
        means.add((whole * 1000 + rest) * 10**digits)
    text = f"{whole}{mark}{rest:03}"
    if len(means) > 1:
        with pytest.raises(Doubtful):
            read_number(text, digits, grouped=True, decimal=decimal)
    else:
        assert {read_number(text, digits, grouped=True, decimal=decimal)} == means


def test_thousands_are_grouped_only_where_that_is_usual() -> None:
    with pytest.raises(ValueError, match="two decimals"):
        read_number("10.125", 2, grouped=False)


@given(st.text(alphabet="0123456789.,'’\u00a0 -+eE", max_size=30), st.integers(0, 3), st.booleans())
def test_reading_a_number_never_fails_otherwise(text: str, digits: int, grouped: bool) -> None:
    steps = None
    with suppress(ValueError):
        steps = read_number(text, digits, grouped=grouped)
    assert steps is None or 0 <= steps <= LARGEST


@pytest.mark.parametrize("value", ["0.005", "NaN", "Infinity", "1e30", "1e999999", "1e-999999", "2." + "0" * 70 + "1"])
def test_a_decimal_must_come_out_in_whole_steps(value: str) -> None:
    with pytest.raises(ValueError, match=r"decimals|larger|number"):
        to_steps(Decimal(value), 2)


def test_decimals_never_pass_through_a_float() -> None:
    assert to_steps(Decimal("1.15"), 2) == 115
    assert to_steps(Decimal("9999999999.99"), 2) == 999_999_999_999


@pytest.mark.parametrize(
    ("mark", "currency", "answer"),
    [
        ("$", "USD", True),
        ("$", "CAD", True),
        ("CA$", "CAD", True),
        ("US$", "CAD", False),
        ("usd", "USD", True),
        ("EUR", "USD", False),
        ("eur", "USD", False),
        ("€", "EUR", True),
        ("euros", "EUR", True),
        ("bucks", "USD", True),
        ("bucks", "EUR", False),
        ("¥", "JPY", True),
        ("Franken", "CHF", True),
        ("BOB", "USD", False),
        ("bob", "USD", None),
        ("Bob", "USD", None),
        ("try", "USD", None),
        ("kim", "USD", None),
    ],
)
def test_signs_codes_and_words_for_money(mark: str, currency: str, answer: bool | None) -> None:
    assert meant(mark, currency) is answer


def test_only_codes_in_capitals_are_currencies() -> None:
    assert is_currency("USD")
    assert not is_currency("usd")
    assert not is_currency("XXX")
    assert not is_currency("dollars")
