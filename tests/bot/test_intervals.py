"""Where differences lie: against published examples, against scipy, and whether the truth is in them often enough."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kind_year import sample
from scipy import stats

from bot.intervals import of_means, of_share, of_shares, students
from storage.records.kindness import Sample, Share

SEEDS = range(200)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(10, 10), Share(0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_s_own_examples(one: Share, other: Share, low: float, high: float) -> None:
    """Table II of his paper, method 10."""
    assert of_shares(one, other) == pytest.approx((low, high), abs=5e-5)
    assert of_shares(other, one) == pytest.approx((-high, -low), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_one_share_is_as_scipy_has_it(share: tuple[int, int]) -> None:
    found = of_share(Share(*share))
    theirs = stats.binomtest(*share).proportion_ci(0.95, method="wilson")
    assert found == pytest.approx((theirs.low, theirs.high), abs=1e-9)


ANSWERS = st.lists(st.integers(-10, 10), min_size=10, max_size=60)


@given(ANSWERS, ANSWERS)
def test_means_are_as_scipy_has_them(one: list[int], other: list[int]) -> None:
    found = of_means(sample(one), sample(other))
    if len(set(one)) == len(set(other)) == 1:
        assert found is None
        return
    theirs = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert found == pytest.approx((theirs.low, theirs.high), abs=1e-3)


def test_students_quantile() -> None:
    assert all(abs(students(n) - stats.t.ppf(0.975, n)) < 0.001 for n in range(5, 500))


@pytest.mark.parametrize(("many", "few", "p", "q"), [(400, 60, 0.5, 0.7), (90, 12, 0.8, 0.85), (15, 10, 0.05, 0.6)])
def test_the_true_difference_of_shares_is_mostly_in_it(many: int, few: int, p: float, q: float) -> None:
    def drawn(seed: int) -> bool:
        chance = Random(seed)
        one, other = (Share(sum(chance.random() < at for _ in range(n)), n) for n, at in ((few, q), (many, p)))
        return q - p in of_shares(one, other)

    assert 0.9 * len(SEEDS) <= sum(map(drawn, SEEDS)) < len(SEEDS)


@pytest.mark.parametrize(("many", "few"), [(400, 60), (90, 12), (11, 10)])
def test_the_true_difference_of_means_is_mostly_in_it(many: int, few: int) -> None:
    """The few answer a point higher, and vary twice as much."""

    def drawn(seed: int) -> bool:
        chance = Random(seed)
        ours = sample(chance.choice((1, 2, 4, 5)) for _ in range(few))
        theirs = sample(chance.choice((1, 2, 3)) for _ in range(many))
        found = of_means(ours, theirs)
        return found is not None and 1 in found

    assert 0.9 * len(SEEDS) <= sum(map(drawn, SEEDS)) < len(SEEDS)


def test_what_is_left_is_what_was_not_taken() -> None:
    everything, some = [1, 5, 4, 2, 2], [5, 2]
    assert sample(everything) - sample(some) == sample([1, 4, 2])
    assert Share(7, 9) - Share(3, 4) == Share(4, 5)
    assert (Sample(4, 10, 30).mean, Sample(4, 10, 30).variance) == (2.5, pytest.approx(5 / 3))
