"""Where a difference between two groups lies, with 95 % confidence, from their counts and sums alone.

The groups are taken to be independent samples, each case in one of them and independent of the others.
"""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from storage.records.kindness import Sample, Share

CONFIDENCE = 0.95
_Z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


class Interval(NamedTuple):
    """From where to where, both ends included."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, (int, float)) and self.low <= value <= self.high


def of_share(share: Share) -> Interval:
    """Wilson's score interval of one share.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209-212.
    """
    n, p = share.whole, share.value
    middle = p + _Z**2 / (2 * n)
    half = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
    return Interval(max(0.0, (middle - half) / (1 + _Z**2 / n)), min(1.0, (middle + half) / (1 + _Z**2 / n)))


def of_shares(one: Share, other: Share) -> Interval:
    """Newcombe's interval of a difference of two shares: it holds for few cases and for shares near 0 and 1 too.

    R. G. Newcombe, Interval estimation for the difference between independent proportions: comparison of eleven
    methods, Statistics in Medicine 17 (1998), 873-890, method 10.
    """
    p, q = one.value, other.value
    of_one, of_other = of_share(one), of_share(other)
    below = sqrt((p - of_one.low) ** 2 + (of_other.high - q) ** 2)
    above = sqrt((of_one.high - p) ** 2 + (q - of_other.low) ** 2)
    return Interval(p - q - below, p - q + above)


def of_means(one: Sample, other: Sample) -> Interval | None:
    """Welch's interval of a difference of two means, whose variances may differ; None where nothing varies at all.

    B. L. Welch, The generalization of 'Student's' problem when several different population variances are involved,
    Biometrika 34 (1947), 28-35.
    """
    ours, theirs = one.variance / one.cases, other.variance / other.cases
    if ours + theirs == 0:
        return None
    freedom = (ours + theirs) ** 2 / (ours**2 / (one.cases - 1) + theirs**2 / (other.cases - 1))
    middle, half = one.mean - other.mean, students(freedom) * sqrt(ours + theirs)
    return Interval(middle - half, middle + half)


def students(freedom: float) -> float:
    """The quantile of Student's t on either side of 95 %, right to 0.001 from 5 degrees of freedom on.

    M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), formula 26.7.5.
    """
    z, n = _Z, freedom
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * n**4)
    )
