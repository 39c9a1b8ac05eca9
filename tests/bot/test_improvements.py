"""What comes up most, and what the team changes about it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desks import (
    ANNA,
    JANE,
    LEA,
    LOU,
    a_draft,
    a_gesture,
    a_request,
    clock_of,
    log_of,
)
from troubles import (
    audit_texts,
    customer,
)

from bot import (
    improvements,
)
from bot.desk import Desk
from bot.errors import NotALead


async def test_the_top_reasons_and_what_we_change(desk: Desk) -> None:
    reasons = {"late": "Late parcel", "broken": "Broken"}
    desk = replace(desk, policy=replace(desk.policy, gestures=replace(desk.policy.gestures, reasons=reasons)))
    assert improvements.top(desk) == []
    for number in range(3):
        a_gesture(desk, 100, customer=customer(number % 2), code="late")
    a_gesture(desk, 100, customer=JANE, code="broken")
    await a_draft(desk, "Where is my parcel?", JANE)
    top = improvements.top(desk)
    assert [(one.key, one.label, one.texts, one.customers) for one in top] == [
        ("code:late", "Late parcel", 3, 2),
        ("code:broken", "Broken", 1, 1),
        ("matter:late", "Late", 1, 1),
    ]
    with pytest.raises(NotALead):
        improvements.note(desk, a_request(), ANNA, "code:late", "two carriers")
    request = a_request()
    for _ in range(2):
        improvements.note(desk, request, LEA, "code:late", "two carriers from January on")
    improvements.note(desk, a_request(), LOU, "code:late", "a third carrier")
    change = improvements.top(desk)[0].improvement
    assert change
    assert (change.words, change.author) == ("a third carrier", LOU.id)
    assert log_of(desk).count("improvement.noted") == 2
    assert not any("carrier" in str(entry) for entry in audit_texts(desk))
    clock_of(desk).pass_by(days=8)
    assert improvements.top(desk) == []
