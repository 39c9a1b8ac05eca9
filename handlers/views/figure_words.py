"""How the figures are said, and what they mean."""

from __future__ import annotations

from storage.records import Figures, Spread

FEW = 10  # below this a share says more about chance than about the team
STORIES = "read them as stories, not as a trend."

MEANINGS = (
    ("Promises kept", "done by the time that the customer was told. Kept late: done after it. Broken: open past it, or "
     "cancelled after it."),
    ("Recorded, done", "follow-ups that somebody wrote down, not those I made; and all that were closed as done."),
    ("On time", "done when due or before I would have reminded again, or as promised."),
    ("How late", "from its time to when it was done; what was done before counts as 0."),
    ("Solved at the first contact", "of the first follow-ups on a matter that were said to be solved or not; not "
     "solved is also what was opened again. Mine do not count."),
    ("Reopened", "of all that was done, what was opened again later."),
    ("Overdue now", "all that is open and past its time, also from before this time. Waiting for a lead: so, too."),
    ("Drafts, used", "replies that were asked for, and those that an agent took. An announcement for many is none."),
    ("First draft", "from asking for a reply to its first version."),
    ("CSAT", "the share of customers who gave 4 or 5 of 5, and the mean of all."),
    ("NPS", "the share of customers who gave 9 or 10 less that of those who gave 0 to 6: from -100 to 100."),
    ("Gestures granted", "by agents or by leads, with what they count against the limits. Not delivered yet: the "
     "customer does not have it. By reason: without what was given to many because of a problem."),
    ("Time to a decision", "from asking to the leads’ last word."),
    ("At work", "of times by the calendar, the team’s working hours alone."),
    ("Median, 9 in 10", "half took no longer than the median; nine in ten no longer than the other."),
    ("Before", "the same number of days before these."),
)  # fmt: skip


def share(some: int, whole: int) -> str:
    """How many of how many; as a percentage too when there are enough to make one."""
    said = f"{some} of {whole}"
    return f"{said} ({round(100 * some / whole)}%)" if whole >= FEW else said


def many(count: int, what: str) -> str:
    """So many of something: 1 draft, 2 drafts."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def took(seconds: float) -> str:
    """A length of time, short: 4 s, 12 min, 1 h 20 min, 2 d 3 h."""
    if 0 < seconds < 60:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    large, rest, units = (*divmod(minutes, 60), ("h", "min"))
    if large >= 24:
        large, rest, units = (*divmod(round(minutes / 60), 24), ("d", "h"))
    return f"{large} {units[0]}" + (f" {rest} {units[1]}" if rest else "")


def spread(s: Spread, at_work: Spread | None = None) -> str:
    """A spread: its median, and its 90th percentile if so many cases can have one; beside each the same at work."""
    median, *ninetieth = _quantiles(s, at_work)
    return f"median {median}{''.join(f', 9 in 10 within {it}' for it in ninetieth)}, {many(s.cases, 'case')}"


def spread_before(s: Spread, at_work: Spread | None = None) -> str:
    """The same once it was said what stands where."""
    return f"{', '.join(_quantiles(s, at_work))} ({many(s.cases, 'case')})"


def _quantiles(s: Spread, at_work: Spread | None) -> list[str]:

    def part(seconds: float | None, worked: float | None) -> str:
        at_work = took(worked or 0.0) if worked or not seconds else "none"
        return took(seconds or 0.0) + (f" ({at_work} at work)" if worked is not None else "")

    said = [part(s.median, at_work.median if at_work else None)]
    return [*said, part(s.ninetieth, at_work.ninetieth if at_work else None)] if s.cases >= FEW else said


def satisfaction(f: Figures) -> str:
    """CSAT: the mean, and the share that gave 4 or 5."""
    return f"{f.csat.mean or 0:.1f} of 5, {share(f.csat.satisfied, f.csat.answers)} satisfied"


def loyalty(f: Figures) -> str:
    """NPS; of a few answers, who said what."""
    n = f.nps
    if n.answers < FEW:
        return f"{n.promoters} for us, {n.detractors} against, of {n.answers}"
    return f"{n.score or 0:+.0f} from {n.answers} answers"


def few(f: Figures) -> str:
    """Which of these are so few that they say little."""
    cases = {
        "promises": f.promised,
        "follow-ups": f.done,
        "first contacts": f.solved_or_not,
        "drafts": f.drafts,
        "CSAT": f.csat.answers,
        "NPS": f.nps.answers,
        "gestures": f.gestures_granted,
        "decisions": f.decision.cases,
    }
    small = [name for name, count in cases.items() if 0 < count < FEW]
    if max(f.recorded, *cases.values()) < FEW:
        return f"These are small numbers: {STORIES}"
    return f"Small numbers ({', '.join(small)}): {STORIES}" if small else ""
