"""The wiring: the database, the desk and the writer, built in one place as the settings ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot import policy
from bot.desk import Desk, Roster
from handlers.settings import CannotStart, Settings
from prompts.answers import NO_ANSWERS, Answers
from prompts.writer import Writer
from storage.database import BadDatabaseUrl, Database
from storage.executor import Executor


def open_database(settings: Settings) -> Database:
    """The database of DATABASE_URL. Raises CannotStart."""
    try:
        return Database(settings.database_url)
    except BadDatabaseUrl as problem:
        raise CannotStart(str(problem)) from None


def reach(database: Database, what: Callable[[Database], Any]) -> Any:
    """Does something with the database. Raises CannotStart when it cannot be reached."""
    try:
        return what(database)
    except CommandError:
        raise CannotStart("This database belongs to a newer version of Extra Mile: start that one.") from None
    except DBAPIError as error:
        reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {reason}.") from None
    except SQLAlchemyError as error:
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {type(error).__name__}.") from None


def read_policy(settings: Settings) -> policy.Policy:
    """The team's policy. Raises CannotStart for a wrong file."""
    try:
        return policy.load(settings.policy)
    except policy.PolicyError as problem:
        raise CannotStart(str(problem)) from None


def build_desk(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Desk:
    """The desk that use cases work at. Raises CannotStart for a wrong policy file."""
    rules = read_policy(settings)
    team = rules.team
    asks_slack = team.leads_usergroup is not None or team.agents_usergroup is not None
    roster = Roster(frozenset(team.leads), from_slack=asks_slack)
    answers = read_answers(settings, rules)
    return Desk(database, Executor(database), rules, clock, roster, build_writer(settings), answers)


def read_answers(settings: Settings, rules: policy.Policy) -> Answers:
    """The team's own answers, if the policy names their folder. Raises CannotStart when they cannot be read."""
    if rules.drafts.answers is None:
        return NO_ANSWERS
    folder = settings.policy.parent / rules.drafts.answers
    try:
        return Answers.load(folder)
    except OSError as error:
        raise CannotStart(f"drafts.answers: {folder} cannot be read ({error.strerror or error}).") from None
    except UnicodeDecodeError:
        raise CannotStart(f"drafts.answers: {folder} holds a file that is not text in UTF-8.") from None


def build_writer(settings: Settings) -> Writer:
    """The writer of drafts: the model when one is configured, the phrasebook behind it."""
    return Writer.configured(settings.model_key, settings.model_url, settings.model, settings.draft_deadline)


def wall_clock() -> datetime:
    """The time of day."""
    return datetime.now(UTC)


def moved_clock(file: Path) -> Callable[[], datetime]:
    """A wall clock that is ahead by the seconds in a file, which somebody may move while we run."""

    def now() -> datetime:
        try:
            ahead = float(file.read_text())
        except (OSError, ValueError):
            ahead = 0.0
        return datetime.now(UTC) + timedelta(seconds=ahead)

    return now
