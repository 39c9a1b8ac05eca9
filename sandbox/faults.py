"""Things that go wrong on the way to Slack and back, switched on for as many calls as a test wants."""

import fnmatch
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from sandbox.surfaces import JSON

Kind = Literal[
    "lost_answer",  # accepted, then the connection breaks
    "dropped",  # the connection breaks before anything is accepted
    "ratelimited",  # 429 with Retry-After of `seconds`
    "error_before",  # 500, nothing accepted
    "error_after",  # accepted, then 500
    "delay",  # accepted `seconds` late
    "slow_answer",  # accepted at once, answered `seconds` late
]


@dataclass
class Fault:
    """One kind of trouble for calls of a method (`chat.*` and `*` work too; `response_url` is one)."""

    method: str
    kind: Kind
    times: int | None = 1
    probability: float = 1.0
    seconds: float = 1.0


Plan = Callable[[str, JSON], Fault | None]


class Faults:
    """The faults that are switched on; chance is seeded, so that a run can be repeated.

    `plan` is asked first, with each call's method and arguments, the moment the call has arrived and nothing of it is
    done yet: it may choose a fault for just this call, and sees all that pass.
    """

    def __init__(self, seed: int = 0) -> None:
        self.plan: Plan | None = None
        self._chance = random.Random(seed)  # noqa: S311 — it decides which test call fails, nothing secret
        self.active: list[Fault] = []

    def add(
        self, method: str, kind: Kind, times: int | None = 1, probability: float = 1.0, seconds: float = 1.0
    ) -> Fault:
        """Switches a fault on for the next `times` calls (None: until `clear`). ValueError for an unknown kind."""
        if kind not in get_args(Kind):
            raise ValueError(f"“{kind}” is no kind of fault; there are {', '.join(get_args(Kind))}.")
        fault = Fault(method, kind, times, probability, seconds)
        self.active.append(fault)
        return fault

    def clear(self) -> None:
        self.active.clear()

    def strike(self, method: str, args: JSON | None = None) -> Fault | None:
        """The fault that hits this call, if any; it is used up by one."""
        if self.plan and (chosen := self.plan(method, args or {})):
            return chosen
        for fault in self.active:
            if fnmatch.fnmatch(method, fault.method) and self._chance.random() < fault.probability:
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.active.remove(fault)
                return fault
        return None
