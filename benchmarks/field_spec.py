"""How many objects a second a compiled specification checks: `python benchmarks/field_spec.py`."""

import time
from collections.abc import Callable
from typing import Any

import msgspec

from talka.kernel.errors import FieldErrors
from talka.projects.field_spec import CompiledSpec, compiled

OBJECTS = 100_000
REPEATS = 5

SIMPLE: dict[str, Any] = {
    "image": {"type": "url"},
    "label": {"type": "string", "max_length": 100},
    "width": {"type": "integer", "min_value": 1},
    "score": {"type": "float", "min_value": 0, "max_value": 1},
    "checked": {"type": "boolean"},
    "source": {"type": "string", "allowed_values": ["web", "app", "shop"], "required": False},
}


def simple_object(number: int) -> dict[str, Any]:
    return {
        "image": f"https://example.com/{number}.jpg",
        "label": f"picture {number}",
        "width": 100 + number,
        "score": 0.25,
        "checked": number % 2 == 0,
        "source": "web",
    }


def with_one_bad_in_a_hundred(number: int) -> dict[str, Any]:
    values = simple_object(number)
    if number % 100 == 0:
        values["width"] = "wide"
    return values


def with_pattern(number: int) -> dict[str, Any]:
    return {**simple_object(number), "code": f"AB-{number:06d}"}


def with_array(number: int) -> dict[str, Any]:
    return {**simple_object(number), "tags": ["red", "green", "blue"]}


def rate(spec: CompiledSpec, make: Callable[[int], dict[str, Any]]) -> tuple[float, int]:
    """The best of some runs in objects a second, and how many objects were refused."""
    rows = [make(number) for number in range(OBJECTS)]
    best, refused = 0.0, 0
    for _ in range(REPEATS):
        refused = 0
        begun = time.perf_counter()
        for values in rows:
            errors = FieldErrors()
            spec.check(values, "input_values", errors)
            if errors:
                refused += 1
        best = max(best, OBJECTS / (time.perf_counter() - begun))
    return best, refused


def main() -> None:
    code = {"type": "string", "pattern": "[A-Z]{2}-[0-9]{6}"}
    behind = {"type": "string", "pattern": "(?=AB)[A-Z]{2}-[0-9]{6}"}
    tags = {"type": "array_string", "max_size": 5}
    cases: list[tuple[str, dict[str, Any], Callable[[int], dict[str, Any]]]] = [
        ("6 simple fields", SIMPLE, simple_object),
        ("6 simple fields, 1 % bad", SIMPLE, with_one_bad_in_a_hundred),
        ("and a pattern (RE2)", {**SIMPLE, "code": code}, with_pattern),
        ("and a pattern (looking ahead)", {**SIMPLE, "code": behind}, with_pattern),
        ("and an array of 3 strings", {**SIMPLE, "tags": tags}, with_array),
    ]
    print(f"{'case':32}{'objects/s':>12}{'refused':>9}")
    for name, spec, make in cases:
        best, refused = rate(compiled(msgspec.json.encode(spec).decode()), make)
        print(f"{name:32}{best:>12,.0f}{refused:>9,}")


if __name__ == "__main__":
    main()
