"""The practice workspace that the bot is measured against, with as many agents as a measurement needs."""

from __future__ import annotations

from sandbox import demo
from sandbox.pacing import Pace
from sandbox.people import BOT_USER_ID, Person
from sandbox.server import Sandbox

AGENTS = [f"U0AGENT{number:04}" for number in range(1000)]


def workspace(pace: Pace | None = None) -> Sandbox:
    """A workspace of a thousand agents that takes messages at this pace, or else as fast as they come."""
    agents = [Person(agent, agent.lower(), f"Agent {agent[-4:]}") for agent in AGENTS]
    channels = demo.channels()
    for channel in channels:
        channel.members.update([BOT_USER_ID, *AGENTS])
    return Sandbox(pace=pace or False, people=[*demo.PEOPLE, *agents], channels=channels)


def strict(per_second: float) -> Pace:
    """Slack's pace to the letter: a message a second and channel, and a second's worth of the workspace's at once."""
    return Pace(
        channel_per_second=1, channel_burst=1, workspace_per_second=per_second, workspace_burst=max(1.0, per_second)
    )
