"""Drafts: what the agent sees while one is written, when it is ready, and after."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, get_args

import pytest
from test_views_followups import labels, words
from test_views_samples import NOW, customer, draft, followup

from bot.reviews import ADVICE
from handlers.views import draft_forms, drafts, review_words
from handlers.views.blocks import Message
from handlers.views.limits import checked
from handlers.views.pointers import pointer
from prompts.brief import Matter, Sensitive
from storage.records import Customer, Flagged, Review, Sound


def bold(shown: Message) -> list[str]:
    """The words in bold, in order."""

    def found(tree: Any) -> list[str]:
        if isinstance(tree, dict):
            own = [tree["text"]] if tree.get("style") == {"bold": True} else []
            return own + [word for branch in tree.values() for word in found(branch)]
        return [word for branch in tree for word in found(branch)] if isinstance(tree, list) else []

    return found(checked(shown)["blocks"])


def test_a_ready_draft_shows_the_reply_and_what_was_noticed() -> None:
    shown = drafts.draft(draft(note="The model took too long."))
    assert labels(shown) == ["Use it", "Edit", "Warmer", "Shorter", "Remind me", "Discard", "⋯"]
    for said in ("I’m sorry", "My parcel is late", "angry · to know when it arrives", "the tracking number"):
        assert said in words(shown)
    assert "the phrasebook" in words(shown)
    assert "The model took too long." in words(shown)
    assert "I’m sorry" in shown.text


@pytest.mark.parametrize(
    "said",
    [
        "They need an answer by Fri 27 Nov, 17:00.",
        "They need an answer by Thu 26 Nov, 17:00; this promises Fri 27 Nov, 12:00: call them, or say so in the reply.",
        "They needed an answer by Thu 26 Nov, 17:00, and that is past: call them, or say so in the reply.",
    ],
)
def test_their_own_deadline_stands_whole_at_the_head_of_what_to_check(said: str) -> None:
    shown = words(drafts.draft(draft(check=(said, *("look at this",) * 20))))
    assert said in shown
    assert shown.index("Check before sending") < shown.index(said) < shown.index("look at this")


def test_only_the_beginning_of_a_long_message_is_quoted() -> None:
    assert words(drafts.draft(draft(message="late again " * 270))).count("late again") < 30


def test_a_reminder_is_offered_only_for_a_promise() -> None:
    assert "Remind me" not in labels(drafts.draft(draft(promise=None)))


def test_a_flagged_draft_marks_the_stretch_and_cannot_be_used() -> None:
    reply = "We give you $50 back today."
    shown = drafts.draft(draft(reply=reply, flagged=(Flagged(8, 20, "nobody approved money"),)))
    assert "Use it" not in labels(shown)
    assert "⚠️ you $50 back" in bold(shown)
    assert "nobody approved money" in words(shown)


def test_an_empty_reply_cannot_be_used() -> None:
    for reply in ("", " \n"):
        assert labels(drafts.draft(draft(reply=reply, promise=None))) == ["Edit", "Warmer", "Shorter", "Discard", "⋯"]


@pytest.mark.parametrize(
    ("stretches", "marked"),
    [
        ([(3, 7), (5, 10)], ["⚠️ give yo"]),
        ([(5, 10), (3, 12), (4, 6)], ["⚠️ give you "]),
        ([(0, 2), (3, 7)], ["⚠️ We give"]),
        ([(0, 2), (8, 11)], ["⚠️ We", "⚠️ you"]),
        ([(20, 900)], ["⚠️  today."]),
        ([(900, 999), (7, 7), (-5, 2)], ["⚠️ We"]),
    ],
)
def test_stretches_that_overlap_or_touch_are_marked_once_and_no_word_is_lost(
    stretches: list[tuple[int, int]], marked: list[str]
) -> None:
    reply = "We give you $50 back today."
    shown = drafts.draft(draft(reply=reply, flagged=tuple(Flagged(start, end, "why") for start, end in stretches)))
    assert [word for word in bold(shown) if word.startswith("⚠️")] == marked
    section = checked(shown)["blocks"][1]["elements"][0]["elements"]
    assert "".join(element["text"] for element in section).replace("⚠️ ", "") == reply


@pytest.mark.parametrize(
    ("wish", "said"), [(None, "Writing a warm reply…"), ("warmer", "warmer…"), ("shorter", "shorter…")]
)
def test_while_it_is_written_the_old_reply_stays(wish: str | None, said: str) -> None:
    shown = drafts.draft(draft(state="writing", wish=wish))
    assert said in words(shown)
    assert "I’m sorry" in words(shown)
    assert labels(shown) == []
    assert "I’m sorry" not in words(drafts.draft(draft(state="writing", wish=wish, reply="")))


def test_a_draft_with_very_many_flags_still_fits() -> None:
    many = tuple(Flagged(n, n + 80, "w" * 900) for n in range(0, 2900, 10))
    shown = drafts.draft(draft(reply="r" * 3000, flagged=many, check=("c" * 900,) * 60))
    assert len(checked(shown)["blocks"]) == 6


def test_a_used_draft_keeps_its_text_and_a_discarded_one_hides_it() -> None:
    used, discarded = drafts.draft(draft(state="used")), drafts.draft(draft(state="discarded"))
    assert labels(used) == ["Remind me"]  # what it promised is still to be kept
    assert labels(discarded) == []
    assert "I’m sorry" in words(used)
    assert "I’m sorry" not in words(discarded) + discarded.text
    assert "My parcel" not in words(discarded) + discarded.text


@pytest.mark.parametrize("reply", ["short", "line one\n\nline *two* <b> & more", "x" * 7000])
def test_the_bare_reply_is_all_of_it_and_nothing_else(reply: str) -> None:
    shown = drafts.bare(draft(reply=reply))
    (block,) = checked(shown)["blocks"]
    assert "".join(element["text"] for element in block["elements"][0]["elements"]) == reply


def test_the_forms_show_the_first_three_thousand_characters_and_say_that_the_rest_is_kept() -> None:
    view = draft_forms.form(message="x" * 5000, metadata="m")
    (field,) = checked(view)["blocks"]
    assert (view["callback_id"], field["block_id"]) == ("draft_form", "message")
    assert field["element"]["initial_value"] == "x" * 3000
    assert "the rest is kept" in field["hint"]["text"]
    assert "the rest is kept" not in str(draft_forms.form(message="x" * 3000, metadata="m"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [({}, "To do for"), ({"promised_by": NOW}, "Promised to"), ({"they_owe": True}, "Waiting for")],
)
def test_what_a_draft_is_about_stands_above_the_empty_field(kind: dict[str, Any], said: str) -> None:
    noted = followup(what="tell her when the lamp ships", **kind)
    above, field = checked(draft_forms.form(about=noted, metadata="m"))["blocks"]
    assert f"{said} {noted.customer.label}:" in str(above)
    assert "tell her when the lamp ships" in str(above)
    assert "initial_value" not in field["element"]
    assert "Paste their message" in field["element"]["placeholder"]["text"]


def test_a_message_of_theirs_stands_in_the_field_alone() -> None:
    (field,) = checked(draft_forms.form(message="Where is it?", about=followup(what="Where is it?"), metadata="m"))[
        "blocks"
    ]
    assert field["element"]["initial_value"] == "Where is it?"


def test_the_edit_form_starts_from_the_reply() -> None:
    view = draft_forms.edit_form(draft(), "5")
    (field,) = checked(view)["blocks"]
    assert (view["callback_id"], field["block_id"]) == ("edit_draft_form", "reply")
    assert field["element"]["initial_value"] == draft().reply
    assert "the rest is kept" not in str(view)
    assert "the rest is kept" in str(draft_forms.edit_form(draft(reply="x" * 3001), "5"))


def test_the_pointer_says_where_to_look() -> None:
    assert "direct messages" in pointer(draft()).text
    assert "your own" not in pointer(draft()).text


@pytest.mark.parametrize("other", [None, customer("Tom Lind", 9)])
def test_the_pointer_says_that_the_message_is_the_agent_s_own(other: Customer | None) -> None:
    pointing = pointer(draft(), other, is_own=True)
    assert "is your own" in pointing.text
    assert "press Discard there" in json.dumps(pointing.payload())


def test_a_time_that_no_longer_holds_is_said_and_cannot_be_used() -> None:
    shown = drafts.draft(draft(is_overtaken=True))
    assert drafts.OVERTAKEN in words(shown)
    assert "Can you keep that?" not in words(shown)
    assert labels(shown) == ["Write it anew", "Edit", "Warmer", "Shorter", "Discard", "⋯"]


def test_a_used_draft_says_what_reminds_of_its_promise_or_offers_it() -> None:
    kept = drafts.draft(draft(state="used", followup=17))
    assert "F-17" in words(kept)
    assert "You promise an answer by tomorrow 10:00, your time." in words(kept)
    assert labels(kept) == ["No reminder"]
    assert "You promise" not in words(drafts.draft(draft(state="used", followup=17, promise=None)))
    asked = drafts.draft(draft(state="used"))
    assert "Shall I remind you?" in words(asked)
    assert "'style': 'primary'" in str(checked(asked))
    assert labels(drafts.draft(draft(state="used", promise=None))) == []
    assert labels(drafts.draft(draft(state="used", is_overtaken=True))) == []


def test_a_used_draft_asks_whether_what_it_was_asked_for_from_is_done() -> None:
    asked = drafts.draft(draft(state="used", followup=17, still_open=12))
    assert "F-12 is still open. Done with it, once this is sent?" in " ".join(words(asked).split())
    assert labels(asked) == ["No reminder", "Done"]
    assert '"action_id": "followup.done"' in json.dumps(checked(asked))
    assert '"value": "12"' in json.dumps(checked(asked)), "the press names the follow-up"
    assert "still open" not in words(drafts.draft(draft(state="used")))


def test_a_used_draft_for_nobody_we_know_asks_who_it_is() -> None:
    asked = drafts.draft(draft(state="used", followup=17, customer=None, is_unnamed=True))
    assert "is there to remind you. It does not say for whom yet." in words(asked)
    assert labels(asked) == ["Who is it?", "No reminder"]
    assert '"value": "17"' in json.dumps(checked(asked)), "the press names the follow-up"
    named = drafts.draft(draft(state="used", followup=17, customer=None))
    assert "for whom" not in words(named)
    assert labels(named) == ["No reminder"]


def test_a_promise_that_is_kept_already_is_not_asked_about() -> None:
    shown = drafts.draft(draft(followup=17))
    assert "Remind me" not in labels(shown)
    assert "F-17 will remind you." in words(shown)


def test_where_the_feeling_is_only_guessed_at_another_is_one_choice_away() -> None:
    guessed = checked(drafts.draft(draft(confidence=0.3, version=2)))["blocks"]
    (select,) = (block["elements"][0] for block in guessed if block.get("block_id") == "felt.5.2")
    assert select["placeholder"]["text"] == "Not angry? They are…"
    chosen = [option["value"] for option in select["options"]]
    assert chosen == [f"5 {felt}" for felt in drafts.FEELINGS if felt != "angry"]
    for sure in (draft(confidence=0.9), draft(confidence=0.3, sound=Sound(felt="sad")), draft()):
        assert "draft.felt" not in str(checked(drafts.draft(sure)))


def test_words_of_the_agent_s_own_can_be_asked_for_in_a_sensitive_matter_too() -> None:
    flagged = (Flagged(8, 20, "nobody approved money"),)
    shown = drafts.draft(draft(reply="We give you $50 back today.", flagged=flagged, sensitive="illness"))
    assert labels(shown)[:2] == ["Take it out", "Offer a gesture"]


def test_what_nobody_approved_can_be_taken_out_or_asked_for() -> None:
    shown = drafts.draft(draft(reply="We give you $50 back today.", flagged=(Flagged(8, 20, "nobody approved money"),)))
    assert labels(shown)[:2] == ["Take it out", "Offer a gesture"]


def test_a_sensitive_matter_slows_down_and_offers_no_gesture() -> None:
    assert set(review_words.SLOW_DOWN) == set(get_args(Sensitive))
    shown = drafts.draft(draft(sensitive="bereavement", suggested=("Handwritten note",)))
    assert "let a lead read it" in words(shown)
    assert "Offer a gesture" not in labels(shown)
    assert "Offer a gesture" in labels(drafts.draft(draft(suggested=("Handwritten note",))))


def test_whoever_asked_a_lead_is_not_advised_to_ask_one() -> None:
    asked = Review(3, 5, 1, "U0AGENT", NOW)
    grave = draft(sensitive="illness", check=(ADVICE, "Check every name."))
    assert "let a lead read it" in words(drafts.draft(grave))
    assert ADVICE in words(drafts.draft(grave))
    grave = replace(grave, review=asked)
    assert "wait for what the lead says before you send it" in words(drafts.draft(grave))
    fine = replace(grave, review=replace(asked, verdict="fine", lead="U0LEAD", answered_at=NOW))
    assert fine.review
    better = replace(fine, review=replace(fine.review, verdict="changes", words="Else."))
    theirs = replace(fine, review=replace(fine.review, version=0, verdict="changes", words=fine.reply))
    for shown in (grave, fine, better, theirs):
        said = words(drafts.draft(shown))
        assert "let a lead read it" not in said
        assert ("wait for what the lead says" in said) is (shown is grave)
        assert ADVICE not in said
        assert "Check every name." in said
    for changed in (replace(fine, version=2), replace(grave, version=2)):
        assert ADVICE in words(drafts.draft(changed)), "it was changed since"
        assert "let a lead read it" in words(drafts.draft(changed))


def test_a_stale_draft_says_so() -> None:
    assert drafts.STALE in words(drafts.draft(draft(is_stale=True)))
    assert drafts.STALE not in words(drafts.draft(draft()))


def test_one_that_is_overtaken_and_stale_says_once_what_to_do() -> None:
    said = words(drafts.draft(draft(is_stale=True, is_overtaken=True)))
    assert drafts.OVERTAKEN in said
    assert "Something about them changed after this was written, too." in said
    assert said.lower().count("have it written anew") == 1


def test_a_feeling_is_said_as_surely_as_it_is_known() -> None:
    assert "perhaps angry" in words(drafts.draft(draft(confidence=0.3)))
    assert "perhaps" not in words(drafts.draft(draft(confidence=0.9)))
    assert "sad, as you see it" in words(drafts.draft(draft(sound=Sound(felt="sad"))))


def test_a_matter_is_said_where_it_is_the_agents_word() -> None:
    assert "late, as" not in words(drafts.draft(draft()))
    seen = words(drafts.draft(draft(sound=Sound(about="broken"))))
    assert "angry · broken or wrong, as you see it · to know when it arrives" in seen
    both = words(drafts.draft(draft(sound=Sound(felt="sad", about="rude"))))
    assert "sad, as you see it · how they were treated, as you see it" in both


def test_what_left_the_house_is_shown_whole_as_far_as_a_message_holds_it() -> None:
    assert drafts.NOTHING_SENT in words(drafts.sent(draft(), None))
    assert "Dear [NAME_1]" in words(drafts.sent(draft(), "Dear [NAME_1]"))
    long = drafts.sent(draft(), "x" * 10_000)
    assert words(long).count("x") >= 6_000
    assert "4000 more characters" in words(long)
    checked(long)


def test_the_form_for_the_sound_starts_from_what_was_noticed() -> None:
    form = draft_forms.sound_form(draft(), [("theirs", "The customer’s own"), ("de", "German")], [], "{}")
    assert [block["block_id"] for block in form["blocks"]] == ["felt", "about", "language"]
    assert form["blocks"][0]["element"]["initial_option"]["value"] == "angry"
    assert form["blocks"][1]["element"]["initial_option"]["value"] == "late"


def test_the_form_for_the_sound_asks_what_it_is_about() -> None:
    languages, tones = [("theirs", "The customer’s own")], [("usual", "As usual")]
    for shown, chosen in (
        (draft(), "Late"),
        (draft(matter="rude"), "How they were treated"),
        (draft(sound=Sound(about="billing")), "Billing"),  # the agent's word, even before it is written anew
        (draft(matter=""), None),
    ):
        form = checked(draft_forms.sound_form(shown, languages, tones, "{}"))
        (asked,) = (block for block in form["blocks"] if block["block_id"] == "about")
        assert asked["label"]["text"] == "What is it about?"
        assert [option["value"] for option in asked["element"]["options"]] == list(get_args(Matter))
        assert asked["element"].get("initial_option", {}).get("text", {}).get("text") == chosen


def test_a_lead_may_be_asked_about_a_sensitive_reply_alone() -> None:
    assert "Ask a lead" in labels(drafts.draft(draft(sensitive="bereavement")))
    assert "Ask a lead" not in labels(drafts.draft(draft()))
    assert "Ask a lead" not in labels(drafts.draft(draft(sensitive="bereavement", reply="", promise=None)))


def test_under_the_reply_stands_that_a_lead_was_asked_and_what_they_said() -> None:
    asked = Review(3, 5, 1, "U0AGENT", NOW)
    for review, said in (
        (asked, "A lead was asked to read it"),
        (replace(asked, verdict="fine", lead="U0LEAD", answered_at=NOW), "Fine to send"),
        (replace(asked, verdict="changes", words="Else.", lead="U0LEAD", answered_at=NOW), "suggests changes"),
    ):
        shown = drafts.draft(draft(sensitive="bereavement", review=review))
        assert said in words(shown)
        assert "Use it" in labels(shown)
        assert "Ask a lead" not in labels(shown)
        changed = drafts.draft(draft(sensitive="bereavement", review=review, version=2))
        assert "before it was changed" in words(changed)
        assert "Ask a lead" in labels(changed)
    assert "had not answered yet" in words(drafts.draft(draft(state="used", review=asked)))


def test_what_a_lead_wrote_is_not_put_before_them_again() -> None:
    review = Review(3, 5, 1, "U0AGENT", NOW, "changes", "Else.", "U0LEAD", NOW)
    shown = drafts.draft(draft(sensitive="bereavement", review=review, version=2, reply="Else."))
    assert "Ask a lead" not in labels(shown)
    assert "as you see it here" in words(shown)
