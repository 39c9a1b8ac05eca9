"""Grouping a day's texts: what speaks of the same is found whatever the order, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Collection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.similar import Group, Said, are_alike, groups
from prompts.topics import everyday, matter_of, stems

CRASH = (
    "App crashes at login",
    "I can’t log in, the app crashes since this morning",
    "Die App stürzt beim Login immer ab",
    "tell her when the app login works again, it crashed",
)
EVERYDAY = (
    "call him back about the lamp with the bent foot",
    "send Mrs Grau the receipt for her new tent",
    "Wann kommt denn nun endlich mein Sofa? Ich warte seit drei Wochen.",
    "The kettle is lovely, thank you!",
    "she wants to know whether the tyres fit a cargo bike",
    "Mein Kind verträgt den Saft nicht, was ist da drin?",
    "ask the warehouse for the missing screws",
)


def said(texts: Collection[str], first: int = 0) -> list[Said]:
    """The texts, each of another customer."""
    return [Said(f"followup:{n}", n, stems(text)) for n, text in enumerate(texts, first)]


def found(texts: Collection[str], fewest: int = 4) -> list[Group]:
    """The groups among texts, by what they say alone."""
    words = {f"followup:{n}": text for n, text in enumerate(texts)}

    def topics_of(one: Said) -> Collection[str]:
        matter = matter_of(words[one.subject])
        return {matter} if matter else ()

    return groups(said(texts), fewest, topics_of)


def test_one_trouble_among_a_day_s_texts_is_one_group() -> None:
    (group,) = found([*CRASH, *EVERYDAY])
    assert group.subjects == ("followup:0", "followup:1", "followup:2", "followup:3")
    assert group.customers == {0, 1, 2, 3}
    assert group.topic == "outage"
    assert set(group.words) == {"app", "login", "crashes"}


def test_everyday_texts_are_no_problem_of_many() -> None:
    assert found(EVERYDAY * 2) == []
    assert found([]) == []
    assert found([""] * 9) == []


def test_enough_customers_and_not_enough_texts_of_a_few() -> None:
    texts = said(CRASH)
    same = [Said(one.subject, 7, one.stems) for one in texts]
    unknown = [Said(one.subject, None, one.stems) for one in texts]
    assert groups(texts[:3], 4, lambda one: {"outage"}) == []
    assert groups(same, 4, lambda one: {"outage"}) == [], "one customer who writes four times"
    assert groups(unknown, 4, lambda one: {"outage"}) == [], "nobody knows how many these are"
    more = [*texts, *[Said(f"draft:{n}", None, texts[0].stems) for n in range(2)]]
    (group,) = groups(more, 4, lambda one: {"outage"})
    assert len(group.subjects) == 6
    assert group.customers == {0, 1, 2, 3}


def test_the_same_words_about_another_matter_are_another_group() -> None:
    texts = said(CRASH * 2)
    by_number = {one.subject: {"outage"} if int(one.subject[9:]) < 4 else {"code:late"} for one in texts}
    first, second = groups(texts, 4, lambda one: by_number[one.subject])
    assert {first.topic, second.topic} == {"outage", "code:late"}
    assert not set(first.subjects) & set(second.subjects)


def test_where_the_matter_is_clear_to_few_they_must_say_little_else() -> None:
    (group,) = groups(said(CRASH), 4, lambda one: ())
    assert group.topic == ""
    wordy = [
        Said(one.subject, one.customer, {**one.stems, **{f"{one.subject} {n}": "" for n in range(8)}})
        for one in said(CRASH)
    ]
    assert groups(wordy, 4, lambda one: {"outage"} if one.subject == "followup:0" else ()) == []


def test_everyday_words_alone_make_no_problem() -> None:
    texts = said(["refund for the order", "order refund", "Erstattung ihrer Bestellung", "refund of her order"])
    assert groups(texts, 4, lambda one: {"billing"}, everyday()) == []
    (group,) = groups(texts, 4, lambda one: {"billing"})
    assert set(group.words) == {"refund", "order"}


def test_the_unclear_join_the_clear() -> None:
    texts = said(CRASH * 2)
    clear = {one.subject for one in texts[:4]}
    (group,) = groups(texts, 4, lambda one: {"outage"} if one.subject in clear else ())
    assert len(group.customers) == 8


def test_a_short_text_joins_by_one_word_if_its_matter_is_the_same() -> None:
    texts = [*said(CRASH), Said("gesture:9", 9, stems("login")), Said("gesture:8", 8, stems("login"))]
    (group,) = groups(texts, 4, lambda one: {"billing" if one.subject == "gesture:8" else "outage"})
    assert "gesture:9" in group.subjects
    assert "gesture:8" not in group.subjects


def test_a_large_outage_is_as_much_one_group_as_a_small_one() -> None:
    texts = [*(CRASH * 100), *EVERYDAY]
    (group,) = groups(said(texts), 4, lambda one: {"outage"} if int(one.subject[9:]) < 400 else ())
    assert len(group.customers) == 400


WORDS = ["app", "login", "crash", "parcel", "tent", "lamp", "refund", "double", "charge", "card", "tyre", "kettle"]
TEXTS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(1, 9)),
        st.lists(st.sampled_from(WORDS), max_size=6, unique=True),
        st.sampled_from(["", "outage", "billing", "code:late"]),
    ),
    max_size=40,
)


@given(TEXTS, st.integers(2, 5), st.randoms(use_true_random=False))
def test_whatever_the_texts_groups_are_of_enough_customers_and_the_same_in_any_order(
    drawn: list[tuple[int | None, list[str], str]], fewest: int, chance: random.Random
) -> None:
    texts = [
        Said(f"draft:{n}", customer, dict(zip(words, words, strict=True)))
        for n, (customer, words, _) in enumerate(drawn)
    ]
    topics = {f"draft:{n}": {topic} if topic else set() for n, (_, _, topic) in enumerate(drawn)}
    whose = {one.subject: one.customer for one in texts}
    shuffled = chance.sample(texts, len(texts))
    first = groups(texts, fewest, lambda one: topics[one.subject])
    assert first == groups(shuffled, fewest, lambda one: topics[one.subject])
    members = [subject for group in first for subject in group.subjects]
    assert len(members) == len(set(members)), "a text is in one group at most"
    for group in first:
        assert group.customers == {whose[subject] for subject in group.subjects} - {None}
        assert len(group.customers) >= fewest > 1
        assert all(not topics[subject] or group.topic in topics[subject] for subject in group.subjects)
        assert group.words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Refund for the double charge", {"refund", "double", "charge"}),
        ("Rückerstattung für doppelte Abbuchung", {"refund", "double", "charge"}),
        ("please call her back tomorrow", set()),
        ("signing in fails", {"login", "fail"}),
        ("order 4711 of mara@example.com at https://shop.example.com/x1", {"order"}),
        ("", set()),
        ("🙂 <@U0ANNA> *!!!*", set()),
    ],
)
def test_the_telling_words_of_a_text(text: str, expected: set[str]) -> None:
    assert stems(text).keys() == expected


def test_words_are_kept_as_they_were_said() -> None:
    assert stems("Die Rückerstattung!") == {"refund": "rückerstattung"}


@given(st.text(max_size=3000))
def test_any_text_has_a_few_stems(text: str) -> None:
    assert len(stems(text)) <= 24
    matter_of(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("app · login · crashes", "app · login · crashes", True),
        ("app · login · crashes", "Login · abgestürzt · App", True),
        ("app · login · crashes", "app · login · update", True),
        ("app · login · crashes", "app · login", True),
        ("app · login · crashes", "app · login · invoice · total", False),
        ("app · login · crashes", "app · crashes · invoice · total", False),
        ("app · login · crashes", "login", False),
        ("", "", False),
    ],
)
def test_two_groups_tell_of_the_same_by_their_words(one: str, other: str, same: bool) -> None:
    these, those = stems(one).keys(), stems(other).keys()
    assert are_alike(these, those, everyday()) is same
    assert are_alike(those, these, everyday()) is same


def test_everyday_words_alone_make_two_groups_not_the_same() -> None:
    common = sorted(everyday())[:3]
    assert not are_alike(set(common), set(common), everyday())
    assert are_alike({*common, "crash"}, {*common, "crash"}, everyday())
