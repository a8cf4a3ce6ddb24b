"""The project and the pools behind an app project: plain values in, forms out."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any, Final

from talka.apps.model import AppDefinition, Batch, Settings
from talka.apps.rules import OWN_ID, RESULT, field_of, pool_priority
from talka.apps.words import words_of
from talka.pools.model import Defaults, MixerConfig, PoolForm
from talka.projects.model import ProjectForm, TaskSpec
from talka.projects.quality import ProjectQualityControl

FOREVER: Final = "9999-12-31T23:59:59"
VERSION: Final = "1.0.0"
_MOST_KEYS: Final = 9
_PICTURES: Final = ("image_url", "screenshot_url")


def project_form(
    definition: AppDefinition, settings: Settings, name: str, parameters: Mapping[str, Any]
) -> ProjectForm:
    """The project whose pools an app project's items are worked on in."""
    config = _filled(definition.view, settings, parameters)
    if not settings.several:
        config = _with_keys(config, settings)
    quality = definition.quality_control
    return ProjectForm(
        public_name=name,
        public_description=str(parameters.get("instruction_intro") or definition.description),
        public_instructions=instructions(settings, parameters),
        task_spec=TaskSpec(
            input_spec=_inputs(settings),
            output_spec=_outputs(settings),
            view_spec={"type": "tb", "config": config, "lock": _lock(config), "inferDataSpec": False},
        ),
        quality_control=None if quality is None else ProjectQualityControl(quality.configs),
    )


def pool_form(settings: Settings, project_id: int, batch: Batch) -> PoolForm:
    """The pool of a batch: answers are accepted at once, workers speak the project's language."""
    preset = settings.pool
    language = settings.language.upper()
    return PoolForm(
        project_id=str(project_id),
        private_name=(batch.name.strip() or f"Batch {batch.id}")[:255],
        will_expire=FOREVER,
        reward_per_assignment=preset.reward,
        assignment_max_duration_seconds=preset.seconds_per_page,
        defaults=Defaults(
            default_overlap_for_new_task_suites=preset.overlap, default_overlap_for_new_tasks=preset.overlap
        ),
        auto_accept_solutions=True,
        filter={"and": [{"category": "profile", "key": "languages", "operator": "IN", "value": language}]},
        mixer_config=MixerConfig(
            real_tasks_count=preset.items_on_page,
            min_real_tasks_count=1,
            golden_tasks_count=0,
            training_tasks_count=0,
            mix_tasks_in_creation_order=True,
        ),
        priority=100 if batch.streams else pool_priority(batch.priority),
    )


def instructions(settings: Settings, parameters: Mapping[str, Any]) -> str:
    """What workers read first: what it is about, the answers, examples. The requester's words are text."""
    words = words_of(settings.language)
    parts = [f"<p>{escape(str(parameters.get('instruction_intro') or ''))}</p>"]
    parts.append(f"<h3>{escape(words['answers'])}</h3><ul>")
    for one in settings.classes:
        more = f": {escape(one.description)}" if one.description else ""
        parts.append(f"<li><b>{escape(one.label)}</b>{more}</li>")
    parts.append("</ul>")
    examples = parameters.get("instruction_examples") or ()
    if examples:
        parts.append(f"<h3>{escape(words['examples'])}</h3>")
        labels = {one.value: one.label for one in settings.classes}
        parts += [_example(example, labels) for example in examples]
    return "".join(parts)


def _example(example: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    shown = []
    for name, value in example.items():
        if name in ("label", "description") or not isinstance(value, str):
            continue
        text = escape(value)
        if name in _PICTURES:
            shown.append(f'<p><img src="{text}" alt=""></p>')
        elif name.endswith("_url"):
            shown.append(f'<p><a href="{text}">{text}</a></p>')
        else:
            shown.append(f"<p>{text}</p>")
    label = str(example.get("label", ""))
    why = escape(str(example.get("description") or ""))
    return f"<div>{''.join(shown)}<p><b>{escape(labels.get(label, label))}</b> {why}</p></div>"


# ---- fields ----------------------------------------------------------------------------------------------


def _inputs(settings: Settings) -> dict[str, Any]:
    """The app's input fields; the identifier is the requester's, and no worker sees it."""
    return {
        name: {**spec, "hidden": True} if name == OWN_ID else spec
        for name, spec in settings.input_spec.items()
    }


def _outputs(settings: Settings) -> dict[str, Any]:
    if settings.several:
        return {field_of(number): {"type": "boolean"} for number in range(len(settings.classes))}
    return {RESULT: {"type": "string", "allowed_values": [one.value for one in settings.classes]}}


# ---- the interface ---------------------------------------------------------------------------------------


def _filled(part: Any, settings: Settings, parameters: Mapping[str, Any]) -> Any:
    """A part of the app's view with everything put in that stands for something."""
    if isinstance(part, list):
        return [_filled(one, settings, parameters) for one in part]
    if not isinstance(part, dict):
        return part
    if "$param" in part:
        return parameters.get(part["$param"], part.get("default", ""))
    if "$word" in part:
        return words_of(settings.language)[part["$word"]]
    if "$answer" in part:
        return _answer(settings, parameters)
    return {name: _filled(inner, settings, parameters) for name, inner in part.items()}


def _answer(settings: Settings, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The answers to choose from, one of which is needed."""
    words = words_of(settings.language)
    asked = parameters.get("instruction_question")
    if not settings.several:
        return {
            "type": "field.button-radio-group",
            "data": _output(RESULT),
            "label": asked or words["choose"],
            "options": [{"label": one.label, "value": one.value} for one in settings.classes],
            "validation": {"type": "condition.required", "hint": words["choose"]},
        }
    chosen = [
        {"type": "condition.equals", "data": _output(field_of(number)), "to": True}
        for number in range(len(settings.classes))
    ]
    boxes = [
        {
            "type": "field.checkbox",
            "data": {**_output(field_of(number)), "default": False},
            "preserveFalse": True,
            "label": one.label,
        }
        for number, one in enumerate(settings.classes)
    ]
    return {
        "type": "view.group",
        "label": asked or words["choose_several"],
        "content": {"type": "view.list", "items": boxes},
        "validation": {"type": "condition.any", "conditions": chosen, "hint": words["choose_several"]},
    }


def _output(path: str) -> dict[str, Any]:
    return {"type": "data.output", "path": path}


def _with_keys(config: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """The digits choose the first answers."""
    keys: dict[str, Any] = {"type": "plugin.hotkeys"}
    for number, one in enumerate(settings.classes[:_MOST_KEYS], 1):
        keys[str(number)] = {"type": "action.set", "data": _output(RESULT), "payload": one.value}
    return {**config, "plugins": [*config.get("plugins", []), keys]}


def _lock(config: Any) -> dict[str, str]:
    """The version of every component in a config."""
    lock = {"core": VERSION}
    waiting = [config]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            kind = part.get("type")
            if isinstance(kind, str) and "." in kind and not kind.startswith("data."):
                lock[kind] = VERSION
            waiting += part.values()
    return lock
