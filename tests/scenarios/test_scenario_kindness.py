"""Does kindness work? A team asks, with too few cases at first and then with enough to hold against each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from player import Player
from team import Team

from sandbox.surfaces import Message

Own = Callable[..., Any]


def cells(answer: Message) -> dict[str, list[str]]:
    """The table of an answer, by what each row is about."""
    (table,) = (block for block in answer.blocks if block["type"] == "data_table")
    return {row[0]["text"]: [cell["text"] for cell in row[1:]] for row in table["rows"]}


async def help_out(agent: Player, customer: str, *, credit: bool) -> None:
    """A customer's matter from the asking to the end, with a credit or without."""
    if credit:
        await agent.types(f'/gesture credit $20 "{customer}" their parcel came late')
    await agent.types(f'/followup "{customer}" tell them where the parcel is in 3 days')
    await agent.presses(await agent.types(f"/followup find {customer.split()[0]}"), "Done")


async def test_what_went_with_a_gesture_is_told_to_everybody_once_there_are_enough(own: Own) -> None:
    team: Team = await own()
    agent, colleague = team.hire("Kira"), team.hire("Levi")
    nothing = await agent.types("/service kindness")
    assert "nothing to compare yet" in nothing.words()

    names = [f"{letter}nno Berg" for letter in "ABCDEFGHIJKLMNOPQRST"]
    await help_out(agent, names[0], credit=True)
    few = await agent.types("/service kindness")
    assert cells(few)["Account credit"] == ["1", "0", "too few to say"]

    for number, name in enumerate(names[1:], 1):
        await help_out(agent, name, credit=number % 2 == 0)
    team.slack.clock.forward("10 days")
    for name in names[0:10:2]:
        await agent.types(f'/followup "{name}" look into the new one in 60 days')
    team.slack.clock.forward("25 days")
    for period in ("kindness", "kindness quarter"):
        enough = await colleague.types(f"/service {period}")
        found = cells(enough)
        assert found["Account credit: back in 30 days"][:2] == ["50% of 10", "0% of 10"]
        assert found["Account credit: back in 30 days"][2].startswith("+50 in 100 (+")
        assert found["Personal follow-up"] == ["20", "0", "too few to say"]
        assert "Account credit: $20 a case" in enough.words()
        assert "not what caused it" in enough.words()
        form = await colleague.presses_for_form(enough, "What do these mean?")
        assert "each customer counts once" in form.words()
    assert "/service kindness" in (await agent.types("/service help")).words()
