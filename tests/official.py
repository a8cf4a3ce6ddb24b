"""Answers against the official page's schemas, where that page is beside the checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

_PLACES = [above / "shared" / "spec" / "toloka-openapi.json" for above in Path(__file__).parents[2:]]


def faults(name: str, answer: Any) -> list[str]:
    """Where an answer is not what the schema of this name says; nothing either without the page."""
    validator = _validator(name)
    if validator is None:
        return []
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(answer)]


@cache
def _validator(name: str) -> Any:
    place = next(filter(Path.exists, _PLACES), None)
    if place is None:
        return None
    components = json.loads(place.read_text())["components"]
    return OAS30Validator({"$ref": f"#/components/schemas/{name}", "components": components})
