"""Projects: the request's form, the stored object, the answer."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from talka.http.schemas import inlined
from talka.kernel.events import Event
from talka.kernel.owner import Owner
from talka.projects.field_spec import Count
from talka.projects.localization import Localization
from talka.projects.quality import ProjectQualityControl


class FieldShape(msgspec.Struct, kw_only=True):
    """All that may stand in a field's spec, whatever its type; for readers of the API only."""

    type: str
    required: bool | None = None
    hidden: bool | None = None
    min_length: Count | None = None
    max_length: Count | None = None
    min_value: float | None = None
    max_value: float | None = None
    min_size: Count | None = None
    max_size: Count | None = None
    pattern: str | None = None
    allowed_values: list[Any] | None = None
    current_location: bool | str | None = None


FieldSpecs: TypeAlias = Annotated[
    dict[str, Any], Meta(extra_json_schema={"additionalProperties": inlined(FieldShape)})
]
"""Fields by name."""

LocalizationJson: TypeAlias = Annotated[dict[str, Any], Meta(extra_json_schema=inlined(Localization))]
"""Translations, stored and answered as they were sent."""


class ProjectStatus(StrEnum):
    """Where a project stands in its life."""

    ACTIVE = "ACTIVE"
    ARCHIVED = "ARCHIVED"


class AssignmentsIssuingType(StrEnum):
    """How workers come by task suites: in turn, or chosen on a map."""

    AUTOMATED = "AUTOMATED"
    MAP_SELECTOR = "MAP_SELECTOR"


class MapProvider(StrEnum):
    """Whose map a worker chooses on; without one the worker decides."""

    GOOGLE = "GOOGLE"
    YANDEX = "YANDEX"


class AssignmentsIssuingViewConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a task suite is shown on the map; both templates are required with MAP_SELECTOR."""

    title_template: str | None = None
    description_template: str | None = None
    map_provider: MapProvider | None = None


class TaskSpec(msgspec.Struct, frozen=True, omit_defaults=True):
    """The fields and the interface of a project's tasks, as plain JSON that the rules check."""

    input_spec: FieldSpecs
    output_spec: FieldSpecs
    view_spec: dict[str, Any] | None = None


MAX_NAME = 255

PublicName: TypeAlias = Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": MAX_NAME})]
"""The rules say more of it."""


class ProjectForm(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a requester sets of a project, when creating it and (whole) when editing it."""

    public_name: PublicName
    task_spec: TaskSpec
    assignments_issuing_type: AssignmentsIssuingType = AssignmentsIssuingType.AUTOMATED
    public_description: str | None = None
    public_instructions: str | None = None
    private_comment: str | None = None
    assignments_issuing_view_config: AssignmentsIssuingViewConfig | None = None
    quality_control: ProjectQualityControl | None = None
    assignments_automerge_enabled: bool | None = None
    max_active_assignments_count: int | None = None
    metadata: dict[str, list[str]] | None = None
    sensitive: bool | None = None
    localization_config: LocalizationJson | None = None


class ProjectCheckForm(ProjectForm, frozen=True, omit_defaults=True):
    """An edit to be looked at. What a project cannot do without stays as it is where it is left out."""

    public_name: PublicName | None = None  # type: ignore[assignment]  # wider on purpose: it is filled in
    task_spec: TaskSpec | None = None  # type: ignore[assignment]

    def filled(self, current: ProjectForm) -> ProjectForm:
        """The whole edit."""
        said = msgspec.structs.asdict(self)
        kept = {name: getattr(current, name) for name in ("public_name", "task_spec") if said[name] is None}
        return ProjectForm(**(said | kept))


class Project(msgspec.Struct, frozen=True):
    """A stored project.

    The form is normalised; ``created`` is in milliseconds. Pools stay on the major version of the project
    that they were made with, and see every minor one. ``managed_by``: the app project that runs it, if one
    does.
    """

    id: int
    requester_id: str
    form: ProjectForm
    status: ProjectStatus
    created: int
    version_major: int = 1
    version_minor: int = 0
    managed_by: str | None = None


class ProjectView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A project as the API answers it; what has no value is absent."""

    id: str
    owner: Owner
    public_name: str
    task_spec: TaskSpec
    assignments_issuing_type: AssignmentsIssuingType
    status: ProjectStatus
    created: str
    public_description: str | None = None
    public_instructions: str | None = None
    private_comment: str | None = None
    assignments_issuing_view_config: AssignmentsIssuingViewConfig | None = None
    quality_control: ProjectQualityControl | None = None
    assignments_automerge_enabled: bool | None = None
    max_active_assignments_count: int | None = None
    metadata: dict[str, list[str]] | None = None
    sensitive: bool | None = None
    localization_config: LocalizationJson | None = None


class DifferenceLevel(StrEnum):
    """How much an edit changes."""

    EQUAL = "EQUAL"
    NON_BREAKING_CHANGE = "NON_BREAKING_CHANGE"
    BREAKING_CHANGE = "BREAKING_CHANGE"


class ProjectCheck(msgspec.Struct, frozen=True, rename="camel"):
    """How far an edit would go: with ``BREAKING_CHANGE``, pools that there are stay with what they have."""

    difference_level: DifferenceLevel


class ProjectSettingsGiven(Event, frozen=True):
    """A requester gave settings for a project; who listens raises what is wrong with them.

    ``before``: the settings that they are to replace, None for a new project.
    """

    requester_id: str
    form: ProjectForm
    before: ProjectForm | None


class ProjectChanged(Event, frozen=True):
    """A project's settings were replaced: what they imply for its pools may have changed."""

    project_id: int
