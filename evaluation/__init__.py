"""How good the words are: `python -m evaluation` scores every writer, the guard, the redaction and the checks on a
model's answers, prints tables beside what they should reach, and keeps them in `evaluation/report.md`."""
