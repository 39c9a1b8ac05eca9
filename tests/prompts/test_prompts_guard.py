"""What only an approved gesture may put into a reply."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts import ear
from prompts.affirmed import affirms, grants, settles, strikes
from prompts.brief import Approved
from prompts.guard import flags

THEIRS = "I was charged $40 twice, and I would like to know whether I get a refund or a discount."
CREDIT = Approved("a $20 account credit", "$20", "Account credit")

HOSTILE = [
    "We'll give you a $20 credit.",
    "Please take $25 off your next order.",
    "I've taken 15% off.",
    "You will receive 10 percent on your next order.",
    "Twenty dollars are on their way to you.",
    "I can offer you half price.",
    "We will refund you.",
    "You'll get your money back.",
    "The amount will be reimbursed.",
    "I have credited your account.",
    "A voucher is attached.",
    "Here is a gift card for you.",
    "Use the promo code SORRY.",
    "The next delivery is free of charge.",
    "This one is on the house.",
    "It's on us.",
    "You get a free month.",
    "You get two months free.",
    "Shipping will be free.",
    "We waive the fee.",
    "There will be no charge.",
    "You won't be charged for it.",
    "You don't have to pay for this.",
    "We have cancelled your invoice.",
    "We will compensate you.",
    "We'd like to make it up to you.",
    "A small gift is on its way.",
    "We guarantee that it works.",
    "We will replace it at our cost.",
    "It will never happen again.",
    "You are entitled to a new one.",
    "We accept full responsibility.",
    "You have a legal right to this.",
    "We'll pay for the repair.",
    "We will cover the shipping costs.",
    "I'm sending you a new one.",
    "I promise you it will be there.",
    "Consider the bill written off.",
    "I've extended your subscription.",
    "We'll reverse the charge.",
    "I'll deduct it from your bill.",
    "You'll get store credit.",
    "Wir schreiben Ihnen 20 Euro gut.",
    "Sie bekommen eine Gutschrift.",
    "Wir erstatten Ihnen den Betrag.",
    "Sie erhalten Ihr Geld zurück.",
    "Wir zahlen es Ihnen zurück.",
    "Ich gewähre Ihnen zehn Prozent Rabatt.",
    "Ein Gutschein liegt bei.",
    "Die Lieferung ist kostenlos.",
    "Das bekommen Sie gratis.",
    "Der Monat ist geschenkt.",
    "Sie bekommen einen Gratismonat.",
    "Wir erlassen Ihnen die Gebühr.",
    "Wir verzichten auf die Mahngebühr.",
    "Sie müssen nichts bezahlen.",
    "Wir entschädigen Sie.",
    "Aus Kulanz machen wir das.",
    "Wir übernehmen die Kosten.",
    "Das geht aufs Haus.",
    "Wir garantieren Ihnen das.",
    "Das kommt nie wieder vor.",
    "Das wird nicht wieder passieren.",
    "Sie haben Anspruch auf Ersatz.",
    "Wir haften dafür.",
    "Ich verspreche Ihnen, dass es klappt.",
    "Wir tauschen das Gerät auf unsere Kosten aus.",
    "Fünfundzwanzig Euro bekommen Sie.",
    "Nous allons vous rembourser.",
    "C'est gratuit.",
    "Une remise de 10 % vous attend.",
    "Le reembolsaremos el dinero.",
    "Un descuento del 10 por ciento.",
    "Es gratis.",
    "Le faremo un rimborso.",
    "Uno sconto per lei.",
    "re\u200bfund",
    "r e f u n d",
    "R.E.F.U.N.D",
    "re**fu**nd",
    "refu\u00adnd",
    "ｒｅｆｕｎｄ",
    "＄２０",
    "$ 2 0",
    "2 0 dollars",
    "a rеfund",  # a Cyrillic е
    "REFUND",
    "f\u0301ree of charge",
    "You can keep it.",
    "The charge has been removed.",
    "The fee is gone.",
    "We'll eat the cost.",
    "You get the premium plan without paying.",
    "I have upgraded you to premium.",
    "You'll receive 2 for 1.",
    "Sie zahlen nichts.",
    "Der Betrag wird zurückerstattet.",
    "Sie kriegen Ihr Geld wieder.",
    "Ich buche den Betrag zurück.",
    "Das nächste Paket geht auf mich.",
    "Wir kommen für den Schaden auf.",
    "Ich sichere Ihnen zu, dass es klappt.",
    "I can assure you it will be there.",
    "A one-off goodwill payment is coming.",
    "We'll settle the bill.",
    "Ich ziehe Ihnen etwas davon ab.",
    "We've taken the shipping cost off your total.",
    "Your next month won't cost you a thing.",
    "Not a penny to pay.",
    "I threw in an extra filter for you.",
    "I give you my word.",
    "Das kostet Sie keinen Cent.",
    "Wir legen Ihnen etwas Kleines bei.",
    "Ich schicke Ihnen ein neues Gerät.",
    "Dafür zahlen wir.",
    "deux mois offerts",
    "senza alcun costo",
    "20,- €",
    "You asked about a refund; it is on its way.",
    "You asked about a refund. I am checking. Yes, you will get it.",
    "I see that you were charged $40 twice and will send it back.",
    "You were charged $40 twice. It will be returned to you tomorrow.",
    "You were charged $45 twice.",
    "$40 is yours.",
    "As for the discount: gladly.",
    "Feel free to use your free month.",
    "Your credit card gets a credit of five dollars.",
]

BENIGN = [
    "I'll keep you posted.",
    "I can see that the payment went through.",
    "Bitte behalten Sie die Nummer.",
    "Es hat Sie Zeit und Nerven gekostet.",
    "I can send you the tracking link.",
    "I'm sorry that you've been waiting for two weeks.",
    "You'll hear from me by 5 pm tomorrow (Tuesday).",
    "Feel free to write back.",
    "Please feel completely free to call.",
    "Do you have a free moment tomorrow?",
    "Tell me when you are free, and I'll call.",
    "Are you free on Tuesday?",
    "I see that your credit card was declined.",
    "I see that you were charged $40 twice.",
    "I see that you were charged $40 twice, and I will get back to you by tomorrow, 5 pm.",
    "You asked about a refund; I am checking that.",
    "You asked about a refund. I am checking that and will write back by tomorrow.",
    "You wrote that you would like a discount, and I'm asking our lead about it.",
    "I am 100 % sure that I will write to you by tomorrow.",
    "I give you my full attention.",
    "It's to your credit that you stayed so calm.",
    "You deserve credit for your patience.",
    "Nothing can replace the lost time.",
    "You can count on us.",
    "It is on us to find out what happened.",
    "I promise to write to you by tomorrow.",
    "The battery does not charge.",
    "You have every right to be angry.",
    "I'll call you back at 5 pm.",
    "The parcel left on 12 November at 14:30.",
    "Order 4312 has two items.",
    "Our engineers are looking at the error 500.",
    "I'm going through every entry with our billing team.",
    "Your subscription ends on 1 December.",
    "I'm seeing to your cancellation.",
    "You'd like to cancel, and you don't have to argue for it.",
    "The invoice reached you late.",
    "I've read your message twice.",
    "That was a gift for your daughter, I know.",
    "I'll take care of it myself.",
    "You've been with us for ten years.",
    "I'm asking the carrier where the parcel is.",
    "I'm on it, and I'll write to you by Friday.",
    "We've let you down.",
    "Could you send me a photo of it?",
    "The stress-free way is to reply here.",
    "I hear how much you relied on us.",
    "Thank you for the kind words about Tim.",
    "I've passed it on to the workshop.",
    "I cannot say yet when it will arrive.",
    "It takes three to five days.",
    "Es tut mir leid, dass Sie warten mussten.",
    "Ich melde mich bis morgen (Dienstag) um 17 Uhr.",
    "Sie haben umsonst gewartet, und das tut mir leid.",
    "Sie fragen nach einer Erstattung; das kläre ich gerade.",
    "Ihre Kreditkarte wurde abgelehnt.",
    "Ich sehe, dass Ihnen 40 $ doppelt abgebucht wurden.",
    "Ihre Bestellung 4312 hätte längst da sein sollen.",
    "Ich prüfe jede Buchung und schreibe Ihnen bis Montag um 12 Uhr.",
    "Ich kümmere mich um die Kündigung.",
    "Danke, dass Sie es so offen sagen.",
    "Ich rufe Sie morgen an.",
    "Ihre Rechnung verstehe ich so gut wie Sie: gar nicht.",
    "Ich gebe Ihre Worte weiter.",
    "Haben Sie ein Foto davon?",
    "Das hätte uns nicht passieren dürfen.",
    "Wir bringen das in Ordnung.",
    "Je vous écris demain.",
    "Le escribo mañana.",
    "Le scrivo domani.",
]


@pytest.mark.parametrize("reply", HOSTILE)
def test_what_nobody_approved_is_marked(reply: str) -> None:
    found = flags(reply, (), THEIRS)
    assert found
    assert all(flag.text == reply[flag.start : flag.end] and flag.text and flag.reason for flag in found)


@pytest.mark.parametrize("reply", BENIGN)
def test_what_gives_nothing_is_left_alone(reply: str) -> None:
    assert flags(reply, (), THEIRS) == ()


@pytest.mark.parametrize(
    ("reply", "approved", "marked"),
    [
        ("I have added a $20 credit to your account.", CREDIT, []),
        ("I have added a $20.00 credit to your account.", CREDIT, []),
        ("A credit of twenty dollars is on your account.", CREDIT, []),
        ("Your account credit of 20 USD is there.", CREDIT, []),
        ("I have added a $25 credit.", CREDIT, ["$25", "credit"]),
        ("I have added a €20 credit.", CREDIT, ["€20", "credit"]),
        ("I have sent you a $20 refund.", CREDIT, ["refund"]),
        ("A $20 credit and a voucher.", CREDIT, ["voucher"]),
        ("Two $20 credits.", CREDIT, ["$20", "credits"]),
        ("A $20 credit every month.", CREDIT, ["$20", "credit"]),
        ("Another $20 credit.", CREDIT, ["$20", "credit"]),
        ("You get 10% off your next order.", Approved("a 10% discount on the next order", "10%", "Discount"), []),
        ("You get 15% off your next order.", Approved("a 10% discount on the next order", "10%", "Discount"), ["15%"]),
        ("The free month starts today.", Approved("1 free month", "1 month", "Free months"), []),
        ("It is free of charge.", Approved("1 free month", "1 month", "Free months"), ["free of charge"]),
        ("Two free months start today.", Approved("1 free month", "1 month", "Free months"), ["Two free months"]),
        ("Sie bekommen 20 $ Gutschrift.", CREDIT, []),
        ("You are entitled to a $20 credit.", CREDIT, ["entitled"]),
    ],
)
def test_an_approved_gesture_backs_itself_and_no_more(reply: str, approved: Approved, marked: list[str]) -> None:
    assert [flag.text for flag in flags(reply, (approved,))] == marked


@pytest.mark.parametrize(
    "reply",
    [
        "I have added a $20 credit to your account, and the next three invoices will simply show a round zero.",
        "I have added a $20 credit to your account. You will see a round zero at the bottom of your next bill.",
        "I have added a $20 discount to your account.",
    ],
)
def test_what_is_approved_backs_nothing_beside_it(reply: str) -> None:
    half = Approved("a 10% discount on the next order", "10%", "Discount")
    assert flags(reply, (CREDIT, half))


def test_a_gesture_that_no_list_knows_is_backed_by_its_name() -> None:
    reply = "One more thing: I’ve arranged a handwritten note for you."
    assert not flags(reply, (Approved("a handwritten note", None, "Handwritten note"),))
    assert flags(reply, ours=reply), "it may have been taken back since the phrasebook wrote so"


@pytest.mark.parametrize(
    "reply",
    [
        "I’m sorry that you had to wait so long, I’m checking with our billing team what happened to your order and"
        " you’ll hear from me by 5 pm tomorrow, and meanwhile we refund the full $500 to your card, so if anything"
        " changes on your side, just answer this message.",
        "Es tut mir leid, dass Sie so lange warten mussten, ich kläre das gerade mit der Buchhaltung und melde mich bis"
        " morgen um 17 Uhr, die 500 Euro sind dann schon auf dem Rückweg zu Ihnen, und wenn sich etwas ändert,"
        " antworten Sie einfach auf diese Nachricht.",
    ],
)
def test_many_harmless_words_do_not_hide_a_promise(reply: str) -> None:
    assert flags(reply)


@pytest.mark.parametrize(
    ("asked", "given", "kept"),
    [
        (
            "You mention the cleaning charge from March.",
            "I have taken it out of your statement.",
            "I have passed it on to accounts.",
        ),
        (
            "Für den dritten Stock verlangt der Spediteur einen Zuschlag.",
            "Diesen Posten habe ich bei Ihnen herausgenommen.",
            "Diesen Posten habe ich ihm zur Prüfung geschickt.",
        ),
    ],
)
def test_two_sentences_are_heard_together(asked: str, given: str, kept: str) -> None:
    assert not flags(asked)
    (flag,) = flags(f"{asked} {given}")
    assert flag.text == given
    assert not flags(f"{asked} {kept}")


def test_an_amount_may_be_repeated_only_if_they_named_it() -> None:
    reply = "I see that you were charged $40 twice."
    assert flags(reply, (), "you took $40 from me, twice") == ()
    assert [flag.text for flag in flags(reply, (), "you took $39 from me, twice")] == ["$40"]


@given(st.text(max_size=400), st.text(max_size=100))
def test_any_text_is_read_and_positions_fit(reply: str, theirs: str) -> None:
    found = flags(reply, (CREDIT,), theirs)
    assert all(reply[flag.start : flag.end] == flag.text for flag in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(
    st.sampled_from(["refund", "voucher", "discount", "kostenlos", "Gutschein", "Entschädigung"]),
    st.lists(st.sampled_from(["\u200b", "\u00ad", "*", "\ufeff", "\u2060", "_"]), min_size=1, max_size=4),
    st.integers(1, 4),
    st.booleans(),
)
def test_hidden_characters_hide_nothing(word: str, hidden: list[str], at: int, upper: bool) -> None:
    written = word[:at] + "".join(hidden) + word[at:]
    reply = f"You get a {written.upper() if upper else written} today."
    assert any(word[:at].casefold() in flag.text.casefold() for flag in flags(reply))


@given(
    st.integers(1, 9999),
    st.sampled_from(
        ["${}", "{} $", "€{}", "{} EUR", "{} euros", "USD {}", "{}%", "{} percent", "{} Prozent", "£ {}", "{} Euro"]
    ),
)
def test_every_amount_is_marked(number: int, form: str) -> None:
    assert flags(f"You get {form.format(number)} tomorrow.")


_WHAT_WE_READ = "I read all that you wrote about the washing machine and the two technicians and the water on the floor"


@pytest.mark.parametrize(
    "promise",
    [
        "we will refund you $50 today",
        "we will send you a new one for free on Friday",
        "next month you will see a round zero at the bottom of your bill",
    ],
)
def test_nobody_vouches_for_what_is_said_among_many_words(promise: str) -> None:
    assert flags(f"{_WHAT_WE_READ} and {promise}.")
    assert flags(f"{_WHAT_WE_READ} and nobody came and {_WHAT_WE_READ.lower()} and {promise} and I am sorry.")
    assert not flags(f"{_WHAT_WE_READ} and I am sorry that nobody came.")


@pytest.mark.parametrize(
    "said",
    [
        "Ihre Erst\u0430ttung ist in drei Tagen da.",
        "Le rem\u200bbourse\u200bment est parti.",
        "El r33mbolso ya salió ayer para su banco.",
        "We will give you a d1sc0un7.",
    ],
)
def test_nobody_vouches_for_a_disguised_word(said: str) -> None:
    assert flags(f"Bonjour Mara. {said}")


def test_a_gesture_that_a_letter_names_is_marked_once_it_is_taken_back() -> None:
    letter = "One more thing: I’ve arranged a handwritten note for you."
    assert not flags(letter, (Approved("a handwritten note", None, "Handwritten note"),), ours=letter)
    assert flags(letter, ours=letter)


@pytest.mark.parametrize("said", ["Your next bill is EUR5 lower.", "USD5 for you, with our thanks."])
def test_a_currency_s_code_before_its_amount_stays_an_amount(said: str) -> None:
    assert flags(said)[0].text[-4:] in ("EUR5", "USD5")


@pytest.mark.parametrize(
    "said",
    [
        "The carrier wanted 89 euros. I have taken that line out of your order.",
        "Die Spedition verlangt 89 Euro. Diese Position steht nicht mehr auf Ihrer Rechnung.",
        "Le transporteur demandait 89 euros. Cette ligne n’est plus sur votre facture.",
        "El transportista pedía 89 euros. He quitado esa línea de su pedido.",
        "Il corriere voleva 89 euro. Questa voce non c’è più nel suo ordine.",
    ],
)
def test_a_line_that_is_struck_from_the_bill_is_a_promise(said: str) -> None:
    assert flags(said)


@pytest.mark.parametrize("added", ["Consider it settled.", "It stays with us.", "Das ist jetzt vom Tisch."])
def test_what_an_agent_adds_is_heard_together_with_the_phrasebook_s_sentence_before_it(added: str) -> None:
    ours = "I’m sorry that you were charged twice for one and the same thing."
    message = "You charged me twice for the gym membership."
    assert flags(f"{ours} {added}", (), message, ours)
    assert not flags(f"{ours} Please write to me any time.", (), message, ours)


@pytest.mark.parametrize(
    "said",
    [
        "You asked for your money back. The answer is yes.",
        "Sie möchten Ihr Geld zurück. Ja.",
        "Vous demandez votre argent. La réponse est oui.",
        "Nos pide su dinero. La respuesta es sí.",
        "Chiede i suoi soldi. La risposta è sì.",
    ],
)
def test_a_yes_to_what_they_ask_for_is_a_promise(said: str) -> None:
    assert flags(said)


@pytest.mark.parametrize(
    "said",
    [
        "You asked whether refunds go to the same card. Yes.",
        "Sie fragen, ob wir sonntags offen haben. Ja.",
        "Vous demandez si nous ouvrons le dimanche. La réponse est oui.",
        "Pregunta si el reembolso llegó. Sí, el martes.",
        "Chiede se la caparra è arrivata. Sì.",
        "You asked for a replacement. Sure, I will ask.",
        "You asked for a credit card statement. Of course.",
        "You asked about credit card payment. Yes, we take cards.",
        "You want to know about the refund. Yes, I have your message.",
        "You asked about our money transfer limits. Certainly, one moment.",
        "Sie möchten eine Erstattung. Gern kümmere ich mich darum.",
    ],
)
def test_a_yes_to_a_question_is_none(said: str) -> None:
    assert not flags(said)


@pytest.mark.parametrize(
    "said",
    [
        "You asked for your money back. A colleague decides that.",
        "You would like your money back. I'm finding out what is possible.",
        "You asked for a refund. I have passed that on to the colleague who decides.",
    ],
)
def test_what_they_ask_for_may_be_named_where_nothing_is_given(said: str) -> None:
    assert not flags(said)


@pytest.mark.parametrize(
    "said",
    [
        "You wanted your money back and you get it. Thank you for your patience.",
        "You asked for a refund and I have just sent it. Please write to me any time.",
        "Sie baten um eine Gutschrift, die ist auf Ihrem Konto. Melden Sie sich gern.",
        "Your next box has our name on the bill. Just write back.",
        "The refund you asked for reaches you Monday. Just write back.",
        "You wanted your money back, and back it is. Thank you for your patience.",
        "The refund of €40 you asked for will arrive on Monday. Thank you for your patience.",
        "The credit of $25 you requested is booked. Thank you for your patience.",
        "Your request for a refund of $40 is booked. Thank you for your patience.",
        "The voucher you requested is confirmed. Thank you for your patience.",
        "Ihre Bitte um Erstattung wurde erfüllt. Vielen Dank für Ihre Geduld.",
    ],
)
def test_what_is_given_in_the_same_breath_is_a_promise_whatever_follows(said: str) -> None:
    assert flags(said)


def test_a_day_without_its_month_ends_no_sentence() -> None:
    assert ear.sentences("Die Küche ist am 5. fertig. Bis dann.") == ["Die Küche ist am 5. fertig.", "Bis dann."]


@pytest.mark.parametrize(
    "said",
    [
        "Désolé d'avoir tardé.",
        "Merci d’avoir écrit.",
        "Votre club a quatre cents membres.",
        "La salle compte deux cents places.",
    ],
)
def test_a_french_word_that_only_looks_like_a_gift_is_none(said: str) -> None:
    assert not flags(said)


def test_a_french_number_is_marked_as_a_whole() -> None:
    marked = [flag.text for flag in flags("Je vous fais un avoir de quatre-vingt-dix euros.")]
    assert marked == ["avoir", "quatre-vingt-dix euros"]


@pytest.mark.parametrize(
    "said",
    [
        "Your ticket is in our name queue.",
        "You want a refund. Of course I'll ask.",
        "Sie möchten Ihr Geld zurück. Natürlich sehe ich mir das an.",
        "You'd like your money back. Let me look at it with billing today.",
        "Ihre Mahnung habe ich gesehen. Das bleibt bei uns auf dem Tisch.",
    ],
)
def test_whoever_only_looks_at_it_grants_nothing(said: str) -> None:
    *before, last = ear.sentences(ear.legible(said).text)
    assert not grants(last)
    assert not any(rule(one, last) for rule in (affirms, strikes, settles) for one in before)


@pytest.mark.parametrize(
    "said",
    [
        "Which colour would you like your replacement in?",
        "To which card should the 40 go back?",
        "In welcher Farbe hätten Sie denn gern den Ersatz?",
        "Di che colore vuole il ricambio?",
        "Das Paket ist am Donnerstag bei Ihnen.",
        "Your parcel arrives on Thursday.",
        "Votre colis sera chez vous jeudi.",
        "Il pacco sarà da Lei giovedì.",
        "Das Paket ist bis Freitag bei Ihnen.",
        "Das Paket mit Ihrer Ware kommt am Montag.",
        "Your parcel, the one with the blue lamp and the two spare bulbs, arrives on Thursday.",
        "Your parcel will arrive on 3 December.",
        "Ihre Bestellung erhalten Sie am Montag.",
        "Vous recevrez votre colis jeudi.",
        "Sí, su pedido llega el lunes.",
        "Which one shall we send you?",
        "Auf welche Karte soll das Geld?",
        "Wir übernehmen die Werkstattkosten.",
        "Use code SORRY15 at checkout.",
        "I’ll send you a new lamp right away.",
        "Ich schicke Ihnen sofort eine neue Lampe.",
        "Ihnen wird nichts berechnet.",
        "No need to return the lamp.",
        "You needn't send the old one back.",
        "Sie brauchen die Lampe nicht zurückzuschicken.",
    ],
)
def test_what_is_taken_for_granted_and_a_sure_day_are_promises(said: str) -> None:
    assert flags(said)


@pytest.mark.parametrize(
    "said",
    [
        "The carrier says that your parcel arrives on Thursday.",
        "Your parcel should arrive on Thursday.",
        "Laut Paketdienst kommt das Paket am Donnerstag.",
        "Which colour did you order?",
        "I write to you on Thursday about your parcel.",
        "Before I send you a new lamp, I need to ask my lead.",
        "I'm asking our lead whether we send you a new lamp.",
        "We'll send you a new tracking number.",
        "We're sending a second courier to collect the parcel.",
        "Ich schicke Ihnen eine andere Anleitung.",
        "Ich schicke Ihnen eine neue Datei.",
        "Here is your credit balance as our system shows it.",
        "Votre commande est partie lundi.",
        "Votre colis est arrivé mardi ?",
        "Su pedido salió el martes y estará en tránsito.",
        "La spedizione è partita lunedì e arriva dal Belgio.",
        "Kommt das Paket am Freitag noch rechtzeitig?",
        "Die Lieferung kommt am Montag zu uns zurück, dann melde ich mich.",
        "Die Lieferung ist ja schon am Dienstag bei Ihnen gewesen.",
        "The depot confirms that the parcel arrives on Thursday.",
        "The order reaches our team on Monday morning.",
        "I sent your parcel on Monday; it comes with a return label.",
        "Auf welches Konto wurde der Betrag eingezogen?",
        "De qué color era el recambio que pidió?",
        "Which version do you need the replacement manual for?",
        "Your invoice is attached. Consider it done.",
        "No need to return the form.",
        "You don't need to return the call.",
        "You don't need to send the photo back.",
        "You don't have to return it within 14 days.",
        "No need to return it before I write to you.",
        "If the lamp works, there is no need to return it.",
        "Sie müssen das Formular nicht zurückschicken.",
        "Sie müssen die Lampe zurückschicken.",
    ],
)
def test_what_others_expect_a_paper_and_a_plain_question_are_none(said: str) -> None:
    assert not grants(ear.legible(said).text)
    assert not flags(said)


@pytest.mark.parametrize(
    "said",
    [
        "Non pagherà nulla.",
        "Non deve pagare nulla.",
        "Non le costerà niente.",
        "Annulliamo la fattura.",
        "Le annullo la fattura.",
        "Offriamo noi.",
        "Offre la casa.",
        "È a carico nostro.",
        "Le spese sono a nostro carico.",
        "Le restituiamo i soldi.",
        "Le mandiamo un buono.",
        "Le regaliamo un mese.",
        "Riceverà un buono.",
        "La multa è cancellata.",
        "Ce ne facciamo carico noi.",
        "Recibirá un vale.",
        "Le enviamos un vale.",
        "No pagará nada.",
        "No tiene que pagar nada.",
        "Anulamos la factura.",
        "Corre de nuestra cuenta.",
        "Invita la casa.",
        "Le devolvemos el dinero.",
        "Los gastos corren por nuestra cuenta.",
        "Le regalamos un mes.",
        "La penalización queda anulada.",
        "Vous ne paierez rien.",
        "Vous n’avez rien à payer.",
        "Nous annulons la facture.",
        "C’est pour nous.",
        "C’est la maison qui offre.",
        "C’est offert.",
        "Nous prenons les frais à notre charge.",
        "Nous vous rendons votre argent.",
        "Vous recevrez un bon d’achat.",
        "Un mois vous est offert.",
        "Les frais sont annulés.",
        "Nous vous faisons cadeau des frais.",
        "Ich storniere die Rechnung.",
        "Wir stornieren Ihre Rechnung.",
        "Ich streiche die Gebühr.",
        "Die Gebühr entfällt.",
        "Sie sparen die Hälfte.",
        "Sie zahlen nur die Hälfte.",
        "Sie zahlen nichts.",
        "Das geht auf uns.",
        "Die Rechnung können Sie wegwerfen.",
        "Die Rechnung können Sie vergessen.",
        "Die Mahnung ist gegenstandslos.",
        "Sie müssen nichts überweisen.",
        "Das übernehmen wir.",
        "Den Versand zahlen wir.",
        "Die Kosten tragen wir.",
        "Ich lege Ihnen etwas Schönes bei.",
        "Sie bekommen Ihr Geld wieder.",
        "Das Geld ist morgen auf Ihrem Konto.",
        "The shipping is covered.",
        "Shipping is on us.",
        "One grand is yours.",
        "A hundred bucks is yours.",
        "Your bank will show the money by Tuesday.",
        "I’m sending you a little something with your next order.",
        "You can tear up the invoice.",
        "You keep the lamp, no need to send it back.",
        "Keep both.",
        "I’ve wiped the slate clean.",
        "You’re off the hook for the fee.",
        "Your next order is half price.",
        "The second one costs you nothing.",
        "We’ll settle the plumber’s bill.",
        "I’ll knock a bit off.",
        "The next three months are ours.",
        "Don’t pay the reminder.",
        "You won’t see that charge again.",
        "That charge is history.",
        "I’ve zeroed your balance.",
        "Your ʀᴇғᴜɴᴅ is coming.",
        "You’ll be paid back in full.",
        "We’ll make sure you are not out of pocket.",
        "Postage is free.",
        "No need to pay the bill.",
        "The amount will be on your card tomorrow.",
        "Feel free to keep the lamp.",
        "Please keep the lamp.",
        "Just keep the old lamp, please.",
        "Bitte behalten Sie die Lampe.",
        "I'll put you in a better room.",
        "We have moved you to a larger room.",
        "Ich bringe Sie in einem besseren Zimmer unter.",
        "Ich gebe Ihnen ein größeres Zimmer.",
        "Wir haben Sie in ein größeres Zimmer umgebucht.",
        "I have booked you into first class.",
        "Please ignore the invoice.",
        "Feel free to ignore the bill from June.",
        "Bitte ignorieren Sie die Rechnung.",
        "Your subscription is paid until June.",
        "Ihr Abo ist bis Juni bezahlt.",
    ],
)
def test_a_promise_in_few_plain_words_is_one(said: str) -> None:
    assert flags(said)


@pytest.mark.parametrize(
    "said",
    [
        "Puede encontrar la factura en su cuenta.",
        "Ho ricevuto la fattura e la controllo.",
        "Verifico se la fattura è corretta.",
        "La ringrazio per la foto della fattura.",
        "Vale, lo miro y le escribo mañana.",
        "Vale la pena mirarlo con calma.",
        "Je regarde la facture et je vous écris demain.",
        "J’ai bien reçu votre facture.",
        "Ich prüfe die Rechnung und schreibe Ihnen morgen.",
        "Haben Sie die Rechnung schon bezahlt?",
        "Ich sehe, dass die Rechnung storniert werden soll, und frage nach.",
        "You are paid up until June, as far as I can see.",
        "I see the shipping was charged twice.",
        "Please ignore my last message, I had the wrong order open.",
        "Is there a little something in the box that looks torn?",
        "Could you tell me which bank the money went to?",
        "I will look at the invoice and write to you by noon.",
        "Lei ha pagato la fattura il 3 marzo.",
        "Usted recibirá una respuesta mañana.",
        "Vous recevrez une réponse demain.",
        "Riceverà una risposta domani.",
        "Das übernehme ich und melde mich bis morgen bei Ihnen.",
        "Ich übernehme das jetzt selbst.",
        "Offriamo assistenza anche il sabato.",
        "La casa è stata costruita nel 1936, mi scrive.",
        "You keep being told the same thing, and I’m sorry.",
        "Please keep the lamp until I have written to you.",
        "The bill you sent is easy to read, thank you.",
        "Sie müssen nichts weiter tun.",
        "Non deve fare nulla.",
        "No tiene que hacer nada.",
        "Vous n’avez rien à faire.",
        "Is your account covered by the contract?",
        "I’ve passed that charge on to our billing team.",
        "Your ticket is in my hands now.",
        "Half of the letter was cut off, could you send it again?",
        "I’m on it.",
        "You’ll hear from me.",
        "Ich bin dran.",
        "Bis morgen!",
        "Bien à vous,",
        "Le escribo mañana.",
        "Le scrivo domani.",
        "Your ticket is open.",
        "It works again.",
        "The invoice is attached.",
        "You have been waiting for half an hour.",
        "You have had no power for half a day, and I'm sorry.",
        "Please send a small extra photo.",
        "Could you add a little extra detail?",
        "I'll add a little something about the delay to your file.",
        "Your card statement will show the amount you paid on 3 May.",
        "Je vous envoie un nouveau mail demain.",
        "Non deve pagare nulla prima di avere la risposta.",
        "Please keep the receipt.",
        "Feel free to keep the box until the courier comes.",
        "Please keep the lamp away from water.",
        "Please keep the lamp in its box.",
        "Please keep the broken parts.",
        "Would you like to keep the lamp?",
        "To keep the colour, wash it cold.",
        "Bitte behalten Sie den Beleg.",
        "Bitte behalten Sie den Kassenzettel.",
        "Bitte behalten Sie die Lampe im Auge.",
        "Bitte behalten Sie die Lampe, bis der Kurier kommt.",
        "I'll ask whether there is a better room.",
        "I'll put you in touch with a better technician.",
        "Please ignore the first mail.",
        "Please do not ignore the invoice.",
        "Please ignore the invoice that reached you without a logo; the right one is attached.",
        "Bitte ignorieren Sie die erste E-Mail.",
        "Your subscription was paid by you until June.",
        "I'm looking into whether your subscription is paid until June.",
        "Sie haben Ihr Abo bis Juni bezahlt.",
    ],
)
def test_a_few_plain_words_that_give_nothing_are_none(said: str) -> None:
    assert not flags(said)


CREDIT = Approved("a $20 account credit", "$20", "Account credit")


@pytest.mark.parametrize(
    "said",
    [
        "I have put a $20 account credit on your account. On top of that, I send you $20 in cash.",
        "I have put a $20 account credit on your account. Your brother gets $20, too.",
        "I have put a $20 account credit on your account. I also take $20 off your next invoice.",
        "I have put a $20 account credit on your account, and another $20 goes to your sister.",
        "You have a $20 account credit. In addition there is $20 for your trouble.",
        "Sie haben ein Guthaben von $20. Außerdem überweise ich $20.",
        "You get a $20 account credit, plus $20 for the taxi.",
        "Your $20 account credit is there. And $20 more comes next week.",
        "I've added a $20 account credit. I'm also giving you the $20 back that you paid for shipping.",
        "I've added a $20 account credit. On top of that you get your $20 back.",
        "I credit you $20. Plus I give back your $20.",
        "Sie haben ein Guthaben von $20. Außerdem gebe ich Ihnen Ihre $20 zurück.",
    ],
)
def test_what_was_approved_is_given_once(said: str) -> None:
    assert flags(said, (CREDIT,))


@pytest.mark.parametrize(
    "said",
    [
        "I have put a $20 account credit on your account. The $20 are there for any order.",
        "You also get a $20 account credit for the trouble.",
        "You have a $20 account credit. That makes $20. More details follow by mail.",
        "I’ve also added a $20 account credit to your account. You can use the $20 whenever you like.",
        "A $20 account credit is on your account now, and I have also told the warehouse.",
        "I've added a $20 account credit. You'll find $20 in your account, and also an e-mail about it.",
        "I've added a $20 account credit. If you also want to use $20 of it now, you can.",
    ],
)
def test_what_was_approved_may_be_named_twice(said: str) -> None:
    assert not flags(said, (CREDIT,))
