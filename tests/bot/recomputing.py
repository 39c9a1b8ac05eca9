"""The team's figures once more, with pandas and from the bare tables: nothing of how the bot counts is used here."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import select

from storage.database import Database
from storage.service_tables import problem_gestures, reopenings, scores
from storage.tables import draft_versions, drafts, followups, gestures, past_promises

ZONE = "Europe/Berlin"
CURRENCY = "USD"
GRACE = pd.Timedelta(hours=2)
GIVEN = ["granted", "approved", "delivered"]


class Tables:
    """What stands in a database, as frames."""

    def __init__(self, database: Database) -> None:
        with database.read() as tx:
            tables = (followups, past_promises, reopenings, drafts, draft_versions, gestures, scores, problem_gestures)
            (self.followups, self.past, self.reopenings, self.drafts, self.versions, self.gestures, self.scores,
             self.blankets) = (
                pd.DataFrame(tx.execute(select(table)).mappings().all(), columns=list(table.c.keys()))
                for table in tables
            )  # fmt: skip
        for frame in vars(self).values():
            for name in frame.columns:
                if name.endswith("_at") or name in ("at", "promised_by"):
                    frame[name] = pd.to_datetime(frame[name], utc=True)

    def figures(self, since: datetime, until: datetime, now: datetime) -> dict[str, Any]:
        """Every figure of [since, until) as it stands at `now`, by the name of the record's field."""
        f, g = self.followups, self.gestures
        done = within(f[f.state == "done"], "closed_at", since, until)
        its_time = done[["due_at", "promised_by"]].max(axis=1)
        patience = pd.concat([done.due_at + GRACE, its_time], axis=1).max(axis=1)
        said = done[done.solved.notna() & done.follows.isna() & done.origin.isna()]
        for_good = said.solved.astype(bool) & ~said.id.isin(self.reopenings.followup_id)
        asked = within(self.drafts[self.drafts.origin.isna()], "created_at", since, until)
        firsts = asked.merge(self.versions[self.versions.version == 1], left_on="id", right_on="draft_id")
        given = within(g[g.state.isin(GIVEN)], "decided_at", since, until)
        ruled = within(
            g[(g.needs > 0) & g.state.isin(["approved", "declined", "delivered"])], "decided_at", since, until
        )
        answers = within(self.scores, "at", since, until)
        return {
            "recorded": len(within(f[f.origin.isna()], "created_at", since, until)),
            **self.promises(since, until, now),
            "solved_at_once": int(for_good.sum()),
            "solved_or_not": len(said),
            "done": len(done),
            "done_on_time": int((done.closed_at <= patience).sum()),
            "lateness": spread((done.closed_at - its_time).dt.total_seconds().clip(lower=0)),
            "lateness_at_work": spread(
                at_work(its_time.where(its_time < done.closed_at, done.closed_at), done.closed_at)
            ),
            "reopened": len(within(self.reopenings, "closed_at", since, until)),
            "open_overdue": int(((f.state == "open") & (f.due_at < now)).sum()),
            "drafts": len(asked),
            "drafts_used": int((asked.state == "used").sum()),
            "first_draft": spread((firsts.written_at - firsts.created_at).dt.total_seconds()),
            "first_draft_at_work": spread(at_work(firsts.created_at, firsts.written_at)),
            "gestures_granted": len(given),
            "gestures_undelivered": int(given.delivered_at.isna().sum()),
            "gestures_cost": int(given.cost[given.currency == CURRENCY].sum()),
            "gestures_foreign": int(((given.currency != CURRENCY) & (given.cost > 0)).sum()),
            "requests_waiting": int((g.state == "requested").sum()),
            "decision": spread((ruled.decided_at - ruled.requested_at).dt.total_seconds()),
            "decision_at_work": spread(at_work(ruled.requested_at, ruled.decided_at)),
            "by_kind": grouped(given, "label"),
            "by_reason": grouped(given[~given.id.isin(self.blankets.gesture_id)], "code"),
            "csat": satisfaction(answers[answers.kind == "csat"].value),
            "nps": loyalty(answers[answers.kind == "nps"].value),
        }

    def promises(self, since: datetime, until: datetime, now: datetime) -> dict[str, int]:
        """What became of the promises of the time, those included that another followed."""
        f = within(self.followups, "promised_by", since, until)
        in_time = f.closed_at <= f.promised_by
        kept, late = (f.state == "done") & in_time, (f.state == "done") & ~in_time
        broken = ((f.state == "open") & (f.promised_by < now)) | ((f.state == "cancelled") & ~in_time)
        past = within(self.past, "promised_by", since, until).merge(
            self.followups[["id", "state"]], left_on="followup_id", right_on="id", suffixes=("", "_of")
        )
        was_kept, is_done = past.kept.astype(bool), past.state == "done"
        return {
            "promises_kept": int(kept.sum() + was_kept.sum()),
            "promises_late": int(late.sum() + (~was_kept & is_done).sum()),
            "promises_broken": int(broken.sum() + (~was_kept & ~is_done).sum()),
        }

    def done_on(self, since: datetime, until: datetime, *, by_week: bool) -> dict[Any, int]:
        """How many were done on each day of the team's calendar, or in each week by its Monday; days without any
        are left out."""
        done = within(self.followups[self.followups.state == "done"], "closed_at", since, until)
        days = done.closed_at.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize()
        if by_week:
            days = days - pd.to_timedelta(days.dt.day_of_week, unit="D")
        return {day.date(): int(count) for day, count in days.value_counts().items()}


def within(frame: pd.DataFrame, name: str, since: datetime, until: datetime) -> pd.DataFrame:
    return frame[(frame[name] >= since) & (frame[name] < until)]


def spread(seconds: pd.Series) -> dict[str, Any]:
    found = seconds.dropna()
    if found.empty:
        return {"cases": 0, "median": None, "ninetieth": None}
    return {"cases": len(found), "median": found.median(), "ninetieth": found.quantile(0.9)}


def at_work(begin: pd.Series, end: pd.Series) -> pd.Series:
    """Seconds of each wait between nine and six from Monday to Friday in Berlin, one day after the other."""
    total = pd.Series(0.0, index=begin.index)
    if begin.empty:
        return total
    first, last = begin.min().tz_convert(ZONE).date(), end.max().tz_convert(ZONE).date()
    for day in pd.bdate_range(first, last):
        opens, closes = (pd.Timestamp(datetime.combine(day, time(hour)), tz=ZONE) for hour in (9, 18))
        shared = end.clip(upper=closes) - begin.clip(lower=opens)
        total += shared.clip(lower=timedelta()).dt.total_seconds()
    return total


def grouped(given: pd.DataFrame, name: str) -> list[tuple[str, int, int]]:
    ours = given.assign(cost=given.cost.where(given.currency == CURRENCY, 0))
    groups = ours.groupby(name)["cost"].agg(["size", "sum"])
    return sorted((str(key), int(row["size"]), int(row["sum"])) for key, row in groups.iterrows())


def satisfaction(values: pd.Series) -> dict[str, Any]:
    mean = None if values.empty else values.mean()
    return {"answers": len(values), "satisfied": int((values >= 4).sum()), "mean": mean}


def loyalty(values: pd.Series) -> dict[str, Any]:
    return {"answers": len(values), "promoters": int((values >= 9).sum()), "detractors": int((values <= 6).sum())}
