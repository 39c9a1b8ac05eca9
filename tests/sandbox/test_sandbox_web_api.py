"""The Web API as slack_sdk uses it: what it answers, and the names of what it refuses."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import demo
from sandbox.people import Channel, Usergroup
from sandbox.server import Sandbox
from sandbox.surfaces import Message

TEXT = {"type": "section", "text": {"type": "mrkdwn", "text": "Hello"}}


@pytest.fixture
def web(slack: Sandbox) -> AsyncWebClient:
    return AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_who_may_call(slack: Sandbox) -> None:
    for token, error in ((None, "not_authed"), ("xoxb-other", "invalid_auth"), ("xapp-practice", None)):
        client = AsyncWebClient(token, base_url=slack.api_url, retry_handlers=[])
        if error:
            assert await error_of(client.auth_test()) == error
        assert await error_of(client.users_list()) == (error or "not_allowed_token_type")
    bot = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
    assert await error_of(bot.api_call("apps.connections.open")) == "not_allowed_token_type"
    assert await error_of(bot.api_call("no.such")) == "unknown_method"


async def test_auth_test_and_the_scopes_in_the_header(web: AsyncWebClient) -> None:
    answer = await web.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0TEAM", "U0BOT", "B0BOT")
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


async def test_form_and_json_say_the_same(slack: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {slack.token}"}
    async with aiohttp.ClientSession() as session:
        form = {"channel": "C0SUPPORT", "text": "form", "token": slack.token, "blocks": '[{"type": "divider"}]'}
        async with session.post(slack.api_url + "chat.postMessage", data=form) as got:
            assert (await got.json())["ok"]
        body = {"channel": "C0SUPPORT", "text": "json", "blocks": [{"type": "divider"}]}
        async with session.post(slack.api_url + "chat.postMessage", json=body, headers=headers) as got:
            assert (await got.json())["ok"]
        async with session.post(slack.api_url + "chat.postMessage", data={**form, "blocks": "[{"}) as got:
            assert (await got.json())["error"] == "invalid_blocks_format"
    assert [m.blocks[0]["type"] for m in slack.workspace.messages] == ["divider", "divider"]


async def test_posting_to_channels_and_people(slack: Sandbox, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C0SUPPORT", text="Hi", blocks=[TEXT])
    assert posted["message"]["bot_id"] == "B0BOT"
    assert posted["message"]["blocks"][0]["block_id"]
    direct = await web.chat_postMessage(channel="U0AGENT", text="For you")
    assert direct["channel"] == "D0AGENT"
    assert float(direct["ts"]) > float(posted["ts"])
    assert slack.find("U0AGENT", "for you")
    assert not slack.find("U0LEAD", "for you")


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NONE", "channel_not_found"), ("C0OLD", "is_archived"), ("C0SECRET", "channel_not_found")],
)
async def test_where_the_bot_cannot_post(slack: Sandbox, web: AsyncWebClient, channel: str, error: str) -> None:
    slack.workspace.channels["C0OLD"] = Channel("C0OLD", "old", archived=True, members={"U0BOT"})
    slack.workspace.channels["C0SECRET"] = Channel("C0SECRET", "secret", "private", {"U0AGENT"})
    assert await error_of(web.chat_postMessage(channel=channel, text="x")) == error


async def test_without_the_public_scope_a_bot_must_be_in_the_channel() -> None:
    manifest = {"oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    outside = Channel("C0OTHER", "other", members={"U0AGENT"})
    async with Sandbox(manifest=manifest, channels=[*demo.channels(), outside]) as slack:
        web = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])
        assert await error_of(web.chat_postMessage(channel="C0OTHER", text="x")) == "not_in_channel"
        assert await error_of(web.users_info(user="U0AGENT")) == "missing_scope"
        assert await error_of(web.conversations_history(channel="C0SUPPORT")) == "missing_scope"
        assert slack.workspace.refusals[1].error == "missing_scope"


async def test_a_refusal_says_where(slack: Sandbox, web: AsyncWebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]
    with pytest.raises(SlackApiError) as refused:
        await web.chat_postMessage(channel="C0SUPPORT", text="x", blocks=blocks)
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert [call.error for call in slack.workspace.refusals] == ["invalid_blocks"]
    assert await error_of(web.api_call("chat.postMessage", json={"channel": "C0SUPPORT"})) == "no_text"


async def test_private_messages_are_for_members(slack: Sandbox, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel="C0SUPPORT", user="U0AGENT", text="Only you")
    assert slack.find("U0AGENT", "only you")
    assert not slack.find("U0AGENT2", "only you")
    refused = web.chat_postEphemeral(channel="C0SUPPORT", user="U0NOBODY", text="x")
    assert await error_of(refused) == "user_not_in_channel"
    hidden = slack.find("U0AGENT", "only you")
    assert hidden
    assert await error_of(web.chat_update(channel="C0SUPPORT", ts=hidden.ts, text="x")) == "message_not_found"


async def test_changing_and_deleting_own_messages(slack: Sandbox, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C0SUPPORT", text="Old", blocks=[TEXT])
    where = {"channel": "C0SUPPORT", "ts": posted["ts"]}
    await web.chat_update(**where, text="New")
    message = slack.workspace.message("C0SUPPORT", posted["ts"])
    assert message
    assert (message.text, len(message.blocks), message.updates) == ("New", 1, 1)
    await web.chat_update(**where, text="Newer", blocks=[])
    assert (message.blocks, message.history[0][0]) == ([], "Old")
    theirs = await slack.say("U0AGENT", "C0SUPPORT", "Mine")
    assert await error_of(web.chat_update(channel="C0SUPPORT", ts=theirs.ts, text="x")) == "cant_update_message"
    assert await error_of(web.chat_delete(channel="C0SUPPORT", ts=theirs.ts)) == "cant_delete_message"
    await web.chat_delete(**where)
    assert await error_of(web.chat_update(**where, text="x")) == "message_not_found"
    assert slack.find("U0AGENT", "newer") is None


async def test_threads_and_history(slack: Sandbox, web: AsyncWebClient) -> None:
    first = await web.chat_postMessage(
        channel="C0SUPPORT", text="First", metadata={"event_type": "sent", "event_payload": {"id": "7"}}
    )
    await web.chat_postMessage(channel="C0SUPPORT", text="Reply", thread_ts=first["ts"])
    await web.chat_postMessage(channel="C0SUPPORT", text="Loud", thread_ts=first["ts"], reply_broadcast=True)
    second = await web.chat_postMessage(channel="C0SUPPORT", text="Second")
    await web.chat_postEphemeral(channel="C0SUPPORT", user="U0AGENT", text="Hidden")

    history = await web.conversations_history(channel="C0SUPPORT", include_all_metadata=True)
    assert [m["text"] for m in history["messages"]] == ["Second", "Loud", "First"]
    assert history["messages"][-1]["metadata"]["event_payload"] == {"id": "7"}
    plain = await web.conversations_history(channel="C0SUPPORT", limit=1)
    assert plain["has_more"]
    assert "metadata" not in plain["messages"][0]
    rest = await web.conversations_history(channel="C0SUPPORT", cursor=plain["response_metadata"]["next_cursor"])
    assert [m["text"] for m in rest["messages"]] == ["Loud", "First"]
    replies = await web.conversations_replies(channel="C0SUPPORT", ts=first["ts"])
    assert [m["text"] for m in replies["messages"]] == ["First", "Reply", "Loud"]

    since = await web.conversations_history(channel="C0SUPPORT", oldest=second["ts"])
    assert since["messages"] == []
    since = await web.conversations_history(channel="C0SUPPORT", oldest=second["ts"], inclusive=True)
    assert [m["text"] for m in since["messages"]] == ["Second"]
    assert await error_of(web.chat_postMessage(channel="C0SUPPORT", text="x", thread_ts="1.2")) == "thread_not_found"


async def test_people_groups_and_channels(slack: Sandbox, web: AsyncWebClient) -> None:
    slack.workspace.usergroups["S0LEADS"] = Usergroup("S0LEADS", "leads", ["U0LEAD"])
    ava = (await web.users_info(user="U0AGENT", include_locale=True))["user"]
    assert (ava["tz"], ava["locale"], ava["is_restricted"]) == ("Europe/Berlin", "en-US", False)
    assert await error_of(web.users_info(user="U0NOBODY")) == "user_not_found"
    assert "U0LEAD2" in [user["id"] for user in (await web.users_list())["members"]]
    assert (await web.usergroups_users_list(usergroup="S0LEADS"))["users"] == ["U0LEAD"]
    assert await error_of(web.usergroups_users_list(usergroup="S0NONE")) == "no_such_subteam"
    assert (await web.usergroups_list(include_users=True))["usergroups"][0]["users"] == ["U0LEAD"]
    assert (await web.conversations_open(users="U0LEAD"))["channel"]["id"] == "D0LEAD"
    listed = await web.conversations_list(types="public_channel", limit=2)
    assert [c["name"] for c in listed["channels"]] == ["support", "leads"]
    assert listed["response_metadata"]["next_cursor"]
    assert (await web.conversations_info(channel="C0LEADS"))["channel"]["is_member"]
    assert "U0BOT" in (await web.conversations_members(channel="C0LEADS"))["members"]
    assert len((await web.users_conversations(types="im"))["channels"]) == 1


async def test_a_permalink_leads_to_the_page(slack: Sandbox, web: AsyncWebClient) -> None:
    posted = await web.chat_postMessage(channel="C0SUPPORT", text="Hi")
    link = (await web.chat_getPermalink(channel="C0SUPPORT", message_ts=posted["ts"]))["permalink"]
    async with aiohttp.ClientSession() as session, session.get(link) as page:
        assert "The practice workspace" in await page.text()


async def test_publishing_home(slack: Sandbox, web: AsyncWebClient) -> None:
    view = {"type": "home", "blocks": [TEXT]}
    first = await web.views_publish(user_id="U0AGENT", view=view)
    await web.views_publish(user_id="U0AGENT", view=view, hash=first["view"]["hash"])
    stale = web.views_publish(user_id="U0AGENT", view=view, hash=first["view"]["hash"])
    assert await error_of(stale) == "hash_conflict"
    assert await error_of(web.views_publish(user_id="U0NOBODY", view=view)) == "user_not_found"
    assert slack.workspace.homes["U0AGENT"].words().strip() == "Hello"


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("users.info", {"user": "U0AGENT"}, "user_not_found"),
        ("usergroups.users.list", {"usergroup": "S0LEADS"}, "invalid_arguments"),
        ("conversations.info", {"channel": "C0LEADS"}, "invalid_arguments"),
        ("conversations.members", {"channel": "C0LEADS"}, "invalid_arguments"),
        ("conversations.history", {"channel": "C0LEADS"}, "invalid_arguments"),
        ("conversations.replies", {"channel": "C0LEADS", "ts": "1.000001"}, "invalid_arguments"),
        ("chat.getPermalink", {"channel": "C0LEADS", "message_ts": "1.000001"}, "invalid_arguments"),
    ],
)
async def test_what_reads_takes_no_json(
    slack: Sandbox, web: AsyncWebClient, method: str, args: dict[str, str], error: str
) -> None:
    slack.workspace.usergroups["S0LEADS"] = Usergroup("S0LEADS", "leads", ["U0LEAD"])
    slack.workspace.messages.append(Message([], "C0LEADS", "1.000001", "U0BOT", "Hi"))
    assert await error_of(web.api_call(method, json=args)) == error
    assert (await web.api_call(method, data=args))["ok"]
    assert (await web.api_call(method, http_verb="GET", params=args))["ok"]


async def test_a_list_asked_for_in_json_is_the_whole_list(web: AsyncWebClient) -> None:
    for method in ("users.list", "conversations.list", "users.conversations"):
        assert (await web.api_call(method, json={"limit": 1}))["response_metadata"]["next_cursor"] == ""
        assert (await web.api_call(method, data={"limit": 1}))["response_metadata"]["next_cursor"] == "1"
    assert (await web.api_call("bots.info", json={"bot": "B0NONE"}))["ok"], "nobody was asked for"
    assert await error_of(web.api_call("bots.info", data={"bot": "B0NONE"})) == "bot_not_found"
