"""Slack's side: listeners, views, the gateway and the delivery loop."""
