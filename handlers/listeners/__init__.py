"""The listeners, a module for each feature: they read a delivery, make one call into `bot`, and render the answer."""

from handlers.dispatch import Routes
from handlers.listeners import (
    customers,
    drafts,
    events,
    followups,
    gestures,
    handovers,
    home,
    letters,
    lists,
    outcomes,
    service,
)


def register_all() -> Routes:
    """Every listener under its name."""
    routes = Routes()
    for feature in (followups, outcomes, lists, handovers, gestures, drafts, customers, home, letters, service, events):
        feature.register(routes)
    return routes
