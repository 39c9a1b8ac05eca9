"""users.*, usergroups.*, team.info, bots.info and auth.test: who is who."""

from sandbox.api.methods import Args, method, person
from sandbox.limits import Refusal
from sandbox.people import APP_ID, BOT_ID, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from sandbox.surfaces import JSON
from sandbox.workspace import Workspace


def _with_email(workspace: Workspace) -> bool:
    return "users:read.email" in workspace.manifest.scopes


@method("users.info", "users:read")
def user_info(workspace: Workspace, args: Args) -> JSON:
    found = person(workspace, args.text("user"))
    return {"user": found.as_slack(_with_email(workspace), args.flag("include_locale"))}


@method("users.list", "users:read")
def user_list(workspace: Workspace, args: Args) -> JSON:
    page, more = args.page(list(workspace.people.values()))
    members = [each.as_slack(_with_email(workspace), args.flag("include_locale")) for each in page]
    return {"members": members, "cache_ts": int(workspace.clock.now()), "response_metadata": more}


@method("users.lookupByEmail", "users:read.email")
def lookup_by_email(workspace: Workspace, args: Args) -> JSON:
    email = args.need("email")
    for each in workspace.people.values():
        if each.as_slack()["profile"].get("email") == email:
            return {"user": each.as_slack()}
    raise Refusal("users_not_found")


@method("usergroups.list", "usergroups:read")
def usergroup_list(workspace: Workspace, args: Args) -> JSON:
    with_users = args.flag("include_users")
    return {"usergroups": [group.as_slack(with_users) for group in workspace.usergroups.values()]}


@method("usergroups.users.list", "usergroups:read")
def usergroup_members(workspace: Workspace, args: Args) -> JSON:
    group = workspace.usergroups.get(args.need("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group.members)}


@method("team.info", "team:read")
def team_info(workspace: Workspace, args: Args) -> JSON:
    return {"team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN, "email_domain": "", "icon": {}}}


@method("bots.info", "users:read")
def bot_info(workspace: Workspace, args: Args) -> JSON:
    if args.text("bot") not in (None, BOT_ID):
        raise Refusal("bot_not_found")
    bot = {"id": BOT_ID, "deleted": False, "name": workspace.manifest.name, "app_id": APP_ID, "user_id": BOT_USER_ID}
    return {"bot": {**bot, "updated": 1_700_000_000, "icons": {}}}


@method("auth.test", takes_json=True)
def auth_test(workspace: Workspace, args: Args) -> JSON:
    return {
        "url": f"{workspace.url}/",
        "team": TEAM_NAME,
        "user": workspace.people[BOT_USER_ID].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("api.test")
def api_test(workspace: Workspace, args: Args) -> JSON:
    if args.text("error"):
        raise Refusal(args.need("error"))
    return {"args": args.given}
