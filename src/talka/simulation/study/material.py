"""What a study works on: the tasks with their truth, and labels to replay, made up or read from files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from talka.aggregation.rules import options_by_field
from talka.simulation import rules
from talka.simulation.model import Truth, option_key
from talka.simulation.study.model import Replay, Study, Tasks

_INPUT, _TRUTH = "INPUT:", "TRUTH:"

OutputValues = dict[str, Any]


class StudyRefused(Exception):  # noqa: N818  named for what happened
    """The description cannot be simulated; the words say why, in one line."""


class Item(msgspec.Struct, frozen=True):
    """A task and its right answer."""

    input_values: dict[str, Any]
    truth: OutputValues


class Material(msgspec.Struct, frozen=True):
    """All tasks of a study, what is right, and what real workers answered (worker, task's key, answer)."""

    real: list[Item]
    control: list[Item]
    training: list[Item]
    truth: Truth
    labels: dict[str, dict[str, OutputValues]] = {}

    def is_right(self, key: str, output_values: Mapping[str, Any]) -> bool:
        """Whether an answer is right in every field that the truth has."""
        right = self.truth.answers.get(key, {})
        return all(output_values.get(name) == value for name, value in right.items())


def gather(
    study: Study,
    folder: Path,
    output_spec: Mapping[str, Any],
    known: tuple[list[Item], list[Item]] | None = None,
) -> Material:
    """Make or read everything; paths are relative to ``folder``.

    ``known`` has control and training tasks that exist already and stand before the study's own.
    """
    fields = _fields(output_spec)
    control, training = known or ([], [])
    if study.tasks.classes is not None:
        real, more_control, more_training = _made_up(study, fields)
    else:
        real, more_control, more_training = _from_file(study, folder, fields)
    if not real:
        raise StudyRefused("tasks: there are no real tasks")
    control, training = [*control, *more_control], [*training, *more_training]
    every = [*real, *control, *training]
    key = _key_field(study.tasks, every)
    answers = {_key_of(item, key): item.truth for item in every}
    if len(answers) != len(every):
        raise StudyRefused(f"tasks: two tasks have the same {key!r}; it has to tell them apart")
    truth = Truth(key_field=key, options=fields, answers=answers)
    replay = study.crowd.replay
    labels = {} if replay is None else _labels(replay, folder, truth)
    return Material(real, control, training, truth, labels)


def _fields(output_spec: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What can be answered in each output field."""
    fields: dict[str, list[Any]] = {**options_by_field(output_spec, ())}
    for name, spec in output_spec.items():
        if name not in fields and spec.get("required", True):
            raise StudyRefused(
                f"output field {name!r} has no list of allowed values: nobody can guess what workers answer"
            )
    if not fields:
        raise StudyRefused("the project has no output field with a list of allowed values")
    return fields


def _only_field(fields: Mapping[str, list[Any]], wanted: str | None, where: str) -> str:
    if wanted is None and len(fields) == 1:
        return next(iter(fields))
    if wanted is None:
        raise StudyRefused(f"{where}: say in field which output field is meant: {', '.join(fields)}")
    if wanted not in fields:
        raise StudyRefused(f"{where}: there is no output field {wanted!r} with allowed values")
    return wanted


def _option(fields: Mapping[str, list[Any]], field: str, text: str, where: str) -> Any:
    for option in fields[field]:
        if option_key(option) == text:
            return option
    raise StudyRefused(f"{where}: {text!r} is not an allowed value of {field!r}")


# ---- made-up tasks ---------------------------------------------------------------------------------------


def shares_of(total: int, weights: Sequence[float]) -> list[int]:
    """The total in whole parts as near to the weights as whole parts can be."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_rest = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _made_up(study: Study, fields: Mapping[str, list[Any]]) -> tuple[list[Item], list[Item], list[Item]]:
    tasks = study.tasks
    classes = tasks.classes or {}
    field = _only_field(fields, tasks.field, "tasks")
    if len(fields) > 1:
        raise StudyRefused("tasks: made-up tasks have one output field; give a file for more")
    options = [_option(fields, field, text, "tasks.classes") for text in classes]
    counts = list(classes.values())
    if not sum(counts):
        raise StudyRefused("tasks.classes: there are no real tasks")
    number = 0
    found = []
    for name, wanted in (
        ("real", counts),
        ("control", shares_of(tasks.control, counts)),
        ("training", shares_of(tasks.training, counts)),
    ):
        answers = [option for option, count in zip(options, wanted, strict=True) for _ in range(count)]
        rules.chance(study.seed, "tasks", name).shuffle(answers)
        items = []
        for answer in answers:
            number += 1
            items.append(Item(_filled(tasks.input_values or {}, number), {field: answer}))
        found.append(items)
    real, control, training = found
    return real[: tasks.most], control, training


def _filled(values: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {
        name: value.replace("{n}", str(number)) if isinstance(value, str) else value
        for name, value in values.items()
    }


def _key_field(tasks: Tasks, items: Sequence[Item]) -> str:
    if tasks.key is not None:
        return tasks.key
    if tasks.classes is not None:
        for name, value in (tasks.input_values or {}).items():
            if isinstance(value, str) and "{n}" in value:
                return name
        raise StudyRefused("tasks.input_values: none holds {n}, so that all tasks would be the same")
    return next(iter(items[0].input_values), "")


def _key_of(item: Item, key_field: str) -> str:
    if item.input_values.get(key_field) is None:
        raise StudyRefused(f"tasks: a task has no input value {key_field!r} to tell it apart by")
    return option_key(item.input_values[key_field])


# ---- files -----------------------------------------------------------------------------------------------


def _from_file(
    study: Study, folder: Path, fields: Mapping[str, list[Any]]
) -> tuple[list[Item], list[Item], list[Item]]:
    tasks = study.tasks
    path = folder / (tasks.file or "")
    read = _json_lines if path.suffix in (".jsonl", ".ndjson") else _table_of_tasks
    items = list(read(path, tasks, fields))
    drawn = rules.chance(study.seed, "tasks").sample(range(len(items)), len(items))
    if tasks.control + tasks.training > len(items):
        raise StudyRefused(f"{path.name}: {len(items)} tasks are too few for the control and training tasks")
    control = drawn[: tasks.control]
    training = drawn[tasks.control : tasks.control + tasks.training]
    set_apart = {*control, *training}
    real = [item for number, item in enumerate(items) if number not in set_apart]
    return real[: tasks.most], [items[i] for i in control], [items[i] for i in training]


def _rows(path: Path, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The rows of a CSV or TSV file, its columns by the names that ``columns`` gives them."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        for row in csv.DictReader(file, delimiter="\t" if "\t" in first else ","):
            yield {columns.get(name, name): value for name, value in row.items() if value is not None}


def _table_of_tasks(path: Path, tasks: Tasks, fields: Mapping[str, list[Any]]) -> Iterator[Item]:
    for number, row in enumerate(_rows(path, tasks.columns), start=2):
        where = f"{path.name}, line {number}"
        inputs = {name.removeprefix(_INPUT): row[name] for name in row if name.startswith(_INPUT)}
        texts = {name.removeprefix(_TRUTH): row[name] for name in row if name.startswith(_TRUTH)}
        if not inputs or not texts:
            raise StudyRefused(f"{path.name}: it needs columns {_INPUT}name and {_TRUTH}name")
        if unknown := sorted(set(texts) - set(fields)):
            raise StudyRefused(f"{path.name}: there is no output field {unknown[0]!r} with allowed values")
        yield Item(inputs, {name: _option(fields, name, text, where) for name, text in texts.items()})


def _json_lines(path: Path, _: Tasks, fields: Mapping[str, list[Any]]) -> Iterator[Item]:
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            item = msgspec.json.decode(line, type=Item)
        except msgspec.MsgspecError as error:
            raise StudyRefused(f"{where}: {error}") from None
        for name, value in item.truth.items():
            if value not in fields.get(name, ()):
                raise StudyRefused(f"{where}: {value!r} is not an allowed value of {name!r}")
        yield item


def _labels(replay: Replay, folder: Path, truth: Truth) -> dict[str, dict[str, OutputValues]]:
    path = folder / replay.file
    field = _only_field(truth.options, replay.field, "crowd.replay")
    found: dict[str, dict[str, OutputValues]] = {}
    for number, row in enumerate(_rows(path, replay.columns), start=2):
        if missing := [name for name in ("worker", "task", "label") if name not in row]:
            raise StudyRefused(f"{path.name}: there is no column {missing[0]!r}; name it in columns")
        where = f"{path.name}, line {number}"
        if row["task"] in truth.answers:
            answer = _option(truth.options, field, row["label"], where)
            found.setdefault(row["worker"], {})[row["task"]] = {field: answer}
    if not found:
        raise StudyRefused(f"{path.name}: none of its tasks is a task of the study")
    return dict(_first(found.items(), replay.most))


def _first(pairs: Iterable[tuple[str, Any]], most: int | None) -> list[tuple[str, Any]]:
    """The most diligent, where not all are wanted."""
    return sorted(pairs, key=lambda pair: -len(pair[1]))[:most]
