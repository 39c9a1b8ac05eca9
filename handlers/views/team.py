"""How the team stands, on a lead's App Home: what is overdue, and what was given against the limits."""

from __future__ import annotations

from datetime import datetime

from slack_sdk.models.blocks import Block, RichTextSectionElement

from bot.moments import short_words
from bot.money import in_words
from bot.rule_words import days
from handlers.views import problems
from handlers.views.blocks import Part, bold, bullets, code, excerpt, header, label, line, rich, section, small, user
from storage.records import Limit, Person, Spending, TeamDay

PEOPLE = 5  # who are named
ALL_WELL = "Nothing of the team’s is overdue. 🌿"
UNSURE = "Slack has not told me lately who leads the team. This is as I last knew it; deciding may have to wait."


def blocks(team: TeamDay, viewer: Person, now: datetime) -> list[Block | None]:
    """The part of a lead's App Home that is about everybody. Whoever works alone does not read their own twice."""
    alone = {owner for owner, _ in team.owners} <= {viewer.id}
    money = [*_spending(team.spending), *_limit(team.limit)]
    return [
        header("The team"),
        small(UNSURE) if team.is_doubtful else None,
        small(ALL_WELL) if not team.owners else None,
        *(_overdue(team, viewer, now) if not alone else ()),
        *_problems(team),
        rich(section(bold("Given")), bullets(*money)) if money else None,
    ]


def _problems(team: TeamDay) -> list[Block | None]:
    """What many customers have and nobody has fixed yet."""
    if not team.problems:
        return []
    return [problems.still_open(team.problems), line("With their buttons: ", code("/service problems"))]


def _overdue(team: TeamDay, viewer: Person, now: datetime) -> list[Block | None]:
    """How many are overdue and whose they are, then the oldest."""
    whose: list[Part] = []
    for owner, count in team.owners[:PEOPLE]:
        whose += [", " if whose else "", user(owner), f" {count}"]
    others = len(team.owners) - PEOPLE
    people = f" and {others} more {'person' if others == 1 else 'people'}" if others > 0 else ""
    oldest = [
        section(
            bold(label(f.customer)), f" · {f.name} · {excerpt(f.what, 60)}",
            f" — since {short_words(f.due_at, viewer.zone, now)} · ", user(f.owner),
        )
        for f in team.overdue
    ]  # fmt: skip
    left = team.overdue_count - len(oldest)
    more = f"… and {left} more. All of them, with their buttons: " if left else "All of them, with their buttons: "
    return [
        rich(section(bold(f"{team.overdue_count} overdue"), ": ", *whose, people), bullets(*oldest)),
        line(more, code("/followup team")),
    ]


def _spending(spent: Spending | None) -> list[RichTextSectionElement]:
    if spent is None:
        return []
    within, each = days(spent.days), in_words(spent.each, spent.currency)
    others = "1 more is" if spent.foreign == 1 else f"{spent.foreign} more are"
    foreign = f" {others} in another currency and not counted." if spent.foreign else ""
    if not spent.count:
        return [section(f"Nothing within {within}.{foreign} An agent may give {each} alone in that time.")]
    gestures = "1 gesture" if spent.count == 1 else f"{spent.count} gestures"
    alone = in_words(sum(amount for _, amount in spent.alone), spent.currency) if spent.alone else "none"
    said = section(
        bold(in_words(spent.total, spent.currency)),
        f" in {gestures} within {within}, {alone} of it without a lead.{foreign}",
    )
    if not spent.alone:
        return [said]
    most: list[Part] = []
    for person, amount in spent.alone[:PEOPLE]:
        most += [", " if most else "", user(person), f" {in_words(amount, spent.currency)}"]
    left = len(spent.alone) - PEOPLE
    more = f" and {left} more" if left > 0 else ""
    return [said, section(f"An agent may give {each} alone; so far: ", *most, f"{more}.")]


def _limit(limit: Limit | None) -> list[RichTextSectionElement]:
    if limit is None or not limit.nearest:
        return []
    said: list[Part] = []
    for customer, amount in limit.nearest:
        said += [", " if said else "", bold(label(customer)), f" {in_words(amount, limit.currency)}"]
    most = in_words(limit.amount, limit.currency)
    return [section(f"A customer may get {most} within {days(limit.days)}; with what is asked now: ", *said, ".")]
