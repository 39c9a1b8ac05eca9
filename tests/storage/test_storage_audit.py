"""The audit chain: whatever is done to it behind the bot's back, a replay names the first bad entry."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, text

from storage import audit
from storage.database import Database

NOW = datetime(2026, 11, 23, 11, 0, 0, 123456, tzinfo=UTC)
OPEN_UP = {
    True: ("DROP TRIGGER IF EXISTS audit_no_update", "DROP TRIGGER IF EXISTS audit_no_delete"),
    False: ("ALTER TABLE audit DISABLE TRIGGER ALL",),
}


@pytest.fixture
def chain(database: Database) -> Database:
    """Seven entries."""
    for number in range(1, 8):
        with database.begin() as tx:
            audit.append(tx, NOW, "U0ANNA", "followup.recorded", f"followup:{number}", {"customer": number, "ü": "ß"})
    return database


def tamper(database: Database, *statements: str, **values: object) -> str | None:
    """What a replay finds wrong after somebody with full rights changed the tables."""
    with database.begin() as tx:
        for statement in OPEN_UP[database.is_sqlite]:
            tx.execute(text(statement))
        for statement in statements:
            tx.execute(text(statement), values)
    return verified(database).problem


def verified(database: Database) -> audit.Verification:
    with database.read() as tx:
        return audit.verify(tx)


def test_empty_chain_is_valid(database: Database) -> None:
    assert verified(database) == audit.Verification(0, audit.GENESIS)


def test_untouched_chain_is_valid(chain: Database) -> None:
    with chain.read() as tx:
        entries = list(audit.entries(tx))
    assert verified(chain) == audit.Verification(7, entries[-1].hash)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5, 6, 7]
    assert (entries[0].at, entries[0].data, entries[0].previous) == (NOW, {"customer": 1, "ü": "ß"}, audit.GENESIS)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'U0BEN'"), ("action", "'followup.done'"), ("subject", "'followup:9'"), ("data", "'{}'"),
        ("at", "'2026-11-23T11:00:00.123457Z'"), ("hash", f"'{'f' * 64}'"), ("data", "data || ' '"),
    ],
)  # fmt: skip
def test_edited(chain: Database, column: str, value: str) -> None:
    assert tamper(chain, f"UPDATE audit SET {column} = {value} WHERE seq = 4") == "entry 4 was changed"


def test_edited_and_sealed_anew(chain: Database) -> None:
    with chain.read() as tx:
        entry = dict(tx.execute(text("SELECT * FROM audit WHERE seq = 4")).mappings().one())
    entry["actor"] = "U0BEN"
    problem = tamper(
        chain, "UPDATE audit SET actor = :actor, hash = :hash WHERE seq = 4", actor="U0BEN", hash=audit.seal(entry)
    )
    assert problem == "entry 5 does not follow the one before it"


@pytest.mark.parametrize("seq", [1, 4, 6])
def test_deleted(chain: Database, seq: int) -> None:
    assert tamper(chain, f"DELETE FROM audit WHERE seq = {seq}") == f"entry {seq} is missing"


def test_deleted_and_closed_up(chain: Database) -> None:
    problem = tamper(
        chain,
        "DELETE FROM audit WHERE seq = 4",
        *(f"UPDATE audit SET seq = {n - 1} WHERE seq = {n}" for n in (5, 6, 7)),
    )
    assert problem == "entry 4 does not follow the one before it"


@pytest.mark.parametrize("last", [7, 3])
def test_truncated(chain: Database, last: int) -> None:
    problem = tamper(chain, f"DELETE FROM audit WHERE seq >= {last}")
    assert problem == f"entry {last} is missing: the head knows 7 entries, the trail has {last - 1}"


def test_emptied(chain: Database) -> None:
    assert str(tamper(chain, "DELETE FROM audit")).startswith("entry 1 is missing")


def test_head_set_back(chain: Database) -> None:
    assert tamper(chain, "UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 6)") is not None
    assert tamper(chain, "UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE seq = 7)") is None


def test_reordered(chain: Database) -> None:
    swap = ((3, 99), (4, 3), (99, 4))
    problem = tamper(chain, *(f"UPDATE audit SET seq = {new} WHERE seq = {old}" for old, new in swap))
    assert problem == "entry 3 does not follow the one before it"


def test_forked(chain: Database) -> None:
    """A second entry on top of one that has a successor already."""
    values = "8, at, actor, action, subject, data, previous, 'other' || hash"
    fork = f"INSERT INTO audit SELECT {values} FROM audit WHERE seq = 5"
    with pytest.raises(Exception, match=r"(?i)unique"):
        tamper(chain, fork)
    assert verified(chain).problem is None
    problem = tamper(chain, fork.replace("data, previous,", "data, (SELECT hash FROM audit WHERE seq = 4) || ' ',"))
    assert problem == "entry 8 does not follow the one before it"


def test_one_link_at_a_time(database: Database) -> None:
    """Writers at once make one chain, and one that rolls back leaves no trace in it."""

    def write(number: int) -> None:
        with database.begin() as tx:
            audit.append(tx, NOW, "U0ANNA", "a", f"s:{number}")
            if number % 4 == 0:
                tx.rollback()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(24)))
    assert (verified(database).entries, verified(database).problem) == (18, None)


def test_appended_in_the_middle_of_a_replay(chain: Database) -> None:
    """A replay sees one moment: an entry that comes before it asks for the head is no reason for alarm."""
    writing = Database(chain.url.render_as_string(hide_password=False))

    def append(*said: object) -> None:
        if "audit_head" in str(said[2]):
            with writing.begin() as tx:
                audit.append(tx, NOW, "U0ANNA", "a", "s:8")

    event.listen(chain.engine, "before_cursor_execute", append)
    during = verified(chain)
    event.remove(chain.engine, "before_cursor_execute", append)
    assert (during.entries, during.problem) == (7, None)
    assert (verified(chain).entries, verified(chain).problem) == (8, None)
    writing.close()


@pytest.mark.postgres
def test_replayed_while_several_write(postgres_url: str) -> None:
    database = Database(postgres_url)

    def write(number: int) -> None:
        with database.begin() as tx:
            audit.append(tx, NOW, "U0ANNA", "a", f"s:{number}")

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, number) for number in range(150)]
        problems = [verified(database).problem]
        while not all(writer.done() for writer in writers):
            problems.append(verified(database).problem)
    assert set(problems) == {None}
    assert verified(database).entries == 150
    database.close()


def test_since(chain: Database) -> None:
    later = (NOW + timedelta(hours=1)).astimezone(timezone(timedelta(hours=5)))
    with chain.begin() as tx:
        audit.append(tx, later, "U0ANNA", "late", "s:1")
    with chain.read() as tx:
        assert [entry.seq for entry in audit.entries(tx, later)] == [8]
        assert len(list(audit.entries(tx, NOW))) == 8
        assert len(list(audit.entries(tx))) == 8


def test_digests_tell_nothing_without_their_salt() -> None:
    one, other = audit.salt(), audit.salt()
    assert one != other
    assert audit.digest(one, "words") == audit.digest(one, "words")
    assert len({audit.digest(one, "words"), audit.digest(other, "words"), audit.digest(one, "word")}) == 3
