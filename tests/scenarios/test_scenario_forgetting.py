"""A customer is forgotten: here, in every message that the bot posted, and on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from sqlalchemy import MetaData, create_engine, select
from sqlalchemy.engine import make_url
from team import Team

Own = Callable[..., Any]


async def test_a_customer_is_forgotten_everywhere_while_it_runs(own: Own, database_url: str) -> None:
    team: Team = await own(database_url=database_url)
    ava, lee = team.hire("Ava"), team.person("U0LEAD")
    await ava.types("/followup greta@example.com ask about her knee in 1 minute")
    await ava.types("/gesture credit $120 greta@example.com her knee hurts")
    await ava.types("/customer greta@example.com note her knee hurts")
    await ava.types("/draft My knee hurts. greta@example.com")
    await ava.types("/draft My ankle hurts too. zoe@example.com")  # whom nobody has recorded
    await ava.types("/followup #9100 send flowers tomorrow 5pm")
    card = await team.sees("greta@example.com")
    await lee.types("/gesture decline G-1 her knee is not our fault")
    await ava.hears("is not possible")
    team.slack.clock.forward("1 min")
    await ava.hears("Time to get back to greta")
    await team.until(lambda: len(ava.heard("A reply")) == 2)
    team.slack.clock.to("tomorrow 9:00")
    morning = await ava.hears("Good morning")
    assert "her knee" in morning.words()

    for done in await asyncio.gather(*(team.run("forget", f"{name}@example.com") for name in ("greta", "zoe"))):
        assert (done.code, done.err) == (0, "")

    def posted() -> list[str]:
        return [message.words() for message in team.slack.workspace.messages if not message.ephemeral_to]

    personal = ("greta", "knee", "zoe", "ankle")
    await team.until(lambda: not [words for words in posted() if any(word in words.lower() for word in personal)])
    assert "$120" in card.words(), "what was decided stays"
    assert "send flowers" in morning.words(), "and so does everybody else"
    assert "know no" in (await ava.types("/customer greta@example.com")).words()
    assert (await team.run("audit", "verify")).code == 0
    kept = everything_in(database_url)
    assert "send flowers" in kept
    assert not [word for word in personal if word in kept]


async def test_what_was_typed_into_an_open_form_outlives_what_was_erased_behind_it(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ava")
    await ava.types("/customer greta@example.com note likes tea")
    letter = await ava.says("*Zoe Kern* · zoe@example.com\n" + "My parcel is late and nobody answers me. " * 9)
    followup = await ava.takes_for_form("follow_up_on_message", letter)
    gesture = await ava.takes_for_form("request_gesture_for_message", letter)
    assert (await team.run("forget", "greta@example.com")).code == 0

    typed = {"what": "tell her where it is", "when": "tomorrow 9am"}
    for form, fields in ((followup, typed), (gesture, {"kind": "credit", "amount": "$15"})):
        ack = await ava.submits(form, **fields)
        (said,) = ack.errors.values()
        assert "was erased meanwhile" in said
        assert "send it once more to go on with that alone" in said
    await ava.fills(followup, **typed)
    assert "tell her where it is" in (await ava.is_told("I’ll remind you about zoe@example.com")).words()
    await ava.fills(gesture, kind="credit", amount="$15")
    await ava.is_told("is granted")
    assert (await team.run("audit", "verify")).code == 0


def everything_in(database_url: str) -> str:
    """All rows of all tables, as text in lower case."""
    url = make_url(database_url)
    engine = create_engine(url.set(drivername="postgresql+psycopg") if url.drivername.startswith("postgres") else url)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        rows = [str(row) for table in tables.sorted_tables for row in connection.execute(select(table))]
    engine.dispose()
    return "\n".join(rows).lower()
