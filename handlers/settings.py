"""What the environment says, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class CannotStart(Exception):
    """Something that whoever starts the bot must put right, in one sentence."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment, read once."""

    bot_token: str
    signing_secret: str
    app_token: str
    api_url: str | None
    database_url: str
    policy: Path
    model_key: str
    model_url: str
    model: str
    draft_deadline: float
    messages_per_second: float
    host: str
    port: int

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """The settings in an environment. Raises CannotStart for a number that is none."""

        def said(name: str, default: str = "") -> str:
            return environment.get(name, "").strip() or default

        return cls(
            bot_token=said("SLACK_BOT_TOKEN"),
            signing_secret=said("SLACK_SIGNING_SECRET"),
            app_token=said("SLACK_APP_TOKEN"),
            api_url=said("SLACK_API_URL") or None,
            database_url=said("DATABASE_URL", "sqlite:///extramile.db"),
            policy=Path(said("EXTRAMILE_POLICY", "policy.toml")),
            model_key=said("OPENAI_API_KEY"),
            model_url=said("OPENAI_BASE_URL"),
            model=said("OPENAI_MODEL"),
            draft_deadline=_number("DRAFT_DEADLINE_SECONDS", said("DRAFT_DEADLINE_SECONDS", "20"), 1, 600),
            messages_per_second=_number("SLACK_MESSAGES_PER_SECOND", said("SLACK_MESSAGES_PER_SECOND", "8"), 0.1, 1000),
            host=said("HOST", "0.0.0.0"),  # noqa: S104 (a server in a container is reached from outside)
            port=int(_number("PORT", said("PORT", "3000"), 1, 65535)),
        )

    def require_slack(self) -> None:
        """Raises CannotStart for a missing token."""
        if not self.bot_token:
            raise CannotStart("SLACK_BOT_TOKEN is not set: it is the bot token (xoxb-…) of your Slack app.")
        if not self.app_token and not self.signing_secret:
            raise CannotStart(
                "Neither SLACK_APP_TOKEN (for Socket Mode) nor SLACK_SIGNING_SECRET (for signed HTTP) is set."
            )


def _number(name: str, text: str, least: float, most: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise CannotStart(f"{name} is {text!r}, but must be a number from {least:g} to {most:g}.")
    return number
