"""The demo's workspace opens where it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox import practice


def test_an_address_that_is_not_of_this_machine_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert practice.run(Path("app.py").resolve(), "192.0.2.1", 3000) == 2
    said = capsys.readouterr().err
    assert said.startswith("The workspace cannot open on 192.0.2.1:3000")
    assert len(said.splitlines()) == 1
