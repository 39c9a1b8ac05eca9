"""The team's figures: short in the message, in words by a button, in full as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from slack_sdk.models.blocks import Block, RichTextPreformattedElement, RichTextSectionElement

from bot.money import in_words
from bot.service import DAYS, Report
from handlers.views import charts, improvements, problems
from handlers.views.blocks import (
    LONGEST,
    MESSAGE_TEXT,
    Message,
    bold,
    bullets,
    button,
    buttons,
    excerpt,
    header,
    line,
    message,
    plain,
    rich,
    section,
    small,
)
from handlers.views.figure_words import MEANINGS, few, loyalty, many, satisfaction, share, spread, spread_before
from storage.records import Figures, Given, Spread

NAMED = 5  # kinds and reasons; the CSV has them all
CSV_TEXT = MESSAGE_TEXT - 500
NOTHING = "Nothing was written down in this time."
FINE = f"{NOTHING} That is fine: quiet times happen. 🌿"
QUIET = "was quiet: nothing was written down, and nothing is overdue. I say no more until there is something to tell."
NOW = "At this moment, whenever it began"
NOTHING_PROMISED = "No promise came due. Say “by friday noon”, and it is counted here."


def figures(r: Report, title: str) -> Message:
    """What the team did over a time, beside the time before."""
    f = r.figures
    if f.is_empty:
        return _nothing(r, title)
    kept = f"{share(f.promises_kept, f.promised)} promises kept; " if f.promised else ""
    return message(
        f"{title}: {kept}{many(f.recorded, 'follow-up')} recorded, {f.done} done; "
        f"{many(f.drafts, 'draft')}; "
        f"{many(f.gestures_granted, 'gesture')} granted, worth {in_words(f.gestures_cost, f.currency)}, "
        f"{f.gestures_undelivered} not delivered yet; "
        f"{NOW[:1].lower()}{NOW[1:]}, {f.open_overdue} overdue.{charts.spoken(r)}",
        header(title),
        _part("Promises", _promises(r)),
        _part("Follow-ups", _followups(r)),
        _part("Replies", _replies(r)) if f.drafts else None,
        _part("Customers say", _scores(r)) if f.csat.answers or f.nps.answers else None,
        _part("Gestures", _gestures(r)),
        _part(NOW, _standing(f)),
        _reasons(r),
        problems.still_open(r.problems) if r.problems else None,
        charts.shares(r),
        charts.days(r),
        small(" ".join(filter(None, (_before(r), few(f))))) if _before(r) or few(f) else None,
        _buttons(r),
    )


def weekly(r: Report) -> Message:
    """The week's figures, as the leads get them by themselves."""
    last = r.done_on[-1][0]
    title = f"The week to {last:%A} {last.day} {last:%B}"
    if r.is_quiet and not r.reasons:
        return message(f"{title} {QUIET}", line("🌿 ", bold(title), f" {QUIET}"))
    return figures(r, title)


def meanings() -> Message:
    """**What do these mean?**: a line for each figure."""
    said = [section(bold(name), f": {meaning}") for name, meaning in MEANINGS]
    return message("What the figures mean.", rich(bullets(*said)))


def as_csv(text: str) -> Message:
    """**As CSV**: the values to copy, as far as a message holds them."""
    lines = text.splitlines()
    shown = list(_as_far_as(lines, CSV_TEXT))
    left = len(lines) - len(shown)
    more = "1 more line" if left == 1 else f"{left} more lines"
    return message(
        "The values as CSV, to copy.",
        rich(*(RichTextPreformattedElement(elements=[plain(piece)]) for piece in _pieces(shown))),
        small(f"… and {more}. For all of them, ask whoever looks after Extra Mile here.") if left else None,
    )


def _as_far_as(lines: Sequence[str], room: int) -> Iterator[str]:
    for text in lines:
        room -= len(text) + 1
        if room < 0:
            return
        yield text[:LONGEST]


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """The lines in as few texts as Slack takes."""
    piece = ""
    for text in lines:
        if len(piece) + 1 + len(text) > LONGEST:
            yield piece
            piece = ""
        piece += f"\n{text}" if piece else text
    yield piece


def _promises(r: Report) -> list[RichTextSectionElement]:
    f = r.figures
    if not f.promised:
        return [section(NOTHING_PROMISED)]
    return [
        _shared(r, "Promises kept", lambda f: f.promises_kept, lambda f: f.promised),
        _counted(r, "Kept late", lambda f: f.promises_late),
        _counted(r, "Broken", lambda f: f.promises_broken),
    ]


def _followups(r: Report) -> list[RichTextSectionElement]:
    f = r.figures
    rows = [_counted(r, "Recorded", lambda f: f.recorded), _counted(r, "Done", lambda f: f.done)]
    if f.done:
        rows.append(_shared(r, "On time", lambda f: f.done_on_time, lambda f: f.done))
        rows.append(_spread(r, "How late", lambda f: f.lateness, lambda f: f.lateness_at_work))
    if f.solved_or_not:
        name = "Solved at the first contact"
        rows.append(_shared(r, name, lambda f: f.solved_at_once, lambda f: f.solved_or_not))
    if f.closings:
        rows.append(_shared(r, "Reopened", lambda f: f.reopened, lambda f: f.closings))
    return rows


def _standing(f: Figures) -> list[RichTextSectionElement]:
    """What is so at this moment: apart from what happened in a time, which it may well exceed."""
    return [_row("Overdue now", str(f.open_overdue)), _row("Waiting for a lead", str(f.requests_waiting))]


def _replies(r: Report) -> list[RichTextSectionElement]:
    rows = [
        _counted(r, "Drafts", lambda f: f.drafts),
        _shared(r, "Used", lambda f: f.drafts_used, lambda f: f.drafts),
    ]
    if r.figures.first_draft.cases:
        rows.append(_spread(r, "First draft", lambda f: f.first_draft, lambda f: f.first_draft_at_work))
    return rows


def _scores(r: Report) -> list[RichTextSectionElement]:
    rows = []
    if r.figures.csat.answers:
        rows.append(_row("CSAT", *(satisfaction(f) for f in _both(r, lambda f: f.csat.answers))))
    if r.figures.nps.answers:
        rows.append(_row("NPS", *(loyalty(f) for f in _both(r, lambda f: f.nps.answers))))
    return rows


def _gestures(r: Report) -> list[RichTextSectionElement]:
    f = r.figures
    worth = [f"{each.gestures_granted}, worth {_money(each.gestures_cost, r)}" for each in _both(r, _happened)]
    return [
        _row("Gestures granted", *worth),
        *(
            [_counted(r, "Of these in another currency, not in the sum", lambda f: f.gestures_foreign)]
            if f.gestures_foreign
            else []
        ),
        _row("Not delivered yet", str(f.gestures_undelivered)),
        *([_spread(r, "Time to a decision", _decision, _decision_at_work)] if f.decision.cases else []),
        *_named(r, "kinds", f.by_kind, r.before.by_kind),
        *_named(r, "reasons", f.by_reason, r.before.by_reason),
    ]


def _named(r: Report, what: str, now: Sequence[Given], before: Sequence[Given]) -> Iterator[RichTextSectionElement]:
    earlier = {given.name: given for given in before}
    for given in now[:NAMED]:
        both = [given, *filter(None, [earlier.get(given.name)])]
        yield _row(excerpt(given.name, 60), *(f"{each.many} ({_money(each.cost, r)})" for each in both))
    if (left := len(now) - NAMED) > 0:
        yield section(f"… and {left} more {what}, in the CSV")


def _both(r: Report, has_cases: Callable[[Figures], object]) -> tuple[Figures, ...]:
    """These figures, and those before if they have any case."""
    return (r.figures, r.before) if has_cases(r.before) else (r.figures,)


def _counted(r: Report, name: str, of: Callable[[Figures], int]) -> RichTextSectionElement:
    return _row(name, *(str(of(f)) for f in _both(r, _happened)))


def _happened(f: Figures) -> bool:
    return not f.is_empty


def _shared(
    r: Report, name: str, some: Callable[[Figures], int], whole: Callable[[Figures], int]
) -> RichTextSectionElement:
    return _row(name, *(share(some(f), whole(f)) for f in _both(r, whole)))


def _spread(
    r: Report, name: str, of: Callable[[Figures], Spread], at_work: Callable[[Figures], Spread | None] = lambda f: None
) -> RichTextSectionElement:
    before = spread_before(of(r.before), at_work(r.before)) if of(r.before).cases else None
    return _row(name, spread(of(r.figures), at_work(r.figures)), before)


def _decision(f: Figures) -> Spread:
    return f.decision


def _decision_at_work(f: Figures) -> Spread:
    return f.decision_at_work


def _row(name: str, now: str, before: str | None = None) -> RichTextSectionElement:
    return section(f"{name}: ", bold(now), f" · before {before}" if before else "")


def _part(title: str, rows: Sequence[RichTextSectionElement]) -> Block:
    return rich(section(bold(title)), bullets(*rows))


def _reasons(r: Report) -> Block | None:
    return _part("What came up most", improvements.rows(r.reasons[:NAMED])) if r.reasons else None


def _money(minor: int, r: Report) -> str:
    return in_words(minor, r.figures.currency)


def _before(r: Report) -> str:
    return "" if r.before.is_empty else f"“Before” are the {DAYS[r.period]} days before these."


def _nothing(r: Report, title: str) -> Message:
    f = r.figures
    still = f"Overdue now: {f.open_overdue}. Waiting for a lead: {f.requests_waiting}."
    waits = bool(f.open_overdue or f.requests_waiting)
    said = f"{NOTHING} {still}" if waits else FINE
    return message(
        f"{title}: {said}",
        header(title),
        line(said),
        _reasons(r),
        problems.still_open(r.problems) if r.problems else None,
        None if waits else line(NOTHING_PROMISED),
        _buttons(r),
    )


def _buttons(r: Report) -> Block | None:
    return buttons(
        button("What do these mean?", "service.meaning", 0),
        button("As CSV", "service.csv", int(r.figures.until.timestamp()), place=r.period),
        improvements.change() if r.reasons else None,
    )
