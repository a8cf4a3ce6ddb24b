"""The apps there are: those that ship, and those of the operator's folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec

from talka.apps import parameters
from talka.apps.model import AppDefinition, AppProjectForm
from talka.kernel.errors import FieldErrors, ValidationFailed
from talka.projects.field_spec import parse_spec

Apps = Mapping[str, AppDefinition]
"""Apps by id, in the order of their ids."""


class BadApp(Exception):  # noqa: N818  named for what is wrong
    """A file of the operator's folder is no app; the words say why."""


@lru_cache(maxsize=8)
def apps_of(folder: Path | None) -> Apps:
    """The apps that ship, and those in the files ``*.json`` of the folder; one of the same id replaces them.

    Raises:
        BadApp: a file is no app.
        OSError: the folder cannot be read.
    """
    found = dict(_read("what ships", _shipped()))
    if folder is not None:
        if not folder.is_dir():
            raise BadApp("there is no such folder")
        files = sorted(folder.glob("*.json"))
        found |= dict(_read("the folder", ((file.name, file.read_bytes()) for file in files)))
    return dict(sorted(found.items()))


def app_for(apps: Apps, form: AppProjectForm) -> AppDefinition:
    """The app that a form names.

    Raises:
        ValidationFailed: it names none, or one that there is not.
    """
    if form.app_id is None:
        raise ValidationFailed.of("app_id", "VALUE_REQUIRED", "Name the app")
    definition = apps.get(form.app_id)
    if definition is None:
        raise ValidationFailed.of("app_id", "ENTITY_DOES_NOT_EXIST", f"There is no app {form.app_id}")
    return definition


def _shipped() -> Iterator[tuple[str, bytes]]:
    for file in resources.files("talka.apps.definitions").iterdir():
        if file.name.endswith(".json"):
            yield file.name, file.read_bytes()


def _read(where: str, files: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, AppDefinition]]:
    seen: dict[str, str] = {}
    for name, content in files:
        try:
            definition = msgspec.json.decode(content, type=AppDefinition)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadApp(f"{name}: {error}") from None
        faults = list(_faults(definition))
        if definition.id in seen:
            faults.append(f"{seen[definition.id]} in {where} has the id {definition.id} too")
        if faults:
            raise BadApp(f"{name}: {'; '.join(faults)}")
        seen[definition.id] = name
        yield definition.id, definition


def _faults(definition: AppDefinition) -> Iterator[str]:
    """What is wrong with an app that its types do not say."""
    errors = FieldErrors()
    parse_spec(definition.input_spec, "input_spec", errors, output=False)
    parse_spec(definition.output_spec, "output_spec", errors, output=True)
    for path, error in errors.as_dict().items():
        yield f"{path}: {error.message}"
    fields = definition.param_spec.get("fields")
    notes: list[str] = []
    parameters.faults(fields, "param_spec.fields", notes.append)
    yield from notes
    if not notes and "instruction_classes" not in (fields or {}).get("properties", {}):
        yield "param_spec.fields has no instruction_classes to choose from"
    for name in definition.needs_one_of:
        if name not in definition.input_spec:
            yield f"needs_one_of: there is no input field {name!r}"
    if b'"$answer"' not in msgspec.json.encode(definition.view):
        yield 'view has no {"$answer": true}'
