"""The proofs of the safeguards are in step with the code; `make safeguards` carries them out."""

from __future__ import annotations

import pytest

from tests.faults.safeguards import ROOT, SAFEGUARDS, Safeguard


@pytest.mark.parametrize("safeguard", SAFEGUARDS, ids=lambda safeguard: safeguard.name)
def test_it_is_there_to_be_taken_out_and_so_are_its_tests(safeguard: Safeguard) -> None:
    assert (ROOT / safeguard.file).read_text().count(safeguard.there) == 1
    for test in safeguard.tests:
        file, *_, name = test.split("::")
        assert f"def {name}(" in (ROOT / file).read_text()
