"""How large the values of a batch are, as they were sent.

Toloka's page ("Input and output data size limitations") limits the total of all ``input_values`` and that of
all ``output_values`` of one request that creates tasks or task suites.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from talka.http.rate_limits import RateLimits
from talka.kernel.errors import EntityTooLarge


class _Solution(msgspec.Struct, frozen=True):
    output_values: msgspec.Raw = msgspec.Raw()


class _Task(msgspec.Struct, frozen=True):
    input_values: msgspec.Raw = msgspec.Raw()
    known_solutions: list[_Solution] | None = None
    baseline_solutions: list[_Solution] | None = None
    tasks: list[_Task] | None = None


_decoder: msgspec.json.Decoder[_Task] = msgspec.json.Decoder(_Task)


def sizes_of(raws: Iterable[bytes]) -> tuple[int, int]:
    """The bytes of all input values, and of all output values, of these tasks or task suites.

    What is no task counts for nothing: it is refused for that.
    """
    inputs = outputs = 0
    for raw in raws:
        try:
            item = _decoder.decode(raw)
        except ValueError:
            continue
        for task in (item, *(item.tasks or ())):
            inputs += len(bytes(task.input_values))
            for solution in (*(task.known_solutions or ()), *(task.baseline_solutions or ())):
                outputs += len(bytes(solution.output_values))
    return inputs, outputs


def refuse_too_large(raws: Iterable[bytes], limits: RateLimits | None) -> None:
    """Refuse a batch whose values are together larger than the operator's limits.

    Raises:
        EntityTooLarge: they are; the payload names the field and the limit in bytes.
    """
    if limits is None or (limits.input_values_bytes is None and limits.output_values_bytes is None):
        return
    inputs, outputs = sizes_of(raws)
    found: tuple[tuple[str, int, Any], ...] = (
        ("input_values", inputs, limits.input_values_bytes),
        ("output_values", outputs, limits.output_values_bytes),
    )
    for name, size, most in found:
        if most is not None and size > most:
            message = (
                f"All {name} of the request have {size} bytes together; at most {most} are taken at once"
            )
            raise EntityTooLarge(message, {"field": name, "limit": most})
