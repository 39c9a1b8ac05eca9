"""`python app.py check`: what is missing or wrong, each in one plain sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from bot import delivery, installation, presence, timers
from bot.desk import Desk
from bot.policy import Policy
from handlers.directory import person_in
from handlers.slack import Slack, Trouble

# Of the manifest's scopes those that not every team needs: they are asked for where its policy does.
OPTIONAL_SCOPES = {"usergroups:read", "channels:history", "groups:history", "channels:read", "groups:read"}
LACKING = "The bot token lacks the scope {}: add it to the app and install it again."
# Slack tells it in an answer only, where the app was removed while nobody was there to hear of it.
REINSTALL = ": the app seems to be removed from the workspace. Install it again and put its new bot token there."
REMOVED = dict.fromkeys(("account_inactive", "token_revoked"), REINSTALL)
STANDING = {"gone": "has left the workspace", "guest": "is a guest", "outsider": "is a bot or from outside"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to look at. `problems` are those met while it was put together; None stands for what could not be built.

    `drafts` says who writes them, and `ask_writer` asks whether it can: None for yes, else what is wrong.
    """

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
    ask_writer: Callable[[], Awaitable[str | None]]


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
    if silent := await plan.ask_writer():
        problems.append(silent)
    if plan.desk:
        problems += list(_left_behind(plan.desk))
        well += list(_under_way(plan.desk))
    if plan.token:
        await _ask_slack(plan, well, problems)
    for sentence in well:
        tell(f"ok       {sentence}")
    problems = list(dict.fromkeys(problems))  # a scope may be missing in several places
    for sentence in problems:
        tell(f"PROBLEM  {sentence}")
    tell("Everything is in place." if not problems else f"{len(problems)} to put right.")
    return len(problems)


def _left_behind(desk: Desk) -> Iterator[str]:
    if gone := installation.gone_since(desk):
        yield (
            f"The app was uninstalled from the workspace at {_utc(gone)}: install it again, put its new bot token into "
            "SLACK_BOT_TOKEN and start the bot. It goes on by itself, and says what comes late."
        )
    dead = delivery.depth(desk).get("dead", 0)
    if dead:
        yield f"{dead} messages could not be delivered; the leads' letters and the log name them."
    failed = timers.failed(desk)
    if failed:
        yield f"{failed} timers could not be carried out; the leads' letter and the log name them."


def _under_way(desk: Desk) -> Iterator[str]:
    depth, oldest = delivery.depth(desk), delivery.oldest_due(desk)
    since = f", the oldest due at {_utc(oldest)}" if oldest else ""
    yield f"Outbox: {depth.get('ready', 0) + depth.get('sending', 0)} messages on their way{since}."
    if away := presence.latest(desk):
        yield f"Last away from {_utc(away.since)} to {_utc(away.until)}; {away.late} reminders came late."


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


async def _ask_slack(plan: Plan, well: list[str], problems: list[str]) -> None:
    slack = Slack(plan.token, plan.api_url)
    try:
        try:
            told = await slack.call("auth.test")
        except Trouble as trouble:
            problems.append(f"Slack does not accept SLACK_BOT_TOKEN ({trouble.error}){REMOVED.get(trouble.error, '.')}")
            return
        well.append(f"Slack: {told.get('user')} in {told.get('team')}.")
        granted = slack.scopes
        problems += _missing_scopes(plan, granted)
        problems += await _socket(plan, slack)
        if plan.policy:
            problems += await _channels(plan.policy, slack, str(told.get("user")), granted)
            problems += await _people(plan.policy, slack, told.get("team_id"))
    finally:
        await slack.close()


def _missing_scopes(plan: Plan, granted: frozenset[str]) -> list[str]:
    """Scopes of the manifest that the token lacks and this team's policy needs, but those that a channel's kind asks
    for."""
    manifest = yaml.safe_load(plan.manifest.read_text())
    needed = set(manifest["oauth_config"]["scopes"]["bot"]) - OPTIONAL_SCOPES
    if plan.policy and (plan.policy.team.leads_usergroup or plan.policy.team.agents_usergroup):
        needed.add("usergroups:read")
    return [LACKING.format(scope) for scope in sorted(needed - granted)]


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


async def _channels(policy: Policy, slack: Slack, bot: str, granted: frozenset[str]) -> list[str]:
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
            problems.append(f"team.{key}: Slack shows no channel {channel}{_unseen(trouble, bot, granted)}")
            continue
        name = f"#{found.get('name')} ({channel})"
        history = "groups:history" if found.get("is_private") else "channels:history"
        if history not in granted:  # to look for a message whose answer was lost
            problems.append(LACKING.format(history))
        if found.get("is_archived"):
            problems.append(f"team.{key}: {name} is archived.")
        elif not found.get("is_member"):
            problems.append(f"team.{key}: the bot is not in {name}. Type `/invite @{bot}` there.")
    return problems


def _unseen(trouble: Trouble, bot: str, granted: frozenset[str]) -> str:
    """Why Slack shows no channel, and what to do about it."""
    if trouble.error == "channel_not_found":
        return f" ({trouble.error}); if it is private, type `/invite @{bot}` there."
    if trouble.error != "missing_scope":
        return f" ({trouble.error})."
    kinds = {"channels:read": "channels:read", "groups:read": "groups:read (for a private channel)"}
    wanted = " or ".join(words for scope, words in kinds.items() if scope not in granted)
    return f": the bot token lacks the scope {wanted}; add it to the app and install it again."


async def _people(policy: Policy, slack: Slack, workspace: str | None) -> list[str]:
    """What is wrong with the user groups, and with those who lead."""
    team = policy.team
    problems: list[str] = []
    members: dict[str, list[str]] = {}
    for key, group, so in (
        ("leads_usergroup", team.leads_usergroup, "team.leads decide alone" if team.leads else "nobody can decide"),
        ("agents_usergroup", team.agents_usergroup, "nobody may use the bot but the leads"),
    ):
        if group is None:
            continue
        try:
            members[key] = list((await slack.call("usergroups.users.list", usergroup=group))["users"])
        except Trouble as trouble:
            shows_none = f"team.{key}: Slack shows no user group {group} ({trouble.error})."
            problems.append(LACKING.format("usergroups:read") if trouble.error == "missing_scope" else shows_none)
            continue
        if not members[key]:
            problems.append(f"team.{key}: the user group {group} is empty, so {so}.")
    leads = list(dict.fromkeys([*team.leads, *members.get("leads_usergroup", ())]))
    unfit = list(filter(None, [await _unfit(lead, policy, slack, workspace) for lead in leads]))
    fallback = policy.gestures.fallback_lead
    if fallback and fallback not in leads:
        problems += filter(None, [await _unfit(fallback, policy, slack, workspace)])
    all_known = team.leads_usergroup is None or "leads_usergroup" in members
    if leads and all_known and LACKING.format("users:read") not in unfit:
        unfit += _too_few(policy, len(leads) - len(unfit))
    return problems + unfit


async def _unfit(lead: str, policy: Policy, slack: Slack, workspace: str | None) -> str | None:
    """Why somebody who is to lead cannot, or None."""
    key = "team.leads" if lead in policy.team.leads else "team.leads_usergroup"
    key = "gestures.fallback_lead" if lead == policy.gestures.fallback_lead else key
    try:
        user = (await slack.call("users.info", user=lead))["user"]
    except Trouble as trouble:
        unknown = f"{key}: Slack knows no {lead} ({trouble.error})."
        return LACKING.format("users:read") if trouble.error == "missing_scope" else unknown
    person = person_in(user, workspace, policy.team.timezone)
    standing = STANDING.get(person.membership)
    return f"{key}: {person.name} ({lead}) {standing}, and cannot lead." if standing else None


def _too_few(policy: Policy, leads: int) -> list[str]:
    """What cannot be decided by as many leads as there are."""
    if leads == 0:
        return ["team.leads: nobody is left who can decide."]
    double = [kind.label for kind in policy.gestures.kinds.values() if kind.maximum > kind.lead_limit]
    if leads > 1 or not double:
        return []
    kinds = ", ".join(double)
    return [f"team.leads: there is only one lead, but above the lead_limit two decide ({kinds}): name another lead."]
