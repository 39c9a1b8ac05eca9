"""What must never happen, whoever tries: strangers let in, forgeries believed, people pinged, words leaked."""

from __future__ import annotations

import io
import json
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from team import Team

pytestmark = pytest.mark.usefixtures("shared")

NASTY = {
    "broadcast": "<!channel> <!here> @everyone",
    "mention": "<@U0LEAD> and <#C0LEADS>",
    "markup": "*bold* _it_ ~no~ `code` > quote & <b>",
    "NUL": "nothing\x00ness",
    "right to left": "שלום \u202eevil\u202c مرحبا",
    "emoji": "👩‍👩‍👧‍👦 :wave: 🏳️‍🌈",
    "payload": "the payload={} was lost payload",
    "long": "long words " * 272,
    "lines": "one\ntwo\r\nthree\tfour",
}
FORM = "application/x-www-form-urlencoded"
MALFORMED = [
    (b"", "application/json"),
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b"null", "application/json"),
    (b'"text"', "application/json"),
    (b"[" * 100_000, "application/json"),
    (b'{"type": 7}', "application/json"),
    (b'{"type": "event_callback"}', "application/json"),
    (b'{"type": "event_callback", "event": "x"}', "application/json"),
    (b"payload=", FORM),
    (b"payload=7", FORM),
    (b"payload=%7B%7D", FORM),
    (b"payload=%ff", FORM),
    (b"command=%2Ffollowup", FORM),
    (b"command=%2Ffollowup&user_id=U0AGENT", FORM),
    (b"hello=1", "multipart/form-data"),
    *(
        (
            urlencode({"payload": json.dumps({"type": "block_actions", **more})}).encode(),
            FORM,
        )
        for more in ({"user": {"id": "U0AGENT"}, "trigger_id": "1"}, {"user": 5, "trigger_id": [], "actions": [5]})
    ),
]


async def test_strangers_are_told_it_is_for_the_team(team: Team) -> None:
    for name, fields in {
        "Guest": {"guest": "single-channel"},
        "Visitor": {"guest": "multi-channel"},
        "Outsider": {"outsider": True},
        "Leaver": {"deleted": True},
    }.items():
        stranger = team.hire(name, **fields)
        for line in (
            "/followup #7001 call tomorrow 9am",
            "/draft hello there",
            "/gesture list",
            "/customer #7001",
            "/service",
        ):
            assert "support team" in (await stranger.types(line)).words()
        letter = await team.person("U0AGENT").says("Help me please")
        await stranger.takes("follow_up_on_message", letter)
        assert "support team" in (await stranger.is_told("support team")).words()
    assert "F-" not in (await team.hire("Ava").types("/followup find call")).words()


async def test_who_becomes_a_guest_is_out_at_once(team: Team) -> None:
    ben = team.hire("Ben")
    echo = await ben.types("/followup #7002 call tomorrow 9am")
    assert (await team.slack.change_person(ben.id, guest="multi-channel")).ok
    assert "support team" in (await ben.types("/followup list")).words()
    await ben.presses(echo, "Cancel")
    await ben.is_told("support team")
    assert "#7002" in (await team.person("U0LEAD").types("/followup find #7002")).words(), "it is still open"


async def test_forged_old_and_unsigned_requests_are_refused(team: Team) -> None:
    slack, old = team.slack, int(time.time()) - 400
    for forged in (
        {"secret": "wrong"},
        {"signed": False},
        {"timestamp": old},
        {"timestamp": int(time.time()) + 400},
        {"timestamp": "soon"},
        {"timestamp": ""},
        {"timestamp": "١٢٣"},
        {"timestamp": "9" * 40},
    ):
        ack = await slack.command("U0AGENT", "/followup", "#7003 forged tomorrow 9am", **forged)
        assert ack.status == 401, forged
    for signature in ("", "v0=", "v0=é", "x" * 5000):
        ack = await slack.post(b"{}", "application/json", headers={"X-Slack-Signature": signature})
        assert ack.status == 401, signature
    assert (await slack.post(b"\xff\xfe", "application/json")).status == 401, "what is no text has no signature"
    assert (await slack.post(b"ssl_check=1", FORM, signed=False)).status == 401
    assert (await slack.post(b"ssl_check=1", FORM)).status == 200
    challenge = await slack.post(b'{"type": "url_verification", "challenge": "abc"}', "application/json")
    assert challenge.json == {"challenge": "abc"}
    assert "Nothing open mentions" in (await team.person("U0LEAD").types("/followup find forged")).words()


@pytest.mark.parametrize("malformed", MALFORMED, ids=lambda given: repr(given[0][:40]))
async def test_malformed_requests_are_refused(team: Team, malformed: tuple[bytes, str]) -> None:
    assert (await team.slack.post(*malformed)).status == 400
    assert (await team.bot.get("/healthz"))[0] == 200


async def test_a_body_without_end_is_refused(team: Team) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{team.bot.url}/slack/events", data=io.BytesIO(b"x" * 2_100_000)) as response,
    ):
        assert response.status == 400


@pytest.mark.parametrize("name", NASTY)
async def test_whatever_is_typed_is_shown_as_typed_and_pings_nobody(team: Team, name: str) -> None:
    text, ava = NASTY[name], team.hire(f"Nasty{len(name)}{name[:2]}")
    shown = " ".join(text.replace("\x00", "").split())[:60]

    def plainly(words: str) -> str:
        return " ".join(words.split())

    echo = await ava.types(f"/followup #7100 {text} tomorrow 9am")
    assert shown in plainly(echo.words())
    note = await ava.types(f"/customer #7101 note {text}")
    assert shown in plainly(note.words())
    granted = await ava.types(f"/gesture note #7102 {text}")
    assert "granted" in granted.words()
    log = await ava.types("/gesture log #7102")
    found = await ava.types(f"/followup find {text}")
    assert found.ephemeral_to == ava.id
    await ava.types(f"/draft {text}")
    draft = await ava.hears("A reply")
    assert shown[:40] in plainly(draft.words())
    form = await ava.opens("/followup")
    await ava.fills(form, customer="#7103", what=text[:3000], when="tomorrow 9am")
    told = await ava.is_told("#7103")
    assert shown in plainly(told.words())
    for message in (echo, note, granted, log, found, draft, told):
        assert not set("<>") & set(message.text), "a notification that could mention somebody"
        assert "mrkdwn" not in json.dumps(message.blocks)


async def test_a_name_may_be_anything_too(team: Team) -> None:
    ava = team.hire("Anybody")
    for name in ("<!channel>", "<@U0LEAD>", "*x*", "Ω אב", "O’Brien & Söhne"):
        echo = await ava.types(f'/followup "{name}" call tomorrow 9am')
        assert name in echo.words()
        assert "mrkdwn" not in json.dumps(echo.blocks)


async def test_unknown_buttons_and_numbers_are_answered(team: Team) -> None:
    ava = team.hire("Aki")
    echo = await ava.types("/followup #7004 call tomorrow 9am")
    for action, value in (
        ("followup.done", "999999"),
        ("gesture.approve", "x"),
        ("no.such", "1"),
        ("draft.use", "9" * 30),
    ):
        found = echo.find("Cancel")
        found.element.update(action_id=action, value=value)
        messages, before = team.slack.workspace.messages, len(team.slack.workspace.messages)
        await ava.presses(echo, "Cancel")
        await team.until(lambda seen=before: len(team.slack.workspace.messages) > seen)
        assert messages[-1].ephemeral_to == ava.id
