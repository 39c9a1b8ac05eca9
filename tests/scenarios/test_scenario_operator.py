"""Whoever runs the bot: checking, exporting, forgetting, migrating, and being told what is wrong."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from policies import ROOT, as_toml, merged, sample_policy
from team import Team

from sandbox.people import Usergroup

Own = Callable[..., Any]


async def test_check_says_what_is_missing(own: Own) -> None:
    team: Team = await own(start=False, slack={"usergroups": [Usergroup("S0LEADS", "leads", [])]})
    team.forgiven = {"invalid_auth", "channel_not_found", "user_not_found", "no_such_subteam"}
    well = await team.run("check")
    assert (well.code, well.err) == (0, "")
    assert "Everything is in place" in well.out

    channel = team.slack.workspace.channels["C0LEADS"]
    channel.members.remove("U0BOT")
    found = await team.run("check")
    assert found.code == 1
    assert "the bot is not in #leads (C0LEADS). Type `/invite @" in found.out
    channel.archived = True
    assert "#leads (C0LEADS) is archived" in (await team.run("check")).out

    wrong = {"team": {"leads": ["U0NOBODY"], "approvals_channel": "C0NOWHERE", "leads_usergroup": "S0LEADS"}}
    (team.place / "wrong.toml").write_text(as_toml(merged(sample_policy(), wrong)))
    found = await team.run("check", EXTRAMILE_POLICY=str(team.place / "wrong.toml"), SLACK_APP_TOKEN="xapp-wrong")
    assert found.code == 1
    for sentence in ("C0NOWHERE", "U0NOBODY", "the user group S0LEADS is empty", "Socket Mode does not open"):
        assert sentence in found.out
    found, nothing = await asyncio.gather(
        team.run("check", SLACK_BOT_TOKEN="xoxb-wrong"),
        team.run("check", SLACK_BOT_TOKEN="", EXTRAMILE_POLICY="nowhere.toml", DATABASE_URL="mysql://x"),
    )
    assert found.code == 1
    assert "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)" in found.out
    assert nothing.code == 1
    assert nothing.out.count("PROBLEM") >= 2


async def test_check_names_a_missing_scope(own: Own) -> None:
    import yaml

    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    manifest["oauth_config"]["scopes"]["bot"].remove("users:read")
    team: Team = await own(start=False, slack={"manifest": manifest})
    team.forgiven = {"missing_scope"}
    found = await team.run("check")
    assert found.code == 1
    assert "The bot token lacks the scope users:read" in found.out


async def test_the_audit_trail_is_verified_and_tampering_named(own: Own) -> None:
    team: Team = await own()
    ava = team.hire("Ava")
    await ava.types("/followup #9001 call tomorrow 9am")
    await ava.types("/gesture credit $20 mara@example.com late")
    well = await team.run("audit", "verify")
    assert well.code == 0
    assert "2 entries hold together" in well.out

    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        with pytest.raises(sqlite3.IntegrityError, match="audit only grows"):
            file.execute("UPDATE audit SET actor = 'U0LEAD' WHERE seq = 2")
        file.execute("DROP TRIGGER audit_no_update")
        file.execute("UPDATE audit SET actor = 'U0LEAD' WHERE seq = 2")
        file.commit()
    broken = await team.run("audit", "verify")
    assert broken.code == 1
    assert "2" in broken.out


async def test_records_are_exported(own: Own) -> None:
    team: Team = await own()
    ava, lee = team.hire("Ava"), team.person("U0LEAD")
    await ava.types('/followup "Öl, \\"Max\\"" call =SUM(A1) tomorrow 9am')
    await ava.types('/gesture credit $120 "Jon Bell" parcel, lost; "twice"')
    await team.sees("Jon Bell")
    await lee.types("/gesture approve G-1")
    await ava.types("/draft Where is my parcel?")
    await ava.hears("A reply")

    async def exported(what: str, form: str, *more: str) -> list[dict[str, Any]]:
        done = await team.run("export", what, "--format", form, *more)
        assert (done.code, done.err) == (0, "")
        if form == "jsonl":
            return [json.loads(line) for line in done.out.splitlines()]
        return list(csv.DictReader(io.StringIO(done.out)))

    wanted = [(what, form) for what in ("followups", "gestures", "drafts") for form in ("csv", "jsonl")]
    followups, _, gestures, lines, drafts, _ = await asyncio.gather(*(exported(*each) for each in wanted))
    assert [len(rows) for rows in (followups, gestures, drafts)] == [1, 1, 1]
    assert [{k: "" if v is None else str(v) for k, v in line.items()} for line in lines] == gestures
    gesture = gestures[0]
    assert list(gesture)[:6] == ["id", "state", "kind", "amount", "unit", "currency"]
    assert (gesture["id"], gesture["state"], gesture["amount"], gesture["cost"]) == (
        "G-1",
        "approved",
        "120.00",
        "120.00",
    )
    assert gesture["deciders"] == "U0LEAD"
    assert gesture["reason"] == 'parcel, lost; "twice"'
    assert gesture["requested_at"].endswith("Z")
    audit, none, unread = await asyncio.gather(
        exported("audit", "jsonl"),
        exported("gestures", "jsonl", "--since", "2099-01-01"),
        team.run("export", "audit", "--format", "csv", "--since", "soon"),
    )
    assert [entry["action"] for entry in audit][:2] == ["followup.recorded", "gesture.requested"]
    assert none == []
    assert unread.code == 2
    assert "Traceback" not in unread.err


async def test_a_customer_is_forgotten_everywhere_while_it_runs(own: Own) -> None:
    team: Team = await own()
    ava, lee = team.hire("Ava"), team.person("U0LEAD")
    await ava.types("/followup greta@example.com ask about her knee in 1 minute")
    await ava.types("/gesture credit $120 greta@example.com her knee hurts")
    await ava.types("/customer greta@example.com note her knee hurts")
    await ava.types("/draft My knee hurts. greta@example.com")
    team.slack.clock.forward("1 min")
    card = await team.sees("greta@example.com")
    reminder, draft = await ava.hears("Time to get back"), await ava.hears("A reply")
    await lee.types("/gesture decline G-1 her knee is not our fault")
    await ava.hears("is not possible")

    done = await team.run("forget", "greta@example.com")
    assert (done.code, done.err) == (0, "")
    posted = [card, reminder, draft, *ava.heard("is not possible")]
    await team.until(lambda: not [m for m in posted if "knee" in m.words() or "greta" in m.words()], 15)
    assert "$120" in card.words(), "what was decided stays"
    assert (await team.run("audit", "verify")).code == 0
    assert "know no" in (await ava.types("/customer greta@example.com")).words()
    assert (await team.run("forget", "nobody@example.com")).code == 1
    with closing(sqlite3.connect(team.place / "extramile.db")) as file:
        kept = "\n".join(file.iterdump())
    assert "greta" not in kept
    assert "knee" not in kept


async def test_what_keeps_it_from_starting_is_one_sentence(own: Own) -> None:
    team: Team = await own(start=False)
    bad = team.place / "bad.toml"
    bad.write_text(as_toml(merged(sample_policy(), {"followups": {"quite": True}})))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        troubles: dict[str, dict[str, str]] = {
            "quite": {"EXTRAMILE_POLICY": str(bad)},
            "nowhere.toml": {"EXTRAMILE_POLICY": "nowhere.toml"},
            "SLACK_BOT_TOKEN": {"SLACK_BOT_TOKEN": ""},
            "SLACK_SIGNING_SECRET": {"SLACK_SIGNING_SECRET": ""},
            "DATABASE_URL": {"DATABASE_URL": "mysql://somewhere"},
            "cannot be used": {"DATABASE_URL": "sqlite:////nowhere/at/all.db"},
            "PORT": {"PORT": "abc"},
            "Nothing can listen": {"PORT": str(taken.getsockname()[1])},
            "DRAFT_DEADLINE_SECONDS": {"DRAFT_DEADLINE_SECONDS": "-1"},
        }
        every = await asyncio.gather(*(team.run("serve", **environment) for environment in troubles.values()))
        for words, ended in zip(troubles, every, strict=True):
            assert ended.code == 2, ended
            assert words in ended.err
            assert len(ended.err.strip().splitlines()) == 1, ended.err


async def test_postgresql_is_migrated_before_it_serves(own: Own, postgres_server: str) -> None:
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url

    url = make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE fresh"))
    try:
        fresh = make_url(postgres_server).set(database="fresh").render_as_string(hide_password=False)
        team: Team = await own(start=False, database_url=fresh)
        early = await team.run("serve")
        assert early.code == 2
        assert "python app.py migrate" in early.err
        assert (await team.run("check")).code == 1
        assert (await team.run("migrate")).code == 0
        assert (await team.run("migrate")).code == 0
        assert (await team.run("check")).code == 0
        nobody = await team.run("serve", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
        assert nobody.code == 2
        assert len(nobody.err.strip().splitlines()) == 1
    finally:
        with engine.connect() as connection:
            connection.execute(text("DROP DATABASE fresh WITH (FORCE)"))
        engine.dispose()
