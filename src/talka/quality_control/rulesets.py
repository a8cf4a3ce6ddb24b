"""The rules that hold in a pool, its own and its project's, made ready once for all who ask."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from talka.http import forms
from talka.kernel.errors import FieldErrors
from talka.pools.model import Pool, PoolForm, PoolType
from talka.projects import store as projects
from talka.projects.quality import ProjectQualityControl, QualityConfig
from talka.projects.quality import Rule as RuleForm
from talka.quality_control import actions, conditions
from talka.quality_control.actions import Action
from talka.quality_control.collectors import COLLECTORS, Collector, Keeps, Training
from talka.quality_control.conditions import Test, Values
from talka.quality_control.happenings import Happening
from talka.storage.tx import Tx

POOL, PROJECT = "POOL", "PROJECT"


class Rule(msgspec.Struct, frozen=True):
    """A rule that can be asked. ``key`` names it among all rules over its collector, edits apart."""

    key: str
    tests: tuple[Test, ...]
    action: Action
    form: RuleForm

    def holds(self, values: Values) -> bool:
        """Whether all of its conditions are true."""
        return all(test.holds(values) for test in self.tests)


class Config(msgspec.Struct, frozen=True):
    """A collector and its rules, from the pool's settings or its project's."""

    source: str
    uuid: str
    collector: Collector
    rules: tuple[Rule, ...]


class Ruleset(msgspec.Struct, frozen=True):
    """Everything that holds in one pool."""

    configs: tuple[Config, ...] = ()

    def hearing(self, happening: type[Happening]) -> Iterator[Config]:
        """Those whose collectors listen to such happenings."""
        return (config for config in self.configs if happening in config.collector.hears)

    def hears(self, happening: type[Happening]) -> bool:
        """Whether any does."""
        return any(True for _ in self.hearing(happening))

    @property
    def counts_suites(self) -> bool:
        """Whether it matters how the assignments of a suite stand."""
        return any(config.collector.keeps is Keeps.SUITE for config in self.configs)


NO_RULES = Ruleset()


def rules_of(tx: Tx, pool: Pool) -> Ruleset:
    """The rules that hold in a pool, or of a training in its project."""
    project = projects.get(tx, pool.project_id)
    if project is None:
        raise AssertionError(f"pool {pool.id} lost its project")
    quality = project.form.quality_control
    shared = "" if quality is None else msgspec.json.encode(quality).decode()
    return _ruleset(pool.type, pool.form, shared)


@lru_cache(maxsize=4096)
def _ruleset(kind: str, form: str, shared: str) -> Ruleset:
    is_training = kind == PoolType.TRAINING
    own = None if is_training else msgspec.json.decode(form, type=PoolForm).quality_control
    of_project = msgspec.json.decode(shared, type=ProjectQualityControl) if shared else None
    # Trainings have no rules of their own; a project's rules over trainings hold in these alone.
    common = _read(PROJECT, (of_project.configs if of_project else None) or ())
    fitting = (one for one in common if isinstance(one.collector, Training) == is_training)
    found = (*_read(POOL, (own.configs if own else None) or ()), *fitting)
    return Ruleset(found) if found else NO_RULES


def _read(source: str, sent: Sequence[QualityConfig]) -> tuple[Config, ...]:
    """Settings as they were kept. What has become unreadable since, if anything, holds no more."""
    found = (read_config(source, config, "", FieldErrors()) for config in sent)
    return tuple(config for config in found if config is not None)


def read_config(source: str, sent: QualityConfig, path: str, errors: FieldErrors) -> Config | None:
    """A collector and its rules; None for one that cannot be, and ``errors`` for all that is wrong."""
    kind = COLLECTORS.get(sent.collector_config.type)
    if kind is None:
        words = f"There are the collectors {', '.join(COLLECTORS)}"
        errors.add(f"{path}collector_config.type", "UNKNOWN_ENUM_VALUE", words, list(COLLECTORS))
        return None
    parameters = sent.collector_config.parameters or {}
    wrong = forms.explain(parameters, kind)
    errors.update(wrong.as_dict(), prefix=f"{path}collector_config.parameters")
    if not sent.rules:
        errors.add(f"{path}rules", "ARRAY_SIZE_LESS_THAN_MIN", "A collector needs a rule", [1])
    found = [_read_rule(rule, kind, f"{path}rules.{place}", errors) for place, rule in enumerate(sent.rules)]
    if wrong:
        return None
    rules = tuple(rule for rule in found if rule is not None)
    collector = forms.convert(parameters, kind)
    return Config(source, sent.collector_config.uuid or "", collector, rules)


def _read_rule(sent: RuleForm, kind: type[Collector], path: str, errors: FieldErrors) -> Rule | None:
    tests = conditions.read_all(sent.conditions, kind.keys, f"{path}.conditions", errors)
    tag = sent.action.type
    if tag not in actions.ACTIONS:
        words = f"There are the actions {', '.join(actions.ACTIONS)}"
        errors.add(f"{path}.action.type", "UNKNOWN_ENUM_VALUE", words, list(actions.ACTIONS))
        return None
    if tag not in kind.actions:
        words = f"Rules over {kind.tag} may take {', '.join(kind.actions)}"
        errors.add(f"{path}.action.type", "VALUE_NOT_ALLOWED", words, list(kind.actions))
        return None
    action = actions.read(tag, sent.action.parameters, kind.keys, f"{path}.action", errors)
    if action is None or len(tests) < len(sent.conditions):
        return None
    return Rule(_key(sent), tests, action, sent)


def _key(sent: RuleForm) -> str:
    text = msgspec.json.encode(sent, order="deterministic")
    return hashlib.blake2b(text, digest_size=8).hexdigest()
