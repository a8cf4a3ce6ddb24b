"""Answers that several slices give alike."""

from __future__ import annotations

from typing import TypeVar

from litestar import Response

T = TypeVar("T")


def lifecycle_answer(operation: T | None) -> Response[T | None]:
    """202 with the operation, or 204 with an empty body where the requested state already held."""
    if operation is None:
        return Response(None, status_code=204, media_type="application/json")
    return Response(operation, status_code=202, media_type="application/json")
