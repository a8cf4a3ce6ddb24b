"""What the model holds beside the labels that it is given."""

import tracemalloc

import numpy as np
import pytest

from talka.aggregation.dawid_skene import fit


@pytest.mark.parametrize("labels_per_task", [3, 10])
@pytest.mark.parametrize("dtype", [np.int32, np.int64])
def test_input_and_work_together_are_within_twice_the_input_as_wide_as_it_usually_is(labels_per_task, dtype):
    """Labels in 64 bits, as NumPy makes them, are the measure; narrower ones leave as much room."""
    rng = np.random.default_rng(0)
    count = 600_000
    task = np.repeat(np.arange(count // labels_per_task, dtype=dtype), labels_per_task)
    worker = rng.integers(0, 500, count, dtype=dtype)
    label = rng.integers(0, 4, count, dtype=dtype)
    tracemalloc.start()
    try:
        fit(task, worker, label, max_rounds=2)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3 * 8 * count
