"""Passwords and codes in a customer's message."""

from __future__ import annotations

import pytest

from prompts.brief import Brief
from prompts.phrasebook import write
from prompts.question import question_of
from prompts.secrets import holds_secret, without_secrets

SIGN = "A password or code stands in their message"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("How do I change my password, it is currently Summer#77?", "Summer#77"),
        ("login: max, pw: Hund2019!", "Hund2019!"),
        ("My pin is 4471 and the card got eaten.", "4471"),
        ("Mein Passwort ist Kaninchen99", "Kaninchen99"),
        ("The code is 883201. Help.", "883201"),
        ("password: correcthorse", "correcthorse"),
        ("Mein Passwort lautet Geheim", "Geheim"),
        ("Password:\nSummer77", "Summer77"),
        ("pwd: Hund2019", "Hund2019"),
        ("Zugangspasswort: Hund2019", "Hund2019"),
        ("Türcode 4471, und die Tür bleibt zu.", "4471"),
        ("Zugangsdaten: max / Hund2019", "Hund2019"),
        ("Kennwort lautet: Rosenrot!", "Rosenrot"),
        ("Mein Passwort war Kaninchen", "Kaninchen"),
        ("passcode 123 456", "123 456"),
        ("CVV: 123", "123"),
        ("verification code: AB12CD", "AB12CD"),
        ("My passwords are Summer77 and Winter88", "Winter88"),
        ("My password is blue sky rain", "sky rain"),
        ("Login: max@mail.de Passwort Hund", "Hund"),
        ("login: mara@example.com / Sommer!23", "Sommer"),
        ("password: secret", "secret"),
        ("The password: correct horse battery staple", "battery"),
        ('Passwort lautet "mein Hund 2019"', "Hund"),
        ("Ich habe mein Passwort auf Hund2019 geändert", "Hund2019"),
        ("Summer77 is my password", "Summer77"),
        ("Die Geheimzahl ist 4471", "4471"),
        ("PIN 1234-5678", "5678"),
        ("Mein neues Passwort Sommer-Regen geht in der App nicht.", "Sommer"),
        ("My memorable word is Pumpkin and the site refuses it.", "Pumpkin"),
        ("The PIN for my card is 7731 and the machine refuses it.", "7731"),
        ("Login fails: anna / tulip42", "tulip42"),
        ("With the password sunshine I can't log in.", "sunshine"),
        ("I tried sunshine as password, twice.", "sunshine"),
        ("The alarm code 5512 is refused.", "5512"),
        ("Der Code 482913 funktioniert nicht.", "482913"),
        ("Benutzername max, Passwort blumenwiese, und nichts geht.", "blumenwiese"),
        ("I keep typing Tr0ub4dor&3 and it says wrong password.", "Tr0ub4dor"),
        ("The wifi password is on the box: kX9-22aa", "kX9-22aa"),
        ('The password "sunshine" is not accepted.', "sunshine"),
        ("I changed my password to sunshine.", "sunshine"),
        ("Passwort auf Sonnenschein geändert, und nun?", "Sonnenschein"),
        ("user: anna pass: kittens", "kittens"),
        ("API key: sk-abc123def456", "sk-abc123def456"),
    ],
)
def test_a_secret_is_neither_said_back_nor_sent_to_a_model_and_the_agent_is_told(text: str, secret: str) -> None:
    assert holds_secret(text)
    reply = write(Brief(text))
    assert secret.rstrip("!") not in reply.text
    assert secret.partition("#")[0] not in reply.text
    assert any(check.startswith(SIGN) for check in reply.check)
    assert not any(secret in said["content"] for said in question_of(Brief(text)).messages)


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password. How do I reset it?",
        "My password does not work since the update on Monday.",
        "Order 44712 is late, and I cannot log in.",
        "My password reset mail for order 88213 never came",
        "Ich komme nicht ins Login, Kundennummer 4471234",
        "I forgot my password; call me on 0171 2345678",
        "The code is wrong, my password is not accepted.",
        "The pins of the plug are bent.",
        "my password is expired",
        "Mein Login ist gesperrt. Bitte helfen Sie mir.",
        "Mein Passwort ist abgelaufen",
        "My login fails with error E1234",
        "can't login from my iPhone14",
        "I changed my password in 2024",
        "password reset link expired after 10min",
        "login with mara22@example.com fails",
        "The washing machine shows code 4471 again",
        "Fehler Code 1234",
        "the gift card code 883201 does nothing",
        "Mein Passwort ist doch richtig",
        "My password is apparently wrong",
        "my pin is four digits",
        "Login: does not work since Monday",
        "The bowling pins are heavy",
        "I want the tan 2023 handbag",
        "I forgot my password and my iPhone14 is locked",
        "The code is SAVE20 for 20 % off",
        "My code is E1234",
        "With the password that you sent me I can't log in.",
        "mit dem Passwort komme ich nicht rein",
        "I used the same as password for my mail.",
        "I set my password to expire",
        "I can log in with my password again, thanks!",
        "Login works, password does not.",
        "Mein Benutzername stimmt, Passwort auch, trotzdem kein Zugang.",
        "mit dem Passwort melde ich mich an, dann Fehler",
        "For the login, password managers are blocked.",
        "The code 123456 is my customer number",
    ],
)
def test_where_no_secret_stands_nothing_is_taken_out(text: str) -> None:
    assert without_secrets(text, "…") == text
