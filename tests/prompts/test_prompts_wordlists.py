"""Patterns kept as data: the parts that they name."""

from __future__ import annotations

import re

import pytest

from prompts.wordlists import lexicon, patterns, phrasings, whole

WITH_PARTS = ["dangers", "threats", "sensitive", "warnings", "earnest", "theft"]


def test_a_part_stands_where_it_is_named_and_a_list_for_any_of_it() -> None:
    parts = {"who": ["i", "we", "my <kin>"], "kin": "(?:mum|dad)", "had": "had"}
    assert whole("<who> <had> it", parts) == "(?:i|we|my (?:mum|dad)) had it"


def test_a_part_that_is_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        whole("<nobody> said so", {})


@pytest.mark.parametrize("name", WITH_PARTS)
def test_every_part_of_a_lexicon_is_named_and_every_pattern_is_one(name: str) -> None:
    written = str(list(lexicon(name)["said"].values())) + str(list(lexicon(name)["parts"].values()))
    assert [part for part in lexicon(name)["parts"] if f"<{part}>" not in written] == []
    assert patterns(name).keys() == phrasings(name).keys()
    for listed in phrasings(name).values():
        assert all(re.compile(pattern.removesuffix("~")) for pattern in listed)
        assert len(set(listed)) == len(listed)
