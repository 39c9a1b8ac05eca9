"""The team's own answers: found by what a message says, and not found where it says something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from prompts.answers import LONGEST_PASSAGE, NO_ANSWERS, Answers
from prompts.brief import Fact

RETURNS = Fact(
    "returns.md, Sending something back", "You can send unworn shoes back within 30 days, with the label inside."
)
DELIVERY = Fact("delivery.md, Norway", "We ship to Norway. The carrier needs five days and collects the customs.")
GERMAN = Fact("de.md, Rückgabe", "Ungetragene Schuhe nehmen wir innerhalb von 30 Tagen zurück. Das Etikett liegt bei.")
KNOWN = Answers([RETURNS, DELIVERY, GERMAN])


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Can I send back the shoes that I have not worn? The label is gone.", RETURNS),
        ("Do you ship to Norway, and who pays customs?", DELIVERY),
        ("Kann ich die ungetragenen Schuhe noch zurückgeben? Wo ist das Etikett?", GERMAN),
    ],
)
def test_what_fits_is_found_first(message: str, found: Fact) -> None:
    assert KNOWN.about(message)[0] == found


@pytest.mark.parametrize(
    "message",
    [
        "",
        "Hello!",
        "Your colleague was so rude to me on the phone",
        "norway",
        "🙂" * 400,
        'ship" OR NEAR("x',
        "a" * 40_000,
    ],
)
def test_nothing_is_claimed_where_little_is_shared(message: str) -> None:
    assert KNOWN.about(message) == ()
    assert NO_ANSWERS.about(message) == ()


def test_files_are_read_by_their_headings(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    long = "\n\n".join(f"Paragraph {n} " + "about warranty repairs " * 20 for n in range(6))
    (tmp_path / "repairs.md").write_text(f"Before any heading.\n\n# Repairs #\n{long}\n\n## Empty\n", "utf-8")
    (tmp_path / "more" / "übersee.md").write_text("# Zoll\nDen Zoll zahlt der Empfänger in Übersee.\n", "utf-8")
    others = (f"# Topic {n}\n\nSomething quite different, number{n}.\n\n" for n in range(8))
    (tmp_path / "others.md").write_text("".join(others), "utf-8")
    answers = Answers.load(tmp_path)
    assert len(answers) == 1 + 6 + 1 + 8
    assert [fact.source for fact in answers.about("Wer zahlt den Zoll in Übersee?")] == ["more/übersee.md, Zoll"]
    repairs = answers.about("paragraph warranty repairs")
    assert {fact.source for fact in repairs} == {"repairs.md, Repairs"}
    assert all(len(fact.text) <= LONGEST_PASSAGE for fact in repairs)


def test_no_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError):
        Answers.load(tmp_path / "nowhere")
