"""Creating many objects within a transaction that is open already, without a request of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from talka.http.auth import Requester
from talka.kernel.errors import FieldErrors
from talka.storage.tx import Tx
from talka.tasks.batch import Kind, Options, check_all, contexts_of, insert_all

F = TypeVar("F")
P = TypeVar("P")


def create_all(tx: Tx, requester: Requester, kind: Kind[F, P], forms: Sequence[F]) -> list[str]:
    """Check and create every object, or none; the new ids in their order.

    A missing overlap is taken from the pool's defaults.

    Raises:
        ValidationFailed: some are wrong; the fields are named below their positions.
    """
    contexts = contexts_of(tx, requester, kind, {kind.pool_id(form) for form in forms})
    raws = dict(enumerate(msgspec.json.encode(form).decode() for form in forms))
    options = Options(allow_defaults=True)
    prepared, refused = check_all(kind, list(enumerate(forms)), raws, contexts, options)
    errors = FieldErrors()
    for item in refused:
        errors.update(item.errors, prefix=str(item.index))
    errors.raise_if_any()
    return insert_all(tx, requester.id, kind, prepared, None)
