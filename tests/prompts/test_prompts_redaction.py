"""Identifiers stay here, and come back unharmed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn
from stdnum.iso7064 import mod_97_10

from prompts.redaction import Redactor, redact

SEPARATORS = st.sampled_from(["", " ", "-", ".", "\n", "\u00a0", "  "])


@st.composite
def spaced(draw: st.DrawFn, value: str, group: int = 4) -> str:
    gap = draw(SEPARATORS)
    text = gap.join(value[i : i + group] for i in range(0, len(value), group))
    wide = draw(st.booleans())
    return "".join(chr(ord(c) + 0xFEE0) if wide and c.isdigit() else c for c in text)


@st.composite
def cards(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from("3456")) + draw(st.text("0123456789", min_size=12, max_size=17))
    return draw(spaced(body + luhn.calc_check_digit(body)))


@st.composite
def ibans(draw: st.DrawFn) -> str:
    number = draw(st.text("0123456789", min_size=18, max_size=18))
    check = mod_97_10.calc_check_digits(number + "DE")
    value = f"DE{check}{number}"
    assert iban.is_valid(value)
    return draw(spaced(value))


def digits(text: str) -> str:
    return re.sub(r"\D", "", "".join(str(int(c)) if c.isdecimal() else c for c in text))


@given(cards(), st.sampled_from(["Card: {}", "my card {} was charged", "{}", "pay with {}, thanks", "kreditkarte:{}."]))
def test_cards_never_pass(card: str, sentence: str) -> None:
    text = sentence.format(card)
    redacted = redact(text)
    assert not re.search(r"\d{4}", digits(redacted.text.replace("_1]", "")))
    assert redacted.restore(redacted.text) == text


@given(ibans(), st.sampled_from(["IBAN {}", "Mein Konto: {}, bitte", "{}", "iban:{}"]))
def test_ibans_never_pass(number: str, sentence: str) -> None:
    text = sentence.format(number)
    redacted = redact(text)
    assert len(digits(redacted.text)) <= 2
    assert redacted.restore(redacted.text) == text


@given(st.text(max_size=400))
def test_anything_comes_back(text: str) -> None:
    redacted = redact(text)
    assert redacted.restore(redacted.text).casefold() == text.casefold()


@given(
    st.lists(
        st.sampled_from(
            [
                "[EMAIL_1]",
                "email_1",
                "<NAME 2>",
                "a@b.de",
                "Dear Anna Schmidt,",
                "Anna",
                "4111 1111 1111 1111",
                "\nBest,\nTom",
                "#4312",
                "+49 170 1234567",
                " ",
                "text",
            ]
        ),
        max_size=12,
    )
)
def test_placeholders_that_a_customer_types_are_not_confused(pieces: list[str]) -> None:
    text = " ".join(pieces)
    redacted = redact(text, ("Anna Schmidt",))
    # A name typed with several spaces is the same name, and comes back with one.
    assert " ".join(redacted.restore(redacted.text).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    "email",
    [
        "jane.doe@example.com",
        "JANE@EXAMPLE.CO.UK",
        "jane (at) example (dot) com",
        "jane[at]example.com",
        "jane at example dot com",
        "jane @ example . com",
        "jane@\nexample.com",
        "jane＠example.com",
        "jäne@müller.de",
        "jane+shop@mail.example.org",
        "ja\u200bne@exam\u200bple.com",
    ],
)
def test_emails_never_pass(email: str) -> None:
    text = f"write to {email} please"
    redacted = redact(text)
    assert redacted.text == "write to [EMAIL_1] please"
    assert redacted.restore(redacted.text) == text


@pytest.mark.parametrize(
    "phone",
    [
        "+49 170 1234567",
        "0171/2345678",
        "(030) 123456-78",
        "+1 (415) 555-2671",
        "415-555-2671",
        "+44 20 7946 0958",
        "0033 1 42 68 53 00",
        "+33 1 42 68 53 00",
        "555-0123",
        "＋49 170 1234567",
        "+43 660 1234567",
        "+1.202.555.0143",
    ],
)
def test_phones_never_pass(phone: str) -> None:
    text = f"Call me: {phone} today"
    redacted = redact(text)
    assert "[PHONE_1]" in redacted.text
    assert len(digits(redacted.text)) <= 1
    assert redacted.restore(redacted.text) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Dear Anna Schmidt, where is it?", ["Anna", "Schmidt"]),
        ("Hi Tom,\nwhere is it? Tom, please!", ["Tom"]),
        ("hi tom, where is it", ["tom"]),
        ("Where is it?\n\nBest, Jane Doe", ["Jane", "Doe"]),
        ("Where is it?\nBest regards,\nJane van der Berg", ["Jane", "Berg"]),
        ("Wo bleibt es?\nViele Grüße\nPeter", ["Peter"]),
        ("Mit freundlichen Grüßen\n\nDr. Petra Müller-Lüdenscheidt", ["Petra", "Müller", "Lüdenscheidt"]),
        ("Sehr geehrte Frau Öztürk, wo ist es?", ["Öztürk"]),
        ("My name is Jane Doe and I am angry. Jane", ["Jane", "Doe"]),
        ("Ich heiße Peter Pan.", ["Peter", "Pan"]),
        ("Thanks,\njane", ["jane"]),
        ("- Jane", ["Jane"]),
        ("From: Jane Doe <jane@example.com>", ["Jane", "Doe", "jane@example.com"]),
        ("Mr Smith called me", ["Smith"]),
    ],
)
def test_names_that_the_text_gives_away(text: str, hidden: list[str]) -> None:
    redacted = redact(text)
    assert not [name for name in hidden if re.search(rf"\b{name}\b", redacted.text)]
    assert redacted.restore(redacted.text) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Anna Schmidt", "this is about ANNA and her husband, Mr. schmidt"),
        ("Anna Schmidt", "Anna's parcel, Schmidts Paket"),
        ("Jörg Müller", "Joerg Mueller and Jorg Muller"),
        ("Li Wu", "Li called"),
        ("Bill Gates", "Bill is here"),
        ("O'Brien", "the O'Brien family"),
        ("Anna  Schmidt", "Anna\nSchmidt"),
        ("José", "JOSE"),
        ("Анна", "это Анна"),
    ],
)
def test_names_of_the_record_never_pass(name: str, text: str) -> None:
    redacted = redact(text, (name,))
    for part in re.split(r"\s+", name):
        assert part.casefold() not in redacted.text.casefold()
    assert "[NAME_" in redacted.text


def test_everyday_words_stay_readable() -> None:
    text = "My bill is wrong, will you help me this may?"
    assert redact(text, ("Bill Will", "May")).text == text
    assert (
        redact("Please look at the price of 49,99 on 2026-11-14 at 15:30.").text
        == "Please look at the price of 49,99 on 2026-11-14 at 15:30."
    )
    assert (
        redact("Hello team, I ordered 2 lamps. Thanks in advance").text
        == "Hello team, I ordered 2 lamps. Thanks in advance"
    )


def test_orders_and_tickets() -> None:
    assert redact("order 4312-AB, #77, ticket ZD-88").text == "order [ORDER_1], [ORDER_2], ticket [ORDER_3]"


def test_the_same_value_gets_the_same_placeholder_in_several_texts() -> None:
    redactor = Redactor(("Anna Schmidt",))
    assert redactor.hide("anna a@b.de A@B.DE") == "[NAME_1] [EMAIL_1] [EMAIL_1]"
    assert redactor.hide("Anna, c@d.de, a@b.de") == "[NAME_1], [EMAIL_2], [EMAIL_1]"
    assert redactor.restore("[NAME_1]") == "Anna"


@pytest.mark.parametrize(
    "written",
    [
        "[EMAIL_1]",
        "[email 1]",
        "<EMAIL_1>",
        "(Email-1)",
        "EMAIL_1",
        "[ EMAIL_1 ]",
        "\\[EMAIL\\_1\\]",
        "{EMAIL_1}",
        "**[EMAIL_1]**",
    ],
)
def test_a_placeholder_that_a_model_altered_is_restored(written: str) -> None:
    redacted = redact("a@b.de")
    assert redacted.restore(f"to {written}!").replace("*", "").replace("\\", "") == "to a@b.de!"


def test_an_unknown_placeholder_is_noticed() -> None:
    redactor = Redactor()
    redactor.hide("a@b.de")
    assert redactor.unknown("[EMAIL_2]")
    assert redactor.unknown("[name 1]")
    assert not redactor.unknown("[EMAIL_1] and [1]")


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "4", "@", "DE89", "Dear ", "a.a@", "(at) ", "[EMAIL_1]", "Best,\n", "tel 1 2 3 ", "Thanks "]
)
def test_forty_thousand_characters_come_back_as_they_were(piece: str) -> None:
    text = (piece * 40_000)[:40_000]
    redacted = redact(text, ("Anna Schmidt",))
    assert redacted.restore(redacted.text) == text
