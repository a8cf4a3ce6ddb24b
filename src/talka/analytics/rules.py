"""What a pool's counters say: values in, figures out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from talka.analytics.model import MAX_REQUESTS, AnalyticsRequest, Extent, Figure, Result
from talka.kernel.errors import FieldErrors, ValidationFailed
from talka.kernel.money import to_number
from talka.pools.config import PoolConfig
from talka.pools.model import Counters
from talka.pools.rules import pages_left

NORMAL = "NORMAL"


def check_requests(requests: Sequence[AnalyticsRequest]) -> None:
    """Refuse what cannot be answered, whatever the pool.

    Raises:
        ValidationFailed: there are none or too many, or one lacks what its figure needs.
    """
    if not 1 <= len(requests) <= MAX_REQUESTS:
        bounds = [1, MAX_REQUESTS]
        raise ValidationFailed.of(
            "", "ARRAY_SIZE_OUT_OF_BOUNDS", f"Ask for 1 to {MAX_REQUESTS} figures", bounds
        )
    errors = FieldErrors()
    for index, request in enumerate(requests):
        if request.name == Figure.ACTIVE_WORKERS and request.interval_hours is None:
            errors.add(f"{index}.interval_hours", "VALUE_REQUIRED", "Say how many hours back to look")
    errors.raise_if_any()


def handed_in(counters: Counters) -> int:
    """Pages that were handed in, whatever became of them."""
    return counters.submitted + counters.accepted + counters.rejected


def average_time(counters: Counters) -> int:
    """The time from taking to handing in, over all pages that were handed in, in milliseconds."""
    count = handed_in(counters)
    return counters.work_millis // count if count else 0


def completion(config: PoolConfig, counters: Counters) -> Extent:
    """How much of the work of finite overlap is done, in whole percent, cut off: 100 is all of it.

    Slots are done when their pages are handed in. How many of those taken belong to pages still held is told
    by the share of such pages, which is exact where each page takes one slot, and where nobody holds any.
    """
    given = counters.active + handed_in(counters)
    taken = counters.slots - counters.free_slots
    infinite = is_infinite(counters)
    one_each = (
        taken == given and not infinite and (config.mixer is None or config.mixer.real_tasks_count <= 1)
    )
    return Extent(
        NORMAL,
        _percent_done(counters, taken, given),
        infinite=infinite,
        approximate=counters.active > 0 and not one_each,
    )


def _percent_done(counters: Counters, taken: int, given: int) -> int:
    if counters.slots == 0:
        return 100 if counters.finite_units and not counters.active else 0
    if given == 0:
        return 0
    return 100 * taken * (given - counters.active) // (counters.slots * given)


def is_infinite(counters: Counters) -> bool:
    """Whether there is work that no number of answers finishes."""
    return counters.general + counters.suites > counters.finite_units or (
        counters.tasks > 0 and counters.finite_units == 0
    )


def estimated_assignments(config: PoolConfig, counters: Counters) -> Extent:
    """Pages that will have been handed in when all work of finite overlap is done."""
    pages = counters.active + handed_in(counters) + pages_left(config, counters)
    return Extent(
        NORMAL, pages, infinite=is_infinite(counters), approximate=_makes_pages_yet(config, counters)
    )


def estimated_budget(config: PoolConfig, counters: Counters) -> Extent:
    """Money spent by then, fees left out, if all answers are accepted, at the pool's price of today."""
    ahead = counters.active + counters.submitted + pages_left(config, counters)
    by_skill = config.pricing is not None and ahead > 0
    return Extent(
        NORMAL,
        to_number(counters.spent + ahead * config.reward),
        infinite=is_infinite(counters),
        approximate=by_skill or _makes_pages_yet(config, counters),
    )


def _makes_pages_yet(config: PoolConfig, counters: Counters) -> bool:
    """Whether free tasks are still to be put on pages, which need not come out full."""
    return config.mixer is not None and counters.free_slots > 0


BY_COUNTERS: Mapping[Figure, Callable[[PoolConfig, Counters], Result]] = {
    Figure.REAL_TASKS: lambda _, counters: counters.general + counters.general_inside,
    Figure.SUBMITTED: lambda _, counters: handed_in(counters),
    Figure.SKIPPED: lambda _, counters: counters.skipped,
    Figure.REJECTED: lambda _, counters: counters.rejected,
    Figure.APPROVED: lambda _, counters: counters.accepted,
    Figure.EXPIRED: lambda _, counters: counters.expired,
    Figure.COMPLETION: completion,
    Figure.AVERAGE_TIME: lambda _, counters: average_time(counters),
    Figure.SPENT: lambda _, counters: to_number(counters.spent),
    Figure.WORKERS: lambda _, counters: counters.workers,
    Figure.SUBMITTERS: lambda _, counters: counters.submitters,
    Figure.ESTIMATED_ASSIGNMENTS: estimated_assignments,
    Figure.ESTIMATED_BUDGET: estimated_budget,
}
"""Every figure that needs no more than the pool's counters."""
