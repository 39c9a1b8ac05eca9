"""A Slack-like workspace on this machine: for the demo, for tests and for measuring. It knows nothing of the bot."""
