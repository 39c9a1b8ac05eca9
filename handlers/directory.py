"""Who is asking: people and roles as Slack tells them, remembered for at most a minute."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from bot import people
from bot.desk import Desk
from bot.errors import NotOnTheTeam, PeopleUnknown
from handlers.slack import Slack, Trouble
from storage.records import Membership, Person

log = logging.getLogger(__name__)
FRESH_SECONDS = 60.0
PATIENCE_SECONDS = 1.2  # then what we remember must do: Slack itself waits only three seconds for our answer
NOBODY = ("user_not_found", "user_not_visible")


class Directory:
    """The people of the workspace."""

    def __init__(self, desk: Desk, slack: Slack) -> None:
        self._desk, self._slack = desk, slack
        self._seen: dict[str, tuple[float, Person]] = {}
        self.team: str | None = None
        self.bot_user: str | None = None
        self.bot: str | None = None
        """Our other id, by which Slack says that we wrote a message where it names no user."""
        self.address: str | None = None
        """Where the workspace's messages are found in a browser, with a slash at its end."""

    async def learn_team(self) -> None:
        """Asks Slack which workspace this is. Raises Trouble."""
        told = await self._slack.call("auth.test")
        self.team, self.bot_user, self.address = told.get("team_id"), told.get("user_id"), told.get("url")
        self.bot = told.get("bot_id")

    async def admit(self, person: str, team: str) -> Person:
        """The person, if they may use the bot. Raises NotOnTheTeam and PeopleUnknown."""
        if not person or (self.team and team and team != self.team):
            raise NotOnTheTeam
        known = await self.person(person)
        if not self._desk.roster.is_fresh:
            await self.refresh_roster()
        return people.admit(self._desk, known)

    async def person(self, person: str) -> Person:
        """Somebody as Slack knows them. Raises NotOnTheTeam for nobody, PeopleUnknown when Slack does not answer."""
        seen_at, known = self._seen.get(person, (0.0, None))
        if known and time.monotonic() - seen_at < FRESH_SECONDS:
            return known
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                told = await self._slack.call("users.info", user=person, include_locale=True)
        except TimeoutError:
            return await self._remembered(person)
        except Trouble as trouble:
            if trouble.error in NOBODY:
                raise NotOnTheTeam from None
            return await self._remembered(person)
        return await self.learn(told["user"])

    async def learn(self, user: Mapping[str, Any]) -> Person:
        """Takes over what Slack says of somebody."""
        team = self._desk.policy.team
        told = person_in(user, self.team, str(team.timezone))
        known = await self._desk.executor.read(people.known, self._desk, told.id)
        if known is None or not people.is_as_told(known, told):
            known = await self._desk.executor.write(people.remember, self._desk, told)
        self._seen[known.id] = (time.monotonic(), known)
        return known

    async def relearn(self, user: Mapping[str, Any]) -> None:
        """Takes over a change in somebody whom we know; the others are none of our business."""
        if user.get("id") in self._seen:
            await self.learn(user)

    def let_go(self) -> None:
        """Remembers nobody."""
        self._seen.clear()

    def update(self, person: Person) -> None:
        """Takes over what somebody changed about themselves."""
        self._seen[person.id] = (time.monotonic(), person)

    async def _remembered(self, person: str) -> Person:
        known = await self._desk.executor.read(people.known, self._desk, person)
        if known is None:
            raise PeopleUnknown
        return known

    async def refresh_roster(self) -> None:
        """Asks Slack who is in the policy's usergroups; on trouble what was known grows old."""
        team = self._desk.policy.team
        try:
            leads = await self._members(team.leads_usergroup)
            agents = await self._members(team.agents_usergroup) if team.agents_usergroup else None
        except Trouble as trouble:
            log.warning("the usergroups could not be read: %s", trouble.error)
            return
        self._desk.roster.learn(leads | set(team.leads), agents)

    async def _members(self, usergroup: str | None) -> frozenset[str]:
        if usergroup is None:
            return frozenset()
        told = await self._slack.call("usergroups.users.list", usergroup=usergroup)
        return frozenset(told["users"])


def person_in(user: Mapping[str, Any], team: str | None, zone: str) -> Person:
    """A user object of Slack's as one of ours; `zone` stands in for a missing time zone."""
    return Person(
        id=str(user["id"]),
        name=_name(user),
        zone=_known_zone(str(user.get("tz") or zone), zone),
        locale=str(user.get("locale") or "en-US"),
        membership=_membership(user, team),
    )


def _name(user: Mapping[str, Any]) -> str:
    """How somebody wants to be called, else their real name. A display name that only repeats the user name, as many
    do, was chosen by nobody."""
    profile, account = user.get("profile") or {}, user.get("name")
    chosen, real = profile.get("display_name"), user.get("real_name") or profile.get("real_name")
    return str((chosen if chosen != account else None) or real or chosen or account or user["id"])


def _known_zone(zone: str, otherwise: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return otherwise
    return zone


def _membership(user: Mapping[str, Any], team: str | None) -> Membership:
    if user.get("deleted"):
        return "gone"
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return "guest"
    teams = {user.get("team_id"), *((user.get("enterprise_user") or {}).get("teams") or ())}
    if user.get("is_stranger") or user.get("is_bot") or (team and user.get("team_id") and team not in teams):
        return "outsider"
    return "member"
