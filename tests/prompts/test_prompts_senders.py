"""The line that an inbox puts over a message it passes on: whose it is, and none of the customer's own words."""

from __future__ import annotations

import pytest

from prompts.authors import writer_of
from prompts.brief import Brief
from prompts.mail import read_message
from prompts.phrasebook import write
from prompts.question import question_of
from prompts.senders import NOBODY, Sender, sender_of

BODY = "Your colleague hung up on me while I was still talking. I have never been treated like that by a company."
HEADED = f"*Grace Hopper* · grace@example.com · #4312\n{BODY}"


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        ("*Grace Hopper* · grace@example.com · #4312", ("Grace Hopper", "grace@example.com", "#4312")),
        ("Grace Hopper · grace@example.com · ZD-88", ("Grace Hopper", "grace@example.com", "ZD-88")),
        (
            "*Grace Hopper* · <mailto:grace@example.com|grace@example.com> · #4312",
            ("Grace Hopper", "grace@example.com", "#4312"),
        ),
        ("#4312 | Anna van der Berg | anna@example.nl | chat", ("Anna van der Berg", "anna@example.nl", "#4312")),
        ("Grace Hopper <grace@example.com>", ("Grace Hopper", "grace@example.com", None)),
        ("grace hopper • grace@example.com", ("grace hopper", "grace@example.com", None)),
        ("grace@example.com · #4312", (None, "grace@example.com", "#4312")),
    ],
)
def test_the_line_tells_who_wrote(line: str, sender: tuple[str | None, ...]) -> None:
    found, below = sender_of(f"{line}\n{BODY}")
    assert (found.name, found.email, found.ticket) == sender
    assert below == BODY


@pytest.mark.parametrize(
    "message",
    [
        BODY,
        "",
        "grace@example.com",
        "My address is grace@example.com · please write to me there and nowhere else",
        "grace@example.com | where on earth is the parcel that you promised me?",
        "Broken Lamp · #4312\nIt came in pieces.",
        f"Thanks\nGrace Hopper · grace@example.com · #4312\n{BODY}",
    ],
)
def test_what_people_write_themselves_is_no_such_line(message: str) -> None:
    assert sender_of(message) == (NOBODY, message)


@pytest.mark.parametrize(
    ("headers", "name", "email"),
    [
        (
            "From: Grace Hopper <grace@example.com>\nTo: Support <support@shop.example>\nSubject: Treated badly",
            "Grace Hopper",
            "grace@example.com",
        ),
        ("From: grace@example.com\nTo: support@shop.example\nSubject: Treated badly", None, "grace@example.com"),
        ("Subject: Treated badly\nFrom: Grace Hopper <grace@example.com>", "Grace Hopper", "grace@example.com"),
        (
            "To: support@shop.example\nDate: Mon, 23 Nov\n*From:* Grace Hopper <grace@example.com>",
            "Grace Hopper",
            "grace@example.com",
        ),
        (
            "Von: Grace Hopper <grace@example.com>\nAn: support@shop.example\nBetreff: Beschwerde",
            "Grace Hopper",
            "grace@example.com",
        ),
        ('From: "Hopper, Grace" <grace@example.com>\nSent: Monday', "Grace Hopper", "grace@example.com"),
        ("From: Grace Hopper [mailto:grace@example.com]\nSent: Monday", "Grace Hopper", "grace@example.com"),
        ("From: grace hopper (grace@example.com)\nTo: support@shop.example", "grace hopper", "grace@example.com"),
        ("From: Grace Hopper\nEmail: grace@example.com\nSubject: Treated badly", "Grace Hopper", "grace@example.com"),
        ("From: Grace Hopper\nTo: Support\nSubject: Treated badly", "Grace Hopper", None),
        ("From: Orbit Lamps GmbH <info@example.com>\nSubject: Treated badly", None, "info@example.com"),
    ],
)
def test_headers_that_a_message_begins_with_tell_who_wrote(headers: str, name: str | None, email: str | None) -> None:
    message = f"{headers}\n\n{BODY}"
    assert sender_of(message) == (Sender(name, email), BODY)
    assert writer_of(message).email == email
    assert read_message(message).text == BODY
    if name:
        assert writer_of(message).name == name
        assert write(Brief(message)).text.split(",")[0].endswith("Grace")


@pytest.mark.parametrize(
    "message",
    [
        f"From: Berlin\nTo: Hamburg\n\n{BODY}",
        f"From: Paris Nord\nTo: London\nDate: 3 May\n\n{BODY}",
        f"From: Anna\nTo: Tom\n\n{BODY}",
        f"From: Support <support@shop.example>\nTo: Grace Hopper <grace@example.com>\nSubject: Your ticket\n\n{BODY}",
        f"{BODY}\n\nFrom: Grace Hopper <grace@example.com>\nTo: support@shop.example\nSubject: Hello\n\nThanks.",
    ],
)
def test_headers_of_a_journey_or_of_ours_tell_nobody(message: str) -> None:
    assert sender_of(message) == (NOBODY, message)
    assert read_message(message).text == BODY


def test_who_passes_a_mail_on_did_not_write_it() -> None:
    mail = f"From: Grace Hopper <grace@example.com>\nTo: Lee Chan <lee@example.com>\nSubject: Badly treated\n\n{BODY}"
    for above in ("Subject: Fwd: Badly treated\n\n", "Subject: Help\n\nFYI\n\n"):
        message = f"From: Lee Chan <lee@example.com>\nTo: desk@example.com\n{above}{mail}"
        assert sender_of(message)[0].name is None
        assert read_message(message).text == BODY


def test_the_line_is_none_of_their_words() -> None:
    assert read_message(HEADED).text == BODY
    assert not read_message(HEADED).quotes
    assert read_message("Grace Hopper · grace@example.com · #4312").text == ""


def test_a_draft_greets_by_that_name_and_names_neither_the_surname_nor_the_ticket() -> None:
    for body in (BODY, "Is the Hopper account #4312 closed? My kettle and my toaster still show up in it."):
        reply = write(Brief(HEADED.replace(BODY, body)))
        assert reply.text.split(",")[0].split()[1:] == ["Grace"]
        assert "Hopper" not in reply.text
        assert "4312" not in f"{reply.text} {reply.need} {reply.check}"


def test_the_name_in_the_record_goes_first() -> None:
    assert write(Brief(HEADED, customer_name="Amazing Grace")).text.split(",")[0].split()[1:] == ["Amazing"]


def test_an_order_that_they_name_is_still_one() -> None:
    assert "order 4312" in write(Brief("Where is my order 4312? I have been waiting for two weeks.")).text
    assert "4312" not in write(Brief("I wrote about it in ticket 4312, and nobody answers me.")).text


def test_a_model_gets_their_words_alone_and_the_name_hidden() -> None:
    question = question_of(Brief(HEADED.replace("Your colleague", "Dear team, the Hopper family is angry. Somebody")))
    asked = question.messages[1]["content"]
    for hidden in ("Grace", "Hopper", "grace@example.com", "4312"):
        assert hidden not in asked
    assert f"The customer's name: {question.redactor.hide('Grace Hopper')}" in asked


OURS = "We look into it.\n\nKind regards,\nLea Miller\nsupport@ourshop.example\nTicket #9000"
WROTE = f"On Mon, 3 Nov 2025 at 10:12, Lea <support@ourshop.example> wrote:\n{OURS}"
MIRA = Sender("Mira Vogel", "mira@vogel.example", "ZD-4711")


@pytest.mark.parametrize(
    ("message", "writer"),
    [
        (f"from Mira Vogel <mira@vogel.example>, ticket ZD-4711\n{BODY}", MIRA),
        (f"{BODY} (from Mira Vogel <mira@vogel.example>, ticket ZD-4711)", MIRA),
        (f"{BODY}\n\nThanks,\nMira Vogel\nmira@vogel.example\nTicket ZD-4711", MIRA),
        (f"From: *Mira Vogel* <mailto:mira@vogel.example|mira@vogel.example>\nSubject: late\n{BODY}",
         Sender("Mira Vogel", "mira@vogel.example")),
        (f"---------- Forwarded message ----------\nFrom: Mira Vogel <mira@vogel.example>\nDate: today\n{BODY}",
         Sender("Mira Vogel", "mira@vogel.example")),
        (f"Subject: late\nFrom: Mira Vogel <mira@vogel.example>\nDate: today\n{BODY}",
         Sender("Mira Vogel", "mira@vogel.example")),
        (f"{BODY}\nI look forward to hearing from you!\nfrom Mira Vogel <mira@vogel.example>, ticket ZD-4711", MIRA),
        (f"Von: Mira Vogel (mira@vogel.example)\n{BODY}", Sender("Mira Vogel", "mira@vogel.example")),
        (f"from Mira Vogel, ticket 4711\n{BODY}", Sender("Mira Vogel", None, "4711")),
        (f"from mira@vogel.example, #4711: {BODY}", Sender(None, "mira@vogel.example", "#4711")),
        (f"from Mira <mira@vogel.example>\n{BODY}", Sender(None, "mira@vogel.example")),
        (f"From: Mira Vogel <mira@vogel.example>\nSent: Monday\nTo: Support\n\n{BODY}\n\n{WROTE}",
         Sender("Mira Vogel", "mira@vogel.example")),
        (HEADED, Sender("Grace Hopper", "grace@example.com", "#4312")),
        ("from Mira Vogel <mira@vogel.example>, 3 parcels are late", Sender("Mira Vogel", "mira@vogel.example")),
    ],
)  # fmt: skip
def test_who_wrote_is_told_by_all_that_is_said_of_them_for_certain(message: str, writer: Sender) -> None:
    assert writer_of(message) == writer


@pytest.mark.parametrize(
    "message",
    [
        f"{BODY}\n\nThanks,\nMira Vogel",
        "Ask my son Tim Burton, tim@example.com, about ticket ZD-4711.\n\nThanks,\nMira Vogel",
        "I heard from Tim Burton <tim@example.com> that it is late.\nWhere is it?\nI wait.\nAnd wait.",
        "I heard (from Tim Burton <tim@example.com>) that it is late.",
        "From our trip to Rome, ticket 4711 is lost.",
        "from Monday on I wait for ticket sales 3",
        f"{BODY}\n\nMy neighbour got this:\n\n{BODY}\nfrom Jane Doe <jane@x.example>, ticket #4312",
        "My neighbour got this (from Jane Doe <jane@x.example>, ticket #4312)",
        f"Das hat meine Mutter bekommen:\n{BODY}\nvon Jane Doe <jane@x.example>, Vorgang 4312",
        f"It came twice.\nfrom Jane Doe <jane@x.example>\n{BODY}",
        f"{BODY}\n{WROTE}",
        f"{BODY}\n\nThanks,\nMira Vogel\n{WROTE}",
        f"{BODY}\n\n-----Original Message-----\n{OURS}",
        f"{BODY}\n\nVon: Lea Miller <support@ourshop.example>\nGesendet: Montag, 3. November\n\n{OURS}",
        f"From: Support <support@ourshop.example>\nTo: Mira Vogel\nSent: Monday\n\n{BODY}",
        f"From: support@ourshop.example\nTo: Mira Vogel\nSent: Monday\n\n{BODY}",
        f"Von: Kundenservice <hallo@ourshop.example>\nAn: Mira Vogel\n\n{BODY}",
        "from Mira Vogel, case 2 of 3",
        f"{BODY}\nThanks, Mira Vogel\n\nOn Monday you wrote:\n> Hello\n> we look\n> into it\n> help@example.com",
    ],
)
def test_nobody_is_made_of_what_merely_stands_in_a_message(message: str) -> None:
    assert writer_of(message) == NOBODY


def test_who_signs_above_what_they_quote_wrote_it() -> None:
    assert writer_of(f"{BODY}\n\nThanks,\nMira Vogel\nmira@vogel.example\nTicket ZD-4711\n\n{WROTE}") == MIRA


@pytest.mark.parametrize(
    ("below", "ticket"),
    [
        ("Ticket #12", "#12"),
        ("Ticket-Nr.: 4711", "4711"),
        ("Case 471", "471"),
        ("case 2 of 3", None),
        ("in case 2400 is a better number", None),
        ("In case 24 hours go by", None),
    ],
)
def test_a_ticket_below_a_signature_has_a_mark_or_three_digits(below: str, ticket: str | None) -> None:
    writer = writer_of(f"{BODY}\n\nThanks,\nMira Vogel\nmira@vogel.example\n{below}")
    assert writer == Sender("Mira Vogel", "mira@vogel.example", ticket)


@pytest.mark.parametrize(
    ("message", "sender", "said"),
    [
        ("From: jane@x.example my parcel is late", Sender(None, "jane@x.example"), "my parcel is late"),
        ("Von: jane@x.example, mein Paket ist noch nicht da", Sender(None, "jane@x.example"),
         "mein Paket ist noch nicht da"),
        ("From: Jane Doe <jane@x.example> Where is my parcel?", Sender("Jane Doe", "jane@x.example"),
         "Where is my parcel?"),
        ("From: <mailto:jane@x.example|jane@x.example> my parcel is late\nI wait.", Sender(None, "jane@x.example"),
         "my parcel is late\nI wait."),
        ("from jane@x.example, #4711: my parcel is late", Sender(None, "jane@x.example", "#4711"),
         "my parcel is late"),
    ],
)  # fmt: skip
def test_whom_it_is_from_and_what_they_say_may_stand_in_one_line(message: str, sender: Sender, said: str) -> None:
    read = read_message(message)
    assert (read.sender, read.text, read.several) == (sender, said, False)
    assert writer_of(message) == sender


@pytest.mark.parametrize(
    "message",
    [
        "From Monday on I want my money back.",
        "From: Monday on I want my money back.",
        "From jane@x.example I got a mail: nothing helps.",
        "From: Jane Doe <jane@x.example> To: us@shop.example Subject: my late parcel",
        "From: the shop in Rome jane@x.example wrote to me",
    ],
)
def test_a_sentence_or_a_whole_header_is_no_line_with_a_message(message: str) -> None:
    assert sender_of(message) == (NOBODY, message)
