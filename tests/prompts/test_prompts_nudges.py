"""A message that only asks for news or for a voice gets an answer to that."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import phrasebook
from prompts.brief import Brief
from prompts.nudges import Nudge, nudge_in
from prompts.questions import merely_asks

CHASED = (
    "any news?",
    "Hello??? Is anybody there?",
    "Hi there, did you get my last email? Thanks",
    "I've written three times. Is anyone reading this?",
    "Still waiting for an answer.",
    "Hallo, ich warte immer noch auf eine Antwort!",
    "Gibt es schon Neuigkeiten?",
    "Immer noch keine Antwort, warum meldet sich niemand?",
    "Haben Sie meine E-Mail erhalten?",
    "I called yesterday. Nobody answered.",
    "Haven't heard back yet.",
    "Hi, any news on this? Thanks, Jo",
    "Ich warte seit zwei Wochen auf eine Antwort.",
)
CALL = (
    "Can I speak to a human?",
    "call me 01712345678",
    "I want to talk to a manager",
    "Rufen Sie mich bitte zurück: 0171/2345678",
    "Kann mich bitte jemand anrufen?",
    "Ich möchte mit einem Mitarbeiter sprechen.",
    "Bitte rufen Sie mich unter 0171 2345678 zurück.",
    "Please give me a call tomorrow at 10",
    "Can I speak to the manager?",
    "Please call me back on 0171 5550199. Thank you, Maria Lopez",
    "Could somebody call me back about my contract?",
    "Bitte rufen Sie mich wegen meines Vertrags zurück.",
    "Ich hätte gern einen Rückruf.",
)
CLOSED = (
    "Hat sich erledigt.",
    "hat sich erledigt 👍",
    "hat sich erledigt, das Paket war beim Nachbarn. Danke!",
    "Es ist alles wieder in Ordnung, Sie brauchen nichts mehr zu tun.",
    "Update: Problem gelöst, lag an meinem Browser.",
    "Danke, Geld ist da.",
    "never mind, I found the button myself",
    "Please ignore my last message.",
    "It works again, thanks.",
    "the parcel is here now, thanks",
    "Sorted, sorry for the bother!",
    "All sorted, the neighbour had it. Thanks!",
    "Hat sich erledigt, der Nachbar hatte es.",
    "Never mind, it was in my spam folder. Thanks!",
)
NOT_CLOSED = (
    "Is it sorted?",
    "Erledigt?",
    "Paket ist nicht da",
    "Hat sich noch nicht erledigt",
    "Hat sich erledigt, kündigen Sie trotzdem",
    "Das Geld ist da, aber es fehlen 5 Euro",
    "The parcel has arrived but the lamp is broken",
    "It's sorted now. Can you send me the invoice?",
    "Never mind that. I want my money back.",
    "It works now. Send me the invoice.",
    "Alles gut, wo bleibt mein Paket",
    "Paket ist da, ein Teil fehlt.",
    "Das Geld ist da, 20 Euro zu wenig.",
    "It's fixed. It broke again this morning.",
    "Please disregard my earlier email, the correct address is Hill Road 5.",
    "Vergesst meine Anfrage, ihr seid unfähig.",
    "Brauche ich nicht mehr",
)
NEITHER = (
    "",
    "Hello",
    "Hallo!",
    "Wann kann ich mit einer Lieferung rechnen?",
    "Wann bekomme ich etwas zu essen?",
    "Just following up on my refund",
    "Noch nichts bekommen.",
    "any news on my refund of 49 euros?",
    "Still waiting for my parcel",
    "call me a liar again and I sue",
    "I have written a song for you",
    "Can I talk to my doctor about this?",
    "Gibt es was Neues zu meiner Bestellung 4312?",
    "Ich habe Ihnen einen Brief mit meiner Kündigung geschrieben",
)


@pytest.mark.parametrize("text", CHASED)
def test_whoever_waits_for_an_answer_is_told_when_it_comes(text: str) -> None:
    assert nudge_in(text) == "chased"
    reply = phrasebook.write(Brief(message=text))
    assert "sorry" in reply.text or "leid" in reply.text
    assert reply.promise
    assert "waiting for an order" not in reply.text


@pytest.mark.parametrize("text", CALL)
def test_whoever_wants_to_talk_is_not_answered_beside_the_point(text: str) -> None:
    assert nudge_in(text) == "call"
    reply = phrasebook.write(Brief(message=text))
    assert "call" in reply.text or "anrufen" in reply.text
    assert any("which number" in check for check in reply.check)


def test_a_number_that_they_sent_is_not_asked_for() -> None:
    assert "best number" not in phrasebook.write(Brief(message="call me 01712345678")).text
    assert "best number" in phrasebook.write(Brief(message="please call me")).text


@pytest.mark.parametrize(
    "text", ["Are you a bot?", "Spreche ich mit einem Menschen?", "Am I talking to a machine?", "Bist du ein Bot?"]
)
def test_whoever_asks_whether_a_machine_answers_is_told(text: str) -> None:
    reply = phrasebook.write(Brief(message=text))
    assert nudge_in(text) == "person"
    assert "person" in reply.text or "Mensch" in reply.text


@pytest.mark.parametrize("text", [*CHASED, *CALL])
def test_the_agents_word_on_the_matter_wins_over_a_nudge(text: str) -> None:
    reply = phrasebook.write(Brief(message=text, about="billing"))
    assert (reply.matter, reply.need) == ("billing", "the charge explained and put right")
    assert reply.text != phrasebook.write(Brief(message=text)).text
    assert phrasebook.write(Brief(message=text, about="other")).need == "somebody to take this on"


@pytest.mark.parametrize("text", CLOSED)
def test_whoever_says_that_it_is_settled_gets_no_promise_and_no_praise(text: str) -> None:
    assert nudge_in(text) == "closed"
    reply = phrasebook.write(Brief(message=text))
    assert re.search("settled|geklärt", reply.text)
    assert reply.promise is None
    assert not reply.suggested


@pytest.mark.parametrize("text", NOT_CLOSED)
def test_what_goes_on_is_not_settled(text: str) -> None:
    assert nudge_in(text) != "closed"


@pytest.mark.parametrize(
    "text",
    ["Thanks!", "Danke!", "Vielen Dank!", "thx 🙏", "Thanks for the quick help.", "Danke für die schnelle Hilfe."],
)
def test_bare_thanks_are_answered_as_briefly(text: str) -> None:
    assert nudge_in(text) == "thanks"
    reply = phrasebook.write(Brief(message=text))
    assert len(reply.text) < 150
    assert reply.promise is None
    assert not re.search("passing|gebe Ihre Worte", reply.text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks?",
        "Danke, Bestellung 4432178",
        "Danke. Bis 18 Uhr erreichbar.",
        "No thanks",
        "Thanks for the help, but it leaks.",
    ],
)
def test_thanks_beside_something_else_are_no_bare_ones(text: str) -> None:
    assert nudge_in(text) is None


@pytest.mark.parametrize("text", NEITHER)
def test_what_has_a_matter_is_no_nudge(text: str) -> None:
    assert nudge_in(text) is None


@given(st.text(max_size=300))
def test_anything_can_be_looked_at(text: str) -> None:
    assert nudge_in(text) in (None, *get_args(Nudge))


@pytest.mark.parametrize("text", ["Where do I find my invoice?", "Wo finde ich meine Rechnung?", "Can I pay by card?"])
def test_whoever_asks_for_the_way_gets_no_apology_for_the_bill(text: str) -> None:
    reply = phrasebook.write(Brief(message=text))
    assert reply.matter == "question"
    assert "sorry" not in reply.text
    assert "leid" not in reply.text
    assert "muddle" not in reply.text
    assert "Durcheinander" not in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "Where's my invoice?",
        "The invoice for my new desk never arrived by mail, could you send it again?",
        "I still haven't got the invoice for October.",
        "Ich warte seit zwei Wochen auf die Rechnung für Oktober.",
        "The invoice never came. I've asked three times and it's really disappointing.",
        "Wo bleibt meine Rechnung?",
        "Ich habe immer noch keine Rechnung bekommen, trotz drei Mails!!! Unverschämt.",
    ],
)
def test_an_invoice_that_never_came_is_looked_for_and_not_gone_through(text: str) -> None:
    said = phrasebook.write(Brief(message=text)).text
    assert re.search(r"[Yy]our invoice|Ihrer? Rechnung", said)
    assert not re.search(r"add up|every entry|each charge|nicht auf|jeden Posten|jede Buchung", said)


@pytest.mark.parametrize(
    "text",
    [
        "Kann das stimmen, 89 Euro für einen Monat?",
        "Can you take off the late fee?",
        "Is it possible that my bill doubled?",
        "How dare you take 60?",
    ],
)
def test_a_complaint_in_the_form_of_a_question_is_none(text: str) -> None:
    assert not merely_asks(text)


def test_a_size_alone_returns_nothing() -> None:
    assert "turn out to be a match" not in phrasebook.write(Brief(message="size 43 please")).text
    assert phrasebook.write(Brief(message="Too small, size 43 please")).matter == "return"
