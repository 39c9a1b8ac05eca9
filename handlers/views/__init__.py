"""Block Kit views: pure functions from records to what people see in Slack, one for every state of a thing."""
