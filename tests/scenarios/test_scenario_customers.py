"""A customer is written three ways, and becomes one; three of one name stay three."""

from __future__ import annotations

from team import Team


async def test_a_name_an_address_and_a_ticket_are_one(team: Team) -> None:
    ava, ben, lee = team.hire("Ava"), team.hire("Ben"), team.person("U0LEAD")
    first = await ava.types("/followup ida.moos@example.com tell her about the refund in 1 minute")
    assert "same person" not in first.words()
    await ava.types("/gesture credit $120 ida.moos@example.com late twice")
    card = await team.sees("ida.moos@example.com")
    team.slack.clock.forward("1 min")
    reminder = await ava.hears("Time to get back to ida.moos@example.com")

    asked = await ben.types("/followup “Ida Moos” call her tomorrow 9am")
    assert "Is this the same person as ida.moos@example.com?" in asked.words()
    await ben.presses(asked, "Yes, the same")
    await ben.is_told("Ida Moos and ida.moos@example.com are one customer now.")
    for message in (reminder, card):
        await ben.sees_change(message, "Ida Moos")
    await ben.presses(asked, "Yes, the same")
    await ben.is_told("no longer two customers")

    await ben.types("/customer #9177 note waits for a parcel")
    asked = await ava.types("/followup #9177 ask ida.moos@example.com for her address tomorrow 9am")
    assert "Is this the same person as Ida Moos?" in asked.words()
    await ava.presses(asked, "Yes, the same")
    await ava.is_told("Ida Moos, ida.moos@example.com and #9177 are one customer now.")
    known = (await lee.types("/customer #9177")).words()
    for words in ("Ida Moos", "waits for a parcel", "tell her about the refund", "call her", "for her address", "$120"):
        assert words in known
    assert "same person" not in known
    assert (await team.run("audit", "verify")).code == 0


async def test_of_three_of_one_name_the_agent_says_which(team: Team) -> None:
    ava = team.hire("Anja")
    for grace in ('"Grace Hopper"', '"Grace Lee"', "grace.jones@example.com"):
        await ava.types(f"/customer {grace} note writes to us often")

    form = await ava.opens('/followup "Grace" call her about the kettle tomorrow 9am')
    assert "Which Grace?" in form.words()
    assert "⚠️" not in form.words(), "nothing is wrong with what was typed"
    assert form.find("what").element["initial_value"] == "call her about the kettle"
    await ava.fills(form, which="Grace Lee")
    told = (await ava.is_told("about the kettle")).words()
    assert "Grace Lee" in told
    assert "Tuesday" in told

    form = await ava.opens('/gesture credit $15 "Grace" the kettle came late')
    await ava.fills(form, which="Somebody new")
    assert "is granted" in (await ava.is_told("is granted")).words()

    form = await ava.opens("/followup")
    ack = await ava.submits(form, customer="Grace", what="send her the label", when="friday 15:00")
    assert ack.ok
    form = await ava.team.until(lambda: team.slack.workspace.stack(ava.id)[-1])
    assert "Which Grace?" in form.words()
    await ava.fills(form, which="Grace")
    assert "send her the label" in (await ava.is_told("send her the label")).words()


async def test_whoever_names_themselves_three_ways_in_one_message_is_one_customer(team: Team) -> None:
    ava, ben = team.hire("Avi"), team.hire("Bo")
    wrote = "from Mira Vogel <mira@vogel.example>, ticket ZD-4711: the kettle that you sent me is broken"
    told = await ava.types(f"/draft {wrote}")
    assert "two customers" not in told.words()
    assert "A reply for Mira Vogel" in (await ava.hears("A reply")).words()
    await ava.types("/gesture credit $15 ZD-4711 the kettle came broken")
    await ben.types('/gesture credit $120 "Mira Vogel" the second kettle came broken too')
    assert "$15" in (await team.sees("the second kettle came broken too")).words(), "what they got before"

    await ben.types("/customer ZD-4712 note waits for a kettle")
    told = await ava.types(f"/draft {wrote.replace('ZD-4711', 'ZD-4712')}")
    assert "It is for Mira Vogel. Their message also names ZD-4712, another customer here." in told.words()
    await ava.presses(told, "Yes, the same")
    await ava.is_told("are one customer now")

    told = await ava.types("/draft from Mira Vogel <mv@other.example>, ticket ZD-200\nWhere is my kettle?")
    assert "It is for mv@other.example." in told.words()
    assert "Mira Vogel" in told.words()
    await ava.types("/customer ZD-200 note another Mira")
    assert "waits for a kettle" not in (await ava.types("/customer ZD-200")).words()

    message = await ava.says("*Otto Brandt* · otto@brandt.example · #5511\nNothing works since Monday.")
    form = await ava.takes_for_form("follow_up_on_message", message)
    await ava.fills(form, when="tomorrow 9am")
    await ava.is_told("remind you about otto@brandt.example")
    assert "Otto Brandt" in (await ava.types("/customer #5511")).words()
    form = await ava.takes_for_form("request_gesture_for_message", message)
    assert form.find("customer").element["initial_value"] == "otto@brandt.example"
