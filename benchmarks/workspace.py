"""The practice workspace that the bot is measured against, with as many agents as a measurement needs."""

from __future__ import annotations

from sandbox import demo
from sandbox.people import BOT_USER_ID, Person
from sandbox.server import Sandbox

AGENTS = [f"U0AGENT{number:04}" for number in range(1000)]


def workspace() -> Sandbox:
    """A workspace of a thousand agents that takes messages as fast as they come."""
    agents = [Person(agent, agent.lower(), f"Agent {agent[-4:]}") for agent in AGENTS]
    channels = demo.channels()
    for channel in channels:
        channel.members.update([BOT_USER_ID, *AGENTS])
    return Sandbox(pace=False, people=[*demo.PEOPLE, *agents], channels=channels)
