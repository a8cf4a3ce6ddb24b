"""Answers against the official pages' schemas, where those pages are beside the checkout."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

MAIN, APPS = "toloka-openapi.json", "toloka-apps-openapi.json"


def faults(name: str, answer: Any, page: str = MAIN) -> list[str]:
    """Where an answer is not what the schema of this name says; nothing either without the page."""
    validator = _validator(name, page)
    if validator is None:
        return []
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(answer)]


@cache
def _validator(name: str, page: str) -> Any:
    places = [above / "shared" / "spec" / page for above in Path(__file__).parents[2:]]
    place = next(filter(Path.exists, places), None)
    if place is None:
        return None
    components = json.loads(place.read_text())["components"]
    return OAS30Validator({"$ref": f"#/components/schemas/{name}", "components": components})
