"""Thanks: who is meant, that they are told privately, and that a forgotten customer leaves no words behind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import (
    ANNA,
    BEN,
    JANE,
    LEA,
    LOU,
    PROSE,
    a_followup,
    a_request,
    chain_is_valid,
    every_text,
    loaded,
    log_of,
    run,
    send_all,
    waiting,
)  # fmt: skip

from bot import customers, merging, people, thanks
from bot.desk import Desk
from bot.errors import NotAColleague, ThanksToOneself
from bot.thanks import NewThanks, Said
from storage.records import FORGOTTEN, Person, Reference, Thanked

MARA = Reference("name", "Mara Lindt", "mara lindt")
CARL = Person("U0CARL", "Carl Öhman", "Europe/Berlin", "de-DE", "member")
CARA = Person("U0CARA", "Cara Lee", "Europe/Berlin", "de-DE", "member")
CARA_TOO = Person("U0CARA2", "Cara Diaz", "Europe/Berlin", "de-DE", "member")
GUEST = Person("U0GUEST", "Gus", "Europe/Berlin", "en-GB", "guest")


def say_thanks(desk: Desk, *colleagues: Person, words: str = "stayed late", **more: object) -> NewThanks:
    """Anna's thanks, given."""
    new = replace(NewThanks(a_request(), ANNA, colleagues or (BEN,), words), **more)
    thanks.give(desk, new)
    return new


def with_names(desk: Desk) -> Desk:
    """The desk when more people are known, of whom two have the same first name."""
    for person in (CARL, CARA, CARA_TOO, GUEST):
        people.remember(desk, person)
    return desk


class TestReading:
    """Words are read alike whatever the database, so SQLite will do."""

    @pytest.mark.parametrize(
        ("typed", "whom", "words"),
        [
            ("<@U0BEN> stayed late", ("U0BEN",), "stayed late"),
            ("<@U0BEN|ben> stayed late", ("U0BEN",), "stayed late"),
            ("<@U0BEN|ben>, <@U0LEAD> and <@U0BEN>: both of you", ("U0BEN", "U0LEAD"), "both of you"),
            ("to <@U0BEN>\nfor\nall of it", ("U0BEN",), "for\nall of it"),
            ("an @Ben und @Lea – danke! 🎉", ("U0BEN", "U0LEAD"), "danke! 🎉"),
            ("@ben, stayed late", ("U0BEN",), "stayed late"),
            ("@carl öhman is great", ("U0CARL",), "is great"),
            ("@Carl is great", ("U0CARL",), "is great"),
            ("@Cara Lee is great", ("U0CARA",), "is great"),
            ("<@U0BEN> told <@U0LEAD|lea> &amp; me &lt;3", ("U0BEN",), "told @Lea & me <3"),
            ("<@U0BEN> told <@U0LOU>", ("U0BEN",), "told @a colleague"),
            ("<@U0BEN> fixed <https://x.example|x.example> in <#C1|general>", ("U0BEN",), "fixed x.example in general"),
            (
                "<@U0BEN>,<@U0LEAD>&amp;<@U0LEAD2>+@anna :tada: -- all",
                ("U0BEN", "U0LEAD", "U0LEAD2", "U0ANNA"),
                ":tada: -- all",
            ),
            ("<@U0BEN> &lt;@U0DECOY&gt; is typed", ("U0BEN",), "<@U0DECOY> is typed"),
        ],
    )
    def test_who_is_thanked_and_for_what(
        self, sqlite_desk: Desk, typed: str, whom: tuple[str, ...], words: str
    ) -> None:
        assert thanks.read(with_names(sqlite_desk), typed) == Said(whom, None, words, True)

    @pytest.mark.parametrize(
        ("typed", "whom", "words"),
        [
            ("stayed so late", (), "stayed so late"),
            ("for all that <@U0BEN> did", (), "for all that @Ben did"),
            ("@nobody stayed late", (), "@nobody stayed late"),
            ("@Cara stayed late", (), "@Cara stayed late"),  # which one?
            ("@gus stayed late", (), "@gus stayed late"),  # a guest
            ("@", (), "@"),
            ("<@U0BEN> @nobody stayed late", ("U0BEN",), "@nobody stayed late"),
            ("<@U0BEN> <!subteam^S0TEAM|@support> stayed", ("U0BEN",), "@support stayed"),
        ],
    )
    def test_what_is_not_clear_keeps_every_word(
        self, sqlite_desk: Desk, typed: str, whom: tuple[str, ...], words: str
    ) -> None:
        assert thanks.read(with_names(sqlite_desk), typed) == Said(whom, None, words, False)

    @pytest.mark.parametrize(
        ("typed", "key", "words"),
        [
            ('<@U0BEN> from "Mara Lindt" you saved her day', "mara lindt", "you saved her day"),
            ("<@U0BEN> from “Mara Lindt”: you saved her day", "mara lindt", "you saved her day"),
            ("@ben von mara@example.com, danke", "mara@example.com", "danke"),
            ("@ben from <mailto:mara@example.com|mara@example.com> so kind", "mara@example.com", "so kind"),
            ("@ben from #4312 so kind", "4312", "so kind"),
            ("@ben from Jane Doe: so kind", "jane doe", "so kind"),
            ("@ben from “Mara Lindt” :heart: so kind", "mara lindt", ":heart: so kind"),
            ("@ben from Jane Doe", "jane doe", ""),
            ("@ben from “Mara Lindt”", "mara lindt", ""),
        ],
    )
    def test_a_customer_s_thanks_are_passed_on(self, sqlite_desk: Desk, typed: str, key: str, words: str) -> None:
        a_followup(sqlite_desk, customer=Reference("name", "Jane Doe", "jane doe"))
        said = thanks.read(sqlite_desk, typed)
        assert said.customer is not None
        assert (said.customer.key, said.words, said.is_clear) == (key, words, True)

    @pytest.mark.parametrize(
        "words", ["from all of us", "from the heart for mara@example.com", "from", "fromage", "from home for Jane Doe"]
    )
    def test_from_may_be_a_word_like_another(self, sqlite_desk: Desk, words: str) -> None:
        a_followup(sqlite_desk, customer=Reference("name", "Jane Doe", "jane doe"))
        assert thanks.read(sqlite_desk, f"<@U0BEN> {words}") == Said(("U0BEN",), None, words, True)

    def test_a_bare_number_is_a_ticket_only_where_we_know_it(self, sqlite_desk: Desk) -> None:
        words = "from 9 to 5 you were great"
        assert thanks.read(sqlite_desk, f"<@U0BEN> {words}") == Said(("U0BEN",), None, words, True, is_sure=False)
        a_followup(sqlite_desk, customer=Reference("ticket", "#4312", "4312"))
        for typed in ("4312", "#4312", "#77", "ZD-88"):
            assert thanks.read(sqlite_desk, f"<@U0BEN> from {typed} so kind").customer is not None


class TestGiving:
    def test_each_is_told_privately_and_once(self, desk: Desk) -> None:
        new = say_thanks(desk, BEN, LEA, words="🎉 " + "x" * 2998)
        first = thanks.give(desk, new)  # delivered again
        assert [(one.person, one.author, one.words) for one in first] == [
            ("U0BEN", ANNA.id, new.words),
            ("U0LEAD", ANNA.id, new.words),
        ]
        assert waiting(desk) == [("thanked", "thanks:1", "U0BEN"), ("thanked", "thanks:2", "U0LEAD")]
        assert log_of(desk) == ["colleague.thanked"] * 2
        assert chain_is_valid(desk)
        said = loaded(desk, send_all(desk)[0])
        assert said == Thanked(first[0], None), "there is no week's post by this policy"

    def test_nobody_thanks_themselves(self, sqlite_desk: Desk) -> None:
        with pytest.raises(ThanksToOneself):
            say_thanks(sqlite_desk, BEN, ANNA)
        with pytest.raises(NotAColleague):
            say_thanks(sqlite_desk, BEN, GUEST)
        assert waiting(sqlite_desk) == []

    def test_the_trail_holds_no_words(self, desk: Desk) -> None:
        say_thanks(desk, words=PROSE, customer=MARA)
        told = run(desk.database, "SELECT data FROM audit")
        assert told == [('{"customer":1,"person":"U0BEN"}',)]


class TestForgetting:
    def test_the_words_of_their_thanks_go_and_those_that_name_them(self, desk: Desk) -> None:
        say_thanks(desk, words=PROSE, customer=MARA)
        say_thanks(desk, words=f"for MARA LINDT, {PROSE}")
        say_thanks(desk, words="for Mara Lindtner")
        told = send_all(desk)
        assert waiting(desk) == []
        customers.forget(desk, "Mara Lindt")
        assert [subject for _, subject, _ in waiting(desk)] == ["thanks:1", "thanks:2"]
        assert [text for text in every_text(desk.database) if PROSE in text or text.casefold() == "mara lindt"] == []
        first, second, third = (loaded(desk, post) for post in told)
        assert isinstance(first, Thanked)
        assert isinstance(second, Thanked)
        assert isinstance(third, Thanked)
        assert first.thanks.customer is not None
        assert (first.thanks.customer.label, first.thanks.words, second.thanks.words) == (FORGOTTEN, "", "")
        assert third.thanks.words == "for Mara Lindtner"
        assert chain_is_valid(desk)

    def test_those_of_another_who_names_them_too(self, desk: Desk) -> None:
        say_thanks(desk, words=f"for Mara Lindt, {PROSE}", customer=JANE)
        say_thanks(desk, words="for x.jane.doe@example.com")
        a_followup(desk, customer=MARA)
        customers.forget(desk, "Mara Lindt")
        customers.forget(desk, JANE.value)
        assert run(desk.database, "SELECT words FROM thanks ORDER BY id") == [("",), ("for x.jane.doe@example.com",)]

    def test_thanks_follow_a_customer_who_becomes_another(self, desk: Desk) -> None:
        say_thanks(desk, words=PROSE, customer=MARA)
        kept = a_followup(desk, customer=JANE).customer.id
        merging.merge(desk, a_request(), LEA, kept, 1)
        customers.forget(desk, JANE.value)
        assert [text for text in every_text(desk.database) if PROSE in text] == []


def test_opting_out_and_in_again(desk: Desk) -> None:
    assert people.remember(desk, LOU).praised, "as a rule one is named"
    request = a_request()
    assert not thanks.set_praised(desk, request, LOU, praised=False).praised
    thanks.set_praised(desk, a_request(), LOU, praised=True)
    assert thanks.set_praised(desk, request, LOU, praised=False).praised, "a repeat of the first changes nothing"
    assert people.remember(desk, LOU).praised
    assert log_of(desk) == ["person.praised_set"] * 2
