"""Measurements of the running bot: `python -m benchmarks` prints them beside what they should reach."""
