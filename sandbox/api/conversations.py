"""conversations.*: channels, direct messages and what was said there.

https://docs.slack.dev/reference/methods?family=conversations
"""

from sandbox.api.methods import Args, conversation, method, need_scope, person
from sandbox.limits import Refusal
from sandbox.people import BOT_USER_ID, Channel
from sandbox.surfaces import JSON, Message
from sandbox.workspace import Workspace

READ = ("channels:read", "groups:read", "im:read", "mpim:read")
SCOPE_NAMES = {"public": "channels", "private": "groups", "im": "im"}
TYPE_NAMES = {"public": "public_channel", "private": "private_channel", "im": "im"}


@method("conversations.open", "im:write", "mpim:write", takes_json=True)
def open_dm(workspace: Workspace, args: Args) -> JSON:
    users = [each for each in str(args.need("users")).replace(" ", "").split(",") if each]
    if len(users) != 1:
        raise Refusal("method_not_supported_for_channel_type")
    known = person(workspace, users[0])
    if known.is_bot:
        raise Refusal("cannot_dm_bot")
    before = f"D{known.id[1:]}" in workspace.channels
    channel = workspace.dm(known.id)
    shown = channel.as_slack() if args.flag("return_im") else {"id": channel.id}
    return {"channel": shown, "no_op": before, "already_open": before}


@method("conversations.info", *READ)
def info(workspace: Workspace, args: Args) -> JSON:
    channel = conversation(workspace, args.need("channel"))
    need_scope(workspace, f"{SCOPE_NAMES[channel.kind]}:read")
    return {"channel": channel.as_slack()}


def _listed(workspace: Workspace, args: Args) -> list[Channel]:
    wanted = [each.strip() for each in (args.text("types") or "public_channel").split(",")]
    for kind, name in TYPE_NAMES.items():
        if name in wanted:
            need_scope(workspace, f"{SCOPE_NAMES[kind]}:read")
    return [
        channel
        for channel in workspace.channels.values()
        if TYPE_NAMES[channel.kind] in wanted
        and (channel.kind == "public" or BOT_USER_ID in channel.members)
        and not (args.flag("exclude_archived") and channel.archived)
    ]


@method("conversations.list", *READ)
def list_all(workspace: Workspace, args: Args) -> JSON:
    page, more = args.page(_listed(workspace, args))
    return {"channels": [channel.as_slack() for channel in page], "response_metadata": more}


@method("users.conversations", *READ)
def list_own(workspace: Workspace, args: Args) -> JSON:
    user = person(workspace, args.text("user") or BOT_USER_ID)
    page, more = args.page([channel for channel in _listed(workspace, args) if user.id in channel.members])
    return {"channels": [channel.as_slack() for channel in page], "response_metadata": more}


@method("conversations.members", *READ)
def members(workspace: Workspace, args: Args) -> JSON:
    channel = conversation(workspace, args.need("channel"))
    need_scope(workspace, f"{SCOPE_NAMES[channel.kind]}:read")
    page, more = args.page(sorted(channel.members))
    return {"members": page, "response_metadata": more}


@method("conversations.join", "channels:join", takes_json=True)
def join(workspace: Workspace, args: Args) -> JSON:
    channel = conversation(workspace, args.need("channel"))
    if channel.kind != "public":
        raise Refusal("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refusal("is_archived")
    channel.members.add(BOT_USER_ID)
    return {"channel": channel.as_slack()}


def _readable(workspace: Workspace, args: Args) -> Channel:
    """A conversation whose messages the bot may read: it is a member and has the scope."""
    channel = conversation(workspace, args.need("channel"))
    need_scope(workspace, f"{SCOPE_NAMES[channel.kind]}:history")
    if BOT_USER_ID not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _within(messages: list[Message], args: Args) -> list[Message]:
    """Those after `oldest` and before `latest`, with the ends themselves if `inclusive`."""
    inclusive = args.flag("inclusive")
    oldest, latest = float(args.text("oldest") or 0), float(args.text("latest") or "inf")
    return [
        message
        for message in messages
        if oldest < float(message.ts) < latest or (inclusive and float(message.ts) in (oldest, latest))
    ]


@method("conversations.history")
def history(workspace: Workspace, args: Args) -> JSON:
    """Newest first; replies in threads only if they were also sent to the channel."""
    channel = _readable(workspace, args)
    said = [
        message
        for message in workspace.messages
        if message.channel == channel.id
        and not message.deleted
        and not message.ephemeral_to
        and (message.thread_ts in (None, message.ts) or message.broadcast)
    ]
    page, more = args.page(_within(said, args)[::-1])
    with_metadata = args.flag("include_all_metadata")
    return {
        "messages": [message.as_slack(with_metadata) for message in page],
        "has_more": bool(more["next_cursor"]),
        "pin_count": 0,
        "response_metadata": more,
    }


@method("conversations.replies")
def replies(workspace: Workspace, args: Args) -> JSON:
    """The first message of a thread and its replies, oldest first."""
    channel, ts = _readable(workspace, args), args.need("ts")
    said = [
        message
        for message in workspace.messages
        if message.channel == channel.id
        and not message.deleted
        and not message.ephemeral_to
        and ts in (message.ts, message.thread_ts)
    ]
    if not said:
        raise Refusal("thread_not_found")
    page, more = args.page(_within(said, args))
    with_metadata = args.flag("include_all_metadata")
    return {
        "messages": [message.as_slack(with_metadata) for message in page],
        "has_more": bool(more["next_cursor"]),
        "response_metadata": more,
    }
