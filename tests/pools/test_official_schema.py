"""What the official schema lets a requester say of a pool or training comes back as it was sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.world import World
from talka.http.forms import decode
from talka.kernel.errors import ValidationFailed
from talka.pools import service as pools
from talka.pools.model import PoolForm, PoolPatch, TrainingForm
from talka.skills import service as skills
from talka.skills.model import SkillForm
from talka.storage.database import Database
from talka.trainings import service as trainings

# Beside the checkout, wherever that stands.
_PLACES = [above / "shared" / "spec" / "toloka-openapi.json" for above in Path(__file__).parents[3:]]
SPEC = next(filter(Path.exists, _PLACES), _PLACES[0])
EXAMPLES = {"sqlite": 40, "postgresql": 8}
pytestmark = pytest.mark.skipif(not SPEC.exists(), reason=f"no {SPEC}")

# Where the schema's numbers are another's: one interval of tasks stands for prices and positions alike.
LIMITS = {
    "intervals.[].to": {"minimum": 1, "maximum": 1_000_000},
    "dynamic_pricing_config.intervals.[].from": {"minimum": 0, "maximum": 100},
    "dynamic_pricing_config.intervals.[].to": {"minimum": 0, "maximum": 100},
    "reward_per_assignment": {"minimum": 0, "maximum": 1000},
    "training_config.training_skill_ttl_days": {"minimum": 1},
}
# The page says nothing more than "object": what clients put there.
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "metadata": st.dictionaries(st.text("abc", min_size=1), st.lists(st.text("xyz"), max_size=2), max_size=2),
    "quality_control.configs.[].rules.[].conditions.[].value": st.one_of(
        st.integers(0, 100), st.floats(0, 100), st.sampled_from(["REJECTED", "SKIPPED"]), st.booleans()
    ),
    "will_expire": st.sampled_from(["2020-01-01T00:00:00", "2099-12-31T23:59:59", "2099-01-01T10:00:00.123"]),
    "private_name": st.text("name ", min_size=1, max_size=255).filter(str.strip),
    "reward_per_assignment": st.sampled_from([0, 0.005, 0.05, 1, 17.35]),
    "quality_control.configs.[].collector_config.uuid": st.uuids().map(str),
    # Each type has its own one of the two numbers.
    "speed_quality_balance": st.one_of(
        st.builds(lambda ten: {"type": "TOP_PERCENTAGE_BY_QUALITY", "percent": 10 * ten}, st.integers(1, 10)),
        st.builds(lambda count: {"type": "BEST_CONCURRENT_USERS_BY_QUALITY", "count": count}, st.integers(1)),
    ),
}


# Objects of clients' own, whose fields the schema does not know.
OWN = {"metadata"}


@cache
def schemas() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SPEC.read_text())["components"]["schemas"]
    return found


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema with what it refers to put in."""
    if "$ref" in schema:
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return resolved({**schemas()[schema["$ref"].rpartition("/")[2]], **rest})
    if "allOf" not in schema:
        return schema
    parts = [*map(resolved, schema["allOf"]), {key: value for key, value in schema.items() if key != "allOf"}]
    together: dict[str, Any] = {}
    for part in parts:
        before, after = together.get("properties", {}), part.get("properties", {})
        properties = {**before, **after}
        properties |= {name: {"allOf": [before[name], after[name]]} for name in before if name in after}
        required = [*together.get("required", []), *part.get("required", [])]
        together |= part
        together |= {"properties": properties, "required": required} if properties else {}
    return together


def strategy(
    schema: dict[str, Any], path: str, ids: dict[str, st.SearchStrategy[Any]], *, full: bool = False
) -> Any:
    """Values of a schema, by the names of the fields where the schema does not say enough.

    ``full``: no field is left out.
    """
    schema = resolved(schema)
    chosen = {**VALUES, **ids}.get(path)
    if chosen is not None:
        return chosen
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "object":
        return objects(schema, path, ids, full=full)
    if kind == "array":
        items = strategy(schema["items"], f"{path}.[]", ids, full=full)
        return st.lists(items, min_size=max(schema.get("minItems", 0), int(full)), max_size=2)
    return plain_values(schema, path)


def plain_values(schema: dict[str, Any], path: str) -> Any:
    low, high = limits(schema, path)
    match schema.get("type"):
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(low or 0, high or 1000)
        case "number":
            return st.floats(low or 0, high or 1000).map(lambda value: round(value, 6))
    return st.text("wörds ", max_size=20)


def objects(schema: dict[str, Any], path: str, ids: dict[str, st.SearchStrategy[Any]], *, full: bool) -> Any:
    required = set(schema.get("properties", {})) if full else set(schema.get("required", []))
    required |= {name for name, one in schema.get("properties", {}).items() if _is_needed(one)}
    fields = {
        name: strategy(inner, f"{path}.{name}" if path else name, ids, full=full)
        for name, inner in schema.get("properties", {}).items()
    }
    return st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in required},
        optional={name: fields[name] for name in fields if name not in required},
    )


def _is_needed(schema: dict[str, Any]) -> bool:
    return str(resolved(schema).get("description", "")).startswith("**Required** if")


def limits(schema: dict[str, Any], path: str) -> tuple[int | None, int | None]:
    for end, known in LIMITS.items():
        if path == end or path.endswith(f".{end}"):
            schema = {**schema, **known}
    return schema.get("minimum"), schema.get("maximum")


def leaves(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field that holds a plain value, by its path."""
    schema = resolved(schema)
    if schema.get("properties"):
        for name, inner in schema["properties"].items():
            yield from leaves(inner, f"{path}.{name}" if path else name)
    elif schema.get("type") == "array":
        yield from leaves(schema["items"], f"{path}.[]")
    else:
        yield path, schema


def paths(value: Any, path: str = "") -> Iterator[str]:
    """The paths of a form's plain values."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield path
            yield from paths(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for inner in value:
            yield from paths(inner, f"{path}.[]")
    else:
        yield path


def sent_back(sent: Any, answered: Any) -> Any:
    """The answer, less what it has beside what was sent."""
    if isinstance(sent, dict) and isinstance(answered, dict):
        return {name: sent_back(sent[name], answered[name]) for name in sent if name in answered}
    if isinstance(sent, list) and isinstance(answered, list) and len(sent) == len(answered):
        return [sent_back(one, other) for one, other in zip(sent, answered, strict=True)]
    return answered


def as_json(value: Any) -> Any:
    return json.loads(msgspec.json.encode(value))


def consistent(form: dict[str, Any]) -> dict[str, Any]:
    """The form made to agree with itself where the schema cannot say how."""
    if "mixer_config" in form:
        _make_consistent(form["mixer_config"])
    pricing = form.get("dynamic_pricing_config")
    if pricing is not None:
        pricing["intervals"] = pricing["intervals"][:1]
        _in_order(pricing["intervals"])
    for settings_ in ((form.get("quality_control") or {}).get("checkpoints_config") or {}).values():
        _in_order(settings_["task_distribution_function"]["intervals"])
    overlap = form.get("dynamic_overlap_config")
    if overlap is not None:
        mixer = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
        form.setdefault("mixer_config", mixer)
        defaults = form["defaults"]
        defaults.update(dict.fromkeys(defaults, 1))
        overlap["max_overlap"] = max(2, overlap["max_overlap"])
    return form


def _make_consistent(mixer: dict[str, Any]) -> None:
    for kind in ("real", "golden", "training"):
        least = f"min_{kind}_tasks_count"
        if least in mixer:
            mixer[least] = min(mixer[least], mixer[f"{kind}_tasks_count"])
        function = mixer.get(f"{kind}_task_distribution_function")
        if function is not None:
            mixer[f"{kind}_tasks_count"] = 0
            mixer.pop(least, None)
            _in_order(function["intervals"])
    mixer["real_tasks_count"] = max(1, mixer["real_tasks_count"])
    if any(name.endswith("_distribution_function") for name in mixer):
        # The page has as many tasks as it has real ones, whatever else is among them.
        for name in ("golden_tasks_count", "training_tasks_count"):
            mixer[name] = min(mixer[name], mixer["real_tasks_count"])
            if f"min_{name}" in mixer:
                mixer[f"min_{name}"] = min(mixer[f"min_{name}"], mixer[name])


def without_functions(form: dict[str, Any]) -> dict[str, Any]:
    """The form with the minimums that distribution functions exclude."""
    for kind in ("golden", "training"):
        del form["mixer_config"][f"{kind}_task_distribution_function"]
    return form


def _in_order(intervals: list[dict[str, Any]]) -> None:
    """Intervals that do not overlap."""
    del intervals[1:]
    for interval in intervals:
        if interval.get("to", 100) < interval.get("from", 1):
            interval["from"], interval["to"] = interval["to"], interval["from"]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_every_pool_that_the_schema_allows_comes_back_as_it_was_sent(world: World, database_kind: str):
    cat = {"type": "string", "allowed_values": ["yes", "no"]}
    world.project_id = world.project(task_spec={"input_spec": {}, "output_spec": {"cat": cat}})
    skill_id = world.write(lambda tx: skills.create_skill(tx, world.requester, SkillForm(name="careful"))).id
    training_id = str(world.training())
    condition = {"category": "skill", "key": skill_id, "operator": "GTE", "value": 59.7}
    filters = [{"and": [{"or": [condition]}]}, condition, {"or": [condition, {"and": [condition]}]}]
    ids: dict[str, st.SearchStrategy[Any]] = {
        "project_id": st.just(world.project_id),
        "filter": st.sampled_from(filters),
        "dynamic_pricing_config.skill_id": st.just(skill_id),
        "dynamic_overlap_config.answer_weight_skill_id": st.just(skill_id),
        "dynamic_overlap_config.fields": st.just([{"name": "cat"}]),
        "quality_control.training_requirement.training_pool_id": st.just(training_id),
        "quality_control.configs.[].rules.[].action.parameters.skill_id": st.just(skill_id),
    }

    some = strategy(schemas()["PoolFormV1"], "", ids)
    every = strategy(schemas()["PoolFormV1"], "", ids, full=True)
    seen: set[str] = set()

    def one(sent: dict[str, Any]) -> None:
        seen.update(paths(sent))
        form = decode(json.dumps(sent).encode(), PoolForm)
        made = as_json(world.write(lambda tx: pools.create_pool(tx, world.requester, form)))
        assert sent_back(sent, made) == sent
        read = as_json(world.read(lambda tx: pools.get_pool(tx, world.requester, made["id"])))
        assert read == made
        # As clients do it: the view, changed or not, is sent back whole.
        again = decode(json.dumps(read).encode(), PoolForm)
        saved = as_json(world.write(lambda tx: pools.update_pool(tx, world.requester, made["id"], again)))
        assert saved == made
        assert "null" not in json.dumps(made), "what has no value is left out"

    # Each by itself: left to chance, a few examples of one kind might be all of them.
    for drawn in (some, every, every.map(without_functions)):
        settings(max_examples=EXAMPLES[database_kind] // 2)(given(drawn.map(consistent))(one))()
    whole = {path for path, _ in leaves(schemas()["PoolFormV1"]) if path not in OWN}
    # Few examples may miss some.
    assert database_kind != "sqlite" or whole <= seen, f"never sent: {sorted(whole - seen)}"


def test_every_training_that_the_schema_allows_comes_back_as_it_was_sent(world: World, database_kind: str):
    ids = {"project_id": st.just(world.project_id)}

    @settings(max_examples=EXAMPLES[database_kind] // 3)
    @given(strategy(schemas()["TrainingFormV1"], "", ids))
    def one(sent: dict[str, Any]) -> None:
        form = decode(json.dumps(sent).encode(), TrainingForm)
        made = as_json(world.write(lambda tx: trainings.create_training(tx, world.requester, form)))
        assert sent_back(sent, made) == sent
        again = decode(json.dumps(made).encode(), TrainingForm)
        saved = as_json(
            world.write(lambda tx: trainings.update_training(tx, world.requester, made["id"], again))
        )
        assert saved == made

    one()


@pytest.mark.parametrize(("name", "form"), [("PoolFormV1", PoolForm), ("TrainingFormV1", TrainingForm)])
def test_what_is_outside_of_the_schemas_limits_is_refused_by_its_path(name: str, form: Any):
    checked = 0
    for path, schema in leaves(schemas()[name]):
        low, high = limits(schema, path)
        for bound, beyond in ((low, -1), (high, 1)):
            if bound is None or _is_wider(path, bound):
                continue
            errors = errors_of(form, at(path, bound + beyond))
            place = path.replace("[]", "0")
            assert errors.get(place, "").startswith("VALUE_"), (path, bound + beyond, errors)
            assert errors_of(form, at(path, bound)).get(place) is None, (path, bound)
            checked += 1
    assert checked > (10 if form is TrainingForm else 50) // 2


def _is_wider(path: str, bound: int) -> bool:
    """Limits that are wider here, as the page says elsewhere, or as clients need."""
    if path == "priority":
        return bound == 0  # from -100
    if path.endswith("intervals.[].from"):
        return bound == 1  # samples begin at 0
    if path.endswith("intervals.[].to"):
        return bound == 1
    if path.endswith("reward_per_assignment"):
        return bound == 1000
    return path.startswith(("speed_quality_balance", "quality_control.configs"))


def at(path: str, value: Any) -> dict[str, Any]:
    """A form of nothing but this value."""
    for name in reversed(path.split(".")):
        value = [value] if name == "[]" else {name: value}
    found: dict[str, Any] = value
    return found


def errors_of(form: Any, sent: dict[str, Any]) -> dict[str, str]:
    try:
        decode(json.dumps(sent).encode(), form)
    except ValidationFailed as refused:
        return {path: error.code for path, error in refused.errors.items()}
    return {}


def test_what_is_needed_is_asked_for():
    for name, form in (("PoolFormV1", PoolForm), ("TrainingFormV1", TrainingForm)):
        needed = set(schemas()[name]["required"]) - {"inherited_instructions"}
        assert {path for path, code in errors_of(form, {}).items() if code == "VALUE_REQUIRED"} == needed


def test_a_patched_priority_reaches_from_minus_to_plus_a_hundred():
    for value in (-100, 0, 100):
        assert errors_of(PoolPatch, {"priority": value}) == {}
    for value in (-101, 101):
        assert errors_of(PoolPatch, {"priority": value}) == {"priority": "VALUE_OUT_OF_BOUNDS"}
