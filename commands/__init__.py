"""What each command does: the rooms put together as the command line asks. Only `app.py` calls it."""

EXIT_PROBLEM = 1  # of a command that found something wrong, or could not do what it was asked to
