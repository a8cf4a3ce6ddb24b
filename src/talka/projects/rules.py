"""Decisions about projects: is a form sound, how it is stored, what a caller sees."""

from __future__ import annotations

from typing import Final

import msgspec

from talka.kernel import clock
from talka.kernel.errors import FieldErrors
from talka.kernel.owner import Owner
from talka.projects.field_spec import normalise_spec, parse_spec
from talka.projects.localization import check_localization, normalise_localization
from talka.projects.model import (
    MAX_NAME,
    AssignmentsIssuingType,
    AssignmentsIssuingViewConfig,
    Project,
    ProjectForm,
    ProjectView,
    TaskSpec,
)
from talka.projects.quality import identified
from talka.projects.view_spec import check_view_spec, normalise_view_spec

MAX_COUNT: Final = 2**31 - 1


def check_form(form: ProjectForm) -> None:
    """Refuse a form that cannot be a project.

    Raises:
        ValidationFailed: with every wrong field.
    """
    errors = FieldErrors()
    _check_name(form.public_name, errors)
    _check_task_spec(form.task_spec, errors)
    if form.assignments_issuing_type is AssignmentsIssuingType.MAP_SELECTOR:
        _check_map(form.assignments_issuing_view_config, errors)
    _check_count(form.max_active_assignments_count, errors)
    if form.localization_config is not None:
        check_localization(form.localization_config, errors)
    errors.raise_if_any()


def normalise(form: ProjectForm) -> ProjectForm:
    """A checked form as it is stored and answered."""
    spec = form.task_spec
    task_spec = TaskSpec(
        input_spec=normalise_spec(spec.input_spec),
        output_spec=normalise_spec(spec.output_spec),
        view_spec=None if spec.view_spec is None else normalise_view_spec(spec.view_spec),
    )
    translations = form.localization_config
    return msgspec.structs.replace(
        form,
        task_spec=task_spec,
        localization_config=None if translations is None else normalise_localization(translations),
    )


def with_uuids(form: ProjectForm, before: ProjectForm | None) -> ProjectForm:
    """The form with an identity for every collector; those sent are kept, and those there ``before``."""
    quality = form.quality_control
    if quality is None or not quality.configs:
        return form
    earlier = before.quality_control if before is not None else None
    configs = identified(quality.configs, None if earlier is None else earlier.configs)
    return msgspec.structs.replace(form, quality_control=msgspec.structs.replace(quality, configs=configs))


def view(project: Project, owner: Owner) -> ProjectView:
    """A project as the API shows it to a requester."""
    return ProjectView(
        id=str(project.id),
        owner=owner,
        status=project.status,
        created=clock.to_text(project.created),
        **msgspec.structs.asdict(project.form),
    )


def _check_name(name: str, errors: FieldErrors) -> None:
    if not name:
        errors.add("public_name", "STRING_LENGTH_LESS_THAN_MIN", "A project needs a name", [1])
    elif len(name) > MAX_NAME:
        words = f"A name has at most {MAX_NAME} characters"
        errors.add("public_name", "STRING_LENGTH_GREATER_THAN_MAX", words, [MAX_NAME])
    elif not name.strip():
        errors.add("public_name", "BLANK_STRING_NOT_ALLOWED", "A name must not be blank")


def _check_task_spec(spec: TaskSpec, errors: FieldErrors) -> None:
    parse_spec(spec.input_spec, "task_spec.input_spec", errors, output=False)
    parse_spec(spec.output_spec, "task_spec.output_spec", errors, output=True)
    if spec.view_spec is not None:
        check_view_spec(spec.view_spec, "task_spec.view_spec", errors)


def _check_map(config: AssignmentsIssuingViewConfig | None, errors: FieldErrors) -> None:
    path = "assignments_issuing_view_config"
    if config is None:
        errors.add(path, "VALUE_REQUIRED", "Suites chosen on a map need a title and a description")
        return
    for name in ("title_template", "description_template"):
        if getattr(config, name) is None:
            errors.add(f"{path}.{name}", "VALUE_REQUIRED", "Suites chosen on a map need this text")


def _check_count(count: int | None, errors: FieldErrors) -> None:
    path = "max_active_assignments_count"
    if count is not None and count < 1:
        errors.add(path, "VALUE_LESS_THAN_MIN", "A worker must be able to hold one suite at least", [1])
    elif count is not None and count > MAX_COUNT:
        errors.add(path, "VALUE_GREATER_THAN_MAX", f"The value must be at most {MAX_COUNT}", [MAX_COUNT])
