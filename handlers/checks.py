"""`python app.py check`: what is missing or wrong, each in one plain sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot import delivery, timers
from bot.desk import Desk
from bot.policy import Policy
from handlers.slack import Slack, Trouble

OPTIONAL_SCOPES = {"usergroups:read", "channels:history", "groups:history", "channels:read", "groups:read"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look at. `problems` are those met while it was put together; None stands for what could not be built."""

    problems: list[str]
    token: str
    app_token: str
    api_url: str | None
    manifest: Path
    policy: Policy | None
    policy_path: Path
    desk: Desk | None
    schema_is_current: bool | None
    drafts: str


async def run(plan: Plan, tell: Callable[[str], None]) -> int:
    """Tells what is well and what is not; how many problems there are."""
    well, problems = [], list(plan.problems)
    if plan.policy:
        well.append(f"Policy: {plan.policy_path} is valid ({len(plan.policy.gestures.kinds)} kinds of gestures).")
    if plan.schema_is_current is False:
        problems.append("The database is not at this version's schema: run `python app.py migrate`.")
    elif plan.schema_is_current:
        well.append("Database: it answers, at the current schema.")
    well.append(plan.drafts)
    if plan.desk:
        problems += list(_left_behind(plan.desk))
    if plan.token:
        await _ask_slack(plan, well, problems)
    for sentence in well:
        tell(f"ok       {sentence}")
    for sentence in problems:
        tell(f"PROBLEM  {sentence}")
    tell("Everything is in place." if not problems else f"{len(problems)} to put right.")
    return len(problems)


def _left_behind(desk: Desk) -> Iterator[str]:
    dead = delivery.depth(desk).get("dead", 0)
    if dead:
        yield f"{dead} messages could not be delivered; the log names them."
    failed = timers.failed(desk)
    if failed:
        yield f"{failed} timers could not be carried out; the log names them."


async def _ask_slack(plan: Plan, well: list[str], problems: list[str]) -> None:
    slack = Slack(plan.token, plan.api_url)
    try:
        try:
            told = await slack.call("auth.test")
        except Trouble as trouble:
            problems.append(f"Slack does not accept SLACK_BOT_TOKEN ({trouble.error}).")
            return
        well.append(f"Slack: {told.get('user')} in {told.get('team')}.")
        problems += _missing_scopes(plan, slack.scopes)
        problems += await _socket(plan, slack)
        if plan.policy:
            problems += await _channels(plan.policy, slack, str(told.get("user")))
            problems += await _people(plan.policy, slack)
    finally:
        await slack.close()


def _missing_scopes(plan: Plan, granted: frozenset[str]) -> list[str]:
    """Scopes of the manifest that the token lacks and this team's policy needs."""
    manifest = yaml.safe_load(plan.manifest.read_text())
    needed = set(manifest["oauth_config"]["scopes"]["bot"]) - OPTIONAL_SCOPES
    if plan.policy:
        team = plan.policy.team
        if team.leads_usergroup or team.agents_usergroup:
            needed.add("usergroups:read")
    missing = sorted(needed - granted)
    return [f"The bot token lacks the scope {scope}: add it to the app and install it again." for scope in missing]


async def _socket(plan: Plan, slack: Slack) -> list[str]:
    if not plan.app_token:
        return []
    try:
        await slack.client.apps_connections_open(app_token=plan.app_token)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is the answer to the question)
        word = getattr(getattr(error, "response", None), "data", {}) or {}
        reason = word.get("error") if isinstance(word, dict) else None
        return [f"Socket Mode does not open with SLACK_APP_TOKEN ({reason or type(error).__name__})."]
    return []


async def _channels(policy: Policy, slack: Slack, bot: str) -> list[str]:
    problems = []
    for key, channel in (
        ("approvals_channel", policy.team.approvals_channel),
        ("wins_channel", policy.team.wins_channel),
    ):
        if channel is None:
            continue
        try:
            found = (await slack.call("conversations.info", channel=channel))["channel"]
        except Trouble as trouble:
            hint = (
                f"if it is private, type `/invite @{bot}` there" if trouble.error == "channel_not_found" else "see team"
            )
            problems.append(f"team.{key}: Slack shows no channel {channel} ({trouble.error}); {hint}.")
            continue
        name = f"#{found.get('name')} ({channel})"
        if found.get("is_archived"):
            problems.append(f"team.{key}: {name} is archived.")
        elif not found.get("is_member"):
            problems.append(f"team.{key}: the bot is not in {name}. Type `/invite @{bot}` there.")
    return problems


async def _people(policy: Policy, slack: Slack) -> list[str]:
    problems = []
    for lead in policy.team.leads:
        try:
            user = (await slack.call("users.info", user=lead))["user"]
        except Trouble as trouble:
            problems.append(f"team.leads: Slack knows no {lead} ({trouble.error}).")
            continue
        if user.get("deleted"):
            problems.append(f"team.leads: {user.get('real_name') or lead} ({lead}) has left the workspace.")
    for key, group in (
        ("leads_usergroup", policy.team.leads_usergroup),
        ("agents_usergroup", policy.team.agents_usergroup),
    ):
        if group is None:
            continue
        try:
            members = (await slack.call("usergroups.users.list", usergroup=group))["users"]
        except Trouble as trouble:
            problems.append(f"team.{key}: Slack shows no user group {group} ({trouble.error}).")
            continue
        if not members:
            problems.append(f"team.{key}: the user group {group} is empty, so nobody can decide.")
    return problems
