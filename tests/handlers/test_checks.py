"""What `check` finds in Slack and with the model; each trouble is one sentence that says what to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from offices import POLICY

from bot.policy import Policy
from handlers import checks
from prompts.writer import Writer
from sandbox.people import Person, Usergroup
from sandbox.server import Sandbox

OFFLINE = Writer()
MANIFEST = yaml.safe_load(Path("manifest.yml").read_text())
GROUPS = (
    Usergroup("S0LEADS", "leads", ["U0LEAD", "U0LEAD2"]),
    Usergroup("S0ONE", "one", ["U0LEAD"]),
    Usergroup("S0NOBODY", "nobody", []),
)


def led(*leads: str, **team: Any) -> Policy:
    """The sample policy with other leads."""
    return replace(POLICY, team=replace(POLICY.team, leads=leads, **team))


async def found(
    policy: Policy = POLICY,
    *,
    without: Iterable[str] = (),
    arrange: Callable[[Sandbox], object] = lambda _: None,
    ask_writer: Callable[[], Awaitable[str | None]] = OFFLINE.check,
) -> list[str]:
    """The problems that `check` tells of."""
    scopes = [scope for scope in MANIFEST["oauth_config"]["scopes"]["bot"] if scope not in without]
    async with Sandbox(manifest={**MANIFEST, "oauth_config": {"scopes": {"bot": scopes}}}, usergroups=GROUPS) as slack:
        arrange(slack)
        plan = checks.Plan(
            problems=[],
            token=slack.token,
            app_token="",
            api_url=slack.api_url,
            manifest=Path("manifest.yml"),
            policy=policy,
            policy_path=Path("policy.toml"),
            desk=None,
            schema_is_current=None,
            drafts="Drafts are written offline.",
            ask_writer=ask_writer,
        )
        told: list[str] = []
        count = await checks.run(plan, told.append)
    problems = [sentence.removeprefix("PROBLEM").strip() for sentence in told if sentence.startswith("PROBLEM")]
    assert count == len(problems) == len(set(problems))
    return problems


def private_leads(slack: Sandbox) -> None:
    slack.workspace.channels["C0LEADS"].kind = "private"


def lacking(scope: str) -> str:
    return f"The bot token lacks the scope {scope}: add it to the app and install it again."


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("C0WINS", "team.wins_channel: the bot is not in #wins (C0WINS). Type `/invite @"),
        ("C0NONE", "team.wins_channel: Slack shows no channel C0NONE (channel_not_found)"),
    ],
)
async def test_the_wins_channel_must_be_in_reach(channel: str, said: str) -> None:
    def leave(slack: Sandbox) -> None:
        slack.workspace.channels["C0WINS"].members.clear()

    policy = replace(POLICY, team=replace(POLICY.team, wins_channel=channel))
    (problem,) = await found(policy, arrange=leave)
    assert problem.startswith(said)
    assert await found(replace(POLICY, team=replace(POLICY.team, wins_channel="C0WINS"))) == []


async def test_all_is_well_with_the_sample() -> None:
    assert await found() == []


@pytest.mark.parametrize(
    ("without", "policy", "arrange", "problems"),
    [
        (["im:history"], POLICY, None, [lacking("im:history")]),
        (["users:read"], POLICY, None, [lacking("users:read")]),
        (["channels:history"], POLICY, None, [lacking("channels:history")]),
        (["channels:history"], POLICY, private_leads, []),
        (["groups:history"], POLICY, private_leads, [lacking("groups:history")]),
        (["groups:history", "groups:read", "usergroups:read"], POLICY, None, []),
        (["usergroups:read"], led(leads_usergroup="S0LEADS"), None, [lacking("usergroups:read")]),
        (["usergroups:read"], led("U0LEAD", "U0LEAD2", agents_usergroup="S0LEADS"), None, [lacking("usergroups:read")]),
    ],
)
async def test_the_scopes_that_this_team_needs(
    without: list[str], policy: Policy, arrange: Callable[[Sandbox], object] | None, problems: list[str]
) -> None:
    policy = replace(policy, team=replace(policy.team, wins_channel=None))
    assert await found(policy, without=without, arrange=arrange or (lambda _: None)) == problems


@pytest.mark.parametrize(
    ("without", "arrange", "scope"),
    [
        (["channels:read"], None, "the scope channels:read;"),
        (["groups:read"], private_leads, "the scope groups:read (for a private channel);"),
        (["channels:read", "groups:read"], None, "the scope channels:read or groups:read (for a private channel);"),
    ],
)
async def test_a_channel_that_a_scope_hides(
    without: list[str], arrange: Callable[[Sandbox], object] | None, scope: str
) -> None:
    problems = await found(without=without, arrange=arrange or (lambda _: None))
    assert problems
    assert all(scope in problem for problem in problems)
    assert "C0LEADS" in problems[0]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ({"guest": "multi-channel"}, "is a guest"),
        ({"is_bot": True}, "is a bot or from outside"),
        ({"outsider": True}, "is a bot or from outside"),
        ({"deleted": True}, "has left the workspace"),
    ],
)
@pytest.mark.parametrize("policy", [led("U0LEAD", "U0LEAD2"), led(leads_usergroup="S0LEADS")])
async def test_leads_who_cannot_lead_are_named(policy: Policy, person: dict[str, Any], said: str) -> None:
    def arrange(slack: Sandbox) -> None:
        slack.workspace.people["U0LEAD2"] = Person("U0LEAD2", "lou", "Lou Okafor", **person)

    named, lonely = await found(policy, arrange=arrange)
    assert said in named
    assert "Lou Okafor (U0LEAD2)" in named
    assert named.startswith("team.leads" if policy.team.leads else "team.leads_usergroup")
    assert "there is only one lead" in lonely


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (led("U0LEAD"), ["there is only one lead"]),
        (led("U0LEAD", leads_usergroup="S0ONE"), ["there is only one lead"]),
        (led("U0LEAD2", leads_usergroup="S0ONE"), []),
        (led(leads_usergroup="S0LEADS"), []),
        (led("U0NOBODY"), ["Slack knows no U0NOBODY", "nobody is left who can decide"]),
        (led(leads_usergroup="S0NOBODY"), ["the user group S0NOBODY is empty, so nobody can decide"]),
        (led("U0LEAD", "U0LEAD2", leads_usergroup="S0NOBODY"), ["S0NOBODY is empty, so team.leads decide alone"]),
        (led("U0LEAD", "U0LEAD2", agents_usergroup="S0NOBODY"), ["S0NOBODY is empty, so nobody may use the bot"]),
        (led("U0LEAD", "U0LEAD2", agents_usergroup="S0GONE"), ["Slack shows no user group S0GONE"]),
    ],
)
async def test_whether_the_leads_are_enough(policy: Policy, words: list[str]) -> None:
    problems = await found(policy)
    assert len(problems) == len(words), problems
    assert all(said in problem for said, problem in zip(words, problems, strict=True)), problems


async def test_one_lead_is_enough_where_no_kind_takes_two() -> None:
    kinds = {key: replace(kind, maximum=kind.lead_limit) for key, kind in POLICY.gestures.kinds.items()}
    assert await found(replace(led("U0LEAD"), gestures=replace(POLICY.gestures, kinds=kinds))) == []


async def test_the_model_is_really_asked() -> None:
    async def silent() -> str | None:
        return "The model’s server could not be reached."

    assert await found(ask_writer=silent) == ["The model’s server could not be reached."]
