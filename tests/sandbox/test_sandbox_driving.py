"""People use the app: what the bot receives, and what they see of its answer. Over HTTP and through a socket."""

import asyncio
from typing import Any

import pytest
from tiny_bot import Bot, HttpBot, SocketBot

from sandbox.people import Usergroup
from sandbox.server import Sandbox
from sandbox.surfaces import Message

JSON = dict[str, Any]
A = "U0AGENT"


def plain(text: str) -> JSON:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> JSON:
    return {"text": plain(text), "value": value}


BUTTONS = [
    {
        "type": "actions",
        "block_id": "row",
        "elements": [
            {"type": "button", "text": plain("Done"), "action_id": "done", "value": "17"},
            {
                "type": "static_select",
                "action_id": "snooze",
                "placeholder": plain("Snooze"),
                "options": [option("In 1 hour", "1h"), option("Pick a time…", "pick")],
            },
            {"type": "datepicker", "action_id": "day"},
            {"type": "users_select", "action_id": "who", "placeholder": plain("Hand over")},
            {"type": "overflow", "action_id": "more", "options": [option("Reopen", "r")]},
        ],
    }
]


def field(block: str, label: str, element: JSON | None = None, **more: Any) -> JSON:
    spec = {"type": "plain_text_input", "action_id": "value", **(element or {})}
    return {"type": "input", "block_id": block, "label": plain(label), "element": spec, **more}


def form(*blocks: JSON, title: str = "Form", **more: Any) -> JSON:
    shown = list(blocks) or [field("what", "What")]
    return {"type": "modal", "title": plain(title), "submit": plain("Save"), "blocks": shown, **more}


async def posted(slack: Sandbox, bot: Bot) -> Message:
    await bot.web.chat_postMessage(channel=A, text="Reminder", blocks=BUTTONS)
    return await slack.until(lambda: slack.find(A, "reminder"))


def opens(bot: Bot, view: JSON) -> None:
    async def answer(payload: JSON) -> None:
        if "trigger_id" in payload and payload.get("type") != "view_submission":
            await bot.web.views_open(trigger_id=payload["trigger_id"], view=view)

    bot.answer = answer


async def test_a_command_is_answered_privately(slack: Sandbox, bot: Bot) -> None:
    bot.answer = lambda payload: {"text": f"Noted: {payload['text']}"}
    ack = await slack.command(A, "/followup", "call & <b>", channel="C0SUPPORT")
    assert ack.ok
    assert ack.status == 200
    assert 0 < ack.seconds < 3
    assert ack.message
    assert ack.message.ephemeral_to == A
    assert ack.message is slack.find(A, "noted: call & <b>")
    assert slack.find("U0AGENT2", "noted") is None
    sent = bot.heard[0]
    assert (sent["command"], sent["user_id"], sent["channel_id"], sent["channel_name"]) == (
        "/followup",
        A,
        "C0SUPPORT",
        "support",
    )
    assert {"trigger_id", "response_url", "team_id", "api_app_id", "user_name"} <= set(sent)


async def test_a_command_may_answer_everybody_or_not_at_all(slack: Sandbox, bot: Bot) -> None:
    bot.answer = lambda payload: {"text": "Hello all", "response_type": "in_channel"}
    await slack.command(A, "/hello")
    assert slack.find("U0AGENT2", "hello all")
    bot.answer = lambda payload: None
    assert (await slack.command(A, "/hello")).message is None


async def test_an_answer_that_slack_would_not_show(slack: Sandbox, bot: Bot) -> None:
    bot.answer = lambda payload: {"text": "x", "blocks": [{"type": "fireworks"}]}
    ack = await slack.command(A, "/hello")
    assert ack.error == "invalid_command_response"
    assert slack.find(A, "/hello failed with the error “invalid_command_response”")
    assert [call.error for call in slack.workspace.refusals] == ["invalid_blocks"]


async def test_no_answer_within_patience_is_told(slack: Sandbox, bot: Bot) -> None:
    bot.hold = asyncio.Event()
    slack.transport.patience = 0.05
    ack = await slack.command(A, "/slow")
    assert ack.error == "operation_timeout"
    assert ack.status == 0
    assert slack.find(A, "/slow failed with the error “operation_timeout”")
    bot.hold.set()


async def test_a_bot_that_is_away_or_broken_is_told(slack: Sandbox, http_bot: HttpBot) -> None:
    http_bot.status = 500
    ack = await slack.command(A, "/hello")
    assert (ack.status, ack.error) == (500, "dispatch_failed")
    slack.bot_url = "http://127.0.0.1:9"
    assert (await slack.command(A, "/hello")).error == "dispatch_failed"
    assert slack.find(A, "failed with the error “dispatch_failed”")


async def test_a_manifest_says_which_commands_there_are() -> None:
    manifest = {"features": {"slash_commands": [{"command": "/known"}]}}
    async with Sandbox(manifest=manifest) as slack, HttpBot(slack) as bot:
        assert (await slack.command(A, "/unknown")).error == "invalid_command"
        assert (await slack.open_home(A)).error == "not_subscribed"
        assert (await slack.shortcut(A, "nothing")).error == "invalid_shortcut"
        assert bot.heard == []
        assert slack.find(A, "/unknown is not a valid command.")
        assert (await slack.command(A, "/known")).ok


async def test_a_command_gets_the_ids_of_whom_it_names_where_its_manifest_asks_for_them() -> None:
    commands = [{"command": "/ids", "should_escape": True}, {"command": "/plain"}]
    typed = "@Ben and @nobody, ben@ben.example <@U0BEN> in #support"
    async with Sandbox(manifest={"features": {"slash_commands": commands}}) as slack, HttpBot(slack) as bot:
        await slack.command(A, "/ids", typed)
        await slack.command(A, "/plain", typed)
    named = "<@U0AGENT2|ben> and @nobody, ben@ben.example <@U0BEN> in <#C0SUPPORT|support>"
    assert [heard["text"] for heard in bot.heard] == [named, typed]


async def test_pressing_a_button_of_a_message(slack: Sandbox, bot: Bot) -> None:
    message = await posted(slack, bot)
    assert (await slack.press(A, message, "Done")).ok
    sent = bot.heard[-1]
    assert sent["type"] == "block_actions"
    assert sent["user"]["id"] == A
    assert sent["container"] == {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": "D0AGENT",
        "is_ephemeral": False,
    }
    assert sent["message"]["ts"] == message.ts
    assert sent["message"]["user"] == "U0BOT"
    action = sent["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("done", "row", "17")
    with pytest.raises(LookupError, match=r"there are: .*Done"):
        await slack.press(A, message, "Nothing")


async def test_menus_and_pickers_send_what_was_chosen(slack: Sandbox, bot: Bot) -> None:
    message = await posted(slack, bot)
    await slack.press(A, message, "Snooze", option="In 1 hour")
    assert bot.heard[-1]["actions"][0]["selected_option"]["value"] == "1h"
    await slack.press(A, message, option="Pick a time…")
    assert bot.heard[-1]["state"]["values"]["row"]["snooze"]["selected_option"]["value"] == "pick"
    await slack.press(A, message, "day", date="2026-12-01")
    assert bot.heard[-1]["actions"][0]["selected_date"] == "2026-12-01"
    await slack.press(A, message, "Hand over", value="U0AGENT2")
    assert bot.heard[-1]["actions"][0]["selected_user"] == "U0AGENT2"
    await slack.press(A, message, "more", option="Reopen")
    assert bot.heard[-1]["actions"][0]["selected_option"]["value"] == "r"
    with pytest.raises(LookupError, match="it offers: In 1 hour"):
        await slack.press(A, message, "Snooze", option="Never")


async def test_a_menu_remembers_its_choice_as_long_as_it_has_the_same_id(slack: Sandbox, bot: Bot) -> None:
    message = await posted(slack, bot)
    await slack.press(A, message, "Snooze", option="In 1 hour")
    await bot.web.chat_update(channel=message.channel, ts=message.ts, text="Again", blocks=BUTTONS)
    assert message.state["row"]["snooze"]["selected_option"]
    other = [{**BUTTONS[0], "block_id": "other"}]
    await bot.web.chat_update(channel=message.channel, ts=message.ts, text="Anew", blocks=other)
    assert message.state["other"]["snooze"]["selected_option"] is None


async def test_a_private_message_is_named_but_not_sent_along(slack: Sandbox, bot: Bot) -> None:
    bot.answer = lambda payload: {"text": "Private", "blocks": BUTTONS} if "command" in payload else None
    ack = await slack.command(A, "/hello")
    assert ack.message
    await slack.press(A, ack.message, "Done")
    assert bot.heard[-1]["container"]["is_ephemeral"] is True
    assert "message" not in bot.heard[-1]


async def test_a_form_is_opened_filled_and_saved(slack: Sandbox, bot: Bot) -> None:
    kinds = {"type": "static_select", "options": [option("Credit", "c"), option("Note", "n")]}
    view = form(
        field("what", "What", {"initial_value": "call"}),
        field("day", "Day", {"type": "datepicker", "initial_date": "2026-12-01"}),
        field("kind", "Kind", kinds),
        field("who", "Owner", {"type": "users_select"}, optional=True),
        callback_id="followup",
        private_metadata="17",
    )
    opens(bot, view)
    await slack.command(A, "/followup")
    shown = slack.view(A)
    assert shown
    assert (shown.title, shown.callback_id) == ("Form", "followup")
    ack = await slack.submit(A, shown, {"Day": "2026-12-24", "Kind": "Credit"})
    assert ack.ok
    assert slack.view(A) is None
    sent = bot.heard[-1]
    values = sent["view"]["state"]["values"]
    assert sent["type"] == "view_submission"
    assert sent["view"]["private_metadata"] == "17"
    assert values["what"]["value"] == {"type": "plain_text_input", "value": "call"}
    assert values["day"]["value"]["selected_date"] == "2026-12-24"
    assert values["kind"]["value"]["selected_option"]["value"] == "c"
    assert values["who"]["value"]["selected_user"] is None
    assert {"hash", "root_view_id", "app_id", "bot_id", "team_id"} <= set(sent["view"])


async def test_a_form_complains_before_it_sends(slack: Sandbox, bot: Bot) -> None:
    opens(
        bot,
        form(
            field("what", "What", {"min_length": 3}),
            field("mail", "Email", {"type": "email_text_input"}, optional=True),
            field("count", "Count", {"type": "number_input", "is_decimal_allowed": False, "max_value": "5"}),
        ),
    )
    await slack.command(A, "/followup")
    shown, heard = slack.view(A), len(bot.heard)
    assert shown
    ack = await slack.submit(A, shown, {"Email": "nobody"})
    assert set(ack.errors) == {"what", "mail", "count"}
    assert ack.status == 0
    ack = await slack.submit(A, shown, {"What": "ab", "Email": "a@b.c", "Count": "9"})
    assert set(ack.errors) == {"what", "count"}
    assert len(bot.heard) == heard
    assert slack.view(A)
    assert (await slack.submit(A, shown, {"What": "abc", "Count": 5})).ok


async def test_the_bot_complains_beside_the_field(slack: Sandbox, bot: Bot) -> None:
    opens(bot, form())
    await slack.command(A, "/followup")
    shown = slack.view(A)
    assert shown
    bot.answer = lambda payload: {"response_action": "errors", "errors": {"what": "Say more."}}
    ack = await slack.submit(A, shown, {"What": "x"})
    assert ack.errors == {"what": "Say more."}
    assert slack.view(A)
    assert not slack.workspace.refusals
    bot.answer = lambda payload: {"response_action": "errors", "errors": {"elsewhere": "No."}}
    assert (await slack.submit(A, shown, {"What": "x"})).error == "invalid_errors"
    assert slack.workspace.refusals


@pytest.mark.parametrize("action", ["update", "push", "clear"])
async def test_what_follows_a_form(slack: Sandbox, bot: Bot, action: str) -> None:
    opens(bot, form())
    await slack.command(A, "/followup")
    shown = slack.view(A)
    assert shown
    bot.answer = lambda payload: {"response_action": action, "view": form(title="Next")}
    assert (await slack.submit(A, shown, {"What": "x"})).ok
    titles = [view.title for view in slack.workspace.stack(A)]
    assert titles == {"update": ["Next"], "push": ["Form", "Next"], "clear": []}[action]


async def test_what_was_typed_stays_when_the_form_changes(slack: Sandbox, bot: Bot) -> None:
    choice = {"type": "static_select", "options": [option("Credit", "c")]}
    opens(bot, form(field("what", "What"), field("kind", "Kind", choice, dispatch_action=True)))
    await slack.command(A, "/followup")
    shown = slack.view(A)
    assert shown
    shown.state["what"]["value"]["value"] = "typed"

    async def change(payload: JSON) -> None:
        assert payload["view"]["state"]["values"]["what"]["value"]["value"] == "typed"
        fresh = form(field("what", "What"), field("amount", "Amount"), title="Changed")
        await bot.web.views_update(view_id=payload["view"]["id"], hash=payload["view"]["hash"], view=fresh)

    bot.answer = change
    await slack.press(A, shown, "Kind", option="Credit")
    changed = slack.view(A)
    assert changed
    assert changed.title == "Changed"
    assert changed.state["what"]["value"]["value"] == "typed"
    assert changed.state["amount"]["value"]["value"] is None
    assert [view.title for view in slack.workspace.opened_views] == ["Form", "Changed"]


async def test_closing_a_form_is_told_if_asked_for(slack: Sandbox, bot: Bot) -> None:
    opens(bot, form(notify_on_close=True))
    await slack.command(A, "/followup")
    shown = slack.view(A)
    assert shown
    await slack.close(A, shown)
    assert bot.heard[-1]["type"] == "view_closed"
    assert bot.heard[-1]["is_cleared"] is False
    assert slack.view(A) is None


async def test_a_message_shortcut(slack: Sandbox, bot: Bot) -> None:
    letter = await slack.say("U0AGENT2", "C0SUPPORT", "Late & <angry>, @ava in #leads")
    assert letter.text == "Late &amp; &lt;angry&gt;, <@U0AGENT> in <#C0LEADS>"
    assert (await slack.shortcut(A, "follow_up", letter)).ok
    sent = bot.heard[-1]
    assert (sent["type"], sent["callback_id"], sent["message_ts"]) == ("message_action", "follow_up", letter.ts)
    assert sent["message"]["text"] == letter.text
    assert sent["channel"] == {"id": "C0SUPPORT", "name": "support"}
    await slack.shortcut(A, "anywhere")
    assert bot.heard[-1]["type"] == "shortcut"


async def test_events(slack: Sandbox, bot: Bot) -> None:
    slack.workspace.usergroups["S0LEADS"] = Usergroup("S0LEADS", "leads", ["U0LEAD"])
    await slack.open_home(A)
    assert bot.heard[-1]["event"]["type"] == "app_home_opened"
    assert bot.heard[-1]["event"]["user"] == A
    await slack.change_person(A, tz="Asia/Tokyo")
    assert bot.heard[-1]["event"]["user"]["tz_offset"] == 9 * 3600
    await slack.change_usergroup("S0LEADS", ["U0LEAD2"])
    assert bot.heard[-1]["event"]["added_users"] == ["U0LEAD2"]
    assert bot.heard[-1]["event_id"] != bot.heard[-2]["event_id"]


async def test_messages_are_heard_by_those_who_subscribed() -> None:
    manifest = {"settings": {"event_subscriptions": {"bot_events": ["message.im"]}}}
    async with Sandbox(manifest=manifest) as slack, HttpBot(slack) as bot:
        await slack.say(A, "C0SUPPORT", "not heard")
        await slack.say(A, slack.workspace.dm(A).id, "heard")
        assert [heard["event"]["text"] for heard in bot.heard] == ["heard"]
        assert bot.heard[0]["event"]["channel_type"] == "im"


async def test_the_same_delivery_again(slack: Sandbox, http_bot: HttpBot) -> None:
    http_bot.answer = lambda payload: {"text": "Noted"}
    await slack.command(A, "/followup", "once")
    said = len(slack.workspace.messages)
    assert (await slack.again()).status == 200
    assert http_bot.heard[0] == http_bot.heard[1]
    assert len(slack.workspace.messages) == said
    assert http_bot.headers[1]["X-Slack-Retry-Num"] == "1"


async def test_the_same_envelope_again(slack: Sandbox, socket_bot: SocketBot) -> None:
    await slack.open_home(A)
    await slack.again(retry=2)
    first, second = socket_bot.envelopes
    assert first.envelope_id == second.envelope_id
    assert first.payload == second.payload
    assert (first.retry_attempt, second.retry_attempt) == (0, 2)


async def test_forged_and_broken_requests(slack: Sandbox, http_bot: HttpBot) -> None:
    assert (await slack.command(A, "/followup", secret="wrong")).status == 401
    assert (await slack.command(A, "/followup", timestamp=1)).status == 401
    assert (await slack.command(A, "/followup", signed=False)).status == 401
    assert (await slack.post(b"{", signed=False)).status == 401
    assert slack.workspace.messages == []
    assert http_bot.heard == []


async def test_until_tells_what_was_seen_instead(slack: Sandbox) -> None:
    await slack.say(A, "C0SUPPORT", "something else")
    with pytest.raises(TimeoutError, match="something else"):
        await slack.until(lambda: slack.find(A, "never"), seconds=0.01)
