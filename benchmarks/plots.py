"""Pictures of what was measured, as SVG files that read without colour too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.report import PLOTS

INK, PALE = "#1f2430", "#9aa1ad"
LOOKS = (("o", "-", INK), ("s", "--", "#5b6472"), ("^", ":", "#3d5a80"), ("D", "-.", "#7a4f2a"))
POINTS = 240  # of a curve: more nobody sees

matplotlib.rcParams.update(
    {
        "font.size": 9,
        "font.family": "sans-serif",
        "svg.fonttype": "none",
        "svg.hashsalt": "extra mile",  # the same figures make the same file
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": PALE,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "legend.frameon": False,
    }
)


def claiming(seconds: Mapping[str, Mapping[int, float]]) -> None:
    """Seconds to claim and complete a thousand by how many are pending, a curve for each contender."""

    def draw(axes: Axes) -> None:
        for (name, each), (marker, line, ink) in zip(seconds.items(), LOOKS, strict=False):
            axes.plot(list(each), list(each.values()), marker=marker, linestyle=line, color=ink, label=name)
        axes.set(xscale="log", yscale="log", xlabel="pending", ylabel="seconds")
        axes.grid(visible=True, which="major", color=PALE, alpha=0.3)
        axes.legend()

    _save("claiming", "To claim and complete 1,000 that are due", draw)


def pace(per_second: float, at: Sequence[float], most_by: Callable[[float], float], bound: float) -> None:
    """Messages over time against the most that Slack takes by then."""

    def draw(axes: Axes) -> None:
        times = [bound * 1.02 * number / POINTS for number in range(POINTS + 1)]
        axes.plot(times, [most_by(seconds) for seconds in times], color=PALE, linewidth=4, label="the most Slack takes")
        counts = range(1, len(at) + 1)
        step = max(1, len(at) // POINTS)
        axes.plot([*at[::step], at[-1]], [*counts[::step], len(at)], color=INK, linewidth=1.2, label="sent")
        axes.set(xlabel="seconds", ylabel="messages", xlim=(0, None), ylim=(0, None))
        axes.legend(loc="lower right")

    _save(f"pace-{per_second:g}", f"10,000 messages to 500 people, {per_second:g} a second for the workspace", draw)


def lateness(seconds: Mapping[str, Sequence[float]]) -> None:
    """The share of reminders that were taken up within so many milliseconds, a curve for each database."""

    def draw(axes: Axes) -> None:
        for (name, each), (_, line, ink) in zip(seconds.items(), LOOKS, strict=False):
            late = sorted(max(0.1, second * 1e3) for second in each)
            step = max(1, len(late) // POINTS)
            shares = [100 * (number + 1) / len(late) for number in range(len(late))]
            axes.plot([*late[::step], late[-1]], [*shares[::step], 100], linestyle=line, color=ink, label=name)
        axes.axvline(50, color=PALE, linewidth=1)
        axes.set(xscale="log", xlabel="milliseconds from due to taken up", ylabel="% of the reminders", ylim=(0, 101))
        axes.legend(loc="lower right")

    _save("lateness", "3,000 reminders due within 8 s, a million pending", draw)


def memory(samples: Sequence[tuple[float, float]]) -> None:
    """What the bot holds over the replayed day."""

    def draw(axes: Axes) -> None:
        axes.plot([at for at, _ in samples], [held for _, held in samples], color=INK, linewidth=1.2)
        axes.set(xlabel="seconds of the replay", ylabel="MB", xlim=(0, None), ylim=(0, None))

    _save("memory", "Memory of the bot over a working day of 1,000 agents", draw)


def _save(name: str, title: str, draw: Callable[[Axes], None]) -> None:
    figure = Figure(figsize=(6, 3.4), layout="constrained")
    axes = figure.add_subplot()
    axes.set_title(title, loc="left", fontsize=10, color=INK)
    draw(axes)
    PLOTS.mkdir(exist_ok=True)
    figure.savefig(PLOTS / f"{name}.svg", metadata={"Date": None})
