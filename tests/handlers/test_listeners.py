"""What listeners and the dispatcher see to besides the use cases: whose a record is, who reads what, Slack's pace."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from offices import Work
from sqlalchemy.exc import OperationalError

from bot import clippings
from bot.errors import AlreadyDecided, NotYours, Refusal
from handlers.answers import Answer, Form, Private, Problems
from handlers.dispatch import MOST_UNDER_WAY, Dispatcher, Listener, Routes
from handlers.errors import answer_to
from handlers.incoming import Incoming, Kind, moment_of
from handlers.listeners import drafts, followups, register_all, reviews, snoozing
from handlers.office import Office
from handlers.views import plain
from sandbox.people import Person as Member
from storage import drafts as stored_drafts
from storage.records import Person

OWNER = "U0AGENT"


async def recorded(work: Work) -> str:
    asked = work.delivery("command", "/followup", text="#4312 call back in 2h")
    assert isinstance(await followups.command(work.office, asked, work.ava), Private)
    return "1"


@pytest.mark.parametrize(
    ("listener", "value"),
    [(followups.open_change, "1"), (snoozing.snooze, "1 pick"), (drafts.open_for_followup, "1")],
)
async def test_a_colleague_s_follow_up_opens_in_no_form(work: Work, listener: Listener, value: str) -> None:
    await recorded(work)
    with pytest.raises(NotYours):
        await listener(work.office, work.delivery("action", "x", "U0AGENT2", value=value), work.ben)
    assert isinstance(await listener(work.office, work.delivery("action", "x", value=value), work.ava), Form)


async def test_a_form_does_not_wait_for_a_link(work: Work) -> None:
    work.slack.faults.add("chat.getPermalink", "slow_answer", times=1, seconds=2)
    said = await work.slack.say("U0AGENT", "C0SUPPORT", "My parcel is late.")
    pressed = work.delivery("shortcut", "follow_up_on_message", text=said.text, channel=said.channel, ts=said.ts)
    late = await followups.shortcut(work.office, pressed, work.ava)
    soon = await followups.shortcut(work.office, pressed, work.ava)
    assert isinstance(late, Form)
    assert isinstance(soon, Form)
    assert "link" not in json.loads(late.view["private_metadata"])
    assert "link" in json.loads(soon.view["private_metadata"])


def said_at(work: Work, number: int) -> datetime | None:
    with work.office.desk.database.read() as tx:
        draft = stored_drafts.get(tx, number)
    assert draft is not None
    return draft.said_at


async def test_a_draft_for_a_message_knows_when_it_was_said(work: Work) -> None:
    await drafts.shortcut(
        work.office, work.delivery("shortcut", "d", text="Where is it?", ts="1795176000.000100"), work.ava
    )
    assert said_at(work, 1) == datetime(2026, 11, 20, 12, 0, 0, 100, tzinfo=UTC)
    await drafts.command(work.office, work.delivery("command", "/draft", text="Where is it?"), work.ava)
    assert said_at(work, 2) is None, "nobody knows when what was pasted was said"
    await work.office.settle(5)


@pytest.mark.parametrize("of", [{"author": "bot_user"}, {"author": "bot"}, {"is_notice": True}])
async def test_what_no_customer_wrote_is_not_answered(work: Work, of: dict[str, Any]) -> None:
    ours = {"author": getattr(work.office.directory, of["author"])} if "author" in of else of
    assert ours != {"author": None}
    told = await drafts.shortcut(work.office, work.delivery("shortcut", "d", text="Hello there", **ours), work.ava)
    assert isinstance(told, Private)
    assert "use this on what the customer wrote" in told.message.text
    with work.office.desk.database.read() as tx:
        assert stored_drafts.get(tx, 1) is None


@pytest.mark.parametrize(("author", "is_own"), [("U0AGENT", True), ("U0AGENT2", False), ("B0TICKETS", False)])
async def test_one_s_own_message_is_answered_and_said_to_be_that(work: Work, author: str, is_own: bool) -> None:
    told = await drafts.shortcut(work.office, work.delivery("shortcut", "d", text="It broke.", author=author), work.ava)
    assert isinstance(told, Private)
    assert "direct messages" in told.message.text
    assert ("is your own" in told.message.text) == is_own
    await work.office.settle(5)


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200b", "\u2800"])
async def test_what_cannot_be_seen_is_no_message_and_no_reply(work: Work, text: str) -> None:
    asked = await drafts.shortcut(work.office, work.delivery("shortcut", "d", text=text), work.ava)
    assert isinstance(asked, Form)
    assert "There are no words in that message. Paste what they wrote." in json.dumps(asked.view)
    typed = await drafts.command(work.office, work.delivery("command", "/draft", text=text), work.ava)
    assert isinstance(typed, Form)
    assert "no words in that message" not in json.dumps(typed.view)
    forms = ((drafts.submit, "message"), (drafts.submit_edit, "reply"), (reviews.submit_suggestion, "words"))
    for listener, field in forms:
        sent = work.delivery("form", "f", fields={field: text}, carried={"number": "1"})
        assert isinstance(await listener(work.office, sent, work.ava), Problems)


async def test_an_emoji_is_a_reply(work: Work) -> None:
    await drafts.command(work.office, work.delivery("command", "/draft", text="👩‍🚀"), work.ava)
    await work.office.settle(5)
    sent = work.delivery("form", "f", fields={"reply": "👋🏽"}, carried={"number": "1"})
    assert await drafts.submit_edit(work.office, sent, work.ava) is None


@pytest.mark.parametrize(("edited", "dated"), [("", True), (" Anything else?", False)])
async def test_a_draft_for_a_follow_up_knows_when_its_message_was_said(work: Work, edited: str, dated: bool) -> None:
    fields, theirs = {"customer": "#4312", "what": "Answer them", "when": "in 2h"}, "I need it by 5 pm today."
    letter = clippings.keep(work.office.desk, work.ava, theirs)
    link = {"link": "https://team.slack.com/archives/C0SUPPORT/p1795176000000100", "letter": letter}
    await followups.submit(work.office, work.delivery("form", "followup_form", fields=fields, carried=link), work.ava)
    form = await drafts.open_for_followup(work.office, work.delivery("action", "followup.draft", value="1"), work.ava)
    assert isinstance(form, Form)
    carried = json.loads(form.view["private_metadata"])
    sent = work.delivery("form", "draft_form", fields={"message": f"{theirs}{edited}"}, carried=carried)
    await drafts.submit(work.office, sent, work.ava)
    assert (said_at(work, 1) is not None) == dated
    await work.office.settle(5)


@pytest.mark.parametrize("ts", [None, "", "1", "x.y", "1795190400", "99999999999999.1", "1795176000.000100\n"])
def test_what_is_no_timestamp_dates_nothing(ts: str | None) -> None:
    assert moment_of(ts) is None


def test_a_refusal_beside_a_field_shows_no_ids(work: Work) -> None:
    refusal = NotYours(name="F-1", owner=f"<@{OWNER}>", people=[OWNER])
    answer = answer_to(refusal, work.delivery("form", "followup_form", fields={"what": "x", "when": "in 2h"}))
    assert isinstance(answer, Problems)
    assert answer.fields == {"when": "F-1 is a colleague’s, so it is theirs to change. Nothing was changed."}


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("G-1 was already approved by <@U0LEAD>", "G-1 was already approved by you."),
        ("G-1 was already approved by <@U0LEAD2> and <@U0LEAD>", "G-1 was already approved by <@U0LEAD2> and you."),
        ("G-1 was already approved by <@U0LEAD2>", "G-1 was already approved by <@U0LEAD2>."),
        ("<@U0LEAD> was first and said that P-1 is fixed", "You said that P-1 is fixed."),
        ("<@U0LEAD> found nothing to change in D-5 already", "You found nothing to change in D-5 already."),
    ],
)
def test_whoever_decided_it_themselves_is_told_so_as_you(work: Work, outcome: str, said: str) -> None:
    people = ["U0LEAD", "U0LEAD2"]
    answer = answer_to(AlreadyDecided(outcome=outcome, people=people), work.delivery("action", "x", "U0LEAD"))
    assert answer == Private(plain.note(f"{said} Nothing was changed.", people))
    typed = answer_to(AlreadyDecided(outcome=outcome), work.delivery("action", "x", "U0LEAD"))
    assert typed == Private(plain.note(f"{outcome}. Nothing was changed.")), "an id that somebody typed stays one"


class SerializationTrouble(sqlite3.OperationalError):
    """Drivers have classes of their own for each reason."""


def test_every_refusal_writes_its_apostrophes_as_messages_do() -> None:
    for refusal in Refusal.__subclasses__():
        assert "'" not in (refusal.__doc__ or ""), refusal


def test_an_outage_is_told_by_its_kind_and_not_by_its_name(work: Work) -> None:
    down = OperationalError("SELECT 1", {}, SerializationTrouble("busy"))
    answer = answer_to(down, work.delivery("command", "/followup"))
    assert answer == Private(plain.note(plain.OUTAGE))


async def test_a_guest_s_home_says_whom_the_bot_is_for(work: Work) -> None:
    people = work.slack.workspace.people
    people["U0GUEST"] = Member("U0GUEST", "gwen", "Gwen Guest", guest="single-channel")
    people["U0OTHER"] = Member("U0OTHER", "olli", "Olli Other", outsider=True)
    dispatcher = Dispatcher(work.office, register_all())
    for user in ("U0GUEST", "U0OTHER", "U0AGENT"):
        event = {"type": "app_home_opened", "tab": "home"}
        assert await dispatcher.handle(work.delivery("event", "app_home_opened", user, event=event)) == {}
    await work.office.settle(5)
    shown = {user: json.dumps(view.body) for user, view in work.slack.workspace.homes.items()}
    assert "My hours" in shown["U0AGENT"]
    for user in ("U0GUEST", "U0OTHER"):
        assert "support team" in shown[user]
        assert "My hours" not in shown[user]


async def test_a_guest_s_command_is_refused_as_before(work: Work) -> None:
    work.slack.workspace.people["U0GUEST"] = Member("U0GUEST", "gwen", "Gwen Guest", guest="single-channel")
    ack = await Dispatcher(work.office, register_all()).handle(work.delivery("command", "/followup", "U0GUEST"))
    assert "support team" in ack["text"]


async def test_what_could_not_be_answered_in_time_is_refused_at_once(work: Work) -> None:
    begun, go_on = list[str](), asyncio.Event()
    enough, one_more = asyncio.Event(), asyncio.Event()

    async def wait(office: Office, incoming: Incoming, person: Person) -> Answer:
        begun.append(incoming.kind)
        if len(begun) == MOST_UNDER_WAY:
            enough.set()
        if incoming.kind == "event":
            one_more.set()
        await go_on.wait()
        return Private(plain.note("recorded"))

    routes = Routes()
    kinds: tuple[Kind, ...] = ("command", "form", "event")
    for kind in kinds:
        routes.on(kind, "wait")(wait)
    dispatcher = Dispatcher(work.office, routes)

    async def handle(kind: Kind, **fields: Any) -> dict[str, Any]:
        return await dispatcher.handle(work.delivery(kind, "wait", **fields))

    under_way = [asyncio.create_task(handle("command")) for _ in range(MOST_UNDER_WAY)]
    await enough.wait()
    refused = await handle("command")
    form = await handle("form", fields={"what": "x"})
    assert len(begun) == MOST_UNDER_WAY
    assert "nothing was recorded" in refused["text"]
    assert "nothing was recorded" in form["errors"]["what"]
    under_way.append(asyncio.create_task(handle("event")))
    await one_more.wait()
    go_on.set()
    answers = await asyncio.gather(*under_way)
    assert [answer.get("text") for answer in answers] == ["recorded"] * MOST_UNDER_WAY + [None]
    assert (await handle("command"))["text"] == "recorded"
