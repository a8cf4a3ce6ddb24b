"""Quality-control rules as requests have them; projects and pools take the same (Toloka: "Quality control").

What the words mean is for :mod:`talka.quality_control`; here they are only kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from talka.http.schemas import inlined
from talka.kernel.ids import new_uuid


class ActionShape(msgspec.Struct):
    """The parameters that some kind of action has; for readers of the API only."""

    skill_id: str | int | None = None
    skill_value: int | None = None
    from_field: str | None = None
    public_comment: str | None = None
    private_comment: str | None = None
    scope: str | None = None
    duration: int | None = None
    duration_unit: str | None = None
    duration_days: int | None = None
    delta: int | None = None
    open_pool: bool | None = None


class CollectorShape(msgspec.Struct):
    """The parameters that some kind of collector has; for readers of the API only."""

    history_size: int | None = None
    answer_threshold: int | None = None
    fast_submit_threshold_seconds: float | None = None


ActionParameters: TypeAlias = Annotated[dict[str, Any], Meta(extra_json_schema=inlined(ActionShape))]
CollectorParameters: TypeAlias = Annotated[dict[str, Any], Meta(extra_json_schema=inlined(CollectorShape))]


class Condition(msgspec.Struct, frozen=True):
    """A comparison of one of the collector's numbers."""

    key: str
    operator: str
    value: Any


class Action(msgspec.Struct, frozen=True):
    """What a rule does."""

    type: str
    parameters: ActionParameters = {}


class Rule(msgspec.Struct, frozen=True):
    """An action taken when all conditions hold."""

    action: Action
    conditions: list[Condition]


class CollectorConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """A collector and its identity (``uuid``: the statistics store that clones share)."""

    type: str
    uuid: str | None = None
    parameters: CollectorParameters | None = None


class QualityConfig(msgspec.Struct, frozen=True):
    """Rules over one collector."""

    collector_config: CollectorConfig
    rules: list[Rule]


class ProjectQualityControl(msgspec.Struct, frozen=True, omit_defaults=True):
    """Rules for every pool of a project."""

    configs: list[QualityConfig] | None = None


def identified(
    configs: Sequence[QualityConfig] | None, before: Sequence[QualityConfig] | None = None
) -> list[QualityConfig] | None:
    """Each collector with an identity: that sent, else that of the same one ``before``, else a new one."""
    if configs is None:
        return None
    sent = {config.collector_config.uuid for config in configs}
    known = [one.collector_config for one in before or () if one.collector_config.uuid not in sent]
    return [
        msgspec.structs.replace(config, collector_config=_with_uuid(config.collector_config, known))
        for config in configs
    ]


def _with_uuid(collector: CollectorConfig, known: list[CollectorConfig]) -> CollectorConfig:
    if collector.uuid is not None:
        return collector
    for place, one in enumerate(known):
        if (one.type, one.parameters or {}) == (collector.type, collector.parameters or {}):
            return msgspec.structs.replace(collector, uuid=known.pop(place).uuid)
    return msgspec.structs.replace(collector, uuid=new_uuid())
