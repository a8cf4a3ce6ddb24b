"""What can go wrong, in Toloka's words.

The domain raises one of these; the class knows Toloka's code and HTTP status, and one renderer in
``talka.http`` writes the body ``{request_id, code, message, payload}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

import msgspec

from talka.words.speaking import named, say


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why one field was refused: Toloka's field code, words for a person, and the limits it broke."""

    code: str
    message: str
    params: list[Any] | None = None


class FieldErrors:
    """Field errors collected under dotted paths (``input_values.image``, ``filter.and.0.value``)."""

    __slots__ = ("_errors",)

    def __init__(self) -> None:
        self._errors: dict[str, FieldError] = {}

    def add(self, path: str, code: str, message: str, params: Iterable[Any] | None = None) -> None:
        """Record an error; the first one said of a path stays."""
        self._errors.setdefault(path, FieldError(code, message, None if params is None else list(params)))

    def update(self, errors: Mapping[str, FieldError], *, prefix: str = "") -> None:
        """Take over errors found elsewhere, their paths below ``prefix``."""
        for path, error in errors.items():
            self._errors.setdefault(f"{prefix}.{path}" if prefix else path, error)

    def as_dict(self) -> dict[str, FieldError]:
        """The errors by path, in the order found."""
        return dict(self._errors)

    def raise_if_any(self) -> None:
        """Raise :class:`ValidationFailed` when anything was recorded."""
        if self._errors:
            raise ValidationFailed(self._errors)

    def __bool__(self) -> bool:
        return bool(self._errors)

    def __iter__(self) -> Iterator[str]:
        return iter(self._errors)


class TalkaError(Exception):
    """A refusal the caller can understand. Subclasses fix the code and status."""

    code: ClassVar[str] = "INTERNAL_ERROR"
    status: ClassVar[int] = 500

    def __init__(self, message: str, payload: object | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.payload = payload


class ValidationFailed(TalkaError):  # noqa: N818  named for what happened
    """400: the request's fields are wrong; the payload names each."""

    code = "VALIDATION_ERROR"
    status = 400

    def __init__(self, errors: Mapping[str, FieldError], message: str | None = None) -> None:
        self.errors = dict(errors)
        super().__init__(message or say("Validation failed"), self.errors)

    @classmethod
    def of(cls, path: str, code: str, message: str, params: list[Any] | None = None) -> ValidationFailed:
        """The refusal of a single field."""
        return cls({path: FieldError(code, message, params)})


class BadRequest(TalkaError):  # noqa: N818
    """400: the request cannot be read at all (not JSON, an empty body)."""

    code = "VALIDATION_ERROR"
    status = 400


class AuthenticationFailed(TalkaError):  # noqa: N818
    """401: no token, or one that nobody holds."""

    code = "AUTHENTICATION_ERROR"
    status = 401

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or say("The token is missing or unknown"))


class AccessDenied(TalkaError):  # noqa: N818
    """403: the caller is known and may not do this."""

    code = "ACCESS_DENIED"
    status = 403


class DoesNotExist(TalkaError):  # noqa: N818
    """404: no such object, or one of another requester (which is told apart from nothing by nobody)."""

    code = "DOES_NOT_EXIST"
    status = 404

    def __init__(self, what: str, object_id: object) -> None:
        super().__init__(say("There is no {what} with id {id}", what=named(what), id=str(object_id)), None)


class Conflict(TalkaError):  # noqa: N818
    """409: the request is well formed, but the state of things forbids it."""

    code = "CONFLICT_STATE"
    status = 409


class InappropriateStatus(Conflict):
    """409: the object's status forbids the action; the payload lists the statuses that allow it."""

    code = "INAPPROPRIATE_STATUS"

    def __init__(self, message: str, appropriate_statuses: Iterable[str]) -> None:
        super().__init__(message, {"appropriate_statuses": list(appropriate_statuses)})


class PoolInappropriateStatus(InappropriateStatus):
    """409: a pool's status forbids changing it or adding to it."""

    code = "POOL_INAPPROPRIATE_STATUS"


class ProjectInappropriateStatus(InappropriateStatus):
    """409: a project's status forbids changing it or adding to it."""

    code = "PROJECT_INAPPROPRIATE_STATUS"


class EntityTooLarge(TalkaError):  # noqa: N818
    """413: the body, or something in it, is over the server's limit."""

    code = "ENTITY_TOO_LARGE"
    status = 413


class UnsupportedMediaType(TalkaError):  # noqa: N818
    """415: the body's content type is not one that the call reads."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class RangeNotSatisfiable(TalkaError):  # noqa: N818
    """416: the range begins after the end."""

    code = "RANGE_NOT_SATISFIABLE"
    status = 416


class TooManyRequests(TalkaError):  # noqa: N818
    """429: a limit over time was passed.

    ``retry_after`` is in how many seconds to try again, where that is known.
    """

    code = "TOO_MANY_REQUESTS"
    status = 429

    def __init__(
        self, message: str, payload: object | None = None, *, retry_after: int | None = None
    ) -> None:
        super().__init__(message, payload)
        self.retry_after = retry_after


def conflict(code: str, doc: str) -> type[Conflict]:
    """A class of conflict with its own Toloka code."""
    name = "".join(part.capitalize() for part in code.split("_"))
    return type(name, (Conflict,), {"code": code, "__doc__": f"409: {doc}"})


InvalidFilterForMap = conflict(
    "POOL_INVALID_FILTER_FOR_MAP_ISSUING", "the filter lets in nobody who could be at a point of the map."
)
EmptyPool = conflict("EMPTY_POOL", "a pool without tasks cannot be opened.")
NotEnoughBalance = conflict("NOT_ENOUGH_BALANCE", "the requester's balance does not cover it.")
PoolLocked = conflict("POOL_LOCKED_BY_ANOTHER_OPERATION", "an operation holds the pool.")
UnarchivedPools = conflict("UNARCHIVED_POOLS_CONFLICT", "the project has pools that are not archived.")
TrainingArchiveConflict = conflict("TRAINING_ARCHIVE_CONFLICT", "linked main pools are not archived.")
SubmittedAssignments = conflict("SUBMITTED_ASSIGNMENTS_CONFLICT", "assignments wait for review.")
ActiveAssignment = conflict("THERE_IS_ACTIVE_ASSIGNMENT", "a worker is still at work.")
RejectedAssignment = conflict("THERE_IS_REJECTED_ASSIGNMENT", "a rejection is younger than nine days.")
AssignmentsCount = conflict("ASSIGNMENTS_COUNT_CONFLICT", "the overlap is below what is already given out.")
AssignmentsCountExceeded = conflict("POOL_ASSIGNMENTS_COUNT_EXCEEDED", "the pool's assignments are used up.")
MixerConfigRequired = conflict("MIXER_CONFIG_REQUIRED", "the pool has no smart mixing.")
PoolIsTraining = conflict("POOL_IS_TRAINING", "the id is a training's.")
PoolTaskType = conflict("POOL_TASK_TYPE_CONFLICT", "the pool does not take tasks of this kind.")
PoolTasksCountExceeded = conflict("POOL_TASKS_COUNT_EXCEEDED", "the pool is full.")
PoolTaskSuitesCountExceeded = conflict("POOL_TASK_SUITES_COUNT_EXCEEDED", "the pool is full of suites.")
OperationAlreadyExists = conflict("OPERATION_ALREADY_EXISTS", "an operation with this id was begun before.")
InvalidOperationType = conflict("INVALID_OPERATION_TYPE", "operations of this type keep no log.")
OperationLogsArchived = conflict("OPERATION_LOGS_ARCHIVED", "the log was kept for a month.")
SkillIsTraining = conflict("SKILL_IS_TRAINING", "a training's skill is managed by the platform.")
SystemScopeModification = conflict(
    "SYSTEM_SCOPE_MODIFICATION", "a block of the platform's own cannot be changed."
)
AggregationDenied = conflict("ASSIGNMENTS_AGGREGATION_DENIED", "there is nothing to aggregate.")
UnsupportedAlgorithm = conflict("UNSUPPORTED_ALGORITHM", "the algorithm is not available here.")
ResultsExpired = conflict("RESULTS_EXPIRED", "the aggregation's results are gone.")
