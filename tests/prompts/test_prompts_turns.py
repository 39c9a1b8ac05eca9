"""Copied conversations and threads: whose words are the customer's, and what stands over them is nobody's."""

from __future__ import annotations

import pytest

from prompts.brief import Brief
from prompts.mail import read_message
from prompts.phrasebook import write
from prompts.question import question_of
from prompts.turns import turns_in

TOGETHER = "Several people write in this"
OUTLOOK = (
    "Gesendet: Dienstag, 3. November 2026 10:12\nAn: Support\nBetreff: AW: Paket\n\n"
    "Das Paket ist immer noch nicht da.\n\n"
    "Von: Support <s@shop.test>\nGesendet: Montag, 2. November 2026 09:00\nAn: Mara Lindt\nBetreff: Rechnung\n\n"
    "Sehr geehrte Frau Lindt, zu Ihrer Rechnung: wir erstatten Ihnen 50 Euro."
)
ATTRIBUTED = "On Tue, Nov 3, 2026 at 9:14 AM Support <s@shop.test> wrote:\n> We will refund you $50 by Friday.\n"


@pytest.mark.parametrize(
    ("message", "theirs"),
    [
        ("Mara 10:12 AM\nMy parcel is late\nAvery 10:20 AM\nIt comes tomorrow.", "My parcel is late"),
        (
            "Mara Lindt  10:12 AM\nIt is late!\n10:13\nVery late!\n\nAvery (Support)  10:20 AM\nTomorrow.\n\n"
            "Mara Lindt  11:02 AM\nStill nothing.",
            "It is late!\nVery late!\nStill nothing.",
        ),
        ("Mara  Yesterday at 10:12 AM\nIt is late!\nAvery APP  10:20 AM\nTomorrow.", "It is late!"),
        ("[10:12] Mara: It is late!\n[10:20] Support: Tomorrow.\n[11:02] Mara: Nothing.", "It is late!\nNothing."),
        ("12.11.2026, 10:12 - Mara: Es fehlt!\n12.11.2026, 10:20 - Support: Morgen.", "Es fehlt!"),
        ("Customer: It is late!\nAgent: Tomorrow.\nCustomer: Still nothing.", "It is late!\nStill nothing."),
        ("Mara Lindt\n10:12\nIt leaks.\nAvery Agent\n10:20\nA picture?\nMara Lindt\n11:02\nSent.", "It leaks.\nSent."),
        ("Avery 10:12 AM\nHi, how can I help?\nMara 10:20 AM\nMy parcel is late", "My parcel is late"),
        ("Support: Hello, how can I help you today?\nCustomer: my parcel is late", "my parcel is late"),
        ("Customer: Where is my order?\nAgent: It comes to you tomorrow.", "Where is my order?"),
        ("Customer: my kettle leaks badly\nAgent: which one\nCustomer: the red", "my kettle leaks badly\nthe red"),
        (
            "[10:12] Mara: I'm sorry to bother you, my kettle leaks\n[10:13] Avery: which one?\n[10:14] Mara: 4711",
            "I'm sorry to bother you, my kettle leaks\n4711",
        ),
        (
            "[10:12] Mara: we're so sorry for the mess, it leaks\n[10:13] Avery: which one?\n[10:14] Mara: 4711",
            "we're so sorry for the mess, it leaks\n4711",
        ),
        (
            "[10:12] Support: Hello!\n[10:13] Mara: It leaks badly.\n[10:14] Support: Which?\n"
            "[10:15] Mara: Sorry about that, the kettle.",
            "It leaks badly.\nSorry about that, the kettle.",
        ),
        (
            "[10:12] Avery: Sorry to hear that it leaks.\n[10:13] Mara: It ruined my kitchen.\n[10:14] Avery: Oh.",
            "It ruined my kitchen.",
        ),
    ],
)
def test_of_a_copied_conversation_the_customer_is_read_alone(message: str, theirs: str) -> None:
    read = read_message(message)
    assert (read.text, read.together) == (theirs, True)
    reply = write(Brief(message))
    assert not [word for word in ("Avery", "10:12", "10:20", "AM") if word in reply.text]
    assert [check for check in reply.check if TOGETHER in check]


@pytest.mark.parametrize(
    "message",
    [
        "Monday 10:12\nI called you.\nTuesday 10:15\nNobody answered.",
        "Yesterday 10:12\nI called you.\nToday 10:15\nNobody answered.",
        "I called you at\n10:12\nand again at\n11:12\nbut nobody answered.",
        "Order 12:30\nnot here\nOrder 13:30\nnot here either",
        "I waited from 10:12 AM\nand nobody came.",
        "My problem: it is late.\nMy wish: money back.",
        "Customer: me\nand it is late",
        "09:00 Train: late\n10:00 Bus: late too\nI want my money back",
        "10:12 Uhr: Anruf, niemand da.\n10:30 Uhr: Wieder niemand.",
        "Kunde: Mara Lindt\nService: DSL 100\nSeit gestern geht nichts mehr bei uns. Bitte helfen Sie.",
        "Customer: Mara Lindt\nAgent: Tom\nMy parcel never came and I want it back.",
        "Client: ACME\nAgent: none\nThe booking is wrong.",
        "Service: schlecht\nMitarbeiter: unfreundlich\nIch will mein Geld zurück.",
        "Service: war sehr schlecht.\nMitarbeiter: alle waren unfreundlich.\nIch will mein Geld zurück.",
        "Customer: It is not here!\nAgent: It comes to you tomorrow.\n\nNow tell me what is true.",
        "Tom 10:12\nsaid it would be refunded.\nAnn 10:15\nsaid it would not.\nWhat is true now?",
        "Tom 10:12 AM\nsaid yes.\nAnn 10:15 AM\nsaid no.\nTom 10:20 AM\nsaid yes.\nWhat is true now?",
        "Tom 10:12 AM\nRefund confirmed.\nAnn 10:15 AM\nRefund refused.\nWhat is true now?",
        "Departure 10:12\nthe gate was closed.\nArrival 11:20\nnobody was there.",
        "Departure 10:12 AM\nThe gate was closed.\nArrival 11:20 AM\nNobody was there.",
    ],
)
def test_times_of_their_own_make_no_conversation(message: str) -> None:
    assert turns_in(message) == ()
    assert read_message(message).text == message


def test_who_complains_in_a_conversation_is_not_happy() -> None:
    copied = (
        "Mara Lindt\n10:12\nMy kettle leaks.\nAvery Agent\n10:20\nSorry! Could you send a picture?\n"
        "Mara Lindt\n11:02\nI sent it twice already, this is ridiculous."
    )
    assert write(Brief(copied)).feeling in ("angry", "disappointed")


def test_a_model_does_not_get_the_names_in_a_conversation() -> None:
    copied = "Mara Lindt  10:12 AM\nMy parcel is late\nAvery (Support)  10:20 AM\nIt comes tomorrow."
    asked = question_of(Brief(copied)).messages[1]["content"]
    assert not [name for name in ("Mara", "Lindt", "Avery") if name in asked]
    assert "It comes tomorrow." in asked


@pytest.mark.parametrize("first", ["Von: Mara Lindt <mara@example.com>\n", "Von: Mara Lindt\n"])
def test_of_a_thread_the_newest_mail_counts_and_no_line_over_it(first: str) -> None:
    assert read_message(first + OUTLOOK).text == "Das Paket ist immer noch nicht da."
    reply = write(Brief(first + OUTLOOK))
    assert reply.matter == "late"
    assert "November" not in reply.text


@pytest.mark.parametrize("wish", [None, "warmer", "options"])
@pytest.mark.parametrize("wrapped", [False, True])
def test_the_line_over_what_they_quote_is_nothing_of_theirs(wrapped: bool, wish: str | None) -> None:
    below = ATTRIBUTED.replace("> wrote:", ">\nwrote:") if wrapped else ATTRIBUTED
    for own in ("It is still not here!", "Hello?", "> From: Mara Lindt\n> My parcel is late!"):
        brief = Brief(f"{own}\n\n{below}", wish=wish)  # type: ignore[arg-type]
        assert read_message(brief.message).text == own.rpartition("\n")[2].strip("> ")
        assert "Nov" not in write(brief).text


def test_of_our_own_mail_what_it_quotes_of_theirs_is_read() -> None:
    thread = (
        "From: Support <support@shop.test>\nTo: Mara <mara@example.com>\nSent: Monday\n\nDear Mara, we look.\n\n"
        "On Tue, 3 Nov 2026 at 10:12, Mara Lindt <mara@example.com> wrote:\n> My refund is not here.\n>> We refund you."
    )
    assert read_message(thread).text == "My refund is not here."


@pytest.mark.parametrize("note", ["FYI", "Begin forwarded message:", "Fwd: see below"])
def test_a_note_over_a_mail_that_is_passed_on_is_not_the_mail(note: str) -> None:
    forwarded = f"{note}\n\nFrom: Mara Lindt <mara@example.com>\nSubject: lamp\nDate: Monday\n\nThe lamp broke."
    assert read_message(forwarded).text == "The lamp broke."


@pytest.mark.parametrize(
    "message",
    [
        "Please change my trip.\nFrom: Berlin\nTo: Hamburg\nDate: 1 December\n"
        "New date: 3 December, or I miss my father's funeral.",
        "Bitte gravieren:\nVon: Tom\nAn: Anna\nDer Ring kam ohne Gravur, ich bin wütend!",
        "Return details\nFrom: Mara Lindt, Kiel\nTo: your warehouse\nThe box was dented when it came.",
        "My flight was cancelled.\nDate: 3 November\nI want my money back.",
    ],
)
def test_from_one_place_to_another_no_mail_goes(message: str) -> None:
    assert read_message(message).text == message


@pytest.mark.parametrize(
    "headers",
    [
        "From: Support <s@shop.test>\nTo: Mara Lindt",
        "From: Tom\nSent: Monday\nTo: Mara Lindt",
        "Von: Tom\nAn: Mara Lindt\nBetreff: Lampe",
        "-----Original Message-----\nFrom: Tom\nTo: Mara Lindt",
    ],
)
def test_a_mail_below_their_words_is_left_out(headers: str) -> None:
    assert read_message(f"The lamp broke again.\n\n{headers}\n\nWe refund you $50.").text == "The lamp broke again."


def test_what_they_fill_in_stays_in_a_mail_that_is_passed_on() -> None:
    own = "Please change my trip.\nFrom: Berlin\nTo: Hamburg\nI miss my father's funeral."
    assert read_message(f"FYI\n\nFrom: Mara Lindt\nTo: Support\n\n{own}").text == own
    assert write(Brief(own)).sensitive == "bereavement"


def test_a_short_answer_is_in_the_language_of_its_thread() -> None:
    brief = Brief("Ja\n\nAm Di., 3. Nov. 2026 um 09:14 schrieb Support <s@shop.test>:\n> Sollen wir das für Sie tun?")
    assert question_of(brief).language == write(brief).language == "de"
