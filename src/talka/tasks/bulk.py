"""Creating many objects within a transaction that is open already, without a request of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from talka.http.auth import Requester
from talka.kernel.errors import FieldErrors
from talka.operations.batch import Options
from talka.storage.tx import Tx
from talka.tasks.batch import InPool, PoolKind

F = TypeVar("F")
P = TypeVar("P", bound=InPool)


def create_all(tx: Tx, requester: Requester, kind: PoolKind[F, P], forms: Sequence[F]) -> list[str]:
    """Check and create every object, or none; the new ids in their order.

    A missing overlap is taken from the pool's defaults.

    Raises:
        ValidationFailed: some are wrong; the fields are named below their positions.
    """
    contexts = kind.load(tx, requester, forms)
    raws = dict(enumerate(msgspec.json.encode(form).decode() for form in forms))
    options = Options(allow_defaults=True)
    prepared, refused = kind.check(list(enumerate(forms)), raws, contexts, options)
    errors = FieldErrors()
    for item in refused:
        errors.update(item.errors, prefix=str(item.index))
    errors.raise_if_any()
    return kind.insert(tx, requester.id, prepared, None)
