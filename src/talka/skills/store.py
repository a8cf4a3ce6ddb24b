"""Skills as rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.skills.model import Skill, UserSkill
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert, upsert
from talka.storage.tx import Tx

_s = schema.skills.c
_COLUMNS = [_s[name.rstrip("_")] for name in Skill.__struct_fields__]
_GET = Query(sa.select(*_COLUMNS).where(_s.id == bindparam("key")))
_TRAINING = Query(sa.select(*_COLUMNS).where(_s.training_project_id == bindparam("project_id")))
_UPSERT = upsert(schema.skills)
_u = schema.user_skills.c
_USER_COLUMNS = columns_of(schema.user_skills, UserSkill)
_USER = Query(sa.select(*_USER_COLUMNS).where(_u.id == bindparam("key")))
_USER_BY_PAIR = Query(
    sa.select(*_USER_COLUMNS).where(_u.user_id == bindparam("user_id"), _u.skill_id == bindparam("skill_id"))
)
_OF_USER = Query(sa.select(_u.skill_id, _u.exact_value).where(_u.user_id == bindparam("user_id")))
_VALUES = Query(
    sa.select(_u.user_id, _u.exact_value).where(
        _u.skill_id == bindparam("skill_id"), in_list(_u.user_id, "user_ids")
    )
)
_VISIBLE = Query(
    sa.select(_s.id, _s.name, _s.form, _s.training_project_id, _u.exact_value)
    .join(schema.skills, _s.id == _u.skill_id)
    .where(
        _u.user_id == bindparam("user_id"),
        sa.or_(_s.hidden == 0, _s.training_project_id.is_not(None)),
    )
    .order_by(_s.id)
)
_INSERT_USER = insert(schema.user_skills, ignore_conflicts=True)
_UPDATE_USER = Query(
    sa.update(schema.user_skills)
    .where(_u.id == bindparam("key"))
    .values(
        exact_value=bindparam("new_value"),
        modified=bindparam("now"),
        reason=bindparam("new_reason", type_=sa.Text()),
        training_id=bindparam("new_training", type_=schema.NUMBER),
    )
)
_DELETE_USER = Query(sa.delete(schema.user_skills).where(_u.id == bindparam("key")))
_TRAINING_OF = Query(sa.select(_u.training_id).where(_u.id == bindparam("key")))

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_s.id, Kind.NUMBER_ID, ranges=True, sort=True),
        "created": Field(_s.created, Kind.TIME, ranges=True, sort=True),
        "modified": Field(_s.modified, Kind.TIME, ranges=True),
        "name": Field(_s.name, Kind.TEXT, equal=True),
        "global": Field(_s["global"], Kind.FLAG, equal=True),
    },
)
OWNER = sa.func.coalesce(_s.requester_id, bindparam("own_or_global", type_=schema.ID))

USER_LIST = ListSpec(
    columns=tuple(_USER_COLUMNS),
    fields={
        "id": Field(_u.id, Kind.NUMBER_ID, ranges=True, sort=True),
        "created": Field(_u.created, Kind.TIME, ranges=True, sort=True),
        "modified": Field(_u.modified, Kind.TIME, ranges=True, sort=True),
        "user_id": Field(_u.user_id, Kind.TEXT_ID, equal=True),
        "skill_id": Field(_u.skill_id, Kind.NUMBER_ID, equal=True),
    },
    source=sa.join(schema.user_skills, schema.skills, _s.id == _u.skill_id),
)
USER_OWNER = _s.requester_id


def get(tx: Tx, skill_id: int) -> Skill | None:
    """A skill by id."""
    row = tx.one(_GET, key=skill_id)
    return None if row is None else Skill(*row)


def training_skill(tx: Tx, project_id: int) -> Skill | None:
    """The skill that the project's trainings give."""
    row = tx.one(_TRAINING, project_id=project_id)
    return None if row is None else Skill(*row)


def save(tx: Tx, skill: Skill) -> None:
    """Keep a skill, new or changed."""
    tx.run(_UPSERT, **{name.rstrip("_"): getattr(skill, name) for name in Skill.__struct_fields__})


def user_skill(tx: Tx, user_skill_id: int) -> UserSkill | None:
    """A worker's value by the id of its record."""
    row = tx.one(_USER, key=user_skill_id)
    return None if row is None else UserSkill(*row)


def value_of(tx: Tx, user_id: str, skill_id: int) -> UserSkill | None:
    """A worker's value in a skill."""
    row = tx.one(_USER_BY_PAIR, user_id=user_id, skill_id=skill_id)
    return None if row is None else UserSkill(*row)


def values_of_user(tx: Tx, user_id: str) -> dict[int, float]:
    """All of a worker's values, by skill."""
    return {row[0]: row[1] for row in tx.all(_OF_USER, user_id=user_id)}


def values_of_users(tx: Tx, skill_id: int, user_ids: list[str]) -> dict[str, float]:
    """The values that these workers have in a skill."""
    return {row[0]: row[1] for row in tx.all(_VALUES, skill_id=skill_id, user_ids=user_ids)}


def visible_values(tx: Tx, user_id: str) -> list[tuple[int, str, str, int | None, float]]:
    """What the worker may see: id, name, form, training project, value."""
    return [(row[0], row[1], row[2], row[3], row[4]) for row in tx.all(_VISIBLE, user_id=user_id)]


def add_user_skill(tx: Tx, value: UserSkill, reason: str | None, training_id: int | None) -> bool:
    """Keep a worker's first value in a skill; False when there is one, be it since a moment ago."""
    row = {name: getattr(value, name) for name in UserSkill.__struct_fields__}
    return tx.run(_INSERT_USER, **row, reason=reason, training_id=training_id) == 1


def change_user_skill(
    tx: Tx, user_skill_id: int, value: float, reason: str | None, training_id: int | None
) -> None:
    """Replace a worker's value."""
    tx.run(
        _UPDATE_USER,
        key=user_skill_id,
        new_value=value,
        now=tx.now,
        new_reason=reason,
        new_training=training_id,
    )


def remove_user_skill(tx: Tx, user_skill_id: int) -> None:
    """The worker has no value in the skill any more."""
    tx.run(_DELETE_USER, key=user_skill_id)


def training_that_set(tx: Tx, user_skill_id: int) -> int | None:
    """The training that gave the value, if one did."""
    found: int | None = tx.value(_TRAINING_OF, key=user_skill_id)
    return found
