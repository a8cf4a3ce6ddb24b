"""Batches of what goes into pools: tasks and task suites."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic, Protocol, TypeVar

import msgspec

from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.http.openapi import QueryParameter
from talka.kernel.errors import (
    AssignmentsCount,
    Conflict,
    FieldErrors,
    MixerConfigRequired,
    NotEnoughBalance,
    OperationAlreadyExists,
    PoolInappropriateStatus,
    PoolTasksCountExceeded,
    PoolTaskSuitesCountExceeded,
    PoolTaskType,
    TalkaError,
)
from talka.kernel.ids import new_uuid, parse_number
from talka.operations import batch
from talka.operations import store as operation_store
from talka.operations.batch import Ending, Kind, Options, Prepared, Refused
from talka.pools import lifecycle
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool, PoolStatus
from talka.projects import service as projects
from talka.projects import store as project_store
from talka.projects.service import Specs
from talka.storage.tx import Tx


class InPool(Protocol):
    """What is checked and goes into a pool."""

    @property
    def pool_id(self) -> int:
        """The pool's id."""


F = TypeVar("F")
P = TypeVar("P", bound=InPool)

OPEN_POOL = QueryParameter("open_pool", bool, "Open the pool afterwards, if it is closed.")
BATCH_QUERY = (
    *batch.QUERY,
    QueryParameter("allow_defaults", bool, "Take a missing overlap from the pool's defaults."),
    OPEN_POOL,
)
BATCH_ERRORS = (
    OperationAlreadyExists,
    PoolInappropriateStatus,
    MixerConfigRequired,
    PoolTasksCountExceeded,
    PoolTaskSuitesCountExceeded,
    PoolTaskType,
)
OVERLAP_ERRORS = (
    AssignmentsCount,
    PoolInappropriateStatus,
    NotEnoughBalance,
    Conflict,
)


class Context(msgspec.Struct, frozen=True):
    """What an item is checked against: its pool, the pool's settings and its project's fields.

    ``merges_twins``: the project wants tasks that ask the same to be found.
    """

    pool: Pool
    config: PoolConfig
    specs: Specs
    merges_twins: bool = False


class PoolKind(Kind[F, P, dict[str, Context]], Generic[F, P]):
    """What tasks and suites do differently in a batch."""

    flags = ("skip_invalid_items", "allow_defaults", "open_pool")

    @abstractmethod
    def pool_id(self, form: F) -> str:
        """The pool that an object names."""

    @abstractmethod
    def check_one(self, form: F, context: Context, options: Options, errors: FieldErrors) -> P:
        """Check an object; what is wrong goes to ``errors``."""

    @abstractmethod
    def admit(self, pool: Pool, config: PoolConfig) -> None:
        """Refuse what this pool takes none of."""

    @abstractmethod
    def insert_into(
        self, tx: Tx, context: Context, items: Sequence[Prepared[P]], operation_id: str | None
    ) -> list[str]:
        """Create checked items of one pool."""

    def load(
        self,
        tx: Tx,
        requester: Requester,
        forms: Sequence[F],
        platform: Platform | None = None,  # noqa: ARG002  nothing that the operator decides matters
    ) -> dict[str, Context]:
        """The pools that are named; one that is not the requester's is left out."""
        contexts: dict[str, Context] = {}
        for pool_id in {self.pool_id(form) for form in forms}:
            number = parse_number(pool_id)
            pool = None if number is None else pools.get(tx, number)
            if pool is not None and pool.requester_id == requester.id:
                contexts[pool_id] = self._context(tx, pool)
        return contexts

    def _context(self, tx: Tx, pool: Pool) -> Context:
        if pool.status == PoolStatus.ARCHIVED:
            raise PoolInappropriateStatus(
                f"Pool {pool.id} is archived", [PoolStatus.OPEN.value, PoolStatus.CLOSED.value]
            )
        config = config_of(pool)
        self.admit(pool, config)
        specs = projects.specs_for_tasks(tx, pool.project_id, pool.project_version_major)
        project = project_store.get(tx, pool.project_id)
        merges = project is not None and bool(project.form.assignments_automerge_enabled)
        return Context(pool, config, specs, merges_twins=merges and not config.is_training)

    def check(
        self,
        forms: Sequence[tuple[int, F]],
        raws: Sequence[bytes] | Mapping[int, str],
        known: dict[str, Context],
        options: Options,
    ) -> tuple[list[Prepared[P]], list[Refused]]:
        """Each by itself."""
        prepared: list[Prepared[P]] = []
        refused: list[Refused] = []
        for index, form in forms:
            raw = raws[index]
            text = raw.decode() if isinstance(raw, bytes) else raw
            context = known.get(self.pool_id(form))
            errors = FieldErrors()
            if context is None:
                errors.add("pool_id", "ENTITY_DOES_NOT_EXIST", "There is no such pool of yours")
            else:
                value = self.check_one(form, context, options, errors)
                if not errors:
                    prepared.append(Prepared(index, text, value))
                    continue
            refused.append(Refused(index, text, errors.as_dict()))
        return prepared, refused

    def insert(
        self, tx: Tx, requester_id: str, prepared: Sequence[Prepared[P]], operation_id: str | None
    ) -> list[str]:
        """Pool by pool in the order of their ids."""
        ids: dict[int, str] = {}
        for pool_id in self.notes(prepared):
            pools.join(tx, pool_id)
            pool = pools.get_locked(tx, pool_id)
            if pool is None or pool.requester_id != requester_id:
                raise AssertionError(f"pool {pool_id} vanished")
            mine = [item for item in prepared if item.value.pool_id == pool_id]
            created = self.insert_into(tx, self._context(tx, pool), mine, operation_id)
            ids.update(zip((item.index for item in mine), created, strict=True))
            lifecycle.notice_completion(tx, pool_id)
        return [ids[item.index] for item in prepared]

    def notes(self, prepared: Sequence[Prepared[P]]) -> list[int]:
        """The pools of the batch."""
        return sorted({item.value.pool_id for item in prepared})

    def conclude(self, tx: Tx, ending: Ending, platform: Platform) -> None:
        """Open the pools, if that was asked for."""
        if ending.options.open_pool:
            _open_pools(tx, ending, platform)


def _open_pools(tx: Tx, ending: Ending, platform: Platform) -> None:
    """Open the batch's pools; one that cannot be opened does not undo the creation, and the log says why."""
    # Every pool before any money, as all do.
    locked = [pools.get_alone(tx, pool_id) for pool_id in ending.notes]
    for offset, (pool_id, pool) in enumerate(zip(ending.notes, locked, strict=True)):
        if pool is None or pool.requester_id != ending.requester_id or pool.status == PoolStatus.OPEN:
            continue
        try:
            with tx.savepoint():
                lifecycle.open_pool(tx, pool, platform)
        except TalkaError as refusal:
            if ending.operation_id is None:
                continue
            output = {
                "code": refusal.code,
                "message": refusal.message,
                "request_id": f"ao_{new_uuid()}",
            }
            operation_store.add_failures(
                tx,
                ending.operation_id,
                [
                    {
                        "item_index": ending.total + offset,
                        "type": "POOL_OPEN",
                        "input": msgspec.json.encode({"pool_id": str(pool_id)}).decode(),
                        "output": msgspec.json.encode(output).decode(),
                    }
                ],
            )
