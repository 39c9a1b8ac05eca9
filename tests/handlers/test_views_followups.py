"""Follow-ups: what each state says and offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from test_views_samples import AGENT, NOW, ZONE, followup

from handlers.views import followups
from handlers.views.blocks import Message, checked
from storage.records import Page, Reminder


def labels(shown: Message) -> list[str]:
    """What can be pressed, in order."""
    return [
        element["text"]["text"] if "text" in element else element["placeholder"]["text"]
        for block in checked(shown)["blocks"]
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def words(shown: Message | dict[str, Any]) -> str:
    """Everything that the blocks say."""

    def told(tree: Any) -> list[str]:
        if isinstance(tree, dict):
            said = [tree["text"]] if isinstance(tree.get("text"), str) else []
            return said + [word for branch in tree.values() for word in told(branch)]
        return [word for branch in tree for word in told(branch)] if isinstance(tree, list) else []

    return " ".join(told(checked(shown)["blocks"]))


def reminder(nonce: str = "n1", latest: bool = True, late: float = 0, **changes: Any) -> Message:
    return followups.reminder(Reminder(followup(**changes), latest, late), nonce, NOW)


def test_the_answer_repeats_customer_and_what_and_names_the_time_in_words() -> None:
    shown = followups.recorded(followup(due_at=NOW + timedelta(days=3), link=None))
    assert labels(shown) == ["Change", "Cancel"]
    for said in (words(shown), shown.text):
        assert "Mara Lindt" in said
        assert "tell her about the refund" in said
        assert "Friday 27 November 2026 at 10:30" in said
        assert "Europe/Berlin" in said
    assert "F-17" in shown.text


def test_an_answer_to_reopening_what_is_past_due_promises_no_reminder() -> None:
    shown = followups.recorded(followup(reminded_at=NOW))
    assert "On your list again" in words(shown)
    assert "I’ll remind you" not in words(shown) + shown.text


@pytest.mark.parametrize(("state", "said"), [("done", "Done"), ("cancelled", "Cancelled")])
def test_a_closed_one_offers_to_reopen_it(state: str, said: str) -> None:
    closed = followup(state=state, closed_at=NOW)
    for shown in (followups.recorded(closed), reminder(state=state, closed_at=NOW)):
        assert labels(shown) == ["Reopen"]
        assert said in words(shown)
        assert "24 November 2026 at 10:30" in words(shown)


def test_a_reminder_offers_all_that_one_can_do_about_it() -> None:
    shown = reminder()
    assert labels(shown) == ["Done", "Draft reply", "Snooze"]
    select = checked(shown)["blocks"][-1]["elements"][-1]
    assert [(option["text"]["text"], option["value"]) for option in select["options"]] == [
        ("In 1 hour", "17 hour"),
        ("Tomorrow morning", "17 tomorrow"),
        ("Next Monday", "17 monday"),
        ("Pick a time…", "17 pick"),
    ]
    assert "where it came from" in words(shown)
    assert "late" not in words(shown)


def test_a_select_forgets_what_was_picked_in_it_before() -> None:
    first, second = (checked(reminder(nonce))["blocks"][-1]["block_id"] for nonce in ("n1", "n2"))
    assert first != second


@pytest.mark.parametrize(
    ("late", "said"), [(14, None), (15, "less than a minute"), (1860, "31 minutes"), (90000, "1 day")]
)
def test_a_late_reminder_says_so(late: float, said: str | None) -> None:
    shown = reminder(late=late)
    assert (f"This comes {said} late, I am sorry." in words(shown)) == (said is not None)


def test_a_snoozed_one_shows_its_new_time() -> None:
    shown = reminder(due_at=NOW + timedelta(days=2))
    assert labels(shown) == ["Done", "Snooze"]
    assert "Thursday 26 November 2026 at 10:30" in words(shown)


@pytest.mark.parametrize("state", ["open", "done", "cancelled"])
def test_only_the_latest_reminder_can_be_acted_on(state: str) -> None:
    shown = reminder(latest=False, state=state, closed_at=None if state == "open" else NOW)
    assert labels(shown) == []
    assert len(shown.blocks) == 1


def test_an_escalation_can_be_taken_over_until_it_is_in_hand() -> None:
    late = followup(due_at=NOW - timedelta(days=1))
    shown = followups.escalation(late, NOW)
    assert labels(shown) == ["Take over"]
    assert "F-17 is 1 day overdue" in words(shown)
    assert "F-17" in followups.escalation(late).text
    for over in (followup(due_at=NOW + timedelta(hours=1)), followup(state="done", closed_at=NOW)):
        assert labels(followups.escalation(over, NOW)) == []


def test_a_list_shows_what_is_overdue_first() -> None:
    page = Page((followup(number=1, due_at=NOW + timedelta(hours=2)), followup(number=2)), 2)
    shown = followups.listing(page, "Your open follow-ups", NOW, ZONE, mine=True)
    assert words(shown).index("F-2") < words(shown).index("F-1")
    assert labels(shown) == ["Done", "Change"] * 2
    assert AGENT not in str(shown.payload())
    assert AGENT in str(followups.listing(page, "The team’s", NOW, ZONE, mine=False).payload())


def test_a_long_list_is_cut_and_says_how_to_find_the_rest() -> None:
    page = Page(tuple(followup(number=number) for number in range(1, 31)), 500)
    shown = followups.listing(page, "Your open follow-ups", NOW, ZONE, mine=True)
    assert "… and 480 more: /followup find TEXT" in words(shown)


def test_an_empty_list_says_what_to_type() -> None:
    shown = followups.listing(Page((), 0), "Your open follow-ups", NOW, ZONE, mine=True)
    assert "Nothing waits here." in words(shown)
    assert "/followup" in words(shown)


def test_the_form_shows_what_was_understood_and_what_was_not() -> None:
    view = followups.form(
        customer="#4312", what="x" * 4000, when="soon", problems={"when": "When is that?"}, metadata="m"
    )
    checked(view)
    assert (view["callback_id"], view["title"]["text"], view["private_metadata"]) == ("followup_form", "Follow-up", "m")
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert {name: element["action_id"] for name, element in fields.items()} == {
        name: name for name in ("customer", "what", "when")
    }
    assert fields["what"]["initial_value"] == "x" * 3000
    assert fields["what"]["max_length"] == 3000
    assert "the rest is kept" in str(view)
    assert "the rest is kept" not in str(followups.form(what="x" * 3000, metadata="m"))
    assert "the rest is kept" not in str(followups.form(what="x" * 2999, metadata="m"))
    types = [block["type"] for block in view["blocks"]]
    assert types == ["input", "input", "context", "input"]
    assert "When is that?" in words(view)


def test_the_snooze_form_starts_at_the_given_time() -> None:
    view = followups.snooze_form(followup(), "2026-11-27", "15:00", "17")
    checked(view)
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert fields["day"]["initial_date"] == "2026-11-27"
    assert fields["time"]["initial_time"] == "15:00"
    assert view["callback_id"] == "snooze_form"
    assert ZONE in str(view)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "less than a minute"), (61, "1 minute"), (7200, "2 hours"), (86400, "1 day")]
)
def test_a_span_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert followups.span(seconds) == said
