"""What a few plain words want, where a letter about the matter that they sound like would speak beside the point."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from prompts.brief import Brief, Reply, Wish
from prompts.case import understood
from prompts.guard import flags
from prompts.phrasebook import write

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
WISHES: tuple[Wish | None, ...] = (None, "warmer", "shorter", "formal", "options")
_BILL = re.compile(r"add up|make sense|each charge|every entry|verstehen|aufgeht|Posten|jede Buchung")


def replies_to(message: str) -> list[Reply]:
    """One in each style."""
    return [write(Brief(message, now=NOW, wish=wish)) for wish in WISHES]


@pytest.mark.parametrize(
    "message",
    [
        "I need a copy of my invoice.",
        "Please send me the invoice again.",
        "Hello, could I have a copy of the invoice for order 88213? My accountant has mislaid it.",
        "I need a gift receipt.",
        "Ich brauche eine Rechnungskopie.",
        "Bitte schicken Sie mir die Rechnung noch einmal.",
        "Ich brauche eine Kopie meiner Rechnung vom März.",
        "Ich brauche einen Geschenkbeleg.",
    ],
)
def test_who_wants_a_paper_was_charged_nothing_wrongly(message: str) -> None:
    for reply in replies_to(message):
        assert not _BILL.search(reply.text)
        assert not re.search("sorry|leid", reply.text)
        assert reply.need == "an invoice or receipt, or a copy of it"
        assert reply.severity == "low"
        assert not flags(reply.text, ours=reply.text)


@pytest.mark.parametrize(
    "message",
    [
        "The invoice is wrong, please send me a correct invoice for order 4312.",
        "You charged me twice, I need a copy of the invoice.",
        "Send me an invoice for 300 euros less, please.",
        "Die Rechnung ist falsch, bitte schicken Sie mir eine korrigierte Rechnung.",
        "Ich bekomme jeden Monat eine Rechnung für einen Vertrag, den ich nicht habe.",
        "Ich bekomme eine Rechnung für etwas, das ich nicht bestellt habe.",
        "I want a receipt for the money you stole from me.",
        "I will not give you an invoice.",
        "Send me an invoice that adds up for once.",
    ],
)
def test_a_wrong_invoice_stays_one(message: str) -> None:
    reply = write(Brief(message, now=NOW))
    assert (reply.matter, reply.need) == ("billing", "the charge explained and put right")


@pytest.mark.parametrize(
    "message",
    [
        "My voucher does not work.",
        "My voucher code is rejected at the checkout.",
        "My gift card isn't being accepted. I've typed the code in four times now.",
        "Mein Gutschein geht nicht.",
        "Der Rabattcode wird nicht angenommen.",
        "My gift card can't be used.",
        "My voucher, which you sent last week, doesn't work.",
        "Der Gutschein, den ich bekommen habe, funktioniert nicht.",
    ],
)
def test_a_voucher_that_is_not_taken_is_no_bill_and_no_broken_thing(message: str) -> None:
    for reply in replies_to(message):
        assert reply.matter == "billing"
        assert not _BILL.search(reply.text)
        assert not re.search("workshop|what you bought|Werkstatt|gekauft", reply.text)
        assert not flags(reply.text, ours=reply.text)
    charged = write(Brief("My voucher was not deducted, I was charged the full price.", now=NOW))
    assert charged.need == "the charge explained and put right"


@pytest.mark.parametrize(
    "message",
    [
        "I found it cheaper elsewhere, can you match the price?",
        "Ich habe es woanders billiger gesehen, ziehen Sie mit?",
    ],
)
def test_who_saw_it_cheaper_has_no_bill_that_is_wrong(message: str) -> None:
    for reply in replies_to(message):
        assert not _BILL.search(reply.text)
        assert reply.need == "to know whether we match a lower price"
        assert not flags(reply.text, ours=reply.text)


@pytest.mark.parametrize(
    "message",
    [
        "Can I pay in three instalments?",
        "I'd like to pay invoice 4312 in instalments, please.",
        "Is there a payment plan? I can't pay it all at once.",
        "Could I split the invoice over two months?",
        "Kann ich in Raten zahlen?",
        "Ich möchte die Rechnung bitte in Raten zahlen.",
        "Ist eine Ratenzahlung möglich? Die Rechnung ist gerade zu viel für mich.",
    ],
)
def test_who_wants_to_pay_in_instalments_is_told_of_these(message: str) -> None:
    for reply in replies_to(message):
        assert not _BILL.search(reply.text)
        assert not re.search("sorry|leid", reply.text)
        assert reply.need == "to pay in instalments"
        assert not flags(reply.text, ours=reply.text)
    assert re.search("instalments|payment plan|over two months|Raten", write(Brief(message, now=NOW)).text)


@pytest.mark.parametrize("message", ["You charged me the instalment twice.", "The last instalment was wrong."])
def test_an_instalment_that_is_wrong_is_no_wish_for_some(message: str) -> None:
    assert write(Brief(message, now=NOW)).need == "the charge explained and put right"


@pytest.mark.parametrize(
    "message",
    [
        "You sent me the wrong medicine, luckily nobody took any.",
        "I ordered the cake without nuts and it contained almonds. We noticed in time, nobody ate it.",
        "Ich hatte glutenfrei bestellt, in der Packung war Weizen. Gegessen hat es niemand.",
    ],
)
def test_what_nobody_should_take_or_eat_is_answered_with_care(message: str) -> None:
    for reply in replies_to(message):
        assert (reply.matter, reply.severity) == ("broken", "high")
        assert re.search("use none of it|verwenden Sie nichts davon", reply.text) or len(reply.text) < 120
        assert "workshop" not in reply.text
        assert not flags(reply.text, ours=reply.text)


@pytest.mark.parametrize(
    "message",
    [
        "You delivered the wrong medicine. Nobody took it.",
        "Sie haben mir das falsche Medikament geliefert, eingenommen hat es zum Glück niemand.",
        "Sie haben mir die falschen Tabletten geschickt, ich habe sie nicht genommen.",
        "The pharmacy sent me the wrong dose of my tablets, luckily I noticed before taking any.",
    ],
)
def test_a_wrong_medicine_is_a_wrong_delivery(message: str) -> None:
    assert understood(Brief(message, now=NOW)).reading.matter == "broken"


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Do you have gluten-free bread?", "question"),
        ("Does the muesli contain nuts? My son is allergic.", "question"),
        ("I ordered the wrong tablets, can I send them back?", "return"),
        ("You sent me the wrong tablet.", "broken"),
    ],
)
def test_what_is_only_asked_about_food_or_ordered_by_mistake_harms_nobody(message: str, kind: str) -> None:
    assert understood(Brief(message, now=NOW)).kind == kind


@pytest.mark.parametrize(
    ("message", "matter", "kind"),
    [
        # paper that they do not want
        ("Please don't send me invoices by post.", "other", "other"),
        ("Bitte schicken Sie mir keine Rechnungen mehr per Post.", "other", "other"),
        ("Don't send me invoices for something I did not order.", "billing", "billing"),
        ("Schicken Sie mir keine Rechnung, ich habe nichts bestellt.", "billing", "billing"),
        # how long a voucher can be used
        ("Has my voucher expired?", "question", "question"),
        ("I have a voucher and I want to know whether it has expired.", "question", "question"),
        ("The checkout says my voucher has expired, but it is new.", "billing", "voucher"),
        ("Why has my voucher expired already?", "billing", "voucher"),
        # what they saw for less, and what fails besides
        ("Ich habe die gleiche Lampe bei Ikea günstiger gesehen.", "other", "price"),
        ("I saw it cheaper on your website yesterday.", "other", "other"),
        ("The same lamp is cheaper at Ikea and yours broke.", "broken", "broken"),
        ("Die Lampe flackert, ich hätte sie bei Ikea billiger bekommen.", "broken", "broken"),
        ("I have a question about the invoice from May, what is position 3?", "billing", "billing"),
        # a day that they wish or ask for
        ("Please deliver on Friday instead.", "other", "other"),
        ("Can you deliver a day later?", "question", "question"),
        ("Wann ist der Liefertermin?", "other", "question"),
        ("Können Sie einen Tag später liefern?", "other", "question"),
        ("You promised to deliver a day later, and still nothing came.", "late", "late"),
        ("Der Liefertermin war gestern, und ich warte immer noch.", "late", "late"),
        ("Please deliver before noon.", "other", "other"),
        ("Hi, please bring the sofa after 5 pm.", "other", "other"),
        ("Please deliver on Saturday.", "other", "other"),
        ("Could you deliver before noon?", "other", "other"),
        ("Please deliver before noon, it is already two days late.", "late", "late"),
        ("Could you deliver before noon? It is a week late.", "late", "late"),
        ("Please deliver before Christmas, I've been waiting for weeks.", "late", "late"),
        ("Please deliver today!", "late", "late"),
        # that they are out of patience
        ("Bitte endlich liefern!", "late", "late"),
        ("Könnt ihr endlich liefern?", "late", "late"),
        ("Liefern Sie bitte endlich.", "late", "late"),
        ("Können Sie mein Paket bitte endlich schicken?", "late", "late"),
        ("Could you please finally send my order?", "late", "late"),
        ("Wann könnt ihr endlich wieder Größe 38 liefern?", "question", "question"),
        ("Könnt ihr am Freitag liefern?", "other", "question"),
        ("Danke, dass ihr endlich auch nach Österreich liefert!", "praise", "praise"),
        # what is lost
        ("My parcel is lost.", "late", "late"),
        ("Mein Paket ist verschwunden.", "late", "late"),
        ("Es wurde beim Nachbarn abgegeben, aber der hat nichts.", "late", "late"),
        # what came, but not well
        ("The parcel was open when it came.", "broken", "broken"),
        ("Das Paket war offen, als es kam.", "broken", "broken"),
        ("It arrived yesterday and was completely crushed.", "broken", "broken"),
        ("The envelope came late and was torn.", "broken", "broken"),
        ("It came late and the shop was empty.", "late", "late"),
        # what we sent instead of what they ordered
        ("You sent me the wrong size dress.", "broken", "broken"),
        ("I received someone else's order.", "broken", "broken"),
        ("Sie haben mir das falsche Ersatzteil geschickt.", "broken", "broken"),
        ("I ordered the wrong size, can I swap it?", "return", "return"),
        ("You sent it to the wrong address.", "other", "other"),
        # nobody came
        ("Nobody came for the repair.", "late", "late"),
        ("Zur Reparatur ist niemand gekommen.", "late", "late"),
        # what fails on a screen
        ("The app crashes every time I open the basket.", "broken", "outage"),
        ("Die App stürzt ab, sobald ich den Warenkorb öffne.", "broken", "outage"),
        # nobody to be reached
        ("Your phone line is always busy.", "other", "other"),
        ("I can't reach anybody by phone.", "other", "other"),
        ("Hotline ist immer besetzt.", "other", "other"),
        ("Line is always busy.", "other", "other"),
        # what they decline
        ("Nein danke, das passt nicht.", "other", "other"),
        ("No thanks, that doesn't work for me.", "other", "other"),
        ("Nein danke, ich brauche nichts mehr, alles super!", "praise", "praise"),
        # a complaint of nothing yet
        ("I want to complain.", "rude", "unclear"),
        ("Ich möchte mich beschweren.", "rude", "unclear"),
        ("I want to complain about your agent.", "rude", "rude"),
        # few words that say it
        ("I forgot my password.", "other", "other"),
        ("My address has changed.", "other", "other"),
        ("Hello, are you there", "other", "unclear"),
    ],
)
def test_plain_words_get_the_letter_that_answers_them(message: str, matter: str, kind: str) -> None:
    case = understood(Brief(message, now=NOW))
    assert (case.reading.matter, case.kind) == (matter, kind)


@pytest.mark.parametrize(
    ("message", "matter"),
    [
        # a voucher beside what is wrong
        ("I used a gift card and the lamp is not working.", "broken"),
        ("The discount code works, but the vase arrived broken, not in one piece.", "broken"),
        ("Mit Gutschein gekauft, die Kopfhörer gehen nicht.", "other"),
        ("The voucher you sent as an apology does not make up for a ruined wedding.", "other"),
        ("My gift card was stolen and you do not answer.", "other"),
        # what is wrong and no goods
        ("You gave me the wrong advice.", "other"),
        ("They gave me the wrong answer twice.", "other"),
        ("I got the wrong hotel room.", "other"),
        ("You delivered the wrong way round.", "other"),
        ("Sie haben mir das falsche Passwort geschickt.", "other"),
        ("You sent me the wrong tablet.", "broken"),
        # not the parcel was open or empty
        ("The office was empty when we came, and the delivery is a week overdue.", "late"),
        ("The parcel shop was already open when I came, but they had no parcel.", "late"),
        # a day that is past
        ("I would like you to deliver it, it is three days later than you said.", "late"),
        ("I want you to deliver it today instead of telling me fairy tales.", "late"),
        ("Bitte liefern Sie endlich, ich wollte es eine Woche früher.", "late"),
        # a line that is theirs, a price that is ours
        ("Our phone line is engaged all the time. Please repair.", "outage"),
        ("It was cheaper at your shop last week.", "other"),
    ],
)
def test_what_only_sounds_like_a_plain_wish_stays_what_it_is(message: str, matter: str) -> None:
    case = understood(Brief(message, now=NOW))
    assert (case.reading.matter, case.kind) == (matter, matter)


@pytest.mark.parametrize(
    "message",
    [
        "You delivered the wrong medicine and my mother took it.",
        "Sie haben mir die falschen Tabletten geschickt und ich habe sie genommen.",
        "The pharmacy gave me the wrong pills and I took them.",
    ],
)
def test_who_took_the_wrong_medicine_is_in_danger(message: str) -> None:
    assert understood(Brief(message, now=NOW)).kind == "danger"


def test_what_the_agent_says_it_is_about_comes_first() -> None:
    assert understood(Brief("I need a copy of my invoice.", now=NOW, about="billing")).kind == "billing"


def test_what_is_fine_is_not_what_let_them_down() -> None:
    reply = write(Brief("The box arrived crushed, but the vase is fine.", now=NOW))
    assert "your parcel didn’t reach you in one piece" in reply.text or "your parcel" in reply.text
    assert "your vase" not in reply.text
    assert "your vase" in write(Brief("The box is fine, but the vase is broken.", now=NOW)).text


def test_what_nobody_can_tell_is_not_read_back_to_them() -> None:
    assert "You write" not in write(Brief("I want to complain.", now=NOW)).text
