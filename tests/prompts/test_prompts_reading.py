"""Recognising feelings, matters and whose words they are."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from prompts.brief import Brief
from prompts.case import understood
from prompts.details import details_of
from prompts.languages import language_of, speaks_another
from prompts.mail import read_message
from prompts.reading import read

MESSAGES = tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))["message"]


@pytest.mark.parametrize("aspect", ["feeling", "matter"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_most_messages_are_understood(aspect: str, language: str) -> None:
    messages = [m for m in MESSAGES if (language_of(m["text"]) or "en") == language]
    missed = [
        (m["text"], getattr(read(m["text"]), aspect)) for m in messages if getattr(read(m["text"]), aspect) != m[aspect]
    ]
    assert len(messages) >= 60
    assert 1 - len(missed) / len(messages) >= 0.85, missed


@pytest.mark.parametrize(
    ("text", "feeling"),
    [
        ("I am not angry, but the order is late.", "neutral"),
        ("I'm not happy at all with the lamp.", "disappointed"),
        ("Great, another week of waiting.", "angry"),
        ("Na toll, schon wieder nichts.", "angry"),
        ("I can't thank you enough for your help!", "happy"),
        ("WHY DOES NOBODY TELL ME WHERE THE PARCEL IS", "angry"),
        ("why does the parcel say it is in Leeds", "neutral"),
        ("Customer for twelve years, and now the parcel never arrived.", "disappointed"),
        ("My teapot came without its lid and nobody answers.\n\nThanks,\nOttilie Brand", "angry"),
        ("Die Lampe flackert seit Wochen.\n\nVielen Dank\nJonas Rot", "neutral"),
        ("Meine Oma ist gestorben, bitte kündigen Sie ihr Abo. Danke für die tolle Zeit!", "sad"),
        ("The battery died after a day.", "neutral"),
        ("Do you ship to Norway?", "curious"),
        ("Do you ship to Norway? I need it by Friday and I'm worried.", "anxious"),
        ("Just wondering when order 5521 goes out, no rush.", "curious"),
        ("Where is my parcel?", "neutral"),
        ("Mich würde interessieren, woher der Kaffee kommt.", "curious"),
    ],
)
def test_turns_of_speech(text: str, feeling: str) -> None:
    assert read(text).feeling == feeling


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("I'd like to return the lamp.", "return"),
        ("I'd like to return the lamp, the shade is cracked.", "broken"),
        ("The shoes are too small for me, can I swap them?", "return"),
        ("I ordered a large, but you sent the wrong size.", "broken"),
        ("I ordered the wrong size, can I send it back?", "return"),
        ("I sent the boots back in May and still wait for my refund.", "billing"),
        ("I love the jumper, but I need a size up. Can I exchange it?", "return"),
        ("Die Hose passt mir nicht, wie läuft der Umtausch?", "return"),
        ("Ich möchte die kaputte Lampe zurückgeben.", "broken"),
        ("Ich habe die falsche Größe bestellt und würde gern tauschen.", "return"),
    ],
)
def test_what_is_no_fault_of_ours_is_a_return(text: str, matter: str) -> None:
    assert read(text).matter == matter


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("My mother passed away.", "bereavement"),
        ("I am furious that you still write to my late husband.", "bereavement"),
        ("Mein Mann liegt auf der Intensivstation.", "illness"),
        ("I was diagnosed with leukaemia and can't come to the course.", "illness"),
        ("Your cashier said that people like me should shop elsewhere, because I'm black.", "discrimination"),
        ("Ich wurde wegen meines Kopftuchs nicht bedient.", "discrimination"),
        ("Reply, or I'll burn your shop down.", "harm"),
        ("I know where you live.", "harm"),
        ("Nobody helps me, I don't want to live any more.", "harm"),
        ("Ich kann nicht mehr, ich bringe mich um.", "harm"),
        ("My father died, and now I want to kill myself.", "harm"),
        ("Someone got into my account and changed the email address.", "takeover"),
        ("I fell for a scam and gave my password on a fake site.", "takeover"),
        (
            "I clicked on a link in a mail that looked like yours and typed in my card number. Now I am scared.",
            "takeover",
        ),
        ("Ich habe auf die gefälschte Mail hin meine TAN eingegeben.", "takeover"),
        ("Jemand hat sich in mein Konto eingeloggt und auf meinen Namen bestellt.", "takeover"),
        ("Under the GDPR I want a copy of everything that you hold about me.", "privacy"),
        ("Bitte löschen Sie alle meine Daten und bestätigen Sie mir das.", "privacy"),
        ("My phone is dead.", None),
        ("I forgot my password, how do I reset it?", None),
        ("Please take me off your newsletter.", None),
        ("Your shop is a scam! I sent the lamp back in May and still have no money.", None),
        ("The picture you sent is a fake, the sofa is not red at all.", None),
        ("Wo stehen Ihre Server, in Deutschland?", None),
        ("Bitte löschen Sie meine letzte Bestellung, ich habe mich verklickt.", None),
        ("Would it kill you to answer?", None),
        ("It was a stroke of luck that I saw the crack.", None),
        ("Ich komme morgen und bringe sie um 5 Uhr vorbei.", None),
        ("Customers like me are loyal for years.", None),
        ("My Mother's Day flowers were late, Father's Day too.", None),
        ("Mein Kind hat den Schlüssel verloren.", None),
        ("I'll beat the deadline, will you?", None),
        ("I was bored to death on hold.", None),
        ("The candle can't be lit. Die Kerze lässt sich nicht anzünden.", None),
        ("Der Stress mit euch bringt mich noch um.", None),
        ("My son fell ill and is in hospital, please hold the order.", "illness"),
        ("Oma ist im Bad gestürzt und liegt im Krankenhaus, können wir den Kurs verschieben?", "illness"),
        ("The chair collapsed. My son is in hospital.", "harm"),
        ("Meine Mutter ist auf den Kopf gefallen, als Ihr Regal umkippte.", "harm"),
        ("There's egg in the vegan cake. My son is allergic and we were in A&E all night.", "harm"),
        (
            "i wrote NO PEANUTS, ALLERGY in the notes. jonah had one bite and we spent the night in A&E. he's ok.",
            "harm",
        ),
        ("Nach zwei Bissen von dem Curry mussten wir in die Notaufnahme.", "harm"),
        ("We ate at your place near the hospital and it was lovely.", None),
        ("I'll come to your office and you'll regret it.", "harm"),
        ("I got someone else's invoice with their full address on it.", "privacy"),
        ("Bitte ändern Sie meine Adresse.", None),
        ("Ich bin umgezogen, bitte ändern Sie meine Adresse.", None),
        ("Ich bin umgezogen, bitte löschen Sie meine Daten.", "privacy"),
        ("This blouse had stitches coming loose, I would like to return it.", None),
        ("Wann kann die Hose genäht werden?", None),
        ("My son passed out after eating your soup.", "harm"),
        ("The cardigan came with dropped stitches in my size", None),
        ("Can I come to your shop and see what sizes you have?", None),
        ("can I ship to another person's address", None),
        ("I broke the bank to buy this and the phone number of the hospital shop is wrong.", None),
        ("I lost my husband's tracking number, can you resend it?", None),
        ("I nearly had a heart attack when I saw the bill.", None),
        ("It's my wedding anniversary and the flowers came dead.", None),
    ],
)
def test_sensitive_matters_are_noticed(text: str, sensitive: str | None) -> None:
    assert read(text).sensitive == sensitive


@pytest.mark.parametrize(
    "text",
    [
        "I want to end my life.",
        "There is nothing left to live for.",
        "Es wäre besser, wenn ich nicht mehr da wäre.",
        "Ich sehe keinen Ausweg mehr.",
        "Die Tabletten liegen vor mir.",
    ],
)
def test_whoever_may_harm_themselves_is_heard(text: str) -> None:
    assert read(text).despair


def test_harm_to_themselves_is_told_apart_from_threats() -> None:
    assert not read("Ich sehe keinen anderen Ausweg, als zu kündigen.").despair
    assert not read("I'll kill you.").despair


@pytest.mark.parametrize(
    "text",
    [
        "Fix it or someone gets hurt.",
        "Someone gets hurt if you keep ignoring me.",
        "Repariert das oder jemand wird verletzt.",
        "Someone is going to get hurt if this isn't fixed",
        "Somebody will get hurt if I don't get my money back.",
        "If my parcel isn't here tomorrow I'll drive to your office and somebody gets hurt.",
        "I'm going to shoot up your office",
        "I'll come to your office and hurt someone",
        "I'm going to kill every one of you.",
        "I'll break your legs if my refund is not here tomorrow.",
        "I'm bringing a gun to your store.",
        "I have a gun and I'm coming over.",
        "Watch out, I'm coming for you.",
        "I will find you and you'll regret it.",
        "I know where your kids go to school.",
        "You will pay for this with blood",
        "You're all going to die.",
        "I know where you live",
        "Ich komme vorbei und dann knallt's",
        "ich zünde euren Laden an",
        "Ich jage euren Laden in die Luft.",
        "Ich komme mit einer Waffe in die Filiale.",
        "Ich breche euch die Beine.",
        "Dem Fahrer haue ich eine rein.",
        "Ihr werdet dafür mit Blut bezahlen.",
        "Ihr seid alle tot.",
        "Es wird jemand zu Schaden kommen, wenn das nicht gelöst wird.",
        "Someone is going to get hurt if you don't refund me.",
        "Unless I get my money, someone will die.",
        "Wenn ihr nicht zahlt, wird jemand verletzt.",
        "Your staff will get hurt.",
        "I bring my rifle tomorrow, you will see.",
        "I've got a rifle and I know where you live.",
        "Ich bringe eine Axt mit, wenn ihr nicht zahlt.",
        "Ich breche ihm den Hals.",
        "I know where your kids live.",
        "Shame if something happened to your family.",
        "You better sleep with one eye open.",
        "Sleep with one eye open.",
        "I will make you suffer.",
        "We'll attack your staff.",
    ],
)
def test_who_threatens_is_taken_at_their_word(text: str) -> None:
    reading = read(text)
    assert (reading.sensitive, reading.threatens) == ("harm", True)


@pytest.mark.parametrize(
    "text",
    [
        "this is killing me",
        "I could kill someone for a coffee while I'm on hold.",
        "heads will roll at my office if the chairs aren't here by Monday",
        "I'm going to blow up if nobody answers me.",
        "I'm going to explode if I have to call again.",
        "My boss is going to kill me if the laptop doesn't come.",
        "I'll shoot you an email tomorrow.",
        "You are all dead to me.",
        "You will pay for this.",
        "I will find you a photo of the damage.",
        "I'm coming for the sofa at 5.",
        "I bought a nail gun at your store and it jams.",
        "I'm not going to hurt anyone, I just want an answer.",
        "My feelings got hurt by your agent.",
        "Ihr seid für mich gestorben.",
        "Ich finde euch super.",
        "Ich komme morgen vorbei und hole das Paket ab.",
        "Ich schlage euch einen Tausch vor.",
        "Die Köpfe werden rollen.",
        "I bring my rifle in for repair tomorrow, do you open at nine?",
        "I've got a rifle and I know the scope you sent does not fit.",
        "Ich bringe meine Axt mit zum Schleifen in die Filiale.",
        "Ich breche ihm den Hals der Flasche ab.",
        "I know where their kids live, could you deliver the present there?",
        "Shame if something happened to you guys, I love the shop.",
        "I sleep with one eye open since the alarm you sold me fails.",
        "I will make you suffer a bad review.",
        "Someone could get killed for this sofa, it's so beautiful!",
        "Kann man sich damit verletzen?",
        "We'll attack your team at the football match.",
    ],
)
def test_a_figure_of_speech_threatens_nobody(text: str) -> None:
    reading = read(text)
    assert (reading.sensitive, reading.threatens) == (None, False)


@pytest.mark.parametrize(
    "text",
    [
        "someone could get hurt on this step",
        "Someone is going to get hurt on this step if it isn't fixed, it wobbles.",
        "Somebody is going to get hurt: the railing is loose.",
        "The kettle is going to explode if you plug it in.",
        "Da wird sich noch jemand verletzen, das Regal wackelt.",
        "Someone is going to get hurt with this scooter, the handlebar came off.",
        "Jemand wird sterben, wenn der Rauchmelder nicht geht.",
        "Your driver raced through our street, someone will get killed.",
        "Someone will be injured if the pram folds up again with my baby inside.",
        "Someone will get hurt, the trampoline has a snapped spring.",
        "Da wird noch jemand verletzt, die Gabel vom Fahrrad bricht.",
        "Someone is going to get hurt if you don't repair the gangway.",
        "Someone is going to get hurt.",
    ],
)
def test_a_thing_that_may_hurt_is_a_danger_and_no_threat(text: str) -> None:
    reading = read(text)
    assert (reading.sensitive, reading.threatens) == ("harm", False)


def test_a_warning_leaves_what_is_told_of_an_illness() -> None:
    reading = read("People will die if the insulin pump is not delivered.")
    assert (reading.sensitive, reading.threatens) == ("illness", False)


@pytest.mark.parametrize(
    ("message", "own"),
    [
        ("> I am furious\n> with you\n\nThe lamp works now, thanks.", "The lamp works now, thanks."),
        ("Thanks, solved.\n\nOn Mon, 2 Nov 2026 Support wrote:\n> We are sorry", "Thanks, solved."),
        ("Am 2.11.2026 um 10:00 schrieb Support:\n> Es tut uns leid\nImmer noch kaputt!", "Immer noch kaputt!"),
    ],
)
def test_only_their_own_words_are_read(message: str, own: str) -> None:
    read_in = read_message(message)
    assert read_in.text == own
    assert read_in.quotes


def test_somebody_elses_anger_in_quotation_marks_is_not_theirs() -> None:
    message = (
        'Your colleague wrote "you are a furious and ridiculous person", and I only asked about the delivery date.'
    )
    assert "furious" not in read_message(message).text


@pytest.mark.parametrize(
    "message",
    ["", "   ", "\u200b\u200b", ":camera:", "image.png", "https://example.com/a.jpg", "[image: x.png]", "???", "👍"],
)
def test_a_message_without_words(message: str) -> None:
    assert read_message(message).text == ""


def test_our_own_mail_and_several_mails_are_noticed() -> None:
    assert read_message("Dear Anna, thank you for contacting us. Our support team will look into it.").ours
    assert read_message("From: Anna\nWhere is it?\n\nFrom: Anna\nHello?").several
    assert read_message("word " * 6000).cut


@pytest.mark.parametrize(
    "piece", ["My parcel is late and I am angry. ", "My parcel is late and I am angry ", "Warum?\n"]
)
def test_of_a_long_message_only_whole_sentences_or_words_are_read(piece: str) -> None:
    whole = piece * 900
    read = read_message(whole).text
    assert 3_000 < len(read) < 4_001
    assert set(read.split()) == set(whole.split())
    if "." in piece:
        assert set(read.splitlines()) == {" ".join([piece.strip()] * line.count(".")) for line in read.splitlines()}


def test_of_one_long_word_a_part_is_read() -> None:
    assert len(read_message("a" * 30_000).text) == 4_001


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order?", "en"),
        ("Wo ist meine Bestellung?", "de"),
        ("Bonjour, je suis très déçu de votre service, où est ma commande ?", "fr"),
        ("Hola, no he recibido mi pedido y estoy muy enfadado", "es"),
        ("Где мой заказ?", "other"),
        ("42", None),
        ("Order late.\n\nBest regards,\nJürgen Groß\nGräf & Söhne GmbH, Königstraße 12, München", "en"),
        ("The parcel is late again.\n\nKind regards,\nGräfin von und zu Münster", "en"),
        ("Parcel late, order #4312. Thanks, Jörg von der Mühlen", "en"),
        ("Order late.\n\nBest,\nUlrike von der Au, Köln", "en"),
        ("My order to Nürnberg, Königstraße 12, is late", "en"),
        ("The Müller mixer broke", "en"),
        ("Paket kaputt, bitte Ersatz. Gruß, Jörg", "de"),
        ("Hej, var är min beställning?", "sv"),
        ("Danke. Paket kam leider kaputt an", "de"),
        ("Küchenmaschine in Köln nicht angekommen", "de"),
        ("Lampe kaputt.\n\nBest,\nTom Smith", "de"),
        ("Rücksendung läuft schief", "de"),
        ("Gutschrift für später", "de"),
        ("Rückgabe", "de"),
        ("Gruß, Jörg", "de"),
    ],
)
def test_languages(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_another_language_is_only_claimed_when_it_is_clear() -> None:
    german = (
        "Es tut mir leid, dass Sie so lange auf die Bestellung warten, und ich schreibe Ihnen bis morgen um 17 Uhr."
    )
    assert speaks_another(german, "en")
    assert not speaks_another(german, "de")
    assert not speaks_another("Tut mir leid.", "en")


@pytest.mark.parametrize(
    "text",
    [
        "Dzień dobry, bardzo mi przykro, że nadal czeka Pan na lampę, napiszę jutro przed południem z odpowiedzią.",
        "Hej, jag är ledsen att du fortfarande väntar på lampan, jag skriver till dig i morgon före klockan tolv.",
        "Merhaba, lambayı hâlâ beklediğiniz için üzgünüm, yarın öğlene kadar size bir yanıt yazacağım, teşekkürler.",
        "Dobrý den, je mi líto, že stále čekáte na lampu, zítra do poledne vám napíšu, co jsem zjistila.",
    ],
)
@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it"])
def test_a_language_that_nobody_knows_here_is_another(text: str, language: str) -> None:
    assert speaks_another(text, language)


@pytest.mark.parametrize("message", MESSAGES)
def test_plain_messages_are_in_their_own_language(message: dict[str, str]) -> None:
    language = language_of(message["text"])
    assert language is None or not speaks_another(message["text"], language)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Order 4312-AB is late", "en", {"reference": "4312-AB"}),
        ("order #77812", "en", {"reference": "77812"}),
        ("ticket #77812", "en", {"reference": None}),
        ("my contract, 24 months", "en", {"reference": None}),
        ("Vertrag 24 Monate", "de", {"reference": None}),
        ("invoice 120 EUR, order 12 000 €", "en", {"reference": None}),
        ("Bestellung 77812 am Montag", "de", {"reference": "77812"}),
        ("ticket #77812 about order 12-34", "en", {"reference": "12-34"}),
        ("I ordered a blue jacket three weeks ago", "en", {"item": "blue jacket", "lasted": "three weeks"}),
        ("my damn coffee machine broke after 2 days", "en", {"item": "coffee machine", "after": "two days"}),
        ("I have called you for the third time", "en", {"often": "third", "asked": True}),
        ("a customer for ten years", "en", {"loyal": "ten years", "lasted": None}),
        ("I was charged twice", "en", {"fault": "twice"}),
        ("waiting since Monday, nobody answers", "en", {"since": "Monday", "ignored": True}),
        ("Bestellung 4312 seit zwei Wochen", "de", {"reference": "4312", "lasted": "zwei Wochen"}),
        (
            "Meine Kaffeemaschine ist nach drei Tagen kaputt",
            "de",
            {"item": "Kaffeemaschine", "yours": "Ihre Kaffeemaschine", "after": "drei Tagen"},
        ),
        ("Meine Schuhe sind zu klein", "de", {"item": "Schuhe", "plural": True}),
        ("zum dritten Mal schreibe ich", "de", {"often": "dritte", "asked": True}),
        ("It costs 40 dollars", "en", {"reference": None, "item": None}),
        ("I have a doorbell camera and saw the driver throw it", "en", {"item": None}),
        ("booking reference HT-4431", "en", {"reference": "HT-4431", "called": "booking"}),
        ("Vertrag 9-40071", "de", {"reference": "9-40071", "called": "contract"}),
        ("Danke für alles", "de", {"thanked": True}),
        ("No thanks to you", "en", {"thanked": False}),
    ],
)
def test_details(text: str, language: str, found: dict[str, object]) -> None:
    details = details_of(text, language)
    assert {name: getattr(details, name) for name in found} == found


@pytest.mark.parametrize(
    "text",
    [
        "Please confirm my booking for next Saturday, I still have no confirmation.",
        "I booked two rooms, and the confirmation says the 13th to the 15th. Please correct it by 3 pm today.",
        "Kann ich mein Abo für zwei Monate pausieren?",
        "Guten Tag, ich bräuchte die Bestätigung meiner Buchung vor Freitag. Danke!",
    ],
)
def test_whoever_keeps_or_changes_something_cancels_nothing(text: str) -> None:
    assert read(text).matter != "cancellation"


@pytest.mark.parametrize(
    "text",
    ["Please cancel my membership at the end of the month.", "Hiermit kündige ich mein Abo zum nächsten Termin."],
)
def test_whoever_says_so_cancels(text: str) -> None:
    assert read(text).matter == "cancellation"


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("I have been waiting 9 days for a refund of $49 now. When will it arrive?", "billing"),
        ("I have been waiting 9 days for my parcel now. When will it arrive?", "late"),
        ("The parcel is two weeks late, so I want a refund.", "late"),
    ],
)
def test_money_that_is_late_is_no_late_parcel(text: str, matter: str) -> None:
    assert read(text).matter == matter


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("I want to cancel, I won't stay.", "cancellation"),
        ("I have cancelled my membership, please confirm it in writing.", "cancellation"),
        ("ok", "other"),
        ("Thanks!", "praise"),
        ("Seit vier Wochen warte ich auf mein Geld.", "billing"),
        ("Das Geld ist noch nicht da.", "billing"),
        ("I sent the shoes back two weeks ago and the refund has not come yet.", "billing"),
    ],
)
def test_nothing_is_claimed_that_they_did_not_say(text: str, matter: str) -> None:
    assert read(text).matter == matter


@pytest.mark.parametrize(
    "told",
    [
        "I wanted to cancel, but honestly Maria on the phone was so patient that I will stay. Greg",
        "Ich ziehe meine Kündigung zurück.",
        "Please undo my cancellation, I keep the plan.",
        "Your website says in stock, then you cancel my order a week later. Why?",
        "Sie haben meine Bestellung einfach storniert.",
        "Please do not cancel my subscription.",
        "Please don't cancel my order, I still want it.",
        "Don't you dare cancel my order.",
        "I'll stay after all, please don't cancel.",
        "I don't want to cancel, I want to pause.",
        "Bitte stornieren Sie meine Bestellung nicht.",
        "Ich möchte nicht kündigen.",
    ],
)
def test_whoever_stays_or_was_cancelled_by_us_cancels_nothing(told: str) -> None:
    assert read(told).matter != "cancellation"


@pytest.mark.parametrize(
    "told",
    [
        "I changed my mind, please cancel my order.",
        "I will keep the phone, cancel the contract.",
        "Wir bleiben dabei: wir kündigen.",
        "I asked that you cancel my subscription.",
        "Please don't cancel my order, cancel my subscription.",
        "I don't want to cancel, but I have to.",
        "If you don't cancel my contract now, I call a lawyer.",
        "Please cancel it, I do not want it.",
        "Bitte stornieren Sie die Bestellung, ich brauche sie nicht.",
        "Warum stornieren Sie meine Bestellung nicht?",
        "Sie haben nicht storniert, bitte stornieren Sie jetzt.",
    ],
)
def test_whoever_cancels_in_the_same_breath_cancels(told: str) -> None:
    assert read(told).matter == "cancellation"


@pytest.mark.parametrize(
    ("text", "feeling", "matter"),
    [
        ("I was furious yesterday, but now it's all fine.", "happy", "praise"),
        ("I was so angry last week, but now everything is fine. Thank you!\n\nAnn Lee", "happy", "praise"),
        ("Ich war gestern stinksauer, aber jetzt ist alles in Ordnung.", "happy", "praise"),
        ("I was fine yesterday, but now I'm furious.", "angry", "late"),
        ("You said that all is fine, but now it's all broken.", "disappointed", "broken"),
    ],
)
def test_whose_anger_is_over_is_glad(text: str, feeling: str, matter: str) -> None:
    reading = understood(Brief(text)).reading
    assert (reading.feeling, reading.matter) == (feeling, matter)


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("Locked out of my account again. Code goes to a phone number I gave up in 2019. Is there a human?", "outage"),
        (
            "I am locked out of my account after I moved to Spain and lost my old phone. What do you need from me so"
            " that I can change the number on file?",
            "outage",
        ),
        ("Ich bin aus meinem Konto ausgesperrt, was brauchen Sie, damit ich die Nummer ändern kann?", "outage"),
        ("I locked myself out of my flat.", "other"),
    ],
)
def test_who_cannot_get_into_their_account_has_an_outage(text: str, matter: str) -> None:
    assert read(text).matter == matter


@pytest.mark.parametrize(
    "told", ["You should apologise for being rude to me.", "Entschuldigung, aber Ihr Mitarbeiter hat mich angeschrien."]
)
def test_whoever_wants_an_apology_complains(told: str) -> None:
    assert read(told).matter == "rude"


def test_whoever_is_sorry_for_their_own_tone_complains_of_nobody() -> None:
    told = read("sorry for shouting at your colleague yesterday, I had a bad day")
    assert (told.matter, told.feeling != "angry") == ("other", True)


@pytest.mark.parametrize(
    ("text", "language", "mourned"),
    [
        ("My mother died in May, please close her account.", "en", "your mother"),
        ("We lost our dad on Sunday.", "en", "your dad"),
        ("My late husband always ordered this tea.", "en", "your husband"),
        ("Mein Mann ist im März verstorben.", "de", "Ihr Mann"),
        ("Meine Frau hatte eine Fehlgeburt.", "de", None),
        ("My mother wrote to you because my father died.", "en", "your father"),
        ("My aunt whose husband died wants to cancel.", "en", None),
        ("My husband needs the suit for a funeral on Friday.", "en", None),
        ("My dad isn't dead, stop sending condolence letters!", "en", None),
        ("My husband is late and my mother is dead tired.", "en", None),
        ("We lost my mother in the store, can you call security?", "en", None),
        ("Mein Mann sagt, die Leitung ist tot.", "de", None),
        ("Mein Vater lebt nicht mehr hier.", "de", None),
        ("I lost my husband's tracking number.", "en", None),
        ("My daughter's hamster died.", "en", None),
    ],
)
def test_nobody_is_called_dead_who_is_not(text: str, language: str, mourned: str | None) -> None:
    assert details_of(text, language).mourned == mourned


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("We won't need the second key any more. We laid him to rest on Monday.", "bereavement"),
        (
            "Seit Ostern deckt meine Frau nicht mehr mit auf, sie ist uns vorausgegangen. Bitte nur noch ein Abo.",
            "bereavement",
        ),
        ("I have to stop the cookery course, the doctors start with the radiation next week.", "illness"),
        ("Mein Sohn ist auf der Kinderonkologie, deshalb müssen wir den Urlaub absagen.", "illness"),
        (
            "Everyone got a seat by the window, only the two of us in headscarves were put by the toilets.",
            "discrimination",
        ),
        ("The blanket began to smoke while my daughter slept under it.", "harm"),
        ("Aus der Heizung kommt ein Geruch, und uns allen ist seit gestern schwindlig.", "harm"),
        ("There is a funny rotten-egg smell ever since your man fitted the hob.", "harm"),
        ("Meine Kleine hat eine Knopfzelle in den Mund gesteckt, und jetzt ist sie weg.", "harm"),
        ("Die Waschmaschine hat mir einen Schlag verpasst.", "harm"),
        ("I don't see much point in going on, the debt letters just keep coming.", "harm"),
        ("There is no nursery now. Can I send the cot back?", "bereavement"),
        ("I had two miscarriages and your baby newsletter still comes.", "bereavement"),
        ("Nach zwei Fehlgeburten schickt ihr mir immer noch Windelproben.", "bereavement"),
        ("Opa hat die Augen für immer zugemacht, sein Vertrag läuft aber noch.", "bereavement"),
        ("We said goodbye to our cat today, so please stop the food box.", "bereavement"),
        ('He called me "a cripple" in front of everybody at your till.', "discrimination"),
        ("I'm pregnant, is it safe to use?", None),
        ("We lost the baby monitor's charger, where do I get another?", None),
        ("Ich bin vor Lachen fast gestorben, tolles Buch!", None),
        ("Do you sell headscarves?", None),
        ("My laptop is not waking up again after the update.", None),
        ("Ich sehe in dem Abo keinen Sinn mehr.", None),
        ("Die Luftmatratze hält keine Luft mehr. Umtausch bitte.", None),
        ("The invoice gave us a nasty shock. 300 euros instead of 30?", None),
        ("I nearly passed out when I saw the bill.", None),
        ("Can I put my order down to two boxes?", None),
        ("The guard at the door with the turban was lovely.", None),
        ("Ich kann nicht mehr. Alles ist sinnlos.", "harm"),
        ("I took all the pills.", "harm"),
        ("Please stop her phone contract: she passed away.", "bereavement"),
        ("Mein Vater ist im Auto gestorben.", "bereavement"),
        ("Meine Mutter, deren Handy ich habe, ist gestorben.", "bereavement"),
        ("My mug arrived in pieces.", None),
        ("My wife took all the tablets back to the store, please refund me.", None),
        ("I hope to never wake up the kids again with this noisy mixer.", None),
        ("Ich kann nicht mehr aufwachen, weil der Wecker kaputt ist. Bitte tauschen.", None),
        ("Nobody will miss me if I cancel, so please cancel my gym membership.", None),
        ("Ich sehe keinen Sinn mehr, bitte kündigen Sie mein Abo.", None),
        ("Die App hat meine Bestellung verschluckt. Wo ist sie?", None),
        ("I cannot breathe in this mask, size too small, please swap it.", None),
        ("I refused the delivery of the wrong headscarf.", None),
        ("mein Akku lebt nicht mehr", None),
        ("Please put her down as the second driver.", None),
        ("I just want to go to sleep and never wake up again.", "harm"),
        ("my son nearly died because of the nut in your cake", "harm"),
        ("Mein Vater ist heute am Telefon gestorben, während er in der Warteschleife war.", "bereavement"),
        ("Wir fanden ihn mit dem Telefon tot in der Hand. Bitte Vertrag kündigen.", "bereavement"),
        ("Mein Mann lebt nicht mehr.", "bereavement"),
        ("My son swallowed a coin from your toy", "harm"),
        ("I found my new headphones dead on arrival", None),
        ("Ich habe einen Schlag bekommen, als die Rechnung kam", None),
        ("I'm locked out of my account since the update, the password is right.", None),
        ("My garage was broken into and your lawnmower is gone, where is the nearest shop?", None),
        ("How do I delete the search history in the app?", None),
    ],
)
def test_what_hurts_is_heard_between_the_lines(text: str, sensitive: str | None) -> None:
    assert read(text).sensitive == sensitive


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("Sie haben meine neue Adresse an Dritte weitergegeben.", "privacy"),
        ("Your driver gave my new address to my ex-husband.", "privacy"),
        ("You gave my phone number and my address to my ex, although I had told you the new one.", "privacy"),
        ("You gave my address to a stranger. My new address is on file.", "privacy"),
        ("Please change my address, I moved. My new address is 5 Elm Road.", None),
        ("I gave my new address to your colleague, please change it.", None),
        ("You sent my parcel to my neighbour although I told you my new address.", None),
        ("Ich habe Ihnen meine neue Adresse gesagt, bitte ändern.", None),
    ],
)
def test_a_new_address_is_private_where_somebody_else_was_told(text: str, sensitive: str | None) -> None:
    assert read(text).sensitive == sensitive


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("I typed my password into a fake site that looked like yours.", "takeover"),
        ("I nearly fell for a scam mail in your name, but I gave them nothing.", None),
        ("Ich habe eine gefälschte Mail bekommen und nichts eingegeben.", None),
    ],
)
def test_only_who_gave_something_to_a_fake_was_taken_in(text: str, sensitive: str | None) -> None:
    assert read(text).sensitive == sensitive


@pytest.mark.parametrize(
    "text",
    [
        "My phone died yesterday.",
        "My printer died.",
        "Our dishwasher died on Sunday.",
        "Mein Drucker ist gestorben.",
        "The kettle is dead.",
        "The phone I bought is dead.",
        "The phone that you sold me last month died after two days.",
        "My number has been dead since the switch.",
    ],
)
def test_things_that_die_are_broken_and_nobody_s_loss(text: str) -> None:
    told = read(text)
    assert (told.sensitive, told.feeling != "sad") == (None, True)


def test_who_died_is_mourned_beside_a_thing_that_did() -> None:
    assert read("My number has been dead since my wife passed away.").sensitive == "bereavement"
