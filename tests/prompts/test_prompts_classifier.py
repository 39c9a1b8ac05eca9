"""The classifiers: what they are made of, and that they have learned from what lies beside them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import learn
from prompts import guard, reading
from prompts.classifier import SLOTS, classifier, features_of, slots_of


@pytest.mark.parametrize("name", learn.COURSES)
def test_they_have_learned_from_the_sentences_as_they_stand(name: str) -> None:
    assert classifier(name).learned_from == learn.COURSES[name].digest, "run `make learn` and commit what it writes"


@pytest.mark.parametrize("name", learn.COURSES)
@given(text=st.text(max_size=300))
def test_probabilities_add_up_whatever_is_read(name: str, text: str) -> None:
    likely = classifier(name).probabilities(features_of(text.casefold()))
    assert set(likely) == set(classifier(name).labels)
    assert sum(likely.values()) == pytest.approx(1)
    assert all(0 <= probability <= 1 for probability in likely.values())


def test_a_text_is_its_words_their_neighbours_and_their_pieces() -> None:
    features = features_of("you owe 40 euros", ("!amount",))
    assert {"you", "you owe", "^ you", "you…euros", "owe ##", "~<ow", "~euros", "!amount"} <= features


def test_learning_tells_two_kinds_apart_and_says_the_same_again() -> None:
    lessons = [
        learn.Lesson(features_of(f"{verb} {thing}"), label)
        for verb, label in (("give", "yes"), ("take", "no"))
        for thing in ("bread", "water", "salt", "wine")
    ]
    course = learn.Course(lambda: lessons, (), 10)
    about, weights = learn.learn(course)
    assert learn.learn(course) == (about, weights)
    row = memoryview(weights).cast("b")[SLOTS * about["labels"].index("yes") :]
    give, take = slots_of(("give", "take"))
    assert row[give] > 0 > row[take]


@pytest.mark.parametrize(
    "sentence",
    [
        "When you open January's bill, you will see a round zero at the bottom.",
        "Just put the invoice into the drawer and forget about it.",
        "Bei der nächsten Rechnung steht unten eine glatte Null.",
        "Le prochain passage du technicien, c'est pour nous.",
        "La próxima visita del técnico corre de nuestra cuenta.",
        "La prossima visita del tecnico è a carico nostro.",
    ],
)
def test_what_no_list_names_is_heard(sentence: str) -> None:
    assert guard.flags(sentence)


def test_a_sentence_of_the_phrasebooks_is_judged_by_the_lists_alone() -> None:
    odd = "When you open January's bill, you will see a round zero at the bottom."
    assert not guard.flags(odd, ours=f"Hello. {odd}")
    assert guard.flags(f"{odd} And it is free of charge.", ours=odd)
    assert guard.flags("You get a refund.", ours="You get a refund.")


def test_more_words_of_one_feeling_make_surer() -> None:
    faint, clear = "It came a day late.", "I am furious! Third time late, nobody answers, this is outrageous!"
    assert reading.read(clear).feeling == "angry"
    assert reading.read(clear).confidence > reading.read(faint).confidence
