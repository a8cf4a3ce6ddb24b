"""What is wrong with rules, said when they are saved, in Toloka's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from talka.kernel.errors import FieldErrors
from talka.kernel.ids import parse_number, parse_uuid
from talka.pools.model import PoolSettingsGiven
from talka.projects.model import ProjectSettingsGiven
from talka.projects.quality import QualityConfig, Rule
from talka.quality_control.actions import SetSkill, SetSkillFromOutputField
from talka.quality_control.rulesets import POOL, PROJECT, Config, read_config
from talka.skills import store as skills
from talka.storage.tx import Tx

ROOT = "quality_control.configs"
MOST_CONFIGS = 100
MOST_RULES = 100


def when_pool_settings_given(tx: Tx, event: PoolSettingsGiven) -> None:
    """Refuse a pool's rules that cannot hold.

    Raises:
        ValidationFailed: everything that is wrong, each under its path.
    """
    quality = event.form.quality_control
    before = event.before.quality_control if event.before is not None else None
    if quality is not None:
        _check(tx, event.requester_id, POOL, quality.configs or (), (before and before.configs) or ())


def when_project_settings_given(tx: Tx, event: ProjectSettingsGiven) -> None:
    """Refuse a project's rules that cannot hold.

    Raises:
        ValidationFailed: everything that is wrong, each under its path.
    """
    quality = event.form.quality_control
    before = event.before.quality_control if event.before is not None else None
    if quality is not None:
        _check(tx, event.requester_id, PROJECT, quality.configs or (), (before and before.configs) or ())


def _check(
    tx: Tx,
    requester_id: str,
    source: str,
    configs: Sequence[QualityConfig],
    before: Sequence[QualityConfig],
) -> None:
    errors = FieldErrors()
    if len(configs) > MOST_CONFIGS:
        words = f"There are at most {MOST_CONFIGS} collectors"
        errors.add(ROOT, "ARRAY_SIZE_GREATER_THAN_MAX", words, [MOST_CONFIGS])
    for place, sent in enumerate(configs[:MOST_CONFIGS]):
        path = f"{ROOT}.{place}"
        _check_uuid(sent, path, errors)
        if len(sent.rules) > MOST_RULES:
            words = f"A collector has at most {MOST_RULES} rules"
            errors.add(f"{path}.rules", "ARRAY_SIZE_GREATER_THAN_MAX", words, [MOST_RULES])
        config = read_config(source, sent, f"{path}.", errors)
        if config is not None:
            _check_window(config, before, path, errors)
            _check_skills(tx, requester_id, sent, path, errors)
    errors.raise_if_any()


def _check_uuid(sent: QualityConfig, path: str, errors: FieldErrors) -> None:
    uuid = sent.collector_config.uuid
    if uuid is not None and parse_uuid(uuid) is None:
        errors.add(f"{path}.collector_config.uuid", "UUID_EXPECTED", f"{uuid!r} is no UUID")


def _check_window(config: Config, before: Sequence[QualityConfig], path: str, errors: FieldErrors) -> None:
    """A window may be another, but not none: what was observed is kept by it."""
    if config.collector.window is not None or not config.uuid:
        return
    for earlier in before:
        if earlier.collector_config.uuid == config.uuid and "history_size" in (
            earlier.collector_config.parameters or {}
        ):
            words = "history_size cannot be taken away; delete the rule and make a new one"
            errors.add(f"{path}.collector_config.parameters.history_size", "VALUE_REQUIRED", words)


def _check_skills(tx: Tx, requester_id: str, sent: QualityConfig, path: str, errors: FieldErrors) -> None:
    for place, rule in enumerate(sent.rules):
        for where, skill_id, own_only in _skills_named(rule):
            number = parse_number(skill_id)
            skill = None if number is None else skills.get(tx, number)
            owners = {requester_id} if own_only else {requester_id, None}
            if skill is None or skill.requester_id not in owners:
                words = f"There is no skill {skill_id} of yours"
                errors.add(f"{path}.rules.{place}.{where}", "ENTITY_DOES_NOT_EXIST", words)


def _skills_named(rule: Rule) -> Iterator[tuple[str, str, bool]]:
    """Where a rule names a skill, which, and whether it has to be the requester's own: it is to be given."""
    if rule.action.type in (SetSkill.tag, SetSkillFromOutputField.tag):
        skill_id = rule.action.parameters.get("skill_id")
        if skill_id is not None:
            yield "action.parameters.skill_id", str(skill_id), True
    for place, condition in enumerate(rule.conditions):
        if condition.key == "skill_id" and condition.value is not None:
            yield f"conditions.{place}.value", str(condition.value), False
