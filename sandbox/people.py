"""Who is in the workspace, and where they talk."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

TEAM_ID, TEAM_NAME, TEAM_DOMAIN = "T0TEAM", "The practice workspace", "practice"
BOT_USER_ID, BOT_ID, APP_ID = "U0BOT", "B0BOT", "A0APP"
HELPER_ID = "USLACKBOT"  # who tells people that a command failed


@dataclass(frozen=True)
class Person:
    """A member of the workspace. `role` is only shown; what Slack knows of somebody are the flags below it."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/Berlin"
    role: str = ""
    locale: str = "en-US"
    is_bot: bool = False
    bot_id: str | None = None
    guest: Literal["", "multi-channel", "single-channel"] = ""
    outsider: bool = False
    deleted: bool = False
    is_admin: bool = False

    @property
    def playable(self) -> bool:
        """Whether somebody in the browser can be this person."""
        return not (self.is_bot or self.deleted or self.id == HELPER_ID)

    def as_slack(self, with_email: bool = True, with_locale: bool = False) -> dict[str, Any]:
        """The user object of users.info. https://docs.slack.dev/reference/objects/user-object"""
        offset = datetime.now(ZoneInfo(self.tz)).utcoffset()
        assert offset is not None
        profile: dict[str, Any] = {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "first_name": self.real_name.split()[0],
            "last_name": self.real_name.split()[-1],
            "title": self.role,
            "phone": "",
            "status_text": "",
            "status_emoji": "",
            "avatar_hash": "g",
            "team": "T0ELSEWHERE" if self.outsider else TEAM_ID,
        }
        if with_email and not self.is_bot:
            profile["email"] = f"{self.name}@practice.test"
        if self.bot_id:
            profile |= {"bot_id": self.bot_id, "api_app_id": APP_ID}
        user = {
            "id": self.id,
            "team_id": "T0ELSEWHERE" if self.outsider else TEAM_ID,
            "name": self.name,
            "deleted": self.deleted,
            "color": "4bbe2e",
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz.replace("_", " "),
            "tz_offset": int(offset.total_seconds()),
            "profile": profile,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": bool(self.guest),
            "is_ultra_restricted": self.guest == "single-channel",
            "is_stranger": self.outsider,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_email_confirmed": True,
            "updated": 1_700_000_000,
            "who_can_share_contact_card": "EVERYONE",
        }
        return {**user, "locale": self.locale} if with_locale else user


@dataclass
class Channel:
    """A channel, or the direct messages of one person with the bot (`kind` "im")."""

    id: str
    name: str
    kind: Literal["public", "private", "im"] = "public"
    members: set[str] = field(default_factory=set)
    purpose: str = ""
    archived: bool = False
    user: str = ""

    def as_slack(self) -> dict[str, Any]:
        """The conversation object, as the bot sees it. https://docs.slack.dev/reference/objects/conversation-object"""
        shared = {"id": self.id, "created": 1_700_000_000, "is_archived": self.archived, "is_org_shared": False}
        if self.kind == "im":
            return {**shared, "is_im": True, "user": self.user, "is_user_deleted": False, "priority": 0}
        return {
            **shared,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "private",
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
            "is_member": BOT_USER_ID in self.members,
            "unlinked": 0,
            "creator": HELPER_ID,
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }

    @property
    def shown_name(self) -> str:
        """What command and action payloads call the channel."""
        return {"im": "directmessage", "private": "privategroup"}.get(self.kind, self.name)


@dataclass
class Usergroup:
    """A group of people that can be mentioned by its handle."""

    id: str
    handle: str
    members: list[str]

    def as_slack(self, with_users: bool = False) -> dict[str, Any]:
        group: dict[str, Any] = {
            "id": self.id,
            "team_id": TEAM_ID,
            "is_usergroup": True,
            "name": self.handle.title(),
            "handle": self.handle,
            "description": "",
            "is_external": False,
            "date_delete": 0,
            "user_count": len(self.members),
        }
        return {**group, "users": list(self.members)} if with_users else group
