"""Further names of a customer, the language they write in, and looking them up by what somebody remembers of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import (
    ANNA,
    JANE,
    LEA,
    TICKET,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    at_once,
    every_text,
    log_of,
    run,
    scribe_of,
    send_all,
    waiting,
)  # fmt: skip

from bot import aliases, customers, drafting, languages, lookups
from bot.desk import Desk
from bot.errors import BadCustomer, NamesAreForLeads, NotTheirName, OnlyName
from prompts.brief import Brief
from prompts.case import understood
from storage import customers as stored
from storage.records import Customer, Reference, Sound

MINTY = Reference("alias", "Minty", "minty")
MARA = Reference("name", "Mara Lindt", "mara lindt")
PEOPLE = (
    '"Mara Lindt"', '"Mara Berg"', '"Marek Novak"', "mara.holm@example.com", "bo@example.com", '"Zoë Öst"', "#4312",
)  # fmt: skip


def known(desk: Desk, reference: Reference) -> list[str]:
    return [ref.value for ref in customers.timeline(desk, reference).customer.references]


class TestReading:
    @pytest.mark.parametrize(
        ("typed", "kind", "key"),
        [
            ("Minty", "alias", "minty"),
            ("  MINTY ", "alias", "minty"),
            ("mara@example.com", "email", "mara@example.com"),
            ("<mailto:mara@example.com|mara@example.com>", "email", "mara@example.com"),
            ("4312", "ticket", "4312"),
            ("zd-88", "ticket", "ZD-88"),
            ("Mara Lindt", "name", "mara lindt"),
            ("“Mara”", "name", "mara"),
            ("O’Brien", "alias", "o'brien"),
            ("@Minty_x", "alias", "minty_x"),
        ],
    )
    def test_what_may_be_a_name(self, typed: str, kind: str, key: str) -> None:
        assert (aliases.read(typed).kind, aliases.read(typed).key) == (kind, key)

    @pytest.mark.parametrize(
        "typed",
        [
            "",
            "?!",
            "note",
            "HELP",
            "remove",
            "x" * 65,
            "it",
            'half "quoted',
            "a@",
            "a@b @c",
            "@",
            "@it",
            "@note",
            "@@minty",
            "@minty x",
            "minty@",
        ],
    )
    def test_what_may_not(self, typed: str) -> None:
        with pytest.raises(BadCustomer):
            aliases.read(typed)


class TestAliases:
    def test_one_more_way_to_name_them_and_away_again(self, desk: Desk) -> None:
        a_followup(desk)
        request = a_request()
        made = aliases.add(desk, request, ANNA, JANE, MINTY)
        assert (made.customer.label, made.other, made.is_new) == ("jane.doe@example.com", None, True)
        assert aliases.add(desk, request, ANNA, JANE, MINTY).other is None
        assert known(desk, MINTY) == ["jane.doe@example.com", "Minty"]
        assert customers.read(desk, "minty call her") == (JANE, "call her")
        assert not aliases.add(desk, a_request(), ANNA, MINTY, JANE).is_new
        request = a_request()
        for _ in range(2):
            gone = aliases.remove(desk, request, ANNA, JANE, aliases.read("MINTY"))
            assert gone.customer.label == "jane.doe@example.com"
        assert known(desk, JANE) == ["jane.doe@example.com"]
        assert [entry for entry in log_of(desk) if entry.startswith("customer.")] == [
            "customer.alias_added", "customer.alias_removed",
        ]  # fmt: skip
        assert "minty" not in " ".join(every_text(desk.database)).casefold()

    def test_a_handle_is_typed_with_an_at_or_without(self, desk: Desk) -> None:
        a_followup(desk)
        aliases.add(desk, a_request(), ANNA, JANE, aliases.read("@Minty_x"))
        for typed in ("@minty_x", "minty_x"):
            assert customers.read(desk, f"{typed} call her") == (JANE, "call her")
            assert customers.read_field(desk, typed) == JANE
            found = lookups.read(desk, f"{typed} note likes tea")
            assert (found.reference, found.is_known, found.rest) == (JANE, True, "note likes tea")
        aliases.remove(desk, a_request(), ANNA, JANE, aliases.read("minty_x"))
        assert known(desk, JANE) == ["jane.doe@example.com"]

    def test_what_leads_to_somebody_else_is_asked_about(self, desk: Desk) -> None:
        a_followup(desk, customer=MARA)
        other = customers.timeline(desk, MARA).customer
        aliases.add(desk, a_request(), ANNA, MARA, MINTY)
        for alias in (MINTY, MARA, Reference("alias", "mara lindt", "mara lindt")):
            assert aliases.add(desk, a_request(), ANNA, JANE, alias).other == customers.timeline(desk, MARA).customer
        assert known(desk, JANE) == ["jane.doe@example.com"]
        assert other.id == customers.timeline(desk, MINTY).customer.id

    def test_a_better_name_is_shown_everywhere(self, desk: Desk) -> None:
        a_followup(desk)
        a_gesture(desk)
        send_all(desk)
        posted = [row[:2] for row in run(desk.database, "SELECT kind, subject FROM outbox ORDER BY id")]
        aliases.add(desk, a_request(), ANNA, JANE, MINTY)
        assert waiting(desk) == []
        aliases.add(desk, a_request(), ANNA, JANE, MARA)
        assert [row[:2] for row in waiting(desk)] == posted != []

    def test_what_cannot_be_taken_away(self, desk: Desk) -> None:
        a_followup(desk)
        with pytest.raises(OnlyName, match=r"is the only way.*ask whoever looks after Extra Mile here"):
            aliases.remove(desk, a_request(), ANNA, JANE, JANE)
        for reference in (JANE, MARA):
            with pytest.raises(NotTheirName):
                aliases.remove(desk, a_request(), ANNA, reference, MINTY)
        assert log_of(desk) == ["followup.recorded"]

    def test_where_gestures_count_by_a_name_a_lead_takes_it_away(self, desk: Desk) -> None:
        """Or else whoever has had enough could begin anew under a name of theirs."""
        a_gesture(desk, 2_000)
        for alias in (MARA, MINTY):
            aliases.add(desk, a_request(), ANNA, JANE, alias)
        with pytest.raises(NamesAreForLeads):
            aliases.remove(desk, a_request(), ANNA, MARA, JANE)
        aliases.remove(desk, a_request(), ANNA, JANE, MINTY)
        aliases.remove(desk, a_request(), LEA, MARA, JANE)
        assert known(desk, MARA) == ["Mara Lindt"]

    def test_by_several_at_once_for_two_customers(self, desk: Desk) -> None:
        for who in (JANE, TICKET):
            a_followup(desk, customer=who)
        made = at_once(
            *[lambda who=who: aliases.add(desk, a_request(), ANNA, who, MINTY) for who in (JANE, TICKET) * 2]
        )  # type: ignore[misc]
        assert not [answer for answer in made if isinstance(answer, Exception)]
        assert run(desk.database, "SELECT count(*) FROM customer_references WHERE kind = 'alias'") == [(1,)]

    def test_taken_away_by_several_at_once_one_stays(self, desk: Desk) -> None:
        a_followup(desk)
        aliases.add(desk, a_request(), ANNA, JANE, MINTY)
        gone = at_once(
            lambda: aliases.remove(desk, a_request(), ANNA, JANE, JANE),
            lambda: aliases.remove(desk, a_request(), ANNA, MINTY, MINTY),
        )
        assert run(desk.database, "SELECT count(*) FROM customer_references") == [(1,)]
        assert len([answer for answer in gone if isinstance(answer, Exception)]) == 1


class TestLanguages:
    @pytest.mark.parametrize(
        ("word", "code"),
        [("de", "de"), ("DE", "de"), ("German", "de"), ("deutsch", "de"), ("fr", "fr"), ("French", "fr"),
         ("français", None), ("Klingon", None), ("", None), ("xx", None), ("deu", None)],
    )  # fmt: skip
    def test_as_somebody_says_it(self, word: str, code: str | None) -> None:
        assert languages.read(word, ("en", "de")) == code

    def test_set_by_hand(self, desk: Desk) -> None:
        languages.set_language(desk, a_request(), ANNA, JANE, "German")
        assert customers.timeline(desk, JANE).language == "de"
        assert log_of(desk) == ["customer.language_set"]
        assert run(desk.database, "SELECT data FROM audit") == [("{}",)], "the chain stays when they are forgotten"
        with pytest.raises(BadCustomer, match="Klingon is no language"):
            languages.set_language(desk, a_request(), ANNA, JANE, "Klingon")

    async def test_learnt_from_the_message_that_a_draft_answers(self, desk: Desk) -> None:
        await a_draft(desk, "4711?", JANE)
        assert customers.timeline(desk, JANE).language is None
        await a_draft(desk, "Wo ist mein Paket? Ich warte auf die Lieferung.", JANE)  # the scribe answers in English
        assert customers.timeline(desk, JANE).language is None
        await a_draft(desk, "Where is my parcel? I have been waiting for it.", JANE)
        assert customers.timeline(desk, JANE).language == "en"
        languages.set_language(desk, a_request(), ANNA, JANE, "de")
        await a_draft(desk, "Where is my parcel? I have been waiting for it.", JANE)
        assert customers.timeline(desk, JANE).language == "de", "what somebody said stays"

    async def test_learnt_from_what_an_agent_chose(self, desk: Desk) -> None:
        draft = await a_draft(desk, "4711?", JANE)
        writing = drafting.rewrite(desk, a_request(), ANNA, draft.id, None, Sound(language="en"))
        assert writing.fence
        await drafting.write(desk, draft.id, writing.fence)
        assert customers.timeline(desk, JANE).language == "en"

    async def test_is_what_drafts_are_written_in_when_the_message_does_not_show_its_own(self, desk: Desk) -> None:
        languages.set_language(desk, a_request(), ANNA, JANE, "de")
        await a_draft(desk, "4711?", JANE)
        (brief,) = scribe_of(desk).briefs
        assert (brief.language, brief.usual) == (None, "de")
        assert understood(brief).language == "de"
        assert understood(replace(brief, message="Where is my parcel? I am waiting for it.")).language == "en"
        assert understood(replace(brief, language="en")).language == "en"
        assert understood(replace(brief, usual="fr")).language == "en", "the team writes no French"
        assert Brief("?", languages=()).language_for("de") == "en"

    async def test_is_erased_with_them(self, desk: Desk) -> None:
        languages.set_language(desk, a_request(), ANNA, JANE, "de")
        writing = drafting.begin(desk, drafting.NewDraft(a_request(), ANNA, "Where is it? I am waiting.", JANE))
        reply = await desk.writer.write(Brief("?"))
        customers.forget(desk, JANE.value)
        drafting.keep(desk, writing.draft.id, 1, reply)
        assert run(desk.database, "SELECT language FROM customers") == [(None,)]


class TestLookups:
    @pytest.fixture
    def full(self, desk: Desk) -> Desk:
        """A desk that knows some people."""
        for text in PEOPLE:
            found = lookups.read(desk, text).reference
            assert found
            customers.note(desk, a_request(), ANNA, found, "likes tea")
        return desk

    @pytest.mark.parametrize(
        ("typed", "label", "rest"),
        [
            ("mara lindt", "Mara Lindt", ""),
            ("Mara Lindt note likes tea", "Mara Lindt", "note likes tea"),
            ("“mara lindt” note x", "Mara Lindt", "note x"),
            ("4312 alias minty", "#4312", "alias minty"),
            ("bo@example.com", "bo@example.com", ""),
            ("zoë öst language de", "Zoë Öst", "language de"),
            ("Mara Lindt Note: likes tea", "Mara Lindt", "Note: likes tea"),
            ("Mara Lindt: likes tea at 10:30", "Mara Lindt", "likes tea at 10:30"),
            ("mara lindt, likes :tea: with milk", "Mara Lindt", "likes :tea: with milk"),
            ("mara lindt :tea: with milk, and took note of it", "Mara Lindt", ":tea: with milk, and took note of it"),
        ],
    )
    def test_somebody_known(self, full: Desk, typed: str, label: str, rest: str) -> None:
        found = lookups.read(full, typed)
        assert found.reference is not None
        assert (customers.timeline(full, found.reference).customer.label, found.rest) == (label, rest)
        assert found.is_known

    @pytest.mark.parametrize(
        ("typed", "near"),
        [
            ("mara", ["Mara Lindt", "Mara Berg", "mara.holm@example.com"]),
            ("Mara Lint", ["Mara Lindt"]),
            ('"Maralindt"', ["Mara Lindt"]),
            ("mara holm", ["mara.holm@example.com"]),
            ("mara.holn@example.com", ["mara.holm@example.com"]),
            ("zoé", ["Zoë Öst"]),
            ("Quentin", []),
            ("#4313", []),
            ("Mara Lindt Berg", ["Mara Lindt"]),
            ("Mara Lint: likes tea", ["Mara Lindt"]),
        ],
    )
    def test_somebody_unknown_and_who_is_called_nearly_so(self, full: Desk, typed: str, near: list[str]) -> None:
        found = lookups.read(full, typed)
        assert not found.is_known
        assert {other.label for other in found.others} >= set(near)
        assert bool(found.others) == bool(near)

    def test_several_who_are_called_so(self, full: Desk) -> None:
        aliases.add(full, a_request(), ANNA, MARA, Reference("alias", "boss", "boss"))
        with full.database.begin() as tx:  # as a name and an alias may be the same word
            stored.find_or_create(tx, Reference("name", "Boss", "boss"), full.clock())
        found = lookups.read(full, "BOSS note x")
        assert (found.reference, found.is_known, found.rest) == (None, True, "note x")
        assert {other.label for other in found.others} == {"Mara Lindt", "Boss"}

    def test_nothing_at_all(self, full: Desk) -> None:
        with pytest.raises(BadCustomer):
            lookups.read(full, "?")

    @pytest.mark.parametrize(
        ("typed", "named", "rest"),
        [
            ("note: likes tea", None, "likes tea"),
            ("tier gold", None, "tier gold"),
            ("!! note x", None, "!! note x"),
            ("please ask mara@example.com", "mara@example.com", "please ask mara@example.com"),
            ("she told me this on the phone: she moved", None, "she told me this on the phone: she moved"),
        ],
    )
    def test_nobody(self, full: Desk, typed: str, named: str | None, rest: str) -> None:
        found = lookups.read(full, typed)
        assert (found.said, found.reference and found.reference.value, found.rest) == ("", named, rest)

    @pytest.mark.parametrize(
        ("rest", "deed", "words"),
        [
            ("note likes tea", "note", "likes tea"),
            ("NOTE:likes tea", "note", "likes tea"),
            ("note : likes tea", "note", "likes tea"),
            ("note :tea: please", "note", ":tea: please"),
            ("tier", "tier", ""),
            ("notes are fine", "", "notes are fine"),
            ("note-taking", "", "note-taking"),
        ],
    )
    def test_what_is_to_be_done(self, rest: str, deed: str, words: str) -> None:
        assert lookups.deed(rest) == (deed, words)
        assert lookups.as_note(rest) == (rest if deed else f"note {rest}")

    def test_an_unknown_one_may_be_noted_something(self, desk: Desk) -> None:
        found = lookups.read(desk, "new@example.com note likes tea")
        assert found == lookups.Lookup(
            "new@example.com", "note likes tea", Reference("email", "new@example.com", "new@example.com")
        )

    def test_only_so_many_to_choose_from(self, desk: Desk) -> None:
        for number in range(20):
            a_followup(desk, customer=Reference("name", f"Ann {number}x", f"ann {number}x"))
        found = lookups.read(desk, "ann")
        assert len(found.others) == lookups.MOST
        assert all(isinstance(other, Customer) for other in found.others)
