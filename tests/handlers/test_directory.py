"""People as Slack tells of them."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.directory import person_in

ADA: dict[str, Any] = {"id": "U0ADA", "name": "ada", "tz": "Europe/London", "team_id": "T0TEAM"}


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"real_name": "Ada Lovelace", "profile": {"display_name": "Countess"}}, "Countess"),
        ({"real_name": "Ada Lovelace", "profile": {"display_name": ""}}, "Ada Lovelace"),
        ({"real_name": "Ada Lovelace", "profile": {"display_name": "ada"}}, "Ada Lovelace"),
        ({"profile": {"display_name": "", "real_name": "Ada Lovelace"}}, "Ada Lovelace"),
        ({"profile": {"display_name": "ada"}}, "ada"),
        ({"profile": None}, "ada"),
        ({"name": None}, "U0ADA"),
    ],
)
def test_somebody_is_called_as_they_chose_or_else_by_their_real_name(user: dict[str, Any], name: str) -> None:
    assert person_in({**ADA, **user}, "T0TEAM", "UTC").name == name
