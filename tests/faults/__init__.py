"""What the bot promises when things break, tried out: `python -m tests.faults` prints what became of each promise."""
