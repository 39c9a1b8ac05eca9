"""What is learnt from drafts: how much was changed, and how each writer's version fares."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import ANNA, LEA, a_draft, a_request, run, scribe_of
from hypothesis import given
from hypothesis import strategies as st

from bot import drafting, drafts, exports, learning
from bot.desk import Desk
from bot.drafting import Wish
from bot.errors import LeadsFigures
from bot.policy import Price
from prompts.brief import Asked, Tokens
from storage.records import Draft, Sound

WORDS = st.lists(st.sampled_from(["we", "are", "sorry", "today", "parcel"]), max_size=30).map(" ".join)


@given(WORDS, WORDS)
def test_the_distance_is_a_share(written: str, used: str) -> None:
    assert 0 <= learning.distance(written, used) <= 1
    assert learning.distance(written, written) == 0


def test_all_of_it_is_one() -> None:
    assert learning.distance("a b c", "x y z") == 1
    assert learning.distance("a b c d", "a b c x") == 0.25


async def test_each_version_fares_for_itself(desk: Desk) -> None:
    used = await a_draft(desk)
    drafts.use(desk, a_request(), ANNA, used.id)
    changed = await a_draft(desk)
    drafts.edit(desk, a_request(), ANNA, changed.id, "Thank you for telling us. I will look into it today, Jane.")
    drafts.use(desk, a_request(), ANNA, changed.id)
    left = await a_draft(desk)
    drafts.discard(desk, a_request(), ANNA, left.id)
    await a_draft(desk)
    (line,) = learning.report(desk, LEA).lines
    assert (line.writer, line.version, line.drafts) == ("scribe", "1", 4)
    assert (line.as_they_were, line.after_a_change, line.discarded, line.corrected) == (1, 1, 1, 0)
    assert line.changed
    assert 0 < line.changed < 0.5
    with pytest.raises(LeadsFigures):
        learning.report(desk, ANNA)


async def test_a_corrected_feeling_is_counted_and_told_to_the_writer(desk: Desk) -> None:
    draft = await a_draft(desk)
    sound = Sound(felt="sad", language="de", tone=None)
    again = drafting.rewrite(desk, a_request(), ANNA, draft.id, None, sound)
    assert again.fence is not None
    await drafting.write(desk, draft.id, again.fence)
    brief = scribe_of(desk).briefs[-1]
    assert (brief.felt, brief.language, brief.wish) == ("sad", "de", None)
    assert drafts.get(desk, ANNA, draft.id).sound == sound
    assert learning.report(desk, LEA).lines[0].corrected == 1
    # A later wish does not forget how it is to sound.
    warmer = drafting.rewrite(desk, a_request(), ANNA, draft.id, "warmer")
    assert warmer.fence is not None
    await drafting.write(desk, draft.id, warmer.fence)
    assert (scribe_of(desk).briefs[-1].felt, scribe_of(desk).briefs[-1].wish) == ("sad", "warmer")


async def sounding(desk: Desk, number: int, wish: Wish | None, sound: Sound | None = None) -> Draft:
    """A draft, once it is written another way."""
    again = drafting.rewrite(desk, a_request(), ANNA, number, wish, sound)
    assert again.fence is not None
    await drafting.write(desk, number, again.fence)
    return drafts.get(desk, ANNA, number)


async def test_a_corrected_matter_is_kept_told_to_the_writer_and_counted(desk: Desk) -> None:
    draft, briefs = await a_draft(desk), scribe_of(desk).briefs
    corrected = await sounding(desk, draft.id, None, Sound(about="billing"))
    assert (corrected.sound, briefs[-1].about, briefs[-1].felt) == (Sound(about="billing"), "billing", None)
    assert learning.report(desk, LEA).lines[0].corrected == 1
    for wish in ("warmer", "shorter", "formal", "options", None):
        assert (await sounding(desk, draft.id, wish)).sound.about == "billing"  # type: ignore[arg-type]
        assert (briefs[-1].about, briefs[-1].wish) == ("billing", wish)
    edited = drafts.edit(desk, a_request(), ANNA, draft.id, "Dear Jane, I look into the bill.")
    assert edited.sound.about == "billing"
    both = await sounding(desk, draft.id, None, Sound(about="billing", felt="sad"))
    assert (both.sound.about, both.sound.felt) == ("billing", "sad")
    assert learning.report(desk, LEA).lines[0].corrected == 1, "one draft, however often it is corrected"


async def test_the_matter_that_was_read_takes_a_correction_back(desk: Desk) -> None:
    draft = await a_draft(desk)
    assert (await sounding(desk, draft.id, None, Sound(about="late"))).sound.about is None, "it was read so"
    assert learning.report(desk, LEA).lines[0].corrected == 0
    for about in ("billing", "praise"):
        assert (await sounding(desk, draft.id, None, Sound(about=about))).sound.about == about
    drafts.edit(desk, a_request(), ANNA, draft.id, "Dear Jane, how kind of you.")
    assert (await sounding(desk, draft.id, None, Sound(about="late", tone="brief"))).sound == Sound(tone="brief")
    assert scribe_of(desk).briefs[-1].about is None
    assert learning.report(desk, LEA).lines[0].corrected == 0


async def test_every_call_counts_for_the_prompt_that_it_was_made_with(desk: Desk) -> None:
    """A rewrite and a failure count too; the failure for the model that failed, not for the phrasebook."""
    scribe, priced = scribe_of(desk), with_price(desk, Price(150_000, 600_000))  # $0.15 and $0.60 a million
    scribe.tokens = Tokens(1000, 200)
    draft = await a_draft(priced)
    again = drafting.rewrite(priced, a_request(), ANNA, draft.id, "warmer")
    assert again.fence is not None
    scribe.tokens, scribe.instead_of = Tokens(1500, 50), Asked("scribe", "1")
    await drafting.write(priced, draft.id, again.fence)
    wrote, stepped_in = sorted(learning.report(priced, LEA).lines, key=lambda line: line.drafts)
    assert (wrote.writer, wrote.version, wrote.drafts, wrote.replaced) == ("scribe", "1", 0, 1)
    assert wrote.spent == learning.Spent(2500, 250, 150 + 120 + 225 + 30)
    assert (stepped_in.writer, stepped_in.drafts, stepped_in.replaced) == ("phrasebook", 1, 0)
    assert stepped_in.spent == learning.Spent()
    (row,) = exports.rows(desk.database, "drafts", None)
    assert (row["writer"], row["prompt_version"], row["instead_of"]) == ("phrasebook", "1", "scribe")
    assert (row["tokens_asked"], row["tokens_answered"]) == (2500, 250)
    assert (row["cost"], row["cost_currency"]) == ("0.000525", "USD")


async def test_a_cost_is_of_its_day_and_of_its_currency(desk: Desk) -> None:
    scribe_of(desk).tokens = Tokens(1_000_000, 0)
    await a_draft(desk)
    assert learning.report(desk, LEA).lines[0].spent == learning.Spent(1_000_000, 0, None, is_all=False)
    await a_draft(with_price(desk, Price(3_000_000, 0)))
    dear = with_price(desk, Price(5_000_000, 0))
    assert learning.report(dear, LEA).lines[0].spent == learning.Spent(2_000_000, 0, 3_000_000, is_all=False)
    euro = replace(dear, policy=replace(dear.policy, team=replace(dear.policy.team, currency="EUR")))
    await a_draft(euro)
    report = learning.report(euro, LEA)
    assert (report.currency, report.lines[0].spent.cost, report.lines[0].spent.is_all) == ("EUR", 5_000_000, False)


def with_price(desk: Desk, price: Price) -> Desk:
    """The same desk under a policy that names the model's price."""
    return replace(desk, policy=replace(desk.policy, drafts=replace(desk.policy.drafts, price=price)))


async def test_what_left_the_house_is_shown_word_for_word(desk: Desk) -> None:
    draft = await a_draft(desk)
    assert drafts.sent(desk, ANNA, draft.id)[1] is None
    run(desk.database, f"UPDATE draft_versions SET sent = 'Dear [NAME_1]' WHERE draft_id = {draft.id}")
    assert drafts.sent(desk, ANNA, draft.id)[1] == "Dear [NAME_1]"


async def test_where_the_model_is_off_nothing_may_leave(desk: Desk) -> None:
    def allowed() -> bool:
        return scribe_of(desk).briefs[-1].model_allowed

    quiet = replace(desk, policy=replace(desk.policy, drafts=replace(desk.policy.drafts, model_off_in=("C0HR",))))
    for channel, expected in (("C0HR", False), ("C0SUPPORT", True), (None, False)):
        writing = drafting.begin(quiet, drafting.NewDraft(a_request(), ANNA, "Where is it?", channel=channel))
        assert writing.fence is not None
        await drafting.write(quiet, writing.draft.id, writing.fence)
        assert allowed() is expected
    off = replace(desk, policy=replace(desk.policy, drafts=replace(desk.policy.drafts, model=False)))
    await a_draft(off)
    assert not allowed()
