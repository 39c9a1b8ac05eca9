"""Installation: whether the app is still in the team's workspace, and what becomes of the rest when it is not.

The audit trail says so: its last entry about the app counts. The database is the team's own, so all that it holds
stays; what waited is set aside, timers rest, and both go on where the app is installed again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.desk import Desk
from storage import audit, inbox, outbox, people

SUBJECT, UNINSTALLED, INSTALLED = "app", "app.uninstalled", "app.installed_again"


def gone_since(desk: Desk) -> datetime | None:
    """Since when the app has been gone from the workspace; None while it is there."""
    with desk.database.read() as tx:
        return _gone_since(tx)


def uninstalled(desk: Desk, request: str, event: str) -> bool:
    """Slack says that the app is gone, by this event: nothing more is sent. False if that was known.

    Of the people whom Slack told us about those are let go of whom nothing needs: they lead nobody, have nothing open
    and set nothing themselves.
    """
    now = desk.clock()
    with desk.database.begin() as tx:
        last = audit.latest(tx, SUBJECT)
        # Slack tells it in two events, perhaps to two of us at once: the first since it was last there counts.
        first = inbox.enter(tx, f"{UNINSTALLED}:{last.seq if last else 0}", now) is None
        if inbox.enter(tx, request, now) is not None or not first or _gone_since(tx):
            return False
        gone = people.let_go(tx, desk.leads)  # before messages, as everybody holds them in this order
        data = {"event": event, "messages": outbox.set_aside(tx, UNINSTALLED), "people": gone}
        audit.append(tx, now, "slack", UNINSTALLED, SUBJECT, data)
        return True


def set_aside(desk: Desk) -> None:
    """What has come to wait since the app is gone waits no longer."""
    with desk.database.begin() as tx:
        if _gone_since(tx):
            outbox.set_aside(tx, UNINSTALLED)


def installed_again(desk: Desk) -> bool:
    """Slack takes our token again: what was set aside is sent, as far as there is still anything to say. False if the
    app was never gone."""
    now = desk.clock()
    with desk.database.begin() as tx:
        if _gone_since(tx) is None:
            return False
        data = {"messages": outbox.take_up(tx, UNINSTALLED)}
        audit.append(tx, now, "slack", INSTALLED, SUBJECT, data)
        return True


def _gone_since(tx: Connection) -> datetime | None:
    last = audit.latest(tx, SUBJECT)
    return last.at if last is not None and last.action == UNINSTALLED else None
