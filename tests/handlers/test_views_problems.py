"""What a lead reads of a gesture for all whom a problem concerns."""

from __future__ import annotations

from dataclasses import replace

from test_views_samples import blanket

from handlers.views import problems
from handlers.views.blocks import checked


def test_whoever_is_left_is_counted_with_a_button_to_go_on() -> None:
    half = problems.blanket(blanket(None, 2))
    assert "1 customer still to be asked for." in half.text
    actions = [block for block in checked(half)["blocks"] if block["type"] == "actions"]
    assert [button["text"]["text"] for block in actions for button in block["elements"]] == ["Ask for the rest…"]
    whole = problems.blanket(replace(blanket(None, 2), left=0))
    assert "still to be asked" not in whole.text
    assert not [block for block in checked(whole)["blocks"] if block["type"] == "actions"]
