"""The app leaves the workspace: who may say so, what is noticed by itself, and what operators are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from offices import POLICY, Work

from bot import customers, installation, retention
from bot.hours import Duration
from handlers import checks
from handlers.installation import Installation
from handlers.listeners import register_all
from handlers.metrics import OLDEST_SECONDS, UNINSTALLED
from handlers.monitor import Monitor
from handlers.schedule import Schedule
from prompts.writer import Writer
from storage import timers as stored_timers
from storage.records import Reference

JANE = Reference("email", "jane.doe@example.com", "jane.doe@example.com")
BOT = {"tokens": {"oauth": [], "bot": ["U0BOT"]}}


async def tell(work: Work, name: str, team: str = "T0TEAM", **event: Any) -> None:
    """Slack tells something."""
    incoming = replace(work.delivery("event", name, user="", event={"type": name, **event}), team=team)
    listener = register_all().listener(incoming)
    assert listener
    assert await listener(work.office, incoming, work.ava) is None


@pytest.mark.parametrize(("name", "event"), [("app_uninstalled", {}), ("tokens_revoked", BOT)])
async def test_from_then_on_it_is_out(
    work: Work, name: str, event: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    await tell(work, name, **event)
    await tell(work, "app_uninstalled")
    assert work.office.is_out.is_set()
    assert await work.office.read(installation.gone_since) is not None
    (line,) = caplog.records
    assert line.levelname == "WARNING"
    assert "uninstalled" in line.getMessage()


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("tokens_revoked", {"tokens": {"oauth": ["U0AGENT"], "bot": []}}),
        ("tokens_revoked", {"tokens": {"oauth": ["U0AGENT"]}}),
        ("tokens_revoked", {"tokens": "all"}),
        ("tokens_revoked", {}),
        ("app_uninstalled", {"team": "T0OTHER"}),  # of another workspace
    ],
)
async def test_what_is_not_about_us_changes_nothing(work: Work, name: str, event: dict[str, Any]) -> None:
    await tell(work, name, **event)
    assert not work.office.is_out.is_set()
    assert await work.office.read(installation.gone_since) is None


async def test_meanwhile_only_words_are_erased_that_may_not_be_kept(work: Work) -> None:
    await tell(work, "app_uninstalled")
    at = work.office.desk.clock()
    policy = replace(POLICY, keeps={"notes": Duration(days=90)})
    desk = replace(work.office.desk, policy=policy, clock=lambda: at + timedelta(days=100))
    customers.note(work.office.desk, "a note", work.ava, JANE, "has a dog")
    retention.keep(replace(desk, clock=work.office.desk.clock))
    with desk.database.begin() as tx:
        stored_timers.arm(tx, "weekly", "team", at)
    schedule = Schedule(desk, lambda: None, work.office.is_out.is_set)
    await schedule.carry_out()
    assert customers.timeline(desk, JANE).notes == ()
    with desk.database.read() as tx:
        assert "weekly" in {timer.kind for timer in stored_timers.of_subject(tx, "team")}, "the others rest"


class TestLooking:
    def watch(self, work: Work) -> tuple[Installation, list[str]]:
        said: list[str] = []

        async def back() -> None:
            assert work.office.is_out.is_set(), "before anything is sent"
            said.append("back")

        return Installation(work.office, back), said

    async def test_another_process_was_told(self, work: Work) -> None:
        watching, said = self.watch(work)
        await watching.look()
        assert not work.office.is_out.is_set()
        installation.uninstalled(work.office.desk, "elsewhere", "app_uninstalled")
        work.slack.workspace.is_uninstalled = True
        await watching.look()
        assert work.office.is_out.is_set()
        installation.installed_again(work.office.desk)
        await watching.look()
        assert not work.office.is_out.is_set()
        assert said == ["back"]

    async def test_the_token_works_again(self, work: Work) -> None:
        watching, said = self.watch(work)
        work.slack.workspace.is_uninstalled = True
        await tell(work, "app_uninstalled")
        for _ in range(2):
            await watching.look()
        assert (work.office.is_out.is_set(), said) == (True, [])
        work.slack.workspace.is_uninstalled = False
        await watching.look()
        assert (work.office.is_out.is_set(), said) == (False, ["back"])
        assert await work.office.read(installation.gone_since) is None

    async def test_it_was_out_when_it_ended(self, work: Work) -> None:
        watching, _ = self.watch(work)
        await watching.recall()
        assert not work.office.is_out.is_set()
        installation.uninstalled(work.office.desk, "earlier", "app_uninstalled")
        await watching.recall()
        assert work.office.is_out.is_set()


async def test_operators_see_it_and_no_alarm_rises(work: Work) -> None:
    await Monitor(work.office).measure()
    assert UNINSTALLED._value.get() == 0
    installation.uninstalled(work.office.desk, "one", "app_uninstalled")
    await Monitor(work.office).measure()
    assert UNINSTALLED._value.get() == 1
    assert OLDEST_SECONDS.labels("timers")._value.get() == 0


async def test_check_says_what_to_do(work: Work) -> None:
    installation.uninstalled(work.office.desk, "one", "app_uninstalled")
    told: list[str] = []
    plan = checks.Plan(
        [], "", "", None, Path("manifest.yml"), POLICY, Path("policy.toml"), work.office.desk, True, "", Writer().check
    )
    assert await checks.run(plan, told.append) == 1
    (problem,) = [sentence for sentence in told if sentence.startswith("PROBLEM")]
    assert "uninstalled from the workspace at 2026-11-23 11:00 UTC: install it again" in problem
    assert "SLACK_BOT_TOKEN" in problem
