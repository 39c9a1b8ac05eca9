"""The offline writer's replies, as a support agent would judge them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.brief import SIGNATURES, Approved, Brief, Fact, Feeling, Matter, Owed, Reply, Wish
from prompts.guard import flags
from prompts.nextstep import next_step
from prompts.phrasebook import write
from prompts.phrases import LANGUAGES
from prompts.question import question_of
from prompts.text import words

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TEXTS = [
    m["text"] for m in tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))["message"]
]
PHRASES = Path(__file__).parents[2] / "prompts" / "phrases"
SORRY = re.compile(r"\b(?:sorry|apolog\w*|leid|entschuldig\w*)\b", re.IGNORECASE)
STOCK = re.compile(
    r"understand your frustration|any inconvenience|valued customer|rest assured"
    r"|sorry,? but|do not hesitate|don.t hesitate"
    r"|our polic|unfortunately|reach(?:ed|ing) out|für (?:die|etwaige) unannehmlichkeiten|verständnis|geschätzte|leider"
    r"|zögern sie nicht|richtlinien|leid, aber",
    re.IGNORECASE,
)
# Deeds that nobody did, habits and memories that are in no record: whoever presses send would have to make them true.
_DONE = r"(?:read|noted|kept|checked|asked|told|talked|spoken|forwarded|passed|looked|made|put|saved|remembered|taken)"
_GETAN = r"(?:gelesen|notiert|gemerkt|aufgehoben|geprüft|gefragt|besprochen|weitergegeben|angesehen|vergessen)"
CLAIMED = re.compile(
    rf"\b(?:i|we)(?:’ve| have)(?: \w+){{0,2}} {_DONE}\b|haven’t forgotten|\btwice,|every (?:line|word) of|made sure"
    r"|kept a copy|i’ll remember|easier to walk away|rarer than|we mostly|i always|we always|is reading|i’m with our"
    r"|in my notes|every step since|before packing|because of how we put it"
    rf"|\bhabe(?: \S+){{0,6}} {_GETAN}\b|\b{_GETAN} habe\b|^(?:notiert|gemerkt):|zweimal gelesen|jede zeile"
    r"|dafür sorge ich|leichter gewesen|meist hören wir|seltener, als|liest das|technik dran|im gedächtnis"
    r"|lag es an unserer",
    re.IGNORECASE,
)
FURIOUS = "I ordered two weeks ago, nobody answers my mails and I am really furious with you"


def reply_to(message: str, **more: object) -> Reply:
    return write(replace(Brief(message, now=MONDAY), **more))  # type: ignore[arg-type]


messages = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [*TEXTS, "my free month", "I want a refund of $40!", "order 88-12", "„Gutschein“?", "<!channel>"]
        ),
        max_size=5,
    ).map(" ".join),
)


@pytest.mark.parametrize("message", TEXTS)
def test_every_reply_can_be_sent(message: str) -> None:
    reply = reply_to(message)
    assert len(reply.text) > 150
    assert not STOCK.search(reply.text)
    assert not flags(reply.text, (), message, reply.text)
    assert reply.text.endswith(SIGNATURES[reply.language])
    assert "None" not in reply.text
    assert not re.search(r"  | [,.]|\.\.|,,|\{|\}", reply.text)
    assert len(SORRY.findall(reply.text)) == (0 if reply.matter == "praise" else len(SORRY.findall(reply.text)) and 1)
    assert (reply.promise is None) == (reply.matter == "praise")


@given(
    messages,
    st.sampled_from([None, "warmer", "shorter", "formal", "options"]),
    st.sampled_from([None, "en", "de", "fr"]),
    messages,
)
def test_no_reply_names_money_or_stock_phrases(
    message: str, wish: str | None, language: str | None, previous: str
) -> None:
    reply = reply_to(message, wish=wish, language=language, previous=previous)
    assert not flags(reply.text, ours=reply.text)
    assert not STOCK.search(reply.text)
    assert len(SORRY.findall(reply.text)) <= 1 or "„" in reply.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_claims_what_nobody_did(language: str) -> None:
    own, beside = (
        tomllib.loads((PHRASES / f"{name}.toml").read_text(encoding="utf-8")) for name in (language, "fixed")
    )
    said = [
        phrase
        for sections in (own, beside[language])
        for section in sections.values()
        for written in section.values()
        for phrase in ([written] if isinstance(written, str) else written)
    ]
    assert len(said) > 150
    assert [phrase for phrase in said if CLAIMED.search(phrase)] == []


@pytest.mark.parametrize(
    "claim",
    [
        "I’ve read your question twice, so that you get the right answer.",
        "I’ve read every line of it: the kettle.",
        "I’ve made a note of the kettle.",
        "I’ve noted the kettle.",
        "I’ve kept a copy of it for the slow days.",
        "You won’t have to explain it to anybody else here; I’ve made sure of that.",
        "It would have been easier to walk away.",
        "The person who leads our team is reading this with me.",
        "You’ve been with us for a long time, and I haven’t forgotten it.",
        "Ihre Nachricht habe ich gleich zweimal gelesen, so schön war sie.",
        "Ich habe jede Zeile gelesen und mir notiert: Toaster.",
        "Notiert: Toaster.",
        "Diese Stichworte habe ich mir gemerkt: Toaster.",
        "Ich habe sie mir für die zähen Tage aufgehoben.",
        "Unsere Teamleitung liest das mit mir zusammen.",
        "Sie sind schon lange bei uns, und das habe ich nicht vergessen.",
    ],
)
def test_such_a_claim_is_known_when_it_comes_back(claim: str) -> None:
    assert CLAIMED.search(claim)


def test_a_furious_customer_is_met() -> None:
    reply = reply_to(FURIOUS)
    assert (reply.feeling, reply.matter) == ("angry", "late")
    assert "two weeks" in reply.text.lower()
    assert "answer" in reply.text
    assert len(SORRY.findall(reply.text)) == 1
    assert reply.promise == "tomorrow 12:00"
    assert "noon tomorrow (Tuesday)" in reply.text


@pytest.mark.parametrize(
    ("message", "detail"),
    [
        ("Order 4312 is three weeks late and I'm furious!", "4312"),
        ("My coffee machine stopped working after three days.", "coffee machine"),
        ("I was charged twice for order 8812.", "8812"),
        ("The app has been down since this morning!", "since this morning"),
        ("Your agent was so rude to me on the phone.", "on the phone"),
        ("Can I change my delivery address?", "whether you can change your delivery address"),
        ("I have been a customer for ten years, and now I'm disappointed, the parcel never came.", "ten years"),
        ("Will my dress be here before the wedding? I'm worried.", "wedding"),
        ("I'd like to exchange the boots for a size up.", "your boots"),
        ("Just wondering when order 5521 goes out, no rush", "5521"),
        ("Ich möchte die Vase zurückschicken, sie gefällt mir nicht.", "Vase"),
        ("Ich warte seit zwei Wochen auf Bestellung 4312!", "zwei Wochen"),
        ("Meine Kaffeemaschine ist nach drei Tagen kaputt.", "Kaffeemaschine"),
        ("Zum dritten Mal schreibe ich und niemand antwortet.", "dritten Mal"),
        ("Wie kann ich meine Adresse ändern?", "Wie kann ich meine Adresse ändern?"),
    ],
)
def test_a_concrete_detail_is_named(message: str, detail: str) -> None:
    assert detail.lower() in reply_to(message).text.lower()


@pytest.mark.parametrize("message", TEXTS)
def test_shorter_is_shorter_and_warmer_is_longer(message: str) -> None:
    usual = reply_to(message)
    shorter = reply_to(message, wish="shorter", previous=usual.text)
    warmer = reply_to(message, wish="warmer", previous=usual.text)
    assert len(words(shorter.text)) <= 0.75 * len(words(usual.text))
    assert len(words(warmer.text)) > len(words(usual.text))
    assert bool(SORRY.search(shorter.text)) == bool(SORRY.search(usual.text))
    assert shorter.promise == usual.promise
    if usual.promise:
        assert re.search(r"Tuesday|Dienstag", shorter.text)


@pytest.mark.parametrize("wish", ["warmer", "shorter", "formal"])
@pytest.mark.parametrize("message", [FURIOUS, "Meine Lampe ist kaputt.", "Thank you so much, you were amazing!"])
def test_repeated_wishes_keep_changing_something(wish: str, message: str) -> None:
    text = reply_to(message).text
    for _ in range(3):
        again = reply_to(message, wish=wish, previous=text).text
        assert again != text
        text = again


def test_shorter_after_warmer_goes_back() -> None:
    usual = reply_to(FURIOUS).text
    warmer = reply_to(FURIOUS, wish="warmer", previous=usual).text
    assert reply_to(FURIOUS, wish="shorter", previous=warmer).text.split() != warmer.split()


@pytest.mark.parametrize("message", TEXTS)
def test_formal_is_written_in_full(message: str) -> None:
    usual = reply_to(message, customer_name="Anna Schmidt")
    formal = reply_to(message, customer_name="Anna Schmidt", wish="formal", previous=usual.text)
    assert re.match(r"(?:Dear|Guten Tag) Anna Schmidt,", formal.text)
    assert not re.search(r"’(?:m|re|ve|ll|d|t)\b|\b(?:it|that|there|here|what|who)’s\b", formal.text, re.IGNORECASE)
    assert re.search(r"(?:Yours sincerely,\nThe Support Team|Mit freundlichen Grüßen\nIhr Support-Team)$", formal.text)
    assert not flags(formal.text, (), message, formal.text)
    assert len(SORRY.findall(formal.text)) == len(SORRY.findall(usual.text))
    assert formal.promise == usual.promise


def test_a_title_is_used_in_a_formal_letter() -> None:
    letter = reply_to("Wo ist meine Bestellung?", customer_name="Frau Yilmaz", wish="formal").text
    assert letter.startswith("Sehr geehrte Frau Yilmaz,")
    assert reply_to("Where is my order?", wish="formal").text.startswith("Dear customer,")


@pytest.mark.parametrize("message", TEXTS)
def test_options_are_two_ways_with_a_time_each(message: str) -> None:
    usual = reply_to(message)
    choice = reply_to(message, wish="options", previous=usual.text)
    assert not flags(choice.text, (), message, choice.text)
    assert choice.promise == usual.promise
    if choice.sensitive or choice.matter == "praise":
        assert choice.text == usual.text
        assert any("no options" in line for line in choice.check)
    elif "too short to tell" not in choice.need:
        first, second = (p for p in choice.text.split("\n\n") if re.match("One:|Two:|Erstens:|Zweitens:", p))
        assert all(re.search(r"Tuesday|Dienstag", way) for way in (first, second))


def test_wishes_add_up() -> None:
    text = reply_to(FURIOUS).text
    for wish in ("formal", "options", "warmer"):
        text = reply_to(FURIOUS, wish=wish, previous=text).text
    assert text.startswith("Dear customer,")
    assert "Two:" in text
    assert "I will stay with this myself" in text or "Thank you for telling us" in text
    shorter = reply_to(FURIOUS, wish="shorter", previous=text).text
    assert len(words(shorter)) <= 0.75 * len(words(text))
    assert "Yours sincerely," in shorter


def test_options_twice_are_worded_anew() -> None:
    once = reply_to(FURIOUS, wish="options").text
    twice = reply_to(FURIOUS, wish="options", previous=once).text
    assert once != twice
    assert "Two:" in twice


def test_a_wish_nobody_knows_changes_nothing() -> None:
    assert reply_to(FURIOUS, wish="louder", previous="x").text == reply_to(FURIOUS).text


def test_an_edited_draft_is_replaced_openly() -> None:
    edited = reply_to(FURIOUS).text + "\nP.S. Say hello to Bruno."
    assert any("own changes" in line for line in reply_to(FURIOUS, wish="warmer", previous=edited).check)
    assert not any(
        "own changes" in line for line in reply_to(FURIOUS, wish="warmer", previous=reply_to(FURIOUS).text).check
    )


@pytest.mark.parametrize("message", [FURIOUS, "", "Ich bin enttäuscht.", "x" * 40_000])
def test_the_same_case_gets_the_same_answer(message: str) -> None:
    assert reply_to(message) == reply_to(message)


@pytest.mark.parametrize("name", ["Anna Schmidt", "anna schmidt"])
def test_the_customer_is_greeted_by_name(name: str) -> None:
    assert re.match(r"(?:Hi|Hello|Dear) Anna,", reply_to("Where is it?", customer_name=name).text)
    assert re.match(r"(?:Guten Tag|Hallo) Anna Schmidt,", reply_to("Wo ist meine Bestellung?", customer_name=name).text)


@pytest.mark.parametrize(
    "name", ["<!channel>", "#4312", "anna@example.com", "Free Refund", "a" * 5 + " <@U1>", "{{ 7 * 7 }}"]
)
def test_what_is_no_name_is_not_greeted(name: str) -> None:
    text = reply_to("Where is my order?", customer_name=name).text
    assert not re.search(r"[<>@#{]|49|Refund", text)


@pytest.mark.parametrize(
    ("message", "first"),
    [
        ("Somebody has logged into my account and ordered two laptops to Leeds.", "change your password"),
        ("Mein Konto wurde gehackt, die E-Mail-Adresse darin ist nicht mehr meine.", "ändern Sie jetzt Ihr Passwort"),
    ],
)
@pytest.mark.parametrize("wish", [None, "warmer", "shorter", "formal"])
def test_whoever_may_be_robbed_hears_first_what_to_do_now(message: str, first: str, wish: str | None) -> None:
    reply = reply_to(message, wish=wish)
    assert first in reply.text
    assert reply.severity == "high"
    assert any("really them who write" in line for line in reply.check)


@pytest.mark.parametrize(
    "message",
    [
        "How do I return the lamp? It doesn't suit our hall.",
        "I'd like to exchange the boots for a size up.",
        "Wie kann ich die Schuhe umtauschen?",
        "Ich möchte die Vase zurückschicken.",
    ],
)
@pytest.mark.parametrize("wish", [None, "warmer", "shorter"])
def test_a_return_is_looked_into_and_not_granted(message: str, wish: str | None) -> None:
    reply = reply_to(message, wish=wish)
    assert reply.matter == "return"
    assert not SORRY.search(reply.text)
    assert not flags(reply.text, (), message, reply.text)
    assert reply.promise


def test_death_gets_no_cheer() -> None:
    message = "My father died on Sunday. Please cancel his subscription, and thanks for the great years!"
    reply = reply_to(message, notes=("Birthday on 3 May", "has a dog"), approved=(Approved("a $20 credit", "$20"),))
    assert reply.feeling == "sad"
    assert "your father" in reply.text
    assert not re.search(r"birthday|dog|\$|!|credit", reply.text, re.IGNORECASE)


SENSITIVE = [
    ("My father died on Sunday, please close his account.", "bereavement"),
    ("Meine Frau liegt mit Krebs im Krankenhaus, wir müssen den Termin verschieben.", "illness"),
    ("Your guard followed me through the shop because I'm black. I am disgusted.", "discrimination"),
    ("Ihre Mitarbeiterin hat mich wegen meiner Herkunft nicht bedient.", "discrimination"),
    ("Answer me or I will burn your office down!!!", "harm"),
    ("Someone is going to get hurt if this isn't fixed", "harm"),
    ("Ich komme vorbei und dann knallt's", "harm"),
    ("Wenn das so weitergeht, bringe ich mich um. Nicht einmal das Paket kommt.", "harm"),
    ("Somebody has logged into my account and ordered two laptops to Leeds. Please stop them.", "takeover"),
    ("Mein Konto wurde gehackt, die E-Mail-Adresse darin ist nicht mehr meine.", "takeover"),
    ("Please delete all personal data that you hold about me.", "privacy"),
    ("Ich widerspreche der Nutzung meiner Daten und möchte wissen, wer sie bekommen hat.", "privacy"),
]


@pytest.mark.parametrize(("message", "sensitive"), SENSITIVE)
@pytest.mark.parametrize("wish", [None, "warmer", "shorter", "formal", "options"])
def test_a_sensitive_matter_slows_down(message: str, sensitive: str, wish: str | None) -> None:
    credit = Approved("a $20 credit", "$20")
    reply = reply_to(message, wish=wish, notes=("has a dog", "Birthday on 3 May"), approved=(credit,))
    assert reply.sensitive == sensitive
    assert "ask a lead" in reply.check[0]
    assert not flags(reply.text, ours=reply.text)
    assert not re.search(r"birthday|geburtstag|dog|hund|\$|!|credit|glad|freue|schön|lovely", reply.text, re.IGNORECASE)
    assert len(SORRY.findall(reply.text)) <= 1


@pytest.mark.parametrize("wish", [None, "warmer", "shorter"])
@pytest.mark.parametrize("message", ["I want to kill myself.", "Ich will nicht mehr leben."])
def test_somebody_in_despair_is_told_whom_to_turn_to(message: str, wish: str | None) -> None:
    reply = reply_to(message, wish=wish)
    assert re.search(r"emergency number|112", reply.text)
    assert any("emergency services" in line for line in reply.check)


@pytest.mark.parametrize(
    "message",
    [
        "ich weiß nicht mehr weiter, bitte helfen sie mir",
        "Bitte helfen Sie mir, ich weiß nicht mehr weiter!",
        "I’m at my wit’s end.",
        "I don’t know what to do any more, please help me.",
    ],
)
def test_despair_about_a_matter_is_no_danger(message: str) -> None:
    assert reply_to(message).sensitive is None
    assert question_of(Brief(message, now=MONDAY)).sensitive is None


@pytest.mark.parametrize(
    "at_a_loss", ["I’m at my wit’s end.", "Ich weiß nicht mehr weiter.", "I don’t know what to do."]
)
@pytest.mark.parametrize(
    "danger",
    [
        "I want to end it all.",
        "Ich will nicht mehr leben.",
        "I know where you live.",
    ],
)
def test_danger_is_told_by_the_rest_of_the_message(at_a_loss: str, danger: str) -> None:
    for message in (f"{at_a_loss} {danger}", f"{danger} {at_a_loss}"):
        assert reply_to(message).sensitive == "harm"
        assert question_of(Brief(message, now=MONDAY)).sensitive == "harm"


def test_an_everyday_matter_is_not_sensitive() -> None:
    reply = reply_to(FURIOUS)
    assert reply.sensitive is None
    assert not any("lead" in line for line in reply.check)


def test_notes_are_used_or_shown() -> None:
    reply = reply_to(
        "Where is order 4312?", notes=("Her dog is called Bruno", "prefers tea", "her husband died in May")
    )
    assert "dog" in reply.text
    assert "husband" not in reply.text
    assert any("prefers tea" in line for line in reply.check)
    assert any("husband" in line for line in reply.check)


def test_a_note_about_money_stays_out_of_the_reply() -> None:
    text = reply_to("Where is order 4312?", notes=("Got a free month in May, birthday gift",)).text
    assert not flags(text, ours=text)


def test_only_approved_gestures_are_named() -> None:
    credit = Approved("a $20 account credit", "$20", "Account credit")
    reply = reply_to(FURIOUS, approved=(credit,))
    assert "a $20 account credit" in reply.text
    assert not flags(reply.text, (credit,), ours=reply.text)
    assert "$" not in reply_to(FURIOUS + " I want $500 and a refund!").text


@pytest.mark.parametrize("item", ["free month", "refund", "gift card", "discount code"])
def test_an_item_that_sounds_like_a_promise_is_left_out(item: str) -> None:
    reply = reply_to(f"My {item} is broken and never arrived.")
    assert not flags(reply.text, ours=reply.text)
    assert item not in reply.text


@pytest.mark.parametrize(
    ("message", "sign"),
    [
        ("Bonjour, je suis très déçu de votre service, où est ma commande ?", "does not speak"),
        ("Ihr habt meine Bestellung verloren, wo ist mein Paket?", "du"),
        ("I will get my lawyer! Where is my parcel?", "lawyer"),
        ("I want a refund for order 12.", "money"),
        ("Great, another week of waiting.", "sarcastic"),
        ("Dear Anna, thank you for contacting us, our team is looking into it.", "ours"),
        ("", "no words"),
        (":camera: image.png", "no words"),
        ("late parcel " * 3000, "very long"),
    ],
)
def test_what_an_agent_should_know_is_said(message: str, sign: str) -> None:
    assert any(sign in line for line in reply_to(message).check)


@pytest.mark.parametrize(
    ("said", "threatens"),
    [
        ("I will sue you.", True),
        ("I'll sue.", True),
        ("We are going to sue your company over this.", True),
        ("Refund me or sue me, or I will happily sue.", True),
        ("I WILL SUE YOU!", True),
        ("My brother is suing you already.", True),
        ("Thanks, Sue", False),
        ("thanks, sue", False),
        ("Sue, will you look into it?", False),
        ("My colleague will ask Sue and I will, too.", False),
        ("Please write to sue@example.com", False),
        ("Please write to sue.miller@example.com or sue@example.com", False),
        ("My suede boots never arrived.", False),
    ],
)
def test_sue_is_a_threat_only_where_somebody_does_it(said: str, threatens: bool) -> None:
    assert any("lawyer" in line for line in reply_to(f"Where is my parcel? {said}").check) == threatens


FRENCH = "Bonjour, je suis très déçu de votre service, ma commande 4312 n’est jamais arrivée et personne ne répond."
OF_A_MATTER = re.compile(
    r"\b(?:order|parcel|warehouse|carrier|engineer|billing|refund|cancel|return|sorry|glad|angry|waiting"
    r"|bestellung|paket|lager|technik|buchhaltung|kündig|leid)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "message",
    [
        FRENCH,
        "Hola, no he recibido mi pedido y estoy muy enfadado con ustedes porque nadie me contesta.",
        "Dzień dobry, moja lampa przyszła rozbita i od dwóch tygodni nikt nie odpowiada na moje wiadomości.",
        "Где мой заказ? Я жду уже две недели!",
    ],
)
@pytest.mark.parametrize("wish", [None, "warmer", "shorter", "formal", "options"])
@pytest.mark.parametrize("language", [None, "de"])
def test_to_what_it_cannot_read_it_says_nothing_of_the_matter(
    message: str, wish: str | None, language: str | None
) -> None:
    credit = Approved("a $20 account credit", "$20", "Account credit")
    reply = reply_to(message, wish=wish, language=language, approved=(credit,), kinds=("Note",), notes=("has a dog",))
    assert not OF_A_MATTER.search(reply.text)
    assert not re.search(r"4312|\$20|dog|Hund", reply.text)
    assert re.search(r"translated|übersetzen", reply.text)
    assert (reply.feeling, reply.matter, reply.sensitive, reply.suggested) == ("neutral", "other", None, ())
    assert reply.promise
    assert not flags(reply.text, ours=reply.text)
    assert "could not read" in reply.check[0]
    assert "translated before you send" in reply.check[1]


def test_the_agent_hears_which_language_it_could_not_read() -> None:
    assert "French" in reply_to(FRENCH).check[0]
    assert "could not read" in reply_to(FRENCH).need


@pytest.mark.parametrize("message", [m for m in TEXTS if m])
def test_what_it_can_read_is_read(message: str) -> None:
    assert not any("could not read" in line for line in reply_to(message).check)


def test_languages_follow_the_customer_the_wish_and_the_team() -> None:
    german = "Wo ist meine Bestellung? Ich warte seit zwei Wochen."
    assert reply_to(german).language == "de"
    assert reply_to(german, language="en").language == "en"
    assert reply_to(german, languages=("en",)).language == "en"
    assert "two weeks" not in reply_to(german, language="en").text
    assert reply_to("Where is it?", language="fr").language == "en"


def test_a_reply_stays_short_however_long_the_message() -> None:
    for message in (
        FURIOUS,
        "I am furious about my late order 4312. " * 1000,
        "Meine Bestellung ist seit zwei Wochen nicht da. " * 800,
    ):
        assert len(reply_to(message).text) < 1500


@pytest.mark.parametrize(
    ("now", "urgent", "typed"),
    [
        ((23, 9), True, "today 17:00"),
        ((23, 15), True, "tomorrow 12:00"),
        ((23, 9), False, "tomorrow 17:00"),
        ((27, 16), False, "monday 17:00"),
        ((28, 10), True, "monday 12:00"),
        ((29, 10), False, "tomorrow 17:00"),
    ],
)
def test_the_next_step_falls_into_working_hours(now: tuple[int, int], urgent: bool, typed: str) -> None:
    day, hour = now
    assert next_step(MONDAY.replace(day=day, hour=hour), urgent=urgent).typed == typed


@pytest.mark.parametrize(
    ("hours", "typed", "spoken"),
    [
        ((time(14), time(22)), ("tomorrow 15:00", "tomorrow 21:00"), ("3 pm", "9 pm")),
        ((time(6), time(10)), ("tomorrow 09:00", "tomorrow 09:00"), ("9 am", "9 am")),
        ((time(9), time(16, 30)), ("tomorrow 12:00", "tomorrow 15:00"), ("noon", "3 pm")),
    ],
)
def test_the_next_step_falls_into_the_agents_own_hours(
    hours: tuple[time, time], typed: tuple[str, str], spoken: tuple[str, str]
) -> None:
    steps = [next_step(MONDAY.replace(hour=20), urgent=urgent, hours=hours) for urgent in (True, False)]
    assert tuple(step.typed for step in steps) == typed
    assert tuple(step.hour("en") for step in steps) == spoken


@given(st.integers(0, 17_000).map(lambda hours: MONDAY + timedelta(hours=hours)), st.booleans())
def test_the_next_step_is_a_working_time_to_come(now: datetime, urgent: bool) -> None:
    at = next_step(now, urgent=urgent).at
    assert now < at
    assert at.weekday() < 5
    assert at.hour in (12, 17)
    assert (at.date() - now.date()).days <= 3


KINDS = ("Handwritten note", "Account credit", "Free months")


@pytest.mark.parametrize(
    ("message", "severity", "suggested"),
    [
        ("My lamp arrived cracked.", "medium", KINDS[:2]),
        ("The lamp came broken for the third time!", "high", KINDS[1:]),
        ("I'm worried that the dress won't arrive before the wedding.", "high", KINDS[1:]),
        ("Do you ship to Norway?", "low", ()),
        ("Just wondering when order 5521 goes out, no rush at all.", "low", ()),
        ("Thank you so much, you were amazing!", "low", ()),
        ("My father died on Sunday. He had a subscription with you.", "high", ()),
        ("How do I send the boots back? They are too big for me.", "low", ()),
    ],
)
def test_gestures_are_suggested_where_they_fit(message: str, severity: str, suggested: tuple[str, ...]) -> None:
    reply = reply_to(message, kinds=KINDS)
    assert (reply.severity, reply.suggested) == (severity, suggested)
    assert not any(kind.lower() in reply.text.lower() for kind in KINDS)


def test_one_gesture_is_better_than_none() -> None:
    assert reply_to("The lamp came broken for the third time!", kinds=KINDS[:1]).suggested == KINDS[:1]


@pytest.mark.parametrize("message", TEXTS)
def test_promises_and_confidence_hold_together(message: str) -> None:
    reply = reply_to(message)
    assert reply.promises == ((reply.promise,) if reply.promise else ())
    assert 0 < reply.confidence < 1
    assert (reply.sent, reply.used, reply.tokens) == (None, (), None)


def test_clear_words_are_surer_than_faint_ones() -> None:
    assert reply_to(FURIOUS + ", this is outrageous").confidence > reply_to("Hm, a day late, I think?").confidence
    assert reply_to("").confidence == 0


@pytest.mark.parametrize("felt", ["angry", "sad", "happy", "curious", "neutral", "anxious"])
def test_the_agents_word_on_the_feeling_wins(felt: str) -> None:
    reply = reply_to(FURIOUS, felt=felt)
    assert (reply.feeling, reply.confidence) == (felt, 1.0)


def test_a_correction_turns_praise_that_was_none() -> None:
    message = "Wonderful service, really, the best of all."
    assert reply_to(message).matter == "praise"
    corrected = reply_to(message, felt="angry")
    assert corrected.matter != "praise"
    assert SORRY.search(corrected.text)


def test_a_feeling_nobody_knows_is_no_correction() -> None:
    assert reply_to(FURIOUS, felt="peckish").feeling == "angry"


ARRIVED = "My parcel 8801 finally arrived, thank you so much, it is beautiful!"


@pytest.mark.parametrize("about", get_args(Matter))
@pytest.mark.parametrize(
    "message", [FURIOUS, ARRIVED, "ok", "Great job. Yet another parcel lost. Thanks for nothing.", ""]
)
def test_the_agents_word_on_the_matter_wins(message: str, about: Matter) -> None:
    assert {reply_to(message, about=about, wish=wish).matter for wish in get_args(Wish)} == {about}
    for felt in get_args(Feeling):
        both = reply_to(message, about=about, felt=felt)
        assert (both.matter, both.feeling) == (about, felt)


def test_the_letter_follows_the_matter_that_the_agent_sees() -> None:
    charge = re.compile(r"charge|\bbill")
    assert not charge.search(reply_to(FURIOUS).text)
    corrected = reply_to(FURIOUS, about="billing")
    assert charge.search(corrected.text)
    assert (corrected.need, corrected.feeling) == ("the charge explained and put right", "angry")
    assert charge.search(reply_to(FURIOUS, about="billing", wish="warmer", previous=corrected.text).text)


def test_what_is_settled_by_its_words_is_not_where_the_agent_sees_a_matter() -> None:
    assert "pleasure" in reply_to(ARRIVED).text
    corrected = reply_to(ARRIVED, about="broken")
    assert SORRY.search(corrected.text)
    assert "pleasure" not in corrected.text
    assert corrected.feeling == "neutral", "joy that was only read goes with no trouble"
    assert reply_to(ARRIVED, about="broken", felt="happy").feeling == "happy"


def test_praise_that_the_agent_sees_is_thanked_for() -> None:
    swearing = reply_to("Nobody else packs like this, you are insane, damn it!", about="praise")
    assert swearing.feeling not in ("angry", "disappointed")
    assert not SORRY.search(swearing.text)
    assert swearing.suggested == ()


@pytest.mark.parametrize(
    "message",
    [
        "My father died on Sunday, please close his account.",
        "Somebody is in my account and has changed my password!",
        "Mein Mann liegt im Krankenhaus, und das Paket kommt nicht.",
        "Thank you all so much. My mother died last week, she loved your flowers.",
    ],
)
def test_a_sensitive_matter_stays_so_whatever_it_is_about(message: str) -> None:
    usual = reply_to(message)
    assert usual.sensitive
    for about in get_args(Matter):
        corrected = reply_to(message, about=about)
        assert (corrected.sensitive, corrected.severity, corrected.suggested) == (usual.sensitive, "high", ())
        assert corrected.feeling == usual.feeling
        assert corrected.text.split("\n\n")[1] == usual.text.split("\n\n")[1]


def test_a_matter_nobody_knows_is_no_correction() -> None:
    assert reply_to(FURIOUS, about="the weather") == reply_to(FURIOUS)


def test_what_nobody_can_read_stays_unread() -> None:
    message = "私の荷物はどこですか。まだ届いていません。"
    assert reply_to(message, about="late").text == reply_to(message).text


def test_facts_are_pointed_to_and_not_claimed() -> None:
    reply = reply_to("Where is order 4312?", facts=(Fact("shipping.md, Delivery", "Two to four days."),))
    assert any("shipping.md, Delivery" in line for line in reply.check)
    assert "four days" not in reply.text
    assert reply.used == ()


def test_nobody_is_promised_an_answer_on_a_day_off() -> None:
    free = frozenset({MONDAY.date(), (MONDAY + timedelta(days=1)).date()})
    assert next_step(MONDAY.replace(hour=9), urgent=True, days_off=free).typed == "wednesday 12:00"
    assert next_step(MONDAY.replace(hour=9), urgent=False, days_off=frozenset()).typed == "tomorrow 17:00"


LOCKED_OUT = "Hello, bob@b.example here: login fails with an error message, I cannot sign in to my account at all"


def test_joy_that_is_only_guessed_at_is_not_taken_up() -> None:
    reply = reply_to(LOCKED_OUT)
    assert reply.feeling != "happy"
    assert "sorry" in reply.text
    assert "pleasure" not in reply.text
    assert reply_to("🎉🎉 ❤️").feeling == "neutral"


def test_no_pleasure_stands_behind_an_apology() -> None:
    reply = reply_to(LOCKED_OUT, felt="happy")
    assert "sorry" in reply.text
    assert "pleasure" not in reply.text


def test_an_approved_gesture_is_money_that_the_draft_gives() -> None:
    asked, sign = "My kettle broke. I want a refund.", "They ask about money"
    credit = Approved("a $20 account credit", "$20", "Account credit")
    assert any(check.startswith(sign) for check in reply_to(asked).check)
    assert not any(check.startswith(sign) for check in reply_to(asked, approved=(credit,)).check)


THANKS = "The lamp is lovely, thank you so much, you were all so kind!"


@pytest.mark.parametrize(
    ("message", "named"),
    [
        (f"{THANKS} Do you also sell spare lids?", "whether we sell spare lids"),
        (f"{THANKS} By the way, how do I clean it?", "how to clean it"),
        ("The lamp is lovely, you were all so kind, thank you – do you also sell spare lids?", "we sell spare lids"),
        ("Vielen Dank, die Lampe ist wunderschön, alle waren so nett! Haben Sie auch Ersatzdeckel?", "„Haben Sie auch"),
        ("Die Lampe ist wunderschön, vielen lieben Dank an alle! Verkaufen Sie auch Ersatzdeckel?", "„Verkaufen Sie"),
    ],
)
@pytest.mark.parametrize("wish", [None, "warmer", "shorter", "formal"])
def test_a_question_beside_the_thanks_is_taken_up(message: str, named: str, wish: str | None) -> None:
    reply = reply_to(message, wish=wish, previous=reply_to(message).text if wish else None)
    assert reply.matter == "praise"
    assert named in reply.text
    assert reply.promise == "tomorrow 17:00"
    assert re.search(r"by 5 pm tomorrow \(Tuesday\)|bis morgen \(Dienstag\) um 17 Uhr", reply.text)
    assert "an answer to what they ask" in reply.need
    assert any("The answer itself" in line for line in reply.check)
    assert not flags(reply.text, (), message, reply.text)


@pytest.mark.parametrize(
    "message",
    [
        f"{THANKS} Does it come in blue?",
        f"{THANKS} When will the green one be back?",
        "Die Lampe ist wunderschön, vielen lieben Dank an alle! Wie lange gilt die Garantie?",
        "Die Lampe ist wunderschön, vielen lieben Dank an alle! Funktioniert sie auch draußen?",
    ],
)
def test_a_question_beside_the_thanks_that_cannot_be_named_is_not_forgotten(message: str) -> None:
    reply = reply_to(message)
    assert (reply.matter, reply.promise) == ("praise", "tomorrow 17:00")
    assert re.search(r"by 5 pm tomorrow \(Tuesday\)|bis morgen \(Dienstag\) um 17 Uhr", reply.text)


@pytest.mark.parametrize(
    "message",
    [
        f"{THANKS} How can I ever thank you?",
        f"{THANKS} How great is that?",
        f"{THANKS} Can you believe it?",
        f"{THANKS} What more could one want?",
        f"{THANKS} Can I just say how happy I am?",
        f"{THANKS} Is there anybody nicer than you?",
        "Die Lampe ist wunderschön, vielen lieben Dank an alle! Was will man mehr?",
        "Die Lampe ist wunderschön, vielen lieben Dank an alle! Wie kann ich Ihnen nur danken?",
    ],
)
def test_thanks_in_the_shape_of_a_question_promise_nothing(message: str) -> None:
    reply = reply_to(message)
    assert reply.matter == "praise"
    assert reply.promise is None
    assert "hear from me" not in reply.text


def test_a_question_that_could_be_read_as_a_promise_is_answered_without_its_words() -> None:
    message = f"{THANKS} Can I get a refund of $40?"
    reply = reply_to(message)
    assert not flags(reply.text, (), message, reply.text)
    assert "$40" not in reply.text
    assert (reply.matter != "praise") or "by 5 pm tomorrow" in reply.text


def test_a_question_in_another_language_is_answered_too() -> None:
    message = "Die Lampe ist wunderschön, vielen lieben Dank an alle! Haben Sie auch Ersatzdeckel?"
    reply = reply_to(message, language="en")
    assert "Ersatzdeckel" not in reply.text
    assert "by 5 pm tomorrow" in reply.text


@pytest.mark.parametrize("wish", [None, "warmer", "shorter", "formal"])
@pytest.mark.parametrize(
    ("message", "answer", "greeted"),
    [
        ("Thanks Mia, you saved my weekend", r"\bwelcome\b", r"(?:Hi|Hello|Dear) Grace\b.*,"),
        ("You saved my weekend. Thank you so much Mia!", r"\bwelcome\b", r"(?:Hi|Hello|Dear) Grace\b.*,"),
        ("Danke Mia, du hast mein Wochenende gerettet!", r"[Gg]ern geschehen", r"(?:Hallo|Guten Tag) Grace Hopper,"),
    ],
)
def test_thanks_are_answered_and_the_customer_is_greeted(
    message: str, answer: str, greeted: str, wish: str | None
) -> None:
    text = reply_to(message, customer_name="Grace Hopper", wish=wish).text
    assert re.search(answer, text)
    assert "Mia" not in text
    assert re.match(greeted, text)


@pytest.mark.parametrize("message", ["You saved my weekend! Thanks Mia", "Ihr wart so lieb zu uns. Danke Mia"])
def test_whom_they_thank_is_not_who_writes(message: str) -> None:
    assert "Mia" not in reply_to(message).text
    assert "Marta" in reply_to("The lamp is lovely, it made our day.\nThank you, Marta").text


@pytest.mark.parametrize(
    "message",
    ["Vielen Dank für die schnelle Hilfe, alles läuft wieder.", "The app works again, thank you so much, Nadine!"],
)
def test_trouble_that_is_over_gets_no_apology(message: str) -> None:
    reply = reply_to(message)
    assert reply.feeling == "happy"
    assert not SORRY.search(reply.text)
    assert re.search("welcome|ern geschehen", reply.text)


@pytest.mark.parametrize("wish", [None, "warmer", "shorter", "formal", "options"])
@pytest.mark.parametrize(
    ("message", "said", "never"),
    [
        ("My booking HT-4431 is still not confirmed!", "booking HT-4431", "order|warehouse|carrier"),
        (
            "Where is the confirmation of reservation 8812? I have waited for a week.",
            "reservation 8812",
            "order|carrier",
        ),
        ("Wo bleibt die Bestätigung für Buchung HT-4431?", "Buchung HT-4431", "Bestellung|Lager|Paketdienst"),
        ("Meine Reservierung 8812 ist immer noch nicht bestätigt!", "Reservierung 8812", "Bestellung|Lager"),
    ],
)
def test_a_booking_is_no_order(message: str, said: str, never: str, wish: str | None) -> None:
    text = reply_to(message, wish=wish).text
    assert said in text or wish == "shorter"
    assert not re.search(never, text)


def test_a_number_is_repeated_whole() -> None:
    assert "70 115" in reply_to("Where is order 70 115? I wait and wait.").text
    assert "SF 20418" in reply_to("Order SF 20418 is late, where is it?").text


@pytest.mark.parametrize(
    ("language", "signature", "signatures", "signed"),
    [
        ("en", "The Support Team", {}, "The Support Team"),
        ("de", "The Support Team", {}, "Ihr Support-Team"),
        ("de", "Team Lumo", {}, "Team Lumo"),
        ("de", "Team Lumo", {"de": "Ihr Team Lumo"}, "Ihr Team Lumo"),
        ("en", "Team Lumo", {"de": "Ihr Team Lumo"}, "Team Lumo"),
    ],
)
@pytest.mark.parametrize("wish", [None, "shorter", "formal"])
def test_the_signature_follows_the_letters_language(
    language: str, signature: str, signatures: dict[str, str], signed: str, wish: str | None
) -> None:
    text = reply_to(FURIOUS, language=language, signature=signature, signatures=signatures, wish=wish).text
    assert text.splitlines()[-1] == signed


TOLD = Owed("It’s fixed: tell them. Before: call them", is_fixed=True, common=("app", "export", "update", "rechnungen"))
INVITED = re.compile(
    r"isn’t so for you|is not so for you|any different for you|bei Ihnen (?:noch )?(?:nicht so|anders)"
)
LATER = re.compile(
    r"\b(?:hear from me|write to you|sie hören|melde mich|stay with|bleibe selbst dran)\b", re.IGNORECASE
)
IS_FIXED = re.compile(r"\b(?:fixed now|jetzt (?:ist es )?behoben)\b")


@pytest.mark.parametrize("wish", [None, "warmer", "shorter", "formal", "options"])
@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("I can’t log in any more, the app crashes after your update!", "with the app and the update"),
        ("Since yesterday the export fails. I need it for my accountant.\nThanks, Mara", "with the export"),
        ("Seit Montag kann ich keine Rechnungen mehr herunterladen. Bitte um Hilfe!", "um die Rechnungen"),
        ("My parcel is a week late and I am furious.", ""),
        ("Thanks, that is kind!", ""),
        ("When will it work again?", ""),
        ("Je ne peux plus me connecter à mon compte depuis la mise à jour.", ""),
        ("", ""),
    ],
)
def test_what_is_fixed_is_told_and_nothing_else(message: str, named: str, wish: str | None) -> None:
    reply = reply_to(message, owed=TOLD, wish=wish)
    assert IS_FIXED.search(reply.text)
    assert INVITED.search(reply.text)
    assert not LATER.search(reply.text)
    assert (reply.promise, reply.promises) == (None, ())
    assert named in reply.text
    assert "parcel" not in reply.text, "what others did not report, too, may be as it was"
    assert not flags(reply.text)
    assert len(SORRY.findall(reply.text)) <= 1


def test_warmer_and_shorter_still_tell_that_it_is_fixed() -> None:
    first = reply_to(FURIOUS, owed=TOLD)
    for wish in ("warmer", "shorter"):
        again = reply_to(FURIOUS, owed=TOLD, wish=wish, previous=first.text)
        assert again.text != first.text
        assert IS_FIXED.search(again.text)
        assert INVITED.search(again.text)
        assert not any("your own changes" in line for line in again.check)


@pytest.mark.parametrize(("message", "sensitive"), SENSITIVE)
@pytest.mark.parametrize("wish", [None, "shorter"])
def test_good_news_is_quiet_or_silent_where_something_graver_is_said(
    message: str, sensitive: str, wish: str | None
) -> None:
    reply = reply_to(message, owed=TOLD, wish=wish)
    is_told = sensitive in ("bereavement", "illness")
    assert (IS_FIXED.search(reply.text) is not None) == is_told == (reply.promise is None)
    assert any("fixed by now" in line for line in reply.check) != is_told
    assert not re.search(r"good news|gute nachricht|!", reply.text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("message", "matter"),
    [
        ("It is still broken! Your so-called fix did nothing.", "broken"),
        ("Your fix made it worse, and you charged me twice.", "billing"),
        ("Es geht immer noch nicht, obwohl Sie sagen, es sei behoben!", "broken"),
    ],
)
@pytest.mark.parametrize("wish", [None, "shorter"])
def test_who_may_have_written_since_gets_the_usual_reply(message: str, matter: str, wish: str | None) -> None:
    reply = reply_to(message, owed=replace(TOLD, since=True), wish=wish)
    usual = reply_to(message, wish=wish)
    assert (reply.text, reply.promise, reply.matter) == (usual.text, usual.promise, usual.matter)
    assert not IS_FIXED.search(reply.text)
    assert reply.promise is not None
    assert any("said to be fixed" in line for line in reply.check)


def test_what_was_noted_for_them_is_there_to_look_at() -> None:
    reply = reply_to("Where is my invoice?", owed=Owed("send the invoice by post\nto the new address"))
    noted = "The draft does not speak of what you noted for them: send the invoice by post to the new address"
    assert noted in reply.check
    assert not IS_FIXED.search(reply.text)


def test_nothing_later_is_promised_than_they_were_promised_already() -> None:
    message = "Could you tell me how the vouchers work?"
    assert reply_to(message).promise == "tomorrow 17:00"
    promised_by = MONDAY.replace(hour=17)
    assert reply_to(message, owed=Owed("explain it", promised_by)).promise == "today 16:00"


@pytest.mark.parametrize(
    ("closing", "name"),
    [
        ("Mit freundlichem Gruß\nSigrun Ahlqvist", "Sigrun Ahlqvist"),
        ("Viele Grüße aus Kiel\nSigrun Ahlqvist", "Sigrun Ahlqvist"),
        ("Vielen Dank und viele Grüße\n\nSigrun Ahlqvist", "Sigrun Ahlqvist"),
        ("BG\nWiebke van der Thoon.", "Wiebke van der Thoon"),
        ("Viele Grüße\nSigrun Ahlqvist", "Sigrun Ahlqvist"),
        ("Viele Grüße\nFrau Ahlqvist", "Frau Ahlqvist"),
        ("MfG\nHerr Ahlqvist", "Herr Ahlqvist"),
    ],
)
def test_a_name_that_no_list_knows_is_greeted_below_a_closing_formula(closing: str, name: str) -> None:
    message = f"Wo ist mein Paket? Ich warte seit drei Wochen darauf.\n\n{closing}"
    assert re.match(rf"(?:Guten Tag|Hallo) {name},", write(Brief(message)).text)


def test_a_model_does_not_get_such_a_name() -> None:
    message = "Wo ist mein Paket?\n\nViele Grüße aus Kiel\nSigrun Ahlqvist"
    asked = question_of(Brief(message)).messages[1]["content"]
    assert "Sigrun" not in asked
    assert "Ahlqvist" not in asked


def test_in_english_such_a_name_is_greeted_by_its_first_word() -> None:
    message = "Where is my parcel? I have been waiting for weeks.\n\nBest wishes from Cape Town,\nThandiwe Mkhize"
    assert re.match(r"\w+ Thandiwe,", write(Brief(message)).text)


@pytest.mark.parametrize("piece", ["My parcel is late and I am angry. ", "Mein Paket ist zu spät und ich bin wütend. "])
def test_no_half_of_a_word_stands_in_the_reply(piece: str) -> None:
    brief = Brief((piece * 900)[:30_000])
    assert not re.search(r"\b(?:parce|parc|par|pa|angr|Pake|Pak|Pa|wüten)\b", write(brief).text)


def test_an_english_letter_is_answered_in_english_whoever_signs_it() -> None:
    below = "Jürgen Groß\nGräf & Söhne GmbH, Königstraße 12, München"
    brief = Brief(f"Order 4312 is late again, any news?\n\nBest regards,\n{below}")
    assert re.match(r"\w+ Jürgen,", write(brief).text)
    assert question_of(brief).language == write(brief).language == "en"


@pytest.mark.parametrize(
    "signed",
    [
        *("Maya 🌸", "🌸 Maya Fernandes 🌸", "Maya (she/her)", "Maya, 34", "Maya Fernandes, Berlin", '"Maya"'),
        *("Maya | CEO Foo Inc.", "\u202aMaya Fernandes\u202c", "Maya :cherry_blossom:"),
    ],
)
@pytest.mark.parametrize("closing", ["Best,\n", "Thanks,\n", "Ciao, "])
def test_a_name_is_greeted_however_it_is_adorned(closing: str, signed: str) -> None:
    message = f"Where is my parcel? I have been waiting for weeks.\n\n{closing}{signed}"
    assert re.match(r"\w+ Maya,", write(Brief(message)).text)


@pytest.mark.parametrize("before", ["Hi, I'm Sarah Miller.", "I am Sarah and I need help:", "Hello! My name is Sarah."])
def test_who_says_at_once_who_they_are_is_greeted(before: str) -> None:
    message = f"{before} Where is my parcel? I have been waiting for weeks."
    assert re.match(r"\w+ Sarah,", write(Brief(message)).text)


@pytest.mark.parametrize(
    "message",
    [
        "Hi, I'm Sarah's mother. Where is my parcel? I have been waiting for weeks.",
        "I'm Premium Member. Where is my parcel? I have been waiting for weeks.",
        "Where is my parcel? I have been waiting for weeks.\n\nRegards,\nMaya & Tom",
        "Where is my parcel? I have been waiting for weeks.\n\nRegards,\nMaya's Mum",
        "Ciao, Luca\nWhere is my parcel? I have been waiting for weeks.",
        "Where is my parcel? I have been waiting for weeks. Thanks Maya",
        f"Where is my parcel? I have been waiting for weeks.\n\nBest,\nMaya{'maya' * 80}",
    ],
)
def test_where_nobody_can_be_sure_who_writes_nobody_is_greeted(message: str) -> None:
    assert not re.match(r"\w+ (?:Sarah|Premium|Maya|Luca|Tom)", write(Brief(message)).text)


@pytest.mark.parametrize(
    "farewell",
    [
        *("See you Friday", "See you Monday", "See you Court", "Bye Vodafone", "Bye Amazon", "Ciao Telekom"),
        *("Tschüss Telekom", "Bis dann Internet", "Bye Mr Smith"),
    ],
)
def test_whom_or_what_they_take_leave_of_is_not_greeted(farewell: str) -> None:
    greeting = write(Brief(f"Please cancel my contract by then. {farewell}")).text.split(",")[0]
    assert farewell.split()[-1] not in greeting


@pytest.mark.parametrize("farewell", ["Bye Sarah", "See you soon, Sarah", "Tschüss\nSarah", "Ciao, Sarah"])
def test_who_takes_leave_with_their_name_is_greeted(farewell: str) -> None:
    message = f"Where is my parcel? I have been waiting for weeks. {farewell}"
    assert re.match(r"\w+ Sarah,", write(Brief(message)).text)


@pytest.mark.parametrize("farewell", ["Bye, Zyanya", "See you soon\nZyanya", "Tschüss!\nZyanya"])
def test_behind_a_comma_or_in_a_line_of_its_own_any_name_signs(farewell: str) -> None:
    message = f"Where is my parcel? I have been waiting for weeks.\n{farewell}"
    assert re.match(r"\w+ Zyanya,", write(Brief(message)).text)


@pytest.mark.parametrize(
    "closing",
    [
        "Best regards\nAcme Ltd",
        "Best regards,\nHead of Sales",
        "Best wishes,\nBerlin",
        "Thanks,\nSent from my iPhone",
        "Thanks\nTeam Einkauf",
        "Viele Grüße\nIhr Kunde",
        "LG\nGesendet von meinem iPhone",
        "Best regards,\nYour loyal customer",
        "Best regards from Kiel\nNordwind Logistik GmbH",
        "With kind regards\nPurchasing Manager",
    ],
)
def test_what_is_no_person_below_a_closing_formula_is_not_greeted(closing: str) -> None:
    last = closing.splitlines()[-1]
    greeting = write(Brief(f"Where is my parcel? I have been waiting for weeks.\n\n{closing}")).text.split(",")[0]
    assert not set(greeting.split()).intersection(last.split())


def test_a_german_contract_is_written_of_in_the_accusative() -> None:
    text = reply_to("Frage zu unserem Mietcello, Vertrag M-3308. Der Steg ist umgefallen und der Stimmstock auch.").text
    assert "Ihr Vertrag M-3308" not in text
    assert "Ihren Vertrag M-3308" in text


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("I'd hoped the shop would know more about its own tea. Where is it from?", "“Where is it from?”"),
        ("Best haircut I've had in years, and I'm picky.", "“Best haircut I've had in years, and I'm picky.”"),
        ("Größe getauscht, sitzt wie angegossen. Spitze!", "„Größe getauscht, sitzt wie angegossen.“"),
        ("pls confirm, wrong size ordered by me, need a 43", "“pls confirm, wrong size ordered by me, need a 43.”"),
        (
            "Rooms tired, lift tired, towels exhausted. I only mention it because I was fond of the place.",
            "“Rooms tired, lift tired, towels exhausted.”",
        ),
        (
            "Power cut on Larch Close since 3am, number 14. I've a freezer full of food. It's gone 9. Which 6?",
            "“Power cut on Larch Close since 3am, number 14.”",
        ),
        (
            "Seit gestern Abend kein warmes Wasser im ganzen Haus 8 am Wehr. Die Liste mit Unterschriften hängt im"
            " Treppenhaus, es ist eine lange Liste.",
            "„Seit gestern Abend kein warmes Wasser im ganzen Haus 8 am Wehr.“",
        ),
    ],
)
def test_a_letter_that_could_name_nothing_reads_a_line_of_theirs_back(message: str, line: str) -> None:
    text = reply_to(message).text
    assert line in text


@pytest.mark.parametrize(
    "message",
    [
        "You lot are idiots. Give it back, you clowns.",
        "My husband died. I can't go on with any of this.",
        "Refund me £40 and I'll be quiet.",
        "Thank you for 3 weeks of silence.",
        "Seid ihr eigentlich alle bescheuert?",
        "What kind of muppets work there?",
        "Mein Passwort ist Kaninchen99",
        "The code is 883 201. Help.",
        "I will see you in court on Monday.",
        "I am pregnant and cannot stand in line.",
        "I weigh 130 kilos and the chair for 150 collapsed.",
        "I take 3 pills a day and the box had only 20.",
        "My wife left me and I ordered 2 of everything by mistake.",
        "Ich bin arbeitslos und kann die 80 Euro Mahngebühr nicht zahlen.",
        "Sorry for my bad English, the drill I bought 2 weeks ago smells burnt.",
        "can u call me at 5?",
        "You call that an answer?!",
        "What a joke of a company this is.",
        "Sehr geehrte Damen und Herren, hallo",
        "My lamp stopped working. Is it something that I did?",
        "My dad is 83. He lives in Tucson. Nobody told him anything.",
        "Ich drücke auf „Training starten“ und die App stürzt ab.",
        "Schöne Stunden mit dem Kochkurs in Bregenz, danke! Geht am 3. Mai einer los?",
    ],
)
def test_what_is_rude_tender_or_named_otherwise_is_not_read_back(message: str) -> None:
    assert not re.search("You write: “|Sie schreiben: „", reply_to(message).text)


@pytest.mark.parametrize(
    "message",
    [
        "Thanks for cancelling so fast and giving me the fee back, you didn't have to!",
        "Returned at 10, refunded by noon. Amazing!",
        "Super, Rücksendung ist angekommen und das Geld ist schon da. Klasse Service!",
        "Cheers for taking the chair back without any fuss.",
        "Danke, Storno hat geklappt.",
        "ihr habt die hose echt nach 5 wochen noch zurückgenommen 😭💛 beste leute, sag ich überall weiter",
    ],
)
def test_whoever_is_glad_that_it_is_done_is_not_asked_to_wait_for_it(message: str) -> None:
    text = reply_to(message).text
    assert not re.search("cancellation is with me|like to cancel|like to send back|soll zurück|Rücksendungen", text)


@pytest.mark.parametrize(
    "message",
    [
        "Please cancel my crutches rental from Monday. I walked to the shop and back today!",
        "Das Abo bitte kündigen, wir ziehen um. Es waren vier richtig gute Jahre, danke!",
        "Thank you! Cancel my membership today",
        "Danke! Hiermit die Kündigung zum Monatsende.",
        "Great, I took the bag back and your shop refused the refund. Thank you.",
        "The refund was super slow.",
        "Die Rückgabe war super nervig und hat ewig gedauert.",
        "The refund went to my old account, cheers.",
        "The refund came in after two months, thanks for nothing.",
        "The refund went to someone else, cheers.",
        "You cancelled my flight an hour before departure. Amazing service.",
    ],
)
def test_whoever_is_glad_and_wants_it_done_is_not_only_thanked(message: str) -> None:
    assert write(Brief(message, now=MONDAY)).promises


def test_what_is_only_guessed_at_is_met_gently_and_not_named() -> None:
    text = reply_to("The cot is still flat in the box. We won't be needing it any longer. Can it go back?").text
    assert "take care with it" in text
    assert not re.search("lost|passed|died|ill\\b", text)


def test_danger_comes_before_everything_else() -> None:
    reply = reply_to("Smoke came out of your charger at night while the children slept.")
    assert reply.sensitive == "harm"
    assert "emergency number" in reply.text
    assert not reply.suggested


def test_an_insult_in_the_clothes_of_praise_is_not_passed_on() -> None:
    text = reply_to("Best joke of a company ever").text
    assert "passing your words on" not in text
    assert "lovely" not in text


def test_a_verb_behind_thanks_is_nobody_s_name() -> None:
    assert "Storno" not in reply_to("Danke, Storno hat geklappt.").text
    assert reply_to("The lamp is lovely. Thanks, Maria").text.splitlines()[0].endswith("Maria,")


@pytest.mark.parametrize("message", ["My son has burned his hand on your toaster.", "Somebody hacked my account."])
def test_what_keeps_them_safe_stays_however_short_it_gets(message: str) -> None:
    reply = reply_to(message)
    shorter = reply_to(message, wish="shorter", previous=reply.text)
    assert re.search("use nothing of it any more|change your password", shorter.text)


@pytest.mark.parametrize(("message", "begins"), [("Wo bleibt es?", ("Guten Tag", "Hallo")), ("Where is it?", ("H",))])
def test_a_few_words_are_answered_in_their_language(message: str, begins: tuple[str, ...]) -> None:
    assert reply_to(message).text.startswith(begins)


@pytest.mark.parametrize("message", ["Die Rückgabe lief reibungslos, top!", "Best joke of a company ever"])
def test_how_an_agent_says_that_it_is_felt_stays(message: str) -> None:
    assert reply_to(message, felt="disappointed").feeling == "disappointed"
