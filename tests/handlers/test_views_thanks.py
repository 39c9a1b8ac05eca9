"""Thanks, and the week's good turns, as people read them."""

from __future__ import annotations

import json
from dataclasses import replace

from test_views_followups import labels, words
from test_views_samples import AGENT, COLLEAGUE, customer, good_turns, some_thanks

from handlers.views import thanks, wins
from handlers.views.blocks import Message
from handlers.views.limits import checked
from storage.records import Landed, Person, Praise, Thanked, Wins

SLACK_REFUSES = 13_200  # characters of blocks, their frames included
ADA = Person(AGENT, "Ada", "Europe/Berlin", "en", "member")
BEA = replace(ADA, id=COLLEAGUE, name="Bea")


def read(shown: Message) -> str:
    """All words of a message, with single spaces and people by their ids."""
    return " ".join(words(shown).split())


def week(**changes: object) -> Wins:
    empty = Wins(good_turns().since, good_turns().until)
    return replace(empty, **changes)


class TestThanked:
    def test_who_thanks_and_the_words_whole(self) -> None:
        said = "🎉 " + "x" * 2998
        shown = thanks.thanked(Thanked(some_thanks(said), True))
        assert said in words(shown)
        assert "thanks you:" in read(shown)
        assert AGENT in str(checked(shown))
        assert labels(shown) == ["Leave me out"]

    def test_the_customer_is_named_privately(self) -> None:
        shown = thanks.thanked(Thanked(some_thanks(customer=customer()), None))
        assert "Mara Lindt thanks you." in read(shown)
        assert "passes it on:" in read(shown)
        assert labels(shown) == [], "where there is no week's post, nobody needs to opt out"

    def test_who_opted_out_is_told_so(self) -> None:
        shown = thanks.thanked(Thanked(some_thanks(), False))
        assert "Only you see this" in read(shown)
        assert labels(shown) == ["Name me again"]

    def test_erased_words_leave_the_thanks(self) -> None:
        assert "(no words kept)" in read(thanks.thanked(Thanked(some_thanks(""), None)))


class TestWins:
    def test_all_that_went_well(self) -> None:
        said = week(
            kept=12,
            keepers=(ADA, BEA),
            landed=(Landed("Account credit of $20", BEA, solved=True, content=True), Landed("Free months", ADA)),
            praises=(
                Praise((BEA,), ADA, "stayed late 🎉", by_customer=False),
                Praise((ADA,), None, "so kind", by_customer=True),
            ),
        )
        shown = wins.wins(said)
        told = read(shown)
        assert "12 promises to customers kept by" in told
        assert "the matter was solved and the customer was content after it" in told
        assert "stayed late 🎉" in told
        assert "a customer; a colleague passed it on" in told
        assert "and others" not in told
        assert shown.text == (
            "The week’s good turns 🌿: 12 promises kept by Ada, Bea; Account credit of $20, given by Bea; Free months, "
            "given by Ada; Bea was thanked: stayed late 🎉; Ada was thanked: so kind."
        )

    def test_a_team_of_one_reads_no_number(self) -> None:
        told = read(wins.wins(week(keepers=(ADA,))))
        assert "Promises to customers kept by" in told
        assert not any(letter.isdigit() for letter in told.replace(AGENT, ""))

    def test_what_nobody_wants_to_be_named_for_is_the_team_s(self) -> None:
        assert "2 promises to customers kept" in read(wins.wins(week(kept=2)))
        assert "1 promise to a customer kept" in read(wins.wins(week(kept=1)))

    def test_a_week_that_is_over_says_no_more_than_that(self) -> None:
        shown = wins.wins(week())
        assert (read(shown), len(shown.blocks)) == (wins.GONE, 1)

    def test_a_busy_week_fits_into_one_message(self) -> None:
        many = tuple(replace(ADA, id=f"U{at:010}", name=f"Somebody {at}") for at in range(500))
        praises = tuple(Praise(many[at : at + 10], ADA, '"😀\n' * 1000, by_customer=True) for at in range(100))
        shown = wins.wins(week(kept=9_000, keepers=many, landed=(Landed("x" * 75, ADA),) * 2, praises=praises))
        blocks = checked(shown)["blocks"]
        assert len(json.dumps(blocks, ensure_ascii=False)) < SLACK_REFUSES
        assert len(blocks) > 6, "some of what was said to them"
        assert "Also thanked:" in read(shown)
        assert "and others" in read(shown)
