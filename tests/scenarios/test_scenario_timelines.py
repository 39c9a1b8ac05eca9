"""A customer, seen whole: the timeline, names that are added, a merge that is undone, and files that are taken in."""

from __future__ import annotations

import asyncio
import re

from team import Team


async def test_one_timeline_over_all_that_was_done(team: Team) -> None:
    ava, lee = team.hire("Ava"), team.person("U0LEAD")
    await ava.types("/followup mia.holt@example.com call her back in 1 hour")
    await ava.types("/followup mia.holt@example.com send the invoice by tomorrow noon")
    await ava.types("/gesture credit $20 mia.holt@example.com waited two weeks")
    await ava.types("/draft I am mia.holt@example.com and my parcel is late again. Where is it?")
    draft = await ava.hears("my parcel is late")
    await ava.presses(draft, "Use it")
    await ava.types("/customer mia.holt@example.com note her dog is called Pip")
    await ava.types("/customer mia.holt@example.com language English")
    shown = await lee.types("/customer mia.holt@example.com")
    said = shown.words()
    for words in ("her dog is called Pip", "Open", "call her back", "promised by", "$20", "Before", "English", "used"):
        assert words in said
    assert "last heard from us" in said
    assert said.index("call her back") < said.index("Before") < said.index("my parcel is late")

    team.slack.clock.forward("1 hour")
    reminder = await ava.hears("Time to get back to mia.holt@example.com")
    await ava.presses(reminder, "Done")
    await ava.presses(await ava.sees_change(reminder, "Is it solved?"), "Not yet")
    await ava.is_told("The next one for the same matter")
    said = (await lee.types("/customer mia.holt@example.com")).words()
    assert ", not solved" in said[said.index("Before") :]


async def test_a_long_history_is_turned_page_by_page(team: Team) -> None:
    ivy = team.hire("Ivy")
    for number in range(15):
        await ivy.types(f"/customer long.history@example.com note remembered {number:02}")
    first = await ivy.types("/customer long.history@example.com")
    assert "remembered 14" in first.words()
    assert "remembered 00" not in first.words()
    await ivy.presses(first, "Show more")
    second = await ivy.sees_change(first, "9–11 of 11")
    assert "remembered 00" in second.words()
    await ivy.presses(second, "‹ Back")
    again = await ivy.sees_change(second, "1–8 of 11")
    assert "remembered 14" in again.words()


async def test_names_are_added_and_whom_somebody_means_is_asked(team: Team) -> None:
    ben = team.hire("Benno")
    await ben.types("/customer “Nora Quist” note collects stamps")
    await ben.types("/customer “Nora Quinn” note plays chess")
    told = await ben.types("/customer nora quist alias #7071")
    assert "Nora Quist is known as #7071" in told.words()
    asked = await ben.types("/customer nora")
    assert "Do you mean one of these?" in asked.words()
    await ben.presses(asked, "Nora Quinn")
    await ben.is_told("plays chess")
    asked = await ben.types("/customer nora: moved house")
    assert "I keep what you typed as a note about them" in asked.words()
    await asyncio.gather(*(ben.presses(asked, "Nora Quist · #7071") for _ in range(2)))  # a double tap
    await ben.sees_change(asked, "Noted for Nora Quist")
    asked = await ben.types("/customer nora quist has a cat")
    await ben.presses(asked, "Keep it as a note")
    await ben.sees_change(asked, "Noted for Nora Quist")
    form = await ben.opens("/customer note: she is called Ina at home")
    await ben.fills(form, customer="nora quist")
    await ben.is_told("Ina at home")
    known = await ben.types("/customer nora quist")
    said = known.words().removeprefix(known.text)  # the notification has the newest too
    assert [said.count(note) for note in ("moved house", "has a cat", "Ina at home", "collects stamps")] == [1] * 4
    taken = await ben.types("/customer nora quinn alias 7071")
    assert "leads to Nora Quist already" in taken.words()
    await ben.presses(taken, "Yes, the same")
    merged = await ben.is_told("are one customer now")
    both = await ben.types("/customer #7071")
    assert "collects stamps" in both.words()
    assert "plays chess" in both.words()
    await ben.presses(merged, "Undo")
    await ben.is_told("are two customers again")
    alone = (await ben.types("/customer #7071")).words()
    assert "collects stamps" in alone
    assert "plays chess" not in alone
    await ben.presses(merged, "Undo")
    await ben.is_told("taken apart already")
    unknown = await ben.types("/customer “Nobody Atall”")
    assert "I know no customer “Nobody Atall”" in unknown.words()
    assert (await team.run("audit", "verify")).code == 0


async def test_files_are_taken_in_wholly_or_not_at_all(team: Team) -> None:
    cy = team.hire("Cy")
    people, scores = team.place / "people.csv", team.place / "scores.csv"
    people.write_text("name,email,ticket,note\nOda Wirth,oda@example.com,8081,loves tulips\n,bad,,\n,,,x\n")
    refused = await team.run("import", "customers", str(people))
    assert (refused.code, refused.out) == (1, "")
    assert "2 lines are wrong" in refused.err
    assert re.findall("^line ([0-9]+):", refused.err, re.MULTILINE) == ["3", "4"]
    assert "I know no customer" in (await cy.types("/customer oda@example.com")).words()

    people.write_text("name,email,ticket,note\nOda Wirth,oda@example.com,8081,loves tulips\n")
    scores.write_text("customer,kind,value,at\n8081,nps,3,2025-11-20T10:00\noda wirth,csat,5,2025-11-21\n")
    assert "1 new" in (await team.run("import", "customers", str(people))).out
    assert "2 new" in (await team.run("import", "scores", str(scores))).out
    for what, file in (("customers", people), ("scores", scores)):
        again = await team.run("import", what, str(file))
        assert (again.code, "0 new" in again.out) == (0, True), again
    shown = (await cy.types("/customer oda wirth")).words()
    for words in ("loves tulips", "imported", "CSAT 5 of 5", "NPS 3 of 10", "#8081"):
        assert words in shown
    await cy.types("/gesture credit $120 oda@example.com late twice")
    card = await team.sees("oda wirth")
    assert "CSAT 5 of 5" in card.words()
    missing = await team.run("import", "customers", "nowhere.csv")
    assert (missing.code, len(missing.err.strip().splitlines())) == (1, 1)
    assert (await team.run("audit", "verify")).code == 0
