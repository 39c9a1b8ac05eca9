"""What a model refuses in our name is told to the agent, in plain forms; what is left open or repeated is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.refusals import refused

PLAIN = {
    "a refund": [
        "No refunds available.",
        "We don’t do refunds on sale items.",
        "I’m sorry, but we are unable to issue a refund.",
        "There’s no refund on tickets.",
        "This ticket is non-refundable.",
        "Your ticket cannot be refunded.",
        "You won’t get a refund.",
        "eine Erstattung ist ausgeschlossen",
        "Eine Rückerstattung ist leider nicht möglich.",
        "Das können wir leider nicht erstatten.",
        "Der Betrag kann nicht erstattet werden.",
        "Wir können Ihnen keine Erstattung anbieten.",
        "Nous ne pouvons pas vous rembourser.",
        "Le remboursement n’est pas possible.",
        "No podemos reembolsarle el importe.",
        "No hay reembolsos.",
        "Il rimborso non è possibile.",
        "Non possiamo rimborsarle l’importo.",
    ],
    "a discount": [
        "We do not offer discounts.",
        "Einen Rabatt können wir Ihnen nicht gewähren.",
        "No hacemos descuentos.",
    ],
    "a credit or voucher": ["We don’t give store credit.", "Es gibt leider keine Gutschrift."],
    "compensation": ["We can’t offer compensation for this.", "Eine Entschädigung ist nicht vorgesehen."],
    "a replacement or exchange": ["A replacement is not possible.", "Die Ware ist vom Umtausch ausgeschlossen."],
}


@pytest.mark.parametrize(("what", "said"), [(what, said) for what, sentences in PLAIN.items() for said in sentences])
def test_a_plain_refusal_is_seen(what: str, said: str) -> None:
    assert refused(f"Hello,\n\nthank you for writing. {said}\n\nThe Support Team") == (what,)


@pytest.mark.parametrize(
    "said",
    [
        "I can’t promise a refund, and I’m asking our billing team.",
        "I’m finding out whether a refund is not possible.",
        "No refund has reached you so far, and I’m sorry.",
        "I see that no refund has been issued.",
        "You wrote that we don’t do refunds.",
        "Is a refund not possible?",
        "The refund was not paid out on Monday.",
        "There is no credit card on file.",
        "We can’t change what happened.",
        "Ich kläre, ob eine Erstattung ausgeschlossen ist.",
        "Ich kann Ihnen noch keine Erstattung zusagen.",
        "Sie schreiben, eine Erstattung ist nicht möglich.",
        "Wir erstatten nicht nur den Eintritt.",
        "Die Erstattung ist nicht angekommen.",
        "Je vérifie si un remboursement est possible.",
        "Todavía no ha llegado su reembolso.",
        "Non ha ancora ricevuto il rimborso.",
    ],
)
def test_what_is_repeated_asked_or_left_open_refuses_nothing(said: str) -> None:
    assert refused(said) == ()


def test_each_thing_is_told_once() -> None:
    said = "No refunds. We don’t do refunds, and we do not offer discounts. A refund is not possible."
    assert refused(said) == ("a refund", "a discount")


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["no", "we", "can’t", "refund", "a", "refunds", "not", "is", ".", "?", "yet"])).map(
        " ".join
    )
)
def test_any_text_at_all_is_read(text: str) -> None:
    assert len(refused(text)) <= len(PLAIN)
