"""Use cases of filters: keeping one, and what is known of a worker to ask it about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from talka.accounts import attributes as known_attributes
from talka.accounts import service as accounts
from talka.accounts import store as account_store
from talka.accounts.attributes import Known
from talka.accounts.devices import Device, Version
from talka.accounts.model import Profile, WorkerAccount
from talka.filters import grammar, regions
from talka.filters.matching import matcher
from talka.filters.model import WorkerAttributes, experiment_group
from talka.http.auth import Requester
from talka.kernel.errors import FieldErrors
from talka.skills import store as skills
from talka.skills.model import Skill
from talka.skills.naming import public_name
from talka.storage.tx import Tx

_CHUNK = 1000


def checked(tx: Tx, requester: Requester, value: Any, path: str = grammar.ROOT) -> dict[str, Any] | None:
    """A requester's filter as it is kept: normalised, its skills theirs or global. None lets everybody in.

    Raises:
        ValidationFailed: every fault is named under ``path``; in a well-formed filter, every skill that is
            not there.
    """
    errors = FieldErrors()
    node = grammar.parse(value, errors, path)
    for place, skill_id in grammar.skill_keys(node, path):
        skill = skills.get(tx, skill_id)
        if skill is None or skill.requester_id not in {None, requester.id}:
            errors.add(place, "ENTITY_DOES_NOT_EXIST", f"There is no skill with id {skill_id}")
    errors.raise_if_any()
    return None if node is None else grammar.as_json(node)


def attributes_of(tx: Tx, worker_id: str, known: Known | None = None) -> WorkerAttributes:
    """The worker as filters see them; ``known`` saves reading what a caller has just noted.

    Raises:
        DoesNotExist: there is no such worker.
    """
    account = accounts.worker_account(tx, worker_id)
    if known is None:
        known = known_attributes.known_of(tx, worker_id)
    values = skills.values_of_user(tx, worker_id)
    return attributes_from(worker_id, accounts.profile_of(account), known, values)


def attributes_from(
    worker_id: str, profile: Profile, known: Known, values: Mapping[int, float]
) -> WorkerAttributes:
    """The same of what was read already; ``values`` are the worker's in the skills that are asked for."""
    return WorkerAttributes(
        **_of_profile(profile),
        **_of_device(known.device),
        verified=bool(known.verified),
        region_by_phone=regions.of_country(known.country_by_phone),
        region_by_ip=regions.of_country(known.country_by_ip),
        experiment_group=experiment_group(worker_id),
        skills=values,
    )


def count_let_in(tx: Tx, text: str, worker_ids: Sequence[str]) -> int:
    """How many of these workers the filter, as it is kept, lets in."""
    chunks = (list(worker_ids[start : start + _CHUNK]) for start in range(0, len(worker_ids), _CHUNK))
    return sum(len(let_in(tx, text, account_store.workers(tx, ids))) for ids in chunks)


def let_in(tx: Tx, text: str | None, found: Sequence[WorkerAccount]) -> list[str]:
    """Those of these workers, about a thousand at most, whom the filter lets in; ids in the order given."""
    asked = matcher(text)
    ids = [account.id for account in found]
    known = known_attributes.known_of_many(tx, ids)
    values = {skill_id: skills.values_of_users(tx, skill_id, ids) for skill_id in asked.skill_ids}
    passed = []
    for account in found:
        own = {skill_id: of[account.id] for skill_id, of in values.items() if account.id in of}
        profile = accounts.profile_of(account)
        if asked.matches(attributes_from(account.id, profile, known.get(account.id, Known()), own)):
            passed.append(account.id)
    return passed


def skill_names(tx: Tx, skill_ids: Iterable[int], *, for_worker: bool) -> dict[int, str]:
    """What to call these skills: for a requester all of them, for a worker those that are not hidden."""
    names = {}
    for skill_id in skill_ids:
        skill = skills.get(tx, skill_id)
        if skill is None or (for_worker and skill.hidden and skill.training_project_id is None):
            continue
        names[skill_id] = _public_name(skill) if for_worker else skill.name
    return names


def _public_name(skill: Skill) -> str:
    is_training = skill.training_project_id is not None
    return public_name(skill.id, skill.name, skill.form, is_training=is_training)


def _of_profile(profile: Profile) -> dict[str, Any]:
    born = profile.date_of_birth
    return {
        "gender": None if profile.gender is None else profile.gender.value,
        "country": profile.country,
        "citizenship": profile.citizenship,
        "education": None if profile.education is None else profile.education.value,
        "adult_allowed": profile.adult_allowed,
        "date_of_birth": None if born is None else int(datetime.fromisoformat(f"{born}T00Z").timestamp()),
        "city": regions.of_city(profile.city, profile.country),
        "languages": tuple(profile.languages),
    }


@lru_cache(maxsize=2048)  # a crowd comes with few kinds of devices
def _of_device(device: Device) -> dict[str, Any]:
    return {
        "device_category": device.category.value,
        "client_type": device.client_type.value,
        "os_family": device.os_family.value,
        "user_agent_type": device.user_agent_type.value,
        "user_agent_family": device.user_agent_family.value,
        **_of_version("os_version", device.os_version),
        **_of_version("user_agent_version", device.user_agent_version),
    }


def _of_version(key: str, version: Version | None) -> dict[str, Any]:
    if version is None:
        return {}
    return {
        key: version.number,
        f"{key}_major": version.major,
        f"{key}_minor": version.minor,
        f"{key}_bugfix": version.bugfix,
    }
