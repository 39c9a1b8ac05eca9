"""What is counted, for `/metrics`."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

REGISTRY = CollectorRegistry()
ACK_SECONDS = Histogram(
    "extramile_ack_seconds",
    "Seconds from a delivery of Slack's to its answer",
    ["kind"],
    registry=REGISTRY,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1.0, 3.0),
)
FAILURES = Counter("extramile_failures_total", "Unexpected errors, answered with a token", registry=REGISTRY)
BUSY = Counter("extramile_busy_total", "Deliveries refused as too many were under way", registry=REGISTRY)
SLACK_CALLS = Counter(
    "extramile_slack_calls_total", "Calls to Slack by method and outcome", ["method", "outcome"], registry=REGISTRY
)
SLACK_SECONDS = Histogram("extramile_slack_seconds", "Seconds a call to Slack took", ["method"], registry=REGISTRY)
LATENESS_SECONDS = Histogram(
    "extramile_timer_lateness_seconds",
    "Seconds from a timer's due time to its taking up",
    registry=REGISTRY,
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 60, 600, 3600, 86400),
)
DELIVERY_SECONDS = Histogram(
    "extramile_delivery_lateness_seconds",
    "Seconds from when a message was due to when Slack had it",
    registry=REGISTRY,
    buckets=(0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 600, 3600, 86400),
)
SENT = Counter("extramile_messages_total", "Messages delivered, by kind", ["kind"], registry=REGISTRY)
RETRIES = Counter("extramile_retries_total", "Messages put off, by reason", ["reason"], registry=REGISTRY)
REMOVED = Counter("extramile_duplicates_removed_total", "Messages that stood twice and were removed", registry=REGISTRY)
DEAD = Counter("extramile_dead_letters_total", "Messages that could not be delivered", ["reason"], registry=REGISTRY)
LIMITED = Counter(
    "extramile_slack_ratelimited_total", "Answers of Slack's that we came too fast (429)", ["method"], registry=REGISTRY
)
QUEUE = Gauge("extramile_outbox", "Messages by state", ["state"], registry=REGISTRY)
OLDEST_SECONDS = Gauge(
    "extramile_oldest_due_seconds",
    "Seconds since the oldest was due that waits, 0 for none",
    ["queue"],
    registry=REGISTRY,
)
FAILED_TIMERS = Gauge("extramile_failed_timers", "Timers set aside because they failed", registry=REGISTRY)
UNINSTALLED = Gauge("extramile_uninstalled", "1 while the app is not in the workspace any more", registry=REGISTRY)
SLACK_ANSWERED = Gauge("extramile_slack_answered_seconds", "Seconds since Slack last answered", registry=REGISTRY)


def exposition() -> bytes:
    """All of it in Prometheus text."""
    return generate_latest(REGISTRY)
