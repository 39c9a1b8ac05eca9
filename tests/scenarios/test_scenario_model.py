"""Drafts written by a model: what it is told, what becomes of its answer, and what happens when it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_model import REPLY, FakeModel
from team import PATIENCE, Team

Own = Callable[..., Any]
LETTER = (
    "My parcel #8801 is late again! Call me at +49 30 901820 or write to maya.fernandes@example.com. "
    "My IBAN is DE89 3704 0044 0532 0130 00, my card 4111 1111 1111 1111. Regards, Maya Fernandes"
)
SECRETS = ("maya", "fernandes", "901820", "0130 00", "4111", "example.com")


async def test_the_model_writes_and_never_learns_who_it_is(own: Own) -> None:
    async with FakeModel() as model:
        team: Team = await own(OPENAI_BASE_URL=model.url, OPENAI_MODEL="small")
        ava = team.hire("Ava")
        await ava.types("/customer maya.fernandes@example.com note Maya likes short mails")
        await ava.types(f"/draft {LETTER}")
        draft = await ava.hears("A reply")
        assert REPLY in draft.words()
        assert "Written by small" in draft.words()
        assert "where the parcel is" in draft.words()
        assert "Use it" in draft.labels()
        assert "Remind me" in draft.labels()
        asked = "".join(model.asked).casefold()
        assert "parcel" in asked
        assert not [secret for secret in SECRETS if secret in asked]

        good = model.says
        model.says = {**good, "reply": "We will refund you $50 at once, with love from <!channel>."}
        ben = team.hire("Ben")
        await ben.types(f"/draft {LETTER}")
        draft = await ben.hears("A reply")
        assert "Use it" not in draft.labels()
        assert "Not approved yet" in draft.words()
        assert "<!channel>" not in draft.words()

        for says, status in (("no JSON at all", 200), ({"reply": 7}, 200), ("", 500)):
            model.says, model.status = says, status
            agent = team.hire(f"Cy{len(model.asked)}")
            await agent.types(f"/draft {LETTER}")
            draft = await agent.hears("A reply")
            assert "phrasebook" in draft.words()
            assert "The model" in draft.words(), "it says why"

        model.says, model.status = good, 200
        await a_restart_finishes_the_draft(team, model)


async def a_restart_finishes_the_draft(team: Team, model: FakeModel) -> None:
    zoe = team.hire("Zoe")
    model.reached.clear()
    model.awake.clear()
    await zoe.types(f"/draft {LETTER}")
    async with asyncio.timeout(PATIENCE):
        await model.reached.wait()
    await team.bot.kill()
    model.awake.set()
    await team.start()
    assert REPLY in (await zoe.hears("A reply")).words()
    assert len(zoe.heard("A reply")) == 1


async def test_a_draft_is_seen_at_work_and_becomes_the_reply(own: Own) -> None:
    async with FakeModel() as model:
        team: Team = await own(OPENAI_BASE_URL=model.url)
        ava, ben = team.hire("Ava"), team.hire("Ben")
        model.awake.clear()
        await ava.types(f"/draft {LETTER}")
        draft = await ava.hears("Writing a warm reply")
        assert draft.labels() == []
        await ben.types("/draft My parcel is late. may@example.com")
        forgotten = await ben.hears("Writing a warm reply")
        assert (await team.run("forget", "may@example.com")).code == 0
        await ben.sees_change(forgotten, "is discarded")
        model.awake.set()
        await ava.sees_change(draft, REPLY)
        assert "Use it" in draft.labels()
        assert [len(ava.heard()), len(ben.heard())] == [1, 1]
        assert "parcel" not in forgotten.words()


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="nothing tells here what a process has loaded")
async def test_what_the_first_draft_takes_is_loaded_at_the_start(own: Own) -> None:
    team: Team = await own(OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    process = team.bot.process
    assert process
    loaded = Path(f"/proc/{process.pid}/maps")
    await team.until(lambda: "/jiter/" in loaded.read_text())  # a part of the client's in machine code


async def test_a_model_that_hangs_is_not_waited_for(own: Own) -> None:
    async with FakeModel() as model:
        team: Team = await own(OPENAI_BASE_URL=model.url, DRAFT_DEADLINE_SECONDS="1")
        ava = team.hire("Ava")
        model.awake.clear()
        await ava.types(f"/draft {LETTER}")
        draft = await ava.hears("A reply")
        assert "did not answer within 1 second" in draft.words()
        assert ("no time left to ask it" in draft.words()) == (not model.asked)
        assert "Written by the phrasebook" in draft.words()
