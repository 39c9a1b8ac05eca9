"""Whoever runs the bot: checking, migrating, and being told what is wrong."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from policies import ROOT, as_toml, merged, sample_policy
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from team import Team

from sandbox.manifest import Manifest
from sandbox.people import Usergroup

Own = Callable[..., Any]


async def test_check_says_what_is_missing(own: Own) -> None:
    team: Team = await own(start=False, slack={"usergroups": [Usergroup("S0LEADS", "leads", [])]})
    team.forgiven = {"invalid_auth", "channel_not_found", "user_not_found", "no_such_subteam", "missing_scope"}
    workspace = team.slack.workspace
    well, refused, nothing, nowhere = await asyncio.gather(
        team.run("check"),
        team.run("check", SLACK_BOT_TOKEN="xoxb-wrong"),
        team.run("check", SLACK_BOT_TOKEN="", EXTRAMILE_POLICY="nowhere.toml", DATABASE_URL="mysql://x"),
        team.run("check", OPENAI_BASE_URL="http://[::1"),
    )
    assert (well.code, well.err) == (0, "")
    assert "Everything is in place" in well.out
    assert refused.code == 1
    assert "Slack does not accept SLACK_BOT_TOKEN (invalid_auth)" in refused.out
    assert nothing.code == 1
    assert nothing.out.count("PROBLEM") >= 2
    assert (nowhere.code, nowhere.err, nowhere.out.count("PROBLEM")) == (1, "", 1)
    assert "could not be reached. Look at OPENAI_API_KEY, OPENAI_BASE_URL" in nowhere.out

    manifest = yaml.safe_load((ROOT / "manifest.yml").read_text())
    manifest["oauth_config"]["scopes"]["bot"].remove("im:history")
    workspace.manifest = Manifest.read(manifest)
    workspace.channels["C0LEADS"].members.remove("U0BOT")
    workspace.channels["C0WINS"].archived = True
    wrong = {
        "team": {
            "leads": ["U0NOBODY"],
            "approvals_channel": "C0NOWHERE",
            "wins_channel": "C0WINS",
            "leads_usergroup": "S0LEADS",
        }
    }
    (team.place / "wrong.toml").write_text(as_toml(merged(sample_policy(), wrong)))
    outside, astray = await asyncio.gather(
        team.run("check"),
        team.run("check", EXTRAMILE_POLICY=str(team.place / "wrong.toml"), SLACK_APP_TOKEN="xapp-wrong"),
    )
    assert (outside.code, astray.code) == (1, 1)
    assert "the bot is not in #leads (C0LEADS). Type `/invite @" in outside.out
    assert "The bot token lacks the scope im:history" in outside.out
    for sentence in (
        "C0NOWHERE", "U0NOBODY", "#wins (C0WINS) is archived", "user group S0LEADS", "Socket Mode does not open",
    ):  # fmt: skip
        assert sentence in astray.out


async def test_what_keeps_it_from_starting_is_one_sentence(own: Own) -> None:
    team: Team = await own(start=False)
    bad = team.place / "bad.toml"
    bad.write_text(as_toml(merged(sample_policy(), {"followups": {"quite": True}})))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        troubles: dict[str, dict[str, str]] = {
            "quite": {"EXTRAMILE_POLICY": str(bad)},
            "SLACK_BOT_TOKEN": {"SLACK_BOT_TOKEN": ""},
            "SLACK_SIGNING_SECRET": {"SLACK_SIGNING_SECRET": ""},
            "cannot be used": {"DATABASE_URL": "sqlite:////nowhere/at/all.db"},
            "Nothing can listen": {"PORT": str(taken.getsockname()[1])},
        }
        every = await asyncio.gather(*(team.run("serve", **environment) for environment in troubles.values()))
        for words, ended in zip(troubles, every, strict=True):
            assert ended.code == 2, ended
            assert words in ended.err
            assert len(ended.err.strip().splitlines()) == 1, ended.err


@pytest.mark.postgres
async def test_postgresql_is_migrated_before_it_serves(own: Own, postgres_server: str) -> None:
    url = make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE fresh"))
    try:
        fresh = make_url(postgres_server).set(database="fresh").render_as_string(hide_password=False)
        team: Team = await own(start=False, database_url=fresh)
        early, nobody = await asyncio.gather(
            team.run("serve"), team.run("serve", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
        )
        assert early.code == 2
        assert "python app.py migrate" in early.err
        assert nobody.code == 2
        assert len(nobody.err.strip().splitlines()) == 1
        assert (await team.run("migrate")).code == 0
        assert (await team.run("check")).code == 0
    finally:
        with engine.connect() as connection:
            connection.execute(text("DROP DATABASE fresh WITH (FORCE)"))
        engine.dispose()
