"""Imports: a file is taken in wholly or not at all, once, and every bad line is told of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from desks import (
    ANNA,
    JANE,
    LEA,
    a_draft,
    a_followup,
    a_gesture,
    a_request,
    chain_is_valid,
    every_text,
    log_of,
    run,
    send_all,
    waiting,
    with_rules,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import aliases, customers, imports, lookups, merging, news, presence
from bot.desk import Desk
from bot.errors import BadFile, BadLines
from bot.intake import CustomerLine, Intake, Outcome, Overtaken
from storage.records import Reference, Timeline

TABLES = ("customers", "customer_references", "customer_notes", "scores", "audit")


def a_file(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "file.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def shown(desk: Desk, text: str) -> Timeline:
    found = lookups.read(desk, text)
    assert found.reference is not None
    return customers.timeline(desk, found.reference)


def everything(desk: Desk) -> list[object]:
    return [run(desk.database, f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES]


@pytest.fixture
def golden(desk: Desk) -> Desk:
    """A desk whose policy knows two tiers."""
    return with_rules(desk, tiers=("silver", "gold"))


PEOPLE = """name,email,ticket,alias,tier,language,note
Mara Lindt,mara@example.com,4312,minty,Gold,German,"likes tea,
and cards"
,bo@example.com,,,,,
Jo Berg,,#77,,silver,,

"""


class TestCustomers:
    def test_new_ones_with_all_that_the_file_says(self, golden: Desk, tmp_path: Path) -> None:
        found = imports.customers(golden, a_file(tmp_path, PEOPLE))
        assert found == Outcome(new=3, customers=3)
        mara = shown(golden, "minty")
        assert [reference.value for reference in mara.customer.references] == [
            "Mara Lindt", "mara@example.com", "minty", "#4312",
        ]  # fmt: skip
        assert (mara.tier, mara.language, mara.notes[0].text) == ("gold", "de", "likes tea,\nand cards")
        assert shown(golden, "#77").tier == "silver"
        assert log_of(golden) == ["customers.imported"]
        assert "mara" not in str(run(golden.database, "SELECT data FROM audit")).casefold()
        assert chain_is_valid(golden)

    def test_the_same_again_changes_nothing(self, golden: Desk, tmp_path: Path) -> None:
        file = a_file(tmp_path, PEOPLE)
        imports.customers(golden, file)
        before = everything(golden)
        assert imports.customers(golden, file) == Outcome(same=3)
        assert everything(golden) == before

    def test_what_is_known_is_added_to(self, golden: Desk, tmp_path: Path) -> None:
        known = a_followup(golden).customer
        file = a_file(tmp_path, "email,name,tier,note\nJANE.DOE@example.com,Jane Doe,gold,likes tea\n")
        assert imports.customers(golden, file) == Outcome(known=1)
        found = shown(golden, '"Jane Doe"')
        assert (found.customer.id, found.tier, found.notes[0].text) == (known.id, "gold", "likes tea")

    def test_lines_about_one_customer_come_together(self, desk: Desk, tmp_path: Path) -> None:
        file = a_file(tmp_path, "email,ticket,name\na@b.example,1,\n,1,Ann Lee\n,,ann lee\n,2,Ann Lee\n")
        assert imports.customers(desk, file) == Outcome(new=1, known=2, same=1, customers=1)
        assert len(shown(desk, "Ann Lee").customer.references) == 4

    def test_of_two_people_with_one_name_the_second_goes_by_the_address(self, desk: Desk, tmp_path: Path) -> None:
        file = a_file(tmp_path, "email,name\na@b.example,Ann Lee\nc@d.example,Ann Lee\n")
        assert imports.customers(desk, file) == Outcome(new=2, customers=2, namesakes=1)
        assert shown(desk, "Ann Lee").customer.label == "Ann Lee"
        assert shown(desk, "c@d.example").customer.label == "c@d.example"
        assert imports.customers(desk, file) == Outcome(same=2, namesakes=1)

    def test_semicolons_and_a_mark_at_the_start_are_read(self, desk: Desk, tmp_path: Path) -> None:
        file = a_file(tmp_path, "\ufeffName;E-Mail\n".replace("E-Mail", "Email") + "Jörg Müller;j@example.de\n")
        assert imports.customers(desk, file).new == 1
        assert shown(desk, "jörg müller").customer.references[1].value == "j@example.de"


BAD_LINES = {
    "name,email\n,\nx,y\n": {3: "email is no email"},
    "note,ticket\nlikes tea,\n": {2: "no name, email or ticket"},
    "ticket\n?!\n12\n": {2: "ticket is none"},
    "name\n1234\n": {2: "name is none"},
    "name\n" + "x" * 101 + "\n": {2: "name is none"},
    "email,tier\na@b.example,iron\n": {2: "no tier of the policy: it knows silver, gold"},
    "email,language\na@b.example,Klingon\n": {2: "no language"},
    "email,alias\na@b.example,note\n": {2: "means something else"},
    "email,note\na@b.example," + "x" * 3001 + "\n": {2: "more than 3,000"},
    "email,name\na@b.example,Ann,surplus\n": {2: "3 fields, the header 2"},
    "email,ticket\na@b.example,1\nc@d.example,2\na@b.example,2\n": {4: "the address and the ticket lead to two"},
    "email,name\n,Ann Lee\na@b.example,\na@b.example,Ann Lee\n": {4: "the address and the name lead to two"},
    "email,alias\na@b.example,minty\nc@d.example,Minty\n": {3: "the address and the alias lead to two"},
    "email,tier\na@b.example,gold\nA@b.example,silver\n": {3: "line 2 gives the same customer another tier"},
    "email\nbad\na@b.example\n\nworse\n": {2: "no email", 5: "no email"},
}
BAD_FILES = {
    "": "is empty",
    "\n \n": "is empty",
    "Mara,mara@example.com\n": "must name the columns.*“mara” is none of them",
    "email,colour\na@b.example,red\n": "“colour” is none of them",
    "email,email\n": "each of them once",
    "note,tier\nx,gold\n": "email or ticket or name is missing",
    "email\n" + '"never closed\n' * 3: "from line 2 on: a quote is not closed",
    "email\n" + "x" * 140_000: "longer than 131,072 characters",
    b"email\n\xe4\xf6@example.com\n": "not text in UTF-8",
    "email\na@b.example".encode("utf-16"): "not text in UTF-8",
}


class TestBadCustomers:
    @pytest.mark.parametrize(("text", "told"), BAD_LINES.items(), ids=range(len(BAD_LINES)))
    def test_every_bad_line_is_told_and_nothing_is_imported(
        self, golden: Desk, tmp_path: Path, text: str, told: dict[int, str]
    ) -> None:
        before = everything(golden)
        with pytest.raises(BadLines) as raised:
            imports.customers(golden, a_file(tmp_path, text))
        first, *lines = str(raised.value).splitlines()
        assert first.startswith("Nothing was imported: ")
        assert [line.partition(":")[0] for line in lines] == [f"line {number}" for number in told]
        assert all(why in line for why, line in zip(told.values(), lines, strict=True))
        assert everything(golden) == before

    @pytest.mark.parametrize(("text", "told"), BAD_FILES.items(), ids=range(len(BAD_FILES)))
    def test_a_bad_file_is_one_sentence(self, sqlite_desk: Desk, tmp_path: Path, text: str | bytes, told: str) -> None:
        with pytest.raises(BadFile, match=told):
            imports.customers(sqlite_desk, a_file(tmp_path, text))
        assert log_of(sqlite_desk) == []

    def test_a_file_that_is_not_there(self, sqlite_desk: Desk, tmp_path: Path) -> None:
        for path in (tmp_path / "nowhere.csv", tmp_path):
            with pytest.raises(BadFile, match="cannot be read"):
                imports.customers(sqlite_desk, path)


class TestBesideTheBot:
    def test_whoever_writes_meanwhile_is_not_waited_for_to_judge(self, sqlite_desk: Desk, tmp_path: Path) -> None:
        """Which is to say that they wait for no judging either: SQLite has one writer."""
        good, bad = a_file(tmp_path, "email,note\nbo@example.com,likes tea\n"), tmp_path / "bad.csv"
        bad.write_text("email\n?\n")
        imports.customers(sqlite_desk, good)
        with sqlite_desk.database.begin():
            assert imports.customers(sqlite_desk, good) == Outcome(same=1)
            with pytest.raises(BadLines):
                imports.customers(sqlite_desk, bad)

    @pytest.mark.parametrize("meanwhile", ["forgotten", "merged", "tiered"])
    def test_who_changed_since_the_judging_keeps_all_out(self, golden: Desk, meanwhile: str) -> None:
        number = a_followup(golden, customer=JANE).customer.id
        bo = Reference("email", "bo@example.com", "bo@example.com")
        other = a_followup(golden, customer=bo).customer.id
        with golden.database.read() as tx:
            intake = Intake(tx, golden.clock(), lambda line, why: None)
            intake.customers([CustomerLine(2, (JANE,), language="de", note="likes tea")])
        if meanwhile == "forgotten":
            customers.forget(golden, JANE.value)
        elif meanwhile == "merged":
            merging.merge(golden, a_request(), LEA, other, number)
        else:
            customers.set_tier(golden, a_request(), LEA, JANE, "gold")
        before = everything(golden)
        with pytest.raises(Overtaken), golden.database.begin() as tx:
            intake.write(tx)
        assert everything(golden) == before

    def test_so_many_that_the_bot_would_wait_are_for_when_it_is_stopped(
        self, sqlite_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(imports, "MOST_BESIDE_THE_BOT", 3)
        few, many = a_file(tmp_path, "email\na@b.example\n"), tmp_path / "many.csv"
        many.write_text("email\nc@b.example\nd@b.example\n")
        presence.beat(sqlite_desk)
        assert imports.customers(sqlite_desk, few).new == 1
        with pytest.raises(BadFile, match="4 new rows at once would keep the bot waiting"):
            imports.customers(sqlite_desk, many)
        run(sqlite_desk.database, "UPDATE presence SET beat = beat - 60")
        assert imports.customers(sqlite_desk, many).new == 2


def still_to_send(desk: Desk) -> set[str]:
    """What the messages that are to be sent or updated are about; these are sent then."""
    found = {subject for _, subject, _ in waiting(desk)}
    send_all(desk)
    return found


async def test_what_stands_in_slack_follows_new_names_and_notes(desk: Desk, tmp_path: Path) -> None:
    a_gesture(desk)
    await a_draft(desk, customer=JANE)
    a_gesture(desk, customer=Reference("email", "bo@example.com", "bo@example.com"))
    still_to_send(desk)
    seen = news.since(desk, None).seen
    imports.customers(desk, a_file(tmp_path, "email,note\njane.doe@example.com,likes tea\n"))
    assert still_to_send(desk) == {"draft:1"}, "which shows what is known of them"
    imports.customers(desk, a_file(tmp_path, "email,name\njane.doe@example.com,Jane Doe\n"))
    assert still_to_send(desk) == {"draft:1", "gesture:1"}
    assert news.since(desk, seen).everybody


SCORES = """customer,kind,value,at
jane.doe@example.com,CSAT,4,2026-11-01
jane.doe@example.com,nps,9,2026-11-01T10:00:00Z
minty,nps,0,2026-11-02T10:00
Zoe Berg,nps,10,2026-11-02T10:00+01:00
"""
BAD_SCORES = {
    "a@b.example,csat,6,2026-11-01": "whole number from 1 to 5",
    "a@b.example,csat,0,2026-11-01": "whole number from 1 to 5",
    "a@b.example,nps,11,2026-11-01": "whole number from 0 to 10",
    "a@b.example,nps,4.5,2026-11-01": "whole number",
    "a@b.example,nps,٤,2026-11-01": "whole number",
    "a@b.example,stars,4,2026-11-01": "no kind of score",
    "a@b.example,nps,4,yesterday": "the time is none",
    "a@b.example,nps,4,2027-11-01": "still to come",
    "a@b.example,nps,4,0001-01-01T00:00+14:00": "before 1990",
    "a@b.example,nps,4,": "at is empty",
    ",nps,4,2026-11-01": "customer is empty",
    "nobody,nps,4,2026-11-01": "nobody is known by that word",
    "jane.doe@example.com,nps,3,2026-11-01T11:00+01:00": "another score, 9, at that time",
}


class TestScores:
    def test_of_known_customers_and_new_ones(self, desk: Desk, tmp_path: Path) -> None:
        jane = a_followup(desk).customer
        aliases.add(desk, a_request(), ANNA, JANE, Reference("alias", "minty", "minty"))
        file = a_file(tmp_path, SCORES)
        assert imports.scores(desk, file) == Outcome(new=4, customers=1)
        rows = shown(desk, "minty").rows[1:]
        assert [(row.kind, row.value) for row in rows] == [("nps", 0), ("nps", 9), ("csat", 4)]  # type: ignore[union-attr]
        assert [row.at for row in rows] == [  # type: ignore[union-attr]
            datetime(2026, 11, 2, 9, tzinfo=UTC),  # what has no zone is the team's, Berlin
            datetime(2026, 11, 1, 10, tzinfo=UTC),
            datetime(2026, 10, 31, 23, tzinfo=UTC),
        ]
        assert [score.value for score in customers.timeline(desk, jane.references[0]).scores] == [0, 4]
        before = everything(desk)
        assert imports.scores(desk, file) == Outcome(same=4)
        assert everything(desk) == before
        assert chain_is_valid(desk)

    @pytest.mark.parametrize(("line", "told"), BAD_SCORES.items())
    def test_a_bad_one_keeps_all_out(self, desk: Desk, tmp_path: Path, line: str, told: str) -> None:
        a_followup(desk)
        good = "jane.doe@example.com,nps,9,2026-11-01T10:00:00Z"
        before = everything(desk)
        with pytest.raises(BadLines, match=told) as raised:
            imports.scores(desk, a_file(tmp_path, f"customer,kind,value,at\n{good}\n{line}\n{good}\n"))
        assert "line 3: " in str(raised.value)
        assert "1 line is wrong" in str(raised.value)
        assert everything(desk) == before

    def test_a_column_is_missing(self, sqlite_desk: Desk, tmp_path: Path) -> None:
        with pytest.raises(BadFile, match="value is missing"):
            imports.scores(sqlite_desk, a_file(tmp_path, "customer,kind,at\n"))


def test_what_is_told_in_the_end() -> None:
    told = imports.in_words("customers", Outcome(new=2, known=1, same=3, customers=2, namesakes=1))
    assert told.startswith("Customers: 2 new, 1 known and added to, 3 the same again. 1 have a namesake")
    assert imports.in_words("scores", Outcome(new=2, same=1)) == "Scores: 2 new, 1 the same again."


def test_nothing_of_a_file_outlives_forgetting(golden: Desk, tmp_path: Path) -> None:
    imports.customers(golden, a_file(tmp_path, PEOPLE))
    customers.forget(golden, "mara@example.com")
    said = " ".join(every_text(golden.database)).casefold()
    assert not any(words in said for words in ("mara", "lindt", "minty", "likes tea", "4312"))


CELLS = st.sampled_from(["", "a@b.example", "c@d.example", "A@B.example", "#1", "2", "Ann Lee", "Bo Day", "?", "x,y"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_whatever_the_lines_it_is_all_or_nothing_and_once(
    sqlite_desk: Desk, tmp_path: Path, lines: list[tuple[str, str, str]]
) -> None:
    for table in ("scores", "customer_notes", "customer_references", "customers"):
        run(sqlite_desk.database, f"DELETE FROM {table}")
    rows = "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)
    file, before = a_file(tmp_path, f"email,ticket,name\n{rows}"), everything(sqlite_desk)
    try:
        found = imports.customers(sqlite_desk, file)
    except BadLines:
        assert everything(sqlite_desk) == before
        return
    told = sum(any(line) for line in lines)
    assert found.new + found.known + found.same == told
    after = everything(sqlite_desk)
    again = imports.customers(sqlite_desk, file)
    assert (again.new, again.known, again.same) == (0, 0, told)
    assert everything(sqlite_desk) == after
