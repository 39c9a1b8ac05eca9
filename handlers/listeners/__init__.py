"""The listeners, a module for each feature: they read a delivery, make one call into `bot`, and render the answer."""

from handlers.dispatch import Routes
from handlers.listeners import (
    customers,
    decisions,
    drafts,
    events,
    finishing,
    followups,
    gestures,
    giving,
    handovers,
    home,
    improvements,
    letters,
    lists,
    naming,
    outcomes,
    problems,
    renewals,
    reviews,
    rewriting,
    service,
    snoozing,
    thanks,
)


def register_all() -> Routes:
    """Every listener under its name."""
    routes = Routes()
    features = (
        followups, finishing, snoozing, outcomes, lists, handovers, gestures, decisions, giving, renewals, drafts,
        rewriting, reviews, customers, home, letters, service, problems, improvements, thanks, naming, events,
    )  # fmt: skip
    for feature in features:
        feature.register(routes)
    return routes
