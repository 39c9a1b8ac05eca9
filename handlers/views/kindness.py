"""Whether kindness works, as far as figures can tell: a table, what it cost, and what the figures mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from slack_sdk.models.blocks import RichTextSectionElement

from bot import kindness
from bot.kindness import ANSWERED_AFTER_DAYS, BACK_DAYS, ENOUGH, GIFT_DAYS, Compared, Cost, Line, Period, Report
from bot.money import in_words
from handlers.views.blocks import (
    Message,
    Shown,
    bold,
    bullets,
    button,
    buttons,
    excerpt,
    header,
    line,
    message,
    rich,
    section,
    small,
)
from storage.records import Share

TITLES: dict[Period, str] = {"quarter": "the last 90 days", "year": "the last 12 months"}
NAMES = {"on time": "Personal follow-up", "kept": "Promise kept", "gesture": "Any gesture"}
MEASURES = {"solved": "solved", "back": "back in 30 days", "csat": "CSAT", "nps": "NPS"}
PRICED = {
    "solved": "solved matter, whether or not it came of the gesture",
    "csat": "CSAT point more",
    "nps": "NPS point more",
}
HEADERS = ("Measure", "With", "Without", "+/−")  # short: all four stand beside each other on a phone
KINDS = 5  # of gestures that are shown, the most given first
PAGE = 8  # rows that a phone shows at once
NO_CAUSE = (
    "This shows what went together, not what caused it: kindness goes to those who were upset, so they differed from "
    "the start."
)
MEANINGS = (
    ("A case", "each customer counts once, with the first follow-up of this time that was done; mine do not count."),
    (
        "With a gesture",
        f"asked for in the {GIFT_DAYS} days before that, and granted by then. Without: cases with no gesture of any "
        "kind; elsewhere all other cases.",
    ),
    ("Personal follow-up", "done by its time, before I would have reminded again, or as promised."),
    (
        "Promise kept",
        "the customer was told a time and heard from us by then. Whether we came before a complaint is not recorded: "
        "this stands for the proactive fix.",
    ),
    ("Solved", "of the cases that were said to be solved or not yet."),
    (
        f"Back in {BACK_DAYS} days",
        f"a new follow-up or draft for the same customer after it; what I wrote myself is none. Only cases whose "
        f"{BACK_DAYS} days are over count.",
    ),
    (
        "CSAT, NPS",
        f"the customer’s first answer (1 to 5, 0 to 10) in the {ANSWERED_AFTER_DAYS} days after, less the last one in "
        "the year before; “after”: too few have both, so the answers after.",
    ),
    (
        "In brackets",
        "from where to where the difference lies with 95% confidence. With 0 in between it may be chance, and one in "
        f"twenty misses. Fewer than {ENOUGH} cases on a side are too few to say.",
    ),
)


def report(r: Report) -> Message:
    """Each kindness with its cases, held against the others."""
    title = f"Does kindness work? {TITLES[r.period].capitalize()}"
    rows = list(_rows(r))
    if not rows:
        nothing = f"No follow-up was done in {TITLES[r.period]}: there is nothing to compare yet."
        return message(nothing, line(nothing))
    costs = [row for one in _shown(r) if (row := _cost(one, r.currency))]
    left = len(r.lines) - len(_shown(r))
    said = "; ".join(f"{name} {with_it} with, {without} without: {said}" for name, with_it, without, said in rows)
    return message(
        f"{title}, {_counted(r.cases)}. {NO_CAUSE} {said}.",
        header(title),
        line(f"{_counted(r.cases)}. ", NO_CAUSE),
        _table(title, [HEADERS, *rows]),
        rich(section(bold("What it cost")), bullets(*costs)) if costs else None,
        small(f"… and {left} more kinds of gestures.") if left else None,
        buttons(button("What do these mean?", "service.meaning", 0, place="kindness")),
    )


def meanings() -> Message:
    """**What do these mean?**: a line for each."""
    said = [section(bold(name), f": {meaning}") for name, meaning in MEANINGS]
    return message("What the comparison means.", rich(bullets(*said)))


def _shown(r: Report) -> Sequence[Line]:
    place = count()
    return [one for one in r.lines if one.what != "kind" or next(place) < KINDS]


def _counted(cases: int) -> str:
    return "1 customer" if cases == 1 else f"{cases:,} customers"


def _rows(r: Report) -> Iterator[tuple[str, str, str, str]]:
    for one in _shown(r):
        name = _name(one)
        if min(one.cases, one.others) < ENOUGH:
            yield name, f"{one.cases:,}", f"{one.others:,}", "too few to say"
            continue
        for compared in one.compared:
            what = MEASURES[compared.measure] + (", after" if compared.after_only else "")
            yield f"{name}: {what}", _value(compared, ours=True), _value(compared, ours=False), _difference(compared)


def _name(one: Line) -> str:
    return NAMES.get(one.what) or excerpt(one.label, 40) or "A gesture"


def _value(compared: Compared, *, ours: bool) -> str:
    of = compared.with_it if ours else compared.without
    cases = kindness.cases(of)
    if not cases:
        return "none"
    if isinstance(of, Share):
        return f"{of.value:.0%} of {cases:,}" if cases >= ENOUGH else f"{of.some} of {cases}"
    return f"{of.mean:.1f} ({cases:,})" if compared.after_only else f"{_signed(of.mean, 1)} ({cases:,})"


def _difference(compared: Compared) -> str:
    if compared.difference is None:
        return "too few to say"
    if compared.interval is None:
        return f"{_signed(compared.difference, 1)}; no range, as all answered alike"
    is_share = isinstance(compared.with_it, Share)
    scale, digits = (100, 0) if is_share else (1, 1)
    low, high = (_signed(scale * end, digits) for end in compared.interval)
    said = f"{_signed(scale * compared.difference, digits)}{' in 100' if is_share else ''} ({low} to {high})"
    return f"{said}, may be chance" if compared.may_be_chance else said


def _signed(value: float, digits: int) -> str:
    said = f"{value:+.{digits}f}"
    return said[1:] if not float(said) else said.replace("-", "−")


def _cost(one: Line, currency: str) -> RichTextSectionElement | None:
    if one.cost is None:
        return None
    cost: Cost = one.cost
    said = [f"{_money(cost.each, currency)} a case"]
    for price in cost.prices:
        each, (low, high) = _money(price.each, currency), (_money(end, currency) for end in price.interval)
        said.append(f"{each} for each {PRICED[price.of]} ({low} to {high})")
    if cost.foreign:
        said.append(f"{cost.foreign} in another currency not counted")
    return section(f"{_name(one)}: ", "; ".join(said))


def _money(minor: float, currency: str) -> str:
    return in_words(round(minor), currency)


def _table(caption: str, rows: Sequence[Sequence[str]]) -> Shown:
    """As Slack shows it: https://docs.slack.dev/reference/block-kit/blocks/data-table-block (the SDK has no model)."""
    cells = [[{"type": "raw_text", "text": text} for text in row] for row in rows]
    return {
        "type": "data_table",
        "caption": excerpt(caption, 255),
        "page_size": min(len(rows) - 1, PAGE),
        "rows": cells,
    }
