"""chat.*: posting, changing and deleting messages. https://docs.slack.dev/reference/methods?family=chat"""

from typing import Any

from sandbox.api.methods import Args, conversation, method
from sandbox.limits import Refusal, check_message, check_metadata
from sandbox.people import BOT_USER_ID, Channel
from sandbox.surfaces import JSON, Message
from sandbox.workspace import Workspace


def _content(args: Args) -> tuple[str | None, list[JSON] | None]:
    """The text and blocks of a message, as far as Slack would take them."""
    text, blocks = args.given.get("text"), args.object("blocks", "invalid_blocks_format")
    check_message(text, blocks)
    return text, blocks


def _destination(workspace: Workspace, args: Args) -> Channel:
    """Where to post: a channel, or a person, who gets a direct message."""
    ident = args.text("channel")
    if ident is None:
        raise Refusal("channel_not_found")
    channel = workspace.dm(ident) if ident in workspace.people else conversation(workspace, ident)
    if channel.kind == "im" and workspace.people[channel.user].is_bot:
        raise Refusal("cannot_dm_bot")
    if channel.kind == "im" and workspace.people[channel.user].deleted:
        raise Refusal("user_disabled")
    if channel.archived:
        raise Refusal("is_archived")
    if BOT_USER_ID not in channel.members and "chat:write.public" not in workspace.manifest.scopes:
        raise Refusal("not_in_channel")
    return channel


def _own_message(workspace: Workspace, args: Args, error: str) -> Message:
    """The bot's message that a call names; ephemeral ones cannot be changed in this way."""
    channel = conversation(workspace, args.need("channel"))
    message = workspace.message(channel.id, args.need("ts"))
    if message is None or message.ephemeral_to:
        raise Refusal("message_not_found")
    if message.user != BOT_USER_ID:
        raise Refusal(error)
    return message


def _metadata(args: Args) -> Any:
    metadata = args.object("metadata", "invalid_metadata_format")
    if metadata is not None:
        check_metadata(metadata)
    return metadata


@method("chat.postMessage", "chat:write", takes_json=True)
def post_message(workspace: Workspace, args: Args) -> JSON:
    channel = _destination(workspace, args)
    text, blocks = _content(args)
    thread = args.text("thread_ts")
    if thread and workspace.message(channel.id, thread) is None:
        raise Refusal("thread_not_found")
    message = workspace.post(
        channel.id,
        BOT_USER_ID,
        text or "",
        blocks,
        thread_ts=thread,
        broadcast=args.flag("reply_broadcast"),
        metadata=_metadata(args),
    )
    return {"channel": channel.id, "ts": message.ts, "message": message.as_slack()}


@method("chat.postEphemeral", "chat:write", takes_json=True)
def post_ephemeral(workspace: Workspace, args: Args) -> JSON:
    channel, user = _destination(workspace, args), args.need("user")
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    text, blocks = _content(args)
    thread = args.text("thread_ts")
    message = workspace.post(channel.id, BOT_USER_ID, text or "", blocks, ephemeral_to=user, thread_ts=thread)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write", takes_json=True)
def update(workspace: Workspace, args: Args) -> JSON:
    """Blocks that are not sent stay as they are; an empty list takes them away."""
    message = _own_message(workspace, args, "cant_update_message")
    blocks = args.object("blocks", "invalid_blocks_format")
    text = args.given.get("text")
    check_message(text if text is not None else message.text, message.blocks if blocks is None else blocks)
    metadata = _metadata(args)
    if metadata is not None:
        message.metadata = metadata
    workspace.edit(message, text, blocks)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.as_slack()}


@method("chat.delete", "chat:write", takes_json=True)
def delete(workspace: Workspace, args: Args) -> JSON:
    message = _own_message(workspace, args, "cant_delete_message")
    workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink")
def permalink(workspace: Workspace, args: Args) -> JSON:
    channel, ts = conversation(workspace, args.need("channel")), args.need("message_ts")
    if workspace.message(channel.id, ts) is None:
        raise Refusal("message_not_found")
    return {"channel": channel.id, "permalink": f"{workspace.url}/archives/{channel.id}/p{ts.replace('.', '')}"}
